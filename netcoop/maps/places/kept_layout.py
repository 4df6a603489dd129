"""``Layout``: the places of a map, to look at, keep and start the next map from."""

from __future__ import annotations

import csv
import io
import json
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from netcoop._core.checks import check_choice, first, is_number, is_whole
from netcoop._core.display import html_table
from netcoop._core.files import arm_cell, defuse_cell, write_text_atomically
from netcoop._core.texts import LANGUAGES, plural, text
from netcoop.errors import ArgumentError
from netcoop.maps.asked import check_path

KINDS = ("ties", "regions", "geographic", "rings")
COLUMNS = ("actor_id", "x", "y", "kind", "settings")


@dataclass(frozen=True, eq=False, repr=False, init=False)
class Layout:
    """Where the actors of a map stand.

    Parameters
    ----------
    places
        Columns ``x`` and ``y`` in pixels, y downwards; index (or column) ``actor_id``.
    kind
        How the places came about: ``"ties"``, ``"regions"``, ``"geographic"`` or ``"rings"``.
    settings
        What goes with the kind: ``center`` of rings, ``scale`` of a geographic layout and how
        many stand ``aside`` of it.

    Raises
    ------
    netcoop.errors.ArgumentError
        A column is missing, an id stands twice, a place is no number, or the settings do not go
        with the kind.

    Examples
    --------
    >>> places = pd.DataFrame({"x": [0.0, 80.0], "y": [0.0, 0.0]}, index=["a", "b"])
    >>> Layout(places)
    <Layout: ties, 2 actors>
    """

    kind: str
    _places: pd.DataFrame = field(repr=False)
    _settings: dict[str, Any] = field(repr=False)

    def __init__(
        self,
        places: pd.DataFrame,
        *,
        kind: str = "ties",
        settings: Mapping[str, Any] | None = None,
    ) -> None:
        keep = self.__dict__
        keep["kind"] = check_choice("kind", kind, KINDS)
        keep["_places"] = _checked(places)
        keep["_settings"] = _checked_settings(kind, settings)

    @property
    def places(self) -> pd.DataFrame:
        """The place of each actor: ``x``, ``y``; index ``actor_id``; a copy."""
        return self._places.copy()

    @property
    def settings(self) -> dict[str, Any]:
        """What goes with the kind, as plain values; a copy."""
        return dict(self._settings)

    @property
    def notes(self) -> tuple[dict[str, str], ...]:
        """What must be said beside the map, a text for each language: who stands aside and why."""
        aside = self._settings.get("aside", 0)
        if not (is_whole(aside) and aside > 0):
            return ()
        said = {
            lang: plural(
                "{n} actor has no region with a known seat: it stands at the left of the map.",
                "{n} actors have no region with a known seat: they stand at the left of the map.",
                int(aside),
                lang,
            )
            for lang in LANGUAGES
        }
        return (said,)

    def save(self, path: Path | str) -> Path:
        """Write the layout to a CSV file (UTF-8), wholly or not at all.

        Parameters
        ----------
        path
            The file, such as ``layout.csv``.

        Returns
        -------
        pathlib.Path
            The file.

        Raises
        ------
        netcoop.errors.ArgumentError
            ``path`` is no place for a file.
        """
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerow(COLUMNS)
        kept = json.dumps(self._settings, ensure_ascii=False, sort_keys=True)
        rows = [
            (defuse_cell(actor), repr(x), repr(y))
            for actor, x, y in zip(
                self._places.index, *(self._places[axis].tolist() for axis in "xy"), strict=True
            )
        ]
        # Of a layout without actors, a row without one keeps the kind.
        for row in rows or [("", "", "")]:
            writer.writerow((*row, self.kind, kept))
        return write_text_atomically(check_path(path), "\ufeff" + out.getvalue())

    @staticmethod
    def read(path: Path | str) -> Layout:
        """Read a layout that :meth:`save` wrote, or a CSV file with ``actor_id``, ``x``, ``y``.

        A file that a spreadsheet saved with semicolons and decimal commas is read, too.

        Parameters
        ----------
        path
            The file.

        Returns
        -------
        Layout
            With the kind and settings it was saved with.

        Raises
        ------
        netcoop.errors.ArgumentError
            The file cannot be read as a layout; the message names the file and the line.
        """
        return _read(check_path(path))

    def equals(self, other: object) -> bool:
        """Say whether the other layout has the same kind and places, in whatever order."""
        return (
            isinstance(other, Layout)
            and self.kind == other.kind
            and self._settings == other._settings
            and self._places.sort_index().equals(other._places.sort_index())
        )

    def __repr__(self) -> str:
        actors = plural("{n} actor", "{n} actors", len(self._places))
        return f"<Layout: {self.kind}, {actors}>"

    def _repr_html_(self) -> str:
        return html_table(self.places.reset_index())


