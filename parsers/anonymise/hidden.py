"""What markup hides from a reader or shows as struck out: taken out whole, and told to the officer."""

import re
from collections.abc import Iterator

from parsers.anonymise.spans import Span

__all__ = ["hidden_blocks", "turned"]

_BLOCKS = (
    ("document properties", re.compile(r"\A\s*---[ \t]*\n(?:[^\n]*\n){0,200}?---[ \t]*(?=\n|\Z)")),
    ("markup comment", re.compile(r"<!--.{0,20000}?(?:-->|\Z)", re.S)),
    (
        "review comment",
        re.compile(
            r"^[ \t]*>?[ \t]*\[(?:Comment|Note|Commented|Sylw|Reviewer|Author|Edit|Deleted|Inserted|"
            r"Moved)\b[^\]\n]{0,2000}\]?",
            re.M | re.I,
        ),
    ),
    ("review comment", re.compile(r"\[(?:Comment|Commented)\b[^\]]{0,2000}\]", re.I)),
    ("critic markup", re.compile(r"\{(?:\+\+|--|~~|>>|==)[^{}]{0,2000}(?:\+\+|--|~~|<<|==)\}")),
    ("struck-out text", re.compile(r"~~[^~\n]{1,500}~~")),
    ("struck-out text", re.compile(r"<(del|s|strike)\b[^>]{0,200}>.{0,2000}?</\1>", re.S | re.I)),
    ("picture", re.compile(r"!\[[^\]]{0,500}\](?:\([^)\n]{0,500}\)|\[[^\]\n]{0,100}\])?")),
    ("picture", re.compile(r"<img\b[^>]{0,1000}>", re.I)),
    (
        "script or style",
        re.compile(r"<(script|style|svg|iframe|object|template)\b.{0,20000}?(?:</\1>|\Z)", re.S | re.I),
    ),
    (
        "hidden text",
        re.compile(
            r"<(\w{1,10})\b[^>]{0,300}(?:display:\s*none|visibility:\s*hidden|font-size:\s*0|"
            r"color:\s*(?:#fff\b|#ffffff|white)|\bhidden\b)[^>]{0,300}>.{0,2000}?</\1>",
            re.S | re.I,
        ),
    ),
    ("markup attribute", re.compile(r"<[a-z][a-z0-9]{0,10}\b[^<>]{1,1000}>", re.I)),
    ("link definition", re.compile(r"^[ \t]{0,3}\[[^\]\n]{1,100}\]:[ \t]*\S[^\n]{0,500}$", re.M)),
    (
        "document property",
        re.compile(
            r"^[ \t>*-]{0,4}(?:Author|Last ?Modified ?By|Last saved by|Created by|Company|Manager|"
            r"Template|Producer|Creator|"
            r"Keywords|Title|Subject|Doc(?:ument)? ?ID|Saved as|File|Filename|Path|Printed by|Typed by|"
            r"Our ref(?:erence)?|"
            r"Application|Generator|Watermark|Header|Footer)\s?[:=][ \t]*[^\n]{1,300}(?=\n|\Z)",
            re.M,
        ),
    ),
)
_BARE_MARKUP = re.compile(r"<(?:br|hr|p|b|i|em|strong|u|sup|sub|li|ul|ol|tr|td|th|h[1-6]|div|span)\s*/?>", re.I)
_PROPERTY_NAMES = re.compile(
    r"Author|Modified|saved|Created|Manager|Template|Producer|Creator|Path|Printed|Typed|"
    r"Generator",
    re.I,
)


# Letters turned upside down: a reader turns the page, a rule does not
_TURNED = re.compile(
    r"[^\W\d_]{0,30}[ɐɔǝɟƃɥᴉɾʞɯɹʇʌʍʎ][^\W\d_]{0,30}(?:[ \t'.-]{1,3}[^\W\d_]{0,30}[ɐɔǝɟƃɥᴉɾʞɯɹʇʌʍʎ][^\W\d_]{0,30}){0,20}"
)


_UPSIDE_DOWN = frozenset("ɐɔǝɟƃɥᴉɾʞɯɹʇʌʍʎ")


def turned(source: str) -> Iterator[tuple[int, int]]:
    """Where the source, not yet folded, has words in letters turned upside down; three such letters at least."""
    for m in () if _UPSIDE_DOWN.isdisjoint(source) else _TURNED.finditer(source):
        if sum(c in _UPSIDE_DOWN for c in m[0]) >= 3:
            yield m.span()


def hidden_blocks(plain: str) -> Iterator[Span]:
    """Comments, properties, pictures, struck-out and invisible parts of Markdown or HTML, as spans to take out."""
    for what, pattern in _BLOCKS:
        for m in pattern.finditer(plain):
            if what == "markup attribute" and (_BARE_MARKUP.fullmatch(m[0]) or "@" in m[0] or "://" in m[0][:9]):
                continue
            if what == "document property" and not _PROPERTY_NAMES.search(m[0].split(":")[0]):
                continue
            yield Span(m.start(), m.end(), f"hidden: {what}", "hidden", label=what)
