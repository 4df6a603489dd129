"""Every fact of the founding documents is served by public functions, a notebook and tests."""

from __future__ import annotations

import ast
import json
import re
from functools import cache
from pathlib import Path

import pytest

import netcoop as nc
from tests.update_coverage import IDS, PAGE, page, seeds

ROOT = Path(__file__).parents[1]
SEEDS = seeds()
FUNCTIONS = sorted({name for entry in SEEDS.values() for name in entry["functions"]})
TESTS = sorted({test for entry in SEEDS.values() for test in entry["tests"]})


@cache
def named_in(path: Path) -> set[str]:
    """Name the tests of a file without running it; those in classes are ``Class::test``."""
    found = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        inner = node.body if isinstance(node, ast.ClassDef) else []
        for one in [node, *inner]:
            if isinstance(one, ast.FunctionDef) and one.name.startswith("test_"):
                found.add(one.name if one is node else f"{node.name}::{one.name}")
    return found


@cache
def code_of(notebook: str) -> str:
    """Put together the code of a notebook; empty if there is no such notebook."""
    path = ROOT / "notebooks" / f"{notebook}.ipynb"
    if not path.exists():
        return ""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


def test_no_fact_is_left_out_and_none_is_made_up() -> None:
    assert list(SEEDS) == IDS


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == page(), "run make texts"


@pytest.mark.parametrize("name", IDS)
def test_an_entry_is_complete(name: str) -> None:
    entry = SEEDS[name]
    assert set(entry) - {"open"} == {"asks", "functions", "notebook", "tests"}
    assert all(entry.values())


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_is_public(name: str) -> None:
    first, _, method = name.partition(".")
    assert first in nc.__all__
    assert not method or callable(getattr(getattr(nc, first), method))


@pytest.mark.parametrize("test", TESTS)
def test_a_test_exists(test: str) -> None:
    path, _, name = test.partition("::")
    assert (ROOT / path).is_file()
    assert name in named_in(ROOT / path)


@pytest.mark.parametrize("name", IDS)
def test_the_notebook_uses_what_serves_the_fact(name: str) -> None:
    entry = SEEDS[name]
    code = code_of(entry["notebook"])
    assert code, f"there is no notebook {entry['notebook']} yet"
    used = [one for one in entry["functions"] if re.search(rf"\.{one.split('.')[-1]}\b", code)]
    assert used, f"{entry['notebook']} uses none of {entry['functions']}"
