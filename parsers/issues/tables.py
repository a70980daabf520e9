"""How files and the tables in them can be wrong, whatever they are about."""

from parsers.issues import Severity, declare

_REJECTED, _WARNING, _NOTE = Severity.REJECTED, Severity.WARNING, Severity.NOTE
_NOTHING = "Nothing of this file is used; the last good version stays current."

EMPTY = declare("empty-file", _REJECTED, "Empty file", "The file holds no bytes. Please publish it again.", _NOTHING)
HTML_INSTEAD = declare(
    "html-instead-of-data", _REJECTED, "A web page instead of data",
    "The file is a web page without a table of payments, saved under another name. Please publish the data itself.", _NOTHING,
)  # fmt: skip
UNSUPPORTED = declare(
    "unsupported-format", _REJECTED, "A format we cannot read",
    "The file is {format}, which holds no table we can read. Please publish CSV, XLSX, XLS, ODS, PDF with text, HTML or ZIP of those.", _NOTHING,
)  # fmt: skip
ENCRYPTED = declare(
    "encrypted", _REJECTED, "Protected by a password", "The file is protected by a password. Please publish it without one.", _NOTHING
)  # fmt: skip
TRUNCATED = declare(
    "truncated", _REJECTED, "Cut short or damaged", "The file cannot be opened as {format}: it is cut short or damaged. Please publish it again.", _NOTHING
)  # fmt: skip
NO_TEXT_LAYER = declare(
    "no-text-layer", _REJECTED, "A scan without text",
    "The PDF is a picture without a text layer (a scan), and we do not guess figures from pictures. Please publish the list as data.", _NOTHING,
)  # fmt: skip
TOO_LARGE = declare(
    "too-large", _REJECTED, "Too large to be a list", "The file unpacks to more than {limit}, which no honest list of payments needs.", _NOTHING
)  # fmt: skip
NESTED_ARCHIVE = declare(
    "nested-archive", _WARNING, "An archive inside an archive",
    "The archive member {part} is itself an archive and was not opened.", "What it holds is missing from the figures.",
)  # fmt: skip
PARSER_KILLED = declare(
    "parser-killed", _REJECTED, "Broke our reader",
    "Reading the file took more memory or time than is allowed ({why}). It is kept, and nothing of it was used.", _NOTHING,
)  # fmt: skip
LEGACY_LINES = declare(
    "mixed-encoding", _NOTE, "Not all UTF-8", "{count} lines are not UTF-8 and were read as {encoding}.", "The figures are not touched; check names with accents or pound signs."
)  # fmt: skip
NUL_BYTES = declare(
    "nul-characters", _NOTE, "NUL characters", "{count} NUL characters were replaced.", "The figures are not touched."
)  # fmt: skip
UNBALANCED_QUOTES = declare(
    "unbalanced-quotes", _WARNING, "A quotation mark without its partner",
    "A quotation mark is never closed, so the file was read line by line.", "Cells around the mark may be shifted; each row was checked for a readable amount.",
)  # fmt: skip
HIDDEN_PART = declare(
    "hidden-part", _WARNING, "A hidden sheet", "The sheet {part} is hidden. It was not read, as it may hold what was not meant to be published.", "Its rows are not in the figures."
)  # fmt: skip
