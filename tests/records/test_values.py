"""Cells: what can be read, and what must not be guessed."""

from __future__ import annotations

import pandas as pd
import pytest

from netcoop.records import values
from netcoop.records.privacy import holds_personal


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2018-06-15", "2018-06-15"),
        ("2018-06-15 00:00:00", "2018-06-15"),
        ("15.6.2018", "2018-06-15"),
        ("15. 06. 2018", "2018-06-15"),
        ("31.6.2018", None),
        ("29.2.2023", None),
        ("6/15/2018", None),
        ("1.2.18", None),
        ("", None),
    ],
)
def test_dates(written: str, read: str | None) -> None:
    assert values.as_date(written) == (None if read is None else pd.Timestamp(read))


@pytest.mark.parametrize(
    ("written", "read"),
    [("35,5", 35.5), ("1 543 780,86", 1543780.86), ("-2", -2.0), ("1.5", 1.5),
     ("1,543.5", None), ("cca 40", None), ("", None), ("1e5", None), ("nan", None)],
)  # fmt: skip
def test_numbers(written: str, read: float | None) -> None:
    assert values.as_number(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [("2024-03", "2024-03"), ("2024-03-05", "2024-03"), ("2024-13", None), ("03/2024", None)],
)
def test_months(written: str, read: str | None) -> None:
    assert values.as_month(written) == read


@pytest.mark.parametrize(
    ("written", "read"), [("3", 3), ("3.0", 3), ("0", None), ("2.5", None), ("-1", None)]
)
def test_counts(written: str, read: int | None) -> None:
    assert values.as_count(written) == read


@pytest.mark.parametrize(
    ("written", "read"), [("ano", True), ("NE", False), ("x", True), ("možná", None)]
)
def test_flags(written: str, read: bool | None) -> None:
    assert values.as_flag(written) is read


@pytest.mark.parametrize(
    ("cell", "text"),
    [(None, None), (float("nan"), None), (pd.NA, None), (pd.NaT, None), ("  ", None), (3.0, "3"),
     (2.5, "2.5"), (True, "True"), ("a\x00b\n c", "a b c"), ("e\u0301", "é"),
     ("OS\u00adP\u200bOD\ufffe", "OSPOD"),
     (pd.Timestamp("2024-01-02"), "2024-01-02")],
)  # fmt: skip
def test_texts(cell: object, text: str | None) -> None:
    assert values.as_text(cell) == text


@pytest.mark.parametrize(
    "written",
    [
        "777 123 456",
        "+420 777123456",
        "+420777123456",
        "00420-777-123-456",
        "a@b.cz",
        "905101/1234",
    ],
)
def test_personal_values_are_seen(written: str) -> None:
    assert holds_personal(written)
    assert holds_personal(f"volat {written} ráno")


@pytest.mark.parametrize("written", ["2018-06-15", "1 543 780,86", "KS-1", "35,5", "00123456"])
def test_other_values_are_let_through(written: str) -> None:
    assert not holds_personal(written)
