"""White spots: the hand-made region row by row, silence that is no absence, and what must hold."""

from __future__ import annotations

import math
import random
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import netcoop as nc
from netcoop.errors import ArgumentError, RecordError
from netcoop.gaps.whitespots.distances import EARTH, great_circle
from netcoop.gaps.whitespots.findings import FINDINGS
from netcoop.gaps.whitespots.result import WhiteSpots
from netcoop.gaps.whitespots.spots import white_spots
from netcoop.records import Records
from tests.gaps import region as field
from tests.gaps.region import AWAY, CHILDREN, HOME, region_records


@pytest.fixture(scope="module")
def found() -> WhiteSpots:
    return white_spots(region_records(), reach=20)


def records(**tables: Any) -> Records:
    """Make records of short tables: lists of rows, the names of columns first."""
    frames = {
        name: pd.DataFrame(rows[1:], columns=rows[0].split()) for name, rows in tables.items()
    }
    return Records(**frames)


def codes(result: WhiteSpots, service: str, region: str = HOME) -> list[str]:
    spots = result.spots
    return spots.loc[
        (spots["service"] == service) & (spots["region"] == region), "finding"
    ].tolist()


def spot(result: WhiteSpots, service: str, finding: str, region: str = HOME) -> Any:
    spots = result.spots
    chosen = spots[
        (spots["service"] == service) & (spots["finding"] == finding) & (spots["region"] == region)
    ]
    assert len(chosen) == 1
    return chosen.iloc[0]


# -- the region made by hand -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ("SS_KP", ["no_provider"]),
        ("PEDOPSY", ["out_of_reach"]),
        ("PSYCHOLOG", ["not_tied", "single_provider"]),
        ("PPP", ["only_facilitated"]),
        ("SS_NZDM", ["refused", "single_provider"]),
        ("SS_SAS", ["waiting", "unclear_competence"]),
        ("SS_RP", ["unknown"]),
        ("SS_AD", ["unknown"]),
    ],
)
def test_every_white_spot_of_the_region(
    found: WhiteSpots, service: str, expected: list[str]
) -> None:
    assert codes(found, service) == expected


def test_who_and_what_stands_in_each_row(found: WhiteSpots) -> None:
    far = spot(found, "PEDOPSY", "out_of_reach")
    assert (far["nearest"], far["need_ids"], far["need_count"]) == ("psychiatrist", ("N-1",), 8)
    assert far["owners"] == ("office", "psychiatrist")
    assert spot(found, "SS_KP", "no_provider")["owners"] == ("office", "school")
    assert spot(found, "SS_SAS", "unclear_competence")["providers"] == ("activation", "support")
    assert spot(found, "SS_NZDM", "refused")["referrals"] == 6
    assert spot(found, "SS_SAS", "waiting")["providers"] == ("activation",)
    assert spot(found, "PSYCHOLOG", "not_tied")["networkers"] == ("net",)
    assert set(found.spots.loc[found.spots["region"] == HOME, "target_group"]) == {CHILDREN, np.nan}


def test_needs_rank_before_all_others(found: WhiteSpots) -> None:
    spots = found.spots
    assert spots["rank"].tolist() == list(range(1, len(spots) + 1))
    assert spots["need_count"].head(4).tolist() == [12, 8, 5, 5]
    assert spots["need_count"].iloc[4:].isna().all()
    rest = spots["finding"].iloc[4:].map(FINDINGS.index)
    assert rest.is_monotonic_increasing


def test_the_columns_others_build_on(found: WhiteSpots) -> None:
    assert found.spots.columns[:11].tolist() == [
        "region",
        "service",
        "target_group",
        "finding",
        "providers",
        "nearest",
        "distance_km",
        "need_ids",
        "need_count",
        "rank",
        "owners",
    ]
    assert all(isinstance(owners, tuple) for owners in found.spots["owners"])


def test_a_larger_reach_and_a_provider_that_serves_the_region() -> None:
    near = white_spots(region_records(), reach=30)
    assert codes(near, "PEDOPSY") == ["elsewhere_in_reach"]
    serving = field.ACTORS.assign(
        serves=field.ACTORS["actor_id"].map({"psychiatrist": f"{AWAY}|{HOME}"}).astype("str")
    )
    given = region_records().replace({"actors": serving})
    row = spot(white_spots(given, reach=20), "PEDOPSY", "elsewhere_in_reach")
    assert row["distance_km"] > 20
    assert row["reason"] == "serves"
    said = white_spots(given, reach=20).to_frame("en").set_index("service")["sentence"]["PEDOPSY"]
    assert any("serves this region by the register" in sentence for sentence in said)
    assert not any("beyond the reach" in sentence for sentence in said)


