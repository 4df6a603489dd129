"""Who is named in the records and was at no meeting."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import netcoop as nc
from netcoop._core.texts import LANGUAGES
from netcoop.errors import ArgumentError, RecordError
from netcoop.gaps.flow.mentioned import COLUMNS, missing_actors
from tests.gaps.region import region_records

MEETINGS = pd.DataFrame(
    [
        ("1", "2024-01-10", "office", "participant", "held", "court"),
        ("1", "2024-01-10", "school", "participant", "held", "court"),
        ("1", "2024-01-10", "police", "excused", "held", "court"),
        ("2", "2024-02-10", "office", "participant", "held", None),
        ("2", "2024-02-10", "police", "excused", "held", None),
        ("3", "2024-03-10", "counsel", "participant", "planned", None),
    ],
    columns=["meeting_id", "date", "actor", "role", "status", "convener"],
)
REFERRALS = pd.DataFrame(
    [
        ("office", "doctor", 2),
        ("school", "doctor", 1),
        ("office", "police", 9),
        ("doctor", "school", 1),
    ],
    columns=["source", "target", "count"],
)
CLAIMS = pd.DataFrame(
    [("office", "club"), ("school", "club"), ("club", "club"), ("doctor", "club")],
    columns=["respondent", "target"],
)
SERVICES = pd.DataFrame(
    [("club", "SS_NZDM", "Jihlava"), ("stranger", "SS_SAS", "Jihlava")],
    columns=["actor", "service", "region"],
)
NAMES = ["office", "school", "police", "court", "counsel", "doctor", "club", "silent"]
REGISTER = pd.DataFrame(
    {
        "actor_id": NAMES,
        "name": [f"The {name}" for name in NAMES],
        "kind": ["OSPOD", "ZS", "PCR", "SOUD", "PPP", "PLDD", "SS_NZDM", "MS"],
        "person": [name == "doctor" for name in NAMES],
        "region": "Jihlava",
    }
)


def records(**tables: Any) -> nc.Records:
    given = {
        "meetings": MEETINGS, "referrals": REFERRALS, "claims": CLAIMS, "services": SERVICES,
        "actors": REGISTER,
    }  # fmt: skip
    return nc.Records(**{**given, **tables})


def test_by_hand() -> None:
    found = missing_actors(records(), "en").set_index("actor_id")
    # Three others name the club; its own answer about itself is none.
    assert found["by"].to_dict() == {
        "club": 3, "PLDD 1": 2, "police": 1, "counsel": 0, "court": 0, "stranger": 0,
    }  # fmt: skip
    assert found["mentioned_in"].to_dict() == {
        "club": "claims|services", "PLDD 1": "referrals|claims", "police": "referrals|meetings",
        "counsel": "meetings", "court": "meetings", "stranger": "services",
    }  # fmt: skip
    # Rows of the claims, services and meetings; how many referrals there were is not told.
    assert found["mentions"].to_dict() == {
        "club": 5, "PLDD 1": 1, "police": 2, "counsel": 1, "court": 3, "stranger": 1,
    }  # fmt: skip
    assert found["excused"].to_dict()["police"] == 2
    assert found["excused"].sum() == 2
    assert found["in_register"].to_dict() == dict.fromkeys(found.index, True) | {"stranger": False}
    assert found.loc["club", ["name", "kind", "region"]].tolist() == [
        "The club", "SS_NZDM", "Jihlava",
    ]  # fmt: skip


def test_who_met_or_is_named_nowhere_is_not_listed() -> None:
    listed = set(missing_actors(records())["actor_id"])
    assert listed.isdisjoint({"office", "school", "silent"})


def test_sentences() -> None:
    told = missing_actors(records(), "en").set_index("actor_id")["sentence"]
    assert told["club"].startswith(
        "The club: mentioned in the records (survey answers, services) by 3 other actors; at no "
        "meeting in the records. The records there are: 2 meetings, referrals"
    )
    assert (
        "by 1 other actor; at no meeting in the records. Excused from 2 meetings."
        in (told["police"])
    )
    assert told["stranger"].startswith("stranger: mentioned in the records (services); at no ")
    for lang in LANGUAGES:
        assert missing_actors(records(), lang)["sentence"].str.len().gt(30).all()


def test_a_single_person_has_no_name() -> None:
    assert "octor" not in missing_actors(records()).to_csv()
    assert "octor" not in missing_actors(records(), "cs").to_csv()
    person = SERVICES.assign(actor=["club", "Jana Vzorová"])
    assert "Vzorov" not in missing_actors(records(services=person)).to_csv()


def test_conveners_who_were_not_there_and_agreements() -> None:
    agreements = pd.DataFrame({"source": ["court"], "target": ["office"]})
    found = missing_actors(records(agreements=agreements)).set_index("actor_id")
    assert found.loc["court", "mentioned_in"] == "agreements|meetings"
    assert found.loc["court", "by"] == 1


def test_nobody_is_missing() -> None:
    met = MEETINGS.query("actor in ['office', 'school']").drop(columns="convener")
    found = missing_actors(nc.Records(meetings=met, actors=REGISTER))
    assert found.empty
    assert tuple(found.columns) == COLUMNS


def test_order_of_rows_changes_nothing() -> None:
    turned = {
        "meetings": MEETINGS[::-1], "referrals": REFERRALS[::-1], "claims": CLAIMS[::-1],
        "services": SERVICES[::-1],
    }  # fmt: skip
    pd.testing.assert_frame_equal(missing_actors(records()), missing_actors(records(**turned)))


def test_without_meetings_nobody_can_have_been_met() -> None:
    planned = MEETINGS.assign(status="planned")
    for given in (nc.Records(referrals=REFERRALS), records(meetings=planned)):
        with pytest.raises(RecordError, match=r"No meeting that was held.*Add the table meetings"):
            missing_actors(given)
    with pytest.raises(RecordError, match="is not records"):
        missing_actors(MEETINGS)  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match="Language"):
        missing_actors(records(), "de")


def test_the_region_and_the_example_data() -> None:
    assert missing_actors(region_records())["actor_id"].tolist() == ["doctor", "psychiatrist"]
    found = missing_actors(nc.datasets.load("havlickuv_brod")).set_index("actor_id")
    # The shelter was not invited; the only psychiatrist is a single person, and was excused.
    assert found["by"].to_dict() == {"ad-podkrovi": 2, "PEDOPSY 1": 1}
    assert found.loc["PEDOPSY 1", "excused"] == 1
