"""Each migration goes up and down with data in the tables, and they end at the tables the models declare."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from tracker.db import DatabaseBehindError, engine_for, newest_revision, open_database, revision_of, upgrade
from tracker.models import Base


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def bare(request, tmp_path):
    """An engine on a database without any table."""
    if request.param == "sqlite":
        engine = engine_for(f"sqlite:///{tmp_path / 'bare.sqlite'}")
    else:
        engine = engine_for(request.getfixturevalue("empty_postgres_url"))
    yield engine
    engine.dispose()


def _ours(name, kind):
    # The word indexes are made of statements that no comparison of models can know.
    return not (kind in {"table", "index"} and name and name.startswith("search_"))


def test_migrations_end_at_the_models(bare):
    upgrade(bare)
    with bare.connect() as connection:
        options = {"include_name": lambda name, kind, _parents: _ours(name, kind), "compare_type": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []
        assert revision_of(connection) == newest_revision()


def test_created_tables_are_the_migrated_tables(bare, settings):
    made = open_database(settings)
    upgrade(bare)
    if bare.dialect.name == "sqlite":
        statement = text(
            "SELECT name, sql FROM sqlite_master WHERE name LIKE 'search_%' AND sql IS NOT NULL ORDER BY name"
        )
        with bare.connect() as one, made.connect() as other:
            assert one.execute(statement).all() == other.execute(statement).all()
    assert set(inspect(bare).get_table_names()) >= set(Base.metadata.tables)


def test_down_and_up_again_with_data(bare):
    upgrade(bare)
    with bare.begin() as connection:
        connection.execute(
            text("INSERT INTO supplier (id, key, name, rank) VALUES (1, 'a', 'A', 'A')"),
        )
    upgrade(bare, "0001_spending")
    with bare.connect() as connection:
        assert connection.execute(text("SELECT name FROM supplier")).scalar() == "A"
    upgrade(bare)
    with bare.connect() as connection:
        assert connection.execute(text("SELECT name FROM supplier")).scalar() == "A"
    upgrade(bare, "base")
    assert set(inspect(bare).get_table_names()) & set(Base.metadata.tables) == set()
    upgrade(bare)


def test_a_database_of_other_code_is_not_touched(settings):
    engine = open_database(settings)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000_before'"))
    with pytest.raises(DatabaseBehindError, match="daylight db upgrade"):
        open_database(settings)
