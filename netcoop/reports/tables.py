"""Tables of a report, as they are shown and as they are written out."""

from __future__ import annotations

import pandas as pd

from netcoop._core.texts import mark
from netcoop.network import Network

# Nothing else about an actor leaves: a column netcoop does not know may hold anything.
ACTOR_COLUMNS = ("name", "kind", "sector", "region", "level", "role", "status")
TIE_COLUMNS = ("source", "target", "weight", "kind", "meetings", "directed", "shown")
TABLE_LABELS: dict[str, str] = {
    "meetings": mark("attendance at meetings"),
    "referrals": mark("referrals"),
    "contacts": mark("contacts"),
    "claims": mark("survey answers"),
    "actors": mark("register of actors"),
    "services": mark("services"),
    "needs": mark("needs"),
    "agreements": mark("agreements"),
    "required": mark("required ties"),
    "regions": mark("regions"),
    "phases": mark("phases"),
    "outputs": mark("outputs"),
}
# Sixteen digits would only look exact; the GraphML file has them all.
_DECIMALS = 6
# Values of these tables may tell of a single case.
_CASE_TABLES = ("referrals", "claims")


def actor_table(net: Network, metrics: pd.DataFrame) -> pd.DataFrame:
    """List the actors with what may be said of them and their numbers."""
    known = [name for name in ACTOR_COLUMNS if name in net.actors]
    return net.actors[known].join(metrics.round(_DECIMALS)).reset_index()


def tie_table(net: Network) -> pd.DataFrame:
    """List the ties as they may leave."""
    ties = net.ties
    known = ties[[name for name in TIE_COLUMNS if name in ties]]
    return known.assign(weight=known["weight"].round(_DECIMALS))


def problem_table(problems: pd.DataFrame) -> pd.DataFrame:
    """List findings without the values of single cases; row and column lead to them."""
    return problems.assign(value=problems["value"].mask(problems["table"].isin(_CASE_TABLES)))


def problem_counts(problems: pd.DataFrame) -> pd.DataFrame:
    """Count findings by what they say, gravest and most frequent first."""
    keys = ["severity", "code", "message"]
    counts = problems.groupby(keys, as_index=False).size()
    order = counts["severity"].map({"error": 0, "warning": 1, "info": 2})
    return counts.assign(order=order).sort_values(
        ["order", "size", "code"], ascending=[True, False, True], ignore_index=True
    )
