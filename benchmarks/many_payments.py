"""Fills the tables of spending with seeded payments of real councils' sizes, for measuring pages at any size.

Payments are written through the driver and the sums are made from them in SQL: what is measured afterwards is reading.
"""

import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from tracker.db import open_database, writing
from tracker.loading_sums import category_id
from tracker.organisations import council_facts, organisation_id, seed_councils
from tracker.row_ids import row_id
from tracker.settings import Settings

__all__ = ["COUNCIL", "filled", "found_or_filled", "settings_of"]

MONTHS = [year * 100 + month for year in range(2020, 2026) for month in range(1, 13)]
COUNCIL = "leeds"  # the most payments, as a large city has
_WORDS = (
    "care",
    "repairs",
    "licence",
    "hire",
    "agency",
    "waste",
    "energy",
    "grant",
    "fees",
    "works",
    "school",
    "legal",
)
_SUMS = (
    ("payments", "COUNT(*)"), ("pence", "SUM(amount_pence)"),
    *((f"{name}_{figure}", f"SUM(CASE WHEN {test} THEN {amount} ELSE 0 END)")
      for name, test in (("redacted", "redaction IS NOT NULL"), ("uncategorised", "category IS NULL"),
                         ("personal", "personal"), ("card", "card"))
      for figure, amount in (("payments", "1"), ("pence", "amount_pence"))),
)  # fmt: skip
_MONTH = "CAST(strftime('%Y%m', date) AS INTEGER)"
_ROLL_UPS = {
    "supplier_sum": ("supplier_id",),
    "supplier_month_sum": ("supplier_id", "month"),
    "organisation_supplier_sum": ("supplier_id", "organisation_id"),
    "organisation_supplier_year_sum": ("supplier_id", "organisation_id", "year"),
    "category_sum": ("organisation_id", "category_id"),
    "category_month_sum": ("organisation_id", "category_id", "month"),
    "resource_month_sum": ("resource_id", "month", "organisation_id"),
}
_PAYMENT = (
    "pid", "organisation_id", "resource_id", "row", "date", "supplier_id", "supplier", "amount_pence", "amount_kind",
    "currency", "department", "category", "purpose", "reference", "card", "redaction", "personal",
)  # fmt: skip


def settings_of(folder: Path) -> Settings:
    """The settings of an installation in ``folder``, whatever stands around it."""
    return Settings(_env_file=None, data_dir=folder, secret_key="only for measuring", database_url="")


def found_or_filled(folder: Path, payments: int) -> Settings:
    """The installation in ``folder``, filled unless a run before this one did it."""
    folder.mkdir(parents=True, exist_ok=True)
    return settings_of(folder) if (folder / "daylight.sqlite").exists() else filled(folder, payments)


def filled(folder: Path, payments: int) -> Settings:
    """An installation in ``folder`` with about so many payments of every council, one file for each month."""
    settings = settings_of(folder)
    engine = open_database(settings)
    with writing(engine) as connection:
        seed_councils(connection)
    engine.dispose()
    with sqlite3.connect(folder / "daylight.sqlite") as connection:
        connection.execute("PRAGMA synchronous=OFF")
        _fill(connection, payments)
    return settings


