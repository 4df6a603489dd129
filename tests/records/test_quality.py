"""How well it is recorded: small sheets whose numbers are worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import netcoop as nc
from netcoop.records.quality import COLUMNS, FLAGS, MEASURES, quality
from netcoop.records.quality_words import quality_sentences
from netcoop.records.timeline import record_gaps, records_per_month

# m1 and m2 in Brod, m3 in Lhota, m4 without date and region, m5 cancelled.
SHEET = pd.DataFrame(
    [
        ("m1", "OSPOD", "2024-01-10", "Brod", "organiser", 2.0, "true", "held"),
        ("m1", "ZŠ", "2024-01-10", "Brod", "participant", None, None, "held"),
        ("m1", "PČR", "2024-01-10", "Brod", "participant", None, None, "held"),
        ("m1", "ZŠ", "2024-01-10", "Brod", "participant", None, None, "held"),
        ("m1", "MŠ", "2024-01-10", "Brod", "excused", None, None, "held"),
        ("m2", "OSPOD", "2024-04-09", "Brod", "organiser", None, None, "held"),
        ("m3", "OSPOD", "2024-04-19", "Lhota", "organiser", 1.0, "false", None),
        ("m3", "ZŠ", "2024-04-19", "Lhota", "excused", None, None, None),
        ("m4", "Charita", None, None, None, None, None, None),
        ("m5", "Charita", "2024-05-01", "Brod", None, None, None, "cancelled"),
    ],
    columns=["meeting_id", "actor", "date", "region", "role", "hours", "facilitated", "status"],
)


@pytest.fixture(scope="module")
def records() -> nc.Records:
    read = nc.read_records({"meetings": SHEET})
    return read.replace({"regions": pd.DataFrame({"region": ["Brod", "Lhota", "Nikde"]})})


def at(frame: pd.DataFrame, measure: str, region: str = "", phase: str = "", **more: str) -> tuple:
    where = {"region": region, "phase": phase, "compared_with": "", "measure": measure} | more
    row = frame.loc[np.logical_and.reduce([frame[name] == value for name, value in where.items()])]
    assert len(row) == 1, where
    value, n, of = row[["value", "n", "of"]].astype("object").iloc[0]
    return tuple(None if pd.isna(cell) else cell for cell in (value, n, of))


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ("meetings", (4, 4, None)),
        ("meetings_not_held", (1, 1, None)),
        ("rows", (9, 9, None)),
        # MŠ was excused and never there.
        ("actors", (4, 4, None)),
        ("months", (2, 2, None)),
        ("months_without_records", (2, 2, 4)),
        # 10 January to 9 April 2024.
        ("longest_gap_days", (90, None, None)),
        ("share_date", (0.75, 3, 4)),
        ("share_hours", (0.5, 2, 4)),
        ("share_people", (0, 0, 4)),
        ("share_region", (0.75, 3, 4)),
        ("share_facilitated_known", (0.5, 2, 4)),
        ("share_convener", (0.75, 3, 4)),
        # 3 + 1 + 1 + 1.
        ("mean_attendance", (1.5, 6, 4)),
        # m2 and m4; m3 names who was excused, so somebody kept the list.
        ("share_organiser_only", (0.5, 2, 4)),
    ],
)
def test_measures_of_all_meetings(
    records: nc.Records, measure: str, expected: tuple[object, ...]
) -> None:
    assert at(quality(records), measure) == expected


def test_measures_of_a_region(records: nc.Records) -> None:
    found = quality(records)
    assert at(found, "meetings", "Brod") == (2, 2, None)
    assert at(found, "meetings_not_held", "Brod") == (1, 1, None)
    assert at(found, "share_hours", "Brod") == (0.5, 1, 2)
    assert at(found, "mean_attendance", "Lhota") == (1, 1, 1)


def test_a_region_without_records_is_unknown_not_zero(records: nc.Records) -> None:
    nowhere = quality(records).query("region == 'Nikde'")
    assert len(nowhere) > 10
    assert nowhere["value"].isna().all()
    assert set(nowhere["flag"]) == {"no_records"}


def test_months_without_records_are_missing(records: nc.Records) -> None:
    found = records_per_month(records)
    everywhere = found[found["region"] == ""]
    assert everywhere["month"].tolist() == ["2024-01", "2024-02", "2024-03", "2024-04"]
    assert everywhere["meetings"].tolist() == [1, pd.NA, pd.NA, 2]
    assert everywhere["rows"].tolist() == [5, pd.NA, pd.NA, 3]
    assert found.loc[found["region"] == "Lhota", "month"].tolist() == ["2024-04"]


def test_the_longest_gap_has_its_days(records: nc.Records) -> None:
    gaps = record_gaps(records).set_index("region")
    assert gaps.index.tolist() == ["", "Brod"]
    assert [day.date().isoformat() for day in gaps.loc["Brod", ["start", "end"]]] == [
        "2024-01-10",
        "2024-04-09",
    ]


def test_a_month_counts_as_a_date_for_months_only() -> None:
    log = pd.DataFrame(
        {
            "source": ["A", "B", "A"],
            "target": "C",
            "period": ["2024-01", None, "2024-04"],
            "count": [2, 1, 4],
            "outcome": ["PRIJATO", None, None],
        }
    )
    found = quality(nc.Records(referrals=log))
    assert at(found, "share_date") == (0, 0, 3)
    assert at(found, "share_month") == (pytest.approx(2 / 3), 2, 3)
    assert at(found, "count") == (7, 7, None)
    assert at(found, "rows") == (3, 3, None)
    assert at(found, "actors") == (3, 3, None)
    assert at(found, "share_outcome") == (pytest.approx(1 / 3), 1, 3)
    # Both months may be full of records to their last day: 31 January to 1 April.
    assert at(found, "longest_gap_days")[0] == 61
    assert "mean_attendance" not in set(found["measure"])


def test_contacts_are_measured_too() -> None:
    diary = pd.DataFrame(
        {
            "source": ["A", "A"],
            "target": ["B", "C"],
            "hours": [0.5, None],
            "facilitated": [True, None],
        }
    )
    found = quality(nc.Records(contacts=diary))
    assert at(found, "share_hours") == (0.5, 1, 2)
    assert at(found, "share_facilitated_known") == (0.5, 1, 2)


def phased(before: list[int], after: list[int], hours: tuple[int, int] = (0, 0)) -> nc.Records:
    """Meetings of so many actors in 2023 and in 2024; so many of each year with a duration."""
    rows = [
        (f"{year}-{number}", f"actor {seat}", f"{year}-03-{number + 1:02d}",
         1.0 if number < timed else None)
        for year, sizes, timed in ((2023, before, hours[0]), (2024, after, hours[1]))
        for number, size in enumerate(sizes)
        for seat in range(size)
    ]  # fmt: skip
    sheet = pd.DataFrame(rows, columns=["meeting_id", "actor", "date", "hours"])
    phases = pd.DataFrame(
        {
            "phase": ["later", "earlier"],
            "start": ["2024-01-01", "2023-01-01"],
            "end": ["2024-12-31", "2023-12-31"],
        }
    )
    return nc.read_records({"meetings": sheet, "phases": phases})


def flag_of(records: nc.Records, measure: str) -> str:
    found = quality(records).query("compared_with != '' and region == ''").set_index("measure")
    return str(found.loc[measure, "flag"])


def test_phases_are_measured_and_compared_in_the_order_of_time() -> None:
    found = quality(phased([4] * 5, [6] * 5, hours=(1, 4)))
    assert at(found, "mean_attendance", phase="earlier") == (4, 20, 5)
    assert at(found, "mean_attendance", phase="later") == (6, 30, 5)
    change = at(found, "mean_attendance", phase="later", compared_with="earlier")
    assert change == (2, None, None)
    assert at(found, "share_hours", phase="later", compared_with="earlier")[0] == pytest.approx(0.6)
    # How many there were depends on how long a phase is.
    assert "meetings" not in set(found.loc[found["compared_with"] != "", "measure"])


@pytest.mark.parametrize(
    ("before", "after", "flag"),
    [
        ([4] * 5, [5] * 5, "ok"),  # exactly a quarter
        ([4] * 5, [5, 5, 5, 5, 6], "recording_changed"),
        ([4] * 5, [3] * 5, "ok"),
        ([4] * 5, [2, 3, 3, 3, 3], "recording_changed"),
        ([4] * 4, [9] * 5, "too_few"),
        ([4] * 5, [9] * 4, "too_few"),
        ([4] * 5, [], "no_records"),
    ],
)
def test_a_change_of_more_than_a_quarter_is_one_of_recording(
    before: list[int], after: list[int], flag: str
) -> None:
    assert flag_of(phased(before, after), "mean_attendance") == flag


@pytest.mark.parametrize(
    ("hours", "flag"),
    [((7, 9), "ok"), ((1, 4), "recording_changed"), ((4, 1), "recording_changed")],
)
def test_a_share_that_moves_by_more_than_a_fifth(hours: tuple[int, int], flag: str) -> None:
    assert flag_of(phased([2] * 10, [2] * 10, hours=hours), "share_hours") == flag


def test_a_phase_without_records_is_unknown() -> None:
    later = quality(phased([4] * 5, [])).query("phase == 'later'")
    assert later["value"].isna().all()
    assert set(later["flag"]) == {"no_records"}


def test_a_month_that_reaches_over_a_phase_belongs_to_none() -> None:
    sheet = pd.DataFrame({"actor": ["A", "B"], "period": ["2024-03", "2024-02"]})
    phases = pd.DataFrame({"phase": ["p"], "start": ["2024-02-01"], "end": ["2024-03-15"]})
    found = quality(nc.read_records({"meetings": sheet, "phases": phases}))
    assert at(found, "meetings", phase="p") == (1, 1, None)


def test_vocabularies_are_closed(records: nc.Records) -> None:
    found = quality(records, lang="cs")
    assert tuple(found.columns) == COLUMNS
    assert set(found["measure"]) <= set(MEASURES)
    assert set(found["flag"]) <= set(FLAGS)
    assert quality(nc.Records()).empty
    assert records_per_month(nc.Records()).empty
    assert record_gaps(nc.Records()).empty


def test_sentences_say_what_is_missing_and_what_changed(records: nc.Records) -> None:
    said = quality_sentences(records, "en")
    assert "1 of 4 meetings has neither a day nor a month." in said
    assert (
        "Of 2 of 4 meetings it is not recorded whether they were facilitated; who convened them "
        "may tell."
    ) in said
    assert "2 of 4 lists name only the organiser or a single actor." in said
    assert any("90 days (Jan 10, 2024 to Apr 9, 2024)" in sentence for sentence in said)
    changed = quality_sentences(phased([4] * 5, [6] * 5, hours=(1, 4)), "en")[-1]
    assert changed.startswith("The way of recording changed between earlier and later: ")
    assert "with a duration 20\u00a0% → 80\u00a0%" in changed
    assert "actors listed per meeting 4.0 → 6.0" in changed
    assert quality_sentences(phased([4] * 5, [4] * 5), "en")[-1].startswith(
        "The way of recording is"
    )
    assert "too few meetings" in quality_sentences(phased([4] * 4, [6] * 5), "en")[-1]


def test_sentences_are_silent_without_meetings() -> None:
    log = pd.DataFrame({"source": ["A"], "target": ["B"]})
    assert quality_sentences(nc.Records(referrals=log), "en") == []


days = st.none() | st.sampled_from(["2023-12-31", "2024-01-01", "2024-02-29", "2025-07-01"])
rows = st.tuples(
    st.sampled_from(["m1", "m2", "m3", "m4", "m5", "m6"]),
    st.sampled_from(["A", "B", "C"]),
    days,
    st.none() | st.sampled_from(["x", "y"]),
    st.none() | st.sampled_from(["organiser", "participant", "excused", "absent"]),
    st.none() | st.floats(0, 9),
    st.none() | st.booleans(),
    st.none() | st.sampled_from(["held", "planned", "cancelled"]),
    st.none() | st.sampled_from(["A", "D"]),
)
names = [*SHEET.columns, "convener"]


@settings(max_examples=25)
@given(st.lists(rows, max_size=14), st.randoms(use_true_random=False))
def test_shares_are_shares_and_the_order_of_rows_says_nothing(drawn, random) -> None:
    phases = pd.DataFrame(
        {
            "phase": ["a", "b"],
            "start": ["2023-01-01", "2024-02-01"],
            "end": ["2024-01-31", "2025-12-31"],
        }
    )
    shuffled = list(drawn)
    random.shuffle(shuffled)
    one, other = (
        nc.Records(
            meetings=pd.DataFrame(some, columns=names).astype(
                {"meeting_id": "str", "actor": "str", "date": "datetime64[s]"}
            ),
            phases=phases,
        )
        for some in (drawn, shuffled)
    )
    found = quality(one)
    pd.testing.assert_frame_equal(found, quality(other))
    pd.testing.assert_frame_equal(records_per_month(one), records_per_month(other))
    alone = found[found["compared_with"] == ""]
    shares = alone[alone["measure"].str.startswith("share_")]
    assert shares["value"].dropna().between(0, 1).all()
    assert (shares["n"] <= shares["of"]).all()
    assert shares.loc[shares["of"] == 0, "value"].isna().all()
