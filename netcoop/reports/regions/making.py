"""The report on several regions, from their records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import pandas as pd

from netcoop._core.display import html_table
from netcoop._core.texts import plural
from netcoop.maps import NetworkMap, map_network
from netcoop.network import Network, build_network, disclose, write_file
from netcoop.records import Records
from netcoop.reports.base import Report
from netcoop.reports.document import Document
from netcoop.reports.hidden import hidden_list
from netcoop.reports.regions.beside import (
    Indicators,
    indicators,
    krajs,
    required_by_region,
    services_by_region,
)
from netcoop.reports.regions.contents import regions_document
from netcoop.reports.regions.parting import drawn_records, part_regions, seen_table
from netcoop.reports.regions.pictures import Drawn, network_pictures, range_pictures
from netcoop.reports.regions.scores import Scores, score
from netcoop.reports.tables import problem_table

# A map of more actors is slow to open and shows little.
_MOST_ON_MAP = 2_000
_DECIMALS = 6


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class RegionsReport(Report):
    """Regions side by side, by the alphabet, each number with its range; no league table.

    Attributes
    ----------
    network
        The network of the meetings of the regions that are shown, as it may leave.
    seen
        What records there are of each region; regions by the alphabet.
    scores
        The numbers and their ranges.
    ranges, networks
        Pictures of the numbers, by name of the number, and of the networks.
    required, services
        Required ties and services by region; ``None`` where the records say nothing.
    indicators
        The indicators given, as they may leave.
    krajs
        How many regions of each kraj there are, and how many with records.
    threshold
        Smallest count of people that is shown.
    """

    kind: ClassVar[str] = "regions"

    network: Network
    seen: pd.DataFrame
    scores: Scores
    ranges: Mapping[str, tuple[Drawn, ...]]
    networks: tuple[Drawn, ...]
    required: pd.DataFrame | None
    services: pd.DataFrame | None
    indicators: Indicators | None
    krajs: pd.DataFrame
    threshold: float

    def named(self, status: str) -> list[str]:
        """Name the regions of which the records are ``"shown"``, too few or none."""
        return list(map(str, self.seen.index[self.seen["records"] == status]))

    def _contents(self) -> Document:
        return regions_document(self)

    def _tables(self) -> dict[str, pd.DataFrame]:
        numbers = self.scores.table.merge(self.seen.reset_index(), on="region")
        first = ["region", "records", "n_actors", "n_meetings", "coverage", "meetings_per_actor"]
        rest = [name for name in numbers if name not in first]
        own = {
            "regions.csv": numbers[[*first, *rest]].round(_DECIMALS),
            "problems.csv": problem_table(self.problems, self.network),
        }
        beside = {
            "required_by_region.csv": self.required,
            "services_by_region.csv": self.services,
            "indicators.csv": None if self.indicators is None else self._given_indicators(),
        }
        return own | {
            name: table.round(_DECIMALS).reset_index()
            for name, table in beside.items()
            if table is not None
        }

    def _given_indicators(self) -> pd.DataFrame:
        """Give the indicators; what is hidden as the document does."""
        assert self.indicators is not None
        rounded = replace(self.indicators, table=self.indicators.table.round(_DECIMALS))
        return rounded.written(f"<{self.threshold:g}")

    def _write_others(self, folder: Path) -> list[str]:
        write_file(self.network, folder / "network.graphml")
        return ["network.graphml"]

    def __repr__(self) -> str:
        counts = (
            plural("{n} region", "{n} regions", len(self.seen)),
            plural("{n} actor", "{n} actors", self.network.n_actors),
        )
        return f"<Report: {', '.join(counts)}, {self.lang}>"

    def _repr_html_(self) -> str:
        table = html_table(self._tables()["regions.csv"], caption=self.title)
        return table + (self.map._repr_html_() if self.map else "")


def regions_report(
    records: Records,
    *,
    lang: str,
    title: str | None,
    heading: str,
    template: pd.DataFrame | None,
    outcomes: str | Sequence[str] | None,
    settings: dict[str, Any],
) -> RegionsReport:
    """Work out the report on several regions; ``records`` have their names resolved.

    Regions of which fewer than three organisations came to meetings are named and not shown, nor
    are their actors on the map.

    Parameters
    ----------
    records
        Records with meetings; these or the actors have a region.
    lang, heading
        Language, and heading of the report.
    title
        Heading of the map; ``None``: the map's own.
    template
        Required ties; ``None``: those of the records, if any.
    outcomes
        Numbers of the network to compare by; ``None``: ties per actor and fragmentation.
    settings
        ``draws``, ``rng`` and ``threshold``.

    Raises
    ------
    RecordError
        Fewer than two regions have meetings that may be shown, or there are no meetings.
    """
    parting = part_regions(records)
    threshold = settings["threshold"]
    scores = score(parting, outcomes, draws=settings["draws"], rng=settings["rng"], lang=lang)
    full = build_network(drawn_records(parting), layers=["meeting"])
    net = disclose(full, threshold=threshold)
    return RegionsReport(
        lang=lang,
        title=heading,
        network=net,
        map=_map(full, title, lang),
        hidden=hidden_list(records, net, threshold=threshold, lang=lang),
        problems=records.problems_in(lang),
        account=records.account,
        settings=settings,
        seen=seen_table(parting),
        scores=scores,
        ranges=range_pictures(scores, lang),
        networks=network_pictures(parting.sets, lang),
        required=required_by_region(parting, template),
        services=services_by_region(parting),
        indicators=indicators(parting, scores.table, scores.metrics, threshold, lang),
        krajs=krajs(parting),
        threshold=threshold,
    )


def _map(full: Network, title: str | None, lang: str) -> NetworkMap | None:
    """Draw the regions apart from each other, where a map is still of use."""
    if full.n_actors > _MOST_ON_MAP:
        return None
    return map_network(full, layout="regions", title=title, lang=lang)
