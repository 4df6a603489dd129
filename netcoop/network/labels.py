"""What an actor is called where people read it."""

from __future__ import annotations

import pandas as pd

from netcoop._core.checks import is_missing
from netcoop._core.texts import text
from netcoop.network.network import Network
from netcoop.network.persons import is_person
from netcoop.reference import kind_label

# Stands after a name that is not decided; the space keeps it on the line of the name.
CUE = "\u00a0?"
_UNDECIDED = ("proposed", "ambiguous")


def undecided_names(net: Network) -> list[str]:
    """List the actors whose name may stand for another actor too, in the order of the actors.

    A hidden single person has no name to decide.

    Examples
    --------
    >>> actors = pd.DataFrame({"actor_id": ["a", "b"], "name_status": ["new", "ambiguous"]})
    >>> ties = pd.DataFrame({"source": ["a"], "target": ["b"]})
    >>> undecided_names(Network(actors, ties))
    ['b']
    """
    actors = net.actors
    if "name_status" not in actors:
        return []
    open_names = actors["name_status"].isin(_UNDECIDED)
    open_names &= ~is_person(actors)
    return [str(actor) for actor in actors.index[open_names]]


def actor_labels(net: Network, lang: str) -> dict[str, str]:
    """Call every actor by its name, else its id; a hidden single person by its kind in words.

    A name that is not decided (:func:`undecided_names`) is followed by a question mark.

    Parameters
    ----------
    net
        Any network.
    lang
        Language of the kinds.

    Returns
    -------
    dict
        Label by ``actor_id``.
    """
    actors = net.actors
    names = actors.get("name", actors.index.to_series())
    labels = {str(actor): str(actor if is_missing(name) else name) for actor, name in names.items()}
    if "disclosure" in net.settings and "person" in actors:
        person = is_person(actors)
        kinds = actors.get("kind", pd.Series(pd.NA, index=actors.index)).fillna("person")
        for actor, kind in kinds[person].items():
            words = text("person", lang) if kind == "person" else kind_label(kind, lang)
            labels[str(actor)] = words + str(actor).removeprefix(str(kind))
    return labels | {actor: labels[actor] + CUE for actor in undecided_names(net)}
