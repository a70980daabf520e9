"""Accounts through their doors: the letter, the second factor, sessions that end, roles, and erasure."""

import datetime as dt
import hashlib
import json
import re
import struct

import pyotp
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import text
from webauthn.helpers import bytes_to_base64url, encode_cbor

from tracker.accounts import rights, roles, second_factor, sessions, sign_in
from tracker.accounts.addresses import AddressError
from tracker.accounts.rations import TooOftenError
from tracker.db import writing
from tracker.keys import installation_keys
from tracker.letter_queue import post_waiting
from tracker.policy import Grant, Person, RefusedError, Role
from tracker.post import outbox

NOW = dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.UTC)
ADDRESS = "canary.officer@council.example"


@pytest.fixture
def keys(settings):
    return installation_keys(settings)


def _letters(settings):
    return [path.read_text() for path in sorted(outbox(settings).glob("*.eml"))]


def _token_in_letters(settings):
    found = re.findall(r"/account/link/([\w-]{43})", " ".join(_letters(settings)))
    return found[-1]


def _ask(engine, keys, settings, address=ADDRESS, now=NOW):
    with writing(engine) as connection:
        sign_in.ask_for_link(connection, keys, settings, address, now)
    return post_waiting(engine, settings, keys)


def _sign_in(engine, keys, address, now=NOW):
    with writing(engine) as connection:
        return sessions.start_session(connection, sign_in.account_for(connection, keys, address, now), now)


def _who(engine, token, now=NOW):
    with engine.connect() as connection:
        return sessions.signed_in(connection, token, now)


def test_a_letter_signs_in_once_and_only_soon(engine, keys, settings):
    assert _ask(engine, keys, settings) == 1
    link = _token_in_letters(settings)
    with writing(engine) as connection:
        cookie = sign_in.use_link(connection, keys, link, NOW + dt.timedelta(minutes=14))
    assert _who(engine, cookie).person.account
    with pytest.raises(sign_in.SignInError, match="used before"), writing(engine) as connection:
        sign_in.use_link(connection, keys, link, NOW)
    _ask(engine, keys, settings, "other@council.example")
    with pytest.raises(sign_in.SignInError), writing(engine) as connection:
        sign_in.use_link(connection, keys, "x" * 43, NOW)


def test_an_old_link_is_refused(engine, keys, settings):
    _ask(engine, keys, settings)
    with pytest.raises(sign_in.SignInError), writing(engine) as connection:
        sign_in.use_link(connection, keys, _token_in_letters(settings), NOW + sign_in.LINK_LIFE)


def test_letters_to_one_address_are_rationed_without_saying_so(engine, keys, settings):
    assert [_ask(engine, keys, settings) for _ in range(7)] == [1, 1, 1, 1, 1, 0, 0]
    assert _ask(engine, keys, settings, now=NOW + dt.timedelta(hours=2)) == 1


@pytest.mark.parametrize("typed", ["", "nobody", "a@b", "a@b.uk\r\nBcc: c@d.uk", "a b@c.uk", "<a@b.uk>", "a@b.uk\x00"])
def test_what_is_no_address_is_refused(engine, keys, settings, typed):
    with pytest.raises(AddressError, match="does not look like"), writing(engine) as connection:
        sign_in.ask_for_link(connection, keys, settings, typed, NOW)


def test_a_copy_of_the_database_shows_no_address_token_or_secret(sqlite_engine, keys, settings):
    with writing(sqlite_engine) as connection:
        sign_in.ask_for_link(connection, keys, settings, ADDRESS, NOW)
    post_waiting(sqlite_engine, settings, keys)
    link = _token_in_letters(settings)
    with writing(sqlite_engine) as connection:
        cookie = sign_in.use_link(connection, keys, link, NOW)
        sign_in.ask_for_link(connection, keys, settings, ADDRESS, NOW)
        secret, _ = second_factor.begin_codes(connection, keys, sessions.signed_in(connection, cookie, NOW))
        connection.execute(text("SELECT 1"))
    sqlite_engine.dispose()
    kept = b"".join(path.read_bytes() for path in settings.data_dir.glob("daylight.sqlite*"))
    for canary in (ADDRESS, "canary.officer", link, cookie, secret):
        assert canary.encode() not in kept
        assert canary.encode("utf-16-le") not in kept


