"""Recommendations: fair between parts, the same whatever the order, and at most twenty."""

from __future__ import annotations

import random

from netcoop.reports.document import Paragraph, Section, Table
from netcoop.reports.part import Advice
from netcoop.reports.recommendations import URGENCY, recommendations


def rows(section: Section) -> list[str]:
    (table,) = (block for block in section.blocks if isinstance(block, Table))
    assert [row[0] for row in table.rows] == list(range(1, len(table.rows) + 1))
    return [str(row[1]) for row in table.rows]


LOUD = [Advice(2, 1000.0 - n, f"loud {n}", "why") for n in range(3)]
QUIET = [Advice(2, 0.3 - n / 10, f"quiet {n}", "why") for n in range(2)]


def test_no_part_drowns_another() -> None:
    expected = ["loud 0", "quiet 0", "loud 1", "quiet 1", "loud 2"]
    assert rows(recommendations([LOUD, QUIET], "en")) == expected
    assert rows(recommendations([QUIET, LOUD], "en")) == expected


def test_scaling_the_weights_of_a_part_changes_nothing() -> None:
    scaled = [Advice(one.urgency, one.weight * 1e6, one.what, one.why) for one in QUIET]
    assert recommendations([LOUD, scaled], "en") == recommendations([LOUD, QUIET], "en")


def test_urgency_comes_before_weight() -> None:
    given = [
        [Advice(3, 9.0, "later", ""), Advice(1, 0.1, "first", "")],
        [Advice(2, 5.0, "soon", "")],
    ]
    assert rows(recommendations(given, "en")) == ["first", "soon", "later"]
    assert set(URGENCY) == {1, 2, 3, 4}


def test_the_order_is_that_of_the_advice_not_of_the_input() -> None:
    given = [Advice(1 + n % 4, float(n % 3), f"what {n}", f"why {n}") for n in range(15)]
    shuffled = given.copy()
    random.Random(1).shuffle(shuffled)
    assert recommendations([given], "en") == recommendations([shuffled], "en")


def test_what_two_parts_say_stands_once_at_its_first_place() -> None:
    same = Advice(2, 5.0, "same", "why")
    late = Advice(3, 5.0, "same", "why")
    assert rows(recommendations([[same], [late]], "en")) == ["same"]
    assert rows(recommendations([[late], [Advice(2, 1.0, "else", "")], [same]], "en")) == [
        "else",
        "same",
    ]


def test_more_than_twenty_are_counted() -> None:
    section = recommendations([[Advice(1, float(n), f"{n}", "") for n in range(23)]], "en")
    (table,) = (block for block in section.blocks if isinstance(block, Table))
    assert len(table.rows) == 20
    assert table.rows[0][1] == "22"
    assert table.note.startswith("3 further")
    assert all(column.meaning for column in table.columns)


def test_without_advice_there_is_one_sentence() -> None:
    (only,) = recommendations([[], []], "en").blocks
    assert isinstance(only, Paragraph)


def test_it_says_that_people_decide() -> None:
    *_, caveat = recommendations([LOUD], "en").blocks
    assert isinstance(caveat, Paragraph)
    assert caveat.kind == "box"
    assert "decided by people" in caveat.words