def test_needs_are_followed_to_meetings_and_outputs(found: WhiteSpots) -> None:
    needs = found.needs.set_index("need_id")
    assert needs["answered_by"].to_dict() == {"N-1": "output", "N-2": "nothing", "N-3": "nothing"}
    first = needs.loc["N-1"]
    assert (first["meetings"], first["outputs"]) == (("table",), ("Dohoda o zastupování",))
    assert first["days"] == (pd.Timestamp("2024-05-20") - pd.Timestamp("2024-01-10")).days
    assert needs.loc["N-2", "meetings"] == ()
    assert math.isnan(needs.loc["N-2", "days"])


def test_the_grid_of_services_and_regions(found: WhiteSpots) -> None:
    grid = found.coverage
    assert grid[HOME].to_dict() == {
        "PEDOPSY": "out_of_reach",
        "PPP": "available",
        "PSYCHOLOG": "available",
        "SS_AD": "unknown",
        "SS_KP": "no_provider",
        "SS_NZDM": "available",
        "SS_RP": "unknown",
        "SS_SAS": "available",
    }
    assert grid.loc["PEDOPSY", AWAY] == "available"
    assert (grid[AWAY].drop("PEDOPSY") == "unknown").all()


def test_a_networker_is_no_service(found: WhiteSpots) -> None:
    assert spot(found, "SS_AD", "unknown")["reason"] == "only_networker"
    assert found.summary()["networker_rows"] == 1
    assert "networker, who is no service" in found.sentence("en")
    # What a networker says is missing is knowledge, not a service.
    rows = field.SERVICES.assign(
        status=field.SERVICES["status"].mask(field.SERVICES["actor"] == "net", "missing")
    )
    said = white_spots(region_records().replace({"services": rows}), reach=20)
    assert codes(said, "SS_AD") == ["no_provider"]
    assert said.summary()["networker_rows"] == 0


# -- silence is no absence -------------------------------------------------------------------------


def test_without_a_catalogue_everything_is_unknown_with_the_reason() -> None:
    given = Records(meetings=field.MEETINGS, needs=field.NEEDS, actors=field.ACTORS)
    found = white_spots(given)
    home = found.spots[found.spots["region"] == HOME]
    assert home["finding"].tolist() == ["unknown"] * 3
    assert set(found.spots["reason"]) == {"no_services"}
    assert home["need_count"].tolist() == [12, 8, 5]
    assert "There is no catalogue of services" in found.sentence("en")
    assert found.n_spots == 0


CATALOGUE = [
    "actor service region status",
    ("club", "SS_NZDM", HOME, "available"),
    ("crisis", "SS_KP", AWAY, "available"),
]


def test_what_the_catalogue_does_not_list_is_not_known_to_be_missing() -> None:
    silent = white_spots(records(services=CATALOGUE), reach=10)
    assert codes(silent, "SS_KP") == ["unknown"]
    assert spot(silent, "SS_KP", "unknown")["reason"] == "not_listed"
    complete = white_spots(records(services=CATALOGUE), reach=10, complete=[HOME])
    assert codes(complete, "SS_KP") == ["out_of_reach"]
    assert codes(complete, "SS_NZDM", AWAY) == ["unknown"]
    everywhere = white_spots(records(services=CATALOGUE), reach=10, complete=True)
    assert codes(everywhere, "SS_NZDM", AWAY) == ["out_of_reach"]


def test_a_need_of_what_the_catalogue_never_lists_is_unknown() -> None:
    needs = ["region service count", (HOME, "ADIKTO", 9), (HOME, "SS_KP", None)]
    found = white_spots(records(services=CATALOGUE, needs=needs), reach=10)
    assert codes(found, "ADIKTO") == ["unknown"]
    assert codes(found, "SS_KP") == ["out_of_reach"]
    assert found.spots["service"].head(2).tolist() == ["ADIKTO", "SS_KP"]
    assert math.isnan(spot(found, "SS_KP", "out_of_reach")["need_count"])
    assert "for how many people is not recorded" in found.to_frame("en")["sentence"].iloc[1]


