"""Everything an output folder publishes: its texts, and what its numbers say of referrals.

Nothing here knows the records. What is read is what an outsider has: the files.
"""

from __future__ import annotations

import base64
import html
import io
import json
import math
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd

from tests.attack.attack import Item, Seen

WHOLE = "whole"
_HIDDEN = re.compile(r"<(\d+)|\d+–\d+")
_ISLAND = re.compile(r'<script[^>]*type="application/json"[^>]*>(.*?)</script>', re.S)
_TOTALS = {"total", "celkem", "součet", "all", "vše"}
# "Doporučení" in a report are its recommendations.
_REFERRALS = r"(?:předání|referrals?)\b"
_NUMBER = r"(?<![\d,.])(\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d+)"
_COUNT = re.compile(
    rf"(?:(nejméně|at least|méně než|fewer than)\s+)?{_NUMBER}[ \u00a0\u202f]{_REFERRALS}", re.I
)
# "referrals: 12"
_NAMED_COUNT = re.compile(
    rf"{_REFERRALS}\s*[:=]\s*(nejméně|at least|méně než|fewer than|)\s*{_NUMBER}", re.I
)


def files_of(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Give every file of a folder; of zipped ones (DOCX, XLSX) every part."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content, name = path.read_bytes(), str(path.relative_to(folder))
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as parts:
                for part in parts.namelist():
                    yield f"{name}!{part}", parts.read(part)
        else:
            yield name, content


def texts_of(folder: Path) -> dict[str, str]:
    """Read all there is as text, pictures inside pages too, without tags and escapes."""
    found = {}
    for name, content in files_of(folder):
        written = content.decode("utf-8", "replace")
        for inside in re.findall(r"data:[\w/+-]+;base64,([A-Za-z0-9+/=]+)", written):
            written += "\n" + base64.b64decode(inside).decode("utf-8", "replace")
        plain = re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), written)
        plain = html.unescape(plain)
        # A word may be cut into several runs of one paragraph.
        found[name] = f"{name}\n{plain}\n{re.sub(r'<[^<>]*>', '', plain)}"
    return found


def leaked(folder: Path, planted: list[str]) -> list[tuple[str, str]]:
    """Say which planted values stand in which file, however they are spaced or spelled."""
    found = []
    for name, written in texts_of(folder).items():
        flat, digits = " ".join(written.casefold().split()), re.sub(r"[\s/.-]", "", written)
        for value in planted:
            number = re.sub(r"\D", "", value)
            as_number = len(number) >= 9 and not re.search(r"[^\d\s/+.-]", value)
            if " ".join(value.casefold().split()) in flat or (as_number and number in digits):
                found.append((name, value))
    return found


Grid = list[list[str]]


@dataclass
class Collected:
    """What was read: the items and sums, and the numbers that no published weight explains."""

    seen: Seen = field(default_factory=lambda: Seen(5))
    unexplained: list[str] = field(default_factory=list)
    files: set[str] = field(default_factory=set)
    # Tables of all documents, to be read when it is known what all files hide.
    grids: list[Grid] = field(default_factory=list)
    # The ids of actors by all they are called.
    called: dict[str, str] = field(default_factory=dict)

    def ties(self, scope: str, rows: pd.DataFrame) -> None:
        """Take referral ties of the records of a scope: a number, or the words for a hidden one."""
        for source, target, weight, shown in rows.itertuples(index=False):
            item = (scope, source, target)
            hidden = isinstance(shown, str) and _HIDDEN.fullmatch(shown)
            self.seen.show(item, shown if hidden else weight)

    def sums(self, scope: str, words: str) -> None:
        """Take every number of referrals that stands in a sentence as a sum of the scope."""
        for limit, digits in {*_COUNT.findall(words), *_NAMED_COUNT.findall(words)}:
            value = int(re.sub(r"\D", "", digits))
            self.seen.totals.append((scope, value, limit.casefold()))


def collect(folder: Path, *, rest: bool = False) -> Collected:
    """Read the whole folder; ``rest``: there may be referrals in none of the periods."""
    found = Collected()
    for path in sorted(folder.rglob("*")):
        read = _READERS.get(path.suffix)
        if path.is_file() and read:
            found.files.add(path.name)
            read(path, found)
    _tables(found)
    _link(found.seen, rest=rest)
    return found


