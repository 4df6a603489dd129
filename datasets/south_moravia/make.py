"""Make the records of two networkers in South Moravia and of "OSPOD sobě"; same seed, same bytes.

What the founding document states is marked ``published``; the rest is drawn from one stream of
random numbers, in a world whose truth is known (``truth/``), and marked ``synthetic``. README.md
tells which is which. Run it as ``python datasets/south_moravia/make.py [folder]`` with netcoop
installed. ``world.toml`` holds what is written down; ``workbook.py`` writes the same records as a
person would have kept them.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import combinations
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

SEED = 2018
WORLD = tomllib.loads(Path(__file__).with_name("world.toml").read_text(encoding="utf-8"))
KRAJ = "Jihomoravský kraj"
NEED = "P-1"
BIG = "OS-1"
PLATFORM = "OSPOD sobě"
REGIONAL = "krajska-sitarka"
Pair = tuple[str, str]

TOWNS: dict[str, str] = WORLD["towns"]
AREAS = ("VY", "BU", "SL", "SP")
NETWORKER: dict[str, str] = WORLD["networker"]
AFTER: dict[str, str] = WORLD["after"]
TOPICS: list[str] = WORLD["topics"]

HALF_HOURS = {"OSOBNE": (2, 6), "TEL": (1, 2), "EMAIL": (1, 2)}


def offices() -> dict[str, str]:
    """Read which office came with how many: by town or city district."""
    parts = [
        part.strip() for part in WORLD["offices"].replace("\n", ";").split(";") if part.strip()
    ]
    return {name: heads for name, _, heads in (part.rpartition(" ") for part in parts)}


def office_id(name: str) -> str:
    """Name the actor of an office: those of the four areas stand in the register above."""
    own = {TOWNS[town]: town for town in AREAS}
    if name in own:
        area = own[name]
        return next(
            a["actor_id"]
            for a in read(WORLD["actors"])
            if (a["kind"], a["towns"]) == ("OSPOD", area)
        )
    plain = name.lower().translate(str.maketrans("áčěíýřšťúůžéóňľď ", "aceiyrstuuzeonld-"))
    return f"ospod-{plain}"


def make_actors() -> list[Row]:
    """Make the register: the actors of the four areas, and the offices of the region."""
    rows = [actor_row(actor) for actor in read(WORLD["actors"])]
    known = {row["actor_id"] for row in rows}
    for name in offices():
        if office_id(name) in known:
            continue
        district = name.startswith("Brno-")
        written = f"OSPOD ÚMČ {name}" if district else f"OSPOD {name}"
        rows.append(
            actor_row(
                {"actor_id": office_id(name), "kind": "OSPOD_MC" if district else "OSPOD",
                 "flags": "", "name": written, "organisation": "",
                 "towns": "Brno" if district else name}
            )
        )  # fmt: skip
    return rows


def actor_row(actor: Mapping[str, str]) -> Row:
    towns = [TOWNS.get(town, town) for town in actor["towns"].split()]
    towns = towns if towns[0] in TOWNS.values() else [actor["towns"]]
    row = {**actor_names(actor), "organisation": actor["organisation"]}
    row |= actor_places(actor["kind"], towns)
    row["role"] = "facilitator" if actor["kind"] in {"LOK_SITAR", "KRAJ_SITAR"} else ""
    row["person"] = "N" in actor["flags"]
    # Which of the two works where is not stated, nor is where they sit.
    made_up = ("region", "serves") if actor["kind"] == "LOK_SITAR" else ()
    return published(row, *made_up) if "P" in actor["flags"] else synthetic(row)


def members() -> dict[str, list[str]]:
    """List who works in which area, without networkers and the region's offices."""
    local = [a for a in read(WORLD["actors"]) if "P" not in a["flags"]]
    return {area: [a["actor_id"] for a in local if area in a["towns"].split()] for area in AREAS}


def true_ties(rng: np.random.Generator) -> list[Pair]:
    """Draw which pairs really work together: most with the office, some of the others."""
    pairs = set()
    for actors in members().values():
        for pair in combinations(actors, 2):
            with_office = any(actor.startswith("ospod-") for actor in pair)
            if rng.random() < (0.8 if with_office else 0.25):
                pairs.add(pair)
    return sorted(pairs)