def test_a_need_of_a_meeting_is_no_white_spot() -> None:
    needs = ["region service need_id", (HOME, "KOORD", "P-1")]
    found = white_spots(records(services=CATALOGUE, needs=needs))
    assert "KOORD" not in set(found.spots["service"])
    assert found.needs["service"].tolist() == ["KOORD"]
    assert found.needs["answered_by"].isna().all()
    assert "cannot show" in found.needs_frame("en")["sentence"].iloc[0]


def test_a_referral_that_says_there_is_no_such_service() -> None:
    log = [
        "source target outcome count region",
        ("office", "crisis", "NEEXISTUJE", 3, HOME),
        ("office", "club", "NEEXISTUJE", 2, HOME),
    ]
    found = white_spots(records(services=CATALOGUE, referrals=log), reach=10)
    assert codes(found, "SS_KP") == ["out_of_reach", "refused"]
    assert spot(found, "SS_KP", "out_of_reach")["reason"] == "referrals"
    # The catalogue lists the club: that it is there stands.
    assert codes(found, "SS_NZDM") == ["refused", "single_provider"]


@pytest.mark.parametrize(
    ("status", "other", "expected"),
    [
        (None, None, "available"),
        ("available", "missing", "available"),
        ("missing", "unknown", "no_provider"),
        ("unknown", "unknown", "unknown"),
        ("něco jiného", "unknown", "unknown"),
        ("chybí", "neznámo", "no_provider"),
    ],
)
def test_what_two_rows_say_together(status: str | None, other: str | None, expected: str) -> None:
    services = [
        "actor service region status",
        ("a", "SS_KP", HOME, status),
        ("a", "SS_KP", HOME, other),
    ]
    found = white_spots(records(services=services))
    assert found.coverage.loc["SS_KP", HOME] == expected
    counts = found.summary()
    assert counts["no_status"] == 2 * (status is None)
    assert counts["contradictions"] == ((status, other) == ("available", "missing"))
    assert counts["unread_status"] == (status == "něco jiného")


# -- target groups ---------------------------------------------------------------------------------


def test_target_groups_are_compared_without_case_spaces_and_diacritics() -> None:
    services = [
        "actor service region target_group status",
        ("a", "SS_KP", HOME, "Děti  do 18 let", "available"),
        ("b", "SS_KP", HOME, "deti do 18 LET", "available"),
        ("c", "SS_KP", HOME, "senioři", "available"),
        ("d", "SS_TP", HOME, None, "available"),
        ("office", "SS_RP", HOME, "děti", "missing"),
    ]
    needs = [
        "region service target_group count",
        (HOME, "SS_KP", "cizinci", 5),
        (HOME, "SS_TP", "cizinci", 6),
    ]
    found = white_spots(records(services=services, needs=needs))
    spots = found.spots.set_index(["service", "target_group", "finding"])["providers"].to_dict()
    assert spots["SS_KP", "Děti  do 18 let", "unclear_competence"] == ("a", "b")
    assert spots["SS_KP", "senioři", "single_provider"] == ("c",)
    # The catalogue lists nobody for them, which does not say that nobody is there.
    assert spots["SS_KP", "cizinci", "unknown"] == ()
    # Who names no group works with all.
    assert spots["SS_TP", "cizinci", "single_provider"] == ("d",)
    assert found.coverage[HOME].to_dict() == {
        "SS_KP": "partly",
        "SS_RP": "no_provider",
        "SS_TP": "available",
    }


def test_a_service_that_there_is_one_of_by_rule_is_no_single_provider() -> None:
    services = ["actor service region", ("court", "SOUD", HOME), ("club", "SS_NZDM", HOME)]
    found = white_spots(records(services=services))
    assert codes(found, "SOUD") == []
    assert codes(found, "SS_NZDM") == ["single_provider"]


# -- ties to the office ----------------------------------------------------------------------------

REGISTER = [
    "actor_id name kind region",
    ("office", "Office", "OSPOD", HOME),
    ("club", "Club", "SS_NZDM", HOME),
    ("school", "School", "ZS", HOME),
]
ONE_CLUB = ["actor service region", ("club", "SS_NZDM", HOME)]


def meeting(*rows: tuple[str, str, bool | None]) -> list[Any]:
    return ["actor meeting_id facilitated", *rows]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("office", "1", True), ("club", "1", True)], ["only_facilitated"]),
        ([("office", "1", False), ("club", "1", False)], []),
        (
            [
                ("office", "1", None),
                ("club", "1", None),
                ("office", "2", False),
                ("school", "2", False),
            ],
            ["facilitated_unknown"],
        ),
        ([("office", "1", None), ("club", "1", None)], []),
        ([("office", "1", False), ("school", "1", False)], ["not_tied"]),
        ([("club", "1", False), ("school", "1", False)], []),
    ],
)
def test_ties_to_the_office(rows: list[Any], expected: list[str]) -> None:
    given = records(meetings=meeting(*rows), services=ONE_CLUB, actors=REGISTER)
    found = white_spots(given)
    assert sorted(codes(found, "SS_NZDM")) == sorted([*expected, "single_provider"])


