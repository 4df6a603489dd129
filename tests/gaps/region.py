"""A hand-made region of 12 actors, with every state of a required pair and every white spot.

The region is Havlíčkův Brod; ``doctor`` is in the register and in the referrals, but came to no
meeting; ``psychiatrist`` sits in Jihlava, some 22 km away. Nobody is real.
"""

from __future__ import annotations

import pandas as pd

import netcoop as nc

HOME = "Havlíčkův Brod"
AWAY = "Jihlava"

ACTORS = pd.DataFrame(
    [
        ("net", "LOK_SITAR", "facilitator", HOME),
        ("office", "OSPOD", None, HOME),
        ("school", "ZS", None, HOME),
        ("police", "PCR", None, HOME),
        ("probation", "PMS", None, HOME),
        ("counsel", "PPP", None, HOME),
        ("doctor", "PLDD", None, HOME),
        ("psychologist", "PSYCHOLOG", None, HOME),
        ("activation", "SS_SAS", None, HOME),
        ("support", "SS_SAS", None, HOME),
        ("club", "SS_NZDM", None, HOME),
        ("psychiatrist", "PEDOPSY", None, AWAY),
    ],
    columns=["actor_id", "kind", "role", "region"],
).assign(name=lambda frame: frame["actor_id"].str.title())

# Each meeting: day, facilitated, who came.
_MEETINGS = {
    "old": ("2021-06-10", False, "office probation"),
    "first": ("2024-01-15", False, "office school"),
    "second": ("2024-03-15", False, "office school club"),
    "police": ("2024-04-10", False, "office police"),
    "table": ("2024-05-20", True, "net office counsel school"),
    "net-psychologist": ("2024-05-25", True, "net psychologist"),
    "services": ("2024-06-05", False, "office activation support"),
    "services-again": ("2024-07-05", False, "activation support"),
}
MEETINGS = pd.DataFrame(
    [
        {
            "meeting_id": name,
            "date": day,
            "actor": actor,
            "facilitated": facilitated,
            "region": HOME,
            "hours": 2.0,
        }
        for name, (day, facilitated, actors) in _MEETINGS.items()
        for actor in actors.split()
    ]
)

REFERRALS = pd.DataFrame(
    [
        ("office", "doctor", "2024-02-01", 6, "ZDRAVI", "PRIJATO", 5.0),
        ("school", "office", "2024-02-10", 7, "SKOLA", "PRIJATO", 3.0),
        ("office", "club", "2024-04-01", 6, "VOLNO", "KAPACITA", None),
        ("office", "activation", "2024-05-01", 5, "PECE", "PORADNIK", None),
    ],
    columns=["source", "target", "date", "count", "need", "outcome", "days"],
).assign(region=HOME)

# What people of this region agreed should hang together; see the statuses expected in the tests.
TEMPLATE = pd.DataFrame(
    [
        ("OSPOD", "ZS", "undirected", "institution", "meeting|contact"),  # met
        ("OSPOD", "PCR", "undirected", "institution", "meeting|contact"),  # weak: one meeting
        ("OSPOD", "PMS", "undirected", "institution", "meeting|contact"),  # stale: 2021
        ("OSPOD", "PPP", "undirected", "institution", "meeting|contact"),  # only facilitated
        ("PLDD", "OSPOD", "directed", "case", "referral"),  # one-sided: only the other way
        ("OSPOD", "PSYCHOLOG", "undirected", "institution", "meeting|contact"),  # absent
        ("OSPOD", "SOUD", "undirected", "case", "referral"),  # partner missing
        ("ZS", "PPP", "undirected", "institution", "agreement"),  # unknown: no such layer
        ("PCR", "OSPOD", "directed", "case", "meeting"),  # unknown: attendance shows no duty
    ],
    columns=["source_kind", "target_kind", "direction", "level", "evidence"],
).assign(scope="region", strength="should", basis="agreed for this test", certainty="L")

CHILDREN = "děti do 18 let"
SERVICES = pd.DataFrame(
    [
        ("activation", "SS_SAS", HOME, CHILDREN, "available"),  # two of the same:
        ("support", "SS_SAS", HOME, CHILDREN, "available"),  # unclear competence
        ("club", "SS_NZDM", HOME, CHILDREN, "available"),  # the only one, and refused
        ("counsel", "PPP", HOME, CHILDREN, "available"),  # tied only through the facilitator
        ("psychologist", "PSYCHOLOG", HOME, CHILDREN, "available"),  # not tied to the office
        ("psychiatrist", "PEDOPSY", AWAY, CHILDREN, "available"),  # out of a reach of 20 km
        ("support", "SS_RP", HOME, CHILDREN, "unknown"),  # nobody knows
        ("support", "SS_KP", HOME, CHILDREN, "missing"),  # nobody provides it
        ("net", "SS_AD", HOME, CHILDREN, "available"),  # a networker is no service
    ],
    columns=["actor", "service", "region", "target_group", "status"],
)
NEEDS = pd.DataFrame(
    [
        (HOME, "PEDOPSY", "N-1", CHILDREN, 8, "2024-01-10", "office"),
        (HOME, "SS_KP", "N-2", CHILDREN, 12, "2024-02-10", "school"),
        (HOME, "PSYCHOLOG", "N-3", CHILDREN, 5, "2024-03-01", "office"),
    ],
    columns=["region", "service", "need_id", "target_group", "count", "date", "raised_by"],
)
OUTPUTS = pd.DataFrame(
    [("Dohoda o zastupování", "dohoda", "2024-06-01", HOME, "table", "N-1")],
    columns=["title", "kind", "date", "region", "from_meeting", "from_need"],
)


def region_records() -> nc.Records:
    """Give the records of the region; the answer to need N-1 is the meeting ``table``."""
    meetings = MEETINGS.assign(
        responds_to=MEETINGS["meeting_id"].map({"table": "N-1"}).astype("str")
    )
    return nc.Records(
        meetings=meetings,
        referrals=REFERRALS,
        actors=ACTORS,
        services=SERVICES,
        needs=NEEDS,
        outputs=OUTPUTS,
        required=TEMPLATE,
        region=HOME,
    )


def region_network() -> nc.Network:
    """Give the network of the region, of meetings and referrals."""
    return nc.build_network(region_records(), layers=("meeting", "referral"))
