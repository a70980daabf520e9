"""How lists of payments can be wrong."""

from parsers.issues import Severity, declare

_NOTHING = "Nothing of this file is used; the last good version stays current."
_NOT_COUNTED = "The payment is not in any total."
_NO_MONTH = "The payment counts in totals, but in no month."

NOT_PAYMENTS = declare(
    "not-payments",
    Severity.REJECTED,
    "Not a list of payments",
    "No heading row of a list of payments was found (an amount, and a supplier or a date). Looked at: {seen}.",
    _NOTHING,
)
NO_ROWS = declare(
    "no-payments",
    Severity.REJECTED,
    "Headings without payments",
    "The headings were found on row {row}, but no row below has a readable amount.",
    _NOTHING,
)
HEADINGS_MISSING = declare(
    "headings-missing",
    Severity.WARNING,
    "No heading row",
    "The list has no heading row. The columns were told by what they hold: {columns}.",
    "Check a row or two, and publish the list with headings.",
)
SUMMARY_PART = declare(
    "summary-sheet",
    Severity.NOTE,
    "A sheet that sums up the others",
    "The sheet {part} repeats the payments of the other sheets as sums ({total} in all).",
    "It was not counted, as that would count the payments twice.",
)
AMOUNT_MISSING = declare(
    "amount-missing",
    Severity.REFUSED,
    "No amount",
    "Row {row} names a payment but its amount is blank.",
    _NOT_COUNTED,
)
AMOUNT_REDACTED = declare(
    "amount-redacted", Severity.REFUSED, "Amount redacted", "Row {row}: the amount is redacted ({value}).", _NOT_COUNTED
)
AMOUNT_UNREADABLE = declare(
    "amount-unreadable",
    Severity.REFUSED,
    "Amount unreadable",
    "Row {row}: “{value}” is no amount that can be read for certain.",
    _NOT_COUNTED,
)
AMOUNT_ALONE = declare(
    "amount-alone",
    Severity.REFUSED,
    "An amount and nothing else",
    "Row {row} has only the amount {value}, which is no sum of the rows above.",
    "It is not counted, as nothing says that it is a payment.",
)
AMOUNT_ROUNDED = declare(
    "amount-rounded",
    Severity.NOTE,
    "A fraction of a penny",
    "Row {row}: the amount {value} has a fraction of a penny and was rounded to the penny.",
    "If the point was meant to part thousands, the amount is a thousand times larger.",
)
DATE_MISSING = declare("date-missing", Severity.WARNING, "No date", "Row {row} has no date.", _NO_MONTH)
DATE_UNREADABLE = declare(
    "date-unreadable",
    Severity.WARNING,
    "Date unreadable",
    "Row {row}: “{value}” is no date that can be read for certain.",
    _NO_MONTH,
)
DATE_MONTH_FIRST = declare(
    "date-month-first",
    Severity.WARNING,
    "Month written first",
    "The dates under “{column}” are written month first; they were read so because no other order fits the column.",
    "Check a date or two.",
)
TOTAL_DIFFERS = declare(
    "total-differs",
    Severity.WARNING,
    "Printed total differs",
    "Row {row} prints a total of {printed}, but the rows that it can stand for add up to {found}.",
    "A payment may be missing from the file, or the total is wrong.",
)
SUPPLIER_MISSING = declare(
    "supplier-missing",
    Severity.NOTE,
    "No supplier",
    "Row {row} names no supplier.",
    "The payment counts in totals, but for no supplier.",
)
