"""What hangs on the networker, on records small enough to count by hand."""

from __future__ import annotations

import math

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import netcoop as nc
from netcoop.errors import ArgumentError, RecordError
from netcoop.metrics.dependent import dependence
from netcoop.metrics.fragments import distance_fragmentation, fragmentation
from netcoop.metrics.register import METRICS
from netcoop.metrics.succession import successors_of

NO_TIES = pd.DataFrame({"source": [], "target": []})
# 1 and 2 are the networker's; 3 is one that A and B hold themselves, 4 one of C and D.
SHEET = pd.DataFrame(
    [("1", a, "net") for a in ["A", "B", "net"]]
    + [("2", a, "net") for a in ["B", "C", "net"]]
    + [("3", a, "A") for a in "AB"]
    + [("4", a, "C") for a in "CD"],
    columns=["meeting_id", "actor", "convener"],
)
REGISTER = pd.DataFrame(
    {
        "actor_id": [*"ABCD", "net"],
        "name": [*"ABCD", "Networker"],
        "role": [None, None, None, None, "facilitator"],
    }
)
RECORDS = nc.Records(meetings=SHEET, actors=REGISTER)


@pytest.fixture
def net() -> nc.Network:
    return nc.build_network(RECORDS)


def test_three_ways_to_measure(net: nc.Network) -> None:
    found = dependence(net, on="net")
    pd.testing.assert_frame_equal(found.successors, successors_of(net, net.without("net"), ["net"]))
    table = found.to_frame()
    # As it is: one piece. Without: A–B–C–D. Without its meetings: A–B and C–D.
    fragmented = table.loc["fragmentation", ["with", "without", "without_meetings"]]
    assert fragmented.tolist() == pytest.approx([0, 0, 1 - 4 / 12], abs=1e-12)
    assert table.loc["density", "with":"without_meetings"].tolist() == pytest.approx(
        [6 / 10, 3 / 6, 2 / 6], abs=1e-12
    )
    for end in ("low", "high"):
        column = table[f"without_meetings_{end}"]
        pd.testing.assert_series_equal(column, table["without_meetings"], check_names=False)
    assert table.loc["density", "label"] == "density"
    assert found.to_frame("cs").loc["density", "label"] == "hustota"
    assert (found.is_range, found.meetings_gone, found.note()) == (False, 2, None)


def test_every_metric_is_that_of_the_network(net: nc.Network) -> None:
    table = dependence(net, on="net").to_frame()
    fewer = nc.build_network(RECORDS.select(facilitated=False)).without("net")
    networks = {"with": net, "without": net.without("net"), "without_meetings": fewer}
    assert set(table.index) == {n for n, metric in METRICS.items() if metric.level == "network"}
    for name in ("density", "mean_degree", "transitivity", "fragmentation"):
        for column, other in networks.items():
            expected = METRICS[name].function(other)
            assert table.loc[name, column] == pytest.approx(expected, abs=1e-12, nan_ok=True)


def test_ties_that_live_at_its_meetings_only(net: nc.Network) -> None:
    ties = dependence(net, on="net").ties
    # A and B met without it, too; B and C did not.
    assert ties[["source", "target", "meetings"]].to_numpy().tolist() == [["B", "C", 1]]
    assert ties["weight"].tolist() == [0.5]


def test_an_actor_a_list_and_a_role_are_the_same(net: nc.Network) -> None:
    found = dependence(net, on="net")
    assert found.equals(dependence(net, on=["net", "net"]))
    assert found.equals(dependence(net, on="facilitator"))
    assert found.equals(dependence(net, RECORDS, on="Facilitator"))
    assert found.on == ("net",)
    assert not found.equals(dependence(net, on="A"))
    assert dependence(net, on=["D", "A"]).on == ("A", "D")


def test_an_id_goes_before_a_role() -> None:
    actors = pd.DataFrame({"role": ["facilitator", None]}, index=["A", "facilitator"])
    assert dependence(nc.Network(actors, NO_TIES), on="facilitator").on == ("facilitator",)


def test_meetings_of_others_stay(net: nc.Network) -> None:
    """A is no facilitator: what the networker holds goes on, only A's own meeting does not."""
    found = dependence(net, on="A")
    assert found.meetings_gone == 1
    # B–C, B–net, C–net, C–D are left of A's absence either way.
    assert len(found.ties) == 0
    other = REGISTER.assign(role=[None, None, "facilitator", None, "facilitator"])
    two = nc.build_network(nc.Records(meetings=SHEET, actors=other))
    # C facilitates as well: its meeting 4 stays when only the networker leaves.
    assert dependence(two, on="net").meetings_gone == 2
    assert dependence(two, on="facilitator").meetings_gone == 3


def test_recorded_facilitation_counts_where_no_one_is_named_as_facilitator() -> None:
    sheet = SHEET.drop(columns="convener").assign(
        facilitated=SHEET["meeting_id"].isin(["1", "2"]).map({True: "true", False: "false"})
    )
    net = nc.build_network(nc.Records(meetings=sheet, actors=REGISTER.drop(columns="role")))
    assert dependence(net, on="net").meetings_gone == 2


