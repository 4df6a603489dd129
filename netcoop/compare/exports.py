"""``export_r``: a folder for the models that belong in R, with the script that reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.checks import check_choice, first
from netcoop._core.texts import text
from netcoop.compare.export_folder import csv_text, free_folder, write_folder
from netcoop.errors import ArgumentError
from netcoop.network import Network, build_network, disclose, periods
from netcoop.network.case_meetings import about_cases
from netcoop.network.incidence import seats_of
from netcoop.records import Records
from netcoop.records.phases import Phases
from netcoop.reference import vocabulary

Source = Records | Network | Mapping[str, Network]
# What is told of an actor.
_COLUMNS = ("name", "kind", "sector", "region")
_SCRIPT = "read_{target}.R"
_EPOCH = pd.Timestamp("1970-01-01")
# From the first day of February to its last.
_MONTH = pd.Timedelta(days=27)
_LAYERS = ("meeting", "referral")


def export_r(
    source: Source,
    path: str | Path,
    *,
    target: str = "statnet",
    layer: str | None = None,
    phases: Phases | None = None,
    freq: str | None = None,
) -> Path:
    """Write a folder for a model in R, with the R script that reads it.

    netcoop fits no models of how ties come about; R has tried and tested ones. What is written may
    leave: it goes through :func:`netcoop.network.disclose`, so that single persons bear the name of
    their kind, and fewer than 5 referrals of a pair in a period weigh 2.5.

    Parameters
    ----------
    source
        Records; a network; or networks by name of their period (:func:`netcoop.periods`).
    path
        The folder: a new or an empty one, or one that this function wrote.
    target
        ``"statnet"``: one list of ties a phase, and spells for ``networkDynamic``. ``"rsiena"``:
        one matrix a phase, 10 where one of the two was not there. ``"goldfish"``: ties as events
        at the first day of their period, and who came and went. ``"backbone"``: who was at which
        meeting, case conferences left out.
    layer
        ``"meeting"`` or ``"referral"``, of networks any layer of theirs; by default meetings, for
        goldfish referrals, or what there is. For ``"backbone"`` meetings only.
    phases, freq
        Of records: which periods, as in :func:`netcoop.periods`. By default the records' phases,
        for goldfish months. ``"backbone"`` takes all meetings.

    Returns
    -------
    pathlib.Path
        The folder.

    Raises
    ------
    ArgumentError
        An argument is not one of these, the folder holds other files, a period is shorter than a
        month, or ``"rsiena"`` gets fewer than two phases.
    RecordError, NetworkError
        There are no records of this layer, or no periods.

    Examples
    --------
    >>> import tempfile
    >>> sheet = pd.DataFrame({"actor": list("ABAC"), "meeting_id": list("1122")})
    >>> with tempfile.TemporaryDirectory() as place:
    ...     folder = export_r(Records(meetings=sheet), Path(place) / "r", target="backbone")
    ...     sorted(file.name for file in folder.iterdir())
    ['incidence.csv', 'nodes.csv', 'read_backbone.R']
    """
    check_choice("target", target, _WRITERS)
    if layer is not None and isinstance(source, Records):
        check_choice("layer", layer, _LAYERS)
    folder = free_folder(path)
    if not isinstance(source, Records) and (phases is not None or freq is not None):
        message = text("phases= and freq= are for records; networks are of a period already.")
        raise ArgumentError(message)
    if target == "backbone":
        if layer == "referral":
            raise ArgumentError(text("target='backbone' is for meetings; leave layer= out."))
        files = _incidence(source)
    else:
        waves = _waves(source, layer or _usual(source, target), phases, freq, target)
        files = _WRITERS[target](waves)
    write_folder(files, folder)
    return folder


@dataclass(frozen=True)
class _Waves:
    """Networks of the same layer in the order of time, on one list of actors, as they may leave."""

    names: list[str]
    networks: list[Network]
    there: np.ndarray
    begins: list[pd.Timestamp | None]

    @property
    def actors(self) -> pd.DataFrame:
        return _about(self.networks[0])

    @property
    def directed(self) -> bool:
        return self.networks[0].directed

    def ties(self, place: int) -> pd.DataFrame:
        """Give ``tail`` and ``head`` (from 1), ``weight``, and of meetings their number."""
        net = self.networks[place]
        ties = net.ties
        ids = net.actors.index
        columns: dict[str, Any] = {
            "tail": ids.get_indexer(pd.Index(ties["source"])) + 1,
            "head": ids.get_indexer(pd.Index(ties["target"])) + 1,
            "weight": ties["weight"].to_numpy(),
        }
        if "meetings" in ties:
            columns["meetings"] = ties["meetings"].to_numpy()
        return pd.DataFrame(columns).sort_values(["tail", "head"], ignore_index=True)


def _usual(source: Source, target: str) -> str:
    """Choose the layer: the one there is, or the one that goes with the target."""
    usual = "referral" if target == "goldfish" else "meeting"
    if isinstance(source, Records):
        there = [name for name in _LAYERS if f"{name}s" in source.tables]
    else:
        there = [name for net in _networks(source).values() for name in net.layers]
    return usual if usual in there or not there else there[0]


def _networks(source: Any) -> dict[str, Network]:
    """Take networks by name of their period."""
    if isinstance(source, Network):
        period = source.settings.get("period", {})
        return {str(period.get("name", "all")): source}
    good = isinstance(source, Mapping) and source
    if not good or not all(isinstance(net, Network) for net in source.values()):
        message = text("source= takes records, a network, or networks by name of their period.")
        raise ArgumentError(message)
    return {str(name): net for name, net in source.items()}


def _waves(
    source: Source, layer: str, phases: Phases | None, freq: str | None, target: str
) -> _Waves:
    if isinstance(source, Records):
        if target == "goldfish" and phases is None and freq is None:
            freq = "MS"
        nets = periods(source, phases, freq=freq, layers=[layer])
    else:
        nets = {name: _only(net, layer) for name, net in _networks(source).items()}
    _check_periods(nets)
    directions = {net.directed for net in nets.values()}
    if len(directions) > 1:
        raise ArgumentError(text("Some networks are directed and some are not; export one kind."))
    # On one list, or single persons would bear other numbers in every phase.
    actors = pd.concat([net.actors for net in nets.values()])
    actors = actors[~actors.index.duplicated()].sort_index()
    wide = [disclose(net.derive(actors=actors, ties=net.ties)) for net in nets.values()]
    there = np.array([actors.index.isin(net.actors.index) for net in nets.values()])
    return _Waves(list(nets), wide, there, [_first_day(net) for net in nets.values()])


def _check_periods(nets: Mapping[str, Network]) -> None:
    """Refuse to write nothing, and what would show single referrals and case conferences."""
    if not nets:
        raise ArgumentError(text("phases= names no period; give one or more."))
    spans = {name: net.settings.get("period", {}) for name, net in nets.items()}
    short = [
        name
        for name, span in spans.items()
        if span.get("start") and span.get("end")
        and pd.Timestamp(span["end"]) - pd.Timestamp(span["start"]) < _MONTH
    ]  # fmt: skip
    if short:
        message = text(
            "Periods are shorter than a month ({names}): they would show single cases. Choose "
            "longer ones.",
            names=first(short),
        )
        raise ArgumentError(message)


def _only(net: Network, layer: str) -> Network:
    """Take one layer; referrals among other layers still go one way."""
    part = net.layer(layer) if net.layers else net
    ties = part.ties
    one_way = "directed" in ties and bool(ties["directed"].fillna(False).astype("bool").all())
    return part.derive(directed=True) if len(ties) and one_way and not part.directed else part


def _first_day(net: Network) -> pd.Timestamp | None:
    start = net.settings.get("period", {}).get("start")
    return None if start is None else pd.Timestamp(start)


def _about(net: Network) -> pd.DataFrame:
    """Say who is who: ``label`` and what may be told."""
    actors = net.actors
    kinds = vocabulary("actor")
    for column, known in {"kind": kinds["code"], "sector": kinds["sector"]}.items():
        if column in actors:
            # What is in no vocabulary may say anything.
            free = actors[column].notna() & ~actors[column].isin(known.dropna())
            actors[column] = actors[column].astype("object").mask(free, "other")
    told = {name: actors[name].to_numpy() if name in actors else None for name in _COLUMNS}
    return pd.DataFrame({"label": actors.index.to_numpy(), **told})


def _phases(waves: _Waves, file: str) -> pd.DataFrame:
    numbers = range(1, len(waves.names) + 1)
    files = [file.format(number) for number in numbers]
    rows = zip(waves.names, range(len(numbers)), numbers, files, strict=True)
    return pd.DataFrame(rows, columns=["phase", "onset", "terminus", "file"])


def _statnet(waves: _Waves) -> dict[str, str]:
    phases = _phases(waves, "ties_{}.csv")
    lists = [waves.ties(place) for place in range(len(waves.names))]
    spells = [
        ties[["tail", "head"]].assign(onset=place, terminus=place + 1)
        for place, ties in enumerate(lists)
    ]
    place, vertex = np.nonzero(waves.there)
    there = {"onset": place, "terminus": place + 1, "vertex": vertex + 1}
    return {
        "nodes.csv": csv_text(waves.actors),
        "phases.csv": csv_text(phases),
        **{file: csv_text(ties) for file, ties in zip(phases["file"], lists, strict=True)},
        "edge_spells.csv": csv_text(pd.concat(spells)[["onset", "terminus", "tail", "head"]]),
        "vertex_spells.csv": csv_text(pd.DataFrame(there)),
        **_script("statnet", directed=waves.directed),
    }


def _rsiena(waves: _Waves) -> dict[str, str]:
    if len(waves.names) < 2:
        message = text(
            "target='rsiena' needs two phases or more. Give records with phases, or networks of "
            "several periods (nc.periods)."
        )
        raise ArgumentError(message)
    phases = _phases(waves, "wave_{}.csv")
    tables = {}
    for place, file in enumerate(phases["file"]):
        ties, there = waves.ties(place), waves.there[place]
        matrix = np.where(np.outer(there, there), 0, 10)
        matrix[ties["tail"] - 1, ties["head"] - 1] = 1
        if not waves.directed:
            matrix[ties["head"] - 1, ties["tail"] - 1] = 1
        np.fill_diagonal(matrix, 0)
        tables[file] = pd.DataFrame(matrix).to_csv(index=False, header=False, lineterminator="\n")
    own = {"nodes.csv": csv_text(waves.actors), "phases.csv": csv_text(phases)}
    return own | tables | _script("rsiena", directed=waves.directed)


def _goldfish(waves: _Waves) -> dict[str, str]:
    begins = [day for day in waves.begins if day is not None]
    if len(begins) < len(waves.begins):
        message = text(
            "target='goldfish' needs the first day of every period. Give records with dates, or "
            "networks that nc.periods made of periods with a first day."
        )
        raise ArgumentError(message)
    days = [(day - _EPOCH).days for day in begins]
    labels = waves.actors["label"]
    events = []
    for place, day in enumerate(days):
        ties = waves.ties(place)
        increment = ties["meetings"] if "meetings" in ties else ties["weight"]
        ends = {"sender": "tail", "receiver": "head"}
        named = {role: labels.to_numpy()[ties[end] - 1] for role, end in ends.items()}
        events.append(pd.DataFrame({"time": day, **named, "increment": increment}))
    nodes = waves.actors
    nodes.insert(1, "present", [str(here).upper() for here in waves.there[0]])
    words = ["kind", "sector", "region"]
    nodes[words] = nodes[words].astype("object").where(nodes[words].notna(), "unknown")
    return {
        "nodes.csv": csv_text(nodes[["label", "present", *words]]),
        "events.csv": csv_text(pd.concat(events).sort_values("time", kind="stable")),
        "composition.csv": csv_text(_coming_and_going(waves.there, days, labels)),
        **_script("goldfish", directed=waves.directed),
    }


def _coming_and_going(there: np.ndarray, days: list[int], labels: pd.Series) -> pd.DataFrame:
    """Say who came and who went, half a day before the period, so that it is so by its events."""
    period, actor = np.nonzero(there[1:] != there[:-1])
    return pd.DataFrame(
        {
            "time": np.array(days)[period + 1] - 0.5,
            "node": labels.to_numpy()[actor],
            "replace": [str(here).upper() for here in there[period + 1, actor]],
        }
    )


def _incidence(source: Any) -> dict[str, str]:
    if isinstance(source, Records):
        net = build_network(source, layers=["meeting"])
    else:
        nets = list(_networks(source).values())
        if len(nets) > 1:
            raise ArgumentError(text("target='backbone' takes one network, not several."))
        net = nets[0]
    hidden = disclose(net)
    seats = seats_of(hidden)
    seats = seats[~seats["meeting_id"].isin(_case_conferences(net))]
    if "set_apart" in seats:
        # Meetings too large to make ties say nothing of pairs; nc.backbone leaves them out, too.
        seats = seats[~seats["set_apart"].astype("bool")]
    meeting, names = pd.factorize(seats["meeting_id"], sort=True)
    matrix = np.zeros((hidden.n_actors, len(names)), dtype="int64")
    matrix[hidden.actors.index.get_indexer(pd.Index(seats["actor"].astype("str"))), meeting] = 1
    # What a meeting is called may say what it was about.
    columns = [f"m{number}" for number in range(1, len(names) + 1)]
    table = pd.DataFrame(matrix, columns=columns)
    table.insert(0, "label", hidden.actors.index.to_numpy())
    own = {"nodes.csv": csv_text(_about(hidden)), "incidence.csv": csv_text(table)}
    return own | _script("backbone", directed=False)


def _case_conferences(net: Network) -> pd.Series:
    """Name the meetings that must not be seen one by one."""
    seats = seats_of(net)
    meetings: pd.Series = seats.loc[about_cases(seats), "meeting_id"]
    return meetings


_WRITERS: dict[str, Callable[[Any], dict[str, str]]] = {
    "statnet": _statnet,
    "rsiena": _rsiena,
    "goldfish": _goldfish,
    "backbone": _incidence,
}


def _script(target: str, *, directed: bool) -> dict[str, str]:
    name = _SCRIPT.format(target=target)
    script = resources.files(__package__).joinpath("templates", name).read_text("utf-8")
    return {name: script.replace("DIRECTED", str(directed).upper())}
