"""The command line as scripts use it: exit statuses, one JSON object a line, and sentences for people."""

import json
import resource
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from tests.postgres import find_initdb
from tests.tracker.spending_files import HEADINGS, publication, table_hash
from tests.tracker.test_spending_load import APRIL
from tracker.archive import Archive
from tracker.cli import main
from tracker.db import engine_for
from tracker.settings import Settings

KEYS = {
    "file", "sha256", "kind", "format", "encoding", "status", "reason", "publisher", "header_row", "columns",
    "rows_read", "rows_accepted", "rows_refused", "set_aside", "amount_total", "currency", "date_min", "date_max",
    "issues",
}  # fmt: skip


def daylight(*words: object, data: Path | None = None) -> Result:
    """Run one command."""
    options = [] if data is None else ["--data-dir", str(data)]
    return CliRunner().invoke(main, [*options, *(str(word) for word in words)], catch_exceptions=False)


@pytest.fixture
def april(tmp_path: Path) -> Path:
    path = tmp_path / "in" / "april.csv"
    path.parent.mkdir()
    path.write_bytes(publication(APRIL))
    return path


@pytest.fixture
def broken(april: Path) -> Path:
    path = april.with_name("broken.csv")
    path.write_bytes(b"<!doctype html><html><title>Log in</title></html>")
    return path


def test_check_prints_one_object_for_each_file(april, broken):
    done = daylight("check", "--json", april, broken)
    good, bad = (json.loads(line) for line in done.stdout.splitlines())
    assert done.exit_code == 1
    assert good.keys() >= KEYS
    assert (good["file"], good["kind"], good["status"]) == (str(april), "spending", "accepted")
    assert (good["rows_read"], good["rows_accepted"], good["rows_refused"]) == (5, 5, 0)
    assert (good["amount_total"], good["currency"], good["date_min"]) == ("2950.00", "GBP", "2026-04-01")
    assert (bad["status"], bad["issues"][0]["count"]) == ("rejected", 1)
    assert "web page" in bad["reason"]


def test_check_walks_folders_and_ends_well_when_all_is_well(april):
    done = daylight("check", april.parent)
    assert done.exit_code == 0
    assert "5 payments read: 5 accepted, 0 refused" in done.stdout
    assert "total £2,950.00" in done.stdout


def test_check_recognises_what_a_file_is(tmp_path):
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"releases": [{"ocid": "ocds-1", "id": "1", "tag": ["tender"]}]}))
    assert json.loads(daylight("check", "--json", path).stdout)["kind"] == "notices"


@pytest.mark.parametrize(
    "words", [("check",), ("check", "/no/such/file"), ("check", "--kind", "poems", "/"), ("ingest", "/")]
)
def test_wrong_usage_is_two(words):
    assert daylight(*words).exit_code == 2


def test_ingest_loads_once_and_says_what_it_did(tmp_path, april, broken):
    data = tmp_path / "data"
    done = daylight("ingest", april.parent, "--publisher", "Devon County Council", data=data)
    assert done.exit_code == 1
    assert "loaded    april.csv: spending, 5 read, 5 accepted, 0 refused" in done.stdout
    assert "rejected  broken.csv: The file is a web page" in done.stdout
    assert "2 files: 1 loaded, 1 rejected." in done.stdout
    engine = engine_for(Settings(_env_file=None, data_dir=data, database_url="").database)
    before, fetches = table_hash(engine), len(list(Archive(data / "archive").fetches()))
    again = daylight("ingest", april.parent, "--publisher", "DEV", data=data)
    assert "rejected  broken.csv: The file is a web page" in again.stdout
    assert "2 files: 1 unchanged, 1 rejected." in again.stdout
    assert again.exit_code == 1
    assert table_hash(engine) == before
    assert len(list(Archive(data / "archive").fetches())) == fetches


