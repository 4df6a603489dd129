"""Make the records of the Olomouc Region's project of 2014 and 2015; same seed, same bytes.

What the founding document states is marked ``published``; whatever it leaves out comes from here,
partly written down, partly drawn, and is marked ``synthetic``. README.md tells which is which.
Run it as ``python datasets/olomouc_region/make.py [folder]`` with netcoop installed;
``workbook.py`` beside it writes the same records as a person would have kept them.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from making import (
    Row,
    actor_names,
    actor_places,
    draw_day,
    published,
    read,
    seats_of,
    synthetic,
    write_tables,
    write_workbook,
)

SEED = 2014
KRAJ = "Olomoucký kraj"
HOST = "ku-ok"
PROJECT = "Podpora standardizace orgánu sociálně-právní ochrany na Krajském úřadě Olomouckého kraje"
START, END, GRANT = "2014-02-01", "2015-06-30", 1543780.86

# status: b public body, r registered provider, a organization with authorization, l another legal
# person, n natural person. flags: P stands for a sort of partner the document names. towns: the
# seat, then where else it works. events: to which of the four meetings held it comes (WS-1, WS-2,
# KAZ-1, KS-1), "o" excused.
ACTORS = """
actor_id       | kind      | status | flags | events | towns | name
ku-ok          | KU_SPOD   | b      | P     | 1111   | Olomouc | Krajský úřad Olomouckého kraje, oddělení SPOD = KÚ OK
ospod-olomouc  | OSPOD     | b      | P     | 1111   | Olomouc | OSPOD Olomouc = OSPOD Ol
ospod-prerov   | OSPOD     | b      | P     | 1.11   | Přerov | OSPOD Přerov = OSPOD Př
ospod-prostejov | OSPOD    | b      |       | 11.1   | Prostějov | OSPOD Prostějov = OSPOD Pv
ospod-sumperk  | OSPOD     | b      |       | 1.11   | Šumperk | OSPOD Šumperk
ospod-hranice  | OSPOD     | b      |       | 1..1   | Hranice | OSPOD Hranice
ospod-jesenik  | OSPOD     | b      |       | o..1   | Jeseník | OSPOD Jeseník
ospod-konice   | OSPOD     | b      |       | 1...   | Konice | OSPOD Konice
ospod-lipnik   | OSPOD     | b      |       | 1.1.   | Lipník nad Bečvou | OSPOD Lipník nad Bečvou = OSPOD Lipník n. B.
ospod-litovel  | OSPOD     | b      |       | 11..   | Litovel | OSPOD Litovel
ospod-mohelnice | OSPOD    | b      |       | 1..1   | Mohelnice | OSPOD Mohelnice
ospod-sternberk | OSPOD    | b      |       | 1.1.   | Šternberk | OSPOD Šternberk
ospod-unicov   | OSPOD     | b      |       | ....   | Uničov | OSPOD Uničov
ospod-zabreh   | OSPOD     | b      |       | 1.o.   | Zábřeh | OSPOD Zábřeh
soud-olomouc   | SOUD      | b      |       | ..1o   | Olomouc,Šternberk,Litovel,Uničov | Okresní soud Olomouc = OS Olomouc
pms-olomouc    | PMS       | b      |       | ..11   | Olomouc,Šternberk,Litovel,Uničov | PMS Olomouc
pcr-olomouc    | PCR       | b      |       | ...1   | Olomouc | Policie ČR Olomouc = PČR Olomouc
sas-stopa      | SS_SAS    | r      | P     | ..11   | Olomouc,Šternberk | SAS Stopa
op-maticka     | SS_OSP    | r      | P     | ..11   | Přerov,Lipník nad Bečvou,Hranice | Poradna Matička
kp-svetluska   | SS_KP     | r      |       | ..1.   | Olomouc | Krizová pomoc Světluška = Světluška
nzdm-kolej     | SS_NZDM   | r      |       | ...1   | Prostějov | NZDM Kolej
sas-most       | SS_SAS    | r      |       | ...1   | Šumperk,Zábřeh,Mohelnice | SAS Most
do-zazemi      | DO        | a      | P     | .11.   | Olomouc,Litovel,Šternberk | Doprovázení Zázemí
do-kruh        | DO        | a      | P     | .1.1   | Přerov,Hranice | Doprovázení Kruh
do-ostrov      | DO        | a      |       | .1..   | Šumperk,Jeseník | Doprovázení Cesta domů
zdvop-pristav  | ZDVOP     | a      |       | .1.1   | Olomouc,Prostějov | ZDVOP Přístav
vzdel-1        | VZDEL     | l      | P     | 1...   | Olomouc | Vzdělávání Sova
cnrp-1         | CNRP      | l      | P     | .11.   | Olomouc | Centrum náhradní rodinné péče Lípa
pppd-1         | PPPD      | n      | P     | .1..   | Olomouc | Pěstoun na přechodnou dobu 1
pppd-2         | PPPD      | n      |       | .1..   | Přerov | Pěstoun na přechodnou dobu 2
pppd-3         | PPPD      | n      |       | .o..   | Šumperk | Pěstoun na přechodnou dobu 3
psycholog-1    | PSYCHOLOG | n      | P     | ..11   | Olomouc | Klinický / dětský psycholog 1
znalec-1       | ZNALEC    | n      |       | ..1.   | Přerov | Soudní znalec 1
"""  # noqa: E501
STATUS = {
    "b": "public_body",
    "r": "registered_provider",
    "a": "authorized_organization",
    "l": "legal_person",
    "n": "natural_person",
}

# Held and planned: kinds and topics of the document. Its days are not there; the planned ones are
# to be "this year", which is 2015.
MEETINGS = """
meeting_id | month   | kind     | hours | status  | topic
WS-1       | 2014-05 | WORKSHOP | 6     | held    | Standardy kvality orgánů sociálně-právní ochrany dětí na městských úřadech
WS-2       | 2014-09 | WORKSHOP | 5     | held    | Výměna zkušeností při doprovázení pěstounů na přechodnou dobu
KAZ-1      | 2014-11 | KAZSEM   | 4     | held    | Vztahové vazby a jejich poruchy
KS-1       | 2014-12 | KULATY   | 3.5   | held    | Vyhodnocování situace dítěte a jeho rodiny
KAZ-2      | 2015-04 | KAZSEM   |       | planned |
PANEL-1    | 2015-05 | PANEL    |       | planned |
VELETRH-1  | 2015-06 | VELETRH  |       | planned |
"""  # noqa: E501

# What the staff of the regional authority were trained in, as the document lists it.
TRAININGS = (
    "zavádění standardů kvality",
    "nové metody a přístupy",
    "výcvik facilitace",
    "příprava na pořádání případových konferencí",
    "tvorba individuálního plánu ochrany dítěte a rodiny",
    "dohody o výkonu pěstounské péče",
    "práce s pěstouny na přechodnou dobu",
)

# Who works on cases with the office of a town; the authority joins where it says "ku". This is
# the truth of the made-up world: teams are drawn from it.
TEAMS = """
convener        | partners
ospod-olomouc   | ku-ok soud-olomouc pms-olomouc sas-stopa kp-svetluska do-zazemi zdvop-pristav psycholog-1
ospod-prerov    | ku-ok op-maticka do-kruh pppd-2 znalec-1
ospod-prostejov | nzdm-kolej pcr-olomouc zdvop-pristav
ospod-sumperk   | ku-ok sas-most do-ostrov pppd-3
ospod-sternberk | soud-olomouc sas-stopa do-zazemi
ospod-zabreh    | sas-most ospod-sumperk
"""  # noqa: E501

# Files on foster care go from the offices to the authority, families from it to organizations.
REFERRALS = """
source          | target        | need    | rate | channel
ospod-olomouc   | ku-ok         | NRPP    | 2.2  | PISEMNE
ospod-prerov    | ku-ok         | NRPP    | 1.4  | PISEMNE
ospod-prostejov | ku-ok         | NRPP    | 1.2  | PISEMNE
ospod-sumperk   | ku-ok         | NRPP    | 1    | PISEMNE
ospod-jesenik   | ku-ok         | NRPP    | .5   | PISEMNE
ospod-zabreh    | ku-ok         | NRPP    | .4   | PISEMNE
ku-ok           | do-zazemi     | NRPP    | .8   | TEL
ku-ok           | do-kruh       | NRPP    | .6   | TEL
ku-ok           | do-ostrov     | NRPP    | .4   | TEL
ospod-olomouc   | zdvop-pristav | KRIZE   | .7   | TEL
ospod-olomouc   | sas-stopa     | PECE    | 1.3  | OSOBNE
ospod-prerov    | op-maticka    | ROZCHOD | .9   | OSOBNE
ospod-sumperk   | sas-most      | PECE    | .8   | OSOBNE
"""

# The document: needs found at the meetings lead to methodologies, manuals and handbooks for three
# fields of work. Which of them is for which field, and where each need came up, is made up.
WRITTEN = """
need_id | field                    | kind      | title                                   | from
P-1     | náhradní rodinná péče    | metodika  | Metodika pro náhradní rodinnou péči     | WS-2
P-2     | sociální práce           | manuál    | Manuál pro sociální práci               | KS-1
P-3     | kuratela pro mládež      | příručka  | Příručka pro kuratelu pro mládež        | KAZ-1
"""
AGREEMENTS = """
source    | target | valid_from | valid_to
do-zazemi | pppd-1 | 2014-03-01 |
do-kruh   | pppd-2 | 2014-06-01 |
do-ostrov | pppd-3 | 2014-04-01 | 2015-03-31
"""


def make_actors() -> list[Row]:
    """Make the register, with the legal status of each actor."""
    rows = []
    for actor in read(ACTORS):
        row = {**actor_names(actor), "legal_status": STATUS[actor["status"]]}
        row |= actor_places(actor["kind"], actor["towns"].split(","))
        row["person"] = actor["status"] == "n"
        row["trained_in"] = "|".join(TRAININGS) if actor["actor_id"] == HOST else ""
        # The document names sorts of partners, such as "registered providers", and no partner.
        vague = [name for name in ("name", "aliases", "kind", "region", "serves") if row[name]]
        made_up = [] if actor["actor_id"] == HOST else vague
        rows.append(published(row, *made_up) if "P" in actor["flags"] else synthetic(row))
    return rows


def weekday(rng: np.random.Generator, month: str) -> str:
    return draw_day(rng, month, 5, 25).isoformat()


def meeting(number: str, day: str, kind: str, hours: object, convener: str) -> Row:
    """Make what is the same for everybody at a meeting."""
    return {
        "meeting_id": number, "date": day, "period": "", "actor": "", "kind": kind,
        "channel": "OSOBNE", "hours": hours, "people": "", "role": "", "convener": convener,
        "facilitated": False, "topic": "", "series": "", "region": "Olomouc", "status": "held",
        "provenance": "synthetic", "made_up": "",
    }  # fmt: skip


def make_project_meetings(rng: np.random.Generator) -> list[Row]:
    """Make the four meetings held, and the three planned, to which everybody is asked."""
    rows = []
    for number, event in enumerate(read(MEETINGS)):
        held = event["status"] == "held"
        day = weekday(rng, event["month"])
        fixed = meeting(
            event["meeting_id"], day if held else "", event["kind"], event["hours"], HOST
        )
        fixed |= {"topic": event["topic"], "series": PROJECT, "status": event["status"]}
        fixed["period"] = "" if held else event["month"]
        for actor in read(ACTORS):
            habit = actor["events"][number] if held else "1"
            asked = held or event["kind"] == "VELETRH" or actor["actor_id"] == HOST
            heads = 1 + int(rng.random() > 0.7 and actor["status"] != "n")
            if habit == "." or not asked:
                continue
            row: Row = {**fixed, "actor": actor["actor_id"]}
            row["people"] = heads if held and habit == "1" else ""
            row["role"] = "excused" if habit == "o" else "participant"
            if actor["actor_id"] == HOST:
                row["role"], row["provenance"] = "organiser", "published"
                when = "date|hours|people" if held else "period"
                row["made_up"] = f"{when}|facilitated|region|channel"
            rows.append(row)
    return rows


def make_trainings(rng: np.random.Generator) -> list[Row]:
    """Make the trainings: the authority's staff and whoever trained them."""
    rows = []
    for number, topic in enumerate(TRAININGS, 1):
        day = weekday(rng, f"2014-{number + 2:02}" if number < 7 else "2015-02")
        fixed = meeting(f"VZ-{number}", day, "VZDEL", 6, HOST) | {"topic": topic, "series": PROJECT}
        made_up = "date|hours|people|facilitated|region|channel|convener"
        basis = {"provenance": "published", "made_up": made_up}
        rows.append({**fixed, "actor": HOST, "role": "organiser", "people": 6, **basis})
        rows.append({**fixed, "actor": "vzdel-1", "role": "participant", "people": 1})
    return rows


