"""Every page that can be reached: no accessibility violation, light or dark, and no sideways scrolling."""

from collections import deque
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import template_rendered
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from tests.webapp.reading import Reader
from webapp.access import routes_with_access

pytestmark = pytest.mark.browser
WIDTHS = (320, 768, 1440)
# The fullest page of its kind, where any address of the kind would do.
RICH = (
    "/councils/devon", "/councils/devon/payments", "/councils/devon/files", "/compare?council=devon&council=kent",
    "/search?q=waste", "/",
)  # fmt: skip


@pytest.fixture(scope="session")
def reached(site_app):
    """One address for each route that answers a page, found by following links; and the templates they showed."""
    client, shown, found = site_app.test_client(), set(), {}
    routes = site_app.url_map.bind("localhost")
    plain = [rule for rule, methods, _ in routes_with_access(site_app) if "<" not in rule and "GET" in methods]
    waiting = deque([*RICH, *sorted(plain)])
    with template_rendered.connected_to(lambda _sender, template, **_: shown.add(template.name), site_app):
        while waiting:
            place = waiting.popleft()
            rule = _rule(routes, place)
            if rule is None or rule in found:
                continue
            answer = client.get(place)
            if answer.mimetype != "text/html" or answer.status_code != 200:
                continue
            found[rule] = place
            links = Reader(answer.get_data(as_text=True)).links
            waiting.extend(link.partition("#")[0] for link in links if link.startswith("/"))
    return found, shown


def _rule(routes, place):
    """The rule that an address belongs to; None where it belongs to none, or only redirects."""
    try:
        return routes.match(place.partition("?")[0], method="GET", return_rule=True)[0].rule
    except (HTTPException, RequestRedirect):
        return None


def test_the_walk_reaches_every_kind_of_page(reached, site_app):
    found, shown = reached
    for rule in ("/", "/spending", "/councils/<slug>", "/councils/<slug>/payments", "/payments/<key>", "/files/<key>",
                 "/suppliers/<key>", "/compare", "/open", "/about/privacy"):  # fmt: skip
        assert rule in found, rule
    mine = {name for name in site_app.jinja_env.list_templates() if name.startswith(("spending/", "home/"))}
    assert {name for name in mine if not name.rpartition("/")[2].startswith("_")} <= shown


def test_links_inside_the_site_lead_somewhere(reached, site_app):
    client, dead = site_app.test_client(), set()
    found, _ = reached
    seen = set()
    for place in found.values():
        for link in Reader(client.get(place, follow_redirects=True).get_data(as_text=True)).links:
            path = link.partition("#")[0]
            if path.startswith("/") and path not in seen and len(seen) < 300:
                seen.add(path)
                if client.get(path).status_code in {404, 500}:
                    dead.add((place, path))
    assert dead == set()


@pytest.mark.timeout(240)
def test_no_page_has_a_violation_or_scrolls_sideways(reached, browser, address):
    found, _ = reached
    axe, wrong = Axe(), []
    # Colours that are still changing would be judged half way.
    context = browser.new_context(viewport={"width": 1440, "height": 900}, base_url=address, reduced_motion="reduce")
    page = context.new_page()
    for place in found.values():
        page.emulate_media(color_scheme="light")
        page.goto(place)
        page.evaluate(axe.axe_script)
        wrong += [f"{place}: {each}" for each in _violations(page, {"resultTypes": ["violations"]})]
        page.emulate_media(color_scheme="dark")
        colours = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}
        wrong += [f"{place}, dark: {each}" for each in _violations(page, colours)]
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            reach = page.evaluate("document.documentElement.scrollWidth")
            if reach > width:
                wrong.append(f"{place} is {reach} px wide at {width}")
    context.close()
    assert wrong == []


def _violations(page, options):
    found = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [f"{each['id']} ({each['impact']}): {each['nodes'][0]['html'][:160]}" for each in found]


_FOCUS = """() => {
  const at = document.activeElement;
  return {where: at.closest('main, footer')?.tagName, region: at.matches('[role=region]'),
          marked: getComputedStyle(at).outlineStyle !== 'none', html: at.outerHTML.slice(0, 90)};
}"""


@pytest.mark.timeout(120)
def test_the_keyboard_reaches_everything_and_shows_where_it_is(page):
    for place in (
        "/",
        "/spending",
        "/councils/devon",
        "/compare?council=kent&council=essex",
        "/councils/devon/payments",
    ):
        page.goto(place)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        inside = "main a[href], main button, main input:not([type=hidden]), main select, main textarea, main summary"
        wanted = page.evaluate(f"[...document.querySelectorAll('{inside}')].filter(e => e.checkVisibility()).length")
        seen, unmarked = 0, []
        for _ in range(wanted + 60):
            page.keyboard.press("Tab")
            at = page.evaluate(_FOCUS)
            if at["where"] == "FOOTER":
                break
            if at["where"] == "MAIN":
                seen += not at["region"]
                unmarked += [] if at["marked"] else [at["html"]]
        assert unmarked == []
        assert seen >= wanted, (place, seen, wanted)


def test_pages_load_nothing_from_elsewhere(page, address):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    for place in ("/", "/councils/devon", "/payments/x"):
        page.goto(place)
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(address).netloc}
