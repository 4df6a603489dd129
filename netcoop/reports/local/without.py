"""What falls apart without the networker: with it, without it, without its meetings too."""

from __future__ import annotations

from math import isnan

import pandas as pd

from netcoop._core.texts import number, plural, text
from netcoop.network import actor_labels
from netcoop.reports.document import Block, Column, Paragraph, Table, Value
from netcoop.reports.local.columns import actor_column, kind_column
from netcoop.reports.local.given import Given
from netcoop.reports.local.hanging import Hanging, hanging
from netcoop.reports.local.people import MOST_ROWS, Told, kind_codes, kind_words, named
from netcoop.reports.part import Advice

_FILE = "ties_at_facilitated_meetings.csv"
_PAIRS_NAMED = 5


def find_without(given: Given) -> Told | None:
    """Find out what falls apart without the networker; ``None`` without actors.

    Worked out from the network as it may leave and from which meetings were facilitated; no
    number of referrals goes into it but that there are any.

    Examples
    --------
    >>> from netcoop.network import build_network, disclose
    >>> from netcoop.records import Records
    >>> sheet = pd.DataFrame({"actor": list("ABAC"), "meeting_id": list("1122")})
    >>> register = pd.DataFrame({"actor_id": list("ABC"), "role": ["facilitator", None, None]})
    >>> net = build_network(Records(meetings=sheet, actors=register))
    >>> told = find_without(Given("en", net.records, net, disclose(net)))
    >>> [piece.what for piece in told.advice()]
    ['Before the support of the networker ends, find a direct partner for each of: B, C.']
    """
    if not given.net.n_actors:
        return None
    lang, found = given.lang, hanging(given)
    heading = text("What falls apart without the networker", lang)
    if found is None:
        words = text(
            "No networker is marked in the records, so it cannot be said what hangs on one. Give "
            "the networker the role of facilitator in the register of actors.",
            lang,
        )
        return Told(lang, heading, (Paragraph(words),))
    labels = actor_labels(given.net, lang)
    blocks: list[Block] = [Paragraph(_opening(found, labels, lang)), _side_by_side(found, lang)]
    if found.newly_alone:
        blocks.append(_alone_table(given, found, labels))
    blocks += _pair_blocks(found, lang)
    blocks.append(Paragraph(_caveat(found, lang), "box"))
    written = {_FILE: found.lost} if len(found.lost) else {}
    return Told(lang, heading, tuple(blocks), tuple(_advice(found, labels, lang)), written)


def _opening(found: Hanging, labels: dict[str, str], lang: str) -> str:
    """Say in one sentence how much would fall apart."""
    low, high = (f"{number(found.apart[case], lang, 0)} %" for case in (0, -1))
    if not found.who:
        marked = text(
            "No networker is marked among the actors, but some meetings are marked as facilitated.",
            lang,
        )
        said = text(
            "Without them, the share of pairs of actors that cannot reach each other would go from "
            "{before} to {after}.",
            lang,
            before=low,
            after=high,
        )
        return f"{marked} {said}"
    names = named([labels[actor] for actor in found.who], lang)
    marked = text("Networker in these records: {names}.", lang, names=names)
    if isnan(found.apart[1]):
        return " ".join([marked, text("There are too few others to fall apart.", lang)])
    said = text(
        "Without the networker, the share of pairs of actors that cannot reach each other would go "
        "from {before} to {after}.",
        lang,
        before=low,
        after=f"{number(found.apart[1], lang, 0)} %",
    )
    return f"{marked} {said}"


def _side_by_side(found: Hanging, lang: str) -> Table:
    """Set the network beside what would be left of it."""
    values: list[tuple[str, list[float]]] = [
        (text("actors", lang), [net.n_actors for net in found.cases]),
        (text("tied pairs", lang), [len(_whichever_way(net.pairs)) for net in found.cases]),
        (text("separate pieces", lang), [float(count) for count in found.pieces]),
        (text("others without any tie", lang), [len(alone) for alone in found.alone]),
        (text("pairs that cannot reach each other, %", lang), found.apart),
    ]
    columns = (Column(text("what", lang)), *_case_columns(found, lang))
    rows: list[tuple[Value, ...]] = [
        (label, *(None if isnan(value) else float(value) for value in row)) for label, row in values
    ]
    caption = text("The network with the networker and without", lang)
    if not found.who:
        caption = text("The network with the facilitated meetings and without", lang)
    return Table(caption, columns, tuple(rows))


def _whichever_way(pairs: pd.DataFrame) -> set[frozenset[str]]:
    return set(map(frozenset, zip(pairs["source"], pairs["target"], strict=True)))


