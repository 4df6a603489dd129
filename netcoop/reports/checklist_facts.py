"""What a reporting checklist for networks asks for, read from a network and its records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from netcoop.actors.regions import canonical_region
from netcoop.metrics import isolates
from netcoop.network import Network
from netcoop.records import Records
from netcoop.records.spans import row_days
from netcoop.reference import territories
from netcoop.reports.tables import COUNTED_TABLES

# Tables that ties are made from.
_SOURCES = {
    "meeting": "meetings",
    "referral": "referrals",
    "contact": "contacts",
    "claim": "claims",
    "agreement": "agreements",
}


def network_facts(
    net: Network, records: Records, settings: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Collect what is known of a network and the records behind it, as plain values.

    Parameters
    ----------
    net
        The network as it may leave (:func:`netcoop.disclose`); nothing is read from its records
        that it does not show, so no hidden number follows.
    records
        Its records, with names resolved.
    settings
        The settings of the report: ``draws``, ``rng``.

    Returns
    -------
    dict
        For :func:`netcoop.reports.checklist.checklist`; ``None`` where it cannot be known.
    """
    return {
        "version": _version(),
        **_of_data(net, records),
        **_of_actors(net),
        **_of_ties(net),
        **_of_changes(net, records),
        **_of_settings(net, settings or {}),
    }


def _version() -> str:
    from netcoop import __version__

    return __version__


def _of_data(net: Network, records: Records) -> dict[str, Any]:
    """Say what was recorded, where and when."""
    tables = records.tables
    used = [_SOURCES[layer] for layer in net.layers if _SOURCES.get(layer) in tables]
    days = _days(tables, [name for name in used if name not in COUNTED_TABLES])
    # In which month a single referral fell is not told.
    cases = _days(tables, [name for name in used if name in COUNTED_TABLES])
    regions = net.actors.get("region", pd.Series(dtype="str")).dropna().map(canonical_region)
    known = regions[regions.isin(territories().index)].value_counts()
    home = canonical_region(records.region)
    return {
        "tables": used,
        "first_month": f"{days.min():%Y-%m}" if len(days) else None,
        "last_month": f"{days.max():%Y-%m}" if len(days) else None,
        "first_year": int(cases.min().year) if len(cases) else None,
        "last_year": int(cases.max().year) if len(cases) else None,
        "home": home if home in territories().index else None,
        "regions": sorted(known.index, key=lambda region: (-int(known[region]), str(region))),
    }


def _days(tables: Mapping[str, pd.DataFrame], used: Sequence[str]) -> pd.Series:
    """Give the days of the rows of some tables, where they are known."""
    found = [row_days(name, tables[name])["start"].dropna() for name in used]
    return pd.concat(found) if found else pd.Series(dtype="datetime64[s]")


def _of_actors(net: Network) -> dict[str, Any]:
    return {
        "actors": net.n_actors,
        "roster": net.roster,
        "without_tie": len(isolates(net)),
    }


def _of_ties(net: Network) -> dict[str, Any]:
    """Count ties and weigh them, layer by layer, as they are published."""
    ties = net.ties
    layers = {
        str(layer): {
            "ties": len(part),
            "mean": float(part["weight"].mean()),
            # Of one tie there is no spread.
            "sd": float(part["weight"].std()) if len(part) > 1 else None,
            "min": float(part["weight"].min()),
            "max": float(part["weight"].max()),
        }
        for layer, part in ties.groupby("kind", sort=True)
    }
    shown = ties["shown"] if "shown" in ties else pd.Series(dtype="str")
    return {
        "directed": net.directed,
        "pairs": net.n_ties,
        "layers": layers,
        "hidden_ties": int(shown.notna().sum()),
        "threshold": net.settings.get("disclosure", {}).get("threshold"),
    }


def _of_changes(net: Network, records: Records) -> dict[str, Any]:
    """Say what was left out or put together on the way from the records to the network."""
    account = records.account
    counted = account["table"].isin(COUNTED_TABLES)
    names = records.names
    seats = net.affiliations
    return {
        "meetings": None if seats is None else int(seats["meeting_id"].nunique()),
        "set_apart": 0 if seats is None else _set_apart(seats),
        "rows_left_out": int(account.loc[~counted, "dropped"].sum()),
        "written_names": None if names is None else len(names),
    }


def _set_apart(seats: pd.DataFrame) -> int:
    """Count the meetings that are too large to make ties."""
    if "set_apart" not in seats:
        return 0
    return int(seats.loc[seats["set_apart"].astype("bool"), "meeting_id"].nunique())


def _of_settings(net: Network, settings: Mapping[str, Any]) -> dict[str, Any]:
    weighting = net.settings.get("weighting") or {}
    seed = settings.get("rng")
    return {
        "weighting": {name: value for name, value in dict(weighting).items() if value is not None},
        "draws": settings.get("draws"),
        "seed": seed if isinstance(seed, int) else None,
    }
