"""The types of a table's columns as plain values, and back: files and graphs forget some."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd


def dtypes_of(frame: pd.DataFrame) -> dict[str, object]:
    """Write down the types of columns, categories and all."""
    types: dict[str, object] = {}
    for name, dtype in frame.dtypes.items():
        if isinstance(dtype, pd.CategoricalDtype):
            types[str(name)] = {
                "categories": dtype.categories.tolist(),
                "of": str(dtype.categories.dtype),
                "ordered": bool(dtype.ordered),
            }
        else:
            types[str(name)] = str(dtype)
    return types


def with_dtypes(frame: pd.DataFrame, types: Mapping[str, Any]) -> pd.DataFrame:
    """Give columns back their types where their values still allow it."""
    frame = frame.copy()
    for name, wanted in types.items():
        # Formats that write no empty value write nothing of an empty column.
        values = frame[name] if name in frame else pd.Series(pd.NA, index=frame.index)
        try:
            frame[name] = values.astype(_dtype(wanted))
        except (TypeError, ValueError):
            # Changed in the graph meanwhile: the values count, not the old type.
            continue
    return frame


def _dtype(wanted: Any) -> Any:
    if isinstance(wanted, Mapping):
        categories = pd.Index(wanted["categories"], dtype=wanted["of"])
        return pd.CategoricalDtype(categories, ordered=wanted["ordered"])
    return wanted
