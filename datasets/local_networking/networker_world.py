"""The world of the networker: its months, who meets whom when, and what no record says."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

from making import Row, read

HOME = "Strakonice"
NETWORKER = "sitar-1"
OFFICE = "ospod-st"
FIRST = (2015, 7)  # month 0
PHASES = {"pre": (0, 12), "during": (12, 42), "after": (42, 54)}  # months: from, before which
# Trust on a scale of 1 to 5 of those who work together, how much less it is for those who only know
# each other, and how much more it is in the second round of the survey, for both alike.
TRUST, APART, GROWTH = 3.0, 0.8, 0.6
ROUNDS = ("2016-08", "2018-11")
WORLD = tomllib.loads((Path(__file__).parent / "world.toml").read_text("utf-8"))
TOWNS, NEXT_STEPS = WORLD["towns"], WORLD["next_steps"]
Pair = tuple[str, str]


def months_of(words: str) -> range:
    """Read "22-54": from month 22, before month 54."""
    first, end = words.split("-")
    return range(int(first), int(end))


def month_name(month: int) -> str:
    years, rest = divmod(FIRST[1] - 1 + month, 12)
    return f"{FIRST[0] + years}-{rest + 1:02d}"


def first_day(month: int) -> date:
    return date.fromisoformat(f"{month_name(month)}-01")


def last_day(end: int) -> date:
    """Give the day before the month ``end``."""
    return first_day(end) - timedelta(days=1)


def seated(table: str) -> list[str]:
    """Say who belongs to a table of the networker, himself left out."""
    return [
        actor["actor_id"]
        for actor in read(WORLD["actors"])
        if table in actor["tables"] and actor["actor_id"] != NETWORKER
    ]


def plan() -> Iterator[tuple[str, int, str, str, list[str]]]:
    """Give all meetings: id, month, kind, topic, members; the networker's are A-1, KS-1 …"""
    summer = {month for month in range(54) if month_name(month)[-2:] in ("07", "08")}
    for circle in read(WORLD["circles"]):
        planned = months_of(circle["months"])[:: int(circle["every"])]
        # A meeting that falls into the holidays is put off to September.
        real = sorted({next(m for m in range(month, 56) if m not in summer) for month in planned})
        for number, month in enumerate(real, start=1):
            members = circle["members"].split()
            yield f"{circle['circle']}-{number}", month, circle["kind"], "", members
    for table in read(WORLD["tables"]):
        held = [m for m in months_of(table["months"])[::3] if m not in summer]
        for number, month in enumerate(held, start=1):
            name = f"{table['table']}-{number}"
            yield name, month, table["kind"], table["topic"], seated(table["table"])
    for number, month in enumerate(range(16, 42, 6), start=1):
        yield f"KS-{number}", month, "KULATY", "síť služeb v území", seated("R")


def called_by_networker(meeting: str) -> bool:
    return meeting.split("-")[0] in {"A", "B", "C", "D", "E", "KS"}


def real_from() -> dict[Pair, list[tuple[int, int]]]:
    """Say in which months two actors work together by themselves: a circle or referrals."""
    spans: dict[Pair, list[tuple[int, int]]] = {}
    for circle in read(WORLD["circles"]):
        months = months_of(circle["months"])
        for pair in combinations(sorted(circle["members"].split()), 2):
            spans.setdefault(pair, []).append((months.start, months.stop))
    for flow in read(WORLD["referrals"]):
        # What always comes back with "there is no such service" is no cooperation.
        if "NEEXISTUJE" not in flow["outcomes"]:
            first, second = sorted((flow["source"], flow["target"]))
            months = months_of(flow["months"])
            spans.setdefault((first, second), []).append((months.start, months.stop))
    return spans


def make_ties() -> list[Row]:
    """Write the truth of each pair that works together, or sits at one of his small tables."""
    together = {
        pair
        for table in read(WORLD["tables"])
        for pair in combinations(sorted(seated(table["table"])), 2)
    }
    spans = real_from()
    rows = []
    for pair in sorted(together | set(spans)):
        row: Row = {"source": pair[0], "target": pair[1]}
        real = {
            phase: any(first < end and start < last for first, last in spans.get(pair, []))
            for phase, (start, end) in PHASES.items()
        }
        row |= {f"real_{phase}": value for phase, value in real.items()}
        row["table"] = pair in together
        row["truth"] = truth_of(real, table=pair in together)
        rows.append(row)
    return rows


def truth_of(real: Mapping[str, bool], *, table: bool) -> str:
    """Name how a tie came about and whether it lasts."""
    if not any(real.values()):
        return "only_by_networker"
    if real["pre"]:
        return "kept" if real["after"] else "ended"
    return "grown_from_table" if table else "independent"


def planted_trust(asked: str, *, together: bool) -> float:
    """Say how far people trust whom they know, 1 to 5: more if they work together, and later."""
    later = GROWTH if asked == ROUNDS[1] else 0
    return round((TRUST if together else TRUST - APART) + later, 2)


def make_trust() -> list[Row]:
    """Write the truth of the trust in each round of the survey."""
    return [
        {"asked": asked, "together": planted_trust(asked, together=True),
         "others": planted_trust(asked, together=False)}
        for asked in ROUNDS
    ]  # fmt: skip


def make_white_spots() -> list[Row]:
    """Write the truth of each service in town, and what can be known of it."""
    return [
        {"service": line["service"], "region": HOME, "target_group": line["target_group"],
         "offered": line["is"] == "yes", "state": line["state"]}
        for line in read(WORLD["services"])
        if line["region"] == "ST"
    ]  # fmt: skip
