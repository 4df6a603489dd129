"""What stands in a ``study.toml``, and where a fault stands in it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import fields
from datetime import date, time
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from netcoop._core.checks import did_you_mean
from netcoop._core.texts import text
from netcoop.errors import NetcoopError, RecordError
from netcoop.records.privacy import harmless
from netcoop.reports.study_key import key_apart
from netcoop.reports.study_periods import period_faults
from netcoop.reports.study_sense import absent, not_known, unknown_words, unused
from netcoop.ties.weighting import Weighting

Day = date | str | None
_Words = dict[str, float]
_HEADER = re.compile(r"\s*\[+\s*([^\[\]]+?)\s*\]+\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")


class _Part(BaseModel):
    """A section: no key that is not known, no word taken for a number."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class AboutPart(_Part):
    """``[study]``: what is written, and in which language."""

    title: str | None = None
    lang: Literal["cs", "en"] = "cs"
    kind: Literal["local", "impact", "regions"] = "local"
    region: str | None = None
    key: str | None = None
    threshold: int | None = Field(default=None, ge=1)
    rng: int = Field(default=0, ge=0)
    draws: int | None = Field(default=None, ge=1)


class RecordsPart(_Part):
    """``[records]``: where the records lie and how they are read."""

    folder: str | None = None
    files: list[str] = []
    tables: dict[str, str] = {}
    shape: dict[str, str] | str | None = None
    on_birth_number: Literal["blank", "stop"] = "blank"
    encoding: str | None = None
    decisions: str | None = None
    aliases: dict[str, str] = {}


class WeightingPart(_Part):
    """``[weighting]``: the fields of :class:`netcoop.Weighting`."""

    meeting: str | None = None
    kind: _Words | None = None
    channel: _Words | str | None = None
    role: _Words | None = None
    outcome: _Words | None = None
    claim: str | None = None
    hours: bool | None = None
    half_life: float | None = None
    reference: date | str | None = None
    max_size: int | None = None
    layer_weights: _Words | None = None


class RegionPart(_Part):
    """One area of ``[regions]``."""

    name: str | None = None
    treated: bool | None = None
    stratum: str | None = None
    dose: float | None = None
    population: int | None = Field(default=None, ge=0)


class RequiredPart(_Part):
    """``[required]``: who should cooperate with whom."""

    template: str


class OutcomesPart(_Part):
    """``[outcomes]``: the numbers an evaluation looks at."""

    metrics: list[str]


class MapPart(_Part):
    """``[map]``: how the map is drawn."""

    layout: Literal["ties", "regions", "geographic", "rings"] = "ties"
    color: Literal["sector", "kind", "region", "level", "role"] = "sector"
    size: str = "strength"
    missing: Literal["likely", "required", "none"] = "likely"


class OutputsPart(_Part):
    """``[outputs]``: where to, and what."""

    folder: str = "output"
    formats: list[Literal["html", "docx", "xlsx", "csv", "graphml"]] = Field(
        default=["html", "docx", "xlsx", "csv", "graphml"], min_length=1
    )


class StudyFile(_Part):
    """A whole ``study.toml``."""

    study: AboutPart = AboutPart()
    records: RecordsPart
    weighting: WeightingPart | None = None
    phases: dict[str, list[Day] | str] = {}
    regions: dict[str, RegionPart] = {}
    required: RequiredPart | None = None
    outcomes: OutcomesPart | None = None
    map: MapPart = MapPart()
    outputs: OutputsPart = OutputsPart()

    def plain(self) -> dict[str, Any]:
        """Give all that was written, as plain values of JSON."""
        return self.model_dump(mode="json", exclude_unset=True)

    def freq(self) -> str | None:
        """Tell the length of even periods, where there are any."""
        given = self.phases.get("freq")
        return given if isinstance(given, str) else None

    def spans(self) -> dict[str, list[Day]]:
        """Give the first and the last day of each period that has a name."""
        return {name: days for name, days in self.phases.items() if not isinstance(days, str)}