def test_unknown_facilitation_gives_a_range() -> None:
    """Of meeting 4 nobody knows who convened it: C and D may be tied without the networker."""
    sheet = SHEET.assign(convener=SHEET["convener"].mask(SHEET["meeting_id"].eq("4")))
    found = dependence(nc.build_network(nc.Records(meetings=sheet, actors=REGISTER)), on="net")
    assert found.is_range
    row = found.to_frame().loc["fragmentation"]
    assert math.isnan(row["without_meetings"])
    assert row["without_meetings_low"] == pytest.approx(1 - 4 / 12, abs=1e-12)
    assert row["without_meetings_high"] == pytest.approx(1 - 2 / 12, abs=1e-12)
    density = found.to_frame().loc["density"]
    assert (density["without_meetings_low"], density["without_meetings_high"]) == pytest.approx(
        (1 / 6, 2 / 6)
    )
    told = found.summary()
    assert (told["ties_only_there"], told["ties_only_there_high"]) == (1, 2)
    assert "1–2" in found.sentence("en")


def test_weights_stay_on_the_scale_of_the_network_as_built() -> None:
    """The networker holds the strongest tie; without it the weak ones are no nearer."""
    strong = pd.DataFrame({"meeting_id": list("556677"), "actor": ["A", "net"] * 3})
    sheet = pd.concat([SHEET, strong.assign(convener="net")], ignore_index=True)
    found = dependence(nc.build_network(nc.Records(meetings=sheet, actors=REGISTER)), on="net")
    net = nc.build_network(nc.Records(meetings=sheet, actors=REGISTER))
    from netcoop.metrics.rebuilding import cases_without, rebuilt

    case = cases_without(net.records, ["net"])[0]  # type: ignore[arg-type]
    fewer = rebuilt(net.without("net"), case.records)
    assert fewer.settings == net.settings
    assert net.settings["weight_scale"] == 3.5
    assert fewer.adjacency.max() == 1.0
    assert found.meetings_gone == 5
    expected = 1 - (2 * 2 / 3.5) / 12
    assert distance_fragmentation(fewer, cost="inverse") == pytest.approx(expected, abs=1e-9)


def test_facilitated_contacts_leave_alike() -> None:
    contacts = pd.DataFrame(
        {"source": ["A", "B"], "target": ["C", "D"], "facilitated": ["true", "false"]}
    )
    records = nc.Records(meetings=SHEET, contacts=contacts, actors=REGISTER)
    net = nc.build_network(records, layers=("meeting", "contact"))
    lost = dependence(net, on="net").ties.sort_values("source")
    assert lost[["source", "target"]].to_numpy().tolist() == [["A", "C"], ["B", "C"]]
    # A and C had a contact and no meeting, B and C one meeting.
    assert lost["meetings"].isna().tolist() == [True, False]


def test_without_records_it_is_not_known() -> None:
    star = nc.from_networkx(nx.star_graph(3))
    found = dependence(star, on="0")
    table = found.to_frame()
    assert table["without_meetings"].isna().all()
    assert table["without_meetings_high"].isna().all()
    assert table.loc["fragmentation", ["with", "without"]].tolist() == [0, 1]
    assert "no records" in str(found.note("en"))
    assert found.ties.empty
    assert list(found.ties) == ["source", "target", "weight", "meetings"]
    assert math.isnan(found.summary()["ties_only_there"])
    assert "not a forecast" in found.sentence("en")
    given_only = dependence(nc.Network("AB", NO_TIES), RECORDS, on="A")
    assert "not built from records" in str(given_only.note("en"))


@settings(max_examples=60)
@given(st.data())
def test_successors_take_over_all_ties(data: st.DataObject) -> None:
    """Gains against adding the ties to the network and measuring it again.

    Without the other metrics, which take longer; that these are the successors of a dependence is
    seen in the test of the networker's.
    """
    n = data.draw(st.integers(2, 9))
    pairs = [(a, b) for a in range(n) for b in range(a)]
    graph = nx.empty_graph(n)
    graph.add_edges_from(data.draw(st.lists(st.sampled_from(pairs), unique=True, max_size=14)))
    net = nc.from_networkx(graph)
    rest = net.without("0")
    partners = {str(node) for node in graph.neighbors(0)}
    plain = graph.subgraph(set(graph) - {0})
    pieces = [{str(v) for v in piece} for piece in nx.connected_components(plain)]
    listed = successors_of(net, rest, ["0"])
    largest = max(pieces, key=lambda piece: (len(piece), -min(map(int, piece))))
    shared = {str(v): len({str(w) for w in plain.neighbors(v)} & partners) for v in plain}
    assert set(listed.index) == largest | {v for v, count in shared.items() if count}
    for actor, row in listed.iterrows():
        assert row["shared_partners"] == shared[str(actor)]
        new = pd.DataFrame({"source": str(actor), "target": sorted(partners - {str(actor)})})
        taken = nc.Network(rest.actors, pd.concat([rest.ties[["source", "target"]], new]))
        for column, measure in (
            ("gain", fragmentation),
            ("gain_distance", distance_fragmentation),
        ):
            change = measure(rest) - measure(taken) if n > 2 else 0
            assert row[column] == pytest.approx(change, abs=1e-9)
        held = [piece for piece in pieces if piece & partners and str(actor) not in piece]
        assert row["new_ties"] == len(held)
        assert row["pieces_joined"] == len(held) + 1
    keys = list(
        zip(-listed["gain"], -listed["gain_distance"], -listed["shared_partners"], strict=True)
    )
    assert keys == sorted(keys)


