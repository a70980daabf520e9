"""Second factors: codes of an authenticator app (RFC 6238) and passkeys (WebAuthn level 3).

Whoever holds a role that can do harm shows one in each session. The first can be enrolled with the letter alone, right
after signing in; a further one only in a session in which one was shown.
"""

import datetime as dt
from urllib.parse import urlsplit

import pyotp
from sqlalchemy import Connection, delete, func, insert, select, update
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    UserVerificationRequirement,
)

from tracker import audit
from tracker.accounts.rations import spend
from tracker.accounts.sessions import SignedIn, end_all_sessions, strengthen
from tracker.keys import Keys
from tracker.models.accounts import Account, Passkey, Session
from tracker.policy import Action, Person, Thing, require
from tracker.settings import Settings

__all__ = [
    "FactorError",
    "begin_codes",
    "confirm_codes",
    "enrol_passkey",
    "factors_of",
    "passkey_enrolment",
    "passkey_request",
    "reset_factors",
    "show_code",
    "show_passkey",
]

_STEP = 30  # seconds, the default of RFC 6238 and of every app


class FactorError(ValueError):
    """The second factor cannot be enrolled or does not fit; the text is a sentence for the page."""


def factors_of(connection: Connection, account_id: str) -> tuple[bool, int]:
    """(whether codes are enrolled, how many passkeys)."""
    codes = connection.execute(select(Account.totp_confirmed_at).where(Account.id == account_id)).scalar()
    keys = connection.execute(select(func.count()).where(Passkey.account_id == account_id)).scalar_one()
    return codes is not None, keys


def _may_enrol(connection: Connection, session: SignedIn) -> None:
    codes, passkeys = factors_of(connection, session.person.account)
    if (codes or passkeys) and not session.person.strong:
        raise FactorError("Show the second factor that you have before you add another one.")


def begin_codes(connection: Connection, keys: Keys, session: SignedIn) -> tuple[str, str]:
    """A new secret for an authenticator app: (the secret to type, the otpauth address for a code to scan)."""
    _may_enrol(connection, session)
    account_id = session.person.account
    if factors_of(connection, account_id)[0]:
        raise FactorError("Codes are enrolled already.")
    secret = pyotp.random_base32()
    box = keys.seal(f"totp:{account_id}", secret.encode())
    connection.execute(update(Account).where(Account.id == account_id).values(totp_box=box))
    return secret, pyotp.TOTP(secret).provisioning_uri(name="Daylight", issuer_name="Daylight")


def _code_fits(connection: Connection, keys: Keys, account_id: str, code: str, now: dt.datetime) -> bool:
    account = connection.execute(select(Account).where(Account.id == account_id)).one()
    if account.totp_box is None:
        return False
    totp = pyotp.TOTP(keys.open(f"totp:{account_id}", account.totp_box).decode(), interval=_STEP)
    typed = "".join(code.split())
    step = int(now.timestamp()) // _STEP
    # One step to either side, for clocks that differ; a step that was used, or is older, never counts again.
    fitting = [
        each
        for each in (step - 1, step, step + 1)
        if each > account.totp_step and pyotp.utils.strings_equal(typed, totp.generate_otp(each))
    ]
    if not fitting:
        return False
    connection.execute(update(Account).where(Account.id == account_id).values(totp_step=fitting[0]))
    return True


def confirm_codes(connection: Connection, keys: Keys, session: SignedIn, code: str, now: dt.datetime) -> str | None:
    """Enrol the app once its code fits: the token of a strong session; None when the code does not fit."""
    _may_enrol(connection, session)
    account_id = session.person.account
    spend(connection, keys, "second factor", account_id, now)
    if not _code_fits(connection, keys, account_id, code, now):
        return None
    connection.execute(update(Account).where(Account.id == account_id).values(totp_confirmed_at=now))
    return _enrolled(connection, session, "codes", now)


def show_code(connection: Connection, keys: Keys, session: SignedIn, code: str, now: dt.datetime) -> str | None:
    """Take a code: the token of a strong session, or None when it does not fit. Each try is counted."""
    spend(connection, keys, "second factor", session.person.account, now)
    if not factors_of(connection, session.person.account)[0]:
        return None
    if not _code_fits(connection, keys, session.person.account, code, now):
        return None
    return strengthen(connection, session, now)


def _enrolled(connection: Connection, session: SignedIn, kind: str, now: dt.datetime) -> str:
    account_id = session.person.account
    audit.record(
        connection, now=now, actor=account_id, action="factor.enrol", kind="account", key=account_id,
        detail={"factor": kind},
    )  # fmt: skip
    end_all_sessions(connection, account_id, now)
    return strengthen(connection, session, now)


