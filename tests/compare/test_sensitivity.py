"""What hangs on the weighting, against numbers worked out by hand and other libraries."""

from __future__ import annotations

import math
import re
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kendalltau, spearmanr

import netcoop as nc
from netcoop.compare.sensitivity import WeightingSensitivity, weighting_sensitivity
from netcoop.compare.standings import levels_of
from netcoop.compare.weightings import STEEPER_CHANNEL
from netcoop.errors import ArgumentError, NetcoopWarning, RecordError
from netcoop.metrics import METRICS

PAGE = (Path(__file__).parents[2] / "docs/weighting.md").read_text("utf-8")
WAYS = {way: nc.Weighting(meeting=way) for way in ("newman", "count", "share")}


def sheet(meetings: list[str], **columns: list[object]) -> pd.DataFrame:
    """Meetings of actors with one letter each; columns say one thing a meeting."""
    rows = [(actor, str(number)) for number, there in enumerate(meetings) for actor in there]
    frame = pd.DataFrame(rows, columns=["actor", "meeting_id"], dtype="str")
    sizes = [len(there) for there in meetings]
    return frame.assign(**{name: np.repeat(np.array(v), sizes) for name, v in columns.items()})


def of(meetings: list[str], **columns: list[object]) -> nc.Records:
    return nc.Records(meetings=sheet(meetings, **columns))


def row(found: WeightingSensitivity, metric: str, weighting: str) -> pd.Series:
    table = found.to_frame("en").set_index(["metric", "weighting"])
    return table.loc[metric, weighting]


# Ten meetings of five around a table, one of forty in a hall.
HALL = nc.Records(
    meetings=pd.DataFrame(
        [(f"h{i:02}", "hall") for i in range(40)]
        + [(f"t{i}", f"table {day}") for day in range(10) for i in range(5)],
        columns=["actor", "meeting_id"],
    )
)


def test_a_hall_of_forty_beside_ten_tables_of_five() -> None:
    """Strengths 39 and 40 (count), 1 and 10 (newman), .05 and 4 (share)."""
    found = weighting_sensitivity(HALL, ["strength", "mean_degree"], WAYS)
    places = found.ranks("strength")
    for way in WAYS:
        assert places.loc["t0", way] == 1
        assert places.loc["h00", way] == 6
    # Under every one of them the five share the first place: nobody is alone there.
    assert row(found, "strength", "count")["kendall"] == pytest.approx(1)
    assert pd.isna(row(found, "strength", "count")["first"])
    # The first five have 200 of 1760, 50 of 90, 20 of 22.
    shares = [row(found, "strength", way)["top_share"] for way in ("count", "newman", "share")]
    assert shares == pytest.approx([200 / 1760, 50 / 90, 20 / 22])
    assert row(found, "mean_degree", "count")["value"] == pytest.approx(2 * 790 / 45)
    assert found.sentence("en") == (
        "Strength of cooperation: with newman nobody is alone in first place; "
        "of the first 5, at least 5 stay among the first 5."
    )


def test_nine_meetings_are_fewer_than_one_hall_under_count() -> None:
    """36 against 39: the order turns round, but for the pairs within each group."""
    rows = HALL.meetings
    found = weighting_sensitivity(
        nc.Records(meetings=rows[rows["meeting_id"] != "table 9"]), ["strength"], WAYS
    )
    turned = row(found, "strength", "count")
    assert turned["kendall"] == pytest.approx(-1)
    assert turned["spearman"] == pytest.approx(-1)
    assert turned["top_kept"] == 0
    # From place 6 to 1, and from 1 to 41.
    assert turned["largest_move"] == 40
    assert row(found, "strength", "share")["kendall"] == pytest.approx(1)


def test_a_star() -> None:
    found = weighting_sensitivity(of(["HA", "HB", "HC", "HD"]), None, WAYS, top=3)
    for metric in ("strength", "betweenness"):
        assert found.ranks(metric)["count"].to_dict() == {"H": 1, "A": 2, "B": 2, "C": 2, "D": 2}
        last = row(found, metric, "share")
        # The four ends are equal: they do not fit into two places, so one is among the first.
        assert last[["kendall", "spearman", "n_top", "top_kept"]].tolist() == [1, 1, 1, 1]
        assert last["first"] == "H"
    assert row(found, "fragmentation", "count")[["value", "change"]].tolist() == [0, 0]


