"""The main job: from records to a folder of documents."""

from __future__ import annotations

import io
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import networkx as nx
import pandas as pd
import pytest

import netcoop as nc
from netcoop.compare.plain_graph import PLAIN
from netcoop.errors import ArgumentError, RecordError
from netcoop.metrics import METRICS
from netcoop.reports.local.making import LocalReport
from netcoop.reports.local.sentences import number_rows

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# What every local report writes; the parts of a report add their tables.
FILES = [
    "actors.csv", "hidden.csv", "map.html", "network.graphml", "problems.csv", "report.docx",
    "report.html", "report.xlsx", "run.json", "ties.csv",
]  # fmt: skip
OF_PARTS = [
    "coverage.csv", "meeting_guests.csv", "needs.csv", "new_contacts.csv", "outputs.csv",
    "white_spots.csv", "workload.csv",
]  # fmt: skip
PACKED = {".docx", ".xlsx"}
HOSTILE = [
    "</script><script>window.PWNED=1</script>",
    "<img src=x onerror=window.PWNED=1>",
    "{{7*7}} {% raw %}",
    '=HYPERLINK("http://x")',
    "'\"&<b>href</b>",
    "\u202eright to left",
]


@pytest.fixture(scope="module")
def example() -> LocalReport:
    return nc.report(nc.datasets.load("havlickuv_brod"), lang="cs", draws=19)


