"""Other numbers that would look the same: the nearest ones, by linear programming."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from netcoop._core.disclosure.items import Flags, Floats

# What a solver calls equal; moves are small numbers, so that nothing is lost.
CLOSE = 1e-6
# So many branches at most: what is not found then counts as impossible, and more gets hidden.
MOST_BRANCHES = 200
# How much dearer than the best the whole numbers found may be.
GOOD_ENOUGH = 0.5
# What costs less is hidden anyway.
CHEAP = 0.1


def nearest(
    relations: sparse.csc_array,
    whole: Flags,
    wanted: Floats,
    bounds: tuple[Floats, Floats],
    cost: Floats,
    *,
    branch: bool = True,
) -> Floats | None:
    """Find the numbers nearest to those wanted that keep the relations and the bounds.

    Nearest means the least sum of cost times distance. ``whole`` tells which must be whole: where
    the nearest are not, others are searched for; without ``branch`` they are given as they are.
    ``None`` where there are none.
    """
    lower, upper = bounds
    if (lower > upper).any():
        return None
    start = np.clip(wanted, lower, upper)
    problem = _Problem(relations, start, bounds, cost)
    found = problem.solve(upper > lower)
    if found is None:
        return None
    changed = np.abs(found - start) > CLOSE
    if problem.is_whole(found, whole):
        return found
    if not branch:
        return found
    # Mostly other numbers of what was changed do; else of what costs little; else of anything.
    for free in (changed, changed | (cost < CHEAP), upper > lower):
        found = problem.solve(free & (upper > lower), whole)
        if found is not None and problem.is_whole(found, whole):
            return found
    return None


class _Problem:
    """The same relations and bounds, with some of the items free to move."""

    def __init__(
        self, relations: sparse.csc_array, start: Floats, bounds: tuple[Floats, Floats],
        cost: Floats,
    ) -> None:  # fmt: skip
        self.relations, self.start, self.bounds, self.cost = relations, start, bounds, cost
        self.gap = -(relations @ start)

    def is_whole(self, found: Floats, whole: Flags) -> bool:
        """Round what is nearly whole, and tell whether that still keeps the relations."""
        found[whole] = np.rint(found[whole])
        return bool((np.abs(self.relations @ found) <= CLOSE).all())

    def solve(self, moving: Flags, whole: Flags | None = None) -> Floats | None:
        """Find the cheapest moves of the moving items, in whole steps where that is asked for."""
        free = np.flatnonzero(moving)
        part = self.relations[:, free]
        touched = np.zeros(len(self.gap), dtype=np.bool_)
        touched[part.indices] = True
        if (np.abs(self.gap[~touched]) > CLOSE).any():
            return None
        found = self.start.copy()
        if not (np.abs(self.gap) > CLOSE).any():
            return found
        # The numbers themselves may be large; only how far each goes up or down is asked.
        rows = part.tocsr()[np.flatnonzero(touched)]
        steps = sparse.hstack([rows, -rows], format="csc")
        lower, upper = self.bounds
        room = np.concatenate([(upper - self.start)[free], (self.start - lower)[free]])
        price = np.concatenate([self.cost[free], self.cost[free]])
        must = np.zeros(len(free)) if whole is None else whole[free].astype("float64")
        moves = _solve(steps, self.gap[touched], room, price, must)
        if moves is None:
            return None
        found[free] += moves[: len(free)] - moves[len(free) :]
        return found


def _solve(
    steps: sparse.csc_array, gap: Floats, room: Floats, price: Floats, must: Floats
) -> Floats | None:
    """Call the solver; the first whole numbers it finds will do."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    solved = milp(
        price,
        integrality=np.concatenate([must, must]),
        bounds=Bounds(np.zeros(len(room)), room),
        constraints=LinearConstraint(steps, gap, gap),
        options={"node_limit": MOST_BRANCHES, "mip_rel_gap": GOOD_ENOUGH},
    )
    return None if solved.x is None else np.asarray(solved.x, dtype="float64")
