"""Signing in by letter: a link that is good once and for a quarter of an hour. Nothing tells who has an account."""

import datetime as dt

from sqlalchemy import Connection, delete, insert, select, update

from tracker.accounts.addresses import address_mark, read_address
from tracker.accounts.rations import TooOftenError, spend
from tracker.accounts.sessions import start_session
from tracker.keys import Keys, new_id, new_token, token_hash
from tracker.letter_queue import queue_letter
from tracker.models.accounts import Account, SignInLink
from tracker.settings import Settings

__all__ = ["LINK_LIFE", "SignInError", "account_for", "ask_for_link", "forget_links", "use_link"]

LINK_LIFE = dt.timedelta(minutes=15)


class SignInError(ValueError):
    """The link cannot be used; the text is a sentence for the page and the same for every reason."""


def ask_for_link(connection: Connection, keys: Keys, settings: Settings, typed: str, now: dt.datetime) -> None:
    """Queue a letter with a link to sign in. The same happens for a known and an unknown address.

    Raises AddressError for what is no address. Past the ration nothing is sent and nothing is said, because an
    answer would tell that somebody else has asked for letters to this address.
    """
    address = read_address(typed)
    mark = address_mark(keys, address)
    try:
        spend(connection, keys, "sign-in letter", address, now)
    except TooOftenError:
        return
    token = new_token()
    hashed = token_hash(token)
    connection.execute(
        insert(SignInLink).values(
            token_hash=hashed,
            email_mark=mark,
            email_box=keys.seal(f"link:{hashed}", address.encode()),
            made_at=now,
            expires_at=now + LINK_LIFE,
        )
    )
    text = (
        "Somebody, we hope you, asked to sign in to Daylight with this address. To go on, open this link within "
        f"15 minutes:\n\n{settings.base_url}/account/link/{token}\n\n"
        "It can be used once. If it was not you, do nothing: without the link nobody can sign in as you.\n"
    )
    queue_letter(connection, keys, settings, to=address, subject="Sign in to Daylight", text=text, now=now)


def use_link(connection: Connection, keys: Keys, token: str, now: dt.datetime) -> str:
    """Turn a link into a session: its token, for the cookie. SignInError when it is used, too old or not ours."""
    hashed = token_hash(token)
    link = connection.execute(select(SignInLink).where(SignInLink.token_hash == hashed)).first()
    if link is None or link.expires_at <= now:
        raise SignInError("This link is too old, or was used before. Ask for a new one.")
    # The condition on used_at decides between two requests at the same moment.
    used = connection.execute(
        update(SignInLink).where(SignInLink.token_hash == hashed, SignInLink.used_at.is_(None)).values(used_at=now)
    ).rowcount
    if not used:
        raise SignInError("This link is too old, or was used before. Ask for a new one.")
    address = keys.open(f"link:{hashed}", link.email_box).decode()
    return start_session(connection, account_for(connection, keys, address, now), now)


def account_for(connection: Connection, keys: Keys, address: str, now: dt.datetime) -> str:
    """The id of the account with this address, made when there is none."""
    mark = address_mark(keys, address)
    found = connection.execute(select(Account.id).where(Account.email_mark == mark)).scalar()
    if found is not None:
        return found
    account_id = new_id()
    connection.execute(
        insert(Account).values(
            id=account_id,
            email_mark=mark,
            email_box=keys.seal(f"account:{account_id}", address.encode()),
            created_at=now,
            totp_step=0,
        )
    )
    return account_id


def forget_links(connection: Connection, now: dt.datetime) -> int:
    """Erase the links that can no longer be used, and with them the addresses of people who never came; how many."""
    return connection.execute(delete(SignInLink).where(SignInLink.expires_at < now)).rowcount
