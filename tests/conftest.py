"""Fixtures for every room: settings in a temporary folder, and an empty database of either make, with all tables."""

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.engine import URL

from tests import postgres
from tracker.db import engine_for, open_database
from tracker.models import Base
from tracker.settings import Settings

_NUMBERS = count(1)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of an installation of its own: SQLite, in the test's temporary folder."""
    return Settings(_env_file=None, data_dir=tmp_path / "data", secret_key="only for tests", database_url="")


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    open_database(Settings(_env_file=None, data_dir=folder, database_url="")).dispose()
    return folder / "daylight.sqlite"


@pytest.fixture
def sqlite_engine(settings: Settings, _sqlite_template: Path) -> Iterator[Engine]:
    """An empty SQLite database with all tables, the one that ``settings`` names."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_sqlite_template, settings.data_dir / "daylight.sqlite")
    engine = engine_for(settings.database)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[URL]:
    """A PostgreSQL server for the whole run, with a template database that has all tables."""
    with postgres.server() as address:
        postgres.run(address, "CREATE DATABASE template_daylight")
        engine = engine_for(address.set(database="template_daylight"))
        open_database(Settings(_env_file=None, database_url=engine.url.render_as_string(False))).dispose()
        engine.dispose()
        yield address


@pytest.fixture
def empty_postgres_url(postgres_server: URL) -> Iterator[str]:
    """The address of a PostgreSQL database without any table."""
    yield from _database(postgres_server, "template0")


@pytest.fixture
def postgres_url(postgres_server: URL) -> Iterator[str]:
    """The address of a PostgreSQL database with all tables and no rows."""
    yield from _database(postgres_server, "template_daylight")


def _database(server: URL, template: str) -> Iterator[str]:
    name = f"test_{next(_NUMBERS)}"
    postgres.run(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield server.set(database=name).render_as_string(hide_password=False)
    postgres.run(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgres_engine(postgres_url: str) -> Iterator[Engine]:
    """An empty PostgreSQL database with all tables."""
    engine = engine_for(postgres_url)
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest) -> Engine:
    """The test runs twice: on SQLite and on PostgreSQL."""
    return request.getfixturevalue(f"{request.param}_engine")


@pytest.fixture
def installation(engine: Engine, settings: Settings) -> Settings:
    """Settings whose database is ``engine``'s, for tests that go through the public doors on both databases."""
    return settings.model_copy(update={"database_url": engine.url.render_as_string(hide_password=False)})


@pytest.fixture
def table_names() -> list[str]:
    """All tables there are."""
    return sorted(Base.metadata.tables)