def test_one_provider_that_is_tied_is_enough_and_a_referral_is_a_tie() -> None:
    services = [*ONE_CLUB, ("other", "SS_NZDM", HOME)]
    log = ["source target", ("office", "other")]
    sheet = meeting(("office", "1", True), ("club", "1", True))
    given = records(meetings=sheet, referrals=log, services=services, actors=REGISTER)
    assert codes(white_spots(given), "SS_NZDM") == ["unclear_competence"]


def test_an_office_in_no_record_or_no_office_is_said_and_nothing_told() -> None:
    sheet = meeting(("club", "1", False), ("school", "1", False))
    unseen = white_spots(records(meetings=sheet, services=ONE_CLUB, actors=REGISTER))
    assert unseen.summary()["office_not_seen"] == 1
    none = white_spots(records(meetings=sheet, services=ONE_CLUB, actors=REGISTER), office="PMS")
    assert none.summary()["without_office"] == 1
    without = white_spots(records(services=ONE_CLUB, actors=REGISTER))
    assert without.summary()["no_tie_records"] == 1
    assert "not known" in without.sentence("en")
    for result in (unseen, none, without):
        assert codes(result, "SS_NZDM") == ["single_provider"]


def test_a_meeting_that_is_too_large_makes_no_tie() -> None:
    sheet = meeting(*[(who, "1", False) for who in ("office", "club", "school")])
    log = ["source target", ("school", "office")]
    given = records(meetings=sheet, referrals=log, services=ONE_CLUB, actors=REGISTER)
    assert "not_tied" not in codes(white_spots(given), "SS_NZDM")
    small = white_spots(given, weighting=nc.Weighting(max_size=2))
    assert "not_tied" in codes(small, "SS_NZDM")


def test_not_tied_is_told_only_where_there_are_records_of_the_region() -> None:
    register = [
        *REGISTER,
        ("away", "Away", "OSPOD", AWAY),
        ("club2", "Club 2", "SS_NZDM", AWAY),
    ]
    services = [*ONE_CLUB, ("club2", "SS_NZDM", AWAY)]
    sheet = [
        "actor meeting_id facilitated region",
        *((who, "1", False, HOME) for who in ("office", "school", "away")),
    ]
    given = records(meetings=sheet, services=services, actors=register)
    found = white_spots(given)
    assert codes(found, "SS_NZDM") == ["not_tied", "single_provider"]
    assert codes(found, "SS_NZDM", AWAY) == ["single_provider"]
    assert found.summary()["region_not_recorded"] == 1
    assert "Of 1 region there are no records of its own" in found.sentence("en")
    # The same is unknown of the pair as a required tie.
    template = pd.DataFrame({"source_kind": ["OSPOD"], "target_kind": ["SS_NZDM"]})
    asked = nc.required_ties(nc.build_network(given), template).pairs.set_index("region")["status"]
    assert asked.to_dict() == {HOME: "absent", AWAY: "unknown"}


def test_notes_on_ties_are_of_the_records_not_of_the_weighting() -> None:
    sheet = meeting(*[(who, "1", False) for who in ("office", "club", "school")])
    given = records(meetings=sheet, services=ONE_CLUB, actors=REGISTER)
    for weighting in (None, nc.Weighting(max_size=2)):
        counts = white_spots(given, weighting=weighting).summary()
        assert (counts["office_not_seen"], counts["facilitation_not_known"]) == (0, 0)
    log = ["source target", ("school", "office")]
    only = white_spots(records(referrals=log, services=ONE_CLUB, actors=REGISTER))
    assert only.summary()["facilitation_not_known"] == 0
    assert "facilitated" not in only.sentence("en")


# -- referrals -------------------------------------------------------------------------------------


