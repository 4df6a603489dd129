"""What an impact report does not show, in plain sentences."""

from __future__ import annotations

from netcoop._core.texts import mark, plural, text
from netcoop.compare.finding import caveat
from netcoop.compare.impact_result import no_lot
from netcoop.reports.impact.worked import Worked

_ALWAYS = (
    mark(
        "It counts who sat at one table. Whether families were better helped is in no attendance "
        "sheet."
    ),
    mark("What actors settle by telephone or over a case is not in these records."),
    mark("A meeting that was held and not written down looks like one that was not held."),
    mark(
        "Referrals are not counted here: their numbers are small in a region, and small numbers "
        "are hidden."
    ),
)


def limits(worked: Worked) -> tuple[str, ...]:
    """Say what cannot be read from it: the doubts of the numbers, then what never can."""
    lang = worked.lang
    rows = worked.impacts["own"].to_frame(lang)
    doubts = [caveat(flag, lang) for flag in dict.fromkeys(rows["flag"])]
    left_out = int(rows["n_left_out"].max())
    counted = ""
    if left_out:
        counted = plural(
            "{n} region has no number in one of the times, or its side is not known, and is left "
            "out.",
            "{n} regions have no number in one of the times, or their side is not known, and are "
            "left out.",
            left_out,
            lang,
        )
    hidden = ""
    if worked.n_few:
        hidden = plural(
            "Of {n} region a number is not shown, as fewer than three organisations stand behind "
            "it.",
            "Of {n} regions numbers are not shown, as fewer than three organisations stand behind "
            "each.",
            worked.n_few,
            lang,
        )
    always = (no_lot(lang), *(text(words, lang) for words in _ALWAYS))
    return tuple(said for said in (*doubts, counted, hidden, *always) if said)
