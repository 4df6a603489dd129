"""What the notebook on the coordinated pilot says is what its cells find, and what is true."""

from __future__ import annotations

import re
import warnings
from itertools import combinations
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest

import netcoop as nc

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "03_coordinated_pilot.ipynb"
CELLS = nbformat.read(NOTEBOOK, as_version=4).cells
TEXT = "\n".join(cell.source for cell in CELLS if cell.cell_type == "markdown")


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    """The names of the notebook, after its cells ran here."""
    names: dict[str, Any] = {}
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always", nc.errors.NetcoopWarning)
        for cell in CELLS:
            if cell.cell_type == "code":
                # "%matplotlib inline" is for notebooks only: where pictures are shown.
                source = re.sub(r"^%.*$", "", cell.source, flags=re.MULTILINE)
                exec(compile(source, cell.id, "exec"), names)
    ours = [
        str(one.message) for one in warned if issubclass(one.category, nc.errors.NetcoopWarning)
    ]
    names["warned"] = ours
    return names


@pytest.fixture(scope="module")
def planted() -> pd.Series:
    """The planted difference of each phase, mean over the pilot's municipalities."""
    effect = nc.datasets.truth("coordinated_pilot")["effect"]
    return effect.groupby("phase")["effect"].mean()


def row(result: Any, column: str, value: str) -> pd.Series:
    frame = result.to_frame()
    return frame[frame[column] == value].iloc[0]


def test_s2_2_and_s2_14_what_is_published_is_told(found: dict[str, Any]) -> None:
    assert len(found["pilots"]) == 16
    assert set(found["named"]) == set(found["pilots"]["region"])
    assert found["pilots"]["parent"].nunique() == 9
    assert found["hours"].to_dict() == {"OSOBNE": 138, "PISEMNE": 111, "ONLINE": 55, "TEL": 35.5}
    assert found["hours"].sum() == 339.5
    assert "339.5 hours: 138 in person, 111 in writing, 55 online and 35.5 by telephone" in TEXT
    assert "January 2024 to February 2025" in TEXT
    during = found["records"].phases.set_index("phase").loc["during"]
    assert (str(during["start"])[:10], str(during["end"])[:10]) == ("2024-01-01", "2025-02-28")
    months = found["records"].contacts["period"].astype(str)
    assert months.between("2024-01", "2025-02").all()


def test_the_only_warning_is_the_one_the_text_explains(found: dict[str, Any]) -> None:
    assert len(found["warned"]) == 1
    assert "29 meetings belong to no single region" in found["warned"][0]
    records = found["records"]
    kinds = (
        records.meetings[records.meetings["region"].isna()].groupby("meeting_id")["kind"].first()
    )
    assert kinds.value_counts().to_dict() == {"EDUK2": 16, "KULATY": 10, "VZDEL5": 3}
    assert "the 19 trainings and the 10 round tables" in TEXT


def test_s2_6_several_days_make_one_meeting(found: dict[str, Any]) -> None:
    meetings = found["records"].meetings.drop_duplicates("meeting_id").set_index("meeting_id")
    days = (meetings["end_date"] - meetings["date"]).dt.days + 1
    assert (days[meetings["kind"] == "VZDEL5"] == 5).all()
    assert (days[meetings["kind"] == "EDUK2"] == 2).all()


def test_s2_5_how_well_it_was_recorded(found: dict[str, Any]) -> None:
    shares = found["shares"].set_index("measure")["value"]
    assert (shares.drop(["share_region", "share_organiser_only"]) == 1).all()
    assert shares["share_region"] == pytest.approx(1 - 29 / 3304)
    assert shares["share_organiser_only"] == 0
    assert "29 of 3,304 meetings" in TEXT
    assert set(found["changed"]["measure"]) == {"mean_attendance"}
    assert len(found["changed"]) == 20
    assert "20 times" in TEXT


def test_s2_1_levels_that_sat_together(found: dict[str, Any]) -> None:
    joint, index = found["joint"], nc.ei_index(found["joint"], by="level")
    ties = nc.mixing_matrix(joint, by="level", values="ties")
    assert list(ties) == ["local", "national", "regional"]
    inside = sum(ties.loc[name, name] for name in ties)
    across = ties.loc["local", "national"] + ties.loc["local", "regional"]
    across += ties.loc["national", "regional"]
    assert index == pytest.approx((across - inside) / (across + inside))
    assert f"{index:.2f}".replace("-", "−") in TEXT
    # Rolled up, the weight between two levels is that of all ties between their actors.
    level = joint.actors["level"]
    ends = zip(joint.ties["source"].map(level), joint.ties["target"].map(level), strict=True)
    pairs = pd.Series([tuple(sorted(two)) for two in ends])
    by_hand = joint.ties["weight"].groupby(pairs.to_numpy()).sum()
    for tie in found["levels"].ties.itertuples():
        assert tie.weight == pytest.approx(by_hand[tuple(sorted((tie.source, tie.target)))])
    assert len(found["levels"].ties) == 3


def test_s2_7_guests_count_nothing(found: dict[str, Any]) -> None:
    joint, records = found["joint"], found["records"]
    guests = records.meetings.query("role == 'guest'")["actor"].unique()
    assert len(guests) == 3
    assert set(guests) <= set(nc.isolates(joint))
    # The pairs are those of the same sheets without the rows of guests.
    seats = records.meetings[records.meetings["kind"].isin(["KULATY", "VZDEL5", "EDUK2"])]
    seats = seats[seats["role"] != "guest"]
    pairs = {
        frozenset(two)
        for _, here in seats.groupby("meeting_id")["actor"]
        for two in combinations(sorted(set(here)), 2)
    }
    ties = joint.ties[["source", "target"]].to_numpy().tolist()
    assert {frozenset(two) for two in ties} == pairs


