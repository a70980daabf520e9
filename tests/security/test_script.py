"""Scripts in everything that strangers write and publishers publish stay text, on every page that shows them (C1)."""

import logging
import re
import threading
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
from lxml import etree
from werkzeug.serving import make_server

from tests.browser.conftest import browser  # noqa: F401  the one Chromium of a run
from tests.security import everything
from tests.security.crawling import SEEDS, crawled
from tests.security.payloads import ADDRESSES, TEXTS
from tests.security.test_takedown import PAGES
from tracker.campaigns import open_campaign
from tracker.db import writing
from tracker.recipes import decide_suggestion, suggest, waiting_suggestions
from tracker.review import review
from tracker.saved_queries import save
from tracker.snapshot import publish

_ALLOWED = re.compile(
    r"html|head|data|datalist|meta|title|link|body|header|nav|main|footer|h[1-6]|p|a|ul|ol|li|dl|dt|dd|div|span|section|article|aside"
    r"|table|caption|thead|tbody|tfoot|tr|th|td|form|label|input|select|option|optgroup|textarea|button|fieldset|legend"
    r"|details|summary|strong|em|b|i|code|pre|small|abbr|time|blockquote|q|cite|figure|figcaption|hr|br|wbr|img|svg|path"
    r"|rect|line|circle|g|text|tspan|polyline|polygon|desc|use|symbol|defs|script|noscript|mark|sup|sub|kbd|del|ins|output"
)
# Known schemes, and what is no scheme because a stroke or a question mark comes before the colon.
_HARMLESS = re.compile(r"https?|mailto|tel|[^a-z].*|[a-z].*[/?#].*", re.S)
_LINKS = ("href", "src", "action", "formaction", "data", "xlink:href", "poster")


class Strict(HTMLParser):
    """What in a page could run or reach out: markup that is not the house's, handlers, and links of other schemes."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.faults = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        if not _ALLOWED.fullmatch(tag):
            self.faults.append(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("on") or name in {"style", "srcdoc"}:
                self.faults.append(f"<{tag} {name}>")
            scheme = re.sub(r"[\x00-\x20]", "", value or "").lower().partition(":")
            if (
                name in _LINKS
                and scheme[1]
                and not re.fullmatch(r"https?|mailto|tel|[^a-z].*|[a-z].*[/?#].*", scheme[0])
            ):
                self.faults.append(f"<{tag} {name}={value!r}>")
        found = dict(attrs)
        if tag == "script" and not (found.get("src") or "").startswith("/static/"):
            self.faults.append("<script> that is not ours")


def _words(place, number):
    if place in {"document url", "repository", "landing"}:
        return ADDRESSES[number % len(ADDRESSES)]
    if place == "licence":
        return TEXTS[number % len(TEXTS)][:80]
    if place == "file name":
        return "'><img src=x onerror=alert(0)>.csv"
    # Each place gets each attack, but not the same ones in one line.
    return TEXTS[(number + len(place)) % len(TEXTS)]


@pytest.fixture(scope="module")
def place(new_place, tmp_path_factory):
    """A site in which every text is an attack."""
    place = new_place()
    everything.fill(place.settings, place.engine, tmp_path_factory.mktemp("files"), _words, len(TEXTS))
    keys = everything.things(place.engine)
    for number, attack in enumerate(TEXTS[::3]):  # each family once
        text = f"{attack} I live here."
        name = re.sub(r"[@\s]+", " ", attack)[:60] if number % 2 else ""
        everything.say(place.settings, place.engine, "grant", keys["grant"][0], text, name, number)
    with writing(place.engine) as connection:
        for attack in TEXTS[:30]:
            named = attack.replace('"', "")
            save(connection, f'SELECT 1 AS "{named}"', None, place.now)
        open_campaign(connection, TEXTS[0], TEXTS[10], TEXTS[20], place.now.date())
        for at, attack in enumerate(TEXTS[:20]):
            suggest(connection, None, attack[:190], "https://x.example/", TEXTS[at + 20], None, place.now)
        for each in waiting_suggestions(connection, 50):
            decide_suggestion(connection, each["id"], shown=True)
    review(place.engine, place.settings, place.now)
    publish(place.settings, place.now)
    place.keys = keys
    return place


def _seeds(place):
    shown = [PAGES[kind].format(key) for kind, keys in place.keys.items() for key in keys[:: max(1, len(keys) // 8)]]
    typed = ("%3Cscript%3Ealert(1)%3C/script%3E", "%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E")
    pages = ("search?q", "open?q", "grants?q", "reuse?text", "data/sql?q")
    asked = [f"/{page}={text}" for page in pages for text in typed]
    return [*SEEDS, *shown, *asked, "/councils/leeds", "/councils/leeds/payments"]


def test_there_are_enough_attacks():
    assert len(set(TEXTS) | set(ADDRESSES)) >= 150


@pytest.mark.timeout(240)  # it also makes the site, with all its attacks
def test_no_page_holds_markup_that_is_not_the_houses(place):
    pages = feeds = escaped = 0
    for address, answer in crawled(place.client, _seeds(place), most=2):
        assert answer.status_code < 500, address
        body = answer.get_data().decode("utf-8", "replace")
        if answer.mimetype == "text/html":
            assert Strict(body).faults == [], unquote(address)
            pages += 1
            escaped += "&lt;script&gt;" in body or "onerror=" in body
        elif answer.mimetype.endswith("xml"):
            root = etree.fromstring(body.encode(), etree.XMLParser(resolve_entities=False))
            links = [value for value in root.xpath("//@href | //@src") if not value.startswith("http")]
            assert links == [], address
            feeds += 1
        else:
            assert answer.mimetype != "image/svg+xml"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert (pages > 60, feeds > 2, escaped > 30) == (True, True, True), (pages, feeds, escaped)


@pytest.mark.browser
def test_nothing_runs_in_a_real_browser(place, browser):  # noqa: F811
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, place.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    context = browser.new_context(base_url=f"http://127.0.0.1:{server.server_port}")
    shown, told, asked = context.new_page(), [], []
    shown.on("dialog", lambda dialog: (told.append(dialog.message), dialog.dismiss()))
    shown.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    shown.on("request", lambda request: asked.append(request.url))
    try:
        keys = place.keys
        own = [PAGES[kind].format(keys[kind][at]) for kind in PAGES for at in (0, -1)]
        for address in ("/open", "/grants", "/search?q=alert", "/councils/leeds/payments", "/software?q=library", *own):
            shown.goto(address, wait_until="load")
            assert shown.evaluate("window.xss") is None, address
            assert not shown.title().startswith("xss"), address
            assert (
                shown.evaluate("document.querySelectorAll('iframe, object, embed, base, [onerror], [onload]').length")
                == 0
            )
    finally:
        context.close()
        server.shutdown()
        thread.join()
        server.server_close()
    assert told == []
    assert [url for url in asked if "127.0.0.1" not in url or "/x?" in url] == []
