"""How results show themselves in a notebook."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd

from netcoop._core.checks import is_missing


def html_table(frame: pd.DataFrame, caption: str = "", rows: int = 10) -> str:
    """Make a small HTML table of the first rows; every text is escaped."""
    head = "".join(f"<th>{escape(str(name))}</th>" for name in frame.columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(_cell(value))}</td>" for value in row) + "</tr>"
        for row in frame.head(rows).itertuples(index=False)
    )
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: Any) -> str:
    if is_missing(value):
        return "–"
    if isinstance(value, float):
        return f"{value:.3g}"
    return str(value)
