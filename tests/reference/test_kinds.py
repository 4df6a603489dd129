"""Which kind of actor a written name speaks of."""

from __future__ import annotations

import pytest

from netcoop.reference import vocabulary
from netcoop.reference.kinds import find_kinds, read_kind


@pytest.mark.parametrize(
    ("written", "kinds"),
    [
        ("MěÚ Znojmo, OSV - OSPOD", ("OSPOD",)),
        ("MěÚ Znojmo", ("ORP_SOC",)),
        ("Krajský úřad, odd. SPOD", ("KU_SPOD",)),
        ("Krajský úřad, odbor sociálních věcí", ("KU_SOC",)),
        ("Krajský úřad, odbor školství", ("ODB_SKOL",)),
        ("OSPOD – kurátor", ("KURATOR",)),
        ("ÚMČ Praha 4, OSPOD", ("OSPOD_MC",)),
        ("Městská policie", ("MP",)),
        ("Policie České republiky", ("PCR",)),
        ("Okresního soudu", ("SOUD",)),
        ("Krajský soud", ("KSOUD",)),
        ("ped.-psych. poradna", ("PPP",)),
        ("Oblastní charita - raná péče", ("SS_RP",)),
        ("SPC při ZŠ Tyršova", ("SPC",)),
        ("školní psycholog ZŠ Tyršova", ("SPP",)),
        ("Z.Š. Lipová", ("ZS",)),
        ("mat. škola", ("MS",)),
        ("DD se školou", ("DDS",)),
        ("Zrnko, z. s.", ("NNO",)),
        ("Brand New", ()),
        ("Do školky", ("MS",)),
    ],
)
def test_the_most_specific_mention_wins(written: str, kinds: tuple[str, ...]) -> None:
    assert read_kind(written).kinds == kinds


# The collisions that are known, with what they may mean.
@pytest.mark.parametrize(
    ("alias", "kinds"),
    [
        ("DD", {"DD", "SS_DPS"}),
        ("DS", {"DSK", "SS_DPS", "SS_DSTAC"}),
        ("KS", {"KRAJ_SITAR", "KSOUD", "?"}),
        ("KP", {"KOORD_KPSS", "SS_KP", "?"}),
        ("OS", {"SOUD", "SS_OS_ODL"}),
        ("PS", {"SS_PES", "?"}),
        ("TP", {"SS_TISPEC", "SS_TP"}),
        ("DC", {"DDC", "DOBRO"}),
        ("APK", {"MP", "PREVENTISTA"}),
        ("NRP", {"OSPOD_NRP", "?"}),
        ("KSP", {"CASE_MAN", "?"}),
        ("host", {"JINE", "VZDEL"}),
        ("IS", {"?"}),
    ],
)
def test_abbreviations_that_collide_stay_open(alias: str, kinds: set[str]) -> None:
    assert set(read_kind(alias).kinds) == kinds


@pytest.mark.parametrize(
    ("written", "kinds"),
    [
        ("DD Senožaty dětský", ("DD",)),
        ("OSPOD Znojmo - NRP", ("OSPOD_NRP",)),
        ("Charita - PS", ("SS_PES",)),
        ("KS - soud", ("KSOUD",)),
    ],
)
def test_the_rest_of_the_name_settles_a_collision(written: str, kinds: tuple[str, ...]) -> None:
    assert read_kind(written).kinds == kinds


def test_a_town_settles_the_court() -> None:
    assert read_kind("OS Znojmo", [(3, 9)], town=True).kinds == ("SOUD",)


def test_only_whole_words_are_read() -> None:
    assert not find_kinds("Pražská zšeřelá soudržnost")


def test_every_label_of_a_single_service_is_understood() -> None:
    actors = vocabulary("actor", "cs")
    services = actors[actors["sector"].eq("social_services")]
    missed = [
        code
        for code, label in zip(services["code"], services["label"], strict=True)
        if read_kind(label).kinds != (code,)
    ]
    assert not missed
