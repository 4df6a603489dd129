"""Numbers in plain sentences: what they say, and what they do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from netcoop._core.checks import first
from netcoop._core.texts import LANGUAGES, mark, number, plural, text
from netcoop.compare.finding import caveat
from netcoop.compare.impact_result import chance as p_value
from netcoop.metrics import METRICS, cutpoints, fragmentation_without
from netcoop.metrics.basis import symmetric
from netcoop.network import Network, actor_labels
from netcoop.network.labels import undecided_names
from netcoop.records import Records
from netcoop.records.quality_words import quality_sentences
from netcoop.reports.document import Number, Paragraph
from netcoop.reports.impact.times import TIMES
from netcoop.reports.local.required import RequiredPart

if TYPE_CHECKING:
    from netcoop.reports.local.making import LocalReport

# So many names a sentence can carry; all of them are in actors.csv.
_NAMED = 10
_SMALL_LAYER = mark(
    "Numbers of referrals below {threshold} are shown as <{threshold} and counted as {value}."
)


def map_notes(net: Network, records: Records) -> list[dict[str, str]]:
    """Say what the map does not say by itself: how complete the list is, and what is not on it."""
    notes = []
    if net.roster == "register":
        # Of the other case the map itself speaks.
        notes.append({lang: roster(net, lang) for lang in LANGUAGES})
    if records.contacts is not None and "contact" not in net.layers:
        notes.append({lang: contacts_left_out(len(records.contacts), lang) for lang in LANGUAGES})
    return notes


def basis(net: Network, records: Records, lang: str) -> str:
    """Say what the ties are made from."""
    parts = []
    if net.affiliations is not None:
        meetings = net.affiliations["meeting_id"].nunique()
        parts.append(plural("{n} meeting", "{n} meetings", meetings, lang))
        parts.append(plural("{n} attendance", "{n} attendances", len(net.affiliations), lang))
    if records.contacts is not None and "contact" in net.layers:
        parts.append(plural("{n} contact", "{n} contacts", len(records.contacts), lang))
    if "referral" in net.layers:
        # The number of referrals would help to work hidden counts out.
        parts.append(text("referrals", lang))
    return text("Drawn from: {parts}.", lang, parts=", ".join(parts))


def roster(net: Network, lang: str) -> str:
    """Say whether actors who never turned up are known."""
    if net.roster == "register":
        known = text("The list of actors is a register: actors without ties are known.", lang)
        status = net.actors.get("name_status", pd.Series(dtype="str")).fillna("register")
        added = int(status.ne("register").sum())
        if not added:
            return known
        more = plural(
            "{n} actor who turned up was not in it and was added.",
            "{n} actors who turned up were not in it and were added.",
            added,
            lang,
        )
        return f"{known} {more}"
    return text(
        "Only actors that appear in the records are known; whoever does not is not in the picture.",
        lang,
    )


def undecided(net: Network, lang: str) -> str:
    """Name the actors whose names are not decided, and say how to decide them."""
    labels = actor_labels(net, lang)
    names = [labels[actor] for actor in undecided_names(net)]
    if not names:
        return ""
    return plural(
        "{n} name is not decided; it stands as an actor of its own: {names}. "
        "Decide it with netcoop names.",
        "{n} names are not decided; each stands as an actor of its own: {names}. "
        "Decide them with netcoop names.",
        len(names),
        lang,
        names=first(names, _NAMED),
    )


def contacts_left_out(n: int, lang: str) -> str:
    """Say that contacts are no part of a picture drawn from meetings and referrals."""
    return plural(
        "{n} contact in the records is not part of this network; it is drawn from meetings and "
        "referrals.",
        "{n} contacts in the records are not part of this network; it is drawn from meetings and "
        "referrals.",
        n,
        lang,
    )


def saturation(lang: str) -> str:
    """Say that weak points cannot be read from a network where nearly all are tied."""
    return caveat("saturated", lang)


def number_rows(report: LocalReport) -> list[dict[str, Any]]:
    """Give the network's numbers with label, meaning, and how chance would have it.

    ``value`` is the number as people write it, ``number`` the same to reckon with.
    """
    rows: list[dict[str, Any]] = [
        {
            "label": text("number of actors", report.lang),
            "number": Number(report.network.n_actors),
            "meaning": text("Organisations and services in the network, tied or not.", report.lang),
            "chance": "",
        },
        {
            "label": text("number of tied pairs", report.lang),
            "number": Number(report.network.n_ties),
            "meaning": text(
                "Pairs that met, referred or were in contact at least once.", report.lang
            ),
            "chance": "",
        },
    ]
    beside = beside_chance(report)
    for name, value in report.summary.items():
        metric = METRICS[str(name)]
        rows.append(
            {
                "label": text(metric.label, report.lang),
                "number": Number(float(value), metric.digits),
                "meaning": text(metric.meaning, report.lang),
                "chance": beside.get(str(name), ""),
            }
        )
    return [{**row, "value": row["number"].shown(report.lang)} for row in rows]


def chance(report: LocalReport) -> str:
    """Say whether actors met more or fewer different partners than chance would have it."""
    if report.chance is None:
        return text("There are no meetings to compare with chance.", report.lang)
    return chance_by_metric(report)["mean_degree"]


def beside_chance(report: LocalReport) -> dict[str, str]:
    """Give beside every number what the meetings alone give, and what chance would."""
    if report.chance is None:
        return {}
    table = report.chance.to_frame(report.lang)
    if table["p_value"].isna().all():
        # Why, the sentence on chance says.
        return {}
    return {
        str(row["metric"]): row["sentence"]
        if pd.isna(row["p_value"])
        else _beside(row, report.lang)
        for row in table.to_dict("records")
    }


def _beside(row: Mapping[Any, Any], lang: str) -> str:
    digits = METRICS[row["metric"]].digits
    return text(
        "at meetings {observed}, by chance {expected} (p = {p})",
        lang,
        observed=number(row["estimate"], lang, digits),
        expected=number(row["expected"], lang, digits),
        p=p_value(row["p_value"], lang),
    )


def chance_by_metric(report: LocalReport) -> dict[str, str]:
    """Say of every number that was set beside chance what came of it."""
    if report.chance is None:
        return {}
    table = report.chance.to_frame(report.lang)
    return dict(zip(table["metric"], table["sentence"], strict=True))


class Cut(NamedTuple):
    """An actor without whom the network falls into more pieces, and what would be left."""

    actor: str
    after: float
    alone: int


def falls_apart(report: LocalReport) -> list[Cut]:
    """List the actors without whom the network falls into more pieces, gravest first."""
    net = report.network
    names, after = actor_labels(net, report.lang), fragmentation_without(net)
    # Who has one partner only has none without that one.
    near = symmetric(net)
    single = np.flatnonzero(np.diff(near.indptr) == 1)
    alone = np.bincount(near.indices[near.indptr[single]], minlength=net.n_actors)
    left_alone = dict(zip(net.actors.index, alone.tolist(), strict=True))
    rows = [(float(after[actor]), left_alone[actor], actor) for actor in cutpoints(net)]
    rows.sort(key=lambda row: (-row[0], row[2]))
    return [Cut(names[actor], left, more) for left, more, actor in rows]


def fragmentation_sentence(report: LocalReport) -> str:
    """Say how much of the network hangs together now."""
    lang = report.lang
    value = report.summary["fragmentation"]
    if pd.isna(value):
        return text("A network of fewer than two actors cannot fall apart.", lang)
    return text(
        "{share} % of all pairs of actors cannot reach each other, not even through others.",
        lang,
        share=number(100 * value, lang, 0),
    )


def hidden_note(report: LocalReport) -> str:
    """Say what is hidden and how it enters the numbers."""
    if "referral" not in report.network.layers:
        return ""
    threshold = report.network.settings["disclosure"]["threshold"]
    value = number(threshold / 2, report.lang)
    return text(_SMALL_LAYER, report.lang, threshold=threshold, value=value)


def recording(records: Records, lang: str) -> tuple[str, ...]:
    """Say how well the meetings are recorded; periods that bear codes are put into words."""
    phases = records.tables.get("phases")
    if phases is not None and "phase" in phases and phases["phase"].isin(list(TIMES)).any():
        words = {code: text(said, lang) for code, said in TIMES.items()}
        named = phases.assign(phase=phases["phase"].replace(words))
        records = records.replace({"phases": named})
    return tuple(quality_sentences(records, lang))


def in_short(report: LocalReport, advised: Sequence[str]) -> tuple[str, ...]:
    """Say in a few lines what a reader in a hurry wants to know."""
    lang = report.lang
    said = [basis(report.network, report._given.records, lang), chance(report)]
    for name, most in (("burden", 1), ("without", 2)):
        part = report.parts.get(name)
        blocks = () if part is None else part.section().blocks
        plain = [one.words for one in blocks if isinstance(one, Paragraph) and one.kind == "plain"]
        said.append(" ".join(plain[:most]))
    required = report.parts.get("required")
    if isinstance(required, RequiredPart) and required.absent is not None:
        said.append(
            text(
                "Pairs of whom a tie is asked for that are not in the records, though these could "
                "show it: {n}.",
                lang,
                n=number(required.absent, lang),
            )
        )
    if advised:
        first_ones = " ".join(f"({place}) {what}" for place, what in enumerate(advised, 1))
        said.append(text("To look at first: {what}", lang, what=first_ones))
    return tuple(filter(None, said))
