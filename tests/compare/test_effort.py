"""Ties at equal effort, against published numbers and every choice of meetings."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import comb

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import netcoop as nc
from netcoop.compare.effort import coverage, meeting_size_profile, rarefy
from netcoop.compare.occurrences import Occurrences, log_missed
from netcoop.errors import ArgumentError, NetworkError, RecordError
from tests.ties.test_projection import southern_women

BANNED = ("proved", "prokázal", "caused", "způsobil", "fault", "fail")


@st.composite
def sheets(draw: st.DrawFn) -> pd.DataFrame:
    """Two to six meetings of up to six actors; some meetings of one actor."""
    meetings = draw(
        st.lists(st.sets(st.sampled_from("ABCDEF"), min_size=1), min_size=2, max_size=6)
    )
    rows = [(actor, number) for number, who in enumerate(meetings) for actor in sorted(who)]
    return pd.DataFrame(rows, columns=["actor", "meeting_id"])


def pairs_of(sheet: pd.DataFrame) -> list[set[tuple[str, str]]]:
    """The pairs of each meeting of two actors or more."""
    together = [
        set(combinations(sorted(who), 2)) for _, who in sheet.groupby("meeting_id")["actor"]
    ]
    return [pairs for pairs in together if pairs]


def mean_ties(meetings: list[set[tuple[str, str]]], at: int) -> float:
    return float(np.mean([len(set().union(*some)) for some in combinations(meetings, at)]))


def mean_coverage(meetings: list[set[tuple[str, str]]], at: int) -> float:
    """Over all choices of ``at`` meetings and one more: pairs seen before, of all its pairs."""
    seen = total = 0
    for new, further in enumerate(meetings):
        rest = meetings[:new] + meetings[new + 1 :]
        for some in combinations(rest, at):
            seen += len(further & set().union(*some))
            total += len(further)
    return seen / total


# -- published numbers ---------------------------------------------------------------------------


def test_southern_women_coverage() -> None:
    row = coverage(southern_women()).to_frame().iloc[0]
    assert row["n_actors"] == 18
    assert row["n_meetings"] == 14
    assert row["n_ties"] == 139
    assert row["n_joint"] == 322
    assert row["once"] == 44
    assert row["twice"] == 49
    assert row["estimate"] == pytest.approx(0.8833411, abs=5e-8)
    assert row["chao2_raw"] == pytest.approx(157.344023, abs=5e-7)
    assert row["possible"] == 153
    assert row["chao2"] == 153  # no more than there are
    assert row["flag"] == "ok"


def test_southern_women_at_fewer_meetings() -> None:
    table = rarefy(southern_women(), at=[1, 3, 7, 10, 14]).to_frame()
    expected = [23.0, 58.491758, 103.025349, 122.941059, 139.0]
    # The published digits are cut off, not rounded: 103.0253497 stands there as 103.025349.
    assert table["estimate"].tolist() == pytest.approx(expected, abs=1e-6)
    assert table["mean_degree"].tolist() == pytest.approx(np.array(expected) / 9, abs=1e-6)
    assert table["coverage"].iloc[-1] == pytest.approx(0.8833411, abs=5e-8)


def test_southern_women_largest_meetings() -> None:
    """Three of fourteen make 202 of 322 pairs that sat together, 63 %."""
    profile = meeting_size_profile(southern_women())
    assert profile.half == (3, pytest.approx(202 / 322))
    table = profile.to_frame()
    assert table["size"].tolist() == [3, 4, 5, 6, 8, 10, 12, 14]
    assert table["n_meetings"].tolist() == [4, 2, 1, 2, 2, 1, 1, 1]
    assert table["pairs"].tolist() == [3, 6, 10, 15, 28, 45, 66, 91]
    assert table["n_joint"].sum() == 322
    assert table["share"].sum() == pytest.approx(1)
    largest = southern_women().groupby("meeting_id").filter(lambda rows: len(rows) < 14)
    without = profile.without_largest().set_index("metric")
    whole = nc.build_network(nc.Records(meetings=southern_women()))
    part = nc.Network(whole.actors.index, nc.project(largest))
    for name in ("density", "mean_degree", "transitivity", "fragmentation"):
        assert without.loc[name, "estimate"] == pytest.approx(getattr(nc, name)(whole))
        assert without.loc[name, "without_largest"] == pytest.approx(getattr(nc, name)(part))
    assert (without["change"] == without["without_largest"] - without["estimate"]).all()


def test_published_estimates_of_abundances() -> None:
    """The girdled spiders of iNEXT: 26 species, 168 spiders, 12 seen once, 4 twice: .9289, 43.893.

    For large T the formulas of incidences are those of abundances, T−1 in the place of n−1.
    """
    rest = np.array([3, 4, 5, 6, 7, 8, 9, 10, 12, 84])  # the rest only has to add up to 148
    assert rest.sum() == 148
    counts = {1: 12, 2: 4, **dict.fromkeys(rest.tolist(), 1)}
    found = Occurrences(99, 168, np.array(list(counts)), np.array(list(counts.values())))
    assert found.n_ties == 26
    assert found.n_joint == 168
    assert found.coverage == pytest.approx(0.9289, abs=5e-5)
    assert found.chao2 == pytest.approx(43.893, abs=5e-4)


# -- every choice of meetings --------------------------------------------------------------------


@given(sheets())
def test_ties_are_the_mean_over_all_choices(sheet: pd.DataFrame) -> None:
    meetings = pairs_of(sheet)
    levels = range(len(meetings) + 1)
    found = rarefy(sheet, at=levels).to_frame()["estimate"]
    assert found.tolist() == pytest.approx([mean_ties(meetings, at) for at in levels])


@given(sheets())
def test_coverage_is_the_mean_over_all_choices(sheet: pd.DataFrame) -> None:
    meetings = pairs_of(sheet)
    if len(meetings) < 2:
        assert coverage(sheet).to_frame()["estimate"].isna().all()
        return
    levels = range(len(meetings))
    found = rarefy(sheet, at=levels).to_frame()["coverage"]
    assert found.tolist() == pytest.approx([mean_coverage(meetings, at) for at in levels])
    last = rarefy(sheet, at=len(meetings)).to_frame()["coverage"][0]
    assert last == coverage(sheet).estimate
    assert 0 <= last <= 1


@settings(max_examples=20)
@given(sheets())
def test_names_and_order_do_not_matter(sheet: pd.DataFrame) -> None:
    turned = sheet.sample(frac=1, random_state=1).assign(
        actor=lambda rows: rows["actor"].map(dict(zip("ABCDEF", "FCABED", strict=True))),
        meeting_id=lambda rows: -rows["meeting_id"],
    )
    assert coverage(turned).equals(coverage(sheet))
    assert rarefy(turned, at=[1, 2]).equals(rarefy(sheet, at=[1, 2]))
    ours, theirs = meeting_size_profile(turned), meeting_size_profile(sheet)
    assert ours.to_frame().equals(theirs.to_frame())
    left, right = (found.without_largest().iloc[:, 1:4] for found in (ours, theirs))
    np.testing.assert_allclose(left, right)


@given(sheets())
def test_more_meetings_never_give_fewer_ties(sheet: pd.DataFrame) -> None:
    n = len(pairs_of(sheet))
    at = np.linspace(0, n, 13)
    table = rarefy(sheet, at=at).to_frame()
    assert (np.diff(table["estimate"]) >= -1e-9).all()
    assert table["estimate"].iloc[0] == 0
    assert (np.diff(np.diff(table["estimate"])) <= 1e-9).all()  # and ever fewer new ones


def test_between_whole_numbers_on_a_straight_line() -> None:
    low, mid, high = rarefy(southern_women(), at=[3, 3.25, 4]).to_frame()["estimate"]
    assert mid == pytest.approx(0.75 * low + 0.25 * high)
    sheet = southern_women()
    low, mid, high = rarefy(sheet, at=[13, 13.5, 14]).to_frame()["coverage"]
    assert mid == pytest.approx((low + high) / 2)


# -- thousands of meetings -----------------------------------------------------------------------


def test_thousands_of_meetings_against_whole_number_arithmetic() -> None:
    meetings, at = 8000, np.array([1, 2, 4000, 7990, 7999, 8000])
    times = np.array([1, 2, 17, 400, 7999, 8000])
    found = np.exp(log_missed(meetings, at, times))
    seen = -np.expm1(log_missed(meetings, at, times))
    for row, t in enumerate(at.tolist()):
        for column, y in enumerate(times.tolist()):
            missed = Fraction(comb(meetings - y, t), comb(meetings, t))
            if missed > Fraction(1, 10**300):
                assert found[row, column] == pytest.approx(float(missed), rel=1e-10)
            else:
                assert found[row, column] <= 1e-299
            assert seen[row, column] == pytest.approx(float(1 - missed), rel=1e-10)


def test_thousands_of_meetings_of_the_same_two() -> None:
    rows = [(actor, meeting) for meeting in range(5000) for actor in "AB"]
    rows += [(actor, 5000) for actor in "CD"]
    sheet = pd.DataFrame(rows, columns=["actor", "meeting_id"])
    table = rarefy(sheet, at=[1, 2500, 5001]).to_frame()
    assert table["estimate"].tolist() == pytest.approx([1, 1 + 2500 / 5001, 2], rel=1e-12)
    # One pair seen once and none twice: Chao's estimate is that nothing is unseen.
    assert coverage(sheet).estimate == 1
    assert table["coverage"][1] == pytest.approx(1 - 1 / 5001, rel=1e-9)


# -- formulas by hand ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("once", "twice", "share", "chao2"),
    [
        (0, 3, 1.0, 3.0),
        (4, 2, 1 - 4 / 8 * (9 * 4 / (9 * 4 + 4)), 6 + 0.9 * 16 / 4),
        (4, 0, 1 - 4 / 4 * (9 * 3 / (9 * 3 + 2)), 4 + 0.9 * 4 * 3 / 2),
        (1, 0, 1.0, 1.0),
    ],
)
def test_formulas(once: int, twice: int, share: float, chao2: float) -> None:
    times = [time for time, number in ((1, once), (2, twice)) if number]
    pairs = [number for number in (once, twice) if number]
    found = Occurrences(50, 10, np.array(times), np.array(pairs))
    assert found.coverage == pytest.approx(share)
    assert found.chao2 == pytest.approx(chao2)


def test_what_cannot_be_said() -> None:
    one = pd.DataFrame({"actor": list("ABC"), "meeting_id": 1})
    row = coverage(one).to_frame().iloc[0]
    assert row[["estimate", "chao2", "chao2_raw"]].isna().all()
    assert row["flag"] == "too_few_events"
    assert row["n_ties"] == 3
    assert coverage(one).sentence("en") == "There are too few meetings to say."
    table = rarefy(southern_women(), at=[14, 15]).to_frame()
    assert table["estimate"].isna().tolist() == [False, True]
    assert table["coverage"].isna().tolist() == [False, True]
    assert table["flag"].tolist() == ["ok", "too_few_events"]
    assert "there are records of 14 only" in table["sentence"][1]


def test_flags() -> None:
    # Twelve meetings, always of two who had not met and never will again.
    few = pd.DataFrame({"actor": range(24), "meeting_id": np.arange(24) // 2})
    assert coverage(southern_women().query("meeting_id < 'E5'")).to_frame()["flag"][0] == (
        "too_few_events"
    )
    found = coverage(few)
    assert found.estimate == pytest.approx(1 - 11 * 11 / (11 * 11 + 2))
    assert found.to_frame()["flag"][0] == "low_coverage"
    assert "Fewer than 70 %" in found.sentence("en")
    levels = rarefy(few, at=[1, 2])
    assert levels.to_frame()["flag"].tolist() == ["low_coverage"] * 2
    assert levels.sentence("en").count("Fewer than 70 %") == 1


def test_meetings_of_one_show_no_pair() -> None:
    sheet = pd.DataFrame({"actor": list("ABABC"), "meeting_id": list("11223")})
    row = coverage(sheet).to_frame().iloc[0]
    assert row["n_meetings"] == 2
    assert row["n_actors"] == 3
    profile = meeting_size_profile(sheet)
    assert profile.to_frame()["n_meetings"].tolist() == [1, 2]
    assert profile.to_frame()["n_joint"].tolist() == [0, 2]
    assert "one actor only" in profile.to_frame()["sentence"][0]


def test_empty() -> None:
    nothing = pd.DataFrame({"actor": [], "meeting_id": []})
    alone = pd.DataFrame({"actor": ["A"], "meeting_id": ["1"]})
    for sheet in (nothing, alone):
        assert np.isnan(coverage(sheet).estimate)
        table = rarefy(sheet, at=[0, 1]).to_frame()
        assert table["estimate"].isna().tolist() == [False, True]
        profile = meeting_size_profile(sheet)
        assert profile.sentence("en") == "No two actors came to the same meeting."
        assert profile.without_largest()["without_largest"].isna().all()
        assert np.isnan(profile.half[1])
        assert "<table>" in profile._repr_html_()
        assert repr(profile).startswith("<MeetingSizeProfile: ")
    assert np.isnan(rarefy(nothing, at=0).to_frame()["mean_degree"][0])


# -- sources -------------------------------------------------------------------------------------


def test_records_networks_and_tables_are_the_same() -> None:
    sheet = southern_women()
    records = nc.Records(meetings=sheet)
    net = nc.build_network(records)
    for function in (coverage, meeting_size_profile):
        assert function(records).equals(function(sheet))
        assert function(net).equals(function(sheet))
    assert rarefy(records, at=3).equals(rarefy(net, at=3))


def test_actors_of_the_register_count() -> None:
    register = pd.DataFrame({"actor_id": list("ABCD"), "name": list("ABCD")})
    sheet = pd.DataFrame({"actor": list("ABCABC"), "meeting_id": list("111222")})
    records = nc.Records(meetings=sheet, actors=register)
    row = coverage(records).to_frame().iloc[0]
    assert row["n_actors"] == 4
    assert row["possible"] == 6
    assert coverage(sheet, n_actors=4).equals(coverage(records))
    assert rarefy(records, at=2).to_frame()["mean_degree"][0] == 1.5
    table = meeting_size_profile(records, ["density"]).without_largest()
    assert table["estimate"].tolist() == [0.5]
    assert table["without_largest"].isna().all()  # all meetings are of one size


def test_excused_and_planned_do_not_count() -> None:
    sheet = pd.DataFrame(
        {
            "actor": list("ABCAB"),
            "meeting_id": list("11122"),
            "role": ["participant", "participant", "excused", "participant", "participant"],
            "status": ["held", "held", "held", "planned", "planned"],
        }
    )
    row = coverage(nc.Records(meetings=sheet)).to_frame().iloc[0]
    assert row["n_meetings"] == 1
    assert row["n_ties"] == 1


def test_large_meetings_set_apart() -> None:
    sheet = southern_women()
    records = nc.Records(meetings=sheet)
    small = sheet.groupby("meeting_id").filter(lambda rows: len(rows) <= 8)
    expected = coverage(small).to_frame()
    found = coverage(sheet, max_size=8).to_frame()
    columns = ["estimate", "n_meetings", "n_ties", "chao2_raw"]
    pd.testing.assert_frame_equal(found[columns], expected[columns])
    net = nc.build_network(records, weighting=nc.Weighting(max_size=8))
    pd.testing.assert_frame_equal(coverage(net).to_frame()[columns], expected[columns])
    assert coverage(net).to_frame()["n_ties"][0] == net.n_ties
    assert rarefy(sheet, at=11, max_size=8).to_frame()["estimate"][0] == net.n_ties


def test_without_the_largest_keeps_the_scale_of_weights() -> None:
    """Leaving out the heaviest tie must not look like a gain."""
    rows = [*(("A", m) for m in "123"), *(("B", m) for m in "123")]
    rows += [("C", "4"), ("D", "4"), ("E", "4"), *((actor, "5") for actor in "ABCD")]
    sheet = pd.DataFrame(rows, columns=["actor", "meeting_id"])
    table = meeting_size_profile(sheet, ["density", "distance_fragmentation"]).without_largest()
    assert table["change"][0] < 0
    assert table["change"][1] > 0


def test_several_largest_are_left_out_together() -> None:
    sheet = pd.DataFrame({"actor": [*"ABC", *"CDE", *"AE"], "meeting_id": [*"11122233"]})
    profile = meeting_size_profile(sheet, ["mean_degree"])
    assert profile.without_largest()["without_largest"].tolist() == [2 / 5]
    assert "without the largest meetings 0.4" in profile.sentence("en")


# -- arguments and words -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "at", [-1, "3", None, [], [1, None], float("nan"), float("inf"), True, [1, "2"], np.eye(2)]
)
def test_odd_levels(at: object) -> None:
    with pytest.raises(ArgumentError, match="no number of meetings"):
        rarefy(southern_women(), at=at)  # type: ignore[arg-type]


def test_odd_arguments() -> None:
    sheet = southern_women()
    for number in (3, 17, 18.5, True, "18", float("nan")):
        with pytest.raises(ArgumentError, match="at least 18"):
            coverage(sheet, n_actors=number)  # type: ignore[arg-type]
    for size in (1, 0, True, 2.5, "x"):
        with pytest.raises(ArgumentError, match="max_size="):
            rarefy(sheet, at=1, max_size=size)  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match="Did you mean 'density'"):
        meeting_size_profile(sheet, ["densty"])
    with pytest.raises(ArgumentError, match="metrics="):
        meeting_size_profile(sheet, ["degree"])  # of actors, not of the network
    with pytest.raises(ArgumentError, match="no column meeting_id"):
        coverage(sheet[["actor"]])
    for odd in (None, "records.csv", 3):
        with pytest.raises(ArgumentError, match="holds no attendance"):
            coverage(odd)  # type: ignore[arg-type]
    with pytest.raises(RecordError, match="the records have none"):
        coverage(nc.Records(referrals=pd.DataFrame({"source": ["A"], "target": ["B"]})))
    with pytest.raises(NetworkError, match="who was at which meeting"):
        coverage(nc.Network("AB", pd.DataFrame({"source": ["A"], "target": ["B"]})))


def test_words() -> None:
    sheet = southern_women()
    results = [coverage(sheet), rarefy(sheet, at=[1, 7.5, 20]), meeting_size_profile(sheet)]
    said = [result.sentence("en") for result in results]
    assert said[0] == (
        "Of those who sit together at a further meeting, 88 % would be pairs already seen in these "
        "14 meetings. 139 of 153 pairs have met; in the long run at least about 153 would."
    )
    assert "Number of meetings: 1. Pairs of actors expected to have met: 23.0" in said[1]
    assert "Number of meetings: 7.5." in said[1]
    assert said[2].startswith("The 3 largest of 14 meetings make 63 % of all pairs that sat")
    assert "Density: 0.91, without the largest meeting 0." in said[2]
    for result in results:
        for lang in ("en", "cs"):
            words = " ".join([result.sentence(lang), *result.to_frame(lang)["sentence"]])
            assert not any(word in words for word in BANNED)
            assert "{" not in words
        assert "<table>" in result._repr_html_()
        assert result.equals(result)
    assert repr(results[0]) == "<Coverage: 1 rows, 0 with a flag>"
    assert repr(results[2]) == "<MeetingSizeProfile: 14 meetings of 3 to 14 actors>"


def test_summaries() -> None:
    sheet = southern_women()
    assert coverage(sheet).summary()["coverage_n_ties"] == 139
    assert rarefy(sheet, at=[1, 7.5]).summary()["1_estimate"] == pytest.approx(23)
    assert "7.5_coverage" in rarefy(sheet, at=7.5).summary()
    assert rarefy(sheet, at=[1, 14]).estimate.loc[14] == 139
    summary = meeting_size_profile(sheet).summary()
    assert summary["size_14_n_joint"] == 91
    assert summary["density_estimate"] == pytest.approx(139 / 153)
    other = meeting_size_profile(sheet, ["density"])
    assert not other.equals(meeting_size_profile(sheet))
    assert not other.equals(coverage(sheet))
