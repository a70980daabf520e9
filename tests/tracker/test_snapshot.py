"""The public copy holds what the list says and nothing else, adds up, opens in other tools, and is whole or absent."""

import csv
import datetime as dt
import gzip
import io
import json
import re
import shutil
import sqlite3
import subprocess
import zipfile
from decimal import Decimal
from pathlib import Path

import duckdb
import fsspec
import pyarrow as pa
import pyarrow.dataset
import pytest
from click.testing import CliRunner
from sqlalchemy import text

from tests.tracker.publishing import FORMULAS, MADE, load_a_little, published
from tracker.cli import main
from tracker.csv_text import safe_cell
from tracker.db import engine_for
from tracker.models import Base
from tracker.snapshot import PublishError, publish, send
from tracker.snapshots.copying import copied, literal
from tracker.snapshots.folders import find_snapshot, snapshots
from tracker.snapshots.metadata import checksums, sha256_of
from tracker.snapshots.public_tables import never_published, public_table, public_tables
from tracker.snapshots.reading import count_rows, one_look
from tracker.snapshots.writing import pieces, safe_text


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A snapshot that no test changes."""
    _, made = published(tmp_path_factory.mktemp("copy"))
    return made


def test_every_column_is_published_or_on_the_never_list_with_a_reason():
    never = never_published()
    by_source = {table.source: {name for name, _ in table.reads} for table in public_tables()}
    for table in Base.metadata.tables.values():
        if table.name in by_source:
            listed = by_source[table.name] | {
                name.partition(".")[2] for name in never if name.startswith(f"{table.name}.")
            }
            assert listed == set(table.columns.keys()), f"{table.name}: say of each column whether it is public"
            assert table.name not in never
        else:
            assert never.get(table.name), f"{table.name}: publish it or say in never.yml why not"
    assert all(reason.strip() for reason in never.values())
    assert {name.partition(".")[0] for name in never} <= set(Base.metadata.tables)
    for table in public_tables():
        assert table.about.endswith(".")
        assert all(column.about for column in table.columns)


def test_rows_and_pence_are_those_of_the_database(installation, engine, tmp_path):
    load_a_little(installation, engine, tmp_path)
    made = publish(installation, MADE)
    with engine.connect() as connection:
        payments, pence = connection.execute(text("SELECT count(*), sum(amount_pence) FROM payment")).one()
        notices = connection.execute(text("SELECT count(*) FROM notice")).scalar()
    assert made.rows["payment"] == payments == 69
    assert made.rows["notice"] == notices == 2
    assert made.facts["pence"]["payment"] == int(pence)
    with duckdb.connect() as other:
        path = f"{made.folder}/parquet/payment/*.parquet"
        found = other.execute(f"SELECT count(*), sum(amount_pence), sum(amount) FROM '{path}'").fetchall()
    assert found == [(69, int(pence), Decimal(int(pence)) / 100)]
    with sqlite3.connect(made.folder / "daylight.sqlite") as one_file:
        assert one_file.execute("SELECT count(*), sum(amount_pence) FROM payment").fetchone() == (69, int(pence))


def test_all_tables_are_read_as_they_were_at_one_moment(installation, engine):
    months = public_table("coverage")
    row = "INSERT INTO month_sum VALUES (1, :month, 'GBP', 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0)"
    with one_look(installation.database) as look:
        assert count_rows(look, months) == 0
        with engine.begin() as connection:
            connection.execute(text(row), {"month": 202604})
        assert count_rows(look, months) == 0
    with one_look(installation.database) as look:
        assert count_rows(look, months) == 1


def test_from_the_command_line(settings, sqlite_engine, tmp_path):
    load_a_little(settings, sqlite_engine, tmp_path)
    done = CliRunner().invoke(main, ["--data-dir", str(settings.data_dir), "publish", "--to", str(tmp_path / "mirror")])
    assert done.exit_code == 0, done.output
    made = find_snapshot(settings.snapshot_dir)
    assert find_snapshot(tmp_path / "mirror").rows == made.rows
    with sqlite_engine.begin() as connection:
        connection.execute(text("UPDATE payment SET resource_id = 1"))
    failed = CliRunner().invoke(main, ["--data-dir", str(settings.data_dir), "publish"])
    assert (failed.exit_code, "nothing was published" in failed.output) == (1, True)
    assert find_snapshot(settings.snapshot_dir).id == made.id


def test_each_payment_line_leads_to_its_file_and_row(copy):
    rows = _csv(copy, "payment/leeds")
    assert len(rows) == 42
    for row in rows:
        assert row["source_url"] == "file:leeds/spending/leeds-april.csv"
        assert int(row["source_row"]) >= 2
        assert len(row["sha256"]) == 64
        assert dt.datetime.fromisoformat(row["fetched_at"]).tzinfo is not None
        dt.date.fromisoformat(row["date"])
    credit = next(row for row in rows if row["purpose"] == "Credit")
    assert (credit["amount"], credit["amount_pence"]) == ("-750.10", "-75010")


def _csv(copy, name):
    with zipfile.ZipFile(copy.folder / "csv" / f"{name}.csv.zip") as archive:
        (member,) = archive.namelist()
        text_of = archive.read(member).decode("utf-8")
    return list(csv.DictReader(io.StringIO(text_of)))


def test_cells_that_a_spreadsheet_would_run_are_guarded_the_same_way_everywhere(copy):
    purposes = {row["purpose"] for row in _csv(copy, "payment/leeds")}
    assert sum(purpose.startswith("'") for purpose in purposes) > 20
    assert all(purpose.startswith("'") or safe_cell(purpose) == purpose for purpose in purposes)
    with duckdb.connect() as connection:
        for cell in [*FORMULAS, "plain", "", "0", "\t=1", "\r=1", "\nx", "–1", "Ångström", "(=1)"]:
            guarded = connection.execute(
                f"SELECT {safe_text('?::VARCHAR')}".replace("?", "$cell"), {"cell": cell}
            ).fetchall()
            assert guarded == [(str(safe_cell(cell)),)], repr(cell)


def test_names_of_persons_are_nowhere_in_the_copy(copy):
    for path in copy.folder.rglob("*"):
        if not path.is_file():
            continue
        body = path.read_bytes()
        if path.suffix == ".gz":
            body = gzip.decompress(body)
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                body = b"".join(archive.read(name) for name in archive.namelist())
        assert b"Personson" not in body, path
        assert b"Fictional Person" not in body, path  # the contact of the notice
    with duckdb.connect() as connection:
        found = connection.execute(
            f"SELECT supplier, purpose, name_withheld, amount FROM '{copy.folder}/parquet/payment/devon*.parquet' "
            "WHERE amount = 900"
        ).fetchall()
    assert found == [(None, None, True, Decimal("900.00"))]


def test_every_file_is_described_and_its_checksum_holds(copy):
    stated = checksums(copy.folder)
    files = {path.relative_to(copy.folder).as_posix() for path in copy.folder.rglob("*") if path.is_file()}
    assert files - {"checksums.txt"} == set(stated)
    for name, digest in stated.items():
        assert sha256_of(copy.folder / name) == digest
    package = json.loads((copy.folder / "datapackage.json").read_text())
    resources = {resource["name"]: resource for resource in package["resources"]}
    assert len(resources) == len(package["resources"])
    for table in public_tables():
        resource = resources[table.name.replace("_", "-")]
        assert [field["name"] for field in resource["schema"]["fields"]] == [column.name for column in table.columns]
        paths = resource["path"] if isinstance(resource["path"], list) else [resource["path"]]
        rows = 0
        for path in paths:
            with zipfile.ZipFile(copy.folder / path) as archive:
                rows += sum(1 for _ in csv.reader(io.StringIO(archive.read(archive.namelist()[0]).decode()))) - 1
        assert rows == resource["rows"] == copy.rows[table.name]
    web = json.loads((copy.folder / "csv-metadata.json").read_text())
    assert web["@context"] == "http://www.w3.org/ns/csvw"
    assert (
        "Leeds City Council (1 file): not stated; no licence is stated with the file; the Local Gov"
        in (copy.folder / "ATTRIBUTION.txt").read_text()
    )


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="needs sha256sum")
def test_sha256sum_agrees(copy):
    subprocess.run(["sha256sum", "--quiet", "-c", "checksums.txt"], cwd=copy.folder, check=True)


def test_the_same_database_gives_the_same_bytes(tmp_path, copy):
    _, again = published(tmp_path)
    first, second = checksums(copy.folder), checksums(again.folder)
    # The moment of loading and of fetching is in the tables about files and in what is made of them.
    moving = {"resource", "resource_address", "payment", "notice", "notice_file"}
    same = [
        name
        for name in first
        if name.startswith(("parquet/", "csv/")) and not moving & set(name.replace(".", "/").split("/"))
    ]
    assert len(same) > 40
    assert {name: first[name] for name in same} == {name: second[name] for name in same}


def test_a_copy_that_does_not_add_up_is_not_published(settings, sqlite_engine, tmp_path):
    load_a_little(settings, sqlite_engine, tmp_path)
    good = publish(settings, MADE)
    with sqlite_engine.begin() as connection:
        connection.execute(text("UPDATE payment SET resource_id = 1 WHERE id = (SELECT min(id) FROM payment)"))
    with pytest.raises(PublishError, match="69 rows for payment; 68 came through"):
        publish(settings, MADE + dt.timedelta(days=1))
    assert find_snapshot(settings.snapshot_dir).id == good.id
    assert [path.name for path in settings.snapshot_dir.iterdir() if path.name.startswith(".")] == []


def test_old_copies_stay_and_never_change(settings, sqlite_engine, tmp_path):
    load_a_little(settings, sqlite_engine, tmp_path)
    first = publish(settings, MADE)
    before = checksums(first.folder)
    second = publish(settings, MADE + dt.timedelta(days=1))
    assert [each.id for each in snapshots(settings.snapshot_dir)] == [second.id, first.id]
    assert find_snapshot(settings.snapshot_dir).id == second.id
    assert find_snapshot(settings.snapshot_dir, first.id).rows == first.rows
    assert all(sha256_of(first.folder / name) == digest for name, digest in before.items())
    with pytest.raises(PublishError, match="never changes"):
        publish(settings, MADE)


def test_any_body_has_a_file_of_its_own_inside_the_folder():
    with duckdb.connect() as connection:
        bodies = ["st.-helens", "../../etc", "", ".", "..", "a/b", "leeds", "x'; DROP TABLE payment"]
        values = ", ".join(f"({literal(body)}, NULL, NULL, NULL, NULL)" for body in bodies)
        columns = "organisation, date, payment, resource, source_row"
        connection.execute(f"CREATE TABLE payment AS SELECT * FROM (VALUES {values}) AS v({columns})")
        found = list(pieces(connection, public_table("payment")))
        assert len({name for name, _, _ in found}) == len(bodies)
        assert all(re.fullmatch(r"payment/[a-z0-9][a-z0-9.-]*", name) for name, _, _ in found)
        assert [len(connection.execute(query).fetchall()) for _, query, _ in found] == [1] * len(bodies)
        connection.execute("INSERT INTO payment (organisation) VALUES ('a/b')")
        with pytest.raises(ValueError, match="rows of a/b do not stand together"):
            list(pieces(connection, public_table("payment")))


def test_the_payments_of_a_body_stand_in_the_order_of_their_days(copy):
    with duckdb.connect() as connection:
        for path in (copy.folder / "parquet" / "payment").iterdir():
            found = connection.execute(f"SELECT date, payment, resource, source_row FROM '{path}'").fetchall()
            assert found == sorted(found, key=lambda row: (str(row[0] or ""), *row[1:]))


def test_every_character_is_guarded_in_the_copy_as_on_the_pages():
    letters = [chr(code) for code in range(1, 0x10000) if not 0xD800 <= code < 0xE000]
    cells = [lead + letter + end for letter in letters for lead, end in (("", "1"), (' "', "x"))]
    with duckdb.connect() as connection:
        connection.register("cells", pa.table({"place": range(len(cells)), "cell": cells}))
        found = connection.execute(f"SELECT {safe_text('cell')} FROM cells ORDER BY place").fetchall()
    differ = [cell for cell, (got,) in zip(cells, found, strict=True) if got != safe_cell(cell)]
    assert differ == ["-1"]  # a number on the pages, and a text of a publisher here


def test_a_stream_ends_when_its_reader_leaves_and_says_what_went_wrong():
    endless = "SELECT i, repeat('x', 100) FROM range(10_000_000) t(i)"
    with duckdb.connect() as connection:
        stream = copied(connection, endless, "FORMAT csv")
        assert next(stream).startswith(b"i,")
        stream.close()
        assert connection.execute("SELECT 1").fetchall() == [(1,)]
        assert b"".join(copied(connection, "SELECT 1 AS a", "FORMAT csv, HEADER")) == b"a\n1\n"
        for wrong in (
            "SELECT nothing",
            "SELECT CAST(i / (i <> 99_999)::INTEGER || 'x' AS INTEGER) FROM range(100_000) t(i)",
        ):
            with pytest.raises(duckdb.Error):
                list(copied(connection, wrong, "FORMAT csv"))


def test_an_empty_database_can_be_published(settings, sqlite_engine):
    made = publish(settings, MADE)
    assert made.rows["payment"] == 0


def test_a_copy_goes_to_any_address_pointer_last(copy):
    sent = send(copy, "memory://bucket/daylight")
    store = fsspec.filesystem("memory")
    assert sent == len(checksums(copy.folder)) + 1
    assert json.loads(store.cat_file("/bucket/daylight/latest.json"))["id"] == copy.id
    assert store.cat_file(f"/bucket/daylight/{copy.id}/snapshot.json") == (copy.folder / "snapshot.json").read_bytes()


@pytest.mark.postgres
def test_both_databases_give_the_same_tables(postgres_url, tmp_path, copy):
    settings, _ = published_on(postgres_url, tmp_path)
    other = publish(settings, MADE)
    with duckdb.connect() as connection:
        for table in public_tables():
            columns = ", ".join(
                f'"{column.name}"'
                for column in table.columns
                if column.name not in {"loaded_at", "fetched_at", "seen_at"}
            )
            place = f"{table.name}/*" if table.split else table.name
            first, second = (f"SELECT {columns} FROM '{each.folder}/parquet/{place}.parquet'" for each in (copy, other))
            assert (
                connection.execute(f"({first} EXCEPT ALL {second}) UNION ALL ({second} EXCEPT ALL {first})").fetchall()
                == []
            )


def published_on(url: str, folder: Path):
    """An installation on that database with a little of everything."""
    from tracker.settings import Settings

    settings = Settings(_env_file=None, data_dir=folder / "data", database_url=url, secret_key="only for tests")
    engine = engine_for(url)
    load_a_little(settings, engine, folder / "work")
    engine.dispose()
    return settings, None


def test_plain_pyarrow_reads_the_payments_as_one_dataset(copy):
    found = pyarrow.dataset.dataset(copy.folder / "parquet" / "payment").to_table(columns=["organisation", "amount"])
    assert found.num_rows == 69
    assert str(found.schema.field("amount").type) == "decimal128(18, 2)"
