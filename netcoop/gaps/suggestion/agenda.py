"""What a table could do: pairs that a template asks for, pieces to join, white spots to close.

Who may be invited is known here by a number from 0, in the order of the alphabet of the ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from netcoop._core.checks import check_choice, did_you_mean, first, is_number
from netcoop._core.texts import text
from netcoop.errors import ArgumentError
from netcoop.gaps.field import networkers
from netcoop.gaps.required.asked import required_ties
from netcoop.gaps.suggestion.burden import strong_bound
from netcoop.gaps.suggestion.contact_pairs import networkers_among, overloaded_among
from netcoop.gaps.suggestion.given import check_flag, owners_of
from netcoop.gaps.suggestion.recorded import met_in_records
from netcoop.gaps.suggestion.seating import Worth
from netcoop.gaps.whitespots.findings import INFORMATION
from netcoop.metrics.basis import pieces, symmetric
from netcoop.metrics.keyplayers import positions_of
from netcoop.network import Network

# What things are worth; the last three are taken away.
VALUES = {
    "must": 1.0,
    "should": 1.0,
    "practice": 0.5,
    "loose": 0.5,
    "piece": 0.25,
    "white_spot": 1.0,
    "tied": 0.25,
    "repeat": 100.0,
    "seat": 0.1,
}
# In the records, but not as the template asks for.
LOOSE = ("weak", "stale", "one_sided", "only_facilitated")
SPOT = ["region", "service", "target_group"]


@dataclass(frozen=True, eq=False)
class Agenda:
    """All that the worth of a table rests on.

    Attributes
    ----------
    ids
        Who may be invited.
    must
        Who is invited in any case, by number.
    lacking
        The pairs that a template asks for and that are not, or not as asked, in the records:
        ``a``, ``b`` (numbers, a before b), ``state`` (``"absent"`` or ``"loose"``), ``status``,
        ``strength``, ``value``; ``None`` without a template.
    n_elsewhere
        How many more there are with somebody who takes no seat.
    tied
        Pairs that are well tied, without those lacking.
    met
        Pairs that were at one meeting in the records; tied in any way, where none says who came.
    piece
        The piece of the network each is in; networkers, who are to leave, do not hold it together,
        and one who sits there all the same is in none: −1.
    spots
        ``SPOT``, ``finding``, ``owners`` (numbers of those who may be invited), ``others`` (ids
        of those who may not); ``None`` where no white spots were given.
    n_overloaded
        How many were not asked as they have much work already.
    """

    ids: list[str]
    must: tuple[int, ...]
    lacking: pd.DataFrame | None
    n_elsewhere: int
    tied: sparse.csr_array
    met: sparse.csr_array
    piece: np.ndarray
    spots: pd.DataFrame | None
    n_overloaded: int
    values: dict[str, float]


@dataclass(frozen=True, eq=False)
class Past:
    """The meetings of the series so far, each as the numbers of its guests."""

    tables: tuple[tuple[int, ...], ...] = ()
    most: int | None = None
    _pairs: set[tuple[int, int]] = field(default_factory=set, init=False)

    def __post_init__(self) -> None:
        for table in self.tables:
            self._pairs.update((a, b) for a in table for b in table if a < b)

    def after(self, table: tuple[int, ...]) -> Past:
        """Add a meeting."""
        return Past((*self.tables, table), self.most)

    def had(self, a: int, b: int) -> bool:
        """Tell whether two were at one of the tables."""
        return (min(a, b), max(a, b)) in self._pairs

    def seats(self, n: int) -> np.ndarray:
        """Count the meetings of each."""
        return np.bincount([guest for table in self.tables for guest in table], minlength=n)

    def matrix(self, n: int) -> sparse.csr_array:
        """Mark, both ways, the pairs that were at one of the tables."""
        ends = np.array(sorted(self._pairs), dtype="int64").reshape(-1, 2)
        return both_ways(ends[:, 0], ends[:, 1], np.ones(len(ends)), n)


def both_ways(a: np.ndarray, b: np.ndarray, value: np.ndarray, n: int) -> sparse.csr_array:
    """Fill a symmetric matrix from pairs."""
    ends = (np.concatenate([a, b]), np.concatenate([b, a]))
    return sparse.csr_array((np.concatenate([value, value]), ends), shape=(n, n))


def agenda_of(
    net: Network,
    *,
    template: Any,
    must_invite: Any,
    load: Any,
    white_spots: Any,
    networkers_too: Any,
    values: Any,
    strong: float | None,
) -> Agenda:
    """Gather it from the network, the template and the white spots."""
    worth = checked_values(values)
    networkers_too = check_flag("networkers", networkers_too)
    everyone = sorted(map(str, net.actors.index))
    wanted = {everyone.index(actor) for actor in _named(net, must_invite)}
    connecting = networkers_among(net) & (not networkers_too)
    # A networker is not asked anyway, however much work it has.
    busy = overloaded_among(net, load) & ~connecting
    allowed = [i for i in range(len(everyone)) if i in wanted or not (busy[i] or connecting[i])]
    ids = [everyone[i] for i in allowed]
    order = net.actors.index.get_indexer(pd.Index(ids, dtype="str"))
    lacking, elsewhere = _lacking(net, template, ids, worth)
    return Agenda(
        ids=ids,
        must=tuple(ids.index(everyone[i]) for i in sorted(wanted)),
        lacking=lacking,
        n_elsewhere=elsewhere,
        tied=_well_tied(net, order, strong, lacking),
        met=_met(net, order),
        piece=_pieces(net, order, networkers_too=networkers_too),
        spots=_spots(net, white_spots, ids),
        n_overloaded=int(np.count_nonzero(busy)) - sum(bool(busy[i]) for i in wanted),
        values=worth,
    )


def checked_values(values: Any) -> dict[str, float]:
    """Put the values given in the place of the usual ones."""
    if values is None:
        return dict(VALUES)
    if not isinstance(values, Mapping):
        message = text(
            "values= must map names to numbers, such as {{'piece': 0}}; the names are: {known}.",
            known=", ".join(VALUES),
        )
        raise ArgumentError(message)
    for name, value in values.items():
        check_choice("values", name, VALUES)
        if not is_number(value) or value < 0:
            message = text(
                "values={{{name!r}: {value!r}}} must be a number from 0 up.", name=name, value=value
            )
            raise ArgumentError(message)
    return VALUES | {str(name): float(value) for name, value in values.items()}


def _named(net: Network, must_invite: Any) -> list[str]:
    """Check the ids of those who are invited in any case."""
    if not isinstance(must_invite, Iterable):
        message = text("must_invite={value!r} must be a list of ids of actors.", value=must_invite)
        raise ArgumentError(message)
    ids = net.actors.index
    return [str(ids[place]) for place in positions_of(net, "must_invite", must_invite)]


def _required(net: Network, template: Any) -> pd.DataFrame | None:
    """Find the pairs a template asks for, with their status; ``None`` without a template."""
    if template is None:
        if net.records is None or net.records.required is None:
            return None
        template = net.records.required
    found = getattr(template, "pairs", template)
    if isinstance(found, pd.DataFrame) and "status" not in found:
        found = required_ties(net, found).pairs
    columns = ("source", "target", "strength", "status", "in_contact")
    if isinstance(found, pd.DataFrame) and set(columns) <= set(found):
        return found[list(columns)]
    message = text(
        "template= must be a template of required ties (source_kind and target_kind), or what "
        "nc.required_ties gives."
    )
    raise ArgumentError(message)


def _check_actors(net: Network, rows: pd.DataFrame) -> None:
    """Refuse pairs of actors that the network does not have."""
    named = dict.fromkeys([*rows["source"], *rows["target"]])
    unknown = [actor for actor in named if actor not in net.actors.index]
    if unknown:
        message = text(
            "template= names actors that the network does not have: {unknown}.",
            unknown=first([repr(actor) for actor in unknown]),
        )
        raise ArgumentError(message + did_you_mean(str(unknown[0]), map(str, net.actors.index)))


def _lacking(
    net: Network, template: Any, ids: Sequence[str], worth: Mapping[str, float]
) -> tuple[pd.DataFrame | None, int]:
    """List the pairs that are not in the records as asked, each once by what it is worth most.

    Also how many there are with somebody who is not among ``ids``.
    """
    rows = _required(net, template)
    if rows is None:
        return None, 0
    rows = rows[rows["status"].isin(["absent", *LOOSE])].reset_index(drop=True)
    _check_actors(net, rows)
    for word in rows["strength"].unique():
        check_choice("strength", word, ("must", "should", "practice"))
    # Who has contact already, if not of the kind asked for, does not meet for the first time.
    apart = rows["status"].eq("absent") & ~rows["in_contact"].eq(True)
    numbers = pd.Index(list(ids), dtype="str")
    ends = [numbers.get_indexer(pd.Index(rows[end])) for end in ("source", "target")]
    pairs = pd.DataFrame(
        {
            "a": np.minimum(*ends),
            "b": np.maximum(*ends),
            "state": np.where(apart, "absent", "loose"),
            "status": rows["status"],
            "strength": rows["strength"],
            "value": rows["strength"].map(worth).astype("float64")
            * np.where(apart, 1.0, worth["loose"]),
        }
    )
    outside = rows.loc[pairs["a"] < 0, ["source", "target"]]
    elsewhere = len({frozenset(pair) for pair in outside.to_numpy().tolist()})
    inside = pairs[(pairs["a"] >= 0) & (pairs["a"] != pairs["b"])]
    by = ["a", "b", "value", "state", "strength", "status"]
    inside = inside.sort_values(by, ascending=[True, True, False, True, True, True])
    statuses: dict[tuple[int, int], list[str]] = {}
    for a, b, status in zip(inside["a"], inside["b"], inside["status"], strict=True):
        statuses.setdefault((a, b), []).append(status)
    once = inside.drop_duplicates(["a", "b"]).reset_index(drop=True)
    # The first of each pair stands in the same order in both.
    joined = ["|".join(dict.fromkeys(each)) for each in statuses.values()]
    return once.assign(status=pd.Series(joined, dtype="str")), elsewhere


def _well_tied(
    net: Network, order: np.ndarray, strong: float | None, lacking: pd.DataFrame | None
) -> sparse.csr_array:
    """Mark the pairs that are tied well enough, without those of which more is asked."""
    near = symmetric(net)[order][:, order]
    near.data = (near.data >= strong_bound(net, strong)).astype("float64")
    if lacking is not None and len(lacking):
        a, b = lacking["a"].to_numpy(), lacking["b"].to_numpy()
        asked = both_ways(a, b, np.ones(len(a)), len(order))
        near = near - near.multiply(asked)
    near = sparse.csr_array(near)
    near.eliminate_zeros()
    return near


def _met(net: Network, order: np.ndarray) -> sparse.csr_array:
    """Mark the pairs that were at one meeting; without attendance, those that are tied."""
    met = met_in_records(net, net.actors.index[order])
    if met is None:
        return sparse.csr_array(symmetric(net, weighted=False)[order][:, order])
    return met


def _pieces(net: Network, order: np.ndarray, *, networkers_too: bool) -> np.ndarray:
    """Give the number of the piece each is in; a networker is in none (−1) if all are to leave."""
    ids = net.actors.index[order]
    leaving = [] if networkers_too else networkers(net.actors).tolist()
    rest = net.without(leaving) if leaving else net
    places = rest.actors.index.get_indexer(ids)
    there, numbers = places >= 0, np.full(len(ids), -1, dtype="int64")
    found = pieces(rest)[places[there]]
    numbers[there] = np.unique(found, return_inverse=True)[1].reshape(-1)
    return numbers


def _spots(net: Network, white_spots: Any, ids: Sequence[str]) -> pd.DataFrame | None:
    """List the white spots of which somebody in the network could take care, each once."""
    if white_spots is None:
        return None
    found = getattr(white_spots, "spots", white_spots)
    if not isinstance(found, pd.DataFrame) or not {*SPOT, "finding", "owners"} <= set(found):
        message = text("white_spots= must be what nc.white_spots gives.")
        raise ArgumentError(message)
    known = set(net.actors.index) - (set(networkers(net.actors)) - set(ids))
    numbers = {actor: number for number, actor in enumerate(ids)}
    rows = []
    # What is told for information only is no white spot.
    wanted = found[~found["finding"].isin(INFORMATION)]
    for key, part in wanted.groupby(SPOT, sort=True, dropna=False):
        named = {owner for each in part["owners"] for owner in owners_of(each)}
        owners = sorted(named & known)
        if owners:
            finding = "|".join(dict.fromkeys(part["finding"]))
            seated = tuple(numbers[owner] for owner in owners if owner in numbers)
            others = tuple(owner for owner in owners if owner not in numbers)
            rows.append((*key, finding, seated, others))
    return pd.DataFrame(rows, columns=[*SPOT, "finding", "owners", "others"])


def worth_of(agenda: Agenda, past: Past) -> Worth:
    """Say what each pair, guest and piece adds to a table, given the meetings so far."""
    n, values = len(agenda.ids), agenda.values
    had = past.matrix(n)
    pairs = -values["tied"] * (agenda.tied - agenda.tied.multiply(had))
    if agenda.lacking is not None:
        still = [not past.had(*ends) for ends in _ends(agenda.lacking)]
        left = agenda.lacking[np.array(still, dtype="bool")]
        ends = (left["a"].to_numpy(), left["b"].to_numpy())
        pairs = pairs + both_ways(*ends, left["value"].to_numpy("float64"), n)
    # Two who are invited in any case meet again whatever else is chosen.
    fixed = [(a, b) for a in agenda.must for b in agenda.must if a < b and past.had(a, b)]
    ends = (
        np.array([a for a, _ in fixed], dtype="int64"),
        np.array([b for _, b in fixed], "int64"),
    )
    again = had - both_ways(*ends, np.ones(len(fixed)), n)
    pairs = sparse.csr_array(pairs - values["repeat"] * again)
    pairs.eliminate_zeros()
    taken = past.seats(n)
    guests = shares(agenda) * values["white_spot"] * (taken == 0)
    spared = np.where(np.isin(np.arange(n), agenda.must), 0, taken)
    guests = guests - values["seat"] * spared
    return Worth(pairs, guests, _joined(agenda.piece, past), values["piece"])


def _ends(pairs: pd.DataFrame) -> Iterable[tuple[int, int]]:
    return zip(pairs["a"].tolist(), pairs["b"].tolist(), strict=True)


def shares(agenda: Agenda) -> np.ndarray:
    """Sum, for each, the share it has in white spots: one spot is shared by all its owners."""
    share = np.zeros(len(agenda.ids))
    if agenda.spots is not None:
        for owners, others in zip(agenda.spots["owners"], agenda.spots["others"], strict=True):
            share[list(owners)] += 1 / (len(owners) + len(others))
    return share


def _joined(piece: np.ndarray, past: Past) -> np.ndarray:
    """Give those who sat at one table, and their pieces, the number of one piece."""
    piece = piece.copy()
    for table in past.tables:
        there = piece[list(table)]
        together = np.unique(there[there >= 0])
        piece[np.isin(piece, together)] = together[0] if len(together) else -1
    return piece
