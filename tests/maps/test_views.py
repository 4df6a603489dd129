from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from netcoop.errors import ArgumentError
from netcoop.maps.collect import build_model
from netcoop.maps.views import gather
from netcoop.metrics import metric_table
from netcoop.network import Network, build_network, disclose
from netcoop.network.periodic import periods
from netcoop.records import Records

NOTHING = pd.DataFrame(columns=["source", "target", "weight"])


def actors(*rows: tuple[object, ...]) -> pd.DataFrame:
    columns = ["actor_id", "name", "kind", "person", "role"]
    return pd.DataFrame(rows, columns=columns).set_index("actor_id")


OFFICE = ("o", "OSPOD", "OSPOD", False, None)
JANA = ("jana", "Jana Tajná", "PLDD", True, None)
PETR = ("petr", "Petr Tajný", "PLDD", True, None)
EVA = ("eva", "Eva Tajná", "LOK_SITAR", True, "Facilitator")
SCHOOL = ("s", "ZŠ", "ZS", False, None)


def two_periods() -> dict[str, Network]:
    ties = pd.DataFrame(
        {
            "source": ["o", "o", "eva"],
            "target": ["jana", "eva", "jana"],
            "weight": [3.0, 1.0, 2.0],
            "kind": ["referral", "meeting", "meeting"],
            "directed": [True, False, False],
        }
    )
    later = pd.DataFrame({"source": ["petr", "o"], "target": ["s", "petr"], "kind": "meeting"})
    return {
        "2023": Network(actors(OFFICE, JANA, EVA), ties, settings={"roster": "register"}),
        "2024": Network(actors(SCHOOL, PETR, EVA, OFFICE), later),
    }


def places(views):
    n = views.whole.n_actors
    return pd.DataFrame({"x": np.arange(n, dtype=float), "y": np.zeros(n)})


def test_persons_have_one_number_in_all_periods():
    views = gather(two_periods())
    assert views.names == {
        "o": "o", "jana": "PLDD 1", "eva": "LOK_SITAR 1", "s": "s", "petr": "PLDD 2",
    }  # fmt: skip
    first, second = (view.net for view in views.views[:2])
    assert set(first.actors.index) == {"o", "PLDD 1", "LOK_SITAR 1"}
    assert set(second.actors.index) == {"s", "PLDD 2", "LOK_SITAR 1", "o"}
    assert set(second.ties["source"]) | set(second.ties["target"]) == {"s", "PLDD 2", "o"}


def test_no_name_of_a_person_is_in_any_view():
    views = gather(two_periods())
    for net in [views.whole, *(view.net for view in views.views)]:
        text = net.actors.to_csv() + net.ties.to_csv()
        for secret in ("Tajn", "jana", "petr", "eva"):
            assert secret not in text


def test_a_person_of_one_period_is_one_in_all():
    nets = two_periods()
    nets["2024"] = Network(nets["2024"].actors.drop(columns="person"), nets["2024"].ties)
    nets["2023"] = Network(actors(OFFICE, JANA, EVA, PETR), nets["2023"].ties)
    views = gather(nets)
    assert views.names["petr"] == "PLDD 2"
    assert "Petr" not in views.views[1].net.actors.to_csv()


def test_views_are_periods_with_everybody_and_then_without_facilitators():
    views = gather(two_periods())
    assert [(v.period, v.without) for v in views.views] == [
        ("2023", False), ("2024", False), ("2023", True), ("2024", True),
    ]  # fmt: skip
    assert views.periods == ("2023", "2024")
    for view in views.views[2:]:
        assert "LOK_SITAR 1" not in view.net.actors.index


def test_who_is_facilitator_in_one_period_is_left_out_of_all():
    nets = two_periods()
    member = nets["2024"].actors.assign(role=None)
    views = gather({**nets, "2024": Network(member, nets["2024"].ties)})
    assert len(views.views) == 4
    assert "LOK_SITAR 1" not in views.views[3].net.actors.index


def test_no_facilitators_no_second_switch(net):
    others = net.without(role="facilitator")
    assert len(gather({"a": others, "b": others}).views) == 2


