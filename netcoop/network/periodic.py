"""``periods``: the network of every phase, on one list of actors and one scale."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from netcoop._core.checks import first
from netcoop._core.progress import track
from netcoop._core.texts import text
from netcoop.actors import resolve_actors
from netcoop.actors.written import NAME_COLUMNS, ONLY_LOOKED_UP
from netcoop.errors import NetcoopWarning
from netcoop.network import views
from netcoop.network.build import build_network
from netcoop.network.network import Network
from netcoop.records import Records
from netcoop.records.phases import Phase, Phases, choose_phases
from netcoop.records.selection import between
from netcoop.records.spans import TIMED, row_days, within
from netcoop.records.units import days_of
from netcoop.ties.projection import attended
from netcoop.ties.weighting import Weighting

_SCALES = ("layer_scale", "weight_scale")


def periods(
    records: Records,
    phases: Phases | None = None,
    *,
    freq: str | None = None,
    layers: Sequence[str] = ("meeting", "referral"),
    weighting: Weighting | None = None,
    directed: bool | None = None,
) -> dict[str, Network]:
    """Make one network for every period, so that they can be set side by side.

    Names are resolved once. An actor is in the network of a period, silent or not, unless it was
    not there yet or not there any more: by ``active_from`` and ``active_to`` of the register;
    whoever is not in the register, from its first record on. Who has a record in a period is in
    its network whatever the register says. Weights of all periods are on one scale: the mean of a
    layer is that of all pairs of all periods, and ``weight_scale`` the largest weight of all.

    Parameters
    ----------
    records
        Records; names are resolved first if they are not yet.
    phases
        A table with ``phase``, ``start`` and ``end``, or ``{name: (start, end)}``; both days are
        included, ``None`` is an open side. By default the records' own ``phases``. Periods may
        overlap, and there may be time between them: nothing is then counted, or counted twice.
    freq
        Instead of phases, even periods from the first to the last record: ``"MS"``, ``"QS"``,
        ``"YS"``, ``"2MS"``, ``"W-MON"`` … (pandas; days on which periods begin). They are counted
        from 1 January of the year of the first record and called ``"2024-03"``, ``"2024 Q1"``,
        ``"2024"``, else by their first and last month or day: ``"2024-01--2024-02"``.
    layers, weighting, directed
        As in :func:`netcoop.build_network`. A ``weighting`` without ``reference`` is taken as of
        the last day of each period: from there records fade, then agreements have to be valid.

    Returns
    -------
    dict of str to Network
        In the order of time. ``net.settings["period"]`` has ``name``, ``start`` and ``end``. A
        period without records has a network without ties.

    Raises
    ------
    RecordError
        A period ends before it starts or stands twice; there is no day to make periods of.
    ArgumentError
        Neither or both of ``phases`` and ``freq`` are given, or one cannot be read.

    Warns
    -----
    NetcoopWarning
        Rows without a date, or of a month that no period holds whole, are in none of the periods.
        Actors have records while they were not active.

    Examples
    --------
    >>> days = pd.to_datetime(["2024-01-09"] * 2 + ["2024-05-06"] * 2)
    >>> sheet = pd.DataFrame({"actor": list("ABAC"), "meeting_id": list("1122"), "date": days})
    >>> for name, net in periods(Records(meetings=sheet), freq="QS").items():
    ...     print(name, net)
    2024 Q1 <Network: 2 actors, 1 ties (meeting), undirected>
    2024 Q2 <Network: 3 actors, 1 ties (meeting), undirected, 1 isolate>
    """
    resolved = resolve_actors(records)
    tables = resolved.tables
    days = {name: row_days(name, tables[name]) for name in _DATED if name in tables}
    used = [f"{layer}s" for layer in dict.fromkeys(layers) if f"{layer}s" in days]
    chosen = choose_phases(records, phases, freq, [days[name] for name in used if name in TIMED])
    _warn_of_lost_rows({name: days[name] for name in used}, chosen)
    roster = _Roster(tables, days, used)
    nets = {}
    for phase in track(chosen, total=len(chosen)):
        part = between(resolved, days, phase.first, phase.last)
        part = part.replace({"actors": roster.of(phase, part.tables)})
        choice = _as_of(weighting, phase)
        nets[phase] = build_network(part, layers=layers, weighting=choice, directed=directed)
    roster.warn()
    return _on_one_scale(nets, roster.kind)


def _as_of(weighting: Weighting | None, phase: Phase) -> Weighting | None:
    if phase.end is None or (weighting is not None and weighting.reference is not None):
        return weighting
    return replace(weighting or Weighting(), reference=str(phase.end.date()))


# What has a time; needs and outputs make no ties, but what a network keeps is of its period.
_DATED = (*TIMED, "agreements")


def _warn_of_lost_rows(days: Mapping[str, pd.DataFrame], phases: list[Phase]) -> None:
    """Count what belongs to no period for want of a day; what lies outside of all is no loss."""
    undated, cut = {}, {}
    for table, own in days.items():
        found = [within(table, own, phase.first, phase.last) for phase in phases]
        inside = np.any([one for one, _ in found], axis=0)
        undated[table] = int(own.isna().all(axis=1).sum())
        cut[table] = int((np.any([partly for _, partly in found], axis=0) & ~inside).sum())
    if any(undated.values()) or any(cut.values()):
        message = text(
            "In none of the periods are rows without a date ({undated}) and rows of a month that "
            "no period holds whole ({cut}).",
            undated=_counts(undated),
            cut=_counts(cut),
        )
        warnings.warn(message, NetcoopWarning, stacklevel=3)


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{table} {n}" for table, n in counts.items() if n) or "0"


# -- who is in them ------------------------------------------------------------------------------


class _Roster:
    """Who was there in which period."""

    def __init__(
        self, tables: dict[str, pd.DataFrame], days: Mapping[str, pd.DataFrame], used: list[str]
    ) -> None:
        self.actors, self.used = tables["actors"], used
        status = self.actors["name_status"]
        self.registered = status.eq("register")
        self.kind = "register" if self.registered.any() else "observed"
        nothing = pd.Series(pd.NaT, index=self.actors.index, dtype="datetime64[s]")
        begins, self.until = (
            days_of(self.actors[name]) if name in self.actors else nothing
            for name in ("active_from", "active_to")
        )
        seen = _first_seen(tables, days).reindex(self.actors["actor_id"]).set_axis(status.index)
        self.since = begins.where(self.registered, seen.astype("datetime64[s]"))
        self.contradicted: set[str] = set()

    def of(self, phase: Phase, tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
        """Give the actors of one period; who has a record in it is there in any case."""
        active = ~(self.since > phase.last) & ~(self.until < phase.first)
        with_record = self.actors["actor_id"].isin(
            {
                actor
                for table in self.used
                for names in _names(table, _present(table, tables[table]))
                for actor in names.unique()
            }
        )
        self.contradicted |= set(self.actors["actor_id"][with_record & ~active])
        return self.actors[active | with_record].reset_index(drop=True)

    def warn(self) -> None:
        """Say whose records contradict the register."""
        if not self.contradicted:
            return
        message = text(
            "Actors with records in a period in which the register says they were not active: {n} "
            "({ids}). They are in its network.",
            n=len(self.contradicted),
            ids=first(sorted(self.contradicted)),
        )
        warnings.warn(message, NetcoopWarning, stacklevel=3)


def _first_seen(tables: dict[str, pd.DataFrame], days: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Give the first day any record names an actor; of a month, its first day."""
    parts = [
        pd.DataFrame({"actor": names.to_numpy(), "start": own["start"].to_numpy()})
        for table, own in days.items()
        for names in _names(table, tables[table])
    ]
    rows = pd.concat(parts) if parts else pd.DataFrame({"actor": [], "start": []})
    return rows.groupby("actor")["start"].min()


