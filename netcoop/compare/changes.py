"""A panel of regions and phases → by how much each region changed, and on which side it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.checks import check_choice, first, is_missing
from netcoop._core.rng import RandomSource
from netcoop._core.texts import plural, text
from netcoop.errors import ArgumentError

# With fewer regions on a side, chance is hard to tell from a change (docs/impact.md, the table).
FEW = 8
ORDER = ("pre", "anticipation", "during", "after")


@dataclass(frozen=True)
class Changes:
    """The regions that can be compared: their changes, sides and strata.

    ``values`` is regions × columns; every stratum has regions of both sides. ``flag`` says why
    there is nothing to compare, or "ok"; ``one_sided``, that there are only regions of one side.
    """

    regions: list[str]
    treated: np.ndarray
    strata: np.ndarray
    values: np.ndarray
    left_out: int
    flag: str
    one_sided: bool = False

    @property
    def n_treated(self) -> int:
        """How many regions took part."""
        return int(self.treated.sum())

    @property
    def n_comparison(self) -> int:
        """How many regions they are compared with."""
        return len(self.treated) - self.n_treated

    @property
    def doubt(self) -> str:
        """What to flag the result with: why there is none, or that one side is small."""
        few = min(self.n_treated, self.n_comparison) < FEW
        return "few_treated" if self.flag == "ok" and few else self.flag


def check_panel(panel: Any, columns: Sequence[str]) -> pd.DataFrame:
    """Return a copy of a panel that has what is needed, in one order; else say what it lacks."""
    if not isinstance(panel, pd.DataFrame):
        raise ArgumentError(text("A panel is a DataFrame with one row a region and phase."))
    time = time_of(panel)
    check_columns(panel, ["region", time, "treated", *columns])
    table = panel.copy()
    for name in columns:
        table[name] = _numbers(table[name])
    table["treated"] = [_side(value) for value in table["treated"]]
    table["region"] = table["region"].astype("str")
    twice = table.duplicated(["region", time])
    if twice.any():
        message = plural(
            "{n} row of the panel repeats a region and {time} ({which}).",
            "{n} rows of the panel repeat a region and {time} ({which}).",
            int(twice.sum()),
            time=time,
            which=first(table.loc[twice, "region"]),
        )
        raise ArgumentError(message)
    return table.sort_values("region", kind="stable").reset_index(drop=True)


def time_of(panel: pd.DataFrame) -> str:
    """Name the column that tells rows of one region apart."""
    return "bin" if "bin" in panel else "phase"


def check_columns(panel: pd.DataFrame, needed: Sequence[str]) -> None:
    """Refuse a panel without columns it needs."""
    missing = [name for name in dict.fromkeys(needed) if name not in panel]
    if missing:
        known = ", ".join(str(name) for name in panel)
        message = text(
            "The panel lacks {missing}. It has: {known}.", missing=first(missing), known=known
        )
        raise ArgumentError(message)


def check_names(outcomes: Any, argument: str = "outcomes") -> list[str]:
    """Return the names of outcomes, one or several, each once."""
    names = [outcomes] if isinstance(outcomes, str) else outcomes
    fine = isinstance(names, Sequence) and len(names) > 0 and all(isinstance(n, str) for n in names)
    if not fine:
        message = text(
            "{argument}={value!r}: name one or more columns.", argument=argument, value=outcomes
        )
        raise ArgumentError(message)
    return list(dict.fromkeys(names))


def check_name(argument: str, name: Any) -> str:
    """Return the name of one column."""
    if not isinstance(name, str):
        message = text("{argument}={value!r}: name one column.", argument=argument, value=name)
        raise ArgumentError(message)
    return name


def check_apart(pre: str, posts: Sequence[str]) -> None:
    """Refuse to compare a phase with itself."""
    if pre in posts:
        message = text(
            "pre and post both name {phase}: name two different phases.", phase=repr(pre)
        )
        raise ArgumentError(message)


def check_phase(table: pd.DataFrame, argument: str, phase: Any) -> Any:
    """Return a phase that the panel has."""
    check_columns(table, ["phase"])
    return check_choice(argument, phase, table["phase"].dropna().astype("str").unique())


def seed_of(rng: RandomSource) -> int | None:
    """Give the seed to write down, where there is one."""
    return int(rng) if isinstance(rng, int) and not isinstance(rng, bool) else None


def in_order(values: pd.Series) -> list[Any]:
    """Give the phases or bins there are from the earliest to the latest."""
    known = list(values.dropna().unique())
    if isinstance(values.dtype, pd.CategoricalDtype):
        return [value for value in values.dtype.categories if value in known]
    if set(known) <= set(ORDER):
        return sorted(known, key=ORDER.index)
    try:
        return sorted(known)
    except TypeError as error:
        raise ArgumentError(text("The bins of the panel have no order: use one type.")) from error


def levels(table: pd.DataFrame, columns: Sequence[str], chosen: pd.Series) -> pd.DataFrame:
    """Give each region's mean over the chosen rows; NaN where one of their bins is not there."""
    rows = table[chosen]
    bins = rows[time_of(rows)].nunique()
    grouped = rows.groupby("region")[list(columns)]
    means = grouped.mean().where(grouped.count() == bins)
    return means.reindex(sorted(table["region"].unique()))


