"""Tables of a Word document, with the lines that stand around them.

What a reader of the document does not see is not read: tracked deletions, hidden text, prompts of
content controls that nobody filled in. Automatic list numbers, footnotes and page footers are no
records and stay out.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from netcoop._core.texts import text
from netcoop.errors import RecordError

# Far more than any attendance sheet, and little enough to be parsed in memory.
_MOST_XML = 50_000_000
_MOST_PARTS = 200_000_000
# Word knows no more columns; a broken file may claim any number.
_MOST_COLUMNS = 63

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_PARAGRAPH, _TABLE, _ROW, _CELL = _W + "p", _W + "tbl", _W + "tr", _W + "tc"

_SIGNS = {
    _W + "tab": "\t", _W + "ptab": "\t", _W + "br": "\n", _W + "cr": "\n",
    _W + "noBreakHyphen": "-",
}  # fmt: skip
# Ticks and boxes that people insert as symbols, by font and place in it.
_SYMBOLS: dict[str, dict[int, str]] = {
    "Wingdings": {0xFC: "✓", 0xFB: "✗", 0xFE: "☑", 0xFD: "☒", 0xA8: "☐", 0x6F: "☐"},
    "Wingdings 2": {0x50: "✓", 0x4F: "✗", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "☐"},
}
# Old documents have the same symbols as letters of a private range.
_OLD_SYMBOLS = {0xF000 + place: sign for place, sign in _SYMBOLS["Wingdings"].items()}

Rows = list[list[str]]


def tables_of_document(path: Path) -> Iterator[tuple[str, Rows]]:
    r"""Read the tables of a ``.docx``, each with the lines that stand above it.

    Parameters
    ----------
    path
        The document.

    Yields
    ------
    name : str
        "table 1", "table 2", …; "text" for a document without tables.
    rows : list of list of str
        First the lines since the table before, a row each, parted at tabs (the page header leads
        those of the first table of its section); then the rows of the table, all of one width;
        after the last table the lines below it. There are no empty rows between. A cell
        merged downwards counts for each of its rows; one merged sideways has its text in the
        first place. Line breaks are ``"\n"``; a
        table inside a cell becomes lines of that cell, unless the outer table, of one column,
        only arranges the page: then it is read as if it were not there.

    Raises
    ------
    RecordError
        The document is protected, in the old format, or unpacks to more than netcoop reads.
        Whatever a broken file makes the parser raise comes through as it is.

    Examples
    --------
    >>> import docx, tempfile
    >>> document = docx.Document()
    >>> _ = document.add_paragraph("Datum:\t15. 6. 2018")
    >>> document.add_table(1, 2).rows[0].cells[0].text = "OSPOD"
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     document.save(f"{folder}/list.docx")
    ...     list(tables_of_document(Path(folder, "list.docx")))
    [('table 1', [['Datum:', '15. 6. 2018'], ['OSPOD', '']])]
    """
    from docx import Document

    _refuse_unfit(path)
    document = Document(str(path))
    body = document.element.body
    hidden = _hidden_styles(document.styles.element)
    _remove_unseen(body, hidden)
    headers = [_page_header(section, hidden) for section in document.sections]
    lines: Rows = headers.pop(0) if headers else []
    last: tuple[str, Rows] | None = None
    number = 0
    for block in _blocks(body):
        if block.tag == _TABLE:
            if last is not None:
                yield last
            number += 1
            last = (text("table {number}", number=number), lines + _rows(block))
            lines = []
        else:
            lines += _line_rows(_inline(block))
            if headers and block.find(f"{_W}pPr/{_W}sectPr") is not None:
                lines += headers.pop(0)
    if last is not None:
        yield last[0], last[1] + lines
    elif lines:
        yield text("text"), lines


def _refuse_unfit(path: Path) -> None:
    """Look at the outside of the file before anything in it is unpacked."""
    with path.open("rb") as file:
        if file.read(4) == b"\xd0\xcf\x11\xe0":
            message = text(
                "{file} is protected by a password or in the old format .doc. "
                "Save it as .docx without a password.",
                file=path.name,
            )
            raise RecordError(message)
    with zipfile.ZipFile(path) as parts:
        sizes = {part.filename: part.file_size for part in parts.infolist()}
    xml = sum(size for name, size in sizes.items() if name.endswith((".xml", ".rels")))
    if xml > _MOST_XML or sum(sizes.values()) > _MOST_PARTS:
        message = text(
            "{file} unpacks to {size} MB, more than netcoop reads of one document. "
            "Copy its tables into a new document or a workbook.",
            file=path.name,
            size=sum(sizes.values()) // 1_000_000,
        )
        raise RecordError(message)


def _page_header(section: Any, hidden: frozenset[str]) -> Rows:
    """Lines of a section's page header; nothing where it goes on with the one before."""
    headers = [section.header]
    if section.different_first_page_header_footer:
        headers.insert(0, section.first_page_header)
    rows: Rows = []
    for header in headers:
        if header.is_linked_to_previous:
            continue
        element = header.part.element
        _remove_unseen(element, hidden)
        for block in _blocks(element):
            rows += _rows(block) if block.tag == _TABLE else _line_rows(_inline(block))
    return [row for row in rows if any(row)]


