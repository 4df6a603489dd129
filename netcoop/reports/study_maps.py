"""The maps of a study, drawn as its file wants them."""

from __future__ import annotations

from netcoop.reports.base import Report
from netcoop.reports.local.making import LocalReport
from netcoop.reports.study_file import MapPart, StudyFile


def with_map(made: Report, study: StudyFile) -> Report:
    """Draw the maps of a report as the study wants them; its own are kept where they are that."""
    given = study.map
    if given == MapPart() or not isinstance(made, LocalReport):
        return made
    missing = None if given.missing == "none" else given.missing
    return made.drawn(missing=missing, color=given.color, size=given.size, layout=given.layout)