def _link(seen: Seen, *, rest: bool) -> None:
    """Add up what belongs together: a pair over periods, and all pairs of a scope."""
    ties = [item for item in seen.items if len(item) == 3]
    scopes = {item[0] for item in ties}
    inner = sorted(scopes - {WHOLE})
    for pair in sorted({item[1:] for item in ties}):
        # Who is not drawn in a scope that is drawn was not referred to.
        parts = [(scope, *pair) for scope in inner]
        for item in [*parts, *([(WHOLE, *pair)] if WHOLE in scopes else [])]:
            if item not in seen.items:
                seen.show(item, 0)
        if WHOLE in scopes and parts:
            if rest:
                parts.append(_rest(seen, (WHOLE, *pair), parts))
            seen.sums.append(((WHOLE, *pair), parts))
    ties = [item for item in seen.items if len(item) == 3]
    for place, (scope, value, limit) in enumerate(dict.fromkeys(seen.totals)):
        own = [item for item in ties if item[0] == scope]
        if limit in ("nejméně", "at least"):
            seen.limits.append((value, math.inf, own))
        elif limit:
            seen.limits.append((0, value - 1, own))
        elif own:
            seen.show(("sum", scope, place, "of all"), value)
            seen.sums.append((("sum", scope, place, "of all"), own))


def _rest(seen: Seen, whole: Any, parts: list[Any]) -> Any:
    """Work out from the rule what is in no period: a number, a hidden one, or nothing known."""
    ends = [seen.bounds(whole)[end] - sum(seen.bounds(part)[end] for part in parts)
            for end in (0, 1)]  # fmt: skip
    item = ("rest", *whole, "of all periods")
    known = ends[0] if ends[0] == ends[1] >= 0 else None
    seen.show(item, f"<{seen.threshold}" if ends == [1, seen.threshold - 1] else known)
    return item


# Files with ties


def _csv(path: Path, found: Collected) -> None:
    sep = ";" if ";" in path.read_text("utf-8-sig").partition("\n")[0] else ","
    table = pd.read_csv(path, sep=sep, decimal="," if sep == ";" else ".", encoding="utf-8-sig",
                        keep_default_na=False, na_values=[""])  # fmt: skip
    if {"source", "target", "weight", "kind"} <= set(table):
        rows = table[table["kind"] == "referral"]
        shown = rows["shown"] if "shown" in rows else pd.Series(None, index=rows.index)
        found.ties(WHOLE, rows[["source", "target", "weight"]].assign(shown=shown))
    for name in {"name", "label"} & set(table) if "actor_id" in table else ():
        found.called |= dict(zip(table[name].astype("str"), table["actor_id"], strict=True))
    grid = [list(table.columns), *table.astype("object").fillna("").astype("str").values.tolist()]
    found.grids.append(grid)
    found.sums(WHOLE, "\n".join("\n".join(row) for row in grid[1:]))


def _graphml(path: Path, found: Collected) -> None:
    import networkx as nx

    graph = nx.read_graphml(path, force_multigraph=True)
    rows = [
        (data.get("source", one), data.get("target", other), data["weight"], data.get("shown"))
        for one, other, data in graph.edges(data=True)
        if data.get("kind") == "referral"
    ]
    found.ties(WHOLE, pd.DataFrame(rows, columns=["source", "target", "weight", "shown"]))


# Pages


def _html(path: Path, found: Collected) -> None:
    page = path.read_text("utf-8")
    island = _ISLAND.search(page)
    if island:
        _map(path.name, json.loads(island[1])["model"], found)
        return
    reader = _Tables()
    reader.feed(page)
    found.grids += reader.tables
    found.sums(WHOLE, reader.words)


def _map(file: str, model: dict[str, Any], found: Collected) -> None:
    ties, ids = model["ties"], model["actors"]["id"]
    found.called |= dict(zip(model["actors"]["label"], ids, strict=True))
    words, codes = ties["kind"]["words"], ties["kind"]["codes"]
    kinds = [words[code] for code in codes] if codes else words * len(ties["source"])
    for place, view in enumerate(model["views"]):
        scope = view["period"] or WHOLE
        shown = ties["shown"][place]
        rows = [
            (ids[source], ids[target], weight, shown.get(str(row)))
            for row, (source, target, weight) in enumerate(
                zip(ties["source"], ties["target"], ties["weight"][place], strict=True)
            )
            if kinds[row] == "referral" and weight is not None
        ]
        found.ties(scope, pd.DataFrame(rows, columns=["source", "target", "weight", "shown"]))
        _strengths(f"{file} {scope} {view['without']}", model, place, found)
    _lists(ties, ids, kinds, found)
    _first_words(model, found)


