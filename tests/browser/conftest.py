"""A site with payments and notices behind a real address, and a real browser before it."""

import datetime as dt
import logging
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from werkzeug.serving import make_server

from tests.tracker.loading import load_releases, release
from tests.webapp.spent import filled
from tracker.db import engine_for, open_database
from tracker.settings import Settings
from webapp.app import create_app
from webapp.limits import limiter

NOW = dt.datetime(2026, 6, 10, 9, tzinfo=dt.UTC)
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def installation_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the site that the browser reads."""
    return tmp_path_factory.mktemp("browsed")


@pytest.fixture(scope="session")
def site_settings(installation_dir: Path) -> Settings:
    """Its settings."""
    return Settings(_env_file=None, data_dir=installation_dir, secret_key="only for tests", database_url="")


@pytest.fixture(scope="session")
def site_engine(site_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Its database, filled from files by the real readers and loaders."""
    open_database(site_settings).dispose()
    engine = engine_for(site_settings.database)
    work = tmp_path_factory.mktemp("files")
    filled(engine, work)
    closing = {"tenderPeriod": {"endDate": "2026-06-24T12:00:00+01:00"}}
    load_releases(engine, work, [release(1, **closing), release(2, process="ocds-h6vhtk-0abcdf", notice="UK3")])
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def site_app(site_settings: Settings, site_engine: Engine):
    """The site itself."""
    app = create_app(site_settings, clock=lambda: NOW)
    limiter.enabled = False  # one address reads every page within seconds here
    yield app
    limiter.enabled = True


@pytest.fixture(scope="session")
def address(site_app) -> Iterator[str]:
    """Where the site is served."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, site_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


# For one file and no longer: Playwright's loop runs as long as the browser, and gathering needs a loop of its own.
@pytest.fixture(scope="module")
def browser():
    """Chromium, or a reason why there is none."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (pip install .[dev])")
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("there is no Chromium here (apt-get install chromium fonts-dejavu-core)")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def page(browser, address):
    """A page at phone width; the test fails if anything in it was refused by the site's own policy."""
    context = browser.new_context(viewport={"width": 375, "height": 800}, base_url=address)
    shown = context.new_page()
    told: list[str] = []
    shown.on("console", lambda message: told.append(message.text) if message.type in {"error", "warning"} else None)
    shown.on("pageerror", lambda error: told.append(str(error)))
    yield shown
    context.close()
    assert [line for line in told if "status of 404" not in line] == []


@pytest.fixture
def plain_page(browser, address):
    """A page in a browser that runs no script."""
    context = browser.new_context(java_script_enabled=False, base_url=address)
    yield context.new_page()
    context.close()
