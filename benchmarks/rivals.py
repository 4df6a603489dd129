"""The same metrics by networkx and by igraph called by hand, for ``metrics.py``.

A library is a class: making it builds its graph, which is measured; ``prepare`` makes what some
ways need besides (arcs, lengths), which is not; ``ways`` are what is measured. Paths along weights
take 1/strength for length. What only puts a result into netcoop's form is not measured, so that
nobody pays for a convention.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from networks import Made
from scipy import sparse
from scipy.sparse.csgraph import connected_components


@dataclass
class Way:
    """Attributes.

    work
        What is measured; with ``parts``, given how many of them to do.
    form
        Makes an array of an actor's or a network's numbers of it; of a part of the actors a dict,
        of a part that says nothing yet ``None``.
    parts
        How many searches (or steps) there are in all, where a part can be done.
    exact
        How far off a number may be, beside a relative 1e-6; more where a library cannot do better.
    """

    work: Callable[..., Any]
    form: Callable[[Any], Any] = np.asarray
    parts: int = 0
    exact: float = 1e-10


@dataclass
class Timed:
    """What a way found, and the seconds it counts itself: some have to make something ready."""

    seconds: float
    found: Any


class Common:
    """What is known of the network without any library, so that results can be compared."""

    def __init__(self, made: Made) -> None:
        self.made, self.n = made, made.n

    @cached_property
    def matrix(self) -> sparse.csr_array:
        made = self.made
        half = sparse.csr_array((made.weight, (made.source, made.target)), shape=(self.n, self.n))
        return sparse.csr_array(half + half.T)

    @cached_property
    def degree(self) -> np.ndarray:
        return np.diff(self.matrix.indptr)

    @cached_property
    def lengths(self) -> np.ndarray:
        return self.made.weight.max() / self.made.weight

    @cached_property
    def piece(self) -> np.ndarray:
        return connected_components(self.matrix, directed=False)[1]

    @cached_property
    def reached(self) -> np.ndarray:
        """How many others everyone reaches."""
        return np.bincount(self.piece)[self.piece] - 1

    @cached_property
    def largest(self) -> np.ndarray:
        return np.flatnonzero(self.piece == np.bincount(self.piece).argmax())

    @cached_property
    def leaving(self) -> np.ndarray:
        """Who leaves in which order: the best tied first, equals as they stand."""
        return np.argsort(-self.degree, kind="stable")

    @property
    def order(self) -> list[int]:
        """Everyone, in the order in which samples are taken."""
        return self.made.order.tolist()

    @property
    def pairs(self) -> float:
        return (self.n - 1) * (self.n - 2) / 2

    # -- netcoop's forms -----------------------------------------------------------------------

    def by_actor(self, found: Any) -> np.ndarray:
        """Put a dictionary of everyone, or a list, into the order of actors."""
        if hasattr(found, "keys"):
            return np.array([found[actor] for actor in range(self.n)], dtype=float)
        return np.asarray(found, dtype=float)

    def with_two(self, found: Any) -> np.ndarray:
        """Say of who has fewer than two partners that it is not defined."""
        return np.where(self.degree < 2, np.nan, self.by_actor(found))

    def labels(self, pieces: Iterable[Iterable[int]]) -> np.ndarray:
        """Number the sets by the first actor in each."""
        label = np.empty(self.n, dtype="int64")
        for number, members in enumerate(pieces):
            label[list(members)] = number
        return first_come(label)

    def in_largest(self, found: Any, scale: float | None = None) -> np.ndarray:
        """Keep the numbers of the largest piece, the highest being 1 unless scaled otherwise."""
        values = np.full(self.n, np.nan)
        mine = np.abs(self.by_actor(found)[self.largest])
        values[self.largest] = mine / mine.max() if scale is None else mine * scale
        return values

    def bridge_keys(self, ends: Any) -> np.ndarray:
        ends = np.sort(np.array(list(ends), dtype="int64").reshape(-1, 2), axis=1)
        return np.sort(ends[:, 0] * self.n + ends[:, 1])

    def modularity(self, label: Any) -> float:
        label, made = np.asarray(label), self.made
        inside = made.weight[label[made.source] == label[made.target]].sum()
        strength = np.bincount(label, self.matrix.sum(axis=1))
        total = made.weight.sum()
        return float(inside / total - np.square(strength / (2 * total)).sum())

    def steps(self, k: int) -> np.ndarray:
        """Spread so many of the steps of a removal evenly."""
        return np.unique(np.linspace(0, self.n - 2, min(k, self.n - 1)).round().astype(int))


def first_come(label: np.ndarray) -> np.ndarray:
    """Number labels by where they come first."""
    _, first, inverse = np.unique(label, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[inverse]


def apart(sizes: Iterable[int], n: int) -> float:
    """Borgatti's F, from the sizes of the pieces."""
    return 1 - sum(size * (size - 1) for size in sizes) / (n * (n - 1))