def changes(about: pd.DataFrame, values: pd.DataFrame) -> Changes:
    """Keep the regions that can be compared; ``about`` is what :func:`about_regions` gives."""
    about = about.loc[values.index]
    known = values.notna().all(axis=1) & about["treated"].notna() & about["stratum"].notna()
    flag, one_sided = _sides_there(about, values.notna().all(axis=1), known)
    if "source" in about and flag == "ok":
        common = _common(about[known])
        flag = "ok" if common or not known.any() else "no_common_source"
        known &= np.array([bool(kinds & common) for kinds in about["source"]], dtype="bool")
    sides = about[known].groupby("stratum")["treated"].nunique()
    known &= about["stratum"].isin(sides[sides == 2].index)
    if flag == "ok" and not known.any():
        flag = "few_treated"
    kept = about[known]
    return Changes(
        regions=list(kept.index),
        treated=kept["treated"].to_numpy(dtype="float64") == 1,
        strata=pd.factorize(kept["stratum"], sort=True)[0],
        values=values[known].to_numpy(dtype="float64"),
        left_out=int((~known).sum()),
        flag=flag,
        one_sided=one_sided,
    )


def _sides_there(about: pd.DataFrame, valued: pd.Series, known: pd.Series) -> tuple[str, bool]:
    """Say why there are no two sides with values, and whether there are regions of one only."""
    sided = about["treated"].notna()
    if not _both(about):
        return "no_common_source", True
    if not (valued & sided).any():
        return _doubt(about[sided]), False
    if not known.any() or _both(about[known]):
        return "ok", False
    lacking = about[sided & ~about["treated"].isin(about.loc[known, "treated"])]
    if _doubt(lacking) == "facilitated_unknown":
        return "facilitated_unknown", False
    return "no_common_source", True


def _doubt(about: pd.DataFrame) -> str:
    """Give the most frequent doubt that the panel has of regions without a value."""
    doubts = about["doubt"].dropna() if "doubt" in about else pd.Series(dtype="str")
    return str(doubts.value_counts().index[0]) if len(doubts) else "too_few_events"


def constants(table: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Give the one value that each column has in each region."""
    grouped = table.groupby("region")[list(names)]
    several = grouped.nunique() > 1
    for name in names:
        if several[name].any():
            which = first(several.index[several[name]])
            message = text("{name!r} changes within a region ({which}).", name=name, which=which)
            raise ArgumentError(message)
    return grouped.first()


def _numbers(column: pd.Series) -> pd.Series:
    """Turn an outcome into numbers; what is none is refused."""
    numeric = pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
    if not numeric and not column.isna().all():
        raise ArgumentError(
            text("Column {name!r} of the panel holds no numbers.", name=column.name)
        )
    numbers = pd.to_numeric(column).astype("float64")
    if np.isinf(numbers).any():
        raise ArgumentError(text("Column {name!r} of the panel holds infinity.", name=column.name))
    return numbers


def _side(value: Any) -> float:
    if is_missing(value):
        return np.nan
    if value in (0, 1):
        return float(value)
    raise ArgumentError(text("Column 'treated' holds {value!r}: use true or false.", value=value))


def about_regions(table: pd.DataFrame, chosen: pd.Series, strata: str | None) -> pd.DataFrame:
    """Give each region's side, stratum, and the kinds of records it has in all chosen rows."""
    name = strata if strata is not None else "stratum"
    if strata is not None:
        check_columns(table, [strata])
    # A column that says nothing makes no strata.
    given = name in table and (strata is not None or bool(table[name].notna().any()))
    about = constants(table, ["treated"])
    about["stratum"] = constants(table, [name])[name].astype("object") if given else 0
    if "flag" in table:
        flags = table.loc[chosen & table["flag"].ne("ok"), ["region", "flag"]].dropna()
        most = flags.groupby("region")["flag"].agg(lambda part: part.value_counts().index[0])
        about["doubt"] = most.reindex(about.index)
    if "source" in table:
        kinds = {
            str(key): set.intersection(*map(_kinds, part))
            for key, part in table[chosen].groupby("region")["source"]
        }
        found = [kinds.get(str(region), set()) for region in about.index]
        about["source"] = pd.Series(found, index=about.index, dtype="object")
    return about


def _kinds(source: Any) -> set[str]:
    return set() if is_missing(source) else {part.strip() for part in str(source).split("|")} - {""}


def _both(about: pd.DataFrame) -> bool:
    return about["treated"].nunique() == 2


def _common(about: pd.DataFrame) -> set[str]:
    """Give the kinds of records that there are on both sides."""
    sides = [set().union(*part) for _, part in about.groupby("treated")["source"]]
    return set.intersection(*sides) if len(sides) == 2 else set()
