"""Text files: their encoding, their separator, their rows."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from itertools import islice
from pathlib import Path

from netcoop._core.checks import first
from netcoop._core.texts import text
from netcoop.errors import RecordError

_SEPARATORS = (";", "\t", ",", "|")
_SAMPLE_LINES = 200
_SAMPLE_WORDS = 5_000
# Words with such a letter; what stands beside it tells a letter from a sign.
_BEYOND_ASCII = re.compile(rb"[A-Za-z]*[\x80-\xff]+[A-Za-z\x80-\xff]*")
# Letters of Czech and Slovak and the signs of Czech typography: the right encoding shows these.
_EXPECTED = frozenset(
    "áčďéěíňóřšťúůýžäĺľôŕÁČĎÉĚÍŇÓŘŠŤÚŮÝŽÄĹĽÔŔöüÖÜß„“”‚‘’–—…§°×•©®™€\u00a0½¼¾«»µ±²³"
)
# Where both look the same, the more common one comes first.
_LEGACY = ("cp1250", "cp852")
_NAMES = {"cp1250": "Windows-1250", "cp852": "CP 852"}


def read_rows(path: Path, encoding: str | None = None) -> tuple[list[list[object]], str]:
    """Read the rows of a text file, and say which encoding was guessed; blank if it was sure."""
    content, guessed = _decode(path, encoding)
    # A line that Excel writes for itself, not for the reader.
    first_line, _, rest = content.partition("\n")
    separator = ""
    if first_line.strip().casefold().startswith("sep=") and len(first_line.strip()) == 5:
        separator, content = first_line.strip()[-1], "\n" + rest
    try:
        rows = _rows(content, separator or _separator(content), strict=True)
    except csv.Error as error:
        message = text("{file} is not a sound CSV file: {reason}.", file=path.name, reason=error)
        raise RecordError(message) from error
    return [list(row) for row in rows], guessed


def _rows(content: str, separator: str, *, strict: bool) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content, newline=""), delimiter=separator, strict=strict))


def _decode(path: Path, encoding: str | None) -> tuple[str, str]:
    content = path.read_bytes()
    if encoding is None and content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    candidates = [encoding] if encoding else ["utf-8-sig", *_by_plausibility(content)]
    for candidate in candidates:
        try:
            return content.decode(candidate), "" if encoding else _NAMES.get(candidate, "")
        except (UnicodeDecodeError, LookupError):
            continue
    message = text(
        "{file} is not in the encoding {tried}. Save it as UTF-8, or name its encoding=.",
        file=path.name,
        tried=first(candidates),
    )
    raise RecordError(message)


def _by_plausibility(content: bytes) -> list[str]:
    """Order the older encodings by how Czech the first letters beyond ASCII look."""
    found = islice(_BEYOND_ASCII.finditer(content), _SAMPLE_WORDS)
    letters = b" ".join(match.group() for match in found)
    readings = {name: letters.decode(name, "replace") for name in _LEGACY}
    return sorted(readings, key=lambda name: -_plausibility(readings[name]))


def _plausibility(reading: str) -> int:
    """Count the letters that Czech has, less those it has not; capitals within words are odd."""
    score = 0
    for before, letter, after in zip(" " + reading, reading, reading[1:] + " ", strict=False):
        if letter > "\x7f":
            odd = letter.isupper() and before.isalpha() and before.islower()
            odd |= letter.islower() and after.isupper()
            score += 1 if letter in _EXPECTED and not odd else -1
    return score


def _separator(content: str) -> str:
    """Choose the separator that parts most lines into the same number of cells."""
    sample = "\n".join(content.splitlines()[:_SAMPLE_LINES])
    scores = {}
    for separator in _SEPARATORS:
        try:
            widths = Counter(len(row) for row in _rows(sample, separator, strict=False) if row)
        except csv.Error:
            continue
        several = {width: lines for width, lines in widths.items() if width > 1}
        common = max(several, key=lambda width: (several[width], width), default=1)
        scores[separator] = (several.get(common, 0) * (common > 1), common)
    return max(scores, key=lambda mark: scores[mark]) if scores else ","
