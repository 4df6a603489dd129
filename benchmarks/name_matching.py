"""Name matching against known truth, on names damaged as people damage them.

A seeded generator makes a register of the 16 pilot municipalities and actors outside it, writes
their names as attendance sheets do (abbreviations, inflection, slang, no diacritics, typing and
scanning errors, towns left out), and counts what ``nc.match_names`` makes of them. The first seed
was looked at while the rules were written; of the second only totals were seen.

    python benchmarks/name_matching.py
"""

from __future__ import annotations

import argparse
import random
import resource
import time
import unicodedata
from collections import defaultdict
from dataclasses import dataclass

import pandas as pd

import netcoop as nc
from netcoop.actors.matching import match
from netcoop.reference.inflection import genitive, locative

SEEDS = {"looked at": 20240, "names not looked at": 31337}
SETTLED = ("exact", "alias", "new", "not_an_actor", "person")
STREETS = [
    "Školní",
    "Lipová",
    "Pražská",
    "Komenského",
    "Masarykova",
    "Nádražní",
    "Zahradní",
    "Husova",
    "Jiráskova",
    "Palackého",
    "Mládeže",
    "Sídliště",
    "Riegrova",
    "Smetanova",
    "Dukelská",
    "Jungmannova",
    "Tyršova",
    "Havlíčkova",
    "Sokolská",
    "Horní",
    "Dolní",
    "Polní",
    "Lesní",
    "Vrchlického",
    "Gagarinova",
    "Erbenova",
    "Rooseveltova",
    "Žižkova",
    "Krátká",
    "Dlouhá",
]
# A service known by its name is taken for one wherever it is written: none is given twice to a
# kind, as in life they rarely are; the same name for several kinds is common.
NICKNAMES = [
    "Archa",
    "Akord",
    "Bludiště",
    "Brána",
    "Centrin",
    "Cesta",
    "Cestička",
    "Čtyřlístek",
    "Delfín",
    "Doteky",
    "Dráček",
    "Elánek",
    "Fénix",
    "Fontána",
    "Galerka",
    "Harmonie",
    "Hvězdička",
    "Hnízdo",
    "Iskérka",
    "Ježek",
    "Jitro",
    "Kamínek",
    "Káčko",
    "Karavan",
    "Klíček",
    "Kopretina",
    "Korálek",
    "Krystal",
    "Kruh",
    "Labyrint",
    "Lomikámen",
    "Luna",
    "Magnet",
    "Most-in",
    "Motýlek",
    "Nora",
    "Nový Start",
    "Oříšek",
    "Ostrov Naděje",
    "Paprsek",
    "Pasáž",
    "Pavlač",
    "Pírko",
    "Podlesí",
    "Ponorka",
    "Poutník",
    "Pramínek",
    "Racek",
    "Remedia",
    "Rubikon",
    "Rybička",
    "Schod",
    "Skála",
    "Skleněnka",
    "Spektrum",
    "Spirála",
    "Světlo",
    "Šípek",
    "Štika",
    "Tulipán",
    "Úsvit",
    "Útočiště",
    "Vigvam",
    "Vlnka",
    "Vějíř",
    "Zázemí",
    "Zebra",
    "Žirafa",
    "Zrnko",
    "Lávka",
    "Žebřík",
    "Pampeliška",
    "Rozcestí",
    "Šance",
    "Maják",
    "Kompas",
    "Kotva",
    "Přístav",
    "Ostrůvek",
    "Duha",
    "Vrtule",
    "Beruška",
    "Slunečnice",
    "Jablíčko",
    "Mozaika",
    "Studánka",
    "Pohoda",
    "Domino",
    "Klubíčko",
    "Větrník",
    "Ambrela",
    "Pavučina",
    "Koloběžka",
    "Lucerna",
    "Podkroví",
    "Sluníčko",
    "Bumerang",
    "Semafor",
    "Branka",
    "Dlaň",
    "Atrium",
    "Prostor",
    "Naděje",
    "Oáza",
]
NAMED = ("SS_SAS", "SS_NZDM", "SS_RP", "NNO", "DD")
SURNAMES = [
    "Vzorová",
    "Ukázková",
    "Příkladná",
    "Zkušební",
    "Smyšlená",
    "Vymyšlená",
    "Testovací",
    "Cvičná",
]
VILLAGES = [
    "Vzorov",
    "Lhotka",
    "Nová Ves",
    "Polná",
    "Dubina",
    "Bukovina",
    "Kamenice",
    "Horní Lhota",
    "Rokytná",
]
NOBODY = [
    "nepřišel nikdo", "nikdo", "–", "-", "?", "neuvedeno", "n/a", "všichni", "celkem 5",
    "omluveni: 2", "viz výše", "dtto", "Celkem: 12", "nikdo se nedostavil", "...",
    "všichni přítomní",
]  # fmt: skip

