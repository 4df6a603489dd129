"""Whom to bring together next: a round table, and the contacts that would help most.

Both are sought in the network with its weights as published, so that no suggestion tells a hidden
number of referrals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from netcoop._core.texts import NOT_AVAILABLE, mark, number, plural, text
from netcoop.errors import NetworkError, RecordError
from netcoop.gaps import Invitation, suggest_meeting, suggest_ties
from netcoop.gaps.field import networkers, records_there_are
from netcoop.gaps.whitespots.words import LABELS
from netcoop.network import Network
from netcoop.reports.document import Block, Column, Paragraph, Section, Table, Value
from netcoop.reports.local.columns import kind_column, place_column, service_column
from netcoop.reports.local.contacts import (
    CONTACTS,
    contacts_advised,
    contacts_csv,
    contacts_told,
    no_contacts,
    too_many,
)
from netcoop.reports.local.given import Given
from netcoop.reports.local.leaving import Leaving, required_of, spots_of
from netcoop.reports.part import Advice

GUESTS = "meeting_guests.csv"
# So many can all speak at one table.
SEATS = 8
# How many contacts to suggest.
_CONTACTS = 3
_TOP = 15
# So many services a guest's reasons name.
_NAMED = 3
# With more actors the searches take minutes.
MOST_FOR_TABLE, MOST_FOR_CONTACTS = 3_000, 400
# Up to so many tables all are tried; more would hold the report up.
_TABLES, _SETS = 20_000, 20_000
_STATES = {
    "weak": mark("a weak tie"),
    "stale": mark("an old tie"),
    "one_sided": mark("one way only"),
    "only_facilitated": mark("only with a facilitator"),
}


@dataclass(frozen=True, eq=False)
class BringingPart:
    """Whom to bring together, as it may leave."""

    lang: str
    blocks: tuple[Block, ...]
    advised: tuple[Advice, ...]
    frames: Mapping[str, pd.DataFrame]

    def section(self) -> Section:
        """Tell it."""
        return Section(text("Whom to bring together next", self.lang), self.blocks)

    def advice(self) -> tuple[Advice, ...]:
        """Advise to hold the meeting and make the contacts."""
        return self.advised

    def tables(self) -> Mapping[str, pd.DataFrame]:
        """Give guests and contacts."""
        return {name: frame.copy() for name, frame in self.frames.items()}


def find_bringing(given: Given) -> BringingPart | None:
    """Suggest a round table and contacts; ``None`` where there are not two to bring together."""
    net = as_published(given)
    if net.n_actors - len(networkers(net.actors)) < 2:
        return None
    spots = spots_of(given)
    by = Leaving(given)
    if spots is not None:
        by = Leaving(given, spots.settings["services"], spots.settings["regions"])
    load = _load(given)
    blocks: list[Block] = []
    advised: list[Advice] = []
    frames: dict[str, pd.DataFrame] = {}
    if net.n_actors > MOST_FOR_TABLE:
        blocks.append(Paragraph(too_many(net, MOST_FOR_TABLE, by.lang)))
    else:
        table = _table(given, net, load)
        blocks += _table_told(table, by, convened=len(networkers(net.actors)) > 0)
        if _is_worth(table):
            advised.append(_table_advised(table, by))
            frames[GUESTS] = _guests_csv(table, by)
    if MOST_FOR_CONTACTS < net.n_actors <= MOST_FOR_TABLE:
        blocks.append(Paragraph(no_contacts(net, MOST_FOR_CONTACTS, by.lang)))
    elif net.n_actors <= MOST_FOR_CONTACTS:
        found = suggest_ties(net, _CONTACTS, load=load, limit=_SETS)
        blocks += contacts_told(found, by)
        if len(found.ties):
            advised.append(contacts_advised(found, by))
            frames[CONTACTS] = contacts_csv(found, by)
    blocks.append(Paragraph(_limits(net, by.lang), "box"))
    return BringingPart(by.lang, tuple(blocks), tuple(advised), frames)


def as_published(given: Given) -> Network:
    """Give the network with its own ids and records, but the weights that may leave."""
    own = {shown: actor for actor, shown in given.ids.items()}
    ties = given.net.ties.drop(columns="shown", errors="ignore")
    ties = ties.assign(**{end: ties[end].map(own) for end in ("source", "target")})
    # Scales are those of the published weights.
    settings = {name: value for name, value in given.net.settings.items() if name != "disclosure"}
    return Network(
        given.full.actors,
        ties,
        directed=given.full.directed,
        affiliations=given.full.affiliations,
        records=given.records,
        settings=settings,
    )


def _load(given: Given) -> pd.DataFrame | None:
    """Say who has much work already; ``None`` where the records cannot say it."""
    try:
        return given.load
    except (NetworkError, RecordError):
        return None


def _table(given: Given, net: Network, load: pd.DataFrame | None) -> Invitation:
    """Seek the round table."""
    spots = spots_of(given)
    # A template that cannot be looked up is none: an empty table of pairs asks for nothing.
    asked: Any = required_of(given)
    if asked is None:
        asked = pd.DataFrame(columns=["source", "target", "strength", "status", "in_contact"])
    return suggest_meeting(
        net,
        SEATS,
        template=asked,
        load=load,
        white_spots=None if spots is None else spots.spots,
        limit=_TABLES,
    )


def _is_worth(table: Invitation) -> bool:
    return table.n_invited > 1 and table.value > 0


def _table_told(table: Invitation, by: Leaving, *, convened: bool) -> list[Block]:
    """Tell who could sit at the table, why, and what that would bring."""
    lang = by.lang
    if not _is_worth(table):
        said = text(
            "No round table has anything to gain: no pair that is asked for is left to meet, the "
            "network is one piece without its networkers, and no white spot has an owner here.",
            lang,
        )
        return [Paragraph(said)]
    return [
        Paragraph(_opening(table, lang, convened=convened)),
        _guests(table, by),
        Paragraph(_gains(table, lang)),
        *_pairs(table, by),
        *_agenda(table, by),
    ]


def _opening(table: Invitation, lang: str, *, convened: bool) -> str:
    """Say how many guests are suggested, and how they were chosen."""
    guests = plural(
        "A round table of {n} guest is suggested.",
        "A round table of {n} guests is suggested.",
        table.n_invited,
        lang,
    )
    why = text(
        "At most {seats} are asked, so that everybody can speak. They were chosen so that most of "
        "those meet of whom a tie is asked for and not in the records, that separate pieces of the "
        "network meet, and that white spots have somebody to look after them.",
        lang,
        seats=number(SEATS, lang),
    )
    if not convened:
        return f"{guests} {why}"
    who = text("The networker convenes the table and is not counted as a guest.", lang)
    return f"{guests} {why} {who}"


def _guests(table: Invitation, by: Leaving) -> Table:
    """List the guests and why each is asked."""
    lang = by.lang
    lines: list[tuple[Value, ...]] = [
        (by.name(row["actor"]), by.kind_label(row["kind"]) if row["kind"] == row["kind"] else "",
         _why(row, table, by))
        for row in table.invitees.to_dict("records")
    ]  # fmt: skip
    columns = (
        Column(text("guest", lang), text("Who could be asked to the table.", lang)),
        kind_column(lang),
        Column(text("why", lang), text("What the guest would bring to this table.", lang)),
    )
    return Table(text("Whom to ask to the table", lang), columns, tuple(lines))


def _why(row: Mapping[Any, Any], table: Invitation, by: Leaving) -> str:
    """Say why one guest is asked."""
    lang, said = by.lang, []
    pairs = table.pairs
    for reason, state, words in (
        ("required", "absent", mark("A tie is asked for and not in the records, with: {who}.")),
        ("loose", "loose", mark("More is asked for than the records show, with: {who}.")),
    ):
        if reason in row["reasons"]:
            who = _others(row["actor"], pairs[pairs["state"] == state], by)
            said.append(text(words, lang, who=who))
    if "piece" in row["reasons"]:
        said.append(text("It comes from a separate piece of the network.", lang))
    if "white_spot" in row["reasons"]:
        said.append(_spots_said(row["actor"], table, by))
    return " ".join(said) or text("It completes the table.", lang)


def _others(actor: str, pairs: pd.DataFrame, by: Leaving) -> str:
    """Name those an actor is paired with."""
    own = pairs[(pairs["source"] == actor) | (pairs["target"] == actor)]
    others = own["source"].where(own["source"] != actor, own["target"])
    return ", ".join(by.name(other) for other in sorted(others))


def _spots_said(actor: str, table: Invitation, by: Leaving) -> str:
    """Name the services an actor could look after."""
    names = _services_of(actor, table, by)
    shown = ", ".join(names[:_NAMED])
    if len(names) > _NAMED:
        shown = text("{names} and more ({n})", by.lang, names=shown,
                     n=number(len(names) - _NAMED, by.lang))  # fmt: skip
    return text("White spots it has to do with: {spots}.", by.lang, spots=shown)


def _services_of(actor: str, table: Invitation, by: Leaving) -> list[str]:
    """Name the services of the white spots an actor at the table has to do with."""
    spots = table.spots
    own = [] if spots is None else [
        code for code, seated in zip(spots["service"], spots["seated"], strict=True)
        if actor in seated
    ]  # fmt: skip
    return list(dict.fromkeys(by.service(code) for code in own))


def _all_named(table: Invitation, by: Leaving) -> bool:
    """Tell whether the guests' reasons name the services of all white spots."""
    guests = table.invitees["actor"]
    return all(len(_services_of(actor, table, by)) <= _NAMED for actor in guests)


