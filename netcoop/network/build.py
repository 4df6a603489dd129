"""``build_network``: from resolved records to a ``Network``."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from netcoop._core.checks import check_choice, first
from netcoop._core.texts import text
from netcoop.actors import resolve_actors
from netcoop.errors import ArgumentError, RecordError
from netcoop.network.layers import attended_rows, layer_ties, reference_day
from netcoop.network.network import Network
from netcoop.records import Records
from netcoop.records.records import check_records
from netcoop.ties import LAYERS, Weighting

# Layers whose ties have a direction.
ONE_WAY_LAYERS = frozenset({"referral", "contact", "claim"})


def build_network(
    records: Records,
    *,
    layers: str | Sequence[str] = ("meeting", "referral"),
    weighting: Weighting | None = None,
    directed: bool | None = None,
) -> Network:
    """Make the network of who met, referred to or contacted whom.

    Parameters
    ----------
    records
        Records; names are resolved first (:func:`netcoop.resolve_actors`) if they are not yet.
    layers
        Kinds of tie to build: ``"meeting"``, ``"referral"``, ``"contact"``, ``"claim"`` (of a
        survey), ``"agreement"``; one or several. A layer whose table is not there is left out; at
        least one must be.
    weighting
        How records become weights; by default ``Weighting()``: Newman for meetings, the number of
        referrals, contacts or agreements and the frequency of claims for the others.
    directed
        ``None``: directed where every layer is. ``False``: both ways of a pair count together;
        referrals, contacts and claims stay arcs. ``True``: a meeting tie stands both ways.

    Returns
    -------
    Network
        Every actor of the register and of the records is in it, with or without ties. ``ties``:
        one row a pair and kind, with ``weight`` (strength), ``meetings`` or ``count``,
        ``first_date`` and ``last_date`` where there are dates, and of meetings and contacts
        ``facilitated_low`` and ``facilitated_high``, the share of the weight that is from
        facilitated ones if the unknown are not, and if they are. ``settings`` say how it was made;
        :meth:`Network.provenance` leads back to the records.

    Warns
    -----
    NetcoopWarning
        Rows were left out or filled in (see :class:`netcoop.Weighting`).

    Raises
    ------
    RecordError
        None of the layers has records.

    Examples
    --------
    >>> sheet = pd.DataFrame({"actor": list("ABCAB"), "meeting_id": list("11122")})
    >>> net = build_network(Records(meetings=sheet))
    >>> net.ties[["source", "target", "weight"]]
      source target  weight
    0      A      B     1.5
    1      A      C     0.5
    2      B      C     0.5
    """
    choice = Weighting() if weighting is None else weighting
    if not isinstance(choice, Weighting):
        raise ArgumentError(
            text("weighting= takes a Weighting, such as Weighting(meeting='count').")
        )
    present = _present(records, [layers] if isinstance(layers, str) else layers)
    one_way = all(layer in ONE_WAY_LAYERS for layer in present) if directed is None else directed
    resolved = resolve_actors(records)
    reference = reference_day(resolved, present, choice)
    parts = {layer: layer_ties(resolved, layer, choice, reference) for layer in present}
    if one_way:
        mutual = [name for name in parts if name not in ONE_WAY_LAYERS]
        parts |= {name: _both_ways(parts[name]) for name in mutual}
    actors = resolved.tables["actors"].set_index("actor_id")
    seats = _seats(resolved, choice) if "meeting" in present else None
    return Network(
        actors.drop(columns=[name for name in _NOT_KEPT if name in actors]),
        pd.concat(parts.values(), ignore_index=True),
        directed=one_way,
        affiliations=seats,
        records=resolved,
        settings={
            "roster": "register" if actors["name_status"].eq("register").any() else "observed",
            "layers": present,
            "weighting": choice.to_dict(),
            **({"reference": str(reference.date())} if reference is not None else {}),
            **_set_apart(seats, choice),
        },
    )


def _present(records: Records, layers: Sequence[str]) -> list[str]:
    """Say which of the layers there are records of."""
    check_records(records)
    for layer in layers:
        check_choice("layers", layer, LAYERS)
    present = [layer for layer in dict.fromkeys(layers) if f"{layer}s" in records.tables]
    if not present:
        message = text(
            "The records have no {tables} to build ties from; they have {found}. "
            "Choose layers= accordingly.",
            tables=", ".join(f"{layer}s" for layer in layers),
            found=first(records.tables, 12) or "–",
        )
        raise RecordError(message)
    return present


def affiliations_of(records: Records) -> pd.DataFrame:
    """Say who was at which meeting: one row an actor and meeting, and what is known of it."""
    there = attended_rows(records)
    columns = ["actor", "meeting_id", *(name for name in _OF_MEETINGS if name in there)]
    return there[columns].drop_duplicates(["actor", "meeting_id"], ignore_index=True)


# What a tie can be traced back by; the rest of a row stays in the records.
_OF_MEETINGS = ("date", "period", "kind", "channel", "role", "facilitated", "series", "region")
# Provenance of a row of the register says nothing about the actor.
_NOT_KEPT = ("provenance", "made_up")


def _seats(records: Records, choice: Weighting) -> pd.DataFrame:
    """Say who was at which meeting, and mark the meetings that are too large to make ties."""
    seats = affiliations_of(records)
    if choice.max_size is not None:
        size = seats.groupby("meeting_id")["actor"].transform("size")
        seats["set_apart"] = size > choice.max_size
    return seats


def _set_apart(seats: pd.DataFrame | None, choice: Weighting) -> dict[str, dict[str, int]]:
    """Count the meetings that were set apart."""
    if seats is None or choice.max_size is None:
        return {}
    large = int(seats.loc[seats["set_apart"], "meeting_id"].nunique())
    return {"set_apart": {"meetings": large, "max_size": choice.max_size}}


def _both_ways(ties: pd.DataFrame) -> pd.DataFrame:
    turned = ties.assign(source=ties["target"], target=ties["source"])
    return pd.concat([ties, turned], ignore_index=True)
