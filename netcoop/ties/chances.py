"""How likely each actor is at each meeting, if only the margins are given.

The bipartite configuration model: the most even chances with which every actor comes, on average,
as often as it did, and every meeting has, on average, the size it had. Actors who came equally
often, and meetings of equal size, are alike, so one equation stands for each number and size.

References
----------
Saracco, F., et al. (2015). https://doi.org/10.1038/srep10595
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from netcoop._core.texts import text
from netcoop.errors import MetricError
from netcoop.ties.attendance import Attendance

# Newton steps; a handful is enough, and each halves at most so often.
STEPS = 200
HALVINGS = 60
# How near the margins must be met; in meetings.
EXACT = 1e-9


@dataclass(frozen=True, eq=False)
class Chances:
    """Chances that an actor of a class comes to a meeting of a class.

    Attributes
    ----------
    of_actor
        The class of each actor.
    chance
        Classes of actors × classes of meetings.
    meetings
        How many meetings each class has.
    """

    of_actor: np.ndarray
    chance: np.ndarray
    meetings: np.ndarray


def chances(seats: Attendance) -> Chances:
    """Work out the chances of every actor to come to every meeting."""
    came = np.bincount(seats.actor, minlength=len(seats.actors))
    # From the most to the least, so that whoever surely came stands first.
    number, of_actor, actors = np.unique(-came, return_inverse=True, return_counts=True)
    size, meetings = np.unique(-seats.size, return_counts=True)
    return Chances(of_actor, _chance(-number, actors, -size, meetings), meetings)


def _chance(
    number: np.ndarray, actors: np.ndarray, size: np.ndarray, meetings: np.ndarray
) -> np.ndarray:
    """Set what is certain, and solve for what is not.

    Where the first k actors together came exactly as often as the margins allow (to all of the
    first l meetings, and alone to the others), that is certain in every table with these margins
    (Gale–Ryser). Such corners cut the table into blocks that are free and blocks of 1 and 0.
    """
    chance = np.zeros((len(number), len(size)))
    so_far = np.r_[0, np.cumsum(actors)]
    so_wide = np.r_[0, np.cumsum(meetings)]
    came = np.r_[0, np.cumsum(actors * number)]
    beyond = np.r_[0, np.cumsum(meetings * size)]
    beyond = beyond[-1] - beyond
    tight = np.argwhere(np.outer(so_far, so_wide) + beyond == came[:, None])
    # Down the rows the corners move to the left.
    corners = tight[np.lexsort((-tight[:, 1], tight[:, 0]))]
    for (top, right), (bottom, left) in pairwise(corners):
        rows, columns = slice(top, bottom), slice(left, right)
        chance[rows, :left] = 1
        if top < bottom and left < right:
            chance[rows, columns] = _solve(
                number[rows] - so_wide[left], actors[rows], size[columns] - so_far[top],
                meetings[columns],
            )  # fmt: skip
    return chance


def _solve(
    number: np.ndarray, actors: np.ndarray, size: np.ndarray, meetings: np.ndarray
) -> np.ndarray:
    """Maximise the likelihood by Newton's method: concave, so every start leads to the one top."""
    rows = len(number)
    scale = np.sqrt((actors * number).sum())
    # The last one is given: only sums of the two sides matter.
    value = np.r_[np.log(number / scale), np.log(size / scale)]
    for _ in range(STEPS):
        chance: np.ndarray = np.exp(-np.logaddexp(0, -(value[:rows, None] + value[rows:])))
        lack = np.r_[number - chance @ meetings, size - actors @ chance]
        if np.abs(lack).max() <= EXACT:
            return chance
        spread = np.outer(actors, meetings) * chance * (1 - chance)
        bend = np.block(
            [[np.diag(spread.sum(axis=1)), spread], [spread.T, np.diag(spread.sum(axis=0))]]
        )
        slope = np.r_[actors, meetings] * lack
        step = np.r_[np.linalg.solve(bend[:-1, :-1], slope[:-1]), 0.0]
        value = _climb(value, step, (number, actors, size, meetings))
    message = text("The chances of attendance could not be worked out. Use method='fdsm'.")
    raise MetricError(message)


def _climb(value: np.ndarray, step: np.ndarray, margins: tuple[np.ndarray, ...]) -> np.ndarray:
    """Take the step, or the largest half of a half of it that does not lead down."""
    number, actors, size, meetings = margins

    def height(at: np.ndarray) -> float:
        table = np.logaddexp(0, at[: len(number), None] + at[len(number) :])
        return float(np.r_[actors * number, meetings * size] @ at - actors @ table @ meetings)

    before = height(value)
    for _ in range(HALVINGS):
        if height(value + step) >= before - 1e-12 * abs(before):
            break
        step = step / 2
    higher: np.ndarray = value + step
    return higher
