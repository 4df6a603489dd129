"""The documentation says what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import netcoop as nc
from netcoop.metrics import METRICS
from netcoop.records.schema import TABLES

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "NOTICE")]
PAGES += sorted((ROOT / "docs").glob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)", page.read_text("utf-8")):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), target


def test_every_public_name_is_in_the_api_page() -> None:
    words = set(re.findall(r"\w+", (ROOT / "docs/api.md").read_text("utf-8")))
    assert set(nc.__all__) - words - {"datasets", "NetcoopError"} == set()


def test_every_metric_and_table_has_its_line() -> None:
    metrics = (ROOT / "docs/metrics.md").read_text("utf-8")
    assert [name for name in METRICS if f"`{name}`" not in metrics] == []
    records = (ROOT / "docs/records.md").read_text("utf-8")
    for table in TABLES.values():
        assert f"`{table.name}`" in records
        for column in table.columns:
            assert f"`{column.name}`" in records, (table.name, column.name)


def test_every_layer_is_in_the_picture() -> None:
    picture = (ROOT / "docs/architecture.svg").read_text("utf-8")
    layers = {path.parent.name for path in (ROOT / "netcoop").glob("*/__init__.py")}
    layers |= {path.stem for path in (ROOT / "netcoop").glob("*.py")} - {"__init__"}
    assert [layer for layer in layers if layer not in picture] == []


def test_no_index_address_anywhere() -> None:
    for name in ("constraints.txt", "pyproject.toml", "Makefile", ".ci/run"):
        assert "://" not in (ROOT / name).read_text("utf-8")


def test_every_dependency_has_its_constraint() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = list(project["project"]["dependencies"])
    for group in ("test", "lint", "docs"):
        wanted += project["dependency-groups"][group]
    names = {re.split(r"[\[<>=]", entry)[0].lower() for entry in wanted}
    pinned = {
        line.split("==")[0].lower()
        for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    }
    assert names - pinned == set()
