"""Several actors in one cell: parted where that is certain, reported where it is not."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from itertools import pairwise

import pandas as pd

from netcoop.records.schema import Table, columns_named, plain_letters
from netcoop.records.sources import Note, RawTable, counted, is_written
from netcoop.records.values import as_text
from netcoop.reference.kinds import find_kinds
from netcoop.reference.places import find_places

_LISTED = re.compile(r";|\n")
_CERTAIN = re.compile(r"\s*(?:;|\r?\n|\s\+\s|\s&\s)\s*")
_UPPER = "A-ZÁČĎÉĚÍĽŇÓÖŘŠŤÚŮÜÝŽ"
_COMMA = re.compile(rf"\s*,\s*(?![^(]*\))|\s+a\s+(?=[{_UPPER}])")
# A department or a street number goes with what stands before the comma.
_UNIT = re.compile(
    r"(?:odb(?:or|\.)|odd(?:eleni|\.)|osv|os\b|usek|prac(?:oviste|\.)|pob(?:ocka|\.)|stredisko|"
    r"prispevkova|p\. ?o\.|z\. ?s\.|o\. ?p\. ?s\.|z\. ?u\.|s\. ?r\. ?o\.|a\. ?s\.|spolek|"
    r"ul\.|nam[.e]|okres|okr\.|se sidlem)"
)
_OFFICES = re.compile(
    r"(?:m[eu]*u|mestsky urad|magistrat|mmb|mmo|umc|umob|obecni urad|ou|krajsky urad|k[ru]*u|"
    r"kraj\. urad|mest\. urad)\b"
)
_ABBREVIATION = re.compile(rf"[{_UPPER}]{{2,}}|[{_UPPER}]+[^\W\d_]*[{_UPPER}]")
# "přítomni: OSPOD, ZŠ; omluveni: PČR", and "OSPOD (omluven: PČR)".
_SECTION = re.compile(
    r"(?:^|[;.\n]\s*|\s)(omluven\w*|nepřítomn\w*|přítomn\w*|zúčastněn\w*)\s*:", re.IGNORECASE
)
_EXCUSED_WITHIN = re.compile(r"\(\s*(omluven\w*)\s*:\s*([^)]*)\)", re.IGNORECASE)
_CELLS = {"meetings": ("actor",), "contacts": ("target",)}
# Marks the source row, so that two meetings on one day stay two.
MEETING_ROW = "netcoop meeting row"


def split_actors(raw: RawTable, table: Table, *, every: bool) -> RawTable:
    """Give every actor of a list a row of its own; ``every``: commas part actors, too."""
    header = _column(raw, table)
    if header is None:
        return raw
    tidy = {cell: as_list_text(cell) for cell in counted(raw.frame[header])}
    written = raw.frame[header].map(lambda cell: tidy[cell] if _plain(cell) else as_list_text(cell))
    parts = {cell: _parts(cell, every=every) for cell in written.dropna().unique()}
    several = {cell for cell, names in parts.items() if len(names) > 1}
    doubtful = {cell for cell in parts if cell not in several and _may_be_list(cell)}
    notes = [
        Note("possible_list", raw.rows[i], header, cell)
        for i, cell in enumerate(written)
        if cell in doubtful
    ]
    if not several and not every:
        return raw.noting(*notes)
    lists = [parts.get(cell, [cell]) for cell in written]
    frame = raw.frame.assign(**{header: pd.Series(lists, index=raw.frame.index, dtype="object")})
    if table.name == "meetings" and every:
        # A row is a meeting: two on one day stay two.
        frame[MEETING_ROW] = raw.rows
    notes += [
        Note("list_split", raw.rows[i], header, cell)
        for i, cell in enumerate(written)
        if cell in several
    ]
    shared = _shared_people(raw, table, several, written)
    for name, hit in shared.items():
        frame[name] = raw.frame[name].where(~hit, None)
        notes += [
            Note("people_shared", raw.rows[i], name, as_text(raw.frame[name].iloc[i]) or "")
            for i in hit.to_numpy().nonzero()[0]
        ]
    lengths = [len(names) for names in lists]
    return replace(
        raw,
        frame=frame.explode(header, ignore_index=True),
        rows=[row for row, n in zip(raw.rows, lengths, strict=True) for _ in range(n)],
        notes=(*raw.notes, *notes, *([Note("shape_list")] if every else [])),
        shape="list" if every else raw.shape,
    )


def _shared_people(
    raw: RawTable, table: Table, several: set[str], written: pd.Series
) -> dict[str, pd.Series]:
    """Find how many came of several actors together: it says nothing about each."""
    named = columns_named(table, raw.frame.columns)
    return {
        header: written.isin(several) & raw.frame[header].map(is_written)
        for header, column in named.items()
        if column.name == "people"
    }


def _column(raw: RawTable, table: Table) -> str | None:
    named = columns_named(table, raw.frame.columns)
    wanted = _CELLS.get(table.name, ())
    return next((header for header, column in named.items() if column.name in wanted), None)


def _plain(cell: object) -> bool:
    # 1 and True are the same key.
    return isinstance(cell, str)


def as_list_text(cell: object) -> str | None:
    """Tidy a cell, but keep its lines apart."""
    if isinstance(cell, str) and "\n" in cell:
        lines = [line for part in cell.splitlines() if (line := as_text(part))]
        return "\n".join(lines) or None
    return as_text(cell)


@cache
def _parts(cell: str, *, every: bool) -> list[str]:
    """Part a cell; of those listed as excused every name says so."""
    cell = _EXCUSED_WITHIN.sub(r"; \1: \2", cell)
    if not _SECTION.search(cell):
        return _names_in(cell, every=every)
    sections = _SECTION.split(cell)
    names = _names_in(sections[0], every=every) if sections[0].strip(" ,;") else []
    for label, listed in zip(sections[1::2], sections[2::2], strict=True):
        away = not label.casefold().startswith(("přít", "účast", "zúčast"))
        for name in _names_in(listed, every=True) if listed.strip(" ,;.") else ():
            names.append(f"{name} (omluven)" if away else name)
    return names or [cell]


def _names_in(cell: str, *, every: bool) -> list[str]:
    names = [part for part in _CERTAIN.split(cell) if part.strip(" ,")]
    # Who parts a list otherwise may use a comma within a name.
    if every and not (len(names) > 1 and _LISTED.search(cell)):
        names = [part for name in names for part in _commas(name)]
    elif "," in cell:
        names = [part for name in names for part in (_sure_commas(name) or [name])]
    return [name.strip(" ,") for name in names] or [cell]


def _commas(name: str) -> list[str]:
    """Part a list at its commas; departments and numbers stay with their organisation."""
    parts: list[str] = []
    for part in (part for part in _COMMA.split(name) if part.strip()):
        if parts and _belongs(parts[-1], part):
            parts[-1] = f"{parts[-1]}, {part}"
        else:
            parts.append(part)
    return parts or [name]


def _belongs(before: str, part: str) -> bool:
    place_of_it = _only_place(part) and not find_places(before)
    if not _kinds(part) and (_kind_alone(before) or place_of_it):
        return True  # "ZŠ, Lipová 5" and "ZŠ Komenského, Slavkov" are one school
    before, plain = plain_letters(before), plain_letters(part)
    if _UNIT.match(plain) or (plain[:1].isdigit() and not _kinds(part)):
        return True
    office = _OFFICES.match(before) is not None and "ospod" not in before
    unit = re.match(r"(?:ospod|spod|osv|nrp|kurat)", plain) is not None
    return office and unit and not find_places(part)


def _kind_alone(part: str) -> bool:
    mentions = find_kinds(part)
    return len(mentions) == 1 and part.strip() == part[mentions[0].start : mentions[0].end]


def _only_place(part: str) -> bool:
    places = find_places(part)
    if len(places) != 1:
        return False
    return not re.search(r"\w", part[: places[0].start] + part[places[0].end :])


def _sure_commas(name: str) -> list[str] | None:
    """Part at commas only where every part is an actor by itself, and no office names its unit."""
    parts = _commas(name)
    kinds = [_kinds(part) for part in parts]
    if len(parts) < 2 or not all(kinds):
        return None
    placed = all(find_places(part) for part in parts)
    short = all(_ABBREVIATION.match(part) for part in parts)
    return parts if placed or len(parts) > 2 or short else None


def _may_be_list(cell: str) -> bool:
    parts = [part for part in re.split(rf"{_COMMA.pattern}|/", cell) if part.strip()]
    kinds = [_kinds(part) for part in parts]
    joined = any(_belongs(before, part) for before, part in pairwise(parts))
    return len(parts) > 1 and sum(map(bool, kinds)) > 1 and not joined


@cache
def _kinds(part: str) -> bool:
    return bool(find_kinds(part))
