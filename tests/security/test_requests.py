"""Requests of other sites, framing, redirects, forged addresses and hosts, caches (hostile-inputs C2-C4, C9, C10)."""

import re
from urllib.parse import unquote

import pytest

from tests.security import everything
from tests.security.crawling import SEEDS
from tests.security.routes import every_route
from tests.tracker.spending_files import table_hash
from tracker.db import writing
from tracker.models import Base
from tracker.saved_queries import save
from webapp.app import create_app
from webapp.headers import POLICY
from webapp.limits import limiter

ELSEWHERE = (
    {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": "http://localhost.evil.example"},
    {"Origin": "https://localhost"}, {"Origin": "http://localhost:81"}, {"Origin": ""},
    {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "Same-Origin, cross-site"},
    {"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"}, {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
)  # fmt: skip
OFF_SITE = (
    "https://evil.example", "//evil.example", "///evil.example", "////evil.example", "/\\evil.example",
    "\\\\evil.example", "\\/evil.example", "/\\/evil.example", "/%09/evil.example", "/%5cevil.example",
    "%2f%2fevil.example", "/%2fevil.example", "http:evil.example", "https:evil.example", "http:/evil.example",
    "http:\\\\evil.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x",
    "/\t/evil.example", "\t//evil.example", " //evil.example", "/ /evil.example", "//evil.example/%2e%2e",
    "//localhost@evil.example", "http://localhost@evil.example", "http://localhost:80@evil.example",
    "//evil%E3%80%82example", "//evil。example", "/.//evil.example", "/..//evil.example", "/x/../..//evil.example",
    "//[::ffff:1.2.3.4]",
    "//2130706433", "https://evil.example#localhost", "https://evil.example?localhost", "//evil.example\\@localhost",
    "\x00//evil.example", "//evil.example%00.localhost", "ftp://evil.example", "blob:https://evil.example/1",
)  # fmt: skip


@pytest.fixture(scope="module")
def place(new_place, tmp_path_factory):
    """A site with something of each kind, and a kept question."""
    place = new_place()
    everything.fill(place.settings, place.engine, tmp_path_factory.mktemp("files"), _words, 2)
    with writing(place.engine) as connection:
        place.kept = save(connection, "SELECT 1", None, place.now)
    return place


def _words(kind, number):
    return f"https://x{number}.example/" if "url" in kind or kind in {"repository", "landing"} else f"{kind} {number}"


def _known(place):
    keys = everything.things(place.engine)
    return {"key": keys["process"][0], "slug": "leeds", "number": keys["grant"][0], "address": keys["software"][0],
            "procurement": "0" * 20, "comment": "0" * 20, "letter": "A"}  # fmt: skip


@pytest.mark.parametrize("headers", ELSEWHERE, ids=str)
def test_whatever_comes_from_elsewhere_is_refused_on_every_route(place, headers):
    place.app.config["WTF_CSRF_ENABLED"] = False  # the walls are tried one by one: here only where a request comes from
    try:
        tried = list(every_route(place.app, _known(place), changing=True))
        assert len(tried) > 60
        for method, address in tried:
            answer = place.client.open(address, method=method, headers=headers, data={"text": "x"})
            assert answer.status_code == 403, (method, address, headers)
    finally:
        place.app.config["WTF_CSRF_ENABLED"] = True


def test_a_form_without_its_token_is_refused_on_every_route(place):
    for method, address in every_route(place.app, _known(place), changing=True):
        answer = place.client.open(address, method=method, data={"csrf_token": "x", "text": "x"})
        if (address.startswith("/alerts/") and "/end" in address) or answer.status_code == 404:
            continue  # RFC 8058: the token in the address is the proof, and this one is none
        assert answer.status_code == 400, (method, address)


def test_our_own_forms_are_taken_from_our_own_pages(place):
    own = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    page = place.client.get("/account").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    answer = place.client.post("/account", data={"csrf_token": token, "email": "a@b.example"}, headers=own)
    assert answer.status_code == 200


def test_no_get_changes_anything(place):
    tables = set(Base.metadata.tables)
    before = table_hash(place.engine, tables)
    for _, address in every_route(place.app, _known(place)):
        place.client.get(address).close()
    assert table_hash(place.engine, tables) == before


def test_nobody_may_frame_any_answer_but_the_embedded_question(place):
    css = re.search(r'href="(/static/[^"]+)"', place.client.get("/").get_data(as_text=True))[1]
    some = ["/nowhere", "/x.json", css, "/open.atom", "/open.ics", "/static/nothing.css", "/%00", "/api/v1/nowhere"]
    for address in [*(address for _, address in every_route(place.app, _known(place))), *some, *SEEDS]:
        answer = place.client.get(address)
        policy = answer.headers["Content-Security-Policy"]
        if address.endswith("/embed") and answer.status_code == 200:
            continue
        assert "frame-ancestors 'none'" in policy, address
        assert answer.headers["X-Frame-Options"] == "DENY", address
        assert "unsafe" not in policy, address
        assert not re.search(r"https?:|\*", policy), address
        assert answer.headers["X-Content-Type-Options"] == "nosniff", address
        answer.close()
    for method, address in every_route(place.app, _known(place), changing=True):
        answer = place.client.open(address, method=method)
        assert answer.headers["Content-Security-Policy"] == POLICY, address


@pytest.mark.parametrize("target", OFF_SITE, ids=ascii)
def test_nothing_that_a_reader_gives_leads_off_the_site(place, target):
    pages = ["/account", "/alerts", "/search", "/open", "/suppliers/" + everything.things(place.engine)["supplier"][0]]
    for name in ("next", "return", "url", "redirect", "to", "back", "continue"):
        for page in pages:
            _stays(place.client.get(page, query_string={name: target}))
    path = unquote(target).encode().decode("latin1")  # as WSGI hands it over
    for page in ("", "/", "/suppliers/", "/councils/", "/purchases/", "/data/", "/bids/", "/x"):
        _stays(place.client.get("/", environ_overrides={"PATH_INFO": page + path}))


def _stays(answer):
    where = answer.headers.get("Location", "/")
    assert re.match(r"/(?![/\\])|http://localhost/", where), where
    assert not re.search(r"[\\\x00-\x20]", where), where
    answer.close()


@pytest.mark.parametrize(("proxies", "let_in"), [(0, 20), (1, 20), (2, 20)])
def test_a_forged_forwarded_address_wins_nothing(place, proxies, let_in):
    limiter.enabled = True
    app = create_app(place.settings.model_copy(update={"proxies": proxies}), clock=lambda: place.now)
    limiter.reset()
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        answers = []
        for number in range(30):
            # What our own proxies add stands to the right of whatever a client made up.
            hops = [f"198.51.100.{number}", *[f"203.0.113.{proxy}" for proxy in range(proxies)]]
            headers = {"X-Forwarded-For": ", ".join(hops), "X-Real-IP": hops[0], "Forwarded": f"for={hops[0]}"}
            answers.append(
                app.test_client().post("/account", data={"email": "no address"}, headers=headers).status_code
            )
    finally:
        limiter.enabled = False
        app.extensions["daylight"].engine.dispose()
    assert answers.count(429) == 30 - let_in, answers


@pytest.fixture(scope="module")
def public_pages(place):
    """Every public page, twin, feed and list, as an ordinary reader gets it."""
    addresses = [*SEEDS, *(address for _, address in every_route(place.app, _known(place)))]
    found = {}
    for address in dict.fromkeys(addresses):
        answer = place.client.get(address)
        if answer.status_code == 200 and answer.headers["Cache-Control"].startswith("public"):
            found[address] = answer.get_data()
        answer.close()
    assert len(found) > 80
    return found


ODD = {
    "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "X-Forwarded-Prefix": "/evil",
    "X-Original-URL": "/evil", "X-Rewrite-URL": "/evil", "X-Host": "evil.example", "Forwarded": "host=evil.example",
    "X-Forwarded-Port": "4444", "X-HTTP-Method-Override": "POST", "Accept-Language": "cy",
    "Origin": "https://evil.example",
    "User-Agent": "<script>alert(1)</script>", "Referer": "https://evil.example/<b>",
}  # fmt: skip


def test_odd_headers_change_no_byte_of_what_a_cache_may_keep(place, public_pages):
    for address, body in public_pages.items():
        answer = place.client.get(address, headers=ODD)
        assert answer.get_data() == body, address
        assert "Set-Cookie" not in answer.headers, address
        answer.close()


def test_another_host_changes_no_byte_either_and_is_refused_where_hosts_are_named(place, public_pages):
    for address, body in public_pages.items():
        answer = place.client.get(address, base_url="http://evil.example")
        assert b"evil.example" not in answer.get_data(), address
        assert len(answer.get_data()) == len(body), address
        answer.close()
    named = create_app(place.settings.model_copy(update={"trusted_hosts": ("daylight.example",)}))
    assert named.test_client().get("/", base_url="http://evil.example").status_code == 400
    named.extensions["daylight"].engine.dispose()
