"""Recommendations: what all parts of a report advise, ranked, as one table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from netcoop._core.texts import mark, plural, text
from netcoop.reports.document import Column, Paragraph, Section, Table
from netcoop.reports.part import Advice

_SHOWN = 20
# How urgent an advice is, in words; the numbers are those of :class:`Advice`.
URGENCY = {
    1: mark("first: asked for by law, or a need in the records"),
    2: mark("soon: it hangs on a single actor"),
    3: mark("next: it would bring actors together"),
    4: mark("along the way: better records"),
}


def recommendations(parts: Iterable[Iterable[Advice]], lang: str) -> Section:
    """Say what could be done, the most urgent first.

    Parameters
    ----------
    parts
        The advice of each part of a report. Weights are in units of the part, so they order the
        advice within it; of equal urgency comes first what each part puts first, then what each
        puts second, so that no part drowns the others.
    lang
        Language of the section.

    Returns
    -------
    Section
        A table of at most 20 rows, the rest counted, and what it rests on; one sentence where
        nothing is advised.

    Examples
    --------
    >>> section = recommendations([[Advice(1, 2.0, "Meet.", "They did not.")]], "en")
    >>> section.blocks[1].rows
    ((1, 'Meet.', 'They did not.', 'first: asked for by law, or a need in the records'),)
    """
    heading = text("Recommendations, the most urgent first", lang)
    ranked = list(_ranked(parts))
    if not ranked:
        nothing = text(
            "The records speak for no recommendation; that does not say that nothing can be done.",
            lang,
        )
        return Section(heading, (Paragraph(nothing),))
    opening = plural(
        "From these records {n} recommendation follows.",
        "From these records {n} recommendations follow.",
        len(ranked),
        lang,
    )
    caveat = text(
        "The list was made from records alone, by rules that are the same everywhere. It does not "
        "know what was tried, what it costs and who has the time. It is a start for a talk; what "
        "is done is decided by people who know the place.",
        lang,
    )
    return Section(
        heading, (Paragraph(opening), _table(ranked, lang), Paragraph(caveat, kind="box"))
    )


def _ranked(parts: Iterable[Iterable[Advice]]) -> Iterator[Advice]:
    """Put the advice of all parts in one order that does not depend on that of the parts."""
    placed: dict[tuple[str, str], tuple[int, int, str, str, Advice]] = {}
    for part in parts:
        for place, advice in _places(list(part)):
            key = (advice.what, advice.why)
            entry = (advice.urgency, place, *key, advice)
            # What two parts advise in the same words stands once, where it comes first.
            if key not in placed or entry[:2] < placed[key][:2]:
                placed[key] = entry
    for entry in sorted(placed.values(), key=lambda entry: entry[:4]):
        yield entry[-1]


def _places(part: list[Advice]) -> Iterator[tuple[int, Advice]]:
    """Give every advice its place among those of the same urgency in its part."""
    counted: Counter[int] = Counter()
    for advice in sorted(part, key=lambda one: (one.urgency, -one.weight, one.what, one.why)):
        yield counted[advice.urgency], advice
        counted[advice.urgency] += 1


def _table(ranked: list[Advice], lang: str) -> Table:
    columns = (
        Column(text("order", lang), text("1 is to be looked at first.", lang), digits=0),
        Column(text("what could be done", lang), text("A suggestion; people decide.", lang)),
        Column(text("why", lang), text("What in the records speaks for it.", lang)),
        Column(
            text("how urgent", lang),
            text(
                "First what law or a recorded need asks for, then what hangs on a single actor, "
                "then what would bring actors together, then what makes the records better.",
                lang,
            ),
        ),
    )
    rows = tuple(
        (place, advice.what, advice.why, text(URGENCY[advice.urgency], lang))
        for place, advice in enumerate(ranked[:_SHOWN], start=1)
    )
    more = len(ranked) - len(rows)
    note = (
        plural(
            "{n} further recommendation of less urgency is not shown.",
            "{n} further recommendations of less urgency are not shown.",
            more,
            lang,
        )
        if more > 0
        else ""
    )
    return Table(text("What could be done", lang), columns, rows, note)