def test_ingest_of_a_changed_file_is_a_new_version(tmp_path, april):
    data = tmp_path / "data"
    daylight("ingest", april, "--publisher", "devon", data=data)
    april.write_bytes(publication(APRIL[:3]))
    daylight("ingest", april, "--publisher", "devon", data=data)
    status = daylight("status", data=data)
    assert "payments: 3 of 1 publishers, £1,600.00" in status.stdout
    assert "spending files: 1 current, 1 superseded" in status.stdout


def test_files_of_the_same_name_in_two_folders_are_two_files(tmp_path, april):
    other = tmp_path / "other" / "april.csv"
    other.parent.mkdir()
    other.write_bytes(publication([("07/04/2026", "Somebody Else Ltd", "512.00", "", "", "Z1")]))
    data = tmp_path / "data"
    done = daylight("ingest", april, other, "--publisher", "devon", data=data)
    assert "in/april.csv" in done.stdout
    assert "other/april.csv" in done.stdout
    assert "payments: 6 of 1 publishers" in daylight("status", data=data).stdout


def test_an_unknown_publisher_is_added_and_said_to_be_new(tmp_path, april):
    done = daylight("ingest", april, "--publisher", "Exampleton Parish Council", data=tmp_path / "data")
    assert "is not one of the UK's councils" in done.stderr
    assert done.exit_code == 0


def test_a_backup_brings_the_database_back(tmp_path, april):
    data, copy = tmp_path / "data", tmp_path / "copy.sqlite"
    daylight("ingest", april, "--publisher", "devon", data=data)
    engine = engine_for(Settings(_env_file=None, data_dir=data, database_url="").database)
    before = table_hash(engine)
    assert daylight("db", "backup", copy, data=data).exit_code == 0
    april.write_bytes(publication(APRIL[:2]))
    daylight("ingest", april, "--publisher", "devon", data=data)
    assert table_hash(engine) != before
    assert daylight("db", "restore", copy, "--yes", data=data).exit_code == 0
    assert table_hash(engine) == before
    assert "never written over" in daylight("db", "backup", copy, data=data).stderr


@pytest.mark.postgres
def test_a_backup_brings_a_postgresql_database_back(postgres_engine, postgres_url, tmp_path, april, monkeypatch):
    monkeypatch.setenv("DAYLIGHT_DATABASE_URL", postgres_url)
    data, copy = tmp_path / "data", tmp_path / "copy.pgdump"
    daylight("ingest", april, "--publisher", "devon", data=data)
    before = table_hash(postgres_engine)
    monkeypatch.setenv("PATH", str(tmp_path))
    done = daylight("db", "backup", copy, data=data)
    assert (done.exit_code, "postgresql-client" in done.stderr, copy.exists()) == (1, True, False)
    monkeypatch.setenv("PATH", f"{find_initdb().parent}:/usr/bin:/bin")
    assert daylight("db", "backup", copy, data=data).exit_code == 0
    april.write_bytes(publication(APRIL[:2]))
    daylight("ingest", april, "--publisher", "devon", data=data)
    assert table_hash(postgres_engine) != before
    postgres_engine.dispose()
    done = daylight("db", "restore", copy, "--yes", data=data)
    assert (done.exit_code, done.stderr) == (0, "")
    assert table_hash(postgres_engine) == before
    done = daylight("db", "restore", april, "--yes", data=data)
    assert done.exit_code == 1
    assert "pg_restore failed" in done.stderr
    assert table_hash(postgres_engine) == before


def test_an_archived_file_whose_bytes_were_changed_is_found(tmp_path, april):
    data = tmp_path / "data"
    daylight("ingest", april, "--publisher", "devon", data=data)
    sound = daylight("audit", "--archive", data=data)
    assert (sound.exit_code, "1 archived files were read through: 0 of them" in sound.stdout) == (0, True)
    kept = next(path for path in (data / "archive" / "blobs").rglob("*") if path.is_file())
    kept.chmod(0o644)
    kept.write_bytes(b"something else")
    changed = daylight("audit", "--archive", data=data)
    assert changed.exit_code == 1
    assert f"The archived file {kept.name} is missing, or its bytes" in changed.stdout


