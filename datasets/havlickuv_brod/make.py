"""Make the records of the five round tables in Havlíčkův Brod; same seed, same bytes.

What the founding document states is marked ``published``; whatever it leaves out comes from
here, partly written down, partly drawn, and is marked ``synthetic``. README.md tells which is
which. Run it as ``python datasets/havlickuv_brod/make.py [folder]`` with netcoop installed.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from netcoop.reference import kind_sector

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
)

SEED = 2015
HOME = "Havlíčkův Brod"
HOST = "ospod-hb"
LAST = "KS-5"
PROJECT = "CZ.1.04/3.1.03/C2.00017"

ENDS = ("source", "target")
TOWNS = {
    "HB": HOME,
    "CH": "Chotěboř",
    "HU": "Humpolec",
    "JI": "Jihlava",
    "PE": "Pelhřimov",
    "SV": "Světlá nad Sázavou",
}

# habit: what comes of an actor at each of the five meetings: 1 comes, ? comes half the time, o is
# excused, g is a guest, . stays away. Schools take turns; court and police come while duties and
# cases are talked over, health comes for the services, so the two meet only at the last table,
# where nearly everybody sits. The children's home Na Stráni comes only along with the OSPOD of
# its town. Whoever has only dots never came.
# flags: P a type the document names, N a natural person, U never invited.
# towns: the seat, then where else it works.
ACTORS = """
actor_id        | kind    | habit | flags | towns    | name
ospod-hb        | OSPOD   | 11111 | P     | HB       | OSPOD Havlíčkův Brod = OSPOD HB
zs-lipova       | ZS      | 11?11 | P     | HB       | ZŠ Lipová = Základní škola Lipová
zs-u-rybnika    | ZS      | ?.1.? | P     | HB       | ZŠ U Rybníka = Základní škola U Rybníka
zs-jablonova    | ZS      | .1..1 |       | HB       | ZŠ Jabloňová
zs-podhuri      | ZS      | 1..?. |       | HB       | ZŠ a MŠ Podhůří
ss-zahradni     | SS      | ..1.1 |       | HB       | SŠ Zahradní = Střední škola Zahradní
ppp-hb          | PPP     | 1?111 |       | HB CH SV | PPP Havlíčkův Brod = poradna HB
svp-rozcesti    | SVP     | 1.1.1 |       | HB CH SV | SVP Rozcestí
pcr-hb          | PCR     | 111.1 | P     | HB       | Policie ČR, OOP Havlíčkův Brod = OOP HB
mp-hb           | MP      | ?1?.. |       | HB       | Městská policie Havlíčkův Brod = MP HB
pms-hb          | PMS     | 111.1 | P     | HB CH SV | PMS Havlíčkův Brod = PMS HB
soud-hb         | SOUD    | o1..o |       | HB CH SV | Okresní soud Havlíčkův Brod = OS HB
dd-pod-lipou    | DD      | 1.1?1 | P     | HB       | Dětský domov Pod Lipou = DD Pod Lipou
dd-na-strani    | DD      | ..1.1 | P     | CH       | Dětský domov Na Stráni = DD Na Stráni
zdvop-ostruvek  | ZDVOP   | 1?.11 |       | HB CH SV | ZDVOP Ostrůvek
nem-hb          | NEM     | ...11 | P     | HB CH SV | Nemocnice Havlíčkův Brod, dětské oddělení
pldd-1          | PLDD    | ...11 | P N   | HB       | Praktický lékař pro děti a dorost 1
pldd-2          | PLDD    | ...1. | N     | HB       | Praktický lékař pro děti a dorost 2
pldd-3          | PLDD    | ..... | N     | HB       | Praktický lékař pro děti a dorost 3
pedopsy-1       | PEDOPSY | ...o. | N     | JI HB    | Dětský a dorostový psychiatr 1
sas-lavka       | SS_SAS  | 11111 |       | HB CH    | SAS Lávka = Lávka
nzdm-zebrik     | SS_NZDM | ?.11? |       | HB       | NZDM Žebřík = klub Žebřík
rp-kolobezka    | SS_RP   | ...11 |       | HB CH SV | Raná péče Koloběžka
kp-lucerna      | SS_KP   | ..1.1 |       | JI HB    | Krizová pomoc Lucerna = Lucerna
op-rozhledna    | SS_OSP  | .?.1? |       | HB CH    | Poradna Rozhledna
ad-podkrovi     | SS_AD   | ..... | U     | JI HB PE | Azylový dům Podkroví
do-vetev        | DO      | 1..?. |       | HB SV    | Doprovázení Větev
up-hb           | UP_KOP  | ..... |       | HB       | Úřad práce Havlíčkův Brod = ÚP HB
ospod-svetla    | OSPOD   | 1?1.1 | P     | SV       | OSPOD Světlá nad Sázavou = OSPOD Světlá n. S.
ospod-chotebor  | OSPOD   | ..1.1 | P     | CH       | OSPOD Chotěboř
ospod-jihlava   | OSPOD   | .1..1 |       | JI       | OSPOD Jihlava
ospod-humpolec  | OSPOD   | ..1.. |       | HU       | OSPOD Humpolec
ospod-pelhrimov | OSPOD   | ..... |       | PE       | OSPOD Pelhřimov
ku-vysocina     | KU_SPOD | ....g |       | JI HB CH HU PE SV | Krajský úřad, oddělení SPOD
"""

# The topics are those the document names for the series; only the last one for its own meeting.
MEETINGS = """
meeting_id | month   | hours | topic
KS-1       | 2014-03 | 3     | vzájemná informovanost a práce OSPOD
KS-2       | 2014-06 | 3     | vzájemné kompetence jednotlivých subjektů
KS-3       | 2014-10 | 3.5   | případy dobré praxe i případy, kdy se ne vše zcela podařilo
KS-4       | 2015-02 | 3     | chybějící a dostupné služby
KS-5       | 2015-05 | 4     | Metodika nastavení systému odborné spolupráce
"""

# Who refers to whom with which need, in how many months, and what mostly comes of it (the first
# outcome twice as often as the second).
REFERRALS = """
source         | target         | need    | months | outcomes
zs-lipova      | ospod-hb       | SKOLA   | 5      | PRIJATO BEZZPV
zs-u-rybnika   | ospod-hb       | CHOVANI | 3      | PRIJATO BEZZPV
zs-jablonova   | ospod-hb       | SKOLA   | 2      | BEZZPV PRIJATO
zs-podhuri     | ospod-hb       | PECE    | 2      | PRIJATO BEZZPV
ss-zahradni    | ospod-hb       | CHOVANI | 2      | PRIJATO BEZZPV
zs-lipova      | ppp-hb         | SKOLA   | 4      | PORADNIK PRIJATO
zs-u-rybnika   | svp-rozcesti   | CHOVANI | 2      | PRIJATO PORADNIK
pcr-hb         | ospod-hb       | DELIKT  | 6      | PRIJATO PRIJATO
pcr-hb         | ospod-hb       | DN      | 2      | PRIJATO PRIJATO
mp-hb          | ospod-hb       | DELIKT  | 2      | PRIJATO BEZZPV
pms-hb         | ospod-hb       | DELIKT  | 3      | PRIJATO PROBIHA
nem-hb         | ospod-hb       | CAN     | 2      | PRIJATO PRIJATO
pldd-1         | ospod-hb       | PECE    | 2      | PRIJATO BEZZPV
pldd-2         | rp-kolobezka   | POSTIZ  | 1      | PRIJATO PRIJATO
ospod-hb       | sas-lavka      | PECE    | 7      | PRIJATO KAPACITA
ospod-hb       | sas-lavka      | BYDLENI | 2      | KAPACITA PRIJATO
ospod-hb       | svp-rozcesti   | CHOVANI | 3      | PORADNIK PRIJATO
ospod-hb       | ppp-hb         | SKOLA   | 2      | PORADNIK PRIJATO
ospod-hb       | pedopsy-1      | DUSZDR  | 4      | KAPACITA PORADNIK
ospod-hb       | zdvop-ostruvek | KRIZE   | 3      | PRIJATO KAPACITA
ospod-hb       | dd-pod-lipou   | PECE    | 1      | PRIJATO PRIJATO
ospod-hb       | kp-lucerna     | KRIZE   | 2      | PRIJATO KLIENTNE
ospod-hb       | op-rozhledna   | ROZCHOD | 3      | PRIJATO NEDOSTAVIL
ospod-hb       | do-vetev       | NRPP    | 2      | PRIJATO PRIJATO
ospod-hb       | nzdm-zebrik    | VOLNO   | 2      | PRIJATO NEDOSTAVIL
ospod-hb       | rp-kolobezka   | POSTIZ  | 2      | PRIJATO PRIJATO
ospod-hb       | ad-podkrovi    | BYDLENI | 3      | KAPACITA PRIJATO
ospod-hb       | soud-hb        | ROZCHOD | 2      | PROBIHA PRIJATO
ospod-hb       | ospod-jihlava  | PECE    | 1      | PREDANO PREDANO
sas-lavka      | op-rozhledna   | FINANCE | 3      | PRIJATO PORADNIK
sas-lavka      | ospod-hb       | PECE    | 1      | PRIJATO PRIJATO
sas-lavka      | ad-podkrovi    | BYDLENI | 1      | KAPACITA PRIJATO
ospod-svetla   | ospod-hb       | PECE    | 2      | PRIJATO PREDANO
ospod-chotebor | dd-na-strani   | PECE    | 1      | PRIJATO PRIJATO
dd-na-strani   | ospod-hb       | ODCHOD  | 1      | PRIJATO PRIJATO
"""

# A missing service has no provider: the row names the office that said so.
SERVICES = """
actor          | service   | region             | target_group                  | status
sas-lavka      | SS_SAS    | Havlíčkův Brod     | rodiny s dětmi                | available
sas-lavka      | SS_SAS    | Chotěboř           | rodiny s dětmi                | available
ospod-svetla   | SS_SAS    | Světlá nad Sázavou | rodiny s dětmi                | unknown
nzdm-zebrik    | SS_NZDM   | Havlíčkův Brod     | děti a mládež 6–18 let        | available
rp-kolobezka   | SS_RP     | Havlíčkův Brod     | děti do 7 let                 | available
rp-kolobezka   | SS_RP     | Chotěboř           | děti do 7 let                 | available
rp-kolobezka   | SS_RP     | Světlá nad Sázavou | děti do 7 let                 | available
kp-lucerna     | SS_KP     | Jihlava            | rodiny s dětmi                | available
kp-lucerna     | SS_KP     | Havlíčkův Brod     | rodiny s dětmi                | unknown
op-rozhledna   | SS_OSP    | Havlíčkův Brod     | rodiny s dětmi                | available
op-rozhledna   | SS_OSP    | Chotěboř           | rodiny s dětmi                | unknown
do-vetev       | DO        | Havlíčkův Brod     | pěstouni                      | available
do-vetev       | DO        | Světlá nad Sázavou | pěstouni                      | available
ad-podkrovi    | SS_AD     | Jihlava            | rodiny s dětmi                | available
zdvop-ostruvek | ZDVOP     | Havlíčkův Brod     | děti 0–18 let                 | available
ppp-hb         | PPP       | Havlíčkův Brod     | děti a mládež 3–19 let        | available
svp-rozcesti   | SVP       | Havlíčkův Brod     | děti a mládež 6–18 let        | available
pedopsy-1      | PEDOPSY   | Jihlava            | děti a mládež do 18 let       | available
ospod-hb       | PEDOPSY   | Havlíčkův Brod     | děti a mládež do 18 let       | missing
ospod-hb       | PSYCHOLOG | Havlíčkův Brod     | děti a mládež do 18 let       | missing
ospod-hb       | SS_AD     | Havlíčkův Brod     | rodiny s dětmi                | missing
ospod-hb       | MEDIATOR  | Havlíčkův Brod     | rodiče v rozchodu             | missing
ospod-hb       | SS_TP     | Havlíčkův Brod     | děti a mládež 6–18 let        | missing
ospod-chotebor | SS_NZDM   | Chotěboř           | děti a mládež 6–18 let        | missing
ospod-hb       | ADIKTO    | Havlíčkův Brod     | děti a mládež do 18 let       | unknown
ospod-hb       | SS_IC     | Havlíčkův Brod     | osoby ohrožené násilím        | unknown
"""

# The first two needs stand in the document, which does not say who raised them or when.
NEEDS = """
need_id | service   | target_group            | raised_by   | provenance
P-1     | KOORD     |                         |             | published
P-2     | METODIKA  |                         |             | published
P-3     | PEDOPSY   | děti a mládež do 18 let | ppp-hb      | synthetic
P-4     | PSYCHOLOG | děti a mládež do 18 let | ospod-hb    | synthetic
P-5     | SS_AD     | rodiny s dětmi          | sas-lavka   | synthetic
P-6     | MEDIATOR  | rodiče v rozchodu       | ospod-hb    | synthetic
P-7     | SS_TP     | děti a mládež 6–18 let  | nzdm-zebrik | synthetic
"""

OUTPUTS = """
title                                         | kind     | meeting_id | made_up
Metodika nastavení systému odborné spolupráce | metodika | KS-5       | date
Přehled chybějících a dostupných služeb       | přehled  | KS-4       | title kind date from_meeting
"""


def make_actors() -> list[Row]:
    """Make the register: everybody who was to come, whether they ever came or not."""
    rows = []
    for actor in read(ACTORS):
        towns = [TOWNS[town] for town in actor["towns"].split()]
        row = actor_names(actor) | actor_places(actor["kind"], towns)
        row["person"], row["invited"] = "N" in actor["flags"], "U" not in actor["flags"]
        stated = "P" in actor["flags"]
        rows.append(published(row, *made_up_of(row)) if stated else synthetic(row))
    return rows


def made_up_of(actor: Row) -> list[str]:
    """List what is made up of an actor whose type the document names."""
    if actor["actor_id"] == HOST:
        return []
    columns = [column for column in ("name", "aliases", "region", "serves") if actor[column]]
    # "Schools", "police" and "health facilities" leave open which kind of them.
    stated = actor["kind"] in {"OSPOD", "PMS", "DD"}
    return columns if stated else [*columns, "kind"]


def make_meetings(rng: np.random.Generator) -> list[Row]:
    """Make the attendance: a row for each actor present or excused at each round table."""
    rows = []
    for number, meeting in enumerate(read(MEETINGS)):
        day = draw_day(rng, meeting["month"]).isoformat()
        for actor in read(ACTORS):
            habit = actor["habit"][number]
            # Drawn for everybody, so that one changed habit leaves the others' luck alone.
            comes, colleagues = rng.random() < 0.5, rng.random()
            if habit == "." or (habit == "?" and not comes):
                continue
            row: Row = {"meeting_id": meeting["meeting_id"], "date": day}
            row["actor"], row["kind"], row["channel"] = actor["actor_id"], "KULATY", "OSOBNE"
            row["hours"] = meeting["hours"]
            row["people"] = head_count(actor, habit, colleagues)
            row["role"] = role_of(actor, habit)
            row["convener"], row["facilitated"] = HOST, False
            row["topic"], row["series"] = meeting["topic"], PROJECT
            row["region"], row["status"] = HOME, "held"
            rows.append(with_basis(row))
    return rows


def with_basis(attendance: Row) -> Row:
    """Say what an attendance rests on: that the host held each of the five is published."""
    if attendance["actor"] != HOST:
        return synthetic(attendance)
    columns = ["date", "hours", "people", "facilitated"]
    # The document says what all five were about, and which topic the last one had.
    made_up = columns if attendance["meeting_id"] == LAST else [*columns, "topic"]
    return published(attendance, *made_up)


def head_count(actor: Mapping[str, str], habit: str, colleagues: float) -> int | str:
    """Count heads: several of the host's, one or two of an institution, none of the excused."""
    if habit == "o":
        return ""
    if actor["actor_id"] == HOST:
        return 3 + int(3 * colleagues)
    return 1 if "N" in actor["flags"] or colleagues < 0.75 else 2