@pytest.fixture(scope="module")
def folder(example: LocalReport, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return example.save(tmp_path_factory.mktemp("report") / "out")


def visible(html: str) -> str:
    """Text of a page without style and markup."""

    class Text(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.parts: list[str] = []
            self.hidden = False

        def handle_starttag(self, tag: str, attrs: object) -> None:
            self.hidden = tag in {"style", "script"}

        def handle_endtag(self, tag: str) -> None:
            self.hidden = False

        def handle_data(self, data: str) -> None:
            if not self.hidden:
                self.parts.append(data)

    parser = Text()
    parser.feed(html)
    return " ".join(parser.parts)


def content(path: Path) -> str:
    """All text of a file; a packed one (Word, Excel) is unpacked."""
    if path.suffix not in PACKED:
        return path.read_bytes().decode("utf-8-sig")
    with zipfile.ZipFile(path) as packed:
        parts = [packed.read(name) for name in packed.namelist() if not name.endswith(".png")]
    return "\n".join(part.decode("utf-8") for part in parts)


def test_everything_is_written(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == sorted([*FILES, *OF_PARTS])
    for name in ("actors.csv", "ties.csv", "problems.csv"):
        assert (folder / name).read_bytes().startswith(b"\xef\xbb\xbf")


def test_tables_say_what_the_network_says(example: LocalReport, folder: Path) -> None:
    actors = pd.read_csv(folder / "actors.csv", sep=";", decimal=",", encoding="utf-8-sig")
    assert actors["actor_id"].tolist() == example.network.actors.index.tolist()
    assert actors["strength"].tolist() == pytest.approx(
        nc.strength(example.network).tolist(), abs=1e-6
    )
    ties = pd.read_csv(folder / "ties.csv", sep=";", decimal=",", encoding="utf-8-sig")
    assert len(ties) == len(example.network.ties)
    graph = nx.read_graphml(folder / "network.graphml")
    assert set(graph.nodes) == set(actors["actor_id"])
    assert graph.number_of_edges() == len(ties)


def test_nothing_hidden_leaves(folder: Path) -> None:
    log = nc.datasets.load("havlickuv_brod").referrals
    true = log.groupby(["source", "target"])["count"].sum()
    assert (true < 5).any()  # else the test could not fail
    ties = pd.read_csv(folder / "ties.csv", sep=";", decimal=",", encoding="utf-8-sig")
    referrals = ties[ties["kind"] == "referral"]
    small = referrals[referrals["weight"] < 5]
    assert set(small["weight"]) == {2.5}
    assert set(small["shown"]) == {"<5"}
    report = visible((folder / "report.html").read_text("utf-8"))
    numbers = {
        re.sub(r"\s", "", number)
        for number in re.findall(r"(?<![\d,])\d[\d\xa0]*(?![\d,])", report)
    }
    assert str(int(true.sum())) not in numbers
    assert str(len(log)) not in numbers


def test_the_same_records_give_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    again = nc.report(nc.datasets.load("havlickuv_brod"), lang="cs", draws=19).save(tmp_path)
    for name in FILES:
        assert (again / name).read_bytes() == (folder / name).read_bytes(), name


def test_the_czech_report_is_czech(folder: Path) -> None:
    page = visible((folder / "report.html").read_text("utf-8")).lower()
    words = set(re.findall(r"\w+", re.sub(r"\w+\.csv", "", page)))
    english = "the of and actors ties strength betweenness mean_degree nan none meetings referrals"
    assert not words & {*english.split(), "harmonic_closeness", "unknown_column"}


def test_the_english_report_is_english() -> None:
    page = visible(nc.report(nc.datasets.load("havlickuv_brod"), lang="en", draws=5).to_html())
    assert "Who cooperates most" in page
    assert not re.search(r"\b(vazba|vazeb|aktérů|jednání|předání)\b", page)


def test_the_main_job_in_three_lines(tmp_path: Path) -> None:
    records = nc.read_records(Path(nc.__file__).parents[1] / "datasets" / "havlickuv_brod")
    report = nc.report(records, draws=5)
    report.save(tmp_path / "output")
    shown = report._repr_html_()
    assert "<iframe" in shown
    assert "<table>" in shown
    assert repr(report).startswith("<Report: 34 actors")


def hostile_records() -> nc.Records:
    sheet = pd.DataFrame(
        {"actor": HOSTILE * 2, "meeting_id": ["1"] * 6 + ["2"] * 6, "kind": HOSTILE * 2}
    )
    register = pd.DataFrame(
        {"actor_id": HOSTILE, "kind": HOSTILE, "sector": HOSTILE, "region": HOSTILE}
    )
    return nc.read_records({"meetings": sheet, "actors": register})


@pytest.mark.browser
def test_hostile_names_do_nothing(browser: Browser, tmp_path: Path) -> None:
    nc.report(hostile_records(), title=HOSTILE[0], lang="en", draws=5).save(tmp_path)
    for name in ("report.html", "map.html"):
        context = browser.new_context(offline=True)
        page = context.new_page()
        messages: list[str] = []
        requests: list[str] = []
        page.on("console", lambda message, to=messages: to.append(message.text))
        page.on("pageerror", lambda error, to=messages: to.append(str(error)))
        page.on("request", lambda request, to=requests: to.append(request.url))
        page.goto((tmp_path / name).as_uri())
        page.wait_for_timeout(300)
        assert page.evaluate("window.PWNED") is None
        assert "7*7" in page.content()
        assert messages == []
        assert [url for url in requests if not url.startswith(("file:", "data:", "blob:"))] == []
        context.close()


@pytest.mark.browser
def test_the_report_fits_its_page(browser: Browser, folder: Path) -> None:
    for width in (1100, 390):
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.goto((folder / "report.html").as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("[...document.images].every(i => i.complete && i.naturalWidth > 0)")
        assert page.locator("th:not([scope])").count() == 0
        assert page.locator("table:not(:has(caption))").count() == 0
        page.close()


def test_spreadsheets_run_no_formula(tmp_path: Path) -> None:
    nc.report(hostile_records(), lang="en", draws=5).save(tmp_path)
    for name in ("actors.csv", "ties.csv", "problems.csv"):
        frame = pd.read_csv(
            tmp_path / name, encoding="utf-8-sig", dtype="str", keep_default_na=False
        )
        assert not frame.map(lambda cell: cell.startswith(("=", "+", "@", "-"))).any().any()


@pytest.mark.parametrize(
    "sheet",
    [
        pd.DataFrame({"actor": ["A"], "meeting_id": ["1"]}),
        pd.DataFrame({"actor": ["A", "B"], "meeting_id": ["1", "2"]}),
        pd.DataFrame({"actor": ["A", "B"], "meeting_id": ["1", "1"]}),
        pd.DataFrame(
            {"actor": ["A", "B"], "meeting_id": ["1", "1"], "role": ["excused", "excused"]}
        ),
    ],
    ids=["one actor", "no tie", "one tie", "nobody came"],
)
@pytest.mark.parametrize("lang", ["cs", "en"])
def test_small_records_make_a_whole_report(sheet: pd.DataFrame, lang: str, tmp_path: Path) -> None:
    nc.report(nc.read_records({"meetings": sheet}), lang=lang, draws=5).save(tmp_path)
    page = visible((tmp_path / "report.html").read_text("utf-8"))
    assert not re.search(r"\bnan\b|\bNone\b", page)


def test_only_referrals_or_only_contacts_make_a_report() -> None:
    log = pd.DataFrame({"source": ["A", "B"], "target": ["B", "C"]})
    for table in ("referrals", "contacts"):
        report = nc.report(nc.read_records({table: log}), lang="en")
        assert report.chance is None
        assert report.network.directed
        assert "no meetings to compare" in report.to_html()


def test_every_number_that_chance_can_give_stands_beside_chance() -> None:
    rows = [(a + group, m + group) for group in "xyz" for a in "ABC" for m in "123456"]
    sheet = pd.DataFrame(rows, columns=["actor", "meeting_id"])
    log = pd.DataFrame({"source": ["Ax"] * 5, "target": ["Ay"] * 5})
    report = nc.report(nc.read_records({"meetings": sheet, "referrals": log}), lang="en", draws=49)
    assert report.chance is not None
    found = report.chance.to_frame().set_index("metric")
    beside = {row["label"]: row["chance"] for row in number_rows(report)}
    labels = {METRICS[name].label for name in PLAIN if METRICS[name].standard}
    assert {label for label, said in beside.items() if said} == labels & set(beside)
    assert len(labels & set(beside)) > 4
    # The tie that referrals make is no meeting.
    assert found.loc["mean_degree", "estimate"] == 2 < report.summary["mean_degree"]
    page = visible(report.to_html())
    for said in filter(None, beside.values()):
        assert said in page
    assert "the same partners meet again" in page


def test_what_is_not_in_the_picture_is_said() -> None:
    sheet = pd.DataFrame({"actor": list("ABC"), "meeting_id": "1"})
    contacts = pd.DataFrame({"source": ["A"] * 5, "target": ["C"] * 5})
    register = pd.DataFrame({"actor_id": ["A"]})
    report = nc.report(
        nc.read_records({"meetings": sheet, "contacts": contacts, "actors": register}), draws=5
    )
    notes = " ".join(note["en"] for note in report.map.model.notes)
    assert "5 contacts in the records are not part of this network" in notes
    assert "2 actors who turned up were not in it" in notes


def test_words_are_no_formulas(tmp_path: Path) -> None:
    register = pd.DataFrame(
        {"actor_id": list("AB"), "sector": [r"$\frac$", "$1$&$$" + "long words " * 9]}
    )
    sheet = pd.DataFrame({"actor": list("AB"), "meeting_id": "1"})
    nc.report(nc.read_records({"meetings": sheet, "actors": register}), draws=5).save(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} >= set(FILES)


def test_a_fault_leaves_the_folder_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = nc.report(nc.datasets.load("havlickuv_brod"), draws=5)
    monkeypatch.setattr("netcoop.reports.base.render", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        report.save(tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_faults(tmp_path: Path) -> None:
    records = nc.datasets.load("havlickuv_brod")
    with pytest.raises(ArgumentError, match="Use one of: local, impact, regions"):
        nc.report(records, kind="annual")
    with pytest.raises(ArgumentError, match="no table phases"):
        nc.report(records, kind="impact")
    with pytest.raises(ArgumentError, match="'de'"):
        nc.report(records, lang="de")
    with pytest.raises(RecordError, match="needs meetings, referrals or contacts"):
        nc.report(nc.Records(actors=pd.DataFrame({"actor_id": ["A"]})))
    (tmp_path / "taken").write_text("x")
    with pytest.raises(RecordError, match="is a file"):
        nc.report(records, draws=5).save(tmp_path / "taken")


def test_an_interrupted_write_leaves_no_half_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from netcoop._core.files import write_atomically

    target = tmp_path / "report.html"
    target.write_text("whole")

    def interrupted(path: Path) -> None:
        path.write_text("ha")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_atomically(target, interrupted)
    assert target.read_text() == "whole"
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


def test_pages_are_utf8_whatever_the_code_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = io.open

    def windows(*args: object, **kwargs: object) -> object:
        if len(args) < 4 and "b" not in str(kwargs.get("mode", args[1] if len(args) > 1 else "r")):
            kwargs.setdefault("encoding", "cp1250")
        return real(*args, **kwargs)

    monkeypatch.setattr("builtins.open", windows)
    monkeypatch.setattr("io.open", windows)
    sheet = pd.DataFrame({"actor": ["Příliš žluťoučký kůň", "Ωμέγα"], "meeting_id": "1"})
    nc.report(nc.read_records({"meetings": sheet}), draws=5).save(tmp_path)
    for name in set(FILES) - {"hidden.csv", "problems.csv", "run.json"}:
        assert "Ωμέγα" in content(tmp_path / name)


def with_undecided(names: dict[str, str], **more: list[object]) -> nc.Records:
    """Meetings of actors whose names have the given status, as resolving leaves them."""
    actors = pd.DataFrame(
        {"actor_id": list(names), "name": list(names), "name_status": list(names.values()), **more}
    )
    sheet = pd.DataFrame({"actor": list(names), "meeting_id": "1"})
    return nc.Records(meetings=sheet, actors=actors, resolved=True)


def test_names_that_are_not_decided_are_said(tmp_path: Path) -> None:
    records = with_undecided(
        {"OSPOD": "register", "Charita": "ambiguous", "ZŠ Lipovská": "proposed", "MŠ": "new"}
    )
    report = nc.report(records, lang="en", draws=5)
    report.save(tmp_path)
    page = visible(report.to_html())
    assert "2 names are not decided; each stands as an actor of its own" in page
    assert "Charita\u00a0?, ZŠ Lipovská\u00a0?" in page
    assert "Decide them with netcoop names." in page
    assert "OSPOD\u00a0?" not in page
    assert "3 actors who turned up were not in it" in page
    actors = pd.read_csv(tmp_path / "actors.csv", encoding="utf-8-sig").set_index("actor_id")
    assert actors["name_status"].to_dict() == {
        "OSPOD": "in the register",
        "Charita": "not decided: fits several actors",
        "ZŠ Lipovská": "not decided: resembles another actor",
        "MŠ": "only in the records",
    }
    # A name is a name: the question mark is for readers, not for whoever joins tables.
    assert actors["name"].tolist() == ["OSPOD", "Charita", "ZŠ Lipovská", "MŠ"]


def test_without_such_names_nothing_is_said() -> None:
    page = nc.report(with_undecided({"A": "register", "B": "new"}), lang="en", draws=5).to_html()
    assert "not decided" not in page
    assert "the name is" not in page


def test_a_person_is_not_named_even_where_its_name_is_not_decided(tmp_path: Path) -> None:
    names = {"OSPOD": "register", "Jana Tajná": "ambiguous", "Petr Skrytý": "person"}
    records = with_undecided(names, person=[False, True, True])
    nc.report(records, lang="en", draws=5).save(tmp_path)
    for path in tmp_path.iterdir():
        written = content(path)
        assert "Tajná" not in written, path.name
        assert "Skrytý" not in written, path.name
    assert "not decided" not in visible((tmp_path / "report.html").read_text("utf-8"))


def test_the_report_says_how_well_it_is_recorded() -> None:
    sheet = pd.DataFrame(
        {"actor": list("ABABA"), "meeting_id": list("11223"), "hours": [2.0, None, 1.0, None, None]}
    )
    report = nc.report(nc.read_records({"meetings": sheet}), lang="en", draws=5)
    page = visible(report.to_html())
    assert "3 of 3 meetings have neither a day nor a month." in page
    # Meetings 1 and 2 have a duration, on one of their two rows.
    assert "67\u00a0% have a duration" in page
    assert "1 of 3 lists names only the organiser or a single actor." in page
