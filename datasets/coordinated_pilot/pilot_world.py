"""The world behind the pilot's records: who works with whom, who met, and what the pilot changed.

``make.py`` writes down what is on the sheets; this is what is true, and luck. A meeting has the
same luck whatever the pilot did, so that the two ways it could have gone differ by that alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import combinations
from math import comb
from typing import NamedTuple

import numpy as np
import pandas as pd

from netcoop.reference import kind_sector, territories

EFFECTS = ("planted", "none", "reporting")
PHASES = {
    "pre": ("2023-07-01", "2023-12-31"),
    "during": ("2024-01-01", "2025-02-28"),
    "after": ("2025-03-01", "2025-12-31"),
}
MONTHS = [f"{month}" for month in pd.period_range("2023-07", "2025-12", freq="M")]
# The training towns are no comparison municipalities.
TOWNS = ("Brno", "České Budějovice", "Hradec Králové", "Mikulov", "Olomouc", "Ostrava", "Plzeň")

# Who works in a municipality: all have the first ones, larger ones more. Two positions are new in
# the pilot. The coordinator of support connects others, the case manager works with them.
KINDS = {
    "orp-soc": "ORP_SOC",
    "ospod": "OSPOD",
    "odb-skol": "ODB_SKOL",
    "zs-a": "ZS",
    "zs-b": "ZS",
    "ppp": "PPP",
    "pcr": "PCR",
    "pms": "PMS",
    "up": "UP_KOP",
    "pldd-1": "PLDD",
    "sas": "SS_SAS",
    "poradna": "SS_OSP",
    "do": "DO",
    "nzdm": "SS_NZDM",
    "svp": "SVP",
    "ad": "SS_AD",
}
N_KINDS = {"small": 14, "medium": 15, "large": 16}
NEW = {"case-manager": "CASE_MAN", "koordinator": "KOORD_PODPORY"}
SCHOOL = ("zs-a", "zs-b", "ppp", "odb-skol", "svp")
# Who convenes takes turns, and so do small and large meetings.
CONVENERS = ("ospod", "orp-soc", "ospod", "sas", "orp-soc", "ospod", "poradna", "orp-soc", "zs-a")

# Of four meetings that are held in a month, some 55 of 100 are on a sheet. With "reporting" it
# is 97 of 100 in the pilot municipalities while the pilot lasts, of the very same meetings.
HELD = 4
WRITTEN, WRITTEN_MORE = 0.55, 0.97
# kind of meeting, smallest and largest number of actors
OWN = {"PRIPKONF": (2, 4), "MDT": (3, 5), "KPSS": (4, 6), "VYCHKOM": (2, 3)}
# How likely two work together before anything is done about it: with a hub, of one sector, else.
REAL = (0.38, 0.26, 0.05)
# How unequal these ties are, and how often ties come and go between phases.
SPREAD, GAINED, LOST = 1.5, 0.03, 0.08
# What brings two to one table without a tie.
NO_TIE = 0.003
# The pilot's ties of a municipality, at the start and for each hour of support; how strong they
# are, and how many of them are still there when the support has ended.
FIRST, PER_HOUR, FRESH, LASTING = 8, 0.8, 8.0, 0.65


class Place(NamedTuple):
    """A municipality: its number, name, abbreviation, size, and whether it took part."""

    number: int
    name: str
    short: str
    stratum: str
    treated: bool

    def actor(self, role: str) -> str:
        return f"{self.short}-{role}"

    @property
    def locals(self) -> list[str]:
        """The roles there; the case manager is one, the coordinator connects and is none."""
        return [*list(KINDS)[: N_KINDS[self.stratum]], *(["case-manager"] if self.treated else [])]


@cache
def places() -> list[Place]:
    """Give the pilot's municipalities, and of each the two others nearest to it in population."""
    orp = territories()
    stratum = pd.cut(orp["population"], [0, 30_000, 60_000, 1e9], labels=list(N_KINDS))
    pool = set(orp.index[~orp["pilot"]]) - {"Praha", *TOWNS}
    chosen = dict.fromkeys(orp.index[orp["pilot"]], True)
    for name in sorted(chosen, key=lambda name: int(orp.at[name, "population"])):
        people = orp.at[name, "population"]
        like = [other for other in pool if stratum[other] == stratum[name]]
        near = sorted(like, key=lambda other: (abs(orp.at[other, "population"] - people), other))
        chosen |= dict.fromkeys(near[:2], False)
        pool -= set(near[:2])
    return [
        Place(number, name, f"orp{orp.at[name, 'code']}", str(stratum[name]), chosen[name])
        for number, name in enumerate(sorted(chosen))
    ]


