"""Regions compared: toys by hand, every choice of meetings, one process in regions of any size."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

import netcoop as nc
from netcoop.compare.finding import FLAGS
from netcoop.compare.lenses import Cell, Levels, Seen, size_classes
from netcoop.compare.meeting_set import MeetingSet
from netcoop.compare.region_ranks import has_better, pair_table, rank_table
from netcoop.compare.region_result import RegionComparison
from netcoop.compare.region_sets import by_region, on_one_roster
from netcoop.compare.region_words import association_sentence
from netcoop.compare.regions import compare_regions
from netcoop.compare.regions_draws import look
from netcoop.errors import ArgumentError, RecordError
from netcoop.ties.nullmodels import shuffled_attendance

BANNED = ("proved", "prokázal", "caused", "způsobil", "fault", "fail", "blame")
TOWNS = ["Jihlava", "Humpolec", "Pelhřimov", "Telč", "Třebíč", "Havlíčkův Brod"]


def sheet_of(regions: dict[str, list[str]]) -> pd.DataFrame:
    """Make attendance of meetings written as words of one-letter actors."""
    rows = [
        (actor, f"{region}-{day:03}", region)
        for region, meetings in regions.items()
        for day, who in enumerate(meetings)
        for actor in who
    ]
    return pd.DataFrame(rows, columns=["actor", "meeting_id", "region"])


def simulated(
    region: str, actors: int, meetings: int, random: np.random.Generator, size: float = 3.2
) -> pd.DataFrame:
    """Meetings of groups of ten, of which four in five are within one group."""
    group = np.arange(actors) // 10
    rows = []
    for day in range(meetings):
        local = random.random() < 0.8
        pool = np.arange(actors)
        if local:
            pool = pool[group == random.integers(group[-1] + 1)]
        number = min(len(pool), 2 + int(random.poisson(size - 2)))
        for actor in random.choice(pool, number, replace=False):
            rows.append((f"{region}-a{actor:03}", f"{region}-{day:03}", region))
    return pd.DataFrame(rows, columns=["actor", "meeting_id", "region"])


def compared(sheet: pd.DataFrame, *args: object, **options: object) -> RegionComparison:
    tables = {k: options.pop(k) for k in ("actors", "regions", "required") if k in options}
    options = {"draws": 40, "rng": 1} | options
    return compare_regions(nc.Records(meetings=sheet, **tables), *args, **options)  # type: ignore[arg-type]


def estimates(found: RegionComparison, metric: str, column: str = "estimate") -> pd.DataFrame:
    """Regions × lenses."""
    table = found.to_frame()
    table = table[table["metric"] == metric]
    return table.pivot_table(index="region", columns="method", values=column)


TOY = {
    "Jihlava": ["AB", "AC", "BC"] * 4,
    "Humpolec": ["DE", "DF", "EF", *["DE"] * 9],
}


# -- by hand -------------------------------------------------------------------------------------


def test_toy_by_hand() -> None:
    found = compared(sheet_of(TOY), "mean_degree")
    table = found.to_frame().set_index(["region", "method"])
    # Humpolec: two of 12 pairs seen once, none twice; C = 1 − 2/12 · 11·1/(11·1 + 2).
    level = 1 - 2 / 12 * 11 / 13
    assert table.loc[("Humpolec", "coverage"), "coverage"] == pytest.approx(level)
    # Jihlava: each pair 4 times of 12, so C(t) = 1 − C(8,t)/C(11,t): .7879 at 4, .8788 at 5.
    low, high = 1 - 70 / 330, 1 - 56 / 462
    at = 4 + (level - low) / (high - low)
    assert table.loc[("Jihlava", "coverage"), "at_meetings"] == pytest.approx(at)
    # S(t) = 3·(1 − C(8,t)/C(12,t)).
    ties = np.interp(at, [4, 5], [3 * (1 - 70 / 495), 3 * (1 - 56 / 792)])
    assert table.loc[("Jihlava", "coverage"), "estimate"] == pytest.approx(2 * ties / 3)
    assert table.loc[("Humpolec", "coverage"), "at_meetings"] == 12
    assert (table["meetings_per_actor"] == 4).all()
    others = table[table.index.get_level_values("method") != "coverage"]
    assert others["estimate"].tolist() == [2.0] * 4
    assert found.settings["effort"] == 4
    assert found.settings["coverage"] == pytest.approx(level)


def test_equal_effort_is_per_actor() -> None:
    # Six actors at 12 meetings are 2 each; three at 12 come down to 6 meetings.
    wide = ["ABC", "DEF", "AD", "BE", "CF", "AE"] * 2
    found = compared(sheet_of({"Jihlava": wide, "Telč": ["QY", "QZ", "YZ"] * 4}), "mean_degree")
    at = estimates(found, "mean_degree", "at_meetings")["per_actor"]
    assert at.to_dict() == {"Jihlava": 12.0, "Telč": 6.0}
    # S(6) = 3·(1 − C(8,6)/C(12,6)).
    value = estimates(found, "mean_degree").loc["Telč", "per_actor"]
    assert value == pytest.approx(2 * (1 - 28 / 924))


def test_other_metrics_are_means_over_all_choices() -> None:
    few = ["AB", "AC", "AD", "BC", "CD", "EF", "AB", "AC", "AD", "BC", "CD", "EF"]
    more = ["UV", "UW", "QY", "QZ", "VW", "YZ", "UQ", "VY", "WZ", "UV", "QZ", "YZ", "UZ", "VW"]
    found = compared(sheet_of({"Jihlava": few, "Telč": more}), ["fragmentation"], draws=400)
    assert found.settings["effort"] == 2
    left = [
        nc.fragmentation(
            nc.Network(
                [*"UVWQYZ"],
                pd.DataFrame([tuple(pair) for pair in set(some)], columns=["source", "target"]),
            )
        )
        for some in combinations(more, 12)
    ]
    value = estimates(found, "fragmentation").loc["Telč", "per_actor"]
    assert value == pytest.approx(np.mean(left), abs=4 * np.std(left) / np.sqrt(400) + 1e-9)


def test_transitivity_at_fewer_meetings_is_the_mean_over_all_choices() -> None:
    few = ["AB", "AC", "AD", "BC", "CD", "EF", "AB", "AC", "AD", "BC", "CD", "EF"]
    more = ["UV", "UW", "QY", "QZ", "VW", "YZ", "UQ", "VY", "WZ", "UV", "QZ", "YZ", "UZ", "VW"]
    found = compared(sheet_of({"Jihlava": few, "Telč": more}), "transitivity", draws=400)
    cell = by_region(MeetingSet.of(nc.Records(meetings=sheet_of({"Telč": more})))).sets["Telč"]
    left = []
    for some in combinations(range(14), 12):
        left.append(cell.take(np.isin(np.arange(14), some)).measure(["transitivity"])[0])
    assert np.std(left) > 0
    value = estimates(found, "transitivity").loc["Telč", "per_actor"]
    assert value == pytest.approx(np.mean(left), abs=4 * np.std(left) / np.sqrt(400))


def test_size_classes_are_thirds() -> None:
    assert size_classes([20, 180, 60, 22, 60, 170]).tolist() == [1, 3, 2, 1, 2, 3]
    assert size_classes([5, 5, 5]).tolist() == [1, 1, 1]
    assert size_classes([3, 9]).tolist() == [1, 3]
    assert size_classes([]).tolist() == []


def seen(values: list[float], noise: float = 0.0, draws: int = 200) -> Seen:
    """Make one metric through three lenses, with halves that differ by noise."""
    random = np.random.default_rng(int(100 * values[0]))
    whole = np.array(values)[:, None]
    return Seen(whole, whole + noise * random.normal(size=(draws, 3, 1)), np.ones(1))


def test_ranks_and_pairs_by_hand() -> None:
    regions = {
        "A": seen([9, 9, 9]),
        "B": seen([5, 6, 5]),
        "C": seen([6, 5, 6]),
        "D": seen([8.9, 8.9, 8.9], noise=2),
    }
    classes = {"A": 1, "B": 1, "C": 2, "D": 1}
    sizes = {"A": 20, "B": 20, "C": 31, "D": 20}
    ranks = rank_table(regions, ["mean_degree"], classes)["rank"].reset_index()
    ranks = ranks.pivot_table(index="region", columns="method", values="rank")
    assert ranks["per_actor"].tolist() == [1, 4, 3, 2]
    assert ranks["coverage"].tolist() == [1, 3, 4, 2]
    # C has nobody to be compared with in its class.
    assert ranks["size_class"].dropna().to_dict() == {"A": 1, "B": 3, "D": 2}
    pairs = pair_table(regions, ["mean_degree"], classes, (), sizes).set_index(
        ["region_a", "region_b"]
    )
    assert pairs.loc[("A", "B"), ["better", "robust", "n_lenses"]].tolist() == ["A", True, 3]
    assert pairs.loc[("A", "C"), ["better", "robust", "n_lenses"]].tolist() == ["A", True, 2]
    assert pd.isna(pairs.loc[("B", "C"), "better"])
    # One order everywhere, but the records do not carry it.
    assert pairs.loc[("A", "D"), "better"] == "A"
    assert not pairs.loc[("A", "D"), "robust"]
    assert pairs.loc[("A", "D"), "flag"] == "unstable_rank"
    full = pair_table(regions, ["mean_degree"], classes, {"B"}, sizes).set_index(
        ["region_a", "region_b"]
    )
    assert not full.loc[("A", "B"), "robust"]
    assert full.loc[("A", "B"), "flag"] == "saturated"


def test_less_fragmented_is_better_and_density_never() -> None:
    regions = {"A": seen([0.1] * 3), "B": seen([0.4] * 3)}
    classes, sizes = {"A": 1, "B": 1}, {"A": 20, "B": 20}
    names = ["fragmentation"]
    assert pair_table(regions, names, classes, (), sizes)["better"].tolist() == ["A"]
    assert rank_table(regions, names, classes)["rank"].tolist()[:2] == [1, 2]
    assert pair_table(regions, ["density"], classes, (), sizes)["better"].isna().all()
    assert pair_table(regions, ["transitivity"], classes, (), sizes)["better"].isna().all()
    assert not has_better("density")


def test_rank_range_holds_the_rank() -> None:
    random = np.random.default_rng(3)
    sheet = pd.concat([simulated(town, 20, 24, random) for town in TOWNS])
    table = compared(sheet, draws=60).to_frame()
    ranked = table[table["rank"].notna()]
    assert (ranked["rank_low"] <= ranked["rank"]).all()
    assert (ranked["rank"] <= ranked["rank_high"]).all()
    assert (ranked["rank_low"] < ranked["rank_high"]).any()
    wide = ranked["rank_high"] - ranked["rank_low"] > 0.25 * (ranked["n_ranked"] - 1)
    assert (ranked.loc[ranked["flag"] == "unstable_rank"].index.isin(ranked.index[wide])).all()
    assert not (wide & (ranked["flag"] == "ok")).any()


def test_halves_vary_as_samples_do() -> None:
    """The spread of the draws is that of fresh records of the same process, within a third."""
    random = np.random.default_rng(11)
    fresh = []
    for _ in range(60):
        records = nc.Records(meetings=simulated("Telč", 40, 60, random))
        fresh.append(MeetingSet.of(records).measure(["mean_degree"])[0])
    spreads = []
    for _ in range(4):
        records = nc.Records(meetings=simulated("Telč", 40, 60, random))
        cells = {"Telč": Cell(MeetingSet.of(records))}
        found = look(cells, Levels.of(list(cells.values())), ["mean_degree"], 100, 1)["Telč"]
        spreads.append(found.spread[:, 0, 0].std())
    assert np.mean(spreads) / np.std(fresh) == pytest.approx(1, abs=1 / 3)


# -- one process, regions of any size ------------------------------------------------------------


def test_equal_effort_is_nearly_free_of_size() -> None:
    random = np.random.default_rng(5)
    sizes = {"Telč": 20, "Humpolec": 60, "Jihlava": 180}
    sheet = pd.concat([simulated(r, n, int(1.5 * n), random) for r, n in sizes.items()])
    found = compared(sheet, ["mean_degree", "density"], draws=2)
    degree = estimates(found, "mean_degree")["per_actor"]
    density = estimates(found, "density", "raw")["per_actor"]
    assert density.max() / density.min() > 6
    assert degree.max() / degree.min() < 1.35


def test_half_the_meetings_changes_raw_but_not_equal_effort() -> None:
    random = np.random.default_rng(8)
    whole = simulated("Jihlava", 60, 120, random)
    days = whole["meeting_id"].unique()

    def half() -> pd.DataFrame:
        kept = random.choice(days, 60, replace=False)
        part = whole[whole["meeting_id"].isin(kept)]
        return part.assign(
            actor="half-" + part["actor"], meeting_id="h" + part["meeting_id"], region="Telč"
        )

    names = [*whole["actor"].unique()]
    actors = pd.concat(
        [
            pd.DataFrame({"actor_id": names, "name": names, "region": "Jihlava"}),
            pd.DataFrame({"actor_id": [f"half-{n}" for n in names], "region": "Telč"}).assign(
                name=lambda frame: frame["actor_id"]
            ),
        ]
    )
    halves, full = [], []
    for _ in range(15):
        found = compared(pd.concat([whole, half()]), "mean_degree", draws=1, actors=actors)
        assert found.settings["roster"] == "register"
        table = estimates(found, "mean_degree")
        halves.append(table.loc["Telč", "per_actor"])
        full.append(table.loc["Jihlava", "per_actor"])
        assert table.loc["Jihlava", "size_class"] > 1.3 * table.loc["Telč", "size_class"]
    error = np.std(np.subtract(halves, full)) / np.sqrt(15)
    assert np.mean(halves) == pytest.approx(np.mean(full), abs=4 * error + 0.05)


def test_same_numbers_for_any_order_of_rows_and_any_workers() -> None:
    from joblib import parallel_config

    random = np.random.default_rng(2)
    sheet = pd.concat([simulated(town, 20, 20, random) for town in TOWNS[:3]])
    one = compared(sheet, draws=110)
    mixed = sheet.sample(frac=1, random_state=3)
    with parallel_config("threading", n_jobs=2):
        other = compared(mixed, draws=110)
    assert one.equals(other)
    assert not one.equals(compared(sheet, draws=110, rng=2))


# -- what belongs where --------------------------------------------------------------------------


def test_meetings_of_several_regions_are_left_out_and_counted() -> None:
    sheet = sheet_of(TOY)
    # No region, and actors of two: it is of none. Without actors' regions it would not be known.
    shared = pd.DataFrame({"actor": ["A", "D"], "meeting_id": "both", "region": None})
    kraj = pd.DataFrame({"actor": ["A", "D"], "meeting_id": "kraj", "region": "Kraj Vysočina"})
    # D, of Humpolec, is a guest in Jihlava.
    guest = pd.DataFrame({"actor": ["D"], "meeting_id": "Jihlava-000", "region": "Jihlava"})
    home = pd.DataFrame({"actor_id": [*"ABCDEF"], "name": [*"ABCDEF"]})
    home["region"] = ["Jihlava"] * 3 + ["Humpolec"] * 3
    plain = compared(sheet, "mean_degree", actors=home)
    found = compared(pd.concat([sheet, shared, kraj, guest]), "mean_degree", actors=home)
    assert found.settings["n_elsewhere"] == 2
    assert found.settings["n_visits"] == 1
    assert found.to_frame()["estimate"].equals(plain.to_frame()["estimate"])
    said = found.sentence("en")
    assert "2 meetings belong to no single region" in said
    assert "1 seat of an actor from another region" in said


def test_a_meeting_is_of_the_region_of_all_its_actors() -> None:
    sheet = sheet_of(TOY).assign(region=None)
    home = pd.DataFrame({"actor_id": [*"ABCDEF"], "name": [*"ABCDEF"]})
    home["region"] = ["Jihlava"] * 3 + ["Humpolec"] * 3
    parted = by_region(MeetingSet.of(nc.Records(meetings=sheet, actors=home)))
    assert {name: part.n_meetings for name, part in parted.sets.items()} == {
        "Humpolec": 12,
        "Jihlava": 12,
    }
    assert parted.n_elsewhere == 0


def test_roster_is_of_one_kind() -> None:
    sheet = sheet_of(TOY)
    # G of Jihlava never came.
    listed = pd.DataFrame({"actor_id": [*"ABCG"], "name": [*"ABCG"], "region": "Jihlava"})
    found = compared(sheet, "mean_degree", actors=listed)
    assert found.settings["roster"] == "mixed"
    assert found.to_frame().set_index("region")["n_actors"].unique().tolist() == [3]
    both = pd.concat([listed, listed.assign(actor_id=[*"DEFH"], name=[*"DEFH"], region="Humpolec")])
    registers = compared(sheet, "mean_degree", actors=both)
    assert registers.settings["roster"] == "register"
    assert registers.to_frame()["n_actors"].unique().tolist() == [4]
    assert estimates(registers, "mean_degree").loc["Jihlava", "size_class"] == 1.5
    assert compared(sheet, "mean_degree").settings["roster"] == "observed"
    assert "only those who came to meetings count" in found.sentence("en")


def rings(letters: str, meetings: int) -> list[str]:
    """Make meetings of neighbors in a ring, again and again: covered, but not saturated."""
    ring = [one + other for one, other in zip(letters, letters[1:] + letters[0], strict=True)]
    return [ring[day % len(ring)] for day in range(meetings)]


def test_roster_differs_is_flagged() -> None:
    sheet = sheet_of({"Telč": rings("ABCDEFGH", 32), "Jihlava": rings("KLMNOPQR", 32)})
    listed = pd.DataFrame({"actor_id": [*"ABCDEFGH"], "name": [*"ABCDEFGH"], "region": "Telč"})
    # Equals share a place, whatever is left out.
    flags = compared(sheet, "density", actors=listed, draws=30).to_frame()["flag"]
    assert set(flags) <= {"roster_differs", "unstable_rank"}
    alone = sheet_of({"Telč": rings("ABCDEFGH", 32), "Jihlava": rings("KLMNOPQRSTUVW", 130)})
    table = compared(alone, "density", actors=listed, draws=30).to_frame()
    assert "roster_differs" in set(table.loc[table["method"] == "size_class", "flag"])


def test_on_one_roster_of_nothing() -> None:
    assert on_one_roster({}) == ({}, "observed")


# -- flags ---------------------------------------------------------------------------------------


def test_too_few_meetings_set_no_level() -> None:
    few = {"Telč": ["QY", "YZ", "QZ"], **TOY}
    found = compared(sheet_of(few), "mean_degree")
    table = found.to_frame().set_index("region")
    assert (table.loc["Telč", "flag"] == "too_few_events").all()
    assert (
        table.loc["Telč", ["estimate", "rank", "at_meetings", "size_class"]].isna().all(axis=None)
    )
    assert (table.loc["Telč", "raw"] == 2).all()
    assert found.settings["effort"] == 4
    assert found.settings["too_few"] == ["Telč"]
    assert "Telč" not in set(found.pairs()["region_a"]) | set(found.pairs()["region_b"])
    assert "Too few meetings to compare: Telč." in found.sentence("en")


def test_nothing_but_too_few() -> None:
    found = compared(sheet_of({"Telč": ["QY", "YZ"], "Jihlava": ["AB"]}))
    table = found.to_frame()
    assert table["estimate"].isna().all()
    assert (table["flag"] == "too_few_events").all()
    assert len(found.pairs()) == 0
    assert "Too few meetings" in found.sentence("en")


def test_one_region_has_no_rank() -> None:
    table = compared(sheet_of({"Jihlava": TOY["Jihlava"]}), "mean_degree").to_frame()
    assert table["estimate"].notna().all()
    assert table["rank"].isna().all()


def test_listed_regions_without_meetings_are_told() -> None:
    regions = pd.DataFrame({"region": ["Jihlava", "Humpolec", "Třebíč"], "children": [5, 6, 7]})
    found = compared(sheet_of(TOY), "mean_degree", regions=regions)
    table = found.to_frame().set_index("region")
    assert (table.loc["Třebíč", "flag"] == "too_few_events").all()
    assert (table.loc["Třebíč", "n_meetings"] == 0).all()
    assert found.beside().loc["Třebíč", "children"] == 7


def test_low_coverage() -> None:
    pairs = ["".join(pair) for pair in combinations("ABCDEFGH", 2)][:14]
    found = compared(sheet_of({"Telč": pairs, **TOY}), "mean_degree")
    table = found.to_frame().set_index(["region", "method"])
    assert table.loc[("Telč", "per_actor"), "coverage"] < 0.7
    assert table.loc[("Telč", "per_actor"), "flag"] == "low_coverage"
    # At the coverage of the worst, it is low for all.
    assert table.loc[("Jihlava", "coverage"), "flag"] == "low_coverage"


def test_unequal_effort_is_flagged_as_recorded() -> None:
    sheet = sheet_of({"Telč": rings("ABCDEFGH", 32), "Jihlava": rings("KLMNOPQR", 72)})
    found = compared(sheet, "mean_degree").to_frame().set_index(["region", "method"])
    flags = found["flag"].groupby(level="method").agg(set)
    assert flags["size_class"] == {"effort_unequal"}
    assert "effort_unequal" not in flags["per_actor"] | flags["coverage"]
    fair = sheet_of({"Telč": rings("ABCDEFGH", 32), "Jihlava": rings("KLMNOPQR", 64)})
    assert "effort_unequal" not in set(compared(fair, "mean_degree").to_frame()["flag"])


def test_saturated_regions_are_not_told_apart() -> None:
    found = compared(sheet_of(TOY), "mean_degree")
    assert set(found.to_frame()["flag"]) == {"saturated"}
    assert found.pairs()["flag"].tolist() == ["saturated"]
    assert not found.pairs()["robust"].any()
    assert "cannot be told" in found.sentence("en")


def test_what_meetings_cannot_have_is_said() -> None:
    found = compared(sheet_of(TOY), "reciprocity", draws=3)
    table = found.to_frame()
    assert table["estimate"].isna().all()
    assert (table["flag"] == "too_few_events").all()
    assert table["sentence"].str.contains("not defined for these meetings").all()
    assert "not defined for these meetings" in found.sentence("en")
    assert "too few" not in found.sentence("en").lower()
    assert found.pairs()["flag"].tolist() == ["too_few_events"]


def test_a_metric_that_is_the_same_everywhere_gives_no_place() -> None:
    table = compared(sheet_of(TOY), "multiplexity", draws=3).to_frame()
    assert (table["estimate"] == 1).all()
    assert table["rank"].isna().all()
    assert not table["sentence"].str.contains("Place").any()


def test_facilitators_do_not_count() -> None:
    """Groups that only the networker ties together are as fragmented as without."""
    groups = ["ABC", "DEF", "GHI"] * 5
    plain = sheet_of({"Jihlava": groups, "Telč": [who.lower() for who in groups]})
    net = plain[plain["region"] == "Jihlava"].drop_duplicates("meeting_id").assign(actor="net")
    sheet = pd.concat([plain, net])
    actors = pd.DataFrame({"actor_id": ["net"], "name": "net", "role": "facilitator"})
    found = compared(sheet, actors=actors)
    assert found.settings["n_facilitators"] == 1
    assert "1 facilitator is left out" in found.sentence("en")
    table = estimates(found, "fragmentation")
    assert table.loc["Jihlava"].tolist() == pytest.approx(table.loc["Telč"].tolist(), abs=0.05)
    assert not found.pairs()["robust"].any()
    back = compared(sheet, actors=actors, facilitators=True)
    assert estimates(back, "fragmentation").loc["Jihlava", "size_class"] == 0
    assert "facilitator" not in back.sentence("en")


def test_nearly_equal_sizes_share_the_third_lens() -> None:
    regions = {"A": seen([9, 9, 9]), "B": seen([5, 5, 5])}
    classes = {"A": 1, "B": 3}
    for size, lenses in ((21, 3), (30, 3), (31, 2)):
        pairs = pair_table(regions, ["mean_degree"], classes, (), {"A": 20, "B": size})
        assert pairs["n_lenses"].tolist() == [lenses]


def test_a_meeting_that_names_several_regions_is_of_none() -> None:
    sheet = sheet_of(TOY)
    sheet["region"] = sheet["region"].mask(sheet["meeting_id"].eq("Jihlava-000"), "Jihlava|Telč")
    home = pd.DataFrame({"actor_id": [*"ABC"], "name": [*"ABC"], "region": "Jihlava"})
    parted = by_region(MeetingSet.of(nc.Records(meetings=sheet, actors=home)))
    assert {name: part.n_meetings for name, part in parted.sets.items()} == {
        "Humpolec": 12,
        "Jihlava": 11,
    }
    assert parted.n_elsewhere == 1


def test_a_series_alone_gives_no_range() -> None:
    sheet = sheet_of(TOY).assign(series="table")
    table = compared(sheet, "mean_degree").to_frame()
    assert table["rank"].notna().any()
    assert table["rank_low"].isna().all()
    assert not compared(sheet, "mean_degree").pairs()["robust"].any()


# -- beside --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def six() -> RegionComparison:
    random = np.random.default_rng(7)
    parts = [simulated(t, 20, 26 + 6 * n, random, 3) for n, t in enumerate(TOWNS)]
    regions = pd.DataFrame(
        {
            "region": TOWNS,
            "children": [5, 1, 4, 2, 3, 6],
            "placements per 1,000": [1.0, None, 2.0, 3.0, 4.0, 5.0],
            "flat": 1,
            "treated": [True, False] * 3,
            "note": "x",
        }
    )
    return compared(pd.concat(parts), regions=regions)


def test_indicators_stand_beside(six: RegionComparison) -> None:
    beside = six.beside()
    assert list(beside) == [
        "mean_degree", "fragmentation", "children", "placements per 1,000", "flat",
    ]  # fmt: skip
    per_actor = estimates(six, "mean_degree")["per_actor"]
    assert beside["mean_degree"].to_dict() == pytest.approx(per_actor.to_dict())
    related = six.associations().set_index(["indicator", "metric"])
    ranks = beside.rank()
    expected = np.corrcoef(ranks["children"], ranks["mean_degree"])[0, 1]
    assert related.loc[("children", "mean_degree"), "correlation"] == pytest.approx(expected)
    assert related.loc[("placements per 1,000", "mean_degree"), "n_regions"] == 5
    assert np.isnan(related.loc[("flat", "mean_degree"), "correlation"])
    assert "association" in related.loc[("children", "mean_degree"), "sentence"]


@pytest.mark.parametrize("value", [-0.001, 0.5, np.nan])
def test_associations_are_whole_sentences(value: float) -> None:
    row = {
        "indicator": "placements", "metric": "mean_degree", "correlation": value, "n_regions": 6,
    }  # fmt: skip
    said = association_sentence(row, "en")
    assert said[0].isupper()
    assert ": ties per actor; placements." in said
    assert "−0.0" not in said


def test_few_regions_have_no_association() -> None:
    regions = pd.DataFrame({"region": ["Jihlava", "Humpolec"], "children": [5, 6]})
    related = compared(sheet_of(TOY), regions=regions).associations()
    assert related["correlation"].isna().all()
    assert related["n_regions"].tolist() == [2, 2]


def test_required_ties_stand_beside() -> None:
    kinds = dict(zip("ABCDEF", ["OSPOD", "ZS", "PCR"] * 2, strict=True))
    home = pd.DataFrame({"actor_id": [*kinds], "name": [*kinds], "kind": [*kinds.values()]})
    home["region"] = ["Jihlava"] * 3 + ["Humpolec"] * 3
    toy = TOY | {"Humpolec": ["DE", "DE", *["EF"] * 10]}
    template = pd.DataFrame({"source_kind": "OSPOD", "target_kind": ["ZS", "PCR"]})
    found = compared(sheet_of(toy), "mean_degree", actors=home, template=template)
    assert found.beside()["fulfillment"].to_dict() == {"Humpolec": 0.5, "Jihlava": 1.0}
    own = compared(sheet_of(toy), "mean_degree", actors=home, required=template)
    assert own.beside().equals(found.beside())
    # Of the records' own table: nobody has a kind, so it is not known.
    bare = compared(sheet_of(toy), "mean_degree", required=template)
    assert bare.beside()["fulfillment"].isna().all()
    assert "fulfillment" not in compared(sheet_of(toy), "mean_degree").beside()


def test_null_ratio_is_that_of_shuffled_attendance() -> None:
    random = np.random.default_rng(9)
    sheet = simulated("Jihlava", 30, 45, random)
    found = compared(sheet, "mean_degree", draws=100).to_frame()
    chance = [
        MeetingSet.of(nc.Records(meetings=drawn)).measure(["mean_degree"])[0]
        for drawn in shuffled_attendance(sheet, draws=25, rng=4)
    ]
    ratio = found["raw"].iloc[0] / np.mean(chance)
    assert found["null_ratio"].iloc[0] == pytest.approx(ratio, abs=0.02)


# -- the result ----------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "cs"])
def test_sentences(six: RegionComparison, lang: str) -> None:
    table = six.to_frame(lang)
    said = [
        six.sentence(lang),
        *table["sentence"],
        *six.pairs(lang)["sentence"],
        *six.associations(lang)["sentence"],
    ]
    assert all(said)
    assert not [word for word in BANNED for part in said if word in part.lower()]
    assert not [part for part in said if "_" in part or "nan" in part.lower() or "{" in part]


def test_result_is_tidy(six: RegionComparison) -> None:
    table = six.to_frame()
    assert len(table) == 6 * 2 * 3
    assert set(table["flag"]) <= set(FLAGS)
    assert table["region"].is_monotonic_increasing
    assert not table.duplicated(["region", "metric", "method"]).any()
    assert len(six.summary()) == len(table) * (table.shape[1] - 4)
    assert six.equals(six)
    assert not six.equals(None)
    assert repr(six).startswith("<RegionComparison: 36 rows")
    assert "<table" in six._repr_html_()
    pairs = six.pairs()
    assert len(pairs) == 2 * 15
    assert not (pairs["robust"] & pairs["better"].isna()).any()
    beside = six.beside()
    beside["children"] = 0
    assert six.beside()["children"].sum() == 21


@pytest.mark.parametrize(
    "wrong",
    [
        {"metrics": "densty"}, {"metrics": []}, {"draws": 0}, {"draws": 1.5}, {"rng": -1},
        {"indicators": "children"}, {"template": 3}, {"facilitators": 1},
    ],
)  # fmt: skip
def test_wrong_arguments(wrong: dict[str, object]) -> None:
    with pytest.raises(ArgumentError):
        compare_regions(nc.Records(meetings=sheet_of(TOY)), **({"draws": 2} | wrong))  # type: ignore[arg-type]


def test_unknown_indicator() -> None:
    regions = pd.DataFrame({"region": ["Jihlava"], "children": [5], "treated": [True]})
    for wrong in ("childen", "treated", 3, []):
        with pytest.raises(ArgumentError):
            compared(sheet_of(TOY), regions=regions, indicators=wrong)


def test_records_without_regions_are_refused() -> None:
    with pytest.raises(RecordError, match="region"):
        compared(sheet_of(TOY).drop(columns="region"))
    with pytest.raises(RecordError):
        compare_regions(nc.Records(actors=pd.DataFrame({"actor_id": ["A"], "name": ["A"]})))
