"""How a local report is put together: what comes first, what goes to the end, what is said once."""

from __future__ import annotations

import pandas as pd
import pytest

import netcoop as nc
from netcoop.reports.document import Bullets, Section, Table
from netcoop.reports.local.output_words import ASKED
from netcoop.reports.local.outputs import _of_years

MEETINGS = pd.DataFrame(
    [
        (str(n), f"{year}-0{1 + n % 9}-{10 + n % 18}", actor)
        for n, (year, actors) in enumerate(
            [(2015, "ABX")] * 12 + [(2017, "CDX")] * 12 + [(2017, "AB")] * 3 + [(2017, "CD")] * 3
        )
        for actor in actors
    ],
    columns=["meeting_id", "date", "actor"],
).assign(hours=lambda frame: frame["date"].str.startswith("2015").map({True: 2.0, False: None}))
ACTORS = pd.DataFrame({"actor_id": list("ABCDX"), "role": [None] * 4 + ["facilitator"]})
PHASES = pd.DataFrame(
    {
        "phase": ["pre", "during"],
        "start": ["2015-01-01", "2016-01-01"],
        "end": ["2015-12-31", "2018-12-31"],
    }
)


@pytest.fixture(scope="module")
def sections() -> dict[str, Section]:
    tables = {"meetings": MEETINGS, "actors": ACTORS, "phases": PHASES}
    report = nc.report(nc.read_records(tables), lang="en", draws=19)
    return {section.heading: section for section in report.document().sections}


def test_the_most_important_comes_first(sections: dict[str, Section]) -> None:
    name, first = next(iter(sections.items()))
    assert name == "In short"
    (lines,) = first.blocks
    assert isinstance(lines, Bullets)
    assert len(lines.items) <= 6
    said = "\n".join(lines.items)
    for words in ("Drawn from: 30 meetings", "different partners on average",
                  "Without the networker", "To look at first: (1)"):  # fmt: skip
        assert words in said


def test_what_it_rests_on_stands_at_the_end(sections: dict[str, Section]) -> None:
    names = list(sections)
    below = names[names.index("Appendix") + 1 :]
    assert "Rows read" in below
    assert "What was hidden, and why" in below
    assert all(sections[name].level == 2 for name in below)
    assert all(sections[name].blocks for name in names)


def test_periods_are_called_in_words(sections: dict[str, Section]) -> None:
    (said,) = sections["How well the meetings are recorded"].blocks
    assert isinstance(said, Bullets)
    words = "\n".join(said.items)
    assert "pre and during" not in words
    assert "before the support and during the support" in words


def test_urgency_is_a_word_explained_once(sections: dict[str, Section]) -> None:
    (table,) = (
        one
        for one in sections["Recommendations, the most urgent first"].blocks
        if isinstance(one, Table)
    )
    words = {str(row[-1]) for row in table.rows}
    assert words <= {"first", "soon", "next", "along the way"}
    assert all(f"{word}: " in table.note for word in words)


@pytest.mark.parametrize(
    ("years", "whom"),
    [
        ((2016, 2018), {"networkers"}),
        ((2024, 2024), {"the pilot of 2024–25"}),
        ((2015, 2026), {"networkers", "the pilot of 2024–25"}),
        ((2021, 2022), set()),
        (None, set()),
    ],
)
def test_documents_of_other_years_are_not_asked_for(
    years: tuple[int, int] | None, whom: set[str]
) -> None:
    left = {one.words: one.whom for one, _ in _of_years(tuple((a, 0) for a in ASKED), years)}
    always = {"minutes of the round table", "guideline of cooperation"}
    assert always <= set(left)
    assert {left[words] for words in set(left) - always} == whom
