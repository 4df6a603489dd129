"""Drawing the map, without the report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from netcoop._core.texts import check_language, text
from netcoop.cli.purging import is_map
from netcoop.cli.reading import Language, Reading, keep_from_overwriting, with_reading
from netcoop.cli.root import app
from netcoop.cli.steps import say
from netcoop.errors import NetcoopError

if TYPE_CHECKING:
    from netcoop.maps import NetworkMap
    from netcoop.network import Network
    from netcoop.records import Records

_DEFAULT = "ties"


@app.command("map", help=text("Draw the network as one interactive page (HTML)."))
@with_reading()
def draw(
    given: Reading,
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar=text("FILE"), help=text("Page (.html) to write."))
    ],
    freq: Annotated[
        str | None,
        typer.Option(
            metavar="YS|QS|MS",
            help=text("A picture for each period: YS years, QS quarters, MS months."),
        ),
    ] = None,
    layout: Annotated[
        str | None,
        typer.Option(
            metavar=text("NAME"),
            help=text("Where actors stand: ties, regions, geographic or rings."),
        ),
    ] = None,
    color: Annotated[
        str,
        typer.Option(
            metavar=text("NAME"), help=text("Color: sector, kind, region, level or role.")
        ),
    ] = "sector",
    size: Annotated[
        str,
        typer.Option(
            metavar=text("NAME"), help=text("Size: a number of each actor, such as strength.")
        ),
    ] = "strength",
    start: Annotated[
        Path | None,
        typer.Option(
            metavar=text("FILE"),
            help=text("Layout of an earlier map (.csv): its actors keep their places."),
        ),
    ] = None,
    save_layout: Annotated[
        Path | None,
        typer.Option(
            metavar=text("FILE"), help=text("Keep where the actors stand, for later maps (.csv).")
        ),
    ] = None,
    title: Annotated[
        str | None, typer.Option(metavar=text("TEXT"), help=text("Heading of the map."))
    ] = None,
    lang: Language = "cs",
) -> None:
    """Draw the network as one interactive page."""
    check_language(lang)
    if layout is not None and start is not None:
        message = text("Give --layout or --start, not both: a kept layout goes on as it was.")
        raise NetcoopError(message)
    keep_from_overwriting(given.data, out, save_layout)
    _check_files(out, save_layout)
    records = given.resolve()
    say(text("Drawing the map …"))
    made = _map(records, freq, layout or _DEFAULT, start, color, size, title, lang)
    typer.echo(text("Map: {path}", path=made.save(out)))
    if save_layout is not None:
        typer.echo(text("Layout: {path}", path=made.layout.save(save_layout)))


def _check_files(out: Path, layout: Path | None) -> None:
    """Refuse to write over anything but an earlier map, and an earlier layout."""
    _check_ending(out, ".html")
    if out.exists() and not is_map(out):
        message = text("{path} is there and is no map; write to another file.", path=out)
        raise NetcoopError(message)
    if layout is None:
        return
    _check_ending(layout, ".csv")
    if layout.exists() and not _is_layout(layout):
        message = text("{path} is there and is no layout; write to another file.", path=layout)
        raise NetcoopError(message)


def _check_ending(path: Path, ending: str) -> None:
    if path.is_dir():
        message = text("{path} is a folder; give the name of a file.", path=path)
        raise NetcoopError(message)
    if path.suffix.lower() != ending:
        name = path.with_name(path.name + ending)
        message = text("The name has to end with {ending}: {path}", ending=ending, path=name)
        raise NetcoopError(message)


def _is_layout(path: Path) -> bool:
    """Tell a layout that netcoop kept from a table with places of somebody's own."""
    from netcoop.maps.places.kept_layout import COLUMNS, Layout

    try:
        Layout.read(path)
        head = path.read_text(encoding="utf-8-sig", errors="replace").partition("\n")[0]
    except (NetcoopError, OSError):
        return False
    return all(name in head for name in COLUMNS)


def _map(
    records: Records,
    freq: str | None,
    layout: str,
    start: Path | None,
    color: str,
    size: str,
    title: str | None,
    lang: str,
) -> NetworkMap:
    from netcoop.maps import map_layout, map_network
    from netcoop.maps.places.kept_layout import Layout
    from netcoop.network import build_network, disclose, periods
    from netcoop.reports.local.sentences import map_notes

    layers = _layers(records)
    whole = disclose(build_network(records, layers=layers))
    net: Network | dict[str, Network] = whole
    if freq is not None:
        net = periods(records, freq=freq, layers=layers)
    return map_network(
        net,
        color=color,
        size=size,
        layout=layout if start is None else map_layout(net, start=Layout.read(start)),
        # A console may hand over half a letter, which no file can hold.
        title=title.encode("utf-8", "replace").decode("utf-8") if title else None,
        lang=lang,
        notes=map_notes(whole, records),
    )


def _layers(records: Records) -> list[str]:
    """Choose what the ties are made from, as the report does."""
    found = [
        layer
        for layer, table in (("meeting", "meetings"), ("referral", "referrals"))
        if table in records.tables
    ]
    return found or ["contact"]