def _gains(table: Invitation, lang: str) -> str:
    """Say what the table would bring, and how sure it is."""
    first = int(table.pairs["first_time"].sum())
    said = [
        text("Pairs of guests: {n}; never at one meeting in the records: {first}.", lang,
             n=number(len(table.pairs), lang), first=number(first, lang))
    ]  # fmt: skip
    if table.n_lacking:
        said.append(
            text(
                "Pairs that are asked for and not, or not as asked, in the records: {lacking}; of "
                "these {met} would meet.",
                lang,
                lacking=number(table.n_lacking, lang),
                met=number(table.n_met, lang),
            )
        )
    if table.n_pieces > 1:
        said.append(
            text("Separate pieces of the network at one table: {n}.", lang,
                 n=number(table.n_pieces, lang))
        )  # fmt: skip
    if table.n_overloaded:
        said.append(
            text("Not asked, as they have much work already: {n}.", lang,
                 n=number(table.n_overloaded, lang))
        )  # fmt: skip
    said.append(
        text("All tables were tried; none is better by these rules.", lang)
        if table.optimal
        else text("Not all tables were tried: there may be a better one.", lang)
    )
    return " ".join(said)


def _pairs(table: Invitation, by: Leaving) -> tuple[Table, ...]:
    """List the pairs at the table of which more is asked than the records show."""
    lang, pairs = by.lang, table.pairs
    asked = pairs[pairs["state"].isin(["absent", "loose"])]
    if asked.empty:
        return ()
    lines: list[tuple[Value, ...]] = [
        (
            by.name(row["source"]),
            by.name(row["target"]),
            _shown(row, lang),
            text("yes", lang) if row["first_time"] else text("no", lang),
        )
        for row in asked.head(_TOP).to_dict("records")
    ]
    columns = (
        Column(text("guest", lang), text("Who could be asked to the table.", lang)),
        Column(text("other guest", lang), text("The other of the two.", lang)),
        Column(text("in the records now", lang), text("What the records show of the two.", lang)),
        Column(text("first time", lang), text("Whether they were never at one meeting.", lang)),
    )
    rest = len(asked) - len(lines)
    note = text("More such pairs at this table: {n}.", lang, n=number(rest, lang)) if rest else ""
    caption = text("Pairs at this table that are asked for", lang)
    return (Table(caption, columns, tuple(lines), note),)