def test_places_and_moves_worked_out_by_hand() -> None:
    """Strengths: newman A 3, B 2, C 1, D 1, E 1; count A 5, B 2, C 3, D 3, E 3."""
    found = weighting_sensitivity(of(["AB", "AB", "ACDE"]), ["strength"], WAYS, top=2)
    assert found.ranks("strength")[["newman", "count"]].T.to_numpy().tolist() == [
        [1, 2, 3, 3, 3],
        [1, 5, 2, 2, 2],
    ]
    there = row(found, "strength", "count")
    assert there["largest_move"] == 3
    assert (there["n_top"], there["top_kept"], there["first"]) == (2, 0.5, "A")
    # Of ten pairs 4 + 3 are in order, with B turned round three times: (4 − 3) / 7.
    assert there["kendall"] == pytest.approx(1 / 7)
    assert there["top_share"] == pytest.approx(8 / 16)
    assert found.range("strength").loc["B"].to_dict() == {"reference": 2, "best": 2, "worst": 5}
    assert there["sentence"] == (
        "Strength of cooperation (count): A is first; of the first 2, 1 stay among the first 2; "
        "rank correlation with newman 0.14."
    )
    assert found.sentence("en") == (
        "Strength of cooperation: A is first whichever of the 3 weightings is used; "
        "of the first 2, at least 1 stay among the first 2."
    )


def test_layers_count_double_and_half() -> None:
    """Each layer by its mean: meetings A–B, A–C 1 each; referrals C–D 1.5, D–E .5."""
    log = pd.DataFrame({"source": ["C", "D"], "target": ["D", "E"], "count": [30, 10]})
    records = nc.Records(meetings=sheet(["AB", "AC"]), referrals=log)
    found = weighting_sensitivity(records, ["strength"])
    assert list(found.weightings) == ["newman", "referral_double", "referral_half"]
    # Strengths A 2, B 1, C 1 + 1.5r, D 2r, E .5r.
    places = found.ranks("strength").loc[list("ABCDE")]
    assert places["newman"].tolist() == [2, 4, 1, 2, 5]
    assert places["referral_double"].tolist() == [3, 4, 1, 1, 4]
    assert places["referral_half"].tolist() == [1, 3, 2, 3, 5]
    assert found.sentence("en").startswith(
        "Strength of cooperation: C is first with 1 of 3 weightings "
        "(not with referral_double, referral_half)"
    )


def test_without_the_largest_meetings_the_network_falls_apart() -> None:
    records = of(["ABCDEFGHIJKLM", "AB", "CD"])
    found = weighting_sensitivity(records, ["fragmentation", "density"])
    apart = row(found, "fragmentation", "max_size_12")
    assert apart["value"] == pytest.approx(1 - 4 / (13 * 12))
    assert apart["change"] == apart["value"]
    assert (apart["n_ties"], apart["same_pairs"]) == (2, False)
    assert apart["sentence"] == "Fragmentation (max_size_12): 0.97; with newman 0.00."
    assert found.sentence("en") == (
        "Fragmentation: 0.00 with newman; over all weightings from 0.00 to 0.97."
    )
    assert found.summary()["density_min"] == pytest.approx(2 / 78)


def test_a_number_that_looks_at_ties_only_is_said_to() -> None:
    found = weighting_sensitivity(of(["ABC", "AD"]), ["transitivity"], WAYS)
    assert found.sentence("en") == (
        "Transitivity: 0.60 with every weighting; all of them tie the same pairs."
    )


def test_as_many_ties_need_not_be_the_same() -> None:
    records = of(["AB", "AC"], kind=["KULATY", "VZDEL"])
    grid = {"tables": nc.Weighting(kind={"VZDEL": 0}), "courses": nc.Weighting(kind={"KULATY": 0})}
    found = weighting_sensitivity(records, ["density", "strength"], grid, top=1)
    there = row(found, "density", "courses")
    assert (there["n_ties"], there["same_pairs"], there["change"]) == (1, False, 0)
    assert found.sentence("en") == "Density: 0.33 with every weighting."


