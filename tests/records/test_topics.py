"""Topics: who sat at which, who asked for which, and what is announced beside what is named."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import netcoop as nc
from netcoop.errors import ArgumentError
from netcoop.records.topics import topic_table, topics_in

SHEET = {
    "actor": ["office", "school", "court", "office", "police"],
    "meeting_id": ["1", "1", "1", "2", "3"],
    "topic": ["Foster care; GDPR"] * 3 + ["gdpr | files", "files"],
    "role": ["participant", "participant", "excused", "participant", "participant"],
    "status": ["held"] * 4 + ["planned"],
    "asked": ["GDPR", None, "GDPR|files", None, None],
}


def meetings(**columns: object) -> nc.Records:
    return nc.Records(meetings=pd.DataFrame(SHEET | columns))


def test_who_sat_at_which_topic_is_counted_by_meeting() -> None:
    table = topic_table(meetings())
    # Named by two actors first; of the spellings the one of most rows. The excused court and the
    # planned meeting of the police do not count.
    assert table.to_dict("index") == {
        "office": {"GDPR": 2, "Foster care": 1, "files": 1},
        "school": {"GDPR": 1, "Foster care": 1, "files": 0},
    }
    assert list(table) == ["Foster care", "GDPR", "files"]
    everyone = topic_table(meetings(), present=False)
    assert everyone.loc["court"].to_dict() == {"Foster care": 1, "GDPR": 1, "files": 0}
    assert everyone.at["police", "files"] == 1


def test_who_was_excused_may_have_asked_and_who_said_nothing_is_not_there() -> None:
    table = topic_table(meetings(), "asked")
    assert table.to_dict("index") == {
        "court": {"GDPR": 1, "files": 1},
        "office": {"GDPR": 1, "files": 0},
    }
    assert topic_table(meetings(), "asked", present=True).index.tolist() == ["office"]


def test_a_topic_twice_in_a_meeting_counts_once() -> None:
    twice = meetings(topic=["GDPR; gdpr"] * 5, role=["guest"] * 5, actor=["office"] * 5)
    assert topic_table(twice).at["office", "GDPR"] == 2


def test_answers_of_a_survey_count_by_day() -> None:
    claims = pd.DataFrame(
        {
            "respondent": list("AAAB"),
            "target": list("BCBA"),
            "wishes": ["school; files", "school; files", "school", None],
            "date": ["2018-06-01", "2018-06-01", "2019-06-01", "2018-06-01"],
        }
    )
    table = topic_table(nc.Records(claims=claims), "wishes", table="claims")
    assert table.to_dict("index") == {"A": {"files": 1, "school": 2}}


def test_cells_are_taken_apart_at_marks_but_not_at_commas() -> None:
    assert topics_in("a, b; c|d\ne;;") == ["a, b", "c", "d", "e"]
    assert topics_in(None) == topics_in(" ; ") == []


def test_letters_of_other_alphabets_are_topics() -> None:
    assert topics_in("школа; суд") == ["школа", "суд"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"column": "topics"}, "Did you mean 'topic'"),
        ({"table": "needs"}, "meetings, claims"),
        ({"table": "claims"}, "has no column"),
        ({"column": "feedback"}, "has no column"),
        ({"column": "empty"}, "names a topic"),
        ({"present": "no"}, "present"),
    ],
)
def test_bad_arguments_say_the_remedy(arguments: dict[str, object], said: str) -> None:
    with pytest.raises(ArgumentError, match=said):
        topic_table(meetings(empty=[None] * 5), **arguments)  # type: ignore[arg-type]


def test_south_moravia_asked_for_five_topics() -> None:
    records = nc.resolve_actors(nc.datasets.load("south_moravia"))
    table = topic_table(records, "topics_asked_for")
    rows = records.tables["meetings"].dropna(subset="topics_asked_for")
    by_hand = rows.set_index("actor")["topics_asked_for"].str.get_dummies("|")
    assert table.shape == by_hand.shape == (21, 5)
    assert table[list(by_hand)].to_dict("index") == by_hand.to_dict("index")


# -- announced and named -------------------------------------------------------------------------


def read(folder: Path, csv: str) -> pd.DataFrame:
    (folder / "meetings.csv").write_text(csv, "utf-8")
    found = nc.read_records(folder, key="x").problems
    return found[found["code"].eq("topics_disagree")].reset_index(drop=True)


def test_six_announced_and_five_named_is_a_finding_and_nothing_is_lost() -> None:
    records = nc.datasets.load("south_moravia")
    found = records.problems.query("code == 'topics_disagree'")
    assert found[["table", "column", "value", "severity"]].to_numpy().tolist() == [
        ["meetings", "topics_announced", "6 / 5", "info"]
    ]
    line = Path(nc.__file__).parents[1] / "datasets/south_moravia/meetings.csv"
    first = next(n for n, row in enumerate(line.read_text("utf-8").splitlines(), 1)
                 if row.startswith("OS-1"))  # fmt: skip
    assert found["row"].tolist() == [first]


def test_topics_over_the_rows_of_a_meeting_are_taken_together(tmp_path: Path) -> None:
    head = "meeting_id,date,actor,topic,počet témat\n"
    found = read(
        tmp_path,
        head
        + "1,2024-01-09,A,škola; soud,3\n1,2024-01-09,B,Soud|spisy,\n"  # three: agrees
        + "2,2024-02-09,A,škola,2\n2,2024-02-09,B,,\n"  # two announced, one named
        + "3,2024-03-09,A,,4\n3,2024-03-09,B,,4\n",  # none named: nothing to compare
    )
    assert found["value"].tolist() == ["2 / 1"]
    assert found["row"].tolist() == [4]
    assert read(tmp_path, "meeting_id,actor,topic\n1,A,a; b\n").empty
