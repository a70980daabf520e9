"""The rules for single values of publiccode.yml: each says what is wanted and how to mend, or nothing."""

import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from urllib.parse import urlsplit

from parsers.publiccode.vocabulary import COUNTRIES


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a value should have been, and how to mend it."""

    rule: str
    mend: str = ""


Check = Callable[[str], Complaint | None]

_LANGUAGE = re.compile(
    r"[A-Za-z]{2,3}(-[A-Za-z]{3}){0,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|\d{3}))?(-([A-Za-z0-9]{5,8}|\d[A-Za-z0-9]{3}))*"
    r"(-[0-9A-WY-Za-wy-z](-[A-Za-z0-9]{2,8})+)*(-x(-[A-Za-z0-9]{1,8})+)?"
)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_MEDIA_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+*-]+")
_URN = re.compile(r"urn:[A-Za-z0-9][A-Za-z0-9-]{0,31}:\S+")
_ITALIAN_BODY = re.compile(r"[A-Za-z0-9_-]{1,20}")


def url(text: str) -> Complaint | None:
    """An absolute address with a host."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return Complaint("a complete web address", "Write it with https:// in front.")
    if parts.scheme in {"http", "https", "git", "ssh", "svn", "ftp"} and parts.hostname and " " not in text:
        return None
    return Complaint("a complete web address", "Write it with https:// in front.")


def uri(text: str) -> Complaint | None:
    """A web address, or a URN; the URN of an Italian body must carry a code."""
    if text.startswith("urn:"):
        if not _URN.fullmatch(text):
            return Complaint("a URI", "A URN looks like urn:namespace:name.")
        if text.startswith("urn:x-italian-pa:") and not _ITALIAN_BODY.fullmatch(text.removeprefix("urn:x-italian-pa:")):
            return Complaint("the code of a body in the Italian IPA register", "It looks like urn:x-italian-pa:c_h501.")
        return None
    return None if url(text) is None else Complaint("a URI", "Write a web address or a URN.")


def italian_code(text: str) -> Complaint | None:
    """The code of an Italian body."""
    return None if _ITALIAN_BODY.fullmatch(text) else Complaint("a code of the Italian IPA register")


def support(text: str) -> Complaint | None:
    """The id of a supported rule: ``alias:name`` or a URI."""
    if re.fullmatch(r"alias:[a-z0-9][a-z0-9-]*", text) or uri(text) is None:
        return None
    return Complaint("`alias:` and a name, or a URI", "For example alias:gdpr.")


def day(text: str) -> Complaint | None:
    """A date as YYYY-MM-DD that exists."""
    wanted = Complaint("a date written YYYY-MM-DD", "For example 2024-03-31.")
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return wanted
    try:
        date.fromisoformat(text)
    except ValueError:
        return wanted
    return None


def language(text: str) -> Complaint | None:
    """A BCP 47 language tag."""
    if _LANGUAGE.fullmatch(text):
        return None
    return Complaint("a BCP 47 language tag", "For example en, cy or en-GB (a hyphen, no underscore).")


def country(text: str) -> Complaint | None:
    """An ISO 3166-1 alpha-2 code; lower case is allowed in version 0 and reported apart."""
    if text.upper() in COUNTRIES and text in {text.upper(), text.lower()}:
        return None
    return Complaint("an ISO 3166-1 two-letter country code", "For example GB.")


def email(text: str) -> Complaint | None:
    """Something that could be an e-mail address."""
    return None if _EMAIL.fullmatch(text) else Complaint("an e-mail address")


def phone(text: str) -> Complaint | None:
    """Digits with the usual signs between them."""
    if re.fullmatch(r"[+(]?[\d() ./-]{4,30}( ?(x|ext\.?) ?\d+)?", text):
        return None
    return Complaint("a telephone number", "Write it with the country code, for example +44 20 7946 0000.")


def media_type(text: str) -> Complaint | None:
    """A media type as RFC 6838 has it."""
    return None if _MEDIA_TYPE.fullmatch(text) else Complaint("a media type such as text/csv")


def in_repository(text: str) -> Complaint | None:
    """A path inside the repository or a web address."""
    if text.startswith("/"):
        return Complaint(
            "a path relative to the root of the repository, or a web address", "Take away the first slash."
        )
    if text.lower().startswith("file:"):
        return Complaint("a path relative to the root of the repository, or a web address", "Take away `file://`.")
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", text):
        return url(text)
    return None


def picture(text: str) -> Complaint | None:
    """A logo: a place in the repository, in one of the formats of the standard."""
    wrong = in_repository(text)
    if wrong:
        return wrong
    if urlsplit(text).path.lower().endswith((".svg", ".svgz", ".png")):
        return None
    return Complaint("an image in SVG, SVGZ or PNG", "Convert the logo to SVG.")


def length(least: int, most: int) -> Check:
    """A text of at least and at most so many characters, white space around it not counted."""

    def check(text: str) -> Complaint | None:
        count = characters(text.strip())
        if least <= count <= most:
            return None
        words = f"between {least} and {most}" if least > 1 else f"at most {most}"
        return Complaint(f"{words} characters long (it has {count})", "Shorten it." if count > most else "Say more.")

    return check


def characters(text: str) -> int:
    """How many characters a reader sees: marks joined to the one before, and joined pictures, count once."""
    count, joined = 0, False
    for sign in text:
        if sign == "\u200d":
            joined = True
        elif unicodedata.combining(sign) or sign in "\ufe0f\ufe0e" or "\U0001f3fb" <= sign <= "\U0001f3ff":
            continue
        elif joined:
            joined = False
        else:
            count += 1
    return count


def one_of(words: Collection[str], what: str) -> Check:
    """One word of a closed list; the nearest word of the list is offered."""
    shown = ", ".join(words) if len(words) < 12 else f"one of the {len(words)} {what} of the standard"

    def check(text: str) -> Complaint | None:
        if text in words:
            return None
        near = get_close_matches(text.lower(), words, n=1, cutoff=0.6)
        return Complaint(shown, f"Did you mean {near[0]}?" if near else "")

    return check