def test_what_the_records_cannot_tell_is_left_out_with_the_reason() -> None:
    found = weighting_sensitivity(of(["AB", "BC"]))
    assert found.weightings == {"newman": nc.Weighting()}
    channel = "The channel is not recorded, or it is worth the same everywhere."
    assert found.left_out == {
        "count": "There are no meetings of different size.",
        "share": "There are no meetings of different size.",
        "channel_assumed": channel,
        "channel_steeper": channel,
        "hours": "Hours are not recorded, or they are the same everywhere.",
        "max_size_30": "No meeting is larger.",
        "max_size_12": "No meeting is larger.",
        "half_life_365": "Nothing has a date, or everything is of one day.",
    }
    assert found.sentence("en") == (
        "Strength of cooperation: there is only one weighting and nothing to compare it with."
    )


def test_what_the_records_can_tell_is_compared() -> None:
    days = pd.to_datetime(["2024-01-01", "2024-07-01", "2025-01-01"]).to_list()
    records = of(
        ["ABC", "AB", "BD"],
        channel=["OSOBNE", "ONLINE", "OSOBNE"],
        hours=[1.0, 2.0, 3.0],
        date=days,
    )
    found = weighting_sensitivity(records, ["strength"])
    assert list(found.weightings) == [
        "newman", "count", "share", "channel_assumed", "channel_steeper", "hours", "half_life_365",
    ]  # fmt: skip
    assert set(found.left_out) == {"max_size_30", "max_size_12"}
    assert found.weightings["channel_assumed"].multipliers("channel")["ONLINE"] == 0.5
    assert STEEPER_CHANNEL["ONLINE"] == 0.25
    assert STEEPER_CHANNEL["OSOBNE"] == 1


def test_one_channel_for_all_says_nothing_even_if_it_counts_half() -> None:
    found = weighting_sensitivity(of(["ABC", "AB"], channel=["ONLINE"] * 2, hours=[2.0] * 2))
    assert {"channel_assumed", "hours"} <= set(found.left_out)


def test_two_limits_that_set_the_same_meetings_apart_are_one() -> None:
    found = weighting_sensitivity(HALL, ["strength"])
    assert found.left_out["max_size_12"] == "It makes the same ties as max_size_30."
    assert "max_size_30" in found.weightings


def test_a_weighting_that_takes_a_whole_layer_away_is_left_out() -> None:
    undated = pd.DataFrame({"source": ["A"], "target": ["C"]})
    days = pd.to_datetime(["2024-01-01", "2025-01-01"]).to_list()
    records = nc.Records(meetings=sheet(["AB", "BC"], date=days), referrals=undated)
    found = weighting_sensitivity(records, ["strength"])
    assert found.left_out["half_life_365"] == "Nothing would be left of these ties: referral."
    large = weighting_sensitivity(of(["ABCDEFGHIJKLM"]), ["strength"])
    assert large.left_out["max_size_12"] == "Nothing would be left of these ties: meeting."


def test_without_meetings_the_reference_is_the_default() -> None:
    log = pd.DataFrame({"source": list("AAB"), "target": list("BCC"), "count": [3, 2, 1]})
    found = weighting_sensitivity(nc.Records(referrals=log), ["strength"])
    assert found.reference == "default"
    assert found.ranks("strength")["default"].to_dict() == {"A": 1, "B": 2, "C": 3}


def test_a_grid_of_one_s_own_is_computed_as_it_is() -> None:
    grid = {"as it is": nc.Weighting(), "no trainings": nc.Weighting(kind={"VZDEL": 0})}
    found = weighting_sensitivity(of(["ABC", "AB"]), None, grid)
    assert found.weightings == grid
    assert found.left_out == {}
    numbers = found.to_frame("en").drop(columns=["weighting", "sentence"])
    for _, rows in numbers.groupby("metric"):
        assert rows.iloc[[0]].reset_index(drop=True).equals(rows.iloc[[1]].reset_index(drop=True))
    for metric in ("strength", "betweenness"):
        places = found.ranks(metric)
        assert places["as it is"].equals(places["no trainings"].rename("as it is"))