def test_whose_kind_is_that_of_a_networker_is_a_facilitator_too(net):
    networkers = net.actors.index[net.actors["kind"] == "LOK_SITAR"]
    assert "role" not in net.actors
    with_all, without = gather(net).views
    assert set(with_all.net.actors.index) - set(without.net.actors.index) == set(networkers)


@pytest.mark.parametrize("without", [False, True])
def test_metrics_are_those_of_the_disclosed_network_of_the_period(without):
    nets = two_periods()
    views = gather(nets)
    model = build_model(views, places(views))
    helpers = {"2023": ["LOK_SITAR 1"], "2024": ["LOK_SITAR 1"]}
    for place, view in enumerate(views.views):
        if view.without != without:
            continue
        hidden = disclose(nets[view.period])
        table = metric_table(hidden.without(helpers[view.period]) if without else hidden)
        # The person of the later period has the first number there, and the second one here.
        back = {
            views.names[a]: h
            for a, h in zip(nets[view.period].actors.index, hidden.actors.index, strict=True)
        }
        for row, actor in enumerate(model.actors):
            for name, values in model.views[place].metrics.items():
                own = back.get(actor.id)
                expected = table[name].get(own, np.nan)
                shown = values[row]
                assert (shown is None and np.isnan(expected)) or shown == pytest.approx(expected)
            assert model.views[place].present[row] == (back.get(actor.id) in table.index)


def test_whole_has_all_actors_and_sums_of_ties():
    views = gather(two_periods())
    assert list(views.whole.actors.index) == list(views.names.values())
    ties = views.whole.ties.set_index(["source", "target", "kind"])["weight"]
    assert ties["o", "PLDD 1", "referral"] == 2.5
    assert ties["LOK_SITAR 1", "PLDD 1", "meeting"] == 2.0
    assert views.whole.roster == "observed"
    assert "disclosure" in views.whole.settings


def test_order_of_actors_and_ties_changes_nothing_but_order():
    nets = two_periods()
    turned = {
        name: Network(net.actors.iloc[::-1], net.ties.iloc[::-1], settings=net.settings)
        for name, net in nets.items()
    }
    one, other = gather(nets), gather(turned)
    for left, right in zip(one.views, other.views, strict=True):
        back = {one.names[a]: other.names[a] for a in one.names}
        table = metric_table(left.net).rename(index=back)
        pd.testing.assert_frame_equal(
            table.sort_index(), metric_table(right.net).sort_index(), check_like=True
        )


def test_networks_of_the_user_are_unchanged():
    nets, twins = two_periods(), two_periods()
    views = gather(nets)
    build_model(views, places(views))
    for name, net in nets.items():
        assert net.equals(twins[name])
        assert list(net.actors.columns) == list(twins[name].actors.columns)


def test_facts_of_the_latest_period_win_and_older_ones_fill_up():
    one = pd.DataFrame({"name": ["A", "B"], "region": ["X", "Y"]}, index=list("ab"))
    two = pd.DataFrame({"name": ["A new", None], "level": ["local", None]}, index=list("ab"))
    whole = gather({"1": Network(one, NOTHING), "2": Network(two, NOTHING)}).whole
    assert whole.actors["name"].tolist() == ["A new", "B"]
    assert whole.actors["region"].tolist() == ["X", "Y"]
    assert whole.actors["level"].dropna().to_dict() == {"a": "local"}


@pytest.mark.parametrize("empty", [[], ["a", "b"]])
def test_periods_without_actors_or_ties(empty, net):
    views = gather({"before": Network(empty, NOTHING), "after": net})
    model = build_model(views, places(views))
    assert model.views[0].n_ties == 0
    assert sum(model.views[0].present) == len(empty)
    assert all(tie.weights[0] is None for tie in model.ties)
    both = gather({"x": Network(empty, NOTHING), "y": Network([], NOTHING)})
    assert both.whole.n_actors == len(empty)
    build_model(both, places(both))


def test_ties_of_a_kind_with_and_without_arcs_lie_beside_each_other():
    arcs = pd.DataFrame({"source": ["a"], "target": ["b"], "kind": ["k"], "directed": [True]})
    plain = pd.DataFrame({"source": ["b"], "target": ["a"], "kind": ["k"]})
    views = gather({"1": Network("ab", arcs), "2": Network("ab", plain)})
    model = build_model(views, places(views))
    assert sorted((tie.arc, tie.weights) for tie in model.ties) == [
        (False, (None, 1.0)),
        (True, (1.0, None)),
    ]


