"""What an actor is called where people read it."""

from __future__ import annotations

import pandas as pd

from netcoop._core.checks import is_missing
from netcoop._core.texts import text
from netcoop.network.network import Network
from netcoop.reference import kind_label


def actor_labels(net: Network, lang: str) -> dict[str, str]:
    """Call every actor by its name, else its id; a hidden single person by its kind in words.

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
        person = actors["person"].fillna(False).astype("bool")
        kinds = actors.get("kind", pd.Series(pd.NA, index=actors.index)).fillna("person")
        for actor, kind in kinds[person].items():
            words = text("person", lang) if kind == "person" else kind_label(kind, lang)
            labels[str(actor)] = words + str(actor).removeprefix(str(kind))
    return labels
