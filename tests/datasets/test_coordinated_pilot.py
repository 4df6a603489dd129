"""The pilot of the coordinated approach: what is published is exact, what is planted is found."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from functools import cache
from types import ModuleType

import pandas as pd
import pytest

import netcoop as nc
from netcoop.errors import NetcoopWarning
from netcoop.records import Records
from tests.datasets.sets import FOLDER

NAME = "coordinated_pilot"
HOME = FOLDER / NAME
TABLES = ("actors", "agreements", "contacts", "meetings", "needs", "outputs", "phases",
          "referrals", "regions")  # fmt: skip
Rows = list[dict[str, str]]
PILOTS = {
    "Prostějov", "Benešov", "Bílina", "Chrudim", "Litvínov", "Roudnice nad Labem", "Teplice",
    "Veselí nad Moravou", "Světlá nad Sázavou", "Česká Lípa", "Jaroměř", "Jeseník", "Olomouc",
    "Třinec", "Turnov", "Znojmo",
}  # fmt: skip


@cache
def rows_of(table: str) -> Rows:
    with (HOME / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def made(make: ModuleType) -> dict[str, dict[str, pd.DataFrame]]:
    """The tables as they would be with a change, without, and with better records instead."""
    return {effect: make.tables(effect) for effect in make.EFFECTS}


@pytest.fixture(scope="module")
def worlds(made: dict[str, dict[str, pd.DataFrame]]) -> dict[str, Records]:
    return {effect: nc.read_records(tables) for effect, tables in made.items()}


@pytest.fixture(scope="module")
def panels(worlds: dict[str, Records]) -> dict[str, pd.DataFrame]:
    """Own meetings of each municipality and phase, at equal effort."""
    return {effect: loud(nc.phase_panel, records) for effect, records in worlds.items()}


def loud(call: Callable[..., pd.DataFrame], /, *given: object, **named: object) -> pd.DataFrame:
    """Call what has to say that trainings and joint round tables are of no one municipality."""
    with pytest.warns(NetcoopWarning, match="29 meetings belong to no single region"):
        return call(*given, **named)


# What is on the disk ----------------------------------------------------------------------------


def test_it_is_small() -> None:
    sizes = [path.stat().st_size for path in HOME.rglob("*.csv")]
    assert sum(sizes) < 2_000_000
    assert len(rows_of("meetings")) <= 12_000


def test_another_seed_gives_other_data(make: ModuleType) -> None:
    assert make.make_referrals(1) != make.make_referrals(2)


def test_an_unknown_effect_is_refused(make: ModuleType) -> None:
    with pytest.raises(ValueError, match="reporting"):
        make.tables("miracle")


def test_every_row_is_read_and_none_is_a_problem() -> None:
    records = nc.datasets.load("coordinated_pilot")
    for table in TABLES:
        assert len(getattr(records, table)) == len(rows_of(table)), table
    # A natural person stands under a pseudonym, and that is all there is to say.
    assert set(records.problems["code"]) == {"person_pseudonym"}
    persons = sum(row["person"] == "true" for row in rows_of("actors"))
    assert len(records.problems) == persons == 48 + 2 * 16


def test_codes_and_names_are_known() -> None:
    known = {kind: set(nc.vocabulary(kind)["code"]) for kind in
             ("actor", "meeting", "channel", "need", "outcome")}  # fmt: skip
    assert {row["kind"] for row in rows_of("actors")} <= known["actor"]
    assert {row["kind"] for row in rows_of("meetings")} <= known["meeting"]
    assert {row["channel"] for row in rows_of("contacts")} <= known["channel"]
    assert {row["need"] for row in rows_of("referrals")} <= known["need"]
    assert {row["outcome"] for row in rows_of("referrals")} <= known["outcome"]
    ids = {row["actor_id"] for row in rows_of("actors")}
    for table, columns in {
        "meetings": ("actor", "convener"),
        "contacts": ("source", "target"),
        "referrals": ("source", "target"),
        "agreements": ("source", "target"),
        "needs": ("raised_by",),
    }.items():
        assert {row[column] for row in rows_of(table) for column in columns} <= ids, table


def test_natural_persons_are_called_by_kind_and_number_or_position() -> None:
    persons = {row["name"].split(",")[0] for row in rows_of("actors") if row["person"] == "true"}
    assert persons == {"Praktický lékař pro děti a dorost 1", "Case manager", "Koordinátor podpory"}


def test_readme_places_every_fact() -> None:
    readme = (HOME / "README.md").read_text(encoding="utf-8")
    for number in range(1, 19):
        assert f"| S2-{number} |" in readme
    first = readme.splitlines()[0].lower()
    assert "synthetic" in first


# What is published ------------------------------------------------------------------------------


def test_sixteen_municipalities_in_nine_regions() -> None:
    treated = [row for row in rows_of("regions") if row["treated"] == "true"]
    assert {row["region"] for row in treated} == PILOTS
    assert len({row["parent"] for row in treated}) == 9
    orp = nc.territories()
    assert set(orp.index[orp["pilot"]]) == PILOTS
    assert len(rows_of("regions")) == 16 + 32
    for row in rows_of("regions"):
        assert int(row["population"]) == orp.at[row["region"], "population"]


def test_the_comparison_is_like_the_pilot() -> None:
    regions = pd.read_csv(HOME / "regions.csv")
    others = regions[~regions["treated"]]
    counts = [part["stratum"].value_counts() for part in (others, regions[regions["treated"]])]
    assert counts[0].to_dict() == (2 * counts[1]).to_dict()
    assert (others["dose"] == 0).all()
    assert len(set(others["parent"]) - set(regions.loc[regions["treated"], "parent"])) > 0


def test_the_pilot_lasted_fourteen_months() -> None:
    phases = {row["phase"]: row for row in rows_of("phases")}
    assert list(phases) == ["pre", "during", "after"]
    assert (phases["during"]["start"], phases["during"]["end"]) == ("2024-01-01", "2025-02-28")
    assert phases["pre"]["start"] == "2023-07-01"


def test_the_hours_of_support_are_the_published_ones() -> None:
    contacts = pd.read_csv(HOME / "contacts.csv")
    hours = contacts.groupby("channel")["hours"].sum().to_dict()
    assert hours == {"OSOBNE": 138, "PISEMNE": 111, "ONLINE": 55, "TEL": 35.5}
    assert contacts["hours"].sum() == 339.5
    assert contacts["period"].between("2024-01", "2025-02").all()
    regions = pd.read_csv(HOME / "regions.csv").set_index("region")
    doses = contacts.groupby("region")["hours"].sum()
    assert regions["dose"].sum() == 339.5
    assert regions.loc[doses.index, "dose"].to_dict() == doses.to_dict()


def test_trainings_and_round_tables_are_as_many_as_published() -> None:
    joint = [row for row in rows_of("meetings") if row["region"] == ""]
    runs = {row["meeting_id"]: row for row in joint}
    kinds = [row["kind"] for row in runs.values()]
    counts = {kind: kinds.count(kind) for kind in set(kinds)}
    assert counts == {"VZDEL5": 3, "EDUK2": 16, "KULATY": 10}
    assert {row["place"] for row in joint if row["kind"] == "EDUK2"} == {
        "Brno", "České Budějovice", "Hradec Králové", "Mikulov", "Olomouc", "Ostrava", "Plzeň",
    }  # fmt: skip
    for row in runs.values():
        if row["kind"] != "KULATY":
            days = date.fromisoformat(row["end_date"]) - date.fromisoformat(row["date"])
            assert days.days + 1 == {"VZDEL5": 5, "EDUK2": 2}[row["kind"]]
    assert all("2024-01-01" <= row["date"] <= "2025-02-28" for row in joint)


def test_who_sat_at_the_round_tables() -> None:
    kinds = {row["actor_id"]: row["kind"] for row in rows_of("actors")}
    tables: dict[str, set[str]] = {}
    for row in rows_of("meetings"):
        if row["meeting_id"].startswith("KULATY-"):
            tables.setdefault(row["meeting_id"], set()).add(kinds[row["actor"]])
            guest = kinds[row["actor"]] in {"VYZKUM", "NNO", "VZDEL"}
            assert (row["role"] == "guest") == guest
    for came in tables.values():
        assert {"ORP_SOC", "KU_SOC", "MPSV", "TYM_PODPORY"} <= came
        assert came & {"VYZKUM", "NNO", "VZDEL"}


def test_what_came_of_it() -> None:
    titles = [row["title"] for row in rows_of("outputs")]
    assert [title.split()[0] for title in titles] == ["Manuál", "Metodika", "Doporučení", "Modely"]
    assert "ISBN 978-80-7421-283-3" in titles[1]
    assert {row["provenance"] for row in rows_of("outputs")} == {"published"}


# What is true in the made-up world --------------------------------------------------------------


def test_the_pilots_ties_are_new_and_most_of_them_last() -> None:
    ties = nc.datasets.truth(NAME)["ties"]
    owed = ties[ties["owed_to_pilot"]]
    assert set(owed["region"]) == PILOTS
    assert owed["during"].all()
    last = owed["after"].mean()
    assert 0.6 < last < 0.75
    assert (owed["pre"]).mean() < 0.05


def test_who_really_works_together_sits_together_more_often() -> None:
    """A tie of the truth shows in the sheets: else there would be nothing to find."""
    meetings = pd.DataFrame(rows_of("meetings"))
    own = meetings[meetings["facilitated"].eq("false") & meetings["kind"].ne("VYCHKOM")]
    own = own[own["date"].between("2024-01-01", "2025-02-28")]
    pairs = own.merge(own, on="meeting_id")
    pairs = pairs[pairs["actor_x"] < pairs["actor_y"]]
    met = set(zip(pairs["actor_x"], pairs["actor_y"], strict=True))
    ties = nc.datasets.truth(NAME)["ties"]
    real = {tuple(sorted(pair)) for pair in ties.loc[ties["during"], ["source", "target"]].values}
    seen = len(real & met) / len(real)
    local: dict[str, int] = {}
    for row in rows_of("actors"):
        if row["actor_id"].startswith("orp") and not row["actor_id"].endswith("koordinator"):
            local[row["region"]] = local.get(row["region"], 0) + 1
    possible = sum(n * (n - 1) // 2 for n in local.values())
    unreal = len(met - real) / (possible - len(real))
    assert seen > 2 * unreal


def test_the_worlds_differ_where_they_should_only(
    made: dict[str, dict[str, pd.DataFrame]],
) -> None:
    columns = ["meeting_id", "actor"]
    seats = {
        effect: set(map(tuple, found["meetings"][columns].to_numpy()))
        for effect, found in made.items()
    }
    assert seats["none"] < seats["reporting"]
    frame = made["planted"]["meetings"]
    untouched = frame[~frame["region"].isin(PILOTS) | (frame["date"] < "2024")]
    assert set(map(tuple, untouched[columns].to_numpy())) <= seats["none"]
    for name in set(TABLES) - {"meetings"}:
        pd.testing.assert_frame_equal(made["planted"][name], made["none"][name])


def test_the_truth_is_what_a_panel_of_each_world_shows(panels: dict[str, pd.DataFrame]) -> None:
    """Two ways to the same number: the maker counts pairs, the panel reads the sheets."""
    effect = nc.datasets.truth(NAME)["effect"]
    for world, column in (("planted", "partners_with"), ("none", "partners_without")):
        both = effect.merge(panels[world], on=["region", "phase"], validate="one_to_one")
        assert len(both) == 3 * 16
        assert both["mean_degree"].to_numpy() == pytest.approx(both[column].to_numpy(), abs=1e-4)


# What the analysis finds ------------------------------------------------------------------------


def planted(phase: str) -> float:
    effect = nc.datasets.truth(NAME)["effect"]
    return float(effect.loc[effect["phase"] == phase, "effect"].mean())


def test_the_planted_effect_is_found_within_its_interval(panels: dict[str, pd.DataFrame]) -> None:
    found = nc.did(panels["planted"], "mean_degree", rng=1).to_frame().iloc[0]
    assert found["flag"] == "ok"
    assert found["p_value"] < 0.05
    assert found["estimate"] > 0
    assert found["ci_low"] < planted("during") < found["ci_high"]
    # Taking it for nothing would be wrong, and so would twice as much.
    assert 0 < found["ci_low"] < found["ci_high"] < 2 * planted("during")


def test_without_an_effect_nothing_is_found(panels: dict[str, pd.DataFrame]) -> None:
    for world in ("none", "reporting"):
        found = nc.did(panels[world], "mean_degree", rng=1).to_frame().iloc[0]
        assert found["p_value"] > 0.05, world
        assert found["ci_low"] < 0 < found["ci_high"], world


def test_what_the_pilot_does_not_touch_did_not_change(
    worlds: dict[str, Records], panels: dict[str, pd.DataFrame]
) -> None:
    """Schools' own boards have the same partners whatever the pilot does."""
    boards = nc.phase_panel(worlds["planted"].select(kinds="VYCHKOM"))
    panel = panels["planted"].assign(boards=boards["mean_degree"])
    table = nc.placebos(panel, "mean_degree", untouched="boards", draws=999, rng=1).to_frame()
    rows = table.set_index("placebo")
    assert rows.at["outcome", "p_value"] > 0.05
    assert rows.at["outcome", "ci_low"] < 0 < rows.at["outcome", "ci_high"]
    assert rows.at["space", "p_value"] < 0.05
    # It could have been seen: an effect of a third of the size lies outside.
    assert rows.at["outcome", "ci_high"] < planted("during") / 3