def kraj_of(place: Place) -> str:
    return str(territories().at[place.name, "kraj_name"])


def office_of(kraj: str) -> str:
    return f"ku-{sorted(set(territories()['kraj_name'])).index(kraj):02d}"


class World(NamedTuple):
    """The real ties of a municipality: of each phase, without what the pilot added, and with."""

    without: dict[str, np.ndarray]
    owed: dict[str, np.ndarray]

    def strengths(self, phase: str, *, pilot: bool) -> np.ndarray:
        return np.maximum(self.without[phase], self.owed[phase] if pilot else 0)


def make_world(place: Place, dose: float, seed: int) -> World:
    """Draw who works with whom; a pilot's ties come on top, more with more support."""
    rng = np.random.default_rng([seed, 1, place.number])
    roles, n = place.locals, len(place.locals)
    pairs = list(combinations(range(n), 2))
    ties = np.array([rng.random() < likely(roles[a], roles[b]) for a, b in pairs])
    size = np.exp(SPREAD * rng.standard_normal(len(pairs)))
    new_here = np.array(["case-manager" in (roles[a], roles[b]) for a, b in pairs])
    without, states = {}, ties
    for phase in PHASES:
        # Everywhere some ties come and go.
        states = rng.random(len(pairs)) < np.where(states, 1 - LOST, GAINED)
        states = states & ~new_here
        without[phase] = states
    owed = dict.fromkeys(PHASES, np.zeros(len(pairs), dtype=bool))
    school = np.array([roles[a] in SCHOOL and roles[b] in SCHOOL for a, b in pairs])
    chosen = rng.permutation(np.flatnonzero(~without["during"] & ~school))
    number = round(FIRST + PER_HOUR * dose) if place.treated else 0
    owed["during"] = np.isin(np.arange(len(pairs)), chosen[:number])
    owed["after"] = owed["during"] & (rng.random(len(pairs)) < LASTING)
    square = {name: _square(n, pairs, states * size) for name, states in without.items()}
    return World(square, {name: _square(n, pairs, states * FRESH) for name, states in owed.items()})


def worlds(contacts: list[dict[str, object]], seed: int) -> dict[Place, World]:
    dose = pd.DataFrame(contacts).groupby("region")["hours"].sum()
    return {place: make_world(place, dose.get(place.name, 0), seed) for place in places()}


def likely(one: str, other: str) -> float:
    """Say how likely two work together before anything is done about it."""
    hubs = {"orp-soc", "ospod"}
    if one in hubs and other in hubs:
        return 1.0
    if one in hubs or other in hubs:
        return REAL[0]
    kinds = KINDS | NEW
    return REAL[1] if kind_sector(kinds[one]) == kind_sector(kinds[other]) else REAL[2]


def _square(n: int, pairs: list[tuple[int, int]], values: np.ndarray) -> np.ndarray:
    found = np.zeros((n, n))
    for (one, other), value in zip(pairs, values, strict=True):
        found[one, other] = found[other, one] = value
    return found


class Meeting(NamedTuple):
    """A meeting of a municipality's own: how it is called, when, of what kind, and who came."""

    name: str
    day: str
    phase: str
    kind: str
    team: list[str]


def own_meetings(place: Place, world: World, effect: str, seed: int) -> list[Meeting]:
    """Give the own meetings that were written down; luck is the same whatever the effect."""
    found = []
    for phase in PHASES:
        months = [month for month in MONTHS if phase_of(month) == phase]
        luck = np.random.default_rng([seed, 2, place.number, list(PHASES).index(phase)])
        # Of each kind about as many are written down.
        turns = zip(*(luck.permutation(months) for _ in range(HELD)), strict=True)
        keys = [(str(month), number) for turn in turns for number, month in enumerate(turn)]
        share = WRITTEN + 0.04 * np.random.default_rng([seed, 3, place.number]).uniform(-1, 1)
        if effect == "reporting" and place.treated and phase == "during":
            share = WRITTEN_MORE
        # Better records hold the same meetings, and more.
        written = sorted(keys[: round(share * len(keys))])
        pilot = effect == "planted" and phase != "pre"
        strengths = world.strengths(phase, pilot=pilot)
        found += [_meeting(place, *key, strengths, seed, pilot=pilot) for key in written]
    return found


