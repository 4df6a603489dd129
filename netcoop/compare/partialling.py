"""Regression of one network on others, and its t under shuffled residuals.

A predictor is freed of what the others say of it (its residuals); the rows and columns of these
residuals are shuffled together, put in the predictor's place, and t is worked out anew. By the
theorem of Frisch, Waugh and Lovell t needs only the correlation of two residuals.

References
----------
Dekker, D., Krackhardt, D., & Snijders, T. A. B. (2007). https://doi.org/10.1007/s11336-007-9016-1
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

# Of columns of length 1, what is shorter than this on its own follows from the others.
DEPENDENT = 1e-7
# Smaller shares of a length, or of a sum of squares, are what rounding leaves.
ROUNDING = 1e-10
# The share of a sum of squares that a perfect fit leaves for rounding.
PERFECT = 1e-12

Pairs = tuple[np.ndarray, np.ndarray]


class Design:
    """The constant and some predictors, one row a pair.

    Attributes
    ----------
    basis
        Orthonormal columns that span them; the first is the constant.
    constant
        Which predictors are the same for all pairs.
    """

    def __init__(self, columns: np.ndarray) -> None:
        n_pairs = len(columns)
        self.means = columns.mean(axis=0)
        centered = columns - self.means
        length = np.linalg.norm(centered, axis=0)
        self.constant = length <= ROUNDING * np.linalg.norm(columns, axis=0)
        self._length = np.where(self.constant, 1.0, length)
        scaled = np.where(self.constant, 0.0, centered / self._length)
        self._left, self._size, self._right = np.linalg.svd(scaled, full_matrices=False)
        self._kept = self._size > DEPENDENT
        ones = np.full((n_pairs, 1), n_pairs**-0.5)
        self.basis = np.hstack([ones, self._left[:, self._kept]])

    @property
    def mixed(self) -> np.ndarray:
        """Which predictors follow from the others, so that no coefficient of theirs is their own.

        The last one is the constant.
        """
        combined = self._right[~self._kept]
        level = self.means / self._length
        with_constant = np.abs(combined @ level) > DEPENDENT * np.abs(level).max(initial=1.0)
        dependent = (np.abs(combined) > 10 * DEPENDENT).any(axis=0)
        return np.append(dependent, with_constant.any())

    def coefficients(self, values: np.ndarray) -> np.ndarray:
        """Fit values by least squares; the constant is not among the coefficients."""
        along = self._left.T[self._kept] @ (values - values.mean())
        factors: np.ndarray = self._right[self._kept].T @ (along / self._size[self._kept])
        return factors / self._length

    def residual(self, values: np.ndarray) -> np.ndarray:
        """Take off what the predictors explain; what only rounding leaves is nothing."""
        centered = values - values.mean()
        left = centered
        for _ in range(2):  # the second time takes off what rounding left
            left = left - self.basis @ (self.basis.T @ left)
        nothing = np.linalg.norm(left) <= ROUNDING * np.linalg.norm(centered)
        return np.zeros_like(left) if nothing else left


@dataclass(frozen=True, eq=False)
class Partial:
    """One predictor given the others, ready for shuffling.

    Attributes
    ----------
    pairs
        Positions of the two actors, of every pair whose outcome and other predictors are known.
    outcome
        What the others leave of the outcome, for each pair.
    basis
        Orthonormal columns that span the constant and the others: pairs × columns.
    residual
        What the others leave of the predictor: actors × actors, NaN where it is not known.
    """

    pairs: Pairs
    outcome: np.ndarray
    basis: np.ndarray
    residual: np.ndarray

    @classmethod
    def of(
        cls, pairs: Pairs, outcome: np.ndarray, predictor: np.ndarray, others: Sequence[np.ndarray]
    ) -> Partial:
        """Free the outcome and a predictor of what the others say of them."""
        one, other = _known(pairs, [outcome, *others])
        design = Design(_columns((one, other), others))
        both = _known((one, other), [predictor])
        among = Design(_columns(both, others))
        residual = predictor - predictor[both].mean()
        factors = among.coefficients(predictor[both])
        for cells, mean, factor in zip(others, among.means, factors, strict=True):
            residual = residual - factor * (cells - mean)
        return cls((one, other), design.residual(outcome[one, other]), design.basis, residual)

    @property
    def complete(self) -> bool:
        """Whether the residual is known for all pairs, in whatever order actors stand."""
        return int(np.isnan(self.residual).sum()) == len(self.residual)  # the diagonal

    def correlations(self, orders: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Correlate the outcome with the residuals while actors stand in other orders.

        Returns
        -------
        tuple
            For each order the partial correlation, NaN where nothing varies among the pairs that
            are known, and the degrees of freedom of its t.
        """
        one, other = self.pairs
        moved = self.residual.ravel().take(orders[:, one] * len(self.residual) + orders[:, other])
        n_known, total = np.full(len(orders), len(one)), self.outcome @ self.outcome
        said, whole = np.zeros((len(orders), self.basis.shape[1])), np.ones(len(orders), dtype=bool)
        if self.complete:
            shared = moved @ self.basis
            solved = np.stack([shared, said], axis=2)
        else:
            there = ~np.isnan(moved)
            moved, known, n_known = np.nan_to_num(moved), there.astype(float), there.sum(axis=1)
            shared, said = moved @ self.basis, known @ (self.outcome[:, None] * self.basis)
            total = known @ self.outcome**2
            solved, whole = self._solved(known, np.stack([shared, said], axis=2))
        own = np.einsum("ij,ij->i", moved, moved)
        alone = own - (shared * solved[:, :, 0]).sum(axis=1)
        rest = total - (said * solved[:, :, 1]).sum(axis=1)
        joint = moved @ self.outcome - (said * solved[:, :, 0]).sum(axis=1)
        freedom = n_known - self.basis.shape[1] - 1.0
        varies = (alone > ROUNDING * own) & (rest > ROUNDING * total) & (freedom > 0) & whole
        with np.errstate(divide="ignore", invalid="ignore"):
            found = np.clip(joint / np.sqrt(alone * rest), -1.0, 1.0)
        return np.where(varies, found, np.nan), freedom

    def statistics(self, orders: np.ndarray) -> np.ndarray:
        """Give t for each order; infinite where the fit is perfect."""
        found, freedom = self.correlations(orders)
        rest = 1 - found**2
        with np.errstate(divide="ignore", invalid="ignore"):
            t: np.ndarray = found * np.sqrt(freedom / rest)
        t[rest < PERFECT] = np.copysign(np.inf, found[rest < PERFECT])
        return t

    def _solved(self, known: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Regress on the others among the pairs each order leaves; say where that can be done."""
        columns = self.basis.shape[1]
        crossed = (self.basis[:, :, None] * self.basis[:, None, :]).reshape(len(self.basis), -1)
        products = (known @ crossed).reshape(-1, columns, columns)
        whole = np.linalg.eigvalsh(products)[:, 0] > ROUNDING
        products[~whole] = np.eye(columns)
        solved: np.ndarray = np.linalg.solve(products, right)
        return solved, whole


def _known(pairs: Pairs, matrices: Sequence[np.ndarray]) -> Pairs:
    """Keep the pairs that are known in all of them."""
    there = np.ones(len(pairs[0]), dtype=bool)
    for cells in matrices:
        there &= ~np.isnan(cells[pairs])
    return pairs[0][there], pairs[1][there]


def _columns(pairs: Pairs, matrices: Sequence[np.ndarray]) -> np.ndarray:
    columns = np.empty((len(pairs[0]), len(matrices)))
    for place, cells in enumerate(matrices):
        columns[:, place] = cells[pairs]
    return columns


@dataclass(frozen=True, eq=False)
class Fit:
    """An ordinary regression of one network on others, over the pairs known in all of them.

    Attributes
    ----------
    n_pairs, r_squared
        How many pairs, and which share of the differences between them the predictors account for.
    estimates, statistics, reasons
        Coefficient, t and why there is none (empty: there is), of each predictor; last the
        constant.
    """

    n_pairs: int
    r_squared: float
    estimates: np.ndarray
    statistics: np.ndarray
    reasons: list[str]

    @classmethod
    def of(cls, pairs: Pairs, outcome: np.ndarray, predictors: Sequence[np.ndarray]) -> Fit:
        """Fit by least squares."""
        both = _known(pairs, [outcome, *predictors])
        n_pairs, number = len(both[0]), len(predictors) + 1
        nothing = np.full(number, np.nan)
        if n_pairs <= number:
            return cls(n_pairs, np.nan, nothing, nothing, ["too_few_pairs"] * number)
        values, columns = outcome[both], _columns(both, predictors)
        if Design(values[:, None]).constant[0]:
            return cls(n_pairs, np.nan, nothing, nothing, ["outcome_constant"] * number)
        design = Design(columns)
        mixed = design.mixed
        reasons = np.where(mixed, "collinear", "").astype("object")
        reasons[:-1][design.constant] = "constant"
        factors = design.coefficients(values)
        level = values.mean() - factors @ design.means
        left, centered = design.residual(values), values - values.mean()
        error = (left @ left) / (n_pairs - design.basis.shape[1])
        columns = np.column_stack([columns, np.ones(n_pairs)])
        spread = np.array([_own(columns, place) for place in range(number)])
        estimates = np.where(mixed, np.nan, np.append(factors, level))
        with np.errstate(divide="ignore", invalid="ignore"):
            statistics = estimates / np.sqrt(error / spread)
        r_squared = 1 - (left @ left) / (centered @ centered)
        return cls(n_pairs, r_squared, estimates, statistics, reasons.tolist())


def _own(columns: np.ndarray, place: int) -> float:
    """Sum the squares of what the other columns leave of one."""
    others = np.delete(columns, place, axis=1)
    scale = np.linalg.norm(others, axis=0)
    others = others / np.where(scale > 0, scale, 1.0)
    factors = np.linalg.lstsq(others, columns[:, place], rcond=DEPENDENT)[0]
    left = columns[:, place] - others @ factors
    return float(left @ left)