def _shown(row: Mapping[Any, Any], lang: str) -> str:
    """Say what the records show of a pair of which more is asked."""
    if row["state"] == "absent":
        return text("no tie", lang)
    states = str(row["status"]).split("|")
    words = [text(_STATES[state], lang) for state in states if state in _STATES]
    return ", ".join(words) or text("a tie of another kind", lang)


def _agenda(table: Invitation, by: Leaving) -> tuple[Table, ...]:
    """List the white spots somebody at the table could look after: what to talk about."""
    lang, spots = by.lang, table.spots
    # Where each guest's reasons name all of them a table would say the same again.
    if spots is None or spots.empty or _all_named(table, by):
        return ()
    lines: list[tuple[Value, ...]] = []
    for row in spots.head(_TOP).to_dict("records"):
        findings = [text(LABELS[code], lang) for code in str(row["finding"]).split("|")]
        lines.append(
            (
                by.service(row["service"]),
                by.place(row["region"]),
                ", ".join(findings),
                ", ".join(map(by.name, row["seated"])),
                ", ".join(map(by.name, row["not_seated"][:3])) or NOT_AVAILABLE,
            )
        )
    columns = (
        service_column(lang),
        place_column(lang),
        Column(text("finding", lang), text("What the records say of it.", lang)),
        Column(text("at the table", lang), text("Guests who have to do with it.", lang)),
        Column(text("not at the table", lang), text("Others who have to do with it.", lang)),
    )
    rest = len(spots) - len(lines)
    note = text("More such white spots: {n}.", lang, n=number(rest, lang)) if rest else ""
    return (Table(text("What the table could talk about", lang), columns, tuple(lines), note),)


def _guests_csv(table: Invitation, by: Leaving) -> pd.DataFrame:
    """List the guests with their ids."""
    rows = table.invitees
    return pd.DataFrame(
        {
            "actor": [by.id(actor) for actor in rows["actor"]],
            "name": [by.name(actor) for actor in rows["actor"]],
            "kind": pd.Series([by.kind(kind) for kind in rows["kind"]], dtype="str"),
            "reasons": ["|".join(reasons) for reasons in rows["reasons"]],
            "sentence": [_why(row, table, by) for row in rows.to_dict("records")],
        }
    )


def _table_advised(table: Invitation, by: Leaving) -> Advice:
    """Advise to hold the meeting."""
    names = ", ".join(map(by.name, table.invitees["actor"]))
    return Advice(
        3,
        float(table.n_met + table.n_pieces + 1),
        text("Bring to one table: {names}.", by.lang, names=names),
        _gains(table, by.lang),
    )


def _limits(net: Network, lang: str) -> str:
    """Say what these suggestions are not."""
    caution = text(
        "These are suggestions from the records: who is not in them may know each other well. "
        "People decide whom to ask and who comes.",
        lang,
    )
    return f"{caution} {records_there_are(net, lang)}"