def weekday(rng: np.random.Generator, month: str) -> date:
    return draw_day(rng, month, 5, 25)


def area_meeting(
    rng: np.random.Generator, area: str, fixed: Mapping[str, object], invited: Iterable[str]
) -> list[Row]:
    """Make one meeting of an area: who calls it comes, of the others each as often as it does."""
    comes = {actor["actor_id"]: float(actor["comes"]) for actor in read(WORLD["actors"])}
    rows = []
    for actor in dict.fromkeys([str(fixed["convener"]), *invited]):
        luck, excuse, heads = rng.random(3)
        organiser = actor == fixed["convener"]
        present = organiser or luck < comes[actor]
        if not present and excuse > 0.15:
            continue
        row: Row = {**fixed, "actor": actor, "region": TOWNS[area]}
        row["role"] = "organiser" if organiser else "participant" if present else "excused"
        row["people"] = (1 + int(heads > 0.8)) if present else ""
        rows.append(synthetic(row))
    return rows


def make_area_meetings(rng: np.random.Generator, pairs: Iterable[Pair]) -> list[Row]:
    """Make the ordinary meetings of the four areas: the networkers', and teams on a case."""
    rows, ties = [], set(pairs)
    for area, actors in members().items():
        for number, talk in enumerate(read(WORLD["talks"]), 1):
            answers = dict(part.split(":") for part in talk["answers"].split())
            fixed = meeting(rng, f"{area}-{number:02}", talk, NETWORKER[area])
            fixed["responds_to"] = answers.get(area, "")
            rows += area_meeting(rng, area, fixed, actors)
        office = next(actor for actor in actors if actor.startswith("ospod-"))
        partners = [a for a in actors if (a, office) in ties or (office, a) in ties]
        for number, month in enumerate(quarters(), 1):
            talk = {"month": month, "kind": "MDT", "topic": ""}
            team = [str(actor) for actor in rng.permutation(partners)[:6]]
            fixed = meeting(rng, f"{area}-MDT-{number:02}", talk, office)
            rows += area_meeting(rng, area, fixed, team)
        for number, month in enumerate(("2019-09", "2019-11") if AFTER[area] else (), 11):
            talk = {"month": month, "kind": "KULATY", "topic": "pokračování setkávání"}
            fixed = meeting(rng, f"{area}-{number}", talk, AFTER[area])
            rows += area_meeting(rng, area, fixed, actors)
    return rows


def quarters() -> list[str]:
    """List the quarters by their first month: a year before the networkers, three with them."""
    return [f"{year}-{month:02}" for year in range(2016, 2020) for month in (1, 4, 7, 10)]


def meeting(rng: np.random.Generator, number: str, talk: Mapping[str, str], convener: str) -> Row:
    """Make what is the same for everybody at a meeting."""
    return {
        "meeting_id": number, "date": weekday(rng, talk["month"]).isoformat(), "period": "",
        "actor": "", "kind": talk["kind"], "channel": "OSOBNE",
        "hours": (1, 1.5, 2)[int(rng.integers(3))], "people": "", "role": "",
        "convener": convener, "facilitated": convener.startswith("sitarka"),
        "topic": talk["topic"], "series": "", "region": "", "status": "held", "responds_to": "",
        "feedback": "", "topics_announced": "", "topics_asked_for": "", "topics_raised": "",
    }  # fmt: skip


