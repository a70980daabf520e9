"""Kinds of columns as migrations write them, and several columns of a kind at once; not changed after a release."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

__all__ = ["BIG", "BIG_ID", "BOOL", "BYTES", "DATE", "INT", "JSON", "MOMENT", "TEXT", "keys", "may", "must"]

BIG, INT, TEXT, BOOL, DATE = sa.BigInteger(), sa.Integer(), sa.Text(), sa.Boolean(), sa.Date()
BYTES, MOMENT = sa.LargeBinary(), sa.DateTime(timezone=True)
# On SQLite only a column that is an INTEGER is the row's own number.
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def keys(kind: sa.types.TypeEngine[Any], *names: str) -> list[sa.Column[Any]]:
    """Columns of a primary key whose values come from us and not from the database."""
    return [sa.Column(name, kind, autoincrement=False, nullable=False) for name in names]


def must(kind: sa.types.TypeEngine[Any], *names: str) -> list[sa.Column[Any]]:
    """Columns that always hold something."""
    return [sa.Column(name, kind, nullable=False) for name in names]


def may(kind: sa.types.TypeEngine[Any], *names: str) -> list[sa.Column[Any]]:
    """Columns that may be empty."""
    return [sa.Column(name, kind) for name in names]
