"""Databases: SQLite, and a PostgreSQL that the test starts itself."""

from __future__ import annotations

import datetime as dt
import sqlite3
import sys
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

import netcoop as nc
from netcoop.errors import RecordError
from netcoop.records import databases
from netcoop.records.databases import is_address, name_of, tables_of_database

if TYPE_CHECKING:
    from tests.records.conftest import Postgres


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "síť 100%.db"
    with sqlite3.connect(path) as connection:
        connection.executescript("""
            CREATE TABLE "předání" ("od" TEXT, "komu" TEXT, "počet" INTEGER, "datum" DATE);
            INSERT INTO "předání" VALUES
                ('OSPOD', 'PPP', 9007199254740993, '31.6.2018'), ('OSPOD', NULL, NULL, NULL);
            CREATE TABLE empty (actor TEXT);
            CREATE VIEW counts AS SELECT "od" AS source, 2.5 AS hours, x'01' AS raw FROM "předání";
        """)
    connection.close()
    return path


def read(address: str, *wanted: str) -> dict[str, pd.DataFrame]:
    return dict(tables_of_database(address, wanted or None))


def cells(frame: pd.DataFrame) -> list[list[object]]:
    return frame.astype("object").where(frame.notna(), None).to_numpy().tolist()


def test_tables_and_views_of_sqlite_with_their_cells_as_stored(file: Path) -> None:
    tables = read(f"sqlite:///{file}")
    assert list(tables) == ["counts", "empty", "předání"]
    assert tables["předání"].columns.tolist() == ["od", "komu", "počet", "datum"]
    # A date that is none must reach the reader as it is written, a great number unrounded.
    assert cells(tables["předání"]) == [
        ["OSPOD", "PPP", 9007199254740993, "31.6.2018"],
        ["OSPOD", None, None, None],
    ]
    assert cells(tables["counts"]) == [["OSPOD", 2.5, b"\x01"]] * 2
    assert tables["empty"].columns.tolist() == ["actor"]
    assert tables["empty"].empty


def test_only_what_is_wanted_is_read(file: Path) -> None:
    address = f"sqlite:///{file}"
    assert list(read(address, "předání")) == ["předání"]
    seen = {}

    def wanted(name: str, columns: object) -> bool:
        seen[name] = columns
        return name == "empty"

    assert [name for name, _ in tables_of_database(address, wanted)] == ["empty"]
    assert seen["předání"] == ["od", "komu", "počet", "datum"]
    assert seen["counts"] == ["source", "hours", "raw"]
    with pytest.raises(RecordError, match=r"no table 'předaní'.*counts, empty, předání.*mean"):
        read(address, "předaní")


@pytest.mark.parametrize("address", ["sqlite:///{}", "sqlite:///file:{}?uri=true", "sqlite://"])
def test_a_missing_file_is_not_made(tmp_path: Path, address: str) -> None:
    path = tmp_path / "none.db"
    with pytest.raises(RecordError, match="does not exist"):
        read(address.format(path))
    assert not path.exists()


def test_nothing_can_be_written(file: Path) -> None:
    engine = databases._engine(f"sqlite:///{file}")
    from sqlalchemy import text
    from sqlalchemy.exc import OperationalError

    with engine.connect() as connection, pytest.raises(OperationalError, match="readonly"):
        connection.execute(text("DELETE FROM empty"))
    engine.dispose()


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "note.db"
    path.write_text("no database at all, only a note that somebody saved under this ending")
    with pytest.raises(RecordError, match=r"note\.db cannot be read: file is not a database"):
        read(f"sqlite:///{path}")


def test_a_table_that_cannot_be_read_is_named(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("""INSERT INTO empty VALUES (CAST(x'8A6B6F6C61' AS TEXT))""")
    connection.close()
    with pytest.raises(RecordError, match="empty cannot be read: Could not decode"):
        read(f"sqlite:///{file}", "empty")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("postgresql+psycopg://jana:tajne@host/db", True),
        ("sqlite:///records.db", True),
        (r"C:\records\2018.xlsx", False),
        ("C://records/2018.xlsx", False),
        ("records", False),
        (Path("sqlite:///records.db"), False),
    ],
)
def test_an_address_is_told_from_a_path(source: object, expected: bool) -> None:
    assert is_address(source) is expected


@pytest.mark.parametrize(
    "address",
    [
        "postgresql+psycopg://jana:tajne@127.0.0.1:1/db",
        "postgresql+psycopg://jana:x@tajne@127.0.0.1:1/db",
        "postgresql+psycopg://jana:x/tajne@127.0.0.1:1/db",
        "postgresql+psycopg://jana:x?tajne@127.0.0.1:1/db",
        "postgresql+psycopg://jana:x@y?tajne@127.0.0.1:1/db",
        "postgresql+psycopg://jana:tajne",
        "postgresql+psycopg://127.0.0.1:1/db?password=tajne",
        "postgresql+psycopg://127.0.0.1:1/db?password=x@tajne",
        "postgresql+psycopg://127.0.0.1:1/db?options=tajne&nonsense=tajne",
        "nonsense://jana:tajne@host/db",
        "https://jana:tajne@example.org/records.xlsx",
        "mysql+tajne://jana:tajne@host/db",
    ],
)
def test_no_password_gets_out(address: str) -> None:
    with pytest.raises(RecordError) as caught:
        read(address)
    shown = str(caught.value) + repr(caught.value) + name_of(address)
    assert "tajne" not in shown.replace("mysql+tajne", "")
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


