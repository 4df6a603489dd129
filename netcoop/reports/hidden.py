"""What was hidden and why, for the data-protection officer; no hidden value follows from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from netcoop._core.texts import mark, number, plural, text
from netcoop.network import Network
from netcoop.network.disclosing import ACTOR_COLUMNS
from netcoop.network.own_words import n_own_words
from netcoop.network.persons import is_person
from netcoop.records import Records
from netcoop.records.privacy import harmless
from netcoop.reports.document import Block, Bullets, Column, Paragraph, Section, Table
from netcoop.reports.headers import known_columns, shown_header
from netcoop.reports.hidden_words import (
    AT_THE_DOOR,
    BY_THRESHOLD,
    COLUMN_WORDS,
    RESULTS,
    WHY_DOOR,
)
from netcoop.reports.tables import COUNTED_TABLES, TABLE_LABELS

_FILE = "hidden.csv"
_SHOWN = 15
_COUNTED_LAYERS = {"referral"}
DOOR, RESULT = "reading", "publishing"
# What the file of all of it is headed with: it is read by a person.
HEADINGS = (
    mark("step"), mark("what"), mark("table"), mark("file"), mark("sheet"), mark("column"),
    mark("how many"), mark("what was done"), mark("why"),
)  # fmt: skip
STEPS = {DOOR: mark("while reading"), RESULT: mark("in the results")}


class Hidden(NamedTuple):
    """One thing that was hidden; ``n`` is missing where it would say something."""

    stage: str
    what: str
    table: str = ""
    file: str = ""
    sheet: str = ""
    column: str = ""
    n: str = ""


@dataclass(frozen=True, eq=False, repr=False)
class HiddenList:
    """What was hidden in one report, at the door and in its results; holds no hidden value.

    Attributes
    ----------
    lang
        Language of the sentences.
    threshold
        Smallest count that was shown.
    items
        What was hidden, one row each.
    key
        Whether pseudonyms were made with the user's key; ``None`` where none were needed.
    counted
        Whether the report counts referrals; where it does not, nothing is said of them.
    """

    lang: str
    threshold: int
    items: tuple[Hidden, ...]
    key: bool | None
    counted: bool = True

    def section(self) -> Section:
        """Tell what was hidden and why, what it protects against and what not."""
        lang = self.lang
        heading = text("What was hidden, and why", lang)
        if self.threshold <= 1:
            first: tuple[Block, ...] = (Paragraph(_all_shown(lang, counted=self.counted), "box"),)
        else:
            first = (Paragraph(self._opening()),)
        rows = [item for item in self.items if item.stage == DOOR]
        blocks: tuple[Block, ...] = (
            *first,
            *((_door_table(rows, lang),) if rows else (Paragraph(_nothing_at_door(lang)),)),
            self.table(),
            Paragraph(self._about_key()),
            Paragraph(text("What hiding protects against, and what not:", lang)),
            Bullets(tuple(self._limits())),
        )
        return Section(heading, blocks)

    def advice(self) -> tuple[()]:
        """Advise nothing."""
        return ()

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give the whole list in words."""
        headings = [text(heading, self.lang) for heading in HEADINGS]
        rows = [self._row(item) for item in self.items]
        return {_FILE: pd.DataFrame(rows, columns=headings, dtype="str")}

    def table(self) -> Table:
        """Give what was hidden in the results as a table of the document."""
        lang = self.lang
        columns = (
            Column(text("what", lang), text("What could have been shown.", lang)),
            Column(
                text("how many", lang), text("How many there are, where that may be told.", lang)
            ),
            Column(text("what was done", lang), text("How it is hidden.", lang)),
            Column(text("why", lang), text("Why it must not leave.", lang)),
        )
        rows = tuple(
            (text(RESULTS[item.what][0], lang), item.n or None, *self._done(item))
            for item in self.items
            if item.stage == RESULT
        )
        return Table(text("Hidden in the results", lang), columns, rows)

    def _row(self, item: Hidden) -> tuple[str, ...]:
        """Say one thing in words, under ``HEADINGS``."""
        lang, known = self.lang, AT_THE_DOOR if item.stage == DOOR else RESULTS
        return (
            text(STEPS[item.stage], lang),
            text(known[item.what][0], lang),
            _table_words(item.table, lang) or "",
            item.file,
            item.sheet,
            _column_words(item.column, lang) or item.column,
            item.n,
            *self._done(item),
        )

    def _opening(self) -> str:
        if not self.counted:
            return text(
                "Numbers of people and cases below {threshold} are not shown anywhere in this "
                "report, and it counts no referrals. Meetings and organisations are shown.",
                self.lang,
                threshold=number(self.threshold, self.lang),
            )
        return text(
            "Numbers of people, cases and referrals below {threshold} are not shown anywhere in "
            "this report, and nothing is shown from which they could be worked out. Meetings and "
            "organisations are shown.",
            self.lang,
            threshold=number(self.threshold, self.lang),
        )

    def _done(self, item: Hidden) -> tuple[str, str]:
        """Say what was done with a thing, and why."""
        if item.stage == DOOR:
            return text(AT_THE_DOOR[item.what][1], self.lang), text(WHY_DOOR, self.lang)
        if self.threshold <= 1 and item.what in BY_THRESHOLD:
            return text("NOT HIDDEN: the threshold is 1", self.lang), ""
        _, done, why = RESULTS[item.what]
        values = {
            "threshold": number(self.threshold, self.lang),
            "value": number(self.threshold / 2, self.lang),
        }
        return text(done, self.lang, **values), text(why, self.lang)

    def _about_key(self) -> str:
        if self.key is None:
            return text("No pseudonym was needed, so no key either.", self.lang)
        if self.key:
            return text(
                "Pseudonyms were made with the key of the project. Whoever has the key can find "
                "out whether a name they know is meant: keep it apart from the data and destroy it "
                "with them (netcoop purge).",
                self.lang,
            )
        return text(
            "Pseudonyms were made with a random key that was not kept: nobody can make them again.",
            self.lang,
        )

    def _limits(self) -> Iterator[str]:
        lang = self.lang
        if self.threshold > 1:
            yield text(
                "It protects families and children from being found by small numbers, by whoever "
                "reads all files of this report.",
                lang,
            )
        if self.counted:
            yield text(
                "It does not protect against whoever knows more than is published: a partner of a "
                "tie knows their own referrals.",
                lang,
            )
        else:
            yield text("It does not protect against whoever knows more than is published.", lang)
        yield text(
            "It does not hold across reports of different days, areas or thresholds made from the "
            "same records: they can be set against each other. Publish one.",
            lang,
        )
        yield text(
            "Organisations are not hidden. Where one person is all there is of an organisation, "
            "mark it as a person in the register.",
            lang,
        )
        yield text(
            "Personal data are told by headers and by how values look; an unusual name in a column "
            "of another kind may be overlooked. Look through the files before they leave.",
            lang,
        )


