"""Make a municipality before, with and after its local networker; same seed, same bytes.

The world is written down in ``world.toml``: who works with whom and since when, which tables only
the networker calls, which services there are. Only attendance, counts and days are drawn.
README.md says what is published and what is made up. Run it as
``python datasets/local_networking/make.py [folder]`` with netcoop installed.
"""

from __future__ import annotations

import csv
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

import numpy as np

from netcoop.reference import kind_sector, territories, vocabulary

SEED = 2016
HOME = "Strakonice"
NETWORKER = "sitar-1"
OFFICE = "ospod-st"
FIRST = (2015, 7)  # month 0
PHASES = {"pre": (0, 12), "during": (12, 42), "after": (42, 54)}  # months: from, before which
SMALL = 12  # the tables of the networker are no larger, he himself counted
# Trust on a scale of 1 to 5 of those who work together, how much less it is for those who only know
# each other, and how much more it is in the second round of the survey, for both alike.
TRUST, APART, GROWTH = 3.0, 0.8, 0.6
ROUNDS = ("2016-08", "2018-11")
ANSWER = ("respondent", "target", "layer", "frequency")
WORLD = tomllib.loads((Path(__file__).parent / "world.toml").read_text("utf-8"))
TOWNS, NEXT_STEPS = WORLD["towns"], WORLD["next_steps"]
Row = dict[str, object]
Pair = tuple[str, str]
MADE: Row = {"provenance": "synthetic", "made_up": ""}


def read(table: str) -> list[dict[str, str]]:
    """Read a table of ``world.toml``; a bar parts its columns."""
    written = WORLD[table].strip().splitlines()
    lines = [[cell.strip() for cell in line.split("|")] for line in written]
    return [dict(zip(lines[0], cells, strict=True)) for cells in lines[1:]]


def months_of(words: str) -> range:
    """Read "22-54": from month 22, before month 54."""
    first, end = words.split("-")
    return range(int(first), int(end))


def month_name(month: int) -> str:
    years, rest = divmod(FIRST[1] - 1 + month, 12)
    return f"{FIRST[0] + years}-{rest + 1:02d}"


def first_day(month: int) -> date:
    return date.fromisoformat(f"{month_name(month)}-01")


def draw_day(rng: np.random.Generator, month: int) -> date:
    """Draw a day from Tuesday to Thursday of the month."""
    days = [first_day(month) + timedelta(days=number) for number in range(28)]
    choice = [day for day in days if day.weekday() in (1, 2, 3)]
    return choice[int(rng.integers(len(choice)))]


def seated(table: str) -> list[str]:
    """Say who belongs to a table of the networker, himself left out."""
    return [
        actor["actor_id"]
        for actor in read("actors")
        if table in actor["tables"] and actor["actor_id"] != NETWORKER
    ]


def make_actors() -> list[Row]:
    """Make the register: everybody the networker mapped, whether they ever came or not."""
    levels = vocabulary("actor").set_index("code")["level"]
    rows = []
    for actor in read("actors"):
        name, _, alias = actor["name"].partition(" = ")
        towns = [TOWNS[town] for town in actor["regions"].split()]
        row: Row = {"actor_id": actor["actor_id"], "name": name, "aliases": alias}
        row["kind"], row["sector"] = actor["kind"], kind_sector(actor["kind"])
        row["region"], row["serves"] = towns[0], "|".join(towns if len(towns) > 1 else [])
        row["level"] = levels[actor["kind"]]
        networker = actor["actor_id"] == NETWORKER
        row["role"], row["person"] = "facilitator" if networker else "", "N" in actor["flags"]
        # He was there from July 2016 to the end of 2018; all others all the time.
        row["active_from"] = first_day(12) if networker else ""
        row["active_to"] = first_day(42) - timedelta(days=1) if networker else ""
        stated = "name|region|active_from|active_to" if networker else "name|aliases|region"
        published = networker or actor["actor_id"] == OFFICE
        basis: Row = {"provenance": "published", "made_up": stated}
        rows.append({**row, **(basis if published else MADE)})
    return rows


def plan() -> Iterator[tuple[str, int, str, str, list[str]]]:
    """Give all meetings: id, month, kind, topic, members; the networker's are A-1, KS-1 …"""
    summer = {month for month in range(54) if month_name(month)[-2:] in ("07", "08")}
    for circle in read("circles"):
        planned = months_of(circle["months"])[:: int(circle["every"])]
        # A meeting that falls into the holidays is put off to September.
        real = sorted({next(m for m in range(month, 56) if m not in summer) for month in planned})
        for number, month in enumerate(real, start=1):
            members = circle["members"].split()
            yield f"{circle['circle']}-{number}", month, circle["kind"], "", members
    for table in read("tables"):
        held = [m for m in months_of(table["months"])[::3] if m not in summer]
        for number, month in enumerate(held, start=1):
            name = f"{table['table']}-{number}"
            yield name, month, table["kind"], table["topic"], seated(table["table"])
    for number, month in enumerate(range(16, 42, 6), start=1):
        yield f"KS-{number}", month, "KULATY", "síť služeb v území", seated("R")


