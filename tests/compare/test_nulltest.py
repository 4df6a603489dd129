"""The network beside chance, against published and worked-out numbers."""

from __future__ import annotations

import math
import re
from collections import Counter
from itertools import permutations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import netcoop as nc
from netcoop.compare.null_result import NullTest
from netcoop.compare.nulltest import _beside, null_test
from netcoop.compare.referral_set import _OF_ARCS, _OF_PAIRS, ReferralSet
from netcoop.compare.sampling import sample_null
from netcoop.errors import ArgumentError, NetcoopWarning, RecordError
from netcoop.metrics import METRICS
from tests.gaps import region
from tests.ties.test_backbones import all_tables
from tests.ties.test_nullmodels import table_with
from tests.ties.test_projection import southern_women

BANNED = re.compile(r"proved|caused|prokáz|způsob|failed|fault", re.IGNORECASE)


def only_row(records: nc.Records, metric: str, **options: Any) -> dict[str, Any]:
    found = null_test(records, metric, rng=1, **options).to_frame()
    assert len(found) == 1
    return dict(found.iloc[0])


def again(groups: int = 4, meetings: int = 6) -> nc.Records:
    """Groups of four who only ever meet each other."""
    seats = [(g, i, m) for g in range(groups) for i in range(4) for m in range(meetings)]
    rows = [(f"a{g}{i}", f"m{g}{m}", f"2024-{m + 1:02}-{g + 1:02}", f"k{g}") for g, i, m in seats]
    return nc.Records(meetings=pd.DataFrame(rows, columns=["actor", "meeting_id", "date", "kind"]))


def test_southern_women_mix_as_chance_would() -> None:
    """Transitivity .9284; under fixed margins .932 ± .015: no clustering of its own."""
    row = only_row(nc.Records(meetings=southern_women()), "transitivity", draws=300)
    assert row["estimate"] == pytest.approx(0.9284, abs=5e-5)
    assert row["expected"] == pytest.approx(0.9322, abs=4 * 0.0157 / 300**0.5)
    assert row["sd"] == pytest.approx(0.0157, rel=0.2)
    assert row["p_value"] > 0.3
    assert (row["n_actors"], row["n_meetings"], row["seed"]) == (18, 14, 1)


def test_the_same_partners_again_are_fewer_than_chance_gives() -> None:
    row = only_row(again(), "mean_degree", draws=99)
    assert row["estimate"] == 3
    assert row["expected"] > 10
    assert row["ratio"] == row["estimate"] / row["expected"]
    assert row["p_value"] == pytest.approx(2 / 100)
    assert row["flag"] == "ok"
    assert row["sentence"].endswith(
        "Fewer different partners than random mixing: the same partners meet again."
    )


def test_more_partners_than_chance_gives_are_called_more() -> None:
    """Seven points on seven lines, four times over: all points of a plane meet each other."""
    lines = ["ABC", "ADE", "AFG", "BDF", "BEG", "CDG", "CEF"]
    rows = [(f"{a}{k}", f"{line}{k}") for k in range(4) for line in lines for a in line]
    records = nc.Records(meetings=pd.DataFrame(rows, columns=["actor", "meeting_id"]))
    found = null_test(records, "transitivity", draws=99, rng=1)
    assert found.to_frame()["estimate"].item() == 1
    assert "This is more than random mixing gives." in found.sentence("en")


def test_within_the_kinds_there_is_nothing_left_to_find() -> None:
    """Each group has its kind of meeting; mixing within the kinds can only give the same."""
    found = null_test(again(), "mean_degree", strata="kind", draws=29, rng=1)
    row = found.to_frame().iloc[0]
    assert (row["estimate"], row["expected"], row["p_value"]) == (3, 3, 1)
    assert row["sentence"].endswith("Random mixing gives the same in every draw.")
    said = found.sentence("en")
    assert said == f"{row['sentence']} Mixed only among meetings of the same kind."