def role_of(actor: Mapping[str, str], habit: str) -> str:
    if actor["actor_id"] == HOST:
        return "organiser"
    return {"o": "excused", "g": "guest"}.get(habit, "participant")


def make_referrals(rng: np.random.Generator) -> list[Row]:
    """Make monthly counts of referrals; a row holds no case, only how many there were."""
    actors = {str(actor["actor_id"]): actor for actor in make_actors()}
    months = [f"{year}-{month:02d}" for year in (2014, 2015) for month in range(1, 13)][:17]
    rows = []
    for flow in read(REFERRALS):
        at_school = "education" in {kind_sector(actors[flow[end]]["kind"]) for end in ENDS}
        open_in = [month for month in months if not (at_school and month[-2:] in ("07", "08"))]
        order = rng.permutation(len(open_in))[: int(flow["months"])]
        usual, other = flow["outcomes"].split()
        for position in order:
            row: Row = {"source": flow["source"], "target": flow["target"]}
            row["period"] = open_in[int(position)]
            row["count"] = 1 + min(5, int(rng.poisson(0.9)))
            row["need"] = flow["need"]
            row["outcome"] = usual if rng.random() < 2 / 3 else other
            row["channel"] = ("PISEMNE", "TEL", "OSOBNE")[int(rng.integers(3))]
            row["region"] = actors[flow["source"]]["region"]
            rows.append(synthetic(row))
    return sorted(rows, key=lambda row: [str(row[name]) for name in ("period", *ENDS, "need")])


