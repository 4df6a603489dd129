"""What is well written in a study file, and cannot be done."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from netcoop._core.checks import did_you_mean
from netcoop._core.texts import text
from netcoop.metrics import METRICS
from netcoop.records.schema import TABLES
from netcoop.records.shapes import SHAPES

if TYPE_CHECKING:
    from netcoop.reports.study_file import StudyFile

# The place of a fault in the file, and what is wrong there.
Fault: TypeAlias = tuple[tuple[str, ...], str]
# The template that comes with netcoop, by its name in the file.
CZECH = "czech"
# Which kinds of reports take a section; the others are for all.
_USED = {"weighting": ("local",), "outcomes": ("impact", "regions")}


def unused(study: StudyFile) -> Iterator[Fault]:
    """Find sections that the kind of report would pass over in silence."""
    for section, kinds in _USED.items():
        if getattr(study, section) is not None and study.study.kind not in kinds:
            reason = text(
                "A report of kind {kind!r} does not use this section, only: {kinds}. Leave it out, "
                "or choose another kind.",
                kind=study.study.kind,
                kinds=", ".join(kinds),
            )
            yield (section,), reason


def unknown_words(study: StudyFile) -> Iterator[Fault]:
    """Find numbers, tables, shapes and encodings that are not known."""
    levels = {
        level: [name for name, metric in METRICS.items() if metric.level == level]
        for level in ("actor", "network")
    }
    metrics = study.outcomes.metrics if study.outcomes else []
    shape = study.records.shape or {}
    shapes = [shape] if isinstance(shape, str) else [*shape.values()]
    asked: tuple[tuple[tuple[str, ...], list[str], list[str]], ...] = (
        (("map", "size"), [study.map.size], levels["actor"]),
        (("outcomes", "metrics"), metrics, levels["network"]),
        (("records", "tables"), [*study.records.tables.values()], [*TABLES]),
        (("records", "shape"), shapes, [*SHAPES]),
    )
    for where, names, known in asked:
        wrong = [not_known(name, known) for name in names if name not in known]
        if wrong:
            yield where, " ".join(wrong)
    try:
        # What is no encoding of texts, such as hex, is found by using it.
        "x".encode(study.records.encoding or "utf-8")
    except (LookupError, ValueError):
        reason = text(
            "{value!r} is no encoding. Leave it out, or use such as cp1250 or utf-8.",
            value=study.records.encoding,
        )
        yield ("records", "encoding"), reason


def not_known(value: Any, known: list[str]) -> str:
    """Say what a word may be."""
    said = text("{value!r} is not known. Use one of: {known}.", value=value, known=", ".join(known))
    return said + did_you_mean(str(value), known)


def absent(study: StudyFile, folder: Path) -> Iterator[Fault]:
    """Find files that are not there."""
    template = study.required.template if study.required else CZECH
    named: dict[tuple[str, ...], list[str | None]] = {
        ("records", "folder"): [study.records.folder],
        ("records", "files"): [*study.records.files],
        ("records", "decisions"): [study.records.decisions],
        ("study", "key"): [study.study.key],
        ("required", "template"): [None if template == CZECH else template],
    }
    for where, names in named.items():
        paths = [folder / name for name in names if name is not None]
        single = where != ("records", "folder")
        if missing := [
            _missing(path) for path in paths if not (path.is_file() if single else path.exists())
        ]:
            yield where, " ".join(missing)


def _missing(path: Path) -> str:
    if path.is_dir():
        return text("{path} is a folder; give the name of a file.", path=path)
    return text("{path} is not there.", path=path)
