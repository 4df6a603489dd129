"""Nothing personal leaves by a map: persons and referrals in own words, formulas in files."""

from __future__ import annotations

import csv
import io
import itertools

import pandas as pd
import pytest

from netcoop._core.files import arm_cell, defuse_cell
from netcoop.actors import resolve_actors
from netcoop.actors.rules import is_person
from netcoop.errors import NetworkError
from netcoop.maps import Layout, map_network
from netcoop.network import Network, build_network, disclose
from netcoop.records import read_records
from tests.maps.opened import show
from tests.maps.test_page_exports import saved

__all__ = ["show"]

CHILDREN = (
    "nezl. Petr Malý 150101/1234", "nezl. Petr Malý, nar. 1. 1. 2015", "nezl. Petr Malý",
    "nezletilý Malý", "Malý (nezl.)", "dítě Petr Malý", "Malý Petr 150101/1234", "Malý 150101/1234",
    "syn Malý", "NEZL. PETR MALÝ", "nezl. petr malý", "klient Petr Malý", "Malý, nar. 2015",
)  # fmt: skip
NAMES = (
    "ZŠ Nezvalova", "Dětský domov", "linka 116 111", "Dítě v krizi", "Středisko pro dítě", "dítě",
    "nezletilý", "Klokánek", "Národní 12", "Fond ohrožených dětí", "péče o dítě Znojmo",
)  # fmt: skip


def of_meeting(*written: str) -> Network:
    sheet = pd.DataFrame(
        {"actor": [*written], "date": "2024-01-05", "meeting_id": "m1", "kind": "PORADA"}
    )
    return build_network(resolve_actors(read_records({"meetings": sheet})), layers=["meeting"])


@pytest.mark.parametrize("written", [*CHILDREN, "tel. 777 123 456 Malá", "Malá, mob. 777123456"])
@pytest.mark.filterwarnings("ignore")
def test_a_child_is_in_no_page(written: str) -> None:
    written = written.replace("Malá", "Nováková")
    model = map_network(of_meeting("OSPOD Znojmo", "ZŠ Lískov", written)).model
    held = repr((model.actors, model.ties)).casefold()
    for word in ("malý", "nováková", "150101", "/1234", "nezl.", "777", "nar."):
        assert word not in held, word


@pytest.mark.parametrize("written", CHILDREN)
def test_a_child_is_a_person_also_where_records_were_not_read(written: str) -> None:
    assert is_person(written)


@pytest.mark.parametrize("name", NAMES)
def test_other_names_stay_as_they_are(name: str) -> None:
    assert not is_person(name)
    records = read_records({"meetings": pd.DataFrame({"actor": [name], "meeting_id": "m"})})
    assert records.meetings["actor"].tolist() == [name]


def test_an_office_beside_a_child_stays() -> None:
    written = ["OSPOD Znojmo, nezl. Malý", "Charita, tel. 777 123 456", "ZŠ Lípa 150101/1234"]
    sheet = pd.DataFrame({"actor": written, "meeting_id": "m"})
    found = read_records({"meetings": sheet}).meetings["actor"].tolist()
    assert found == ["OSPOD Znojmo", "Charita", "ZŠ Lípa"]


@pytest.mark.parametrize(
    "words",
    [
        ["ano", "ne", None],
        ["True", "False", ""],
        ["ANO ", "no", "0"],
        [1, 0, None],
        [True, False, 0],
    ],
)
def test_persons_are_told_in_words(words: list[object]) -> None:
    actors = pd.DataFrame(
        {"kind": ["PLDD", "ZS", "PCR"], "person": pd.Series(words, dtype="object").to_numpy()},
        index=pd.Index(["Jana", "s", "p"], name="actor_id"),
    )
    net = Network(actors, pd.DataFrame({"source": ["Jana"], "target": ["s"], "weight": [1.0]}))
    assert disclose(net).actors.index.tolist() == ["PLDD 1", "s", "p"]
    assert [actor.id for actor in map_network(net).model.actors] == ["PLDD 1", "s", "p"]
    assert "Jana" not in map_network({"a": net, "b": net}).html


def test_words_that_say_neither_yes_nor_no_are_refused() -> None:
    actors = pd.DataFrame({"person": ["ano", "snad"]}, index=pd.Index(["a", "b"], name="actor_id"))
    net = Network(actors, pd.DataFrame({"source": ["a"], "target": ["b"], "weight": [1.0]}))
    for call in (disclose, map_network):
        with pytest.raises(NetworkError, match="person of b says"):
            call(net)


@pytest.mark.parametrize("kind", ["Referral", "referrals", "doporučení", "Předání", "REFERRAL "])
def test_referrals_in_own_words_are_counted(kind: str) -> None:
    ties = pd.DataFrame({"source": ["A"], "target": ["B"], "weight": [2.0], "kind": [kind]})
    shown = disclose(Network(["A", "B"], ties, directed=True)).ties
    assert shown["weight"].tolist() == [2.5]
    assert shown["shown"].tolist() == ["<5"]
    assert disclose(disclose(Network(["A", "B"], ties))).ties["shown"].tolist() == ["<5"]


FORMULAS = (
    "=1+1", " =1+1", "\u00a0+1", "\uff1d1+1", "\u200b@x", "x;=1+1;y", "x,=1", "x\t-1", "x\n=1",
    'x;"=1"', "\t=1", "x, =cmd|' /C calc'!A0,y",
)  # fmt: skip


def begins_formula(cell: str) -> bool:
    return cell.strip('\u200b\ufeff \u00a0"').startswith(tuple("=+-@\uff1d\uff0b\uff0d\uff20"))


def cells_of(content: str) -> list[str]:
    """Give the cells as readers with any separator see them, quoted or not."""
    found = []
    for mark in ",;\t":
        found += [cell for row in csv.reader(io.StringIO(content), delimiter=mark) for cell in row]
        found += [cell for line in content.splitlines() for cell in line.split(mark)]
    return found


@pytest.mark.parametrize("formula", FORMULAS)
def test_formulas_are_defused_for_readers_of_any_separator(formula, tmp_path) -> None:
    defused = str(defuse_cell(formula))
    assert arm_cell(defused) == formula
    assert not any(begins_formula(cell) for cell in cells_of(f'"a","{defused}"'))
    if not set(formula) & {"\t", "\n"}:  # these are no names of actors
        ties = pd.DataFrame({"source": ["a"], "target": [formula], "weight": [1.0]})
        layout = map_network(Network(["a", formula], ties)).layout
        assert Layout.read(layout.save(tmp_path / "l.csv")).equals(layout)


def test_defusing_is_undone_whatever_the_text() -> None:
    for length in range(5):
        for letters in itertools.product("a=;,'\t \"\n", repeat=length):
            word = "".join(letters)
            assert arm_cell(str(defuse_cell(word))) == word


@pytest.mark.browser
def test_page_defuses_as_the_library(show) -> None:
    names = [name for name in FORMULAS if not set(name) & {"\n", "\t"}]
    ids = [f"f{number}" for number in range(len(names))]
    actors = pd.DataFrame({"name": names}, index=pd.Index(ids, name="actor_id"))
    ties = pd.DataFrame({"source": ids[:1], "target": ids[1:2], "weight": [1.0]})
    opened = show(map_network(Network(actors, ties)))
    content = saved(opened, "csv")[1].decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content), delimiter=";"))
    assert {str(defuse_cell(name.strip())) for name in names} <= {row[0] for row in rows}
