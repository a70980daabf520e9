"""Backups of the database and how to bring one back: a whole copy at one moment, checked before it takes a place.

SQLite is copied by its own online backup, while readers and loaders go on. PostgreSQL is left to its own tools,
pg_dump and pg_restore, which must be on the path.
"""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import URL

from tracker.db import database_address, newest_revision
from tracker.plain_errors import PlainError
from tracker.settings import Settings

__all__ = ["BackupError", "backup", "restore"]


class BackupError(PlainError):
    """A backup could not be made or brought back; the message says why and what to do."""


def backup(settings: Settings, target: Path | None, now: datetime) -> Path:
    """Copy the database to ``target`` (default: a dated file in data_dir/backups) and return where it is."""
    address = database_address(settings.database)
    sqlite = address.get_backend_name() == "sqlite"
    suffix = "sqlite" if sqlite else "pgdump"
    target = target or settings.data_dir / "backups" / f"daylight-{now:%Y%m%dT%H%M%SZ}.{suffix}"
    if target.exists():
        raise BackupError(f"{target} exists already; a backup is never written over another.")
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.part")
    if sqlite:
        _copy(_sqlite_file(address), draft)
    else:
        _run("pg_dump", ["--format=custom", f"--file={draft}", *_connection(address)], address)
    os.replace(draft, target)
    return target


def restore(settings: Settings, source: Path) -> None:
    """Put a backup in the place of the database; BackupError when it is damaged or of another version of Daylight.

    On SQLite the database that stood there is kept beside it, with ``.before-restore`` at its name.
    """
    address = database_address(settings.database)
    if address.get_backend_name() != "sqlite":
        _run(
            "pg_restore",
            ["--clean", "--if-exists", "--single-transaction", *_connection(address), str(source)],
            address,
        )
        return
    _check(source)
    file = _sqlite_file(address)
    draft = file.with_name(f".{file.name}.part")
    file.parent.mkdir(parents=True, exist_ok=True)
    _copy(source, draft)
    if file.exists():
        _copy(file, file.with_name(f"{file.name}.before-restore"))
    for leftover in ("-wal", "-shm"):
        file.with_name(file.name + leftover).unlink(missing_ok=True)
    os.replace(draft, file)


def _sqlite_file(address: URL) -> Path:
    if not address.database or address.database == ":memory:":
        raise BackupError("A database in memory cannot be backed up.")
    return Path(address.database)


def _copy(source: Path, target: Path) -> None:
    if not source.exists():
        raise BackupError(f"There is no database at {source}.")
    target.unlink(missing_ok=True)
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def _check(source: Path) -> None:
    try:
        with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as connection:
            sound = connection.execute("PRAGMA integrity_check").fetchone()[0]
            revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError as error:
        raise BackupError(f"{source} is not a backup of Daylight, or it is damaged: {error}.") from error
    if sound != "ok":
        raise BackupError(f"{source} is damaged: {sound}")
    if revision is None or revision[0] > newest_revision():
        raise BackupError(f"{source} was made by a newer version of Daylight.")


def _connection(address: URL) -> list[str]:
    return ["--dbname", address.set(drivername="postgresql", password=None).render_as_string(hide_password=False)]


def _run(tool: str, words: list[str], address: URL) -> None:
    path = shutil.which(tool)
    if path is None:
        raise BackupError(
            f"{tool} is not on the path. It comes with PostgreSQL's client programs (on Debian: postgresql-client); "
            "install them, or run this command on a machine that has them."
        )
    environment = dict(os.environ)
    if address.password:
        environment["PGPASSWORD"] = str(address.password)  # by the environment: others can read a command line
    done = subprocess.run([path, *words], env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise BackupError(f"{tool} failed: {done.stderr.strip()[:300]}")
