"""Which services several actors offer to the same people in the same place."""

from __future__ import annotations

import pandas as pd

from netcoop._core.texts import check_language, language, plural, text
from netcoop.actors import resolve_actors
from netcoop.actors.regions import kraj_names
from netcoop.errors import RecordError
from netcoop.gaps.field import networkers
from netcoop.gaps.whitespots.catalogue import EVERYONE, Row, group_names, read_catalogue
from netcoop.gaps.whitespots.cells import AVAILABLE, regions_of_records
from netcoop.gaps.whitespots.words import Speaker, service_label, speaker
from netcoop.records import Records
from netcoop.records.records import check_records
from netcoop.records.units import words_of

_TEXTS = ("region", "service", "target_group")


def shared_services(records: Records, *, lang: str | None = None) -> pd.DataFrame:
    """List the services that several actors offer to the same target group in the same region.

    It is a list to talk about, no judgement: two youth clubs in a large town may both be full.
    What it asks is who takes which family, and whether the office knows.

    Parameters
    ----------
    records
        Records with ``services``; names are resolved first (:func:`netcoop.resolve_actors`).
        Rows that are ``missing`` or ``unknown`` and rows of networkers do not count; a row of a
        whole kraj counts in each of its regions. A row without a target group is for all.
    lang
        Language of ``sentence``.

    Returns
    -------
    pandas.DataFrame
        One row a service, region and target group offered by two actors or more, most first:
        ``region``, ``service``, ``target_group`` (missing: for all), ``actors`` (their ids, a
        tuple), ``n`` (how many), ``sentence``. Who is for all stands in the row of each group
        that anybody names there as well. Empty where there is none; what the catalogue does not
        list is not known.

    Raises
    ------
    RecordError
        The records have no catalogue of services.

    Examples
    --------
    >>> catalogue = pd.DataFrame(
    ...     {
    ...         "actor": ["club", "hall", "yard"],
    ...         "service": ["SS_NZDM"] * 3,
    ...         "region": ["Jihlava", "Jihlava", "Telč"],
    ...         "target_group": ["children", "Children", "children"],
    ...     }
    ... )
    >>> found = shared_services(Records(services=catalogue), lang="en")
    >>> found[["region", "target_group", "actors", "n"]].to_numpy().tolist()
    [['Jihlava', 'Children', ('club', 'hall'), 2]]
    """
    check_records(records)
    code = check_language(lang or language())
    if records.services is None:
        message = text(
            "The records have no catalogue of services. Add a table services with actor, service, "
            "region and target_group; see docs/records.md."
        )
        raise RecordError(message)
    resolved = resolve_actors(records)
    services, actors = resolved.tables["services"], resolved.tables["actors"].set_index("actor_id")
    connectors = [str(actor) for actor in networkers(actors)]
    places = {*regions_of_records(resolved, actors)} - kraj_names()
    names = group_names(words_of(services, "target_group"))
    rows = [
        (region, service, names.get(group), who, len(who))
        for (service, region), listed in read_catalogue(services, connectors, places).rows.items()
        for group, who in _providers([row for row in listed if row.status == AVAILABLE]).items()
        if len(who) > 1
    ]
    frame = pd.DataFrame(rows, columns=[*_TEXTS, "actors", "n"], dtype="object")
    frame = frame.astype({**dict.fromkeys(_TEXTS, "str"), "n": "int64"})
    order = pd.DataFrame({"n": -frame["n"], **{name: frame[name].fillna("") for name in _TEXTS}})
    frame = frame.loc[order.sort_values([*order], kind="stable").index].reset_index(drop=True)
    said = _sentences(frame, speaker(actors, code))
    return frame.assign(sentence=pd.Series(said, index=frame.index, dtype="str"))


def _providers(rows: list[Row]) -> dict[str, tuple[str, ...]]:
    """Say who works with each target group that is named, and who with all."""
    return {
        group: tuple(sorted({row.actor for row in rows if row.group in (group, EVERYONE)}))
        for group in sorted({row.group for row in rows})
    }


def _sentences(frame: pd.DataFrame, by: Speaker) -> list[str]:
    """Say every row in a sentence, with a question."""
    said = []
    question = text("Is it agreed who takes which family?", by.lang)
    columns = [frame[name] for name in (*_TEXTS, "actors", "n")]
    for region, service, group, actors, n in zip(*columns, strict=True):
        about = plural(
            "{region}, {service}: {n} actor offers it ({group}): {actors}.",
            "{region}, {service}: {n} actors offer it ({group}): {actors}.",
            int(n),
            by.lang,
            region=region,
            service=service_label(service, by.lang),
            group=group if isinstance(group, str) else text("all target groups", by.lang),
            actors=by.actors(actors),
        )
        said.append(f"{about} {question}")
    return said
