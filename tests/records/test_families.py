"""Families by a word and a surname are persons; organisations called so stay."""

from __future__ import annotations

import pandas as pd
import pytest

from netcoop.actors import resolve_actors
from netcoop.network import build_network, disclose
from netcoop.network.persons import is_person
from netcoop.records import Records, read_records
from netcoop.records.persons import looks_like_person, pseudonym_kind, without_person

FAMILIES = (
    "matka Utajená", "rodina Utajených", "rodina Veselých", "klientka Veselá", "Matka Utajená",
    "MATKA UTAJENÁ", "RODINA UTAJENÝCH", "rodina veselých", "matka utajená", "klientka veselá",
    "rodina DVOŘÁK", "otec Veselý", "biologická matka Utajená", "přechodná pěstounka Utajená",
    "Utajená (matka)", "Utajených – rodina", "zákonná zástupkyně Utajená", "rodina Krajíčkova",
    "osoba pečující Utajená", "sourozenci Utajení", "rodina nováků", "klient Veselému",
    "pěstounovi Utajenému", "manželé Utajení",
)  # fmt: skip
ORGANISATIONS = (
    "Rodina v centru, z. s.", "Rodina v centru", "Centrum pro rodinu", "Klub rodičů",
    "Mateřské centrum", "Pěstounské rodiny, z. s.", "Rodinné centrum Utajená Víska",
    "Nová rodina", "Kolpingova rodina Smečno", "Matka a dítě", "Domov pro matky s dětmi",
    "Sdružení pěstounů", "Náhradní rodina, o. p. s.", "Středisko pro dítě", "Rodina a škola",
)  # fmt: skip
OFFICES = ("OSPOD Znojmo", "ZŠ Lískov")


@pytest.mark.parametrize("written", FAMILIES)
def test_families_are_persons(written: str) -> None:
    assert looks_like_person(written)
    rest, kind = without_person(written)
    assert rest == written
    assert kind in {"RODINA", "PESTOUN"}


@pytest.mark.parametrize("name", ORGANISATIONS)
def test_organisations_stay(name: str) -> None:
    assert without_person(name) == (name, None)
    assert name in disclosed(name, read=True)
    assert name in disclosed(name, read=False)


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("OSPOD Znojmo, rodina Utajených", "OSPOD Znojmo"),
        ("OSPOD Znojmo a matka Utajená", "OSPOD Znojmo"),
        ("matka Utajená, ZŠ Lískov", "ZŠ Lískov"),
    ],
)
def test_an_office_beside_a_family_stays(written: str, left: str) -> None:
    assert without_person(written) == (left, None)


@pytest.mark.parametrize("read", [True, False])
@pytest.mark.parametrize("written", [*FAMILIES, "PPPD Utajená", "Zájemce o NRP Utajený"])
@pytest.mark.filterwarnings("ignore")
def test_no_family_is_published(written: str, read: bool) -> None:
    said = disclosed(written, read=read).casefold()
    assert len(said.split("|")) == 3
    for secret in ("utajen", "vesel", "dvořák", "krajíčk", "novák"):
        assert secret not in said


def disclosed(written: str, *, read: bool) -> str:
    """Everything published of the actors of referrals among an actor and two offices."""
    sheet = pd.DataFrame(
        {
            "source": [OFFICES[0], OFFICES[1], written],
            "target": [written, written, OFFICES[1]],
            "date": "2024-01-05",
        }
    )
    records = read_records({"referrals": sheet}) if read else Records(referrals=sheet)
    net = disclose(build_network(resolve_actors(records)), threshold=1)
    frame = net.actors.reset_index()
    return "|".join(" ".join(map(str, row)) for row in frame.itertuples(index=False))


@pytest.mark.filterwarnings("ignore")
def test_persons_of_the_register_by_their_kind() -> None:
    register = pd.DataFrame(
        {
            "actor_id": ["a", "b"],
            "name": ["Utajenovi", "Pěstounské rodiny, z. s."],
            "kind": ["PESTOUN", "PESTOUN"],
        }
    )
    names = read_records({"actors": register}).actors["name"].tolist()
    assert pseudonym_kind(names[0]) == "PESTOUN"
    assert names[1] == "Pěstounské rodiny, z. s."


def test_the_last_guard_is_the_kind() -> None:
    actors = pd.DataFrame(
        {
            "kind": ["RODINA", "PPPD", "OSVOJITEL", "PESTOUN", "PESTOUN", "ZS"],
            "name": ["Utajení", None, "Veselí", "Spolek pěstounů", "PESTOUN", "ZŠ"],
            "person": False,
        },
        index=["u", "v", "w", "s", "PESTOUN", "z"],
    )
    expected = [True, True, True, False, False, False]
    assert is_person(actors).tolist() == expected
    assert is_person(actors.drop(columns="person")).tolist() == expected
