"""Attendance as a matrix, the table of meetings, and the hypergraph."""

from __future__ import annotations

import sys
import warnings
from collections import Counter
from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import netcoop as nc
from netcoop.errors import NetworkError
from netcoop.ties import project


def joint_meetings(seats: pd.DataFrame) -> Counter[tuple[str, str]]:
    """Count by hand in how many meetings each pair was."""
    who = seats.dropna().groupby("meeting_id")["actor"].agg(set)
    return Counter(pair for actors in who for pair in combinations(sorted(actors), 2))


def counted_ties(seats: pd.DataFrame) -> pd.DataFrame:
    rows = [(*pair, count) for pair, count in joint_meetings(seats).items()]
    return pd.DataFrame(rows, columns=["source", "target", "weight"])


def network(seats: pd.DataFrame, others: list[str] | None = None) -> nc.Network:
    """The network of an attendance, and of actors who came to nothing."""
    actors = [*dict.fromkeys(seats["actor"]), *(others or [])]
    return nc.Network(actors, counted_ties(seats), affiliations=seats)


@st.composite
def attendances(draw: st.DrawFn) -> nc.Network:
    """Up to eight actors at up to six meetings, some seats written twice, some actors absent."""
    seat = st.tuples(st.sampled_from("ABCDEFGH"), st.integers(1, 6))
    rows = pd.DataFrame(draw(st.lists(seat, max_size=30)), columns=["actor", "meeting_id"])
    return nc.Network(list("HGFEDCBA"), counted_ties(rows), affiliations=rows)


@given(attendances())
def test_the_matrix_times_its_transpose_counts_joint_meetings(net: nc.Network) -> None:
    assert net.affiliations is not None
    joint = (net.incidence @ net.incidence.T).toarray()
    counted = joint_meetings(net.affiliations)
    ids = net.actors.index
    for i, source in enumerate(ids):
        for j, target in enumerate(ids):
            if i != j:
                assert joint[i, j] == counted[min(source, target), max(source, target)]
    once = net.affiliations.drop_duplicates()
    assert net.incidence.sum(axis=1).tolist() == [(once["actor"] == a).sum() for a in ids]
    assert net.incidence.sum(axis=0).tolist() == net.meetings["size"].tolist()
    assert net.meetings["size"].to_dict() == once["meeting_id"].value_counts().to_dict()


