"""``Report``: what all kinds of reports share: how they are written and kept."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pandas as pd

from netcoop._core.files import write_spreadsheet_csv, write_text_atomically
from netcoop.maps import NetworkMap
from netcoop.reports.document import Document
from netcoop.reports.forms.html import render
from netcoop.reports.hidden import HiddenList
from netcoop.reports.invented import opened_with
from netcoop.reports.study_folder import write_report_run
from netcoop.reports.study_put import check_place, put_files

_DOCUMENTS = ("report.html", "report.docx", "report.xlsx")


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Report(ABC):
    """What a set of records says about cooperation, ready to be read and handed on.

    Small counts of referrals and names of single persons are hidden in all of it.

    Attributes
    ----------
    lang
        Language of the texts, ``"cs"`` or ``"en"``.
    title
        Heading of the report and the map.
    map
        The interactive map; ``None`` where a report has none.
    problems
        What was found wrong, repaired or left out while reading.
    account
        Rows read, kept and dropped.
    hidden
        What was hidden and why, for whoever answers for data protection.
    settings
        What was asked for: the arguments of :func:`netcoop.report`.
    invented
        How much of the records is made up, in a sentence; ``""`` where no row says so.
    """

    kind: ClassVar[str]

    lang: str
    title: str
    map: NetworkMap | None
    problems: pd.DataFrame
    account: pd.DataFrame
    hidden: HiddenList
    settings: Mapping[str, Any]
    invented: str = ""

    def document(self) -> Document:
        """Give what the report says as plain data, to be written in any form."""
        return opened_with(self._contents(), self.invented)

    @abstractmethod
    def _contents(self) -> Document:
        """Put together what this kind of report says."""

    @abstractmethod
    def _tables(self) -> dict[str, pd.DataFrame]:
        """Give the tables to write beside the documents, by file name."""

    @abstractmethod
    def _write_others(self, folder: Path) -> list[str]:
        """Write what is neither a document nor a table nor the map; give the names of the files."""

    def to_html(self) -> str:
        """Write the report as one HTML page that needs no other file."""
        return render(self.document(), map_file="map.html" if self.map else None)

    def to_docx(self, path: Path | str) -> Path:
        """Write the report to ``path`` as a Word file, with headings and captions."""
        from netcoop.reports.forms.word import write_docx

        return write_docx(self.document(), path)

    def to_xlsx(self, path: Path | str) -> Path:
        """Write the tables of the report as a workbook ``path`` with a sheet on every column."""
        from netcoop.reports.forms.workbook import write_xlsx

        return write_xlsx(self.document(), path)

    def save(self, folder: Path | str) -> Path:
        """Write the report, its map and its tables into a folder, and return it.

        ``report.html``, ``report.docx``, ``report.xlsx``, ``map.html`` where there is a map, the
        tables of this kind of report, ``problems.csv``, ``hidden.csv`` (what was hidden and why)
        and ``run.json`` (version, settings, seeds, and which tables there were, with the SHA-256 of
        those that hold nothing hidden). Files that an earlier run wrote are replaced, others stay.
        An interruption leaves the folder as it was.

        Parameters
        ----------
        folder
            Where to; it is made if it is not there.

        Raises
        ------
        RecordError
            ``folder`` is a file, holds files and none of an earlier run (such as the records), or
            holds what no run wrote under a name that is needed.
        """
        target = Path(folder)
        check_place(target, None, [])
        document = self.document()
        page = render(document, map_file="map.html" if self.map else None)
        tables = {**self._tables(), **self.hidden.tables()}
        return put_files(target, lambda fresh: self._write(fresh, target, document, page, tables))

    def _write(
        self,
        folder: Path,
        target: Path,
        document: Document,
        page: str,
        tables: Mapping[str, pd.DataFrame],
    ) -> None:
        """Write all files into a folder; they are to stand in ``target``."""
        from netcoop.reports.forms.word import write_docx
        from netcoop.reports.forms.workbook import write_xlsx

        decimal = "," if self.lang == "cs" else "."
        written = [*_DOCUMENTS, *tables]
        if self.map is not None:
            written.append(self.map.save(folder / "map.html").name)
        write_text_atomically(folder / "report.html", page)
        write_docx(document, folder / "report.docx")
        write_xlsx(document, folder / "report.xlsx")
        for name, table in tables.items():
            write_spreadsheet_csv(folder / name, table, decimal=decimal)
        written += self._write_others(folder)
        asked = {name: value for name, value in self.settings.items() if name != "tables"}
        known = self.settings.get("tables", {})
        write_report_run(folder, asked, known, written, place=target)
