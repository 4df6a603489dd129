"""What must be said beside white spots: what was left out, read in a way, or cannot be shown."""

from __future__ import annotations

from collections.abc import Mapping

from netcoop._core.texts import plural, text
from netcoop.gaps.whitespots.words import shown


def notes_of(counts: Mapping[str, int], lang: str) -> list[str]:
    """Say what must be said, each in a sentence; what did not happen is not said."""
    said = [*_of_catalogue(counts, lang), *_of_ties(counts, lang), *_of_needs(counts, lang)]
    # Plural forms are looked up for 0, too; those sentences are dropped here.
    return [sentence for count, sentence in said if count]


def _of_catalogue(counts: Mapping[str, int], lang: str) -> list[tuple[int, str]]:
    """Say how the catalogue was read."""
    networkers, unwritten = counts["networker_rows"], counts["no_status"]
    unread, blank = counts["unread_status"], counts["blank_rows"]
    both, strangers, far = (
        counts[name] for name in ("contradictions", "not_in_register", "distance_unknown")
    )
    return [
        (
            counts["no_services"],
            text("There is no catalogue of services: what there is, is not known.", lang),
        ),
        (networkers, plural(
            "{n} row of the catalogue lists a networker, who is no service: left out.",
            "{n} rows of the catalogue list a networker, who is no service: left out.",
            networkers, lang)),
        (unwritten, plural(
            "{n} row of the catalogue has no status: taken as available.",
            "{n} rows of the catalogue have no status: taken as available.", unwritten, lang)),
        (unread, plural(
            "{n} row of the catalogue has a status that cannot be read: taken as not known.",
            "{n} rows of the catalogue have a status that cannot be read: taken as not known.",
            unread, lang)),
        (blank, plural(
            "{n} row of the catalogue lacks the actor, service or region: left out.",
            "{n} rows of the catalogue lack the actor, service or region: left out.",
            blank, lang)),
        (both, plural(
            "Of {n} service in a region the catalogue says that it is there and that it is "
            "missing: taken as available.",
            "Of {n} services in a region the catalogue says that they are there and that they are "
            "missing: taken as available.", both, lang)),
        (strangers, plural(
            "{n} provider of the catalogue is not in the register of actors.",
            "{n} providers of the catalogue are not in the register of actors.",
            strangers, lang)),
        (far, plural(
            "Of {n} service in a region it is not known how far the nearest provider is.",
            "Of {n} services in a region it is not known how far the nearest provider is.",
            far, lang)),
    ]  # fmt: skip


def _of_ties(counts: Mapping[str, int], lang: str) -> list[tuple[int, str]]:
    """Say where ties to the office could not be told."""
    without, unseen = counts["without_office"], counts["office_not_seen"]
    unrecorded = counts["region_not_recorded"]
    return [
        (without, plural(
            "No such office is known in {n} region: ties to it are not told there.",
            "No such office is known in {n} regions: ties to it are not told there.",
            without, lang)),
        (unseen, plural(
            "The office of {n} region is in no record: ties to it are not told there.",
            "The offices of {n} regions are in no record: ties to them are not told there.",
            unseen, lang)),
        (unrecorded, plural(
            "Of {n} region there are no records of its own: that a provider is not tied to the "
            "office is not told there.",
            "Of {n} regions there are no records of their own: that a provider is not tied to the "
            "office is not told there.",
            unrecorded, lang)),
        (counts["no_tie_records"], text(
            "Without records of meetings, referrals or contacts, ties to the office are not known.",
            lang)),
        (counts["facilitation_not_known"], text(
            "The records do not say which meetings were facilitated: all ties count alike.",
            lang)),
    ]  # fmt: skip


def _of_needs(counts: Mapping[str, int], lang: str) -> list[tuple[int, str]]:
    """Say what of referrals and needs could not be followed."""
    untold, lost = counts["untold_referrals"], counts["lost_links"]
    others, without = counts["raised_by_others"], counts["needs_without_id"]
    return [
        (untold, text(
            "Refused or waiting referrals that cannot be told to one service and region: {count}.",
            lang, count=shown(untold, lang))),
        (lost, plural(
            "{n} link of a meeting or output leads to a need or meeting that is not there.",
            "{n} links of meetings or outputs lead to needs or meetings that are not there.",
            lost, lang)),
        (others, plural(
            "Who raised {n} need is not in the register of actors.",
            "Who raised {n} needs is not in the register of actors.", others, lang)),
        (without, plural(
            "{n} need has no number, so nothing can point at it.",
            "{n} needs have no number, so nothing can point at them.", without, lang)),
    ]  # fmt: skip
