from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from netcoop.network import Network

PLACES = ["Havlíčkův Brod", "Lískov", "Březná", "Javořice"]
WHO = [
    ("OSPOD", "OSPOD", "spod"),
    ("ZŠ", "ZS", "education"),
    ("MŠ", "MS", "education"),
    ("Policie", "PCR", "justice_security"),
    ("Pediatrie", "PLDD", "health"),
    ("SAS Most", "SS_SAS", "social_services"),
    ("Odbor sociálních věcí", "ORP_SOC", "municipality"),
    ("Lokální síťař", "LOK_SITAR", "coordination"),
]


def made_network(n: int = 30, seed: int = 7, roster: str = "register") -> Network:
    """Actors of a few towns, meetings and referrals, the last two actors without ties."""
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(n):
        name, kind, sector = WHO[number // len(PLACES) % len(WHO)]
        place = PLACES[number % len(PLACES)]
        again = number // (len(PLACES) * len(WHO))
        label = f"{name} {place}" + (f" {again + 1}" if again else "")
        rows.append((f"a{number:03d}", label, kind, sector, place, f"person{number}@example.org"))
    columns = ["actor_id", "name", "kind", "sector", "region", "email"]
    actors = pd.DataFrame(rows, columns=columns).set_index("actor_id")
    tied = actors.index[: n - 2] if n > 4 else actors.index
    pairs = [(a, b) for place, a in enumerate(tied) for b in tied[place + 1 :]]
    chosen = rng.choice(len(pairs), size=min(len(pairs), 2 * n), replace=False) if pairs else []
    ties = [
        (*pairs[row], float(np.round(rng.gamma(1.5, 1.0) + 0.05, 3)), "meeting", False)
        for row in chosen
    ]
    ties += [
        (*pairs[row][:: rng.choice([1, -1])], float(rng.integers(1, 30)), "referral", True)
        for row in chosen[: n // 2]
    ]
    frame = pd.DataFrame(ties, columns=["source", "target", "weight", "kind", "directed"])
    return Network(actors, frame, settings={"roster": roster})


def made_missing(net: Network, most: int = 4) -> pd.DataFrame:
    """The first pairs of an OSPOD and an actor of its town that have no tie."""
    tied = {frozenset(pair) for pair in net.ties[["source", "target"]].itertuples(index=False)}
    actors = net.actors
    rows = [
        (office, other, "§ 10 zákona 359/1999 Sb.")
        for office in actors.index[actors["kind"] == "OSPOD"]
        for other in actors.index[actors["region"] == actors.loc[office, "region"]]
        if office != other and frozenset((office, other)) not in tied
    ]
    return pd.DataFrame(rows[:most], columns=["source", "target", "reason"])


@pytest.fixture(scope="session")
def make_network():
    return made_network


@pytest.fixture(scope="session")
def make_missing():
    return made_missing


@pytest.fixture(scope="session")
def net() -> Network:
    return made_network()


@pytest.fixture(scope="session")
def missing(net: Network) -> pd.DataFrame:
    return made_missing(net)
