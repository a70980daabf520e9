"""Which parser reads which kind of document; each is ``parse(path, out, options) -> report``."""

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path

Parse = Callable[[Path, Path, Mapping[str, str]], dict]

KINDS = {
    "spending": "parsers.spending:parse",
    "notices": "parsers.notices:parse",
    "grants": "parsers.grants:parse",
    "announcements": "parsers.announcements:parse",
    "software": "parsers.software:parse",
    "bid": "parsers.bids:parse",
}

# Work that is no reading of a publication, but is done on text from outside and so in the same killable process.
APART = {"anonymising": "parsers.anonymise.apart:run"}


def parser_of(kind: str) -> Parse:
    """The parser of a kind; KeyError where there is no such kind."""
    module, name = (KINDS | APART)[kind].split(":")
    return getattr(import_module(module), name)
