"""Who holds the network together, and who has much to do already."""

from __future__ import annotations

from math import isnan

import pandas as pd

from netcoop._core.texts import number, plural, text
from netcoop.gaps.field import networkers
from netcoop.gaps.suggestion.burden import LEAST
from netcoop.metrics import cutpoints, fragmentation_without, is_saturated
from netcoop.network import actor_labels
from netcoop.network.persons import is_person
from netcoop.reports.document import Block, Column, Paragraph, Table, Value
from netcoop.reports.local import between, sentences
from netcoop.reports.local.columns import actor_column
from netcoop.reports.local.given import Given
from netcoop.reports.local.leaving import more_in
from netcoop.reports.local.people import MOST_ROWS, Told, named
from netcoop.reports.part import Advice

_FILE = "workload.csv"
# So many actors at most are advised on for one reason.
_ADVISED = 5
# So many at most open the section, of those at least half as much between others as the first.
_LEADING = 3
# All of a workload that hangs on meetings and on who is tied with whom; no numbers of referrals.
_COLUMNS = [
    "facilitator", "meetings", "undated", "months", "meetings_per_month", "hours", "hours_known",
    "hours_per_month", "partners", "overloaded",
]  # fmt: skip
# Decimals of what is written out.
_DECIMALS = 4


def find_burden(given: Given) -> Told | None:
    """Find out who holds the network together and who has much to do; ``None`` without actors.

    Weights and paths are those of the network as it may leave; how busy actors are is counted in
    meetings, never in referrals.

    Examples
    --------
    >>> from netcoop.network import build_network, disclose
    >>> from netcoop.records import Records
    >>> sheet = pd.DataFrame({"actor": list("ABAC"), "meeting_id": list("1122")})
    >>> net = build_network(Records(meetings=sheet))
    >>> told = find_burden(Given("en", net.records, net, disclose(net)))
    >>> told.section().blocks[0].words
    'Most ways between others lead through: A.'
    """
    if not given.net.n_actors:
        return None
    lang = given.lang
    busy = _busy(given)
    blocks = [*_between_blocks(given), *_busy_blocks(busy, lang)]
    advised = [*_share_out(given, busy), *_second_way(given)]
    written = {} if busy is None else {_FILE: busy.drop(columns="actor").reset_index()}
    heading = text("Who holds the network together, and who has much to do", lang)
    return Told(lang, heading, tuple(blocks), tuple(advised), written)


def _between_blocks(given: Given) -> list[Block]:
    """Say through whom the others reach each other."""
    net, lang = given.net, given.lang
    if is_saturated(net):
        return [Paragraph(sentences.saturation(lang))]
    table = between.go_betweens(given, net, text("Go-betweens", lang))
    if not table.rows:
        words = text("Nobody stands between others: no way leads through a third actor.", lang)
        return [Paragraph(words)]
    shares = [row[2] if isinstance(row[2], float) else 0.0 for row in table.rows]
    many = sum(share >= shares[0] / 2 for share in shares[:_LEADING])
    names = [str(row[0]) for row in table.rows[:many]]
    lead = text("Most ways between others lead through: {names}.", lang, names=", ".join(names))
    blocks: list[Block] = [Paragraph(lead), table, *_aside(given)]
    if between.is_sampled(net):
        words = text(
            "The network is large, so the ways were followed from some of the actors only; small "
            "differences mean nothing.",
            lang,
        )
        blocks.append(Paragraph(words))
    keys = between.key_table(given)
    if keys is not None:
        blocks.append(keys)
    return blocks


def _aside(given: Given) -> list[Block]:
    """List the go-betweens once more, offices and networkers set aside."""
    lang = given.lang
    rest = between.without_offices(given, _networkers(given))
    if rest is None:
        return []
    caption = text("Go-betweens when offices and networkers are set aside", lang)
    table = between.go_betweens(given, rest, caption)
    why = text(
        "An authority for the protection of children or a networker stands in the middle almost by "
        "necessity, because it convenes the others.",
        lang,
    )
    if table.rows:
        said = text("The second table shows the network of the others alone.", lang)
        return [Paragraph(f"{why} {said}"), table]
    said = text("Among the others alone nobody stands between others.", lang)
    return [Paragraph(f"{why} {said}")]


def _networkers(given: Given) -> list[str]:
    """Name the networkers by their published ids."""
    return [given.ids[str(actor)] for actor in networkers(given.full.actors)]


def _busy(given: Given) -> pd.DataFrame | None:
    """Count how much everyone does at meetings, by published id; ``None`` without meetings."""
    seats = given.full.affiliations
    if seats is None or seats.empty:
        return None
    found = given.load
    table = found[_COLUMNS].round(_DECIMALS)
    table.insert(0, "actor", pd.Series(given.names).reindex(table.index))
    ids = [given.ids[str(actor)] for actor in table.index]
    table = table.set_axis(pd.Index(ids, name="actor_id", dtype="str"))
    table.attrs = {"fence": found.attrs["fence"], "undated": found.attrs["undated"]}
    return table


