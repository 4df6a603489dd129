"""Communities: who is tied more closely among themselves, and how sure that is."""

from __future__ import annotations

import math
import random
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.checks import first as listed
from netcoop._core.checks import is_number, is_whole
from netcoop._core.display import html_table
from netcoop._core.parallel import spread
from netcoop._core.progress import track
from netcoop._core.rng import RandomSource, spawn
from netcoop._core.texts import check_language, language, number, plural, text
from netcoop.errors import ArgumentError
from netcoop.metrics.basis import actor_series, symmetric
from netcoop.network import Network

# Runs that one call of a worker does: the graph is built once for them.
RUNS_AT_ONCE = 10
Ties = tuple[np.ndarray, np.ndarray, np.ndarray]
# Agreements and modularities that differ by less are equal.
_EQUAL = 1e-12
# The engine has one generator for the whole process.
_ENGINE = threading.Lock()


@dataclass(frozen=True, eq=False, repr=False)
class Communities:
    """Who belongs together, and how sure that is; made by :func:`netcoop.communities`.

    Attributes
    ----------
    modularity
        How much more weight lies inside communities than weights dealt at random would put there.
    stability
        Mean agreement of two runs (adjusted Rand index): 1 where all runs found the same.
    runs
        How often the search was run.
    """

    _membership: pd.Series
    _actor_stability: pd.Series
    modularity: float
    stability: float
    runs: int
    _settings: dict[str, Any]

    @property
    def n(self) -> int:
        """How many communities there are; an actor without ties is one of its own."""
        return int(self._membership.max()) if len(self._membership) else 0

    @property
    def membership(self) -> pd.Series:
        """The number of every actor's community, by ``actor_id``; a copy."""
        return self._membership.copy()

    @property
    def actor_stability(self) -> pd.Series:
        """How often an actor was with the others of its community, by ``actor_id``; a copy.

        The share of runs in which both are in one community, as a mean over the others. NaN in a
        community of one.
        """
        return self._actor_stability.copy()

    @property
    def sizes(self) -> pd.Series:
        """How many actors each community has, by its number; the largest is number 1."""
        counts = np.bincount(self._membership.to_numpy() - 1, minlength=self.n)
        index = pd.RangeIndex(1, self.n + 1, name="community")
        return pd.Series(counts, index=index, name="size", dtype="int64")

    @property
    def settings(self) -> dict[str, Any]:
        """How the communities were found, as plain values; a copy."""
        return dict(self._settings)

    def to_frame(self, lang: str | None = None) -> pd.DataFrame:
        """List the communities, the largest first.

        Returns
        -------
        pandas.DataFrame
            ``community``, ``size``, ``members`` (a tuple of ids, in the order of actors),
            ``stability`` (mean of its members', NaN for one alone), ``sentence``.
        """
        code = check_language(lang or language())
        numbers = self._membership.to_numpy()
        members = [tuple(ids) for _, ids in self._membership.index.to_series().groupby(numbers)]
        stability = self._actor_stability.groupby(numbers).mean().tolist()
        sentences = map(_community_sentence, members, stability, repeat(code))
        return self.sizes.reset_index().assign(
            members=pd.Series(members, dtype="object"),
            stability=pd.Series(stability, dtype="float64"),
            sentence=pd.Series(list(sentences), dtype="str"),
        )

    def summary(self) -> dict[str, float]:
        """Give the counts, the modularity and the stability, flat."""
        sizes = self.sizes
        return {
            "n_actors": len(self._membership),
            "n_communities": self.n,
            "n_alone": int((sizes == 1).sum()),
            "largest": int(sizes.max()) if self.n else 0,
            "modularity": self.modularity,
            "stability": self.stability,
            "runs": self.runs,
        }

    def sentence(self, lang: str | None = None) -> str:
        """Say in one sentence how many communities there are and how far to trust them."""
        code = check_language(lang or language())
        if math.isnan(self.modularity):
            return text("Nobody is tied to anybody: there are no communities to look for.", code)
        together = int((self.sizes > 1).sum())
        return plural(
            "{n} community of two or more actors, the largest has {largest} (modularity {value}); "
            "agreement between searches is {stability}, 1 means always the same.",
            "{n} communities of two or more actors, the largest has {largest} (modularity "
            "{value}); agreement between searches is {stability}, 1 means always the same.",
            together,
            code,
            largest=number(int(self.sizes.max()), code),
            value=number(self.modularity, code, 2),
            stability=number(self.stability, code, 2),
        )

    def equals(self, other: object) -> bool:
        """Tell whether the other has the same communities, numbers and settings."""
        return (
            isinstance(other, Communities)
            and bool(self._membership.equals(other._membership))
            and bool(self._actor_stability.equals(other._actor_stability))
            and pd.Series(self.summary()).equals(pd.Series(other.summary()))
            and self._settings == other._settings
        )

    def __repr__(self) -> str:
        return (
            f"<Communities: {self.n} of {len(self._membership)} actors, {self.runs} runs, "
            f"modularity {self.modularity:.3f}, stability {self.stability:.3f}>"
        )

    def _repr_html_(self) -> str:
        table = self.to_frame()
        shown = table.assign(members=table["members"].map(listed))
        return html_table(shown.drop(columns="sentence"), caption=self.sentence())


