"""Campaigns: a demand that people sign. Only signatures confirmed by e-mail count; the address itself is not kept."""

import datetime as dt
import hashlib
import hmac
import re
import secrets
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, Engine, func, insert, select, update

from tracker.db import writing
from tracker.models.promises import Campaign, Signature
from tracker.post import post
from tracker.row_ids import slug
from tracker.settings import Settings

__all__ = ["ask_to_sign", "campaign", "campaigns", "confirm", "open_campaign", "record_reply", "sign"]

# A confirmation that comes later than this proves little; the person can sign again.
VALID_FOR = dt.timedelta(days=14)
_ADDRESS = re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}\.[^@\s.]{2,}")


def open_campaign(connection: Connection, title: str, text: str, addressed_to: str, today: dt.date, **more: Any) -> str:
    """Open a campaign and return its address (slug); ``more`` may hold promise_slug, programme and source_url."""
    if not (title.strip() and text.strip() and addressed_to.strip()):
        raise ValueError("A campaign needs a title, a text and somebody whom it asks.")
    address = slug(title)
    taken = connection.execute(select(func.count()).where(Campaign.slug.like(f"{address}%"))).scalar_one()
    if taken:
        address = f"{address}-{taken + 1}"
    connection.execute(
        insert(Campaign).values(
            slug=address, title=title, text=text, addressed_to=addressed_to, opened=today, open=True, **more
        )
    )
    return address


def sign(connection: Connection, key: str, address: str, email: str, name: str | None, now: dt.datetime) -> str | None:
    """Note a signature that waits for its confirmation; returns the token to be sent to the address.

    None when the address has signed and confirmed already: then no letter is due, and the page must not tell.
    ValueError for what is no e-mail address, LookupError for an unknown or closed campaign.
    """
    plain = email.strip().lower()
    if not _ADDRESS.fullmatch(plain):
        raise ValueError("This is not an e-mail address.")
    found = connection.execute(select(Campaign.id, Campaign.open).where(Campaign.slug == address)).first()
    if found is None or not found.open:
        raise LookupError("There is no open campaign here.")
    token = secrets.token_urlsafe(24)
    hashed = _keyed(key, f"{found.id}:{plain}")
    known = connection.execute(
        select(Signature.id, Signature.confirmed_at)
        .where(Signature.campaign_id == found.id)
        .where(Signature.email_hash == hashed)
    ).first()
    values = {"token_hash": _keyed(key, token), "name": (name or "").strip()[:120] or None, "signed_at": now}
    if known is None:
        connection.execute(insert(Signature).values(campaign_id=found.id, email_hash=hashed, **values))
    elif known.confirmed_at is not None:
        return None
    else:
        connection.execute(update(Signature).where(Signature.id == known.id).values(**values))
    return token


def ask_to_sign(
    engine: Engine, settings: Settings, key: str, address: str, email: str, name: str | None, now: dt.datetime
) -> None:
    """Note a signature and post the letter that asks for its confirmation; raises as ``sign`` does.

    Nothing tells the person who asks whether the address has signed before.
    """
    with writing(engine) as connection:
        token = sign(connection, key, address, email, name, now)
        found = campaign(connection, address)
    if token and found:
        post(settings, _letter(settings, email.strip(), found["title"], token))


def _letter(settings: Settings, to: str, title: str, token: str) -> EmailMessage:
    letter = EmailMessage()
    host = urlsplit(settings.base_url).hostname or "localhost"
    letter["Subject"] = "Confirm your signature"
    letter["From"] = settings.mail_from or f"Daylight <daylight@{host}>"
    letter["To"] = to
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(
        f"Somebody, we hope you, signed this with your address:\n\n  {' '.join(title.split())}\n\n"
        f"If it was you, confirm it here:\n\n{settings.base_url}/campaigns/confirm/{token}\n\n"
        "If it was not, do nothing: the signature does not count, and the address is not kept.\n",
        cte="quoted-printable",
    )
    return letter


def confirm(connection: Connection, key: str, token: str, now: dt.datetime) -> str | None:
    """Confirm a signature by its token; returns the campaign's address, or None for an unknown or old token."""
    row = connection.execute(
        select(Signature.id, Signature.signed_at, Signature.confirmed_at, Campaign.slug)
        .join(Campaign, Campaign.id == Signature.campaign_id)
        .where(Signature.token_hash == _keyed(key, token))
    ).first()
    if row is None or now - row.signed_at > VALID_FOR:
        return None
    if row.confirmed_at is None:
        connection.execute(update(Signature).where(Signature.id == row.id).values(confirmed_at=now))
    return str(row.slug)


def campaigns(connection: Connection) -> list[dict[str, Any]]:
    """Every campaign with its count of confirmed signatures, open ones first, then by title."""
    rows = connection.execute(select(Campaign).order_by(Campaign.open.desc(), Campaign.title, Campaign.id)).all()
    signed = connection.execute(
        select(Signature.campaign_id, func.count())
        .where(Signature.confirmed_at.is_not(None))
        .group_by(Signature.campaign_id)
    )
    counts = {row[0]: row[1] for row in signed}
    return [{**_shown(row), "signatures": counts.get(row.id, 0)} for row in rows]


def campaign(connection: Connection, address: str) -> dict[str, Any] | None:
    """One campaign with its count and the names of those who wished to be named, oldest first; None when unknown."""
    row = connection.execute(select(Campaign).where(Campaign.slug == address)).first()
    if row is None:
        return None
    names = connection.execute(
        select(Signature.name)
        .where(Signature.campaign_id == row.id, Signature.confirmed_at.is_not(None))
        .order_by(Signature.confirmed_at, Signature.id)
    ).scalars()
    everybody = list(names)
    return {**_shown(row), "signatures": len(everybody), "names": [name for name in everybody if name]}


def record_reply(connection: Connection, address: str, words: str, url: str | None, replied_on: dt.date) -> None:
    """Write the reply to a campaign, once; LookupError for an unknown campaign, ValueError when it has one already."""
    found = connection.execute(select(Campaign.id, Campaign.reply).where(Campaign.slug == address)).first()
    if found is None:
        raise LookupError(f"no campaign at {address}")
    if found.reply is not None:
        raise ValueError("This campaign has a reply; a reply is not rewritten.")
    connection.execute(
        update(Campaign).where(Campaign.id == found.id).values(reply=words, reply_url=url, replied_on=replied_on)
    )


def _shown(row: Any) -> dict[str, Any]:
    return {key: value for key, value in row._mapping.items() if key != "id"}


def _keyed(key: str, text: str) -> str:
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()
