"""What the records say of each required pair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from netcoop._core.texts import text
from netcoop.errors import ArgumentError
from netcoop.gaps.field import networkers
from netcoop.gaps.required.layer_ties import LayerTies, layer_ties, tied_pairs
from netcoop.gaps.required.pairs import NOBODY
from netcoop.gaps.required.recorded_regions import present_layers, recorded_in
from netcoop.network import Network

# Best first: of several layers the best counts, of several states of one tie the last.
IN_RECORDS = ("met", "weak", "stale", "only_facilitated", "one_sided")
KNOWN = (*IN_RECORDS, "absent")
STATUSES = (*KNOWN, "partner_missing", "unknown")
_ABSENT = len(IN_RECORDS)
# Sums of shares that are 1 differ from it in the last digits.
_ALL_OF_IT = 1 - 1e-9


@dataclass(frozen=True)
class Limits:
    """From where on a tie is less than asked for."""

    weight: Mapping[str, float]
    meetings: int | None
    oldest: pd.Timestamp | None


@dataclass(frozen=True)
class Shown:
    """What one layer shows of every pair: its state, and the tie behind it."""

    name: str
    state: np.ndarray
    in_doubt: np.ndarray
    ties: pd.DataFrame


def with_states(
    net: Network,
    rows: pd.DataFrame,
    layers: Sequence[str],
    places: pd.DataFrame,
    limits: Limits,
    within: str,
) -> pd.DataFrame:
    """Add what the records say to pairs with what is asked of them."""
    a, b = rows["a"].to_numpy(), rows["b"].to_numpy()
    tables = {name: layer_ties(net, name) for name in layers}
    own = np.isin(np.arange(-1, net.n_actors), _positions(net))[np.stack([a, b]) + 1].any(axis=0)
    usable = {name: _could_show(rows, name) for name in layers}
    shown = [_shown(tables[name], rows, usable[name], limits, own=own) for name in layers]
    seen = {name: recorded_in(net, name, places, within) for name in layers}
    ends = {name: _kept_of(places, seen[name], net.n_actors) for name in layers}
    looked = _looked(rows, usable, seen, ends)
    best = np.min([np.full(len(rows), _ABSENT), *(one.state for one in shown)], axis=0)
    kept = set().union(*(recorded_in(net, name, places, within) for name in present_layers(net)))
    listed = rows["place"].isin(kept).to_numpy() & (net.roster == "register")
    status, reason = _status(rows, best, usable, looked, listed)
    found = rows.assign(status=status, reason=reason, **_evidence(shown, best))
    found["knowable"] = np.isin(status, KNOWN) & looked
    found["meetings"] = _meetings(tables.get("meeting"), a, b)
    found["in_contact"] = _in_contact(net, a, b)
    open_pair = np.isin(status, ["absent", "unknown"]) & ~found["in_contact"].to_numpy()
    found["through_facilitator"] = open_pair & ~own & _share_networker(net, a, b)
    return found


def _positions(net: Network) -> np.ndarray:
    """Find the networkers."""
    return np.asarray(net.actors.index.get_indexer(networkers(net.actors)))


def _could_show(rows: pd.DataFrame, layer: str) -> np.ndarray:
    """Say of which pairs a layer could show what is asked; attendance shows no duty in a case."""
    named = rows["evidence"].map(lambda layers: layer in layers).to_numpy(dtype="bool")
    return named & rows["level"].ne("case").to_numpy() if layer == "meeting" else named


def _shown(
    ties: LayerTies, rows: pd.DataFrame, usable: np.ndarray, limits: Limits, *, own: np.ndarray
) -> Shown:
    """Say what one layer shows."""
    a, b = rows["a"].to_numpy(), rows["b"].to_numpy()
    there, row = ties.find(a, b, ways=True)
    back, _ = ties.find(b, a, ways=True)
    _, both = ties.find(a, b, ways=False)
    directed = rows["direction"].eq("directed").to_numpy()
    mutual = rows["direction"].eq("mutual").to_numpy()
    tied = np.select([directed, mutual], [there, there & back], there | back)
    one_way = (there | back) & ~tied
    table = pd.concat([ties.ways, ties.either], ignore_index=True)
    at = np.where(directed & tied, row, len(ties.ways) + both)
    of_pair = table.take(np.where(tied | one_way, at, 0)) if len(table) else _no_ties(len(rows))
    of_pair = of_pair.reset_index(drop=True)
    if ties.name == "meeting" and limits.meetings and of_pair["meetings"][tied].isna().any():
        message = text(
            "min_meetings= needs to know how often two actors met; the ties of the network do not "
            "say. Build it from attendance, or use min_weight=."
        )
        raise ArgumentError(message)
    state = _state(ties.name, of_pair, limits, own)
    state = np.select([usable & tied, usable & one_way], [state, _ABSENT - 1], _ABSENT)
    doubt = of_pair["high"].ge(_ALL_OF_IT) & of_pair["low"].lt(_ALL_OF_IT)
    return Shown(ties.name, state, doubt.to_numpy() & ~own, of_pair)


def _no_ties(number: int) -> pd.DataFrame:
    columns = ["weight", "meetings", "low", "high"]
    nothing = pd.DataFrame(np.nan, index=range(number), columns=columns)
    return nothing.assign(last_date=pd.Series(pd.NaT, index=nothing.index))


def _state(name: str, ties: pd.DataFrame, limits: Limits, own: np.ndarray) -> np.ndarray:
    """Judge ties by the limits; who facilitates is tied by its own meetings."""
    weak = ties["weight"] < limits.weight.get(name, 0.0)
    if name == "meeting" and limits.meetings is not None:
        weak |= ties["meetings"] < limits.meetings
    stale = pd.Series(False, index=ties.index)
    if limits.oldest is not None:
        stale = ties["last_date"] < limits.oldest
    facilitated = ties["low"].ge(_ALL_OF_IT) & ~own
    return np.select([facilitated, stale, weak], [3, 2, 1], 0)


def _looked(
    rows: pd.DataFrame,
    usable: Mapping[str, np.ndarray],
    seen: Mapping[str, set[str]],
    ends: Mapping[str, np.ndarray],
) -> np.ndarray:
    """Say in which rows a layer could show the pair: it has records there, and of both its ends."""
    looked = np.zeros(len(rows), dtype="bool")
    nowhere = rows["place"].isna().to_numpy()
    for name, able in usable.items():
        both = ends[name][rows["a"]] & ends[name][rows["b"]]
        looked |= able & both & (rows["place"].isin(seen[name]).to_numpy() | nowhere)
    return looked


def _kept_of(places: pd.DataFrame, seen: set[str], size: int) -> np.ndarray:
    """Say of which actors a layer has records of a region they are in.

    An actor of no region is no hindrance: of it nobody can say where records would be. The last
    one stands for nobody.
    """
    kept = np.ones(size + 1, dtype="bool")
    kept[places["actor"]] = False
    kept[places.loc[places["place"].isin(seen), "actor"]] = True
    return kept


def _status(
    rows: pd.DataFrame,
    best: np.ndarray,
    usable: Mapping[str, np.ndarray],
    looked: np.ndarray,
    listed: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Name the status, and why it is unknown if it is."""
    alone = rows["a"].eq(NOBODY).to_numpy() | rows["b"].eq(NOBODY).to_numpy()
    # A register of a region does not list who is elsewhere in the kraj or country.
    listed = listed & rows["scope"].eq("region").to_numpy()
    able = np.any([np.zeros(len(rows), dtype="bool"), *usable.values()], axis=0)
    attended = rows["level"].eq("case").to_numpy() & (
        rows["evidence"].map(lambda layers: set(layers) == {"meeting"}).to_numpy(dtype="bool")
    )
    seen = best < _ABSENT
    why = [alone & listed, alone, seen, attended, ~able, ~looked]
    status = np.select(
        why,
        ["partner_missing", "unknown", np.array(KNOWN)[best], "unknown", "unknown", "unknown"],
        "absent",
    )
    reason = np.select(why, ["", "register", "", "attendance", "layer", "no_records"], "")
    return status, reason