def communities(
    net: Network, *, resolution: float = 1.0, runs: int = 50, rng: RandomSource = None
) -> Communities:
    """Who is tied more closely among themselves than with the rest, and how sure that is.

    The Leiden method looks for the communities with the highest modularity
    Q = Σ_c (w_c/W − resolution · (s_c/2W)²): w_c the weight of the ties inside community c, s_c
    the strength of its actors, W the weight of all ties. The search has chance in it, so it is run
    many times, and the run most like all others (highest mean adjusted Rand index; of equals that
    of higher modularity, then the first) is the result.

    Parameters
    ----------
    net
        Any network; direction is ignored, both ways of a pair are summed. A strong tie draws
        actors together; multiplying all weights by a constant changes nothing. The order of
        actors decides nothing but the numbers of equally large communities.
    resolution
        Above 0; more than 1 gives more and smaller communities, less gives fewer and larger ones.
    runs
        How many searches.
    rng
        A seed, a Generator, or None. The same seed gives the same communities, however many
        workers there are.

    Returns
    -------
    Communities
        ``membership`` (numbers from 1, the largest first, equally large ones in the order of
        actors; an actor without ties is alone), ``modularity`` (at ``resolution``; at 1 from −0.5
        to 1, NaN without ties), ``stability`` (mean adjusted Rand index over pairs of runs, about
        0 for agreement by chance, 1 for the same every time; NaN with fewer than two actors or
        runs), ``actor_stability`` (from 0 to 1; NaN for communities of one).

    Raises
    ------
    ArgumentError
        ``resolution``, ``runs`` or ``rng`` is no such number.

    References
    ----------
    Traag, V. A., Waltman, L., & van Eck, N. J. (2019). From Louvain to Leiden: guaranteeing
    well-connected communities. https://doi.org/10.1038/s41598-019-41695-z

    Lancichinetti, A., & Fortunato, S. (2012). Consensus clustering in complex networks.
    https://doi.org/10.1038/srep00336

    Examples
    --------
    >>> pairs = [("A", "B"), ("A", "C"), ("B", "C"), ("C", "D"), ("D", "E"), ("E", "F"), ("D", "F")]
    >>> net = Network("ABCDEF", pd.DataFrame(pairs, columns=["source", "target"]))
    >>> found = communities(net, runs=10, rng=1)
    >>> found.membership.tolist(), found.stability
    ([1, 1, 1, 2, 2, 2], 1.0)
    """
    _check(resolution, runs)
    n = net.n_actors
    # Actors stand in the order of their ids, so that the order of rows plays no part.
    order = np.argsort(net.actors.index.to_numpy(dtype="object"), kind="stable")
    matrix = symmetric(net)[order][:, order].tocoo()
    above = matrix.row < matrix.col
    ties = (matrix.row[above], matrix.col[above], matrix.data[above])
    found = _searches(n, ties, resolution, spawn(rng, runs))
    labels, first, counts = _distinct(found)
    qualities = np.array([_modularity(label, ties, resolution) for label in labels])
    mean = _mean_agreement(labels, counts)
    best = _representative(mean, qualities, first)
    place = np.empty(n, dtype="int64")
    place[order] = np.arange(n)
    numbers = _by_size(labels[best][place])
    return Communities(
        actor_series(net, numbers, "community", "int64"),
        actor_series(net, _togetherness(labels, counts, best)[place], "actor_stability"),
        float(qualities[best]),
        float(mean @ counts / runs) if n > 1 else math.nan,
        int(runs),
        {"resolution": float(resolution), "runs": int(runs), "method": "leiden"},
    )