# How people write a kind: {T} town, {G} genitive, {L} "ve Znojmě"; {W} the actor's own words.
FORMS: dict[str, list[str]] = {
    "OSPOD": [
        "OSPOD {T}", "OSPOD {T}", "MěÚ {T} - OSPOD", "MěÚ {T}, OSV - OSPOD", "OSPOD MěÚ {T}",
        "Městský úřad {T}, oddělení sociálně-právní ochrany dětí", "odd. SPOD {T}", "OSPOD, {T}",
        "MěÚ {T}, odd. soc.-práv. ochrany dětí", "sociálka {T}", "Magistrát {T} OSPOD",
        "{T} - OSPOD", "Orgán sociálně-právní ochrany dětí {T}", "OSPOD ({T})", "OSPOD {L}",
    ],
    "ORP_SOC": ["MěÚ {T}", "Městský úřad {T}", "MÚ {T}", "Měst. úřad {T}", "Městského úřadu {T}"],
    "SOUD": ["Okresní soud {T}", "Okr. soud {T}", "soud {T}", "OS {T}", "Okresní soud {L}",
             "Okresního soudu {L}", "opatrovnický soud {T}"],
    "PMS": ["PMS {T}", "PMS ČR, středisko {T}", "Probační a mediační služba {T}", "probačka {T}",
            "Probační a med. služba, stř. {T}", "PMS ČR {T}"],
    "PCR": ["PČR {T}", "Policie ČR {T}", "OOP {T}", "Obvodní oddělení Policie ČR {T}",
            "PČR, OOP {T}", "policie {T}", "OOP PČR {T}"],
    "MP": ["MP {T}", "Městská policie {T}", "Měst. policie {T}", "městská policie {L}"],
    "PPP": ["PPP {T}", "Pedagogicko-psychologická poradna {T}", "ped.-psych. poradna {T}",
            "PPP, prac. {T}", "Ped. psych. poradna {T}"],
    "SPC": ["SPC {T}", "Speciálně pedagogické centrum {T}", "Spec. ped. centrum {T}"],
    "ZS": ["ZŠ {W}", "ZŠ {W} {T}", "Základní škola {W}", "ZŠ {T}, {W}", "Zákl. škola {W}, {T}",
           "Základní škola {T}, {W} {N}", "ZŠ {W} {N}", "základní škola {W}, p. o."],
    "SS": ["SŠ {W}", "SŠ {T}, {W}", "Střední škola {W}", "Stř. škola {W}, {T}"],
    "MS": ["MŠ {W}", "MŠ {W} {T}", "Mateřská škola {W}", "Mat. škola {W}, {T}", "školka {W}"],
    "NEM": ["Nemocnice {T}", "nemocnice {T}", "Nem. {T}", "Nemocnice {T}, a.s.", "nemoc. {T}"],
    "CHARITA": ["OCH {T}", "Oblastní charita {T}", "Charita {T}", "obl. charita {T}",
                "Oblastní charity {T}"],
    "SS_SAS": ["SAS {W}", "SAS {W} {T}", "Soc. aktivizační služba {W}", "SAS {W}, {T}",
               "Sociálně aktivizační služby {W}", "{W} - SAS {T}"],
    "SS_NZDM": ["NZDM {W}", "NZDM {W} {T}", "klub {W}", "Nízkoprahové zařízení {W}, {T}",
                "nízkoprahový klub {W}"],
    "SS_RP": ["Raná péče {W}", "raná péče {W} {T}", "Raná péče {W}, o.p.s."],
    "NNO": ["{W}, z. s.", "{W} z.s.", "{W}", "{W} {T}", "{W}, z.s., {T}"],
    "UP_KOP": ["ÚP {T}", "Úřad práce {T}", "ÚP ČR {T}", "pracák {T}", "Úřad práce ČR, KoP {T}"],
    "DD": ["DD {W}", "Dětský domov {W}", "děcák {W}", "Dět. domov {W}", "Dětský domov {W}, {T}"],
    "ZUS": ["ZUŠ {T}", "Základní umělecká škola {T}", "lidušák {T}"],
    "KNIHOVNA": ["Městská knihovna {T}", "knihovna {T}", "MěK {T}"],
    "OBEC_I": ["OÚ {W}", "Obecní úřad {W}", "obec {W}"],
    "SS_PES": ["PS {T}", "Pečovatelská služba {T}", "pečovačka {T}", "peč. služba {T}"],
    "CVT": ["Člověk v tísni o.p.s. ({T})", "Člověk v tísni, o. p. s., pobočka {T}",
            "Člověk v tísni {T}"],
    "KU_SPOD": ["Krajský úřad {K}, odd. SPOD", "KÚ {K} - SPOD", "Kraj. úřad {K}, oddělení SPOD"],
    "FARNI": ["Farní charita {T}", "FCH {T}"],
    "PERSON": ["MUDr. {W}", "MUDr. Jana {W}", "Mgr. Petra {W}"],
}  # fmt: skip
BARE = {
    "OSPOD": ["OSPOD", "sociálka", "oddělení SPOD"], "SOUD": ["Soud", "soud", "opatrovnický soud"],
    "PMS": ["Probačka", "PMS", "PMS ČR"], "PCR": ["Policie", "PČR", "Policie ČR"],
    "MP": ["Městská policie", "MP", "strážníci"], "PPP": ["PPP", "poradna"],
    "UP_KOP": ["úřad práce", "ÚP", "pracák"], "ORP_SOC": ["MěÚ", "město"], "NEM": ["nemocnice"],
    "CHARITA": ["Charita"], "ZS": ["ZŠ", "škola"], "DD": ["DD", "děcák"], "ZUS": ["ZUŠ"],
}  # fmt: skip
OFFICIAL = {
    "OSPOD": "Městský úřad {T} – OSPOD", "ORP_SOC": "Městský úřad {T}", "SOUD": "Okresní soud {L}",
    "PMS": "Probační a mediační služba, středisko {T}", "PCR": "Policie ČR, OOP {T}",
    "MP": "Městská policie {T}", "PPP": "Pedagogicko-psychologická poradna {T}", "SPC": "SPC {T}",
    "ZS": "Základní škola {W}", "SS": "Střední škola {W}", "MS": "Mateřská škola {W}",
    "NEM": "Nemocnice {T}", "CHARITA": "Oblastní charita {T}", "SS_SAS": "SAS {W}",
    "SS_NZDM": "NZDM {W}", "SS_RP": "Raná péče {W}", "NNO": "{W}, z. s.",
    "UP_KOP": "Úřad práce ČR – KoP {T}", "DD": "Dětský domov {W}", "ZUS": "ZUŠ {T}",
    "KNIHOVNA": "Městská knihovna {T}",
}  # fmt: skip


