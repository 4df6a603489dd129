"""The network of groups: actors rolled up to organisations, sectors and regions, level by level.

Everything added up stays so: rolling up in steps gives the ties that rolling up at once gives.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse

from netcoop._core.checks import check_choice, is_missing
from netcoop._core.texts import plural, text
from netcoop.actors.regions import canonical_region, kraj_names, kraj_of
from netcoop.errors import ArgumentError, NetcoopWarning
from netcoop.network import views
from netcoop.network.incidence import known_seats, nullable, said_of, shared
from netcoop.network.marks import hidden_range
from netcoop.network.persons import is_person

if TYPE_CHECKING:
    from netcoop.network.network import Network

UNKNOWN = "unknown"
# What one actor is called says nothing of a group.
NAMES = ("name", "aliases", "person", "name_status")
# Where an actor belongs may be said of its group even if the actor is a single person.
BELONGING = ("organisation", "sector", "region", "kraj", "level")
# What a group counts, and what an actor has of it.
COUNTED = {"members": 1.0, "weight_within": 0.0}
SCALES = ("layer_scale", "weight_scale")


def aggregate(net: Network, by: str | Sequence[str]) -> Network:
    """Roll actors up to groups."""
    actors = _with_kraj(net.actors)
    levels = _levels(actors, by)
    ids = _group_ids(actors, levels)
    seats = None if net.affiliations is None else _seats(net.affiliations, ids)
    ties = _ties_between(net, ids, seats)
    return net.derive(
        actors=_groups(net, actors, ids, levels),
        ties=ties,
        affiliations=seats,
        settings={
            **{key: value for key, value in net.settings.items() if key not in SCALES},
            **_scales(net, ties),
            "aggregated_by": levels[0] if len(levels) == 1 else levels,
        },
    )


def _scales(net: Network, ties: pd.DataFrame) -> dict[str, object]:
    """Put kinds together as they were among the actors, so that a sum of pairs stays one."""
    before = net.settings["layer_scale"]
    if len(before) <= 1:
        return {}
    measured = views.with_scales({}, ties, directed=net.directed)["layer_scale"]
    kept = {
        kind: {"mean": scale["mean"], "max": measured.get(kind, scale)["max"]}
        for kind, scale in before.items()
    }
    return {"layer_scale": kept}


# -- who belongs to which group --------------------------------------------------------------------


def _with_kraj(actors: pd.DataFrame) -> pd.DataFrame:
    if "kraj" in actors or "region" not in actors:
        return actors
    regions = _written(actors["region"])
    above = {label: kraj_of(canonical_region(label) or "") for label in regions.dropna().unique()}
    known = {label: kraj for label, kraj in above.items() if kraj in kraj_names()}
    return actors.assign(kraj=regions.map(known).astype("str"))


def _levels(actors: pd.DataFrame, by: str | Sequence[str]) -> list[str]:
    levels: list[str] = [by] if isinstance(by, str) else []
    if not isinstance(by, str) and np.iterable(by):
        levels = list(by)
    if not levels:
        message = text(
            "by={by!r} names nothing to roll up to; name one or several columns of the actors.",
            by=by,
        )
        raise ArgumentError(message)
    levels = list(dict.fromkeys(levels))
    return [check_choice("by", level, actors.columns) for level in levels]


def _group_ids(actors: pd.DataFrame, levels: list[str]) -> pd.Series:
    """Name the group of every actor; several levels are joined by a dot in the middle."""
    parts = []
    for level in levels:
        part = _written(actors[level])
        if level == "organisation":
            part = _organisations(part, actors)
        elif part.isna().any():
            _warn_of_unknown(int(part.isna().sum()), level)
        parts.append(part.fillna(UNKNOWN))
    if len(parts) == 1:
        return parts[0]
    # A dot inside a part is doubled: no two groups get the same name.
    doubled = [part.str.replace("·", "··", regex=False) for part in parts]
    joined = doubled[0]
    for part in doubled[1:]:
        joined = joined + " · " + part
    return joined


def _warn_of_unknown(unknown: int, level: str) -> None:
    message = plural(
        "{n} actor has no {by} and forms the group 'unknown'.",
        "{n} actors have no {by} and form the group 'unknown'.",
        unknown,
        by=level,
    )
    warnings.warn(message, NetcoopWarning, stacklevel=5)


def _written(values: pd.Series) -> pd.Series:
    """Write values as texts; an empty one is missing."""
    texts = [None if is_missing(value) else str(value) for value in values.astype("object")]
    written = pd.Series(texts, index=values.index, dtype="str")
    return written.where(written.str.strip() != "")


def _organisations(given: pd.Series, actors: pd.DataFrame) -> pd.Series:
    """Let an actor without an organisation stand for itself, and for those that name it theirs."""
    if "name" in actors:
        names = _written(actors["name"])[given.isna()].dropna().drop_duplicates(keep=False)
        known = dict(zip(names, names.index, strict=True))
        given = given.map(known).astype("str").fillna(given)
    return given.fillna(actors.index.to_series()).astype("str")


# -- the groups ------------------------------------------------------------------------------------


def _groups(net: Network, actors: pd.DataFrame, ids: pd.Series, levels: list[str]) -> pd.DataFrame:
    codes, names = pd.factorize(ids)
    # Of a group at most one member stands for itself; the others name it as their organisation.
    alone = np.zeros(len(actors), dtype="bool")
    if "organisation" in levels:
        alone = _written(actors["organisation"]).isna().to_numpy()
    # Groups of groups count what their groups counted; what was left out meanwhile is not known.
    again = "aggregated_by" in net.settings
    counted = {
        name: actors.get(name, np.nan) if again else first for name, first in COUNTED.items()
    }
    person = _persons(actors) & ~alone
    table = pd.DataFrame(
        {
            name: shared(
                actors[name], codes, len(names),
                hidden=None if name in BELONGING or name in levels else person,
            )
            for name in actors.columns.difference([*NAMES, *COUNTED], sort=False)
        },
        index=pd.RangeIndex(len(names)),
    ).set_axis(pd.Index(names, name="actor_id", dtype="str"))  # fmt: skip
    for name in NAMES:
        if name in actors:
            own = nullable(actors[name])[alone].set_axis(table.index[codes[alone]])
            table[name] = own.reindex(table.index)
    if "organisation" in levels and "person" in actors:
        # What only single persons belong to is called as one of them may be: it is hidden as well.
        only = _sums(codes, pd.Series(~_persons(actors)), len(names)) == 0
        table["person"] = table["person"].astype("boolean").mask(only, other=True)
    if "person" in actors and not set(levels) <= set(BELONGING):
        # The groups of any other column may be called as their members are.
        table["person"] = shared(actors["person"], codes, len(names)).set_axis(table.index)
    said = table.notna().any() | table.columns.isin(levels)
    return table.loc[:, said].assign(
        members=pd.array(_sums(codes, counted["members"], len(names)), dtype="Int64"),
        weight_within=_sums(codes, counted["weight_within"], len(names))
        + _within(net, codes, len(names)),
    )


def _persons(actors: pd.DataFrame) -> np.ndarray:
    return is_person(actors).to_numpy()


def _sums(codes: np.ndarray, values: pd.Series | float, n_groups: int) -> np.ndarray:
    numbers = np.broadcast_to(np.asarray(values, dtype="float64"), codes.shape)
    return np.bincount(codes, weights=numbers, minlength=n_groups)


def _within(net: Network, codes: np.ndarray, n_groups: int) -> np.ndarray:
    # Of several kinds of tie the weights are put together as everywhere, never added as they are.
    source, target, weight = net.codes
    inside = codes[source] == codes[target]
    return _sums(codes[source[inside]], weight[inside], n_groups)


def _seats(affiliations: pd.DataFrame, ids: pd.Series) -> pd.DataFrame:
    """Give the attendance of groups: there is who sent anyone."""
    seats = known_seats(affiliations)
    seats = seats.assign(actor=seats["actor"].astype("str").map(ids))
    keys = ["actor", "meeting_id"]
    codes = seats.groupby(keys, sort=False).ngroup().to_numpy()
    once = seats[keys].drop_duplicates(ignore_index=True)
    once = once.join(said_of(seats, codes, len(once)))
    if "set_apart" in seats:
        # A seat that made no ties; a group's is one if those of all its members are.
        once["set_apart"] = seats["set_apart"].astype("bool").groupby(codes).min()
    return once


# -- the ties between them -------------------------------------------------------------------------


def _ties_between(net: Network, ids: pd.Series, seats: pd.DataFrame | None) -> pd.DataFrame:
    """Sum the ties between members of two groups, and put together what else is known of them.

    Other columns of the ties have no sum and are left out.
    """
    ties = net.ties
    ties = ties.assign(source=ties["source"].map(ids), target=ties["target"].map(ids))
    ties = ties[ties["source"] != ties["target"]].reset_index(drop=True)
    if not net.directed:
        ties = _turned(ties)
    keys = [name for name in ("source", "target", "kind", "directed") if name in ties]
    pairs = ties.groupby(keys, sort=True)
    rolled = pairs["weight"].sum().to_frame()
    if "count" in ties:
        rolled["count"] = pairs["count"].sum(min_count=1)
    if "first_date" in ties:
        rolled["first_date"] = pairs["first_date"].min()
    if "last_date" in ties:
        rolled["last_date"] = pairs["last_date"].max()
    # A share that is unknown for some of the ties may be anything from none to all of them.
    for name, unknown in (("facilitated_low", 0.0), ("facilitated_high", 1.0)):
        if name in ties:
            part = ties["weight"] * ties[name].astype("float64").fillna(unknown)
            shares = part.groupby([ties[key] for key in keys]).sum() / rolled["weight"]
            rolled[name] = shares.where(pairs[name].count() > 0)
    if "meetings" in ties and seats is not None:
        rolled["meetings"] = _joint(rolled, seats).where(pairs["meetings"].count() > 0)
    if "shown" in ties:
        rolled["shown"] = _shown(ties, keys)
    return rolled.reset_index()


def _turned(ties: pd.DataFrame) -> pd.DataFrame:
    """Put both ends of ties without direction in the order of the alphabet."""
    turn = ties["source"] > ties["target"]
    if "directed" in ties:
        turn &= ~ties["directed"]
    source, target = ties["source"], ties["target"]
    return ties.assign(source=source.where(~turn, target), target=target.where(~turn, source))


def _joint(rolled: pd.DataFrame, seats: pd.DataFrame) -> pd.Series:
    """Count the meetings two groups shared: one meeting of three and three is no nine meetings."""
    if "set_apart" in seats:
        seats = seats[~seats["set_apart"]]
    rows, groups = pd.factorize(seats["actor"])
    columns, meetings = pd.factorize(seats["meeting_id"])
    there = np.ones(len(seats), dtype="int64")
    matrix = sparse.csr_array((there, (rows, columns)), shape=(len(groups), len(meetings)))
    met = (matrix @ matrix.T).tocoo()
    by_pair = pd.MultiIndex.from_arrays([groups[met.row], groups[met.col]])
    ends = pd.MultiIndex.from_frame(rolled.index.to_frame()[["source", "target"]])
    counts = pd.Series(met.data, index=by_pair).reindex(ends, fill_value=0)
    return pd.Series(counts.to_numpy(), index=rolled.index).astype("Int64")


def _shown(ties: pd.DataFrame, keys: list[str]) -> pd.Series:
    """Say below what a sum stays that holds hidden counts: "<5" and "<5" and 3 make "<13"."""
    # One more than the most a label stands for: "<5" is at most 4, "6–9" at most 9.
    most = ties["shown"].map(lambda label: (hidden_range(label) or (0, math.nan))[1])
    below = most.astype("float64") + 1
    pairs = ties.assign(below=below.fillna(ties["weight"])).groupby(keys, sort=True)
    label = pairs["below"].sum().map("<{:.12g}".format).astype("str")
    return label.where(pairs["shown"].count() > 0)
