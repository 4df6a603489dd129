"""The rows behind each layer of a network, and the ties they make."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import pandas as pd

from netcoop._core.texts import text
from netcoop.errors import NetcoopWarning, RecordError
from netcoop.records import Records
from netcoop.records.facilitation import facilitated_rows
from netcoop.ties import (
    Weighting,
    agreement_ties,
    attended,
    claim_ties,
    contact_ties,
    project,
    referral_ties,
)
from netcoop.ties.worth import last_day, weighed

# Layers whose records happen on a day; claims and agreements do not fade.
EVENTS = {"meeting": "meetings", "referral": "referrals", "contact": "contacts"}


def reference_day(
    records: Records, layers: Sequence[str], choice: Weighting
) -> pd.Timestamp | None:
    """Say on which day weights stand, where they depend on one; ``None`` where nothing is dated."""
    if choice.half_life is None and "agreement" not in layers:
        return None
    if choice.reference is not None:
        return pd.Timestamp(choice.reference)
    tables = records.tables
    # What is only planned is no day of the records yet.
    happened = [
        attended(tables[name]) if name == "meetings" else tables[name]
        for name in EVENTS.values()
        if name in tables
    ]
    day = last_day(happened)
    if day is None and choice.half_life is not None and any(map(len, happened)):
        message = text("Nothing has a date: half_life= makes no difference.")
        warnings.warn(message, NetcoopWarning, stacklevel=3)
    return day


def attended_rows(records: Records) -> pd.DataFrame:
    """Give the rows of those who really were at a meeting, with whether it was facilitated."""
    rows = records.tables["meetings"]
    if "meeting_id" not in rows:
        message = text(
            "The meetings have no meeting_id. Read them with nc.read_records, which makes it from "
            "the day, kind and region."
        )
        raise RecordError(message)
    facilitated = facilitated_rows(records)
    # A column of words is exchanged as well where nothing is known, or there are no rows.
    if "facilitated" in rows or facilitated.notna().any():
        rows = rows.assign(facilitated=facilitated)
    return attended(rows)


def weighed_rows(
    records: Records, layer: str, choice: Weighting, reference: pd.Timestamp | None
) -> pd.DataFrame:
    """Give the rows that make the ties of meetings, referrals or contacts, and what each counts."""
    table = EVENTS[layer]
    rows = attended_rows(records) if layer == "meeting" else records.tables[table]
    if layer == "contact":
        rows = rows.assign(facilitated=facilitated_rows(records, "contacts"))
    return weighed(rows, table, choice, reference)


def layer_ties(
    records: Records, layer: str, choice: Weighting, reference: pd.Timestamp | None
) -> pd.DataFrame:
    """Make the ties of one layer, as the network keeps them."""
    if layer == "claim":
        ties = claim_ties(records.tables["claims"], answer=choice.claim)
    elif layer == "agreement":
        ties = agreement_ties(records.tables["agreements"], on=reference)
    else:
        ties = _event_ties(weighed_rows(records, layer, choice, reference), layer, choice)
    # Ties of other layers have no meetings, or no count: missing, not zero.
    numbers = [name for name in ("meetings", "count") if name in ties]
    days = [name for name in ("first_date", "last_date") if name in ties]
    ties = ties.astype(dict.fromkeys(numbers, "Int64") | dict.fromkeys(days, "datetime64[s]"))
    return ties.assign(kind=layer, directed=layer in {"referral", "contact", "claim"})


def _event_ties(rows: pd.DataFrame, layer: str, choice: Weighting) -> pd.DataFrame:
    weight = "weight" if "weight" in rows else None
    if layer == "meeting":
        return project(rows, method=choice.meeting, weight=weight, max_size=choice.max_size)
    if layer == "referral":
        return referral_ties(rows, weight=weight)
    return contact_ties(rows, weight=weight)
