"""The template as people wrote it → requirements: what is asked of which kinds of actors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import pandas as pd

from netcoop._core.checks import did_you_mean, first, is_missing
from netcoop._core.texts import plural, text
from netcoop.errors import ArgumentError
from netcoop.network import Network
from netcoop.reference import vocabulary
from netcoop.reference.codes import codes_of
from netcoop.ties import LAYERS

# What a column may say, the strongest or most usual first; the default comes after.
WORDS = {
    "scope": ("region", "kraj", "any"),
    "direction": ("undirected", "directed", "mutual"),
    "level": ("institution", "case"),
    "strength": ("must", "should", "practice"),
}
_DEFAULTS = {
    "scope": "region",
    "direction": "undirected",
    "level": "institution",
    "strength": "should",
}
# What could show it, where the template does not say.
_EVIDENCE = {"institution": "meeting|contact|agreement|referral", "case": "referral"}
_TEXTS = ("basis", "certainty", "purpose")
_FAULTS_SHOWN = 20
COLUMNS = ("source_kind", "target_kind", *WORDS, "evidence", *_TEXTS)


class _Fault(NamedTuple):
    """What is wrong in a column, and in which rows, counted from 0."""

    column: str
    rows: pd.Index
    reason: str


def requirements(template: Any, net: Network) -> pd.DataFrame:
    """Read a template, or say all that is wrong with it, row by row.

    Rows for the same kinds, direction, level and scope become one.

    Returns
    -------
    pandas.DataFrame
        ``COLUMNS``, one row a requirement in the order of the template. ``evidence`` is a tuple.
    """
    table = _table_of(template, net)
    faults: list[_Fault] = []
    clean = pd.DataFrame(
        {
            **{
                name: _kinds_of(table, name, net, faults) for name in ("source_kind", "target_kind")
            },
            **{name: _words_of(table, name, faults) for name in WORDS},
            **{name: _texts_of(table, name) for name in _TEXTS},
        }
    )
    known = {str(layer) for layer in (*LAYERS, *net.layers)}
    clean["evidence"] = _evidence_of(table, clean["level"], known, faults)
    if faults:
        raise ArgumentError(_told(faults, _name_of(template, net)))
    rows: list[dict[Any, Any]] = clean[list(COLUMNS)].to_dict("records")
    found: dict[tuple[str, ...], list[dict[Any, Any]]] = {}
    for row in rows:
        ends = [row["source_kind"], row["target_kind"]]
        key = (
            *(ends if row["direction"] == "directed" else sorted(ends)),
            row["direction"],
            row["level"],
            row["scope"],
        )
        found.setdefault(key, []).append(row)
    return pd.DataFrame([_joined(same) for same in found.values()], columns=list(COLUMNS))


def _table_of(template: Any, net: Network) -> pd.DataFrame:
    """Take the template that was given, else that of the records."""
    if template is None:
        template = None if net.records is None else net.records.required
        if template is None:
            message = text(
                "There is no template of required ties. Give template=, such as "
                "nc.required_ties_template(), or build the network from records with a table "
                "'required'."
            )
            raise ArgumentError(message)
    if not isinstance(template, pd.DataFrame):
        message = text(
            "template= must be a table with the columns source_kind and target_kind; a {kind} is "
            "none. Start with nc.required_ties_template().",
            kind=type(template).__name__,
        )
        raise ArgumentError(message)
    if isinstance(template.columns, pd.MultiIndex):
        message = text(
            "template= has columns of {n} levels; give it one row of column names.",
            n=template.columns.nlevels,
        )
        raise ArgumentError(message)
    lacking = [name for name in ("source_kind", "target_kind") if name not in template]
    if lacking:
        message = text(
            "template= lacks the columns {missing}. Start with nc.required_ties_template().",
            missing=", ".join(lacking),
        )
        raise ArgumentError(message)
    twice = template.columns[template.columns.duplicated()].intersection(list(COLUMNS))
    if len(twice):
        message = text("template= has the columns {columns} twice.", columns=", ".join(twice))
        raise ArgumentError(message)
    if not len(template):
        raise ArgumentError(text("template= has no rows. Start with nc.required_ties_template()."))
    return template.reset_index(drop=True)


def kinds_in(net: Network) -> pd.Series:
    """Give the kind of every actor as a code of the vocabulary, else as it is written."""
    nothing = pd.Series(pd.NA, index=net.actors.index, dtype="str")
    written = net.actors.get("kind", nothing).astype("str").str.strip()
    written = written.mask(written.eq(""))
    return written.map(_code, na_action="ignore").astype("str")


def _code(written: str) -> str:
    """Give the one code a kind may mean; any other kind stays."""
    meant = codes_of("actor", written)
    return meant[0] if len(meant) == 1 else written


def _written(kinds: pd.Series) -> pd.Series:
    return kinds.map(lambda kind: "" if is_missing(kind) else str(kind).strip()).astype("str")


def _kinds_of(table: pd.DataFrame, name: str, net: Network, faults: list[_Fault]) -> pd.Series:
    """Read a column of kinds as codes of the vocabulary, or as kinds of the network."""
    own = set(kinds_in(net).dropna())
    column = _written(table[name])
    codes: dict[str, str] = {}
    for written in column.unique():
        meant = (written,) if written in own else codes_of("actor", written) if written else ()
        if len(meant) == 1:
            codes[written] = meant[0]
            continue
        rows = column.index[column.eq(written)]
        faults.append(_Fault(name, rows, _no_kind(written, meant, own)))
    return column.map(codes)


def _no_kind(written: str, meant: Sequence[str], own: set[str]) -> str:
    if not written:
        return text("No kind is written.")
    if meant:
        return text("{word!r} may mean {codes}; write one.", word=written, codes=" / ".join(meant))
    said = text(
        "{value!r} is not known. Use a code of nc.vocabulary('actor'), or a kind of your network.",
        value=written,
    )
    return said + did_you_mean(written, _spellings(own))


def _spellings(own: Iterable[str]) -> list[str]:
    """List what a kind may be called."""
    labels = [vocabulary("actor", lang)["label"] for lang in ("cs", "en")]
    return [*vocabulary("actor")["code"], *own, *labels[0], *labels[1]]


def _texts_of(table: pd.DataFrame, name: str) -> pd.Series:
    nothing = pd.Series(pd.NA, index=table.index, dtype="str")
    return table[name].astype("str") if name in table else nothing


def _words_of(table: pd.DataFrame, name: str, faults: list[_Fault]) -> pd.Series:
    """Read a column of a few known words; empty cells get the default."""
    words = _texts_of(table, name).str.strip().str.lower()
    words = words.mask(words.eq("")).fillna(_DEFAULTS[name])
    _look_up(name, words, set(WORDS[name]), faults)
    return words


def _evidence_of(
    table: pd.DataFrame, level: pd.Series, known: set[str], faults: list[_Fault]
) -> pd.Series:
    """Read which layers could show it."""
    written = _texts_of(table, "evidence")
    written = written.mask(written.str.strip("|,; ").eq("")).fillna(level.map(_EVIDENCE))
    # Of a level that is not known, nothing follows.
    parts = written.fillna("").str.split(r"[|,;]", regex=True)
    layers = parts.map(lambda row: tuple(dict.fromkeys(filter(None, map(str.strip, row)))))
    _look_up("evidence", layers.explode().dropna(), known, faults)
    return layers


def _look_up(name: str, words: pd.Series, known: set[str], faults: list[_Fault]) -> None:
    """Find the words of a column that are not known, and their rows."""
    for word in words[~words.isin(known)].unique():
        said = text(
            "{value!r} is not known. Use one of: {known}.",
            value=word,
            known=", ".join(sorted(known)),
        )
        rows = words.index[words.eq(word)].unique()
        faults.append(_Fault(name, rows, said + did_you_mean(str(word), known)))


def _name_of(template: Any, net: Network) -> str:
    """Name the template as whoever gave it knows it."""
    own = None if net.records is None else net.records.required
    if template is None or (own is not None and template.equals(own)):
        return text("Table required")
    return "template="


def _told(faults: list[_Fault], name: str) -> str:
    """Say all that is wrong in the order of the rows."""
    faults = sorted(faults, key=lambda fault: int(fault.rows[0]))
    said = [
        plural(
            "{name}, row {rows} below the header ({column}): {reason}",
            "{name}, rows {rows} below the header ({column}): {reason}",
            len(fault.rows),
            name=name,
            rows=first(fault.rows + 1),
            column=fault.column,
            reason=fault.reason,
        )
        for fault in faults[:_FAULTS_SHOWN]
    ]
    return "\n".join([*said, *(["…"] if len(faults) > _FAULTS_SHOWN else [])])


def _joined(same: list[dict[Any, Any]]) -> dict[Any, Any]:
    """Make one requirement of rows that ask for the same."""
    one = dict(same[0])
    for name in _TEXTS:
        told = [row[name] for row in same if not is_missing(row[name]) and row[name].strip()]
        # Certainties are letters, not sentences.
        between = "|" if name == "certainty" else "; "
        one[name] = between.join(dict.fromkeys(told)) or None
    one["evidence"] = tuple(dict.fromkeys(layer for row in same for layer in row["evidence"]))
    one["strength"] = min((row["strength"] for row in same), key=WORDS["strength"].index)
    return one
