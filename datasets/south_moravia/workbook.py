"""Write the records of South Moravia as two networkers would have kept them: one messy workbook.

Sheets of several shapes, lines above the tables, Czech headers, merged cells, totals, short names
and nicknames of areas, days and numbers as people write them, and columns on persons. Every person
in it is invented. ``make.py`` calls this; nothing is drawn here: the same tables, the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import xlsxwriter

from netcoop.reference import vocabulary

Row = Mapping[str, Any]
Cells = list[object]

MONTHS = "ledna února března dubna května června července srpna září října listopadu prosince"
AREAS = {
    "Vyškov": "Vyškovsko",
    "Bučovice": "Bučovicko",
    "Slavkov u Brna": "Slavkovsko",
    "Šlapanice": "Šlapanicko",
    "Brno": "Brno",
}
# Ways of writing that stand in no register, to be decided by rule or by a person.
SPELLINGS = {
    "ospod-vyskov": ["OSPOD Vyškov", "OSPOD Vy", "MěÚ Vyškov, OSV - OSPOD", "OSPOD  Vyškov"],
    "ospod-bucovice": ["OSPOD Bučovice", "OSPOD Bu", "MěÚ Bučovice - OSPOD"],
    "ospod-slavkov": ["OSPOD Slavkov", "OSPOD Slavkov u Brna", "MěÚ Slavkov u B. - OSPOD"],
    "ospod-slapanice": ["OSPOD Šlapanice", "OSPOD Šl", "Mestsky urad Slapanice, OSPOD"],
    "pcr-vyskov": ["OOP Vyškov", "PČR Vyškov"],
    "pms-vyskov": ["PMS Vyškov", "probačka Vyškov"],
    "soud-vyskov": ["Okresní soud Vyškov", "OS Vyškov"],
    "zs-u-tri-lip": ["ZŠ U Tří lip", "ZS U Tri lip", "Základní škola U Tří lip"],
    "sas-jitrenka-vyskov": ["SAS Jitřenka Vyškov", "Jitřenka Vyškov"],
    "sas-udoli-slavkov": ["SAS Údolí Slavkov u Brna", "Údolí Slavkov"],
    "sitarka-1": ["Lokální síťařka 1"],
}
# Invented, every one of them: they are in the workbook to be kept out of everything else.
PEOPLE = (
    "Mgr. Dobromila Vymyšlená",
    "Bc. Květoslav Smyšlenka",
    "Ing. Božidara Fiktivní, DiS.",
    "Bc. Svatava Nejsoucí",
    "Mgr. Jaromil Předstíraný",
    "PhDr. Libuna Zdánlivá",
    "Bc. Vratislava Pomyslná",
)
MAIL, PHONE = "vymyslena@example.cz", "+420 601 000 111"


# What a person decided about names that no rule may decide: written, ORP, decision.
DECIDED = (
    ("Lokální síťařka 1", "", "ano"),
    ("Lokální síťařka 2", "", "ano"),
    ("ZS U Tri lip", "", "ano"),
)


def write_workbook(path: Path, tables: Mapping[str, Iterable[Row]]) -> None:
    """Write the workbook; its properties hold no time of writing."""
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"author": "", "created": datetime(2019, 12, 31)})
    kept = Kept(book, {name: list(rows) for name, rows in tables.items()})
    kept.cover()
    kept.register()
    kept.lists("Vyškov")
    kept.lists("Bučovice")
    kept.matrix("Slavkov u Brna")
    kept.merged("Šlapanice")
    kept.attendance()
    for number in (1, 2):
        kept.diary(number)
    kept.referrals()
    kept.needs()
    book.close()
    write_decided(path.parent / "decided" / "names.xlsx")


def write_decided(path: Path) -> None:
    """Write the decisions about names, as ``NameReview.save`` has them filled in."""
    path.parent.mkdir(exist_ok=True)
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"author": "", "created": datetime(2019, 12, 31)})
    sheet = book.add_worksheet("názvy")
    for number, cells in enumerate([("zapsaný název", "území", "rozhodnutí"), *DECIDED]):
        sheet.write_row(number, 0, cells)
    book.close()


class Kept:
    """One workbook in the making: how often an actor was written decides how it is written next."""

    def __init__(self, book: xlsxwriter.Workbook, tables: dict[str, list[Row]]) -> None:
        self.book, self.tables = book, tables
        self.actors = {row["actor_id"]: row for row in tables["actors"]}
        self.written: dict[str, int] = {}
        self.labels = {
            (kind, code): label
            for kind in ("actor", "meeting", "channel", "need", "outcome")
            for code, label in vocabulary(kind, lang="cs")[["code", "label"]].to_numpy()
        }

    def name(self, actor: str) -> str:
        """Write an actor in its next way."""
        ways = SPELLINGS.get(actor, [self.actors[actor]["name"]])
        turn = self.written[actor] = self.written.get(actor, -1) + 1
        return ways[turn % len(ways)]

    def service(self, code: str) -> str:
        """Write what is needed: a kind of actor, or of meeting."""
        return self.labels.get(("actor", code)) or self.labels["meeting", code]

    def sheet(self, name: str, above: Iterable[Cells], rows: Iterable[Cells]) -> Any:
        """Write lines above a table, an empty row, and the table."""
        sheet = self.book.add_worksheet(name)
        for number, cells in enumerate([*above, [], *rows]):
            for column, cell in enumerate(cells):
                if cell not in (None, ""):
                    sheet.write(number, column, cell)
        return sheet

    def meetings(self, region: str) -> list[list[Row]]:
        """Give the rows of each meeting of an area, without the one of all offices."""
        rows = [
            row for row in self.tables["meetings"] if row["region"] == region and not row["series"]
        ]
        return [list(group) for _, group in groupby(rows, key=lambda row: row["meeting_id"])]

    def cover(self) -> None:
        lines: list[Cells] = [
            ["Evidence síťařek – jižní Morava"],
            ["Listy podle lokalit, deníky a předání. Doplňovat průběžně!"],
            [f"kontakt: {PEOPLE[0]}, {MAIL}"],
        ]
        self.sheet("Čti mě", lines, [])

    def register(self) -> None:
        head: Cells = [
            "Název",
            "Jiné názvy",
            "Druh",
            "ORP",
            "Působnost",
            "Organizace",
            "Úloha",
            "Fyzická osoba",
            "Kontaktní osoba",
            "Telefon",
            "E-mail",
        ]
        rows = [head]
        for number, row in enumerate(self.tables["actors"]):
            person = PEOPLE[number % len(PEOPLE)]
            rows.append(
                [
                    row["name"],
                    row["aliases"],
                    self.labels["actor", row["kind"]],
                    row["region"],
                    row["serves"].replace("|", "; "),
                    row["organisation"],
                    "síťař" if row["role"] else "",
                    "ano" if row["person"] else "ne",
                    person,
                    PHONE,
                    MAIL if number % 3 else "",
                ]
            )
        self.sheet("Aktéři", [["Adresář aktérů", "", "stav k 31. 12. 2019"]], rows)

    def lists(self, region: str) -> None:
        """Write an area as a row a meeting, all who came in one cell."""
        rows: list[Cells] = [["Datum", "Druh", "Účastníci", "Hodin", "Svolal", "Téma"]]
        for meeting in self.meetings(region):
            first = meeting[0]
            came = [self.name(row["actor"]) for row in meeting if row["role"] != "excused"]
            excused = [self.name(row["actor"]) for row in meeting if row["role"] == "excused"]
            cell = "; ".join(came) + (f"; omluveni: {', '.join(excused)}" if excused else "")
            rows.append(
                [
                    in_words(first["date"]),
                    self.labels["meeting", first["kind"]],
                    cell,
                    with_comma(first["hours"]),
                    self.name(first["convener"]),
                    first["topic"],
                ]
            )
        count = len(rows) - 1
        rows.append([f"Celkem: {count}"])
        self.sheet(AREAS[region], [[f"Setkání {AREAS[region]}"], ["vedla síťařka"]], rows)

    def matrix(self, region: str) -> None:
        """Write an area as a row a meeting and a column an actor: heads, or who was excused."""
        meetings = self.meetings(region)
        actors = sorted({row["actor"] for meeting in meetings for row in meeting})
        rows: list[Cells] = [
            ["Datum", "Druh", "Hodin", "Svolal", *map(self.name, actors), "Celkem"]
        ]
        for meeting in meetings:
            marks = {
                row["actor"]: "oml." if row["role"] == "excused" else row["people"]
                for row in meeting
            }
            total = sum(mark for mark in marks.values() if mark != "oml.")
            first = meeting[0]
            rows.append(
                [
                    in_digits(first["date"]),
                    self.labels["meeting", first["kind"]],
                    with_comma(first["hours"]),
                    self.name(first["convener"]),
                    *(marks.get(actor, "") for actor in actors),
                    total,
                ]
            )
        self.sheet(AREAS[region], [["Matice účasti"]], rows)

    def merged(self, region: str) -> None:
        """Write an area as a row a participant, with what is said of the whole meeting merged."""
        head: Cells = ["Datum", "Druh", "Hodin", "Svolal", "Organizace", "Osob", "Účast", "Jméno"]
        meetings = self.meetings(region)
        sheet = self.sheet(AREAS[region], [["Docházka na setkání"]], [head])
        at = 3
        for number, meeting in enumerate(meetings):
            first = meeting[0]
            whole = [
                in_words(first["date"]),
                self.labels["meeting", first["kind"]],
                with_comma(first["hours"]),
                self.name(first["convener"]),
            ]
            for column, value in enumerate(whole):
                if len(meeting) > 1:
                    sheet.merge_range(at, column, at + len(meeting) - 1, column, value)
                else:
                    sheet.write(at, column, value)
            for row in meeting:
                excused = row["role"] == "excused"
                mark = "oml." if excused else ("v z." if number % 4 == 1 else "x")
                cells = [self.name(row["actor"]), row["people"], mark, PEOPLE[at % len(PEOPLE)]]
                for column, value in enumerate(cells, len(whole)):
                    if value != "":
                        sheet.write(at, column, value)
                at += 1

    def attendance(self) -> None:
        """Write the list everybody signed on 15 June 2018; two colleagues share a cell."""
        rows = [row for row in self.tables["meetings"] if row["meeting_id"] == "OS-1"]
        lines: list[Cells] = [
            ["PREZENČNÍ LISTINA"],
            ["Setkání platformy OSPOD „OSPOD sobě“"],
            ["Datum: 15. června 2018", "", "Místo: MěÚ Šlapanice"],
            ["Svolal: Lokální síťařka 1"],
        ]
        table: list[Cells] = [
            ["Poř.", "Jméno a příjmení", "Organizace", "Počet osob", "Účast", "E-mail", "Podpis"]
        ]
        for number, row in enumerate(rows, 1):
            excused = row["role"] == "excused"
            people = 1 if excused else int(row["people"])
            names = [PEOPLE[(number + i) % len(PEOPLE)] for i in range(min(people, 2))]
            mark = "omluven" if excused else "host" if row["role"] == "guest" else "přítomen"
            table.append(
                [
                    number,
                    "\n".join(names),
                    self.name(row["actor"]),
                    "" if excused else people,
                    mark,
                    MAIL if number % 4 == 0 else "",
                    "",
                ]
            )
        total = sum(int(row["people"]) for row in rows if row["role"] != "excused")
        table.append(["Celkem", "", "", total])
        self.sheet("Prezence 15.6.2018", lines, table)

    def diary(self, number: int) -> None:
        """Write the diary of a networker, with the sum of hours after each year."""
        rows = [r for r in self.tables["contacts"] if r["source"] == f"sitarka-{number}"]
        table: list[Cells] = [
            [
                "Datum",
                "Síťařka",
                "Aktér",
                "Forma",
                "Hodin",
                "Obsah",
                "Lokalita",
                "Další krok",
                "Telefon",
            ]
        ]
        for _, group in groupby(rows, key=lambda row: row["date"][:4]):
            year = list(group)
            for row in year:
                table.append(
                    [
                        in_digits(row["date"]),
                        f"Lokální síťařka {number}",
                        self.name(row["target"]),
                        self.labels["channel", row["channel"]],
                        with_comma(row["hours"]),
                        row["purpose"],
                        AREAS[row["region"]],
                        row["next_step"],
                        PHONE,
                    ]
                )
            hours = sum(row["hours"] for row in year)
            table.append(["Celkem", "", "", "", with_comma(hours)])
        self.sheet(f"Deník síťařky {number}", [["Deník – výkaz práce"]], table)

    def referrals(self) -> None:
        table: list[Cells] = [
            [
                "Č.",
                "Datum",
                "Kdo předal",
                "Komu",
                "Jméno klienta",
                "Potřeba",
                "Způsob",
                "Výsledek",
                "Dní do kontaktu",
            ]
        ]
        for number, row in enumerate(self.tables["referrals"], 1):
            table.append(
                [
                    number,
                    in_digits(row["date"]),
                    self.name(row["source"]),
                    self.name(row["target"]),
                    PEOPLE[number % len(PEOPLE)],
                    self.labels["need", row["need"]],
                    self.labels["channel", row["channel"]],
                    self.labels["outcome", row["outcome"]],
                    row["days"],
                ]
            )
        self.sheet("Předání", [["Evidence předání"]], table)

    def needs(self) -> None:
        table: list[Cells] = [
            ["ORP", "Služba", "ID potřeby", "Cílová skupina", "Počet", "Datum", "Kdo vznesl"]
        ]
        for row in self.tables["needs"]:
            raised = self.name(row["raised_by"]) if row["raised_by"] else ""
            day = in_digits(row["date"]) if row["date"] else ""
            table.append(
                [
                    row["region"],
                    self.service(row["service"]),
                    row["need_id"],
                    row["target_group"],
                    row["count"],
                    day,
                    raised,
                ]
            )
        self.sheet("Potřeby", [["Zachycené potřeby"]], table)


def in_digits(day: str) -> str:
    """Write a day as 15.6.2018."""
    when = date.fromisoformat(day)
    return f"{when.day}.{when.month}.{when.year}"


def in_words(day: str) -> str:
    """Write a day as 15. června 2018."""
    when = date.fromisoformat(day)
    return f"{when.day}. {MONTHS.split()[when.month - 1]} {when.year}"


def with_comma(number: float) -> str:
    return f"{number:g}".replace(".", ",")
