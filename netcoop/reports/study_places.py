"""Where the files of a study lie, and what they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from netcoop._core.checks import first
from netcoop._core.files import read_secret
from netcoop._core.texts import plural, text
from netcoop.errors import RecordError
from netcoop.records.sources import files_of
from netcoop.reports.study_file import StudyFile
from netcoop.reports.study_folder import KEYED, PLAIN, input_hashes
from netcoop.reports.study_sense import CZECH

RECORDS, KEY, DECISIONS, TEMPLATE = (
    "records",
    "study.key",
    "records.decisions",
    "required.template",
)


@dataclass(frozen=True, eq=False)
class Places:
    """The files of a study: where its settings say, or elsewhere.

    Attributes
    ----------
    folder
        Where the paths of the settings start.
    settings
        The settings.
    elsewhere
        Files and folders that lie elsewhere: ``"records"``, ``"study.key"``,
        ``"records.decisions"`` and ``"required.template"``.
    """

    folder: Path
    settings: StudyFile
    elsewhere: Mapping[str, Path] = field(default_factory=dict)

    def source(self) -> Path | None:
        """Give the folder or the single file with the records; ``None``: several files."""
        given = self.settings.records
        if given.folder is not None:
            return self.elsewhere.get(RECORDS, self.folder / given.folder)
        files = self._named()
        return files[0] if len(files) == 1 else None

    def _named(self) -> list[Path]:
        """List the files that the settings name one by one."""
        names = self.settings.records.files
        other = self.elsewhere.get(RECORDS)
        if other is None:
            return [self.folder / name for name in names]
        return [other] if len(names) == 1 else [other / Path(name).name for name in names]

    def records(self) -> list[Path]:
        """List the files with records: those that reading them opens, or says it does not."""
        source = self.source()
        if source is None or not source.is_dir():
            return self._named() if source is None else [source]
        readable, others = files_of(source)
        return sorted([*readable, *others])

    def chosen(self) -> dict[str, Path]:
        """Collect the single files beside the records."""
        given = self.settings
        names = {
            KEY: given.study.key,
            DECISIONS: given.records.decisions,
            TEMPLATE: given.required.template if given.required else None,
        }
        return {
            key: self.elsewhere.get(key, self.folder / name)
            for key, name in names.items()
            if name is not None and (key, name) != (TEMPLATE, CZECH)
        }

    def inputs(self) -> list[Path]:
        """List all that is read, a folder of records as one."""
        source = self.source()
        return [*(self._named() if source is None else [source]), *self.chosen().values()]

    def absent(self) -> list[str]:
        """List what is not there."""
        return [str(path) for path in self.inputs() if not path.exists()]

    def check(self) -> None:
        """Say which files are not there, or are folders."""
        faults = [text("{path} is not there.", path=path) for path in self.absent()]
        faults += [
            text("{path} is a folder; give the name of a file.", path=path)
            for path in self.chosen().values()
            if path.is_dir()
        ]
        if faults:
            raise RecordError("\n".join(faults))

    def secret(self) -> bytes | None:
        """Read the key of the study, if it has one."""
        key = self.chosen().get(KEY)
        return None if key is None else read_secret(key)

    def hashes(self, *, keyed: bool = True) -> dict[str, Any]:
        """Take the SHA-256 of every file but the key; with the key, where there is one."""
        return input_hashes(self.records(), self._read_too(), self.secret() if keyed else None)

    def _read_too(self) -> dict[str, Path]:
        # The key is a secret: a hash of it could be tried against guesses.
        return {key: path for key, path in self.chosen().items() if key != KEY}

    def check_same(self, inputs: Mapping[str, Any]) -> None:
        """Refuse other files than those of a run."""
        keyed = inputs.get("hashed") == KEYED
        now = self.hashes(keyed=keyed)
        if now == {"hashed": PLAIN, **inputs}:
            return
        raise RecordError(self._difference(inputs, now, self.secret() if keyed else None))

    def _difference(
        self, inputs: Mapping[str, Any], now: Mapping[str, Any], key: bytes | None
    ) -> str:
        """Say how the files differ from those of a run."""
        if now["hashed"] != inputs.get("hashed", PLAIN):
            return text("The run had a key file, which is needed again and is not named.")
        known = {entry["sha256"] for entry in inputs["records"]}
        files = self.records()
        changed = [
            path.name
            for path in files
            if input_hashes([path], {}, key)["records"][0]["sha256"] not in known
        ]
        chosen = self._read_too()
        beside = [path.name for name, path in chosen.items() if now[name] != inputs.get(name)]
        if other := [*changed, *beside]:
            message = text(
                "The files are not those of the run ({files}): changed or added.",
                files=first(other),
            )
            if key is not None and len(changed) == len(files):
                message += " " + text("Or the key is another one than then.")
            return message
        gone = len(inputs["records"]) - len(files)
        if gone > 0:
            return plural(
                "{n} file with records that the run has read is not there any more.",
                "{n} files with records that the run has read are not there any more.",
                gone,
            )
        return text("The files are not those of the run: some were taken away or put in twice.")