def test_every_region_is_compared_with_itself() -> None:
    sheet = again().tables["meetings"]
    sheet["region"] = np.where(sheet["actor"] < "a2", "Jihlava", "Humpolec")
    records = nc.Records(meetings=sheet.drop(columns="kind"))
    found = null_test(records, ["mean_degree", "density"], by="region", draws=49, rng=1)
    table = found.to_frame()
    assert table["region"].tolist() == ["Humpolec"] * 2 + ["Jihlava"] * 2
    assert table["metric"].tolist() == ["mean_degree", "density"] * 2
    assert table["n_actors"].eq(8).all()
    assert table["n_meetings"].eq(12).all()
    assert table["estimate"].tolist() == pytest.approx([3, 3 / 7] * 2)
    assert table["expected"].between(3, 7).sum() == 2
    assert table["sentence"].str.startswith(("Humpolec: ", "Jihlava: ")).all()
    apart = null_test(
        records.select(region="Jihlava"), ["mean_degree", "density"], draws=2000, rng=3
    ).to_frame()
    error = 4 * table["sd"] * (1 / 49 + 1 / 2000) ** 0.5
    assert (table["expected"][2:].to_numpy() - apart["expected"]).abs().lt(error[2:].max()).all()


def test_a_seed_gives_the_same_numbers() -> None:
    records = nc.Records(meetings=southern_women())
    one, two = (null_test(records, draws=9, rng=5) for _ in range(2))
    assert one.equals(two)
    assert not one.equals(null_test(records, draws=9, rng=6))


def test_what_cannot_vary_is_not_called_significant() -> None:
    sheet = pd.DataFrame({"actor": list("ABC"), "meeting_id": "1"})
    row = only_row(nc.Records(meetings=sheet), "mean_degree", draws=19)
    assert row["p_value"] == 1
    assert pd.isna(row["z"])
    assert row["flag"] == "too_few_events"
    assert row["sentence"].endswith("There are too few meetings to say.")


def test_undefined_stays_undefined() -> None:
    sheet = pd.DataFrame({"actor": ["A", "B"], "meeting_id": ["1", "2"]})
    row = only_row(nc.Records(meetings=sheet), "transitivity", draws=5)
    assert pd.isna(row["estimate"])
    assert pd.isna(row["p_value"])
    assert row["flag"] == "too_few_events"
    assert "nan" not in row["sentence"].lower()


def test_draws_in_which_it_is_not_defined_do_not_count() -> None:
    """A round of four; mixed within its kind it may become two pairs twice, without any triple."""
    pairs = ["AB", "BC", "CD", "DA", *("EF", "GH", "IJ", "KL", "MN", "OP", "QR", "ST", "UV")]
    rows = [(a, pair, "q" if place < 4 else "r") for place, pair in enumerate(pairs) for a in pair]
    records = nc.Records(meetings=pd.DataFrame(rows, columns=["actor", "meeting_id", "kind"]))
    row = only_row(records, "transitivity", strata="kind", draws=199)
    assert (row["estimate"], row["expected"], row["sd"], row["p_value"]) == (0, 0, 0, 1)
    assert 150 < row["n_draws"] < 199
    assert row["flag"] == "ok"
    assert "too few" not in row["sentence"]


def test_most_draws_not_defined() -> None:
    found = _beside(0.5, np.array([0.5, np.nan, np.nan]))
    assert found["n_draws"] == 1
    assert math.isnan(found["p_value"])
    found = _beside(0.5, np.array([0.5, np.nan, 0.5, 0.4]))
    assert (found["n_draws"], found["p_value"]) == (3, 1)
    row = {"method": "curveball", "metric": "transitivity", "n_meetings": 13, "flag": "ok"}
    said = NullTest(pd.DataFrame(), {}).row_sentence(row | _beside(0.5, np.array([np.nan])), "en")
    assert said.startswith("Transitivity: 0.50; in most draws at random it is not defined")


def test_what_the_layer_does_not_define_is_not_called_too_few() -> None:
    log = pd.DataFrame([(a, b) for a in "ABCD" for b in "ABCD" if a != b])
    sides = {
        "meeting": (again(), ["reciprocity", "ei_index", "assortativity"]),
        "referral": (
            nc.Records(referrals=log.set_axis(["source", "target"], axis=1)),
            ["two_mode_density"],
        ),
    }
    for layer, (records, metrics) in sides.items():
        found = null_test(records, metrics, layer=layer, draws=3, rng=1).to_frame()
        assert found["flag"].eq("too_few_events").all()
        assert found["sentence"].str.endswith(" is not defined for these records.").all()


