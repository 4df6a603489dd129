"""The Czech alphabet."""

from __future__ import annotations

import random
import unicodedata

import pytest

from netcoop._core.order import alphabetical

# As ČSN 97 6030 puts them.
RIGHT = [
    ["Cvikov", "Čáslav", "Dačice", "Hranice", "Hustopeče", "Cheb", "Chrudim", "Ivančice"],
    ["Rakovník", "Rýmařov", "Říčany", "Semily", "Svitavy", "Šlapanice", "Šumperk", "Tábor"],
    ["Zlín", "Znojmo", "Žamberk", "Žďár nad Sázavou"],
    ["Brandýs", "Brno", "Brno venkov", "Brnobar", "Břeclav"],
    ["Frýdek", "Frýdek-Místek", "Frýdlant", "Frýdlant nad Ostravicí"],
    ["rada", "ráda", "radar", "řada"],
    ["Cecílie", "Czech", "Čech"],
]


@pytest.mark.parametrize("right", RIGHT)
def test_names_come_as_a_czech_reader_looks_for_them(right: list[str]) -> None:
    mixed = random.Random(1).sample(right, len(right))
    assert sorted(mixed, key=alphabetical) == right


def test_the_way_accents_are_written_changes_nothing() -> None:
    every = [name for names in RIGHT for name in names]
    apart = [unicodedata.normalize("NFD", name) for name in every]
    order = [unicodedata.normalize("NFC", name) for name in sorted(apart, key=alphabetical)]
    assert order == sorted(every, key=alphabetical)


def test_different_names_have_different_places() -> None:
    assert len({alphabetical(name) for name in ("A-b", "A b", "a b", "á b")}) == 4
