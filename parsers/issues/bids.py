"""What can be wrong with a bid document, and what it holds that a reader would not see."""

from parsers.issues import Severity, declare

_NOTHING = "Nothing of the document is used; send it again and it will be read."

EMPTY = declare(
    "bid-empty", Severity.REJECTED, "Empty file", "The file holds no bytes. Please send it again.", _NOTHING
)
ENCRYPTED = declare(
    "bid-encrypted",
    Severity.REJECTED,
    "Protected by a password",
    "The document is protected by a password, so its text cannot be checked. Please send it without one.",
    _NOTHING,
)
DAMAGED = declare(
    "bid-damaged",
    Severity.REJECTED,
    "Cut short or damaged",
    "The document cannot be opened as {format}: {problem}. Please save it again and send the new file.",
    _NOTHING,
)
FALSE_TYPE = declare(
    "bid-false-type",
    Severity.REJECTED,
    "Not what its name says",
    "The file is named {named}, but its content is {found}. Please save it as what it is and send it again.",
    _NOTHING,
)
UNSUPPORTED = declare(
    "bid-unsupported",
    Severity.REJECTED,
    "A kind of file we do not read",
    "The file is {found}. Bids are read from DOCX, ODT, PDF with text, XLSX, ODS, CSV, Markdown, plain text "
    "and OCDS bids in JSON.",
    _NOTHING,
)
TOO_LARGE = declare(
    "bid-too-large",
    Severity.REJECTED,
    "Too large for a bid document",
    "The document holds more than {limit}, which no bid document needs. Please leave out pictures or split it.",
    _NOTHING,
)
HOSTILE = declare(
    "bid-hostile",
    Severity.REJECTED,
    "Built to break a reader",
    "The document holds {what}, which no word processor writes. Please save it afresh and send the new file.",
    _NOTHING,
)
NO_TEXT = declare(
    "bid-no-text",
    Severity.REJECTED,
    "No text that can be read",
    "The document holds no text to publish: it is a picture (a scan), or all of its text is hidden. Please send "
    "the text itself.",
    _NOTHING,
)
HIDDEN_CONTENT = declare(
    "bid-hidden-content",
    Severity.WARNING,
    "Something that a reader would not see",
    "{count} times {channel}, first in {place}. None of it is in the text; look at it before the bid goes on.",
    "The text is used without it. It may name the bidder, and it is shown only to the officer.",
)
NOT_OCDS = declare(
    "bid-not-ocds",
    Severity.REJECTED,
    "JSON without bids",
    "The JSON holds no bids of the Open Contracting Data Standard (releases with bids.details).",
    _NOTHING,
)
COST_LINE_MISSING = declare(
    "cost-line-missing",
    Severity.NOTE,
    "A cost line is missing",
    "The cost sheet has no line for {column}. It is shown as missing and nothing is filled in.",
    "The total of the bid says nothing about this cost; ask the bidder before comparing.",
)
COST_YEAR_MISSING = declare(
    "cost-year-missing",
    Severity.NOTE,
    "A year has no amount",
    "Row {row}: {column} has no amount for {part}. It is shown as missing and is not counted as nothing.",
    "The line cannot be added up over five years.",
)
COST_UNREADABLE = declare(
    "cost-unreadable",
    Severity.REFUSED,
    "An amount that cannot be read",
    "Row {row}: the amount {value!r} for {column} cannot be read as money. Write it in pounds, as 1,234.50.",
    "The amount is left out and shown as unreadable; it never becomes zero.",
)
COST_LINE_UNKNOWN = declare(
    "cost-line-unknown",
    Severity.WARNING,
    "A cost line that is none of the eight",
    "Row {row}: {value!r} is none of licence, build, migration, hosting, support, change, exit or data export.",
    "The line is shown under its own name and is added to no other.",
)
COST_VAT_UNKNOWN = declare(
    "cost-vat-unknown",
    Severity.WARNING,
    "With or without VAT is not said",
    "The cost sheet does not say whether its amounts include VAT.",
    "The bid cannot be compared with others until the bidder says so; no VAT is added or taken off by guess.",
)
COST_TOTAL_DIFFERS = declare(
    "cost-total-differs",
    Severity.WARNING,
    "The total is not the sum of its lines",
    "Row {row}: the total given is {value}, but the lines above add up to {sum}.",
    "Both figures are shown; the lines are used for comparing.",
)
