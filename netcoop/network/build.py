"""``build_network``: from resolved records to a ``Network``."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from netcoop._core.checks import check_choice, first
from netcoop._core.texts import text
from netcoop.actors import resolve_actors
from netcoop.errors import ArgumentError, RecordError
from netcoop.network.network import Network
from netcoop.records import Records
from netcoop.ties import LAYERS, Weighting, attended, contact_ties, project, referral_ties

_TABLE_OF = {"meeting": "meetings", "referral": "referrals", "contact": "contacts"}
_DIRECTED = frozenset({"referral", "contact"})


def build_network(
    records: Records,
    *,
    layers: Sequence[str] = ("meeting", "referral"),
    weighting: Weighting | None = None,
    directed: bool | None = None,
) -> Network:
    """Make the network of who met, referred to or contacted whom.

    Parameters
    ----------
    records
        Records; names are resolved first (:func:`netcoop.resolve_actors`) if they are not yet.
    layers
        Kinds of tie to build: ``"meeting"``, ``"referral"``, ``"contact"``. A layer whose table is
        not there is left out; at least one must be.
    weighting
        How records become weights; by default ``Weighting()``: Newman for meetings, the number of
        referrals or contacts for the others.
    directed
        ``None``: directed where every layer is. ``False``: both ways of a pair count together, and
        referrals stay arcs. ``True``: a meeting tie stands both ways.

    Returns
    -------
    Network
        Every actor of the register and of the records is in it, with or without ties. A tie's
        weight is strength. ``settings`` say how it was made.

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
    for layer in layers:
        check_choice("layers", layer, LAYERS)
    present = [layer for layer in dict.fromkeys(layers) if _TABLE_OF[layer] in records.tables]
    if not present:
        message = text(
            "The records have no {tables} to build ties from; they have {found}. "
            "Choose layers= accordingly.",
            tables=", ".join(_TABLE_OF[layer] for layer in layers),
            found=first(records.tables, 12) or "–",
        )
        raise RecordError(message)
    choice = Weighting() if weighting is None else weighting
    if not isinstance(choice, Weighting):
        raise ArgumentError(
            text("weighting= takes a Weighting, such as Weighting(meeting='count').")
        )
    one_way = all(layer in _DIRECTED for layer in present) if directed is None else directed
    resolved = resolve_actors(records)
    tables = resolved.tables
    seats = affiliations_of(tables["meetings"]) if "meeting" in present else None
    parts = [_BUILDERS[layer](tables[_TABLE_OF[layer]], choice) for layer in present]
    if one_way:
        parts = [
            part if layer in _DIRECTED else _both_ways(part)
            for layer, part in zip(present, parts, strict=True)
        ]
    actors = tables["actors"].set_index("actor_id")
    return Network(
        actors.drop(columns=[name for name in _NOT_KEPT if name in actors]),
        pd.concat(parts, ignore_index=True),
        directed=one_way,
        affiliations=seats,
        records=resolved,
        settings={
            "roster": "register" if actors["name_status"].eq("register").any() else "observed",
            "layers": present,
            "weighting": choice.to_dict(),
        },
    )


def affiliations_of(meetings: pd.DataFrame) -> pd.DataFrame:
    """Say who was at which meeting: one row an actor and meeting, and what is known of it."""
    there = attended(meetings)
    if "meeting_id" not in there:
        message = text(
            "The meetings have no meeting_id. Read them with nc.read_records, which makes it from "
            "the day, kind and region."
        )
        raise RecordError(message)
    columns = ["actor", "meeting_id", *(name for name in _OF_MEETINGS if name in there)]
    return there[columns].drop_duplicates(["actor", "meeting_id"], ignore_index=True)


# What a tie can be traced back by; the rest of a row stays in the records.
_OF_MEETINGS = ("date", "period", "kind", "channel", "role", "facilitated", "series", "region")
# Provenance of a row of the register says nothing about the actor.
_NOT_KEPT = ("provenance", "made_up")


def _meeting_ties(meetings: pd.DataFrame, choice: Weighting) -> pd.DataFrame:
    ties = project(attended(meetings), method=choice.meeting)
    # Ties of other layers have no meetings: missing, not zero.
    ties["meetings"] = ties["meetings"].astype("Int64")
    return ties.assign(kind="meeting", directed=False)


def _referral_ties(referrals: pd.DataFrame, choice: Weighting) -> pd.DataFrame:  # noqa: ARG001
    return referral_ties(referrals).assign(kind="referral", directed=True)


def _contact_ties(contacts: pd.DataFrame, choice: Weighting) -> pd.DataFrame:  # noqa: ARG001
    return contact_ties(contacts).assign(kind="contact", directed=True)


_BUILDERS: dict[str, Callable[[pd.DataFrame, Weighting], pd.DataFrame]] = {
    "meeting": _meeting_ties,
    "referral": _referral_ties,
    "contact": _contact_ties,
}


def _both_ways(ties: pd.DataFrame) -> pd.DataFrame:
    turned = ties.assign(source=ties["target"], target=ties["source"])
    return pd.concat([ties, turned], ignore_index=True)