def test_at_most_200_successors_are_measured_by_distance() -> None:
    graph = nx.star_graph(300)
    graph.add_edges_from((1, node) for node in range(2, 250))
    net = nc.from_networkx(graph)
    found = successors_of(net, net.without("0"), ["0"])
    assert len(found) == 249
    assert found["gain_distance"].notna().sum() == 200
    assert found["gain"].notna().all()


@pytest.mark.parametrize("n", [1, 2, 3])
def test_small_networks(n: int) -> None:
    found = dependence(nc.Network(list("ABC"[:n]), NO_TIES), on="A")
    assert math.isnan(found.to_frame().loc["fragmentation", "without"]) == (n < 3)
    assert found.successors["shared_partners"].tolist() == [0] * min(n - 1, 1)
    assert found.sentence("cs")


def test_all_leave(net: nc.Network) -> None:
    found = dependence(net, on=[*"ABCD", "net"])
    assert found.successors.empty
    assert found.to_frame()["without"].isna().any()


def test_directed_networks_are_measured_as_they_are() -> None:
    referrals = pd.DataFrame({"source": list("ABC"), "target": list("BCA"), "count": [1, 2, 3]})
    net = nc.build_network(nc.Records(referrals=referrals), layers=("referral",))
    assert net.directed
    table = dependence(net, on="A").to_frame()
    assert table.loc["density", ["with", "without", "without_meetings"]].tolist() == pytest.approx(
        [3 / 6, 1 / 2, 1 / 2]
    )


def test_havlickuv_brod() -> None:
    """The office convened all five meetings; without them referrals are left."""
    records = nc.datasets.load("havlickuv_brod")
    net = nc.build_network(records)
    found = dependence(net, on="ospod-hb")
    assert found.meetings_gone == 5
    referrals = nc.build_network(records, layers=("referral",), directed=False)
    left = referrals.without("ospod-hb")
    assert found.to_frame().loc["fragmentation", "without_meetings"] == pytest.approx(
        fragmentation(left), abs=1e-12
    )
    assert len(found.ties) == net.without("ospod-hb").n_ties - left.n_ties
    assert found.sentence("en").startswith("Without OSPOD Havlíčkův Brod, the share of pairs")


def test_the_result_shows_itself(net: nc.Network) -> None:
    found = dependence(net, on="net")
    assert repr(found).startswith("<Dependence on net: ")
    assert "<table>" in found._repr_html_()
    assert "Without Networker" in found.sentence("en")
    assert found.summary()["fragmentation_without_meetings"] == pytest.approx(1 - 4 / 12)
    for frame in (found.ties, found.successors, found.to_frame()):
        frame.iloc[:, -1] = np.nan
    assert found.equals(dependence(net, on="net"))


def test_scaled_weights_and_mixed_actors_change_nothing(net: nc.Network) -> None:
    other = nc.Network(
        net.actors.iloc[::-1],
        net.ties.assign(weight=net.ties["weight"] * 100),
        settings={key: net.settings[key] for key in ("layers", "weighting")},
    )
    one, two = (dependence(case, RECORDS, on="net") for case in (net, other))
    columns = ["with", "without", "without_meetings"]
    names = ["density", "fragmentation", "distance_fragmentation", "transitivity"]
    pd.testing.assert_frame_equal(
        one.to_frame().loc[names, columns], two.to_frame().loc[names, columns]
    )
    pd.testing.assert_frame_equal(one.successors.sort_index(), two.successors.sort_index())


@pytest.mark.parametrize(
    ("on", "message"),
    [
        ("nett", "on='nett' is neither an actor nor a role of the network. Did you mean 'net'"),
        (["net", "x"], "on names actors that the network does not have: 'x'"),
        ([], "names nobody"),
        (5, "on=5 must be"),
        (None, "on=None must be"),
        ("", "on=''"),
    ],
)
def test_bad_arguments(net: nc.Network, on: object, message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        dependence(net, on=on)  # type: ignore[arg-type]


def test_records_must_be_records(net: nc.Network) -> None:
    with pytest.raises(RecordError, match="is not records"):
        dependence(net, SHEET, on="net")  # type: ignore[arg-type]
