"""The glossary: every number has a formula, and the formulas are those of the functions."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from netcoop.metrics import METRICS
from netcoop.network import Network
from netcoop.reports.document import Paragraph, Table
from netcoop.reports.glossary import TERMS, WORDED, glossary

# A triangle a–b–c, a tail c–d, and an actor e without ties.
TIES = pd.DataFrame(
    {"source": list("aabc"), "target": list("bccd"), "weight": [3.0, 1.0, 1.0, 1.0]}
)
NET = Network(list("abcde"), TIES)


def by_hand(name: str) -> float:
    n, m = 5, 4
    degree = {"a": 2, "b": 2, "c": 3, "d": 1, "e": 0}
    pieces = [4, 1]
    steps = {
        ("a", "b"): 1,
        ("a", "c"): 1,
        ("a", "d"): 2,
        ("b", "c"): 1,
        ("b", "d"): 2,
        ("c", "d"): 1,
    }
    return {
        "density": m / (n * (n - 1) / 2),
        "mean_degree": 2 * m / n,
        "transitivity": 3 * 1 / sum(k * (k - 1) / 2 for k in degree.values()),
        "fragmentation": 1 - sum(s * (s - 1) for s in pieces) / (n * (n - 1)),
        "efficiency": sum(2 / d for d in steps.values()) / (n * (n - 1)),
        "largest_component_share": max(pieces) / n,
        # A star of five has one centre of degree 4: 4 · (4 − 1) = 12.
        "centralization": sum(3 - k for k in degree.values()) / 12,
    }[name]


@pytest.mark.parametrize(
    "name",
    ["density", "mean_degree", "transitivity", "fragmentation", "efficiency",
     "largest_component_share", "centralization"],
)  # fmt: skip
def test_the_formula_is_that_of_the_function(name: str) -> None:
    assert METRICS[name].measure(NET) == pytest.approx(by_hand(name), abs=1e-12)


def test_the_formulas_of_actors_are_those_of_the_functions() -> None:
    assert METRICS["degree"].measure(NET).tolist() == [2, 2, 3, 1, 0]
    assert METRICS["strength"].measure(NET).tolist() == [4, 4, 3, 1, 0]
    closeness = METRICS["harmonic_closeness"].measure(NET)
    assert closeness["d"] == pytest.approx((1 + 1 / 2 + 1 / 2) / 4)
    assert METRICS["opsahl_degree"].measure(NET)["a"] == pytest.approx((2 * 4) ** 0.5)
    assert METRICS["fragmentation_without"].measure(NET)["c"] == pytest.approx(1 - 2 / 12)


def test_every_metric_has_a_formula_a_range_and_a_source() -> None:
    section = glossary("en", METRICS.values())
    tables = [block for block in section.blocks if isinstance(block, Table)]
    rows = {row[0]: row for table in tables[1:] for row in table.rows}
    for metric in METRICS.values():
        _, meaning, formula, span, source = rows[metric.label]
        assert all([meaning, formula, span, source]), metric.name
    assert sum(len(table.rows) for table in tables[1:]) == len(METRICS)


def test_every_formula_with_words_can_be_translated() -> None:
    # Words with a meaning in one language; "max" and signs such as "sᵢ" go everywhere.
    worded = {
        value
        for metric in METRICS.values()
        for value in (metric.formula, metric.range)
        if re.search(r"[A-Za-z]{2,}", re.sub(r"\bmax\b", "", value))
    }
    assert worded <= set(WORDED)
    assert set(WORDED) <= {v for m in METRICS.values() for v in (m.formula, m.range)}


def test_terms_come_first_and_every_column_is_explained() -> None:
    section = glossary("en", [METRICS["density"]])
    terms, numbers, signs = section.blocks
    assert isinstance(terms, Table)
    assert isinstance(numbers, Table)
    assert isinstance(signs, Paragraph)
    assert [row[0] for row in terms.rows] == list(TERMS)
    for needed in ("actor", "tie", "strength of a tie", "referral", "white spot", "required tie"):
        assert needed in TERMS
    assert all(column.meaning for table in (terms, numbers) for column in table.columns)
    assert len(numbers.columns) <= 6


def test_a_glossary_without_numbers_has_its_terms() -> None:
    blocks = glossary("cs", []).blocks
    assert len(blocks) == 1
    assert isinstance(blocks[0], Table)
