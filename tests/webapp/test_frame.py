"""The frame of the site: who may use each route, the headers of every answer, twins, errors, and limits."""

import datetime as dt

import pytest

from tests.webapp.reading import read
from tests.webapp.spent import filled
from tracker.db import writing
from tracker.organisations import seed_councils
from webapp.access import routes_with_access
from webapp.app import create_app
from webapp.headers import POLICY

NOW = dt.datetime(2026, 6, 10, 9, tzinfo=dt.UTC)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

# Where a page may say something else: letters' links tell no other site, and programs of others may read the API.
_OTHERS = {"Referrer-Policy": ("/", "same-origin"), "Cross-Origin-Resource-Policy": ("/api/", "cross-origin")}


@pytest.fixture
def app(sqlite_engine, settings):
    with writing(sqlite_engine) as connection:
        seed_councils(connection)
    return create_app(settings, clock=lambda: NOW)


@pytest.fixture
def client(app):
    return app.test_client()


def addresses(app):
    """Every GET route with arguments that name nothing."""
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if "GET" not in rule.methods:
                continue
            words = {name: 7 if "Integer" in type(kind).__name__ else "x1" for name, kind in rule._converters.items()}
            yield rule.build(words)[1] if words else rule.rule


def test_every_route_says_who_may_use_it(app):
    assert [row for row in routes_with_access(app) if row[2] == "none"] == []
    assert len(routes_with_access(app)) > 40


def test_a_route_that_does_not_say_so_is_refused(app, client):
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    assert "Code 403" in read(client.get("/forgotten"), 403).text


def test_every_answer_carries_every_header_and_none_breaks(app, client):
    for address in addresses(app):
        answer = client.get(address)
        assert answer.status_code < 500, address
        for name, value in HEADERS.items():
            others = _OTHERS.get(name, ("", ""))
            allowed = {value, others[1]} if address.startswith(others[0]) else {value}
            assert answer.headers.get(name) in allowed, (address, name)
        assert "camera=()" in answer.headers["Permissions-Policy"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_pages_that_anybody_may_read_set_no_cookie_and_may_be_kept_a_minute(app, client):
    for address in ("/", "/spending", "/councils/devon", "/compare", "/search?q=devon", "/about/privacy"):
        answer = client.get(address)
        assert "Set-Cookie" not in answer.headers, address
        assert answer.headers["Cache-Control"] == "public, max-age=60"


@pytest.mark.parametrize(
    "address", ["/", "/spending", "/councils/devon", "/councils/devon.json", "/councils/devon.csv"]
)
def test_a_second_look_costs_nothing_until_something_changes(client, sqlite_engine, tmp_path, address):
    first = client.get(address)
    assert client.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    filled(sqlite_engine, tmp_path)
    changed = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]


def test_twins_are_named_on_the_page_with_its_query(client):
    page = client.get("/spending?nation=Wales").get_data(as_text=True)
    assert 'href="/spending.json?nation=Wales"' in page
    assert 'href="/spending.csv?nation=Wales"' in page
    assert client.get("/spending.json?nation=Wales").is_json
    assert client.get("/spending.csv").headers["Content-Disposition"] == 'attachment; filename="spending.csv"'


def test_errors_are_told_in_the_form_that_was_asked_for(client):
    assert "Go to the first page" in read(client.get("/nowhere"), 404).text
    answer = client.get("/councils/nowhere.json")
    assert (answer.status_code, answer.json["status"]) == (404, 404)
    assert "No council" in answer.json["detail"]
    assert read(client.post("/spending"), 405).text


def test_what_a_reader_writes_is_never_code(client):
    text = client.get("/search?q=%3Cscript%3Ealert(1)%3C/script%3E").get_data(as_text=True)
    assert "<script>" not in text
    assert "&lt;script&gt;" in text


def test_hosts_that_are_not_ours_are_refused(settings):
    app = create_app(settings.model_copy(update={"trusted_hosts": ("daylight.example",)}))
    assert app.test_client().get("/", base_url="http://evil.example").status_code == 400
    assert app.test_client().get("/", base_url="http://daylight.example").status_code == 200


def test_secure_sites_ask_for_secure_connections_only(settings):
    app = create_app(settings.model_copy(update={"base_url": "https://daylight.example"}))
    answer = app.test_client().get("/", base_url="https://daylight.example")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_static_files_change_their_address_with_their_content(client):
    page = client.get("/").get_data(as_text=True)
    assert "/static/daylight.css?v=" in page
    with client.get("/static/daylight.css") as answer:
        assert answer.status_code == 200
