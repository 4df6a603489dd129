"""The twelve tables of records: their columns, what a column holds, and how people call it.

One row of a table is one thing that happened or is known (see ``docs/records.md``). Headers are
recognised in English and Czech, whatever their case, diacritics and punctuation.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
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


def columns_named(table: Table, headers: Iterable[str]) -> dict[str, Column]:
    """Say which column of the table each header means; of two that mean the same, the best one.

    The canonical name is best, then the aliases in their order: of "Účastník" and "Organizace" the
    second says who took part.
    """
    chosen: dict[str, tuple[int, str]] = {}
    for header in headers:
        column = table.headers.get(fold(header))
        if column is None:
            continue
        order = [fold(column.name), *map(fold, column.aliases)].index(fold(header))
        # An exact canonical name beats the same in capitals.
        order = -1 if header == column.name else order
        if column.name not in chosen or order < chosen[column.name][0]:
            chosen[column.name] = (order, header)
    return {header: table.by_name[name] for name, (_, header) in chosen.items()}


def _columns(specification: str) -> tuple[Column, ...]:
    """Read a table's columns: one a line, ``name: holds = alias, alias``."""
    columns = []
    for line in re.sub(r"\\\n\s*", "", specification).strip().splitlines():
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
            actor: name = organizace, název organizace, instituce, subjekt, organizace/instituce, \
                organizace účastníka, vysílající organizace, zaměstnavatel, zařízení, pracoviště, \
                úřad/organizace, název subjektu, název instituce, aktér, účastník, účastníci, \
                přítomní, zúčastnění, zúčastněné organizace, přítomné organizace, \
                zúčastnění aktéři, aktéři, participant, participants, attendees, organisation, \
                organisations, organization, institution, za organizaci, zastoupená organizace
            date: date = datum, den, dne, datum konání, datum jednání, datum setkání, datum akce, \
                termín, termín konání, kdy
            period: month = období, měsíc, month
            meeting_id = event, meeting, jednání, setkání, akce, číslo jednání, id jednání, \
                číslo setkání, č. jednání, č. setkání, id akce, pořadí jednání
            end_date: date = datum do, konec, do
            kind: code meeting = druh, typ, druh jednání, typ jednání, typ akce, druh akce, \
                druh setkání, typ setkání
            channel: code channel = forma, způsob, kanál, forma setkání, forma jednání
            hours: hours = hodin, hodiny, hod, počet hodin, počet hod, délka, délka jednání, \
                délka v hodinách, trvání, doba trvání, rozsah, rozsah hodin
            people: people = počet osob, osob, počet účastníků, počet, počet přítomných
            role: role = funkce na jednání, úloha, účast, přítomnost, přítomen, docházka, \
                prezence, účast/omluva, stav účasti
            convener: name = svolavatel, svolal, svolala, pořadatel, organizátor
            time = čas, hodina, začátek, čas konání, od kdy
            facilitated: flag = facilitováno, s podporou, facilitace
            topic: free = téma, témata, název akce, název jednání, předmět jednání, program
            series = řada, cyklus
            place: free = místo, místo konání, místo jednání, kde, venue
            region: region = orp, území, obec, lokalita, oblast, so orp, správní obvod
            status: status = stav
            responds_to = reaguje na, potřeba
            feedback: free = zpětná vazba
        """),
        (("actor",), ("date", "period", "meeting_id")),
        (
            "jednání",
            "setkání",
            "prezence",
            "prezenční listina",
            "docházka",
            "účast",
            "matice účasti",
            "matice",
            "attendance",
            "meetings",
            "seznam přítomných",
            "listina přítomných",
        ),
    ),
    Table(
        "referrals",
        _columns("""
            source: name = od, kdo předal, kdo předává, předal, předávající, odesílatel, odkud, \
                from, sender, odkázal, od koho, kdo odkázal, doporučil, kdo doporučil
            target: name = komu, příjemce, kam, to, receiver, přijal, přijímající, kam předáno, \
                komu předáno, kam odkázán, doporučená služba
            date: date = datum, den, datum předání, datum odkázání, kdy
            period: month = období, měsíc, month
            count: count = počet, počet předání, počet případů
            need: code need = potřeba, důvod, problém, důvod předání, zakázka
            outcome: code outcome = výsledek, vyřízení, stav, stav vyřízení
            days: number = dní, dny, počet dní, dní do kontaktu, čekání dní
            accepted: date = dat. přijetí, datum přijetí, přijato dne, datum kontaktu, \
                datum prvního kontaktu
            channel: code channel = způsob, forma, kanál, způsob předání
            region: region = orp, území, obec, lokalita, oblast
        """),
        (("source",), ("target",)),
        ("předání", "log předání", "odkázání", "doporučení", "referral log", "evidence předání"),
    ),
    Table(
        "contacts",
        _columns("""
            source: name = od, kdo, aktér 1, from, síťař, síťařka, pracoviště síťaře
            target: name = komu, s kým, aktér 2, to, aktér, aktéři, partner, organizace, \
                instituce, kontaktovaný, účastník, účastníci, kontaktovaná organizace
            date: date = datum, den, dne, kdy
            period: month = období, měsíc, month
            channel: code channel = způsob, forma, kanál, forma kontaktu
            hours: hours = hodin, hodiny, hod, počet hodin, počet hod, délka, čas, trvání, rozsah
            purpose: free = účel, obsah, činnost, popis činnosti, obsah činnosti, obsah jednání, \
                náplň, obsah kontaktu
            facilitated: flag = facilitováno, s podporou
            next_step: free = další krok, další kroky, další postup
            region: region = orp, území, obec, lokalita, oblast
        """),
        (("source",), ("target",)),
        ("kontakty", "deník", "deník síťaře", "výkaz práce", "výkaz", "výkaz činnosti", "diary"),
    ),
    Table(
        "claims",
        _columns("""
            respondent: name = respondent, vaše organizace, dotázaný, kdo odpovídá, odpovídá, \
                vyplnil, organizace respondenta
            target: name = komu, o kom, s kým, hodnocený
            layer = vrstva, otázka
            frequency: number = četnost, frekvence, jak často, intenzita
            trust: number = důvěra
            answered: flag = odpověděl, odpověděla
            date: date = datum, časová značka
        """),
        (("respondent",), ("target",)),
        ("dotazník", "dotazník spolupráce", "survey", "matice spolupráce"),
    ),
    Table(
        "actors",
        _columns("""
            actor_id: name = id, kód aktéra, id aktéra
            name: name = název, aktér, název organizace, název aktéra, label
            aliases = jiné názvy, zkratky, alias, zkratka, jiný název
            kind: code actor = druh, typ, druh aktéra, typ aktéra
            sector = sektor, resort
            organisation: name = organizace, zřizovatel, organization
            ico = ičo, ič
            legal_status = právní postavení, právní forma
            region: region = orp, území, sídlo, obec, lokalita
            serves: regions = působnost, působí v, území působnosti
            level = úroveň
            role = úloha
            person: person = fyzická osoba
            invited: flag = pozván, pozvaný
            answered: flag = odpověděl
            lat: coordinate = zeměpisná šířka
            lon: coordinate = zeměpisná délka
            active_from: date = aktivní od
            active_to: date = aktivní do
        """),
        (("actor_id", "name"),),
        ("aktéři", "adresář", "seznam aktérů", "karta aktéra", "register", "roster"),
    ),
    Table(
        "services",
        _columns("""
            actor: name = poskytovatel, aktér, organizace
            service: code actor = služba, druh služby
            region: region = orp, území, obec, lokalita
            target_group = cílová skupina
            status: availability = stav, dostupnost
            capacity: number = kapacita
        """),
        (("actor",), ("service",), ("region",)),
        ("služby", "katalog služeb"),
    ),
    Table(
        "needs",
        _columns("""
            region: region = orp, území, obec, lokalita
            service: code actor meeting = služba, chybějící služba
            need_id = id potřeby
            target_group = cílová skupina
            count: number = počet
            date: date = datum
            raised_by: name = kdo vznesl, vznesl
        """),
        (("region",), ("service",)),
        ("potřeby",),
    ),
    Table(
        "agreements",
        _columns("""
            source: name = strana 1, od
            target: name = strana 2, s kým
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
            source_kind = druh aktéra 1
            target_kind = druh aktéra 2
            scope = dosah
            direction = směr
            level = úroveň
            strength = síla
            evidence = doklad
            basis = základ, právní základ
            certainty = jistota
        """),
        (("source_kind",), ("target_kind",)),
        ("povinné vazby",),
    ),
    Table(
        "regions",
        _columns("""
            region: region = orp, území, obec, lokalita
            name = název
            parent: region = kraj, nadřazené území
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
            region: region = orp, území, obec, lokalita
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


def table_in(name: str) -> Table | None:
    """Find the table whose name is the longest that stands in a longer name or heading.

    Examples
    --------
    >>> table_in("prezence_dlouha_cp1250").name, table_in("PREZENČNÍ LISTINA – kulatý stůl").name
    ('meetings', 'meetings')
    """
    words = fold_words(name)
    found = [
        (len(alias), table)
        for table in _TABLES
        for alias in (table.name, *table.aliases)
        if f" {fold_words(alias)}" in f" {words} "
    ]
    return max(found, key=lambda pair: pair[0], default=(0, None))[1]


def fold_words(text: str) -> str:
    """Reduce a text to plain lower-case words, single spaces between."""
    return " ".join(re.findall(r"[a-z0-9]+", plain_letters(str(text))))


def plain_letters(text: str) -> str:
    """Take off case and diacritics, and leave the rest."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
