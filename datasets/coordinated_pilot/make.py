"""Make the records of the pilot of the coordinated approach; same seed, same bytes.

Sixteen municipalities with extended powers took part, 32 others stand beside them. What the
founding document states is marked ``published``, the rest is drawn here and marked ``synthetic``
(README.md tells which is which). The world the records are drawn from is known: who really works
with whom, and what the pilot changed. ``tables`` can leave the change out, or put better record
keeping in its place. Run it as ``python datasets/coordinated_pilot/make.py [folder]``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd

from netcoop.reference import kind_sector, territories, vocabulary

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

from making import Row, published, read, synthetic, write_tables
from pilot_world import (
    EFFECTS,
    KINDS,
    MONTHS,
    NEW,
    PHASES,
    TOWNS,
    Meeting,
    Place,
    effects,
    kraj_of,
    office_of,
    own_meetings,
    places,
    workday,
    worlds,
)

SEED = 2024
PROJECT = "CZ.03.02.02/00/22_004/0001320"
TEAM = "tym-podpory"

# Published sums of the support team's hours; how they are split is drawn.
HOURS = {"OSOBNE": 138.0, "PISEMNE": 111.0, "ONLINE": 55.0, "TEL": 35.5}

# Who refers to whom, with which need and outcomes; the pilot does not touch it.
REFERRALS = """
source  | target  | need    | outcomes
zs-a    | ospod   | SKOLA   | PRIJATO BEZZPV
zs-b    | ospod   | CHOVANI | PRIJATO BEZZPV
pcr     | ospod   | DELIKT  | PRIJATO PRIJATO
pldd-1  | ospod   | CAN     | PRIJATO BEZZPV
ospod   | sas     | PECE    | PRIJATO KAPACITA
ospod   | ppp     | SKOLA   | PORADNIK PRIJATO
ospod   | do      | NRPP    | PRIJATO PRIJATO
orp-soc | poradna | FINANCE | PRIJATO PORADNIK
up      | poradna | FINANCE | PRIJATO NEDOSTAVIL
"""

NEEDS = """
region             | service | target_group
Bílina             | SS_TP   | děti a mládež 6–18 let
Česká Lípa         | PEDOPSY | děti a mládež do 18 let
Jaroměř            | SVP     | děti a mládež 6–18 let
Jeseník            | PEDOPSY | děti a mládež do 18 let
Litvínov           | ODB_BYT | rodiny s dětmi v bytové nouzi
Roudnice nad Labem | SS_RP   | děti do 7 let
Světlá nad Sázavou | SVP     | děti a mládež 6–18 let
Teplice            | SS_AD   | rodiny s dětmi v bytové nouzi
Veselí nad Moravou | ADIKTO  | osoby se závislostí
Znojmo             | KOORD   | osoby s mnohačetnými problémy
"""

OUTPUTS = """
title                                                                           | kind
Manuál pro zavádění koordinovaného přístupu na obcích                           | manuál
Metodika vzdělávání koordinovaného přístupu na obcích (ISBN 978-80-7421-283-3)  | metodika
Doporučení legislativních úprav pro MPSV                                        | doporučení
Modely koordinovaného přístupu v systému sociální ochrany. Praxe z českých obcí | modely
"""

GUESTS = {
    "host-univerzita": ("Univerzita (host)", "VYZKUM", "Brno"),
    "host-neziskova": ("Nezisková organizace (host)", "NNO", "Praha"),
    "host-lektor": ("Vzdělávací instituce (host)", "VZDEL", "Ostrava"),
}


def make_regions(contacts: list[Row]) -> list[Row]:
    orp, dose = territories(), pd.DataFrame(contacts).groupby("region")["hours"].sum()
    rows = []
    for place in places():
        row: Row = {"region": place.name, "name": place.name}
        row["parent"], row["treated"] = orp.at[place.name, "kraj_name"], place.treated
        row["stratum"], row["dose"] = place.stratum, float(dose.get(place.name, 0))
        for column in ("population", "population_0_14", "area_km2"):
            row[column] = int(orp.at[place.name, column])
        rows.append(published(row, "stratum", "dose"))
    return rows


def make_actors() -> list[Row]:
    """Make the register: of every municipality, of the regions, of the ministry, and guests."""
    words = {"zs-a": "ZŠ A", "zs-b": "ZŠ B", "pldd-1": "Praktický lékař pro děti a dorost 1",
             "orp-soc": "Odbor sociálních věcí", "odb-skol": "Odbor školství", "up": "Úřad práce",
             "pcr": "Policie ČR", "sas": "SAS", "poradna": "Občanská poradna", "nzdm": "NZDM",
             "do": "Doprovázení", "ad": "Azylový dům", "koordinator": "Koordinátor podpory",
             "case-manager": "Case manager"}  # fmt: skip
    rows = []
    for place in places():
        for role in [*place.locals, *(["koordinator"] if place.treated else [])]:
            kind = (KINDS | NEW)[role]
            name = f"{words.get(role, kind)}, {place.name}"
            row = actor(place.actor(role), name, kind, place.name)
            row["person"] = kind in {"PLDD", *NEW.values()}
            row["active_from"] = "2024-01-01" if role in NEW else ""
            row["role"] = "facilitator" if role == "koordinator" else ""
            stated = place.treated and role == "orp-soc"
            rows.append(published(row, "name", "kind") if stated else synthetic(row))
    return rows + _above()


def _above() -> list[Row]:
    """List who is of no one municipality."""
    team = {**actor(TEAM, "Tým podpory", "TYM_PODPORY", "Praha"), "role": "facilitator"}
    ministry = actor("mpsv", "Ministerstvo práce a sociálních věcí", "MPSV", "Praha")
    rows = [published(team, "region", "level"), published(ministry)]
    treated = {kraj_of(place) for place in places() if place.treated}
    for kraj in sorted(set(territories()["kraj_name"]) - {"Hlavní město Praha"}):
        row = actor(office_of(kraj), f"Krajský úřad, sociální odbor, {kraj}", "KU_SOC", kraj)
        rows.append(published(row, "name", "region") if kraj in treated else synthetic(row))
    rows += [synthetic(actor(name, *words)) for name, words in GUESTS.items()]
    return rows


def actor(name: str, label: str, kind: str, region: str) -> Row:
    level = {"host": "local"}.get(name[:4], _levels()[kind])
    return {"actor_id": name, "name": label, "kind": kind, "sector": kind_sector(kind),
            "region": region, "level": level, "role": "", "person": False,
            "active_from": ""}  # fmt: skip


@cache
def _levels() -> dict[str, str]:
    return dict(vocabulary("actor").set_index("code")["level"])


# The meetings -----------------------------------------------------------------------------------


def seats(common: Row, came: Iterable[str], **marked: str) -> Iterator[Row]:
    """Give a row for each who came; the first convened it. ``marked``: the role of some."""
    people = np.random.default_rng([SEED, *map(ord, str(common["meeting_id"]))])
    for place, who in enumerate(came):
        row = {"meeting_id": common["meeting_id"], "date": common["date"]}
        row["end_date"], row["actor"] = common.get("end_date", ""), who
        row["kind"], row["channel"] = common["kind"], common.get("channel", "OSOBNE")
        row["hours"], row["people"] = common["hours"], 1 + int(people.random() < 0.15)
        row["role"] = "organiser" if place == 0 else marked.get(who, "participant")
        for column in ("convener", "facilitated", "topic", "series", "region", "place"):
            row[column] = common.get(column, "")
        drawn = common.get("made_up") if place == 0 else None
        yield published(row, *drawn) if isinstance(drawn, tuple) else synthetic(row)


def make_own(place: Place, meetings: list[Meeting]) -> Iterator[Row]:
    hours = {"PRIPKONF": 1.5, "MDT": 2.0, "KPSS": 2.5, "VYCHKOM": 1.0}
    for meeting in meetings:
        came = [place.actor(role) for role in meeting.team]
        common: Row = {"meeting_id": meeting.name, "date": meeting.day, "kind": meeting.kind}
        common |= {"hours": hours[meeting.kind], "convener": came[0], "facilitated": False}
        yield from seats({**common, "region": place.name}, came)


def make_facilitated(place: Place, seed: int) -> Iterator[Row]:
    """Make the meetings the support team convened in a municipality, every other month or so."""
    rng = np.random.default_rng([seed, 5, place.number])
    roles = [role for role in place.locals if role != "case-manager"]
    for month in MONTHS[6:20]:
        if rng.random() < 0.5:
            continue
        size = int(rng.integers(4, 8))
        came = [roles[at] for at in rng.permutation(len(roles))[:size]]
        came = ["orp-soc", "koordinator", "case-manager", *(r for r in came if r != "orp-soc")]
        common: Row = {"meeting_id": f"{place.short}-{month[2:4]}{month[5:]}-T"}
        common |= {"date": workday(month, int(rng.integers(28))), "hours": 3.0}
        common["kind"] = ("PRIPKONF", "MDT", "KULATY")[int(rng.integers(3))]
        common |= {"convener": TEAM, "facilitated": True, "series": PROJECT, "region": place.name}
        yield from seats(common, [TEAM, *map(place.actor, came)])


def make_joint(seed: int) -> Iterator[Row]:
    """Make the trainings and the round tables of several municipalities."""
    rng = np.random.default_rng([seed, 6])
    pilots = [place for place in places() if place.treated]
    staff = [place.actor(role) for place in pilots for role in ("orp-soc", "ospod", *NEW, "sas")]
    for kind, runs, days, size in (("VZDEL5", 3, 5, 14), ("EDUK2", 16, 2, 18)):
        for run in range(runs):
            first = date(2024, 1, 8) + timedelta(weeks=round((run + 0.5) * 58 / runs))
            common = _joint(f"{kind}-{run + 1:02d}", first, kind, 8.0 * days)
            common["end_date"] = (first + timedelta(days=days - 1)).isoformat()
            common["topic"] = ("case management", "síťování", "role a kompetence")[run % 3]
            common["place"] = TOWNS[run % len(TOWNS)] if kind == "EDUK2" else ""
            came = [staff[at] for at in sorted(rng.permutation(len(staff))[:size])]
            yield from seats(common, [TEAM, *came])
    offices = sorted({office_of(kraj_of(place)) for place in pilots})
    for number in range(1, 11):
        first = date(2024, 1, 25) + timedelta(weeks=round(number * 5.4))
        common = _joint(f"KULATY-{number:02d}", first, "KULATY", 4.0)
        common["topic"] = "rozvoj koordinovaného přístupu"
        towns = [pilots[at].actor("orp-soc") for at in sorted(rng.permutation(16)[:8])]
        some = [offices[at] for at in sorted(rng.permutation(len(offices))[:4])]
        guests = [list(GUESTS)[at] for at in sorted(rng.permutation(3)[: 1 + number % 2])]
        yield from seats(common, [TEAM, "mpsv", *some, *towns, *guests],
                         **dict.fromkeys(guests, "guest"))  # fmt: skip


def _joint(name: str, first: date, kind: str, hours: float) -> Row:
    # Stated is that it was held, of which kind and how long; who called it is not.
    drawn = ("date", "hours", "people", "channel", "actor", "role", "convener", "facilitated")
    drawn += {"EDUK2": ("end_date", "topic", "place"), "KULATY": ()}.get(
        kind, ("end_date", "topic")
    )
    return {"meeting_id": name, "date": first.isoformat(), "kind": kind, "hours": hours,
            "convener": TEAM, "facilitated": True, "series": PROJECT, "made_up": drawn}  # fmt: skip


# The other tables -------------------------------------------------------------------------------


def make_contacts(seed: int) -> list[Row]:
    """Split the published hours over municipalities and months, in quarters of an hour."""
    rng = np.random.default_rng([seed, 7])
    pilots = [place for place in places() if place.treated]
    weight = rng.uniform(0.5, 1.6, len(pilots))[:, None] * np.linspace(1.4, 0.6, 14)
    share = (weight / weight.sum()).ravel()
    rows = []
    for channel, hours in HOURS.items():
        quarters = rng.multinomial(round(4 * hours), share).reshape(weight.shape)
        for at, month in zip(*np.nonzero(quarters), strict=True):
            row: Row = {"source": TEAM, "target": pilots[at].actor("orp-soc")}
            row["period"], row["channel"] = MONTHS[6 + int(month)], channel
            row["hours"] = int(quarters[at, month]) / 4
            row["purpose"], row["facilitated"] = "podpora zavedení", True
            row["region"] = pilots[at].name
            rows.append(synthetic(row))
    return sorted(rows, key=lambda row: [str(row[name]) for name in ("region", "period")])


def make_referrals(seed: int) -> list[Row]:
    """Make monthly counts of referrals; a row holds no case, only how many there were."""
    rows = []
    for place in places():
        rng = np.random.default_rng([seed, 8, place.number])
        for month in MONTHS:
            for flow in read(REFERRALS):
                there, count, other = rng.random() < 0.14, 1 + int(rng.poisson(0.7)), rng.random()
                quiet = flow["source"].startswith("zs") and month[5:] in ("07", "08")
                if not there or quiet:
                    continue
                row: Row = {end: place.actor(flow[end]) for end in ("source", "target")}
                row |= {"period": month, "count": min(count, 5), "need": flow["need"]}
                row["outcome"] = flow["outcomes"].split()[int(other > 0.7)]
                rows.append(synthetic({**row, "channel": "PISEMNE", "region": place.name}))
    return rows


def make_agreements(seed: int) -> list[Row]:
    """Make formal agreements: two to four a pilot municipality, elsewhere few and older ones."""
    rng = np.random.default_rng([seed, 9])
    rows = []
    for place in places():
        number = int(rng.integers(2, 5)) if place.treated else int(rng.random() < 0.3)
        for at in rng.permutation(4)[:number]:
            first = date(2024, 3, 1) if place.treated else date(2021, 1, 1)
            first += timedelta(days=int(rng.integers(330)))
            row: Row = {"source": place.actor("orp-soc")}
            row["target"] = place.actor(("sas", "up", "zs-a", "pms")[int(at)])
            row["valid_from"] = first.isoformat()
            row["valid_to"] = "2026-12-31" if rng.random() < 0.5 else ""
            row["kind"] = ("dohoda o spolupráci", "memorandum")[int(rng.random() < 0.3)]
            rows.append(synthetic(row))
    return rows


def make_needs(seed: int) -> list[Row]:
    rng = np.random.default_rng([seed, 10])
    short = {place.name: place for place in places()}
    rows = []
    for number, need in enumerate(read(NEEDS), start=1):
        row: Row = {"region": need["region"], "service": need["service"], "need_id": f"P-{number}"}
        row["target_group"], row["count"] = need["target_group"], int(rng.integers(5, 20))
        row["date"] = f"2024-0{1 + int(rng.integers(6))}-15"
        row["raised_by"] = short[need["region"]].actor("orp-soc")
        rows.append(synthetic(row))
    return rows


def make_phases() -> list[Row]:
    rows = [{"phase": name, "start": days[0], "end": days[1]} for name, days in PHASES.items()]
    # Stated is that talks began in July 2023, and when the pilot ran.
    return [published(rows[0], "end"), published(rows[1]), published(rows[2], "end")]


# All together -----------------------------------------------------------------------------------


def tables(effect: str = "planted", seed: int = SEED) -> dict[str, pd.DataFrame]:
    """Make the tables of the records.

    ``effect``: ``"planted"``, the pilot brings real ties; ``"none"``, it does not; ``"reporting"``,
    it does not, but the pilot's municipalities write down more of the meetings they hold anyway.
    """
    if effect not in EFFECTS:
        message = f"effect={effect!r} is none of {EFFECTS}"
        raise ValueError(message)
    contacts = make_contacts(seed)
    meetings: list[Row] = []
    for place, world in worlds(contacts, seed).items():
        meetings += make_own(place, own_meetings(place, world, effect, seed))
        meetings += make_facilitated(place, seed) if place.treated else ()
    meetings += make_joint(seed)
    outputs = [{**row, "date": "", "region": ""} for row in read(OUTPUTS)]
    rows = {
        "actors": make_actors(),
        "meetings": sorted(meetings, key=lambda row: (str(row["date"]), str(row["meeting_id"]))),
        "contacts": contacts,
        "referrals": make_referrals(seed),
        "agreements": make_agreements(seed),
        "needs": make_needs(seed),
        "regions": make_regions(contacts),
        "phases": make_phases(),
        "outputs": [published(row, "kind") for row in outputs],
    }
    return {name: pd.DataFrame(found) for name, found in rows.items()}


def truth(seed: int = SEED) -> dict[str, pd.DataFrame]:
    """Make what is true where the effect is planted: the real ties, and what the pilot changed."""
    ties, changes = [], []
    for place, world in worlds(make_contacts(seed), seed).items():
        every = {phase: world.strengths(phase, pilot=True) for phase in PHASES}
        for one, other in combinations(range(len(place.locals)), 2):
            real = {phase: bool(strengths[one, other]) for phase, strengths in every.items()}
            if any(real.values()):
                ends = [place.actor(place.locals[at]) for at in (one, other)]
                owed = bool(world.owed["during"][one, other])
                ties.append([place.name, *ends, *real.values(), owed])
        if place.treated:
            changes += effects(place, world, seed)
    columns = ["region", "source", "target", *PHASES, "owed_to_pilot"]
    return {"ties": pd.DataFrame(ties, columns=columns), "effect": pd.DataFrame(changes)}


def write(folder: Path) -> None:
    """Write the tables, and the truth in a folder of its own."""
    for place, found in ((folder, tables()), (folder / "truth", truth())):
        write_tables(place, {name: frame.to_dict("records") for name, frame in found.items()})


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