def test_what_mixing_cannot_change() -> None:
    rows = again().tables["meetings"]
    found = null_test(nc.Records(meetings=rows), ["two_mode_density"], draws=9, rng=1)
    assert found.sentence("en").endswith("Random mixing gives the same in every draw.")


def test_a_saturated_network_gets_no_verdict() -> None:
    """Twelve meetings of all, and one who comes to one of them."""
    rows = [(actor, f"m{m:02}") for m in range(12) for actor in "ABCDEF"[: 5 + (m == 0)]]
    records = nc.Records(meetings=pd.DataFrame(rows, columns=["actor", "meeting_id"]))
    found = null_test(records, ["mean_degree", "fragmentation"], draws=9, rng=1).to_frame()
    assert found["flag"].tolist() == ["ok", "saturated"]
    assert found["sentence"][1].endswith("say little here.")


def test_chance_is_the_mean_over_all_tables_there_are() -> None:
    actors, meetings = (2, 2, 1, 1), (3, 2, 1)
    tables = all_tables(actors, meetings)
    joint = tables @ tables.transpose(0, 2, 1)
    degree = 2 * (joint[:, *np.triu_indices(4, 1)] > 0).sum(axis=1) / 4
    row = only_row(nc.Records(meetings=table_with(actors, meetings)), "mean_degree", draws=300)
    assert row["expected"] == pytest.approx(degree.mean(), abs=4 * degree.std() / 300**0.5)
    assert row["sd"] == pytest.approx(degree.std(), rel=0.2)
    assert row["n_draws"] == 300


def test_plain_numbers_and_networks_agree() -> None:
    """A metric that needs the network itself makes all of them be measured there."""
    records = nc.Records(meetings=southern_women())
    fast = null_test(records, ["density", "transitivity"], draws=20, rng=1).to_frame()
    slow = null_test(records, ["density", "transitivity", "gini"], draws=20, rng=1).to_frame()
    columns = ["estimate", "expected", "sd"]
    np.testing.assert_allclose(fast[columns], slow[columns][:2], rtol=1e-9)


# Activity -------------------------------------------------------------------------------------


def with_spans() -> nc.Records:
    """A and B leave in June, C and D come in July, E says nothing."""
    days = {"m1": "2024-02-01", "m2": "2024-05-01", "m3": "2024-08-01", "m4": "2024-10-01"}
    seats = {"m1": "AB", "m2": "E", "m3": "CD", "m4": "E"}
    sheet = pd.DataFrame(
        [(actor, m, days[m]) for m, actors in seats.items() for actor in actors],
        columns=["actor", "meeting_id", "date"],
    )
    register = pd.DataFrame(
        {
            "actor_id": list("ABCDE"),
            "active_from": pd.to_datetime([None, None, "2024-07-01", "2024-07-01", None]),
            "active_to": pd.to_datetime(["2024-06-30", "2024-06-30", None, None, None]),
        }
    )
    return nc.Records(meetings=sheet, actors=register)


def test_actors_sit_only_where_they_were_active() -> None:
    early, late = {"m1", "m2"}, {"m3", "m4"}
    seen = {True: set(), False: set()}
    for active, pairs in seen.items():
        for drawn in sample_null(with_spans(), draws=60, active=active, rng=1):
            pairs |= set(drawn.itertuples(index=False, name=None))
    for actor, meeting in seen[True]:
        assert actor == "E" or meeting in (early if actor in "AB" else late)
    assert ("B", "m2") in seen[True]
    assert ("A", "m3") in seen[False]


def test_a_register_that_contradicts_attendance_is_said() -> None:
    records = with_spans()
    sheet = pd.concat(
        [
            records.tables["meetings"],
            pd.DataFrame({"actor": ["A"], "meeting_id": ["m4"], "date": ["2024-10-01"]}),
        ]
    )
    odd = nc.Records(meetings=sheet, actors=records.tables["actors"])
    # The warning points at whoever called the library, however deep it is.
    for function in (null_test, nc.report):
        with pytest.warns(NetcoopWarning, match="not active: 1") as said:
            function(odd, draws=2)
        assert {one.filename for one in said if "not active" in str(one.message)} == {__file__}
    with pytest.warns(NetcoopWarning, match=r"not active: 1\. They"):
        drawn = list(sample_null(odd, draws=20, rng=1))
    # Whoever was there once may be dealt to whatever lies between.
    assert {len(table) for table in drawn} == {len(sheet)}
    places = {m for table in drawn for m in table.loc[table["actor"].eq("A"), "meeting_id"]}
    assert places == {"m1", "m2", "m3", "m4"}


