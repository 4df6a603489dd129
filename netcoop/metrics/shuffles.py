"""Is it more than chance: the same network with the labels of the actors dealt anew.

The ties stay where they are; who has a label keeps having one. So the test asks of the labels
alone, whatever the form of the network.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import ceil
from typing import Literal

import numpy as np
import pandas as pd

from netcoop._core.checks import check_choice
from netcoop._core.parallel import spread
from netcoop._core.rng import RandomSource, spawn
from netcoop.metrics.brokers import ROLES, Ways, labelled_arcs, paths_by_role
from netcoop.metrics.grouping import (
    as_text,
    assortativity_of,
    blau_of,
    correlation_of,
    counts_of,
    ei_of,
    is_quantity,
    labelled_partners,
    labelled_ties,
    labels_of,
    numbers_of,
)
from netcoop.network import Network
from netcoop.ties.nullmodels import check_draws

Measure = Literal["ei_index", "assortativity", "mixing_matrix", "brokerage_roles", "blau"]
# Work is cut into at least so many parts of at most so many draws and so many numbers each.
PARTS = 8
DRAWS_A_PART = 128
NUMBERS_A_PART = 2**22
# Ways past brokers that are looked up together.
WAYS_AT_ONCE = 2**20


def label_test(
    net: Network,
    measure: Measure,
    by: str = "sector",
    *,
    draws: int = 999,
    rng: RandomSource = None,
) -> pd.DataFrame:
    """Would it look the same if sectors were dealt among the actors at random?

    The labels are dealt anew among the actors that have one; the ties stay. Where few deals come
    as far as the network does, cooperation and sectors have to do with each other.

    Parameters
    ----------
    net
        Any network. Weights do not count.
    measure
        ``"ei_index"``, ``"assortativity"``, ``"mixing_matrix"`` (ties between every two groups),
        ``"brokerage_roles"`` (each role, summed over the actors) or ``"blau"`` (how mixed the
        partners are, the mean over actors).
    by
        Column of the actors that says who belongs together.
    draws
        How often labels are dealt.
    rng
        Seed, Generator or ``None``. The result does not depend on the number of workers
        (``joblib.parallel_config``).

    Returns
    -------
    pandas.DataFrame
        One row an item: ``measure``; ``item``: ``"ties police–school"`` (of arcs
        ``"ties police→school"``), a role, or empty; ``observed``; ``expected`` and ``sd``: mean
        and standard deviation of the draws; ``z``: (observed − expected) / sd; ``p_value``:
        min(1, 2 · min((1 + draws at least as high), (1 + draws at most as high)) / (draws + 1));
        ``draws``: how many were defined and count. Numbers are NaN where the observed value is
        undefined (no tie between labelled actors, one label only, no layer with a direction), of
        ``z`` also where all draws are alike, of ``sd`` with one draw.

    Raises
    ------
    ArgumentError
        The measure or the column is not known, or ``draws`` is not a number from 1 up.

    Warns
    -----
    NetcoopWarning
        Actors have no label; they keep having none.

    References
    ----------
    Phipson, B., & Smyth, G. K. (2010). Permutation p-values should never be zero.
    https://doi.org/10.2202/1544-6115.1585

    Examples
    --------
    Two closed groups of three: every tenth deal gives them back.

    >>> actors = pd.DataFrame({"sector": list("xxxyyy")}, index=list("ABCDEF"))
    >>> ties = pd.DataFrame({"source": list("AABDDE"), "target": list("BCCEFF")})
    >>> test = label_test(Network(actors, ties), "ei_index", rng=1)
    >>> test["observed"].item(), round(test["expected"].item(), 1)
    (-1.0, 0.2)
    """
    check_choice("measure", as_text(measure), _MEASURES)
    check_draws(draws)
    # Labels are read here and nowhere deeper: the warning points to who called.
    if measure == "assortativity" and is_quantity(net, by):
        labels, names = numbers_of(net, by), list[str]()
        known = ~np.isnan(labels)
    else:
        groups = labels_of(net, by, ties=measure != "blau")
        labels, names = groups.codes, groups.names.tolist()
        known = labels >= 0
    field = _Field.of(net, measure, known, len(names))
    items = _items(measure, names, directed=net.directed)
    observed = _MEASURES[measure](field, labels[None])[0]
    numbers = _parts(draws, max(len(items), net.n_actors))
    tasks = (
        (measure, field, labels, observed, number, random)
        for number, random in zip(numbers, spawn(rng, len(numbers)), strict=True)
    )
    drawn = _Drawn.nothing(len(items))
    for part in spread(_deal, tasks, total=len(numbers)):
        drawn = drawn.with_more(part)
    return _table(measure, items, observed, drawn)


def _parts(draws: int, numbers: int) -> list[int]:
    """Cut draws into parts that depend on the network alone, never on who works on them."""
    most = min(DRAWS_A_PART, max(1, NUMBERS_A_PART // max(1, numbers)))
    parts = max(min(PARTS, draws), ceil(draws / most))
    return [draws // parts + (part < draws % parts) for part in range(parts)]


def _items(measure: str, names: list[str], *, directed: bool) -> list[str]:
    """Name the numbers that a measure gives."""
    if measure == "brokerage_roles":
        return list(ROLES)
    if measure != "mixing_matrix":
        return [""]
    sign = "→" if directed else "–"
    rows, columns = _cells(len(names), directed=directed)
    return [f"ties {names[row]}{sign}{names[col]}" for row, col in zip(rows, columns, strict=True)]


def _cells(n_groups: int, *, directed: bool) -> tuple[np.ndarray, np.ndarray]:
    """Give the cells of a mixing matrix that say something of their own."""
    every = np.ones((n_groups, n_groups), dtype="bool")
    rows, columns = np.nonzero(every if directed else np.triu(every))
    return rows, columns


# -- what is measured ------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Field:
    """What labels fall on: who can have one, and the ties between these as positions of ends."""

    known: np.ndarray
    source: np.ndarray
    target: np.ndarray
    ways: Ways | None
    n_groups: int
    directed: bool

    @classmethod
    def of(cls, net: Network, measure: str, known: np.ndarray, n_groups: int) -> _Field:
        """Take the ties that a measure looks at."""
        marks = np.where(known, 0, -1)
        ways = labelled_arcs(net, marks) if measure == "brokerage_roles" else None
        ends = labelled_partners if measure == "blau" else labelled_ties
        source, target = ends(net, marks)
        return cls(known, source, target, ways, n_groups, net.directed)


def _ei_index(field: _Field, labels: np.ndarray) -> np.ndarray:
    """Measure the E−I index of every deal."""
    return np.array([[ei_of(row[field.source], row[field.target])] for row in labels])


def _assortativity(field: _Field, labels: np.ndarray) -> np.ndarray:
    """Measure the assortativity of every deal, of labels or of numbers."""
    measure = assortativity_of if labels.dtype.kind == "i" else correlation_of
    return np.array(
        [[measure(row[field.source], row[field.target], directed=field.directed)] for row in labels]
    )


def _mixing(field: _Field, labels: np.ndarray) -> np.ndarray:
    """Count the ties between groups in every deal."""
    cells = _cells(field.n_groups, directed=field.directed)
    rows = [
        counts_of(row[field.source], row[field.target], field.n_groups, directed=field.directed)[
            cells
        ]
        for row in labels
    ]
    return np.array(rows, dtype="float64")


def _blau(field: _Field, labels: np.ndarray) -> np.ndarray:
    """Measure how mixed partners are in every deal, on average over actors that have partners."""
    if not len(field.source):
        return np.full((len(labels), 1), np.nan)
    owners, source = np.unique(field.source, return_inverse=True)
    means = [
        blau_of(source, row[field.target], len(owners), field.n_groups).mean() for row in labels
    ]
    return np.array(means)[:, None]


def _brokerage(field: _Field, labels: np.ndarray) -> np.ndarray:
    """Count the ways past brokers by role in every deal, over all actors."""
    if field.ways is None:
        return np.full((len(labels), len(ROLES)), np.nan)
    totals = [paths_by_role(field.ways, row, field.n_groups).sum(axis=0) for row in labels]
    counts = np.array(totals, dtype="float64")
    for ends in _closed_ways(field.ways):
        for deal, row in enumerate(labels):
            counts[deal] -= _roles_of(*(row[end] for end in ends))
    return counts


def _roles_of(first: np.ndarray, broker: np.ndarray, last: np.ndarray) -> list[int]:
    """Count roles out of the groups of the three actors of each way, in the order of ROLES."""
    near, far, around = first == broker, broker == last, first == last
    other = ~near & ~far
    kinds = (near & far, ~near & far, near & ~far, other & around, other & ~around)
    return [int(kind.sum()) for kind in kinds]


def _closed_ways(ways: Ways) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Give, in blocks, the ways a → b → c where a turns to c directly, too."""
    n = ways.n_actors
    key = np.sort(ways.source * n + ways.target)
    source, target = np.divmod(key, max(1, n))
    start = np.searchsorted(source, np.arange(n + 1))
    fan = start[target + 1] - start[target]
    before = np.cumsum(fan) - fan
    block = before // WAYS_AT_ONCE
    for chosen in np.split(np.arange(len(key)), np.flatnonzero(np.diff(block)) + 1):
        arc = np.repeat(chosen, fan[chosen])
        place = np.arange(len(arc)) - np.repeat(before[chosen] - before[chosen[:1]], fan[chosen])
        a, b = source[arc], target[arc]
        c = target[start[b] + place]
        wanted = a * n + c
        found = np.searchsorted(key, wanted)
        closed = key[np.minimum(found, len(key) - 1)] == wanted
        yield a[closed], b[closed], c[closed]


