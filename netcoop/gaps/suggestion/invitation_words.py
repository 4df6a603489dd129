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
    from netcoop.gaps.suggestion.invitation_result import Invitation, InvitationSeries

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
    return tidy(f"{called[actor]}: {' '.join(parts)}")


def tidy(said: str) -> str:
    """Let no sentence end in dots and a full stop, as one that ends with a long list would."""
    return said.replace("….", "…")


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
    if len(guests) < 2 or (found.value <= 0 and not found.goes_on):
        said = plural(
            "No table of up to {n} seat has anything to gain by what was asked.",
            "No table of up to {n} seats has anything to gain by what was asked.",
            found.seats,
            code,
        )
        if not guests:
            return [said]
        named = first(guests, _NAMED)
        if all("must_invite" in reasons for reasons in found.invitees["reasons"]):
            return [said, text("Invited in any case: {who}.", code, who=named)]
        return [said, text("A table that keeps to what was asked: {who}.", code, who=named)]
    return [
        plural(
            "Suggested round table of {n} guest: {who}.",
            "Suggested round table of {n} guests: {who}.",
            len(guests),
            code,
            who=first(guests, _NAMED),
        )
    ]


def series_said(found: InvitationSeries, code: str) -> list[str]:
    """Say how far the tables of a series go, and why there are no more."""
    held = [each for each in found.meetings if each.n_invited > 1]
    if not held:
        nothing = text("No round table is suggested: there is nothing to gain.", code)
        return [nothing, *_pairs_said(found, found.meetings[0].n_elsewhere, code)]
    parts = [
        plural("Suggested: {n} round table.", "Suggested: {n} round tables.", len(held), code),
        *_pairs_said(found, held[0].n_elsewhere, code),
    ]
    if found.n_repeated:
        parts.append(text("Pairs that would sit together again: {n}.", code, n=found.n_repeated))
    else:
        parts.append(text("No pair would sit together twice.", code))
    if found.stopped == "no_table":
        parts.append(
            text(
                "There are no more, as no table that keeps to what was asked could seat one of the "
                "pairs that are left.",
                code,
            )
        )
    elif found.stopped == "nothing_left":
        parts.append(text("There are no more, as nothing is left to gain.", code))
    else:
        parts.append(text("So many were asked for at most.", code))
    parts.append(text("Each table is a suggestion for its turn; people decide.", code))
    return parts


def _pairs_said(found: Invitation | InvitationSeries, n_elsewhere: int, code: str) -> list[str]:
    """Say how many of the pairs that a template asks for would meet."""
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
    if n_elsewhere:
        parts.append(
            text("More such pairs with somebody who may not be invited: {n}.", code, n=n_elsewhere)
        )
    return parts


def gains_said(found: Invitation, code: str) -> list[str]:
    """Say what the table would bring."""
    parts = _pairs_said(found, found.n_elsewhere, code)
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
    if found.goes_on:
        parts.append(
            text(
                "By what was asked it is worth no more than no table, but a pair the template asks "
                "for would meet.",
                code,
            )
        )
    elif not found.optimal:
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
