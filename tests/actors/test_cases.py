"""A table of written names, and what must become of each."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

import netcoop as nc

TABLE = Path(__file__).with_name("cases_names.csv")
CASES = list(csv.DictReader(TABLE.read_text("utf-8").splitlines()))
# What a register says of the actors that the cases lead to.
REGISTER = pd.DataFrame(
    {case["registered"]: case for case in CASES if case["registered"] and case["kind"]}.values()
)
# "DD" is settled by the register alone.
REGISTER.loc[REGISTER["registered"] == "Dětský domov Pod Lipou", "place"] = "Havlíčkův Brod"


def review_of(case: dict[str, str], register: bool) -> pd.Series:
    sheet = {"actor": [case["raw"]], "region": [case["region"] or None], "meeting_id": ["1"]}
    meetings = pd.DataFrame(sheet).astype({"region": "str"})
    actors = REGISTER[["registered", "kind", "place"]].replace("", None)
    actors = actors.set_axis(["name", "kind", "region"], axis=1)
    records = nc.Records(meetings=meetings, actors=actors if register else None)
    return nc.match_names(records).to_frame().iloc[0]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['raw']}/{case['region']}")
def test_status_and_actor_with_a_register(case: dict[str, str]) -> None:
    found = review_of(case, register=True)
    assert found["status"] == case["status"], found["why"]
    if case["registered"]:
        assert found["name"] == case["registered"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['raw']}/{case['region']}")
def test_kind_and_place_without_a_register(case: dict[str, str]) -> None:
    found = review_of(case, register=False)
    assert found[["kind", "place"]].fillna("").tolist() == [case["kind"], case["place"]]
    settled = {"ambiguous", "not_an_actor", "person"}
    if case["status"] in settled and case["raw"] != "3. ZŠ":
        assert found["status"] == case["status"]