def read_study_file(path: Path) -> StudyFile:
    """Read a study file, or say all that is wrong with it: file, line and key."""
    try:
        content = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        remedy = text("{path} is not there. 'netcoop init' writes one to fill in.", path=path)
        raise RecordError(remedy) from None
    except (OSError, UnicodeDecodeError) as error:
        message = text("{path} cannot be read as a text in UTF-8.", path=path)
        raise RecordError(message) from error
    try:
        given = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        message = text("{file}: not valid TOML: {reason}", file=path.name, reason=error)
        raise RecordError(message) from None
    return check_study(given, path.name, _lines(content), path.parent)


def check_study(
    given: Mapping[str, Any],
    file: str,
    lines: Mapping[tuple[str, ...], int],
    folder: Path | None = None,
) -> StudyFile:
    """Check the content of a study file; all faults at once.

    With ``folder``, in which its paths start, also that the files it names are there.
    """
    checked = None
    faults: dict[tuple[str, ...], str] = {}
    try:
        checked = StudyFile.model_validate(given)
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            where = _place(fault["loc"], given, fault["type"])
            faults.setdefault(where, _reason(dict(fault), where))
    written = _well_written(given, faults) if checked is None else checked
    if written is not None:
        there = absent(written, folder) if folder is not None else ()
        for where, why in (*_sense(written), *there):
            if not any(_same_place(where, one) for one in faults):
                faults[where] = why
    if checked is None or faults:
        found = sorted((_line(where, lines), ".".join(where), why) for where, why in faults.items())
        raise RecordError("\n".join(_said(file, *fault) for fault in found))
    return checked


def _well_written(given: Mapping[str, Any], faults: Iterable[tuple[str, ...]]) -> StudyFile | None:
    """Leave out what is not well written, to see whether the rest makes sense."""
    if ("study", "kind") in faults:
        # It decides what may stand elsewhere.
        return None
    rest = deepcopy(dict(given))
    for *above, key in faults:
        part: Any = rest
        for name in above:
            part = part.get(name, {})
        part.pop(key, None)
    try:
        return StudyFile.model_validate(rest)
    except ValidationError:
        return None


