"""How the hiding is told: signs, reasons, and sentences that give nothing away."""

from __future__ import annotations

from typing import Any

import pandas as pd

from netcoop._core.texts import plural, text

# The sign of what is hidden and is not simply small.
HIDDEN_SIGN = "×"
SMALL, FEW, SECONDARY = "small", "few_contributors", "secondary"


def small_sign(threshold: int) -> str:
    """Give the sign of a small count: "<5"."""
    return f"<{threshold}"


def shown_values(
    published: pd.Series, reason: pd.Series, counts: pd.Series, threshold: int
) -> pd.Series:
    """Write each item as it may be seen: a number, or a sign."""
    cells: list[object] = []
    for value, why, count in zip(published, reason, counts, strict=True):
        if why == SMALL:
            cells.append(small_sign(threshold))
        elif isinstance(why, str):
            cells.append(HIDDEN_SIGN)
        else:
            cells.append(int(value) if count else float(value))
    return pd.Series(cells, index=published.index, name="shown", dtype="object")


def summary_of(
    reason: pd.Series, loose: pd.Series, threshold: int, min_contributors: int
) -> dict[str, Any]:
    """Count what was hidden, by reason, and name the rule."""
    numbers = {why: int((reason == why).sum()) for why in (SMALL, FEW, SECONDARY)}
    return {
        "n_items": len(reason),
        "n_published": int(reason.isna().sum()),
        **{f"n_{why}": count for why, count in numbers.items()},
        "n_loose": int(loose.sum()),
        "threshold": threshold,
        "min_contributors": min_contributors,
    }


def sentence_of(summary: dict[str, Any], code: str) -> str:
    """Say what is shown, what is hidden, and why."""
    threshold = summary["threshold"]
    said = [plural("{n} number is shown.", "{n} numbers are shown.", summary["n_published"], code)]
    if summary["n_small"]:
        said.append(
            plural(
                "{n} count from 1 to {most} is shown as {sign}.",
                "{n} counts from 1 to {most} are shown as {sign}.",
                summary["n_small"],
                code,
                most=threshold - 1,
                sign=small_sign(threshold),
            )
        )
    if summary["n_few_contributors"]:
        said.append(
            plural(
                "{n} number is hidden ({sign}), as fewer than {least} organisations stand behind "
                "it.",
                "{n} numbers are hidden ({sign}), as fewer than {least} organisations stand "
                "behind each.",
                summary["n_few_contributors"],
                code,
                least=summary["min_contributors"],
                sign=HIDDEN_SIGN,
            )
        )
    if summary["n_secondary"]:
        said.append(
            plural(
                "{n} further number is hidden ({sign}), so that hidden ones cannot be worked out.",
                "{n} further numbers are hidden ({sign}), so that hidden ones cannot be worked "
                "out.",
                summary["n_secondary"],
                code,
                sign=HIDDEN_SIGN,
            )
        )
    return " ".join([*said, *_loose(summary, code)])


def _loose(summary: dict[str, Any], code: str) -> list[str]:
    """Say where a cross tells less than elsewhere."""
    if not summary["n_loose"]:
        return []
    return [
        plural(
            "Of {n} hidden number ({sign}) no more is said than that it is 1 or more: it may be "
            "below {threshold}.",
            "Of {n} hidden numbers ({sign}) no more is said than that they are 1 or more: they may "
            "be below {threshold}.",
            summary["n_loose"],
            code,
            sign=HIDDEN_SIGN,
            threshold=summary["threshold"],
        )
    ]


def audit_sentence(
    name: str, why: str, threshold: int, min_contributors: int, code: str, *, loose: bool = False
) -> str:
    """Say of one item how it is shown and by which rule."""
    if loose:
        said = audit_sentence(name, why, threshold, min_contributors, code)
        return f"{said} " + text(
            "It is 1 or more, and may be below {threshold}.", code, threshold=threshold
        )
    if why == SMALL:
        return text(
            "{name}: shown as {sign}, because counts from 1 to {most} are not published.",
            code,
            name=name,
            sign=small_sign(threshold),
            most=threshold - 1,
        )
    if why == FEW:
        return text(
            "{name}: hidden ({sign}), because fewer than {least} organisations stand behind it.",
            code,
            name=name,
            sign=HIDDEN_SIGN,
            least=min_contributors,
        )
    return text(
        "{name}: hidden ({sign}), so that no hidden number can be worked out from it.",
        code,
        name=name,
        sign=HIDDEN_SIGN,
    )
