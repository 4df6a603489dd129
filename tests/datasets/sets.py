"""What the tests of the example data share: the makers, and what is planted in a workbook."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd

import netcoop as nc

FOLDER = Path(__file__).parents[2] / "datasets"
Ties = dict[tuple[str, str], float]


def load_generate() -> ModuleType:
    specification = importlib.util.spec_from_file_location("generate", FOLDER / "generate.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


generate = load_generate()


def ties_of(records: nc.Records, layer: str, ids: Mapping[str, str]) -> Ties:
    """Weights by pair, each actor under the id it has in the tables."""
    ties = nc.build_network(records, layers=(layer,)).ties
    ends = zip(ties["source"].map(ids), ties["target"].map(ids), ties["weight"], strict=True)
    return {(min(a, b), max(a, b)): weight for a, b, weight in ends}


def planted_words(planted: Mapping[str, Any]) -> list[str]:
    """First names and surnames, address and telephone that ``workbook.py`` makes up."""
    people = [*planted["PEOPLE"], *planted.get("PERSONS", {}).values()]
    names = [word for person in people for word in person.replace(",", "").split()[1:3]]
    return [*names, planted["MAIL"], planted["PHONE"]]


def texts_of(*several: nc.Records) -> Iterator[str]:
    """All that is in the tables, the problems and the account."""
    for records in several:
        for frame in (*records.tables.values(), records.problems, records.account):
            yield frame.astype(str).to_csv()


def text_of_workbook(name: str) -> str:
    sheets = pd.read_excel(
        nc.datasets.workbook(name), sheet_name=None, header=None, engine="calamine"
    )
    return " ".join(sheet.astype(str).to_csv() for sheet in sheets.values())
