"""Ways an announcement of money, or a list of announced shares, can be wrong or say too little."""

from parsers.issues import Severity, declare

_REJECTED, _REFUSED, _WARNING, _NOTE = Severity.REJECTED, Severity.REFUSED, Severity.WARNING, Severity.NOTE

NOT_ANNOUNCEMENT = declare(
    "not-an-announcement", _REJECTED, "Not an announcement",
    "The file is neither a page, a list of pages, nor a list of who gets what of an announced sum.",
    "Nothing was taken from the file.",
)  # fmt: skip
ANNOUNCEMENT_REFUSED = declare(
    "announcement-refused", _REFUSED, "Not an announcement",
    "The item has neither a title nor an address, so it cannot be shown.", "It is listed but is in no page.",
)  # fmt: skip
ANNOUNCEMENT_REPEATED = declare(
    "announcement-repeated", _WARNING, "The same announcement twice",
    "The address {value} is listed more than once.", "The later one replaces the earlier.",
)  # fmt: skip
ANNOUNCEMENT_UNDATED = declare(
    "announcement-undated", _WARNING, "No date", "The announcement does not say when it was published.",
    "It is listed after all dated ones.",
)  # fmt: skip
ANNOUNCEMENT_DATE = declare(
    "announcement-date-unreadable", _WARNING, "A date that cannot be read",
    "The date in {column} is {value}, which is not a date in the form 2026-01-31.",
    "The date is shown as published and starts no clock.",
)  # fmt: skip
ANNOUNCEMENT_WITHDRAWN = declare(
    "announcement-withdrawn", _NOTE, "Withdrawn", "The publisher withdrew this page on {value}.",
    "It is shown as withdrawn.",
)  # fmt: skip
SUM_NOT_SURE = declare(
    "announced-sum-not-sure", _NOTE, "Several sums",
    "The title and summary state several sums ({value}), so none was taken for the sum announced.",
    "The sums are shown in their sentences only.",
)  # fmt: skip
SUM_ABSURD = declare(
    "announced-sum-absurd", _WARNING, "A sum above any budget",
    "The sum {value} is more than the United Kingdom spends in a year.", "Shown with a mark; left out of totals.",
)  # fmt: skip
SHARES_UNKNOWN = declare(
    "announced-shares-unknown", _NOTE, "The sum is known, the shares are not",
    "{announcement}: the sum announced is known, but not what {count} of {total} recipients get.",
    "No share is filled in.",
)  # fmt: skip
SHARE_UNREADABLE = declare(
    "announced-share-unreadable", _WARNING, "A share that is not a number",
    "The share of {recipient} is “{value}”, which is no amount that can be read for certain.",
    "The recipient is listed without a share.",
)  # fmt: skip
SHARE_REFUSED = declare(
    "announced-share-refused", _REFUSED, "A row without a recipient",
    "Row {row} has an amount of {value}, but says nobody who gets it.", "The row is listed but is in no figure.",
)  # fmt: skip
SHARES_DIFFER = declare(
    "announced-shares-differ", _WARNING, "Shares do not add up to the sum",
    "{announcement}: the shares add up to {found}, but the sum stated is {stated}.",
    "Both are shown; neither is changed.",
)  # fmt: skip
SHARES_ALSO = declare(
    "announced-shares-listed-again", _NOTE, "The same money listed again",
    "The sheet {part} lists money that another sheet of the file lists by smaller areas.",
    "It is kept, but is not added to the total.",
)  # fmt: skip