# Samples --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("actors", "meetings", "tables"),
    [((2, 2, 1, 1), (3, 2, 1), 8), ((2, 2, 2, 2), (2, 2, 2, 2), 90)],
)
def test_samples_are_uniform(
    actors: tuple[int, ...], meetings: tuple[int, ...], tables: int
) -> None:
    records = nc.Records(meetings=table_with(actors, meetings))
    seen = Counter(
        tuple(drawn["actor"]) for drawn in sample_null(records, draws=25 * tables, rng=2)
    )
    assert len(seen) == tables
    assert stats.chisquare(list(seen.values())).pvalue > 0.001


def test_samples_are_sorted_and_keep_margins_in_every_stratum() -> None:
    sheet = again().tables["meetings"]
    for drawn in sample_null(again(), draws=3, strata=["kind", "year"], rng=1):
        assert list(drawn) == ["actor", "meeting_id"]
        assert drawn.equals(drawn.sort_values(["meeting_id", "actor"], ignore_index=True))
        # Groups have kinds of their own.
        assert (drawn["actor"].str[1] == drawn["meeting_id"].str[1]).all()
        for name in ("actor", "meeting_id"):
            assert drawn[name].value_counts().to_dict() == sheet[name].value_counts().to_dict()


def test_samples_of_regions_stay_in_them() -> None:
    sheet = again().tables["meetings"]
    sheet["region"] = np.where(sheet["actor"] < "a2", "Jihlava", "Humpolec")
    for drawn in sample_null(nc.Records(meetings=sheet), draws=2, by="region", rng=1):
        assert list(drawn) == ["region", "actor", "meeting_id"]
        assert len(drawn) == len(sheet)
        assert drawn["region"].eq(np.where(drawn["actor"] < "a2", "Jihlava", "Humpolec")).all()


@pytest.mark.parametrize("strata", ["region", "kind", "series", "year"])
def test_what_is_not_known_counts_as_alike(strata: str) -> None:
    records = nc.Records(meetings=table_with((2, 2, 1, 1), (3, 2, 1)))
    seen = {tuple(t["actor"]) for t in sample_null(records, draws=80, strata=strata, rng=1)}
    assert len(seen) == 8


# Referrals ------------------------------------------------------------------------------------


def test_referrals_against_all_ways_to_send_them() -> None:
    source, target = "AABCD", "BCAAC"
    ways = [
        way
        for way in set(permutations(target))
        if all(a != b for a, b in zip(source, way, strict=True))
    ]
    arcs = [set(zip(source, way, strict=True)) for way in ways]
    degree = np.array([2 * len(one) / 4 for one in arcs])
    mutual = np.array([np.mean([(b, a) in one for a, b in one]) for one in arcs])
    log = pd.DataFrame({"source": list(source), "target": list(target)})
    found = null_test(
        nc.Records(referrals=log),
        ["mean_degree", "reciprocity"],
        layer="referral",
        draws=600,
        rng=1,
    ).to_frame()
    for row, every in zip(found.to_dict("records"), (degree, mutual), strict=True):
        assert row["expected"] == pytest.approx(every.mean(), abs=4 * every.std() / 600**0.5)
        assert row["flag"] == "too_few_events"
        assert "too few referrals to say" in row["sentence"]
    assert found["estimate"].tolist() == [2.5, 0.8]
    assert "n_meetings" not in found


def test_counts_are_single_referrals_and_nobody_refers_to_themselves() -> None:
    log = pd.DataFrame({"source": list("AABBC"), "target": list("BABCC"), "count": [3, 2, 9, 1, 4]})
    single = log.loc[log.index.repeat(log["count"])].drop(columns="count")
    one, two = (
        null_test(nc.Records(referrals=rows), layer="referral", draws=19, rng=1)
        for rows in (log, single)
    )
    assert one.equals(two)


