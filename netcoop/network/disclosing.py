"""``disclose``: the network as it may leave, with small counts and single persons hidden."""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping

import pandas as pd

from netcoop._core.checks import first, is_number
from netcoop._core.texts import text
from netcoop.errors import ArgumentError, NetcoopWarning
from netcoop.network.marks import hidden_range
from netcoop.network.network import Network
from netcoop.network.own_words import OTHER, hide_own_words
from netcoop.network.persons import is_person
from netcoop.records.schema import fold
from netcoop.reference import territories, vocabulary

THRESHOLD = 5
# Layers that count cases; meetings are never hidden.
COUNTED_LAYERS = ("referral",)
# The same in a user's own words, folded.
_COUNTED_WORDS = frozenset(
    {
        "referral", "referrals", "referred", "doporuceni", "doporucenka", "doporucenky", "predani",
        "predanipripadu", "odeslani", "odkazani",
        "odkazuje", "odkazujeklienty", "refersclients",
    }
)  # fmt: skip
# All that leaves of an actor and of its attendance: any other column may hold anything.
ACTOR_COLUMNS = (
    "name", "kind", "sector", "region", "kraj", "level", "role", "person", "name_status",
)  # fmt: skip
SETTINGS = ("roster", "layers", "weighting", "aggregated_by")
SEAT_COLUMNS = ("actor", "meeting_id", "set_apart")
TIE_COLUMNS = ("source", "target", "weight", "kind", "meetings", "directed", "shown")


def disclose(net: Network, *, threshold: int = THRESHOLD) -> Network:
    """Hide what must not leave: small numbers of referrals, and names of single persons.

    Referrals weigh their number, whatever the weighting: numbers by outcome and fading would tell
    how many there were of each outcome, and when. A referral tie of fewer than ``threshold`` stays,
    with the weight ``threshold / 2`` and ``shown`` "<5". Whatever is computed from the result is
    computed from these weights, so no total and no metric can be set against them. An actor that is
    a single person is called by its kind and a number, and a kind or region that is not in the
    reference tables is left out with it. A kind, sector, level or role of any other actor that is
    in no vocabulary is "other", unless at least three organisations share it. Of the columns only
    those of ``ACTOR_COLUMNS`` and ``TIE_COLUMNS`` stay. Doing it twice changes nothing; what a
    smaller threshold hid stays hidden.
    A network and its periods are made ready to leave by
    :func:`netcoop.network.disclose_together`, for each would tell of the other.

    Parameters
    ----------
    net
        Any network.
    threshold
        Smallest count shown; 1 hides nothing.

    Returns
    -------
    Network
        The network to draw or write out, without records.

    Raises
    ------
    netcoop.errors.ArgumentError
        The threshold is below 1, or ``count`` of the ties holds something that is no number; or a
        smaller threshold was used on this network and others together.

    Examples
    --------
    >>> ties = pd.DataFrame(
    ...     {"source": ["A"], "target": ["B"], "weight": [2.0], "kind": ["referral"]}
    ... )
    >>> disclose(Network(["A", "B"], ties, directed=True)).ties
      source target  weight      kind shown
    0      A      B     2.5  referral    <5
    """
    check_threshold(threshold)
    return hide(net, threshold)


def check_threshold(threshold: object) -> None:
    """Refuse what is no smallest count."""
    if not (is_number(threshold) and threshold >= 1):
        raise ArgumentError(text("threshold={threshold!r} must be 1 or more.", threshold=threshold))


def warn_if_off(threshold: float, *, stacklevel: int = 3) -> None:
    """Warn that a threshold hides nothing."""
    if threshold <= 1:
        message = text(
            "threshold=1 hides no number: every single referral can be read from what is written. "
            "Keep it to yourselves, or leave threshold= out before you pass it on."
        )
        warnings.warn(message, NetcoopWarning, stacklevel=stacklevel)


def hide(net: Network, threshold: float, **about: object) -> Network:
    """Do what :func:`disclose` does; ``about`` is noted in the settings with the threshold."""
    if _is_disclosed(net, threshold):
        return net
    done = net.settings.get("disclosure", {})
    if "together" in done and done.get("threshold", 0) < threshold:
        message = text(
            "This network was made ready to leave together with others, by threshold={done}. Give "
            "all of them as they were before, to hide more.",
            done=done.get("threshold"),
        )
        raise ArgumentError(message)
    ties = _hide_small(counted_ties(net.ties), threshold)
    return ready_to_leave(net, ties, {"threshold": threshold, **about})


def ready_to_leave(net: Network, ties: pd.DataFrame, about: Mapping[str, object]) -> Network:
    """Put the ties, small numbers hidden, in place of those of the network; hide all the rest."""
    # Persons that are hidden already keep the names they have.
    hidden = "disclosure" in net.settings
    actors = _only(net.actors if hidden else hide_persons(net.actors), ACTOR_COLUMNS)
    names = dict(zip(net.actors.index, actors.index, strict=True))
    seats, settings = net.affiliations, net.settings
    # Scales of the true weights would give sums away; they are measured again.
    kept = {key: settings[key] for key in SETTINGS if key in settings}
    if "weighting" in kept:
        kept["weighting"] = {k: v for k, v in kept["weighting"].items() if k != "outcome"}
    return Network(
        actors,
        _rename(_only(ties, TIE_COLUMNS), ("source", "target"), names),
        directed=net.directed,
        affiliations=None
        if seats is None
        else _rename(_only(seats, SEAT_COLUMNS), ("actor",), names),
        settings={**kept, "disclosure": {**settings.get("disclosure", {}), **about}},
    )