def _check(resolution: float, runs: int) -> None:
    """Refuse a resolution or a number of runs that is none."""
    if not is_whole(runs) or runs < 1:
        message = text("runs={runs!r} must be a whole number from 1 up.", runs=runs)
        raise ArgumentError(message)
    if not is_number(resolution) or resolution <= 0:
        message = text(
            "resolution={resolution!r} must be a number above 0; 1 is usual, more gives smaller "
            "communities.",
            resolution=resolution,
        )
        raise ArgumentError(message)


def _searches(
    n: int, ties: Ties, resolution: float, generators: Sequence[np.random.Generator]
) -> np.ndarray:
    """Run all searches, some at a time: one row of labels a run."""
    seeds = [int(generator.integers(2**63)) for generator in generators]
    if not len(ties[0]):
        return np.tile(np.arange(n), (len(seeds), 1))
    parts = [
        (n, ties, float(resolution), seeds[start : start + RUNS_AT_ONCE])
        for start in range(0, len(seeds), RUNS_AT_ONCE)
    ]
    return np.vstack(list(spread(search_communities, parts, total=len(parts))))


def search_communities(n: int, ties: Ties, resolution: float, seeds: Sequence[int]) -> np.ndarray:
    """Look for communities once a seed; workers call this by its name."""
    import igraph

    source, target, weight = ties
    tied, ends = np.unique(np.concatenate([source, target]), return_inverse=True)
    graph = igraph.Graph(n=len(tied))
    graph.add_edges(ends.reshape(2, -1).T.tolist())
    # Rounded to 40 bits: weights in another unit are the same weights.
    mantissa, exponent = np.frexp(weight / weight.max())
    weights = np.ldexp(np.round(np.ldexp(mantissa, 40)), exponent - 40).tolist()
    # Who has no ties is alone.
    labels = np.tile(np.arange(len(tied), len(tied) + n), (len(seeds), 1))
    for row, seed in enumerate(seeds):
        with _engine_seed(seed):
            labels[row, tied] = graph.community_leiden(
                objective_function="modularity",
                weights=weights,
                resolution=resolution,
                n_iterations=-1,
            ).membership
    return labels


@contextmanager
def _engine_seed(seed: int) -> Iterator[None]:
    """Let the engine draw from a seed, and from Python's ``random``, its default, afterwards."""
    import igraph

    with _ENGINE:
        igraph.set_random_number_generator(random.Random(seed))
        try:
            yield
        finally:
            igraph.set_random_number_generator(random)


