"""``report``: from records to the documents people hand in."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from netcoop._core.checks import check_choice, is_whole
from netcoop._core.rng import RandomSource
from netcoop._core.texts import check_language, mark, text
from netcoop.actors import resolve_actors
from netcoop.errors import ArgumentError, RecordError
from netcoop.network.disclosing import THRESHOLD, check_threshold, warn_if_off
from netcoop.records import Records
from netcoop.records.phases import Phases
from netcoop.records.values import TURNING
from netcoop.reports.base import Report
from netcoop.reports.impact.making import impact_report
from netcoop.reports.invented import invented_note
from netcoop.reports.local.making import local_report
from netcoop.reports.regions.making import regions_report
from netcoop.reports.study_folder import table_hashes
from netcoop.reports.tables import TABLE_LABELS
from netcoop.ties.weighting import Weighting

KINDS = ("local", "impact", "regions")
_HEADINGS = {
    "local": mark("Cooperation network"),
    "impact": mark("What changed in the pilot"),
    "regions": mark("Regions side by side"),
}


# Which kinds of reports take an argument.
_USED = {
    "template": ("local", "regions"),
    "phases": ("local", "impact"),
    "outcomes": ("impact", "regions"),
    "weighting": ("local",),
}
_TIES = ("meetings", "referrals", "contacts")


def report(
    records: Records,
    *,
    kind: str = "local",
    lang: str = "cs",
    title: str | None = None,
    template: pd.DataFrame | None = None,
    phases: Phases | None = None,
    outcomes: str | Sequence[str] | None = None,
    weighting: Weighting | None = None,
    threshold: int = THRESHOLD,
    draws: int | None = None,
    rng: RandomSource = 0,
) -> Report:
    """Make the report of one set of records, with its maps and tables.

    Parameters
    ----------
    records
        Records as read; names are resolved if they are not yet.
    kind
        ``"local"``: the network of one area. ``"impact"``: what changed in the regions of a pilot
        beside comparison regions. ``"regions"``: several regions side by side.
    lang
        Language of everything in it: ``"cs"`` or ``"en"``.
    title
        Heading; by default "Cooperation network".
    template
        Pairs of kinds that should cooperate, such as :func:`netcoop.required_ties_template`; by
        default the table ``required`` of the records, else nothing is said of them.
    phases
        Periods, as in :func:`netcoop.compare_periods`; by default the table ``phases`` of the
        records. A local report with periods has a map of them too; the numbers of referrals of the
        whole time are then put together from what the periods show.
    outcomes
        Numbers of the network that an impact report looks at, or that regions are compared by; a
        local report has all of them.
    weighting
        What a meeting, a referral or a contact weighs, in a local report.
    threshold
        Smallest number of people, cases or referrals that is shown; 1 hides nothing, and warns.
    draws
        Random tables to compare with; by default as many as each comparison needs.
    rng
        Seed or Generator; the default gives the same report every time.

    Returns
    -------
    Report
        ``report.save("folder")`` writes it.

    Raises
    ------
    RecordError
        The records hold neither meetings nor referrals nor contacts, or not what this kind of
        report needs.
    ArgumentError
        A kind, language, threshold, title or number of draws that there is not, or an argument
        that this kind of report does not use.

    Warns
    -----
    NetcoopWarning
        ``threshold=1``: nothing is hidden.

    Examples
    --------
    >>> sheet = pd.DataFrame({"actor": list("ABCAB"), "meeting_id": list("11122")})
    >>> report(Records(meetings=sheet), lang="en", draws=9)
    <Report: 3 actors, 3 ties, en>
    """
    check_choice("kind", kind, KINDS)
    check_language(lang)
    check_threshold(threshold)
    if draws is not None:
        _check_draws(draws)
    own = {"template": template, "phases": phases, "outcomes": outcomes, "weighting": weighting}
    _check_used(kind, own)
    title = _clean(title)
    resolved = resolve_actors(records)
    _check_tables(resolved)
    heading = title or text(_HEADINGS[kind], lang)
    warn_if_off(threshold)
    settings = {
        "kind": kind,
        "lang": lang,
        "title": title,
        "template": template,
        "phases": phases,
        "outcomes": outcomes,
        "weighting": weighting,
        "threshold": threshold,
        "draws": draws,
        "rng": rng,
        "tables": table_hashes(resolved),
    }
    given: Any = {"lang": lang, "title": title, "heading": heading, "settings": settings}
    made: Report
    if kind == "impact":
        made = impact_report(resolved, phases=phases, outcomes=outcomes, **given)
    else:
        given["template"] = template if template is not None else resolved.tables.get("required")
        made = (
            regions_report(resolved, outcomes=outcomes, **given)
            if kind == "regions"
            else local_report(resolved, phases=phases, weighting=weighting, **given)
        )
    return replace(made, invented=invented_note(resolved, lang))


def _check_draws(draws: Any) -> None:
    if not is_whole(draws) or draws < 1:
        raise ArgumentError(text("draws={draws!r} must be a whole number from 1 up.", draws=draws))


def _check_used(kind: str, given: Mapping[str, Any]) -> None:
    """Refuse what this kind of report would pass over in silence."""
    for name, value in given.items():
        if value is not None and kind not in _USED[name]:
            message = text(
                "{argument}= is not used by a report of kind {kind!r}, only by: {kinds}. Leave it "
                "out, or choose another kind.",
                argument=name,
                kind=kind,
                kinds=", ".join(_USED[name]),
            )
            raise ArgumentError(message)


def _check_tables(records: Records) -> None:
    """Refuse records that tell of no cooperation."""
    if not any(name in records.tables for name in _TIES):
        found = ", ".join(text(TABLE_LABELS[name]) for name in sorted(records.tables))
        message = text(
            "A report needs meetings, referrals or contacts; the records have only: {found}.",
            found=found or "–",
        )
        raise RecordError(message)


def _clean(title: Any) -> str | None:
    """Make one line of a title, without signs that no file can hold or that nobody sees."""
    if title is None:
        return None
    if not isinstance(title, str):
        raise ArgumentError(text("title={title!r} must be a text.", title=title))
    # A console may hand over half a letter.
    whole = title.encode("utf-8", "replace").decode("utf-8")
    plain = whole.translate(TURNING)
    signs = (" " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign for sign in plain)
    return " ".join("".join(signs).split()) or None
