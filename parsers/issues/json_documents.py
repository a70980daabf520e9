"""Ways a JSON document can be wrong before anybody looks at what it says."""

from parsers.issues import Severity, declare

INVALID_JSON = declare(
    "invalid-json",
    Severity.REJECTED,
    "Not valid JSON",
    "The file is not valid JSON: {reason} (line {line}, character {character}).",
    "Nothing in the file can be trusted, so nothing is taken from it; the last good version stays.",
)
INVALID_JSON_LINE = declare(
    "invalid-json-line",
    Severity.REFUSED,
    "A line that is not valid JSON",
    "Line {row} is not valid JSON: {reason}. The other lines were read.",
    "The record on this line is missing from every figure.",
)
JSON_TOO_DEEP = declare(
    "json-too-deep",
    Severity.REJECTED,
    "JSON nested too deeply",
    "The JSON is nested more than {limit} levels deep, which no real publication needs.",
    "The file was refused to keep the reader safe.",
)
NO_RECORDS = declare(
    "no-records",
    Severity.WARNING,
    "No records",
    "The file is readable but holds no records.",
    "An empty answer from a source that used to have records is a failure of the source, not an empty day.",
)
UNKNOWN_SHAPE = declare(
    "unknown-json-shape",
    Severity.REJECTED,
    "JSON of an unknown shape",
    "The JSON is valid, but it is not one of the shapes known for {wanted}.",
    "Nothing was taken from the file.",
)
NUMBER_NOT_JSON = declare(
    "number-not-json",
    Severity.WARNING,
    "A number that JSON does not allow",
    "The number {value} is not allowed in JSON; it was kept as it stands and is not added up.",
    "The figure is shown as published and left out of totals.",
)
NOT_UTF8 = declare(
    "json-not-utf8",
    Severity.NOTE,
    "Text that is not UTF-8",
    "Some text is not UTF-8, which JSON requires; it was read as Windows-1252.",
    "Accented letters and pound signs may look odd here and there.",
)
CONTROL_CHARACTERS = declare(
    "json-control-characters",
    Severity.NOTE,
    "Line breaks or control characters inside JSON text",
    "A text holds raw line breaks or control characters, which JSON does not allow; they were read as spaces.",
    "No figure is affected.",
)
DUPLICATE_KEY = declare(
    "json-duplicate-key",
    Severity.WARNING,
    "The same key twice",
    "The key {column} is given twice in one object; the last value was used.",
    "One of two published values had to be left out.",
)
MOJIBAKE = declare(
    "mojibake",
    Severity.NOTE,
    "Garbled characters",
    "The text has characters such as {value}, left over from a wrong conversion by the publisher.",
    "Shown as published; no figure is affected.",
)
