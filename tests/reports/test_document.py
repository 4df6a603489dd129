"""The local report as plain data, and the page that is made from any such data."""

from __future__ import annotations

import re
from pathlib import Path

import docx
import openpyxl
import pandas as pd
import pytest

import netcoop as nc
from netcoop.metrics import METRICS
from netcoop.reports.document import (
    Bullets,
    Column,
    Document,
    Figure,
    Number,
    Paragraph,
    Section,
    Table,
)
from netcoop.reports.forms.html import render

HOSTILE = "</td><script>window.PWNED=1</script>{{7*7}}"


@pytest.fixture(scope="module")
def report() -> nc.Report:
    return nc.report(nc.datasets.load("havlickuv_brod"), lang="en", draws=5)


def blocks(document: Document, kind: type) -> list:
    return [block for _, block, _ in document.numbered() if isinstance(block, kind)]


def table(document: Document, heading: str) -> Table:
    found = [
        block
        for section, block, _ in document.numbered()
        if section.heading == heading and isinstance(block, Table)
    ]
    assert len(found) == 1
    return found[0]


def test_nothing_is_empty(report: nc.Report) -> None:
    document = report.document()
    assert all(section.heading and section.blocks for section in document.sections)
    for one in blocks(document, Table):
        assert one.caption
        assert one.rows
        assert all(column.label for column in one.columns)
        assert {len(row) for row in one.rows} == {len(one.columns)}


@pytest.mark.parametrize("lang", ["cs", "en"])
def test_every_column_says_what_it_means(lang: str) -> None:
    document = nc.report(nc.datasets.load("havlickuv_brod"), lang=lang, draws=5).document()
    bare = [
        (one.caption, column.label)
        for one in blocks(document, Table)
        for column in one.columns
        if not column.meaning.strip()
    ]
    assert not bare


def test_the_numbers_of_the_network_stay_numbers(report: nc.Report) -> None:
    first, *rest = table(report.document(), "The network").rows
    assert first[1] == Number(report.network.n_actors)
    assert {row[0]: row[1].value for row in rest}["density"] == report.summary["density"]


def test_numbers_of_their_own_kind() -> None:
    column = Column("value", digits=0)
    one = Table("t", (column,), ((Number(1234.5, 1, "%"),), (Number(float("nan"), 2),), (0,)))
    shown = [one.shown(row, "cs")[0] for row in one.rows]
    assert shown == ["1\N{NO-BREAK SPACE}234,5\N{NO-BREAK SPACE}%", "–", "0"]
    assert one.notes("en") == ["–: not available or not shown."]
    assert Table("t", (column,), ((0,),), "note").notes("en") == ["note"]


def test_numbers_are_those_of_the_metrics(report: nc.Report) -> None:
    strongest = table(report.document(), "Who cooperates most")
    top = nc.strength(report.network).sort_values(ascending=False, kind="stable").head(15)
    place = [column.label for column in strongest.columns].index(METRICS["strength"].label)
    assert strongest.columns[place].meaning == METRICS["strength"].meaning
    assert [row[place] for row in strongest.rows] == pytest.approx(top.tolist())


def test_who_is_a_cutpoint_and_what_is_left_without() -> None:
    """A path A - B - C - D: without B one of the three others is alone."""
    sheet = pd.DataFrame({"actor": list("ABBCCD"), "meeting_id": list("112233")})
    path = nc.report(nc.read_records({"meetings": sheet}), lang="en", draws=5)
    cuts = table(path.document(), "Where it would fall apart")
    # Of three pairs of those who stay, two cannot reach each other.
    assert [(row[0], row[1], row[2]) for row in cuts.rows] == [
        ("B", pytest.approx(2 / 3), 1),
        ("C", pytest.approx(2 / 3), 1),
    ]


def test_every_metric_is_explained(report: nc.Report) -> None:
    terms = {row[0] for one in blocks(report.document(), Table) for row in one.rows}
    used = {*report.metrics.columns, *report.summary.index}
    assert {METRICS[str(name)].label for name in used} <= terms


def test_the_picture_is_captioned_described_and_the_same_every_time(report: nc.Report) -> None:
    (figure,) = blocks(report.document(), Figure)
    assert figure.caption
    assert figure.described
    assert figure.png.startswith(b"\x89PNG")
    assert b"<svg" in figure.svg
    (again,) = blocks(report.document(), Figure)
    assert again == figure


def test_the_number_of_referrals_is_in_no_table() -> None:
    log = pd.DataFrame({"source": ["A"] * 6 + ["B"] * 3, "target": ["B"] * 6 + ["C"] * 3})
    document = nc.report(nc.read_records({"referrals": log}), lang="en").document()
    (row,) = table(document, "Rows read").rows
    assert row[2:] == (None, None, None)