def make_services() -> list[Row]:
    return [synthetic(dict(service)) for service in read(SERVICES)]


def make_needs(rng: np.random.Generator, days: Mapping[str, object]) -> list[Row]:
    """Make the needs: two the document states, and counts for the services said to be missing."""
    rows = []
    for need in read(NEEDS):
        stated = need["provenance"] == "published"
        row: Row = {"region": HOME, "service": need["service"], "need_id": need["need_id"]}
        row["target_group"] = need["target_group"]
        row["count"] = "" if stated else int(rng.integers(4, 13))
        row["date"] = "" if stated else days["KS-4"]
        row["raised_by"] = need["raised_by"]
        rows.append(published(row) if stated else synthetic(row))
    return rows


def make_outputs(days: Mapping[str, object]) -> list[Row]:
    rows = []
    for output in read(OUTPUTS):
        row: Row = {"title": output["title"], "kind": output["kind"]}
        row["date"], row["region"] = days[output["meeting_id"]], HOME
        row["from_meeting"], row["from_need"] = output["meeting_id"], ""
        rows.append(published(row, *output["made_up"].split()))
    return rows


def make_tables(seed: int = SEED) -> dict[str, list[Row]]:
    """Make all tables from one stream of random numbers."""
    rng = np.random.default_rng(seed)
    meetings = make_meetings(rng)
    days = {str(row["meeting_id"]): row["date"] for row in meetings}
    return {
        "actors": make_actors(),
        "meetings": meetings,
        "referrals": make_referrals(rng),
        "services": make_services(),
        "needs": make_needs(rng, days),
        "outputs": make_outputs(days),
        "regions": seats_of(make_actors()),
    }


def write(folder: Path) -> None:
    write_tables(folder, make_tables())


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