def test_directed_and_aggregated_networks(net):
    ties = net.ties.drop(columns="directed")
    directed = Network(net.actors, ties, directed=True)
    views = gather({"1": directed, "2": directed.subset(net.actors.index[:9])})
    assert all(view.net.directed for view in views.views)
    model = build_model(views, places(views))
    assert all(tie.arc for tie in model.ties)
    groups = gather(net.aggregate("sector"))
    assert groups.whole.n_actors == net.aggregate("sector").n_actors
    build_model(groups, places(groups))


def test_networks_that_are_ready_to_leave_stay_as_they_are():
    nets = two_periods()
    hidden = disclose(nets["2023"])
    assert gather(hidden).whole.equals(hidden)
    with pytest.raises(ArgumentError, match="one by one"):
        gather({name: disclose(net) for name, net in nets.items()})
    with pytest.raises(ArgumentError, match="one by one"):
        gather({"2023": hidden, "2024": nets["2024"]})
    same = gather({"1": hidden, "2": hidden})
    assert list(same.whole.actors.index) == list(hidden.actors.index)


@pytest.mark.parametrize(
    ("nets", "words"),
    [
        ({}, "for each period"),
        ([], "for each period"),
        ("net", "for each period"),
        ({"a": 1}, "no network: a"),
        ({1: Network("a", NOTHING), "1": Network("a", NOTHING)}, "the same: 1"),
        ({"a": Network("a", NOTHING), " a": Network("a", NOTHING)}, "the same: a"),
        ({chr(0xD800): Network("a", NOTHING), chr(0xD801): Network("a", NOTHING)}, "the same"),
        ({"": Network("a", NOTHING), "b": Network("a", NOTHING)}, "empty name"),
        (
            {"a": Network("a", NOTHING), "b": Network("a", NOTHING, directed=True)},
            "directed",
        ),
    ],
)
def test_what_is_no_networks_by_period_is_refused(nets, words):
    with pytest.raises(ArgumentError, match=words):
        gather(nets)


def test_hostile_names_of_periods_stay_texts():
    names = ["</script><script>x", "{actors}", "__proto__", "%s"]
    views = gather({name: Network("ab", NOTHING) for name in names})
    model = build_model(views, places(views))
    assert [period.key for period in model.periods] == names
    assert [view.period for view in model.views] == names
    assert "{actors}: 2 actors" in " ".join(note["en"] for note in model.notes)


def test_periods_of_records_share_actors_and_order():
    sheet = pd.DataFrame(
        {
            "actor": list("ABCABD"),
            "meeting_id": list("111222"),
            "date": pd.to_datetime(["2023-03-01"] * 3 + ["2024-05-01"] * 3),
        }
    )
    nets = periods(Records(meetings=sheet), freq="YS")
    views = gather(nets)
    assert views.periods == tuple(nets)
    assert set(views.whole.actors.index) == set(build_network(Records(meetings=sheet)).actors.index)


# -- networks that share referrals ---------------------------------------------------------------

LOG = pd.DataFrame(
    {
        "source": ["A", "A", "B", "C"],
        "target": ["B", "B", "A", "A"],
        "date": pd.to_datetime(["2024-02-01", "2024-08-01", "2024-09-01", "2024-10-01"]),
        "count": [6, 2, 7, 9],
        "region": ["X", "X", "Y", "Y"],
    }
)
SHEET = pd.DataFrame(
    {"actor": list("ABAB"), "meeting_id": list("1122"), "date": pd.to_datetime(["2024-03-01"] * 4)}
)


def of_days(*spans: tuple[str | None, str | None]) -> dict[str, Network]:
    given = periods(Records(referrals=LOG, meetings=SHEET), phases=None, freq="YS")
    (whole,) = given.values()
    return {
        f"p{row}": whole.derive(
            settings={**whole.settings, "period": {"name": "p", "start": start, "end": end}}
        )
        for row, (start, end) in enumerate(spans)
    }


