"""``referral_flow``: who refers to whom, what becomes of it, and where it ends."""

from __future__ import annotations

from typing import Any

import pandas as pd

from netcoop._core.checks import check_choice, is_number, is_whole
from netcoop._core.texts import LANGUAGES, text
from netcoop.actors import resolve_actors
from netcoop.errors import ArgumentError
from netcoop.gaps.field import records_there_are
from netcoop.gaps.flow.items import count_all, published
from netcoop.gaps.flow.result import ReferralFlow
from netcoop.gaps.flow.rows import left_out, referral_rows
from netcoop.gaps.flow.shown import rates, tables_of, ways_of, ways_told
from netcoop.gaps.flow.tables import GROUPS, PAIR, grouped, in_vocabulary, median_of
from netcoop.network import Network, actor_labels
from netcoop.network.disclosing import disclose
from netcoop.records import Records
from netcoop.records.records import check_records


def referral_flow(
    records: Records,
    *,
    within: float = 30,
    threshold: int = 5,
    by: str = "target",
    window: int = 90,
) -> ReferralFlow:
    """Show who refers to whom, what becomes of it, how long it takes, and where it ends.

    Referrals are counts, not cases: nobody can be followed, and none is shown alone. What is not
    written down is not known; it is no refusal and no silence.

    Parameters
    ----------
    records
        Records with referrals; names are resolved first (:func:`netcoop.resolve_actors`).
    within
        The share of first contacts within so many days is told.
    threshold
        Counts from 1 to ``threshold`` − 1 are shown as "<5" (for 5), and what would give them away
        is hidden; single persons are called by their kind, and words that are not in the
        vocabulary are "other". 1: all is shown as it is, for the user's own eyes.
    by
        What ``to_frame()`` and ``days`` have a row for: ``"target"``, ``"source"``, ``"need"``,
        ``"channel"``, ``"region"`` (of the referral), or ``"kind"``, ``"sector"`` or ``"region"``
        of an actor, as ``"target_kind"`` or ``"source_kind"``.
    window
        So many days at most may lie between a referral and the one that goes on or back.

    Returns
    -------
    ReferralFlow
        Counts by what became of a referral: ``accepted`` (also ongoing and closed), ``waiting``,
        ``refused`` (capacity, out of target group, no such service), ``client`` (declined, no
        show), ``forwarded``, ``no_feedback`` (it is written down that there was none) and
        ``unknown`` (nothing is written down). ``answered`` are the first five.

        ``closure`` is answered/(answered + no_feedback), from 0 to 1; NaN where no outcome is
        known or a count is hidden. A row without a count is one referral.

        ``ping_pong``: A refers to B, and B to A of the same need on the same day or up to
        ``window`` days later. ``chains``: A refers to B, B forwards it, and refers to C of the same
        need as soon. What is known by its month only may be of any day of it; rows without a time
        or a need are left out. The count is the smaller of both sides. Both say what is compatible
        with the counts, never that it was the same family.

        ``dead_ends``: actors that refer nothing to anybody, with an answer known of no referral
        they received, and at least one of which it is written down that there was none.

        With ``threshold`` above 1 counts of pairs by outcome are left out; counts of a need, a
        channel, a region, a kind or a sector behind which there are fewer than three actors are
        hidden, if no other table tells them with the names; and so is whatever of ``days`` rests on
        hidden counts. Ways back and on say only who, and only where what they rest on is shown.

    Raises
    ------
    RecordError
        The records have no referrals, counts or days are no numbers from 0 up, or counts are
        too great to be added up.
    ArgumentError
        An argument makes no sense.

    Warns
    -----
    NetcoopWarning
        Outcomes are not in the vocabulary, rows refer an actor to itself, or name no actor.

    Examples
    --------
    >>> log = pd.DataFrame(
    ...     {
    ...         "source": ["school", "police", "school"],
    ...         "target": ["office", "office", "doctor"],
    ...         "count": [60, 80, 2],
    ...         "outcome": ["PRIJATO", "BEZZPV", "PRIJATO"],
    ...     }
    ... )
    >>> flow = referral_flow(Records(referrals=log))
    >>> flow.by_pair["sent"].tolist(), flow.summary()["sent"]
    ([80, '<5', '×'], '×')
    >>> exact = referral_flow(Records(referrals=log), threshold=1)
    >>> exact.by_pair["sent"].tolist(), round(exact.closure, 2)
    ([80, 2, 60], 0.44)
    """
    check_records(records)
    _check(within, threshold, window)
    check_choice("by", by, GROUPS)
    resolved = resolve_actors(records)
    gone = left_out(records, resolved)
    net = _actors(resolved, hide=threshold > 1)
    rows = _renamed(referral_rows(resolved), resolved, net)
    groups = grouped(rows, net.actors, by)
    rows = rows.assign(group=in_vocabulary(groups, by) if threshold > 1 else groups)
    counted = count_all(rows, by, within, exact=threshold == 1)
    shown = counted.tables if threshold == 1 else published(counted, int(threshold))
    total = shown["total"].iloc[0]
    return ReferralFlow(
        **rates(total, median_of(rows)),
        _total={str(name): count for name, count in total.items()},
        _tables={
            **tables_of(rows, shown, by),
            **ways_of(rows, shown, by, int(window), int(threshold)),
        },
        _told=ways_told(rows, by, int(threshold)),
        _left_out=gone,
        _settings={"within": within, "threshold": int(threshold), "by": by, "window": int(window)},
        _names={lang: actor_labels(net, lang) for lang in LANGUAGES},
        _there_are={lang: records_there_are(resolved, lang) for lang in LANGUAGES},
    )


def _check(within: Any, threshold: Any, window: Any) -> None:
    """Refuse numbers that make no sense."""
    if not is_number(within) or within < 0:
        message = text("within={value!r} must be a number of days from 0 up.", value=within)
        raise ArgumentError(message)
    if not is_whole(threshold) or threshold < 1:
        message = text(
            "{argument}={value!r} must be a whole number from 1 up.",
            argument="threshold",
            value=threshold,
        )
        raise ArgumentError(message)
    if not is_whole(window) or window < 0:
        message = text("window={value!r} must be a whole number of days from 0 up.", value=window)
        raise ArgumentError(message)


def _actors(resolved: Records, *, hide: bool) -> Network:
    """Take the actors, in their order; single persons by their kind, if they are to be hidden."""
    nothing = pd.DataFrame({"source": [], "target": []}, dtype="str")
    net = Network(resolved.tables["actors"], nothing)
    return disclose(net) if hide else net


def _renamed(rows: pd.DataFrame, resolved: Records, net: Network) -> pd.DataFrame:
    """Call the actors of the rows as those of the network are called."""
    called = pd.Series(net.actors.index, index=resolved.tables["actors"]["actor_id"])
    return rows.assign(**{end: rows[end].map(called).astype("str") for end in PAIR})
