"""A document as a Word file that people can go on writing in.

Headings, captions, notes and tables have styles, so that their look is changed in one place; the
contents and the numbers of captions are fields, so that Word counts again what people add. Texts
only ever become texts: no field, link or markup is made of them.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.image.image import Image
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm
from docx.text.paragraph import Paragraph as WordParagraph

from netcoop._core.files import write_bytes_atomically
from netcoop._core.texts import text
from netcoop.reports.document import Block, Bullets, Document, Figure, Paragraph, Section, Table
from netcoop.reports.forms.unbroken import unbroken
from netcoop.reports.forms.widths import part_width
from netcoop.reports.forms.word_styles import (
    BOX,
    CELL,
    LEAD,
    LONG,
    MARGIN,
    NOTE,
    NUMBER,
    POINTS,
    SHORT,
    SMALL_CELL,
    SMALL_NUMBER,
    TABLE_STYLE,
    add_styles,
    clean,
    line,
    set_up,
)

# Tables with more columns are turned, and their letters are smaller.
_MOST_UPRIGHT = 7


def write_docx(document: Document, path: Path | str) -> Path:
    """Write a document as a Word file with headings, captions, figures and what they show in words.

    Parameters
    ----------
    document : Document
        What to write.
    path : Path or str
        Where to; a file that is there is replaced, wholly or not at all.

    Returns
    -------
    Path
        The file. The same document gives the same bytes. Page numbers in the contents come when
        Word updates them (right-click, "Update field").

    Examples
    --------
    >>> import docx, tempfile
    >>> from netcoop.reports.document import Paragraph, Section
    >>> report = Document("en", "Report", (Section("Actors", (Paragraph("There are six."),)),))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     read = docx.Document(str(write_docx(report, Path(folder, "report.docx"))))
    >>> [paragraph.text for paragraph in read.paragraphs]
    ['Report', 'Actors', 'There are six.']
    """
    document = unbroken(document)
    word = docx.Document()
    set_up(word, document)
    add_styles(word)
    _add_page_numbers(word)
    word.add_paragraph(line(document.title), style="Title")
    _add_contents(word, document)
    turned = _turned(document.sections)
    blocks = _numbered(document)
    for number, (section, is_turned) in enumerate(zip(document.sections, turned, strict=True)):
        _turn(word, turned=is_turned)
        _add_heading(word, section, number)
        for block, count in blocks[number]:
            _add_block(word, block, count, document.lang)
    return write_bytes_atomically(path, _steady(word))


def _numbered(document: Document) -> list[list[tuple[Block, int]]]:
    """Part the numbered blocks by section; two sections may be equal, so they are counted off."""
    blocks = ((block, count) for _, block, count in document.numbered())
    return [[next(blocks) for _ in section.blocks] for section in document.sections]


def _turned(sections: Sequence[Section]) -> list[bool]:
    """Tell which sections need wide pages; a bare heading goes with what follows it."""
    turned: list[bool] = []
    following = False
    for section in reversed(sections):
        if section.blocks:
            following = any(
                isinstance(block, Table) and len(block.columns) > _MOST_UPRIGHT
                for block in section.blocks
            )
        turned.insert(0, following)
    return turned


# The whole file


def _add_page_numbers(word: WordDocument) -> None:
    footer = word.sections[0].footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _add_field(footer, "PAGE", "1")
    footer.add_run(" / ")
    _add_field(footer, "NUMPAGES", "1")


def _steady(word: WordDocument) -> bytes:
    """Pack the file anew without the time of day, which the library notes beside each part."""
    packed, steady = io.BytesIO(), io.BytesIO()
    word.save(packed)
    with zipfile.ZipFile(packed) as parts, zipfile.ZipFile(steady, "w") as target:
        for name in parts.namelist():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            target.writestr(entry, parts.read(name))
    return steady.getvalue()


# The contents, headings and pages


def _add_contents(word: WordDocument, document: Document) -> None:
    """Add the contents as Word makes them, filled with the headings there are."""
    if not document.sections:
        return
    holder = parse_xml(
        f'<w:sdt {nsdecls("w")}><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"'
        "/><w:docPartUnique/></w:docPartObj></w:sdtPr><w:sdtContent/></w:sdt>"
    )
    inside = holder.find(qn("w:sdtContent"))
    heading = word.add_paragraph(line(text("Contents", document.lang)), style="TOC Heading")
    entries = [
        _entry(word, section, number)
        for number, section in enumerate(document.sections)
        if section.level <= 2
    ]
    last = word.add_paragraph()
    first = entries[0] if entries else last
    for part in reversed(_field_start(r'TOC \o "1-2" \h \z \u')):
        first._p.insert(1 if first._p.pPr is not None else 0, part)
    last._p.append(_run(_mark("end")))
    heading._p.addprevious(holder)
    for paragraph in (heading, *entries, last):
        inside.append(paragraph._p)


def _entry(word: WordDocument, section: Section, number: int) -> WordParagraph:
    """Add a line of the contents that leads to its heading."""
    paragraph = word.add_paragraph(style=f"toc {max(section.level, 1)}")
    run = paragraph.add_run(line(section.heading))
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), _anchor(number))
    link.set(qn("w:history"), "1")
    link.append(run._r)
    paragraph._p.append(link)
    return paragraph


def _add_heading(word: WordDocument, section: Section, number: int) -> None:
    paragraph = word.add_heading(line(section.heading), level=min(max(section.level, 1), 9))
    for tag, place in (("w:bookmarkStart", 1), ("w:bookmarkEnd", len(paragraph._p) + 1)):
        mark = OxmlElement(tag)
        mark.set(qn("w:id"), str(number))
        if tag == "w:bookmarkStart":
            mark.set(qn("w:name"), _anchor(number))
        paragraph._p.insert(place, mark)


def _anchor(number: int) -> str:
    """Name the place of a heading as Word does."""
    return f"_Toc{number + 1:08d}"


def _turn(word: WordDocument, *, turned: bool) -> None:
    """Go on on pages of the wanted direction; a new page begins only where it changes."""
    is_turned = word.sections[-1].orientation == WD_ORIENT.LANDSCAPE
    if turned == is_turned:
        return
    page = word.add_section(WD_SECTION.NEW_PAGE)
    page.orientation = WD_ORIENT.LANDSCAPE if turned else WD_ORIENT.PORTRAIT
    page.page_width, page.page_height = (LONG, SHORT) if turned else (SHORT, LONG)


# The blocks


def _add_block(word: WordDocument, block: Block, count: int, lang: str) -> None:
    if isinstance(block, Table):
        _add_table(word, block, count, lang)
    elif isinstance(block, Figure):
        _add_figure(word, block, count, lang)
    elif isinstance(block, Bullets):
        for item in block.items:
            word.add_paragraph(clean(item), style="List Bullet")
    elif isinstance(block, Paragraph):
        style = {"lead": LEAD, "box": BOX}.get(block.kind, "Normal")
        word.add_paragraph(clean(block.words), style=style)


def _add_caption(word: WordDocument, label: str, count: int, words: str) -> WordParagraph:
    """Add a caption whose number Word counts by itself."""
    paragraph = word.add_paragraph(f"{label}\N{NO-BREAK SPACE}", style="Caption")
    # The name of the counter is one word to Word.
    _add_field(paragraph, rf"SEQ {label.split()[0]} \* ARABIC", str(count))
    paragraph.add_run(f". {line(words)}")
    return paragraph


def _add_figure(word: WordDocument, figure: Figure, count: int, lang: str) -> None:
    """Add a picture that fits the page, what it shows for who cannot see it, and its caption."""
    label = text("Figure", lang)
    width, height = _room(word)
    picture = Image.from_blob(figure.png)
    # A caption of some lines stays on the page of its picture.
    scale = min(1.0, width / int(picture.width), (height - Cm(3)) / int(picture.height))
    paragraph = word.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    paragraph.paragraph_format.line_spacing = 1.0
    shape = paragraph.add_run().add_picture(
        io.BytesIO(figure.png), width=int(picture.width * scale), height=int(picture.height * scale)
    )
    properties = shape._inline.docPr
    properties.set("name", f"{label} {count}")
    properties.set("descr", line(figure.described) or line(figure.caption))
    _add_caption(word, label, count, figure.caption)


def _add_table(word: WordDocument, table: Table, count: int, lang: str) -> None:
    """Add a table with its caption above and what its columns mean below."""
    caption = _add_caption(word, text("Table", lang), count, table.caption)
    caption.paragraph_format.keep_with_next = True
    small = len(table.columns) > _MOST_UPRIGHT
    head = [line(column.label) for column in table.columns]
    rows = [[line(cell) for cell in table.shown(row, lang)] for row in table.rows]
    # Made by hand, as the library finds each cell anew and needs minutes for a long table.
    grid = word.add_table(rows=1 + len(rows), cols=len(head), style=TABLE_STYLE)
    grid.autofit = False
    widths = _widths([head, *rows], int(_room(word)[0]), POINTS[small])
    _set_table(grid._tbl, widths, line(table.caption))
    styles = [
        {
            (False, False): CELL,
            (False, True): SMALL_CELL,
            (True, False): NUMBER,
            (True, True): SMALL_NUMBER,
        }[column.digits is not None, small]
        for column in table.columns
    ]
    codes = [str(word.styles[style].style_id) for style in styles]
    for row, cells in zip(grid._tbl.tr_lst, [head, *rows], strict=True):
        _fill_row(row, cells, codes, widths)
    first = grid._tbl.tr_lst[0].get_or_add_trPr()
    first.append(OxmlElement("w:tblHeader"))
    for row in (grid._tbl.tr_lst[0], grid._tbl.tr_lst[-1]):
        # The head does not stay behind alone at the foot of a page, nor do the notes go on alone.
        for paragraph in row.iter(qn("w:p")):
            paragraph.get_or_add_pPr().get_or_add_keepNext()
    for paragraph in grid._tbl.tr_lst[0].iter(qn("w:p")):
        for run in paragraph.r_lst:
            # Not every program heeds what a table style says of the first row.
            run.get_or_add_rPr().get_or_add_b()
    _add_notes(word, table, lang)


def _set_table(table: Any, widths: Sequence[int], caption: str) -> None:
    """Set the widths, what heads rows and columns, and a title for screen readers."""
    properties = table.tblPr
    for column, width in zip(table.tblGrid.gridCol_lst, widths, strict=True):
        column.w = width
    total = properties.find(qn("w:tblW"))
    total.set(qn("w:type"), "dxa")
    total.set(qn("w:w"), str(sum(width // 635 for width in widths)))
    look = properties.find(qn("w:tblLook"))
    for name in list(look.attrib):
        del look.attrib[name]
    for name, value in {
        **{"val": "06A0", "firstRow": "1", "lastRow": "0", "firstColumn": "1"},
        **{"lastColumn": "0", "noHBand": "1", "noVBand": "1"},
    }.items():
        look.set(qn(f"w:{name}"), value)
    title = OxmlElement("w:tblCaption")
    title.set(qn("w:val"), caption)
    properties.append(title)


def _fill_row(row: Any, cells: Sequence[str], styles: Sequence[str], widths: Sequence[int]) -> None:
    row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, words, style, width in zip(row.tc_lst, cells, styles, widths, strict=True):
        cell.width = width
        paragraph = cell.p_lst[0]
        paragraph.style = style
        paragraph.add_r().text = words


def _widths(rows: Sequence[Sequence[str]], room: int, points: float) -> list[int]:
    """Part the width of the page, in whole steps of the file, so that nothing is over the edge."""
    shares = part_width(rows, room=room, letter=0.56 * points * 12700, margin=int(Cm(0.32)))
    return [int(share) // 635 * 635 for share in shares]


def _add_notes(word: WordDocument, table: Table, lang: str) -> None:
    """Say below a table what it leaves open and what its numbers mean."""
    notes, explained = table.notes(lang), table.explained()
    paragraphs = [word.add_paragraph(clean(note), style=NOTE) for note in notes]
    if explained:
        paragraphs.append(word.add_paragraph(style=NOTE))
        for position, column in enumerate(explained):
            paragraphs[-1].add_run(f"{' ' if position else ''}{line(column.label)}: ").bold = True
            paragraphs[-1].add_run(line(column.meaning))
    if not paragraphs:
        # Two tables without a paragraph between them become one.
        word.add_paragraph(style=NOTE)
    for paragraph in paragraphs[:-1]:
        paragraph.paragraph_format.keep_with_next = True


def _room(word: WordDocument) -> tuple[int, int]:
    """Tell how wide and how high the page is between its margins."""
    page = word.sections[-1]
    return int(page.page_width or 0) - 2 * MARGIN, int(page.page_height or 0) - 2 * MARGIN


# Fields


def _add_field(paragraph: WordParagraph, code: str, shown: str) -> None:
    for part in _field_start(code):
        paragraph._p.append(part)
    paragraph.add_run(shown)
    paragraph._p.append(_run(_mark("end")))


def _field_start(code: str) -> list[Any]:
    """Give what stands before the result of a field; ``code`` never comes from the data."""
    words = OxmlElement("w:instrText")
    words.set(qn("xml:space"), "preserve")
    words.text = f" {code} "
    return [_run(_mark("begin")), _run(words), _run(_mark("separate"))]


def _mark(kind: str) -> Any:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    return mark


def _run(content: Any) -> Any:
    run = OxmlElement("w:r")
    run.append(content)
    return run