def test_no_password_of_a_running_server_gets_out(postgres: Postgres) -> None:
    wrong = postgres.address.replace("tajne", "spatne")
    with pytest.raises(RecordError, match=r"127\.0\.0\.1.*authentication failed") as caught:
        read(wrong)
    assert "spatne" not in str(caught.value) + repr(caught.value)
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)


def test_a_missing_driver_or_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RecordError, match=r'pip install "mysqlclient"'):
        read("mysql+mysqldb://jana:tajne@host/db")
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    with pytest.raises(RecordError, match=r'pip install "netcoop\[sql\]"'):
        read("sqlite:///records.db")


def test_postgres_gives_its_cells_as_stored(postgres: Postgres) -> None:
    postgres.run(
        "DROP SCHEMA public CASCADE", "CREATE SCHEMA public",
        "GRANT USAGE ON SCHEMA public TO PUBLIC",
        """CREATE TABLE "Jednání" (datum date, "účastník" text, hodin numeric(6, 2), osob int,
            online boolean, od timestamp, raw bytea)""",
        """INSERT INTO "Jednání" VALUES
            ('2018-06-15', 'OSPOD Šlapanice', 35.50, 3, true, '2018-06-15 09:30', '\\x01'),
            (NULL, NULL, NULL, NULL, NULL, NULL, NULL)""",
        'CREATE VIEW short AS SELECT "účastník" AS actor FROM "Jednání"',
        'CREATE MATERIALIZED VIEW kept AS SELECT osob FROM "Jednání"',
    )  # fmt: skip
    tables = read(postgres.address)
    assert sorted(tables) == ["Jednání", "kept", "short"]
    assert cells(tables["Jednání"]) == [
        [dt.date(2018, 6, 15), "OSPOD Šlapanice", Decimal("35.50"), 3, True,
         dt.datetime(2018, 6, 15, 9, 30), b"\x01"],
        [None] * 7,
    ]  # fmt: skip
    assert cells(tables["short"]) == [["OSPOD Šlapanice"], [None]]
    chosen = tables_of_database(postgres.address, lambda _, columns: "osob" in columns)
    assert [name for name, _ in chosen] == ["Jednání", "kept"]


def test_postgres_is_read_in_pieces_and_cannot_be_changed(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy import text
    from sqlalchemy.exc import InternalError

    postgres.run(
        "DROP TABLE IF EXISTS many", "CREATE TABLE many AS SELECT generate_series(1, 99) n"
    )
    monkeypatch.setattr(databases, "_ROWS_AT_ONCE", 10)
    assert read(postgres.address, "many")["many"]["n"].tolist() == list(range(1, 100))
    engine = databases._engine(postgres.address)
    with engine.connect() as opened, pytest.raises(InternalError, match="read-only"):
        databases._read_only(opened).execute(text("DELETE FROM many"))
    engine.dispose()


def test_a_table_without_the_right_to_read_is_named(postgres: Postgres) -> None:
    postgres.run(
        "DROP TABLE IF EXISTS secret", "CREATE TABLE secret (actor text)",
        "DROP ROLE IF EXISTS guest", "CREATE ROLE guest LOGIN PASSWORD 'host'",
    )  # fmt: skip
    address = f"postgresql+psycopg://guest:host@127.0.0.1:{postgres.port}/postgres"
    with pytest.raises(RecordError, match=r"postgres, secret cannot be read: permission denied"):
        read(address, "secret")


def test_records_come_from_a_database(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'evidence.db'}"
    check_records(address)


def test_records_come_from_postgresql(postgres: Postgres) -> None:
    postgres.run("DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
    check_records(postgres.address)


def check_records(address: str) -> None:
    """Write two tables of records and one of something else, and read them back."""
    import sqlalchemy

    engine = sqlalchemy.create_engine(address)
    meetings = pd.DataFrame(
        {
            "datum": pd.to_datetime(["2024-03-05", "2024-03-05", None]),
            "organizace": ["OSPOD Brno", "ZŠ Horní", "PČR"],
            "hodin": [1.5, 1.5, None],
            "jméno": ["Jana Vzorová", "Petr Vzor", None],
        }
    )
    referrals = pd.DataFrame({"od": ["ZŠ Horní"], "komu": ["OSPOD Brno"], "počet": [3]})
    other = pd.DataFrame({"colour": ["red"], "shape": ["round"]})
    written = {"prezence": meetings, "předání": referrals, "colours": other}
    for name, frame in written.items():
        frame.to_sql(name, engine, index=False, if_exists="replace")
    try:
        records = nc.read_records(address)
        assert records.meetings["actor"].tolist() == ["OSPOD Brno", "ZŠ Horní"]
        assert records.meetings["date"].tolist() == [pd.Timestamp("2024-03-05")] * 2
        assert records.meetings["hours"].tolist() == [1.5, 1.5]
        assert records.referrals["count"].tolist() == [3]
        assert "Vzor" not in records.meetings.to_csv() + records.problems.to_csv()
        unknown = records.problems.query("code == 'table_not_recognised'")
        assert len(unknown) == 1
        assert len(nc.read_records(address, tables={"prezence": "meetings"}).tables) == 1
    finally:
        with engine.begin() as connection:
            for name in written:
                connection.execute(sqlalchemy.text(f'DROP TABLE "{name}"'))
        engine.dispose()