def _evidence(shown: Sequence[Shown], best: np.ndarray) -> dict[str, pd.Series]:
    """Take weight and day of the layer that shows a pair best, and name all that show it."""
    index = pd.RangeIndex(len(best))
    values = {
        "weight": pd.Series(np.nan, index=index),
        "last_date": pd.Series(pd.NaT, index=index, dtype="datetime64[s]"),
    }
    doubt = best < _ABSENT - 1
    names = pd.Series("", index=index, dtype="str")
    for state in range(_ABSENT):
        for one in shown:
            here = one.state == state
            first = here & (names == "").to_numpy()
            for name, column in values.items():
                values[name] = column.mask(first, one.ties[name])
            names = names.mask(here, names + one.name + "|")
            if state < _ABSENT - 1:
                doubt &= ~(here & (best == state)) | one.in_doubt
    return {
        "shown_by": names.str.removesuffix("|"),
        **values,
        "facilitated_unknown": pd.Series(doubt, index=index),
    }


def _meetings(ties: LayerTies | None, a: np.ndarray, b: np.ndarray) -> pd.Series:
    """Count joint meetings: missing without a layer of meetings, and where there is no pair."""
    index = pd.RangeIndex(len(a))
    if ties is None:
        return pd.Series(pd.NA, index=index, dtype="Int64")
    tied, row = ties.find(a, b, ways=False)
    number = np.where((a >= 0) & (b >= 0), 0.0, np.nan)
    if len(ties.either):
        number[tied] = ties.either["meetings"].to_numpy()[row[tied]]
    return pd.Series(number, index=index).astype("Int64")


def _in_contact(net: Network, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Say which pairs are tied at all, by any layer and either way."""
    keys = pd.Index(np.minimum(a, b) * net.n_actors + np.maximum(a, b))
    tied: np.ndarray = keys.isin(tied_pairs(net)) & (a >= 0) & (b >= 0)
    return tied


def _share_networker(net: Network, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Say which pairs are both tied with the same networker."""
    matrix = (net.adjacency + net.adjacency.T)[:, _positions(net)].toarray() > 0
    shared: np.ndarray = (a >= 0) & (b >= 0) & (matrix[a] & matrix[b]).any(axis=1)
    return shared