def some(actors: list[int], values: Iterable[Any]) -> dict[int, float]:
    return dict(zip(actors, map(float, values), strict=True))


def whole(values: Any, scale: float, *, sampled: bool) -> Any:
    """Of a sum over all searches only the whole says anything."""
    return None if sampled else np.asarray(values) * scale


class Networkx(Common):
    name = "networkx"
    module = "networkx"

    def __init__(self, made: Made) -> None:
        super().__init__(made)
        import networkx

        self.nx = networkx
        self.graph = networkx.Graph()
        self.graph.add_nodes_from(range(made.n))
        ties = zip(made.source.tolist(), made.target.tolist(), made.weight.tolist(), strict=True)
        self.graph.add_weighted_edges_from(ties)

    def prepare(self) -> None:
        nx, made, graph = self.nx, self.made, self.graph
        for one, other, length in zip(
            made.source.tolist(), made.target.tolist(), self.lengths.tolist(), strict=True
        ):
            graph[one][other]["length"] = length
        self.arcs = nx.DiGraph()
        self.arcs.add_nodes_from(range(made.n))
        self.arcs.add_edges_from(
            zip(made.arc_source.tolist(), made.arc_target.tolist(), strict=True)
        )
        self.part = graph.subgraph(self.largest.tolist()).copy()
        self.seats = nx.Graph()
        meetings = made.seat_meeting + made.n
        self.seats.add_nodes_from([*range(made.n), *meetings.tolist()])
        self.seats.add_edges_from(zip(made.seat_actor.tolist(), meetings.tolist(), strict=True))

    @property
    def ways(self) -> dict[str, Way]:
        nx, graph, n, by = self.nx, self.graph, self.n, self.by_actor
        sizes = lambda g: [len(piece) for piece in nx.connected_components(g)]  # noqa: E731
        return {
            "degree": Way(lambda: dict(graph.degree()), by),
            "partners": Way(self._partners, by),
            "strength": Way(lambda: dict(graph.degree(weight="weight")), by),
            "components": Way(lambda: list(nx.connected_components(graph)), self.labels),
            "fragmentation": Way(lambda: apart(sizes(graph), n)),
            "cutpoints": Way(lambda: list(nx.articulation_points(graph)), np.sort),
            "bridges": Way(lambda: list(nx.bridges(graph)), self.bridge_keys),
            "betweenness": self._between("length"),
            "betweenness hops": self._between(None),
            "closeness inverse": self._each(
                lambda i: nx.closeness_centrality(graph, i, distance="length")
            ),
            "closeness": self._each(lambda i: nx.closeness_centrality(graph, i)),
            "harmonic_closeness inverse": self._harmonic("length"),
            "harmonic_closeness": self._harmonic(None),
            "efficiency": Way(self._efficiency, self._of_all, n),
            "eigenvector": Way(
                lambda: nx.eigenvector_centrality(
                    graph, max_iter=5000, tol=1e-11 / n, weight="weight"
                ),
                self.in_largest,
                exact=1e-8,
            ),
            "pagerank": Way(lambda: nx.pagerank(graph, max_iter=1000, tol=1e-9 / n), by),
            "coreness": Way(lambda: nx.core_number(graph), by),
            "clustering": Way(lambda: nx.clustering(graph), self.with_two),
            "transitivity": Way(lambda: nx.transitivity(graph)),
            # Asked for some actors only, networkx takes a way that is far slower.
            "constraint": Way(lambda: nx.constraint(graph, weight="weight"), by),
            # Asked for all at once, networkx 3.6.1 divides by the most of the wrong one of two.
            "effective_size": Way(
                lambda k: nx.effective_size(graph, self.order[:k], weight="weight"), dict, n
            ),
            "local_efficiency": Way(self._local, self._two_of, n),
            "information": Way(
                lambda: nx.information_centrality(self.part, weight="weight"),
                lambda found: self.in_largest(
                    {actor: found.get(actor, np.nan) for actor in range(n)}, len(self.largest)
                ),
            ),
            "reciprocity": Way(lambda: nx.overall_reciprocity(self.arcs)),
            "communities": Way(
                lambda: nx.community.louvain_communities(graph, seed=1),
                lambda found: self.modularity(self.labels(found)),
            ),
            "fragmentation_without": Way(self._without, dict, n),
            "removal_curve": Way(self._removal, dict, n - 1),
            "two_mode_betweenness": Way(
                lambda: nx.bipartite.betweenness_centrality(self.seats, range(n)), by
            ),
        }  # fmt: skip

    def _partners(self) -> list[int]:
        there, back = self.arcs.succ, self.arcs.pred
        return [len(there[actor].keys() | back[actor].keys()) for actor in self.arcs]

    def _between(self, weight: str | None) -> Way:
        n, between = self.n, self.nx.betweenness_centrality

        def work(k: int) -> Any:
            return between(self.graph, None if k == n else k, weight=weight, seed=1), k

        return Way(work, lambda found: None if found[1] < n else self.by_actor(found[0]), n)

    def _each(self, measure: Callable[[int], float]) -> Way:
        return Way(lambda k: {actor: measure(actor) for actor in self.order[:k]}, dict, self.n)

    def _harmonic(self, distance: str | None) -> Way:
        return Way(
            lambda k: self.nx.harmonic_centrality(self.graph, self.order[:k], distance),
            lambda found: {actor: value / (self.n - 1) for actor, value in found.items()},
            self.n,
        )

    def _efficiency(self, k: int) -> Any:
        if k == self.n:
            return self.nx.global_efficiency(self.graph)
        away = self.nx.single_source_shortest_path_length
        return [
            sum(1 / steps for steps in away(self.graph, actor).values() if steps)
            for actor in self.order[:k]
        ]

    def _of_all(self, found: Any) -> Any:
        return None if isinstance(found, list) else found

    def _local(self, k: int) -> dict[int, float]:
        graph, measure = self.graph, self.nx.global_efficiency
        return {actor: measure(graph.subgraph(graph[actor])) for actor in self.order[:k]}

    def _two_of(self, found: dict[int, float]) -> dict[int, float]:
        return {i: value if self.degree[i] > 1 else np.nan for i, value in found.items()}

    def _without(self, k: int) -> dict[int, float]:
        nx, found = self.nx, {}
        for actor in self.order[:k]:
            rest = nx.restricted_view(self.graph, [actor], [])
            found[actor] = apart(map(len, nx.connected_components(rest)), self.n - 1)
        return found

    def _removal(self, k: int) -> Timed:
        nx, leaving, graph = self.nx, self.leaving.tolist(), self.graph.copy()
        gone, done = 0, Timed(0.0, {})
        for step in self.steps(k).tolist():
            graph.remove_nodes_from(leaving[gone : max(gone, step - 1)])
            start = time.perf_counter()
            graph.remove_nodes_from(leaving[max(gone, step - 1) : step])
            done.found[step] = apart(map(len, nx.connected_components(graph)), self.n - step)
            done.seconds += time.perf_counter() - start
            gone = step
        return done


