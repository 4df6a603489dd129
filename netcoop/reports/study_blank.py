"""``write_study``: a study file to fill in."""

from __future__ import annotations

import json
from pathlib import Path

from netcoop._core.files import write_text_atomically
from netcoop._core.texts import check_language, mark, text
from netcoop.errors import RecordError

_NAME = "study.toml"
_Rows = tuple[tuple[str, str], ...]
# What stands in the file: comments, and what is in force; what is only an example begins with "#".
_COMMENTS = (
    mark("One study: what is read, how it is reckoned, what is written."),
    mark("Paths start from the folder of this file. Lines that begin with # are examples."),
)
_ABOUT: _Rows = (
    (mark("Heading of the report and the map."), '# title = "…"'),
    (mark("Language of what is written: cs or en."), "lang = {lang}"),
    (mark("local: one area; impact: did a pilot change it; regions: areas beside each other."),
     'kind = "local"'),
    (mark("Home municipality: whose office is meant where no place is said."), '# region = "…"'),
    (mark("A file with a long secret, kept apart from the records. A run that names persons can "
          "be repeated only with it; docs/study.md says how to make one."),
     '# key = "../key.txt"'),
    (mark("Numbers of people and referrals below this are hidden."), "# threshold = 5"),
    (mark("Seed of all that is random."), "rng = 0"),
)  # fmt: skip
_RECORDS: _Rows = (
    (mark("The folder with the records, or single files."), 'folder = "records"'),
    ("", '# files = ["meetings.xlsx", "referrals.csv"]'),
    (mark("Which table a file or sheet holds, where its columns do not tell."),
     '# tables = {{ "meetings_2023" = "meetings" }}'),
    (mark("long, matrix or list, where the form of a table is not found out."),
     '# shape = {{ "meetings_2023" = "matrix" }}'),
    (mark("blank birth numbers in texts, or stop at them."), '# on_birth_number = "stop"'),
    (mark("Encoding of text files, where it is not found out."), '# encoding = "cp1250"'),
    (mark("The workbook of netcoop names with your decisions."), '# decisions = "names.xlsx"'),
    (mark("Other spellings of actors."), '# aliases = {{ "OSPOD HB" = "OSPOD Havlíčkův Brod" }}'),
)  # fmt: skip
_OTHERS = (
    ("weighting", mark("What a meeting counts, of kind local; docs/weighting.md says more."),
     ('meeting = "newman"', "max_size = 40")),
    ("phases", mark("Periods by name, with their first and last day; or all of one length."),
     ('before = ["2023-01-01", "2023-12-31"]', 'after = ["2024-01-01", "2024-12-31"]',
      'freq = "YS"')),
    ("regions", mark("Areas of an evaluation: where the pilot was."),
     ('"Havlíčkův Brod" = {{ treated = true }}', '"Chotěboř" = {{ treated = false }}')),
    ("required", mark("Who should cooperate with whom: a table of your own, or the Czech example."),
     ('template = "czech"',)),
    ("outcomes", mark("The numbers looked at, of kinds impact and regions."),
     ('metrics = ["mean_degree", "fragmentation"]',)),
)  # fmt: skip
_MAP: _Rows = (
    (mark("ties, regions, geographic or rings."), 'layout = "ties"'),
    (mark("sector, kind, region, level or role."), 'color = "sector"'),
    (mark("A number of the actors."), 'size = "strength"'),
    (mark("Dashed lines: likely, required or none."), 'missing = "likely"'),
)
_OUTPUTS: _Rows = (
    (mark("The folder to write to."), 'folder = "output"'),
    (mark("What to write; docx is Word, xlsx is Excel."),
     'formats = ["html", "docx", "xlsx", "csv", "graphml"]'),
)  # fmt: skip


def write_study(folder: Path | str, lang: str = "cs") -> Path:
    """Write a study file to fill in, with a comment on every key.

    Parameters
    ----------
    folder
        Folder to write ``study.toml`` to; it is made if it is not there.
    lang
        Language of the comments, and of what the study will write: ``"cs"`` or ``"en"``.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    RecordError
        There is a ``study.toml`` already, which stays as it is; or the folder is a file.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write_study(folder, "en").read_text("utf-8").splitlines()[0]
    '# One study: what is read, how it is reckoned, what is written.'
    """
    check_language(lang)
    place = Path(folder)
    if place.exists() and not place.is_dir():
        raise RecordError(text("{path} is a file; give a folder to write to.", path=place))
    file = place / _NAME
    if file.exists():
        message = text("{path} is there already and stays as it is; give another folder.",
                       path=file)  # fmt: skip
        raise RecordError(message)
    return write_text_atomically(file, _content(lang))


def _content(lang: str) -> str:
    lines = [_comment(words, lang) for words in _COMMENTS]
    for name, rows in (("study", _ABOUT), ("records", _RECORDS)):
        lines += ["", f"[{name}]", *_keys(rows, lang)]
    for name, words, examples in _OTHERS:
        lines += ["", _comment(words, lang), f"# [{name}]"]
        lines += [f"# {example.format()}" for example in examples]
    for name, rows in (("map", _MAP), ("outputs", _OUTPUTS)):
        lines += ["", f"[{name}]", *_keys(rows, lang)]
    return "\n".join(lines) + "\n"


def _keys(rows: _Rows, lang: str) -> list[str]:
    lines = []
    for words, line in rows:
        lines += [_comment(words, lang)] if words else []
        lines += [line.format(lang=json.dumps(lang))] if line else []
    return lines


def _comment(words: str, lang: str) -> str:
    return "# " + text(words, lang)