def _hidden_styles(styles: Any) -> frozenset[str]:
    """Styles whose text does not show, by their id; a style may inherit that from another."""
    own = {style.get(_W + "styleId"): _switch(style, "rPr/vanish") for style in styles}
    parents = {style.get(_W + "styleId"): _value(style, "basedOn") for style in styles}
    hidden = {name for name, switch in own.items() if switch}
    for _ in own:
        heirs = {n for n in own if own[n] is None and parents[n] in hidden} - hidden
        if not heirs:
            break
        hidden |= heirs
    return frozenset(hidden)


def _remove_unseen(root: Any, hidden: frozenset[str]) -> None:
    """Take out of the tree what the document does not show."""
    for element in [element for element in root.iter() if _is_unseen(element, hidden)]:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)


def _is_unseen(element: Any, hidden: frozenset[str]) -> bool:
    tag = element.tag
    if tag == _W + "r":
        return _is_hidden_run(element, hidden) or _is_prompt(element)
    if tag == _ROW:
        # A row taken out under tracked changes stays in the file until somebody accepts it.
        return _switch(element, "trPr/hidden") or element.find(f"{_W}trPr/{_W}del") is not None
    if tag == _MC + "Fallback":
        # The same content once more, for old programs.
        return element.getparent().find(_MC + "Choice") is not None
    return tag in {_W + "del", _W + "moveFrom"} and element.getparent().tag != _W + "trPr"


def _is_hidden_run(run: Any, hidden: frozenset[str]) -> bool:
    """Ask the run itself, then its style, then the style of its paragraph."""
    vanish = _switch(run, "rPr/vanish")
    if vanish is not None:
        return vanish
    styles = {_value(run, "rPr/rStyle")}
    for paragraph in run.iterancestors(_PARAGRAPH):
        styles.add(_value(paragraph, "pPr/pStyle"))
        break
    return not hidden.isdisjoint(styles)


def _is_prompt(run: Any) -> bool:
    """Tell the "click here" of a content control from what somebody filled in."""
    control = next(run.iterancestors(_W + "sdt"), None)
    return control is not None and bool(_switch(control, "sdtPr/showingPlcHdr"))


def _blocks(container: Any) -> Iterator[Any]:
    """Paragraphs and tables in order; content controls and tables for layout are looked into."""
    for child in container:
        if child.tag == _PARAGRAPH:
            yield child
        elif child.tag == _TABLE:
            cells = [list(_members(row, _CELL)) for row in _members(child, _ROW)]
            if _is_layout(cells):
                for cell in cells:
                    yield from _blocks(cell[0])
            else:
                yield child
        elif child.tag not in (_W + "sectPr", _W + "tcPr", _W + "sdtPr"):
            yield from _blocks(child)


