"""The maps of a study, drawn as its file wants them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from netcoop.gaps import required_ties
from netcoop.maps import map_network
from netcoop.network.periodic import periods
from netcoop.records import Records
from netcoop.reports.compose import Report
from netcoop.reports.sentences import map_notes
from netcoop.reports.study_file import MapPart, StudyFile, weighting_of

_PERIODS_MAP = "map_periods.html"


def with_map(made: Report, records: Records, study: StudyFile) -> Report:
    """Draw the map of a report as the study wants it; the report's own is kept where it is that."""
    given = study.map
    if given == MapPart():
        return made
    missing: Any = None
    if given.missing == "likely":
        missing = made.missing[["source", "target"]]
    elif given.missing == "required":
        missing = required_ties(made.network, records.tables["required"])
    drawn = map_network(
        made.network,
        missing=missing,
        color=given.color,
        size=given.size,
        layout=given.layout,
        title=study.study.title,
        lang=study.study.lang,
        notes=map_notes(made.network, records),
    )
    return replace(made, map=drawn)


def save_periods_map(records: Records, study: StudyFile, folder: Path) -> None:
    """Draw the periods side by side, from meetings only.

    Referrals of a period beside those of the whole time would tell, by subtraction, what is
    hidden; of meetings nothing is hidden.
    """
    if not study.phases or "meetings" not in records.tables:
        return
    nets = periods(records, freq=study.freq(), layers=("meeting",), weighting=weighting_of(study))
    drawn = map_network(
        nets,
        color=study.map.color,
        size=study.map.size,
        layout=study.map.layout,
        title=study.study.title,
        lang=study.study.lang,
    )
    drawn.save(folder / _PERIODS_MAP)
