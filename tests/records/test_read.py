"""Reading: nothing is lost without a line that says so."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import netcoop as nc
from netcoop.errors import ArgumentError, NetcoopError, RecordError


def sheet(**columns: list[object]) -> nc.Records:
    return nc.read_records({"meetings": pd.DataFrame(columns)})


def codes(records: nc.Records) -> list[str]:
    return records.problems["code"].tolist()


def test_czech_headers_and_values(tmp_path: Path) -> None:
    path = tmp_path / "prezence.csv"
    path.write_bytes(
        "Datum;Účastník;Počet osob;Úloha\r\n15. 6. 2018;OSPOD Šlapanice;2,5;pořadatel\r\n".encode(
            "cp1250"
        )
    )
    meetings = nc.read_records(path).meetings
    row = meetings.iloc[0].to_dict()
    assert row["actor"] == "OSPOD Šlapanice"
    assert row["date"] == pd.Timestamp("2018-06-15")
    assert row["people"] == 2.5
    assert row["role"] == "organiser"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_encodings_and_separators(tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "meetings.csv"
    rows = ["actor", "meeting_id"], ["Příliš žluťoučký kůň", "1"]
    path.write_bytes("\n".join(separator.join(row) for row in rows).encode(encoding))
    assert nc.read_records(path).meetings["actor"].tolist() == ["Příliš žluťoučký kůň"]


def test_a_folder_with_every_kind_of_file(tmp_path: Path) -> None:
    rows = pd.DataFrame({"actor": ["A", "B"], "meeting_id": ["1", "1"]})
    rows.to_csv(tmp_path / "meetings.csv", index=False)
    pd.DataFrame({"od": ["A"], "komu": ["B"], "počet": [3]}).to_excel(
        tmp_path / "předání.xlsx", index=False, sheet_name="předání"
    )
    pd.DataFrame({"actor_id": ["A", "B", "C"]}).to_parquet(tmp_path / "actors.parquet")
    (tmp_path / "minutes.pdf").write_bytes(b"%PDF")
    (tmp_path / "README.md").write_text("notes")
    records = nc.read_records(tmp_path)
    assert repr(records).startswith("<Records: meetings 2, referrals 1, actors 3")
    assert records.referrals["count"].tolist() == [3]
    left_out = records.problems[records.problems["code"] == "file_not_read"]
    assert left_out["file"].tolist() == ["minutes.pdf"]


def test_rows_are_numbered_as_excel_does(tmp_path: Path) -> None:
    path = tmp_path / "meetings.csv"
    path.write_text("\nactor,date\nA,2024-01-01\n,2024-01-01\n\nB,31.6.2018\n")
    records = nc.read_records(path)
    found = records.problems.set_index("code")["row"]
    assert found["required_empty"].tolist() == [4, 6]  # row 6 has no date, so no meeting
    assert found["empty_row"] == 5
    assert found["bad_date"] == 6


def test_account_balances_and_values_are_reported() -> None:
    records = sheet(
        actor=["A", None, "B", "C"],
        meeting_id=["1", "1", "1", None],
        people=["2", "3", "mnoho", "1"],
    )
    account = records.account.iloc[0]
    assert (account["read"], account["kept"], account["dropped"]) == (4, 2, 2)
    bad = records.problems[records.problems["code"] == "bad_number"].iloc[0]
    assert (bad["column"], bad["value"], bad["severity"]) == ("people", "mnoho", "error")


cells = st.one_of(st.none(), st.text(max_size=6), st.floats(), st.integers(), st.booleans())


@given(st.lists(st.tuples(cells, cells, cells, cells), max_size=12))
def test_any_damage_leaves_the_account_balanced(rows: list[tuple[object, ...]]) -> None:
    frame = pd.DataFrame(rows, columns=["actor", "date", "meeting_id", "hours"], dtype="object")
    records = nc.read_records({"meetings": frame})
    account = records.account.iloc[0]
    # A cell may hold several actors, each of them a record.
    assert account["read"] == account["kept"] + account["dropped"] >= len(rows)
    assert len(records.meetings) == account["kept"]
    if "list_split" not in codes(records):
        assert account["read"] == len(rows)
        dropping = {"empty_row", "required_empty"}
        places = records.problems[records.problems["code"].isin(dropping)]["row"]
        assert places.nunique() == account["dropped"]
    nc.resolve_actors(records)


@given(st.binary(max_size=200), st.sampled_from([".csv", ".xlsx", ".parquet", ".ods", ".xls"]))
def test_any_bytes_raise_only_errors_that_name_the_file(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, ending: str
) -> None:
    path = tmp_path_factory.mktemp("any") / f"file{ending}"
    path.write_bytes(content)
    try:
        nc.read_records(path)
    except NetcoopError as error:
        message = str(error)
    else:
        message = path.name
    assert path.name in message


def test_personal_columns_never_enter() -> None:
    records = sheet(
        actor=["A", "B"],
        meeting_id=["1", "1"],
        **{
            "Jméno a příjmení": ["Jana Vzorová", "Petr Vzor"],
            "Kdo": ["jana@example.cz", "petr@example.cz"],
            "Ident": ["905101/1234", "015214/0005"],
            "Barva": ["modrá", "bílá"],
        },
    )
    assert set(records.meetings.columns) == {"actor", "meeting_id", "Barva"}
    assert codes(records).count("personal_data") == 3
    everything = records.problems.to_csv() + records.meetings.to_csv() + repr(records)
    for value in ("Vzor", "example.cz", "905101"):
        assert value not in everything


def test_missing_dates_are_kept_dropped_or_refused() -> None:
    frame = pd.DataFrame(
        {"actor": ["A", "B"], "meeting_id": ["1", "1"], "date": ["2024-01-01", None]}
    )
    kept = nc.read_records({"meetings": frame})
    assert len(kept.meetings) == 2
    assert "no_date" in codes(kept)
    dropped = nc.read_records({"meetings": frame}, on_missing_date="drop")
    assert len(dropped.meetings) == 1
    assert dropped.account["dropped"].tolist() == [1]
    with pytest.raises(
        RecordError, match=r"1 of 2 meetings have no date .*rows 2.*on_missing_date"
    ):
        nc.read_records({"meetings": frame}, on_missing_date="error")
    with pytest.raises(ArgumentError, match="Did you mean 'drop'"):
        nc.read_records({"meetings": frame}, on_missing_date="drp")


def test_meeting_numbers_are_made_where_missing() -> None:
    records = sheet(
        actor=["A", "B", "C"],
        date=["2024-01-01", "2024-01-01", "2024-01-01"],
        kind=["KULATY", "KULATY", "PORADA"],
    )
    assert records.meetings["meeting_id"].nunique() == 2
    assert codes(records) == ["meeting_id_made"]


def test_same_day_in_two_files_is_two_meetings(tmp_path: Path) -> None:
    for name in ("north", "south"):
        (tmp_path / f"{name}.csv").write_text("actor,date\nA,2024-01-01\nB,2024-01-01\n")
    assert nc.read_records(tmp_path).meetings["meeting_id"].nunique() == 2


def test_bad_counts_are_left_out_and_missing_ones_count_once() -> None:
    frame = pd.DataFrame(
        {"source": list("AAAA"), "target": list("BBBB"), "count": ["2", None, "-1", "x"]}
    )
    records = nc.read_records({"referrals": frame})
    assert records.referrals["count"].tolist() == [2, 1]
    assert codes(records) == ["bad_count", "bad_count"]


def test_all_faults_of_a_folder_at_once(tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text("colour,shape\nred,round\n")
    (tmp_path / "two.csv").write_text("actor,meeting_id\nA,1,extra\n")
    with pytest.raises(RecordError) as caught:
        nc.read_records(tmp_path)
    assert "two.csv" in str(caught.value)
    (tmp_path / "two.csv").write_text("size\n1\n")
    with pytest.raises(RecordError) as caught:
        nc.read_records(tmp_path)
    assert "one.csv" in str(caught.value)
    assert "two.csv" in str(caught.value)


def test_a_table_that_cannot_be_told_is_named_by_the_user(tmp_path: Path) -> None:
    path = tmp_path / "edges.csv"
    path.write_text("source,target\nA,B\n")
    with pytest.raises(RecordError, match=r"edges\.csv: cannot tell.*tables="):
        nc.read_records(path)
    assert len(nc.read_records(path, tables={"edges": "contacts"}).contacts) == 1
    with pytest.raises(ArgumentError, match="Did you mean 'contacts'"):
        nc.read_records(path, tables={"edges": "contact"})


def test_records_are_frozen() -> None:
    records = sheet(actor=["A"], meeting_id=["1"])
    frame = records.meetings
    frame.loc[0, "actor"] = "changed"
    assert records.meetings["actor"].tolist() == ["A"]
    with pytest.raises(AttributeError, match="cannot be changed"):
        records.meetings = frame


def test_records_made_by_hand_need_their_columns() -> None:
    with pytest.raises(RecordError, match=r"meetings lacks actor.*read_records"):
        nc.Records(meetings=pd.DataFrame({"organizace": ["A"], "datum": ["2024"]}))


@pytest.mark.parametrize("source", [None, [1], pd.DataFrame({"actor": ["A"]})])
def test_sources_of_another_kind_are_refused(source: object) -> None:
    with pytest.raises(ArgumentError, match="from a path, or from frames"):
        nc.read_records(source)
    with pytest.raises(ArgumentError, match="meetings is no pandas DataFrame"):
        nc.read_records({"meetings": source if isinstance(source, list) else None})


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="does not exist"):
        nc.read_records(tmp_path / "no")
    with pytest.raises(RecordError, match="no table of records"):
        nc.read_records(tmp_path)
    (tmp_path / "x.doc").write_bytes(b"x")
    with pytest.raises(RecordError, match=r"x\.doc: netcoop reads .*\.xlsx"):
        nc.read_records(tmp_path / "x.doc")


def test_further_numbers_of_regions_are_indicators() -> None:
    frame = pd.DataFrame(
        {"region": ["Brno", "Telč"], "children": ["1 200", "35,5"], "colour": ["a", "1"]}
    )
    regions = nc.read_records({"regions": frame}).regions
    assert regions["children"].tolist() == [1200.0, 35.5]
    assert regions["colour"].tolist() == ["a", "1"]


def test_problems_speak_czech() -> None:
    records = sheet(actor=["A"], meeting_id=["1"], people=["mnoho"])
    assert "není číslo" in records.problems_in("cs")["message"].iloc[0]


def test_columns_of_one_meaning_do_not_overwrite_each_other(tmp_path: Path) -> None:
    (tmp_path / "meetings.csv").write_text(
        "Organizace,actor,Actor,Datum,date\nA,B,C,1.1.2018,2.1.2018\n"
    )
    records = nc.read_records(tmp_path)
    assert records.meetings["actor"].tolist() == ["B"]
    assert records.meetings["date"].tolist() == [pd.Timestamp("2018-01-02")]
    kept = set(records.meetings.iloc[0].astype("str"))
    assert {"A", "C", "1.1.2018"} <= kept
    assert codes(records).count("unknown_column") == 3


def test_a_named_index_is_a_column() -> None:
    frame = pd.DataFrame({"actor": list("ABC")}, index=pd.Index([1, 1, 2], name="meeting_id"))
    assert nc.read_records({"meetings": frame}).meetings["meeting_id"].tolist() == ["1", "1", "2"]


@pytest.mark.parametrize(
    ("count", "code"),
    [
        ("1,000", "ambiguous_count"),
        ("1.000", "ambiguous_count"),
        ("9" * 20, "bad_count"),
        ("1 000 000 000 000 000 000", "bad_count"),
    ],
)
def test_a_count_that_can_be_read_two_ways_is_not_read(count: str, code: str) -> None:
    frame = pd.DataFrame({"source": ["A"], "target": ["B"], "count": [count]})
    records = nc.read_records({"referrals": frame})
    assert records.referrals.empty
    assert codes(records) == [code]


@pytest.mark.parametrize(
    "day",
    [
        "2018-01-02 14:30",
        "2018-01-02T09:00:00+01:00",
        "2. 1. 2018 9:00",
        pd.Timestamp("2018-01-02 09:15"),
    ],
)
def test_a_time_of_day_is_no_harm(day: object) -> None:
    frame = pd.DataFrame({"actor": ["A"], "date": pd.Series([day], dtype="object")})
    assert nc.read_records({"meetings": frame}).meetings["date"].tolist() == [
        pd.Timestamp("2018-01-02")
    ]


def test_what_is_no_table_of_records_is_left_out_and_said(tmp_path: Path) -> None:
    (tmp_path / "meetings.csv").write_text("actor,meeting_id\nA,1\n")
    (tmp_path / "budget.csv").write_text("item,price\npaper,5\n")
    found = nc.read_records(tmp_path).problems
    assert found[["code", "file"]].to_numpy().tolist() == [["table_not_recognised", "budget.csv"]]


def test_a_workbook_goes_by_its_name_too(tmp_path: Path) -> None:
    frame = pd.DataFrame({"source": ["A"], "target": ["B"]})
    frame.to_excel(tmp_path / "referrals.xlsx", index=False)
    assert len(nc.read_records(tmp_path).referrals) == 1
    with pytest.raises(ArgumentError, match="Did you mean 'referrals'"):
        nc.read_records(tmp_path, tables={"referal": "contacts"})


def test_utf16_and_stranger_headers_of_persons(tmp_path: Path) -> None:
    (tmp_path / "meetings.csv").write_text(
        "actor;meeting_id;Jméno účastníka;Tel.;Rodné č.;Zapsal\n"
        "Škola;1;Jan;777 123 456;8501011234;606 111 222\n",
        "utf-16",
    )
    assert set(nc.read_records(tmp_path).meetings.columns) == {"actor", "meeting_id"}


def test_findings_keep_no_personal_value() -> None:
    records = sheet(
        actor=["A", "B"], meeting_id=["1", "1"], date=["Jan 850101/1234", "tel. 777 123 456"]
    )
    assert set(records.problems.loc[records.problems["code"] == "bad_date", "value"]) == {""}


def test_frames_made_by_hand_are_taken_as_texts_or_refused() -> None:
    frame = pd.DataFrame({"actor": [1, 2], "meeting_id": [7, 7]})
    assert nc.build_network(nc.Records(meetings=frame)).actors.index.tolist() == ["1", "2"]
    with pytest.raises(RecordError, match="no actor in rows 2"):
        nc.Records(meetings=pd.DataFrame({"actor": ["A", None], "meeting_id": ["1", "1"]}))
    with pytest.raises(RecordError, match="have no meeting_id"):
        nc.build_network(nc.Records(meetings=pd.DataFrame({"actor": ["A"], "date": ["2018"]})))