@pytest.mark.parametrize(
    "spans",
    [
        [("2024-01-01", "2024-06-30"), ("2024-06-30", "2024-12-31")],
        [("2024-07-01", "2024-12-31"), ("2024-01-01", "2024-12-31")],
        [(None, "2024-06-30"), (None, "2024-03-31")],
        [("2024-01-01", None), ("2024-07-01", "2024-12-31")],
        [(None, None), ("2024-07-01", "2024-12-31")],
        [("2024-01-01", "2024-12-31"), ("2025-01-01", None), ("2024-12-31", "2024-12-31")],
    ],
)
def test_overlapping_periods_with_referrals_are_refused(spans):
    with pytest.raises(ArgumentError, match="overlap"):
        gather(of_days(*spans))


def test_periods_that_touch_are_fine():
    spans = [("2024-07-01", None), (None, "2024-06-30")]
    assert gather(of_days(*spans)).periods == ("p0", "p1")


def test_overlapping_periods_of_meetings_only_are_fine():
    records = Records(meetings=SHEET, referrals=LOG)
    whole = build_network(records, layers=["meeting"])
    part = build_network(records.select(start="2024-03-01"), layers=["meeting"])
    gather({"whole": whole, "part": part})


def logged(rows: pd.DataFrame) -> Network:
    return build_network(Records(referrals=rows))


@pytest.mark.parametrize("rows", [[0, 1], [1, 2, 3], [0, 1, 3]])
def test_nested_selections_of_referrals_are_refused(rows):
    for order in (1, -1):
        nets = {"all": logged(LOG), "part": logged(LOG.iloc[rows[::order]])}
        with pytest.raises(ArgumentError, match="referrals in common"):
            gather(nets)
        with pytest.raises(ArgumentError, match="referrals in common"):
            gather(dict(reversed(nets.items())))


def test_a_period_and_the_whole_are_refused():
    records = Records(referrals=LOG)
    nets = periods(records, freq="6MS")
    gather(nets)
    with pytest.raises(ArgumentError, match="referrals in common"):
        gather({**nets, "whole": build_network(records)})


def test_selections_without_common_referrals_are_fine():
    gather({"X": logged(LOG[LOG["region"] == "X"]), "Y": logged(LOG[LOG["region"] == "Y"])})
    gather({"early": logged(LOG.iloc[:1]), "late": logged(LOG.iloc[1:])})
    # The same numbers on other days, or without a day, are other referrals.
    later = LOG.assign(date=LOG["date"] + pd.DateOffset(years=1))
    gather({"2024": logged(LOG), "2025": logged(later)})
    undated = LOG.drop(columns="date")
    gather({"2024": logged(undated), "2025": logged(undated.iloc[:3])})


def test_the_same_referrals_in_full_tell_nothing():
    net = logged(LOG)
    gather({"one": net, "other": logged(LOG.iloc[::-1])})
    # Of each pair all or nothing: a part of the actors.
    gather({"all": net, "two": net.subset(["A", "B"])})


def test_an_empty_column_of_one_selection_hides_nothing():
    log = LOG.assign(note=[None, None, None, "x"], count=[6, 2, 7, None])
    with pytest.raises(ArgumentError, match="referrals in common"):
        gather({"all": logged(log), "part": logged(log.iloc[:2].astype({"count": "int64"}))})


# -- counts and thresholds -----------------------------------------------------------------------


@pytest.mark.parametrize("count", [["x", "y"], [[1], [2]], [np.inf, 3], [-1, 3], ["1,5", 2]])
def test_counts_that_are_no_numbers_are_named(count):
    ties = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"], "kind": "referral"})
    with pytest.raises(ArgumentError, match="column 'count'"):
        gather(Network("abc", ties.assign(count=count)))
    # Of ties that count no cases, that column is nobody's business.
    gather(Network("abc", ties.assign(count=count, kind="meeting")))


@pytest.mark.parametrize("threshold", [0, -1, None, "5", float("nan"), True, [5]])
def test_a_threshold_that_is_none_does_not_show_everything(threshold):
    ties = pd.DataFrame({"source": ["a"], "target": ["b"], "kind": "referral"})
    with pytest.raises(ArgumentError, match="threshold"):
        disclose(Network("ab", ties), threshold=threshold)