@dataclass(frozen=True)
class Actor:
    tag: str
    kind: str
    town: str
    words: str = ""
    number: str = ""


@dataclass
class World:
    """A register, and the rows people wrote with the actor each truly means."""

    register: pd.DataFrame
    meetings: pd.DataFrame


def make_world(seed: int, towns: int = 16, names: int = 48) -> World:
    rng = random.Random(seed)
    nicks = {kind: rng.sample(NICKNAMES, len(NICKNAMES)) for kind in NAMED}
    pilots = nc.territories().query("pilot").index.tolist()[:towns]
    known = [actor for town in pilots for actor in _actors(town, nicks, rng)]
    others = [actor for town in pilots for actor in _outsiders(town, nicks, rng, known)]
    rows: list[tuple[str, str | None, str]] = []
    for town in pilots:
        here = [actor for actor in known if actor.town == town]
        beside = [actor for actor in others if actor.town == town]
        for _ in range(names):
            chance = rng.random()
            if chance < 0.04:
                rows.append((rng.choice(NOBODY), _region(town, rng), "nobody"))
            else:
                actor = rng.choice(beside if chance < 0.18 else here)
                rows.append(_write(actor, town, rng))
    frame = pd.DataFrame(rows, columns=["actor", "region", "truth"]).astype("str")
    frame["meeting_id"] = "1"
    return World(_register(known, rng), frame)