def hidden_list(records: Records, net: Network | None, *, threshold: int, lang: str) -> HiddenList:
    """List what was hidden, from the door to the results, for the data-protection officer.

    The list says what sort of thing was hidden, where, and what was done with it; never a value,
    and no number from which one follows: nothing is counted in the table of referrals, and cells
    that held a person's data are counted only from ``threshold`` on.

    Parameters
    ----------
    records
        Records as read; what was found while reading tells what was stopped at the door.
    net
        The network as it may leave; ``None`` for reports without one. Only where it has ties of
        referrals is anything said of them.
    threshold
        Smallest count that was shown; 1 says loudly that nothing is hidden.
    lang
        Language of the sentences.

    Returns
    -------
    HiddenList
        ``section()`` for the document, ``tables()`` with ``hidden.csv``.

    Examples
    --------
    >>> sheet = pd.DataFrame({"actor": ["A", "B"], "meeting_id": ["1", "1"]})
    >>> hidden_list(Records(meetings=sheet), None, threshold=1, lang="en").key is None
    True
    """
    problems = records.problems
    made = {"person_pseudonym", "case_pseudonym"} & set(problems["code"])
    key = None if not made else "key_missing" not in set(problems["code"])
    counted = net is not None and bool(_COUNTED_LAYERS & set(net.layers))
    results = _in_results(records, net, threshold, counted=counted)
    items = (*_at_the_door(problems, threshold), *results)
    return HiddenList(lang, threshold, items, key, counted)


