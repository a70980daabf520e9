"""A town served for real, people who sit before a real browser in it, and a watch that judges each page they see."""

import re
import socket
import threading

import pyotp
import waitress
from axe_playwright_python.sync_playwright import Axe
from flask import template_rendered

from tests.webapp.people import Town

__all__ = ["LiveTown", "Seat", "Watch"]


class LiveTown(Town):
    """An installation at an address of this machine, whose clock the test sets."""

    def __init__(self, settings):
        self.socket = socket.create_server(("127.0.0.1", 0))
        # Passkeys need a name for the site; "localhost" is the one that browsers trust without a certificate.
        self.address = f"http://localhost:{self.socket.getsockname()[1]}"
        super().__init__(settings.model_copy(update={"base_url": self.address}))
        self.server = waitress.create_server(self.app, sockets=[self.socket], threads=4)
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()

    def close(self):
        self.server.task_dispatcher.shutdown()
        self.server.close()
        self.thread.join(5)
        super().close()


class Watch:
    """Judges pages with axe and by their width, dark and light, on a telephone and on a desk; keeps what was wrong."""

    def __init__(self, app):
        self.axe, self.wrong, self.last, self.seen = Axe(), [], "", set()
        template_rendered.connect(self._rendered, app)

    def _rendered(self, _sender, template, **_):
        if "/" in template.name:
            self.last = template.name

    def look(self, page):
        """Judge the page that is shown, once for each template."""
        name = self.last
        if name in self.seen:
            return
        self.seen.add(name)
        page.evaluate(self.axe.axe_script)
        colours = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}
        for width in (1280, 375):
            page.set_viewport_size({"width": width, "height": 900})
            for scheme, options in (("dark", colours), ("light", {"resultTypes": ["violations"]})):
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                found = page.evaluate("options => axe.run(document, options)", options)["violations"]
                self.wrong += [
                    f"{name} at {width}, {scheme}: {each['id']}: {each['nodes'][0]['html'][:160]}" for each in found
                ]
                self.show(page, name, width, scheme)
        page.set_viewport_size({"width": 320, "height": 900})
        reach = page.evaluate("document.documentElement.scrollWidth")
        if reach > 320:
            self.wrong.append(f"{name} is {reach} pixels wide on a screen of 320")
        page.set_viewport_size({"width": 1280, "height": 900})

    def show(self, page, name, width, scheme):
        """For whoever wants pictures: called with each page in each shape."""


class Seat:
    """Somebody with a browser of their own; ``errors`` hold what the browser complained of."""

    def __init__(self, browser, town, watch, address="", *, passkey=False):
        self.town, self.watch, self.address, self.secret = town, watch, address, ""
        self.context = browser.new_context(base_url=town.address, viewport={"width": 1280, "height": 900})
        self.page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.page.on("console", lambda said: watch.wrong.append(said.text) if _complains(said) else None)
        self.page.on("pageerror", lambda error: watch.wrong.append(str(error)))
        self.passkey = passkey
        if passkey:
            self._plug_in_authenticator()

    def _plug_in_authenticator(self):
        session = self.context.new_cdp_session(self.page)
        session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
            "isUserVerified": True, "automaticPresenceSimulation": True,
        }  # fmt: skip
        session.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    def close(self):
        self.context.close()

    def open(self, path):
        """Read a page; it is looked at when its template was not yet."""
        self.page.goto(path)
        self.watch.look(self.page)

    def open_anew(self, path):
        """Read a page as it is now: for a minute a browser may show a public page as it was."""
        self.page.goto(path)
        self.page.reload()
        self.watch.look(self.page)

    def press(self, name, /, **fields):
        """Fill fields by their names (as in the form that has the button), press the button, and look what comes."""
        self.press_in(self.page.locator("form").filter(has=self.button(name)).first, name, **fields)

    def button(self, name):
        return self.page.get_by_role("button", name=name, exact=True)

    def press_in(self, form, name, /, **fields):
        """The same in one form of several that look alike."""
        self.page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        for field, value in fields.items():
            self._fill(form.locator(f'[name="{field}"]'), value)
        with self.page.expect_navigation():
            form.get_by_role("button", name=name, exact=True).click()
        self.watch.look(self.page)

    @staticmethod
    def _fill(found, value):
        first = found.first
        kind = first.evaluate("each => each.type")
        if kind == "radio":
            found.and_(found.page.locator(f'[value="{value}"]')).check()
        elif kind == "checkbox":
            first.set_checked(bool(value))
        elif kind == "select-one":
            first.select_option(value)
        elif kind == "file":
            first.set_input_files(value)
        else:
            first.fill(value)

    def reads(self, words):
        """Whether the page says so."""
        return words in self.page.locator("main").inner_text()

    def sign_in(self):
        """By letter and, where one is enrolled, with the second factor."""
        self.context.clear_cookies()
        self.open("/account")
        self.press("Send me a link", email=self.address)
        self.open(self.town.link_to(self.address, "/account/link/"))
        self.press("Sign in")
        if self.secret:
            self.open("/account/factor")
            self.press("Go on", code=pyotp.TOTP(self.secret).at(self.town.now))
        elif self.passkey:
            self.open("/account/factor")
            self.press("Use your passkey")

    def enrol(self):
        """An app that shows codes or, for who has one, a passkey."""
        self.sign_in_by_letter_only()
        self.open("/account/factor")
        if self.passkey:
            self.press("Make a passkey", name="desk")
            return
        self.press("Use an app that shows codes")
        secret = re.search(r"[A-Z2-7]{16,}", self.page.locator("code").inner_text())[0]
        self.press("Go on", code=pyotp.TOTP(secret).at(self.town.now))
        self.secret = secret

    def sign_in_by_letter_only(self):
        factors, self.secret, had = self.secret, "", self.passkey
        self.passkey = False
        self.sign_in()
        self.secret, self.passkey = factors, had

    def tab_to(self, selector, most=400):
        """Press Tab until what it names has the focus."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
                return
        raise AssertionError(f"the Tab key does not reach {selector}")


def _complains(said):
    return said.type in ("error", "warning") and "the server responded with a status of 4" not in said.text