def _party(settings: Settings) -> str:
    return urlsplit(settings.base_url).hostname or "localhost"


def _descriptors(connection: Connection, account_id: str) -> list[PublicKeyCredentialDescriptor]:
    rows = connection.execute(
        select(Passkey.credential_id).where(Passkey.account_id == account_id).order_by(Passkey.credential_id)
    ).scalars()
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(each)) for each in rows]


def _keep_challenge(connection: Connection, session: SignedIn, challenge: bytes) -> None:
    connection.execute(update(Session).where(Session.token_hash == session.token_hash).values(challenge=challenge))


def _take_challenge(connection: Connection, session: SignedIn) -> bytes:
    challenge = connection.execute(select(Session.challenge).where(Session.token_hash == session.token_hash)).scalar()
    if challenge is None:
        raise FactorError("Begin again: this page was open for too long.")
    connection.execute(update(Session).where(Session.token_hash == session.token_hash).values(challenge=None))
    return challenge


def passkey_enrolment(connection: Connection, settings: Settings, session: SignedIn) -> str:
    """What the browser needs to make a passkey, as JSON text."""
    _may_enrol(connection, session)
    options = generate_registration_options(
        rp_id=_party(settings),
        rp_name="Daylight",
        user_id=session.person.account.encode(),
        user_name="Daylight",
        exclude_credentials=_descriptors(connection, session.person.account),
        authenticator_selection=AuthenticatorSelectionCriteria(user_verification=UserVerificationRequirement.REQUIRED),
    )
    _keep_challenge(connection, session, options.challenge)
    return options_to_json(options)


def enrol_passkey(
    connection: Connection, settings: Settings, session: SignedIn, answer: str, name: str, now: dt.datetime
) -> str:
    """Keep the passkey that the browser made: the token of a strong session. FactorError when it does not fit."""
    _may_enrol(connection, session)
    try:
        made = verify_registration_response(
            credential=answer,
            expected_challenge=_take_challenge(connection, session),
            expected_rp_id=_party(settings),
            expected_origin=settings.base_url,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError) as error:
        raise FactorError("The passkey could not be read. Begin again.") from error
    connection.execute(
        insert(Passkey).values(
            credential_id=bytes_to_base64url(made.credential_id),
            account_id=session.person.account,
            public_key=made.credential_public_key,
            sign_count=made.sign_count,
            name=name.strip()[:60] or "Passkey",
            created_at=now,
        )
    )
    return _enrolled(connection, session, "passkey", now)


def passkey_request(connection: Connection, settings: Settings, session: SignedIn) -> str:
    """What the browser needs to use a passkey of the account, as JSON text."""
    options = generate_authentication_options(
        rp_id=_party(settings),
        allow_credentials=_descriptors(connection, session.person.account),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    _keep_challenge(connection, session, options.challenge)
    return options_to_json(options)


def show_passkey(
    connection: Connection, keys: Keys, settings: Settings, session: SignedIn, answer: str, now: dt.datetime
) -> str | None:
    """Take the answer of a passkey: the token of a strong session; None when it does not fit. Each try is counted."""
    spend(connection, keys, "second factor", session.person.account, now)
    try:
        credential = parse_authentication_credential_json(answer)
        passkey = connection.execute(
            select(Passkey).where(Passkey.credential_id == credential.id, Passkey.account_id == session.person.account)
        ).first()
        if passkey is None:
            return None
        shown = verify_authentication_response(
            credential=credential,
            expected_challenge=_take_challenge(connection, session),
            expected_rp_id=_party(settings),
            expected_origin=settings.base_url,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError):
        return None
    connection.execute(
        update(Passkey).where(Passkey.credential_id == passkey.credential_id).values(sign_count=shown.new_sign_count)
    )
    return strengthen(connection, session, now)


def reset_factors(connection: Connection, person: Person, account_id: str, now: dt.datetime) -> None:
    """An administrator takes away the factors of somebody who lost them; they enrol anew, and it is logged."""
    require(person, Action.GRANT_ROLE, Thing())
    if person.account == account_id:
        raise FactorError("Another administrator must do this for you.")
    connection.execute(update(Account).where(Account.id == account_id).values(totp_box=None, totp_confirmed_at=None))
    connection.execute(delete(Passkey).where(Passkey.account_id == account_id))
    end_all_sessions(connection, account_id, now)
    audit.record(connection, now=now, actor=person.account, action="factor.reset", kind="account", key=account_id)