def make_case_meetings(rng: np.random.Generator) -> list[Row]:
    """Make meetings on a case; no case is in the data, only who sat together over one."""
    seats = {actor["actor_id"]: actor["towns"].split(",")[0] for actor in read(ACTORS)}
    rows, number = [], 0
    for month in (f"{year}-{m:02}" for year in (2014, 2015) for m in (3, 4, 5, 6, 9, 10)):
        for team in read(TEAMS):
            partners = team["partners"].split()
            chosen = [str(one) for one in rng.permutation(partners)[:4]]
            if month > "2015-06" or rng.random() > 0.6:
                continue
            number += 1
            kind = "PRIPKONF" if rng.random() < 0.5 else "MDT"
            hours = (1, 1.5, 2)[int(rng.integers(3))]
            fixed = meeting(f"SP-{number:02}", weekday(rng, month), kind, hours, team["convener"])
            fixed["region"] = seats[team["convener"]]
            for actor in (team["convener"], *chosen):
                role = "organiser" if actor == team["convener"] else "participant"
                rows.append({**fixed, "actor": actor, "role": role, "people": 1})
    return rows


def make_referrals(rng: np.random.Generator) -> list[Row]:
    """Make monthly counts of referrals; a row holds no case, only how many there were."""
    months = [f"{year}-{month:02}" for year in (2014, 2015) for month in range(1, 13)][1:18]
    seats = {actor["actor_id"]: actor["towns"].split(",")[0] for actor in read(ACTORS)}
    rows = []
    for month in months:
        for flow in read(REFERRALS):
            count, luck = int(rng.poisson(float(flow["rate"]))), rng.random()
            if not count:
                continue
            row: Row = {"source": flow["source"], "target": flow["target"], "period": month}
            row |= {"count": count, "need": flow["need"]}
            row["outcome"] = "PRIJATO" if luck < 0.75 else "PROBIHA" if luck < 0.9 else "KAPACITA"
            row |= {"channel": flow["channel"], "region": seats[flow["source"]]}
            rows.append(synthetic(row))
    return rows


