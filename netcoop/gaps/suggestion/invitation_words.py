"""What an invitation says in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from netcoop._core.checks import first, is_missing
from netcoop._core.texts import mark, number, plural, text
from netcoop.gaps.whitespots.words import service_label
from netcoop.metrics.keyplayers import listed

if TYPE_CHECKING:
    from netcoop.gaps.suggestion.invitation_result import Invitation

# So many guests of a table are named.
_NAMED = 30
# What the records show of a pair of which the template asks for more.
_SHOWN = {
    "weak": mark("a weak tie"),
    "stale": mark("an old tie"),
    "one_sided": mark("one way only"),
    "only_facilitated": mark("only with a facilitator"),
    "absent": mark("a tie of another kind"),
}


def guest_said(
    row: Mapping[Any, Any],
    pairs: pd.DataFrame,
    spots: pd.DataFrame | None,
    called: Mapping[str, str],
    code: str,
) -> str:
    """Say why one guest is invited."""
    actor = row["actor"]
    parts = []
    for reason in row["reasons"]:
        if reason in {"required", "loose"}:
            state = "absent" if reason == "required" else "loose"
            who = _with(actor, pairs[pairs["state"] == state], called, code)
            parts.append(_asked_said(reason, who, code))
        elif reason == "piece":
            parts.append(text("It comes from a separate piece of the network.", code))
        elif reason == "white_spot" and spots is not None:
            own = spots[spots["seated"].map(lambda seated: actor in seated)]
            parts.append(
                text("White spots it has to do with: {spots}.", code, spots=_spots(own, code))
            )
        elif reason == "must_invite":
            parts.append(text("You asked to have it at the table.", code))
        else:
            parts.append(text("It completes the table.", code))
    return f"{called[actor]}: {' '.join(parts)}"


def _asked_said(reason: str, who: str, code: str) -> str:
    """Say with whom the template asks for a tie."""
    if reason == "required":
        return text(
            "The template asks for a tie that is not in the records, with: {who}.", code, who=who
        )
    return text("The template asks for more than the records show, with: {who}.", code, who=who)


def _with(actor: str, pairs: pd.DataFrame, called: Mapping[str, str], code: str) -> str:
    """Name the others of some pairs of an actor, and what the records show of each."""
    named = {}
    own = pairs[(pairs["source"] == actor) | (pairs["target"] == actor)]
    for row in own.to_dict("records"):
        other = row["target"] if row["source"] == actor else row["source"]
        states = [] if row["state"] == "absent" else row["status"].split("|")
        shown = ", ".join(text(_SHOWN[state], code) for state in states)
        named[other] = f"{called[other]} ({shown})" if shown else called[other]
    return listed([named[other] for other in sorted(named)], code)


def _spots(spots: pd.DataFrame, code: str) -> str:
    """Name white spots by service and region."""
    named = []
    for row in spots.to_dict("records"):
        service = service_label(row["service"], code)
        named.append(service if is_missing(row["region"]) else f"{service} ({row['region']})")
    return first(list(dict.fromkeys(named)))


def guests_said(found: Invitation, called: Mapping[str, str], code: str) -> list[str]:
    """Say who is invited."""
    guests = [called[actor] for actor in found.invitees["actor"]]
    if len(guests) < 2 or found.value <= 0:
        said = plural(
            "No table of up to {n} seat has anything to gain by what was asked.",
            "No table of up to {n} seats has anything to gain by what was asked.",
            found.seats,
            code,
        )
        if not guests:
            return [said]
        who = text("Invited in any case: {who}.", code, who=first(guests, _NAMED))
        return [said, who]
    return [
        plural(
            "Suggested round table of {n} guest: {who}.",
            "Suggested round table of {n} guests: {who}.",
            len(guests),
            code,
            who=first(guests, _NAMED),
        )
    ]


def gains_said(found: Invitation, code: str, *, series: bool = False) -> list[str]:
    """Say what the table, or all of a series up to it, would bring."""
    if found.n_lacking is None:
        parts = [
            text(
                "Without a template of required ties only pieces of the network and white spots "
                "count.",
                code,
            )
        ]
    else:
        parts = [
            text(
                "Pairs the template asks for that are not, or not as asked, in the records: "
                "{lacking}; of these {met} would meet and {left} would be left.",
                code,
                lacking=number(found.n_lacking, code),
                met=number(found.n_met, code),
                left=number(found.n_left, code),
            )
        ]
    if found.n_elsewhere:
        parts.append(
            text(
                "More such pairs with somebody who is not invited: {n}.", code, n=found.n_elsewhere
            )
        )
    if series:
        return parts
    if found.n_pieces > 1:
        parts.append(
            text("Separate pieces of the network at one table: {n}.", code, n=found.n_pieces)
        )
    if found.spots is not None:
        parts.append(
            text("White spots somebody there has to do with: {n}.", code, n=len(found.spots))
        )
    return parts


def certainty_said(found: Invitation, code: str) -> list[str]:
    """Say what it is worth, how sure that is, and what it is not."""
    parts = []
    if found.n_invited > 1:
        parts.append(
            text(
                "It is worth {value}, {each} a seat.",
                code,
                value=number(found.value, code, 2),
                each=number(found.value_per_seat, code, 2),
            )
        )
    if not found.optimal:
        parts.append(text("Not all tables were tried: there may be a better one.", code))
    elif found.n_optimal is None:
        parts.append(text("No table is worth more.", code))
    elif found.n_optimal == 1:
        parts.append(text("No other table is worth as much (all were tried).", code))
    else:
        parts.append(
            plural(
                "{n} other table is worth as much (all were tried).",
                "{n} other tables are worth as much (all were tried).",
                found.n_optimal - 1,
                code,
            )
        )
    if found.n_overloaded:
        parts.append(
            text("Not asked, as they have much work already: {n}.", code, n=found.n_overloaded)
        )
    parts.append(text("It is a suggestion; people decide whom to ask and who comes.", code))
    return parts