def test_a_powerful_role_needs_a_code_in_each_session(engine, keys, settings):
    cookie = _sign_in(engine, keys, ADDRESS)
    with writing(engine) as connection:
        secret, address = second_factor.begin_codes(connection, keys, sessions.signed_in(connection, cookie, NOW))
        assert address.startswith("otpauth://totp/Daylight")
        session = sessions.signed_in(connection, cookie, NOW)
        assert second_factor.confirm_codes(connection, keys, session, "000000", NOW) is None
        code = pyotp.TOTP(secret).at(NOW)
        strong = second_factor.confirm_codes(connection, keys, session, code, NOW)
    assert _who(engine, cookie) is None
    assert _who(engine, strong).person.strong
    with writing(engine) as connection:
        chief = roles.first_administrator(connection, keys, "chief@council.example", NOW)
        person = Person(chief, frozenset({Grant(Role.ADMINISTRATOR)}), strong=True)
        roles.give_role(connection, keys, person, address=ADDRESS, role=Role.MODERATOR, scope="", now=NOW)
    assert _who(engine, strong) is None, "a change of role ends the sessions"

    cookie = _sign_in(engine, keys, ADDRESS)
    weak = _who(engine, cookie)
    assert weak.needs_factor
    assert not weak.person.has(Role.MODERATOR)
    later = NOW + dt.timedelta(seconds=60)
    with writing(engine) as connection:
        assert second_factor.show_code(connection, keys, weak, code, later) is None, "a code counts once"
        fresh = second_factor.show_code(connection, keys, weak, pyotp.TOTP(secret).at(later), later)
    assert _who(engine, fresh, later).person.has(Role.MODERATOR)
    assert _who(engine, fresh, later + sessions.IDLE_STRONG + dt.timedelta(seconds=1)) is None


def test_guessing_codes_is_slowed(engine, keys, settings):
    cookie = _sign_in(engine, keys, ADDRESS)
    with writing(engine) as connection:
        secret, _ = second_factor.begin_codes(connection, keys, sessions.signed_in(connection, cookie, NOW))
        session = sessions.signed_in(connection, cookie, NOW)
    for _ in range(5):
        with writing(engine) as connection:
            second_factor.show_code(connection, keys, session, "123456", NOW)
    with pytest.raises(TooOftenError, match="Wait a minute"), writing(engine) as connection:
        second_factor.confirm_codes(connection, keys, session, pyotp.TOTP(secret).at(NOW), NOW)


def test_a_second_factor_is_needed_to_add_another(engine, keys, settings):
    cookie = _sign_in(engine, keys, ADDRESS)
    with writing(engine) as connection:
        session = sessions.signed_in(connection, cookie, NOW)
        secret, _ = second_factor.begin_codes(connection, keys, session)
        second_factor.confirm_codes(connection, keys, session, pyotp.TOTP(secret).at(NOW), NOW)
    thief = _who(engine, _sign_in(engine, keys, ADDRESS))
    with pytest.raises(second_factor.FactorError, match="before you add"), writing(engine) as connection:
        second_factor.passkey_enrolment(connection, settings, thief)