def make_needs(days: Mapping[str, object]) -> list[Row]:
    """Make the needs that the meetings brought up, one for each field the document names."""
    return [
        published(
            {"region": KRAJ, "service": "METODIKA", "need_id": need["need_id"],
             "target_group": need["field"], "count": "", "date": days[need["from"]],
             "raised_by": HOST}, "service", "date", "raised_by",
        )
        for need in read(WRITTEN)
    ]  # fmt: skip


def make_outputs() -> list[Row]:
    """Make what came, or was to come, of the meetings, and the rooms fitted out for clients."""
    rows = [
        published(
            {"title": out["title"], "kind": out["kind"], "date": END, "region": KRAJ,
             "from_meeting": out["from"], "from_need": out["need_id"]},
            "title", "date", "from_meeting",
        )
        for out in read(WRITTEN)
    ]  # fmt: skip
    rooms: Row = dict.fromkeys(rows[0], "")
    rooms |= {"title": "Úprava a vybavení prostor k jednání s klienty", "kind": "opatření"}
    return [*rows, published({**rooms, "region": KRAJ}, "kind")]


def make_agreements() -> list[Row]:
    return [
        synthetic({**one, "kind": "dohoda o výkonu pěstounské péče"}) for one in read(AGREEMENTS)
    ]


