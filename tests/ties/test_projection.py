"""From attendance to ties, against networkx, published numbers and a law."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import netcoop as nc
from netcoop.errors import ArgumentError
from netcoop.ties import attended, referral_ties

attendance = st.lists(
    st.tuples(st.integers(0, 9).map("a{}".format), st.integers(0, 7).map("m{}".format)), max_size=50
).map(lambda rows: pd.DataFrame(rows, columns=["actor", "meeting_id"], dtype="str"))


def southern_women() -> pd.DataFrame:
    graph = nx.davis_southern_women_graph()
    women = set(graph.graph["top"])
    rows = [(a, b) if a in women else (b, a) for a, b in graph.edges]
    return pd.DataFrame(rows, columns=["actor", "meeting_id"])


def by_networkx(frame: pd.DataFrame, method: str) -> dict[tuple[str, str], float]:
    if frame.empty:
        return {}
    graph = nx.Graph()
    actors = [("actor", a) for a in frame["actor"].unique()]
    graph.add_nodes_from(actors)
    graph.add_edges_from((("actor", a), ("meeting", m)) for a, m in frame.itertuples(index=False))
    project = {
        "count": nx.bipartite.weighted_projected_graph,
        "newman": nx.bipartite.collaboration_weighted_projected_graph,
    }[method]
    edges = project(graph, actors).edges(data="weight")
    return {tuple(sorted((a[1], b[1]))): weight for a, b, weight in edges}


@pytest.mark.parametrize("method", ["count", "newman"])
@given(frame=attendance)
def test_projection_is_that_of_networkx(method: str, frame: pd.DataFrame) -> None:
    ours = nc.project(frame, method=method).set_index(["source", "target"])["weight"]
    theirs = by_networkx(frame, method)
    assert set(ours.index) == set(theirs)
    assert ours.to_dict() == pytest.approx(theirs, rel=1e-12)


def test_southern_women() -> None:
    ties = nc.project(southern_women(), method="count")
    assert len(ties) == 139  # of 153 pairs
    assert ties["weight"].sum() / 153 == pytest.approx(2.104575, abs=5e-7)


@given(frame=attendance)
def test_newman_strength_is_the_number_of_meetings_in_company(frame: pd.DataFrame) -> None:
    seats = frame.drop_duplicates()
    size = seats.groupby("meeting_id")["actor"].transform("size")
    in_company = seats[size > 1].groupby("actor").size()
    ties = nc.project(frame)
    ends = pd.concat([ties.set_index("source")["weight"], ties.set_index("target")["weight"]])
    strength = ends.groupby(level=0).sum()
    assert strength.to_dict() == pytest.approx(in_company.to_dict(), rel=1e-12)


@given(frame=attendance)
def test_every_meeting_in_company_shares_out_one(frame: pd.DataFrame) -> None:
    sizes = frame.drop_duplicates().groupby("meeting_id").size()
    total = nc.project(frame, method="share")["weight"].sum()
    assert total == pytest.approx((sizes > 1).sum(), rel=1e-12)


@given(frame=attendance, seed=st.integers(0, 99))
def test_order_and_repetition_of_rows_do_not_matter(frame: pd.DataFrame, seed: int) -> None:
    mixed = pd.concat([frame, frame]).sample(frac=1, random_state=seed)
    pd.testing.assert_frame_equal(nc.project(mixed), nc.project(frame))


def test_a_meeting_of_forty_gives_strength_one_each() -> None:
    sheet = pd.DataFrame({"actor": [f"o{i:02}" for i in range(40)], "meeting_id": "plenary"})
    ties = nc.project(sheet)
    assert len(ties) == 780
    assert np.allclose(ties["weight"], 1 / 39)


def test_who_was_not_there_makes_no_tie() -> None:
    sheet = pd.DataFrame(
        {
            "actor": list("ABCDE"),
            "meeting_id": "1",
            "role": ["organiser", None, "excused", "absent", "guest"],
            "status": ["held"] * 5,
        }
    )
    assert attended(sheet)["actor"].tolist() == ["A", "B", "E"]
    assert attended(sheet.assign(status="planned")).empty


def test_faults() -> None:
    with pytest.raises(ArgumentError, match="no column meeting_id; it has actor, event"):
        nc.project(pd.DataFrame({"actor": ["A"], "event": ["1"]}))
    with pytest.raises(ArgumentError, match="Did you mean 'newman'"):
        nc.project(pd.DataFrame({"actor": ["A"], "meeting_id": ["1"]}), method="newmann")
    with pytest.raises(ArgumentError, match="above zero"):
        nc.Weighting(layer_weights={"meeting": -1})


def test_referrals_add_up() -> None:
    log = pd.DataFrame({"source": list("AAB"), "target": list("BBA"), "count": [2, 3, 4]})
    assert referral_ties(log)["weight"].tolist() == [5.0, 4.0]
