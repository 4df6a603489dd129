"""Tables of a report, as they are shown and as they are written out."""

from __future__ import annotations

import pandas as pd

from netcoop._core.texts import mark, text
from netcoop.network import Network
from netcoop.reports.headers import shown_header

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
# What is known of an actor's name (:func:`netcoop.resolve_actors`), as people say it.
STATUS_LABELS: dict[str, str] = {
    "register": mark("in the register"),
    "new": mark("only in the records"),
    "proposed": mark("not decided: resembles another actor"),
    "ambiguous": mark("not decided: fits several actors"),
    "person": mark("single person"),
}
# Sixteen digits would only look exact; the GraphML file has them all.
_DECIMALS = 6
# How many rows these tables have would help to work hidden counts out.
COUNTED_TABLES = ("referrals",)
# A written value may be anything; only the name of an actor that is shown anyway may be repeated.
_CODES_OF_ACTORS = ("new_actor", "ambiguous_actor", "proposed_actor", "repeated_actor")

_CODES_OF_COLUMNS = ("personal_data", "case_pseudonym")


def actor_table(net: Network, metrics: pd.DataFrame, lang: str) -> pd.DataFrame:
    """List the actors with what may be said of them and their numbers."""
    actors = net.actors
    if "name_status" in actors:
        actors["name_status"] = status_words(actors["name_status"], lang)
    return actors.join(metrics.round(_DECIMALS)).reset_index()


def status_words(status: pd.Series, lang: str) -> pd.Series:
    """Say what is known of every actor's name; blank where nothing is."""
    words = {code: text(label, lang) for code, label in STATUS_LABELS.items()}
    return status.map(words).astype("str")


def tie_table(net: Network) -> pd.DataFrame:
    """List the ties as they may leave."""
    return net.ties.assign(weight=net.ties["weight"].round(_DECIMALS))


def problem_table(problems: pd.DataFrame, net: Network) -> pd.DataFrame:
    """List findings as they may leave: row and column lead to a value, which is not repeated.

    Of tables whose number of rows is hidden each kind of finding stands once, without rows.
    """
    shown = problems["code"].isin(_CODES_OF_ACTORS) & problems["value"].isin(net.actors.index)
    not_read = problems["code"].eq("file_not_read")
    endings = "*." + problems["file"].str.rsplit(".", n=1).str[-1]
    known = problems.assign(
        value=problems["value"].where(shown), file=problems["file"].mask(not_read, endings)
    )
    # The header of a column of persons may itself be a name.
    dropped = known["code"].isin(_CODES_OF_COLUMNS)
    headers = known["column"].map(shown_header, na_action="ignore").astype("str")
    known["column"] = known["column"].mask(dropped, headers)
    counted = known["table"].isin(COUNTED_TABLES)
    known["row"] = known["row"].mask(counted)
    return known[~(counted & known.duplicated())].reset_index(drop=True)


def problem_counts(published: pd.DataFrame) -> pd.DataFrame:
    """Count findings by what they say, gravest and most frequent first; hidden are missing."""
    counted = published["table"].isin(COUNTED_TABLES)
    keys = ["severity", "code", "message", "counted"]
    counts = published.assign(counted=counted).groupby(keys, as_index=False).size()
    counts["size"] = counts["size"].astype("Int64").mask(counts["counted"])
    order = counts["severity"].map({"error": 0, "warning": 1, "info": 2})
    return counts.assign(order=order).sort_values(
        ["order", "size", "code"], ascending=[True, False, True], ignore_index=True
    )
