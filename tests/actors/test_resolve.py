"""Who is who: exact, by alias, or an actor of its own; never a guess."""

from __future__ import annotations

import pandas as pd
import pytest

import netcoop as nc
from netcoop.errors import RecordError


def records(**tables: pd.DataFrame) -> nc.Records:
    return nc.read_records(tables)


REGISTER = pd.DataFrame(
    {
        "actor_id": ["o1", "s1", "s2", "z1"],
        "name": ["OSPOD Brod", "Charita Brod", "Charita Telč", "ZŠ Lipová"],
        "aliases": ["OSPOD HB|Městský úřad Brod – OSPOD", "Charita", "Charita", None],
        "kind": ["OSPOD", "CHARITA", "CHARITA", "ZS"],
    }
)


def test_names_aliases_and_ids_lead_to_the_actor() -> None:
    meetings = pd.DataFrame(
        {"actor": ["ospod  hb", "OSPOD Brod", "o1", "ZŠ lipová"], "meeting_id": list("1234")}
    )
    resolved = nc.resolve_actors(records(meetings=meetings, actors=REGISTER))
    assert resolved.meetings["actor"].tolist() == ["o1", "o1", "o1", "z1"]
    assert resolved.meetings["actor_written"].tolist() == [
        "ospod hb",
        "OSPOD Brod",
        "o1",
        "ZŠ lipová",
    ]
    assert resolved.actors["name_status"].eq("register").all()
    assert resolved.problems.empty


def test_unknown_and_ambiguous_names_stay_apart_and_are_reported() -> None:
    meetings = pd.DataFrame({"actor": ["Charita", "Brand New"], "meeting_id": ["1", "1"]})
    resolved = nc.resolve_actors(records(meetings=meetings, actors=REGISTER))
    assert resolved.meetings["actor"].tolist() == ["Charita", "Brand New"]
    found = resolved.problems.set_index("value")["code"].to_dict()
    assert found == {"Charita": "ambiguous_actor", "Brand New": "new_actor"}
    counts = resolved.actors["name_status"].value_counts().to_dict()
    assert counts == {"register": 4, "ambiguous": 1, "new": 1}


def test_diacritics_tell_names_apart() -> None:
    meetings = pd.DataFrame({"actor": ["Lípa", "Lipa"], "meeting_id": ["1", "1"]})
    assert nc.resolve_actors(records(meetings=meetings)).meetings["actor"].nunique() == 2


def test_sector_follows_from_the_kind() -> None:
    resolved = nc.resolve_actors(records(actors=REGISTER))
    assert resolved.actors.set_index("actor_id")["sector"].to_dict() == {
        "o1": "spod", "s1": "ngo", "s2": "ngo", "z1": "education",
    }  # fmt: skip


def test_repeated_rows_of_the_register_are_reported() -> None:
    twice = pd.concat([REGISTER, REGISTER.head(1)])
    resolved = nc.resolve_actors(records(actors=twice))
    assert len(resolved.actors) == 4
    assert resolved.problems["code"].tolist() == ["repeated_actor"]


def test_ids_that_differ_only_in_case_are_refused() -> None:
    with pytest.raises(RecordError, match="a1, A1"):
        nc.resolve_actors(records(actors=pd.DataFrame({"actor_id": ["a1", "A1"]})))


def test_referrals_to_oneself_are_reported_once_names_are_known() -> None:
    referrals = pd.DataFrame({"source": ["OSPOD HB", "o1"], "target": ["OSPOD Brod", "z1"]})
    resolved = nc.resolve_actors(records(referrals=referrals, actors=REGISTER))
    assert resolved.problems["code"].tolist() == ["self_referral"]


def test_conveners_are_looked_up_but_make_no_actor() -> None:
    meetings = pd.DataFrame({"actor": ["A"], "meeting_id": ["1"], "convener": ["Ministry"]})
    resolved = nc.resolve_actors(records(meetings=meetings))
    assert resolved.actors["actor_id"].tolist() == ["A"]
    assert resolved.meetings["convener"].tolist() == ["Ministry"]
