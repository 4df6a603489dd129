"""Tables of a database that the user names; nothing in it is changed.

An address may hold a password. It stands in no message and in no chained exception: only the
dialect, the host and the name of the database are ever shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard

import pandas as pd

from netcoop._core.checks import did_you_mean, first
from netcoop._core.texts import text
from netcoop.errors import RecordError

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine, Inspector

# Two letters at least before the sign: "C://" is a drive of Windows.
_ADDRESS = re.compile(r"\s*[A-Za-z][A-Za-z0-9_.+-]+://")
_FILE = re.compile(r"sqlite(\+pysqlite)?://")
# A host and perhaps a port; "user:password" without a host is neither.
_HOST = re.compile(r"(\[[^\]]*\]|[^:/?]*)(:\d*)?([/?]|$)")
# How a driver is installed where its package has another name.
_PACKAGES = {
    "psycopg": "psycopg[binary]", "psycopg2": "psycopg2-binary", "MySQLdb": "mysqlclient",
}  # fmt: skip
_ROWS_AT_ONCE = 20_000
# Where one statement makes a transaction read only; PostgreSQL has an option of its own.
_READ_ONLY = dict.fromkeys(("mysql", "mariadb", "oracle"), "SET TRANSACTION READ ONLY")

Wanted = Collection[str] | Callable[[str, Sequence[str]], bool]


def is_address(source: object) -> TypeGuard[str]:
    r"""Tell the address of a database from the path of a file.

    Examples
    --------
    >>> is_address("postgresql+psycopg://user:password@host/db"), is_address(r"C:\records.xlsx")
    (True, False)
    """
    return isinstance(source, str) and _ADDRESS.match(source) is not None


def name_of(address: str) -> str:
    """Name a database by its address, without user, password and options.

    Examples
    --------
    >>> name_of("postgresql+psycopg://jana:tajne@db.example.org:5433/records?sslmode=require")
    'postgresql+psycopg://db.example.org:5433/records'
    >>> name_of("sqlite:///records.db"), name_of("mysql://jana:taj@ne@host/db")
    ('sqlite:///records.db', 'mysql://…')
    """
    dialect, _, rest = address.strip().partition("://")
    if not _FILE.match(address.strip()):
        if _is_doubtful(rest):
            return f"{dialect}://…"
        rest = rest.rpartition("@")[2]
    return f"{dialect}://{rest.partition('?')[0]}"


def tables_of_database(
    address: str, wanted: Wanted | None = None
) -> Iterator[tuple[str, pd.DataFrame]]:
    """Read the tables and views of a database, one after the other.

    Parameters
    ----------
    address
        Address as SQLAlchemy writes it: ``dialect+driver://user:password@host/database`` or
        ``sqlite:///file.db``.
    wanted
        Names of the tables to read; or a function that is given a table's name and its columns
        and says whether to read it. By default all tables and views of the default schema.

    Yields
    ------
    name : str
        Name of the table.
    frame : pandas.DataFrame
        Its rows, the cells as the database gives them (dates, numbers, ``Decimal``, bytes);
        NULL is missing. Columns of text are ``str``, all others ``object``, so that a whole
        number stays one beside a NULL.

    Raises
    ------
    RecordError
        The database or a table cannot be read, or a table is not there; without the password.

    Examples
    --------
    >>> import sqlite3, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with sqlite3.connect(f"{folder}/records.db") as connection:
    ...         _ = connection.execute("CREATE TABLE meetings AS SELECT 'OSPOD' AS actor")
    ...     connection.close()
    ...     dict(tables_of_database(f"sqlite:///{folder}/records.db"))["meetings"]
       actor
    0  OSPOD
    """
    address = address.strip()
    fault = None
    try:
        yield from _read(address, wanted)
    except RecordError:
        raise
    except Exception as error:
        fault = _in_words(error, address)
    # Raised out here, the error carries no other one whose text might show the password.
    if fault is not None:
        raise RecordError(fault)


def _read(address: str, wanted: Wanted | None) -> Iterator[tuple[str, pd.DataFrame]]:
    engine = _engine(address)
    try:
        with engine.connect() as opened:
            connection = _read_only(opened)
            for name in _chosen(connection, address, wanted):
                try:
                    frame = _frame(connection, name)
                except Exception as error:
                    error.add_note(name)
                    raise
                yield name, frame
            connection.rollback()
    finally:
        engine.dispose()


def _engine(address: str) -> Engine:
    try:
        from sqlalchemy import create_engine, make_url
        from sqlalchemy.pool import NullPool
    except ModuleNotFoundError:
        message = text('Reading databases needs SQLAlchemy: pip install "netcoop[sql]".')
        raise RecordError(message) from None
    if not _FILE.match(address) and _is_doubtful(address.partition("://")[2]):
        message = text(
            "{database}: the address can be read in several ways. "
            "In user name and password write @ as %40, / as %2F, : as %3A and ? as %3F.",
            database=name_of(address),
        )
        raise RecordError(message)
    url = make_url(address)
    # Values of statements have no place in messages either.
    options: dict[str, Any] = {"poolclass": NullPool, "hide_parameters": True}
    if _FILE.match(address):
        return create_engine("sqlite://", creator=_opener(url), **options)
    return create_engine(url, **options)


def _opener(url: URL) -> Callable[[], object]:
    """Open a file of SQLite for reading: SQLite itself would make one that is not there."""
    import sqlite3

    written = (url.database or "").removeprefix("file:")
    path = Path(written)
    if not path.is_file():
        message = text("{path} does not exist.", path=written or name_of(str(url)))
        raise RecordError(message)
    source = f"{path.resolve().as_uri()}?mode=ro"
    return lambda: sqlite3.connect(source, uri=True)


def _read_only(connection: Connection) -> Connection:
    """Let the database itself refuse changes, where it can, and show one moment throughout."""
    dialect = connection.dialect.name
    if dialect == "postgresql":
        return connection.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
    if dialect in _READ_ONLY:
        connection.exec_driver_sql(_READ_ONLY[dialect])
    return connection


def _chosen(connection: Connection, address: str, wanted: Wanted | None) -> list[str]:
    """Names of the tables to read, in the order of the alphabet."""
    from sqlalchemy import inspect
    from sqlalchemy.engine.reflection import ObjectKind

    inspector = inspect(connection)
    names = _names(inspector)
    if wanted is None:
        return names
    if callable(wanted):
        found = inspector.get_multi_columns(kind=ObjectKind.ANY)
        columns = {name: [column["name"] for column in found[None, name]] for name in names}
        return [name for name in names if wanted(name, columns[name])]
    for name in wanted:
        if name not in names:
            message = text(
                "{database} has no table {name!r}. It has: {known}.",
                database=name_of(address),
                name=name,
                known=first(names, 12) or "–",
            )
            raise RecordError(message + did_you_mean(name, names))
    return [name for name in names if name in wanted]


def _names(inspector: Inspector) -> list[str]:
    found: Iterable[str] = [*inspector.get_table_names(), *inspector.get_view_names()]
    if inspector.dialect.name == "postgresql":
        found = [*found, *inspector.get_materialized_view_names()]
    return sorted(set(found))


def _frame(connection: Connection, name: str) -> pd.DataFrame:
    """Read one table piece by piece: a cursor on the server, not the table twice in memory."""
    from sqlalchemy import literal_column, select, table
    from sqlalchemy.types import NullType

    # Without the types of the columns: a day that is no day must arrive as it is written.
    query = select(literal_column("*", type_=NullType())).select_from(table(name))
    streamed = query.execution_options(yield_per=_ROWS_AT_ONCE)
    with connection.execute(streamed) as result:
        columns = list(result.keys())
        pieces = [
            pd.DataFrame(dict(enumerate(map(_column, zip(*rows, strict=True)))))
            for rows in result.partitions()
        ]
    if not pieces:
        return pd.DataFrame(columns=columns, dtype="object")
    frame = pd.concat(pieces, ignore_index=True)
    return frame.set_axis(columns, axis="columns")


def _column(cells: Sequence[object]) -> pd.Series:
    """Texts in the narrow type of pandas, all else untouched."""
    if all(cell is None or isinstance(cell, str) for cell in cells):
        return pd.Series(cells, dtype="str")
    plain = [bytes(cell) if isinstance(cell, memoryview) else cell for cell in cells]
    return pd.Series(plain, dtype="object")


def _in_words(error: Exception, address: str) -> str:
    """Say why a database cannot be read, without anything secret of its address."""
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError

    dialect = address.partition("://")[0]
    if isinstance(error, NoSuchModuleError | ArgumentError):
        return text(
            "{database} is not an address of a database. Write it as "
            "postgresql+psycopg://user:password@host/database or sqlite:///file.db.",
            database=name_of(address),
        )
    if isinstance(error, ModuleNotFoundError):
        return text(
            '{dialect}:// needs a driver: pip install "{package}".',
            dialect=dialect,
            package=_PACKAGES.get(str(error.name), error.name),
        )
    place = ", ".join([name_of(address), *getattr(error, "__notes__", [])])
    reason = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
    return text(
        "{place} cannot be read: {reason}. "
        "See that the database can be reached, and that user, password and rights are right.",
        place=place,
        reason=_without_secrets(reason, address).rstrip(".") or type(error).__name__,
    )


def _without_secrets(reason: str, address: str) -> str:
    """Blank what the address holds in secret, should a driver repeat it."""
    from sqlalchemy import make_url

    url = make_url(address)
    options = [part for value in url.query.values() for part in re.split("[;=]", "".join(value))]
    for secret in sorted({url.password or "", *options}, key=len, reverse=True):
        if secret.strip():
            reason = reason.replace(secret, "***")
    return reason


def _is_doubtful(rest: str) -> bool:
    """Tell whether nobody can say where the password ends."""
    host = rest.rpartition("@")[2]
    return rest.count("@") > 1 or "@" in rest.partition("?")[2] or not _HOST.match(host)