def _strengths(where: str, model: dict[str, Any], place: int, found: Collected) -> None:
    """Strengths that are sums of the published weights say no more than these do."""
    ties = model["ties"]
    weights = ties["weight"][place]
    strengths = ties["strength"][place] or weights
    words, codes = ties["kind"]["words"], ties["kind"]["codes"] or [0] * len(weights)
    pairs: dict[frozenset[int], dict[int, float]] = defaultdict(lambda: defaultdict(float))
    said: dict[frozenset[int], float] = {}
    ends = zip(ties["source"], ties["target"], strict=True)
    for row, (source, target) in enumerate(ends):
        if weights[row] is None:
            continue
        pair = frozenset((source, target)) if not model["directed"] else frozenset((row, -1))
        pairs[pair][codes[row]] += weights[row]
        said[pair] = strengths[row]
    whole = {kind: _scale(pairs, said, kind) for kind in range(len(words))}
    for pair, parts in pairs.items():
        scales = [whole[kind] for kind in parts]
        made = sum(value * scale for value, scale in zip(parts.values(), scales, strict=True))
        if pd.notna(made) and abs(made - said[pair]) > 1e-4 * max(1.0, made):
            found.unexplained.append(f"{where}: strength of {sorted(pair)}")
    totals: dict[int, float] = defaultdict(float)
    for row, (source, target) in enumerate(zip(ties["source"], ties["target"], strict=True)):
        pair = frozenset((source, target))
        if weights[row] is not None and (model["directed"] or pair in said):
            value = strengths[row] if model["directed"] else said.pop(pair)
            totals[source] += value
            totals[target] += value
    for actor, value in enumerate(model["views"][place]["metrics"].get("strength", ())):
        if value is not None and abs(value - totals[actor]) > 1e-4 * max(1.0, value):
            found.unexplained.append(f"{where}: strength of actor {actor}")