def test_isolates_are_in_the_table_and_do_not_flatter() -> None:
    meetings = ["AB", "AB", "ACDE"]
    bare = weighting_sensitivity(of(meetings), ["strength"], WAYS, top=2)
    register = pd.DataFrame({"actor_id": [*"ABCDE", *(f"silent {i}" for i in range(50))]})
    records = nc.Records(meetings=sheet(meetings), actors=register)
    found = weighting_sensitivity(records, ["strength"], WAYS, top=2)
    names = ["kendall", "spearman", "top_kept", "largest_move"]
    assert found.to_frame("en")[names].equals(bare.to_frame("en")[names])
    assert len(found.ranks("strength")) == 55
    assert set(found.ranks("strength")["count"].tail(50)) == {6}


def test_who_falls_silent_is_compared_too() -> None:
    """Newman: A 2, B 2, C 2, D 1; without meetings of three only A and D are left."""
    grid = {"all": nc.Weighting(), "pairs": nc.Weighting(max_size=2)}
    found = weighting_sensitivity(of(["ABC", "BCE", "AD"]), ["strength"], grid, top=3)
    before, after = [2, 2, 2, 1, 1], [1, 0, 0, 1, 0]
    assert row(found, "strength", "pairs")["kendall"] == pytest.approx(
        kendalltau(before, after).statistic
    )
    assert row(found, "strength", "pairs")["top_kept"] == pytest.approx(1 / 3)


def test_undefined_stays_undefined() -> None:
    equal = weighting_sensitivity(of(["ABC"]), None, WAYS, top=2)
    empty = ["kendall", "spearman", "top_kept", "largest_move"]
    for metric in ("strength", "betweenness"):
        assert row(equal, metric, "count")[empty].isna().all()
        assert set(equal.ranks(metric)["count"]) == {1}
    assert math.isnan(row(equal, "betweenness", "count")["top_share"])
    assert equal.sentence("en") == (
        "Strength of cooperation: with newman nobody is alone in first place."
    )
    # With fewer than three actors there are no others to go between.
    pair = weighting_sensitivity(of(["AB"]), None, WAYS)
    assert pair.ranks("betweenness").isna().all(axis=None)
    assert row(pair, "transitivity", "count")[["value", "change"]].isna().all()
    assert pair.sentence("en", metric="transitivity").startswith("Transitivity: – with every")


@pytest.mark.parametrize("meetings", [[], ["A"], ["A", "B"]])
def test_nobody_met_anybody(meetings: list[str]) -> None:
    found = weighting_sensitivity(of(meetings))
    assert list(found.weightings) == ["newman"]
    forced = weighting_sensitivity(of(meetings), None, WAYS)
    table = forced.to_frame("en")
    assert (
        table[["kendall", "spearman", "top_kept", "largest_move", "top_share"]]
        .isna()
        .all(axis=None)
    )
    assert (table["n_ties"] == 0).all()
    assert len(forced.ranks("strength")) == len(set("".join(meetings)))
    assert forced.sentence("en").endswith(".")
    assert "<table>" in forced._repr_html_()


def test_everybody_among_the_first_is_no_stability() -> None:
    found = weighting_sensitivity(of(["AB", "AB", "ACDE"]), ["strength"], WAYS, top=5)
    assert pd.isna(row(found, "strength", "count")["top_kept"])
    assert pd.isna(row(found, "strength", "count")["top_share"])


def test_rounding_makes_no_order() -> None:
    values = pd.Series([0.1 + 0.2, 0.3, 1e6, np.nan, 0.0, 1e-17, 1e6 * (1 + 1e-15)])
    levels = levels_of(values)
    assert levels.dropna().tolist() == [1, 1, 2, 0, 0, 2]
    assert np.isnan(levels[3])
    # .1 + .2 + .3 and .3 + .2 + .1 are not the same number.
    kinds = {"KULATY": 0.1, "SCHUZKA": 0.2, "VZDEL": 0.3}
    one = sheet(["AH", "AH", "AH", "BH", "BH", "BH"], kind=[*kinds, *reversed(kinds)])
    grid = {"newman": nc.Weighting(), "kinds": nc.Weighting(kind=kinds)}
    found = weighting_sensitivity(nc.Records(meetings=one), ["strength"], grid)
    assert found.ranks("strength")["kinds"].to_dict() == {"H": 1, "A": 2, "B": 2}