def _actors(town: str, nicks: dict[str, list[str]], rng: random.Random) -> list[Actor]:
    streets = rng.sample(STREETS, 6)
    seat = town in set(nc.territories()["okres_name"])
    plain = ["OSPOD", "ORP_SOC", "PCR", "MP", "PPP", "SPC", "NEM", "CHARITA", "UP_KOP"]
    plain += ["SOUD", "PMS"] if seat else ["ZUS", "KNIHOVNA"]
    made = [Actor(f"{kind}-{town}", kind, town) for kind in plain]
    for i, kind in enumerate(["ZS", "ZS", "ZS", "SS", "MS"]):
        number = str(rng.randint(1, 99))
        made.append(Actor(f"{kind}{i}-{town}", kind, town, streets[i], number))
    made += [Actor(f"{kind}-{town}", kind, town, nicks[kind].pop()) for kind in NAMED]
    return made


def _outsiders(
    town: str, nicks: dict[str, list[str]], rng: random.Random, known: list[Actor]
) -> list[Actor]:
    taken = {actor.words for actor in known if actor.town == town}
    street = rng.choice([word for word in STREETS if word not in taken])
    return [
        Actor(f"out-ZS-{town}", "ZS", town, street, str(rng.randint(1, 99))),
        Actor(f"out-NNO-{town}", "NNO", town, nicks["NNO"].pop()),
        Actor(f"out-NZDM-{town}", "SS_NZDM", town, nicks["SS_NZDM"].pop()),
        Actor(f"out-OBEC-{town}", "OBEC_I", town, rng.choice(VILLAGES)),
        Actor(f"out-PES-{town}", "SS_PES", town),
        Actor(f"out-CVT-{town}", "CVT", town),
        Actor(f"out-KU-{nc.territories().loc[town, 'kraj_name']}", "KU_SPOD", town),
        Actor(f"out-FARNI-{town}", "FARNI", town),
        Actor(f"person-{town}", "PERSON", town, rng.choice(SURNAMES)),
    ]


def _register(known: list[Actor], rng: random.Random) -> pd.DataFrame:
    rows = []
    for actor in known:
        name = _fill(rng.choice([OFFICIAL[actor.kind], FORMS[actor.kind][0]]), actor)
        rows.append((actor.tag, name, actor.kind, actor.town))
    return pd.DataFrame(rows, columns=["actor_id", "name", "kind", "region"])


def _fill(form: str, actor: Actor, town: str | None = None) -> str:
    return form.format(
        T=town or actor.town, G=genitive(actor.town), L=locative(actor.town),
        W=actor.words, N=actor.number, K=nc.territories().loc[actor.town, "kraj_name"],
    )  # fmt: skip


def _write(actor: Actor, town: str, rng: random.Random) -> tuple[str, str | None, str]:
    region = _region(town, rng)
    if actor.kind in BARE and rng.random() < 0.12:
        return _damaged(rng.choice(BARE[actor.kind]), rng), region, actor.tag
    form = rng.choice(FORMS[actor.kind])
    if region is None and rng.random() < 0.6:
        # Whoever keeps records of several towns without a column for them names the town mostly.
        form = rng.choice([f for f in FORMS[actor.kind] if "{T}" in f or "{L}" in f] or [form])
    if region is not None and "{W}" not in form and rng.random() < 0.1:
        form = form.replace("({T})", "").replace("{T}", "").replace("{L}", "").strip(" ,-")
    written = _fill(form, actor, _town(actor.town, rng))
    return _damaged(written, rng), region, actor.tag


