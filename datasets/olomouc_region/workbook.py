"""Write the records of the Olomouc Region as its office would have kept them: one messy workbook.

Lines above the tables, Czech headers, two attendance lists on one sheet, months in words, the
document's own "1. 2.2 014" and "1 543 780, 86 Kč", and names, addresses and phones of people, all
of them invented. ``make.py`` calls this; nothing is drawn here: the same tables, the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from as_kept import (
    Cells,
    Kept,
    Row,
    by_meeting,
    in_digits,
    in_words,
    new_book,
    table,
    with_comma,
    write_decided,
)

DAY = datetime(2015, 6, 30)
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
    book = new_book(path, DAY)
    kept = Workbook(book, tables, SPELLINGS)
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
    write_decided(path.parent / "decided" / "names.xlsx", DAY, DECIDED)


class Workbook(Kept):
    """The sheets of this set."""

    def name(self, actor: str) -> str:
        """Write an actor in its next way; a natural person by the name."""
        if actor in PERSONS:
            return PERSONS[actor]
        return super().name(actor)

    def meetings(self, prefix: str) -> list[list[Row]]:
        rows = [row for row in self.tables["meetings"] if row["meeting_id"].startswith(prefix)]
        return by_meeting(rows)

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
        rows = [
            {
                "Název": PERSONS.get(row["actor_id"], row["name"]),
                "Zkratky": row["aliases"],
                "Druh": self.labels["actor", row["kind"]],
                "Právní postavení": STATUS[row["legal_status"]],
                "ORP": row["region"],
                "Působnost": row["serves"].replace("|", "; "),
                "Fyzická osoba": "ano" if row["person"] else "ne",
                "Školení": row["trained_in"].replace("|", "; "),
                "Kontaktní osoba": PEOPLE[number % len(PEOPLE)],
                "Telefon": PHONE,
                "E-mail": MAIL if number % 2 else "",
            }
            for number, row in enumerate(self.tables["actors"])
        ]
        self.sheet("Adresář", [["Adresář partnerů projektu"], [], *table(rows)])

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
                *table(self.signed(at, row) for at, row in enumerate(group, 1)),
                ["Celkem", "", "", sum(row["people"] or 0 for row in group)],
                [],
            ]
        self.sheet(name, rows)

    def signed(self, at: int, row: Row) -> Row:
        """Give a line of an attendance list."""
        here = "v z." if at % 5 == 0 else "přítomen"
        people = [PEOPLE[(at + i) % len(PEOPLE)] for i in range(row["people"] or 1)]
        return {
            "Poř.": at,
            "Jméno": ", ".join(people),
            "Organizace": self.name(row["actor"]),
            "Počet osob": row["people"],
            "Účast": "oml." if row["role"] == "excused" else here,
            "Kontakt": MAIL if at % 3 == 0 else PHONE,
            "Podpis": "",
        }

    def planned(self) -> None:
        rows = [
            {
                "Měsíc": in_month(row["period"]),
                "Druh": self.labels["meeting", row["kind"]],
                "Organizace": self.name(row["actor"]),
                "Stav": "plánováno",
            }
            for row in self.tables["meetings"]
            if row["status"] == "planned"
        ]
        self.sheet("Plán setkání", [["Plán na rok 2015"], [], *table(rows)])

    def lists(self, name: str, prefix: str) -> None:
        """Write a row a meeting, all who came in one cell, a line each."""
        meetings = self.meetings(prefix)
        rows = [
            {
                "Datum": in_digits(first["date"]),
                "Druh": self.labels["meeting", first["kind"]],
                "Účastníci": "\n".join(self.name(row["actor"]) for row in group),
                "Hodin": with_comma(first["hours"]),
                "ORP": first["region"],
                "Svolal": self.name(first["convener"]),
                "Téma": first["topic"],
            }
            for group in meetings
            for first in group[:1]
        ]
        hours = sum(float(group[0]["hours"]) for group in meetings)
        self.sheet(name, [[name], [], *table(rows), ["Celkem", "", "", with_comma(hours)]])

    def referrals(self) -> None:
        rows = [
            {
                "Období": in_month(row["period"]),
                "Od": self.name(row["source"]),
                "Komu": self.name(row["target"]),
                "Počet": row["count"],
                "Potřeba": self.labels["need", row["need"]],
                "Výsledek": self.labels["outcome", row["outcome"]],
                "Způsob": self.labels["channel", row["channel"]],
            }
            for row in self.tables["referrals"]
        ]
        self.sheet("Předání", [["Předané spisy a doporučení"], [], *table(rows)])

    def needs(self) -> None:
        rows = [
            {
                "Území": row["region"],
                "Služba": self.labels["meeting", row["service"]],
                "ID potřeby": row["need_id"],
                "Cílová skupina": row["target_group"],
                "Datum": in_digits(row["date"]),
                "Vznesl": self.name(row["raised_by"]),
            }
            for row in self.tables["needs"]
        ]
        self.sheet("Potřeby", table(rows))

    def outputs(self) -> None:
        rows = [
            {
                "Výstup": row["title"],
                "Druh": row["kind"],
                "Datum": in_digits(row["date"]),
                "Území": row["region"],
                "Z potřeby": row["from_need"],
                "Zpracovala": PEOPLE[number % len(PEOPLE)],
            }
            for number, row in enumerate(self.tables["outputs"])
        ]
        self.sheet("Výstupy", table(rows))

    def agreements(self) -> None:
        rows = [
            {
                "Strana 1": self.name(row["source"]),
                "Strana 2": self.name(row["target"]),
                "Platí od": in_digits(row["valid_from"]),
                "Platí do": in_digits(row["valid_to"]),
                "Druh": row["kind"],
            }
            for row in self.tables["agreements"]
        ]
        self.sheet("Dohody", table(rows))


def in_month(period: str) -> str:
    """Write a month as únor 2014."""
    year, month = period.split("-")
    return f"{BARE.split()[int(month) - 1]} {year}"
