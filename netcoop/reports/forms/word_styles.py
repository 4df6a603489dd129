"""The page, the styles and the properties of a Word file."""

from __future__ import annotations

import datetime
import re
from typing import Any

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor, Twips

from netcoop.reports.document import Document

# A4 and 2 cm, in the whole steps that the file keeps.
SHORT, LONG, MARGIN = Twips(11906), Twips(16838), Twips(1134)
TABLE_STYLE = "Report Table"
CELL, SMALL_CELL, NUMBER = "Table Text", "Table Text Small", "Table Number"
SMALL_NUMBER, NOTE, BOX, LEAD = "Table Number Small", "Table Note", "Note Box", "Lead"
POINTS = {False: 9.0, True: 8.0}
_LOCALES = {"cs": "cs-CZ", "en": "en-GB"}
# The clock would make two runs of the same records differ.
_DATE = datetime.datetime(2000, 1, 1)
_INK = RGBColor(0x1F, 0x38, 0x64)
_REFUSED = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def set_up(word: WordDocument, document: Document) -> None:
    """Set page, language and properties; nobody's name and no hour of the day."""
    page = word.sections[0]
    page.page_width, page.page_height = SHORT, LONG
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = MARGIN
    locale = _LOCALES[document.lang]
    word.styles.element.find(".//" + qn("w:rPrDefault")).find(".//" + qn("w:lang")).set(
        qn("w:val"), locale
    )
    settings = word.settings.element
    settings.find(qn("w:themeFontLang")).set(qn("w:val"), locale)
    # Of 2010, the mode of the empty file, Word says "compatibility mode".
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")
    properties = word.core_properties
    properties.title = line(document.title)[:255]
    properties.language = locale
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.created = properties.modified = _DATE
    package = word.part.package
    for key, relation in list(package.rels.items()):
        # A small picture of an empty page.
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            del package.rels[key]


def add_styles(word: WordDocument) -> None:
    """Define the styles the empty file does not have, and make its own readable."""
    normal = _style(word, "Normal", points=10.5, after=6)
    normal.font.name = "Calibri"
    normal.paragraph_format.line_spacing = 1.15
    for name, points in {"Title": 24, "Heading 1": 16, "Heading 2": 13, "Heading 3": 11.5}.items():
        # The empty file names its fonts by theme, which would win over the name set above.
        style = _style(word, name, points=points, after=6)
        style.font.color.rgb = _INK
    _style(word, "TOC Heading", points=14, after=6).font.color.rgb = _INK
    caption = _style(word, "Caption", points=9.5, after=4)
    caption.font.color.rgb = _INK
    caption.paragraph_format.space_before = Pt(6)
    for level in (1, 2):
        style = _style(word, f"toc {level}", points=10.5, after=2, builtin=True)
        style.paragraph_format.left_indent = Cm(0.6 * (level - 1))
    for name, number, small in (
        (CELL, False, False),
        (SMALL_CELL, False, True),
        (NUMBER, True, False),
        (SMALL_NUMBER, True, True),
    ):
        style = _style(word, name, points=POINTS[small], after=0)
        style.paragraph_format.line_spacing = 1.0
        if number:
            style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    note = _style(word, NOTE, points=8.5, after=4).paragraph_format
    note.line_spacing, note.space_before = 1.0, Pt(3)
    _style(word, LEAD, points=12, after=8)
    box = _style(word, BOX, points=10.5, after=8)
    box.paragraph_format.left_indent = box.paragraph_format.right_indent = Cm(0.3)
    # The order of these is fixed by the format; python-docx knows none of the two.
    box.element.get_or_add_pPr().insert_element_before(
        parse_xml(
            f'<w:pBdr {nsdecls("w")}><w:left w:val="single" w:sz="24" w:space="6" '
            'w:color="1F3864"/></w:pBdr>'
        ),
        *("w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc"),
    )
    _add_table_style(word)


def _style(
    word: WordDocument, name: str, *, points: float, after: float, builtin: bool = False
) -> Any:
    """Find a paragraph style, or make it, and set its size and the space below."""
    if name in word.styles:
        style: Any = word.styles[name]
    else:
        style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin)
        style.base_style = word.styles["Normal"]
        style.quick_style = not builtin
    style.font.size = Pt(points)
    style.paragraph_format.space_after = Pt(after)
    return style


def _add_table_style(word: WordDocument) -> None:
    """Define the look of tables: thin lines, a shaded head, and names of rows in the ink."""
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="8C96A3"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    cells = '<w:left w:w="85" w:type="dxa"/>', '<w:right w:w="85" w:type="dxa"/>'
    word.styles.element.append(
        parse_xml(
            f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="ReportTable">'
            f'<w:name w:val="{TABLE_STYLE}"/><w:basedOn w:val="TableNormal"/><w:qFormat/>'
            f'<w:tblPr><w:tblBorders>{sides}</w:tblBorders><w:tblCellMar><w:top w:w="30" '
            f'w:type="dxa"/>{cells[0]}<w:bottom w:w="30" w:type="dxa"/>{cells[1]}</w:tblCellMar>'
            '</w:tblPr><w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:shd '
            'w:val="clear" w:color="auto" w:fill="E3E8F0"/></w:tcPr></w:tblStylePr>'
            '<w:tblStylePr w:type="firstCol"><w:rPr><w:color w:val="1F3864"/></w:rPr>'
            "</w:tblStylePr></w:style>"
        )
    )


def clean(words: str) -> str:
    """Drop the characters that a Word file cannot hold."""
    return _REFUSED.sub("", words)


def line(words: str) -> str:
    """Clean a text and put it on one line; the blanks that hold numbers together stay."""
    return re.sub(r"[\t\n\r ]+", " ", clean(words)).strip(" ")