def _scale(pairs: Any, said: dict[Any, float], kind: int) -> float:
    """Say what a weight of a kind is multiplied by, from pairs that have no other kind."""
    ratios = [said[pair] / parts[kind] for pair, parts in pairs.items() if set(parts) == {kind}]
    return sorted(ratios)[len(ratios) // 2] if ratios else float("nan")


def _lists(ties: dict[str, Any], ids: list[str], kinds: list[str], found: Collected) -> None:
    lines = ties["behind"]["lines"]
    for row, numbers in ties["behind"]["rows"].items():
        if kinds[int(row)] != "referral":
            continue
        pair = (ids[ties["source"][int(row)]], ids[ties["target"][int(row)]])
        by_period = defaultdict(list)
        for line, n in zip(numbers[::2], numbers[1::2], strict=True):
            period, label = lines[line]
            item = ("list", period or WHOLE, *pair, label)
            found.seen.show(item, n)
            by_period[period or WHOLE].append(item)
        for scope, parts in by_period.items():
            # What has no month is the rest; nobody is told how many there are.
            rest = ("rest", scope, *pair, "undated")
            found.seen.show(rest, None)
            found.seen.sums.append(((scope, *pair), [*parts, rest]))


def _first_words(model: dict[str, Any], found: Collected) -> None:
    periods = [period["key"] for period in model["periods"] if period["key"]]
    for note in model["notes"]:
        for words in note.values():
            cut = re.split("|".join(rf"(?<=\. ){re.escape(key)}: " for key in periods), words) \
                if periods else [words]  # fmt: skip
            for scope, part in zip(["map" if periods else WHOLE, *periods], cut, strict=False):
                found.sums(scope, part)


# Tables of documents


class _Tables(HTMLParser):
    """The tables and the words of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.words, self._cell, self._skip = "", False, False

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
            self._cell = True
        self._skip = tag in ("style", "script")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._cell = False
            self.words += "\n"
        self._skip = False

    def handle_data(self, data: str) -> None:
        if not self._skip:
            self.words += data
        if self._cell:
            self.tables[-1][-1][-1] += data


def _docx(path: Path, found: Collected) -> None:
    import docx

    document = docx.Document(io.BytesIO(path.read_bytes()))
    for table in document.tables:
        grid = [[cell.text for cell in row.cells] for row in table.rows]
        found.grids.append(grid)
        found.sums(WHOLE, "\n".join("\n".join(row) for row in grid))
    found.sums(WHOLE, "\n".join(one.text for one in document.paragraphs))


def _xlsx(path: Path, found: Collected) -> None:
    import openpyxl

    for sheet in openpyxl.load_workbook(io.BytesIO(path.read_bytes())).worksheets:
        grid = [["" if v is None else str(v) for v in row] for row in sheet.values]
        found.sums(WHOLE, "\n".join("\n".join(row) for row in grid))
        # Tables may stand below each other, below captions, with blank rows between.
        part: Grid = []
        for row in [*grid, []]:
            if sum(map(bool, row)) >= 2:
                part.append(row)
            elif part:
                found.grids.append(part)
                part = []


def _tables(found: Collected) -> None:
    """Take the tables that hide counts; what one file hides another may show."""
    grids = [[[" ".join(c.split()) for c in row] for row in grid if any(row)]
             for grid in found.grids]  # fmt: skip
    grids = [_filled(grid) for grid in grids if len(grid) > 1]
    hiding = {tuple(grid[0]) for grid in grids if _hides(grid)}
    for grid in grids:
        if tuple(grid[0]) in hiding:
            _table(grid, found)
        _pairs(grid, found)


def _filled(grid: Grid) -> Grid:
    """Leave out columns without anything: a sheet is as wide as its widest table."""
    wide = max(map(len, grid))
    rows = [[*row, *[""] * (wide - len(row))] for row in grid]
    kept = [column for column in range(wide) if any(row[column] for row in rows)]
    return [[row[column] for column in kept] for row in rows]


def _hides(grid: Grid) -> bool:
    # The ends of a number of something else, such as a year, are a range as well.
    return any(cell == "×" or (cell.startswith("<") and _HIDDEN.fullmatch(cell))
               for row in grid[1:] for cell in row[1:])  # fmt: skip


def _pairs(grid: Grid, found: Collected) -> None:
    """Take a table of pairs with a number of referrals, in words of people or in codes."""
    head = [cell.casefold() for cell in grid[0]]
    ends = [next((place for place, cell in enumerate(head) if cell in words), None)
            for words in (_SOURCE, _TARGET)]  # fmt: skip
    counts = [place for place, cell in enumerate(head) if re.search(_REFERRALS, cell)]
    if None in ends or not counts:
        return
    for row in grid[1:]:
        source, target = (found.called.get(row[place], row[place]) for place in ends)  # type: ignore[index]
        value = _value(row[counts[0]])
        if value is not None and (WHOLE, source, target) in found.seen.items:
            found.seen.show((WHOLE, source, target), value)


_SOURCE = {"source", "from", "od", "kdo", "odkud", "sender", "předal", "odesílatel"}
_TARGET = {"target", "to", "komu", "kam", "receiver", "převzal", "příjemce"}


def _table(grid: Grid, found: Collected) -> None:
    """Take a table that hides counts: its cells, and what its totals add up.

    The same heads and labels in another file are the same cells.
    """
    head = tuple(grid[0])
    cells: dict[tuple[int, int], tuple[Any, ...]] = {}
    for row, column in ((r, c) for r in range(1, len(grid)) for c in range(1, len(grid[r]))):
        value = _value(grid[row][column])
        if value is not None:
            cells[row, column] = ("table", head, tuple(grid[row][:1]), row, head[column])
            found.seen.show(cells[row, column], value)
    last = [r for r in range(1, len(grid)) if grid[r][0].casefold() in _TOTALS]
    side = [c for c in range(1, len(head)) if head[c].casefold() in _TOTALS]
    for total in last:
        for c in {column for row, column in cells if row == total}:
            parts = [cells[r, c] for r in range(1, total) if (r, c) in cells]
            found.seen.sums.append((cells[total, c], parts))
    for total in side:
        for r in {row for row, column in cells if column == total}:
            parts = [cells[r, c] for c in range(1, total) if (r, c) in cells]
            found.seen.sums.append((cells[r, total], parts))


def _value(cell: str) -> Item:
    if _HIDDEN.fullmatch(cell) or cell == "×":
        return cell
    digits = re.sub(r"[\s\u00a0\u202f]", "", cell)
    digits = digits.removesuffix(".0")
    return int(digits) if digits.isdigit() else None


_READERS = {".csv": _csv, ".graphml": _graphml, ".html": _html, ".docx": _docx, ".xlsx": _xlsx}
