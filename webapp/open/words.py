"""The words about dates, stages and places that the templates of purchases and grants share."""

import datetime as dt
from urllib.parse import urlsplit

from flask.blueprints import BlueprintSetupState

from tracker.countdown import in_two, in_words, moment_in_words
from tracker.day_words import day_in_words
from tracker.notice_names import notice_name, portal_name, stage_name
from tracker.places import REGIONS
from tracker.process_facts import money_in
from tracker.row_ids import slug
from tracker.subjects import subject_words
from webapp.wording import money

__all__ = ["host", "plain_day", "short_address", "teach"]


def teach(state: BlueprintSetupState) -> None:
    """Give all templates these words, macros included."""
    state.app.jinja_env.globals.update(
        in_two=in_two, in_words=in_words, moment_in_words=moment_in_words, stage_name=stage_name,
        notice_name=notice_name, portal_name=portal_name, subject_words=subject_words, regions=REGIONS,
        value_shown=_value_shown,
    )  # fmt: skip
    state.app.jinja_env.filters.update(plain_day=plain_day, short_address=short_address, host=host, slug=slug)


def plain_day(value: dt.date | None) -> str:
    """A day as plain text, for places that hold no markup."""
    return day_in_words(value) if value else "an unknown day"


def short_address(address: str) -> str:
    """An address as a link's words: the mailbox, or the host and the start of the path."""
    parts = urlsplit(address)
    if parts.scheme == "mailto":
        return parts.path
    whole = f"{parts.hostname or ''}{parts.path.rstrip('/')}"
    return whole if len(whole) <= 60 else f"{whole[:59]}…"


def host(address: str) -> str:
    """Only whose address it is: the host, without the www that says nothing."""
    return (urlsplit(address).hostname or address).removeprefix("www.")


def _value_shown(value: object) -> str:
    """The money of an OCDS value object as a page shows it; nothing when it holds none."""
    found = money_in(value)
    if found is None or found.mark:
        return ""
    return money(found.net if found.net is not None else found.gross, found.currency)
