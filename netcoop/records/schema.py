"""The twelve tables of records: their columns, what a column holds, and how people call it.

One row of a table is one thing that happened or is known (see ``docs/records.md``). Headers are
recognised in English and Czech, whatever their case, diacritics and punctuation.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Column:
    """One column: its canonical name, what it holds, and the headers people write for it."""

    name: str
    holds: str = "text"
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One kind of record: its columns and the ones it cannot do without.

    ``required`` lists groups of columns; a table needs one column of every group.
    """

    name: str
    columns: tuple[Column, ...]
    required: tuple[tuple[str, ...], ...]
    aliases: tuple[str, ...] = ()

    @cached_property
    def headers(self) -> dict[str, Column]:
        """Every recognised header, folded, with the column it means."""
        known = {fold(alias): column for column in self.columns for alias in column.aliases}
        return known | {fold(column.name): column for column in self.columns}

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """The columns by their canonical name."""
        return {column.name: column for column in self.columns}


def fold(header: str) -> str:
    """Reduce a header to plain lower-case letters and digits.

    Examples
    --------
    >>> fold(" Účastník (organizace) ")
    'ucastnikorganizace'
    """
    plain = unicodedata.normalize("NFKD", str(header).casefold())
    return re.sub(r"[^a-z0-9]", "", plain)


def _columns(specification: str) -> tuple[Column, ...]:
    """Read a table's columns: one a line, ``name: holds = alias, alias``."""
    columns = []
    for line in specification.strip().splitlines():
        left, _, aliases = line.partition("=")
        name, _, holds = left.partition(":")
        words = tuple(alias.strip() for alias in aliases.split(",") if alias.strip())
        columns.append(Column(name.strip(), holds.strip() or "text", words))
    # What a row rests on may stand in any table: see the README of the example data.
    return (*columns, Column("provenance"), Column("made_up"))


_TABLES = (
    Table(
        "meetings",
        _columns("""
            actor = účastník, aktér, organizace, instituce, subjekt, participant, organisation
            date: date = datum, den, dne, datum konání
            period: month = období, měsíc, month
            meeting_id = event, meeting, jednání, setkání, akce, číslo jednání, id jednání
            end_date: date = datum do, konec, do
            kind = druh, typ, druh jednání, typ jednání, typ akce
            channel = forma, způsob, kanál
            hours: number = hodin, hodiny, počet hodin, délka
            people: number = počet osob, osob, počet účastníků, počet
            role: role = funkce na jednání, úloha, účast
            convener = svolavatel, svolal, pořadatel, organizátor
            facilitated: flag = facilitováno, s podporou
            topic = téma, témata
            series = řada, cyklus
            region = orp, území, obec, lokalita
            status: status = stav
            responds_to = reaguje na, potřeba
            feedback = zpětná vazba
        """),
        (("actor",), ("date", "period", "meeting_id")),
        ("jednání", "setkání", "prezence", "docházka", "účast", "attendance", "meetings"),
    ),
    Table(
        "referrals",
        _columns("""
            source = od, kdo předal, odesílatel, odkud, from, sender
            target = komu, příjemce, kam, to, receiver
            date: date = datum, den, datum předání
            period: month = období, měsíc, month
            count: count = počet, počet předání
            need = potřeba, důvod, problém
            outcome = výsledek, vyřízení
            days: number = dní, dny, počet dní, dní do kontaktu
            channel = způsob, forma, kanál
            region = orp, území, obec, lokalita
        """),
        (("source",), ("target",)),
        ("předání", "odkázání", "doporučení", "referral log"),
    ),
    Table(
        "contacts",
        _columns("""
            source = od, kdo, aktér 1, from
            target = komu, s kým, aktér 2, to
            date: date = datum, den
            period: month = období, měsíc, month
            channel = způsob, forma, kanál
            hours: number = hodin, hodiny, počet hodin, délka
            purpose = účel, obsah
            facilitated: flag = facilitováno, s podporou
            next_step = další krok
        """),
        (("source",), ("target",)),
        ("kontakty", "deník", "výkaz práce", "diary"),
    ),
    Table(
        "claims",
        _columns("""
            respondent = respondent, dotázaný, kdo odpovídá
            target = komu, o kom, s kým
            layer = vrstva, otázka
            frequency: number = četnost, frekvence, jak často
            trust: number = důvěra
            date: date = datum
        """),
        (("respondent",), ("target",)),
        ("dotazník", "survey"),
    ),
    Table(
        "actors",
        _columns("""
            actor_id = id, kód aktéra
            name = název, aktér, název organizace
            aliases = jiné názvy, zkratky, alias
            kind = druh, typ, druh aktéra, typ aktéra
            sector = sektor, resort
            organisation = organizace, zřizovatel, organization
            ico = ičo
            legal_status = právní postavení, právní forma
            region = orp, území, sídlo, obec
            serves = působnost, působí v
            level = úroveň
            role = úloha
            person: person = fyzická osoba
            invited: flag = pozván, pozvaný
            answered: flag = odpověděl
            lat: number = zeměpisná šířka
            lon: number = zeměpisná délka
            active_from: date = aktivní od
            active_to: date = aktivní do
        """),
        (("actor_id", "name"),),
        ("aktéři", "adresář", "seznam aktérů", "register", "roster"),
    ),
    Table(
        "services",
        _columns("""
            actor = poskytovatel, aktér, organizace
            service = služba
            region = orp, území, obec
            target_group = cílová skupina
            status = stav, dostupnost
            capacity: number = kapacita
        """),
        (("actor",), ("service",), ("region",)),
        ("služby",),
    ),
    Table(
        "needs",
        _columns("""
            region = orp, území, obec
            service = služba
            need_id = id potřeby
            target_group = cílová skupina
            count: number = počet
            date: date = datum
            raised_by = kdo vznesl, vznesl
        """),
        (("region",), ("service",)),
        ("potřeby",),
    ),
    Table(
        "agreements",
        _columns("""
            source = strana 1, od
            target = strana 2, s kým
            valid_from: date = platí od, platnost od
            valid_to: date = platí do, platnost do
            kind = druh, typ
        """),
        (("source",), ("target",)),
        ("dohody", "smlouvy", "memoranda"),
    ),
    Table(
        "required",
        _columns("""
            source_kind
            target_kind
            scope
            direction
            level
            strength
            evidence
            basis
            certainty
        """),
        (("source_kind",), ("target_kind",)),
        ("povinné vazby",),
    ),
    Table(
        "regions",
        _columns("""
            region = orp, území, obec
            name = název
            parent = kraj, nadřazené území
            treated: flag = pilot, zapojen
            stratum = vrstva
            dose: number = dávka, hodin podpory
            population: number = počet obyvatel, obyvatel
        """),
        (("region",),),
        ("území", "obce"),
    ),
    Table(
        "phases",
        _columns("""
            phase = fáze, období
            start: date = začátek, od
            end: date = konec, do
        """),
        (("phase",), ("start",), ("end",)),
        ("fáze",),
    ),
    Table(
        "outputs",
        _columns("""
            title = název, výstup
            kind = druh, typ
            date: date = datum
            region = orp, území, obec
            from_meeting = z jednání
            from_need = z potřeby
        """),
        (("title",),),
        ("výstupy",),
    ),
)

TABLES: dict[str, Table] = {table.name: table for table in _TABLES}


def table_named(name: str) -> Table | None:
    """Find the table a file or sheet is named after, in English or Czech."""
    wanted = fold(name)
    for table in _TABLES:
        if wanted in {fold(table.name), *map(fold, table.aliases)}:
            return table
    return None
