"""How lists of payments can be wrong."""

from collections.abc import Iterator

from parsers.issues import Issue, Severity, declare

_NOTHING = "Nothing of this file is used; the last good version stays current."
_NOT_COUNTED = "The payment is not in any total."
_UNITS = {6: "millions of pounds", 3: "thousands of pounds", -2: "pence"}
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
HIDDEN_PAYMENT = declare(
    "payment-in-hidden-sheet",
    Severity.REFUSED,
    "A payment in a hidden sheet",
    "Row {row} of the hidden sheet {part} names a payment.",
    "It is not counted or shown until the sheet is published for everybody to see.",
)
ROW_SHIFTED = declare(
    "row-shifted",
    Severity.REFUSED,
    "More cells than headings",
    "Row {row} has more cells than there are headings, so that it cannot be told which is the amount. "
    "A cell with a comma needs quotation marks.",
    _NOT_COUNTED,
)
ROW_MENDED = declare(
    "row-mended",
    Severity.NOTE,
    "A comma without quotation marks",
    "Row {row} has more cells than there are headings. Cells were joined in the only way that gives each its column.",
    "The figures count as they were read.",
)
MONTHS_IN_COLUMNS = declare(
    "months-in-columns",
    Severity.WARNING,
    "A column for each month",
    "The list has {count} columns of amounts, one for each month. Each amount was read as one payment without a day.",
    "The payments count in totals, but in no month; the month is kept beside each of them.",
)
REPEATED_PART = declare(
    "repeated-part",
    Severity.NOTE,
    "The same payments again",
    "The part {part} holds the very payments of other parts of the file.",
    "They were counted once.",
)
TOTALS_ABOVE = declare(
    "totals-above-rows",
    Severity.NOTE,
    "Totals above their rows",
    "Row {row} and others like it have no date and are the sums of the rows below them.",
    "They were not counted, as that would count the payments twice.",
)
AMOUNT_NOT_IN_POUNDS = declare(
    "amount-not-in-pounds",
    Severity.REFUSED,
    "Not in pounds",
    "Row {row}: the amount {value} is in another currency than pounds.",
    "The payment is not in any total, as totals are in pounds.",
)
AMOUNTS_IN_UNITS = declare(
    "amounts-not-pounds-and-pence",
    Severity.WARNING,
    "Amounts in another unit",
    "The list says of its amounts (“{column}”) that they are in {unit}; they were read so.",
    "If they are pounds and pence in truth, every figure of the list is wrong: check one.",
)
SIGNS_APART = declare(
    "signs-in-a-column",
    Severity.NOTE,
    "Signs in a column of their own",
    "Amounts marked “{value}” under “{column}” were taken off, as they have no minus of their own.",
    "The figures count as they stand.",
)
NO_DATES = declare(
    "dates-missing",
    Severity.WARNING,
    "No dates",
    "No column of the list holds dates that can be read for certain.",
    "Its payments count in totals, but in no month.",
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


def said_of_amounts(amount: str | None, shift: int, sign: str | None, minus: str) -> Iterator[Issue]:
    """What must be told of amounts in another unit (``shift`` places), or with their signs in the column ``sign``."""
    if shift:
        yield AMOUNTS_IN_UNITS.at(column=amount, unit=_UNITS[shift])
    if sign is not None:
        yield SIGNS_APART.at(column=sign, value=minus)
