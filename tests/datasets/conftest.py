"""Fixtures of the set a test module is about, which it calls by NAME."""

from __future__ import annotations

import runpy
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

import netcoop as nc
from tests.datasets.sets import FOLDER, generate


@pytest.fixture(scope="module")
def name(request: pytest.FixtureRequest) -> str:
    return str(request.module.NAME)


@pytest.fixture(scope="module")
def make(name: str) -> ModuleType:
    return generate.maker(FOLDER / name / "make.py")


@pytest.fixture(scope="module")
def planted(name: str, make: ModuleType) -> dict[str, Any]:
    """What ``workbook.py`` holds; it is the maker who lets Python find what it shares."""
    return runpy.run_path(str(FOLDER / name / "workbook.py"))


@pytest.fixture(scope="module")
def records(name: str) -> nc.Records:
    return nc.resolve_actors(nc.datasets.load(name))


@pytest.fixture(scope="module")
def truth(name: str) -> dict[str, pd.DataFrame]:
    return nc.datasets.truth(name)


@pytest.fixture(scope="module")
def raw(name: str) -> nc.Records:
    """The workbook as it is read, before names are decided."""
    return nc.read_records(nc.datasets.workbook(name), key="c")


@pytest.fixture(scope="module")
def decided(name: str) -> Path:
    return nc.datasets.workbook(name).parent / "decided" / "names.xlsx"


@pytest.fixture(scope="module")
def kept(raw: nc.Records, decided: Path) -> nc.Records:
    return nc.resolve_actors(raw, decisions=decided)
