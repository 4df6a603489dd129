"""``Study``: a whole piece of work in one file that can be run, and run again."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from inspect import signature
from pathlib import Path
from typing import Any

import pandas as pd

from netcoop._core.texts import text
from netcoop.actors import read_decisions, resolve_actors
from netcoop.actors.decisions import Decision, Decisions
from netcoop.errors import ArgumentError, NetcoopWarning, RecordError
from netcoop.records import Records, read_records
from netcoop.records.problems import Problem
from netcoop.reference import required_ties_template
from netcoop.reports.compose import Report, report
from netcoop.reports.study_blank import write_study
from netcoop.reports.study_file import StudyFile, check_study, read_study_file, weighting_of
from netcoop.reports.study_folder import (
    RUN,
    check_place,
    fill_folder,
    input_hashes,
    read_run,
    write_run,
)
from netcoop.reports.study_maps import save_periods_map, with_map

__all__ = ["Study", "write_study"]

_CZECH = "czech"


@dataclass(frozen=True, eq=False, repr=False)
class Study:
    """One study: its records, its choices and what is to be written.

    Attributes
    ----------
    folder
        Folder of the study file; all paths in it start there.
    settings
        What stands in the file, checked.
    """

    folder: Path
    settings: StudyFile

    @classmethod
    def read(cls, path: Path | str) -> Study:
        """Read a study file.

        Parameters
        ----------
        path
            A ``study.toml``, as :func:`write_study` writes one to fill in.

        Returns
        -------
        Study
            ``.run()`` carries it out.

        Raises
        ------
        RecordError
            The file is not there, or something in it is wrong: file, line and key, all at once.
        """
        file = Path(path)
        study = cls(file.parent, read_study_file(file))
        study._check_files()
        return study

    @classmethod
    def again(cls, run_json: Path | str, *, folder: Path | str | None = None) -> Study:
        """Take up a study that was run before, to run it again on the same files.

        Parameters
        ----------
        run_json
            The ``run.json`` in the folder of the earlier run.
        folder
            Folder of the study file then; by default the nearest one above ``run_json`` in which
            the files of the study are.

        Returns
        -------
        Study
            ``.run(out)`` gives the same bytes (of DOCX and XLSX the same contents).

        Raises
        ------
        RecordError
            The files are not there, or are not the same as then.

        Warns
        -----
        NetcoopWarning
            The run was made by another version of netcoop, or its pseudonyms had no key.
        """
        file = Path(run_json)
        run = read_run(file)
        settings = check_study(run["settings"], file.name, {})
        above = file.absolute().parents
        places = [Path(folder)] if folder is not None else list(above)[:6]
        studies = [cls(place, settings) for place in places]
        there = next((study for study in studies if not study._absent()), None)
        if there is None:
            message = text(
                "The files of the study are not above {path}. Give folder=, where they are.",
                path=file,
            )
            raise RecordError(message)
        there._check_same(run)
        return there

    def run(self, out: Path | str | None = None) -> Path:
        """Read the records, make the report and the maps, and write them into a folder.

        The folder is written beside its place and then put there: an interruption leaves the
        former one. Files in it that no run wrote stay.

        Parameters
        ----------
        out
            Folder to write to; by default that of ``[outputs]``.

        Returns
        -------
        pathlib.Path
            The folder. ``run.json`` in it tells how it was made.

        Raises
        ------
        RecordError
            The records cannot be read, or the folder holds something else.
        ArgumentError
            A setting names what is not known.
        """
        self._check_files()
        target = Path(out) if out is not None else self.folder / self.settings.outputs.folder
        check_place(target, self.folder, self._inputs())
        hashes = self._hashes()
        records = self._records()
        repeatable = not (records.problems["code"] == "key_missing").any()
        if not repeatable:
            warnings.warn(_no_key(), NetcoopWarning, stacklevel=2)
        made = with_map(self._report(records), records, self.settings)

        def fill(beside: Path) -> None:
            made.save(beside)
            self._others(made, records, beside)
            write_run(beside, self.settings, hashes, repeatable=repeatable)

        return fill_folder(target, fill)

    def __repr__(self) -> str:
        about = self.settings.study
        return f"<Study: {about.kind}, {about.lang}>"

    # files

    def _records_files(self) -> list[Path]:
        records = self.settings.records
        if records.folder is None:
            return [self.folder / name for name in records.files]
        files = (self.folder / records.folder).rglob("*")
        out = (self.folder / self.settings.outputs.folder).resolve()
        return sorted(
            file
            for file in files
            if file.is_file()
            # What Office and systems put there comes and goes by itself.
            and not file.name.startswith((".", "~$"))
            and out not in file.resolve().parents
        )

    def _chosen(self) -> dict[str, Path]:
        """Collect the single files the settings name, without those of the records."""
        given = self.settings
        names = {
            "study.key": given.study.key,
            "records.decisions": given.records.decisions,
            "required.template": given.required.template if given.required else None,
        }
        return {
            key: self.folder / name
            for key, name in names.items()
            if name is not None and (key, name) != ("required.template", _CZECH)
        }

    def _inputs(self) -> list[Path]:
        folder = self.settings.records.folder
        records = self._records_files() if folder is None else [self.folder / folder]
        return [*records, *self._chosen().values()]

    def _absent(self) -> list[str]:
        return [str(path) for path in self._inputs() if not path.exists()]

    def _check_files(self) -> None:
        if absent := self._absent():
            raise RecordError("\n".join(text("{path} is not there.", path=path) for path in absent))

    def _hashes(self) -> dict[str, Any]:
        # The key is a secret: a hash of it could be tried against guesses.
        chosen = {key: path for key, path in self._chosen().items() if key != "study.key"}
        return input_hashes(self._records_files(), chosen)

    def _check_same(self, run: Mapping[str, Any]) -> None:
        """Refuse other files than those of the run; say where a run cannot be repeated."""
        if self._hashes() != run["inputs"]:
            known = {entry["sha256"] for entry in run["inputs"]["records"]}
            other = [
                path.name
                for path in self._records_files()
                if input_hashes([path], {})["records"][0]["sha256"] not in known
            ]
            message = text(
                "The files are not those of the run ({files}): changed, added or taken away.",
                files=", ".join(other) or "–",
            )
            raise RecordError(message)
        if not run["repeatable"]:
            warnings.warn(_no_key(), NetcoopWarning, stacklevel=3)
        from netcoop import __version__

        if run["netcoop"] != __version__:
            message = text(
                "The run was made by netcoop {then}, this is {now}: numbers may differ.",
                then=run["netcoop"],
                now=__version__,
            )
            warnings.warn(message, NetcoopWarning, stacklevel=3)

    # records

    def _records(self) -> Records:
        """Read the records, set what the study says in their place, and say who is who."""
        given = self.settings
        with tempfile.TemporaryDirectory() as copies:
            records = self._read(Path(copies))
        tables: dict[str, pd.DataFrame] = {}
        problems: list[Problem] = []
        for name, frame in self._given_tables().items():
            read = read_records({name: frame}, region=given.study.region)
            tables[name] = read.tables[name]
            problems += read._problems
        decisions = self._decisions()
        return resolve_actors(records.replace(tables, problems=problems), decisions=decisions)

    def _read(self, copies: Path) -> Records:
        given = self.settings.records
        source = copies
        if given.folder is not None:
            source = self.folder / given.folder
        else:
            # Single files are read together, as a folder is: one row may refer to another file.
            for file in self._records_files():
                shutil.copyfile(file, copies / file.name)
        key = self._chosen().get("study.key")
        secret = key.read_bytes().strip() if key else None
        if key and not secret:
            raise RecordError(text("{path} is empty; write a long secret into it.", path=key))
        return read_records(
            source,
            tables=given.tables or None,
            region=self.settings.study.region,
            key=secret,
            encoding=given.encoding,
        )

    def _given_tables(self) -> dict[str, pd.DataFrame]:
        """Make tables of records of what the study file says itself."""
        given, tables = self.settings, {}
        spans = {name: days for name, days in given.phases.items() if name != "freq"}
        if spans:
            rows = [[name, *map(_day, days)] for name, days in spans.items()]
            tables["phases"] = pd.DataFrame(rows, columns=["phase", "start", "end"])
        if given.regions:
            columns = [
                {"region": name, **area.model_dump(exclude_none=True)}
                for name, area in given.regions.items()
            ]
            tables["regions"] = pd.DataFrame(columns)
        if given.required is not None:
            tables["required"] = self._required(given.required.template)
        return tables

    def _required(self, name: str) -> pd.DataFrame:
        if name == _CZECH:
            return required_ties_template(self.settings.study.lang)
        file = self.folder / name
        read = read_records(file, tables={file.stem: "required"})
        return read.tables["required"]

    def _decisions(self) -> Decisions | None:
        """Put the decisions of the workbook and the aliases of the study together."""
        given = self.settings.records
        rows: tuple[Decision, ...] = ()
        if given.decisions is not None:
            rows = read_decisions(self.folder / given.decisions).rows
        rows += tuple(Decision(name, None, actor) for name, actor in given.aliases.items())
        return Decisions(rows) if rows else None

    # documents

    def _report(self, records: Records) -> Report:
        about, given = self.settings.study, self.settings
        wanted: dict[str, Any] = {
            "kind": about.kind,
            "lang": about.lang,
            "title": about.title,
            "rng": about.rng,
            "draws": about.draws,
            "threshold": about.threshold,
            "weighting": weighting_of(given),
            "outcomes": given.outcomes.metrics if given.outcomes else None,
        }
        asked = {name: value for name, value in wanted.items() if value is not None}
        known = signature(report).parameters
        if beyond := [name for name in asked if name not in known]:
            # Never silently: a threshold that is not kept would be worse than no report.
            message = text(
                "This version of netcoop cannot use {names} in a report; take it out.",
                names=", ".join(beyond),
            )
            raise ArgumentError(message)
        return report(records, **asked)

    def _others(self, made: Report, records: Records, folder: Path) -> None:
        """Write the map of periods, and keep of all files the kinds that are wanted."""
        save_periods_map(records, self.settings, folder)
        wanted = self.settings.outputs.formats
        for ending in [one for one in wanted if not list(folder.glob(f"*.{one}"))]:
            write = getattr(made, f"to_{ending}", None)
            if write is None:
                message = text("Reports in the format {ending} cannot be written.", ending=ending)
                raise ArgumentError(message)
            write(folder / f"report.{ending}")
        for file in folder.iterdir():
            if file.suffix[1:] not in wanted and file.name != RUN:
                file.unlink()


def _day(given: Any) -> str | None:
    return None if given is None or given == "" else str(given)


def _no_key() -> str:
    return text(
        "Persons have pseudonyms that differ in every run: without a key the run cannot be "
        "repeated. Write a long secret into a file and name it as key in [study]."
    )
