"""The Word file, opened as another program opens it."""

from __future__ import annotations

import datetime
import io
import re
import time
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.image.exceptions import UnrecognizedImageError
from docx.oxml.ns import qn

from netcoop.reports.document import (
    Bullets,
    Column,
    Document,
    Figure,
    Paragraph,
    Section,
    Table,
)
from netcoop.reports.forms.word import write_docx

HOSTILE = (
    '</w:t><w:instrText>DDEAUTO c:\\\\x "y"</w:instrText>&amp;<&"\x00\x07\x1b\ufffe\ud800'
    "{ INCLUDETEXT /etc/passwd }"
)
HARMLESS = '</w:t><w:instrText>DDEAUTO c:\\\\x "y"</w:instrText>&amp;<&"{ INCLUDETEXT /etc/passwd }'


def picture(width: float = 10, height: float = 6) -> bytes:
    from matplotlib.figure import Figure as Drawing

    content = io.BytesIO()
    drawing = Drawing(figsize=(width, height), dpi=50)
    drawing.subplots().plot([1, 3, 2])
    drawing.savefig(content, format="png", dpi=50, metadata={"Software": None})
    return content.getvalue()


def narrow(caption: str = "Actors") -> Table:
    columns = (
        Column("Actor", "Its name."),
        Column("Meetings", "How many it took part in.", 0),
        Column("Share", "", 1),
    )
    rows = (("OSPOD", 1234, 0.25), ("Police", None, float("nan")), ("School", "<5", 0.5))
    return Table(caption, columns, rows, note="Read from the records.")


def wide(caption: str = "Wide") -> Table:
    columns = (
        Column("Actor"),
        *(Column(f"Mezilehlost a dosah {n}", digits=2) for n in range(9)),
    )
    rows = tuple((f"Organisation {n} " + "x" * 60, *([0.123] * 9)) for n in range(40))
    return Table(caption, columns, rows)


def example(lang: str = "en") -> Document:
    return Document(
        lang,
        "Local report",
        (
            Section(
                "Who the actors are",
                (
                    Paragraph("The opening.", "lead"),
                    Paragraph("A caveat.", "box"),
                    Bullets(("first", "second")),
                    narrow(),
                    Figure("The map", "Six actors; two of them are isolated.", picture()),
                ),
            ),
            Section("All numbers", (), 1),
            Section("By actor", (wide(), narrow("Again")), 2),
            Section("Method", (Figure("High", "A high one.", picture(3, 30)),), 1),
        ),
    )


def write(document: Document, folder: Path) -> Any:
    return docx.Document(str(write_docx(document, folder / "report.docx")))


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return write(example(), tmp_path_factory.mktemp("word"))


def body(word: Any) -> list[Any]:
    return list(word.iter_inner_content())


def instructions(element: Any) -> list[str]:
    return [one.text.strip() for one in element.iter(qn("w:instrText"))]


def test_headings_are_real_ones(opened: Any) -> None:
    found = [
        (paragraph.style.name, paragraph.text)
        for paragraph in opened.paragraphs
        if paragraph.style.name.startswith(("Heading", "Title"))
    ]
    assert found == [
        ("Title", "Local report"),
        ("Heading 1", "Who the actors are"),
        ("Heading 1", "All numbers"),
        ("Heading 2", "By actor"),
        ("Heading 1", "Method"),
    ]


