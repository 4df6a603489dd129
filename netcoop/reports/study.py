"""``Study``: a whole piece of work in one file that can be run, and run again."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from netcoop._core.keys import warn_of_weak_key
from netcoop._core.texts import text
from netcoop.errors import NetcoopWarning, RecordError
from netcoop.network.disclosing import THRESHOLD
from netcoop.records import Records
from netcoop.reports.base import Report
from netcoop.reports.compose import report
from netcoop.reports.run_file import RUN, STUDY, read_run
from netcoop.reports.study_blank import write_study
from netcoop.reports.study_file import StudyFile, check_study, read_study_file, weighting_of
from netcoop.reports.study_folder import write_run
from netcoop.reports.study_maps import with_map
from netcoop.reports.study_places import KEY, Places
from netcoop.reports.study_put import check_place, fill_folder
from netcoop.reports.study_records import study_records

__all__ = ["Study", "write_study"]


class Ran(NamedTuple):
    """What a run gave: its folder, and how many values and rows could not be used."""

    folder: Path
    unusable: int


@dataclass(frozen=True, eq=False, repr=False)
class Study:
    """One study: its records, its choices and what is to be written; made by :meth:`read`.

    Attributes
    ----------
    folder
        Folder of the study file; all paths in it start there.
    settings
        What stands in the file, checked.
    elsewhere
        Files that lie elsewhere than the settings say: ``"records"``, ``"study.key"``,
        ``"records.decisions"``, ``"required.template"``.
    """

    folder: Path
    settings: StudyFile
    elsewhere: Mapping[str, Path] = field(default_factory=dict)

    @property
    def places(self) -> Places:
        """The files of the study."""
        return Places(self.folder, self.settings, self.elsewhere)

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
        return cls(file.parent, read_study_file(file))

    @classmethod
    def again(
        cls,
        run_json: Path | str,
        *,
        folder: Path | str | None = None,
        elsewhere: Mapping[str, Path | str] | None = None,
    ) -> Study:
        """Take up a study that was run before, to run it again on the same files.

        Parameters
        ----------
        run_json
            The ``run.json`` in the folder of the earlier run.
        folder
            Folder of the study file then; by default the nearest one above ``run_json`` in which
            the files of the study are.
        elsewhere
            Where single files or folders lie now, if not in that folder: ``"records"``,
            ``"study.key"``, ``"records.decisions"``, ``"required.template"``.

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
        if run.get("by") != STUDY:
            message = text(
                "{path} tells of a report that no study made: its records were no files, or it "
                "was written from Python. Make it again in the same way.",
                path=file,
            )
            raise RecordError(message)
        settings = check_study(run["settings"], file.name, {})
        above = file.absolute().parents
        folders = [Path(folder)] if folder is not None else list(above)[:6]
        named = {key: Path(path) for key, path in (elsewhere or {}).items()}
        studies = [cls(place, settings, named) for place in folders]
        there = next((study for study in studies if not study.places.absent()), None)
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

        The files are put into the folder when all of them are there: an interruption leaves the
        former ones. Files in it that no run wrote stay.

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

        Warns
        -----
        NetcoopWarning
            The key is short, or others can read it; persons have pseudonyms and there is no key;
            periods have days in common.
        """
        return self.carry_out(out).folder

    def carry_out(
        self, out: Path | str | None = None, *, progress: Callable[[str], object] = str
    ) -> Ran:
        """Run, and tell more than where: what :meth:`run` does for whoever watches it.

        Parameters
        ----------
        out
            Folder to write to; by default that of ``[outputs]``.
        progress
            Is told, before each step, in a few words what comes.

        Returns
        -------
        Ran
            The folder, and how many values and rows could not be used.

        Raises
        ------
        RecordError, ArgumentError
            As for :meth:`run`.
        """
        self.places.check()
        target = Path(out) if out is not None else self.folder / self.settings.outputs.folder
        check_place(target, self.folder, self.places.inputs())
        self._warn_of_key()
        progress(text("Reading the records …"))
        hashes = self.places.hashes()
        records = study_records(self.places)
        repeatable = not (records.problems["code"] == "key_missing").any()
        if not repeatable:
            warnings.warn(_no_key(), NetcoopWarning, stacklevel=3)
        progress(text("Working out the numbers and the map …"))
        made = with_map(self._report(records), self.settings)
        progress(text("Writing the report …"))

        def fill(beside: Path) -> None:
            made.save(beside)
            self._keep_wanted(beside)
            write_run(beside, self.settings, hashes, repeatable=repeatable)

        unusable = int((made.problems["severity"] == "error").sum())
        return Ran(fill_folder(target, fill), unusable)

    def __repr__(self) -> str:
        about = self.settings.study
        return f"<Study: {about.kind}, {about.lang}>"

    def _warn_of_key(self) -> None:
        """Say where the key keeps no secret."""
        secret = self.places.secret()
        if secret is not None:
            # Of run(), or of whoever carries the study out.
            warn_of_weak_key(self.places.chosen()[KEY], secret, stacklevel=4)

    def _check_same(self, run: Mapping[str, Any]) -> None:
        """Refuse other files than those of the run; say where a run cannot be repeated."""
        self.places.check_same(run["inputs"])
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

    # documents

    def _report(self, records: Records) -> Report:
        about, outcomes = self.settings.study, self.settings.outcomes
        # Phases, regions and required ties stand in the records by now.
        return report(
            records,
            kind=about.kind,
            lang=about.lang,
            title=about.title,
            outcomes=outcomes.metrics if outcomes else None,
            weighting=weighting_of(self.settings),
            threshold=THRESHOLD if about.threshold is None else about.threshold,
            draws=about.draws,
            rng=about.rng,
        )

    def _keep_wanted(self, folder: Path) -> None:
        """Keep of all files the kinds that are wanted."""
        for file in folder.iterdir():
            if file.suffix[1:] not in self.settings.outputs.formats and file.name != RUN:
                file.unlink()


def _no_key() -> str:
    return text(
        "Persons have pseudonyms that differ in every run: without a key the run cannot be "
        "repeated. Write a long secret into a file and name it as key in [study]."
    )