def _is_layout(rows: list[list[Any]]) -> bool:
    """Tell a frame of one column around other tables from a table of its own."""
    return all(len(cells) == 1 for cells in rows) and any(
        next(cells[0].iter(_TABLE), None) is not None for cells in rows
    )


def _members(container: Any, tag: str) -> Iterator[Any]:
    """Rows of a table or cells of a row, those wrapped in content controls too."""
    for child in container:
        if child.tag == tag:
            yield child
        elif child.tag in (_W + "sdt", _W + "sdtContent", _W + "customXml", _W + "ins"):
            yield from _members(child, tag)


def _rows(table: Any) -> Rows:
    """Cells of a table as texts on a full grid; a merged cell has its text once."""
    rows: Rows = []
    above: set[int] = set()
    for row in _members(table, _ROW):
        texts = [""] * _count(row, "trPr/gridBefore", 0)
        merged: set[int] = set()
        for cell in _members(row, _CELL):
            place = len(texts)
            down = cell.find(f"{_W}tcPr/{_W}vMerge")
            if down is not None:
                merged.add(place)
            goes_on = down is not None and down.get(_W + "val") != "restart" and place in above
            beside = _value(cell, "tcPr/hMerge", "continue") == "continue"
            if goes_on:
                texts.append(rows[-1][place])
            else:
                texts.append("" if beside else _cell_text(cell))
            texts += [""] * (_count(cell, "tcPr/gridSpan", 1) - 1)
        rows.append(texts)
        above = merged
    width = max(map(len, rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def _cell_text(cell: Any) -> str:
    return "\n".join(_lines(cell)).strip()


def _lines(container: Any) -> Iterator[str]:
    """Lines of a cell or text box; of a table in it each row is one."""
    for block in _blocks(container):
        if block.tag == _TABLE:
            for row in _rows(block):
                yield "; ".join(cell.replace("\n", " ") for cell in row if cell)
        else:
            yield _inline(block)


def _line_rows(written: str) -> Rows:
    """Make a row of each line of a paragraph that is not empty, a cell of each part at a tab."""
    lines = [line.rstrip() for line in written.split("\n")]
    return [[part.strip() for part in line.split("\t")] for line in lines if line]


def _inline(element: Any) -> str:
    return "".join(_pieces(element))


def _pieces(element: Any) -> Iterator[str]:
    for child in element:
        tag = child.tag
        if tag == _W + "t":
            yield (child.text or "").translate(_OLD_SYMBOLS)
        elif tag in _SIGNS:
            yield _SIGNS[tag]
        elif tag == _W + "sym":
            yield _symbol(child)
        elif tag == _W + "checkBox":
            checked = _switch(child, "checked")
            yield "☒" if (_switch(child, "default") if checked is None else checked) else "☐"
        elif tag == _W + "txbxContent":
            yield "\n" + "\n".join(_lines(child)) + "\n"
        elif tag not in (_W + "pPr", _W + "rPr", _W + "sdtPr"):
            yield from _pieces(child)


def _symbol(element: Any) -> str:
    # Symbol fonts stand at 0xF000 and above.
    place = int(element.get(_W + "char", "0"), 16) & 0xFF
    font = element.get(_W + "font", "")
    return _SYMBOLS.get(font, {}).get(place, "\N{REPLACEMENT CHARACTER}")


def _find(element: Any, path: str) -> Any:
    return element.find("/".join(_W + step for step in path.split("/")))


def _value(element: Any, path: str, default: str | None = None) -> str | None:
    """Attribute ``val`` of an element below; ``default`` where it has none."""
    found = _find(element, path)
    return None if found is None else found.get(_W + "val", default)


def _switch(element: Any, path: str) -> bool | None:
    """Read a switch: on, off, or not there."""
    value = _value(element, path, "true")
    return None if value is None else value not in ("0", "false", "off")


def _count(element: Any, path: str, default: int) -> int:
    value = _value(element, path)
    return default if value is None else min(int(value), _MOST_COLUMNS)
