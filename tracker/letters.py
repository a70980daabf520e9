"""The words of the letters about saved searches: plain text, the pages' own links, nothing that counts readers."""

import datetime as dt
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

from tracker.calendar_files import purchase_address
from tracker.countdown import moment_in_words
from tracker.money_words import money
from tracker.open_filters import OpenFilter
from tracker.open_now import OpenItem
from tracker.settings import Settings

__all__ = ["confirmation_letter", "digest_letter"]


def _letter(settings: Settings, to: str, subject: str, text: str, mark: str, now: dt.datetime) -> EmailMessage:
    letter = EmailMessage()
    host = urlsplit(settings.base_url).hostname or "localhost"
    letter["Subject"] = subject
    letter["From"] = settings.mail_from or f"Daylight <daylight@{host}>"
    letter["To"] = to
    letter["Date"] = now
    letter["Message-ID"] = f"<{mark}@{host}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(text, cte="quoted-printable")
    return letter


def confirmation_letter(
    settings: Settings, to: str, search: OpenFilter, frequency: str, token: str, now: dt.datetime
) -> EmailMessage:
    """The one letter that may go to an address that has not been confirmed."""
    text = (
        f"Somebody, we hope you, asked Daylight for a {frequency} letter about public money that is about to be "
        f"spent and on which the public can still speak: {search.words()}.\n\n"
        "If it was you, confirm it here:\n\n"
        f"{settings.base_url}/alerts/confirm/{token}\n\n"
        "If it was not, do nothing: no letter will come, and the address is erased after seven days.\n"
    )
    return _letter(settings, to, "Confirm your letters from Daylight", text, f"confirm-{token}", now)


def digest_letter(
    settings: Settings,
    subscription: Any,
    search: OpenFilter,
    fresh: tuple[OpenItem, ...],
    closing: tuple[OpenItem, ...],
    token: str,
    now: dt.datetime,
) -> EmailMessage:
    """One digest: what is new and what closes before the next letter, each in the order of its date."""
    end = f"{settings.base_url}/alerts/end/{token}"
    query = search.query()
    parts = [f"Open now: {search.words()}."]
    if fresh:
        parts.append("NEW OR CHANGED SINCE THE LAST LETTER")
        parts += [_entry(settings, item, now) for item in fresh]
    if closing:
        parts.append("CLOSING SOON")
        parts += [_entry(settings, item, now) for item in closing]
    parts.append(f"All of it: {settings.base_url}/open" + (f"?{query}" if query else ""))
    parts.append(f"To end these letters: {end}")
    count = len(fresh) + len(closing)
    subject = f"{count} {'chance' if count == 1 else 'chances'} to speak before money is spent"
    mark = f"digest-{subscription.id:x}-{now:%Y%m%dT%H%M%S}"
    letter = _letter(settings, subscription.email, subject, "\n\n".join(parts) + "\n", mark, now)
    letter["List-Unsubscribe"] = f"<{end}>"
    letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return letter


def _entry(settings: Settings, item: OpenItem, now: dt.datetime) -> str:
    lines = [
        f"{item.countdown(now)} - {item.date.label.lower()} {moment_in_words(item.date)}",
        item.title,
        item.buyer_name or "Buyer not named",
    ]
    if item.value_pence is not None and item.value_mark is None:
        lines[-1] += f", {money(item.value_pence, item.currency)}"
    lines.append(purchase_address(settings.base_url, item.key))
    return "\n".join(" ".join(line.split()) for line in lines)