def _is_disclosed(net: Network, threshold: float) -> bool:
    """Tell whether hiding would change nothing; the mark alone is not believed."""
    done = net.settings.get("disclosure", {}).get("threshold", 0)
    ties = counted_ties(net.ties)
    small = _small(ties, threshold)
    marked = ties["shown"].notna() if "shown" in ties else pd.Series(False, index=small.index)
    return bool(done >= threshold and marked[small].all())


def _only(frame: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    return frame[[name for name in columns if name in frame]]


def hide_persons(actors: pd.DataFrame) -> pd.DataFrame:
    """Call every single person by its kind and a number, in the order of the actors.

    Of organisations, words of people's own are hidden (:func:`hide_own_words`).
    """
    person = is_person(actors)
    actors, instead = hide_own_words(actors, person)
    if not _person_written(actors, person):
        actors["person"] = person
    for column, known in _known_words().items():
        if column in actors:
            actors[column] = actors[column].mask(person & ~actors[column].isin(known))
    actors = actors.set_axis(pd.Index(_ids(actors, person, instead), name="actor_id", dtype="str"))
    if person.any() and "name" in actors:
        hidden_names = actors.index.to_series().where(person.to_numpy())
        actors["name"] = hidden_names.fillna(actors["name"])
    if "role" in actors:
        actors["role"] = actors["role"].mask(person.to_numpy())
    return actors


def _ids(actors: pd.DataFrame, person: pd.Series, instead: Mapping[str, str]) -> list[str]:
    """Give the ids by which actors may leave: of persons, and what stands for other ids."""
    kinds = actors.get("kind", pd.Series(pd.NA, index=actors.index)).fillna("person").astype("str")
    taken = {actor for actor in actors.index[~person] if actor not in instead}
    ids = []
    for actor, kind, hidden in zip(actors.index, kinds, person, strict=True):
        found = kind if hidden else instead.get(actor, actor)
        if hidden or (actor in instead and (found in taken or found == OTHER)):
            number = 1
            while f"{found} {number}" in taken:
                number += 1
            found = f"{found} {number}"
        ids.append(found)
        taken.add(found)
    return ids


def _person_written(actors: pd.DataFrame, person: pd.Series) -> bool:
    """Tell whether the column ``person`` says as truth values who is one."""
    if "person" not in actors:
        return not person.any()
    written = actors["person"]
    return bool(written.dtype.kind == "b" and written.fillna(False).eq(person).all())


def _known_words() -> dict[str, set[str]]:
    """Words that may stand beside a single person: codes and places, never a free text."""
    kinds = vocabulary("actor")
    return {
        "kind": set(kinds["code"]),
        "sector": set(kinds["sector"].dropna()),
        "region": set(territories().index),
        "level": set(kinds["level"].dropna()),
    }


def counted_ties(ties: pd.DataFrame) -> pd.DataFrame:
    """Let what counts cases weigh its count, where that is known."""
    if "count" not in ties:
        return ties
    counted = counts_cases(ties["kind"]) & ties["count"].notna()
    given = zip(ties["count"].tolist(), counted.tolist(), strict=True)
    numbers = [_as_number(value) if here else math.nan for value, here in given]
    counts = pd.Series(numbers, index=ties.index, dtype="float64")
    wrong = counted & ~counts.ge(0)
    if wrong.any():
        raise ArgumentError(
            text(
                "The column 'count' of the ties must hold numbers from 0; these are none: "
                "{values}.",
                values=first([repr(value) for value in ties.loc[wrong, "count"].tolist()]),
            )
        )
    return ties.assign(weight=ties["weight"].mask(counted, counts))


def _as_number(value: object) -> float:
    """Read one count; what is none, or has no end, is not a number."""
    try:
        found = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return math.nan
    return found if math.isfinite(found) else math.nan


def _small(ties: pd.DataFrame, threshold: float) -> pd.Series:
    """Tell which ties stand on few cases."""
    return (ties["weight"] < threshold) & counts_cases(ties["kind"])


def counts_cases(kinds: pd.Series) -> pd.Series:
    """Tell which kinds of tie count cases, however they are written: "Referrals", "předání"."""
    found = {kind for kind in kinds.dropna().unique() if fold(str(kind)) in _COUNTED_WORDS}
    return kinds.isin(found)


def counting_layers(net: Network) -> set[str]:
    """Name the kinds of tie of a network that count cases."""
    kinds = pd.Series(net.layers, dtype="str")
    return set(kinds[counts_cases(kinds)])


def _hide_small(ties: pd.DataFrame, threshold: float) -> pd.DataFrame:
    counted = counts_cases(ties["kind"])
    small = _small(ties, threshold)
    if not small.any() and "shown" not in ties:
        return ties
    before = ties["shown"] if "shown" in ties else pd.Series(pd.NA, index=ties.index, dtype="str")
    weights, labels = ties["weight"].tolist(), before.astype("object").tolist()
    for place, (few, counts) in enumerate(zip(small.tolist(), counted.tolist(), strict=True)):
        # What a smaller threshold hid is some number of a range, and may be more than few.
        ends = hidden_range(labels[place]) if counts else None
        if few or (ends and ends[0] < threshold):
            most = max(threshold, ends[1] + 1) if ends else threshold
            weights[place], labels[place] = most / 2, f"<{most:.12g}"
    shown = pd.Series(labels, index=ties.index, dtype="object").where(lambda one: one.notna())
    return ties.assign(
        weight=pd.Series(weights, index=ties.index, dtype="float64"), shown=shown.astype("str")
    )


def _rename(frame: pd.DataFrame, columns: tuple[str, ...], names: dict[str, str]) -> pd.DataFrame:
    # One look-up a row; replacing every name by itself would take minutes in a large network.
    ids = {
        column: frame[column].map(names, na_action="ignore").astype(frame[column].dtype)
        for column in columns
    }
    return frame.assign(**ids)
