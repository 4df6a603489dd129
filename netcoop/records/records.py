"""``Records``: the raw tables in one frozen object, with the account of how they were read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import overload

import pandas as pd

from netcoop._core.checks import first
from netcoop._core.display import html_table
from netcoop._core.texts import text
from netcoop.errors import RecordError
from netcoop.records.problems import Problem, problem_frame, problems_by_code
from netcoop.records.schema import TABLES
from netcoop.records.values import as_text

ACCOUNT_COLUMNS = ("table", "file", "sheet", "shape", "read", "kept", "dropped")


class _TableView:
    """A table as an attribute: a copy of it, or ``None`` where there is no such table."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, instance: None, owner: type) -> _TableView: ...
    @overload
    def __get__(self, instance: Records, owner: type) -> pd.DataFrame | None: ...
    def __get__(self, instance: Records | None, owner: type) -> _TableView | pd.DataFrame | None:
        if instance is None:
            return self
        frame = instance._tables.get(self.name)
        # pandas copies on write, so this costs nothing and the original stays as it is.
        return None if frame is None else frame.copy(deep=False)

    def __set__(self, instance: Records, value: object) -> None:
        raise AttributeError(text("Records cannot be changed; use records.replace(…)."))


class Records:
    """What happened and what is known, as tables; read them with :func:`netcoop.read_records`.

    Parameters
    ----------
    meetings, referrals, contacts, claims, actors, services
        Tables with the canonical columns (``docs/records.md``), or ``None``.
    needs, agreements, required, regions, phases, outputs
        Tables with the canonical columns (``docs/records.md``), or ``None``.
    problems
        Findings made while reading.
    account
        One row a table read: rows read, kept and dropped.
    region
        The home municipality: whose "OSPOD" is meant where neither name nor row says a place.
    names
        How every written name was understood (:func:`netcoop.resolve_actors`).
    resolved
        Whether names are ids of actors already (:func:`netcoop.resolve_actors`).

    Raises
    ------
    RecordError
        A table lacks a required column.

    Examples
    --------
    >>> import pandas as pd
    >>> sheet = pd.DataFrame({"actor": ["OSPOD", "School"], "meeting_id": ["1", "1"]})
    >>> Records(meetings=sheet)
    <Records: meetings 2>
    """

    meetings = _TableView()
    referrals = _TableView()
    contacts = _TableView()
    claims = _TableView()
    actors = _TableView()
    services = _TableView()
    needs = _TableView()
    agreements = _TableView()
    required = _TableView()
    regions = _TableView()
    phases = _TableView()
    outputs = _TableView()

    def __init__(
        self,
        *,
        meetings: pd.DataFrame | None = None,
        referrals: pd.DataFrame | None = None,
        contacts: pd.DataFrame | None = None,
        claims: pd.DataFrame | None = None,
        actors: pd.DataFrame | None = None,
        services: pd.DataFrame | None = None,
        needs: pd.DataFrame | None = None,
        agreements: pd.DataFrame | None = None,
        required: pd.DataFrame | None = None,
        regions: pd.DataFrame | None = None,
        phases: pd.DataFrame | None = None,
        outputs: pd.DataFrame | None = None,
        problems: Iterable[Problem] = (),
        account: pd.DataFrame | None = None,
        region: str | None = None,
        names: pd.DataFrame | None = None,
        resolved: bool = False,
    ) -> None:
        given = {
            "meetings": meetings, "referrals": referrals, "contacts": contacts, "claims": claims,
            "actors": actors, "services": services, "needs": needs, "agreements": agreements,
            "required": required, "regions": regions, "phases": phases, "outputs": outputs,
        }  # fmt: skip
        self._tables = {name: frame.copy() for name, frame in given.items() if frame is not None}
        self._problems = tuple(problems)
        self._account = _account_of(self._tables) if account is None else account.copy()
        self._names = None if names is None else names.copy()
        self.region, self.resolved = region, resolved
        for name, frame in self._tables.items():
            _check_columns(name, frame)
            self._tables[name] = _with_texts(name, frame)

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables there are, by name."""
        return {name: frame.copy(deep=False) for name, frame in self._tables.items()}

    @property
    def problems(self) -> pd.DataFrame:
        """What was found, repaired or left out: one row a finding, with file, sheet and row."""
        return problem_frame(self._problems)

    @property
    def account(self) -> pd.DataFrame:
        """Rows read, kept and dropped for every table; read is always kept plus dropped."""
        return self._account.copy(deep=False)

    @property
    def names(self) -> pd.DataFrame | None:
        """The merge log: how every written name was understood, and why; ``None`` before that."""
        return None if self._names is None else self._names.copy(deep=False)

    def quality(self, *, lang: str | None = None) -> pd.DataFrame:
        """Say how well the records were kept: dates, channels, gaps, changes between phases.

        Better record keeping looks like impact; see ``docs/quality.md``.

        Parameters
        ----------
        lang
            Language of the column ``meaning``.

        Returns
        -------
        pandas.DataFrame
            One row a table, region, phase and measure: ``value``, the counts ``n`` and ``of``
            behind it, and a ``flag``; undefined is NaN.
        """
        from netcoop.records.quality import quality

        return quality(self, lang=lang)

    def select(
        self,
        *,
        start: str | date | None = None,
        end: str | date | None = None,
        region: str | Iterable[str] | None = None,
        kinds: str | Iterable[str] | None = None,
        topic: str | Iterable[str] | None = None,
        target_group: str | Iterable[str] | None = None,
        facilitated: bool | None = None,
        unknown_facilitated: bool = False,
    ) -> Records:
        """Take some of the records: of a time, a region, kinds of meeting, a topic, a target group.

        A meeting is taken or left as a whole, so that nobody loses company. What a selection asks
        for and a row does not say leaves the row out, and ``problems`` says how many.

        Parameters
        ----------
        start, end
            First and last day, both included; a month ("2024-03") or year stands for its first or
            last day. A meeting counts on its earliest day. What is known by its month only is taken
            where the whole month is within. Agreements are taken if they were valid on any day;
            a missing ``valid_from`` or ``valid_to`` is an open side. Services, regions, phases
            and the register have no time and stay.
        region
            One region or several. A meeting belongs to every region its rows name; rows that
            name none belong to the home municipality, if there is one. Claims, agreements and the
            register stay whole: whom the register lists is no matter of place.
        kinds
            Codes of kinds of meeting (``nc.vocabulary("meeting")``). Other tables stay whole.
        topic
            Words that stand in a topic of the meeting, one after the other ("GDPR"; without case
            and diacritics), or several such. Other tables stay whole, as none but meetings has
            topics: build a network with ``layers=["meeting"]``.
        target_group
            One target group or several, without case and diacritics. It concerns the tables that
            tell one; in services and needs an empty one means all. Referrals that do not tell it
            go by their target: the catalogue lists it with a service for the group. Other tables
            stay whole.
        facilitated
            ``False``: meetings and contacts that were not facilitated; ``True``: only those that
            were. Where it is not recorded it goes by who convened the meeting (docs/time.md).
        unknown_facilitated
            What those are taken for of which it is not known.

        Returns
        -------
        Records
            The same tables with fewer rows. ``account`` counts the rows there are now, and what
            reading dropped; what was not selected is a finding ``not_selected``.

        Raises
        ------
        ArgumentError
            A day cannot be read or ``start`` is after ``end``; no record is of the region, topic
            or target group; the kind of meeting is not known.

        Warns
        -----
        NetcoopWarning
            ``facilitated`` is asked for, and of more than a tenth it is not known: the result is
            a range between both values of ``unknown_facilitated``.

        Examples
        --------
        >>> import pandas as pd
        >>> sheet = pd.DataFrame(
        ...     {
        ...         "actor": list("ABAC"),
        ...         "date": pd.to_datetime(["2024-01-09"] * 2 + ["2024-02-06"] * 2),
        ...     }
        ... )
        >>> Records(meetings=sheet).select(end="2024-01").meetings["actor"].tolist()
        ['A', 'B']
        """
        from netcoop.records.selection import select

        return select(
            self,
            start=start,
            end=end,
            region=region,
            kinds=kinds,
            topic=topic,
            target_group=target_group,
            facilitated=facilitated,
            unknown_facilitated=unknown_facilitated,
        )

    def problems_by_code(self, lang: str | None = None) -> pd.DataFrame:
        """Sum the findings up: one row a code, the gravest and most frequent first.

        Returns
        -------
        pandas.DataFrame
            One row a code: ``code``, ``severity``, ``n`` (how many), ``tables`` and ``message``.
        """
        return problems_by_code(self._problems, lang)

    def problems_in(self, lang: str) -> pd.DataFrame:
        """Give the findings with their messages in a language.

        Returns
        -------
        pandas.DataFrame
            One row a finding, with the columns of :attr:`problems`.
        """
        return problem_frame(self._problems, lang)

    def replace(
        self,
        tables: Mapping[str, pd.DataFrame],
        *,
        problems: Iterable[Problem] = (),
        names: pd.DataFrame | None = None,
        resolved: bool | None = None,
        account: pd.DataFrame | None = None,
    ) -> Records:
        """Make records with some tables exchanged and further findings added.

        Parameters
        ----------
        tables
            New tables by name; the others stay.
        problems
            Findings to add.
        names, resolved, account
            How names were understood, whether they were, and the account of rows; as before
            unless given.
        """
        return Records(
            **{**self._tables, **tables},
            problems=(*self._problems, *problems),
            account=self._account if account is None else account,
            region=self.region,
            names=self._names if names is None else names,
            resolved=self.resolved if resolved is None else resolved,
        )

    def __repr__(self) -> str:
        counts = ", ".join(f"{name} {len(frame)}" for name, frame in self._tables.items())
        found = f"; problems {len(self._problems)}" if self._problems else ""
        return f"<Records: {counts or 'empty'}{found}>"

    def _repr_html_(self) -> str:
        tables = html_table(self._account, caption=repr(self), rows=len(self._account))
        found = self.problems_by_code()
        return tables + (html_table(found, rows=len(found)) if len(found) else "")


def check_records(given: object) -> None:
    """Refuse what is not records, such as a single table."""
    if not isinstance(given, Records):
        message = text(
            "A {kind} is not records. Make them with nc.read_records(…), or "
            "nc.Records(meetings=table).",
            kind=type(given).__name__,
        )
        raise RecordError(message)


def _account_of(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    rows = [(name, "", "", "long", len(frame), len(frame), 0) for name, frame in tables.items()]
    return pd.DataFrame(rows, columns=list(ACCOUNT_COLUMNS))


def _check_columns(name: str, frame: pd.DataFrame) -> None:
    lacking = [group for group in TABLES[name].required if not set(group) & set(frame.columns)]
    if lacking:
        message = text(
            "The table {table} lacks {missing}. "
            "Read it with nc.read_records({{{table!r}: frame}}), which understands other names.",
            table=name,
            missing=", ".join("/".join(group) for group in lacking),
        )
        raise RecordError(message)


def _with_texts(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Take names and numbers of a frame made by hand as texts, and see that none is missing."""
    for group in TABLES[name].required:
        present = [column for column in group if column in frame]
        empty = frame[present].isna().all(axis=1).to_numpy().nonzero()[0]
        if len(empty):
            message = text(
                "The table {table} has no {column} in rows {rows}. Fill them, or read it with "
                "nc.read_records, which leaves such rows out and says so.",
                table=name,
                column="/".join(group),
                rows=first(empty + 1),
            )
            raise RecordError(message)
    names = [c for c in (*_NAMES, "meeting_id") if c in frame and frame[c].dtype != "str"]
    return frame.assign(**{column: frame[column].map(as_text).astype("str") for column in names})


_NAMES = ("actor", "source", "target", "respondent", "convener", "actor_id", "name")