def test_every_table_is_captioned_and_headed(opened: Any) -> None:
    content = body(opened)
    tables = [position for position, part in enumerate(content) if hasattr(part, "rows")]
    assert len(tables) == 3
    for number, position in enumerate(tables, 1):
        caption, table = content[position - 1], content[position]
        assert caption.style.name == "Caption"
        assert caption.paragraph_format.keep_with_next
        assert caption.text.startswith(f"Table\N{NO-BREAK SPACE}{number}. ")
        assert instructions(caption._p) == [r"SEQ Table \* ARABIC"]
        headed = [bool(row._tr.findall(".//" + qn("w:tblHeader"))) for row in table.rows]
        assert headed == [True] + [False] * (len(table.rows) - 1)
        look = table._tbl.tblPr.find(qn("w:tblLook"))
        assert look.get(qn("w:firstRow")) == look.get(qn("w:firstColumn")) == "1"
        assert caption.text.endswith(table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")))


def test_every_figure_is_captioned_and_described(opened: Any) -> None:
    content = body(opened)
    described = []
    for position, part in enumerate(content):
        for properties in part._element.iter(qn("wp:docPr")) if hasattr(part, "runs") else ():
            described.append(properties.get("descr"))
            caption = content[position + 1]
            assert part.paragraph_format.keep_with_next
            assert caption.style.name == "Caption"
            assert caption.text.startswith(f"Figure\N{NO-BREAK SPACE}{len(described)}. ")
            assert instructions(caption._p) == [r"SEQ Figure \* ARABIC"]
    assert described == ["Six actors; two of them are isolated.", "A high one."]
    assert len(opened.inline_shapes) == 2


def test_numbers_are_written_as_people_do_and_stand_right(opened: Any) -> None:
    table = opened.tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Actor", "Meetings", "Share"],
        ["OSPOD", "1,234", "0.2"],
        ["Police", "–", "–"],
        ["School", "<5", "0.5"],
    ]
    sides = [cell.paragraphs[0].style.paragraph_format.alignment for cell in table.rows[1].cells]
    assert sides == [None, 2, 2]


def test_blanks_inside_czech_numbers_do_not_break(tmp_path: Path) -> None:
    table = write(example("cs"), tmp_path).tables[0]
    assert table.rows[1].cells[1].text == "1\N{NO-BREAK SPACE}234"


def test_notes_and_meanings_stand_below(opened: Any) -> None:
    content = body(opened)
    position = next(place for place, part in enumerate(content) if hasattr(part, "rows"))
    assert [part.text for part in content[position + 1 : position + 3]] == [
        "Read from the records.",
        "–: not available or not shown.",
    ]
    # Names speak for themselves, numbers do not.
    assert content[position + 3].text == "Meetings: How many it took part in."


def test_nothing_is_wider_or_higher_than_its_page(opened: Any) -> None:
    room = {}
    for section in opened.sections:
        width = section.page_width - section.left_margin - section.right_margin
        room[section.orientation] = (width, section.page_height - 2 * section.top_margin)
    upright, turned = room[WD_ORIENT.PORTRAIT], room[WD_ORIENT.LANDSCAPE]
    assert turned[0] > upright[0]
    assert opened.sections[0].page_width.cm == pytest.approx(21, abs=0.01)
    for shape in opened.inline_shapes:
        assert shape.width <= upright[0]
        assert shape.height < upright[1]
    # The proportions stay: 10 to 6 and 3 to 30.
    shapes = [shape.width / shape.height for shape in opened.inline_shapes]
    assert shapes == pytest.approx([10 / 6, 0.1], rel=0.01)
    for table, limit in zip(opened.tables, (upright, turned, turned), strict=True):
        widths = [cell.width for cell in table.rows[0].cells]
        assert min(widths) > 0
        assert sum(widths) <= limit[0]
        assert table.autofit is False


def test_only_wide_tables_turn_the_page_and_headings_go_with_them(opened: Any) -> None:
    directions = [section.orientation for section in opened.sections]
    assert directions == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT]
    second = [
        part.text for part in opened.sections[1].iter_inner_content() if hasattr(part, "text")
    ]
    assert second[:2] == ["All numbers", "By actor"]


def test_the_contents_are_a_field_already_filled(opened: Any) -> None:
    contents = opened.element.body.find(qn("w:sdt"))
    assert instructions(contents) == [r'TOC \o "1-2" \h \z \u']
    links = list(contents.iter(qn("w:hyperlink")))
    words = ["".join(t.text for t in link.iter(qn("w:t"))) for link in links]
    assert words == ["Who the actors are", "All numbers", "By actor", "Method"]
    places = [one.get(qn("w:name")) for one in opened.element.iter(qn("w:bookmarkStart"))]
    assert [link.get(qn("w:anchor")) for link in links] == places
    kinds = [mark.get(qn("w:fldCharType")) for mark in contents.iter(qn("w:fldChar"))]
    assert kinds == ["begin", "separate", "end"]


