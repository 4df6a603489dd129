"""Measure parts of a region's meetings, all as recorded or all at the smallest number."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from netcoop.compare.meeting_set import MeetingSet
from netcoop.compare.occurrences import Occurrences

EFFORTS = ("equal", "recorded")
# Numbers that cannot be worked out for fewer meetings are means of so many choices of them.
SAMPLES = 50


def at_effort(
    parts: list[MeetingSet],
    counted: list[bool],
    metrics: list[str],
    effort: str,
    random: np.random.Generator,
) -> tuple[np.ndarray, list[int]]:
    """Measure the parts of a region's meetings, all as recorded or all at the smallest number.

    ``parts`` hold only meetings that show a pair; ``counted`` says which of them the smallest
    number is taken over. A part without meetings, or with fewer, has no value at equal effort.

    Returns
    -------
    tuple
        Parts × metrics, and at how many meetings each was measured.
    """
    numbers = [part.n_meetings for part in parts]
    if effort == "recorded":
        return np.array([part.measure(metrics) for part in parts]), numbers
    level = min((n for n, here in zip(numbers, counted, strict=True) if here and n), default=0)
    # No number of draws of one part may move those of another.
    sources, nothing = random.spawn(len(parts)), np.full(len(metrics), np.nan)
    values = [
        _fewer(part, level, metrics, source) if 0 < level <= part.n_meetings else nothing
        for part, source in zip(parts, sources, strict=True)
    ]
    measured = [level if level <= number else 0 for number in numbers]
    return np.array(values), measured


def _fewer(
    part: MeetingSet, level: int, metrics: list[str], random: np.random.Generator
) -> np.ndarray:
    """Give the mean of the metrics over all choices, or many, of so many of the meetings."""
    if level == part.n_meetings:
        return part.measure(metrics)
    found = _exact(part, level)
    drawn = [name for name in metrics if name not in found]
    if drawn:
        keys = random.random((SAMPLES, part.n_meetings))
        chosen = np.argsort(keys, axis=1).argsort(axis=1) < level
        values = np.array([_held(part, some).measure(drawn) for some in chosen])
        defined = ~np.isnan(values)
        sums = np.where(defined, values, 0).sum(axis=0)
        # Undefined for most choices is undefined.
        means = np.where(
            defined.mean(axis=0) >= 0.5, sums / np.maximum(1, defined.sum(axis=0)), np.nan
        )
        found |= dict(zip(drawn, means.tolist(), strict=True))
    return np.array([found[name] for name in metrics])


def _held(part: MeetingSet, held: np.ndarray) -> MeetingSet:
    """Leave the other meetings without anybody; quicker than taking them away."""
    kept = held[part.meeting]
    return replace(part, actor=part.actor[kept], meeting=part.meeting[kept])


def _exact(part: MeetingSet, level: int) -> dict[str, float]:
    n = part.n_actors
    ties = float(Occurrences.of(part.seats, n).expected_ties([level])[0])
    return {
        "mean_degree": 2 * ties / n if n else np.nan,
        "density": 2 * ties / (n * (n - 1)) if n > 1 else np.nan,
    }
