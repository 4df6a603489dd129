"""What actors and ties must be like; everything else is refused with the rows at fault."""

from __future__ import annotations

import json
import unicodedata
import warnings
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.checks import did_you_mean, first
from netcoop._core.texts import plural, text
from netcoop.errors import NetcoopWarning, NetworkError

TIE_COLUMNS = ("source", "target", "weight", "kind")
DEFAULT_KIND = "tie"


def clean_actors(actors: pd.DataFrame | Iterable[str]) -> pd.DataFrame:
    """Give the actors as a table indexed by ``actor_id``."""
    if not isinstance(actors, pd.DataFrame):
        actors = pd.DataFrame(index=pd.Index(list(actors), name="actor_id", dtype="object"))
    elif "actor_id" in actors.columns and actors.index.name != "actor_id":
        actors = actors.set_index("actor_id")
    _check_column_names(actors, "actors")
    missing = np.flatnonzero(actors.index.isna())
    if len(missing):
        raise NetworkError(text("Actors in rows {rows} have no actor_id.", rows=first(missing + 1)))
    index = pd.Index(actors.index.astype("str"), name="actor_id", dtype="str")
    _check_ids(index)
    return actors.set_axis(index)


def _check_ids(index: pd.Index) -> None:
    repeated = index[index.duplicated()].unique()
    if len(repeated):
        message = text(
            "Actor ids that stand more than once ({n}): {ids}. Keep one row for each actor.",
            n=len(repeated),
            ids=first(repeated),
        )
        raise NetworkError(message)
    odd = [name for name in index if not name.strip() or any(map(_is_control, name))]
    if odd:
        message = text(
            "Actor ids that are empty or hold control characters ({n}): {ids}. "
            "Rename these actors.",
            n=len(odd),
            ids=first(map(repr, odd)),
        )
        raise NetworkError(message)


def _is_control(letter: str) -> bool:
    # The last two are no characters in XML, where many networks end up.
    return unicodedata.category(letter) in {"Cc", "Cs"} or letter in "\ufffe\uffff"


def _check_column_names(frame: pd.DataFrame, table: str) -> None:
    names: list[Any] = list(frame.columns)
    odd = [name for name in names if not isinstance(name, str) or names.count(name) > 1]
    if odd:
        message = text(
            "Columns of {table} need names that are texts and stand once: {columns}.",
            table=table,
            columns=first(map(repr, odd)),
        )
        raise NetworkError(message)


def clean_ties(ties: pd.DataFrame, actors: pd.Index, *, directed: bool) -> pd.DataFrame:
    """Give the ties in their one form: checked, summed, sorted.

    Rows of an undirected network have the source before the target in the alphabet; rows marked
    ``directed`` keep their direction. Ties of an actor with itself and of weight zero are left out
    with a warning.
    """
    _check_column_names(ties, "ties")
    ties = _with_columns(ties)
    _check_ends(ties, actors)
    _check_weights(ties)
    ties = _without_nothing(ties)
    ties = _in_one_direction(ties, directed=directed)
    ties = _summed(ties)
    keys = [name for name in ("kind", "source", "target", "directed") if name in ties]
    return ties.sort_values(keys, kind="stable").reset_index(drop=True)


def _with_columns(ties: pd.DataFrame) -> pd.DataFrame:
    lacking = [name for name in ("source", "target") if name not in ties]
    if lacking:
        message = text(
            "The ties lack {lacking}; they have {columns}. Rename the columns.",
            lacking=first(lacking),
            columns=first(ties.columns, 12) or "–",
        )
        raise NetworkError(message)
    ties = ties.reset_index(drop=True)
    if "weight" not in ties:
        ties["weight"] = 1.0
    kind = ties["kind"] if "kind" in ties else pd.Series(DEFAULT_KIND, index=ties.index)
    ties["kind"] = kind.astype("str").fillna(DEFAULT_KIND)
    others = [name for name in ties.columns if name not in TIE_COLUMNS]
    return ties[[*TIE_COLUMNS, *others]]


def _check_ends(ties: pd.DataFrame, actors: pd.Index) -> None:
    for end in ("source", "target"):
        empty = np.flatnonzero(ties[end].isna())
        if len(empty):
            raise NetworkError(
                text("Ties in rows {rows} have no {end}.", rows=first(empty + 1), end=end)
            )
        ties[end] = ties[end].astype("str")
        unknown = ties[end][~ties[end].isin(actors)].unique()
        if len(unknown):
            message = text(
                "Actors that stand in the ties and not among the actors ({n}): {ids}. "
                "Every actor needs a row in actors.",
                n=len(unknown),
                ids=first(map(repr, unknown)),
            )
            raise NetworkError(message + did_you_mean(str(unknown[0]), actors))


