"""What was talked about, and who asked for what: the topics of meetings and of answers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from netcoop._core.checks import check_choice, did_you_mean, first
from netcoop._core.texts import text
from netcoop.errors import ArgumentError
from netcoop.records.schema import plain_letters
from netcoop.records.units import ABSENT, NOT_HELD, meeting_keys, words_of
from netcoop.reference.words import tidy

if TYPE_CHECKING:
    from netcoop.records.records import Records

_BETWEEN = re.compile(r"[;|\n\r]+")
# Whose a row is, in the tables in which somebody may name topics.
_WHO = {"meetings": "actor", "claims": "respondent"}


def topics_in(cell: object) -> list[str]:
    """Take apart the topics of a cell, each once; a comma belongs to a topic.

    Examples
    --------
    >>> topics_in("pěstounská péče; GDPR, spisy | Pěstounská  péče")
    ['pěstounská péče', 'GDPR, spisy']
    """
    if not isinstance(cell, str):
        return []
    found: dict[str, str] = {}
    for part in filter(None, map(tidy, _BETWEEN.split(cell))):
        found.setdefault(topic_key(part), part)
    return list(found.values())


def all_topics(cells: Iterable[object]) -> list[str]:
    """Name the topics of several cells, each once.

    Examples
    --------
    >>> all_topics(["GDPR; files", "Files", None])
    ['GDPR', 'files']
    """
    return topics_in(";".join(cell for cell in cells if isinstance(cell, str)))


def topic_key(topic: str) -> str:
    """Reduce a topic to what is compared: its words, without case and diacritics.

    Examples
    --------
    >>> topic_key("Pěstounská  péče – NRP")
    'pestounska pece nrp'
    """
    return " ".join(re.findall(r"\w+", plain_letters(topic)))


def speaks_of(topic: str, asked: str) -> bool:
    """Tell whether the words asked for stand in a topic, one after the other.

    Examples
    --------
    >>> speaks_of("Vliv GDPR na práci", "gdpr"), speaks_of("Vliv GDPR na práci", "prá")
    (True, False)
    """
    return f" {topic_key(asked)} " in f" {topic_key(topic)} "


def topic_table(
    records: Records, column: str = "topic", *, table: str = "meetings", present: bool | None = None
) -> pd.DataFrame:
    """Count which topics each actor sat at, or asked for.

    A cell may name several topics, parted by ``;``, ``|`` or a new line. Case, diacritics and
    spaces do not part two topics; other words do, since nobody but the user knows what means the
    same.

    Parameters
    ----------
    records
        Records; resolve names first (:func:`netcoop.resolve_actors`), or an actor written in two
        ways is two rows.
    column
        The column that names topics: ``topic`` of the meetings, or any other you kept, such as
        ``topics_asked_for``.
    table
        ``"meetings"``, or ``"claims"`` for a survey (the actor is who answered).
    present
        Of meetings: whether only those count that were held, and only for who was there. By
        default so for ``topic``; not for other columns, since who was excused may have asked.

    Returns
    -------
    pandas.DataFrame
        One row an actor (sorted by ``actor``), one column a topic (those of most actors first):
        in how many meetings, of claims in how many answers (one a day), it stands; 0 where the
        actor named others. Who is in no row that names a topic is not in the table: that is not
        known, which is not none.

    Raises
    ------
    ArgumentError
        There is no such table or column, or no row of it names a topic.

    Examples
    --------
    >>> import pandas as pd
    >>> from netcoop.records import Records
    >>> sheet = pd.DataFrame(
    ...     {
    ...         "actor": ["OSPOD", "School", "OSPOD"],
    ...         "meeting_id": ["1", "1", "2"],
    ...         "topic": ["foster care; GDPR", "foster care; GDPR", "GDPR"],
    ...     }
    ... )
    >>> topic_table(Records(meetings=sheet)).to_dict("index")
    {'OSPOD': {'GDPR': 2, 'foster care': 1}, 'School': {'GDPR': 1, 'foster care': 1}}
    """
    rows = _rows(records, column, table, present=present)
    long = rows.assign(topic=rows["topic"].map(topics_in)).explode("topic").dropna(subset="topic")
    if long.empty:
        message = text(
            "No row of {table} names a topic in {column!r}. Fill the column, or count those who "
            "were not there as well: present=False.",
            table=table,
            column=column,
        )
        raise ArgumentError(message)
    spelled = _spellings(long["topic"])
    long = long.assign(topic=long["topic"].map(topic_key).map(spelled))
    once = long.drop_duplicates()
    counts = pd.crosstab(once["actor"], once["topic"])
    actors = {str(name): int(n) for name, n in counts.gt(0).sum().items()}
    order = sorted(actors, key=lambda name: (-actors[name], name))
    return counts[order].sort_index().astype("int64")


def _rows(records: Records, column: str, table: str, *, present: bool | None) -> pd.DataFrame:
    """Give actor, meeting (or day of the answer) and cell of every row that counts."""
    check_choice("table", table, _WHO)
    check_choice("present", repr(present), ("True", "False", "None"))
    frame = records.tables.get(table)
    known = [] if frame is None else list(map(str, frame.columns))
    if frame is None or column not in known:
        message = text(
            "{table} has no column {column!r}; it has {columns}. Name the one with the topics: "
            "column=.",
            table=table,
            column=column,
            columns=first(known, 20) or "–",
        )
        raise ArgumentError(message + did_you_mean(str(column), known))
    frame = frame.reset_index(drop=True)
    if table == "meetings":
        unit = meeting_keys(frame)
        if present or (present is None and column == "topic"):
            there = ~words_of(frame, "role").isin(ABSENT)
            frame = frame[there & ~words_of(frame, "status").isin(NOT_HELD)]
    else:
        unit = words_of(frame, "date").fillna("")
    who, cells = frame[_WHO[table]].astype("str"), words_of(frame, column)
    return pd.DataFrame({"actor": who, "unit": unit.loc[frame.index], "topic": cells}).dropna()


def _spellings(topics: pd.Series) -> dict[str, str]:
    """Give each topic the spelling most rows have; of equals, the first of the alphabet."""
    counts = Counter(topics)
    ranked = sorted(counts, key=lambda topic: (counts[topic], topic), reverse=True)
    best: dict[str, str] = {}
    for topic in ranked:
        key = topic_key(topic)
        if key not in best or counts[topic] == counts[best[key]]:
            best[key] = topic
    return best
