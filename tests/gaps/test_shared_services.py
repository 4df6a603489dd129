"""Services that several actors offer to the same people in the same place."""

from __future__ import annotations

import pandas as pd
import pytest

import netcoop as nc
from netcoop.errors import RecordError
from netcoop.gaps.whitespots.offered import shared_services


def catalogue(*rows: tuple[str | None, ...], **tables: pd.DataFrame) -> nc.Records:
    columns = ["actor", "service", "region", "target_group", "status"]
    return nc.Records(services=pd.DataFrame(rows, columns=columns), **tables)


def found(records: nc.Records) -> list[tuple[object, ...]]:
    frame = shared_services(records, lang="en")
    columns = ["region", "service", "target_group", "actors", "n"]
    return list(frame[columns].astype("object").where(frame[columns].notna(), None)
                .itertuples(index=False, name=None))  # fmt: skip


FIVE = (
    ("a", "SS_NZDM", "Telč", "děti", "available"),
    ("b", "SS_NZDM", "ORP Telč", " Deti", None),
    ("c", "SS_NZDM", "Telč", "rodiče", "available"),
    ("d", "SS_NZDM", "Jihlava", "děti", "available"),
    ("e", "SS_KP", "Telč", "děti", "available"),
)


def test_same_service_group_and_region() -> None:
    assert found(catalogue(*FIVE)) == [("Telč", "SS_NZDM", "Deti", ("a", "b"), 2)]


def test_what_is_missing_unknown_or_told_twice_is_offered_by_nobody_more() -> None:
    others = [
        ("f", "SS_KP", "Telč", "děti", "missing"),
        ("g", "SS_KP", "Telč", "děti", "unknown"),
        ("e", "SS_KP", "Telč", "děti", "available"),
    ]
    assert found(catalogue(*FIVE[2:], *others)) == []


def test_who_is_for_all_is_for_each_group() -> None:
    anyone = ("z", "SS_NZDM", "Telč", None, "available")
    assert found(catalogue(*FIVE, anyone)) == [
        ("Telč", "SS_NZDM", "Deti", ("a", "b", "z"), 3),
        ("Telč", "SS_NZDM", "rodiče", ("c", "z"), 2),
    ]
    both = [("y", "SS_KP", "Telč", None, None), ("z", "SS_KP", "Telč", None, None)]
    assert found(catalogue(*both)) == [("Telč", "SS_KP", None, ("y", "z"), 2)]


def test_a_service_of_the_kraj_counts_in_its_regions_and_regions_do_not_add_up() -> None:
    wide = ("w", "SS_NZDM", "Kraj Vysočina", "děti", "available")
    assert {(row[0], row[3]) for row in found(catalogue(*FIVE, wide))} == {
        ("Telč", ("a", "b", "w")),
        ("Jihlava", ("d", "w")),
    }
    # A need of the whole kraj does not make two towns one place.
    needs = pd.DataFrame({"region": ["Kraj Vysočina"], "service": ["SS_NZDM"]})
    assert found(catalogue(*FIVE[2:4], FIVE[0], needs=needs)) == []


def test_networkers_are_no_service_and_order_of_rows_does_not_matter() -> None:
    actors = pd.DataFrame({"actor_id": list("ab"), "name": list("ab"), "role": ["facilitator", ""]})
    assert found(catalogue(*FIVE, actors=actors)) == []
    one, other = catalogue(*FIVE), catalogue(*FIVE[::-1])
    assert shared_services(one).equals(shared_services(other))


def test_the_sentence_asks_and_hides_persons() -> None:
    actors = pd.DataFrame(
        {"actor_id": ["a", "b"], "name": ["Dr. Alfa", "Klub"], "kind": ["PLDD", "SS_NZDM"],
         "person": [True, False]}
    )  # fmt: skip
    sentence = shared_services(catalogue(*FIVE, actors=actors), lang="en")["sentence"].iloc[0]
    assert sentence.startswith("Telč, ")
    assert "2 actors" in sentence
    assert "Klub" in sentence
    assert "Alfa" not in sentence
    assert sentence.endswith("?")


def test_without_a_catalogue_nothing_is_said() -> None:
    with pytest.raises(RecordError, match="Add a table services"):
        shared_services(nc.Records(meetings=pd.DataFrame({"actor": ["A"], "meeting_id": ["1"]})))
    with pytest.raises(RecordError):
        shared_services(pd.DataFrame())  # type: ignore[arg-type]
    empty = shared_services(catalogue(FIVE[0]))
    assert empty.empty
    assert list(empty) == ["region", "service", "target_group", "actors", "n", "sentence"]