def _same_place(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether one place is in the other: a fault there would be said twice."""
    shared = min(len(one), len(other))
    return one[:shared] == other[:shared]


def _said(file: str, line: int, key: str, reason: str) -> str:
    if not line:
        return text("{file}: {key}: {reason}", file=file, key=key, reason=reason)
    return text("{file}, line {line}: {key}: {reason}", file=file, line=line, key=key,
                reason=reason)  # fmt: skip


def _place(loc: tuple[int | str, ...], given: Any, kind: str) -> tuple[str, ...]:
    """Keep of a place what stands in the file: pydantic adds which of several forms it tried."""
    place: list[str] = []
    for part in loc:
        there = isinstance(given, Mapping) and part in given
        if not there and kind != "missing":
            break
        place.append(str(part))
        given = given[part] if there else None
    return tuple(place)


def _reason(fault: dict[str, Any], where: tuple[str, ...]) -> str:
    kind, value, context = fault["type"], fault.get("input"), fault.get("ctx", {})
    if isinstance(value, date | time):
        # As it stands in the file.
        value = str(value)
    if kind == "extra_forbidden":
        return text("This key is not known.") + did_you_mean(where[-1], _known(where[:-1]))
    if kind == "missing":
        return text("This has to be given.")
    if kind == "literal_error":
        return not_known(value, re.findall(r"'([^']*)'", str(context["expected"])))
    if "ge" in context:
        return text("{value!r} is too small; {least} or more.", value=value, least=context["ge"])
    if kind == "too_short":
        return text("Give at least one.")
    return text("{value!r} cannot stand here; give {wanted}.", value=value, wanted=_wanted(kind))


def _wanted(kind: str) -> str:
    """Say in words what a value should have been."""
    words = {
        "string": text("a text in quotes"),
        "int": text("a whole number"),
        "float": text("a number"),
        "bool": text("true or false"),
        "list": text("a list in brackets"),
        "dict": text("words with their values"),
        "model": text("a section with keys"),
    }
    return words.get(kind.partition("_")[0], text("what docs/study.md says"))


def _known(where: tuple[str, ...]) -> list[str]:
    """List the keys of a section."""
    if not where:
        return list(StudyFile.model_fields)
    if where[0] == "regions":
        return list(RegionPart.model_fields)
    field = StudyFile.model_fields.get(where[0])
    kinds = getattr(field.annotation, "__args__", (field.annotation,)) if field else ()
    return [key for kind in kinds for key in getattr(kind, "model_fields", {})]


def _sense(study: StudyFile) -> Iterator[tuple[tuple[str, ...], str]]:
    """Find what is well written and makes no sense."""
    records = study.records
    if (records.folder is None) == (not records.files):
        yield ("records",), text("Give either folder or files.")
    names = [Path(name).name for name in records.files]
    if len(set(names)) < len(names):
        yield ("records", "files"), text("Two files have the same name; rename one.")
    if study.freq() is not None and len(study.phases) > 1:
        yield ("phases",), text("Give either freq or periods by name, not both.")
    yield from period_faults(study.phases)
    if study.map.missing == "required" and study.required is None:
        yield ("map", "missing"), text("Required ties need a section [required].")
    yield from _paths(study)
    yield from key_apart(study)
    yield from _persons(records)
    yield from unused(study)
    yield from unknown_words(study)
    try:
        weighting_of(study)
    except NetcoopError as error:
        yield ("weighting",), str(error)


def _paths(study: StudyFile) -> Iterator[tuple[tuple[str, ...], str]]:
    """Find paths that would tie the study to one computer and tell its folders."""
    given = [
        (("records", "folder"), study.records.folder),
        *((("records", "files"), name) for name in study.records.files),
        (("records", "decisions"), study.records.decisions),
        (("study", "key"), study.study.key),
        (("required", "template"), study.required.template if study.required else None),
        (("outputs", "folder"), study.outputs.folder),
    ]
    for key, name in given:
        if name is not None and (not name.strip() or re.match(r"[/\\]|[A-Za-z]:|\w+://", name)):
            yield key, text("{value!r}: write the path from the folder of the study file.",
                            value=name)  # fmt: skip


def _persons(records: RecordsPart) -> Iterator[tuple[tuple[str, ...], str]]:
    """Find names of persons, which would leave with ``run.json``."""
    for key, words in {
        "aliases": [*records.aliases, *records.aliases.values()],
        "tables": [*records.tables],
        "shape": [*records.shape] if isinstance(records.shape, dict) else [],
        "files": [Path(name).stem for name in records.files],
        "folder": [Path(records.folder or "").name],
    }.items():
        if any(harmless(word) != word for word in words):
            remedy = text(
                "This may hold the name of a person, and run.json repeats it. Rename the file, or "
                "write the decision on a name into the workbook of names."
            )
            yield ("records", key), remedy


def weighting_of(study: StudyFile) -> Weighting | None:
    """Make the weighting of the study, if it chooses one."""
    if study.weighting is None:
        return None
    given = {
        field.name: value
        for field in fields(Weighting)
        if (value := getattr(study.weighting, field.name)) is not None
    }
    return Weighting(**given)


def _lines(content: str) -> dict[tuple[str, ...], int]:
    """Tell on which line each section and key stands; ``tomllib`` does not."""
    found: dict[tuple[str, ...], int] = {}
    section: tuple[str, ...] = ()
    for at, line in enumerate(content.splitlines(), 1):
        if header := _HEADER.match(line):
            section = _parts(header[1])
            found.setdefault(section, at)
        elif key := _KEY.match(line):
            found.setdefault((*section, *_parts(key[1])), at)
    return found


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _PART.findall(dotted))


def _line(where: tuple[str, ...], lines: Mapping[tuple[str, ...], int]) -> int:
    """Give the line of a key, else of what it stands in; 0 where there is none."""
    while where and where not in lines:
        where = where[:-1]
    return lines.get(where, 0)
