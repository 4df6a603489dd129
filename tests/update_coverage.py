"""Write ``docs/coverage.md`` out of ``tests/seeds.toml``: what serves every fact, what tests it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/coverage.md"
DOCUMENTS = {
    "S0": ("Havlíčkův Brod: five round tables", 11),
    "S1": ("South Moravia: a meeting of offices called by networkers", 12),
    "S2": ("The coordinated approach: a pilot in sixteen municipalities", 18),
    "S3": ("The Olomouc Region: a regional authority and its partners", 9),
    "S4": ("Who a local networker is", 16),
}
IDS = [f"{name}-{k}" for name, (_, count) in DOCUMENTS.items() for k in range(1, count + 1)]

HEAD = """\
# Coverage

netcoop was made for five documents about cooperation in Czech child protection. Every concrete fact
of them asks for something; here is what serves it, in which notebook it is used, and which tests
hold it. Made by `make texts` from `tests/seeds.toml`; `tests/test_coverage.py` checks that every
function is public, every test exists, and every notebook uses what it is listed with.
"""


def seeds() -> dict[str, dict[str, Any]]:
    """Read the list."""
    return tomllib.loads((ROOT / "tests/seeds.toml").read_text("utf-8"))


def page() -> str:
    """Write the page."""
    entries = seeds()
    parts = [HEAD]
    for name, (title, _) in DOCUMENTS.items():
        lines = [f"## {name}. {title}", "", "| | asks for | functions | notebook | tests |"]
        lines.append("|" + "---|" * 5)
        lines += [_row(one, entries[one]) for one in IDS if one.split("-")[0] == name]
        parts.append("\n".join(lines) + "\n")
    rest = [f"- **{name}**: {entry['open']}" for name, entry in entries.items() if "open" in entry]
    if rest:
        parts.append("## Not served yet\n\n" + "\n".join(rest) + "\n")
    return "\n".join(parts)


def _row(name: str, entry: dict[str, Any]) -> str:
    functions = ", ".join(f"`{function}`" for function in entry["functions"])
    tests = "<br>".join(f"`{_short(test)}`" for test in entry["tests"])
    asks = entry["asks"] + (" (partly)" if "open" in entry else "")
    return f"| {name} | {asks} | {functions} | `{entry['notebook']}` | {tests} |"


def _short(test: str) -> str:
    return test.removeprefix("tests/")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
