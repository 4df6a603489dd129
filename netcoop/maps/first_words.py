"""The first words on the page: what the map stands on, and what it cannot show."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from netcoop._core.checks import first
from netcoop._core.texts import LANGUAGES, mark, plural, text
from netcoop.compare.finding import caveat
from netcoop.maps.model import Labels
from netcoop.maps.views import View, Views
from netcoop.metrics.cohesion import is_saturated
from netcoop.metrics.register import METRICS
from netcoop.network import Network
from netcoop.network.incidence import known_seats
from netcoop.network.labels import undecided_names
from netcoop.network.marks import hidden_range
from netcoop.records.units import days_of

# Above so many periods their records are told together only.
MOST_PERIODS = 4
REFERRAL = "referral"

# What the place of an actor on the map means, by layout.
PLACES = {
    "ties": mark(
        "Actors who cooperate more stand nearer to each other; top, bottom and middle of the map "
        "mean nothing."
    ),
    "regions": mark(
        "Actors stand in groups by region; where a group or an actor in it stands means nothing."
    ),
    "geographic": mark(
        "Actors stand at the seat of their region, those without one at the side; distance says "
        "nothing about cooperation."
    ),
    "rings": mark(
        "On the inner ring stands who is tied to the actor in the middle, on the outer ring who is "
        "not; each sector has its own direction."
    ),
}


def first_words(
    views: Views, *, left_out: Sequence[str] = (), layout: str = "ties"
) -> tuple[Labels, ...]:
    """Say in a few sentences what the map stands on and what it cannot show.

    Meetings are counted from the networks as given; numbers of referrals are made of what the map
    shows, so that none of the hidden ones can be worked out from them.

    Parameters
    ----------
    views
        All networks of the map.
    left_out
        Metrics that were not worked out because they would take too long.
    layout
        What the places go by: a key of ``PLACES``; of any other nothing is said.

    Returns
    -------
    tuple of dict
        Sentences by language; none where there are no actors.
    """
    if not views.whole.n_actors:
        return ()
    told: list[Callable[[str], str]] = [
        lambda lang: _nothing_hidden(views, lang),
        lambda lang: _basis(views, lang),
        lambda lang: _ranges(views, lang),
        lambda lang: _undecided(views.whole, lang),
        lambda lang: _saturated(views, lang),
        lambda lang: _left_out(left_out, lang),
        lambda lang: _limits(views.whole, layout, lang),
    ]
    notes = [{lang: say(lang) for lang in LANGUAGES} for say in told]
    return tuple(note for note in notes if all(note.values()))


def _nothing_hidden(views: Views, lang: str) -> str:
    """Say loudly that small numbers are not hidden."""
    if views.threshold > 1:
        return ""
    return text(
        "NOT TO BE PASSED ON: small numbers of referrals are not hidden here, so single referrals "
        "can be read from this map.",
        lang,
    )


def _ranges(views: Views, lang: str) -> str:
    """Explain numbers that are put together from hidden ones."""
    marks = [mark for view in views.views for mark in view.net.ties.get("shown", ())]
    ranges = sorted(
        {str(mark) for mark in marks if "–" in str(mark)}, key=lambda one: (len(one), one)
    )
    if not ranges:
        return ""
    return text(
        "Some numbers of referrals are sums with hidden parts. They are shown from the least to "
        "the greatest they may be, such as {example}, and counted as the middle.",
        lang,
        example=ranges[0],
    )


def _basis(views: Views, lang: str) -> str:
    """Say what records and how many actors there are, in all and by period."""
    everybody = [view for view in views.views if not view.without]
    actors = plural("{n} actor", "{n} actors", views.whole.n_actors, lang)
    whole = text(
        "On the map: {actors}. It is drawn from: {records}.",
        lang,
        actors=actors,
        records=_records(views, everybody, lang),
    )
    if not 1 < len(everybody) <= MOST_PERIODS:
        return whole
    parts = [
        text(
            "{period}: {actors}; {records}.",
            lang,
            period=view.period,
            actors=plural("{n} actor", "{n} actors", view.net.n_actors, lang),
            records=_records(views, [view], lang),
        )
        for view in everybody
    ]
    return " ".join([whole, *parts])


def _records(views: Views, shown: Sequence[View], lang: str) -> str:
    """Count what some periods are drawn from, layer by layer."""
    given = [views.given[view.period] for view in shown]
    seats = _seats(given)
    ties = pd.concat([view.net.ties for view in shown])
    pairs = ties.drop_duplicates(["source", "target", "kind"])["kind"].value_counts().to_dict()
    if len(seats):
        pairs.pop("meeting", None)
    parts = [_meetings(seats, lang)] if len(seats) else []
    if pairs.pop(REFERRAL, 0):
        parts.append(_referrals(shown, lang))
    if pairs.pop("contact", 0):
        parts.append(_contacts(given, lang))
    if stated := pairs.pop("claim", 0):
        parts.append(
            plural("{n} tie stated in a survey", "{n} ties stated in a survey", stated, lang)
        )
    if agreed := pairs.pop("agreement", 0):
        parts.append(plural("{n} agreement", "{n} agreements", agreed, lang))
    if pairs:
        parts.append(plural("{n} tie", "{n} ties", sum(pairs.values()), lang))
    return ", ".join(parts) or text("no records of cooperation", lang)


def _seats(nets: Sequence[Network]) -> pd.DataFrame:
    """Say who was at which meeting of some networks; a meeting in several of them is one."""
    frames = [known_seats(net.affiliations) for net in nets if net.affiliations is not None]
    columns = ["actor", "meeting_id", "date"]
    parts = [frame[[name for name in columns if name in frame]] for frame in frames if len(frame)]
    if not parts:
        return pd.DataFrame(columns=columns[:2])
    return pd.concat(parts).drop_duplicates(["actor", "meeting_id"], ignore_index=True)


def _meetings(seats: pd.DataFrame, lang: str) -> str:
    counted = plural("{n} meeting", "{n} meetings", int(seats["meeting_id"].nunique()), lang)
    days = days_of(seats["date"]).dropna() if "date" in seats else pd.Series(dtype="datetime64[s]")
    if days.empty:
        return counted
    start, end = (f"{day.month}/{day.year}" for day in (days.min(), days.max()))
    if start == end:
        return text("{meetings} ({month})", lang, meetings=counted, month=start)
    return text("{meetings} ({start} to {end})", lang, meetings=counted, start=start, end=end)


def _referrals(shown: Sequence[View], lang: str) -> str:
    """Count referrals by what the map shows of them: a hidden number is at least one."""
    ties = pd.concat([view.net.ties for view in shown])
    ties = ties[ties["kind"] == REFERRAL]
    marks = ties["shown"].tolist() if "shown" in ties else [None] * len(ties)
    ends = [hidden_range(mark) for mark in marks]
    known = sum(w for w, hidden in zip(ties["weight"].tolist(), ends, strict=True) if not hidden)
    hidden = [one for one in ends if one]
    if not hidden:
        return plural("{n} referral", "{n} referrals", int(known), lang)
    if len(hidden) == 1 and not known and hidden[0][0] == 1:
        return text("fewer than {n} referrals", lang, n=int(hidden[0][1]) + 1)
    least = int(known + sum(low for low, _ in hidden))
    return plural("at least {n} referral", "at least {n} referrals", least, lang)


def _contacts(nets: Sequence[Network], lang: str) -> str:
    """Count the rows of contacts between actors of the map, where the records are at hand."""
    n = 0
    for net in nets:
        rows = None if net.records is None else net.records.contacts
        if rows is None:
            return text("contacts", lang)
        n += int(
            (rows["source"].isin(net.actors.index) & rows["target"].isin(net.actors.index)).sum()
        )
    return plural("{n} contact", "{n} contacts", n, lang)


def _undecided(net: Network, lang: str) -> str:
    """Say how many names are not decided, if any."""
    n = len(undecided_names(net))
    if not n:
        return ""
    return plural(
        "{n} name is not decided: it stands as an actor of its own, with a question mark.",
        "{n} names are not decided: each stands as an actor of its own, with a question mark.",
        n,
        lang,
    )


def _saturated(views: Views, lang: str) -> str:
    """Say where nearly all are tied to each other, and how large the largest meeting was."""
    full = [view.period for view in views.views if not view.without and is_saturated(view.net)]
    if not full:
        return ""
    said = caveat("saturated", lang)
    if full != list(views.periods):
        said = f"{first(full)}: {said}"
    seats = _seats([views.given[period] for period in full])
    if seats.empty:
        return said  # of no meetings anything is known
    largest = int(seats.groupby("meeting_id")["actor"].nunique().max())
    return f"{said} " + plural(
        "A few large meetings are enough for that; at the largest there was {n} actor.",
        "A few large meetings are enough for that; at the largest there were {n} actors.",
        largest,
        lang,
    )


def _left_out(metrics: Sequence[str], lang: str) -> str:
    if not metrics:
        return ""
    names = ", ".join(text(METRICS[name].label, lang) for name in metrics)
    return text(
        "Not worked out, as it would take too long for so many actors and ties: {metrics}.",
        lang,
        metrics=names,
    )


def _limits(net: Network, layout: str, lang: str) -> str:
    """Say what the picture cannot show."""
    missing = text("A tie that is not in these records is not cooperation that is not there.", lang)
    if layout not in PLACES or not net.n_ties:
        return missing
    return f"{missing} {text(PLACES[layout], lang)}"