def test_referrals_are_told_to_a_service_only_if_clear() -> None:
    services = [
        "actor service region target_group",
        ("charity", "SS_AD", HOME, "rodiny"),
        ("charity", "SS_NC", HOME, None),
        ("club", "SS_NZDM", HOME, "děti"),
        ("club", "SS_NZDM", HOME, "mládež"),
    ]
    register = [*REGISTER, ("charity", "Charity", "CHARITA", HOME), ("home", "Home", "DD", HOME)]
    log = [
        "source target outcome count region",
        ("office", "charity", "KAPACITA", 7, None),
        ("office", "club", "MIMOCS", None, None),
        ("office", "home", "PORADNIK", 6, None),
        ("school", "office", "MIMOCS", 9, None),
        ("office", "club", "PRIJATO", 8, None),
    ]
    found = white_spots(records(services=services, referrals=log, actors=register))
    assert found.summary()["untold_referrals"] == "7"
    # Of two target groups it is not known which: the row is of none.
    refused = spot(found, "SS_NZDM", "refused")
    assert (refused["referrals"], pd.isna(refused["target_group"])) == (1, True)
    assert spot(found, "DD", "waiting")["referrals"] == 6
    assert "OSPOD" not in set(found.spots["service"])


# -- needs -----------------------------------------------------------------------------------------


def test_links_that_lead_nowhere_are_counted_and_several_ids_read() -> None:
    needs = [
        "region service need_id raised_by",
        (HOME, "SS_KP", "N-1", "Office"),
        (HOME, "SS_KP", "N-2", "somebody else"),
        (HOME, "SS_KP", None, None),
    ]
    sheet = [
        "actor meeting_id responds_to status",
        ("office", "1", "N-1|N-2", "held"),
        ("school", "1", "N-1|N-2", "held"),
        ("office", "2", "N-1", "cancelled"),
        ("office", "3", "N-9", "held"),
    ]
    outputs = [
        "title from_need from_meeting",
        ("Plan", "N-2", None),
        ("List", None, "77"),
        ("Note", "N-8", "1"),
    ]
    given = records(needs=needs, meetings=sheet, outputs=outputs, actors=REGISTER)
    found = white_spots(given)
    rows = found.needs.set_index("need_id")
    assert rows.loc["N-1", "meetings"] == ("1",)
    assert rows.loc["N-1", "outputs"] == ("Note",)
    assert rows.loc["N-2", "outputs"] == ("Note", "Plan")
    assert pd.isna(rows.loc[rows.index.isna(), "answered_by"]).all()
    counts = found.summary()
    assert (counts["lost_links"], counts["raised_by_others"], counts["needs_without_id"]) == (
        3,
        1,
        1,
    )
    assert rows["raised_by"].dropna().tolist() == ["office"]
    assert "somebody else" not in found.needs_frame("en").to_string()


def test_ids_beside_empty_cells_are_the_same_ids() -> None:
    sheet = pd.DataFrame(
        {"actor": ["office", "club"], "meeting_id": [7, 8], "responds_to": [1.0, np.nan]}
    )
    outputs = pd.DataFrame({"title": ["Plan", "x"], "from_meeting": [7.0, np.nan], "kind": "plán"})
    needs = pd.DataFrame({"region": HOME, "service": ["SS_KP", "SS_RP"], "need_id": [1, 2]})
    found = white_spots(Records(needs=needs, meetings=sheet, outputs=outputs))
    assert found.needs.set_index("need_id")["answered_by"].to_dict() == {
        "1": "output",
        "2": "nothing",
    }
    assert found.summary()["lost_links"] == 0


def test_what_leaves_of_needs_has_no_days_and_no_free_text() -> None:
    needs = ["region service need_id count date", (HOME, "SS_KP", "1", 9, "2024-03-17")]
    outputs = [
        "title kind date from_need",
        ("Dopis Novákovým", "dopis Novákovým", "2024-04-18", "1"),
        ("Plán", "Plán", "2024-05-18", "1"),
    ]
    frame = white_spots(records(needs=needs, outputs=outputs)).needs_frame("en")
    assert frame["output_kinds"].tolist() == ["other, Plán"]
    assert frame["raised_month"].tolist() == ["2024-03"]
    assert frame["first_output_month"].tolist() == ["2024-04"]
    assert "Novák" not in frame.to_csv()
    assert "-17" not in frame.to_csv()


def test_the_order_tells_no_small_counts_apart() -> None:
    services = ["actor service region status"]
    services += [("office", service, HOME, "missing") for service in ("SS_AD", "SS_KP", "SS_RP")]
    orders = []
    for counts in ((1, 2, 3), (4, 3, 2)):
        needs = ["region service count", *((HOME, row[1], count) for row, count in
                                           zip(services[1:], counts, strict=True))]  # fmt: skip
        frame = white_spots(records(services=services, needs=needs)).to_frame("en")
        orders.append(frame.to_csv())
    assert orders[0] == orders[1]


