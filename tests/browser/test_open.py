"""The pages before the money is spent, in Chromium: accessible, whole at 320 to 1280 pixels, dark and light."""

import datetime as dt
import threading
from collections.abc import Iterator
from functools import partial
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from tests.tracker.loading import load_releases, release
from tracker.db import writing
from tracker.programmes import seed
from webapp.app import create_app

pytestmark = pytest.mark.browser

NOW = dt.datetime(2026, 5, 20, 11, tzinfo=dt.UTC)
KEY = "ocds-h6vhtk-0abcde"
PAGES = ("/open", f"/purchases/{KEY}", "/clock?rule=standstill&date=2026-12-21&nation=SCT", "/alerts/new", "/grants",
         "/grants/programmes/timely-information-to-citizens")  # fmt: skip
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class _Silent(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing: the tests' own output is enough."""


@pytest.fixture
def address(sqlite_engine, settings, tmp_path) -> Iterator[str]:
    first = release(1, tenderPeriod={"endDate": "2026-05-29T12:00:00+01:00"}, enquiryPeriod={"endDate": "2026-05-25"})
    later = release(2, date="2026-05-10T10:00:00+01:00", title="A case system for tenants")
    load_releases(sqlite_engine, tmp_path, [first, later])
    with writing(sqlite_engine) as connection:
        seed(connection)
    app = create_app(settings, clock=lambda: NOW)
    server = make_server("127.0.0.1", 0, app, handler_class=_Silent)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def _note(wrong: list[str], said: Any) -> None:
    if said.type == "error":
        wrong.append(said.text)


def test_every_page_is_accessible_and_whole(browser, address):
    from axe_playwright_python.sync_playwright import Axe

    wrong = []
    for width, scheme in ((1280, "light"), (375, "dark"), (320, "light")):
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        page = context.new_page()
        page.on("console", partial(_note, wrong))
        for path in PAGES:
            page.goto(address + path)
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wrong.append(f"{path} is wider than {width} pixels")
            if width != 320:
                found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
                wrong += [f"{path} at {width}: {each['id']} {each['nodes'][0]['html'][:120]}" for each in found]
        context.close()
    assert wrong == []


def test_a_reader_without_scripts_filters_and_reaches_the_file(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/open")
    page.get_by_label("Words in the title").fill("tenants")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="A case system for tenants").click()
    assert page.get_by_text("5 days left to ask the buyer a question").first.is_visible()
    page.get_by_role("link", name="The field tender.value").click()
    page.locator("#field-tender-value").get_by_role("link").click()
    assert "/notice-files/" in page.url
    assert page.get_by_text("The record that you followed").is_visible()
    context.close()


def test_the_list_can_be_reached_by_keyboard_alone(browser, address):
    page = browser.new_page()
    page.goto(f"{address}/open")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('href') || ''").startswith("/purchases/"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/purchases/{KEY}")
    page.close()
