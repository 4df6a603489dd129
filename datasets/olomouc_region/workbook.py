"""Write the records of the Olomouc Region as its office would have kept them: one messy workbook.

Lines above the tables, Czech headers, two attendance lists on one sheet, months in words, the
document's own "1. 2.2 014" and "1 543 780, 86 Kč", and names, addresses and phones of people, all
of them invented. ``make.py`` calls this; nothing is drawn here: the same tables, the same bytes.
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
BARE = "leden únor březen duben květen červen červenec srpen září říjen listopad prosinec"
# Invented, every one of them: they are in the workbook to be kept out of everything else.
PEOPLE = (
    "Mgr. Bohumil Nedoložený",
    "Bc. Zdislava Smyšlenková",
    "Ing. Oldřiška Fiktivní",
    "Bc. Rostislav Nejsoucí, DiS.",
    "PhDr. Drahoslava Zdánlivá",
)
# Natural persons stand in the office's own sheets by their names.
PERSONS = {
    "pppd-1": "Bc. Vlastimila Pomyslná",
    "pppd-2": "Ing. Slavomír Předstíraný",
    "pppd-3": "Mgr. Květuše Neznámá",
    "psycholog-1": "PhDr. Hostimil Vybájený",
    "znalec-1": "Mgr. Svatopluk Domnělý",
}
MAIL, PHONE = "fiktivni@example.cz", "+420 602 000 222"
STATUS = {
    "public_body": "orgán veřejné moci",
    "registered_provider": "registrovaný poskytovatel",
    "authorized_organization": "organizace s pověřením",
    "legal_person": "právnická osoba",
    "natural_person": "fyzická osoba",
}
SPELLINGS = {
    "ku-ok": ["KÚ OK", "Krajský úřad Ol. kraje, odd. SPOD", "KÚOK - SPOD"],
    "ospod-olomouc": ["OSPOD Olomouc", "Magistrát města Olomouce, OSPOD", "OSPOD Ol"],
    "ospod-prerov": ["OSPOD Přerov", "OSPOD Př", "MMPr - OSPOD Přerov"],
    "ospod-prostejov": ["OSPOD Prostějov", "OSPOD Pv"],
    "ospod-lipnik": ["OSPOD Lipník n. B.", "MěÚ Lipník nad Bečvou - OSPOD"],
    "soud-olomouc": ["Okresní soud Olomouc", "OS Olomouc"],
    "do-zazemi": ["Doprovázení Zázemí", "Zázemí"],
    "kp-svetluska": ["Krizová pomoc Světluška", "Světluška"],
}
# What a person decided about names that no rule may decide: written, ORP, decision.
DECIDED = (
    ("Krajský úřad Ol. kraje, odd. SPOD", "", "KÚ OK"),
    ("Krajský úřad Ol. kraje, odd. SPOD", "Olomouc", "ano"),
    ("MMPr - OSPOD Přerov", "", "OSPOD Přerov"),
    ("Zázemí", "", "ano"),
)


def write_workbook(path: Path, tables: Mapping[str, Iterable[Row]]) -> None:
    """Write the workbook; its properties hold no time of writing."""
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"author": "", "created": datetime(2015, 6, 30)})
    kept = Kept(book, {name: list(rows) for name, rows in tables.items()})
    kept.project()
    kept.register()
    kept.attendance("Prezence 2014", ("WS-1", "WS-2"))
    kept.attendance("Prezence podzim", ("KAZ-1", "KS-1"))
    kept.planned()
    kept.lists("Vzdělávání", "VZ-")
    kept.lists("Případová setkání", "SP-")
    kept.referrals()
    kept.needs()
    kept.outputs()
    kept.agreements()
    book.close()
    write_decided(path.parent / "decided" / "names.xlsx")


def write_decided(path: Path) -> None:
    """Write the decisions about names, as ``NameReview.save`` has them filled in."""
    path.parent.mkdir(exist_ok=True)
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"author": "", "created": datetime(2015, 6, 30)})
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
        """Write an actor in its next way; a natural person by the name."""
        if actor in PERSONS:
            return PERSONS[actor]
        ways = SPELLINGS.get(actor, [self.actors[actor]["name"]])
        turn = self.written[actor] = self.written.get(actor, -1) + 1
        return ways[turn % len(ways)]

    def sheet(self, name: str, rows: Iterable[Cells]) -> Any:
        """Write rows as they are; a blank cell stays empty."""
        sheet = self.book.add_worksheet(name)
        for number, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if cell not in (None, ""):
                    sheet.write(number, column, cell)
        return sheet

    def meetings(self, prefix: str) -> list[list[Row]]:
        rows = [row for row in self.tables["meetings"] if row["meeting_id"].startswith(prefix)]
        return [list(group) for _, group in groupby(rows, key=lambda row: row["meeting_id"])]

    def project(self) -> None:
        """Write the time of the project as the document has it, slips of the keyboard and all."""
        self.sheet(
            "Fáze",
            [
                ["Podpora standardizace OSPOD na KÚ Olomouckého kraje"],
                ["(vyplňuje finanční manažer)"],
                [],
                ["Fáze", "Začátek", "Konec", "Dotace"],
                ["during", "1. 2.2 014", "30. 6. 2015", "1 543 780, 86 Kč"],
            ],
        )

    def register(self) -> None:
        head: Cells = [
            "Název",
            "Zkratky",
            "Druh",
            "Právní postavení",
            "ORP",
            "Působnost",
            "Fyzická osoba",
            "Školení",
            "Kontaktní osoba",
            "Telefon",
            "E-mail",
        ]
        rows = [head]
        for number, row in enumerate(self.tables["actors"]):
            name = PERSONS.get(row["actor_id"], row["name"])
            rows.append(
                [
                    name,
                    row["aliases"],
                    self.labels["actor", row["kind"]],
                    STATUS[row["legal_status"]],
                    row["region"],
                    row["serves"].replace("|", "; "),
                    "ano" if row["person"] else "ne",
                    row["trained_in"].replace("|", "; "),
                    PEOPLE[number % len(PEOPLE)],
                    PHONE,
                    MAIL if number % 2 else "",
                ]
            )
        self.sheet("Adresář", [["Adresář partnerů projektu"], [], *rows])

    def attendance(self, name: str, numbers: tuple[str, ...]) -> None:
        """Write two attendance lists under each other, each with its own lines above."""
        rows: list[Cells] = []
        for number in numbers:
            (group,) = self.meetings(number)
            first = group[0]
            rows += [
                ["PREZENČNÍ LISTINA"],
                [f"Druh jednání: {self.labels['meeting', first['kind']]}"],
                [f"Téma: {first['topic']}"],
                [f"Datum: {in_words(first['date'])}", "", "Místo: Krajský úřad, sál"],
                [f"Hodin: {with_comma(first['hours'])}"],
                [f"Svolal: {self.name(first['convener'])}"],
                ["Poř.", "Jméno", "Organizace", "Počet osob", "Účast", "Kontakt", "Podpis"],
            ]
            heads = 0
            for at, row in enumerate(group, 1):
                excused = row["role"] == "excused"
                heads += 0 if excused else row["people"]
                mark = "oml." if excused else ("v z." if at % 5 == 0 else "přítomen")
                people = [PEOPLE[(at + i) % len(PEOPLE)] for i in range(row["people"] or 1)]
                rows.append(
                    [
                        at,
                        ", ".join(people),
                        self.name(row["actor"]),
                        row["people"],
                        mark,
                        MAIL if at % 3 == 0 else PHONE,
                        "",
                    ]
                )
            rows += [["Celkem", "", "", heads], []]
        self.sheet(name, rows)

    def planned(self) -> None:
        rows: list[Cells] = [["Měsíc", "Druh", "Organizace", "Stav"]]
        for row in self.tables["meetings"]:
            if row["status"] == "planned":
                year, month = row["period"].split("-")
                rows.append(
                    [
                        f"{BARE.split()[int(month) - 1]} {year}",
                        self.labels["meeting", row["kind"]],
                        self.name(row["actor"]),
                        "plánováno",
                    ]
                )
        self.sheet("Plán setkání", [["Plán na rok 2015"], [], *rows])

    def lists(self, name: str, prefix: str) -> None:
        """Write a row a meeting, all who came in one cell, a line each."""
        rows: list[Cells] = [["Datum", "Druh", "Účastníci", "Hodin", "ORP", "Svolal", "Téma"]]
        for group in self.meetings(prefix):
            first = group[0]
            came = "\n".join(self.name(row["actor"]) for row in group)
            rows.append(
                [
                    in_digits(first["date"]),
                    self.labels["meeting", first["kind"]],
                    came,
                    with_comma(first["hours"]),
                    first["region"],
                    self.name(first["convener"]),
                    first["topic"],
                ]
            )
        hours = sum(float(group[0]["hours"]) for group in self.meetings(prefix))
        self.sheet(name, [[name], [], *rows, ["Celkem", "", "", with_comma(hours)]])

    def referrals(self) -> None:
        rows: list[Cells] = [["Období", "Od", "Komu", "Počet", "Potřeba", "Výsledek", "Způsob"]]
        for row in self.tables["referrals"]:
            year, month = row["period"].split("-")
            rows.append(
                [
                    f"{BARE.split()[int(month) - 1]} {year}",
                    self.name(row["source"]),
                    self.name(row["target"]),
                    row["count"],
                    self.labels["need", row["need"]],
                    self.labels["outcome", row["outcome"]],
                    self.labels["channel", row["channel"]],
                ]
            )
        self.sheet("Předání", [["Předané spisy a doporučení"], [], *rows])

    def needs(self) -> None:
        rows: list[Cells] = [["Území", "Služba", "ID potřeby", "Cílová skupina", "Datum", "Vznesl"]]
        rows += [
            [
                row["region"],
                self.labels["meeting", row["service"]],
                row["need_id"],
                row["target_group"],
                in_digits(row["date"]),
                self.name(row["raised_by"]),
            ]
            for row in self.tables["needs"]
        ]
        self.sheet("Potřeby", rows)

    def outputs(self) -> None:
        rows: list[Cells] = [["Výstup", "Druh", "Datum", "Území", "Z potřeby", "Zpracovala"]]
        rows += [
            [
                row["title"],
                row["kind"],
                in_digits(row["date"]) if row["date"] else "",
                row["region"],
                row["from_need"],
                PEOPLE[number % len(PEOPLE)],
            ]
            for number, row in enumerate(self.tables["outputs"])
        ]
        self.sheet("Výstupy", rows)

    def agreements(self) -> None:
        rows: list[Cells] = [["Strana 1", "Strana 2", "Platí od", "Platí do", "Druh"]]
        rows += [
            [
                self.name(row["source"]),
                self.name(row["target"]),
                in_digits(row["valid_from"]),
                in_digits(row["valid_to"]) if row["valid_to"] else "",
                row["kind"],
            ]
            for row in self.tables["agreements"]
        ]
        self.sheet("Dohody", rows)


def in_digits(day: str) -> str:
    """Write a day as 15.6.2018."""
    when = date.fromisoformat(day)
    return f"{when.day}.{when.month}.{when.year}"


def in_words(day: str) -> str:
    """Write a day as 15. června 2018."""
    when = date.fromisoformat(day)
    return f"{when.day}. {MONTHS.split()[when.month - 1]} {when.year}"


def with_comma(number: float | str) -> str:
    return f"{float(number):g}".replace(".", ",")
