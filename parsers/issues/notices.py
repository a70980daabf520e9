"""Ways a notice, a contracting process or a contract register can be wrong."""

from parsers.issues import Severity, declare

RELEASE_REFUSED = declare(
    "release-refused",
    Severity.REFUSED,
    "Not a release",
    "An item that should be a release is not an object, so nothing could be read from it.",
    "The item is listed but is not a notice.",
)
OCID_MISSING = declare(
    "ocid-missing",
    Severity.WARNING,
    "No contracting process id",
    "The release has no ocid, so it cannot be joined to other notices of the same process.",
    "The notice stands alone.",
)
RELEASE_ID_MISSING = declare(
    "release-id-missing",
    Severity.NOTE,
    "No release id",
    "The release has no id of its own.",
    "Two versions of the notice cannot be told apart by id; their content is compared instead.",
)
RELEASE_ID_REPEATED = declare(
    "release-id-repeated",
    Severity.WARNING,
    "The same release id twice",
    "The release id {value} occurs more than once in the same process.",
    "Both are kept; the later one in the file may replace the earlier.",
)
OCDS_VERSION_UNKNOWN = declare(
    "ocds-version-unknown",
    Severity.WARNING,
    "Unknown version of OCDS",
    "The package says it follows version {value} of OCDS, which is not known; it was read as 1.1.",
    "Fields may have been misread.",
)
TAG_MISSING = declare(
    "tag-missing",
    Severity.NOTE,
    "No tag",
    "The release does not say what kind of release it is.",
    "Its stage was worked out from what it contains.",
)
NOTICE_TYPE_UNKNOWN = declare(
    "notice-type-unknown",
    Severity.WARNING,
    "Unknown notice type",
    "The notice type {value} is not one of UK1 to UK17.",
    "The notice is shown without a type.",
)
NOTICE_TYPES_DIFFER = declare(
    "notice-types-differ",
    Severity.NOTE,
    "Several notice types",
    "No document has the id of the release, and its documents name several notice types: {value}. The last was used.",
    "The type may be that of an earlier notice of the same process.",
)
BUYER_MISSING = declare(
    "buyer-missing",
    Severity.WARNING,
    "No buyer",
    "The release does not name a buyer.",
    "The notice cannot be shown under any public body.",
)
VALUE_ZERO = declare(
    "value-zero",
    Severity.WARNING,
    "A value of zero",
    "The value at {column} is 0, which is usually a stand-in for unknown.",
    "Shown with a mark; left out of totals.",
)
VALUE_TOKEN = declare(
    "value-token",
    Severity.WARNING,
    "A token value",
    "The value at {column} is {value}, which is usually a stand-in for unknown.",
    "Shown with a mark; left out of totals.",
)
VALUE_ABSURD = declare(
    "value-absurd",
    Severity.WARNING,
    "A value above any budget",
    "The value at {column} is {value}, more than any public body could spend.",
    "Shown with a mark; left out of totals.",
)
VALUE_NEGATIVE = declare(
    "value-negative",
    Severity.WARNING,
    "A negative value",
    "The value at {column} is {value}; the value of a contract cannot be below zero.",
    "Shown with a mark; left out of totals.",
)
VALUE_UNREADABLE = declare(
    "value-unreadable",
    Severity.WARNING,
    "A value that is not a number",
    "The value at {column} is {value}, which is not a number.",
    "Shown as published; left out of totals.",
)
VALUE_FINER_THAN_PENCE = declare(
    "value-finer-than-pence",
    Severity.NOTE,
    "Fractions of a penny",
    "The value at {column} is {value}, with fractions of a penny; it was rounded to the penny.",
    "The rounding is at most half a penny.",
)
CURRENCY_MISSING = declare(
    "currency-missing",
    Severity.WARNING,
    "No currency",
    "The value at {column} does not say its currency.",
    "Shown with a mark; left out of totals.",
)
CURRENCY_DIFFERS = declare(
    "currency-differs",
    Severity.WARNING,
    "Two currencies in one procurement",
    "The value at {column} is in {value}, while the procurement as a whole is in {whole}.",
    "One of the two is probably a slip; the values are not added to each other.",
)
DATE_UNREADABLE = declare(
    "notice-date-unreadable",
    Severity.WARNING,
    "A date that cannot be read",
    "The date at {column} is {value}, which is not a date in the form 2026-01-31.",
    "The date is shown as published and starts no clock.",
)
DATE_PLACEHOLDER = declare(
    "date-placeholder",
    Severity.WARNING,
    "A stand-in date",
    "The date at {column} is {value}, which is so far from the notice that it probably means unknown.",
    "The date is shown with a mark and starts no clock.",
)
DEADLINE_BEFORE_NOTICE = declare(
    "deadline-before-notice",
    Severity.WARNING,
    "A deadline before the notice",
    "The deadline at {column} is {value}, before the day the notice was published.",
    "The date is shown with a mark; nobody could have acted on it.",
)
PERIOD_ENDS_FIRST = declare(
    "period-ends-first",
    Severity.WARNING,
    "A period that ends before it starts",
    "The period at {column} ends on {value}, before it starts.",
    "The period is shown with a mark.",
)
MERGE_IMPOSSIBLE = declare(
    "merge-impossible",
    Severity.WARNING,
    "Releases that cannot be merged",
    "The releases of {value} could not be merged: {reason}.",
    "Each release is shown on its own; the latest one stands for the process.",
)
CONTACT_DETAILS_LEFT_OUT = declare(
    "contact-details-left-out",
    Severity.NOTE,
    "Personal contact details left out",
    "Names, e-mail addresses and telephone numbers of people were left out of {count} records.",
    "Follow the link to the notice to see how to get in touch.",
)
SEARCH_PAGE_ONLY = declare(
    "search-page-only",
    Severity.NOTE,
    "A page of search results",
    "The file is a page of search results: it gives titles and links of notices, not the notices themselves.",
    "Nothing here is added to any total.",
)
REGISTER_ROW_REFUSED = declare(
    "register-row-refused",
    Severity.REFUSED,
    "A row that cannot be read as a contract",
    "Row {row} has neither a title nor a supplier nor an amount, so it cannot be shown as a contract.",
    "The row is listed but is in no figure.",
)
REGISTER_NOT_RECOGNISED = declare(
    "register-not-recognised",
    Severity.REJECTED,
    "No header row found",
    "No row names the columns of a register of contracts, invitations to tender or a pipeline.",
    "Nothing was taken from the file.",
)
VALUE_IN_UNITS = declare(
    "value-in-units",
    Severity.NOTE,
    "Values in another unit",
    "The heading “{column}” says that its values are thousands, millions or pence; {value} was read so.",
    "If they are pounds in truth, every value of the list is wrong: check one.",
)