def make_platform(rng: np.random.Generator) -> list[Row]:
    """Make the meeting of the offices on 15 June 2018, and the one planned for October."""
    fixed = meeting(rng, BIG, {"month": "2018-06", "kind": "PLATFORMA", "topic": ""}, "sitarka-1")
    fixed |= {"date": "2018-06-15", "hours": 5, "series": PLATFORM, "region": "Šlapanice"}
    fixed |= {
        "topic": "; ".join(TOPICS),
        "responds_to": NEED,
        "topics_announced": WORLD["topics_announced"],
    }
    fixed |= {"topics_raised": "|".join(WORLD["topics_raised"])}
    rows = []
    for actor, role in {"sitarka-1": "organiser", "sitarka-2": "organiser",
                        REGIONAL: "guest", "ku-jmk": "guest"}.items():  # fmt: skip
        people, guessed = (2, ["people"]) if actor == "ku-jmk" else (1, [])
        row = {**fixed, "actor": actor, "role": role, "people": people}
        rows.append(published(row, "convener", "hours", *guessed))
    for name, heads in offices().items():
        score, asked = round(float(rng.normal(4.4, 0.5)), 1), rng.random(len(TOPICS)) < 0.4
        if heads == ".":
            continue
        row = {**fixed, "actor": office_id(name)}
        row["role"] = "excused" if heads == "o" else "participant"
        row["people"] = "" if heads == "o" else int(heads)
        row["feedback"] = "" if heads == "o" else min(5.0, max(1.0, score))
        row["topics_asked_for"] = "|".join(t for t, hit in zip(TOPICS, asked, strict=True) if hit)
        rows.append(synthetic(row))
    return [*rows, *planned(fixed)]


def planned(fixed: Mapping[str, object]) -> list[Row]:
    """Make the rows of the meeting planned for October 2018: nobody said on which day."""
    row = {**fixed, "meeting_id": "OS-2", "date": "", "period": "2018-10", "hours": ""}
    row |= {"status": "planned", "topic": "", "topics_announced": "", "topics_raised": ""}
    row |= {"role": "organiser", "region": KRAJ, "responds_to": ""}
    return [
        published({**row, "actor": networker}, "convener", "channel", "region")
        for networker in ("sitarka-1", "sitarka-2")
    ]


def make_contacts(rng: np.random.Generator) -> list[Row]:
    """Make the diaries: each actor is mapped once, and then met, called or written to."""
    rows = []
    for area, actors in members().items():
        for actor in actors:
            first = date(2017, 1, 9) + timedelta(days=int(rng.integers(0, 170)))
            rows.append(contact(rng, NETWORKER[area], actor, first, "mapovací rozhovor", area))
            for _ in range(int(rng.poisson(2.2))):
                day = first + timedelta(
                    days=int(rng.integers(10, (date(2019, 6, 28) - first).days))
                )
                purpose = WORLD["purposes"][int(rng.integers(len(WORLD["purposes"])))]
                rows.append(contact(rng, NETWORKER[area], actor, day, purpose, area))
    for quarter in quarters()[4:14]:
        for networker in ("sitarka-1", "sitarka-2"):
            area = "VY" if networker == "sitarka-1" else "SP"
            day = weekday(rng, quarter)
            rows.append(contact(rng, networker, REGIONAL, day, "metodická podpora", area))
        for target in ("ku-jmk", "mpsv"):
            day = weekday(rng, quarter)
            rows.append(contact(rng, REGIONAL, target, day, "předání podnětů", "BR"))
    return sorted(rows, key=lambda row: (str(row["date"]), str(row["source"]), str(row["target"])))


def contact(
    rng: np.random.Generator, source: str, target: str, day: date, purpose: str, area: str
) -> Row:
    channel = "OSOBNE" if purpose == "mapovací rozhovor" else ("OSOBNE", "TEL", "EMAIL")[
        int(rng.integers(3))
    ]  # fmt: skip
    low, high = HALF_HOURS[channel]
    while day.weekday() > 4:
        day -= timedelta(days=1)
    return synthetic({
        "source": source, "target": target, "date": day.isoformat(), "channel": channel,
        "hours": int(rng.integers(low, high)) / 2, "purpose": purpose,
        "next_step": WORLD["steps"][int(rng.integers(len(WORLD["steps"])))], "region": TOWNS[area],
    })  # fmt: skip