def called_by_networker(meeting: str) -> bool:
    return meeting.split("-")[0] in {"A", "B", "C", "D", "E", "KS"}


def make_meetings(rng: np.random.Generator) -> list[Row]:
    """Make the attendance: members come mostly, and now and then somebody who is no member."""
    town = [actor["actor_id"] for actor in read("actors") if "R" in actor["tables"].split()]
    rows = []
    for meeting, month, kind, topic, members in plan():
        day, facilitated = draw_day(rng, month), called_by_networker(meeting)
        come = [actor for actor in members if rng.random() < (0.8 if facilitated else 0.9)]
        others = [actor for actor in town if actor not in [*members, NETWORKER]]
        if rng.random() < 0.04 and len(come) < SMALL - 1:
            come.append(others[int(rng.integers(len(others)))])
        # One in thirty sheets does not say who called the meeting.
        silent = not facilitated and rng.random() < 1 / 30
        convener = NETWORKER if facilitated else members[0]
        for actor in [NETWORKER, *come] if facilitated else come:
            row: Row = {"meeting_id": meeting, "date": day, "actor": actor, "kind": kind}
            row["channel"], row["hours"] = "OSOBNE", 4 if kind == "KULATY" else 2
            row["people"] = 2 if rng.random() < 0.15 and actor != NETWORKER else 1
            organises = actor == convener and not silent
            row["role"] = "organiser" if organises else "participant"
            row["convener"] = "" if silent else convener
            row["facilitated"] = "" if silent else facilitated
            row["topic"], row["series"] = topic, meeting.rsplit("-", 1)[0]
            row["region"], row["status"] = HOME, "held"
            row["responds_to"] = "P-9" if kind == "KULATY" else ""
            rows.append({**row, **MADE})
    return sorted(rows, key=lambda row: (str(row["date"]), str(row["meeting_id"])))


def make_referrals(rng: np.random.Generator) -> list[Row]:
    """Make monthly counts of referrals; a row holds no case, only how many there were."""
    rows = []
    for flow in read("referrals"):
        usual, other = flow["outcomes"].split()
        for month in months_of(flow["months"]):
            drawn, luck, count, days = rng.random(), rng.random(), rng.poisson(0.8), rng.gamma(3, 4)
            if drawn >= int(flow["rate"]) / 12:
                continue
            row: Row = {"source": flow["source"], "target": flow["target"]}
            row["period"], row["count"] = month_name(month), 1 + min(5, int(count))
            row["need"], row["outcome"] = flow["need"], usual if luck < 2 / 3 else other
            reached = row["outcome"] in ("PRIJATO", "PROBIHA")
            row["days"] = 1 + int(days) if reached else ""
            row["channel"], row["region"] = "PISEMNE", HOME
            rows.append({**row, **MADE})
    return sorted(rows, key=lambda row: [str(row[name]) for name in ("period", "source", "target")])


def make_contacts(rng: np.random.Generator) -> list[Row]:
    """Make the networker's diary: a mapping interview with each in town, then calls and visits."""
    rows = []
    for actor in read("actors"):
        # Those who never came anywhere were written to all the same.
        if actor["actor_id"] == NETWORKER or not actor["regions"].startswith("ST"):
            continue
        later = rng.choice(np.arange(16, 42), size=int(rng.integers(1, 4)), replace=False)
        for number, month in enumerate([12 + int(rng.integers(5)), *sorted(later)]):
            row: Row = {"source": NETWORKER, "target": actor["actor_id"]}
            row["date"] = draw_day(rng, int(month))
            usual = ("TEL", "EMAIL", "OSOBNE")[int(rng.integers(3))]
            row["channel"] = usual if number or not actor["tables"] else "OSOBNE"
            row["hours"] = {"OSOBNE": 1.5, "TEL": 0.25, "EMAIL": 0.5}[str(row["channel"])]
            row["purpose"] = "oslovení a spolupráce" if number else "mapování"
            row["facilitated"] = True
            row["next_step"] = NEXT_STEPS[int(rng.integers(len(NEXT_STEPS)))]
            row["region"] = HOME
            rows.append({**row, **MADE})
    return sorted(rows, key=lambda row: (str(row["date"]), str(row["target"])))


