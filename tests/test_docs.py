"""The documentation says what there is."""

from __future__ import annotations

import doctest
import importlib.util
import re
import shlex
import subprocess
import sys
import unicodedata
import zipfile
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

import netcoop as nc
from netcoop.metrics import METRICS
from netcoop.records.schema import TABLES

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "NOTICE")]
DOCS = [
    path
    for path in sorted((ROOT / "docs").rglob("*.md"))
    if not {"_build", "notebooks"} & {*path.relative_to(ROOT / "docs").parts}
]
PAGES += DOCS
QUICK_STARTS = [ROOT / "docs" / f"quickstart_{lang}.md" for lang in ("en", "cs")]


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def without_code(page: Path) -> str:
    """The text of a page without its blocks of code, in which nothing is a link or a heading."""
    return re.sub(r"^( *)```.*?^\1```$", "", page.read_text("utf-8"), flags=re.M | re.S)


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text("utf-8"), flags=re.M | re.S)


@cache
def anchors(page: Path) -> set[str]:
    """What GitHub and MyST call the headings of a page."""
    found: Counter[str] = Counter()
    slugs = set()
    for heading in re.findall(r"^#{1,3} (.+)$", without_code(page), flags=re.M):
        plain = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", unicodedata.normalize("NFC", heading))
        slug = re.sub(r"[^\w\- ]", "", plain.strip().lower()).replace(" ", "-")
        slugs.add(f"{slug}-{found[slug]}" if found[slug] else slug)
        found[slug] += 1
    return slugs


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", without_code(page)):
        if re.match(r"[a-z]+:", link):
            continue
        target, _, anchor = link.partition("#")
        place = (page.parent / target).resolve() if target else page
        assert place.exists(), link
        if anchor:
            assert anchor in anchors(place), link


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_name_of_netcoop_on_a_page_exists(page: Path) -> None:
    for chain in re.findall(r"\bnc\.(\w+(?:\.\w+)?)", page.read_text("utf-8")):
        first, _, second = chain.partition(".")
        assert hasattr(nc, first), chain
        if second and first == "datasets":
            assert hasattr(nc.datasets, second), chain


@pytest.mark.parametrize(
    "page",
    [page for page in DOCS if "\n>>> " in page.read_text("utf-8").replace(" >>>", ">>>")],
    ids=name,
)
def test_examples_on_pages_give_what_they_say(page: Path) -> None:
    text = re.sub(r"^ *```.*$", "", page.read_text("utf-8"), flags=re.M)
    test = doctest.DocTestParser().get_doctest(text, {}, page.name, str(page), 0)
    runner = doctest.DocTestRunner(verbose=False)
    said: list[str] = []
    runner.run(test, out=said.append)
    assert runner.tries, page
    assert not runner.failures, "".join(said)


def test_every_page_and_notebook_can_be_found() -> None:
    places = {
        (page.parent / entry).with_suffix(".md")
        for page in DOCS
        for tree in blocks(page, r"\{toctree\}")
        for entry in tree.split()
    }
    assert [name(page) for page in DOCS if page not in places and page.stem != "index"] == []
    listed = (ROOT / "docs/notebooks.md").read_text("utf-8")
    for notebook in sorted((ROOT / "notebooks").glob("*.ipynb")):
        assert f"(../notebooks/{notebook.name})" in listed


def test_the_glossary_has_the_words_of_the_program() -> None:
    spec = importlib.util.spec_from_file_location("glossary", ROOT / "docs/make_glossary.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    # If it differs: python docs/make_glossary.py
    assert (ROOT / "docs/glossary.md").read_text("utf-8") == module.page()


def test_quick_starts_say_the_same_in_both_languages() -> None:
    def steps(page: Path) -> list[list[str]]:
        """Program, command and options of each line; files and language differ."""
        lines = [line for block in blocks(page, "sh") for line in block.splitlines()]
        return [
            words[:2] + [word for word in words[2:] if word[0] == "-" and word != "--lang"]
            for words in map(shlex.split, lines)
        ]

    english, czech = QUICK_STARTS
    assert steps(english) == steps(czech)
    assert len(steps(english)) == 5
    calls = [re.findall(r"nc\.\w+|\.save", "".join(blocks(p, "python"))) for p in QUICK_STARTS]
    assert calls[0] == calls[1]
    for page in QUICK_STARTS:
        assert f"netcoop-{nc.__version__}-py3-none-any.whl" in page.read_text("utf-8")


def everything(path: Path) -> str:
    """All text of a file; a workbook and a Word file are archives of text."""
    if path.suffix not in {".xlsx", ".docx"}:
        return path.read_bytes().decode("utf-8", "replace")
    with zipfile.ZipFile(path) as archive:
        return "".join(archive.read(part).decode("utf-8", "replace") for part in archive.namelist())


@pytest.mark.parametrize("page", QUICK_STARTS, ids=name)
def test_quick_start_works_in_a_fresh_folder(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every command of the page in its order; the English page goes on with its Python."""
    monkeypatch.chdir(tmp_path)
    commands = [line for block in blocks(page, "sh") for line in block.splitlines()]
    for command in commands:
        words = shlex.split(command)
        program = (
            [sys.executable] if words[0] == "python" else [sys.executable, "-m", "netcoop.cli"]
        )
        done = subprocess.run([*program, *words[1:]], capture_output=True, text=True, check=False)
        assert done.returncode == 0, (command, done.stdout, done.stderr)
    made = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    for written in re.findall(
        r"`([\w.]+\.(?:html|docx|xlsx|csv|graphml|json))`", page.read_text("utf-8")
    ):
        assert written in made, written
    # The workbook has people in it, all invented: they stay there.
    book = tmp_path / shlex.split(commands[1])[2]
    for private in ("Nejsoucí", "Zdánlivá", "vymyslena@example.cz", "601 000 111"):
        assert private in everything(book)
        for path in tmp_path.rglob("*"):
            assert path == book or path.is_dir() or private not in everything(path), path
    if page.stem.endswith("en"):
        for block in blocks(page, "python"):
            exec(compile(block, page.name, "exec"), {})
        assert (tmp_path / "report_from_python/report.html").exists()


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