def _check_weights(ties: pd.DataFrame) -> None:
    try:
        weight = ties["weight"].astype("float64")
    except (TypeError, ValueError) as error:
        raise NetworkError(
            text("The weights of the ties are not numbers: {reason}.", reason=error)
        ) from error
    wrong = np.flatnonzero(~np.isfinite(weight) | (weight < 0))
    if len(wrong):
        shown = [f"{row + 1}: {weight[row]}" for row in wrong[:5]]
        message = text(
            "{n} of {total} ties have a negative, missing or infinite weight (rows {rows}). "
            "A weight is a strength above zero.",
            n=len(wrong),
            total=len(ties),
            rows=first(shown) + (", …" if len(wrong) > len(shown) else ""),
        )
        raise NetworkError(message)
    ties["weight"] = weight


def _without_nothing(ties: pd.DataFrame) -> pd.DataFrame:
    loops = ties["source"] == ties["target"]
    zeros = (ties["weight"] == 0) & ~loops
    if loops.any():
        _warn(
            plural(
                "{n} tie of an actor with itself was left out.",
                "{n} ties of an actor with itself were left out.",
                int(loops.sum()),
            )
        )
    if zeros.any():
        _warn(
            plural(
                "{n} tie of weight zero was left out: it is no tie.",
                "{n} ties of weight zero were left out: they are no ties.",
                int(zeros.sum()),
            )
        )
    return ties[~loops & ~zeros].reset_index(drop=True)


def _warn(message: str) -> None:
    warnings.warn(message, NetcoopWarning, stacklevel=6)


def _in_one_direction(ties: pd.DataFrame, *, directed: bool) -> pd.DataFrame:
    arcs = _arcs(ties)
    # The mark says something only where an undirected network holds arcs.
    ties = ties.drop(columns="directed", errors="ignore")
    if directed:
        return ties
    if arcs.any():
        ties["directed"] = arcs
    turn = ~arcs & (ties["source"] > ties["target"])
    source = ties["source"].where(~turn, ties["target"])
    target = ties["target"].where(~turn, ties["source"])
    return ties.assign(source=source, target=target)


def _arcs(ties: pd.DataFrame) -> pd.Series:
    if "directed" not in ties:
        return pd.Series(False, index=ties.index)
    if ties["directed"].isna().any() or not ties["directed"].isin([True, False]).all():
        raise NetworkError(text("The column 'directed' of the ties holds true and false only."))
    return ties["directed"].astype("bool")


def _summed(ties: pd.DataFrame) -> pd.DataFrame:
    """Add up the weights of rows for the same pair, kind and direction."""
    keys = [name for name in ("source", "target", "kind", "directed") if name in ties]
    if not ties.duplicated(keys).any():
        return ties
    others = [name for name in ties.columns if name not in {*keys, "weight"}]
    groups = ties.groupby(keys, sort=False)
    for name in others:
        differing = groups[name].nunique(dropna=False) > 1
        if differing.any():
            message = text(
                "{n} pairs stand in several rows whose column {column!r} differs: {pairs}. "
                "Put the rows together first, or leave the column out.",
                n=int(differing.sum()),
                column=name,
                pairs=first(" – ".join(map(str, key[:2])) for key in differing[differing].index),
            )
            raise NetworkError(message)
    total = groups["weight"].transform("sum")
    return ties.assign(weight=total).drop_duplicates(keys, ignore_index=True)


def clean_affiliations(affiliations: pd.DataFrame | None, actors: pd.Index) -> pd.DataFrame | None:
    """Check that attendance names an actor of the network and a meeting in every row."""
    if affiliations is None:
        return None
    _check_column_names(affiliations, "affiliations")
    lacking = [name for name in ("actor", "meeting_id") if name not in affiliations]
    if lacking:
        raise NetworkError(text("The affiliations lack {lacking}.", lacking=first(lacking)))
    unknown = affiliations["actor"][~affiliations["actor"].isin(actors)].unique()
    if len(unknown):
        message = text(
            "Actors that stand in the affiliations and not among the actors ({n}): {ids}.",
            n=len(unknown),
            ids=first(map(repr, unknown)),
        )
        raise NetworkError(message)
    return affiliations.reset_index(drop=True)


def clean_settings(settings: Mapping[str, object] | None) -> dict[str, object]:
    """Reduce settings to plain values, the same before and after a file."""
    try:
        plain = json.loads(json.dumps(dict(settings or {}), allow_nan=False, ensure_ascii=False))
    except (TypeError, ValueError) as error:
        raise NetworkError(
            text("Settings must be plain values: {reason}.", reason=error)
        ) from error
    return dict(plain)
