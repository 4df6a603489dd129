"""Write the attendance of eighteen women at fourteen social events; nothing here is random.

The table is that of Davis, Gardner and Gardner (1941); README.md says more. Run it as
``python datasets/southern_women/make.py [folder]``.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from making import Row, published, write_tables

# The days as the book's figure heads its columns, without a year.
DAYS = "6/27 3/2 4/12 9/26 2/25 5/19 3/15 9/16 4/8 6/10 2/23 4/7 11/21 8/3"

# An x for each of E1 to E14 that she was at.
WOMEN = """
Evelyn Jefferson   | xxxxxx.xx.....
Laura Mandeville   | xxx.xxxx......
Theresa Anderson   | .xxxxxxxx.....
Brenda Rogers      | x.xxxxxx......
Charlotte McDowd   | ..xxx.x.......
Frances Anderson   | ..x.xx.x......
Eleanor Nye        | ....xxxx......
Pearl Oglethorpe   | .....x.xx.....
Ruth DeSand        | ....x.xxx.....
Verne Sanderson    | ......xxx..x..
Myra Liddel        | .......xxx.x..
Katherina Rogers   | .......xxx.xxx
Sylvia Avondale    | ......xxxx.xxx
Nora Fayette       | .....xx.xxxxxx
Helen Lloyd        | ......xx.xxx..
Dorothy Murchison  | .......xx.....
Olivia Carleton    | ........x.x...
Flora Price        | ........x.x...
"""


def read() -> list[tuple[str, str]]:
    """Read the women and their marks."""
    lines = [line.split("|") for line in WOMEN.strip().splitlines()]
    return [(name.strip(), marks.strip()) for name, marks in lines]


def make_actors() -> list[Row]:
    rows: list[Row] = []
    for name, _ in read():
        row: Row = {"actor_id": name.split()[0], "name": name, "kind": "", "person": False}
        rows.append(published(row))
    return rows


def make_meetings() -> list[Row]:
    """Make a row for each woman at each event, event by event."""
    rows: list[Row] = []
    for number, day in enumerate(DAYS.split()):
        for name, marks in read():
            if marks[number] == "x":
                row: Row = {"meeting_id": f"E{number + 1}", "actor": name.split()[0]}
                rows.append(published({**row, "month_day": day}))
    return rows


def make_tables() -> dict[str, list[Row]]:
    return {"actors": make_actors(), "meetings": make_meetings()}


def write(folder: Path) -> None:
    write_tables(folder, make_tables())


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
