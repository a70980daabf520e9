"""Letters: by SMTP when an address is set, else as files in the outbox folder, to be read there."""

import os
import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tracker.settings import Settings

__all__ = ["PostError", "outbox", "post"]

_PATIENCE = 30  # seconds for each step of the conversation with the mail server


class PostError(RuntimeError):
    """The letter was not accepted for delivery; it can be sent again."""


def outbox(settings: Settings) -> Path:
    """The folder that letters are written to when no mail server is set."""
    return settings.data_dir / "outbox"


def post(settings: Settings, letter: EmailMessage) -> None:
    """Hand the letter to the mail server of the settings, or lay it in the outbox. PostError when refused."""
    if not settings.smtp_url:
        _lay_in(outbox(settings), letter)
        return
    address = urlsplit(settings.smtp_url)
    if address.scheme not in {"smtp", "smtps"} or not address.hostname:
        raise PostError("The setting DAYLIGHT_SMTP_URL is not an smtp:// or smtps:// address.")
    try:
        _send(address.hostname, address.port, address.scheme, address.username, address.password, letter)
    except (OSError, smtplib.SMTPException) as error:
        raise PostError(f"The mail server did not take the letter: {error}") from error


def _send(
    host: str, port: int | None, scheme: str, user: str | None, password: str | None, letter: EmailMessage
) -> None:
    context = ssl.create_default_context()
    if scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port or 465, timeout=_PATIENCE, context=context)
    else:
        server = smtplib.SMTP(host, port or 587, timeout=_PATIENCE)
    with server:
        server.ehlo()
        if scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=context)
        if user:
            server.login(unquote(user), unquote(password or ""))
        server.send_message(letter)


def _lay_in(folder: Path, letter: EmailMessage) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    # The message id names the file: writing the same letter again replaces it.
    name = "".join(sign if sign.isalnum() else "-" for sign in str(letter["Message-ID"]).strip("<>"))[:150]
    target = folder / f"{name}.eml"
    draft = target.with_suffix(".part")
    # Addresses are personal: nobody but the owner of the process reads the outbox.
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(letter.as_bytes())
    draft.rename(target)
