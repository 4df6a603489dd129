"""Write ``docs/metrics.md`` and its pictures, so that no metric is without its meaning."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from netcoop.metrics import metric_register
from tests.metric_facts import edge_words, weight_words
from tests.metric_pictures import words, write_all

PAGE = Path(__file__).parents[1] / "docs/metrics.md"

HEAD = """\
# Every metric

Made from `nc.metric_register()` by `make texts`; in Czech it is `nc.metric_register("cs")`. What
the words mean is in [What the numbers mean](numbers.md); each function's parameters and an example
are among the [public names](api.md). `nc.metric_table(net, "paths")` takes the names of groups,
too. **Standard** metrics stand in tables and reports that name none.

In formulas n is the number of actors, m of ties, i and j are actors, aᵢⱼ is 1 where they are tied,
wᵢⱼ is the weight of their tie, sᵢ the sum of the weights of an actor, kᵢ the number of its ties and
dᵢⱼ the number of steps between two. *Weight* and *At the edges* were measured on examples when this
page was made: they say what the functions do unless told otherwise, not what they should do.

The pictures are drawn by `nc.plot_network`. For a metric of actors a mark is as large as its value;
a dash is undefined. The town has two groups joined by one tie (A–D) and an actor without ties (G);
the ties A–B (weight 3), B–C and D–E (2) are stronger. For metrics of attendance there were four
meetings: A, B, C; A, B, D; D, E; D, E, F. For a metric of the network there are two networks, one
where it is lower and one where it is higher. Squares and triangles are two sectors.
"""
TITLES = {"actor": "Of an actor", "network": "Of the network"}


def page() -> str:
    """Write the page."""
    register = metric_register("en")
    parts = [HEAD]
    for level, title in TITLES.items():
        parts.append(f"## {title}\n")
        for group, rows in register[register["level"] == level].groupby("group", sort=False):
            parts.append(f"### {TITLES[level]}: {group}\n")
            parts += [_section(str(name), row) for name, row in rows.iterrows()]
    return "\n".join(parts)


def _section(name: str, row: pd.Series) -> str:
    source = re.sub(r"^doi:(\S+)$", r"[doi:\1](https://doi.org/\1)", row["reference"])
    lines = [
        f"#### `{name}`: {row['label']}" + (" (standard)" if row["standard"] else ""),
        "",
        f"{row['meaning']} {row['direction'].capitalize()}.",
        "",
        f"![{name}: {words(name)}](metrics/{name}.svg)",
        "",
        f"- **Formula**: {row['formula']}",
        f"- **Range**: {row['range']} ({row['unit']})",
        f"- **Weight** {weight_words(name)}.",
        f"- **At the edges**: {edge_words(name)}.",
        f"- **Says nothing**: {row['silent']}",
        *([f"- **Needs** {row['needs']}."] if row["needs"] else []),
        f"- **Source**: {source}",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    write_all()
