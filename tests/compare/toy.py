"""Six actors, nine meetings, three phases: every state of a tie, and every way it may come about.

=====  ==========  ===========  =========  ====================================================
Pair   State       In "during"  Class      Why
=====  ==========  ===========  =========  ====================================================
A, B   110         tied         existing   met in "pre"
E, F   111         tied         existing   met in "pre"
B, F   010         tied         independent  never at a facilitated meeting
C, E   010         tied         own first  by themselves in March, facilitated in April
A, D   011         tied         facilitated first  in January, by themselves in February
B, D   010         tied         facilitated only
C, F   010         tied         facilitated only; referral in June: facilitated first
=====  ==========  ===========  =========  ====================================================

The other eight pairs: A-C 100; B-C, D-E, D-F 101; A-E, A-F 001; B-E, C-D 000.
"""

from __future__ import annotations

import pandas as pd

import netcoop as nc

_MEETINGS = {
    "m1": ("2023-02-01", False, "ABC"),
    "m2": ("2023-03-01", False, "DEF"),
    "m3": ("2024-01-10", True, "ABD"),
    "m4": ("2024-02-10", False, "AD"),
    "m5": ("2024-03-10", False, "CE"),
    "m6": ("2024-04-10", True, "CEF"),
    "m7": ("2024-05-10", False, "BF"),
    "m8": ("2025-01-10", False, "ADEF"),
    "m9": ("2025-02-10", False, "BC"),
}
MEETINGS = pd.DataFrame(
    [
        {"meeting_id": name, "date": day, "actor": actor, "facilitated": facilitated}
        for name, (day, facilitated, actors) in _MEETINGS.items()
        for actor in actors
    ]
)
PHASES = {"pre": ("2023", "2023"), "during": ("2024", "2024"), "after": ("2025", "2025")}
STATES = {"000": 2, "001": 2, "010": 4, "011": 1, "100": 1, "101": 3, "110": 1, "111": 1}
CLASSES = {
    "pre_existing": 2,
    "independent": 1,
    "own_first": 1,
    "facilitated_first": 1,
    "facilitated_only": 2,
}
REFERRAL = pd.DataFrame({"source": ["F"], "target": ["C"], "date": ["2024-06-01"]})


def toy_records(meetings: pd.DataFrame = MEETINGS, **tables: pd.DataFrame) -> nc.Records:
    """Give the records of the toy."""
    return nc.Records(meetings=meetings, **tables)