def test_small_counts_do_not_leave() -> None:
    needs = ["region service count raised_by", (HOME, "SS_KP", 3, None), (HOME, "SS_RP", 4, None)]
    log = ["source target outcome count region", ("office", "club", "KAPACITA", 2, HOME)]
    given = records(services=CATALOGUE, needs=needs, referrals=log, actors=REGISTER)
    found = white_spots(given)
    assert spot(found, "SS_KP", "elsewhere_in_reach")["need_count"] == 3
    frame = found.to_frame("en")
    assert set(frame["need_count"].dropna()) == {"<5"}
    assert frame.set_index("finding").loc["refused", "referrals"] == "<5"
    assert "<5" in frame["sentence"].iloc[0]
    assert set(found.needs_frame("en")["count"]) == {"<5"}


def test_a_total_does_not_tell_a_small_part_of_it() -> None:
    needs = [
        "region service count",
        (HOME, "SS_KP", 12),
        (HOME, "SS_KP", 2),
        (HOME, "SS_RP", 3),
        (HOME, "SS_RP", 4),
        (HOME, "SS_TP", 6),
        (HOME, "SS_TP", 7),
    ]
    found = white_spots(records(needs=needs))
    assert found.spots["need_count"].tolist() == [14, 13, 7]
    frame = found.to_frame("en")
    assert frame["need_count"].tolist() == ["13 or more", "13", "2 or more"]
    assert "People in need: 13 or more." in frame["sentence"].iloc[0]


def test_a_single_person_is_called_by_its_kind() -> None:
    register = [
        "actor_id name kind region person",
        ("p", "Jana Nováková", "PSYCHOLOG", HOME, True),
    ]
    services = ["actor service region", ("p", "PSYCHOLOG", HOME)]
    found = white_spots(records(services=services, actors=register))
    assert found.to_frame("en")["providers"].tolist() == ["Clinical psychologist 1"]
    said = found.to_frame("en").to_string() + found.sentence("en") + found._repr_html_()
    assert "Nováková" not in said


def test_the_first_in_rank_is_a_white_spot() -> None:
    services = ["actor service region status", ("club", "SS_NZDM", HOME, "available"),
                ("club", "SS_KP", HOME, "missing")]  # fmt: skip
    needs = ["region service count", (HOME, "SS_NZDM", 46)]
    found = white_spots(records(services=services, needs=needs))
    assert found.spots["finding"].tolist() == ["single_provider", "no_provider"]
    assert "First in rank: Havlíčkův Brod, Crisis help" in found.sentence("en")


# -- distances -------------------------------------------------------------------------------------


def test_the_distance_of_two_seats_by_another_formula(found: WhiteSpots) -> None:
    seats = np.radians(nc.territories().loc[[HOME, AWAY], ["lat", "lon"]].to_numpy())
    vectors = [
        np.array([math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)])
        for lat, lon in seats
    ]
    cross = np.linalg.norm(np.cross(*vectors))
    angle = math.atan2(cross, float(np.dot(*vectors)))
    distance = spot(found, "PEDOPSY", "out_of_reach")["distance_km"]
    assert distance == pytest.approx(6371.0088 * angle, rel=1e-9)
    assert 20 < distance < 30


coordinates = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@given(a=coordinates, b=coordinates, c=coordinates)
def test_distances_are_distances(a: Any, b: Any, c: Any) -> None:
    a, b, c = (np.array(place) for place in (a, b, c))
    assert great_circle(a, a) == 0
    assert great_circle(a, b) == pytest.approx(float(great_circle(b, a)))
    assert great_circle(a, c) <= great_circle(a, b) + great_circle(b, c) + 1e-3
    assert 0 <= great_circle(a, b) <= math.pi * EARTH + 1e-6


def test_own_coordinates_and_unknown_places() -> None:
    lat, lon = nc.territories().loc[HOME, ["lat", "lon"]]
    register = [
        "actor_id name kind region lat lon",
        ("near", "Near", "SS_KP", AWAY, lat + 0.01, lon),
        ("office", "Office", "OSPOD", HOME, None, None),
    ]
    services = [
        "actor service region status",
        ("near", "SS_KP", AWAY, "available"),
        ("office", "SS_KP", HOME, "missing"),
        ("somewhere", "SS_RP", "Zapadákov", "available"),
        ("office", "SS_RP", HOME, "missing"),
    ]
    found = white_spots(records(services=services, actors=register), reach=5)
    row = spot(found, "SS_KP", "elsewhere_in_reach")
    assert row["distance_km"] == pytest.approx(math.radians(0.01) * EARTH, rel=1e-6)
    unknown = spot(found, "SS_RP", "no_provider")
    assert unknown["nearest"] == "somewhere"
    assert math.isnan(unknown["distance_km"])
    assert found.summary()["distance_unknown"] >= 1
    assert "how far away is not known" in found.to_frame("en")["sentence"].str.cat()


