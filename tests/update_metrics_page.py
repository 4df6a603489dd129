"""Write ``docs/metrics.md`` from the register, so that no metric is without its meaning."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from netcoop.metrics import metric_register

PAGE = Path(__file__).parents[1] / "docs/metrics.md"

HEAD = """\
# Every metric

Made from `nc.metric_register()` by `make texts`; in Czech it is `nc.metric_register("cs")`. What
the words mean, and what is undefined, is in [What the numbers mean](numbers.md); each function's
docstring has its parameters and an example. `nc.metric_table(net, "paths")` takes the names of
groups, too.
**Standard** metrics stand in tables and reports that name none.
"""
TITLES = {"actor": "Of an actor", "network": "Of the network"}


def page() -> str:
    """Write the page."""
    register = metric_register("en")
    parts = [HEAD]
    for level, title in TITLES.items():
        parts.append(f"## {title}\n")
        for group, rows in register[register["level"] == level].groupby("group", sort=False):
            parts += [f"### {group}\n", _table(rows)]
    return "\n".join(parts)


def _table(rows: pd.DataFrame) -> str:
    lines = ["| metric | what it says | definition | range | when it says nothing | source |"]
    lines.append("|" + "---|" * 6)
    for name, row in rows.iterrows():
        cells = [
            f"`{name}` ({row['label']})" + (" **standard**" if row["standard"] else ""),
            f"{row['meaning']} {row['direction'].capitalize()}.",
            row["formula"],
            f"{row['range']} ({row['unit']})",
            row["silent"] + (f" Needs {row['needs']}." if row["needs"] else ""),
            re.sub(r"^doi:(\S+)$", r"[doi](https://doi.org/\1)", row["reference"]),
        ]
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