@given(attendances(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(net: nc.Network, random: object) -> None:
    assert net.affiliations is not None
    order = list(net.affiliations.index)
    random.shuffle(order)  # type: ignore[attr-defined]
    other = net.derive(affiliations=net.affiliations.loc[order])
    assert (other.incidence != net.incidence).nnz == 0
    assert other.meetings.equals(net.meetings)


def test_the_matrix_of_davis_is_that_of_networkx() -> None:
    women = nx.davis_southern_women_graph()
    top, events = women.graph["top"], women.graph["bottom"]
    seats = pd.DataFrame(women.edges(top), columns=["actor", "meeting_id"])
    net = nc.Network(top, counted_ties(seats), affiliations=seats)
    theirs = nx.bipartite.biadjacency_matrix(women, top, net.meetings.index.tolist())
    assert set(net.meetings.index) == set(events)
    assert (net.incidence.toarray() == theirs.toarray()).all()
    assert net.incidence.nnz == 89
    joint = (net.incidence @ net.incidence.T).toarray()
    counts = project(seats, method="count")
    ends = [net.actors.index.get_indexer(counts[end]) for end in ("source", "target")]
    assert joint[ends[0], ends[1]].tolist() == counts["weight"].tolist()
    assert np.triu(joint, 1).sum() == counts["weight"].sum()


def test_isolates_are_empty_rows_and_the_matrix_is_frozen() -> None:
    net = network(pd.DataFrame({"actor": list("ABA"), "meeting_id": [1, 1, 2]}), ["Z"])
    assert net.incidence.toarray().tolist() == [[1, 1], [1, 0], [0, 0]]
    assert net.incidence is net.incidence
    with pytest.raises(ValueError, match="read-only"):
        net.incidence.data[0] = 5
    copy = net.meetings
    copy["size"] = 0
    assert net.meetings["size"].tolist() == [2, 1]


def test_a_meeting_is_what_all_its_rows_say() -> None:
    seats = pd.DataFrame(
        {
            "actor": list("ABABAB"),
            "meeting_id": ["late", "late", "early", "early", "x", "x"],
            "date": pd.to_datetime(
                ["2024-03-02", "2024-03-01", "2024-01-05", None, None, None], format="%Y-%m-%d"
            ),
            "kind": ["case", "case", "round", "plenary", "case", None],
            "facilitated": pd.array([None, True, False, None, True, False], dtype="boolean"),
            "role": ["organiser", "guest"] * 3,
        }
    )
    meetings = network(seats).meetings
    assert meetings.index.tolist() == ["early", "late", "x"]
    assert meetings["date"].dt.strftime("%d.%m.").tolist()[:2] == ["05.01.", "01.03."]
    assert list(meetings.columns) == ["size", "date", "facilitated", "kind"]
    assert pd.isna(meetings.loc["x", "date"])
    assert meetings["kind"].isna().tolist() == [True, False, True]
    assert meetings.loc["late", "kind"] == "case"
    # As for the ties that are made from them: a meeting is facilitated if any row says so.
    assert meetings["facilitated"].tolist() == [False, True, True]


def test_seats_without_a_meeting_are_no_meeting() -> None:
    seats = pd.DataFrame({"actor": list("ABC"), "meeting_id": ["m", "m", None]})
    net = nc.Network("ABC", counted_ties(seats), affiliations=seats)
    assert net.incidence.toarray().tolist() == [[1], [1], [0]]
    assert list(net.to_xgi().nodes.isolates()) == ["C"]


def test_without_attendance_there_is_no_matrix_and_the_error_says_what_to_do() -> None:
    net = nc.Network("AB", pd.DataFrame({"source": ["A"], "target": ["B"]}))
    for ask in (lambda: net.incidence, lambda: net.meetings, net.to_xgi):
        with pytest.raises(NetworkError, match=r"layers= with 'meeting'.*affiliations="):
            ask()


def test_parts_have_the_attendance_of_their_actors() -> None:
    net = network(pd.DataFrame({"actor": list("ABCAC"), "meeting_id": [1, 1, 1, 2, 2]}))
    part = net.without("A")
    assert part.meetings["size"].to_dict() == {1: 2, 2: 1}
    assert part.incidence.toarray().tolist() == [[1, 0], [1, 1]]


@given(attendances())
def test_the_hypergraph_of_xgi_projects_to_the_same_ties(net: nc.Network) -> None:
    import xgi

    graph = net.to_xgi()
    assert list(graph.nodes) == net.actors.index.tolist()
    assert graph.nodes.degree.aslist() == net.incidence.sum(axis=1).tolist()
    assert graph.edges.size.asdict() == net.meetings["size"].to_dict()
    alone = net.incidence.sum(axis=1) == 0
    assert set(graph.nodes.isolates()) == set(net.actors.index[alone])
    assert {frozenset(edge) for edge in xgi.to_graph(graph).edges} == {
        frozenset(pair) for pair in net.pairs[["source", "target"]].to_numpy().tolist()
    }
    if graph.num_edges:
        joint = (net.incidence @ net.incidence.T).toarray()
        np.fill_diagonal(joint, 0)
        theirs, rows = xgi.adjacency_matrix(graph, sparse=False, weighted=True, index=True)
        order = net.actors.index.get_indexer([rows[row] for row in range(len(rows))])
        assert (theirs == joint[np.ix_(order, order)]).all()


def test_the_hypergraph_keeps_what_is_known_and_leaves_out_what_is_not() -> None:
    actors = pd.DataFrame(
        {"name": ["School", None], "members": [3, 4], "self": [None, "y"]}, index=["A", "B"]
    )
    seats = pd.DataFrame(
        {
            # Meetings named as actors are, and as the words of xgi.
            "actor": ["A", "B", "A"],
            "meeting_id": ["A", "A", ""],
            "date": pd.to_datetime(["2024-01-01", "2024-01-01", None]),
            "kind": ["case", "case", None],
            "facilitated": pd.array([True, True, None], dtype="boolean"),
        }
    )
    graph = nc.Network(actors, counted_ties(seats), affiliations=seats).to_xgi()
    assert graph.edges["A"] == {
        "date": pd.Timestamp("2024-01-01"), "kind": "case", "facilitated": True,
    }  # fmt: skip
    assert graph.edges[""] == {}
    assert graph.edges.members("A") == {"A", "B"}
    assert graph.nodes["A"] == {"name": "School", "members": 3}
    assert graph.nodes["B"] == {"members": 4, "self": "y"}


def test_the_hypergraph_of_real_meetings_has_them_all() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", nc.errors.NetcoopWarning)
        net = nc.build_network(nc.datasets.load("havlickuv_brod"))
    graph = net.to_xgi()
    assert graph.num_nodes == net.n_actors
    assert graph.num_edges == net.affiliations["meeting_id"].nunique()  # type: ignore[index]
    assert sum(graph.edges.size.aslist()) == net.incidence.nnz


def test_without_xgi_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    net = network(pd.DataFrame({"actor": list("AB"), "meeting_id": [1, 1]}))
    monkeypatch.setitem(sys.modules, "xgi", None)
    with pytest.raises(NetworkError, match=r'pip install "netcoop\[xgi\]"'):
        net.to_xgi()


@pytest.mark.parametrize("kind", ["object", "category"])
def test_dates_of_meetings_may_be_written_in_any_way(kind: str) -> None:
    sheet = pd.DataFrame({"actor": list("AB"), "meeting_id": "1"})
    dates = pd.Series(["2024-02-06", "2024-01-09"]).astype(kind)
    net = nc.build_network(nc.Records(meetings=sheet.assign(date=dates)))
    assert net.meetings["date"].tolist() == [pd.Timestamp("2024-01-09")]