def test_s2_9_and_s2_11_agreements_and_teams(found: dict[str, Any]) -> None:
    counts = found["agreements"]
    assert f"{counts[True]} formal agreements in the pilot and {counts[False]} elsewhere" in TEXT
    assert counts.sum() == len(found["records"].agreements)
    assert f"{found['teams'].mean():.2f}" in TEXT


def test_s2_12_teams_with_and_without_the_new_positions(found: dict[str, Any]) -> None:
    cases, gone = found["cases"], set(found["positions"])
    kinds = found["records"].actors.set_index("actor_id")["kind"]
    assert gone == set(kinds.index[kinds.isin(["KOORD_PODPORY", "CASE_MAN"])])
    left = cases.ties[~cases.ties["source"].isin(gone) & ~cases.ties["target"].isin(gone)]
    without = 2 * len(left) / (cases.n_actors - len(gone))
    assert found["without_them"] == pytest.approx(without)
    said = f"had {found['with_them']:.1f} partners, {without:.1f} without the {len(gone)} "
    assert said + "coordinators and case managers" in TEXT


def test_s2_8_the_support_team_stands_between_others(found: dict[str, Any]) -> None:
    between = found["between"]
    assert between.index[0] == "tym-podpory"
    assert between.iloc[1] < 0.01 * between.iloc[0]
    assert f"(betweenness {between.iloc[0]:.2f})" in TEXT


def test_s2_8_nobody_knows_who_took_the_feedback_on(found: dict[str, Any]) -> None:
    """The text says that the records cannot show it: there is no row on the way to the ministry."""
    for table in ("contacts", "referrals"):
        assert not found["records"].tables[table]["target"].eq("mpsv").any()
    ministry = found["records"].meetings.query("actor == 'mpsv'")["meeting_id"].nunique()
    assert ministry == 10
    assert "The ministry sat at all 10 round tables" in TEXT


def test_the_planted_effect_is_above_what_could_be_found(
    found: dict[str, Any], planted: pd.Series
) -> None:
    smallest = found["power"].to_frame()["estimate"].item()
    assert smallest < planted["during"]
    assert f"{smallest:.2f}" in TEXT


def test_s2_4_the_planted_effect_is_in_the_interval(
    found: dict[str, Any], planted: pd.Series
) -> None:
    for phase in ("during", "after"):
        one = row(found["impact"], "phase", phase)
        assert 0 < one["ci_low"] < planted[phase] < one["ci_high"]
        assert one["p_value"] < 0.05
        said = f"{one['estimate']:.2f} more ({one['ci_low']:.2f} to {one['ci_high']:.2f})"
        assert said in TEXT
        assert f"{planted[phase]:.2f}" in TEXT


def test_nothing_is_found_where_nothing_should_be(found: dict[str, Any]) -> None:
    boards, space = (row(found["checks"], "placebo", name) for name in ("outcome", "space"))
    assert boards["ci_low"] < 0 < boards["ci_high"]
    assert f"{boards['estimate']:.2f} ({boards['ci_low']:.2f}".replace("-", "−") in TEXT
    assert space["p_value"] == 0
    dose = found["dose"].to_frame().iloc[0]
    assert dose["p_value"] > 0.05
    assert dose["n_treated"] == 16
    assert f"below {dose['detectable']:.2f}" in TEXT
    # The time before is too short: what the text says of the picture.
    assert found["study"].pre_trend["p_value"] > 0.05
    assert found["study"].pre_trend["power"] < 0.2
    assert f"{found['study'].pre_trend['power']:.0%}".replace("%", " in 100") in TEXT


def test_better_records_are_no_explanation(found: dict[str, Any]) -> None:
    tipping = found["tipping"]
    assert tipping.summary()["p_value"] < 0.05
    assert tipping.extra > 0.4 > abs(found["more"])
    assert abs(found["more"]) < 0.05
    assert f"{tipping.extra:.0%}".replace("%", " %") in TEXT
    assert f"grew by {-found['more']:.0%} less".replace("%", " %") in TEXT


def test_part_of_it_lasts(found: dict[str, Any], planted: pd.Series) -> None:
    kept = row(found["lasting"], "metric", "retained_effect")
    truth = planted["after"] / planted["during"]
    assert 0 < kept["ci_low"] < truth < kept["ci_high"]
    assert f"{kept['estimate']:.0%}".replace("%", " %") in TEXT
    again = row(found["lasting"], "metric", "independent_persistence")
    assert again["estimate"] < again["expected"]
    said = f"{again['estimate']:.0%} met again without the team, where mixing the same "
    said += f"attendance would give {again['expected']:.0%}"
    assert said.replace("%", " %") in TEXT
    without = row(found["lasting"], "metric", "removal_retention")
    assert f"{without['estimate']:.0%}".replace("%", " %") in TEXT


def test_s2_16_the_report_is_written_and_may_leave(found: dict[str, Any]) -> None:
    assert {"report.html", "report.docx", "report.xlsx", "impact.csv"} <= set(found["files"])
    page = found["report"].to_html()
    persons = found["records"].actors.query("person == True")["name"].dropna()
    assert len(persons) == 80
    assert not [name for name in persons if name in page]


def test_the_text_blames_nobody_and_proves_nothing() -> None:
    for word in ("proved", "caused", "fault", "fail", "blame"):
        assert word not in TEXT.lower()
