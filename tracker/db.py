"""The database door: engines for SQLite and PostgreSQL, a schema that is brought up to date, and write transactions."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

import tracker.open_words
import tracker.searching  # noqa: F401  makes the word indexes after the tables
from tracker.models import Base
from tracker.plain_errors import PlainError
from tracker.settings import Settings

__all__ = [
    "DatabaseAddressError",
    "DatabaseAheadError",
    "DatabaseBehindError",
    "database_address",
    "engine_for",
    "loading",
    "newest_revision",
    "open_database",
    "revision_of",
    "upgrade",
    "writing",
]

MIGRATIONS = Path(__file__).parent / "migrations"
# Any fixed number: PostgreSQL's advisory lock under which the schema is made or changed.
_SCHEMA_LOCK = 4_207_713
_LOADING_LOCK = 4_207_714


class DatabaseAddressError(PlainError, ValueError):
    """The address names no database that Daylight can use."""


class DatabaseBehindError(PlainError, RuntimeError):
    """The database was made by an older version of Daylight and holds data; somebody must decide to upgrade it."""


class DatabaseAheadError(PlainError, RuntimeError):
    """The database is at a revision that this version of Daylight does not know, so it must not touch it."""


def engine_for(url: str | URL) -> Engine:
    """An engine with our settings: WAL and synchronous=FULL on SQLite, psycopg on PostgreSQL.

    DatabaseAddressError when the address is of neither.
    """
    address = database_address(url)
    if address.get_backend_name() == "sqlite":
        return _sqlite_engine(address)
    try:
        return create_engine(address, pool_pre_ping=True, pool_size=10, max_overflow=10)
    except ImportError as error:
        raise DatabaseAddressError("PostgreSQL needs Daylight to be installed with the extra 'postgres'.") from error


def database_address(url: str | URL) -> URL:
    """The address with the driver that we use; the text is never repeated in a message, as it may hold a password."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        raise DatabaseAddressError(
            "The address of the database (DAYLIGHT_DATABASE_URL) cannot be read; "
            "it looks like postgresql://user@host/name or sqlite:////folder/file."
        ) from None
    if address.drivername in {"postgres", "postgresql"}:
        address = address.set(drivername="postgresql+psycopg")
    if address.drivername not in {"sqlite", "sqlite+pysqlite", "postgresql+psycopg"}:
        raise DatabaseAddressError(f"Daylight keeps its data in SQLite or PostgreSQL, not in {address.drivername}.")
    return address


def _sqlite_engine(address: URL) -> Engine:
    # A connection is opened in microseconds, and a pooled one would be carried over a fork.
    in_memory = address.database in {None, "", ":memory:"}
    engine = create_engine(address, **({} if in_memory else {"poolclass": NullPool}))

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        # The driver's own way of opening transactions leaves reads and schema changes outside of them.
        connection.isolation_level = None
        connection.execute("PRAGMA busy_timeout=60000")
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if "readonly" not in str(error):
                raise
        for pragma in ("synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY", "cache_size=-65536"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("daylight_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes, committed at the end; on SQLite it takes its turn at once instead of failing later."""
    with engine.connect() as connection:
        connection = connection.execution_options(daylight_writes=True)
        with connection.begin():
            yield connection


@contextmanager
def loading(engine: Engine) -> Iterator[Connection]:
    """A transaction that loads a file: loaders take turns, on PostgreSQL too, because files share rows of sums."""
    with writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOADING_LOCK})
        yield connection


def newest_revision() -> str:
    """The revision this code expects; revisions are named by number, so the greatest name is the newest."""
    return max(_revisions())


def _revisions() -> set[str]:
    return {path.stem for path in (MIGRATIONS / "versions").glob("[0-9]*.py")}


def revision_of(connection: Connection) -> str | None:
    """The revision a database is at, or None when it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def open_database(settings: Settings) -> Engine:
    """The database of an installation, made when absent.

    DatabaseBehindError or DatabaseAheadError when it was made by other code.
    """
    address = database_address(settings.database)
    if address.get_backend_name() == "sqlite" and address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = engine_for(address)
    with engine.connect() as connection:
        found = revision_of(connection)
    if found is None:
        _make(engine)
        return engine
    _refuse_newer(found)
    if found != newest_revision():
        raise DatabaseBehindError(
            f"The database is at {found} and this version of Daylight needs {newest_revision()}: "
            "make a backup (daylight db backup), then run daylight db upgrade."
        )
    return engine


def _refuse_newer(found: str) -> None:
    if found > newest_revision():
        raise DatabaseAheadError(
            f"The database is at {found}, which this version of Daylight does not know: it was made by a newer one. "
            "Install that version, or bring back a backup made by this one (daylight db restore)."
        )


def _make(engine: Engine) -> None:
    # An empty database gets today's tables at once; a test holds that the migrations end at the same ones.
    with writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SCHEMA_LOCK})
        if revision_of(connection) is not None:
            return  # another process was quicker
        Base.metadata.create_all(connection)
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
        connection.execute(text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": newest_revision()})


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the schema to a revision, up or down; data is kept wherever the tables are.

    ValueError when there is no such revision, DatabaseAheadError when the database is at one that is not known.
    """
    from alembic import command  # here because it costs a tenth of a second that no other command needs
    from alembic.config import Config

    if revision not in _revisions() | {"head", "base"}:
        raise ValueError(f"there is no revision {revision!r}; the revisions are {', '.join(sorted(_revisions()))}")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        at = revision_of(connection)
        if at is not None:
            _refuse_newer(at)
        downwards = at is not None and revision not in {"head", at} and (revision == "base" or revision < at)
        (command.downgrade if downwards else command.upgrade)(config, revision)