@given(arcs=st.lists(st.tuples(st.sampled_from("ABCDEF"), st.sampled_from("ABCDEF")), max_size=14))
def test_referrals_measured_fast_are_the_metrics(arcs: list[tuple[str, str]]) -> None:
    register = pd.DataFrame(index=pd.Index(list("ABCDEFG"), name="actor_id"))
    ends = [["ABCDEFG".index(word) for word in end] for end in zip(*arcs, strict=True)]
    source, target = np.array(ends or [[], []], dtype="int64")
    whole = ReferralSet(register, source[source != target], target[source != target])
    names = [*_OF_ARCS, *_OF_PAIRS]
    net = whole.network()
    expected = [METRICS[name].measure(net) for name in names]
    np.testing.assert_allclose(whole.measure(names), expected, rtol=1e-12)


def test_the_same_targets_again_are_fewer_than_chance_gives() -> None:
    rows = [(a, b) for a, b in ("AB", "CD", "EF", "GH") for _ in range(6)]
    log = pd.DataFrame(rows, columns=["source", "target"])
    row = only_row(nc.Records(referrals=log), "mean_degree", layer="referral", draws=99)
    assert (row["estimate"], row["p_value"], row["flag"]) == (1, 0.02, "ok")
    assert "referrals go to the same partners again" in row["sentence"]


def test_the_shared_region_can_be_asked() -> None:
    records = nc.Records(meetings=region.MEETINGS, referrals=region.REFERRALS, actors=region.ACTORS)
    for layer, flagged in (("meeting", 3), ("referral", 0)):
        found = null_test(records, layer=layer, draws=9, rng=1)
        for lang in ("cs", "en"):
            assert not BANNED.search(found.sentence(lang))
            assert "mean_degree" not in found.sentence(lang)
        assert len(found.summary()) > 9
        assert repr(found) == f"<NullTest: 3 rows, {flagged} with a flag>"
        assert "<table" in found._repr_html_()


def test_no_rows_at_all() -> None:
    sheet = pd.DataFrame({"actor": [], "meeting_id": []}, dtype="str")
    found = null_test(nc.Records(meetings=sheet), draws=3, rng=1).to_frame()
    assert found["estimate"].isna().all()
    log = pd.DataFrame({"source": [], "target": []}, dtype="str")
    found = null_test(nc.Records(referrals=log), layer="referral", draws=3, rng=1).to_frame()
    assert found["estimate"].isna().all()
    assert "too few referrals to compare" in found["sentence"][0]


def test_faults() -> None:
    women = nc.Records(meetings=southern_women())
    log = nc.Records(referrals=pd.DataFrame({"source": ["A"], "target": ["B"]}))
    with pytest.raises(RecordError, match="compares meetings"):
        null_test(log)
    with pytest.raises(RecordError, match="compares referrals"):
        null_test(women, layer="referral")
    with pytest.raises(RecordError, match="is not records"):
        null_test(southern_women())  # type: ignore[arg-type]
    with pytest.raises(RecordError, match="region of no meeting is known"):
        null_test(women, by="region")
    with pytest.raises(ArgumentError, match="Did you mean 'density'"):
        null_test(women, ["densty"])
    with pytest.raises(ArgumentError, match="are for meetings"):
        null_test(log, layer="referral", by="region")
    with pytest.raises(ArgumentError, match="layer='contact'"):
        null_test(women, layer="contact")


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"draws": 0}, "draws=0"),
        ({"draws": True}, "draws=True"),
        ({"draws": 1.5}, "draws=1.5"),
        ({"draws": 1, "by": "kind"}, "by='kind' is not known"),
        ({"draws": 1, "strata": "colour"}, "strata='colour' is not known"),
        ({"draws": 1, "strata": ["kind", 3]}, "strata=3 is not known"),
        ({"draws": 1, "strata": 3}, "strata=3: name one or more"),
        ({"draws": 1, "active": "yes"}, "active='yes'"),
        ({"draws": 1, "rng": -1}, "rng=-1"),
    ],
)
def test_bad_arguments(options: dict[str, Any], match: str) -> None:
    women = nc.Records(meetings=southern_women())
    for function in (sample_null, null_test):
        with pytest.raises(ArgumentError, match=re.escape(match)):
            function(women, **options)  # type: ignore[operator]