class _Authenticator:
    """A software passkey that answers as a browser would, for the origin of the tests."""

    def __init__(self, settings):
        self.origin = settings.base_url
        self.party = hashlib.sha256(b"127.0.0.1").digest()
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = b"passkey-of-the-tests-0001"
        self.count = 0

    def _client(self, kind, challenge):
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _data(self, flags, rest=b""):
        self.count += 1
        return self.party + bytes([flags]) + struct.pack(">I", self.count) + rest

    def enrol(self, options):
        numbers = self.key.public_key().public_numbers()
        point = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        rest = bytes(16) + struct.pack(">H", len(self.id)) + self.id + encode_cbor(point)
        attestation = encode_cbor({"fmt": "none", "attStmt": {}, "authData": self._data(0x45, rest)})
        client = self._client("webauthn.create", json.loads(options)["challenge"])
        return self._answer({"attestationObject": attestation, "clientDataJSON": client})

    def answer(self, options):
        client = self._client("webauthn.get", json.loads(options)["challenge"])
        data = self._data(0x05)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer({"authenticatorData": data, "clientDataJSON": client, "signature": signature})

    def _answer(self, parts):
        name = bytes_to_base64url(self.id)
        response = {key: bytes_to_base64url(value) for key, value in parts.items()}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})


def test_a_passkey_is_enrolled_and_shown(engine, keys, settings):
    device = _Authenticator(settings)
    cookie = _sign_in(engine, keys, ADDRESS)
    with writing(engine) as connection:
        session = sessions.signed_in(connection, cookie, NOW)
        options = second_factor.passkey_enrolment(connection, settings, session)
        second_factor.enrol_passkey(connection, settings, session, device.enrol(options), "Desk", NOW)
    weak = _who(engine, _sign_in(engine, keys, ADDRESS))
    with writing(engine) as connection:
        options = second_factor.passkey_request(connection, settings, weak)
        answer = device.answer(options)
        strong = second_factor.show_passkey(connection, keys, settings, weak, answer, NOW)
    assert _who(engine, strong).person.strong
    again = _who(engine, _sign_in(engine, keys, ADDRESS))
    with writing(engine) as connection:
        second_factor.passkey_request(connection, settings, again)
        assert second_factor.show_passkey(connection, keys, settings, again, answer, NOW) is None, "a replay"
        assert second_factor.show_passkey(connection, keys, settings, again, "{}", NOW) is None


def test_only_an_administrator_gives_roles_and_the_last_one_stays(engine, keys):
    with writing(engine) as connection:
        chief = roles.first_administrator(connection, keys, "chief@council.example", NOW)
        with pytest.raises(roles.RoleError, match="already"):
            roles.first_administrator(connection, keys, "other@council.example", NOW)
        grants = frozenset({Grant(Role.ADMINISTRATOR)})
        weak, strong = Person(chief, grants), Person(chief, grants, strong=True)
        wanted = {"address": ADDRESS, "role": Role.OFFICER, "scope": "leeds", "now": NOW}
        with pytest.raises(RefusedError):
            roles.give_role(connection, keys, weak, **wanted)
        officer = roles.give_role(connection, keys, strong, **wanted)
        assert roles.accounts_with(connection, Role.OFFICER, "leeds") == [officer]
        with pytest.raises(roles.RoleError, match="needs a body"):
            roles.give_role(connection, keys, strong, **{**wanted, "scope": ""})
        with pytest.raises(roles.RoleError, match="last administrator"):
            roles.take_role(connection, strong, account_id=chief, role=Role.ADMINISTRATOR, scope="", now=NOW)
        roles.take_role(connection, strong, account_id=officer, role=Role.OFFICER, scope="leeds", now=NOW)
        assert roles.accounts_with(connection, Role.OFFICER, "leeds") == []


def test_a_person_can_have_a_copy_and_be_forgotten(engine, keys):
    cookie = _sign_in(engine, keys, ADDRESS)
    with writing(engine) as connection:
        account = sessions.signed_in(connection, cookie, NOW).person.account
        assert rights.export_account(connection, keys, account)["email"] == ADDRESS
        rights.erase_account(connection, keys, account, NOW)
        assert rights.address_of(connection, keys, account) is None
    assert _who(engine, cookie) is None
    assert _who(engine, _sign_in(engine, keys, ADDRESS)).person.account != account
