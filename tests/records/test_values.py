"""Cells: what can be read, and what must not be guessed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from babel.dates import format_date
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from netcoop.records import values
from netcoop.records.dates import read_when
from netcoop.records.privacy import holds_personal

CASES = pd.read_csv(
    Path(__file__).with_name("cases_values.csv"), dtype="str", keep_default_na=False
)


@pytest.mark.parametrize(("kind", "written", "expected"), CASES.iloc[:, :3].to_numpy().tolist())
def test_values(kind: str, written: str, expected: str) -> None:
    assert SPOKEN[kind](written) == expected


def spoken_date(written: str) -> str:
    when = read_when(written)
    if when.month is not None:
        return when.month
    if when.day is None:
        return {"bad_date": "ERROR", "ambiguous_date": "AMBIGUOUS"}[when.code]
    ends = [when.day] + ([when.end] if when.end is not None else [])
    return "/".join(f"{day:%Y-%m-%d}" for day in ends)


def spoken(read: Callable[[str], values.Read]) -> Callable[[str], str]:
    def say(written: str) -> str:
        value, code = read(written)
        if value is None:
            return "AMBIGUOUS" if code.startswith("ambiguous") else "ERROR"
        return f"{value:g}" if isinstance(value, float) else str(value)

    return say


SPOKEN: dict[str, Callable[[str], str]] = {
    "date": spoken_date,
    "number": spoken(values.as_number),
    "hours": spoken(values.as_hours),
    "people": spoken(values.as_people),
    "count": spoken(values.as_count),
    "flag": spoken(values.as_flag),
    "mark": lambda written: values.as_mark(written).role or "ERROR",
}


@given(st.dates(pd.Timestamp("1900-01-01").date(), pd.Timestamp("2100-12-31").date()))
def test_every_day_survives_its_common_writings(day: date) -> None:
    for form in ("{0.day}.{0.month}.{0.year}", "{0.day}. {0.month}. {0.year}", "{0:%Y-%m-%d}"):
        assert read_when(form.format(day)).day == pd.Timestamp(day)
    for lang in ("cs", "en"):
        assert read_when(format_date(day, "long", lang)).day == pd.Timestamp(day)


@given(st.floats(0, 1e9).map(lambda number: round(number, 2)))
def test_every_number_survives_czech_writing(number: float) -> None:
    read, code = values.as_number(format_decimal(number, "#,##0.00", "cs"))
    assert (read, code) == (pytest.approx(number), "")


@given(st.text(max_size=12))
def test_any_text_is_read_or_refused(written: str) -> None:
    read_when(written)
    for read in (values.as_number, values.as_hours, values.as_people, values.as_count):
        value, code = read(written)
        assert (value is None) <= code.startswith(("bad", "ambiguous"))


@pytest.mark.parametrize(
    ("written", "decimal"),
    [(["1.5", "1.500"], "."), (["1,5", "1.500"], ","), (["1.500"], ""), (["1.5", "1,5"], "")],
)
def test_a_column_shows_its_decimal_mark(written: list[str], decimal: str) -> None:
    assert values.decimal_of(written) == decimal


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