def real_from() -> dict[Pair, list[tuple[int, int]]]:
    """Say in which months two actors work together by themselves: a circle or referrals."""
    spans: dict[Pair, list[tuple[int, int]]] = {}
    for circle in read("circles"):
        months = months_of(circle["months"])
        for pair in combinations(sorted(circle["members"].split()), 2):
            spans.setdefault(pair, []).append((months.start, months.stop))
    for flow in read("referrals"):
        # What always comes back with "there is no such service" is no cooperation.
        if "NEEXISTUJE" not in flow["outcomes"]:
            first, second = sorted((flow["source"], flow["target"]))
            months = months_of(flow["months"])
            spans.setdefault((first, second), []).append((months.start, months.stop))
    return spans


def make_ties() -> list[Row]:
    """Write the truth of each pair that works together, or sits at one of his small tables."""
    together = {
        pair for table in read("tables") for pair in combinations(sorted(seated(table["table"])), 2)
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


def make_claims(rng: np.random.Generator) -> list[Row]:
    """Make two rounds of a survey: who knows whom, informs whom, refers to whom.

    Each step asks for the one before: who refers also informs, who informs also knows. The
    small know the office less than it knows them, and one in five did not answer.
    """
    asked = [actor["actor_id"] for actor in read("actors") if "R" in actor["tables"].split()]
    ties = make_ties()
    rows = []
    for phase, month in (("pre", 13), ("during", 40)):
        day = draw_day(rng, month)
        for respondent in asked:
            if respondent == NETWORKER or rng.random() < 0.2:
                continue
            for tie in ties:
                if respondent not in (tie["source"], tie["target"]):
                    continue
                target = tie["target"] if respondent == tie["source"] else tie["source"]
                table = bool(tie["table"]) and phase == "during"
                real = bool(tie[f"real_{phase}"])
                deep = claimed(rng, real=real, table=table, office=target == OFFICE)
                for layer in ("knows", "informs", "refers")[:deep]:
                    row: Row = {"respondent": respondent, "target": target, "layer": layer}
                    row["frequency"] = 1 + int(rng.integers(4))
                    row["date"] = day
                    rows.append({**row, **MADE})
    return rows


def claimed(rng: np.random.Generator, *, real: bool, table: bool, office: bool) -> int:
    """Draw how deep a respondent says a tie goes: 0 nothing, 1 knows, 2 informs, 3 refers."""
    steps = rng.random(3)
    knows = (0.75 if office else 0.95) if real else 0.6 if table else 0.0
    if steps[0] >= knows:
        return 0
    if steps[1] >= (0.8 if real else 0.15):
        return 1
    return 3 if real and steps[2] < 0.6 else 2


def planted_trust(asked: str, *, together: bool) -> float:
    """Say how far people trust whom they know, 1 to 5: more if they work together, and later."""
    later = GROWTH if asked == ROUNDS[1] else 0
    return round((TRUST if together else TRUST - APART) + later, 2)


def make_trust() -> list[Row]:
    """Write the truth of the trust in each round of the survey."""
    return [
        {"asked": asked}
        | {"together": planted_trust(asked, together=True)}
        | {"others": planted_trust(asked, together=False)}
        for asked in ROUNDS
    ]


def add_trust(claims: list[Row], rng: np.random.Generator) -> list[Row]:
    """Add to the survey how far a respondent trusts whom they know; one in ten leaves it out.

    A respondent is as mild or strict in the second round as in the first, so that the answers of
    the same people can be compared.
    """
    ties = {(tie["source"], tie["target"]): tie for tie in make_ties()}
    lean = {who: rng.uniform(-0.4, 0.4) for who in sorted({str(c["respondent"]) for c in claims})}
    rows = []
    for claim in claims:
        who, target, asked = str(claim["respondent"]), str(claim["target"]), str(claim["date"])[:7]
        trust: object = ""
        if claim["layer"] == "knows":
            tie = ties[min(who, target), max(who, target)]
            real = bool(tie["real_pre" if asked == ROUNDS[0] else "real_during"])
            drawn = rng.normal(planted_trust(asked, together=real) + lean[who], 0.5)
            trust = "" if rng.random() < 0.1 else int(np.clip(np.rint(drawn), 1, 5))
        rows.append({**{name: claim[name] for name in ANSWER}, "trust": trust, **claim})
    return rows


def make_services() -> list[Row]:
    """Make the catalogue; it also lists the networker once, who gives no service."""
    rows: list[Row] = []
    for line in read("services"):
        if line["status"] != "-":
            row: Row = {"actor": line["actor"], "service": line["service"]}
            row["region"], row["target_group"] = TOWNS[line["region"]], line["target_group"]
            rows.append({**row, "status": line["status"], **MADE})
    wrong: Row = {"actor": NETWORKER, "service": "SS_OSP", "region": HOME}
    wrong |= {"target_group": "rodiny s dětmi", "status": "available"}
    return [*rows, {**wrong, **MADE}]


def make_white_spots() -> list[Row]:
    """Write the truth of each service in town, and what can be known of it."""
    rows: list[Row] = []
    for line in read("services"):
        if line["region"] == "ST":
            row: Row = {"service": line["service"], "region": HOME}
            row["target_group"], row["offered"] = line["target_group"], line["is"] == "yes"
            rows.append({**row, "state": line["state"]})
    return rows


def make_needs(rng: np.random.Generator) -> list[Row]:
    rows = []
    for need in read("needs"):
        row: Row = {"region": HOME, "service": need["service"], "need_id": need["need_id"]}
        cases, row["target_group"] = 5 + int(rng.integers(12)), need["target_group"]
        row["count"] = "" if need["service"] == "KULATY" else cases
        row["date"] = draw_day(rng, int(need["month"]))
        row["raised_by"] = need["raised_by"]
        rows.append({**row, **MADE})
    return rows


def make_agreements() -> list[Row]:
    rows = []
    for line in read("agreements"):
        row: Row = {"source": line["source"], "target": line["target"]}
        row["valid_from"] = first_day(int(line["from"]))
        end = line["before"]
        row["valid_to"] = first_day(int(end)) - timedelta(days=1) if end else ""
        rows.append({**row, "kind": line["kind"], **MADE})
    return rows


def make_outputs(rng: np.random.Generator) -> list[Row]:
    """Make the documents; that networkers help with a local strategy is published."""
    rows = []
    for line in read("outputs"):
        row: Row = {"title": line["title"], "kind": line["kind"]}
        row["date"], row["region"] = draw_day(rng, int(line["month"])), HOME
        row["from_meeting"], row["from_need"] = line["from_meeting"], line["from_need"]
        strategy: Row = {"provenance": "published", "made_up": "kind|date|region|from_meeting"}
        rows.append({**row, **(strategy if line["kind"] == "strategie" else MADE)})
    return rows


def make_regions(rng: np.random.Generator) -> list[Row]:
    """Look up the municipalities; the population is official, the rates are made up."""
    orp = territories()
    rows = []
    for name in TOWNS.values():
        row: Row = {"region": name, "name": name, "parent": orp.at[name, "kraj_name"]}
        row["population"] = orp.at[name, "population"]
        row["population_0_14"] = orp.at[name, "population_0_14"]
        rates = {"V20_EVID": (28, 4), "V20_UMIST": (2.4, 0.4), "V20_DOHLED": (1.8, 0.3)}
        for code, (middle, spread) in rates.items():
            for year in (2015, 2019):
                row[f"{code}_{year}"] = round(float(rng.normal(middle, spread)), 2)
        made_up = "|".join(column for column in row if column.startswith("V20_"))
        rows.append({**row, "provenance": "published", "made_up": made_up})
    return rows


def make_phases() -> list[Row]:
    return [
        {"phase": phase, "start": first_day(start), "end": first_day(end) - timedelta(days=1)}
        | MADE
        for phase, (start, end) in PHASES.items()
    ]


def make_tables(seed: int = SEED) -> dict[str, list[Row]]:
    """Make all tables; each has its own stream, so that one can change and leave the others."""
    streams = iter(np.random.default_rng(seed).spawn(8))
    tables = {
        "actors": make_actors(),
        "meetings": make_meetings(next(streams)),
        "referrals": make_referrals(next(streams)),
        "contacts": make_contacts(next(streams)),
        "claims": make_claims(next(streams)),
        "services": make_services(),
        "needs": make_needs(next(streams)),
        "agreements": make_agreements(),
        "outputs": make_outputs(next(streams)),
        "regions": make_regions(next(streams)),
        "phases": make_phases(),
    }
    return {**tables, "claims": add_trust(tables["claims"], next(streams))}


def write(folder: Path) -> None:
    """Write the tables, and below them the truth, which no record holds."""
    write_tables(folder, make_tables())
    truth = {"ties": make_ties(), "white_spots": make_white_spots(), "trust": make_trust()}
    write_tables(folder / "truth", truth)


def write_tables(folder: Path, tables: Mapping[str, Iterable[Row]]) -> None:
    """Write each table as CSV: UTF-8, commas, one kind of line end on every system."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        lines = [{key: plain(value) for key, value in row.items()} for row in rows]
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(lines[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(lines)


def plain(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
