"""The interactive map: one function, and the page it returns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from netcoop._core.display import html_table
from netcoop._core.files import write_bytes_atomically, write_text_atomically
from netcoop._core.texts import LANGUAGES, plural, text
from netcoop.errors import ArgumentError
from netcoop.maps.asked import DOTS, HEIGHTS, check_path, check_whole, notes_of
from netcoop.maps.collect import build_model
from netcoop.maps.missing import gaps_of
from netcoop.maps.model import MapModel
from netcoop.maps.notebook import frame_html
from netcoop.maps.places.kept_layout import Layout
from netcoop.maps.places.layout import resolve_layout
from netcoop.maps.places.underlay import box_underlay, underlay
from netcoop.maps.views import gather
from netcoop.metrics import METRICS
from netcoop.network.disclosing import THRESHOLD, warn_if_off

if TYPE_CHECKING:
    import pyvis.network

    from netcoop.network import Network

FRAME_HEIGHT = 780
TABLE_ROWS = 200  # of the table for notebooks that remove the page


@dataclass(frozen=True, eq=False, repr=False)
class NetworkMap:
    """An interactive map as one HTML page; made by :func:`netcoop.map_network`.

    It shows itself in a notebook.

    Attributes
    ----------
    model
        What the map shows, as plain data.
    html
        The page as text: it needs no other file and no internet.
    layout
        Where the actors stand: ``map.layout.save("2024.csv")`` keeps it for the next map.
    """

    model: MapModel
    html: str = field(repr=False)
    layout: Layout = field(repr=False)

    def save(self, path: Path | str) -> Path:
        """Write the page to a file (UTF-8), wholly or not at all.

        Parameters
        ----------
        path
            The file.

        Returns
        -------
        pathlib.Path
            The file.

        Raises
        ------
        netcoop.errors.ArgumentError
            ``path`` is no place for a file.
        """
        return write_text_atomically(check_path(path), self.html)

    def to_png(self, path: Path | str, *, view: int = 0, dpi: int = 200) -> Path:
        """Draw the map as a PNG file, without a browser.

        Parameters
        ----------
        path
            The file; it is written wholly or not at all.
        view
            Which of ``model.views``: the periods in their order, then, where there are
            facilitators, the periods without them.
        dpi
            Dots per inch; the picture is about 11 inches wide.

        Returns
        -------
        pathlib.Path
            The file.

        Raises
        ------
        netcoop.errors.ArgumentError
            ``path`` is no place for a file, or there is no such view.
        """
        return write_bytes_atomically(check_path(path), self._picture("png", view, dpi))

    def to_svg(self, path: Path | str, *, view: int = 0) -> Path:
        """Draw the map as an SVG file, without a browser.

        Parameters
        ----------
        path, view
            As in :meth:`to_png`.

        Returns
        -------
        pathlib.Path
            The file.

        Raises
        ------
        netcoop.errors.ArgumentError
            As in :meth:`to_png`.
        """
        return write_bytes_atomically(check_path(path), self._picture("svg", view))

    def to_pyvis(self) -> pyvis.network.Network:
        """Hand out the first view as a pyvis network, to go on with it.

        What pyvis writes asks the internet for files unless told otherwise, has no Czech, no
        table and no print; names stand in it as plain texts.
        """
        from netcoop.maps._pyvis import pyvis_network

        return pyvis_network(self.model)

    def display(self, *, height: int = FRAME_HEIGHT, embed: bool = True) -> Any:
        """Show the map in a notebook, in a frame.

        Parameters
        ----------
        height
            Height of the frame in pixels.
        embed
            Each map adds half a megabyte to the notebook; ``False`` leaves a picture and a table.

        Raises
        ------
        netcoop.errors.ArgumentError
            ``height`` is no number of pixels.
        """
        from IPython.display import HTML

        check_whole("height", height, HEIGHTS)
        if not isinstance(embed, bool):
            raise ArgumentError(text("embed={value!r} must be True or False.", value=embed))
        return HTML(self._shown(height, embed=embed))  # type: ignore[no-untyped-call]

    def equals(self, other: object) -> bool:
        """Say whether the other map is the same page, letter by letter."""
        return isinstance(other, NetworkMap) and self.html == other.html

    def __repr__(self) -> str:
        counts = [
            plural("{n} actor", "{n} actors", len(self.model.actors)),
            plural("{n} tie", "{n} ties", _pairs(self.model)),
        ]
        if self.model.missing:
            counts.append(plural("{n} missing tie", "{n} missing ties", len(self.model.missing)))
        if len(self.model.periods) > 1:
            counts.append(plural("{n} period", "{n} periods", len(self.model.periods)))
        return f"<NetworkMap: {', '.join(counts)}>"

    def _repr_html_(self) -> str:
        """Show the page in a sandboxed frame, with what untrusted notebooks keep."""
        return self._shown(FRAME_HEIGHT, embed=True)

    def _shown(self, height: int, *, embed: bool) -> str:
        lang = self.model.lang
        return frame_html(
            self.html if embed else "",
            self.model.title[lang],
            height,
            picture=self._picture("png", 0, dpi=100),
            table=html_table(_actor_table(self.model), rows=TABLE_ROWS),
            summary=text("Picture and table of the map", lang),
        )

    def _picture(self, kind: str, view: int, dpi: int = 200) -> bytes:
        from netcoop.maps.pictures.picture import picture

        check_whole("view", view, (0, len(self.model.views) - 1))
        check_whole("dpi", dpi, DOTS)
        return picture(self.model, view=view, format=kind, dpi=dpi)


def map_network(
    net: Network | Mapping[str, Network],
    *,
    missing: Any = None,
    color: str = "sector",
    size: str = "strength",
    layout: str | Layout = "ties",
    center: str | None = None,
    outlines: Mapping[str, Any] | Path | str | None = None,
    values: pd.Series | None = None,
    title: str | None = None,
    lang: str = "cs",
    notes: Sequence[str | Mapping[str, str]] | str | Mapping[str, str] | None = (),
    threshold: int = THRESHOLD,
    beside: Network | Mapping[str, Network] | None = None,
) -> NetworkMap:
    """Draw the network as an interactive page: search, filter, click on actors, read the table.

    The page is one file that works without the internet and shows only what may leave the house:
    small counts as ``<5``, single persons by their kind, and of the table of actors nothing but
    name, kind, sector, region, level and role.

    Parameters
    ----------
    net
        Network, or a network for each period (:func:`netcoop.periods`): then the page switches
        between them and sets two side by side. The weight of a tie is its strength; stronger ties
        are thicker and shorter. Where actors are facilitators by role or kind, the page can leave
        them out.
    missing
        Ties that were expected and are not in the records, drawn dashed: what
        :func:`netcoop.required_ties` or :func:`netcoop.missing_ties` found, or a table with
        ``source`` and ``target`` (actor_id), and perhaps ``reason``. A pair that a line joins
        anyway, of whatever kind, is not drawn dashed; a note says how many those are.
    color
        Column of ``net.actors`` that gives a mark its color and shape: sector, kind, region, level
        or role. At most seven groups have their own; the rest are "other".
    size
        Metric that gives a mark its size: any of level ``actor`` in
        :func:`netcoop.metric_register`. The map also offers the standard ones.
    layout
        Where actors stand, in all periods alike: ``"ties"``, ``"regions"``, ``"geographic"``,
        ``"rings"``, or a layout kept from another map (:func:`netcoop.map_layout`).
    center
        With rings, who stands in the middle.
    outlines
        With a geographic layout, outlines of regions to lie below it: GeoJSON (a file or its
        content) of polygons in degrees.
    values
        With outlines, a number for each region, which colors it; the name of the series is the
        heading of its legend.
    title
        Heading of the page.
    lang
        Language the page opens in, ``"cs"`` or ``"en"``; the page holds both.
    notes
        Plain sentences shown at the top: what the picture cannot show. A sentence is a text, or
        a text for each language: ``{"cs": …, "en": …}``; so is a ``reason``. One sentence may
        stand without a list.
    threshold
        Smallest number of referrals that is shown; 1 hides none, says so on the page, and warns.
        Names of single persons are hidden in any case.
    beside
        What is handed on with this map, made from the same records: of a network, the networks of
        its periods; of periods, the network of the whole time. Numbers are then hidden so that
        none can be worked out from both (:func:`netcoop.network.disclose_together`), and
        single persons have the same number in both.

    Returns
    -------
    NetworkMap
        ``.save("map.html")`` writes the file; the same input gives the same bytes.

    Raises
    ------
    netcoop.errors.ArgumentError
        ``color``, ``size``, ``layout`` or ``lang`` is not known, ``missing`` names actors that
        are not in the network, ``outlines`` cannot be read, or two networks have referrals in
        common.
    netcoop.errors.NetworkError
        ``beside`` is not of the same records.

    Warns
    -----
    NetcoopWarning
        ``threshold=1`` hides nothing.

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
    >>> map_network(Network(actors, ties), missing=missing, lang="en")
    <NetworkMap: 3 actors, 1 tie, 1 missing tie>
    """
    from netcoop.maps.page import render

    said = notes_of(notes)
    views = gather(net, threshold=threshold, beside=beside)
    warn_if_off(views.threshold)
    shown = views.names.get(center, center) if isinstance(center, str) else center
    placed = resolve_layout(views.whole, layout, shown)
    gaps, tied = gaps_of(missing, views)
    model = build_model(
        views,
        placed.places,
        missing=gaps,
        color=color,
        size=size,
        title=title,
        lang=lang,
        notes=[*said, *placed.notes, *tied],
        layout=placed.kind,
    )
    model = replace(model, underlay=_below(views.whole, placed, outlines, values))
    return NetworkMap(model=model, html=render(model), layout=placed)


def _pairs(model: MapModel) -> int:
    """Count the ties of all periods together, a pair once; as on the page."""
    ends = ((tie.source, tie.target) for tie in model.ties)
    if model.directed:
        return len(set(ends))
    return len({(min(pair), max(pair)) for pair in ends})


def _below(net: Network, placed: Layout, outlines: Any, values: Any) -> dict[str, Any] | None:
    """Give what lies below the map: the user's outlines, or boxes around the regions."""
    if outlines is None and values is None:
        return box_underlay(net, placed)
    if outlines is None or placed.kind != "geographic":
        message = text(
            "outlines= and values= color regions at their place: give outlines=, and "
            "layout='geographic'."
        )
        raise ArgumentError(message)
    name = str(getattr(values, "name", None) or "")
    label = _in_all(METRICS[name].label) if name in METRICS else name
    return underlay(outlines, values, label, layout=placed)


def _in_all(label: str) -> dict[str, str]:
    return {lang: text(label, lang) for lang in LANGUAGES}


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
