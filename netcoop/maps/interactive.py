"""The interactive map: one function, and the page it returns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from netcoop._core.display import html_table
from netcoop._core.files import write_text_atomically
from netcoop._core.texts import plural
from netcoop.maps.collect import build_model, missing_pairs
from netcoop.maps.layout import layout
from netcoop.maps.model import MapModel
from netcoop.maps.views import gather

if TYPE_CHECKING:
    from netcoop.network import Network

FRAME_HEIGHT = 780


@dataclass(frozen=True, eq=False, repr=False)
class NetworkMap:
    """An interactive map as one HTML page; shows itself in a notebook.

    Attributes
    ----------
    model
        What the map shows, as plain data.
    html
        The page as text: it needs no other file and no internet.
    """

    model: MapModel
    html: str = field(repr=False)

    def save(self, path: Path | str) -> Path:
        """Write the page to a file (UTF-8), wholly or not at all, and return its path."""
        return write_text_atomically(path, self.html)

    def equals(self, other: object) -> bool:
        """Say whether the other map is the same page, letter by letter."""
        return isinstance(other, NetworkMap) and self.html == other.html

    def __repr__(self) -> str:
        counts = [
            plural("{n} actor", "{n} actors", len(self.model.actors)),
            plural("{n} tie", "{n} ties", self.model.views[0].n_ties),
        ]
        if self.model.missing:
            counts.append(plural("{n} missing tie", "{n} missing ties", len(self.model.missing)))
        return f"<NetworkMap: {', '.join(counts)}>"

    def _repr_html_(self) -> str:
        """Show the page in a sandboxed frame, with a table that untrusted notebooks keep."""
        lang = self.model.lang
        frame = (
            f'<iframe srcdoc="{escape(self.html)}" title="{escape(self.model.title[lang])}" '
            f'sandbox="allow-scripts allow-downloads allow-modals" width="100%" '
            f'height="{FRAME_HEIGHT}" style="border:1px solid #c9ced3"></iframe>'
        )
        summary = escape(self.model.texts[lang]["table"])
        table = html_table(_actor_table(self.model), rows=len(self.model.actors))
        return f"{frame}<details><summary>{summary}</summary>{table}</details>"


def map_network(
    net: Network | Mapping[str, Network],
    *,
    missing: pd.DataFrame | None = None,
    color: str = "sector",
    size: str = "strength",
    title: str | None = None,
    lang: str = "cs",
    notes: Sequence[str | Mapping[str, str]] = (),
) -> NetworkMap:
    """Draw the network as an interactive page: search, filter, click on actors, read the table.

    The page is one file that works without the internet and shows only what may leave the house:
    small counts as ``<5``, single persons by their kind, and of the table of actors nothing but
    name, kind, sector, region, level and role.

    Parameters
    ----------
    net
        Network. The weight of a tie is its strength; stronger ties are thicker and shorter.
    missing
        Ties that were expected and are not in the records, drawn dashed: columns ``source`` and
        ``target`` (actor_id), optionally ``reason``.
    color
        Column of ``net.actors`` that gives a mark its color and shape: sector, kind, region, level
        or role. At most seven groups have their own; the rest are "other".
    size
        Metric that gives a mark its size: a column of :func:`netcoop.metrics.metric_table`.
    title
        Heading of the page.
    lang
        Language the page opens in, ``"cs"`` or ``"en"``; the page holds both.
    notes
        Plain sentences shown at the top: what the picture cannot show. A sentence is a text, or
        a text for each language: ``{"cs": …, "en": …}``; so is a ``reason``.

    Returns
    -------
    NetworkMap
        ``.save("map.html")`` writes the file; the same input gives the same bytes.

    Raises
    ------
    netcoop.errors.ArgumentError
        ``color``, ``size`` or ``lang`` is not known, or ``missing`` names actors that are not
        in the network.

    Examples
    --------
    >>> import pandas as pd
    >>> from netcoop.network import Network
    >>> actors = pd.DataFrame(
    ...     {"name": ["OSPOD", "School", "Police"], "sector": ["spod", "education", "other"]},
    ...     index=pd.Index(["o", "s", "p"], name="actor_id"),
    ... )
    >>> ties = pd.DataFrame({"source": ["o"], "target": ["s"], "weight": [2.0]})
    >>> missing = pd.DataFrame({"source": ["o"], "target": ["p"]})
    >>> picture = map_network(Network(actors, ties), missing=missing, lang="en")
    >>> picture
    <NetworkMap: 3 actors, 1 tie, 1 missing tie>
    """
    from netcoop.maps.page import render

    views = gather(net)
    model = build_model(
        views,
        layout(views.whole),
        missing=missing_pairs(missing, views.names),
        color=color,
        size=size,
        title=title,
        lang=lang,
        notes=notes,
    )
    return NetworkMap(model=model, html=render(model))


def _actor_table(model: MapModel) -> pd.DataFrame:
    texts = model.texts[model.lang]
    sizes = next(metric for metric in model.metrics if metric.key == model.size)
    return pd.DataFrame(
        {
            texts["actor"]: [actor.label for actor in model.actors],
            texts["sector"]: [_value(model, "sector", actor.sector) for actor in model.actors],
            texts["region"]: [actor.region for actor in model.actors],
            sizes.label[model.lang]: [
                float("nan") if value is None else value
                for value in model.views[0].metrics[model.size]
            ],
        }
    )


def _value(model: MapModel, column: str, value: str) -> str:
    return model.words[column][value][model.lang] if value else ""
