"""The report on a pilot, from the records of all its regions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

import pandas as pd

from netcoop._core.display import html_table
from netcoop.compare.impact_result import Impact
from netcoop.network import Network
from netcoop.records import Records
from netcoop.records.phases import Phases
from netcoop.reports.base import Report
from netcoop.reports.document import Document
from netcoop.reports.hidden import hidden_list
from netcoop.reports.impact.contents import impact_document
from netcoop.reports.impact.tables import further_tables, impact_table, panel_table
from netcoop.reports.impact.worked import Worked, work_out
from netcoop.reports.tables import problem_table


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class ImpactReport(Report):
    """What changed in the regions of a pilot; made by ``nc.report(records, kind="impact")``.

    Attributes
    ----------
    worked
        All that was found, as it may leave.
    """

    kind: ClassVar[str] = "impact"

    worked: Worked

    @property
    def panel(self) -> pd.DataFrame:
        """One row a region and time, as in :func:`netcoop.phase_panel`."""
        return panel_table(self.worked)

    @property
    def impact(self) -> Impact:
        """What :func:`netcoop.did` found without facilitated meetings."""
        return self.worked.impacts["own"]

    def _contents(self) -> Document:
        return self._document

    @cached_property
    def _document(self) -> Document:
        """Draw the pictures once, however many forms are written."""
        document = impact_document(self.worked, self.title)
        return replace(document, sections=(*document.sections, self.hidden.section()))

    def _tables(self) -> dict[str, pd.DataFrame]:
        return {
            "panel.csv": panel_table(self.worked),
            "impact.csv": impact_table(self.worked),
            **further_tables(self.worked),
            "problems.csv": problem_table(self.problems, _nobody()),
        }

    def _write_others(self, folder: Path) -> list[str]:  # noqa: ARG002
        """Write nothing else: there is no network of all regions."""
        return []

    def __repr__(self) -> str:
        sides = self.worked.sides["treated"]
        treated, others = int(sides.sum()), int((~sides).sum())
        return f"<Report: {treated} regions that took part, {others} compared, {self.lang}>"

    def _repr_html_(self) -> str:
        columns = ["metric", "estimate", "p_value", "sentence"]
        return html_table(self.impact.to_frame(self.lang)[columns], caption=self.title)


def impact_report(
    records: Records,
    *,
    lang: str,
    title: str | None,
    heading: str,
    phases: Phases | None,
    outcomes: str | Sequence[str] | None,
    settings: dict[str, Any],
) -> ImpactReport:
    """Work out the report on a pilot; ``records`` have their names resolved."""
    worked = work_out(
        records,
        lang=lang,
        phases=phases,
        outcomes=outcomes,
        draws=settings["draws"],
        rng=settings["rng"],
    )
    return ImpactReport(
        lang=lang,
        title=title or heading,
        map=None,
        hidden=hidden_list(records, None, threshold=settings["threshold"], lang=lang),
        problems=records.problems_in(lang),
        account=records.account,
        settings=settings,
        worked=worked,
    )


def _nobody() -> Network:
    """Give a network of no actors: no written value is one that may be repeated."""
    actors = pd.DataFrame(index=pd.Index([], dtype="str", name="actor_id"))
    ties = pd.DataFrame({"source": [], "target": [], "weight": []})
    return Network(actors, ties.astype({"source": "str", "target": "str", "weight": "float64"}))