_MEASURES: dict[str, Callable[[_Field, np.ndarray], np.ndarray]] = {
    "ei_index": _ei_index,
    "assortativity": _assortativity,
    "mixing_matrix": _mixing,
    "brokerage_roles": _brokerage,
    "blau": _blau,
}


# -- what chance gives -----------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Drawn:
    """What is left of draws, one number an item: how many, their mean, spread and place."""

    number: np.ndarray
    mean: np.ndarray
    squares: np.ndarray
    above: np.ndarray
    below: np.ndarray

    @classmethod
    def nothing(cls, n_items: int) -> _Drawn:
        """Start without draws."""
        return cls(*np.zeros((5, n_items)))

    @classmethod
    def of(cls, drawn: np.ndarray, observed: np.ndarray) -> _Drawn:
        """Sum up draws × items; a draw that is undefined does not count."""
        defined = ~np.isnan(drawn)
        number = defined.sum(axis=0)
        mean = np.where(defined, drawn, 0.0).sum(axis=0) / np.maximum(number, 1)
        squares = (np.where(defined, drawn - mean, 0.0) ** 2).sum(axis=0)
        # Draws that equal the observed value but for rounding are as high and as low.
        slack = 1e-12 + 1e-9 * np.abs(observed)
        above = (drawn >= observed - slack).sum(axis=0)
        below = (drawn <= observed + slack).sum(axis=0)
        return cls(number, mean, squares, above, below)

    def with_more(self, other: _Drawn) -> _Drawn:
        """Put two lots of draws together."""
        number = self.number + other.number
        apart, share = other.mean - self.mean, other.number / np.maximum(number, 1)
        return _Drawn(
            number,
            self.mean + apart * share,
            self.squares + other.squares + apart**2 * self.number * share,
            self.above + other.above,
            self.below + other.below,
        )


