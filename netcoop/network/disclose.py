"""``disclose``: the network as it may leave, with small counts and single persons hidden."""

from __future__ import annotations

import pandas as pd

from netcoop.network.network import Network

THRESHOLD = 5
# Layers that count cases; meetings are never hidden.
COUNTED_LAYERS = ("referral",)
_KEPT_OF_PERSONS = ["kind", "sector", "region", "level", "person", "status"]


def disclose(net: Network, *, threshold: int = THRESHOLD) -> Network:
    """Hide what must not leave: small numbers of referrals, and names of single persons.

    A referral tie of fewer than ``threshold`` stays, with the weight ``threshold / 2``
    and ``shown`` "<5". Whatever is computed from the result is computed from these weights, so no
    total and no metric can be set against them. An actor that is a single person is called by its
    kind and a number. Doing it twice changes nothing.

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

    Examples
    --------
    >>> ties = pd.DataFrame(
    ...     {"source": ["A"], "target": ["B"], "weight": [2.0], "kind": ["referral"]}
    ... )
    >>> disclose(Network(["A", "B"], ties, directed=True)).ties
      source target  weight      kind shown
    0      A      B     2.5  referral    <5
    """
    if "disclosure" in net.settings:
        return net
    names = _names_of_persons(net.actors)
    seats, settings = net.affiliations, net.settings
    # Scales of the true weights would give sums away; they are measured again.
    kept = {key: settings[key] for key in settings if key not in ("layer_scale", "weight_scale")}
    return Network(
        _hide_persons(net.actors, names),
        _rename(_hide_small(net.ties, threshold), ("source", "target"), names),
        directed=net.directed,
        affiliations=None if seats is None else _rename(seats, ("actor",), names),
        settings={**kept, "disclosure": {"threshold": threshold}},
    )


def _names_of_persons(actors: pd.DataFrame) -> dict[str, str]:
    """Call every single person by its kind and a number, in the order of the actors."""
    person = actors.get("person", pd.Series(False, index=actors.index)).fillna(False).astype("bool")
    kinds = actors.get("kind", pd.Series(pd.NA, index=actors.index)).fillna("person").astype("str")
    taken = set(actors.index[~person])
    names: dict[str, str] = {}
    for actor, kind in kinds[person].items():
        number = 1
        while f"{kind} {number}" in taken:
            number += 1
        names[str(actor)] = f"{kind} {number}"
        taken.add(names[str(actor)])
    return names


def _hide_persons(actors: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    persons = actors.index.isin(list(names))
    for column in actors.columns.difference(_KEPT_OF_PERSONS):
        actors[column] = actors[column].mask(persons)
    actors = actors.rename(index=names)
    if names and "name" in actors:
        actors["name"] = actors["name"].where(~persons, actors.index.to_series())
    return actors


def _hide_small(ties: pd.DataFrame, threshold: int) -> pd.DataFrame:
    small = ties["kind"].isin(COUNTED_LAYERS) & (ties["weight"] < threshold)
    if small.any():
        ties["weight"] = ties["weight"].mask(small, threshold / 2)
        ties["shown"] = pd.Series(f"<{threshold}", index=ties.index, dtype="str").where(small)
    return ties


def _rename(frame: pd.DataFrame, columns: tuple[str, ...], names: dict[str, str]) -> pd.DataFrame:
    return frame.assign(**{column: frame[column].replace(names) for column in columns})