def test_a_service_of_a_whole_kraj_is_in_each_of_its_regions() -> None:
    services = [
        "actor service region",
        ("rp", "SS_RP", "Kraj Vysočina"),
        ("club", "SS_NZDM", HOME),
        ("club", "SS_NZDM", AWAY),
    ]
    found = white_spots(records(services=services))
    assert found.settings["regions"] == [HOME, AWAY]
    assert found.coverage.loc["SS_RP"].tolist() == ["available", "available"]


def test_a_kraj_that_is_asked_for_has_what_its_regions_have() -> None:
    services = ["actor service region", ("club", "SS_NZDM", HOME), ("other", "SS_KP", AWAY)]
    found = white_spots(records(services=services), regions="Kraj Vysočina")
    assert found.coverage["Kraj Vysočina"].tolist() == ["available", "available"]
    # Where the provider is stays where it is.
    both = white_spots(records(services=services), regions=["Kraj Vysočina", AWAY])
    assert spot(both, "SS_NZDM", "elsewhere_in_reach", AWAY)["distance_km"] > 20


def test_in_a_kraj_only_those_of_one_place_may_have_to_agree() -> None:
    services = [
        "actor service region",
        ("club", "SS_NZDM", HOME),
        ("other", "SS_NZDM", AWAY),
        ("one", "SS_KP", HOME),
        ("two", "SS_KP", HOME),
        ("three", "SS_KP", AWAY),
    ]
    found = white_spots(records(services=services), regions="Kraj Vysočina")
    assert found.counts["unclear_competence"] == 1
    told = spot(found, "SS_KP", "unclear_competence", "Kraj Vysočina")
    assert told["providers"] == ("one", "two")
    # Who works in the whole kraj is beside each of them.
    wide = [*services, ("far", "SS_NZDM", "Kraj Vysočina")]
    every = white_spots(records(services=wide), regions=[HOME, AWAY, "Kraj Vysočina"])
    for region, alone in ((HOME, "club"), (AWAY, "other")):
        told = spot(every, "SS_NZDM", "unclear_competence", region)
        assert told["providers"] == tuple(sorted((alone, "far")))
    told = spot(every, "SS_NZDM", "unclear_competence", "Kraj Vysočina")
    assert told["providers"] == ("club", "far", "other")
    # Also if it has an office of its own in one region.
    twice = [*services, ("club", "SS_NZDM", "Kraj Vysočina")]
    both = white_spots(records(services=twice), regions=[HOME, AWAY, "Kraj Vysočina"])
    for region in (AWAY, "Kraj Vysočina"):
        told = spot(both, "SS_NZDM", "unclear_competence", region)
        assert told["providers"] == ("club", "other")


# -- what must hold --------------------------------------------------------------------------------


def test_the_order_of_rows_does_not_matter(found: WhiteSpots) -> None:
    given = region_records()
    shuffled = {
        name: frame.sample(frac=1, random_state=7).reset_index(drop=True)
        for name, frame in given.tables.items()
        if name != "required"
    }
    again = white_spots(given.replace(shuffled), reach=20)
    assert found.equals(again)
    assert found.sentence("en") == again.sentence("en")


def test_equality_copies_and_looks(found: WhiteSpots) -> None:
    assert found.equals(white_spots(region_records(), reach=20))
    assert not found.equals(white_spots(region_records(), reach=30))
    assert not found.equals("white spots")
    spots = found.spots
    spots.loc[:, "finding"] = "changed"
    assert "changed" not in set(found.spots["finding"])
    with pytest.raises(AttributeError):
        found.settings = {}  # type: ignore[misc]
    assert repr(found).startswith("<WhiteSpots: 7 in 2 regions and 8 services; no_provider 1")
    assert "<table>" in found._repr_html_()
    assert found.summary()["no_provider"] == found.counts["no_provider"] == 1
    assert all(not isinstance(value, (dict, list, tuple)) for value in found.summary().values())


