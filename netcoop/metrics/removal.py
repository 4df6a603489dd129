"""What is left as actors, or their meetings, go one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.checks import check_choice
from netcoop._core.display import html_table
from netcoop._core.parallel import spread
from netcoop._core.progress import track
from netcoop._core.rng import RandomSource, spawn
from netcoop._core.texts import check_language, language, number, text
from netcoop.errors import ArgumentError
from netcoop.metrics.basis import lengths
from netcoop.metrics.blocks import neighbors
from netcoop.metrics.fragments import components, flag_of, with_caveat
from netcoop.metrics.keyplayers import check_number, positions_of
from netcoop.metrics.rebuilding import convened, rebuilt, with_conveners, without_meetings
from netcoop.network import Network
from netcoop.records import Records

ORDERS = ("degree", "betweenness", "random", "convener")
_MEASURES = ("fragmentation", "fragmentation_full", "largest_component_share", "largest_component")


def removal_curve(
    net: Network,
    order: str | Iterable[str] = "degree",
    *,
    records: Records | None = None,
    draws: int = 100,
    rng: RandomSource = None,
) -> pd.DataFrame:
    """Follow how the network falls apart as one actor after the other leaves.

    Parameters
    ----------
    net
        Any network; pieces are counted whatever the direction and the weights.
    order
        Who leaves first: ``"degree"``, who has most partners (as the network is now);
        ``"betweenness"``, who is between most others, measured anew after each removal (strong
        ties are short, arcs go one way); ``"random"``, the mean over many random orders; or a
        list of ids, of whom only these leave, each once. Equals leave in the order of the actors.
        ``"convener"``: not actors leave but the meetings held that each convened (as the column
        ``convener`` says, or as their organiser), those of who convened most first; the network is
        built anew from the records, everyone stays on the roster.
    records
        For ``"convener"``: the records to build from; by default those of the network.
    draws, rng
        For ``"random"``: how many orders, and the seed or Generator they come from.

    Returns
    -------
    pandas.DataFrame
        One row for each number ``removed``, from 0 (nobody yet) on.

        ``actor``: who left last (missing in the first row), or who convened the meetings that did;
        not with ``"random"``. ``meetings``: how many meetings went in this step (``"convener"``
        only; a meeting of two conveners goes with the first).

        ``fragmentation``: share of pairs of those who stay that cannot reach each other, of
        (n−k)(n−k−1) pairs; NaN where fewer than two stay. ``fragmentation_full``: of all n(n−1),
        pairs of whoever left counted as not connected. ``largest_component``: how many actors the
        largest piece has; ``largest_component_share``: of the n actors at the start (NaN without
        any). With ``"convener"`` nobody leaves, so both fragmentations are the same.

        With ``"random"`` these are means, and ``<column>_low`` and ``<column>_high`` are the 5 %
        and 95 % quantiles.

    Raises
    ------
    ArgumentError
        The order is not known, names nobody or an unknown actor; ``draws`` is no whole number.
    NetworkError
        ``"convener"`` without records of meetings, without conveners in them, or where the
        network was not built from records, or rolled up to groups since.

    References
    ----------
    Albert, R., Jeong, H., & Barabási, A.-L. (2000). https://doi.org/10.1038/35019019
    Borgatti, S. P. (2006). https://doi.org/10.1007/s10588-006-7084-x

    Examples
    --------
    >>> star = Network("ABCD", pd.DataFrame({"source": list("AAA"), "target": list("BCD")}))
    >>> removal_curve(star)[["removed", "fragmentation", "largest_component"]].head(2)
       removed  fragmentation  largest_component
    0        0            0.0                  4
    1        1            1.0                  1
    """
    check_number("draws", draws)
    if not isinstance(order, str):
        places = _listed(net, order)
        rest = sorted(set(range(net.n_actors)) - set(places))
        return _single(net, neighbors(net), [*places, *rest]).head(len(places) + 1)
    check_choice("order", order, ORDERS)
    if order == "convener":
        return _by_convener(net, net.records if records is None else records)
    if order == "random":
        return _random(net, draws, rng)[0]
    near = neighbors(net)
    return _single(net, near, _by_degree(near) if order == "degree" else _by_betweenness(net))


@dataclass(frozen=True, eq=False, repr=False)
class Resilience:
    """How much of the network holds as its actors leave; made by :func:`netcoop.resilience`.

    Attributes
    ----------
    area
        The mean share of all actors that the largest piece still has, over all removals.
    area_low, area_high
        Of random orders: the 5 % and 95 % quantiles; else NaN.
    order
        Which order: ``"degree"``, ``"betweenness"``, ``"random"`` or ``"list"``.
    flag
        ``"saturated"`` where nearly all are tied to each other (:func:`netcoop.is_saturated`), so
        that it says little; else ``"ok"``.
    """

    area: float
    area_low: float
    area_high: float
    order: str
    flag: str
    _curve: pd.DataFrame

    @property
    def curve(self) -> pd.DataFrame:
        """The whole curve, as :func:`netcoop.removal_curve` gives it."""
        return self._curve.copy(deep=False)

    def to_frame(self, lang: str | None = None) -> pd.DataFrame:
        """Give the curve: one row for each number of actors removed."""
        check_language(lang or language())
        return self.curve

    def summary(self) -> dict[str, Any]:
        """Give the numbers, flat.

        ``half_at``: how many leave until the largest piece has less than half of all actors.
        """
        small = self._curve["largest_component_share"] < 0.5
        half = int(self._curve["removed"][small].iloc[0]) if small.any() else None
        return {"area": self.area, "area_low": self.area_low, "area_high": self.area_high,
                "order": self.order, "half_at": half, "flag": self.flag}  # fmt: skip

    def sentence(self, lang: str | None = None) -> str:
        """Say in plain words how much holds."""
        code = check_language(lang or language())
        if len(self._curve) == 1:
            return text("There are no actors, so nobody can leave.", code)
        share, low, high = (
            number(value, code, 2) for value in (self.area, self.area_low, self.area_high)
        )
        if self.order == "random":
            said = text(
                "As actors leave one by one in random order, the largest piece holds {share} of "
                "all actors on average ({low} to {high} in 90 of 100 orders; at most 0.5).",
                code,
                share=share,
                low=low,
                high=high,
            )
        else:
            said = text(
                "As actors leave one by one, the largest piece holds {share} of all actors on "
                "average (at most 0.5).",
                code,
                share=share,
            )
        return with_caveat(said, self.flag, code)

    def equals(self, other: object) -> bool:
        """Tell whether two have the same order and the same curve."""
        return (
            isinstance(other, Resilience)
            and repr(self.summary()) == repr(other.summary())
            and self._curve.equals(other._curve)
        )

    def __repr__(self) -> str:
        return f"<Resilience: {self.area:.3g} ({self.order}), {len(self._curve) - 1} removals>"

    def _repr_html_(self) -> str:
        return html_table(self._curve, caption=self.sentence())


def resilience(
    net: Network,
    order: str | Iterable[str] = "degree",
    *,
    draws: int = 100,
    rng: RandomSource = None,
) -> Resilience:
    """Measure how much of the network holds as its actors leave one by one.

    R = 1/n · Σ over k = 1 … n of the share of actors in the largest piece after k have left.

    Parameters
    ----------
    net
        Any network; direction and weights count as for :func:`removal_curve`.
    order
        As for :func:`removal_curve`, without ``"convener"``; a list must name every actor.
    draws, rng
        For ``"random"``: how many orders, and the seed or Generator they come from.

    Returns
    -------
    Resilience
        ``area`` from 0 to 0.5, without unit: near 0 all hangs on the first to leave, (n−1)/(2n)
        where all are tied to all. NaN without actors.

    Raises
    ------
    ArgumentError
        The order is not known, or does not name every actor.

    References
    ----------
    Schneider, C. M., et al. (2011). https://doi.org/10.1073/pnas.1009440108

    Examples
    --------
    >>> star = Network("ABCD", pd.DataFrame({"source": list("AAA"), "target": list("BCD")}))
    >>> resilience(star).area
    0.1875
    """
    check_number("draws", draws)
    if isinstance(order, str):
        check_choice("order", order, ORDERS[:3])
    else:
        order = [str(net.actors.index[place]) for place in _listed(net, order)]
        if len(order) < net.n_actors:
            message = text(
                "order names {given} of {all} actors; name all, or use nc.removal_curve.",
                given=len(order),
                all=net.n_actors,
            )
            raise ArgumentError(message)
    flag = flag_of(net)
    if order == "random":
        curve, areas = _random(net, draws, rng)
        low, high = (float(edge) for edge in np.quantile(areas, [0.05, 0.95]))
        return Resilience(float(areas.mean()), low, high, "random", flag, curve)
    curve, nan = removal_curve(net, order), float("nan")
    area = _area(curve["largest_component"].to_numpy(), net.n_actors)
    return Resilience(area, nan, nan, order if isinstance(order, str) else "list", flag, curve)


def _listed(net: Network, order: Any) -> list[int]:
    """Find the actors that a list names."""
    if not isinstance(order, Iterable):
        message = text("order={value!r} must be a word or a list of ids of actors.", value=order)
        raise ArgumentError(message)
    places = positions_of(net, "order", order)
    if not places and net.n_actors:
        raise ArgumentError(text("{argument}= names nobody; name at least one actor.",
                                 argument="order"))  # fmt: skip
    return places


def _by_degree(near: Sequence[Sequence[int]]) -> list[int]:
    """Take out who has most partners, equals in their order."""
    partners = np.array([len(partners) for partners in near], dtype="int64")
    order: list[int] = np.argsort(-partners, kind="stable").tolist()
    return order


def _by_betweenness(net: Network) -> list[int]:
    """Take out who is between most others, again and again."""
    graph = net.engine.copy()
    graph.vs["place"] = range(net.n_actors)
    longer = lengths(net, "inverse")
    graph.es["length"] = [] if longer is None else longer.tolist()
    order: list[int] = []
    for _ in track(range(net.n_actors), total=net.n_actors):
        between = np.asarray(graph.betweenness(weights="length" if graph.ecount() else None))
        if not between.any():
            # Nobody is between others any more, and leaving does not change that.
            return order + list(graph.vs["place"])
        highest = int(np.argmax(between >= between.max() * (1 - 1e-9)))
        order.append(graph.vs[highest]["place"])
        graph.delete_vertices(highest)
    return order


def heal(near: Sequence[Sequence[int]], order: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
    """Count connected ordered pairs and the largest piece after each removal.

    Backwards it is easy: actors come back, the last to leave first, and pieces only grow together.
    """
    n = len(near)
    pairs, largest = [0] * (n + 1), [0] * (n + 1)
    above, size, here = list(range(n)), [1] * n, [False] * n
    connected = most = 0
    for k in range(n - 1, -1, -1):
        own = order[k]
        here[own] = True
        for partner in near[own]:
            if not here[partner]:
                continue
            while above[partner] != partner:
                above[partner] = partner = above[above[partner]]
            if partner != own:
                connected += 2 * size[own] * size[partner]
                if size[own] < size[partner]:
                    own, partner = partner, own
                above[partner] = own
                size[own] += size[partner]
        most = max(most, size[own])
        pairs[k], largest[k] = connected, most
    return np.array(pairs, dtype="int64"), np.array(largest, dtype="int64")


def _measures(pairs: np.ndarray, largest: np.ndarray, n: int, stay: np.ndarray) -> pd.DataFrame:
    """Put counts into shares; what has no pairs, or no actors, is NaN."""
    possible = (stay * (stay - 1)).astype("float64")
    possible[possible <= 0] = np.nan
    full = n * (n - 1) or np.nan
    values = (1 - pairs / possible, 1 - pairs / full, largest / (n or np.nan), largest)
    return pd.DataFrame(dict(zip(_MEASURES, values, strict=True)))


def _single(net: Network, near: Sequence[Sequence[int]], order: Sequence[int]) -> pd.DataFrame:
    """Measure one order of all actors."""
    n = net.n_actors
    pairs, largest = heal(near, order)
    removed = np.arange(n + 1)
    table = _measures(pairs, largest, n, n - removed)
    table.insert(0, "removed", removed)
    left = pd.Series(net.actors.index[list(order)], index=removed[1:], dtype="str")
    table.insert(1, "actor", left.reindex(removed))
    return table


def _drawn(
    near: Sequence[Sequence[int]], rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Measure one random order."""
    return heal(near, rng.permutation(len(near)).tolist())


