"""Write ``glossary.md`` from netcoop's own words: ``python docs/make_glossary.py``.

A test holds that the page is what this makes, so that words and page cannot part.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import netcoop as nc
from netcoop._core.texts import text
from netcoop.metrics import METRICS
from netcoop.records.schema import TABLES
from netcoop.reports.glossary import TERMS

PAGE = Path(__file__).with_name("glossary.md")

HEAD = """# Glossary, in English and Czech

Words as netcoop uses them: in its reports, on its maps and in these pages. Each stands for one
thing. Written by `docs/make_glossary.py` from the words in the program, so that page and program
agree; the [concepts](concepts.md) have a page for each noun.
"""

# Words of these pages that the reports do not explain.
WORDS = (
    ("record", "záznam", "One row of what somebody wrote down."),
    ("attendance", "účast", "Who was at which meeting; also affiliation."),
    ("layer", "vrstva", "All ties of one kind: meetings, referrals, contacts, claims, agreements."),
    ("region", "území", "An area of the records, usually a municipality with extended powers."),
    ("phase", "fáze", "A span of time with a meaning: before, during, after."),
    ("period", "období", "Any span of time."),
    ("sector", "resort, obor", "The field a kind of actor belongs to: education, justice, health."),
    ("kind", "druh", "What sort of actor or meeting it is, a code of the vocabulary."),
    ("flag", "příznak", "One word on how far a number can be trusted."),
    ("isolate", "izolovaný aktér", "An actor without ties in the records."),
    ("facilitated", "facilitované", "Of a meeting: called or led by a facilitator."),
    ("panel", "panel", "A table with one row for each region and phase."),
    ("treated", "zapojené území", "A region that took part in a pilot."),
    ("threshold", "práh", "The smallest count that is shown."),
)

# What Czech abbreviations stand for, where the vocabulary has no entry of its own.
SHORT = (
    ("ORP", "obec s rozšířenou působností", "municipality with extended powers; there are 206"),
    ("kraj", "kraj", "region of the state; there are 14, with Prague"),
    ("SPOD", "sociálně-právní ochrana dětí", "child protection (Act 359/1999)"),
    ("OSPOD", "orgán sociálně-právní ochrany dětí", "office for child protection"),
    ("KÚ", "krajský úřad", "regional authority"),
    ("MPSV", "Ministerstvo práce a sociálních věcí", "Ministry of Labour and Social Affairs"),
    ("PMS", "Probační a mediační služba", "Probation and Mediation Service"),
    ("SAS", "sociálně aktivizační služba pro rodiny s dětmi", "family support service"),
    ("KPSS", "komunitní plánování sociálních služeb", "community planning of social services"),
    ("IPOD", "individuální plán ochrany dítěte", "individual plan for the protection of a child"),
    ("NRP", "náhradní rodinná péče", "foster and other substitute family care"),
    ("IČO", "identifikační číslo osoby", "number of a legal person in public registers"),
)


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Lay out rows as a table of Markdown."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in lines
    )


def codes(kind: str) -> str:
    """List one vocabulary: code, English, Czech."""
    czech = nc.vocabulary(kind, "cs").set_index("code")["label"]
    rows = (
        (f"`{row.code}`", row.label, czech[row.code]) for row in nc.vocabulary(kind).itertuples()
    )
    return table(("code", "English", "Czech"), rows)


def page() -> str:
    """Put the page together."""
    terms = (
        (word, text(word, "cs"), meaning, text(meaning, "cs")) for word, meaning in TERMS.items()
    )
    more = (row for row in WORDS if row[0] not in TERMS)
    numbers = ((f"`{m.name}`", text(m.label, "en"), text(m.label, "cs")) for m in METRICS.values())
    names = ((f"`{name}`", ", ".join(entry.aliases)) for name, entry in TABLES.items())
    parts = [
        HEAD,
        "## Words of the reports\n",
        table(("English", "Czech", "what it means", "co to znamená"), terms),
        "\n## More words of these pages\n",
        table(("English", "Czech", "what it means"), more),
        "\n## Abbreviations\n",
        table(("short", "Czech", "English"), SHORT),
        "\n## Tables of records\n",
        "Names by which a sheet is recognised; its columns: [records](records.md#the-tables).\n",
        table(("table", "also called"), names),
        "\n## Numbers\n",
        table(("name", "English", "Czech"), numbers),
    ]
    for title, kind in VOCABULARIES.items():
        parts += [f"\n## {title}\n", codes(kind)]
    # The checker of spelling takes this code for English.
    own = "`PLATFORMA` |"  # codespell:ignore platforma
    return "\n".join(parts).replace(own, own + " <!-- codespell:ignore platforma -->") + "\n"


VOCABULARIES = {
    "Kinds of meetings": "meeting",
    "Channels": "channel",
    "Roles at a meeting": "role",
    "Outcomes of a referral": "outcome",
    "Needs": "need",
    "Kinds of actors": "actor",
}

if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