def _deal(
    measure: str,
    field: _Field,
    labels: np.ndarray,
    observed: np.ndarray,
    number: int,
    random: np.random.Generator,
) -> _Drawn:
    """Deal labels among those who have one so many times, and measure."""
    dealt = np.tile(labels, (number, 1))
    dealt[:, field.known] = random.permuted(dealt[:, field.known], axis=1)
    return _Drawn.of(_MEASURES[measure](field, dealt), observed)


def _table(measure: str, items: list[str], observed: np.ndarray, drawn: _Drawn) -> pd.DataFrame:
    """Set what was observed beside what chance gave."""
    number = drawn.number
    undefined = np.isnan(observed) | (number == 0)
    expected = np.where(undefined, np.nan, drawn.mean)
    with np.errstate(divide="ignore", invalid="ignore"):
        sd = np.where(undefined | (number < 2), np.nan, np.sqrt(drawn.squares / (number - 1)))
        z = np.where(sd > 1e-12, (observed - expected) / sd, np.nan)
    p_value = np.minimum(1.0, 2 * (1 + np.minimum(drawn.above, drawn.below)) / (number + 1))
    return pd.DataFrame(
        {
            "measure": pd.Series(measure, index=range(len(items)), dtype="str"),
            "item": pd.Series(items, dtype="str"),
            "observed": observed,
            "expected": expected,
            "sd": sd,
            "z": z,
            "p_value": np.where(undefined, np.nan, p_value),
            "draws": number.astype("int64"),
        }
    )