def _present(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    return attended(frame) if table == "meetings" else frame


def _names(table: str, frame: pd.DataFrame) -> list[pd.Series]:
    """Give the columns that name the actors of a table; a convener need not have been there."""
    return [
        frame[column]
        for column in NAME_COLUMNS.get(table, ())
        if (table, column) not in ONLY_LOOKED_UP
    ]


def _on_one_scale(nets: dict[Phase, Network], roster: str) -> dict[str, Network]:
    """Give all networks the scales of their pairs taken together."""
    parts = []
    for number, net in enumerate(nets.values()):
        # A pair of one period and the same pair of another are two.
        ties = net.ties.astype({"source": "object", "target": "object"})
        ends = {end: f"{number} " + ties[end] for end in ("source", "target")}
        parts.append(ties.assign(**ends))
    if not parts:
        return {}
    columns = ["source", "target", "weight", "kind"]
    if any("directed" in part for part in parts):
        parts = [part.assign(directed=part.get("directed", default=False)) for part in parts]
        columns.append("directed")
    some = next(iter(nets.values()))
    settings = {key: value for key, value in some.settings.items() if key not in _SCALES}
    pooled = pd.concat([part[columns] for part in parts], ignore_index=True)
    scales = views.with_scales(settings, pooled, directed=some.directed)
    shared = {key: scales[key] for key in _SCALES} | {"roster": roster}
    return {
        phase.name: net.derive(
            affiliations=net.affiliations,
            settings={**net.settings, **shared, "period": phase.setting},
        )
        for phase, net in nets.items()
    }
