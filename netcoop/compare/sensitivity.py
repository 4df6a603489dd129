"""How ranks and headline numbers move with the weighting."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from netcoop._core.checks import check_choice
from netcoop._core.progress import track
from netcoop._core.texts import text
from netcoop.actors import resolve_actors
from netcoop.compare.sensitivity_result import WeightingSensitivity
from netcoop.compare.standings import levels_of, places_of, standings
from netcoop.compare.weightings import (
    Codes,
    Reason,
    same_pairs,
    usual_weightings,
    why_left_out,
)
from netcoop.errors import ArgumentError
from netcoop.metrics import METRICS
from netcoop.network import Network, build_network
from netcoop.records import Records
from netcoop.ties import Weighting

__all__ = ["DEFAULT_METRICS", "WeightingSensitivity", "weighting_sensitivity"]

DEFAULT_METRICS = ("strength", "betweenness", "mean_degree", "transitivity", "fragmentation")


def weighting_sensitivity(
    records: Records,
    metrics: Sequence[str] | None = None,
    grid: Mapping[str, Weighting] | None = None,
    *,
    layers: Sequence[str] = ("meeting", "referral"),
    top: int = 5,
) -> WeightingSensitivity:
    """Show what hangs on how records become weights: who stays first, which numbers move.

    Parameters
    ----------
    records
        Records; names are resolved first (:func:`netcoop.resolve_actors`) if they are not yet.
    metrics
        Names out of ``nc.metric_register()``, of actors or of the network. Default: strength and
        betweenness of actors; ties per actor, transitivity and fragmentation of the network.
        Metrics that do not look at weights move only where ties vanish.
    grid
        Weightings to compare, by name; the first is the reference. Default: Newman's; ``count``
        and ``share``; in person above mediated, as assumed and steeper; by hours; without the
        largest meetings; fading with a half-life of a year; every layer after the first counted
        double and half. Of these, what the records cannot tell from another is left out and
        named (``left_out``): equal numbers would be no sign of stability.
    layers
        Kinds of tie, as for :func:`netcoop.build_network`.
    top
        How many actors are "the first".

    Returns
    -------
    WeightingSensitivity
        ``to_frame()``, ``ranks(metric)``, ``range(metric)``, ``left_out``, ``summary()``,
        ``sentence()``. Every actor of the network is in it, whatever the weighting.

    Raises
    ------
    RecordError
        None of the layers has records.
    ArgumentError
        A metric is not known, the grid is empty or holds something else, ``top`` is below 1.

    Warns
    -----
    NetcoopWarning
        What building the networks warns of, each once.

    References
    ----------
    Steegen, S., et al. (2016). https://doi.org/10.1177/1745691616658637 (all choices at once)

    Examples
    --------
    Once in a hall of five, or four times with one partner:

    >>> sheet = pd.DataFrame({"actor": [*"ABCDE", *"FG" * 3], "meeting_id": [*"11111", *"223344"]})
    >>> found = weighting_sensitivity(Records(meetings=sheet), ["strength"], top=2)
    >>> found.ranks("strength").loc[["A", "F"]].to_dict("list")
    {'newman': [3, 1], 'count': [1, 6], 'share': [3, 1]}
    """
    names = list(DEFAULT_METRICS if metrics is None else metrics)
    for name in names:
        check_choice("metrics", name, METRICS)
    if not names:
        raise ArgumentError(text("metrics= names none; leave it out for the usual ones."))
    if top < 1:
        raise ArgumentError(text("top={top} must be 1 or more.", top=top))
    if grid is not None and not grid:
        raise ArgumentError(text("grid= is empty; leave it out for the usual weightings."))
    resolved = resolve_actors(records)
    measured, left_out = _measure(resolved, names, grid, layers)
    settings = {"layers": list(layers), "metrics": names, "top": top}
    weightings = {name: one.weighting for name, one in measured.items()}
    frames = {
        name: pd.DataFrame({way: one.values[name] for way, one in measured.items()})
        for name in names
        if METRICS[name].level == "actor"
    }
    places = {name: places_of(frame.apply(levels_of)) for name, frame in frames.items()}
    table = _table(measured, names, frames, top)
    return WeightingSensitivity(table, places, weightings, left_out, settings)


@dataclass(frozen=True, eq=False)
class _Measured:
    """One weighting, the ties it makes and what was measured of them."""

    weighting: Weighting
    codes: Codes
    tied: pd.Series
    values: Mapping[str, Any]


def _measure(
    records: Records,
    metrics: Sequence[str],
    grid: Mapping[str, Weighting] | None,
    layers: Sequence[str],
) -> tuple[dict[str, _Measured], dict[str, Reason]]:
    """Build the network of each weighting once; leave out the usual ones that show nothing."""
    usual = {}
    if grid is None:
        usual = usual_weightings([name for name in layers if f"{name}s" in records.tables])
    choices = grid or {name: candidate.weighting for name, candidate in usual.items()}
    measured: dict[str, _Measured] = {}
    left_out: dict[str, Reason] = {}
    kinds: tuple[str, ...] = ()
    said: list[warnings.WarningMessage] = []
    for name, choice in track(choices.items(), total=len(choices)):
        net, messages = _built(records, layers, choice)
        if not measured:
            kinds = net.layers
        if name in usual:
            kept = {way: one.codes for way, one in measured.items()}
            reason = why_left_out(net, usual[name].if_same, kept, kinds)
            if reason:
                left_out[name] = reason
                continue
        said += messages
        values = {metric: METRICS[metric].measure(net) for metric in metrics}
        measured[name] = _Measured(choice, net.codes, _tied(net), values)
    _warn_once(said)
    return measured, left_out


def _built(
    records: Records, layers: Sequence[str], choice: Weighting
) -> tuple[Network, list[warnings.WarningMessage]]:
    """Build a network and keep what it warns of for later: most of it is the same each time."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        net = build_network(records, layers=layers, weighting=choice)
    return net, caught