def test_pages_are_numbered(opened: Any) -> None:
    for section in opened.sections:
        assert instructions(section.footer._element) == ["PAGE", "NUMPAGES"]


def test_lists_and_boxes_have_styles(opened: Any) -> None:
    styles = {paragraph.text: paragraph.style.name for paragraph in opened.paragraphs}
    assert styles["first"] == styles["second"] == "List Bullet"
    assert styles["The opening."] == "Lead"
    assert styles["A caveat."] == "Note Box"


@pytest.mark.parametrize(("lang", "locale"), [("cs", "cs-CZ"), ("en", "en-GB")])
def test_the_language_is_set_and_nobody_is_named(lang: str, locale: str, tmp_path: Path) -> None:
    word = write(example(lang), tmp_path)
    languages = {one.get(qn("w:val")) for one in word.styles.element.iter(qn("w:lang"))}
    assert languages == {locale}
    properties = word.core_properties
    assert (properties.title, properties.language) == ("Local report", locale)
    named = (properties.author, properties.last_modified_by, properties.comments)
    assert named == ("", "", "")
    assert properties.created == properties.modified
    assert properties.created.replace(tzinfo=None) == datetime.datetime(2000, 1, 1)


def test_the_same_document_gives_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = write_docx(example(), tmp_path / "one.docx").read_bytes()
    # Times in a package have steps of two seconds.
    monkeypatch.setattr(time, "time", lambda: 1_000_000_000.0)
    assert write_docx(example(), tmp_path / "two.docx").read_bytes() == first


def test_hostile_texts_stay_texts(tmp_path: Path) -> None:
    table = Table(HOSTILE, (Column(HOSTILE, HOSTILE),), ((HOSTILE,),), note=HOSTILE)
    blocks = (Paragraph(HOSTILE), Bullets((HOSTILE,)), table, Figure(HOSTILE, HOSTILE, picture()))
    word = write(Document("en", HOSTILE * 9, (Section(HOSTILE, blocks),)), tmp_path)
    known = re.compile(r"(TOC|SEQ (Table|Figure)) [^<>{}]*")
    assert all(known.fullmatch(one) for one in instructions(word.element))
    assert word.tables[0].rows[1].cells[0].text == HARMLESS
    assert [p.text for p in word.paragraphs if p.style.name == "Heading 1"] == [HARMLESS]
    assert word.element.find(".//" + qn("wp:docPr")).get("descr") == HARMLESS
    assert not list(word.element.iter(qn("w:fldSimple")))


def test_headings_and_cells_are_one_line(tmp_path: Path) -> None:
    table = Table("a\nb", (Column("c\r\nd"),), (("e\n\tf",),))
    word = write(Document("en", "A\nB", (Section("C\nD", (table,)),)), tmp_path)
    assert [p.text for p in word.paragraphs[:3]] == ["A B", "C D", "Table\N{NO-BREAK SPACE}1. a b"]
    assert [row.cells[0].text for row in word.tables[0].rows] == ["c d", "e f"]


def test_empty_things(tmp_path: Path) -> None:
    assert [p.text for p in write(Document("cs", "", ()), tmp_path).paragraphs] == [""]
    table = Table("None", (Column("a"), Column("b", digits=0)), ())
    word = write(Document("en", "T", (Section("S", (table, table, Bullets(()))),)), tmp_path)
    assert [len(one.rows) for one in word.tables] == [1, 1]


def test_a_failure_leaves_what_was_there(tmp_path: Path) -> None:
    path = write_docx(example(), tmp_path / "report.docx")
    before = path.read_bytes()
    with pytest.raises(UnrecognizedImageError):
        write_docx(Document("en", "T", (Section("S", (Figure("c", "d", b"no"),)),)), path)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["report.docx"]


def test_long_tables_take_no_minutes(tmp_path: Path) -> None:
    columns = (Column("Actor"), *(Column(str(n), digits=1) for n in range(7)))
    table = Table("Long", columns, tuple((f"a{n}", *[float(n)] * 7) for n in range(1000)))
    begin = time.perf_counter()
    write(Document("en", "T", (Section("S", (table,)),)), tmp_path)
    assert time.perf_counter() - begin < 20
