"""A study made of the options of one command, so that what it writes can be made again."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from netcoop.records.privacy import harmless
from netcoop.reports.study import Study
from netcoop.reports.study_file import check_study
from netcoop.reports.study_places import DECISIONS, KEY, RECORDS, TEMPLATE

# How a file stands in run.json whose own name may tell of a person.
_PLAIN = {RECORDS: "records", KEY: "key", DECISIONS: "names", TEMPLATE: "required"}


def command_study(
    data: Path, options: Mapping[str, Mapping[str, Any]], chosen: Mapping[str, Path]
) -> Study:
    """Make the study of one set of records.

    Parameters
    ----------
    data
        Folder or file with the records.
    options
        What a study file would say, by section, without the paths.
    chosen
        The single files beside the records: ``"study.key"``, ``"records.decisions"``,
        ``"required.template"``.

    Returns
    -------
    Study
        Its folder is that of ``data``. A file that lies elsewhere stands in its settings by its
        name alone: the path would tell of the computer.
    """
    place = Path(os.path.abspath(data))  # noqa: PTH100 - a link is not followed
    files = {RECORDS: place, **{key: Path(os.path.abspath(path)) for key, path in chosen.items()}}  # noqa: PTH100
    settings: dict[str, dict[str, Any]] = {name: dict(part) for name, part in options.items()}
    for key, path in files.items():
        name = _name(key, path, place.parent)
        if key == RECORDS:
            records = {"folder": name} if place.is_dir() else {"files": [name]}
            settings["records"] = settings.get("records", {}) | records
        else:
            section, _, word = key.partition(".")
            settings[section] = settings.get(section, {}) | {word: name}
    study = check_study(settings, "netcoop report", {})
    study_of = Study(place.parent, study, files)
    study_of.places.check()
    return study_of


def _name(key: str, path: Path, folder: Path) -> str:
    """Name a file as seen from the folder of the study; one that lies elsewhere by its name."""
    within = path.relative_to(folder) if path.is_relative_to(folder) else Path(path.name)
    words = [*within.parts[:-1], within.stem]
    if within.name and all(harmless(word) == word for word in words):
        return within.as_posix()
    return _PLAIN[key] + path.suffix