def test_any_document_becomes_a_page() -> None:
    columns = (Column(HOSTILE), Column("share", digits=1))
    rows = ((HOSTILE, 0.25), ("b", None))
    some = (Paragraph(HOSTILE, "box"), Bullets((HOSTILE,)), Table(HOSTILE, columns, rows, "note"))
    more = (Figure(HOSTILE, HOSTILE, b"png"), Table("second", columns, rows))
    document = Document("en", HOSTILE, (Section("a", some), Section("b", more, level=2)))
    page = render(document)
    assert "<script" not in page
    assert "{{7*7}}" in page
    assert re.findall(r"<b>(\w+ \d)\.</b>", page) == ["Table 1", "Figure 1", "Table 2"]
    assert '<h2 id="part-1">a</h2>' in page
    assert '<h3 id="part-2">b</h3>' in page
    assert '<td class="n">0.2</td>' in page
    assert '<td class="n">–</td>' in page
    assert "map.html" not in page
    assert 'href="map.html"' in render(document, map_file="map.html")


def test_the_contents_lead_to_every_heading() -> None:
    sections = (
        Section("first", (Paragraph("x"),)),
        Section("below", (Paragraph("x"),), level=2),
        Section("second", (Paragraph("x"),)),
        Section("deep", (Paragraph("x"),), level=9),
    )
    page = render(Document("en", "title", sections))
    nav = page[page.index("<nav") : page.index("</nav>")]
    places = re.findall(r'href="#(part-\d)">(\w+)<', nav)
    assert places == re.findall(r'<h\d id="(part-\d)">(\w+)<', page)
    assert len(places) == 4
    assert '<h6 id="part-4">' in page
    assert "<nav" not in render(Document("en", "title", sections[:1]))


def test_columns_of_a_page_fill_it_and_no_more() -> None:
    columns = tuple(Column(f"column {n}") for n in range(6))
    rows = (("Základní škola a mateřská škola", "x" * 300, "a b " * 90, "1", "", "y"),)
    page = render(Document("cs", "t", (Section("s", (Table("t", columns, rows),)),)))
    (whole,) = re.findall(r"#table-1 table \{ width: ([\d.]+)%", page)
    widths = [float(one) for one in re.findall(r"nth-child\(\d\) \{ width: ([\d.]+)%", page)]
    assert float(whole) == 100
    assert sum(widths) == pytest.approx(100, abs=0.1)
    assert len(widths) == 6
    # A word of letters without end is broken; words that people write are not.
    assert widths[0] > 9
    assert widths[2] > widths[3]


def test_word_and_excel_hold_what_the_document_says(report: nc.Report, tmp_path: Path) -> None:
    document = report.document()
    tables = blocks(document, Table)
    word = docx.Document(str(report.to_docx(tmp_path / "a.docx")))
    assert len(word.tables) == len(tables)
    headings = {p.text for p in word.paragraphs if p.style.name.startswith("Heading")}
    assert {section.heading for section in document.sections} <= headings
    book = openpyxl.load_workbook(report.to_xlsx(tmp_path / "a.xlsx"))
    # The list of tables and the explanations are two more.
    assert len(book.sheetnames) == len(tables) + 2
    assert all(sheet.freeze_panes for sheet in book.worksheets[1:])
    first = next(row for row in book.worksheets[-1].iter_rows(values_only=True) if row[0] == 1)
    assert all(first[:5])


def test_word_names_every_picture_and_heads_every_table(report: nc.Report, tmp_path: Path) -> None:
    document = report.document()
    word = docx.Document(str(report.to_docx(tmp_path / "a.docx")))
    captions = [p.text for p in word.paragraphs if p.style.name == "Caption"]
    expected = [
        f"{type(block).__name__}\N{NO-BREAK SPACE}{n}. {block.caption}"
        for _, block, n in document.numbered()
        if n
    ]
    assert captions == expected
    figures = blocks(document, Figure)
    described = [shape._inline.docPr.get("descr") for shape in word.inline_shapes]
    assert described == [figure.described for figure in figures]
    for one, told in zip(word.tables, blocks(document, Table), strict=True):
        assert [cell.text for cell in one.rows[0].cells] == [c.label for c in told.columns]
        assert one.rows[0]._tr.findall(f".//{docx.oxml.ns.qn('w:tblHeader')}")


def test_made_up_records_are_said_to_be_at_the_head(report: nc.Report) -> None:
    first = report.document().sections[0].blocks[0]
    assert isinstance(first, Paragraph)
    assert first.kind == "box"
    tables = nc.datasets.load("havlickuv_brod").tables.values()
    invented = sum(int(table["provenance"].eq("synthetic").sum()) for table in tables)
    share = round(100 * invented / sum(map(len, tables)))
    assert first.words.startswith(f"{share} % of the rows of these records are made up")
    own = {"actor": ["A", "B"], "meeting_id": ["1", "1"], "provenance": ["sheet 3", None]}
    plain = nc.report(nc.read_records({"meetings": pd.DataFrame(own)}), lang="en", draws=5)
    assert plain.invented == ""