def _distinct(found: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Name labels by first appearance; give each distinct run, where it came first, how often."""
    named = np.array([pd.factorize(row)[0] for row in found]).reshape(found.shape)
    _, first, counts = np.unique(named, axis=0, return_index=True, return_counts=True)
    return named[first], first, counts


def _modularity(labels: np.ndarray, ties: Ties, resolution: float) -> float:
    """Compute the modularity of one run; NaN without ties."""
    source, target, weight = ties
    if not len(weight):
        return math.nan
    share = weight / weight.sum()
    inside = share[labels[source] == labels[target]].sum()
    ends = np.concatenate([labels[source], labels[target]])
    strength = np.bincount(ends, np.concatenate([share, share]))
    return float(inside - resolution * ((strength / 2) ** 2).sum())


def _mean_agreement(labels: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Compare each distinct run with all other runs: mean adjusted Rand index, NaN with one."""
    from scipy import sparse

    runs, n = labels.shape
    if counts.sum() < 2:
        return np.full(runs, math.nan)
    sizes = labels.max(axis=1, initial=0) + 1
    starts = np.concatenate([[0], np.cumsum(sizes)])
    columns = (labels + starts[:-1, None]).T.ravel()
    rows = np.repeat(np.arange(n), runs)
    member = sparse.csr_array((np.ones(n * runs), (rows, columns)), shape=(n, starts[-1]))
    run_of = np.repeat(np.arange(runs), sizes)
    both = np.empty((runs, runs))
    for run in track(range(runs), total=runs):
        own = sparse.csr_array(
            (np.ones(n), (labels[run], np.arange(n))), shape=(int(sizes[run]), n)
        )
        cells = own @ member
        both[run] = np.bincount(
            run_of[cells.indices], cells.data * (cells.data - 1) / 2, minlength=runs
        )
    mean: np.ndarray = (_adjusted_rand(both, n) @ counts - 1) / (counts.sum() - 1)
    return mean


def _adjusted_rand(both: np.ndarray, n: int) -> np.ndarray:
    """Correct for chance: ``both`` counts pairs together in both runs, on the diagonal in one."""
    together = np.diag(both)
    expected = np.outer(together, together) / max(1, n * (n - 1) / 2)
    highest = (together[:, None] + together[None, :]) / 2
    room = highest - expected
    # No room: both runs put all together, or nobody, and so agree.
    return np.where(room > 0, (both - expected) / np.where(room > 0, room, 1), 1.0)


def _representative(mean: np.ndarray, qualities: np.ndarray, first: np.ndarray) -> int:
    """Choose the run most like all others."""
    candidates = np.arange(len(first))
    for score in (mean, qualities):
        values = np.nan_to_num(score[candidates])
        candidates = candidates[values >= values.max() - _EQUAL]
    return int(candidates[first[candidates].argmin()])


def _by_size(labels: np.ndarray) -> np.ndarray:
    """Give numbers from 1, the largest community first, equals in the order of actors."""
    codes = pd.factorize(labels)[0]
    ranks = np.empty(codes.max(initial=-1) + 1, dtype="int64")
    ranks[np.argsort(-np.bincount(codes), kind="stable")] = np.arange(1, len(ranks) + 1)
    return ranks[codes]


def _togetherness(labels: np.ndarray, counts: np.ndarray, best: int) -> np.ndarray:
    """Count how often each actor is with the others of its community, as a share of runs."""
    chosen = labels[best]
    others = np.bincount(chosen)[chosen] - 1.0 if len(chosen) else np.zeros(0)
    total = np.zeros(len(chosen))
    for row, count in zip(labels, counts, strict=True):
        cell = chosen * (row.max(initial=0) + 1) + row
        _, code, size = np.unique(cell, return_inverse=True, return_counts=True)
        total += count * (size[code] - 1)
    return np.where(others > 0, total / np.where(others > 0, others, 1) / counts.sum(), math.nan)


def _community_sentence(members: tuple[str, ...], share: float, code: str) -> str:
    """Say who is in one community."""
    if len(members) == 1:
        return text("{actor} is alone.", code, actor=members[0])
    return text(
        "{actors} belong together; two of them were found together in {share} % of the searches.",
        code,
        actors=listed(members),
        share=number(100 * share, code, 0),
    )