def test_warnings_come_once() -> None:
    log = pd.DataFrame({"source": ["A", "A", "B"], "target": ["A", "B", "C"]})
    records = nc.Records(meetings=sheet(["ABC", "AB", "BC"], hours=[1.0, 2.0, None]), referrals=log)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        weighting_sensitivity(records, ["strength"])
    said = [str(warning.message) for warning in caught]
    assert sorted(said) == [
        "1 tie of an actor with itself was left out.",
        "2 of 7 rows of meetings have no hours; they count as the median of the others.",
    ]
    assert {warning.category for warning in caught} == {NetcoopWarning}
    assert {warning.filename for warning in caught} == {__file__}


def test_what_is_left_out_does_not_warn() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = weighting_sensitivity(of(["ABC", "AB"]))
    assert "hours" in found.left_out


def test_faults_name_the_remedy() -> None:
    records = of(["AB"])
    with pytest.raises(ArgumentError, match="Did you mean 'strength'"):
        weighting_sensitivity(records, ["strenght"])
    with pytest.raises(ArgumentError, match="takes a Weighting"):
        weighting_sensitivity(records, ["strength"], {"mine": "count"})
    with pytest.raises(ArgumentError, match="grid= is empty"):
        weighting_sensitivity(records, ["strength"], {})
    with pytest.raises(ArgumentError, match="metrics= names none"):
        weighting_sensitivity(records, [])
    with pytest.raises(ArgumentError, match="top=0"):
        weighting_sensitivity(records, top=0)
    with pytest.raises(RecordError, match="no contacts"):
        weighting_sensitivity(records, layers=["contact"])
    with pytest.raises(ArgumentError, match="Did you mean 'meeting'"):
        weighting_sensitivity(records, layers=["meetings"])
    found = weighting_sensitivity(records)
    with pytest.raises(ArgumentError, match=r"metric='density'.*strength, betweenness"):
        found.ranks("density")
    with pytest.raises(ArgumentError, match="metric='density'"):
        found.sentence("en", metric="density")


def test_the_result_is_frozen_and_hands_out_copies() -> None:
    records = of(["AB", "AB", "ACDE"])
    found, again = (weighting_sensitivity(given) for given in (records, nc.resolve_actors(records)))
    assert found.equals(again)
    assert not found.equals(weighting_sensitivity(records, top=2))
    assert not found.equals("something else")
    table, places, kept = found.to_frame(), found.ranks("strength"), found.settings
    table["first"] = "mine"
    places["newman"] = 0
    kept["metrics"].append("mine")
    found.weightings["mine"] = nc.Weighting()
    assert found.equals(again)
    with pytest.raises(AttributeError):
        found.reference = "mine"
    assert repr(found) == "<WeightingSensitivity: 5 metrics, 3 weightings, 6 left out>"
    assert nc.Weighting.from_dict(found.settings["weightings"]["count"]) == WAYS["count"]
    # In Czech there are sentences, too.
    assert found.to_frame("cs")["sentence"].str.endswith(".").all()
    assert found.sentence("cs").startswith("Síla spolupráce: ")


def test_names_are_shown_as_text() -> None:
    hostile = "<script>alert(1)</script> {n}"
    rows = pd.DataFrame({"actor": [hostile, "A", hostile, "B"], "meeting_id": list("1122")})
    found = weighting_sensitivity(nc.Records(meetings=rows), ["strength"], {hostile: WAYS["count"]})
    assert hostile in found.to_frame("en")["sentence"].iloc[0]
    assert "<script" not in found._repr_html_()


ACTORS = "ABCDEFG"
towns = st.lists(
    st.lists(st.sampled_from(ACTORS), min_size=1, max_size=6, unique=True).map("".join),
    min_size=1,
    max_size=8,
)


