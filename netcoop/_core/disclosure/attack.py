"""What somebody can work out who knows the rule and sees all that is published."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import sparse

from netcoop._core.disclosure.items import Flags, Floats, linked
from netcoop._core.disclosure.solver import CLOSE


def intervals(
    relations: sparse.csr_array, published: Floats, asked: Flags, bounds: tuple[Floats, Floats]
) -> tuple[Floats, Floats]:
    """Give the least and the greatest value of each item asked for, by linear programming.

    ``published`` is NaN where hidden, ``bounds`` are what the rule says of each item. Nothing but
    what is published goes in, so what comes out tells nobody more.
    """
    low, high = bounds[0].copy(), bounds[1].copy()
    hidden = np.isnan(published)
    low[~hidden] = high[~hidden] = published[~hidden]
    columns = np.flatnonzero(hidden)
    inner = relations[:, columns].tocsr()
    missing = -(relations @ np.where(hidden, 0.0, published))
    blocks = linked(inner)
    for block in np.unique(blocks[asked[columns]]):
        chosen = np.flatnonzero(blocks == block)
        part = inner[:, chosen].tocsr()
        rows = np.flatnonzero(np.diff(part.indptr) > 0)
        if not len(rows):
            continue
        places = columns[chosen]
        solver = _Solver(part[rows], missing[rows], (bounds[0][places], bounds[1][places]))
        for column in np.flatnonzero(asked[places]):
            low[places[column]] = solver.least(int(column), 1.0)
            high[places[column]] = -solver.least(int(column), -1.0)
    return low, high


class _Solver:
    """The same constraints, asked many times."""

    def __init__(
        self, matrix: sparse.csr_array, total: Floats, bounds: tuple[Floats, Floats]
    ) -> None:
        from scipy.optimize import Bounds, LinearConstraint

        self.constraints: Any = LinearConstraint(matrix, total, total)
        self.bounds: Any = Bounds(*bounds)
        self.n = matrix.shape[1]

    def least(self, column: int, way: float) -> float:
        """Give the least value of an item, or of its opposite; without end where there is none."""
        from scipy.optimize import milp

        goal = np.zeros(self.n)
        goal[column] = way
        solved = milp(goal, bounds=self.bounds, constraints=self.constraints)
        # What is published is possible: it is itself a solution. So none means no end.
        return -np.inf if solved.x is None else float(solved.fun)


def rounded(low: Floats, high: Floats, counts: Flags) -> tuple[Floats, Floats]:
    """Take whole numbers only, where they are counts."""
    return (
        np.where(counts, np.ceil(low - CLOSE), low),
        np.where(counts, np.floor(high + CLOSE), high),
    )
