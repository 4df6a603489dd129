"""Every pair that is claimed or recorded, with what the survey and the records say of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

PAIR = ["source", "target"]
# What records show of a pair, and what it is where a layer is there and shows nothing of it.
_SHOWN = {
    "meetings": "Int64",
    "smallest_meeting": "Int64",
    "referred_to_target": "boolean",
    "referred_to_source": "boolean",
    "contacted": "boolean",
}
_NOTHING = {
    "meetings": 0, "referred_to_target": False, "referred_to_source": False, "contacted": False,
}  # fmt: skip


def claim_pairs(
    answers: pd.DataFrame, seen: pd.DataFrame, nay_sayers: Collection[str]
) -> pd.DataFrame:
    """Set side by side what each of a pair says and what records show, one row a pair.

    Parameters
    ----------
    answers
        :func:`netcoop.ties.claims.latest_answers`.
    seen
        :func:`seen_pairs`.
    nay_sayers
        Respondents who say no to whomever they do not name.
    """
    said = _said(answers)
    claimed = _each_pair_once(said[said.eq(True)].reset_index())
    either = pd.concat([claimed[PAIR], seen.reset_index()[PAIR]]).drop_duplicates().astype("str")
    pairs = either.sort_values(PAIR, ignore_index=True)
    keys = pd.MultiIndex.from_frame(pairs)
    source, target = pairs["source"], pairs["target"]
    pairs["claimed_by_source"] = _lookup(said, source, target, nay_sayers)
    pairs["claimed_by_target"] = _lookup(said, target, source, nay_sayers)
    # Of an unknown and a yes nothing is known, of an unknown and a no it is: not mutual.
    pairs["mutual"] = pairs["claimed_by_source"] & pairs["claimed_by_target"]
    shown = seen.reindex(keys).reset_index(drop=True).fillna(_NOTHING)
    pairs = pd.concat([pairs, shown.reindex(columns=list(_SHOWN)).astype(_SHOWN)], axis=1)
    recorded = {*seen.index.get_level_values("source"), *seen.index.get_level_values("target")}
    pairs["source_recorded"] = source.isin(recorded)
    pairs["target_recorded"] = target.isin(recorded)
    return pairs.assign(status=_status(pairs, keys.isin(seen.index)))


def _said(answers: pd.DataFrame) -> pd.Series:
    """Put the layers together: yes in one is yes, no in all is no, else nothing is known."""
    others = answers[answers["source"] != answers["target"]]
    marks = others.assign(yes=others["strength"] > 0, blank=others["strength"].isna())
    found = marks.groupby(PAIR)[["yes", "blank"]].any()
    said: pd.Series = found["yes"].astype("boolean").mask(found["blank"] & ~found["yes"])
    return said


def _lookup(
    said: pd.Series, who: pd.Series, whom: pd.Series, nay_sayers: Collection[str]
) -> pd.Series:
    keys = pd.MultiIndex.from_arrays([who, whom], names=PAIR)
    found = said.reindex(keys).astype("boolean").set_axis(who.index)
    return found.mask(~keys.isin(said.index) & who.isin(nay_sayers), False)


def _status(pairs: pd.DataFrame, seen: np.ndarray) -> np.ndarray:
    claimed = pairs["claimed_by_source"] | pairs["claimed_by_target"]
    yes, no = (claimed.eq(answer).fillna(False).to_numpy("bool") for answer in (True, False))
    both_recorded = (pairs["source_recorded"] & pairs["target_recorded"]).to_numpy()
    return np.select(
        [seen & yes, seen & no, seen, both_recorded],
        ["confirmed", "seen_only", "unanswered", "claimed_only"],
        "not_recorded",
    )


def seen_pairs(tables: Mapping[str, pd.DataFrame], seats: pd.DataFrame | None) -> pd.DataFrame:
    """List the pairs that any record shows together; a layer there is not is no column.

    Parameters
    ----------
    tables
        Tables of resolved records.
    seats
        Who was at which meeting and its ``size``; None where there are no meetings.
    """
    columns: list[pd.DataFrame] = [] if seats is None else [_met(seats)]
    if "referrals" in tables:
        sent = _each_pair_once(tables["referrals"])
        columns.append(_yes(sent[sent["forward"]], "referred_to_target"))
        columns.append(_yes(sent[~sent["forward"]], "referred_to_source"))
    if "contacts" in tables:
        columns.append(_yes(_each_pair_once(tables["contacts"]), "contacted"))
    nobody = pd.DataFrame(columns=PAIR, dtype="str").set_index(PAIR)
    return pd.concat([nobody, *columns], axis=1)


def _met(seats: pd.DataFrame) -> pd.DataFrame:
    """Count the joint meetings of every pair and find the smallest."""
    one, other = (seats.rename(columns={"actor": end}) for end in PAIR)
    rows = one.merge(other, on=["meeting_id", "size"])
    pairs = rows[rows["source"] < rows["target"]].groupby(PAIR)
    met = pairs.agg(meetings=("size", "size"), smallest_meeting=("size", "min"))
    return met.astype("Int64")


def _each_pair_once(rows: pd.DataFrame) -> pd.DataFrame:
    """Put the ends of every pair in the order of the alphabet; ``forward`` where they stood so."""
    others = rows.loc[rows["source"] != rows["target"], PAIR].drop_duplicates().astype("str")
    forward = others["source"] < others["target"]
    one, other = others["source"], others["target"]
    return pd.DataFrame(
        {
            "source": one.where(forward, other),
            "target": other.where(forward, one),
            "forward": forward,
        }
    )


def _yes(pairs: pd.DataFrame, name: str) -> pd.DataFrame:
    once = pairs[PAIR].drop_duplicates().set_index(PAIR)
    return once.assign(**{name: True}).astype("boolean")
