"""The reporting checklist: all items of GRAND, filled in from the network."""

from __future__ import annotations

import json

import pandas as pd
import pytest

import netcoop as nc
from netcoop.actors import resolve_actors
from netcoop.network import build_network, disclose
from netcoop.reports.checklist import ITEMS, checklist
from netcoop.reports.checklist_facts import network_facts
from netcoop.reports.document import Section, Table
from netcoop.ties import Weighting

MEETINGS = pd.DataFrame(
    {
        "meeting_id": list("111223"),
        "date": ["2024-03-05"] * 3 + ["2024-05-09"] * 2 + ["2024-06-01"],
        "actor": ["OSPOD", "ZŠ Lipová", "PMS", "OSPOD", "ZŠ Lipová", "PMS"],
    }
)
REFERRALS = pd.DataFrame(
    {"source": ["OSPOD", "ZŠ Lipová"], "target": ["PMS", "PMS"], "count": [3, 8],
     "date": ["2023-11-03", "2024-03-03"]}
)  # fmt: skip
# The items of GRAND v1.0, as its form at www.grand-statement.org lists them.
GRAND = [
    *(f"1.{n}" for n in range(1, 8)),
    *(f"2.{n}" for n in range(1, 6)),
    *(f"3.{n}" for n in range(1, 8)),
    *(f"4.{n}" for n in range(1, 7)),
]


def answers(section: Section) -> dict[str, str]:
    tables = [block for block in section.blocks if isinstance(block, Table)][:4]
    return {str(row[0]).split()[0]: str(row[2]) for table in tables for row in table.rows}


def made(lang: str = "en", weighting: Weighting | None = None, **tables: pd.DataFrame) -> Section:
    records = resolve_actors(nc.read_records(tables, key="k"))
    net = disclose(build_network(records, weighting=weighting))
    return checklist(network_facts(net, records, {"draws": None, "rng": 7}), lang)


def test_every_item_is_answered() -> None:
    assert [item.number for item in ITEMS] == GRAND
    for lang in ("en", "cs"):
        found = answers(made(lang, meetings=MEETINGS, referrals=REFERRALS))
        assert list(found) == GRAND
        assert all(found.values())


def test_the_answers_are_those_of_the_network() -> None:
    found = answers(made(meetings=MEETINGS, referrals=REFERRALS))
    assert found["1.5"] == "March 2024 – June 2024; referrals 2023–2024."
    assert found["2.2"] == "3 actors."
    assert found["3.7"] == "3 tied pairs (meetings 3, referrals 2)."
    # Two of the three pairs met once among three, one also once alone.
    assert "mean 0.83, standard deviation 0.58, 0.50 to 1.50" in found["3.3"]
    assert "2.50 to 8.00" in found["3.3"]
    assert found["4.6"].startswith("No tie was made up. The number of referrals of 1 tie is hidden")
    assert found["2.4"].startswith("Not known")
    assert "Not known" in found["1.2"]


def test_a_register_shows_who_never_turned_up() -> None:
    register = pd.DataFrame({"name": ["OSPOD", "ZŠ Lipová", "PMS", "PPP Jihlava"]})
    found = answers(made(meetings=MEETINGS, actors=register))
    assert found["2.4"] == "1 of 4 actors has no tie in the records."
    assert found["4.1"].startswith("Not needed")


def test_a_directed_network_says_so() -> None:
    found = answers(made(referrals=REFERRALS))
    assert found["3.2"].startswith("Directed")
    assert found["4.1"] == "No."
    assert found["4.3"].startswith("No;")
    assert found["1.5"] == "referrals 2023–2024."


def test_no_month_of_referrals_and_no_hidden_number_is_told() -> None:
    said = repr(made(meetings=MEETINGS, referrals=REFERRALS))
    assert "November" not in said
    assert " 3.00" not in said
    assert "11.00" not in said


def test_large_meetings_set_apart_are_counted() -> None:
    found = answers(made(weighting=Weighting(max_size=2), meetings=MEETINGS))
    assert "1 large meeting makes no ties." in found["4.4"]


def test_settings_stand_at_the_end() -> None:
    section = made(meetings=MEETINGS)
    table = section.blocks[-1]
    assert isinstance(table, Table)
    values = dict(table.rows)  # type: ignore[arg-type]
    assert values["netcoop version"] == nc.__version__
    assert values["seed of what is random"] == "7"


def test_facts_are_plain_values() -> None:
    records = resolve_actors(nc.read_records({"meetings": MEETINGS}, key="k"))
    facts = network_facts(disclose(build_network(records)), records)
    assert json.loads(json.dumps(facts)) == facts


@pytest.mark.parametrize("lang", ["cs", "en"])
def test_no_raw_code_is_written(lang: str) -> None:
    said = repr(made(lang, meetings=MEETINGS, referrals=REFERRALS))
    for code in ("one_sided", "newman", "half_life", "layer_weights", "'referral'"):
        assert code not in said
