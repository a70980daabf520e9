"""A PostgreSQL server for the tests, made in a temporary folder and gone afterwards; one database for each test."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL


def find_initdb() -> Path | None:
    """Where initdb is: DAYLIGHT_PG_BIN, the search path, or Debian's folder for the newest version."""
    if folder := os.environ.get("DAYLIGHT_PG_BIN"):
        return Path(folder) / "initdb"
    if found := shutil.which("initdb"):
        return Path(found)
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return versions[-1] if versions else None


def _user() -> str | None:
    # PostgreSQL refuses to run as root, so root lends it somebody else.
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def server() -> Iterator[URL]:
    """Run a server and give its address; skips (which CI turns into a failure) where there is no PostgreSQL."""
    initdb = find_initdb()
    if initdb is None:
        pytest.skip("no PostgreSQL on this machine: initdb was not found (set DAYLIGHT_PG_BIN, or install postgresql)")
    user = _user()
    folder = Path(tempfile.mkdtemp(prefix="daylight-pg-"))
    if user:
        shutil.chown(folder, user)
    data, port = folder / "data", _free_port()
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    common = {"user": user, "cwd": folder, "env": environment, "stdin": subprocess.DEVNULL}
    make = [initdb, "-D", data, "-U", "daylight", "-A", "trust", "-E", "UTF8", "--no-sync"]
    subprocess.run(make, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **common)
    options = {"port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": folder, "fsync": "off"}
    command = [initdb.with_name("postgres"), "-D", data, *(f"--{name}={value}" for name, value in options.items())]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, **common)
    try:
        address = URL.create("postgresql+psycopg", "daylight", None, "127.0.0.1", port, "postgres")
        _wait(address, process, folder / "log")
        yield address
    finally:
        process.send_signal(signal.SIGINT)  # SIGTERM would wait for a forgotten connection
        process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(address: URL, process: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + 20
    while True:
        try:
            run(address, "SELECT 1")
            return
        except Exception:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start: {log.read_text()[-2000:]}") from None
            time.sleep(0.05)


def run(address: URL, statement: str) -> None:
    """Run one statement outside of any transaction, as CREATE DATABASE must be."""
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(statement))
    finally:
        engine.dispose()
