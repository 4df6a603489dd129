"""What is missing, in a local report: required ties, white spots, whom to bring together."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import pytest

import netcoop as nc
from netcoop.errors import ArgumentError
from netcoop.gaps.field import networkers
from netcoop.network import build_network, disclose
from netcoop.reports.document import Bullets, Paragraph, Section, Table
from netcoop.reports.local import bringing, required, whitespots
from netcoop.reports.local.bringing import as_published, find_bringing
from netcoop.reports.local.given import Given
from netcoop.reports.local.required import find_required
from netcoop.reports.local.whitespots import find_whitespots
from netcoop.reports.part import Part
from tests.gaps.region import ACTORS, HOME, REFERRALS, TEMPLATE, region_records

FINDERS: list[Callable[[Given], Part | None]] = [find_required, find_whitespots, find_bringing]


def given_of(
    records: nc.Records,
    template: pd.DataFrame | None = None,
    *,
    threshold: int = 5,
    lang: str = "en",
) -> Given:
    resolved = nc.resolve_actors(records)
    layers = [name for name in ("meeting", "referral") if f"{name}s" in resolved.tables]
    full = build_network(resolved, layers=layers or ["contact"])
    return Given(lang, resolved, full, disclose(full, threshold=threshold), template, threshold)


def changed(**tables: pd.DataFrame) -> nc.Records:
    """Give the region with other tables."""
    return region_records().replace(tables)


def without(*names: str) -> nc.Records:
    """Give the region without some tables."""
    tables: dict[str, Any] = {
        name: table for name, table in region_records().tables.items() if name not in names
    }
    return nc.Records(**tables, region=HOME)


def words_of(section: Section) -> str:
    """Write all a section says, with every cell."""
    said = [section.heading]
    for block in section.blocks:
        if isinstance(block, Paragraph):
            said.append(block.words)
        elif isinstance(block, Bullets):
            said += block.items
        elif isinstance(block, Table):
            said += [block.caption, block.note]
            said += [f"{column.label} {column.meaning}" for column in block.columns]
            said += [repr(row) for row in block.rows]
    return "\n".join(said)


def all_of(given: Given) -> str:
    """Write everything the three parts publish."""
    said = []
    for find in FINDERS:
        part = find(given)
        if part is not None:
            said += [words_of(part.section()), repr(part.advice())]
            said += [f"{name}\n{table.to_csv()}" for name, table in part.tables().items()]
    return "\n".join(said)


def table_of(part: Any, caption: str) -> Table:
    return next(
        block
        for block in part.section().blocks
        if isinstance(block, Table) and caption in block.caption
    )


def havlickuv_brod(lang: str = "en") -> Given:
    return given_of(nc.datasets.load("havlickuv_brod"), nc.required_ties_template(), lang=lang)


# -- required ties -----------------------------------------------------------------------------


def test_required_ties_are_counted_by_strength() -> None:
    part = find_required(given_of(region_records(), TEMPLATE))
    # Of the nine of the region: met three (no limits are set), two in part, one absent, three
    # unknown (no such layer, attendance, no court in the register).
    assert table_of(part, "and the records").rows == (("recommended", 9, 3, 2, 1, 3),)
    said = words_of(part.section())
    assert "Attendance cannot show a duty in a single case: 1" in said
    assert "The register lists no such partner there: 1" in said
    shown = "Of 6 the records could also show that a tie is lacking. Of these, in the records: 3;"
    assert f"{shown} in part: 2; not: 1." in said
    # All three of those in the records are among the six, so there is nothing more to say.
    assert "Of the other pairs, in the records all the same" not in said


def test_what_is_said_of_required_ties_adds_up() -> None:
    part = find_required(havlickuv_brod())
    frame = part.tables()["required_ties.csv"]
    assert (~frame["knowable"] & frame["status"].eq("met")).any()  # else it could not fail
    said = words_of(part.section())
    words = ["asked for: ", "in the records: ", "only in part: ", "not in the records: ", "tell: "]
    first = [int(re.search(rf"{word}(\d+)", said)[1]) for word in words]  # type: ignore[index]
    assert first[0] == sum(first[1:])
    found = re.search(r"Of (\d+) the .*?records: (\d+); in part: (\d+); not: (\d+)\.", said)
    assert found is not None
    knowable, met, partly, absent = map(int, found.groups())
    assert knowable == met + partly + absent
    more = re.search(r"all the same, wholly or in part: (\d+)\.", said)
    assert more is not None
    assert first[1] + first[2] == met + partly + int(more[1])
    assert first[3] == absent == part.absent


def test_pairs_not_in_the_records_are_named() -> None:
    part = find_required(given_of(region_records(), TEMPLATE))
    table = table_of(part, "not in the records")
    (row,) = table.rows
    assert row[:2] == ("Office", "Psychologist")
    # How strongly it is asked for is the same in all rows, and said below the table.
    assert "how strongly" not in {column.label for column in table.columns}
    assert table.note == "All of these: recommended."
    assert "–" not in row
    (advice,) = part.advice()
    assert advice.urgency == 3
    assert "Pairs (1): Office – Psychologist." in advice.why


def test_what_law_asks_for_comes_first() -> None:
    template = TEMPLATE.assign(strength=["should"] * 5 + ["must"] + ["should"] * 3)
    part = find_required(given_of(region_records(), template))
    assert [one.urgency for one in part.advice()] == [1]
    unknown = TEMPLATE.assign(strength=["should"] * 6 + ["must"] * 3)
    part = find_required(given_of(region_records(), unknown))
    # What the records could not show is no reason to act.
    assert [one.urgency for one in part.advice()] == [3]


def test_without_a_template_the_section_says_how_to_give_one() -> None:
    part = find_required(given_of(without("required")))
    assert 'template = "czech"' in words_of(part.section())
    assert part.advice() == ()
    assert part.tables() == {}


def test_a_template_of_nobody_here_and_one_that_cannot_be_read() -> None:
    other = pd.DataFrame({"source_kind": ["SOUD"], "target_kind": ["NEMOCNICE"]})
    with pytest.raises(ArgumentError):
        find_required(given_of(region_records(), other.assign(source_kind="no such kind")))
    kinds = nc.vocabulary("actor")["code"]
    nobody = pd.DataFrame({"source_kind": [kinds.iloc[-1]], "target_kind": [kinds.iloc[-2]]})
    part = find_required(given_of(region_records(), nobody))
    assert part.section().blocks


def test_without_kinds_or_regions() -> None:
    sheet = pd.DataFrame({"actor": list("ABCAB"), "meeting_id": list("11122")})
    part = find_required(given_of(nc.Records(meetings=sheet), TEMPLATE))
    assert "not known" in words_of(part.section())
    nowhere = ACTORS.drop(columns="region")
    records = region_records()
    meetings = records.tables["meetings"].drop(columns="region")
    plain = nc.Records(meetings=meetings, actors=nowhere)
    part = find_required(given_of(plain, TEMPLATE))
    assert table_of(part, "and the records").rows
    assert set(part.tables()["required_ties.csv"]["region"]) == {"all"}


def test_the_table_of_required_ties_holds_no_weights_and_no_day_of_a_referral() -> None:
    table = find_required(given_of(region_records(), TEMPLATE)).tables()["required_ties.csv"]
    assert not {"weight", "last_date", "purpose", "certainty"} & set(table)
    referred = table["shown_by"].fillna("").str.contains("referral")
    assert referred.any()
    assert table.loc[referred, "last_month"].isna().all()


def test_a_long_table_of_required_ties_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(required, "_MOST_ROWS", 3)
    part = find_required(given_of(region_records(), TEMPLATE))
    table = part.tables()["required_ties.csv"]
    assert len(table) == 3
    assert "absent" in set(table["status"])
    assert "is cut to 3 rows" in words_of(part.section())
    assert table_of(part, "and the records").rows == (("recommended", 9, 3, 2, 1, 3),)


def test_sources_that_users_wrote_are_not_repeated() -> None:
    template = pd.concat(
        [TEMPLATE.assign(basis="řekla Jana Nováková"), nc.required_ties_template().head(3)]
    )
    said = all_of(given_of(region_records(), template))
    assert "Nov" not in said
    assert "359/1999 Sb. § 10" in said


# -- white spots -------------------------------------------------------------------------------


def test_white_spots_of_the_region() -> None:
    part = find_whitespots(given_of(region_records()))
    assert part is not None
    found = nc.white_spots(region_records())
    rows = table_of(part, "White spots").rows
    assert rows[0][1:4] == (HOME, "no provider", "12")
    assert len({row[:2] for row in rows}) == len(rows)
    left_out = {"not known", "offered from another region"}
    assert not any(left_out & set(str(row[2]).split(", ")) for row in rows if row[3] == "–")
    assert len(part.tables()["white_spots.csv"]) == len(found.spots)
    assert part.advice()[0].urgency == 1
    assert "Crisis help" in part.advice()[0].what
    answers = {str(row[0]).split(" (")[0]: row[5] for row in table_of(part, "Needs").rows}
    assert answers["Child psychiatrist"] == "an output (6/2024)"
    assert answers["Crisis help"] == "nothing in the records"


def test_white_spots_tell_no_numbers_of_referrals() -> None:
    part = find_whitespots(given_of(region_records()))
    assert part is not None
    assert "referrals" not in part.tables()["white_spots.csv"]
    sentences = part.tables()["white_spots.csv"].set_index("finding")["sentence"]
    assert not re.search(r"\d", sentences["refused"].replace("18", ""))
    many = changed(referrals=REFERRALS.assign(count=[6, 7, 66, 55]))
    assert part.tables()["white_spots.csv"].equals(
        find_whitespots(given_of(many)).tables()["white_spots.csv"]  # type: ignore[union-attr]
    )


@pytest.mark.parametrize(("threshold", "shown"), [(5, "8"), (10, "<10"), (1, "8")])
def test_people_in_need_are_hidden_by_the_threshold_given(threshold: int, shown: str) -> None:
    part = find_whitespots(given_of(region_records(), threshold=threshold))
    assert part is not None
    needs = part.tables()["needs.csv"].set_index("service")["people"]
    assert needs["PEDOPSY"] == shown
    spots = part.tables()["white_spots.csv"]
    there = spots.loc[spots["region"].eq(HOME) & spots["service"].eq("PEDOPSY"), "people_in_need"]
    assert there.tolist() == [shown]


def test_small_needs_show_neither_in_totals_nor_in_the_order() -> None:
    records = region_records()
    needs = records.tables["needs"]
    more = needs.iloc[[0]].assign(need_id="N-4")

    def published(*counts: int) -> str:
        both = pd.concat([needs, more], ignore_index=True).assign(count=list(counts))
        return all_of(given_of(changed(needs=both), TEMPLATE))

    assert published(8, 2, 4, 1) == published(8, 4, 1, 3)
    assert "9 or more" in published(8, 2, 4, 1)


def test_without_services_and_needs_there_are_no_white_spots() -> None:
    assert find_whitespots(given_of(without("services", "needs"))) is None
    for lacking in ("services", "needs"):
        part = find_whitespots(given_of(without(lacking)))
        assert part is not None
        assert part.section().blocks


def test_free_texts_of_the_catalogue_are_not_repeated() -> None:
    records = region_records()
    services, needs = records.tables["services"].copy(), records.tables["needs"].copy()
    services["service"] = services["service"].replace("SS_RP", "byt paní Novákové")
    services["target_group"] = "děti paní Novákové"
    needs["need_id"] = "případ Novák"
    needs.loc[0, "raised_by"] = "Jan Novák"
    needs.loc[1, "region"] = "u Nováků"
    outputs = records.tables["outputs"].assign(title="Dohoda s Novákem", kind="dopis Novákovi")
    said = all_of(given_of(changed(services=services, needs=needs, outputs=outputs), TEMPLATE))
    assert "Nov" not in said
    assert "another target group" in said
    assert "other service 1" in said


def test_many_regions_are_counted() -> None:
    places = ["Jihlava", "Humpolec", "Pelhřimov", "Chotěboř", "Telč", "Třebíč", "Pacov"]
    services = pd.DataFrame(
        {"actor": "club", "service": "SS_NZDM", "region": places, "status": "available"}
    )
    part = find_whitespots(given_of(changed(services=services)))
    assert part is not None
    grid = table_of(part, "Where which service is")
    assert len(grid.columns) == 6
    counts: Mapping[Any, Any] = {row[0]: row[1] for row in grid.rows}
    assert counts["Low-threshold facilities for children and youth"] == len(places)
    assert len(part.tables()["coverage.csv"].columns) == len(places) + 2


def test_many_services_stand_in_the_file_only(monkeypatch: pytest.MonkeyPatch) -> None:
    given = given_of(region_records())
    monkeypatch.setattr(whitespots, "_SERVICES", 1)
    part = find_whitespots(given)
    assert part is not None
    captions = [block.caption for block in part.blocks if isinstance(block, Table)]
    assert "Where which service is" not in captions
    assert "coverage.csv" in words_of(part.section())


# -- whom to bring together --------------------------------------------------------------------


def test_guests_are_no_networkers_and_lacking_pairs_meet() -> None:
    part = find_bringing(given_of(region_records(), TEMPLATE))
    assert part is not None
    guests = part.tables()["meeting_guests.csv"].set_index("actor")
    assert "net" not in guests.index
    assert len(guests) <= bringing.SEATS
    assert {"office", "psychologist"} <= set(guests.index)
    assert "required" in str(guests.loc["psychologist", "reasons"])
    assert ("Office", "Psychologist", "no tie", "yes") in table_of(part, "asked for").rows
    assert {one.urgency for one in part.advice()} == {3}
    assert len(part.tables()["new_contacts.csv"]) == 3


def test_the_networker_convenes_only_where_one_is_marked() -> None:
    said = "The networker convenes the table"
    part = find_bringing(given_of(region_records(), TEMPLATE))
    assert part is not None
    assert said in words_of(part.section())
    actors = ACTORS.assign(role=pd.NA, kind=ACTORS["kind"].replace("LOK_SITAR", "ZS"))
    given = given_of(changed(actors=actors), TEMPLATE)
    assert not len(networkers(given.full.actors))
    part = find_bringing(given)
    assert part is not None
    assert "A round table of" in words_of(part.section())
    assert said not in words_of(part.section())


def test_the_network_as_published_keeps_ids_and_ties() -> None:
    given = given_of(persons(), TEMPLATE)
    net = as_published(given)
    assert net.actors.index.equals(given.full.actors.index)
    ties = ["source", "target", "kind"]
    pd.testing.assert_frame_equal(net.ties[ties], given.full.ties[ties])
    small = net.ties["weight"].eq(2.5) & net.ties["kind"].eq("referral")
    assert small.any()


def persons() -> nc.Records:
    actors = ACTORS.assign(person=ACTORS["actor_id"].isin(["psychologist", "doctor"]))
    actors["name"] = actors["name"].replace(
        {"Psychologist": "Mgr. Eva Tichá", "Doctor": "MUDr. Jan Tichý"}
    )
    return changed(actors=actors, referrals=REFERRALS.assign(count=[1, 2, 3, 4]))


def test_single_persons_are_called_by_their_kind() -> None:
    said = all_of(given_of(persons(), TEMPLATE))
    assert "Tich" not in said
    assert "'psychologist'" not in said
    assert "PSYCHOLOG 1" in said
    assert "Clinical psychologist 1" in said


@pytest.mark.parametrize("counts", [[1, 4, 2, 3], [4, 1, 1, 1], [2, 2, 2, 4]])
def test_nothing_depends_on_hidden_numbers(counts: list[int]) -> None:
    def published(numbers: list[int]) -> str:
        records = changed(referrals=REFERRALS.assign(count=numbers))
        return all_of(given_of(records, TEMPLATE))

    assert published([1, 1, 1, 1]) == published(counts)


def test_a_large_network_is_not_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    given = given_of(region_records(), TEMPLATE)
    monkeypatch.setattr(bringing, "MOST_FOR_CONTACTS", 5)
    part = find_bringing(given)
    assert part is not None
    assert set(part.tables()) == {"meeting_guests.csv"}
    assert "up to 5 actors; here are 12" in words_of(part.section())
    monkeypatch.setattr(bringing, "MOST_FOR_TABLE", 5)
    part = find_bringing(given)
    assert part is not None
    assert part.tables() == {}
    assert part.advice() == ()
    assert "up to 5 actors; here are 12" in words_of(part.section())


def test_tiny_networks() -> None:
    one = nc.Records(meetings=pd.DataFrame({"actor": ["A"], "meeting_id": ["1"]}))
    assert find_bringing(given_of(one)) is None
    two = nc.Records(meetings=pd.DataFrame({"actor": ["A", "B"], "meeting_id": ["1", "1"]}))
    part = find_bringing(given_of(two))
    assert part is not None
    assert part.tables() == {}
    assert "nothing" not in words_of(part.section()).lower().split("no round table")[0]


@pytest.mark.parametrize("lang", ["cs", "en"])
def test_the_example_has_all_three(lang: str) -> None:
    given = havlickuv_brod(lang)
    for find in FINDERS:
        part = find(given)
        assert part is not None
        section = part.section()
        tables = [block for block in section.blocks if isinstance(block, Table)]
        assert tables
        for table in tables:
            assert len(table.rows) <= 15
            assert len(table.columns) <= 6
            assert table.rows
            assert all(len(row) == len(table.columns) for row in table.rows)
        assert part.advice()
        assert all(len(frame) for frame in part.tables().values())