def _region(town: str, rng: random.Random) -> str | None:
    """Six rows of seven say the region: a column, or a sheet of one town."""
    return town if rng.random() < 0.86 else None


def _town(town: str, rng: random.Random) -> str:
    chance = rng.random()
    if " nad " in town and chance < 0.5:
        head, tail = town.split(" nad ")
        return rng.choice([f"{head} n. {tail[0]}.", f"{head} n.{tail[0]}.", f"{head} n/{tail[0]}"])
    return town


def _damaged(written: str, rng: random.Random) -> str:
    if rng.random() < 0.18:
        written = "".join(
            letter
            for letter in unicodedata.normalize("NFKD", written)
            if not unicodedata.combining(letter)
        )
    chance = rng.random()
    if chance < 0.1:
        written = written.lower()
    elif chance < 0.16:
        written = written.upper()
    if rng.random() < 0.12:
        written = written.replace(" ", rng.choice(["  ", "\u00a0"]), 1)
    if rng.random() < 0.1:
        written = written.replace(" - ", rng.choice([" – ", "-", " — ", ", "]))
    if rng.random() < 0.05:
        written = written.replace(". ", ".").replace(", ", ",")
    if rng.random() < 0.05:
        written += rng.choice([" ", ".", ","])
    if rng.random() < 0.05 and len(written) > 6:
        written = _slip(written, rng)
    if rng.random() < 0.025:
        written = _scanned(written, rng)
    return written


def _slip(written: str, rng: random.Random) -> str:
    """Swap, drop, double or replace one letter."""
    at = rng.randrange(1, len(written) - 1)
    kind = rng.randrange(4)
    if kind == 0:
        return written[:at] + written[at + 1] + written[at] + written[at + 2 :]
    if kind == 1:
        return written[:at] + written[at + 1 :]
    if kind == 2:
        return written[:at] + written[at] + written[at:]
    return written[:at] + rng.choice("aeioustrnkl") + written[at + 1 :]


def _scanned(written: str, rng: random.Random) -> str:
    pairs = [("ě", "é"), ("l", "1"), ("O", "0"), ("ů", "u"), ("rn", "m"), ("á", "a"), ("í", "i")]
    rng.shuffle(pairs)
    for old, new in pairs:
        if old in written:
            return written.replace(old, new, 1)
    return written


@dataclass(frozen=True)
class Score:
    """What became of the names, against the truth."""

    names: int
    statuses: dict[str, int]
    wrong: list[tuple[str, str | None, str, str]]
    proposals: int
    proposals_right: int
    settled_right: int
    not_right: list[tuple[str, str | None, str, str, str]]

    @property
    def settled_share(self) -> float:
        return self.settled_right / self.names

    @property
    def proposal_share(self) -> float:
        return self.proposals_right / self.proposals if self.proposals else 1.0


