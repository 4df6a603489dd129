"""Reading the tables that lie in the package."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import resources

import pandas as pd


def read_table(name: str, *, text: Iterable[str] = ()) -> pd.DataFrame:
    """Read ``tables/<name>.csv``; the columns in ``text`` stay text, an empty cell is missing."""
    source = resources.files(__package__).joinpath("tables", f"{name}.csv")
    with source.open(encoding="utf-8") as file:
        # A code may read "NA": only an empty cell is missing.
        return pd.read_csv(
            file, dtype=dict.fromkeys(text, "str"), keep_default_na=False, na_values=[""]
        )
