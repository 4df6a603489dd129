"""What evaluators ask and where the report answers it, and how it was worked out."""

from __future__ import annotations

from netcoop._core.texts import number, text
from netcoop.reports.document import Column, Table
from netcoop.reports.impact.tables import hours_of
from netcoop.reports.impact.worked import WAYS, Worked


def question_table(worked: Worked) -> Table:
    """List the usual questions of an evaluation, each with where its answer is, or that none is."""
    lang = worked.lang
    rows = (
        (text("Did the meetings bring the actors that were needed?", lang), _elsewhere(lang)),
        (
            text("Did cooperation change, compared with the start and with other regions?", lang),
            text(
                "Here: What changed, with the checks after it. Acceptance of referrals and waiting "
                "times are not in this report.",
                lang,
            ),
        ),
        (text("What did it cost in hours?", lang), _cost(worked)),
        (text("Does it last without the support?", lang), _lasts(worked)),
        (
            text("From hours through meetings and ties to help for families: what worked?", lang),
            text(
                "Here: hours, meetings and ties. Cases, unmet needs and placements are not in "
                "these records.",
                lang,
            ),
        ),
        (text("Did small municipalities and remote places gain, too?", lang), _elsewhere(lang)),
        (
            text("Would the result be the same with other choices?", lang),
            text(
                "Here: the further rows of the table of changes, the checks, and the question of "
                "better records.",
                lang,
            ),
        ),
    )
    columns = (
        Column(text("question", lang), text("What evaluations usually ask.", lang)),
        Column(text("where the answer is", lang), text("Or that there is none.", lang)),
    )
    return Table(text("Questions of an evaluation", lang), columns, rows)


def _elsewhere(lang: str) -> str:
    return text("In the report on each region; it cannot be read from these comparisons.", lang)


def _cost(worked: Worked) -> str:
    lang = worked.lang
    if worked.lasting is not None and hours_of(worked) > 0:
        return text("Here: Hours of support and lasting ties. Money is not in the records.", lang)
    return text("These records cannot say: hours of support are lacking, or the time after.", lang)


def _lasts(worked: Worked) -> str:
    if worked.lasting is None:
        return text("These records cannot say: they have no time after the support.", worked.lang)
    return text("Here: What stays without the support.", worked.lang)


def method(worked: Worked) -> tuple[str, ...]:
    """Say how the numbers were worked out."""
    lang = worked.lang
    first = worked.impacts[next(iter(WAYS))]
    return (
        text(
            "A region counts once, however many meetings it has. It keeps one list of actors over "
            "all times, and is measured in each time at the smallest number of meetings it has "
            "before or during the support: more meetings alone would give more ties.",
            lang,
        ),
        text(
            "The result is the mean change of the regions that took part less that of the "
            "comparison regions. Regions are then assigned anew to the two sides, {draws} times "
            "or in all ways there are: p is the share of these in which the difference is at least "
            "as large.",
            lang,
            draws=number(int(first.settings["draws"]), lang),
        ),
        text(
            "Whatever was drawn at random began with the number {seed}; with the same records it "
            "gives the same report.",
            lang,
            seed=str(worked.seed),
        ),
    )
