"""How lists of payments can be wrong."""

from parsers.issues import Severity, declare

NOT_PAYMENTS = declare(
    "not-payments", Severity.REJECTED, "Not a list of payments",
    "No heading row of a list of payments was found (an amount, and a supplier or a date). Looked at: {seen}.",
    "Nothing of this file is used; the last good version stays current.",
)  # fmt: skip
NO_ROWS = declare(
    "no-payments", Severity.REJECTED, "Headings without payments",
    "The headings were found on row {row}, but no row below has a readable amount.",
    "Nothing of this file is used; the last good version stays current.",
)  # fmt: skip
AMOUNT_MISSING = declare(
    "amount-missing", Severity.REFUSED, "No amount", "Row {row} names a payment but its amount is blank.", "The payment is not in any total."
)  # fmt: skip
AMOUNT_REDACTED = declare(
    "amount-redacted", Severity.REFUSED, "Amount redacted", "Row {row}: the amount is redacted ({value}).", "The payment is not in any total."
)  # fmt: skip
AMOUNT_UNREADABLE = declare(
    "amount-unreadable", Severity.REFUSED, "Amount unreadable", "Row {row}: “{value}” is no amount that can be read for certain.", "The payment is not in any total."
)  # fmt: skip
AMOUNT_ALONE = declare(
    "amount-alone", Severity.REFUSED, "An amount and nothing else",
    "Row {row} has only the amount {value}, which is no sum of the rows above.", "It is not counted, as nothing says that it is a payment.",
)  # fmt: skip
DATE_MISSING = declare(
    "date-missing", Severity.WARNING, "No date", "Row {row} has no date.", "The payment counts in totals, but in no month."
)  # fmt: skip
DATE_UNREADABLE = declare(
    "date-unreadable", Severity.WARNING, "Date unreadable", "Row {row}: “{value}” is no date that can be read for certain.", "The payment counts in totals, but in no month."
)  # fmt: skip
DATE_MONTH_FIRST = declare(
    "date-month-first", Severity.WARNING, "Month written first", "Dates are written month first ({value}); they were read so because no other reading fits the column.", "Check a date or two."
)  # fmt: skip
TOTAL_DIFFERS = declare(
    "total-differs", Severity.WARNING, "Printed total differs",
    "Row {row} prints a total of {printed}, but the rows that it can stand for add up to {found}.", "A payment may be missing from the file, or the total is wrong.",
)  # fmt: skip
SUPPLIER_MISSING = declare(
    "supplier-missing", Severity.NOTE, "No supplier", "Row {row} names no supplier.", "The payment counts in totals, but for no supplier."
)  # fmt: skip