def _busy_blocks(busy: pd.DataFrame | None, lang: str) -> list[Block]:
    """Say who has much to do."""
    if busy is None:
        words = text("Without records of meetings it cannot be said who has much to do.", lang)
        return [Paragraph(words)]
    over = _overloaded(busy)
    if len(over):
        lead = plural(
            "{n} actor is at clearly more meetings than the others: {names}.",
            "{n} actors are at clearly more meetings than the others: {names}.",
            len(over),
            lang,
            names=named(list(over["actor"]), lang),
        )
    elif busy.loc[~busy["facilitator"], "overloaded"].isna().any():
        lead = text("Who is at clearly more meetings than the others cannot be known.", lang)
    else:
        lead = text("Nobody is at clearly more meetings than the others.", lang)
    caveat = text(
        "Only meetings in the records are counted; cases, telephone calls and other work are not, "
        "so who has little here may still have much to do.",
        lang,
    )
    undated = int(busy.attrs["undated"])
    said = [_bound(busy, lang), _without_date(undated, lang), caveat]
    all_of_them = text("All actors and their meetings are in {file}.", lang, file=_FILE)
    return [
        Paragraph(f"{lead} {all_of_them}"),
        *([_busy_table(busy, over, lang)] if len(over) else []),
        Paragraph(" ".join(words for words in said if words), "box"),
    ]


def _overloaded(busy: pd.DataFrame) -> pd.DataFrame:
    """Take those with much to do; of a networker meetings are the work."""
    return busy[busy["overloaded"].eq(True).fillna(value=False) & ~busy["facilitator"]]


def _bound(busy: pd.DataFrame, lang: str) -> str:
    """Say from where on it is much."""
    fence = float(busy.attrs["fence"])
    if isnan(fence):
        return ""
    usual = text("That is far beyond the middle half of those who came to any meeting.", lang)
    if fence < LEAST:
        return " ".join([text("Much is at least one meeting a month.", lang), usual])
    much = text("Much is more than {fence} meetings a month.", lang, fence=number(fence, lang, 1))
    return f"{much} {usual}"


def _without_date(undated: int, lang: str) -> str:
    if not undated:
        return ""
    return plural(
        "{n} meeting has no date, so numbers a month are at least so large.",
        "{n} meetings have no date, so numbers a month are at least so large.",
        undated,
        lang,
    )


def _busy_table(busy: pd.DataFrame, over: pd.DataFrame, lang: str) -> Table:
    """List who has much to do."""
    hours = bool(busy["hours_per_month"].notna().any())
    top = over.reset_index().sort_values(["meetings", "partners", "actor", "actor_id"],
                           ascending=[False, False, True, True]).head(MOST_ROWS)  # fmt: skip
    rows: list[tuple[Value, ...]] = []
    for row in top.to_dict("records"):
        month = [row["meetings_per_month"], *([row["hours_per_month"]] if hours else [])]
        known = [None if pd.isna(value) else float(value) for value in month]
        rows.append((str(row["actor"]), int(row["meetings"]), *known, int(row["partners"])))
    note = more_in(len(over) - len(top), _FILE, lang)
    caption = text("Who is at clearly more meetings than the others", lang)
    return Table(caption, tuple(_busy_columns(lang, hours=hours)), tuple(rows), note)


def _busy_columns(lang: str, *, hours: bool) -> list[Column]:
    spent = Column(
        text("hours a month", lang),
        text("Hours at meetings a month, of meetings whose length is recorded.", lang),
        digits=1,
    )
    return [
        actor_column(lang),
        Column(text("meetings", lang), text("To how many meetings it came.", lang), digits=0),
        Column(
            text("meetings a month", lang),
            text("Meetings with a date, by the months from the first to the last of all.", lang),
            digits=2,
        ),
        *([spent] if hours else []),
        Column(text("partners", lang), text("With how many actors it has a tie.", lang), digits=0),
    ]


def _share_out(given: Given, busy: pd.DataFrame | None) -> list[Advice]:
    """Advise to share out the meetings of those who are at very many."""
    if busy is None:
        return []
    lang, fence = given.lang, float(busy.attrs["fence"])
    over = _overloaded(busy).sort_values(["meetings_per_month", "actor"], ascending=[False, True])
    return [
        Advice(
            2,
            # How many times as much as is usual at most, to stand beside how many are cut off.
            float(row["meetings_per_month"]) / fence,
            text("Share out the meetings among more people or actors: {name}.", lang,
                 name=row["actor"]),
            text(
                "{name}: meetings a month: {rate}, clearly more than the others.",
                lang,
                name=row["actor"],
                rate=number(row["meetings_per_month"], lang, 2),
            ),
        )
        for row in over.head(_ADVISED).to_dict("records")
    ]  # fmt: skip


def _second_way(given: Given) -> list[Advice]:
    """Advise to give a second way to those who hang on one organisation."""
    net, lang = given.net, given.lang
    if is_saturated(net):
        return []
    aside = {*_networkers(given), *net.actors.index[is_person(net.actors)]}
    found = [actor for actor in cutpoints(net) if actor not in aside]
    labels = actor_labels(net, lang)
    worst = fragmentation_without(net)
    found.sort(key=lambda actor: (-worst[actor], labels[actor], actor))
    advised = []
    for actor in found[:_ADVISED]:
        others = sorted(labels[other] for other in between.cut_off(given, actor))
        what = text(
            "Give a second direct partner to those tied to the others only through {name}: "
            "{others}.",
            lang,
            name=labels[actor],
            others=named(others, lang),
        )
        why = plural(
            "Without {name}, {n} actor would be apart from the rest of the network.",
            "Without {name}, {n} actors would be apart from the rest of the network.",
            len(others),
            lang,
            name=labels[actor],
        )
        advised.append(Advice(2, float(len(others)), what, why))
    return advised
