"""Who the actors are: of which kinds, from where, and who of them the records show."""

from __future__ import annotations

import pandas as pd

from netcoop._core.checks import is_missing
from netcoop._core.texts import number, plural, text
from netcoop.actors.regions import canonical_region, kraj_names
from netcoop.metrics import isolates
from netcoop.network import Network, actor_labels
from netcoop.network.persons import is_person
from netcoop.records.values import as_flag
from netcoop.reference import sector_label, territories
from netcoop.reports.document import Block, Column, Paragraph, Table, Value
from netcoop.reports.local import sentences
from netcoop.reports.local.given import Given
from netcoop.reports.local.people import (
    MOST_ROWS,
    Told,
    kind_codes,
    kind_words,
    known_kinds,
    named,
)

# Where an actor of the register may turn up, and the columns that name it there.
_TURNED_UP = {
    "meetings": ("actor",),
    "referrals": ("source", "target"),
    "contacts": ("source", "target"),
}


def find_who(given: Given) -> Told | None:
    """Find out who the actors are; ``None`` without any.

    Organisations are counted whatever their number, as are single persons by their kind: both are
    actors of the network, not cases.

    Examples
    --------
    >>> from netcoop.network import build_network, disclose
    >>> from netcoop.records import Records
    >>> sheet = pd.DataFrame({"actor": list("ABAC"), "meeting_id": list("1122")})
    >>> net = build_network(Records(meetings=sheet))
    >>> find_who(Given("en", net.records, net, disclose(net))).section().blocks[0].words
    'There are 3 actors in the register or the records.'
    """
    net, lang = given.net, given.lang
    if not net.n_actors:
        return None
    table = _actors(given)
    words = [*_counts(net, lang), *_records(given)]
    blocks: list[Block] = [Paragraph(said) for said in words if said]
    blocks.append(_kind_table(table, lang))
    if table["region"].nunique(dropna=False) > 1:
        blocks.append(_region_table(table, lang))
    caveat = text(
        "How many actors of a kind there are says nothing of how much they do. An actor without a "
        "tie is one whom these records show with nobody; it may well work with others.",
        lang,
    )
    blocks.append(Paragraph(caveat, "box"))
    return Told(lang, text("Who the actors are", lang), tuple(blocks))


def _actors(given: Given) -> pd.DataFrame:
    """Say of every actor what is counted, by its published id."""
    net = given.net
    nothing = pd.Series(pd.NA, index=net.actors.index, dtype="str")
    return pd.DataFrame(
        {
            "kind": kind_codes(net),
            "region": net.actors.get("region", nothing).map(_place),
            "came": pd.Series(_came(net), index=net.actors.index),
            "alone": net.actors.index.isin(isolates(net)),
        }
    )


def _place(region: object) -> str:
    """Call a region as the territories do; one they do not have is not repeated."""
    if is_missing(region) or not str(region).strip():
        return ""
    place = canonical_region(str(region))
    known = place is not None and (place in territories().index or place in kraj_names())
    return str(place) if known else "?"


def _came(net: Network) -> pd.api.extensions.ExtensionArray:
    """Tell who came to any meeting; missing of all where there are no records of meetings."""
    seats = net.affiliations
    if seats is None:
        return pd.array([pd.NA] * net.n_actors, dtype="boolean")
    return pd.array(net.actors.index.isin(seats["actor"].dropna().unique()), dtype="boolean")


def _counts(net: Network, lang: str) -> list[str]:
    """Say how many actors there are, how many of them single persons, and of which fields."""
    n, persons = net.n_actors, int(is_person(net.actors).sum())
    said = plural(
        "There is {n} actor in the register or the records.",
        "There are {n} actors in the register or the records.",
        n,
        lang,
    )
    who = text(
        "Organisations and offices: {organisations}; single persons: {persons}.",
        lang,
        organisations=number(n - persons, lang),
        persons=number(persons, lang),
    )
    fields = kind_codes(net).map(known_kinds()).dropna().map(lambda code: sector_label(code, lang))
    counts = fields.value_counts()
    order = sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))
    by_field = ", ".join(f"{label} {number(count, lang)}" for label, count in order)
    return [
        said,
        *([who] if persons else []),
        *([text("By field: {fields}.", lang, fields=by_field)] if by_field else []),
    ]


def _records(given: Given) -> list[str]:
    """Say who of the register is not in the records, who was invited, and which names are open."""
    net, lang = given.net, given.lang
    labels = actor_labels(net, lang)
    said = []
    if net.roster == "register":
        unseen = [labels[actor] for actor in _unseen(given)]
        said.append(_unseen_words(unseen, lang))
    said += _invited(given)
    if undecided := sentences.undecided(net, lang):
        said.append(undecided)
    return said


def _unseen(given: Given) -> list[str]:
    """List the actors of the register that no record names, by their published ids."""
    actors, seen = given.full.actors, set[str]()
    for name, columns in _TURNED_UP.items():
        frame = given.records.tables.get(name)
        for column in columns if frame is not None else ():
            if frame is not None and column in frame:
                seen |= set(map(str, frame[column].dropna().unique()))
    status = actors.get("name_status", pd.Series("register", index=actors.index))
    listed = actors.index[status.eq("register").to_numpy(dtype="bool")]
    return [given.ids[actor] for actor in map(str, listed) if actor not in seen]


