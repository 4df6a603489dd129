"""Made-up records of a pilot: regions that took part, regions that did not, three years.

In every region actors meet in three circles. With ``effect`` so large a share of the meetings in
"during" of regions that took part is of actors of all circles, which gives more different partners
at the same number and size of meetings. With ``recording`` these regions have so many times as
many meetings in "during", held as before: better record keeping, and no effect.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

import netcoop as nc

PHASES = pd.DataFrame(
    {
        "phase": ["pre", "during", "after"],
        "start": ["2022-01-01", "2023-01-01", "2024-01-01"],
        "end": ["2022-12-31", "2023-12-31", "2024-12-31"],
    }
)
TOWNS = (
    "Aš", "Beroun", "Benešov", "Bílovec", "Blansko", "Blatná", "Blovice", "Boskovice", "Broumov",
    "Bučovice", "Cheb", "Chrudim", "Dačice", "Domažlice", "Frýdlant", "Havířov", "Holice",
    "Hořice", "Hustopeče", "Ivančice", "Jaroměř", "Jeseník", "Jičín", "Jihlava", "Kadaň",
    "Kaplice", "Klatovy", "Konice", "Kralovice", "Kuřim", "Louny", "Mikulov", "Náchod", "Nýřany",
    "Opava", "Pacov", "Poděbrady", "Přelouč", "Rokycany", "Rýmařov", "Sedlčany", "Semily",
    "Soběslav", "Sušice", "Svitavy", "Šternberk", "Tachov", "Telč", "Tišnov", "Turnov",
    "Uničov", "Vítkov", "Vizovice", "Vlašim", "Vodňany", "Votice", "Vyškov", "Zábřeh", "Znojmo",
    "Žamberk", "Žatec", "Vimperk", "Rakovník", "Pelhřimov", "Prostějov", "Přerov", "Vsetín",
    "Kyjov", "Hodonín", "Břeclav", "Litvínov", "Most", "Teplice", "Chomutov", "Trutnov", "Tábor",
)  # fmt: skip
# Kind, sector and name, circle by circle.
KINDS = (
    ("OSPOD", "spod", "OSPOD"), ("ORP_SOC", "municipality", "Sociální odbor"),
    ("SS_SAS", "social_services", "Aktivizační služba"), ("SS_NZDM", "social_services", "Klub"),
    ("CHARITA", "ngo", "Charita"), ("ZS", "education", "Základní škola"),
    ("MS", "education", "Mateřská škola"), ("PPP", "education", "Poradna"),
    ("SVP", "education", "Středisko výchovné péče"), ("PLDD", "health", "Dětská ambulance"),
    ("PCR", "justice_security", "Policie"), ("PMS", "justice_security", "Probační služba"),
    ("SOUD", "justice_security", "Okresní soud"), ("NEM", "health", "Nemocnice"),
)  # fmt: skip
_CIRCLES = (range(5), range(5, 10), range(10, 14))
_SIZE = 4
# So large a share of all meetings is of actors of all circles anyway.
_ALWAYS = 0.15


def pilot_records(
    *,
    effect: float = 0.0,
    recording: float = 1.0,
    n_treated: int = 8,
    n_comparison: int = 12,
    n_meetings: int = 14,
    phases: pd.DataFrame = PHASES,
    seed: int = 1,
) -> nc.Records:
    """Make the records: meetings, register, regions with hours of support as dose, and phases."""
    random = np.random.default_rng(seed)
    regions = TOWNS[: n_treated + n_comparison]
    rows: list[tuple[str, str, str, str, bool]] = []
    hours = dict(zip(regions[:n_treated], random.integers(40, 200, n_treated) * 1.0, strict=True))
    for place, region in enumerate(regions):
        treated = place < n_treated
        for year in range(3):
            often = recording if treated and year == 1 else 1.0
            mixed = _ALWAYS
            if treated:
                mixed += effect * (0.0, 1.0, 0.7)[year] * (0.6 + hours[region] / 300)
            helped = 4 if treated and year == 1 else 0
            total = round(often * n_meetings) + helped
            # Over the whole year, as nobody gets all support in January.
            supported = {at * total // helped for at in range(helped)}
            for number in range(total):
                who = _seats(random, 1.0 if number in supported else mixed)
                day = f"{2022 + year}-{1 + number * 12 // total:02d}-{random.integers(1, 29):02d}"
                actors = [f"{region}-{code}" for code in who]
                if number in supported:
                    actors.append(f"{region}-net")
                name = f"{region} {year} {number}"
                rows += [(name, day, actor, region, number in supported) for actor in actors]
    columns = ["meeting_id", "date", "actor", "region", "facilitated"]
    sides = pd.DataFrame(
        {"region": regions, "treated": [n < n_treated for n in range(len(regions))]}
    )
    return nc.Records(
        meetings=pd.DataFrame(rows, columns=columns),
        actors=_register(regions, n_treated),
        regions=sides.assign(dose=sides["region"].map(hours)),
        phases=phases,
    )


def _seats(random: np.random.Generator, mixed: float) -> list[int]:
    """Say who comes: some of one circle, or of all."""
    pool: list[int] = list(range(len(KINDS)))
    if random.random() >= mixed:
        pool = list(_CIRCLES[int(random.integers(len(_CIRCLES)))])
    return sorted(random.choice(pool, size=min(_SIZE, len(pool)), replace=False).tolist())


def _register(regions: tuple[str, ...], n_treated: int) -> pd.DataFrame:
    rows = []
    for place, region in enumerate(regions):
        rows += [
            (f"{region}-{code}", f"{name} {region}", kind, sector, region, None)
            for code, (kind, sector, name) in enumerate(KINDS)
        ]
        if place < n_treated:
            name = f"Síťování {region}"
            rows.append((f"{region}-net", name, "LOK_SITAR", "coordination", region, "facilitator"))
    return pd.DataFrame(rows, columns=["actor_id", "name", "kind", "sector", "region", "role"])