def test_text_of_the_data_is_only_text() -> None:
    services = [
        "actor service region target_group",
        ("<b>{n}</b>", "{service}", "{region}", "<script>{0}</script>"),
    ]
    found = white_spots(records(services=services))
    assert "{service}" in found.to_frame("en")["sentence"].iloc[0]
    assert "<script>" not in found._repr_html_()


@pytest.mark.parametrize("lang", ["en", "cs"])
def test_empty_records(lang: str) -> None:
    found = white_spots(Records(services=field.SERVICES.iloc[:0]))
    assert found.spots.empty
    assert found.coverage.shape == (0, 0)
    assert found.to_frame(lang).empty
    assert found.needs_frame(lang).empty
    assert found.n_spots == 0
    assert found.sentence(lang)
    assert repr(found) == "<WhiteSpots: 0 in 0 regions and 0 services; nothing found>"


def test_the_example_data(monkeypatch: pytest.MonkeyPatch) -> None:
    found = white_spots(nc.datasets.load("havlickuv_brod"))
    first = found.spots.iloc[0]
    assert (first["service"], first["finding"], first["need_count"]) == (
        "MEDIATOR",
        "no_provider",
        12,
    )
    assert codes(found, "PEDOPSY") == ["refused", "waiting", "elsewhere_in_reach"]
    assert found.coverage.loc["SS_AD", HOME] == "elsewhere_in_reach"
    assert {"KOORD", "METODIKA"}.isdisjoint(found.spots["service"])


def test_chosen_regions_and_services() -> None:
    found = white_spots(region_records(), regions="ORP Havlíčkův Brod", services=["SS_KP"])
    assert found.spots[["region", "service"]].to_numpy().tolist() == [[HOME, "SS_KP"]]
    assert found.needs["need_id"].tolist() == ["N-2"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"reach": -1}, "reach=-1"),
        ({"reach": float("nan")}, "reach=nan"),
        ({"reach": float("inf")}, "reach=inf"),
        ({"reach": True}, "reach=True"),
        ({"reach": "20"}, "reach='20'"),
        ({"office": "OSPD"}, "OSPOD"),
        ({"office": None}, "office=None"),
        ({"regions": ["Havlickuv Brot"]}, "neither the records"),
        ({"regions": []}, "list of names"),
        ({"regions": 5}, "list of names"),
        ({"services": [None]}, "list of names"),
        ({"services": "SS_KPX"}, "SS_KP"),
        ({"complete": ["Nikde"]}, "complete names regions"),
        ({"complete": 1.5}, "complete=1.5"),
        ({"weighting": "count"}, "Weighting"),
    ],
)
def test_bad_arguments(arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(ArgumentError, match=words):
        white_spots(region_records(), **arguments)


def test_bad_records() -> None:
    with pytest.raises(RecordError):
        white_spots(field.SERVICES)  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match="the records have none"):
        white_spots(Records(needs=field.NEEDS), complete=True)
    for count in (-1, float("inf"), "many", 4.6, True):
        needs = ["region service count", (HOME, "SS_KP", count)]
        with pytest.raises(RecordError, match="1 of 1 needs"):
            white_spots(records(needs=needs))
    with pytest.raises(ArgumentError, match="Language"):
        white_spots(region_records()).to_frame("de")


def test_a_whole_country() -> None:
    """206 regions by 50 services: every cell is told, the nearest is that of all distances."""
    draw = random.Random(1)
    places = nc.territories()
    services = nc.vocabulary("actor")["code"].tolist()[60:110]
    rows = [
        (f"provider {number}", draw.choice(services), draw.choice(places.index), None)
        for number in range(1500)
    ]
    rows += [("office", service, region, "missing") for service in services[:5] for region in
             places.index]  # fmt: skip
    given = records(services=["actor service region status", *rows])
    found = white_spots(given, reach=30)
    assert found.coverage.shape == (206, 50)[::-1]
    assert found.coverage.notna().all(axis=None)
    chosen = found.spots[found.spots["finding"] == "out_of_reach"].iloc[0]
    offered = [row for row in rows if row[1] == chosen["service"] and row[3] is None]
    here = places.loc[chosen["region"], ["lat", "lon"]].to_numpy("float64")
    far = [
        float(great_circle(here, places.loc[row[2], ["lat", "lon"]].to_numpy("float64")))
        for row in offered
    ]
    assert chosen["distance_km"] == pytest.approx(min(far))
    assert len(found.to_frame("en")) == len(found.spots)