def _unseen_words(unseen: list[str], lang: str) -> str:
    if not unseen:
        return text("Every actor of the register is in the records.", lang)
    return plural(
        "{n} actor of the register is in no record of meetings, referrals or contacts: {names}.",
        "{n} actors of the register are in no record of meetings, referrals or contacts: {names}.",
        len(unseen),
        lang,
        names=named(unseen, lang),
    )


def _invited(given: Given) -> list[str]:
    """Say how many of those who were invited came, and how many answered."""
    lang, seats = given.lang, given.full.affiliations
    invited, answered = (_flags(given.full.actors, name) for name in ("invited", "answered"))
    said = []
    if invited.eq(True).any() and seats is not None:
        asked = invited.index[invited.eq(True).fillna(value=False).to_numpy(dtype="bool")]
        came = asked.isin(seats["actor"].dropna().unique())
        said.append(
            text(
                "Marked in the register as invited: {invited}; of these, came to at least one "
                "meeting: {came}.",
                lang,
                invited=number(len(asked), lang),
                came=number(int(came.sum()), lang),
            )
        )
    if answered.notna().any():
        said.append(
            text(
                "Marked in the register as having answered: {answered} of {asked}.",
                lang,
                answered=number(int(answered.eq(True).sum()), lang),
                asked=number(int(answered.notna().sum()), lang),
            )
        )
    return said


def _flags(actors: pd.DataFrame, column: str) -> pd.Series:
    """Read yes and no, however they are written; missing where neither is."""
    written = actors.get(column, pd.Series(pd.NA, index=actors.index, dtype="str"))
    read = [None if is_missing(value) else as_flag(str(value))[0] for value in written]
    return pd.Series(pd.array(read, dtype="boolean"), index=actors.index)


def _kind_table(table: pd.DataFrame, lang: str) -> Table:
    """Count the actors of each kind."""
    met = bool(table["came"].notna().any())
    columns = [
        Column(text("kind", lang), text("Kind of organisation, office or profession.", lang)),
        *_count_columns(lang, came=met),
    ]
    keys = table["kind"].fillna("").map(lambda code: kind_words(code or None, lang))
    rows, more = _counted(table, keys, met=met, lang=lang)
    note = ""
    if more:
        note = plural(
            "The last row sums up {n} more kind; each actor is in actors.csv.",
            "The last row sums up {n} more kinds; each actor is in actors.csv.",
            more,
            lang,
        )
    return Table(text("Actors by kind", lang), tuple(columns), rows, note)


def _region_table(table: pd.DataFrame, lang: str) -> Table:
    """Count the actors of each region."""
    met = bool(table["came"].notna().any())
    columns = [
        Column(text("where from", lang), text("Region in which the actor sits.", lang)),
        *_count_columns(lang, came=met),
    ]
    unknown, other = text("not known", lang), text("another place", lang)
    keys = table["region"].replace({"": unknown, "?": other})
    rows, more = _counted(table, keys, met=met, lang=lang)
    note = ""
    if more:
        note = plural(
            "The last row sums up {n} more region; each actor is in actors.csv.",
            "The last row sums up {n} more regions; each actor is in actors.csv.",
            more,
            lang,
        )
    return Table(text("Where the actors are from", lang), tuple(columns), rows, note)


def _count_columns(lang: str, *, came: bool) -> list[Column]:
    """Head the counts; who came only where meetings are recorded."""
    meeting = Column(
        text("came to a meeting", lang),
        text("How many of them came to at least one meeting in the records.", lang),
        digits=0,
    )
    return [
        Column(text("actors", lang), text("How many there are, with or without ties.", lang), 0),
        *([meeting] if came else []),
        Column(
            text("without any tie", lang),
            text("How many of them the records show with nobody.", lang),
            digits=0,
        ),
    ]


def _counted(
    table: pd.DataFrame, keys: pd.Series, *, met: bool, lang: str
) -> tuple[tuple[tuple[Value, ...], ...], int]:
    """Count by group, the largest first; of many groups the last row sums up the rest."""
    counts = table.assign(actors=1).groupby(keys)[["actors", "came", "alone"]].sum()
    order = sorted(counts.index, key=lambda key: (-counts.loc[key, "actors"], key))
    shown = [*(["actors", "came"] if met else ["actors"]), "alone"]
    counts = counts.loc[order, shown].astype("int64")
    more = 0 if len(counts) <= MOST_ROWS else len(counts) - MOST_ROWS + 1
    head = counts.iloc[: len(counts) - more]
    rows: list[tuple[Value, ...]] = [
        (str(key), *map(int, row)) for key, row in zip(head.index, head.to_numpy(), strict=True)
    ]
    if more:
        rest = counts.iloc[len(head) :].sum()
        rows.append((text("others", lang), *map(int, rest)))
    return tuple(rows), more