def make_claims(rng: np.random.Generator, pairs: Iterable[Pair]) -> list[Row]:
    """Make the survey of November 2018: about a third of those asked never answered."""
    ties, rows = set(pairs), []
    asked = sorted(set().union(*members().values()))
    silent = {actor for actor in asked if rng.random() < 0.35 and "ospod" not in actor}
    for actors in members().values():
        for respondent in actors:
            for target in actors:
                luck = rng.random(3)
                if respondent == target:
                    continue
                tied = (respondent, target) in ties or (target, respondent) in ties
                knows = int(2 + 3 * luck[0]) if tied else int(3 * luck[0])
                refers = (
                    (int(1 + 4 * luck[1]) if luck[2] < 0.9 else 0) if tied else int(luck[2] > 0.95)
                )
                for layer, frequency in (("knows", knows), ("refers", refers)):
                    row: Row = {"respondent": respondent, "target": target, "layer": layer}
                    row["frequency"] = "" if respondent in silent else frequency
                    row["answered"], row["date"] = respondent not in silent, "2018-11-14"
                    rows.append(synthetic(row))
    # Who works in several areas was asked in each: one answer counts.
    once = {(r["respondent"], r["target"], r["layer"]): r for r in reversed(rows)}
    return sorted(once.values(), key=lambda row: [str(value) for value in row.values()][:3])


def make_referrals(rng: np.random.Generator) -> list[Row]:
    """Make referrals, one a row: what came of it, and the days to the first contact."""
    rows = []
    seats = {str(row["actor_id"]): row["region"] for row in make_actors()}
    for flow in read(WORLD["referrals"]):
        for month in [f"{y}-{m:02}" for y in (2017, 2018, 2019) for m in range(1, 13)]:
            for _ in range(int(rng.poisson(float(flow["rate"])))):
                day, luck = weekday(rng, month), rng.random()
                wait = float(flow["days"]) * float(np.exp(rng.normal(0, 0.4)))
                outcome = ("PRIJATO", "PORADNIK", "KAPACITA", "NEDOSTAVIL")[
                    int(np.searchsorted([0.7, 0.82, 0.92], luck))
                ]
                row: Row = {"source": flow["source"], "target": flow["target"]}
                row |= {"date": day.isoformat(), "count": 1, "need": flow["need"]}
                row |= {
                    "outcome": outcome,
                    "channel": ("OSOBNE", "TEL", "PISEMNE")[rng.integers(3)],
                }
                row["days"] = max(1, round(wait)) if outcome == "PRIJATO" else ""
                row["region"] = seats[flow["source"]]
                rows.append(synthetic(row))
    return sorted(rows, key=lambda row: [str(row[key]) for key in ("date", "source", "target")])


def make_needs() -> list[Row]:
    needs: list[Row] = [dict(need) for need in read(WORLD["needs"])]
    return [
        published(need, "service") if need["need_id"] == NEED else synthetic(need) for need in needs
    ]


def make_all(seed: int = SEED) -> tuple[dict[str, list[Row]], dict[str, list[Row]]]:
    """Make the tables and the truth behind them from one stream of random numbers."""
    rng = np.random.default_rng(seed)
    pairs = true_ties(rng)
    tables: dict[str, list[Row]] = {
        "actors": make_actors(),
        "meetings": [*make_area_meetings(rng, pairs), *make_platform(rng)],
        "contacts": make_contacts(rng),
        "claims": make_claims(rng, pairs),
        "referrals": make_referrals(rng),
        "services": [synthetic(dict(service)) for service in read(WORLD["services"])],
        "needs": make_needs(),
        "regions": seats_of(make_actors()),
        "phases": [dict(phase) for phase in read(WORLD["phases"])],
    }
    truth: dict[str, list[Row]] = {
        "ties": [{"source": a, "target": b} for a, b in pairs],
        "days": [
            {key: flow[key] for key in ("source", "target", "days")}
            for flow in read(WORLD["referrals"])
        ],
        "after": [{"region": TOWNS[area], "goes_on": bool(AFTER[area])} for area in AREAS],
    }
    return tables, truth


def make_tables(seed: int = SEED) -> dict[str, list[Row]]:
    return make_all(seed)[0]


def write(folder: Path) -> None:
    """Write tables, truth and workbook: the same bytes on every system."""
    tables, truth = make_all()
    write_tables(folder, tables)
    write_tables(folder / "truth", truth)
    write_workbook(folder, Path(__file__).parent, tables)


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