def _warn_once(said: Sequence[warnings.WarningMessage]) -> None:
    once = {(warning.category, str(warning.message)): warning.message for warning in said}
    for message in once.values():
        warnings.warn(message, stacklevel=4)  # past _measure, at the caller of the public function


def _tied(net: Network) -> pd.Series:
    source, target, _ = net.codes
    tied = pd.Series(False, index=net.actors.index)
    tied.iloc[source] = True
    tied.iloc[target] = True
    return tied


def _table(
    measured: Mapping[str, _Measured],
    metrics: Sequence[str],
    frames: Mapping[str, pd.DataFrame],
    top: int,
) -> pd.DataFrame:
    """Put every metric under every weighting into one row."""
    reference = next(iter(measured.values()))
    tied = pd.DataFrame({way: one.tied for way, one in measured.items()})
    rows: list[dict[str, Any]] = []
    for metric in metrics:
        of_actors = standings(frames[metric], tied, top) if metric in frames else None
        for position, (way, one) in enumerate(measured.items()):
            row = {
                "metric": metric,
                "level": METRICS[metric].level,
                "weighting": way,
                "n_ties": len(one.codes[0]),
                "same_pairs": same_pairs(one.codes, reference.codes),
            }
            if of_actors is not None:
                row |= of_actors[position]
            else:
                value, before = one.values[metric], reference.values[metric]
                row |= {"value": value, "change": value - before}
            rows.append(row)
    return pd.DataFrame(rows, columns=list(_COLUMNS)).astype(_COLUMNS)


_COLUMNS = {
    "metric": "str", "level": "str", "weighting": "str", "n_ties": "int64", "same_pairs": "bool",
    "value": "float64", "change": "float64", "kendall": "float64", "spearman": "float64",
    "n_top": "Int64", "top_kept": "float64", "first": "str", "largest_move": "float64",
    "top_share": "float64",
}  # fmt: skip
