"""Promises are held against repositories fetched by the real spider: read, without licence, moved, hidden, gone."""

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import insert

from scrapers.replay import Answer, serve
from tests.scrapers.gathering import gathered, put, source
from tracker.archive import Archive
from tracker.db import writing
from tracker.models.promises import Promise
from tracker.promises import promise_page
from tracker.repository_checks import check_promises

MIT = (Path(__file__).resolve().parents[2] / "LICENSE").read_text(encoding="utf-8")
HOME = "https://code.example/council/tool"
RAW = f"{HOME}/-/raw/HEAD"
# No licence at all, and text without end: only its beginning may be read, and no term of it believed.
HOSTILE = "All rights reserved. You may look and not touch. " * 20_000


def _promised(engine, due=None):
    with writing(engine) as connection:
        connection.execute(
            insert(Promise).values(
                id=1, slug="tool", title="A tool", kind="promise", who="Exampleton Council", who_kind="council",
                source_url="https://exampleton.example/minutes", repository=HOME, due=due,
            )
        )  # fmt: skip


def _checked(engine, folder, replayed, answers=None, clock=None):
    with serve(replayed, *([answers] if answers else [])) as replay:
        gathered(
            folder, replay, source(HOME, kind="software", spider="repositories"), **({"clock": clock} if clock else {})
        )
    with writing(engine) as connection, Archive(folder) as archive:
        added = check_promises(connection, archive)
        return added, promise_page(connection, "tool")


@pytest.mark.parametrize(
    ("files", "state", "licence", "verdict"),
    [
        ({f"{HOME}/index.html": "<html>the tool</html>", f"{RAW}/LICENSE": MIT}, "repository", "MIT", "kept"),
        ({f"{HOME}/index.html": "<html>the tool</html>"}, "repository", None, "broken"),
        ({f"{HOME}/index.html": "<html>the tool</html>", f"{RAW}/LICENSE": HOSTILE}, "repository", None, "broken"),
        ({"https://code.example/robots.txt": ""}, "gone", None, "broken"),
    ],
)
def test_each_state_of_a_repository_is_dated_and_judged(sqlite_engine, tmp_path, files, state, licence, verdict):
    _promised(sqlite_engine, dt.date(2026, 12, 1) if verdict == "kept" else dt.date(2026, 1, 31))
    for address, body in files.items():
        put(tmp_path / "web", address, body)
    added, page = _checked(sqlite_engine, tmp_path / "archive", tmp_path / "web")
    assert added == 1
    check = page["checks"][-1]
    assert (check["state"], check["licence_found"], page["verdict"]) == (state, licence, verdict)
    assert check["checked_at"].date() == dt.date(2026, 11, 24)


def test_a_hidden_repository_is_private_and_not_gone(sqlite_engine, tmp_path):
    _promised(sqlite_engine)
    (tmp_path / "web").mkdir()
    _, page = _checked(
        sqlite_engine,
        tmp_path / "archive",
        tmp_path / "web",
        lambda asked: None if "robots" in asked.path else Answer(b"sign in", 401),
    )
    assert page["checks"][-1]["state"] == "private"


def test_a_second_look_is_a_second_row_and_the_first_stays(sqlite_engine, tmp_path):
    _promised(sqlite_engine)
    web = tmp_path / "web"
    for address, body in {f"{HOME}/index.html": "<html>the tool</html>", f"{RAW}/LICENSE": MIT}.items():
        put(web, address, body)
    _, first = _checked(sqlite_engine, tmp_path / "archive", web)
    assert first["verdict"] == "kept"
    for path in [path for path in web.rglob("*") if path.is_file()]:
        path.unlink()
    later = dt.datetime(2027, 2, 1, 12, tzinfo=dt.UTC)
    added, page = _checked(sqlite_engine, tmp_path / "archive", web, clock=lambda: later)
    assert added == 1
    assert [check["state"] for check in page["checks"]] == ["repository", "gone"]
    assert page["checks"][0]["file_sha256"]
    assert (page["verdict"], page["rule"]) == ("partly", "kept-then-gone")


def test_what_was_not_fetched_again_is_not_checked_again(sqlite_engine, tmp_path):
    _promised(sqlite_engine)
    put(tmp_path / "web", f"{HOME}/index.html", "<html>the tool</html>")
    _checked(sqlite_engine, tmp_path / "archive", tmp_path / "web")
    with writing(sqlite_engine) as connection, Archive(tmp_path / "archive") as archive:
        assert check_promises(connection, archive) == 0