def _at_the_door(problems: pd.DataFrame, threshold: int) -> Iterator[Hidden]:
    """List what was stopped while reading, each kind of thing once for every column."""
    found = problems[problems["code"].isin(AT_THE_DOOR)]
    shown = {"column": shown_header, "file": harmless, "sheet": harmless}
    found = found.assign(
        **{name: found[name].map(rule, na_action="ignore") for name, rule in shown.items()}
    )
    keys = ["code", "table", "file", "sheet", "column"]
    order = {code: place for place, code in enumerate(AT_THE_DOOR)}
    found = found.fillna(dict.fromkeys(keys, ""))
    sizes = found.groupby(keys, sort=True).size().reset_index(name="n")
    for row in sizes.sort_values(
        "code", key=lambda codes: codes.map(order), kind="stable"
    ).itertuples():
        table, n = str(row.table), int(row.n)  # type: ignore[arg-type]
        yield Hidden(
            DOOR, str(row.code), table, str(row.file), str(row.sheet), str(row.column),
            "" if table in COUNTED_TABLES or row.code in ("personal_data", "case_pseudonym")
            else str(n) if n >= threshold else f"<{threshold}",
        )  # fmt: skip


def _in_results(
    records: Records, net: Network | None, threshold: int, *, counted: bool
) -> Iterator[Hidden]:
    """List what is hidden where results leave."""
    if counted:
        small = None if net is None or threshold <= 1 else _small_ties(net)
        yield Hidden(RESULT, "small_ties", n="" if small is None else str(small))
        if small != 0:
            yield Hidden(RESULT, "metrics")
    if net is not None and is_person(net.actors).any():
        yield Hidden(RESULT, "persons", n=str(int(is_person(net.actors).sum())))
    if counted:
        yield Hidden(RESULT, "totals")
    yield Hidden(RESULT, "days" if counted else "meeting_days")
    register = records.tables.get("actors")
    if register is not None and net is not None and (own := _own_words(register, net)):
        yield Hidden(RESULT, "own_words", n=str(own))
    more = (
        []
        if register is None
        else [name for name in register if name not in (*ACTOR_COLUMNS, "actor_id")]
    )
    if more:
        yield Hidden(RESULT, "columns", n=str(len(more)))
    yield Hidden(RESULT, "free_text")


def _own_words(register: pd.DataFrame, net: Network) -> int:
    """Count the words of organisations that the network as it may leave does not have."""
    actors = register.set_index("actor_id") if "actor_id" in register else register
    return n_own_words(actors, is_person(actors), net.actors)


def _small_ties(net: Network) -> int:
    """Count the ties whose number is hidden; the map shows which they are."""
    return int(net.ties["shown"].notna().sum()) if "shown" in net.ties else 0


def _door_table(items: list[Hidden], lang: str) -> Table:
    columns = (
        Column(text("what", lang), text("What sort of data it was.", lang)),
        Column(text("table", lang), text("Which records it was in.", lang)),
        Column(text("file", lang), text("Which file and sheet it was in.", lang)),
        Column(text("column", lang), text("The heading, where it holds no unknown word.", lang)),
        Column(
            text("how often", lang),
            text("Cells; small numbers, and those in referrals, are not told.", lang),
        ),
        Column(text("what was done", lang), text("What became of it.", lang)),
    )
    rows = tuple(
        (
            text(AT_THE_DOOR[item.what][0], lang),
            _table_words(item.table, lang),
            " · ".join(part for part in (item.file, item.sheet) if part) or None,
            _column_words(item.column, lang),
            item.n or None,
            text(AT_THE_DOOR[item.what][1], lang),
        )
        for item in items[:_SHOWN]
    )
    more = len(items) - len(rows)
    note = (
        plural("{n} more in {file}.", "{n} more in {file}.", more, lang, file=_FILE) if more else ""
    )
    return Table(text("Stopped while reading", lang), columns, rows, note)


def _table_words(table: str, lang: str) -> str | None:
    return text(TABLE_LABELS.get(table, table), lang) if table else None


def _column_words(column: str, lang: str) -> str | None:
    """Call a column as people do: netcoop's own by its words, any other as it was headed."""
    if column in COLUMN_WORDS:
        return text(COLUMN_WORDS[column], lang)
    return None if not column or column in known_columns() else column


def _nothing_at_door(lang: str) -> str:
    return text("While reading, no personal data were found that had to be left out.", lang)


def _all_shown(lang: str, *, counted: bool) -> str:
    if not counted:
        return text(
            "ATTENTION: HIDING IS OFF. The threshold is 1, so nothing is hidden of the numbers of "
            "people and cases: single ones are shown too. This report and all its files must not "
            "leave the office that made them.",
            lang,
        )
    return text(
        "ATTENTION: HIDING IS OFF. The threshold is 1, so nothing is hidden of the numbers of "
        "people, referrals and cases: single ones are shown too. A single referral may point to a "
        "family. This report and all its files must not leave the office that made them.",
        lang,
    )