def _random(net: Network, draws: int, rng: RandomSource) -> tuple[pd.DataFrame, np.ndarray]:
    """Measure many random orders: the mean and quantiles of the curve, and the area of each."""
    near, n = neighbors(net), net.n_actors
    parts = ((near, part) for part in spawn(rng, draws))
    drawn = list(spread(_drawn, parts, total=draws))
    stay = n - np.arange(n + 1)
    tables = [_measures(pairs, largest, n, stay) for pairs, largest in drawn]
    columns: dict[str, Any] = {"removed": np.arange(n + 1)}
    for name in _MEASURES:
        values = np.array([table[name].to_numpy("float64") for table in tables])
        columns[name] = values.mean(axis=0)
        columns[f"{name}_low"], columns[f"{name}_high"] = np.quantile(values, [0.05, 0.95], axis=0)
    areas = np.array([_area(largest, n) for _, largest in drawn])
    return pd.DataFrame(columns), areas


def _area(largest: np.ndarray, n: int) -> float:
    """Give the mean share of all actors in the largest piece, over all removals."""
    return float(largest[1:].sum() / n**2) if n else float("nan")


def _by_convener(net: Network, records: Records | None) -> pd.DataFrame:
    """Take the meetings out, convener by convener, and build the network anew each time."""
    records = with_conveners(net, records)
    pairs = convened(records)
    conveners = pairs["convener"].value_counts()
    place = {str(actor): i for i, actor in enumerate(net.actors.index)}
    order = sorted(
        conveners.index, key=lambda who: (-conveners[who], place.get(who, len(place)), who)
    )
    gone: set[str] = set()
    sizes, meetings = [_sizes(net)], [0]
    for who in track(order, total=len(order)):
        own = set(pairs["meeting"][pairs["convener"] == who]) - gone
        gone |= own
        meetings.append(len(own))
        sizes.append(_sizes(rebuilt(net, without_meetings(records, gone))))
    connected = np.array([(size * (size - 1)).sum() for size in sizes])
    largest = np.array([size.max(initial=0) for size in sizes])
    table = _measures(connected, largest, net.n_actors, np.full(len(sizes), net.n_actors))
    table.insert(0, "removed", np.arange(len(sizes)))
    table.insert(1, "actor", pd.Series([None, *order], dtype="str"))
    table.insert(2, "meetings", meetings)
    return table


def _sizes(net: Network) -> np.ndarray:
    """Count the actors of every piece."""
    return np.bincount(components(net))[1:]
