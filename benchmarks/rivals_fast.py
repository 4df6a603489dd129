"""The same metrics by scipy, rustworkx and networkit, for ``metrics.py``; see ``rivals.py``.

scipy has matrices and searches but no metrics: what stands here is what one writes with it.
networkit's PageRank is left out: it loses the share of actors without ties.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import starmap
from typing import Any

import numpy as np
from networks import Made
from rivals import Common, Way, apart, first_come, some
from scipy import linalg, sparse
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.sparse.linalg import eigsh

BLOCK = 256
# A matrix of actors × actors: above, it would not fit into many machines.
DENSE = 6000


class Scipy(Common):
    name = "scipy"
    module = "scipy"

    def __init__(self, made: Made) -> None:
        super().__init__(made)
        half = sparse.csr_array((made.weight, (made.source, made.target)), shape=(self.n, self.n))
        self.graph = sparse.csr_array(half + half.T)

    def prepare(self) -> None:
        made = self.made
        self.far = self.graph.copy()
        self.far.data = made.weight.max() / self.far.data
        self.plain = self.graph.copy()
        self.plain.data = np.ones_like(self.plain.data)
        ones, ends = np.ones(len(made.arc_source)), (made.arc_source, made.arc_target)
        self.arcs = sparse.csr_array((ones, ends), shape=(self.n, self.n))

    @property
    def ways(self) -> dict[str, Way]:
        graph, n = self.graph, self.n
        found = {
            "degree": Way(lambda: np.diff(graph.indptr)),
            "partners": Way(lambda: np.diff((self.arcs + self.arcs.T).indptr)),
            "strength": Way(lambda: graph.sum(axis=1)),
            "components": Way(lambda: connected_components(graph, directed=False)[1], first_come),
            "fragmentation": Way(
                lambda: apart(
                    np.bincount(connected_components(graph, directed=False)[1]).tolist(), n
                )
            ),
            "closeness inverse": self._searches(self._closeness, hops=False),
            "closeness": self._searches(self._closeness, hops=True),
            "harmonic_closeness inverse": self._searches(self._harmonic, hops=False),
            "harmonic_closeness": self._searches(self._harmonic, hops=True),
            "efficiency": Way(
                lambda k: np.concatenate(list(self._blocks(k, self._harmonic, hops=True))),
                lambda found: np.mean(found) if len(found) == n else None,
                n,
            ),
            "eigenvector": Way(
                lambda: eigsh(graph, k=1, which="LA", v0=np.ones(n))[1][:, 0], self.in_largest
            ),
            "pagerank": Way(self._pagerank),
            "clustering": Way(lambda: self._triangles() / self._pairs(), self.with_two),
            "transitivity": Way(lambda: self._triangles().sum() / np.nansum(self._pairs())),
            "constraint": Way(self._constraint, self._of_tied),
            "effective_size": Way(self._effective_size, self._of_tied),
            "reciprocity": Way(
                lambda: self.arcs.multiply(self.arcs.T.tocsr()).sum() / self.arcs.nnz
            ),
        }
        if n <= DENSE:
            found["information"] = Way(self._information, self._of_largest)
        return found

    def _searches(self, measure: Callable[[np.ndarray], np.ndarray], *, hops: bool) -> Way:
        return Way(
            lambda k: np.concatenate(list(self._blocks(k, measure, hops=hops))),
            lambda found: some(self.order[: len(found)], found),
            self.n,
        )

    def _blocks(
        self, k: int, measure: Callable[[np.ndarray], np.ndarray], *, hops: bool
    ) -> Iterator[np.ndarray]:
        for first in range(0, k, BLOCK):
            sources = self.made.order[first : min(k, first + BLOCK)]
            matrix = self.plain if hops else self.far
            yield measure(dijkstra(matrix, indices=sources, unweighted=hops))

    def _harmonic(self, distance: np.ndarray) -> np.ndarray:
        with np.errstate(divide="ignore"):
            near = 1 / distance
        near[np.isinf(near)] = 0
        return near.sum(axis=1) / (self.n - 1)

    def _closeness(self, distance: np.ndarray) -> np.ndarray:
        there = np.isfinite(distance)
        reached = there.sum(axis=1) - 1
        total = np.where(there, distance, 0).sum(axis=1)
        return reached**2 / np.where(reached, total, 1) / (self.n - 1)

    def _pagerank(self) -> np.ndarray:
        strength = self.graph.sum(axis=1)
        alone = strength == 0
        follow = sparse.diags_array(1 / np.where(alone, 1, strength)) @ self.graph
        back = follow.T.tocsr()
        rank = np.full(self.n, 1 / self.n)
        for _ in range(1000):
            new = 0.85 * (back @ rank + rank[alone].sum() / self.n) + 0.15 / self.n
            if np.abs(new - rank).sum() < 1e-12:
                break
            rank = new
        return new

    def _triangles(self) -> np.ndarray:
        return (self.plain @ self.plain).multiply(self.plain).sum(axis=1) / 2

    def _pairs(self) -> np.ndarray:
        k = np.diff(self.plain.indptr)
        return np.where(k > 1, k * (k - 1) / 2, np.nan)

    def _shares(self) -> sparse.csr_array:
        strength = self.graph.sum(axis=1)
        return sparse.diags_array(1 / np.where(strength > 0, strength, 1)) @ self.graph

    def _constraint(self) -> np.ndarray:
        share = self._shares()
        reached = (share + share @ share).multiply(self.plain)
        return reached.multiply(reached).sum(axis=1)

    def _effective_size(self) -> np.ndarray:
        most = self.graph.max(axis=1).toarray()
        marginal = sparse.diags_array(1 / np.where(most > 0, most, 1)) @ self.graph
        redundant = (self._shares() @ marginal.T).multiply(self.plain).sum(axis=1)
        return np.diff(self.graph.indptr) - redundant

    def _of_tied(self, found: np.ndarray) -> np.ndarray:
        return np.where(self.degree > 0, found, np.nan)

    def _information(self) -> np.ndarray:
        piece = self.graph[self.largest][:, self.largest].toarray()
        n = len(piece)
        inverse = linalg.inv(np.diag(piece.sum(axis=1)) - piece + 1)
        own = np.diag(inverse)
        return n / (n * own + own.sum() - 2 * inverse.sum(axis=1))

    def _of_largest(self, found: np.ndarray) -> np.ndarray:
        values = np.full(self.n, np.nan)
        values[self.largest] = found
        return values


class Rustworkx(Common):
    name = "rustworkx"
    module = "rustworkx"

    def __init__(self, made: Made) -> None:
        super().__init__(made)
        import rustworkx

        self.rx = rustworkx
        self.graph = rustworkx.PyGraph()
        self.graph.add_nodes_from(range(made.n))
        ties = zip(made.source.tolist(), made.target.tolist(), made.weight.tolist(), strict=True)
        self.graph.add_edges_from(list(ties))

    def prepare(self) -> None:
        made = self.made
        self.both = self.rx.PyDiGraph()
        self.both.add_nodes_from(range(made.n))
        ends = (made.source.tolist(), made.target.tolist())
        for one, other in (ends, ends[::-1]):
            self.both.add_edges_from(list(zip(one, other, made.weight.tolist(), strict=True)))

    @property
    def ways(self) -> dict[str, Way]:
        rx, graph, n, by = self.rx, self.graph, self.n, self.by_actor
        sizes = lambda: map(len, rx.connected_components(graph))  # noqa: E731
        scale = self.made.weight.max()
        found = {
            "degree": Way(lambda: [graph.degree(actor) for actor in range(n)]),
            "components": Way(lambda: rx.connected_components(graph), self.labels),
            "fragmentation": Way(lambda: apart(sizes(), n)),
            "cutpoints": Way(
                lambda: rx.articulation_points(graph), lambda found: np.array(sorted(found))
            ),
            "bridges": Way(lambda: rx.bridges(graph), self.bridge_keys),
            "betweenness hops": Way(lambda: rx.graph_betweenness_centrality(graph), by),
            "closeness inverse": Way(
                lambda: rx.newman_weighted_closeness_centrality(
                    graph, weight_fn=float, wf_improved=True
                ),
                lambda found: by(found) / scale,
            ),
            "closeness": Way(lambda: rx.graph_closeness_centrality(graph), by),
            "eigenvector": Way(
                lambda: rx.graph_eigenvector_centrality(
                    graph, weight_fn=float, max_iter=5000, tol=1e-11 / n
                ),
                self.in_largest,
                exact=1e-8,
            ),
            "pagerank": Way(
                lambda: rx.pagerank(self.both, weight_fn=float, max_iter=1000, tol=1e-9 / n), by
            ),
            "coreness": Way(lambda: rx.graph_core_number(graph), by),
            "transitivity": Way(lambda: rx.graph_transitivity(graph)),
        }
        if n <= DENSE:
            found["harmonic_closeness"] = Way(self._harmonic)
            found["efficiency"] = Way(lambda: self._harmonic().mean())
        return found

    def _harmonic(self) -> np.ndarray:
        near = self.rx.graph_distance_matrix(self.graph, null_value=np.inf)
        with np.errstate(divide="ignore"):
            np.divide(1, near, out=near)
        near[np.isinf(near)] = 0
        np.fill_diagonal(near, 0)
        return near.sum(axis=1) / (self.n - 1)


class Networkit(Common):
    name = "networkit"
    module = "networkit"

    def __init__(self, made: Made) -> None:
        super().__init__(made)
        import networkit

        self.nk = networkit
        self.graph = networkit.GraphFromCoo(
            (made.weight, (made.source.astype("uint64"), made.target.astype("uint64"))),
            n=made.n,
            weighted=True,
        )

    def prepare(self) -> None:
        made = self.made
        ends = made.source.astype("uint64"), made.target.astype("uint64")
        self.far = self.nk.GraphFromCoo((self.lengths, ends), n=made.n, weighted=True)
        self.plain = self.nk.GraphFromCoo(ends, n=made.n)

    @property
    def ways(self) -> dict[str, Way]:
        nk, graph, n = self.nk, self.graph, self.n
        measures = nk.centrality
        score = lambda one: one.run().scores()  # noqa: E731
        general = measures.ClosenessVariant.GENERALIZED
        piece = lambda: nk.components.ConnectedComponents(graph).run()  # noqa: E731
        mean = lambda found: np.array(found) / (n - 1)  # noqa: E731
        return {
            "degree": Way(lambda: score(measures.DegreeCentrality(graph))),
            "strength": Way(lambda: list(map(graph.weightedDegree, range(n)))),
            "components": Way(
                lambda: piece().getPartition().getVector(),
                lambda found: first_come(np.array(found)),
            ),
            "fragmentation": Way(lambda: apart(piece().getComponentSizes().values(), n)),
            "cutpoints": Way(self._cutpoints, np.sort),
            "betweenness": self._between(self.far),
            "betweenness hops": self._between(self.plain),
            "closeness inverse": Way(
                lambda: score(measures.Closeness(self.far, False, general)), self._closeness
            ),
            "closeness": Way(
                lambda: score(measures.Closeness(self.plain, False, general)), self._closeness
            ),
            "harmonic_closeness inverse": Way(
                lambda: score(measures.HarmonicCloseness(self.far, False)), mean
            ),
            "harmonic_closeness": Way(
                lambda: score(measures.HarmonicCloseness(self.plain, False)), mean
            ),
            "efficiency": Way(
                lambda: np.mean(score(measures.HarmonicCloseness(self.plain, False))) / (n - 1)
            ),
            "eigenvector": Way(
                lambda: score(measures.EigenvectorCentrality(graph, 1e-15)),
                self.in_largest,
                exact=1e-5,
            ),
            "coreness": Way(lambda: score(measures.CoreDecomposition(graph))),
            "clustering": Way(
                lambda: score(measures.LocalClusteringCoefficient(graph, True)), self.with_two
            ),
            "transitivity": Way(lambda: nk.globals.ClusteringCoefficient().exactGlobal(graph)),
            "communities": Way(
                lambda: nk.community.ParallelLeiden(graph).run().getPartition().getVector(),
                lambda found: self.modularity(first_come(np.array(found))),
            ),
        }

    def _cutpoints(self) -> list[int]:
        found = self.nk.components.BiconnectedComponents(self.graph).run()
        return [i for i in range(self.n) if len(found.getComponentsOfNode(i)) > 1]

    def _between(self, graph: Any) -> Way:
        return Way(
            lambda: self.nk.centrality.Betweenness(graph, normalized=False).run().scores(),
            lambda found: np.array(found) / (2 * self.pairs),
        )

    def _closeness(self, found: list[float]) -> np.ndarray:
        return np.nan_to_num(np.array(found))


def bare_ways(net: Any, common: Common) -> dict[str, Way]:
    """The call that netcoop makes to igraph or scipy, its arguments ready, without the rest."""
    graph, n, order = net.engine, common.n, common.order
    lengths = common.lengths.tolist()
    scaled = sparse.csr_array(net.adjacency / net.settings["weight_scale"])
    far = scaled.copy()
    far.data = 1 / far.data
    mine = scaled[common.largest][:, common.largest]
    start = np.ones(len(common.largest))

    def between(weights: list[float] | None) -> Way:
        def work(k: int) -> Any:
            return graph.betweenness(weights=weights, sources=None if k == n else order[:k])

        return Way(work, parts=n)

    def searches(k: int) -> None:
        for first in range(0, k, BLOCK):
            dijkstra(far, indices=order[first : min(k, first + BLOCK)])

    return {
        "components": Way(lambda: connected_components(net.adjacency, connection="weak")),
        "cutpoints": Way(graph.articulation_points),
        "bridges": Way(graph.bridges),
        "betweenness": between(lengths),
        "betweenness hops": between(None),
        "closeness inverse": Way(searches, parts=n),
        "harmonic_closeness inverse": Way(searches, parts=n),
        "eigenvector": Way(lambda: eigsh(mine, k=1, which="LA", v0=start)),
        "pagerank": Way(lambda: graph.pagerank(weights="weight")),
        "coreness": Way(graph.coreness),
        "clustering": Way(lambda: graph.transitivity_local_undirected(mode="nan")),
        "transitivity": Way(lambda: graph.transitivity_undirected(mode="nan")),
        "constraint": Way(lambda: graph.constraint(weights="weight")),
        "communities": Way(
            lambda: graph.community_leiden("modularity", weights="weight", n_iterations=-1)
        ),
    }


class Netcoop(Common):
    """netcoop on networks made before, their matrix and graph with them.

    A sample of sources stands for all where there is one: ``parts`` as elsewhere.
    """

    name = "netcoop"
    module = "netcoop"

    def __init__(self, made: Made) -> None:
        super().__init__(made)
        import pandas as pd

        import netcoop

        width = len(str(made.n))
        self.ids = pd.Index([f"a{actor:0{width}}" for actor in range(made.n)], name="actor_id")
        self.frames = (
            pd.DataFrame(index=self.ids),
            self._frame(made.source, made.target, weight=made.weight),
        )
        seats = pd.DataFrame(
            {"actor": self.ids.take(made.seat_actor), "meeting_id": made.seat_meeting}
        )
        self.net = netcoop.Network(*self.frames, affiliations=seats)

    def _frame(self, source: np.ndarray, target: np.ndarray, **columns: np.ndarray) -> Any:
        import pandas as pd

        ends = {"source": self.ids.take(source), "target": self.ids.take(target)}
        return pd.DataFrame({**ends, **columns})

    def first_costs(self) -> dict[str, Callable[[], Any]]:
        """What making a network costs, and what its first metric may have to make."""
        import netcoop

        def fresh(name: str) -> Callable[[], Any]:
            def prepared() -> Callable[[], Any]:
                net = netcoop.Network(*self.frames)
                if name != "codes":
                    assert net.codes
                return lambda: getattr(net, name)

            return prepared

        made = starmap(lambda name: (name, fresh(name)), [("codes",), ("adjacency",), ("engine",)])
        network = lambda: lambda: netcoop.Network(*self.frames)  # noqa: E731
        return {"Network(actors, ties)": network, **{f"net.{name}": one for name, one in made}}

    def prepare(self) -> None:
        import netcoop

        made = self.made
        arcs = self._frame(made.arc_source, made.arc_target)
        self.arcs = netcoop.Network(self.frames[0], arcs, directed=True)
        for net in (self.net, self.arcs):
            assert net.n_ties
            assert net.adjacency.nnz
            assert net.engine.ecount()
        assert self.net.incidence.nnz

    @property
    def ways(self) -> dict[str, Way]:
        import netcoop.metrics as m

        net, n = self.net, self.n
        place = lambda found: self.ids.get_indexer(found)  # noqa: E731
        plain = lambda metric: Way(lambda: metric(net))  # noqa: E731
        found = {
            "degree": plain(m.degree),
            "partners": Way(lambda: m.partners(self.arcs)),
            "strength": plain(m.strength),
            "reciprocity": Way(lambda: m.reciprocity(self.arcs)),
            "components": Way(lambda: m.components(net), first_come),
            "fragmentation": plain(m.fragmentation),
            "cutpoints": Way(lambda: m.cutpoints(net), lambda names: np.sort(place(names))),
            "bridges": Way(
                lambda: m.bridges(net),
                lambda rows: self.bridge_keys(
                    np.column_stack([place(rows["source"]), place(rows["target"])])
                ),
            ),
            "betweenness": self._sampled(m.betweenness, "inverse"),
            "betweenness hops": self._sampled(m.betweenness, "hops"),
            "closeness": plain(m.closeness),
            "closeness inverse": Way(lambda: m.closeness(net, cost="inverse")),
            "harmonic_closeness": plain(m.harmonic_closeness),
            "harmonic_closeness inverse": self._sampled(m.harmonic_closeness, "inverse"),
            "efficiency": plain(m.efficiency),
            "eigenvector": plain(m.eigenvector),
            "pagerank": plain(m.pagerank),
            "coreness": plain(m.coreness),
            "clustering": Way(lambda: m.clustering(net, weighted=False)),
            "transitivity": plain(m.transitivity),
            "local_efficiency": plain(m.local_efficiency),
            "constraint": plain(m.constraint),
            "effective_size": plain(m.effective_size),
            "information": plain(m.information),
            "communities": Way(
                lambda: m.communities(net, runs=1, rng=1),
                lambda found: self.modularity(found.membership.to_numpy() - 1),
            ),
            "fragmentation_without": plain(m.fragmentation_without),
            "removal_curve": Way(
                lambda: m.removal_curve(net, "degree"),
                lambda curve: curve["fragmentation"].to_numpy(),
            ),
            "key_players k=10": Way(lambda: m.key_players(net, 10), lambda found: found.score),
            "two_mode_closeness": plain(m.two_mode_closeness),
            "two_mode_betweenness": plain(m.two_mode_betweenness),
        }
        if n > DENSE:
            del found["information"]
        return found

    def _sampled(self, metric: Callable[..., Any], cost: str) -> Way:
        def work(k: int) -> Any:
            return metric(self.net, cost=cost, sample=None if k == self.n else k, rng=1)

        def form(found: Any) -> np.ndarray | None:
            return None if found.attrs.get("sample", self.n) < self.n else np.asarray(found)

        return Way(work, form, self.n)

    @property
    def bare(self) -> dict[str, Way]:
        return bare_ways(self.net, self)


LIBRARIES = {one.name: one for one in (Netcoop, Scipy, Rustworkx, Networkit)}
