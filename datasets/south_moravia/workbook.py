"""Write the records of South Moravia as two networkers would have kept them: one messy workbook.

Sheets of several shapes, lines above the tables, Czech headers, merged cells, totals, short names
and nicknames of areas, days and numbers as people write them, and columns on persons. Every person
in it is invented. ``make.py`` calls this; nothing is drawn here: the same tables, the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import groupby
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

DAY = datetime(2019, 12, 31)
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
DECIDED = (("ZS U Tri lip", "", "ano"),)


def write_workbook(path: Path, tables: Mapping[str, Iterable[Row]]) -> None:
    book = new_book(path, DAY)
    kept = Workbook(book, tables, SPELLINGS)
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
    write_decided(path.parent / "decided" / "names.xlsx", DAY, DECIDED)


class Workbook(Kept):
    """The sheets of this set."""

    def service(self, code: str) -> str:
        """Write what is needed: a kind of actor, or of meeting."""
        return self.labels.get(("actor", code)) or self.labels["meeting", code]

    def meetings(self, region: str) -> list[list[Row]]:
        """Give the rows of each meeting of an area, without the one of all offices."""
        rows = [
            row for row in self.tables["meetings"] if row["region"] == region and not row["series"]
        ]
        return by_meeting(rows)

    def cover(self) -> None:
        lines: list[Cells] = [
            ["Evidence síťařek – jižní Morava"],
            ["Listy podle lokalit, deníky a předání. Doplňovat průběžně!"],
            [f"kontakt: {PEOPLE[0]}, {MAIL}"],
        ]
        self.sheet("Čti mě", lines)

    def register(self) -> None:
        rows = [
            {
                "Název": row["name"],
                "Jiné názvy": row["aliases"],
                "Druh": self.labels["actor", row["kind"]],
                "ORP": row["region"],
                "Působnost": row["serves"].replace("|", "; "),
                "Organizace": row["organisation"],
                "Úloha": "síťař" if row["role"] else "",
                "Fyzická osoba": "ano" if row["person"] else "ne",
                "Kontaktní osoba": PEOPLE[number % len(PEOPLE)],
                "Telefon": PHONE,
                "E-mail": MAIL if number % 3 else "",
            }
            for number, row in enumerate(self.tables["actors"])
        ]
        above = ["Adresář aktérů", "", "stav k 31. 12. 2019"]
        self.sheet("Aktéři", [above, [], *table(rows)])

    def lists(self, region: str) -> None:
        """Write an area as a row a meeting, all who came in one cell."""
        rows = []
        for meeting in self.meetings(region):
            first = meeting[0]
            came = [self.name(row["actor"]) for row in meeting if row["role"] != "excused"]
            excused = [self.name(row["actor"]) for row in meeting if row["role"] == "excused"]
            rows.append(
                {
                    "Datum": in_words(first["date"]),
                    "Druh": self.labels["meeting", first["kind"]],
                    "Účastníci": "; ".join(came)
                    + (f"; omluveni: {', '.join(excused)}" if excused else ""),
                    "Hodin": with_comma(first["hours"]),
                    "Svolal": self.name(first["convener"]),
                    "Téma": first["topic"],
                }
            )
        area, total = AREAS[region], f"Celkem: {len(rows)}"
        self.sheet(area, [[f"Setkání {area}"], ["vedla síťařka"], [], *table(rows), [total]])

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
        self.sheet(AREAS[region], [["Matice účasti"], [], *rows])

    def merged(self, region: str) -> None:
        """Write an area as a row a participant, with what is said of the whole meeting merged."""
        head: Cells = ["Datum", "Druh", "Hodin", "Svolal", "Organizace", "Osob", "Účast", "Jméno"]
        meetings = self.meetings(region)
        sheet = self.sheet(AREAS[region], [["Docházka na setkání"], [], head])
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
        signed = [row for row in self.tables["meetings"] if row["meeting_id"] == "OS-1"]
        rows = [
            {
                "Poř.": number,
                "Jméno a příjmení": "\n".join(
                    PEOPLE[(number + i) % len(PEOPLE)] for i in range(min(row["people"] or 1, 2))
                ),
                "Organizace": self.name(row["actor"]),
                "Počet osob": row["people"],
                "Účast": {"excused": "omluven", "guest": "host"}.get(row["role"], "přítomen"),
                "E-mail": MAIL if number % 4 == 0 else "",
                "Podpis": "",
            }
            for number, row in enumerate(signed, 1)
        ]
        lines: list[Cells] = [
            ["PREZENČNÍ LISTINA"],
            ["Setkání platformy OSPOD „OSPOD sobě“"],
            ["Datum: 15. června 2018", "", "Místo: MěÚ Šlapanice"],
            ["Svolal: Lokální síťařka 1"],
            [],
            *table(rows),
            ["Celkem", "", "", sum(row["people"] or 0 for row in signed)],
        ]
        self.sheet("Prezence 15.6.2018", lines)

    def diary(self, number: int) -> None:
        """Write the diary of a networker, with the sum of hours after each year."""
        contacts = [r for r in self.tables["contacts"] if r["source"] == f"sitarka-{number}"]
        rows: list[dict[str, object]] = []
        for _, group in groupby(contacts, key=lambda row: row["date"][:4]):
            year = list(group)
            rows += [
                {
                    "Datum": in_digits(row["date"]),
                    "Síťařka": f"Lokální síťařka {number}",
                    "Aktér": self.name(row["target"]),
                    "Forma": self.labels["channel", row["channel"]],
                    "Hodin": with_comma(row["hours"]),
                    "Obsah": row["purpose"],
                    "Lokalita": AREAS[row["region"]],
                    "Další krok": row["next_step"],
                    "Telefon": PHONE,
                }
                for row in year
            ]
            hours = with_comma(sum(row["hours"] for row in year))
            rows.append({**dict.fromkeys(rows[0], ""), "Datum": "Celkem", "Hodin": hours})
        self.sheet(f"Deník síťařky {number}", [["Deník – výkaz práce"], [], *table(rows)])

    def referrals(self) -> None:
        rows = [
            {
                "Č.": number,
                "Datum": in_digits(row["date"]),
                "Kdo předal": self.name(row["source"]),
                "Komu": self.name(row["target"]),
                "Jméno klienta": PEOPLE[number % len(PEOPLE)],
                "Potřeba": self.labels["need", row["need"]],
                "Způsob": self.labels["channel", row["channel"]],
                "Výsledek": self.labels["outcome", row["outcome"]],
                "Dní do kontaktu": row["days"],
            }
            for number, row in enumerate(self.tables["referrals"], 1)
        ]
        self.sheet("Předání", [["Evidence předání"], [], *table(rows)])

    def needs(self) -> None:
        rows = [
            {
                "ORP": row["region"],
                "Služba": self.service(row["service"]),
                "ID potřeby": row["need_id"],
                "Cílová skupina": row["target_group"],
                "Počet": row["count"],
                "Datum": in_digits(row["date"]),
                "Kdo vznesl": self.name(row["raised_by"]) if row["raised_by"] else "",
            }
            for row in self.tables["needs"]
        ]
        self.sheet("Potřeby", [["Zachycené potřeby"], [], *table(rows)])