@settings(max_examples=8)
@given(towns, st.integers(1, 4))
def test_the_numbers_are_those_of_scipy_and_pandas(meetings: list[str], top: int) -> None:
    records = of(meetings)
    found = weighting_sensitivity(records, ["strength", "density"], WAYS, top=top)
    nets = {way: nc.build_network(records, weighting=choice) for way, choice in WAYS.items()}
    values = pd.DataFrame({way: nc.strength(net).round(9) for way, net in nets.items()})
    expected = values.rank(ascending=False, method="min")
    places = found.ranks("strength")
    assert places.astype("float64").loc[expected.index].equals(expected)
    tied = nc.degree(nets["newman"]) > 0
    for way, net in nets.items():
        told = row(found, "strength", way)
        pair = values.loc[tied, ["newman", way]].to_numpy().T
        if min((len(np.unique(side)) for side in pair), default=0) > 1:
            assert told["kendall"] == pytest.approx(kendalltau(*pair).statistic, abs=1e-12)
            assert told["spearman"] == pytest.approx(spearmanr(*pair).statistic, abs=1e-12)
        else:
            assert math.isnan(told["kendall"])
        crowd = values.rank(ascending=False, method="max")
        both = [set(crowd.index[crowd[name] <= top]) for name in ("newman", way)]
        if 0 < len(both[0]) < tied.sum():
            assert told["top_kept"] == len(both[0] & both[1]) / len(both[0])
        assert row(found, "density", way)["value"] == pytest.approx(nc.density(net), nan_ok=True)


@settings(max_examples=6)
@given(towns)
def test_the_reference_agrees_with_itself(meetings: list[str]) -> None:
    found = weighting_sensitivity(of(meetings), list(METRICS), WAYS, top=2)
    own = found.to_frame("en").query("weighting == 'newman'")
    for name, agreed in (("kendall", 1), ("spearman", 1), ("top_kept", 1), ("largest_move", 0)):
        assert own[name].dropna().to_numpy() == pytest.approx(agreed)
    assert (own["change"].dropna() == 0).all()
    assert own["same_pairs"].all()


@settings(max_examples=6)
@given(towns, st.sampled_from([0.1, 1 / 3, 7.0]))
def test_scaling_all_weights_moves_no_rank(meetings: list[str], factor: float) -> None:
    records = of(meetings, kind=["KULATY"] * len(meetings))
    grid = {"newman": nc.Weighting(), "scaled": nc.Weighting(kind={"KULATY": factor})}
    found = weighting_sensitivity(records, None, grid, top=2)
    for metric in ("strength", "betweenness"):
        places = found.ranks(metric)
        assert places["newman"].equals(places["scaled"].rename("newman"))
        told = row(found, metric, "scaled")
        assert math.isnan(told["kendall"]) or told["kendall"] == pytest.approx(1)
        assert told["top_share"] == pytest.approx(row(found, metric, "newman")["top_share"],
                                                  nan_ok=True)  # fmt: skip
    assert (found.to_frame("en")["change"].dropna() == 0).all()