def make_phases() -> list[Row]:
    """Make the time of the project, with its grant."""
    row: Row = {"phase": "during", "start": START, "end": END, "grant_czk": f"{GRANT:.2f}"}
    return [published(row)]


def make_tables(seed: int = SEED) -> dict[str, list[Row]]:
    """Make all tables from one stream of random numbers."""
    rng = np.random.default_rng(seed)
    project = make_project_meetings(rng)
    days = {str(row["meeting_id"]): row["date"] for row in project}
    return {
        "actors": make_actors(),
        "meetings": [*project, *make_trainings(rng), *make_case_meetings(rng)],
        "referrals": make_referrals(rng),
        "needs": make_needs(days),
        "outputs": make_outputs(),
        "agreements": make_agreements(),
        "regions": seats_of(make_actors()),
        "phases": make_phases(),
    }


def make_truth() -> dict[str, list[Row]]:
    """List the pairs that work on cases together: teams are drawn from them."""
    pairs = {
        tuple(sorted((team["convener"], partner)))
        for team in read(TEAMS)
        for partner in team["partners"].split()
    }
    return {"ties": [{"source": a, "target": b} for a, b in sorted(pairs)]}


def write(folder: Path) -> None:
    """Write tables, truth and workbook: the same bytes on every system."""
    tables = make_tables()
    write_tables(folder, tables)
    write_tables(folder / "truth", make_truth())
    write_workbook(folder, Path(__file__).parent, tables)


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
