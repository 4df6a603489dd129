"""Likely ties: against networkx, an inverse, closed forms, and a full sort of all pairs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

import netcoop as nc
from netcoop._core.texts import LANGUAGES
from netcoop.errors import ArgumentError
from netcoop.gaps.prediction import alike, best, topk
from netcoop.gaps.prediction.absent import missing_ties, tied_matrix
from netcoop.gaps.prediction.best import ordered
from netcoop.gaps.prediction.scores import METHODS, block_rates, score_matrix
from netcoop.gaps.prediction.walks import largest_eigenvalue, walks_of
from tests.gaps.region import region_network

PREDICTORS = {
    "jaccard": nx.jaccard_coefficient,
    "adamic_adar": nx.adamic_adar_index,
    "resource_allocation": nx.resource_allocation_index,
    "preferential": nx.preferential_attachment,
    "common_neighbors": lambda graph, pairs: (
        (a, b, len(list(nx.common_neighbors(graph, a, b)))) for a, b in pairs
    ),
}
random_graphs = st.builds(
    nx.gnp_random_graph, st.integers(0, 14), st.floats(0, 0.9), seed=st.integers(0, 999)
)


class Evaluation:
    """What ``evaluate_missing_ties`` gives, as far as it is asked here."""

    def __init__(
        self, allows: bool, method: str = "resource_allocation", differs: str = ""
    ) -> None:
        self.allows_prediction, self.method, self._differs = allows, method, differs

    def differs(self, *_: Any) -> str:
        return self._differs

    def reason(self, lang: str | None = None) -> str:
        return "It did no better than chance."


def network(graph: nx.Graph, **columns: Any) -> nc.Network:
    net = nc.from_networkx(graph)
    return nc.Network(net.actors.assign(**columns), net.ties, directed=net.directed)


def scores(net: nc.Network, method: str, **given: Any) -> dict[tuple[str, str], float]:
    table = missing_ties(net, method=method, top=None, **given).pairs
    return {(row.source, row.target): row.score for row in table.itertuples()}


def matrix(graph: nx.Graph) -> sparse.csr_array:
    return tied_matrix(nc.from_networkx(graph))


# -- the scores ------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", sorted(PREDICTORS))
@settings(max_examples=15)
@given(graph=random_graphs)
def test_scores_are_those_of_networkx(method: str, graph: nx.Graph) -> None:
    theirs = {
        tuple(sorted((str(a), str(b)))): score
        for a, b, score in PREDICTORS[method](graph, list(nx.non_edges(graph)))
        if score > 0
    }
    assert scores(nc.from_networkx(graph), method) == pytest.approx(theirs, rel=1e-12)
    whole = score_matrix(matrix(graph), method)
    for a, b, score in PREDICTORS[method](graph, list(nx.non_edges(graph))):
        assert whole[a, b] == whole[b, a] == pytest.approx(score, rel=1e-12)


@settings(max_examples=15)
@given(graph=random_graphs, share=st.floats(0.05, 0.95))
def test_katz_is_the_inverse(graph: nx.Graph, share: float) -> None:
    dense = nx.to_numpy_array(graph) if len(graph) else np.zeros((0, 0))
    beta = share / max(1.0, np.abs(np.linalg.eigvalsh(dense)).max(initial=0))
    exact = np.linalg.inv(np.eye(len(dense)) - beta * dense) - np.eye(len(dense))
    found = score_matrix(sparse.csr_array(dense), "katz", beta=beta)
    np.fill_diagonal(exact, 0)
    assert np.allclose(found, exact, rtol=1e-12, atol=1e-12)
    for (a, b), score in scores(nc.from_networkx(graph), "katz", beta=beta).items():
        assert score == pytest.approx(exact[int(a), int(b)], rel=1e-9)


def test_katz_of_a_path_counts_its_walks() -> None:
    """On A–B–C, β = ¼: 1 + 2β² + 4β⁴ … times β² for A and C, that is β²/(1 − 2β²)."""
    net = nc.from_networkx(nx.path_graph(3))
    found = missing_ties(net, method="katz", beta=0.25)
    assert found.pairs["score"].tolist() == pytest.approx([0.0625 / (1 - 0.125)], rel=1e-14)
    assert found.beta == 0.25


@pytest.mark.parametrize(
    ("graph", "exact"),
    [
        (nx.star_graph(600), 600**0.5),
        (nx.complete_bipartite_graph(300, 200), 60_000**0.5),
        (nx.path_graph(450), 2 * np.cos(np.pi / 451)),
        (nx.circulant_graph(420, [1, 2, 5]), 6.0),
    ],
)
def test_the_eigenvalue_of_large_networks(graph: nx.Graph, exact: float) -> None:
    assert largest_eigenvalue(matrix(graph)) == pytest.approx(exact, rel=1e-10)


def test_the_eigenvalue_of_a_large_network_without_symmetry() -> None:
    graph = nx.barabasi_albert_graph(420, 3, seed=1)
    exact = np.linalg.eigvalsh(nx.to_numpy_array(graph))[-1]
    assert largest_eigenvalue(matrix(graph)) == pytest.approx(exact, rel=1e-10)


@pytest.mark.parametrize("left", [1e-3, 1e-9])
def test_katz_near_its_limit(left: float) -> None:
    """On A–B–C the limit is 1/√2; β²/(1 − 2β²) grows without bound, and is reached all the same."""
    beta = (1 - left) / 2**0.5
    found = missing_ties(nc.from_networkx(nx.path_graph(3)), method="katz", beta=beta)
    exact = beta**2 / ((1 - 2**0.5 * beta) * (1 + 2**0.5 * beta))
    assert found.pairs["score"].tolist() == pytest.approx([exact], rel=1e-14 / left)
    wide = nx.barabasi_albert_graph(450, 3, seed=1)
    beta = (1 - left) / largest_eigenvalue(matrix(wide))
    assert len(missing_ties(nc.from_networkx(wide), method="katz", beta=beta).pairs) == 20


def test_small_katz_scores_are_right_to_their_last_digits() -> None:
    """From end to end of a path of 40: far below the last digit of 1."""
    beta = 0.05
    found = score_matrix(matrix(nx.path_graph(40)), "katz", beta=beta)
    # The inverse of I − βA of a path, in closed form: βᵈ⁻¹ over products of the same recursion.
    minors = [1.0, 1.0]
    for _ in range(39):
        minors.append(minors[-1] - beta**2 * minors[-2])
    assert found[0, 39] == pytest.approx(beta**39 / minors[40], rel=1e-13)
    apart = nx.disjoint_union(nx.path_graph(5), nx.path_graph(5))
    assert score_matrix(matrix(apart), "katz")[0, 7] == 0


def test_katz_that_would_take_hours_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = nx.barabasi_albert_graph(60, 3, seed=1)
    net, beta = nc.from_networkx(graph), (1 - 1e-12) / largest_eigenvalue(matrix(graph))
    monkeypatch.setattr(topk, "_FEW", 0)
    with pytest.raises(ArgumentError, match=r"smaller beta=, a smaller top=, a part of the netw"):
        missing_ties(net, method="katz", beta=beta)
    assert len(missing_ties(net, method="katz").pairs) >= 20
    monkeypatch.setattr(topk, "SHORT_WALKS_MOST", 100)
    with pytest.raises(ArgumentError, match="resource_allocation"):
        missing_ties(net, method="katz")


def test_eigenvalues_known_in_closed_form() -> None:
    assert largest_eigenvalue(matrix(nx.star_graph(900))) == pytest.approx(30)
    assert largest_eigenvalue(matrix(nx.empty_graph(3))) == 0
    found = missing_ties(nc.from_networkx(nx.star_graph(900)), method="katz", top=1)
    assert found.beta == pytest.approx(1 / 60)
    # K of two leaves: β²/(1 − nβ²), as all walks between them go through the middle.
    assert found.pairs["score"].iloc[0] == pytest.approx((1 / 3600) / (1 - 900 / 3600), rel=1e-12)


def test_block_rates_by_hand() -> None:
    """A path of two schools, two offices: κ = 3 each, two ties inside each group, one between."""
    net = network(nx.path_graph(4), sector=["school", "school", "office", "office"])
    # 0 and 2: degrees 1 and 2, one tie between the groups; 0 and 3: 1 and 1; 1 and 3: 2 and 1.
    expected = {("0", "2"): 2 / 9, ("1", "3"): 2 / 9, ("0", "3"): 1 / 9}
    assert scores(net, "block_rates") == pytest.approx(expected, rel=1e-14)
    codes, rates = block_rates(tied_matrix(net), np.array([1, 1, 0, 0]))
    assert codes.tolist() == [1, 1, 0, 0]
    assert rates == pytest.approx(np.array([[2, 1], [1, 2]]) / 9)


@settings(max_examples=15)
@given(graph=random_graphs, seed=st.integers(0, 99))
def test_block_rates_expect_as_many_ties_and_degrees_as_there_are(
    graph: nx.Graph, seed: int
) -> None:
    """Karrer & Newman: with half of λ on the diagonal; every degree is kept, too."""
    tied = matrix(graph)
    groups = np.random.default_rng(seed).integers(0, 3, len(graph))
    codes, rates = block_rates(tied, groups)
    degree = tied.sum(axis=1)
    expected = np.outer(degree, degree) * rates[np.ix_(codes, codes)]
    assert expected.sum() / 2 == pytest.approx(graph.number_of_edges())
    assert expected.sum(axis=1) == pytest.approx(degree)


def test_a_missing_group_is_one_of_its_own() -> None:
    graph = nx.gnp_random_graph(12, 0.3, seed=3)
    some = [None if actor % 3 else "school" for actor in graph]
    named = [word or "unknown" for word in some]
    one, two = (missing_ties(network(graph, sector=words), method="block_rates").pairs
                for words in (some, named))  # fmt: skip
    assert one.equals(two)
    single = scores(network(graph, sector="all"), "block_rates")
    products = scores(network(graph), "preferential")
    m = 2 * graph.number_of_edges()
    assert single == pytest.approx({pair: score / m for pair, score in products.items()})


def test_groups_are_read_as_written_and_regions_as_the_territories_call_them() -> None:
    graph = nx.gnp_random_graph(12, 0.3, seed=3)
    plain, spaced = (missing_ties(network(graph, sector=words), method="block_rates").pairs
                     for words in (["a", "b"] * 6, [" a", "b "] * 6))  # fmt: skip
    assert plain.equals(spaced)
    plain, called = (missing_ties(network(graph, region=words), method="block_rates", by="region")
                     for words in (["Jihlava", "Humpolec", "Jihlava"] * 4,
                                   ["Jihlava", "Humpolec", "ORP Jihlava"] * 4))  # fmt: skip
    assert plain.pairs.equals(called.pairs)


def test_mean_rank_by_hand() -> None:
    """Of the three absent pairs of a path, one has no shared partner and is last by both."""
    net = nc.from_networkx(nx.path_graph(4))
    found = missing_ties(net, method="mean_rank", methods=["jaccard", "preferential"])
    # Jaccard: 0–2 and 1–3 share ranks 2 and 3; preferential: 2, 2 and 1, too.
    expected = {("0", "2"): 2.5 / 3, ("1", "3"): 2.5 / 3, ("0", "3"): 1 / 3}
    assert {(row.source, row.target): row.score for row in found.pairs.itertuples()} == (
        pytest.approx(expected)
    )
    assert found.methods == ("jaccard", "preferential")
    assert found.to_frame()["rank"].tolist() == [1, 1, 3]


def test_what_the_mean_rank_is_of() -> None:
    graph = nx.karate_club_graph()
    plain = missing_ties(network(graph), method="mean_rank")
    known = missing_ties(network(graph, sector=["a", "b"] * 17), method="mean_rank")
    assert plain.methods == ("resource_allocation", "adamic_adar", "jaccard")
    assert (known.methods[-1], known.by, plain.by) == ("block_rates", "sector", None)
    alone = missing_ties(network(graph), method="mean_rank", methods=["jaccard"], top=None)
    jaccard = missing_ties(network(graph), method="jaccard", top=len(alone.pairs))
    assert alone.pairs[["source", "target"]].equals(jaccard.pairs[["source", "target"]])


# -- the best of them ------------------------------------------------------------------------------


@given(
    graph=st.one_of(random_graphs, st.builds(nx.barabasi_albert_graph, st.just(25), st.just(2),
                                             seed=st.integers(0, 99))),
    method=st.sampled_from(METHODS),
    top=st.one_of(st.none(), st.integers(1, 30)),
    block=st.integers(1, 200),
    tied_most=st.integers(0, 9),
)  # fmt: skip
def test_the_best_are_those_of_a_full_sort(
    graph: nx.Graph, method: str, top: int | None, block: int, tied_most: int
) -> None:
    """Whatever the blocks are, and wherever equal scores are cut off."""
    tied, groups = matrix(graph), np.arange(len(graph)) % 3
    whole = score_matrix(tied, method, groups=groups)
    a, b = np.nonzero(np.triu(whole, 1) * (tied.toarray() == 0))
    every = ordered(a, b, whole[a, b])
    reaching = len(a)
    if top is not None and top < len(a):
        reaching = int((every.rank >= every.rank[top - 1]).sum())
    end = reaching if top is None else min(reaching, max(top, top + tied_most))
    with pytest.MonkeyPatch.context() as patch:
        for module, name, value in (
            (topk, "_BLOCK", block), (topk, "_FEW", 0), (alike, "_BLOCK", block),
            (alike, "TIED_MOST", tied_most), (best, "TIED_MOST", tied_most),
            (best, "_GATHERED", block),
        ):  # fmt: skip
            patch.setattr(module, name, value)
        found = topk.best_pairs(tied, method, top, groups=groups)
    assert found.a.tolist() == every.a[:end].tolist()
    assert found.b.tolist() == every.b[:end].tolist()
    assert found.score == pytest.approx(every.score[:end], rel=1e-12)
    assert found.n_tied_out == reaching - end


def test_long_walks_are_left_out_only_where_they_cannot_matter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(topk, "_FEW", 0)
    tied = matrix(nx.barabasi_albert_graph(600, 4, seed=1))
    whole = score_matrix(tied, "katz")
    a, b = np.nonzero(np.triu(whole, 1) * (tied.toarray() == 0))
    every = ordered(a, b, whole[a, b])
    found = topk.best_pairs(tied, "katz", 20)
    assert found.a.tolist() == every.a[: len(found.a)].tolist()
    assert found.score == pytest.approx(every.score[: len(found.a)], rel=1e-12)
    beta = 0.5 / largest_eigenvalue(tied)
    few = topk._of_interest(tied, 20, beta, 0.5)
    some = few[few > 0][:3]
    assert 0 < len(few) < 600
    assert walks_of(tied, beta, 70, some)[:, 0] == pytest.approx(whole[some, 0], rel=1e-12)


def test_equal_scores_are_kept_and_reasons_given() -> None:
    found = missing_ties(nc.from_networkx(nx.cycle_graph(6)), method="common_neighbors", top=1)
    assert len(found.pairs) == 6  # all six pairs two steps apart score the same
    row = found.pairs.set_index(["source", "target"]).loc[("0", "2")]
    assert (row["shared"], row["through"]) == (1, ("1",))
    assert set(found.to_frame()["rank"]) == {1}


@pytest.mark.parametrize("method", ["resource_allocation", "preferential", "katz"])
def test_very_many_equal_scores_are_cut_off_and_counted(method: str) -> None:
    """In a star of 100 leaves all 4,950 pairs of leaves are equal."""
    found = missing_ties(nc.from_networkx(nx.star_graph(100)), method=method, top=20)
    assert (len(found.pairs), found.n_tied_out) == (1_020, 3_930)
    leaves = sorted(str(leaf) for leaf in range(1, 101))
    assert found.pairs["target"].head(99).tolist() == leaves[1:]
    assert set(found.pairs["source"].head(99)) == {leaves[0]}
    assert "3,930 more pairs" in found.sentence("en")


@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=8)
@given(graph=random_graphs, seed=st.integers(0, 99))
def test_the_order_of_actors_does_not_matter(method: str, graph: nx.Graph, seed: int) -> None:
    net = network(graph, sector=pd.Series(["a", "b", None] * 5)[: len(graph)].to_numpy())
    mixed = nc.Network(net.actors.sample(frac=1, random_state=seed), net.ties)
    one, two = (missing_ties(each, method=method, top=3).pairs for each in (net, mixed))
    assert one.equals(two)


@settings(max_examples=15)
@given(graph=random_graphs)
def test_shared_partners_are_counted_and_the_least_busy_named(graph: nx.Graph) -> None:
    net = nc.from_networkx(graph)
    for row in missing_ties(net, method="preferential", top=None).pairs.itertuples():
        partners = list(nx.common_neighbors(graph, int(row.source), int(row.target)))
        assert row.shared == len(partners)
        busy = sorted((graph.degree(actor), str(actor)) for actor in partners)
        assert row.through == tuple(actor for _, actor in busy[:3])


def test_direction_and_weights_do_not_count() -> None:
    graph = nx.gnp_random_graph(10, 0.3, seed=1, directed=True)
    nx.set_edge_attributes(graph, {edge: 1.0 + i for i, edge in enumerate(graph.edges)}, "weight")
    plain = nx.Graph(list(graph.edges))
    plain.add_nodes_from(graph)
    for method in ("jaccard", "preferential", "katz"):
        ours, theirs = (missing_ties(nc.from_networkx(each), method=method, top=None)
                        for each in (graph, plain))  # fmt: skip
        assert ours.pairs.equals(theirs.pairs)
        assert ours.n_absent == theirs.n_absent


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("graph", [nx.empty_graph(0), nx.empty_graph(1), nx.empty_graph(4),
                                   nx.complete_graph(4)])  # fmt: skip
def test_nothing_to_list(method: str, graph: nx.Graph) -> None:
    found = missing_ties(network(graph, sector="a"), method=method)
    assert found.pairs.empty
    assert list(found.pairs) == ["source", "target", "score", "shared", "through"]
    assert found.n_absent == {0: 0, 1: 0, 4: 6 - graph.number_of_edges()}[len(graph)]
    for lang in LANGUAGES:
        assert list(found.to_frame(lang))[-2:] == ["rank", "sentence"]
        assert found.sentence(lang)
    assert "<table" in found._repr_html_()


def test_isolates_are_in_no_pair() -> None:
    net = nc.from_networkx(nx.disjoint_union(nx.path_graph(4), nx.empty_graph(2)))
    for method in ("jaccard", "preferential", "katz"):
        pairs = missing_ties(net, method=method, top=None).pairs
        assert not {"4", "5"} & {*pairs["source"], *pairs["target"]}


# -- what it says ----------------------------------------------------------------------------------


def test_unevaluated_says_so() -> None:
    found = missing_ties(region_network())
    assert "not evaluated" in repr(found)
    said = found.sentence("en")
    assert "not evaluated on these records" in said
    assert "not in the records" in said
    assert "The records there are: 8 meetings, referrals." in said
    first = found.to_frame("en")["sentence"].iloc[0]
    assert "a tie is not in the records" in first
    assert (found.evaluated, found.abstains) == (False, False)


def test_it_abstains_where_the_records_allow_no_prediction() -> None:
    found = missing_ties(region_network(), evaluation=Evaluation(False))
    assert (found.evaluated, found.abstains, len(found.pairs)) == (True, True, 0)
    assert found.pairs.dtypes.equals(missing_ties(region_network()).pairs.dtypes)
    said = found.sentence("en")
    assert "do not allow a prediction" in said
    assert "no better than chance" in said
    assert "abstains" in repr(found)


def test_an_evaluation_that_allows_it_is_told() -> None:
    found = missing_ties(region_network(), evaluation=Evaluation(True))
    assert found.pairs.equals(missing_ties(region_network()).pairs)
    assert (found.evaluated, found.abstains) == (True, False)
    assert "not evaluated" not in found.sentence("en") + repr(found)
    assert not found.equals(missing_ties(region_network()))


def test_single_persons_stand_by_their_kind() -> None:
    actors = pd.DataFrame(
        {"actor_id": ["jana", "s", "o", "k"], "name": ["Jana Nováková", "School", "Office", "Club"],
         "kind": ["PLDD", "ZS", "OSPOD", "NZDM"], "person": [True, False, False, False]}
    ).set_index("actor_id")  # fmt: skip
    ties = pd.DataFrame({"source": ["jana", "s", "o"], "target": ["s", "o", "k"]})
    found = missing_ties(nc.Network(actors, ties), method="common_neighbors")
    frame = found.to_frame("en")
    assert set(frame["source"]) | set(frame["target"]) == {"k", "s", "o", "PLDD 1"}
    said = found.sentence("en") + found._repr_html_() + frame.to_string()
    assert "jana" not in said.casefold()
    assert "jana" in set(found.pairs["source"]) | set(found.pairs["target"])


def test_more_than_three_shared_partners_end_in_one_point() -> None:
    found = missing_ties(nc.from_networkx(nx.complete_bipartite_graph(2, 5)), top=1)
    said = found.to_frame("en")["sentence"].iloc[0]
    assert said.endswith("5 shared partners, such as 2, 3, 4.")


def test_texts_from_the_data_stay_texts() -> None:
    ids = ["<b>x</b>", "{0}", "=1+1"]
    ties = pd.DataFrame({"source": ids[:2], "target": ids[1:]})
    found = missing_ties(nc.Network(ids, ties), method="common_neighbors")
    assert found.to_frame("en")["sentence"].iloc[0].endswith("1 shared partner: {0}.")
    assert "<b>" not in found._repr_html_()


def test_results_are_equal_and_cannot_be_changed() -> None:
    net = nc.from_networkx(nx.karate_club_graph())
    one, two = missing_ties(net), missing_ties(net)
    assert one.equals(two)
    assert not one.equals(missing_ties(net, top=3))
    assert not one.equals(None)
    pairs = one.pairs
    pairs["score"] = 0.0
    assert one.equals(two)
    assert one.summary()["n_pairs"] == len(two.pairs)
    assert one.n_absent == 34 * 33 // 2 - 78


# -- what makes no sense ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"method": "jacard"}, "Did you mean 'jaccard'"),
        ({"method": None}, "method=None"),
        ({"top": 0}, "from 1 up"),
        ({"top": -1}, "from 1 up"),
        ({"top": 2.5}, "from 1 up"),
        ({"top": True}, "from 1 up"),
        ({"method": "katz", "beta": 0.99}, "must lie above 0 and below"),
        ({"method": "katz", "beta": 0}, "must lie above 0"),
        ({"method": "katz", "beta": float("nan")}, "must lie above 0"),
        ({"method": "katz", "beta": float("inf")}, "must lie above 0"),
        ({"method": "katz", "beta": "small"}, "must lie above 0"),
        ({"beta": 0.1}, "for method='katz' only"),
        ({"method": "block_rates", "by": "place"}, "no column 'place'"),
        ({"method": "block_rates", "by": ["kind"]}, r"no column \['kind'\]"),
        ({"method": "mean_rank", "by": "kindd"}, "no column 'kindd'"),
        ({"method": "mean_rank", "methods": "jaccard"}, "must be a list of methods"),
        ({"method": "mean_rank", "methods": []}, "must be a list of methods"),
        ({"method": "mean_rank", "methods": 3}, "must be a list of methods"),
        ({"method": "mean_rank", "methods": ["mean_rank"]}, "methods='mean_rank'"),
        ({"methods": ["jaccard"]}, "for method='mean_rank' only"),
        ({"evaluation": 3}, "must be what nc.evaluate_missing_ties gives"),
        ({"evaluation": Evaluation(True, "katz")}, "is of method='katz'"),
        ({"evaluation": Evaluation(True, differs="by")}, "made with another by="),
        ({"evaluation": Evaluation(True, differs="net")}, "of other actors or ties"),
    ],
)
def test_what_makes_no_sense_is_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        missing_ties(region_network(), **given)


def test_what_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    large = nc.Network([f"a{i}" for i in range(3_001)], pd.DataFrame(columns=["source", "target"]))
    with pytest.raises(ArgumentError, match="at most 3000 actors"):
        missing_ties(large, method="mean_rank")
    own = nc.Network(large.actors.assign(sector=large.actors.index), large.ties)
    with pytest.raises(ArgumentError, match="makes 3001 groups"):
        missing_ties(own, method="block_rates")
    with pytest.raises(ArgumentError, match="must be a Network"):
        missing_ties(large.ties)
    monkeypatch.setattr(best, "ALL_MOST", 10)
    monkeypatch.setattr(alike, "ALL_MOST", 10)
    karate = nc.from_networkx(nx.karate_club_graph())
    for method in ("jaccard", "preferential", "katz"):
        with pytest.raises(ArgumentError, match="give top="):
            missing_ties(karate, method=method, top=None)
    with pytest.raises(ArgumentError, match="needs the groups"):
        score_matrix(matrix(nx.path_graph(3)), "block_rates")


_LARGE = """
import resource, sys
import numpy as np
from scipy import sparse
from netcoop.gaps.prediction.topk import best_pairs
n, rng = 50_000, np.random.default_rng(0)
a, b = rng.integers(0, n, (2, n * 4))
a, b = a[a != b], b[a != b]
ends = np.concatenate([a, b]), np.concatenate([b, a])
tied = sparse.csr_array((np.ones(len(ends[0])), ends), shape=(n, n))
tied.sort_indices()
tied.data[:] = 1
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for method in ("resource_allocation", "jaccard", "preferential", "block_rates"):
    assert len(best_pairs(tied, method, 1_000, groups=np.arange(n) % 8).a) >= 1_000
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss is in kB on Linux only")
def test_memory_stays_small() -> None:
    """A billion pairs of 50,000 actors, in less than 80 MB more than before."""
    done = subprocess.run([sys.executable, "-c", _LARGE], capture_output=True, text=True,
                          check=True, cwd=Path(nc.__file__).parents[1])  # fmt: skip
    assert int(done.stdout) < 80