@settings(max_examples=4)
@given(towns, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(meetings: list[str], chance: Any) -> None:
    days = pd.date_range("2023-01-01", periods=len(meetings), freq="90D").to_list()
    rows = sheet(meetings, date=days, hours=[1.0 + len(there) % 3 for there in meetings])
    shuffled = rows.sample(frac=1, random_state=chance.randrange(2**31)).reset_index(drop=True)
    one, other = (
        weighting_sensitivity(nc.Records(meetings=frame), ["strength", "betweenness", "density"])
        for frame in (rows, shuffled)
    )
    assert one.left_out == other.left_out
    for metric in ("strength", "betweenness"):
        assert one.ranks(metric).equals(other.ranks(metric))
    pd.testing.assert_frame_equal(one.to_frame("en"), other.to_frame("en"), rtol=1e-12)


# -- the page --------------------------------------------------------------------------------------


def blocks() -> list[str]:
    return re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def named(beginning: str) -> dict[str, Any]:
    """Run one block of code of the page and give what it names."""
    [code] = [block for block in blocks() if block.startswith(beginning)]
    names: dict[str, Any] = {"nc": nc, "pd": pd}
    exec(code, names)
    return names


def rows_of(head: str) -> list[list[str]]:
    """Read the cells of the table of the page that begins so."""
    lines = PAGE.split(f"\n{head}", 1)[1].split("\n\n", 1)[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def choice_of(cell: str) -> nc.Weighting:
    return eval(cell.strip("`"), {"Weighting": nc.Weighting})


def test_every_block_of_the_page_runs() -> None:
    names: dict[str, Any] = {}
    for block in blocks():
        exec(block, names)
    assert isinstance(names["found"], WeightingSensitivity)


def test_the_table_of_the_hall_is_right() -> None:
    records = named("hall = ")["records"]
    table = rows_of("| weighting | ties |")
    assert len(table) == 4
    for weighting, n_ties, in_hall, at_table, share in table:
        net = nc.build_network(records, weighting=choice_of(weighting))
        strength = nc.strength(net)
        assert net.n_ties == int(n_ties)
        assert set(strength.round(9)) == {float(in_hall), float(at_table)}
        of_hall = net.pairs["source"].str.startswith("hall")
        weight = net.pairs["weight"]
        assert f"{100 * weight[of_hall].sum() / weight.sum():.1f} %" == share
    assert net.settings["set_apart"] == {"meetings": 1, "max_size": 30}
    assert "{'meetings': 1, 'max_size': 30}" in PAGE
    assert f"the {40 * 39 // 2} of the hall" in PAGE


def test_the_table_of_the_layers_is_right() -> None:
    records = named("meetings = ")["records"]
    nets = {
        factor: nc.build_network(
            records, weighting=nc.Weighting(layer_weights={"referral": factor})
        )
        for factor in (1.0, 2.0, 0.5)
    }
    net = nets[1.0]
    assert net.settings["layer_scale"]["meeting"]["mean"] == 5
    assert f"{net.settings['layer_scale']['referral']['mean']:.1f}" == "66.7"
    *pairs, shares = rows_of("| pair | meetings |")
    layers = [net.layer(kind).ties for kind in ("meeting", "referral")]
    alone = [{frozenset(tie[:2]): tie[2] for tie in ties[["source", "target", "weight"]].to_numpy()}
             for ties in layers]  # fmt: skip
    together = [one.pairs.set_index(["source", "target"])["weight"] for one in nets.values()]
    assert {tuple(name.split(" – ")) for name, *_ in pairs} == set(together[0].index)
    for name, *cells in pairs:
        pair = tuple(name.split(" – "))
        meeting, referral = (kind.get(frozenset(pair), 0) for kind in alone)
        expected = [meeting, referral, meeting + referral, *(of[pair] for of in together)]
        assert [float(cell) for cell in cells] == pytest.approx(expected, abs=1e-12)
    meetings = sum(alone[0].values())
    parts = [1 - meetings / (meetings + 200)]
    parts += [1 - 3 / of.sum() for of in together]
    assert [f"{100 * part:.0f} %" for part in parts] == [cell for cell in shares[1:] if cell]
    rows = net.provenance("OSPOD", "School")
    assert rows.groupby("layer")["weight"].agg(["size", "sum"]).to_numpy().tolist() == [
        [10, 5], [1, 20],
    ]  # fmt: skip


def test_the_table_of_the_example_data_is_right() -> None:
    records = nc.datasets.load("havlickuv_brod")
    found = weighting_sensitivity(records)
    assert (len(found.weightings), len(found.left_out)) == (8, 3)
    assert "eight of eleven weightings" in PAGE
    told = found.summary()
    table = found.to_frame("en")
    for position, metric in enumerate(("strength", "betweenness"), start=1):
        firsts = table.loc[table["metric"] == metric, "first"]
        cells = [line[position] for line in rows_of("| | `strength` | `betweenness` |")]
        assert cells == [
            firsts.iloc[0],
            "yes" if firsts.nunique() == 1 else "no",
            f"{5 * told[f'{metric}_top_kept_min']:.0f}",
            f"{told[f'{metric}_kendall_min']:.2f}",
            f"{told[f'{metric}_largest_move']:.0f}",
        ]
        lowest = table[table["metric"] == metric].set_index("weighting")["kendall"].idxmin()
        assert lowest == "max_size_12"
    apart = nc.build_network(records, weighting=nc.Weighting(max_size=12)).settings["set_apart"]
    assert (apart["meetings"], records.meetings["meeting_id"].nunique()) == (3, 5)
    double = [row(found, metric, "referral_double") for metric in ("strength", "betweenness")]
    assert double[0]["largest_move"] == 0
    assert double[1]["top_kept"] == 3 / 5


def test_the_page_names_every_argument_and_every_way() -> None:
    for name in nc.Weighting().to_dict():
        assert f"`{name}" in PAGE or f'"{name}' in PAGE, name
    for way in (*WAYS, "jaccard", "cosine", "one_sided", "mutual", "assumed"):
        assert f'"{way}"' in PAGE, way
