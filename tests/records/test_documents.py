"""Tables of Word documents, as somebody who looks at the page would copy them out."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import OxmlElement

import netcoop as nc
from netcoop.errors import RecordError
from netcoop.records.documents import Rows, tables_of_document


def read(document: Any, folder: Path) -> list[tuple[str, Rows]]:
    document.save(str(folder / "list.docx"))
    return list(tables_of_document(folder / "list.docx"))


def only_rows(document: Any, folder: Path) -> Rows:
    ((_, rows),) = read(document, folder)
    return rows


def table(document: Any, rows: Rows) -> Any:
    made = document.add_table(len(rows), len(rows[0]))
    for row, texts in zip(made.rows, rows, strict=True):
        for cell, content in zip(row.cells, texts, strict=True):
            cell.text = content
    return made


def add(parent: Any, xml: str) -> Any:
    """Put raw WordprocessingML into the document: python-docx does not write all Word does."""
    element = parse_xml(xml.replace(">", f" {nsdecls('w')}>", 1))
    parent.append(element)
    return element


def test_an_attendance_sheet_with_its_heading_and_note(tmp_path: Path) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Síťování služeb\tMěÚ Šlapanice"
    document.add_heading("Prezenční listina")
    document.add_paragraph("Kulatý stůl č. 5\nDatum: 15.6.2018   Místo: MěÚ Šlapanice")
    document.add_paragraph("")
    table(document, [["Poř.", "Organizace"], ["1", "OSPOD Šlapanice"]])
    document.add_paragraph("Celkem 1")
    assert read(document, tmp_path) == [
        (
            "table 1",
            [
                ["Síťování služeb", "MěÚ Šlapanice"],
                ["Prezenční listina"],
                ["Kulatý stůl č. 5"],
                ["Datum: 15.6.2018   Místo: MěÚ Šlapanice"],
                ["Poř.", "Organizace"],
                ["1", "OSPOD Šlapanice"],
                ["Celkem 1"],
            ],
        )
    ]


def test_lines_between_tables_go_to_the_next_one(tmp_path: Path) -> None:
    document = docx.Document()
    table(document, [["a"]])
    document.add_paragraph("Datum:\t16. 6. 2018")
    table(document, [["b"]])
    assert read(document, tmp_path) == [
        ("table 1", [["a"]]),
        ("table 2", [["Datum:", "16. 6. 2018"], ["b"]]),
    ]


def test_each_section_brings_its_page_header(tmp_path: Path) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "leden"
    table(document, [["a"]])
    document.add_section().header.is_linked_to_previous = False
    document.sections[1].header.paragraphs[0].text = "únor"
    table(document, [["b"]])
    assert read(document, tmp_path) == [
        ("table 1", [["leden"], ["a"]]),
        ("table 2", [["únor"], ["b"]]),
    ]


def test_a_merged_cell_counts_for_each_of_its_rows(tmp_path: Path) -> None:
    document = docx.Document()
    made = table(document, [[f"{row}{column}" for column in "abcd"] for row in "123"])
    made.cell(0, 0).merge(made.cell(0, 1)).text = "wide"
    made.cell(0, 3).merge(made.cell(2, 3)).text = "tall"
    made.cell(1, 1).merge(made.cell(2, 2)).text = "both"
    assert only_rows(document, tmp_path) == [
        ["wide", "", "1c", "tall"],
        ["2a", "both", "", "tall"],
        ["3a", "both", "", "tall"],
    ]


def test_rows_that_begin_late_or_end_early_stay_on_the_grid(tmp_path: Path) -> None:
    document = docx.Document()
    made = table(document, [["a", "b", "c"], ["d", "e", "f"], ["g", "h", "i"]])
    late, short = made.rows[1]._tr, made.rows[2]._tr
    late.remove(late.tc_lst[0])
    late.insert(0, parse_xml(f'<w:trPr {nsdecls("w")}><w:gridBefore w:val="1"/></w:trPr>'))
    short.remove(short.tc_lst[2])
    assert only_rows(document, tmp_path) == [["a", "b", "c"], ["", "e", "f"], ["g", "h", ""]]


def test_what_goes_on_below_nothing_keeps_its_text(tmp_path: Path) -> None:
    document = docx.Document()
    made = table(document, [["a"], ["b"]])
    made.cell(1, 0)._tc.get_or_add_tcPr().append(OxmlElement("w:vMerge"))
    assert only_rows(document, tmp_path) == [["a"], ["b"]]


def test_a_table_in_a_cell_becomes_lines_of_it(tmp_path: Path) -> None:
    document = docx.Document()
    made = table(document, [["OSPOD", "kdo byl:"]])
    inner = made.cell(0, 1).add_table(2, 2)
    for cell, content in zip(inner._cells, ["Policie", "2", "Škola", "1"], strict=True):
        cell.text = content
    assert only_rows(document, tmp_path) == [["OSPOD", "kdo byl:\nPolicie; 2\nŠkola; 1"]]


def test_a_frame_around_the_page_is_looked_into(tmp_path: Path) -> None:
    document = docx.Document()
    frame = table(document, [["Datum: 15. 6. 2018"]]).cell(0, 0)
    inner = frame.add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "OSPOD", "ano"
    assert only_rows(document, tmp_path) == [["Datum: 15. 6. 2018"], ["OSPOD", "ano"]]


@pytest.mark.parametrize(
    ("xml", "seen"),
    [
        ("<w:del><w:r><w:delText>A</w:delText></w:r></w:del>", ""),
        ("<w:moveFrom><w:r><w:t>A</w:t></w:r></w:moveFrom>", ""),
        ("<w:ins><w:r><w:t>A</w:t></w:r></w:ins>", "A"),
        ("<w:moveTo><w:r><w:t>A</w:t></w:r></w:moveTo>", "A"),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>A</w:t></w:r>", ""),
        ('<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>A</w:t></w:r>', "A"),
        ("<w:hyperlink><w:r><w:t>A</w:t></w:r></w:hyperlink>", "A"),
        ("<w:sdt><w:sdtContent><w:r><w:t>A</w:t></w:r></w:sdtContent></w:sdt>", "A"),
        (
            "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr>"
            "<w:sdtContent><w:r><w:t>Klikněte sem</w:t></w:r></w:sdtContent></w:sdt>",
            "",
        ),
        ("<w:fldSimple><w:r><w:t>A</w:t></w:r></w:fldSimple>", "A"),
        ("<w:r><w:t>A</w:t><w:br/><w:t>B</w:t></w:r>", "A\nB"),
        ("<w:r><w:t>n</w:t><w:noBreakHyphen/><w:t>S</w:t></w:r>", "n-S"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>', "✓"),
        ("<w:r><w:rPr><w:tabs><w:tab/></w:tabs></w:rPr><w:t>A</w:t></w:r>", "A"),
        (
            '<w:r><w:fldChar><w:ffData><w:checkBox><w:default w:val="0"/><w:checked/>'
            "</w:checkBox></w:ffData></w:fldChar></w:r>",
            "☒",
        ),
    ],
)
def test_a_cell_says_what_the_page_shows(tmp_path: Path, xml: str, seen: str) -> None:
    document = docx.Document()
    made = table(document, [["", "x"]])
    add(made.cell(0, 0).paragraphs[0]._p, xml)
    assert only_rows(document, tmp_path) == [[seen, "x"]]


def test_a_hidden_style_hides_and_so_do_its_heirs(tmp_path: Path) -> None:
    document = docx.Document()
    secret = document.styles.add_style("Secret", 1)
    secret.font.hidden = True
    document.styles.add_style("Heir", 1).base_style = secret
    document.add_paragraph("unseen", style="Heir")
    document.add_paragraph("seen")
    table(document, [["a"]])
    assert only_rows(document, tmp_path) == [["seen"], ["a"]]


def test_deleted_rows_are_gone_and_rows_and_cells_in_controls_are_there(tmp_path: Path) -> None:
    document = docx.Document()
    made = table(document, [["a", "b"], ["c", "d"], ["e", "f"]])
    first, second, third = (row._tr for row in made.rows)
    second.get_or_add_trPr().append(OxmlElement("w:del"))
    for element in (third, first.tc_lst[1]):
        control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
        element.addprevious(control)
        control.append(content)
        content.append(element)
    assert only_rows(document, tmp_path) == [["a", "b"], ["e", "f"]]


def test_a_text_box_is_read_once(tmp_path: Path) -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>Prezenční listina</w:t></w:r></w:p></w:txbxContent>"
    alternatives = (
        '<w:r xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    document = docx.Document()
    add(document.add_paragraph()._p, alternatives)
    table(document, [["a"]])
    assert only_rows(document, tmp_path) == [["Prezenční listina"], ["a"]]


def test_a_document_without_tables_is_its_lines(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("OSPOD\tano")
    assert read(document, tmp_path) == [("text", [["OSPOD", "ano"]])]
    assert read(docx.Document(), tmp_path) == []


def test_an_absurd_span_does_not_fill_the_memory(tmp_path: Path) -> None:
    document = docx.Document()
    made = table(document, [["a"]])
    span = made.cell(0, 0)._tc.get_or_add_tcPr()._add_gridSpan()
    span.set(qn("w:val"), "1000000000")
    assert len(only_rows(document, tmp_path)[0]) < 100


def test_what_unpacks_to_too_much_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("word/document.xml", b" " * 60_000_000)
    with pytest.raises(RecordError, match=r"bomb\.docx unpacks to 60 MB"):
        list(tables_of_document(path))


def test_a_protected_document_says_so(tmp_path: Path) -> None:
    path = tmp_path / "locked.docx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    with pytest.raises(RecordError, match="password"):
        list(tables_of_document(path))


def test_a_broken_file_raises(tmp_path: Path) -> None:
    path = tmp_path / "broken.docx"
    path.write_bytes(b"no document")
    with pytest.raises(zipfile.BadZipFile):
        list(tables_of_document(path))


def test_an_attendance_sheet_of_word_becomes_records(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("PREZENČNÍ LISTINA")
    document.add_paragraph("Kulatý stůl č. 5")
    document.add_paragraph("Datum: 15.6.2018\tMísto: MěÚ Šlapanice")
    rows = [
        ["Poř.", "Jméno", "Organizace", "Podpis"],
        ["1", "Mgr. Jana Vzorová", "OSPOD Šlapanice", ""],
        ["2", "Bc. Petr Vzor", "ZŠ Šlapanice", "omluven"],
        ["3", "", "", ""],
    ]
    table = document.add_table(rows=len(rows), cols=4)
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    document.add_paragraph("Zapsala: Mgr. Jana Vzorová")
    document.save(tmp_path / "zapis.docx")
    records = nc.read_records(tmp_path / "zapis.docx")
    assert records.meetings["actor"].tolist() == ["OSPOD Šlapanice", "ZŠ Šlapanice"]
    assert records.meetings["role"].tolist()[1] == "excused"
    assert set(records.meetings["meeting_id"]) == {"Kulatý stůl č. 5"}
    assert set(records.meetings["place"]) == {"MěÚ Šlapanice"}
    assert records.account[["read", "kept", "dropped"]].to_numpy().tolist() == [[4, 2, 2]]
    assert {"note_row", "empty_row"} <= set(records.problems["code"])
    assert "Vzor" not in records.problems.to_csv() + records.meetings.to_csv()
