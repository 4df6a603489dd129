"""The example data: reproducible, honest about what is made up, and readable by netcoop."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from netcoop import datasets
from netcoop.errors import ArgumentError
from netcoop.reference import kind_sector, territories, vocabulary

FOLDER = Path(__file__).parents[1] / "datasets" / "havlickuv_brod"
TABLES = ("actors", "meetings", "needs", "outputs", "referrals", "regions", "services")
Rows = list[dict[str, str]]


def rows_of(table: str) -> Rows:
    with (FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def codes(kind: str) -> set[str]:
    return set(vocabulary(kind)["code"])


@pytest.fixture(scope="module")
def tables() -> dict[str, Rows]:
    return {table: rows_of(table) for table in TABLES}


@pytest.fixture(scope="module")
def attendance(tables: dict[str, Rows]) -> dict[str, set[str]]:
    """Who was present at each meeting."""
    present = defaultdict(set)
    for row in tables["meetings"]:
        if row["role"] != "excused":
            present[row["meeting_id"]].add(row["actor"])
    return present


def test_first_line_of_the_readme_warns() -> None:
    first = (FOLDER / "README.md").read_text(encoding="utf-8").splitlines()[0].lower()
    for word in ("who sat where", "dates", "head counts", "referral counts", "synthetic"):
        assert word in first


def test_readme_places_every_fact() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    for number in range(1, 12):
        assert f"| S0-{number} |" in readme


def test_everybody_is_in_the_register(tables: dict[str, Rows]) -> None:
    known = {row["actor_id"] for row in tables["actors"]}
    assert len(known) == len(tables["actors"])
    assert 30 <= len(known) <= 36
    for table, columns in {
        "meetings": ("actor", "convener"),
        "referrals": ("source", "target"),
        "services": ("actor",),
        "needs": ("raised_by",),
    }.items():
        for row in tables[table]:
            assert {row[column] for column in columns} - {""} <= known


def test_codes_are_of_the_vocabulary(tables: dict[str, Rows]) -> None:
    kinds = codes("actor")
    for row in tables["actors"]:
        assert row["kind"] in kinds
        assert row["sector"] == kind_sector(row["kind"])
    assert {row["service"] for row in tables["services"]} <= kinds
    assert {row["service"] for row in tables["needs"]} <= kinds | codes("meeting")
    assert {row["need"] for row in tables["referrals"]} <= codes("need")
    assert {row["outcome"] for row in tables["referrals"]} <= codes("outcome")
    assert {row["channel"] for row in tables["referrals"]} <= codes("channel")


def test_regions_are_municipalities_of_vysocina(tables: dict[str, Rows]) -> None:
    regions = {row["region"]: row for row in tables["regions"]}
    orp = territories().loc[list(regions)]
    assert set(orp["kraj_name"]) == {"Kraj Vysočina"} == {row["parent"] for row in regions.values()}
    assert [int(row["population"]) for row in regions.values()] == orp["population"].tolist()
    for table in ("actors", "meetings", "referrals", "services", "needs", "outputs"):
        assert {row["region"] for row in tables[table]} <= set(regions)


def test_five_round_tables_of_the_host(tables: dict[str, Rows]) -> None:
    held = [row for row in tables["meetings"] if row["actor"] == "ospod-hb"]
    assert [row["meeting_id"] for row in held] == [f"KS-{number}" for number in range(1, 6)]
    assert {row["role"] for row in held} == {"organiser"}
    assert {row["provenance"] for row in held} == {"published"}
    for column, value in {
        "kind": "KULATY",
        "channel": "OSOBNE",
        "convener": "ospod-hb",
        "series": "CZ.1.04/3.1.03/C2.00017",
        "status": "held",
    }.items():
        assert {row[column] for row in tables["meetings"]} == {value}
    assert held[-1]["topic"] == "Metodika nastavení systému odborné spolupráce"
    assert "topic" not in held[-1]["made_up"]


def test_each_meeting_has_one_day_one_topic_and_ten_to_twenty_two_actors(
    tables: dict[str, Rows], attendance: dict[str, set[str]]
) -> None:
    said = {
        (row["meeting_id"], row["date"], row["topic"], row["hours"]) for row in tables["meetings"]
    }
    assert len(said) == 5
    assert all(10 <= len(present) <= 22 for present in attendance.values())
    seats = [(row["meeting_id"], row["actor"]) for row in tables["meetings"]]
    assert len(set(seats)) == len(seats)


def test_stated_types_are_present(tables: dict[str, Rows], attendance: dict[str, set[str]]) -> None:
    came = set.union(*attendance.values())
    stated = [row for row in tables["actors"] if row["provenance"] == "published"]
    kinds = {row["kind"] for row in stated if row["actor_id"] in came - {"ospod-hb"}}
    assert {"ZS", "PCR", "PMS", "DD", "NEM", "OSPOD"} <= kinds
    for row in stated:
        assert row["actor_id"] in came
        assert ("name" in row["made_up"]) == (row["actor_id"] != "ospod-hb")


def test_roles_and_absences(tables: dict[str, Rows], attendance: dict[str, set[str]]) -> None:
    roles = {row["role"] for row in tables["meetings"]}
    assert roles == {"organiser", "participant", "excused", "guest"}
    assert all((row["people"] == "") == (row["role"] == "excused") for row in tables["meetings"])
    met = set.union(*attendance.values())
    referred = {row[end] for row in tables["referrals"] for end in ("source", "target")}
    invited = {row["actor_id"] for row in tables["actors"] if row["invited"] == "true"}
    assert invited - met - referred, "an isolate: invited, never came, no referrals"
    assert referred - invited, "a partner in referrals that nobody invited"


def test_police_and_health_meet_only_once(
    tables: dict[str, Rows], attendance: dict[str, set[str]]
) -> None:
    kinds = {row["actor_id"]: row["kind"] for row in tables["actors"]}
    both = [
        meeting
        for meeting, present in attendance.items()
        if {"PCR"} <= {kinds[actor] for actor in present}
        and {"NEM", "PLDD"} & {kinds[actor] for actor in present}
    ]
    assert both == ["KS-5"]


def test_natural_persons_have_no_names(tables: dict[str, Rows]) -> None:
    persons = [row for row in tables["actors"] if row["person"] == "true"]
    assert persons
    for row in persons:
        assert row["name"].startswith(("Praktický lékař", "Dětský a dorostový psychiatr"))
        assert row["name"][-1].isdigit()


def test_referrals_are_small_monthly_counts(tables: dict[str, Rows]) -> None:
    assert 60 <= len(tables["referrals"]) <= 90
    for row in tables["referrals"]:
        assert 1 <= int(row["count"]) <= 6
        assert "2014-01" <= row["period"] <= "2015-05"
        assert row["provenance"] == "synthetic"


def test_services_have_three_states(tables: dict[str, Rows]) -> None:
    assert {row["status"] for row in tables["services"]} == {"available", "missing", "unknown"}


def test_load_reads_every_row(tables: dict[str, Rows]) -> None:
    records = datasets.load("havlickuv_brod")
    for table in TABLES:
        frame = getattr(records, table)
        assert len(frame) == len(tables[table]), table
        assert frame["provenance"].notna().all()
    assert records.meetings is not None
    assert records.meetings["date"].notna().all()
    assert set(records.problems["code"]) <= {"file_not_read", "unknown_column"}


def test_unknown_name_is_refused_with_a_suggestion() -> None:
    with pytest.raises(ArgumentError, match="havlickuv_brod"):
        datasets.load("havlickuv-brod")


def test_an_installed_netcoop_looks_inside_the_package(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "_datasets" / "own").mkdir(parents=True)
    (tmp_path / "_datasets" / "own" / "actors.csv").write_text("actor_id,name\na,A\n", "utf-8")
    monkeypatch.setattr(datasets, "_PLACES", (tmp_path / "_datasets", FOLDER.parent))
    assert datasets.names() == ["own"]
    assert datasets.load("own").account["kept"].tolist() == [1]