def _checked(places: object) -> pd.DataFrame:
    """Check a table of places and bring it into one form."""
    if not isinstance(places, pd.DataFrame):
        raise ArgumentError(text("Places must be a table with actor_id, x and y."))
    frame = places.set_index("actor_id") if "actor_id" in places else places
    absent = [axis for axis in "xy" if axis not in frame]
    if absent:
        raise ArgumentError(text("Places have no column {columns}.", columns=", ".join(absent)))
    ids = [str(actor) for actor in frame.index]
    twice = [actor for actor, count in Counter(ids).items() if count > 1]
    if twice:
        raise ArgumentError(text("These actors have two places: {actors}.", actors=first(twice)))
    wrong = [
        actor
        for actor, x, y in zip(ids, frame["x"].tolist(), frame["y"].tolist(), strict=True)
        if not (is_number(x) and is_number(y))
    ]
    if wrong:
        raise ArgumentError(
            text("x and y must be numbers; they are not for: {actors}.", actors=first(wrong))
        )
    columns = {axis: [float(value) for value in frame[axis].tolist()] for axis in "xy"}
    index = pd.Index(ids, name="actor_id", dtype="str")
    return pd.DataFrame(columns, index=index, dtype="float64")


def _checked_settings(kind: str, settings: object) -> dict[str, Any]:
    """Check that the settings are those of the kind."""
    given = {} if settings is None else settings
    if not isinstance(given, Mapping):
        raise ArgumentError(text("The settings of a layout are a dict."))
    wrong = [str(key) for key, value in given.items() if not _goes_with(kind, key, value)]
    if wrong:
        raise ArgumentError(
            text(
                "These settings are not those of a layout of kind {kind!r}: {settings}.",
                kind=kind,
                settings=first(wrong),
            )
        )
    return dict(given)


def _goes_with(kind: str, key: object, value: object) -> bool:
    if (kind, key) == ("rings", "center"):
        return isinstance(value, str)
    if (kind, key) == ("geographic", "scale"):
        return is_number(value) and value > 0
    return (kind, key) == ("geographic", "aside") and is_whole(value) and value >= 0


def _read(path: Path) -> Layout:
    """Read the rows one by one, so that a message can name the line."""
    content = _content(path)
    head = content.split("\n", 1)[0]
    # Spreadsheets of countries with a decimal comma write semicolons.
    sign = ";" if ";" in head and "," not in head else ","
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=sign)
    told: dict[str, str] = {}
    try:
        header = [name.strip() for name in next(reader, [])]
        absent = [name for name in COLUMNS[:3] if name not in header]
        if absent:
            raise _unreadable(path, 1, text("no column {columns}", columns=", ".join(absent)))
        rows: dict[str, tuple[float, float]] = {}
        for cells in reader:
            if not any(cells):
                continue
            row = dict(zip(header, [*cells, *[""] * len(header)], strict=False))
            _agree(row, told, path, reader.line_num)
            if row["actor_id"] or row["x"] or row["y"]:
                _take(row, rows, path, reader.line_num, decimal="," if sign == ";" else ".")
    except csv.Error as error:
        raise _unreadable(path, reader.line_num, str(error)) from error
    if not rows and not told:
        raise _unreadable(path, 1, text("no row follows"))
    frame = pd.DataFrame(list(rows.values()), columns=["x", "y"], index=list(rows))
    kind = _kind(path, told.get("kind", "ties"))
    settings = _settings(path, told.get("settings", "{}"))
    try:
        return Layout(frame, kind=kind, settings=settings)
    except ArgumentError as error:
        raise _unreadable(path, 2, str(error).rstrip(".")) from error


def _agree(row: dict[str, str], told: dict[str, str], path: Path, line: int) -> None:
    """Keep what is said of the whole layout; rows that say different things are of two layouts."""
    for name in COLUMNS[3:]:
        value = row.get(name, "")
        if value and told.setdefault(name, value) != value:
            what = text(
                "{column} is {value!r}, and {other!r} in a row above",
                column=name, value=value, other=told[name],
            )  # fmt: skip
            raise _unreadable(path, line, what)


def _content(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        message = text("{file} cannot be read: {reason}.", file=path, reason=error.strerror)
        raise ArgumentError(message) from error
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise _unreadable(path, line, text("not UTF-8")) from error


def _take(
    row: dict[str, str],
    rows: dict[str, tuple[float, float]],
    path: Path,
    line: int,
    decimal: str,
) -> None:
    """Read one row into the places found so far."""
    actor = arm_cell(row["actor_id"])
    if not actor:
        raise _unreadable(path, line, text("a place without actor_id"))
    if actor in rows:
        raise _unreadable(path, line, text("a second place of {actor!r}", actor=actor))
    values = []
    for axis in "xy":
        try:
            values.append(float(row[axis].replace(decimal, ".")))
        except ValueError:
            values.append(math.nan)
        if not math.isfinite(values[-1]):
            what = text("{axis} is {value!r}, not a number", axis=axis, value=row[axis])
            raise _unreadable(path, line, what)
    rows[actor] = (values[0], values[1])


def _kind(path: Path, kind: str) -> str:
    if kind not in KINDS:
        what = text("the kind {kind!r} is not known", kind=kind)
        raise _unreadable(path, 2, what)
    return kind


def _settings(path: Path, kept: str) -> dict[str, Any]:
    try:
        found = json.loads(kept)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise _unreadable(path, 2, text("the settings are not what Layout.save writes"))
    return found


def _unreadable(path: Path, line: int, what: str) -> ArgumentError:
    return ArgumentError(
        text(
            "{file}, line {line}: {what}. A layout is a CSV file with actor_id, x and y, one row "
            "an actor, as Layout.save writes it.",
            file=path.name,
            line=line,
            what=what,
        )
    )
