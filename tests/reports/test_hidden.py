"""What was hidden: told without a hidden value, and loudly where nothing is."""

from __future__ import annotations

import pandas as pd
import pytest

import netcoop as nc
from netcoop.actors import resolve_actors
from netcoop.network import build_network, disclose
from netcoop.records import Records
from netcoop.reports.document import Paragraph, Table
from netcoop.reports.hidden import HiddenList, hidden_list

MEETINGS = pd.DataFrame(
    {
        "meeting_id": list("111222"),
        "actor": ["OSPOD Brno", "MUDr. Karel Skrytý", "ZŠ (Jana Tajná)"] * 2,
        "Jméno dítěte": ["Eliška Ukrytá", "Ota", "Iva", "Eva", "Jan", "Petr"],
        "e-mail Jany Zamlčené": ["a@tajne.cz"] * 6,
        "spis": ["4711"] * 6,
        "pozn": ["šikana"] * 6,
    }
)
REFERRALS = pd.DataFrame(
    {
        "source": ["OSPOD Brno"] * 2,
        "target": ["ZŠ Lipová", "ZŠ Lipová (Ivo Dopsaný)"],
        "count": [3, 1],
        "klient": ["Ema Schovaná", "Jan Schovaný"],
    }
)


def found(threshold: int = 5, key: str | None = "k", **tables: pd.DataFrame) -> HiddenList:
    records = resolve_actors(nc.read_records(tables, key=key))
    net = disclose(build_network(records), threshold=threshold)
    return hidden_list(records, net, threshold=threshold, lang="en")


def everything(part: HiddenList) -> str:
    return repr(part.section()) + "".join(frame.to_csv() for frame in part.tables().values())


def counts(part: HiddenList, code: str) -> list[str]:
    return [item.n for item in part.items if item.what == code]


@pytest.mark.parametrize("threshold", [1, 5])
def test_no_hidden_value_can_be_read(threshold: int) -> None:
    said = everything(found(threshold, meetings=MEETINGS, referrals=REFERRALS))
    for secret in (
        "Skryt", "Tajn", "Ukryt", "Eliška", "Zamlčen", "tajne", "4711", "šikana", "Dopsan",
        "Schovan",
    ):  # fmt: skip
        assert secret not in said


def test_every_column_that_was_dropped_is_listed() -> None:
    part = found(meetings=MEETINGS, referrals=REFERRALS)
    dropped = [(item.table, item.column) for item in part.items if item.what == "personal_data"]
    assert set(dropped) == {
        ("meetings", "Jméno dítěte"),
        ("meetings", "pozn"),
        ("meetings", "…"),
        ("referrals", "klient"),
    }


def test_nothing_is_counted_in_referrals_and_little_elsewhere() -> None:
    part = found(meetings=MEETINGS, referrals=REFERRALS)
    assert all(not item.n for item in part.items if item.table == "referrals")
    assert counts(part, "person_pseudonym") == ["<5"]
    more = pd.concat([MEETINGS] * 3, ignore_index=True)
    assert counts(found(meetings=more), "person_pseudonym") == ["6"]


def test_hidden_ties_are_counted_as_the_map_shows_them() -> None:
    part = found(meetings=MEETINGS, referrals=REFERRALS)
    assert counts(part, "small_ties") == ["1"]
    assert counts(part, "metrics") == [""]
    large = REFERRALS.assign(count=[30, 10])
    assert counts(found(referrals=large), "small_ties") == ["0"]
    assert counts(found(referrals=large), "metrics") == []
    assert counts(found(meetings=MEETINGS), "small_ties") == []


def test_the_list_does_not_depend_on_hidden_numbers() -> None:
    one, other = (
        everything(found(meetings=MEETINGS, referrals=REFERRALS.assign(count=given)))
        for given in ([3, 1], [1, 1])
    )
    assert one == other


def test_a_threshold_of_one_says_loudly_that_hiding_is_off() -> None:
    first, *_ = found(1, meetings=MEETINGS, referrals=REFERRALS).section().blocks
    assert isinstance(first, Paragraph)
    assert first.kind == "box"
    assert "HIDING IS OFF" in first.words
    table = found(1, meetings=MEETINGS, referrals=REFERRALS).table()
    done = {row[0]: row[2] for row in table.rows}
    assert done["ties of few referrals"] == "NOT HIDDEN: the threshold is 1"
    first, *_ = found(5, meetings=MEETINGS, referrals=REFERRALS).section().blocks
    assert isinstance(first, Paragraph)
    assert first.kind == "plain"


def test_it_says_whether_there_was_a_key() -> None:
    assert found(meetings=MEETINGS, key="k").key is True
    assert found(meetings=MEETINGS, key=None).key is False
    plain = pd.DataFrame({"actor": ["OSPOD", "PMS"], "meeting_id": "1"})
    assert found(meetings=plain, key=None).key is None


def test_a_report_without_network_can_list_it_too() -> None:
    records = nc.read_records({"meetings": MEETINGS, "referrals": REFERRALS}, key="k")
    part = hidden_list(records, None, threshold=5, lang="cs")
    assert counts(part, "small_ties") == []
    assert all(isinstance(block.caption, str) for block in part.section().blocks
               if isinstance(block, Table))  # fmt: skip


def test_tables_are_narrow_and_their_columns_explained() -> None:
    section = found(meetings=MEETINGS, referrals=REFERRALS).section()
    tables = [block for block in section.blocks if isinstance(block, Table)]
    assert len(tables) == 2
    for table in tables:
        assert len(table.columns) <= 6
        assert all(column.meaning for column in table.columns)


def test_hidden_csv_is_in_words() -> None:
    frame = found(meetings=MEETINGS).tables()["hidden.csv"]
    assert list(frame) == [
        "step", "what", "table", "file", "sheet", "column", "how many", "what was done", "why",
    ]  # fmt: skip
    assert set(frame["step"]) == {"while reading", "in the results"}
    assert "column of personal data" in set(frame["what"])
    assert (
        not frame[["step", "what", "table"]].apply(lambda one: one.str.contains("_")).any(axis=None)
    )
    records = nc.read_records({"meetings": MEETINGS}, key="k")
    czech = hidden_list(records, None, threshold=5, lang="cs").tables()["hidden.csv"]
    # As many columns as in English: no two have one heading.
    assert len(set(czech)) == len(set(frame))


def test_referrals_are_spoken_of_only_where_they_are_counted() -> None:
    records = resolve_actors(nc.read_records({"meetings": MEETINGS, "referrals": REFERRALS}))
    net = disclose(build_network(records, layers="meeting"), threshold=5)
    for threshold in (5, 1):
        for given in (net, None):
            part = hidden_list(records, given, threshold=threshold, lang="en")
            said = repr([b for b in part.section().blocks if not isinstance(b, Table)])
            said = said.replace("it counts no referrals", "")
            assert "referral" not in said + repr(part.table())
            assert not {"small_ties", "metrics", "totals"} & {item.what for item in part.items}
    assert "referrals" in repr(found(meetings=MEETINGS, referrals=REFERRALS).table())


def test_records_made_by_hand_work() -> None:
    sheet = pd.DataFrame({"actor": ["A", "B"], "meeting_id": ["1", "1"]})
    part = hidden_list(Records(meetings=sheet), None, threshold=5, lang="en")
    assert [item.what for item in part.items] == ["meeting_days", "free_text"]
