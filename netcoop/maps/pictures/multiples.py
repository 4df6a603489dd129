"""Many regions side by side as small pictures of one kind: the same places, sizes and widths."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from netcoop._core.checks import did_you_mean, first
from netcoop._core.display import html_table
from netcoop._core.files import write_atomically
from netcoop._core.texts import check_language, language, plural, text
from netcoop.errors import ArgumentError
from netcoop.maps.collect import build_model
from netcoop.maps.missing import drawn_gaps
from netcoop.maps.model import MapModel, clean
from netcoop.maps.pictures.drawing import scale_of
from netcoop.maps.pictures.picture import file_of
from netcoop.maps.pictures.sheet import draw_panel, draw_sheet, fitted, stretch
from netcoop.maps.places.compact import Arcs, place_compactly, shared_arcs
from netcoop.maps.places.rings import middle_actor
from netcoop.maps.views import View, Views, gather
from netcoop.metrics.fragments import flag_of, with_caveat
from netcoop.metrics.keyplayers import check_number
from netcoop.network import Network

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ENDINGS = (".html", ".png", ".svg")
MARKS = 0.52  # size of marks and widths of lines beside those of a large map
ROOMY = 30  # actors of a region without smaller marks


@dataclass(frozen=True, slots=True)
class RegionPanel:
    """The picture of one region, and its numbers."""

    region: str
    model: MapModel
    view: int
    center: str
    n_actors: int
    n_ties: int
    n_missing: int
    n_isolates: int
    roster: str
    flag: str

    def counts(self, lang: str) -> str:
        """Say how many actors, ties and missing ties there are."""
        parts = [
            plural("{n} actor", "{n} actors", self.n_actors, lang),
            plural("{n} tie", "{n} ties", self.n_ties, lang),
        ]
        if self.n_missing:
            parts.append(plural("{n} missing tie", "{n} missing ties", self.n_missing, lang))
        return " · ".join(parts)

    def sentence(self, lang: str) -> str:
        """Say it in one plain sentence, and what the records cannot show."""
        said = text("{region}: {counts}.", lang, region=self.region, counts=self.counts(lang))
        return f"{said} {self.caveat(lang)}".rstrip()

    def caveat(self, lang: str) -> str:
        """Say that the picture says little, where it does."""
        return with_caveat("", self.flag, lang).strip()


@dataclass(frozen=True, eq=False, repr=False)
class RegionMaps:
    """Regions side by side; made by :func:`netcoop.map_regions`, shows itself in a notebook.

    Attributes
    ----------
    panels
        One for each region, in the order given.
    title, lang, columns
        Heading, language, and how many pictures stand in a row.
    n_between
        How many missing ties are in no picture, as their actors are not in one region.
    """

    panels: tuple[RegionPanel, ...]
    title: str
    lang: str
    columns: int
    n_between: int

    def figure(self, *, heading: bool = True) -> Figure:
        """Draw all regions on one sheet, an A4 page across for up to sixteen of them.

        Parameters
        ----------
        heading
            Whether the title stands above.

        Returns
        -------
        matplotlib.figure.Figure
            The sheet; pyplot knows nothing of it.
        """
        words = (self.title, *self.notes()) if heading else ()
        figure, rooms = draw_sheet(self.panels[0].model, words, len(self.panels), self.columns)
        first_of_all = self.panels[0].model
        scale = scale_of(first_of_all)
        panels = [(panel.model, panel.view) for panel in self.panels]
        models = fitted(first_of_all, panels, stretch(figure, rooms[0]))
        for panel, model, room in zip(self.panels, models, rooms, strict=True):
            draw_panel(
                figure, room, model, panel.view,
                heading=panel.region, counts=panel.counts(self.lang), scale=scale,
            )  # fmt: skip
        return figure

    def notes(self) -> list[str]:
        """Say how the pictures are to be read, and what is not in them."""
        said = [
            text(
                "In the middle is one office, around it whoever it has a tie with, outside all "
                "others. A sector stands in the same direction everywhere.",
                self.lang,
            )
        ]
        if any(panel.roster == "observed" for panel in self.panels):
            said.append(self.panels[0].model.texts[self.lang]["observed"])
        if self.n_between:
            said.append(
                plural(
                    "{n} missing tie joins actors of different regions and is in no picture.",
                    "{n} missing ties join actors of different regions and are in no picture.",
                    self.n_between,
                    self.lang,
                )
            )
        return said

    def to_frame(self, lang: str | None = None) -> pd.DataFrame:
        """Give the numbers, one row a region.

        Returns
        -------
        pandas.DataFrame
            ``region``, ``center`` (who stands in the middle), ``n_actors``, ``n_ties`` (pairs),
            ``n_missing``, ``n_isolates`` (among the actors listed), ``roster`` (only a
            ``"register"`` knows all isolates), ``flag`` (``"saturated"`` where nearly all are
            tied), ``sentence``.
        """
        code = check_language(lang or language())
        columns = ["region", "center", "n_actors", "n_ties", "n_missing", "n_isolates", "roster",
                   "flag"]  # fmt: skip
        rows = [[getattr(panel, name) for name in columns] for panel in self.panels]
        frame = pd.DataFrame(rows, columns=columns)
        return frame.assign(sentence=[panel.sentence(code) for panel in self.panels])

    def to_html(self) -> str:
        """Write one page that needs no other file and no internet: the pictures and a table."""
        from netcoop.maps.pictures.regions_page import render

        return render(self)

    def save(self, path: Path | str) -> Path:
        """Write a page (``.html``) or a picture (``.png``, ``.svg``), wholly or not at all.

        Parameters
        ----------
        path
            The file; its ending says which.

        Returns
        -------
        pathlib.Path
            The file.

        Raises
        ------
        netcoop.errors.ArgumentError
            The ending is another one, or ``path`` is no place for a file.
        """
        ending = Path(path).suffix.lower()
        if ending not in ENDINGS:
            raise ArgumentError(
                text(
                    "The file {path} must end in one of: {endings}.",
                    path=path,
                    endings=", ".join(ENDINGS),
                )
            )
        content = self.to_html().encode("utf-8") if ending == ".html" else self.draw(ending[1:])
        return write_atomically(path, lambda beside: beside.write_bytes(content))

    def draw(self, kind: str, dpi: int = 200) -> bytes:
        """Draw the sheet as a file in memory: always the same bytes.

        Parameters
        ----------
        kind
            ``"png"`` or ``"svg"``.
        dpi
            Dots per inch of a PNG.

        Returns
        -------
        bytes
            The file.
        """
        return file_of(self.figure(), kind, self.title, dpi)

    def equals(self, other: object) -> bool:
        """Tell whether both show the same."""
        return isinstance(other, RegionMaps) and (
            (self.panels, self.title, self.lang, self.columns, self.n_between)
            == (other.panels, other.title, other.lang, other.columns, other.n_between)
        )

    def __repr__(self) -> str:
        actors = sum(panel.n_actors for panel in self.panels)
        counts = (
            plural("{n} region", "{n} regions", len(self.panels)),
            plural("{n} actor", "{n} actors", actors),
        )
        return f"<RegionMaps: {', '.join(counts)}>"

    def _repr_html_(self) -> str:
        """Show the sheet and the table; both stay in a notebook that is not trusted."""
        picture = base64.b64encode(self.draw("png", dpi=110)).decode("ascii")
        table = self.to_frame(self.lang).drop(columns=["center", "roster", "flag"])
        return f'<img src="data:image/png;base64,{picture}" alt="">' + html_table(
            table, caption=self.title, rows=len(table)
        )


def map_regions(
    nets: Mapping[str, Network],
    *,
    center: Mapping[str, str] | None = None,
    missing: pd.DataFrame | None = None,
    lang: str = "cs",
    title: str | None = None,
    columns: int | None = None,
) -> RegionMaps:
    """Draw regions side by side so that a gap is seen at a glance: one small picture each.

    In the middle stands an office, on the inner ring whoever it has a tie with, on the outer ring
    all others. A sector stands in the same direction in every picture, and sizes of marks and
    widths of lines mean the same in all. The pictures are for looking; for numbers that compare
    fairly use :func:`netcoop.compare_regions`.

    Parameters
    ----------
    nets
        Networks by the name of their region, made in the same way; drawn in this order. Shown is
        only what may leave the house (:func:`netcoop.network.disclose`).
    center
        Who stands in the middle, by region; elsewhere the OSPOD with most ties, or where there is
        none the actor with most.
    missing
        Ties that were expected and are not in the records, drawn dashed: columns ``source`` and
        ``target``, or what :func:`netcoop.required_ties` found.
    lang
        Language, ``"cs"`` or ``"en"``.
    title
        Heading.
    columns
        How many pictures in a row; by default about as many as rows.

    Returns
    -------
    RegionMaps
        ``.save("regions.html")`` writes a page, ``.save("regions.png")`` or ``.svg`` a picture,
        ``.to_frame()`` gives the numbers.

    Raises
    ------
    netcoop.errors.ArgumentError
        ``nets`` holds no networks, or directed and undirected ones; ``center`` or ``missing`` names
        regions or actors that are not there; ``columns`` is no whole number from 1.

    Examples
    --------
    >>> ties = pd.DataFrame({"source": ["A"], "target": ["B"], "weight": [2.0]})
    >>> maps = map_regions({"Lískov": Network(["A", "B"], ties), "Březná": Network("CD", ties[:0])})
    >>> maps.to_frame("en")[["region", "n_actors", "n_ties"]]
       region  n_actors  n_ties
    0  Lískov         2       1
    1  Březná         2       0
    """
    check_language(lang)
    _check(nets, columns)
    views = gather(nets, of_regions=True)
    shown = [view for view in views.views if not view.without]
    centers = _centers(center, shown, views)
    nowhere = pd.DataFrame(0.0, index=views.whole.actors.index, columns=["x", "y"])
    gaps = drawn_gaps(missing, views)
    busiest = max(view.net.n_actors for view in shown)
    scale = MARKS * min(1.0, (ROOMY / max(busiest, 1)) ** 0.35)
    model = replace(build_model(views, nowhere, missing=gaps, lang=lang), scale=scale)
    arcs = shared_arcs([view.net for view in shown])
    panels = tuple(
        _panel(model, row, view, centers.get(view.period), arcs) for row, view in enumerate(shown)
    )
    inside = {
        pair
        for panel in panels
        for pair in _pairs_in(panel.model, shown[panel.view].net.actors.index)
    }
    return RegionMaps(
        panels=panels,
        title=clean(title) if title else text("Cooperation by region", lang),
        lang=lang,
        columns=columns or _columns(len(panels)),
        n_between=len(gaps) - len(inside),
    )


def _check(nets: Any, columns: Any) -> None:
    if not isinstance(nets, Mapping) or not nets:
        raise ArgumentError(
            text("Give a network for each region: {example}.", example="{'Lískov': net, …}")
        )
    wrong = [str(name) for name, net in nets.items() if not isinstance(net, Network)]
    if wrong:
        raise ArgumentError(text("These regions have no network: {names}.", names=first(wrong)))
    if len({net.directed for net in nets.values()}) > 1:
        raise ArgumentError(
            text("Some networks are directed and others not; build all in the same way.")
        )
    if len({str(name) for name in nets}) < len(nets):
        raise ArgumentError(text("Two regions have the same name."))
    if columns is not None:
        check_number("columns", columns)


def _centers(center: Any, shown: Sequence[View], views: Views) -> dict[str, str]:
    """Check who is to stand in the middle, and call them as the pictures do."""
    if center is None:
        return {}
    if not isinstance(center, Mapping):
        raise ArgumentError(
            text("center= takes an actor for each region: {example}.", example="{'Lískov': 'a1'}")
        )
    by_region = {view.period: view.net for view in shown}
    found = {}
    for region, actor in center.items():
        if str(region) not in by_region:
            message = text("center= names a region that is not there: {region}.", region=region)
            raise ArgumentError(message + did_you_mean(str(region), list(by_region)))
        here = by_region[str(region)].actors.index
        own = views.names.get(str(actor), str(actor))
        if own not in here:
            message = text("{region} has no actor {actor!r}.", region=region, actor=actor)
            known = {shown: true for true, shown in views.names.items()}
            raise ArgumentError(
                message + did_you_mean(str(actor), [known.get(one, one) for one in here])
            )
        found[str(region)] = own
    return found


def _panel(model: MapModel, row: int, view: View, center: str | None, arcs: Arcs) -> RegionPanel:
    net = view.net
    middle = center or middle_actor(net)
    spots = place_compactly(net, middle, arcs)
    actors = tuple(
        replace(actor, x=spots[actor.id][0], y=spots[actor.id][1]) if actor.id in spots else actor
        for actor in model.actors
    )
    placed = replace(model, actors=actors)
    names = {actor.id: actor.label for actor in model.actors}
    return RegionPanel(
        region=clean(view.period),
        model=placed,
        view=row,
        center="" if middle is None else names[middle],
        n_actors=net.n_actors,
        n_ties=net.n_ties,
        n_missing=len(_pairs_in(model, net.actors.index)),
        n_isolates=sum(model.views[row].isolate),
        roster=net.roster,
        flag=flag_of(net),
    )


def _pairs_in(model: MapModel, actors: pd.Index) -> set[tuple[str, str]]:
    here = set(actors)
    pairs = {(pair.source, pair.target) for pair in model.missing}
    return {pair for pair in pairs if here.issuperset(pair)}


def _columns(count: int) -> int:
    """Choose so many columns that there are about as many rows, rather fewer."""
    columns = 1
    while columns * columns < count:
        columns += 1
    return columns