def test_what_is_left_afterwards_is_what_was_planted(worlds: dict[str, Records]) -> None:
    with pytest.warns(NetcoopWarning, match="29 meetings"):
        lasting = nc.sustainability(worlds["planted"], draws=199, rng=1)
    row = lasting.to_frame().set_index("metric").loc["retained_effect"]
    assert row["ci_low"] < planted("after") / planted("during") < row["ci_high"]
    assert row["ci_low"] > 0


def test_the_tipping_point_tells_better_records_from_a_change(
    worlds: dict[str, Records], panels: dict[str, pd.DataFrame]
) -> None:
    """With better records, fewer would do than there are; with a change, far more."""
    sides = {}
    for world in ("planted", "reporting", "none"):
        how = {"shares": (0.1, 0.2, 0.25, 0.3, 0.35, 0.4), "repeats": 4, "draws": 499, "rng": 1}
        point = loud(nc.reporting_tipping_point, worlds[world], **how)
        sides[world] = (point, more_meetings(panels[world]))
    point, more = sides["reporting"]
    assert point.summary()["p_value"] < 0.05
    assert more > 0.6
    assert point.extra < more
    # Of what is on the sheets the generator would not have recorded 1 - .55 / .97 otherwise.
    assert point.share <= 1 - 0.55 / 0.97
    point, more = sides["planted"]
    assert point.summary()["p_value"] < 0.05
    assert abs(more) < 0.05
    assert point.extra > 0.4
    assert sides["none"][0].summary()["p_value"] > 0.05


def more_meetings(panel: pd.DataFrame) -> float:
    """By how much recorded meetings grew more where a region took part."""
    sums = panel.groupby(["treated", "phase"])["n_meetings"].sum()
    growth = {side: sums[side, "during"] / sums[side, "pre"] for side in (True, False)}
    return float(growth[True] / growth[False] - 1)
