"""How files and the tables in them can be wrong, whatever they are about."""

from parsers.issues import Severity, declare

_REJECTED, _WARNING, _NOTE = Severity.REJECTED, Severity.WARNING, Severity.NOTE
_NOTHING = "Nothing of this file is used; the last good version stays current."

EMPTY = declare("empty-file", _REJECTED, "Empty file", "The file holds no text. Please publish it again.", _NOTHING)
HTML_INSTEAD = declare(
    "html-instead-of-data",
    _REJECTED,
    "A web page instead of data",
    "The file is a web page without a table, saved under another name. Please publish the data itself.",
    _NOTHING,
)
UNSUPPORTED = declare(
    "unsupported-format",
    _REJECTED,
    "A format we cannot read",
    "The file is {format}, which holds no table we can read. "
    "Please publish CSV, XLSX, XLS, ODS, JSON, PDF with text, HTML or ZIP of those.",
    _NOTHING,
)
ENCRYPTED = declare(
    "encrypted",
    _REJECTED,
    "Protected by a password",
    "The file is protected by a password. Please publish it without one.",
    _NOTHING,
)
TRUNCATED = declare(
    "truncated",
    _REJECTED,
    "Cut short or damaged",
    "The file cannot be read to its end as {format}: it is cut short or damaged. Please publish it again.",
    _NOTHING,
)
NO_TEXT_LAYER = declare(
    "no-text-layer",
    _REJECTED,
    "A scan without text",
    "The PDF is a picture without a text layer (a scan), and we do not guess figures from pictures. "
    "Please publish the list as data.",
    _NOTHING,
)
TOO_LARGE = declare(
    "too-large",
    _REJECTED,
    "Too large to be a list",
    "The file unpacks to more than {limit}, which no honest list needs.",
    _NOTHING,
)
UNSAFE_ARCHIVE = declare(
    "unsafe-archive",
    _REJECTED,
    "An archive made to deceive",
    "The archive holds {what}, which an honest archive never does. Please pack it again.",
    _NOTHING,
)
UNSAFE_XML = declare(
    "unsafe-xml",
    _REJECTED,
    "XML with declarations of its own",
    "The workbook declares entities of its own, which an honest workbook never does. Please save it again.",
    _NOTHING,
)
PARSER_KILLED = declare(
    "parser-killed",
    _REJECTED,
    "Broke our reader",
    "The file could not be read within the limits of our reader ({why}). It is kept, and nothing of it was used.",
    _NOTHING,
)
READER_FAILED = declare(
    "reader-failed",
    _REJECTED,
    "A fault of our reader",
    "Our reader broke on this file ({where}). That is a fault of Daylight, not of the file: please report it. "
    "The file is kept, and nothing of it was used.",
    f"{_NOTHING} It is read again the next time.",
)
# What says more about the reader, or about the day, than about the file.
READER_FAULTS = (PARSER_KILLED.code, READER_FAILED.code)
NESTED_ARCHIVE = declare(
    "nested-archive",
    _WARNING,
    "An archive inside an archive",
    "The archive member {part} is itself an archive and was not opened. Please publish what it holds.",
    "What it holds is missing from the figures.",
)
MEMBER_NOT_READ = declare(
    "member-not-read",
    _WARNING,
    "A member of the archive was not read",
    "The archive member {part} was not read: {why}",
    "If it holds payments, they are missing from the figures.",
)
LEGACY_LINES = declare(
    "mixed-encoding",
    _NOTE,
    "Not all UTF-8",
    "{count} lines are not UTF-8 and were read as {encoding}.",
    "The figures are not touched; check names with accents or pound signs.",
)
NUL_BYTES = declare(
    "nul-characters", _NOTE, "NUL characters", "{count} NUL characters were replaced.", "The figures are not touched."
)
UNBALANCED_QUOTES = declare(
    "unbalanced-quotes",
    _WARNING,
    "A quotation mark without its partner",
    "A quotation mark on row {row} is never closed, so that row was read on its own.",
    "Cells of the row may be shifted; it was checked for a readable amount like any other.",
)
ENDS_MID_ROW = declare(
    "ends-mid-row",
    _WARNING,
    "Ends in the middle of a row",
    "The last row ({row}) has fewer cells than the others, and the file ends without a line break after it.",
    "The file may have been cut short, and payments may be missing.",
)
HIDDEN_PART = declare(
    "hidden-part",
    _WARNING,
    "A hidden sheet",
    "The sheet {part} is hidden. Its payments are not counted or shown, as they may not be meant to be published.",
    "Its payments are refused, each with its row, and are in no figure.",
)
HIDDEN_CELLS = declare(
    "hidden-cells",
    _WARNING,
    "Hidden rows or columns",
    "{count} rows or columns of the workbook are hidden. They were read like the rest.",
    "Check that they were meant to be published.",
)
