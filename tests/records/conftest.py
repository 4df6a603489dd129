"""A PostgreSQL server of the tests' own, where the machine has the program."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

PASSWORD = "Velmi-tajne.7%"
SECONDS_TO_START = 30.0


@dataclass(frozen=True)
class Postgres:
    """A running server: where it listens, and who may read everything in it."""

    port: int
    user: str = "jana"
    password: str = PASSWORD

    @property
    def address(self) -> str:
        password = self.password.replace("%", "%25")
        return f"postgresql+psycopg://{self.user}:{password}@127.0.0.1:{self.port}/postgres"

    def run(self, *statements: str) -> None:
        import psycopg

        with psycopg.connect(
            host="127.0.0.1", port=self.port, user=self.user, password=self.password,
            dbname="postgres", autocommit=True,
        ) as connection:  # fmt: skip
            for statement in statements:
                connection.execute(statement.encode())


def find_postgres() -> Path | None:
    """Folder of the server's programs: ``NETCOOP_POSTGRES``, the path, or where Debian has them."""
    on_path = shutil.which("initdb")
    folders = [os.environ.get("NETCOOP_POSTGRES"), on_path and Path(on_path).parent]
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in folders:
        if folder and all(Path(folder, name).exists() for name in ("initdb", "postgres")):
            return Path(folder)
    return None


def _as_nobody() -> dict[str, Any]:
    """Whom to run the server as: it refuses root."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return {}
    import pwd

    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = known.get("postgres") or known["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


@contextmanager
def running_postgres(programs: Path) -> Iterator[Postgres]:
    """Start a server on a free port of this machine; it is stopped and removed in any case."""
    # Not pytest's folder: another user has no way into it.
    folder = Path(tempfile.mkdtemp(prefix="netcoop-postgres-"))
    try:
        who = _as_nobody()
        if who:
            os.chown(folder, who["user"], who["group"])
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            server = Postgres(free.getsockname()[1])
        _make_cluster(programs, folder, server, who)
        options = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": str(folder),
            "fsync": "off",
            "max_connections": "10",
        }
        settings = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [programs / "postgres", "-D", folder / "data", "-p", str(server.port), *settings],
                stdout=log, stderr=log, cwd=folder, **who,
            )  # fmt: skip
        try:
            _wait_for(server, process, folder / "log")
            yield server
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _make_cluster(programs: Path, folder: Path, server: Postgres, who: dict[str, Any]) -> None:
    secret = folder / "password"
    secret.write_text(server.password)
    if who:
        os.chown(secret, who["user"], who["group"])
    command = [
        programs / "initdb", "-D", folder / "data", "-U", server.user, f"--pwfile={secret}",
        "--auth=scram-sha-256", "--encoding=UTF8", "--no-locale", "--no-sync",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False, **who)
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)


def _wait_for(server: Postgres, process: subprocess.Popen[bytes], log: Path) -> None:
    import psycopg

    end = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < end:
        try:
            server.run("SELECT 1")
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(log.read_text(errors="replace"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real PostgreSQL; tests that need one are skipped, and said so, where there is none."""
    programs = find_postgres()
    if programs is None:
        pytest.skip("no PostgreSQL on this machine: reading from it was NOT tested")
    with running_postgres(programs) as server:
        yield server