def score(world: World) -> Score:
    """Match the names and compare with the truth."""
    # As the names stand: reading would put pseudonyms in the place of persons, and part lists.
    records = nc.Records(meetings=world.meetings, actors=world.register)
    matched = match(records)
    truth = _truth(records, {(name.text, name.region) for name, _ in matched.settled})
    members: dict[object, set[str]] = defaultdict(set)
    for name, outcome in matched.settled:
        members[outcome.actor] |= truth[name.text, name.region]
    counts: dict[str, int] = defaultdict(int)
    wrong, not_right = [], []
    proposals = proposals_right = right = 0
    seen: set[str] = set()
    known = set(matched.register["actor_id"])
    for name, outcome in matched.settled:
        tags = truth[name.text, name.region]
        counts[outcome.status] += 1
        fits = _is_right(outcome, tags, members)
        # What is only written alike and left undecided is no decision.
        if outcome.status in {"exact", "alias"} and outcome.actor[0] != "?" and not fits:
            wrong.append((name.text, name.region, str(sorted(tags)), str(outcome.actor)))
        if outcome.actor[0] != "register" and tags & known:
            # The actor is in the register and was not found there.
            fits = False
        if outcome.status == "new":
            fits = fits and not tags & seen
            seen |= tags
        if outcome.status == "proposed":
            proposals += 1
            target = outcome.candidates[0]
            hit = ({target[1]} if target[0] == "register" else members[target]) == tags
            proposals_right += hit
            if not hit:
                not_right.append((name.text, name.region, str(tags), "WRONG", str(target)))
        elif fits:
            right += 1
        if not fits:
            not_right.append(
                (name.text, name.region, str(tags), outcome.status, str(outcome.actor))
            )
    return Score(
        len(matched.settled), dict(counts), wrong, proposals, proposals_right, right, not_right
    )  # fmt: skip


def _is_right(outcome, tags, members) -> bool:  # type: ignore[no-untyped-def]
    if outcome.status == "not_an_actor":
        return tags == {"nobody"}
    if outcome.status == "person":
        return all(tag.startswith("person") for tag in tags)
    if outcome.actor[0] == "register":
        return tags == {outcome.actor[1]}
    return members[outcome.actor] == tags and len(tags) == 1


def _truth(
    records: nc.Records, told_apart: set[tuple[str, str | None]]
) -> dict[tuple[str, str | None], set[str]]:
    """Say which actors every name means; it may be several.

    Where the region of the row is not asked, it must be one actor in all regions.
    """
    truth: dict[tuple[str, str | None], set[str]] = defaultdict(set)
    meetings = records.meetings
    assert meetings is not None
    columns = (meetings["actor"], meetings["region"], meetings["truth"])
    for written, region, tag in zip(*columns, strict=True):
        key = (written, None if pd.isna(region) else region)
        truth[key if key in told_apart else (written, None)].add(tag)
    return truth


def time_it(names: int = 5_000, rows: int = 200_000) -> tuple[float, float]:
    """Resolve many rows of many names: seconds, and the peak of memory in MB."""
    rng = random.Random(1)
    distinct: dict[tuple[str, str | None], None] = {}
    seed = 0
    while len(distinct) < names:
        world = make_world(seed, names=120)
        pairs = zip(world.meetings["actor"], world.meetings["region"], strict=True)
        distinct |= dict.fromkeys((a, None if pd.isna(r) else r) for a, r in pairs)
        seed += 1
    chosen = list(distinct)[:names]
    drawn = [*chosen, *rng.choices(chosen, k=rows - names)]
    frame = pd.DataFrame(drawn, columns=["actor", "region"]).astype("str")
    frame["meeting_id"] = [str(i // 10) for i in range(rows)]
    records = nc.Records(meetings=frame, actors=make_world(0).register)
    start = time.perf_counter()
    nc.resolve_actors(records)
    seconds = time.perf_counter() - start
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", action="store_true", help="list the names not settled rightly")
    choice = parser.parse_args()
    for label, seed in SEEDS.items():
        start = time.perf_counter()
        result = score(make_world(seed))
        shares = ", ".join(
            f"{k} {v / result.names:.1%}" for k, v in sorted(result.statuses.items())
        )
        print(f"seed {seed} ({label}): {result.names} names in {time.perf_counter() - start:.1f} s")
        print(f"  {shares}")
        print(f"  wrong merges among the decided: {len(result.wrong)}")
        print(f"  proposals right: {result.proposals_right} of {result.proposals}"
              f" ({result.proposal_share:.1%})")  # fmt: skip
        print(f"  settled without a person, and rightly: {result.settled_share:.1%}")
        for row in (result.wrong + result.not_right) if choice.show else []:
            print("   ", *row, sep=" | ")
    seconds, peak = time_it()
    print(f"200,000 rows of 5,000 names resolved in {seconds:.1f} s, peak {peak:,.0f} MB")


if __name__ == "__main__":
    main()