class Igraph(Common):
    name = "igraph"
    module = "igraph"

    def __init__(self, made: Made) -> None:
        super().__init__(made)
        import igraph

        self.graph = igraph.Graph(n=made.n)
        self.graph.add_edges(np.column_stack([made.source, made.target]).tolist())
        self.graph.es["weight"] = made.weight.tolist()

    def prepare(self) -> None:
        import igraph

        made = self.made
        self.graph.es["length"] = self.lengths.tolist()
        self.arcs = igraph.Graph(n=made.n, directed=True)
        self.arcs.add_edges(np.column_stack([made.arc_source, made.arc_target]).tolist())
        meetings = made.seat_meeting + made.n
        self.seats = igraph.Graph(n=int(meetings.max()) + 1)
        self.seats.add_edges(np.column_stack([made.seat_actor, meetings]).tolist())
        # Who leaves next stands last, so that nobody has to be looked up.
        self.in_order = self.graph.permute_vertices(self.leaving[::-1].tolist())

    @property
    def ways(self) -> dict[str, Way]:
        graph, n, labels = self.graph, self.n, lambda found: first_come(np.asarray(found))
        return {
            "degree": Way(graph.degree),
            "partners": Way(lambda: self.arcs.as_undirected(mode="collapse").degree()),
            "strength": Way(lambda: graph.strength(weights="weight")),
            "components": Way(lambda: graph.connected_components().membership, labels),
            "fragmentation": Way(lambda: apart(graph.connected_components().sizes(), n)),
            "cutpoints": Way(graph.articulation_points, np.sort),
            "bridges": Way(
                graph.bridges,
                lambda found: self.bridge_keys(graph.es[one].tuple for one in found),
            ),
            "betweenness": self._between("length"),
            "betweenness hops": self._between(None),
            "closeness inverse": self._closeness("length"),
            "closeness": self._closeness(None),
            "harmonic_closeness inverse": self._harmonic("length"),
            "harmonic_closeness": self._harmonic(None),
            "efficiency": Way(
                lambda k: graph.harmonic_centrality(self.order[:k]),
                lambda found: np.mean(found) if len(found) == n else None,
                n,
            ),
            "eigenvector": Way(
                lambda: graph.eigenvector_centrality(weights="weight"), self.in_largest
            ),
            "pagerank": Way(lambda: graph.pagerank(weights="weight")),
            "coreness": Way(graph.coreness),
            "clustering": Way(lambda: graph.transitivity_local_undirected(mode="nan")),
            "transitivity": Way(graph.transitivity_undirected),
            "constraint": Way(lambda: graph.constraint(weights="weight")),
            "local_efficiency": Way(self._local, dict, n),
            "reciprocity": Way(self.arcs.reciprocity),
            "communities": Way(
                lambda: graph.community_leiden("modularity", weights="weight", n_iterations=-1)
                .membership,
                self.modularity,
            ),
            "fragmentation_without": Way(self._without, dict, n),
            "removal_curve": Way(self._removal, dict, n - 1),
            "two_mode_closeness": Way(self.seats.closeness, self._two_mode_closeness),
            "two_mode_betweenness": Way(self.seats.betweenness, self._two_mode_betweenness),
        }  # fmt: skip

    def _between(self, weights: str | None) -> Way:
        def work(k: int) -> Any:
            sources = None if k == self.n else self.order[:k]
            return self.graph.betweenness(weights=weights, sources=sources), k < self.n

        return Way(work, lambda found: whole(found[0], 1 / self.pairs, sampled=found[1]), self.n)

    def _closeness(self, weights: str | None) -> Way:
        """Multiply by the share that is reached: igraph measures within the piece only."""

        def form(found: list[float]) -> dict[int, float]:
            actors = self.order[: len(found)]
            share = self.reached[actors] / (self.n - 1)
            return some(actors, np.where(share > 0, np.nan_to_num(found) * share, 0))

        return Way(lambda k: self.graph.closeness(self.order[:k], weights=weights), form, self.n)

    def _harmonic(self, weights: str | None) -> Way:
        return Way(
            lambda k: self.graph.harmonic_centrality(self.order[:k], weights=weights),
            lambda found: some(self.order[: len(found)], found),
            self.n,
        )

    def _local(self, k: int) -> dict[int, float]:
        graph, found = self.graph, {}
        for actor in self.order[:k]:
            near = graph.neighbors(actor)
            if len(near) < 2:
                found[actor] = np.nan
            else:
                found[actor] = np.mean(graph.induced_subgraph(near).harmonic_centrality())
        return found

    def _without(self, k: int) -> dict[int, float]:
        found = {}
        for actor in self.order[:k]:
            rest = self.graph.copy()
            rest.delete_vertices(actor)
            found[actor] = apart(rest.connected_components().sizes(), self.n - 1)
        return found

    def _removal(self, k: int) -> Timed:
        graph, done = self.in_order.copy(), Timed(0.0, {})
        for step in self.steps(k).tolist():
            left = self.n - step
            graph.delete_vertices(range(left + 1, graph.vcount()))
            start = time.perf_counter()
            graph.delete_vertices(range(left, graph.vcount()))
            done.found[step] = apart(graph.connected_components().sizes(), left)
            done.seconds += time.perf_counter() - start
        return done

    def _two_mode_closeness(self, found: list[float]) -> np.ndarray:
        """From the mean distance within the piece to Borgatti and Everett's."""
        graph, n = self.seats, self.n
        piece = np.array(graph.connected_components().membership)
        actors = np.bincount(piece[:n], minlength=piece.max() + 1)[piece][:n]
        meetings = np.bincount(piece[n:], minlength=piece.max() + 1)[piece][:n]
        reached = actors + meetings - 1
        nearest = meetings + 2 * (actors - 1)
        values = nearest * np.nan_to_num(np.array(found[:n])) / np.maximum(reached, 1)
        return np.where(reached > 0, values * reached / (graph.vcount() - 1), 0)

    def _two_mode_betweenness(self, found: list[float]) -> np.ndarray:
        m = self.seats.vcount() - self.n
        s, t = divmod(self.n - 1, m)
        highest = m**2 * (s + 1) ** 2 + m * (s + 1) * (2 * t - s - 1) - t * (2 * s - t + 3)
        return np.array(found[: self.n]) / (highest / 2)