def _meeting(
    place: Place, month: str, number: int, strengths: np.ndarray, seed: int, *, pilot: bool
) -> Meeting:
    rng = np.random.default_rng([seed, 4, place.number, MONTHS.index(month), number])
    day = workday(month, int(rng.integers(28)))
    keys, turn = rng.exponential(size=40), MONTHS.index(month) + place.number
    third = "KPSS" if turn % 3 == 0 else "MDT"
    kind = ("PRIPKONF", "PRIPKONF", third, "VYCHKOM")[number]
    low, high = OWN[kind]
    size = low + (turn // (3 if number == 2 else 1) + number) % (high - low + 1)
    roles = place.locals
    if kind == "VYCHKOM":
        # Schools' own boards: neither real ties nor the pilot have a hand in them.
        school = [role for role in roles if role in SCHOOL]
        first = school[turn % 2]
        others = sorted(set(school) - {first}, key=lambda role: keys[roles.index(role)])
        team = [first, *others[: size - 1]]
    else:
        convener = CONVENERS[(3 * turn + number) % len(CONVENERS)]
        team = gather(roles, convener, size, keys, strengths)
        if pilot and place.treated and keys[-1] < 0.5:
            team.append("koordinator")
    name = f"{place.short}-{month[2:4]}{month[5:]}-{number + 1}"
    return Meeting(name, day, phase_of(month), kind, team)


def gather(
    roles: list[str], first: str, size: int, keys: np.ndarray, strengths: np.ndarray
) -> list[str]:
    """Gather a team: whoever works with those who are already there comes most likely."""
    team = [roles.index(first)]
    open_to = np.array([role != "case-manager" for role in roles]) * NO_TIE
    while len(team) < size:
        pull = open_to + strengths[team].mean(axis=0)
        wait = np.where(pull > 0, keys[: len(roles)] / np.maximum(pull, 1e-9), np.inf)
        wait[team] = np.inf
        team.append(int(np.argmin(wait)))
    return [roles[at] for at in team]


def workday(month: str, days: int) -> str:
    """Give the day so many days into a month, or the Monday after a weekend."""
    day = pd.Timestamp(f"{month}-01") + pd.Timedelta(days=days)
    return str(pd.offsets.BDay().rollforward(day).date())


def phase_of(month: str) -> str:
    return next(name for name, (start, end) in PHASES.items() if start[:7] <= month <= end[:7])


def partners(place: Place, meetings: list[Meeting], phase: str) -> float:
    """Work out the expected number of partners per actor at as many meetings as each phase has.

    On the list of a municipality are its actors, the office of its region and the ministry.
    """
    level = min(sum(meeting.phase == name for meeting in meetings) for name in PHASES)
    chosen = [set(m.team) - {"koordinator"} for m in meetings if m.phase == phase]
    joint: dict[tuple[str, ...], int] = {}
    for team in chosen:
        for pair in combinations(sorted(team), 2):
            joint[pair] = joint.get(pair, 0) + 1
    every = comb(len(chosen), level)
    ties = sum(1 - comb(len(chosen) - times, level) / every for times in joint.values())
    return 2 * ties / (len(place.locals) + 2)


def effects(place: Place, world: World, seed: int) -> Iterator[dict[str, object]]:
    """Say what the pilot changed: the same luck with it and without it."""
    both = {name: own_meetings(place, world, name, seed) for name in ("planted", "none")}
    n = len(place.locals)
    for phase in PHASES:
        found = {name: partners(place, meetings, phase) for name, meetings in both.items()}
        real = [(world.strengths(phase, pilot=pilot) > 0).sum() / n for pilot in (True, False)]
        yield {
            "region": place.name,
            "phase": phase,
            "partners_with": round(found["planted"], 4),
            "partners_without": round(found["none"], 4),
            "effect": round(found["planted"] - found["none"], 4),
            "real_partners_with": round(float(real[0]), 4),
            "real_partners_without": round(float(real[1]), 4),
        }
