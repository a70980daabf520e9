"""A stranger's mistakes at the command line: each ends with one sentence, a code and a status, never a traceback."""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tracker.cli import main


def told(*words: object, status: int = 1, **environment: str) -> str:
    """What a command that must fail says on its error stream, checked to be one line without a traceback."""
    done = CliRunner().invoke(main, [str(word) for word in words], env=environment, catch_exceptions=False)
    last = done.stderr.splitlines()[-1]
    assert (done.exit_code, last.startswith("Error: ")) == (status, True), done.output
    return last


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """A data folder with a database and nothing in it."""
    folder = tmp_path_factory.mktemp("installed") / "data"
    assert CliRunner().invoke(main, ["--data-dir", str(folder), "status"], catch_exceptions=False).exit_code == 0
    return folder


@pytest.fixture
def data(installed, tmp_path) -> Path:
    """A copy of it to break."""
    return Path(shutil.copytree(installed, tmp_path / "data"))


@pytest.mark.parametrize(
    "command", [("status",), ("review",), ("publish",), ("serve",), ("chores",), ("db", "upgrade")]
)
def test_a_place_where_nothing_can_be_kept(command):
    assert told("--data-dir", "/proc/nowhere", *command).endswith("(missing)")


@pytest.mark.parametrize(
    ("setting", "value", "code"),
    [
        ("PROCESSES", "many", "settings"),
        ("TRUSTED_HOSTS", "example.org", "settings"),
        ("BASE_URL", "daylight.example.org", "settings"),
        ("DATABASE_URL", "somewhere", "database-address"),
        ("DATABASE_URL", "mysql://user@localhost/daylight", "database-address"),
        ("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/daylight", "database-refuses"),
        ("ARCHIVE_URL", "nosuch://bucket/folder", "store"),
    ],
)
def test_a_setting_that_cannot_be_used(data, setting, value, code):
    name = f"DAYLIGHT_{setting}"
    said = told("--data-dir", data, "status", **{name: value})
    assert said.endswith(f"({code})")
    assert name in said or code != "settings"


def test_a_password_in_an_address_is_never_repeated(data):
    said = told("--data-dir", data, "status", DAYLIGHT_DATABASE_URL="postgresql://user:open-sesame@host:port/name")
    assert "sesame" not in said


@pytest.mark.parametrize("command", [("status",), ("db", "upgrade"), ("review",)])
def test_a_database_of_a_newer_version_is_left_alone(data, command):
    with sqlite3.connect(data / "daylight.sqlite") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999_later'")
    connection.close()
    said = told("--data-dir", data, *command)
    assert "newer" in said
    assert said.endswith("(database-ahead)")


def test_a_database_that_is_something_else(data):
    (data / "daylight.sqlite").write_bytes(b"no database at all " * 500)
    assert told("--data-dir", data, "status").endswith("(not-a-database)")


def test_a_revision_that_does_not_exist_is_wrong_usage(data):
    assert "0001_spending" in told("--data-dir", data, "db", "upgrade", "--to", "nosuch", status=2)


def test_a_port_that_is_taken_and_a_host_that_is_nobodys(data):
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        assert f"port {taken}" in told("--data-dir", data, "serve", "--port", taken)
    assert told("--data-dir", data, "serve", "--host", "nosuch.invalid").endswith("(listening)")


def test_files_where_folders_belong_and_folders_where_files_belong(data):
    (data / "archive").write_text("a file")
    (data / "secret-key").unlink(missing_ok=True)
    (data / "secret-key").mkdir()
    assert told("--data-dir", data, "ingest", __file__, "--publisher", "leeds").endswith("(not-a-folder)")
    assert told("--data-dir", data, "serve").endswith("(not-a-file)")
    assert told("--data-dir", data, "db", "backup", data / "archive").endswith("(backup)")
    assert told("--data-dir", data, "ingest", __file__, "--publisher", "leeds", "--scheduler", "nowhere")


def test_a_file_that_may_not_be_read_stops_no_other(tmp_path):
    (tmp_path / "a.csv").write_text("Date,Supplier,Amount\n01/04/2026,Fictional Ltd,500.00\n")
    (tmp_path / "b.csv").symlink_to(tmp_path / "nowhere.csv")  # root may read every file, but no link to nothing
    done = CliRunner().invoke(main, ["check", str(tmp_path)], catch_exceptions=False)
    assert done.exit_code == 1
    assert "2 files: 1 accepted, 1 rejected." in done.stdout
    assert "may not read it" in done.stdout


def test_a_reader_of_our_lines_who_has_enough_is_told_nothing(tmp_path):
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-c", "from tracker.cli import main; main()", "--data-dir", str(tmp_path), "status"]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, "")