def test_what_is_no_backup_is_refused(tmp_path, april):
    done = daylight("db", "restore", april, "--yes", data=tmp_path / "data")
    assert done.exit_code == 1
    assert "not a backup of Daylight" in done.stderr


def test_a_database_made_by_db_upgrade_can_be_loaded(tmp_path, april):
    data = tmp_path / "data"
    assert daylight("db", "upgrade", data=data).exit_code == 0
    assert daylight("ingest", april, "--publisher", "devon", data=data).exit_code == 0


def test_a_source_that_nobody_declared_is_said_to_be_unknown(tmp_path):
    done = daylight("gather", "no-such-council", data=tmp_path)
    assert done.exit_code == 2
    assert "no-such-council" in done.stderr


def test_troubles_that_a_person_can_mend_are_told_in_a_sentence(tmp_path, april):
    done = daylight("ingest", april, "--publisher", "!!!", data=tmp_path / "data")
    assert (done.exit_code, done.stderr) == (
        1, "Error: '!!!' cannot be the name of a publisher: it holds no letter or digit. (ingest)\n",
    )  # fmt: skip
    engine = engine_for(Settings(_env_file=None, data_dir=tmp_path / "data", database_url="").database)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001_spending'"))
    done = daylight("ingest", april, "--publisher", "devon", data=tmp_path / "data")
    assert done.exit_code == 1
    assert "run daylight db upgrade" in done.stderr


def test_a_disk_that_is_full_is_told_in_a_sentence_and_loses_nothing(tmp_path):
    rows = [
        (f"{day:02}/{month:02}/2025", f"Firm {at} Ltd", f"{500 + at}.{month:02}", "Care", f"Beds {month} {day} {at}")
        for month in range(1, 13) for day in range(1, 29) for at in range(12)
    ]  # fmt: skip
    path, data, whole = tmp_path / "year.csv", tmp_path / "data", tmp_path / "whole"
    path.write_bytes(publication(rows, headings=HEADINGS[:5]))
    daylight("ingest", path, "--publisher", "devon", data=whole)
    for folder in ("archive", "parsed"):  # what is left to do is to load it
        shutil.copytree(whole / folder, data / folder)
    daylight("db", "upgrade", data=data)
    room = (data / "daylight.sqlite").stat().st_size + 200_000
    words = ["--data-dir", str(data), "ingest", str(path), "--publisher", "devon", "--kind", "spending"]
    full = subprocess.run(
        [sys.executable, "-c", "from tracker.cli import main; main()", *words], capture_output=True, text=True,
        check=False, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),
    )  # fmt: skip
    assert full.returncode == 1
    assert "cannot be written" in full.stdout + full.stderr
    assert "Traceback" not in full.stderr
    nowhere = daylight("status", data=path / "below-a-file")
    assert (nowhere.exit_code, "is a file and no folder" in nowhere.output) == (1, True)
    assert daylight("ingest", path, "--publisher", "devon", data=data).exit_code == 0
    assert len({table_hash(engine_for(f"sqlite:///{folder / 'daylight.sqlite'}")) for folder in (data, whole)}) == 1


def commands(group=main, before: str = "daylight") -> list[str]:
    """Every command, as one would type it."""
    found = []
    for name, command in group.commands.items():
        full = f"{before} {name}"
        found += commands(command, full) if hasattr(command, "commands") else [full]
    return found


def test_every_command_and_every_setting_is_in_the_docs():
    root = Path(__file__).resolve().parents[2]
    written = "\n".join(path.read_text(encoding="utf-8") for path in sorted((root / "docs").glob("*.md")))
    settings = [f"DAYLIGHT_{name.upper()}" for name in Settings.model_fields]
    assert [words for words in commands() if f"{words} " not in written and f"{words}`" not in written] == []
    assert [name for name in settings if f"`{name}`" not in written] == []


def test_the_script_that_is_installed_is_this_one():
    root = Path(__file__).resolve().parents[2]
    declared = tomllib.loads((root / "pyproject.toml").read_text())["project"]["scripts"]
    assert declared == {"daylight": "tracker.cli:main"}
