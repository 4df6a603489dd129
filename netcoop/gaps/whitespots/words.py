"""White spots in plain words: what is in the records, what is not, and what is not known."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from netcoop._core.checks import is_missing
from netcoop._core.texts import NOT_AVAILABLE, mark, number, text
from netcoop.gaps.field import shown_labels
from netcoop.gaps.required.words import few_said
from netcoop.network import Network
from netcoop.network.disclosing import THRESHOLD
from netcoop.reference import kind_label, vocabulary

LABELS = {
    "no_provider": mark("no provider"),
    "out_of_reach": mark("out of reach"),
    "refused": mark("refused"),
    "not_tied": mark("not tied to the office in the records"),
    "waiting": mark("waiting list"),
    "only_facilitated": mark("tied to the office only by facilitated meetings"),
    "unclear_competence": mark("several providers of the same"),
    "single_provider": mark("a single provider"),
    "elsewhere_in_reach": mark("offered from another region"),
    "facilitated_unknown": mark("perhaps tied only by facilitated meetings"),
    "unknown": mark("not known"),
    "available": mark("available"),
    "partly": mark("available for some target groups"),
}
# Why a service is not there, or not known to be.
REASONS = {
    "catalogue": mark("The catalogue says that it is missing here."),
    "referrals": mark("Referrals came back saying that there is no such service here."),
    "complete": mark("The catalogue, given as complete, lists no provider here."),
    "need": mark("There is a need, and the catalogue lists no provider here."),
    "serves": mark("The catalogue lists no provider here, but one elsewhere serves the region."),
    "not_listed": mark("The catalogue does not list it here; that does not say it is not there."),
    "no_services": mark("There is no catalogue of services: what there is, is not known."),
    "no_catalogue": mark("There is no catalogue of services of this region."),
    "said_unknown": mark("The catalogue says that it is not known."),
    "only_networker": mark("The catalogue lists only a networker, who is no service."),
}


def service_label(code: str, lang: str) -> str:
    """Name a service, or the kind of meeting that is needed."""
    label = kind_label(code, lang)
    if label != code:
        return label
    meetings = vocabulary("meeting", lang).set_index("code")["label"]
    return str(meetings.get(code, code))


def shown(count: float, lang: str) -> str:
    """Write a count of people or referrals as it may leave: 1 to 4 as "<5".

    Examples
    --------
    >>> shown(3, "en"), shown(12, "en"), shown(0, "en"), shown(float("nan"), "en")
    ('<5', '12', '0', '–')
    """
    if math.isnan(count):
        return NOT_AVAILABLE
    return f"<{THRESHOLD}" if 0 < count < THRESHOLD else number(count, lang)


@dataclass(frozen=True)
class Speaker:
    """Calls actors and services by their names, in one language."""

    lang: str
    names: Mapping[str, str]

    def actor(self, actor: str) -> str:
        """Call one actor by its name."""
        return self.names.get(actor, actor)

    def actors(self, actors: Iterable[str]) -> str:
        """List actors by their names."""
        return few_said([self.actor(actor) for actor in actors], self.lang)


def speaker(actors: pd.DataFrame, lang: str) -> Speaker:
    """Learn how actors are called; a single person by its kind and a number."""
    net = Network(actors, pd.DataFrame({"source": [], "target": []}, dtype="str"))
    return Speaker(lang, shown_labels(net, lang))


def spot_sentence(
    spot: Any, by: Speaker, *, offices: Iterable[str], reach: float, services: Mapping[str, str]
) -> str:
    """Say one finding in a plain sentence or two."""
    lang = by.lang
    parts = [head(spot, services[spot.service], lang)]
    reason = REASONS.get(spot.reason) if isinstance(spot.reason, str) else None
    if reason:
        parts.append(text(reason, lang))
    said = _SAID.get(spot.finding)
    if said:
        parts.append(said(spot, by, tuple(offices)))
    if not is_missing(spot.nearest) and spot.finding not in ("refused", "waiting"):
        parts.append(_where(spot, by, reach))
    elif spot.finding in ("no_provider", "unknown") and spot.reason != "no_services":
        parts.append(text("No provider elsewhere is in the records either.", lang))
    if spot.needed:
        parts.append(_need(spot, lang))
    return " ".join(parts)


def head(spot: Any, service: str, lang: str) -> str:
    """Say what a finding or need is about: region, service and target group."""
    if is_missing(spot.target_group):
        return text("{region}, {service}:", lang, region=spot.region, service=service)
    return text("{region}, {service} ({group}):", lang, region=spot.region, service=service,
                group=spot.target_group)  # fmt: skip


def _where(spot: Any, by: Speaker, reach: float) -> str:
    """Say where the nearest provider is."""
    lang, nearest = by.lang, by.actor(spot.nearest)
    if spot.finding == "elsewhere_in_reach" and not spot.distance_km <= reach:
        return _serves(spot.distance_km, nearest, lang)
    if math.isnan(spot.distance_km):
        return text(
            "A provider elsewhere is in the records: {nearest}; how far away is not known.",
            lang,
            nearest=nearest,
        )
    far = number(spot.distance_km, lang, 0)
    if spot.distance_km <= reach:
        return text(
            "The nearest provider in the records: {nearest}, {distance} km away (within the reach "
            "of {reach} km).",
            lang,
            nearest=nearest,
            distance=far,
            reach=number(reach, lang),
        )
    return text(
        "The nearest provider in the records: {nearest}, {distance} km away (beyond the reach of "
        "{reach} km).",
        lang,
        nearest=nearest,
        distance=far,
        reach=number(reach, lang),
    )


def _serves(distance: float, nearest: str, lang: str) -> str:
    """Say that who is farther away serves the region all the same."""
    if math.isnan(distance):
        return text("A provider elsewhere serves this region by the register: {nearest}; how far "
                    "away is not known.", lang, nearest=nearest)  # fmt: skip
    return text(
        "A provider elsewhere serves this region by the register: {nearest}, {distance} km away.",
        lang,
        nearest=nearest,
        distance=number(distance, lang, 0),
    )


def shown_need(spot: Any, lang: str) -> str:
    """Write how many people are in need as it may leave; a total tells no small part of it."""
    if math.isnan(spot.need_low):
        return shown(spot.need_count, lang)
    return text("{low} or more", lang, low=number(spot.need_low, lang))


def _need(spot: Any, lang: str) -> str:
    if math.isnan(spot.need_count):
        return text("A need was raised; for how many people is not recorded.", lang)
    return text("People in need: {count}.", lang, count=shown_need(spot, lang))


def _not_tied(spot: Any, by: Speaker, offices: tuple[str, ...]) -> str:
    said = text(
        "A tie between provider ({providers}) and office ({offices}) is not in the records.",
        by.lang,
        providers=by.actors(spot.providers),
        offices=by.actors(offices),
    )
    if not spot.networkers:
        return said
    between = text("Both are tied to a networker: {networkers}.", by.lang,
                   networkers=by.actors(spot.networkers))  # fmt: skip
    return f"{said} {between}"


def _facilitated(spot: Any, by: Speaker, offices: tuple[str, ...]) -> str:
    return text(
        "In the records provider ({providers}) and office ({offices}) are tied only by "
        "facilitated meetings and contacts.",
        by.lang,
        providers=by.actors(spot.providers),
        offices=by.actors(offices),
    )


def _perhaps_facilitated(spot: Any, by: Speaker, offices: tuple[str, ...]) -> str:
    return text(
        "Provider ({providers}) and office ({offices}) are tied; the records do not say whether "
        "only by facilitated meetings and contacts.",
        by.lang,
        providers=by.actors(spot.providers),
        offices=by.actors(offices),
    )


def _single(spot: Any, by: Speaker, _: tuple[str, ...]) -> str:
    return text("The only provider in the catalogue: {providers}.", by.lang,
                providers=by.actors(spot.providers))  # fmt: skip


def _unclear(spot: Any, by: Speaker, _: tuple[str, ...]) -> str:
    return text(
        "Several providers of the same: {providers}. It may help to agree who takes which case.",
        by.lang,
        providers=by.actors(spot.providers),
    )


def _refused(spot: Any, by: Speaker, _: tuple[str, ...]) -> str:
    return text(
        "Referrals refused for capacity, target group or because there is no such service: "
        "{count} (sent to: {providers}).",
        by.lang,
        count=shown(spot.referrals, by.lang),
        providers=by.actors(spot.providers),
    )


def _waiting(spot: Any, by: Speaker, _: tuple[str, ...]) -> str:
    return text(
        "Referrals put on a waiting list: {count} (sent to: {providers}).",
        by.lang,
        count=shown(spot.referrals, by.lang),
        providers=by.actors(spot.providers),
    )


_SAID: dict[str, Callable[[Any, Speaker, tuple[str, ...]], str]] = {
    "not_tied": _not_tied,
    "only_facilitated": _facilitated,
    "facilitated_unknown": _perhaps_facilitated,
    "single_provider": _single,
    "unclear_competence": _unclear,
    "refused": _refused,
    "waiting": _waiting,
}
