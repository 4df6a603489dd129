"""Make a municipality before, with and after its local networker; same seed, same bytes.

The world is written down in ``world.toml``: who works with whom and since when, which tables only
the networker calls, which services there are; ``networker_world.py`` says what is true in it. Only
attendance, counts and days are drawn. README.md says what is published and what is made up. Run it
as ``python datasets/local_networking/make.py [folder]`` with netcoop installed.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

from making import (
    Row,
    actor_names,
    actor_places,
    draw_day,
    published,
    read,
    region_row,
    synthetic,
    write_tables,
)
from networker_world import (
    HOME,
    NETWORKER,
    NEXT_STEPS,
    OFFICE,
    PHASES,
    ROUNDS,
    TOWNS,
    WORLD,
    called_by_networker,
    first_day,
    last_day,
    make_ties,
    make_trust,
    make_white_spots,
    month_name,
    months_of,
    plan,
    planted_trust,
)

SEED = 2016
SMALL = 12  # the tables of the networker are no larger, he himself counted
ANSWER = ("respondent", "target", "layer", "frequency")


def weekday(rng: np.random.Generator, month: int) -> date:
    return draw_day(rng, month_name(month), 1, 28)


def make_actors() -> list[Row]:
    """Make the register: everybody the networker mapped, whether they ever came or not."""
    rows = []
    for actor in read(WORLD["actors"]):
        towns = [TOWNS[town] for town in actor["regions"].split()]
        row = actor_names(actor) | actor_places(actor["kind"], towns)
        networker = actor["actor_id"] == NETWORKER
        row["role"], row["person"] = "facilitator" if networker else "", "N" in actor["flags"]
        # He was there from July 2016 to the end of 2018; all others all the time.
        row["active_from"] = first_day(12) if networker else ""
        row["active_to"] = last_day(42) if networker else ""
        if networker:
            rows.append(published(row, "name", "region", "active_from", "active_to"))
        elif actor["actor_id"] == OFFICE:
            rows.append(published(row, "name", "aliases", "region"))
        else:
            rows.append(synthetic(row))
    return rows


def make_meetings(rng: np.random.Generator) -> list[Row]:
    """Make the attendance: members come mostly, and now and then somebody who is no member."""
    town = [actor["actor_id"] for actor in read(WORLD["actors"]) if "R" in actor["tables"].split()]
    rows = []
    for meeting, month, kind, topic, members in plan():
        day, facilitated = weekday(rng, month), called_by_networker(meeting)
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
            rows.append(synthetic(row))
    return sorted(rows, key=lambda row: (str(row["date"]), str(row["meeting_id"])))


def make_referrals(rng: np.random.Generator) -> list[Row]:
    """Make monthly counts of referrals; a row holds no case, only how many there were."""
    rows = []
    for flow in read(WORLD["referrals"]):
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
            rows.append(synthetic(row))
    return sorted(rows, key=lambda row: [str(row[name]) for name in ("period", "source", "target")])


def make_contacts(rng: np.random.Generator) -> list[Row]:
    """Make the networker's diary: a mapping interview with each in town, then calls and visits."""
    rows = []
    for actor in read(WORLD["actors"]):
        # Those who never came anywhere were written to all the same.
        if actor["actor_id"] == NETWORKER or not actor["regions"].startswith("ST"):
            continue
        later = rng.choice(np.arange(16, 42), size=int(rng.integers(1, 4)), replace=False)
        for number, month in enumerate([12 + int(rng.integers(5)), *sorted(later)]):
            row: Row = {"source": NETWORKER, "target": actor["actor_id"]}
            row["date"] = weekday(rng, int(month))
            usual = ("TEL", "EMAIL", "OSOBNE")[int(rng.integers(3))]
            row["channel"] = usual if number or not actor["tables"] else "OSOBNE"
            row["hours"] = {"OSOBNE": 1.5, "TEL": 0.25, "EMAIL": 0.5}[str(row["channel"])]
            row["purpose"] = "oslovení a spolupráce" if number else "mapování"
            row["facilitated"] = True
            row["next_step"] = NEXT_STEPS[int(rng.integers(len(NEXT_STEPS)))]
            row["region"] = HOME
            rows.append(synthetic(row))
    return sorted(rows, key=lambda row: (str(row["date"]), str(row["target"])))


def make_claims(rng: np.random.Generator) -> list[Row]:
    """Make two rounds of a survey: who knows whom, informs whom, refers to whom.

    Each step asks for the one before: who refers also informs, who informs also knows. The
    small know the office less than it knows them, and one in five did not answer.
    """
    asked = [actor["actor_id"] for actor in read(WORLD["actors"]) if "R" in actor["tables"].split()]
    ties = make_ties()
    rows = []
    for phase, month in (("pre", 13), ("during", 40)):
        day = weekday(rng, month)
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
                    rows.append(
                        synthetic({**row, "frequency": 1 + int(rng.integers(4)), "date": day})
                    )
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
    rows: list[Row] = [
        {"actor": line["actor"], "service": line["service"], "region": TOWNS[line["region"]],
         "target_group": line["target_group"], "status": line["status"]}
        for line in read(WORLD["services"])
        if line["status"] != "-"
    ]  # fmt: skip
    wrong: Row = {"actor": NETWORKER, "service": "SS_OSP", "region": HOME}
    wrong |= {"target_group": "rodiny s dětmi", "status": "available"}
    return [synthetic(row) for row in [*rows, wrong]]


def make_needs(rng: np.random.Generator) -> list[Row]:
    rows = []
    for need in read(WORLD["needs"]):
        row: Row = {"region": HOME, "service": need["service"], "need_id": need["need_id"]}
        cases, row["target_group"] = 5 + int(rng.integers(12)), need["target_group"]
        row["count"] = "" if need["service"] == "KULATY" else cases
        row["date"] = weekday(rng, int(need["month"]))
        rows.append(synthetic({**row, "raised_by": need["raised_by"]}))
    return rows


def make_agreements() -> list[Row]:
    return [
        synthetic(
            {"source": line["source"], "target": line["target"],
             "valid_from": first_day(int(line["from"])),
             "valid_to": last_day(int(line["before"])) if line["before"] else "",
             "kind": line["kind"]}
        )
        for line in read(WORLD["agreements"])
    ]  # fmt: skip


def make_outputs(rng: np.random.Generator) -> list[Row]:
    """Make the documents; that networkers help with a local strategy is published."""
    rows = []
    for line in read(WORLD["outputs"]):
        row: Row = {"title": line["title"], "kind": line["kind"]}
        row |= {"date": weekday(rng, int(line["month"])), "region": HOME}
        row |= {"from_meeting": line["from_meeting"], "from_need": line["from_need"]}
        made_up = ("kind", "date", "region", "from_meeting")
        rows.append(published(row, *made_up) if row["kind"] == "strategie" else synthetic(row))
    return rows


def make_regions(rng: np.random.Generator) -> list[Row]:
    """Look up the municipalities; the population is official, the rates are made up."""
    rows = []
    for name in TOWNS.values():
        row = region_row(name)
        rates = {"V20_EVID": (28, 4), "V20_UMIST": (2.4, 0.4), "V20_DOHLED": (1.8, 0.3)}
        for code, (middle, spread) in rates.items():
            for year in (2015, 2019):
                row[f"{code}_{year}"] = round(float(rng.normal(middle, spread)), 2)
        rows.append(published(row, *(column for column in row if column.startswith("V20_"))))
    return rows


def make_phases() -> list[Row]:
    return [
        synthetic({"phase": phase, "start": first_day(start), "end": last_day(end)})
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


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
