"""People with browsers at an installation whose clock is set by hand: they read, fill in forms and open letters."""

import datetime as dt
import email
import re
from email.policy import default
from urllib.parse import urlsplit

import pyotp
from lxml import html as lxml_html

from tests.tracker.bidding import START
from tests.webapp.reading import Reader
from tracker.accounts import roles
from tracker.accounts.sign_in import account_for
from tracker.db import open_database, writing
from tracker.keys import installation_keys
from webapp.app import create_app

__all__ = ["Person", "Town"]


class Town:
    """One installation with its mailbox."""

    def __init__(self, settings):
        self.settings, self.now = settings, START
        self.app = create_app(settings, clock=lambda: self.now)
        self.engine = open_database(settings)
        self.keys = installation_keys(settings)

    def close(self):
        self.engine.dispose()
        self.app.extensions["daylight"].engine.dispose()

    def grant(self, address, role, scope=""):
        """A role, as an administrator would have given it before."""
        with writing(self.engine) as connection:
            account = account_for(connection, self.keys, address, self.now)
            roles.grant_within(connection, account, role, scope, by="system", now=self.now)

    def signed_in(self, address):
        """Somebody signed in, with the second factor shown."""
        found = Person(self, address)
        found.sign_in()
        found.enrol()
        return found

    def letters_to(self, address):
        """The letters to an address, the newest last, as plain text."""
        found = []
        for path in sorted((self.settings.data_dir / "outbox").glob("*.eml"), key=lambda each: each.stat().st_mtime_ns):
            letter = email.message_from_bytes(path.read_bytes(), policy=default)
            if letter["To"] == address:
                found.append(letter.get_content())
        return found

    def link_to(self, address, pattern):
        """The path of the newest link in letters to an address that looks like ``pattern``."""
        found = [each for text in self.letters_to(address) for each in re.findall(r"https?://\S+", text)]
        return next(urlsplit(each).path for each in reversed(found) if re.search(pattern, each))


class Person:
    """Somebody with a browser of their own."""

    def __init__(self, town, address=""):
        self.town, self.address, self.secret = town, address, ""
        self.browser = town.app.test_client()
        self.page = ""

    def get(self, path, status=200):
        """Read a page; every page is held to the rules of ``Reader``."""
        return self._took(self.browser.get(path), status)

    def _took(self, answer, status):
        assert answer.status_code == status, (
            answer.request.path,
            answer.status_code,
            answer.get_data(as_text=True)[-1500:],
        )
        self.page = answer.get_data(as_text=True)
        if answer.mimetype == "text/html" and answer.status_code not in range(300, 400):
            faults = Reader(self.page).faults
            assert faults == [], (answer.request.path, faults)
        return answer

    def send(self, action, status=(200, 302), **fields):
        """Fill in the form of the page that goes to ``action`` (or the only one), press its button, follow it."""
        form = self._form(action, fields.pop("holding", ""))
        values = dict(form.fields)
        values = {name: value or "" for name, value in values.items() if name and value is not None}
        values |= {name: value for name, value in fields.items() if value is not None}
        target = form.action or urlsplit(self.last).path
        answer = self.browser.post(target, data=values, content_type="multipart/form-data")
        assert answer.status_code in (status if isinstance(status, tuple) else (status,)), (
            target, answer.status_code, _told(answer.get_data(as_text=True)),
        )  # fmt: skip
        if answer.status_code == 302:
            to = urlsplit(answer.headers["Location"])
            self.get(f"{to.path}?{to.query}" if to.query else to.path)
        else:
            self._took(answer, answer.status_code)
        return answer

    def _form(self, action, holding):
        document = lxml_html.fromstring(self.page, base_url=None)
        forms = [
            each
            for each in document.forms
            if (each.get("method") or "").lower() == "post"
            and (each.get("action") or "").endswith(action)
            and holding in lxml_html.tostring(each, encoding="unicode")
        ]
        assert forms, f"no form for {action!r} on the page"
        return forms[0]

    def open(self, path, status=200):
        """Read a page and remember where it is, for forms that go back to it."""
        self.last = path
        return self.get(path, status)

    def sign_in(self):
        """In a new browser: by letter and, once an app is enrolled, with its code."""
        self.browser = self.town.app.test_client()
        self.open("/account")
        self.send("/account", email=self.address)
        self.open(self.town.link_to(self.address, "/account/link/"))
        self.send("")
        if "/account/factor" in self.page and 'name="code"' in self.page:
            self.show_code()

    def enrol(self):
        """Enrol an authenticator app, which makes the session a strong one."""
        self.open("/account/factor")
        self.send("/account/factor/codes")
        self.secret = re.search(r"<code>([A-Z2-7]{16,})</code>", self.page)[1]
        self.send("/account/factor/codes/confirm", code=pyotp.TOTP(self.secret).at(self.town.now))

    def show_code(self):
        self.open("/account/factor")
        self.send("/account/factor", code=pyotp.TOTP(self.secret).at(self.town.now))


def _told(page):
    found = re.search(r'role="alert".*?</div>', page, re.S)
    return re.sub(r"<[^>]+>", " ", found[0] if found else page[-800:])


def days(count):
    """So many days."""
    return dt.timedelta(days=count)