def _fill(connection: sqlite3.Connection, payments: int) -> None:
    indexes = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'payment'")
    kept = [(name, sql) for name, sql in indexes.fetchall() if sql]
    for name, _ in kept:
        connection.execute(f"DROP INDEX {name}")
    suppliers = _suppliers(connection, max(200, payments // 60))
    categories = _categories(connection)
    marks = ", ".join("?" * len(_PAYMENT))
    statement = f"INSERT INTO payment ({', '.join(_PAYMENT)}) VALUES ({marks})"
    connection.executemany(statement, _payments(connection, payments, suppliers, categories))
    for _, sql in kept:
        connection.execute(sql)
    _add_up(connection)
    for index in ("search_supplier", "search_supplier_near", "search_words"):
        connection.execute(f"INSERT INTO {index}({index}) VALUES ('rebuild')")
    connection.execute("ANALYZE")
    connection.commit()


def _suppliers(connection: sqlite3.Connection, count: int) -> list[tuple[int, str]]:
    rng = random.Random(5)
    kinds = ("Ltd", "plc", "LLP", "CIC", "Trust")
    names = [
        f"{rng.choice(_WORDS).title()} {rng.choice(_WORDS).title()} {at} {rng.choice(kinds)}" for at in range(count)
    ]
    rows = [(row_id("supplier", name), name) for name in names]
    connection.executemany("INSERT INTO supplier VALUES (?, ?, ?, ?)", [(at, name, name, name) for at, name in rows])
    return rows


def _categories(connection: sqlite3.Connection) -> list[str]:
    labels = [f"{first.title()} and {second}" for first in _WORDS for second in _WORDS]
    connection.executemany("INSERT INTO category VALUES (?, ?)", [(category_id(label), label) for label in labels])
    return labels


def _payments(
    connection: sqlite3.Connection, count: int, suppliers: list[tuple[int, str]], categories: list[str]
) -> Iterator[tuple[object, ...]]:
    """Every council publishes every month; a big one has twenty times the payments of a small one."""
    rng = random.Random(7)
    slugs = sorted(row["slug"] for row in council_facts() if row["kind"] == "council" and not row["end_date"])
    weights = {slug: 20 if slug == COUNCIL else rng.choice((1, 1, 2, 3, 6)) for slug in slugs}
    each = count / (sum(weights.values()) * len(MONTHS))
    owed = 0.0
    for slug in slugs:
        body = organisation_id(slug)
        # A council pays the same few thousand suppliers, some of them far more often than others.
        own = rng.sample(suppliers, min(len(suppliers), max(20, int(each * weights[slug] * len(MONTHS) / 12))))
        for month in MONTHS:
            owed += each * weights[slug]
            rows, owed = int(owed), owed % 1
            if not rows:
                continue
            resource = row_id("benchmark", slug, month)
            _resource(connection, resource, body, slug, month, rows)
            for row in range(rows):
                at, name = own[int(len(own) * rng.random() ** 3)]
                label = rng.choice(categories) if rng.random() < 0.95 else None
                yield (
                    row_id(resource, row), body, resource, row + 2,
                    f"{month // 100}-{month % 100:02d}-{rng.randint(1, 28):02d}", at, name,
                    rng.randint(25_000, 5_000_000), "net", "GBP", "Corporate", label,
                    f"{rng.choice(_WORDS)} {rng.choice(_WORDS)} {rng.choice(_WORDS)}", str(row), 0, None, 0,
                )  # fmt: skip


def _resource(connection: sqlite3.Connection, at: int, body: int, slug: str, month: int, rows: int) -> None:
    name = f"{slug}-{month}.csv"
    names = (
        "id, organisation_id, kind, sha256, name, lineage, size, format, status, rows_read, rows_accepted,"
        " rows_refused, month_from, month_to, parser_version, state, series, sealed, fetched_at, loaded_at"
    )
    values = (
        at, body, "spending", f"{at:064x}", name, name, rows * 100, "csv", "accepted", rows, rows, 0, month, month, "1",
        "current", at, 0, "2026-01-05 06:00:00.000000", "2026-01-05 07:00:00.000000",
    )  # fmt: skip
    connection.execute(f"INSERT INTO resource ({names}) VALUES ({', '.join('?' * len(values))})", values)
    address = (at, f"https://{slug}.example/spending/{name}", name, "OGL-UK-3.0", "2026-01-05 06:00:00.000000")
    connection.execute(
        "INSERT INTO endpoint (resource_id, url, lineage, licence, fetched_at) VALUES (?, ?, ?, ?, ?)", address
    )


def _add_up(connection: sqlite3.Connection) -> None:
    connection.create_function("category_key", 1, category_id, deterministic=True)
    connection.execute(
        "CREATE TEMP TABLE category_at AS SELECT DISTINCT category AS label, category_key(category) AS at FROM payment"
    )
    connection.execute("CREATE INDEX temp.category_by_label ON category_at(label)")
    connection.execute(
        f"""CREATE TEMP TABLE cube AS SELECT organisation_id, resource_id, supplier_id, {_MONTH} AS month,
        {_MONTH} / 100 AS year, IFNULL(at, 0) AS category_id, {", ".join(f"{sql} AS {name}" for name, sql in _SUMS)}
        FROM payment LEFT JOIN category_at ON category_at.label IS payment.category GROUP BY 1, 2, 3, 4, 5, 6"""
    )
    for table, keys in _ROLL_UPS.items():
        listed = ", ".join(keys)
        connection.execute(
            f"INSERT INTO {table} ({listed}, payments, pence) SELECT {listed}, SUM(payments), SUM(pence)"
            f" FROM cube GROUP BY {listed}"
        )
    figures = ", ".join(name for name, _ in _SUMS)
    added = ", ".join(f"SUM({name})" for name, _ in _SUMS)
    connection.execute(
        f"INSERT INTO month_sum (organisation_id, month, currency, {figures}, refused_rows)"
        f" SELECT organisation_id, month, 'GBP', {added}, 0 FROM cube GROUP BY 1, 2"
    )
    connection.execute(
        f"INSERT INTO organisation_sum (organisation_id, {figures}, first_month, last_month, months,"
        f" undated_payments, refused_rows, other_currency_payments) SELECT organisation_id, {added}, MIN(month),"
        " MAX(month), COUNT(*), 0, 0, 0 FROM month_sum GROUP BY 1"
    )
    connection.execute(
        "INSERT INTO wording (id, organisation_id, resource_id, words, pid, payments, pence)"
        " SELECT MIN(id), organisation_id, resource_id, purpose, MIN(pid), COUNT(*), SUM(amount_pence)"
        " FROM payment GROUP BY resource_id, purpose"
    )