def _case_columns(found: Hanging, lang: str) -> list[Column]:
    """Head the cases."""
    columns = [Column(text("as it is", lang), text("The network as it is.", lang), 0)]
    if found.who:
        meaning = text(
            "All others keep their ties, also those made at meetings of the networker.", lang
        )
        columns.append(Column(text("without the networker", lang), meaning, 0))
    if found.fewer and not found.who:
        meaning = text("The facilitated meetings are not held.", lang)
        columns.append(Column(text("without those meetings", lang), meaning, 0))
    elif found.fewer:
        meaning = text(
            "The meetings that are known to hang on the networker are not held either.", lang
        )
        columns.append(Column(text("and without its meetings", lang), meaning, 0))
    if len(found.fewer) > 1:
        meaning = text(
            "Neither are those meetings held of which the records do not say whether they hang on "
            "the networker.",
            lang,
        )
        columns.append(Column(text("and without unclear ones", lang), meaning, 0))
    return columns


def _alone_table(given: Given, found: Hanging, labels: dict[str, str]) -> Table:
    """List who would have no tie any more."""
    lang, kinds = given.lang, kind_codes(given.net)
    when = [column.label for column in _case_columns(found, lang)]
    order = sorted(found.newly_alone.items(), key=lambda item: (item[1], labels[item[0]], item[0]))
    rows = tuple(
        (labels[actor], kind_words(kinds[actor], lang), when[case])
        for actor, case in order[:MOST_ROWS]
    )
    columns = (
        actor_column(lang),
        kind_column(lang),
        Column(text("in which case", lang), text("What would have to go for that.", lang)),
    )
    note = ""
    if len(order) > MOST_ROWS:
        note = plural(
            "{n} more actor would have no tie.",
            "{n} more actors would have no tie.",
            len(order) - MOST_ROWS,
            lang,
        )
    return Table(text("Who would have no tie any more", lang), columns, rows, note)


def _pair_blocks(found: Hanging, lang: str) -> list[Block]:
    """Say which pairs are tied at the networker's meetings only."""
    if not found.fewer:
        words = text("Which ties were made at its meetings is not in the records.", lang)
        return [Paragraph(words)]
    sure, most = int(found.lost["sure"].sum()), len(found.lost)
    if not most:
        words = text("No pair of others is tied only thanks to facilitated meetings.", lang)
        return [Paragraph(words)]
    words = text(
        "Pairs of others that are tied only thanks to facilitated meetings: {count}.",
        lang,
        count=_range(sure, most, lang),
    )
    gone = text(
        "Meetings taken away for that: {count}.",
        lang,
        count=_range(found.meetings_gone[0], found.meetings_gone[-1], lang),
    )
    listed = text("All of these pairs are in {file}.", lang, file=_FILE)
    return [Paragraph(f"{words} {gone}"), Paragraph(listed)]


def _range(low: int, high: int, lang: str) -> str:
    """Write a range; where both ends are the same, just the one number."""
    return "–".join(dict.fromkeys(number(end, lang) for end in (low, high)))


def _caveat(found: Hanging, lang: str) -> str:
    """Say what it does not show."""
    words = [
        text(
            "This is a stress test, not a forecast: whom the others would meet instead is not "
            "known.",
            lang,
        )
    ]
    if len(found.fewer) > 1:
        words.append(
            text(
                "Of more than a tenth of the meetings it is not known whether they were "
                "facilitated, so a range is given.",
                lang,
            )
        )
    return " ".join(words)


def _advice(found: Hanging, labels: dict[str, str], lang: str) -> list[Advice]:
    """Advise to tie directly what hangs on the networker alone."""
    advised = []
    if found.who:
        alone = sorted(labels[actor] for actor, case in found.newly_alone.items() if case == 1)
        if alone:
            advised.append(_partners_for(alone, lang))
    pairs = found.lost[found.lost["sure"]] if len(found.lost) else found.lost
    if len(pairs):
        ends = pairs.head(_PAIRS_NAMED)[["source", "target"]].to_numpy()
        examples = "; ".join(f"{labels[one]} – {labels[other]}" for one, other in ends)
        what = text(
            "Agree on contact of their own, without facilitated meetings, for pairs such as: "
            "{pairs}.",
            lang,
            pairs=examples,
        )
        why = plural(
            "{n} pair is tied only thanks to facilitated meetings.",
            "{n} pairs are tied only thanks to facilitated meetings.",
            len(pairs),
            lang,
        )
        advised.append(Advice(2, float(len(pairs)), what, why))
    return advised


def _partners_for(alone: list[str], lang: str) -> Advice:
    what = text(
        "Before the support of the networker ends, find a direct partner for each of: {names}.",
        lang,
        names=named(alone, lang),
    )
    why = plural(
        "{n} actor has no tie in the records but that to the networker.",
        "{n} actors have no tie in the records but that to the networker.",
        len(alone),
        lang,
    )
    return Advice(2, float(len(alone)), what, why)
