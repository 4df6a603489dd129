"""The map under other thresholds, and beside its periods."""

from __future__ import annotations

import warnings

import pandas as pd
import pytest

import netcoop as nc
from netcoop.errors import ArgumentError, NetcoopWarning, NetworkError
from netcoop.maps.behind import behind
from netcoop.maps.views import gather
from netcoop.network import disclose
from netcoop.network.together import disclose_together
from tests.attack.test_attack import MIXED, nets_of, world


def shown(drawn: nc.maps.NetworkMap, view: int = 0) -> dict[tuple[str, str], str]:
    return {
        (tie.source, tie.target): tie.shown[view]
        for tie in drawn.model.ties
        if tie.kind == "referral" and tie.weights[view] is not None
    }


def notes(drawn: nc.maps.NetworkMap) -> str:
    return " ".join(note["en"] for note in drawn.model.notes)


def test_greater_thresholds_hide_more() -> None:
    net, _ = nets_of(world(MIXED))
    hidden = {
        threshold: {
            p for p, mark in shown(nc.map_network(net, threshold=threshold)).items() if mark
        }
        for threshold in (3, 5, 10, 20)
    }
    assert hidden[3] < hidden[5] < hidden[10] < hidden[20]
    assert set(shown(nc.map_network(net, threshold=10)).values()) == {"", "<10"}


def test_a_threshold_holds_for_lists_of_months() -> None:
    net, _ = nets_of(world({("2023", "OSPOD", "ZŠ"): 30}))
    for threshold in (3, 5, 6, 20, 40):
        lists = behind(gather(net, threshold=threshold))
        numbers = [n for lines in lists.values() for _, _, n in lines if n > 2]
        assert all(n >= threshold for n in numbers)
    assert not any(kind == "referral" for *_, kind in lists)


def test_a_threshold_of_one_says_loudly_that_nothing_is_hidden() -> None:
    net, parts = nets_of(world(MIXED))
    for given in (net, parts):
        with pytest.warns(NetcoopWarning, match="hides no number") as caught:
            drawn = nc.map_network(given, threshold=1)
        assert len(caught) == 1
        assert caught[0].filename == __file__
        assert notes(drawn).startswith("NOT TO BE PASSED ON")
        assert not any(shown(drawn).values())
    assert "NOT TO BE" not in notes(nc.map_network(net))


def test_persons_stay_hidden_whatever_the_threshold() -> None:
    net, _ = nets_of(world(MIXED))
    actors = net.actors.assign(person=net.actors.index == "PČR", name="Jana Tajná")
    with pytest.warns(NetcoopWarning):
        drawn = nc.map_network(net.derive(actors=actors.iloc[2:], ties=net.ties.iloc[:0]),
                               threshold=1)  # fmt: skip
    assert "PCR 1" in {actor.id for actor in drawn.model.actors}


def test_what_was_hidden_before_stays_hidden() -> None:
    net, _ = nets_of(world(MIXED))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawn = nc.map_network(disclose(net), threshold=1)
    assert "<5" in shown(drawn).values()


@pytest.mark.parametrize("threshold", [0, -3, True, None, "5"])
def test_what_is_no_threshold(threshold) -> None:
    net, _ = nets_of(world(MIXED))
    with pytest.raises(ArgumentError, match="threshold="):
        nc.map_network(net, threshold=threshold)


def test_networks_made_ready_together_are_drawn_as_they_are() -> None:
    whole, parts = nets_of(world(MIXED))
    ready, periods = disclose_together(whole, parts)
    for plain, other in (
        (nc.map_network(whole, beside=parts), nc.map_network(ready)),
        (nc.map_network(parts, beside=whole), nc.map_network(periods)),
    ):
        for view in range(len(plain.model.views)):
            assert shown(plain, view) == shown(other, view)
        assert [a.id for a in plain.model.actors] == [a.id for a in other.model.actors]


def test_the_page_explains_ranges() -> None:
    whole, parts = nets_of(world(MIXED))
    drawn = nc.map_network(whole, beside=parts)
    assert shown(drawn)["OSPOD", "ZŠ"] == "6–9"
    assert "such as 6–9" in notes(drawn)
    # 6 at least here, 19, 9, and one for each that is hidden alone.
    assert "at least 37 referrals" in notes(drawn)
    assert "such as" not in notes(nc.map_network(whole))


def test_meetings_behind_the_whole_are_listed_and_referrals_are_not() -> None:
    whole, parts = nets_of(world(MIXED))
    kinds = {kind for *_, kind in behind(gather(whole, beside=parts))}
    assert kinds == {"meeting"}
    assert "referral" in {kind for *_, kind in behind(gather(parts, beside=whole))}


def test_persons_have_the_same_number_in_both_maps() -> None:
    whole, parts = nets_of(world(MIXED))
    persons = pd.Series(True, index=whole.actors.index)
    whole = whole.derive(actors=whole.actors.assign(person=persons, kind="PLDD"))
    parts = {
        name: net.derive(
            actors=net.actors.assign(person=True, kind="PLDD").iloc[::-1]
        )
        for name, net in parts.items()
    }  # fmt: skip
    names = gather(whole, beside=parts).names
    assert gather(parts, beside=whole).names == names
    # By themselves the periods would number them in their own order.
    assert gather(parts).names != names


@pytest.mark.parametrize("beside", ["2023", 3, {}, []])
def test_what_cannot_stand_beside(beside) -> None:
    whole, parts = nets_of(world(MIXED))
    if beside != {}:
        with pytest.raises(ArgumentError):
            nc.map_network(whole, beside=beside)
    with pytest.raises(ArgumentError):
        nc.map_network(parts, beside=beside)


def test_other_records_cannot_stand_beside() -> None:
    whole, _ = nets_of(world({("2023", "OSPOD", "ZŠ"): 2}))
    _, parts = nets_of(world(MIXED))
    with pytest.raises(NetworkError, match="same records"):
        nc.map_network(whole, beside=parts)
