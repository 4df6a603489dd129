"""From records to a network, and what of it may leave."""

from __future__ import annotations

import pandas as pd
import pytest

import netcoop as nc
from netcoop.errors import ArgumentError, NetcoopWarning, RecordError
from netcoop.network import actor_labels, disclose

MEETINGS = pd.DataFrame(
    {"actor": list("ABCABD"), "meeting_id": list("111223"), "role": [None] * 5 + ["excused"]}
)
REFERRALS = pd.DataFrame({"source": list("AABC"), "target": list("BCAA"), "count": [9, 3, 6, 1]})


def records(**tables: pd.DataFrame) -> nc.Records:
    return nc.read_records(tables)


def test_layers_and_direction() -> None:
    both = nc.build_network(records(meetings=MEETINGS, referrals=REFERRALS))
    assert not both.directed
    assert both.layers == ("meeting", "referral")
    assert both.layer("referral").ties["weight"].tolist() == [9.0, 3.0, 6.0, 1.0]
    assert both.layer("meeting").ties["weight"].tolist() == [1.5, 0.5, 0.5]
    only = nc.build_network(records(meetings=MEETINGS, referrals=REFERRALS), layers=["referral"])
    assert only.directed
    one = nc.build_network(records(meetings=MEETINGS, referrals=REFERRALS), layers="referral")
    assert one.equals(only)
    forced = nc.build_network(records(meetings=MEETINGS), directed=True)
    assert forced.n_ties == 6


def test_excused_actors_are_in_the_network_without_ties() -> None:
    net = nc.build_network(records(meetings=MEETINGS))
    assert nc.isolates(net) == ["D"]
    assert net.affiliations["actor"].tolist() == list("ABCAB")


def test_only_a_register_knows_isolates() -> None:
    assert nc.build_network(records(meetings=MEETINGS)).roster == "observed"
    register = pd.DataFrame({"actor_id": list("ABCDE")})
    net = nc.build_network(records(meetings=MEETINGS, actors=register))
    assert net.roster == "register"
    assert nc.isolates(net) == ["D", "E"]
    assert nc.build_network(nc.resolve_actors(records(meetings=MEETINGS))).roster == "observed"


def test_weighting_is_chosen_and_remembered() -> None:
    choice = nc.Weighting(meeting="count", layer_weights={"referral": 2.0})
    net = nc.build_network(records(meetings=MEETINGS, referrals=REFERRALS), weighting=choice)
    assert nc.Weighting.from_dict(net.settings["weighting"]) == choice
    # A–B: meetings 2 of mean 4/3; referrals 15 both ways of mean 19/2, counted twice.
    pair = net.pairs.set_index(["source", "target"])["weight"]
    assert pair["A", "B"] == pytest.approx(2 / (4 / 3) + 2 * 15 / (19 / 2))


def test_referrals_to_oneself_make_no_tie() -> None:
    log = pd.DataFrame({"source": ["A", "A"], "target": ["A", "B"]})
    with pytest.warns(NetcoopWarning, match="1 tie of an actor with itself"):
        assert nc.build_network(records(referrals=log)).n_ties == 1


def test_faults_name_the_remedy() -> None:
    with pytest.raises(RecordError, match=r"no meetings, referrals .*they have contacts.*layers="):
        nc.build_network(records(contacts=pd.DataFrame({"source": ["A"], "target": ["B"]})))
    for take in (nc.build_network, nc.resolve_actors):
        with pytest.raises(RecordError, match="A DataFrame is not records"):
            take(MEETINGS)
    with pytest.raises(ArgumentError, match="takes a Weighting"):
        nc.build_network(records(meetings=MEETINGS), weighting="count")
    with pytest.raises(ArgumentError, match="Did you mean 'meeting'"):
        nc.build_network(records(meetings=MEETINGS), layers=["meetings"])


def test_small_counts_do_not_leave() -> None:
    net = nc.build_network(records(meetings=MEETINGS, referrals=REFERRALS))
    public = disclose(net)
    referrals = public.layer("referral").ties
    assert referrals["weight"].tolist() == [9.0, 2.5, 6.0, 2.5]
    assert referrals["shown"].fillna("").tolist() == ["", "<5", "", "<5"]
    assert public.layer("meeting").ties["weight"].tolist() == [1.5, 0.5, 0.5]
    assert public.records is None
    # The scales are those of the published weights: true sums cannot be worked out from them.
    assert public.settings["layer_scale"]["referral"]["mean"] == pytest.approx((15 + 5) / 2)
    assert disclose(public) is public


def test_the_border_of_small_counts() -> None:
    log = pd.DataFrame({"source": list("AAA"), "target": list("BCD"), "count": [4, 5, 6]})
    net = nc.build_network(records(referrals=log))
    assert disclose(net).ties["weight"].tolist() == [2.5, 5.0, 6.0]
    assert disclose(net, threshold=1).ties["weight"].tolist() == [4.0, 5.0, 6.0]
    assert disclose(disclose(net), threshold=6).ties["weight"].tolist() == [3.0, 3.0, 6.0]
    with pytest.raises(ArgumentError, match="threshold=0"):
        disclose(net, threshold=0)


def test_the_mark_of_being_disclosed_is_not_believed() -> None:
    net = nc.build_network(records(meetings=MEETINGS, referrals=REFERRALS))
    again = disclose(disclose(net).derive(ties=net.ties))
    assert again.layer("referral").ties["weight"].tolist() == [9.0, 2.5, 6.0, 2.5]


def test_a_status_of_the_user_s_own_is_left_alone() -> None:
    register = pd.DataFrame({"actor_id": ["OSPOD"], "status": ["active"]})
    sheet = pd.DataFrame({"actor": ["ospod", "ZŠ"], "meeting_id": "1"})
    net = nc.build_network(records(meetings=sheet, actors=register))
    assert net.actors["status"].tolist()[0] == "active"
    assert net.roster == "register"


def test_resolving_twice_changes_nothing() -> None:
    once = nc.resolve_actors(records(meetings=MEETINGS))
    assert nc.resolve_actors(once) is once
    assert nc.report(once, draws=5).network.roster == "observed"


def test_single_persons_appear_by_kind_only() -> None:
    register = pd.DataFrame(
        {
            "actor_id": ["OSPOD", "MUDr. Vzorová", "MUDr. Vzor"],
            "name": ["OSPOD", "MUDr. Jana Vzorová", "MUDr. Petr Vzor"],
            "kind": ["OSPOD", "PLDD", "PLDD"],
            "aliases": [None, "Vzorka", None],
            "ico": ["1", "2", "3"],
            "person": [None, True, True],
        }
    )
    sheet = pd.DataFrame({"actor": ["OSPOD", "MUDr. Vzorová"], "meeting_id": "1"})
    public = disclose(nc.build_network(records(meetings=sheet, actors=register)))
    assert public.actors.index.tolist() == ["OSPOD", "PLDD 1", "PLDD 2"]
    assert actor_labels(public, "en")["PLDD 1"] == "Paediatrician (primary care) 1"
    assert actor_labels(public, "cs")["PLDD 2"] == "Praktický lékař pro děti a dorost 2"
    everything = public.actors.to_csv() + public.ties.to_csv() + public.affiliations.to_csv()
    assert "Vzor" not in everything
    assert public.ties[["source", "target"]].to_numpy().tolist() == [["OSPOD", "PLDD 1"]]
