"""Turns a licence text into the words that carry its meaning, so that layout, case and names do not count.

After the spirit of the SPDX matching guidelines: white space, case, punctuation, list numbers, comment signs,
addresses of web pages and of the Free Software Foundation, copyright notices and the names of holders are set aside.
"""

import re
import unicodedata

# A text longer than this is no licence; the first part is enough to say so (the longest SPDX text has 55,000 signs).
MAX_CHARACTERS = 400_000

_COMMENT = re.compile(r"(?m)^[ \t]*(?:/\*+|\*+/|\*+(?=\s|$)|//+|#+|;+|--+|<!--|-->|dnl\b|rem\b|>+|\|)[ \t]?")
_URL = re.compile(r"<?\b(?:https?|ftp)://[^\s>)\]]+>?|\bwww\.[^\s>)\]]+")
_YEAR = r"(?:\d{4}|yyyy|year|[<\[{]|©|\(c\))"
_COPYRIGHT_LINE = re.compile(
    rf"(?m)^[ \t]*(?:portions\s+)?(?:copyright\s*:?\s*(?:by\s+)?{_YEAR}|\(c\)\s*(?:copyright\s*)?\d{{4}}|©"
    r"|all rights reserved\W*$).{0,200}$"
)
_ADDRESS = re.compile(
    r"\b\d{2,3},?\s+(?:temple\s+place|franklin\s+st(?:reet)?)\b.{0,90}?(?:usa|\d{5}(?:-\d{4})?)", re.S
)
# Numbers of clauses, with or without the text around them on one line, and letters that stand alone.
_NUMBERING = re.compile(r"\d{1,2}|[a-z]|[ivx]{2,4}")
_WORD = re.compile(r"[a-z0-9]+")
_HOLDERS = (
    # The names of holders and products, which every user of these licences fills in.
    (
        re.compile(r"\bneither the names? .{1,200}? nor the names? of .{1,200}?(?= may be used| specific)"),
        "neither name",
    ),
    (
        re.compile(r"\bthe names? (?:of )?(?:.{1,120}? )(?:may not|must not) be used to endorse"),
        "the name may not be used to endorse",
    ),
    (re.compile(r"\bin no event shall .{1,200}? be liable"), "in no event shall holder be liable"),
    (re.compile(r"\bsoftware is provided by .{1,160}? as is"), "software is provided by holder as is"),
    # The Free Software Foundation's own copies repeat the title here; the SPDX list's copies do not.
    (re.compile(r"\bgnu (?:lesser |library |affero )?general public license (?=terms and conditions for)"), ""),
)
_SPELLINGS = {
    "licence": "license",
    "licences": "licenses",
    "licenced": "licensed",
    "sublicence": "sublicense",
    "organisation": "organization",
    "authorised": "authorized",
    "favour": "favor",
    "noncommercial": "noncommercial",
}
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\xa0": " ", "–": "-", "—": "-", "\x0c": "\n"})


def licence_words(text: str) -> list[str]:
    """The words of a text, in order, without what differs between two copies of the same licence."""
    text = unicodedata.normalize("NFKC", text[:MAX_CHARACTERS].translate(_QUOTES)).lower()
    text = _COMMENT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _URL.sub(" ", text)
    text = _ADDRESS.sub(" ", text)
    text = _COPYRIGHT_LINE.sub(" ", text)
    words = [_SPELLINGS.get(word, word) for word in _WORD.findall(text) if not _NUMBERING.fullmatch(word)]
    joined = " ".join(words)
    for pattern, plain in _HOLDERS:
        joined = pattern.sub(plain, joined)
    return joined.split(" ") if joined else []
