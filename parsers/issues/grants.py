"""Ways a grant, or a list of grants, can be wrong; most are the checks that 360Giving asks publishers to make."""

from parsers.issues import Severity, declare

_REJECTED, _REFUSED, _WARNING, _NOTE = Severity.REJECTED, Severity.REFUSED, Severity.WARNING, Severity.NOTE
_OUT = "Shown with a mark; left out of totals."
_UNTOUCHED = "No figure is affected."

NOT_GRANTS = declare(
    "not-grants", _REJECTED, "Not a list of grants",
    "No heading row of a list of grants was found (an amount awarded, and a recipient, a date or a purpose).",
    "Nothing was taken from the file.",
)  # fmt: skip
GRANT_REFUSED = declare(
    "grant-refused", _REFUSED, "Not a grant",
    "Row {row} says neither who got money, nor how much, nor what for, so it cannot be shown as a grant.",
    "It is listed but is in no figure.",
)  # fmt: skip
GRANT_ROW_APART = declare(
    "grant-row-apart", _NOTE, "A row apart from its grant",
    "This row repeats the id {value} of a grant further up and has no amount: it says more of that grant.",
    "It is no grant of its own; what it adds is in the file only.",
)  # fmt: skip
GRANTS_LISTED = declare(
    "grants-listed", _NOTE, "A list of files of grants",
    "The file lists {count} files of grants; it holds no grants itself.", "Nothing here is added to any total.",
)  # fmt: skip
GRANTS_DESCRIBED = declare(
    "grants-described", _NOTE, "A description of a file",
    "The file describes the columns of {value}; it holds no grants itself.", "Nothing here is added to any total.",
)  # fmt: skip
GRANT_ID_MISSING = declare(
    "grant-id-missing", _WARNING, "No grant id",
    "Row {row} has no grant id.", "If the file changes, the grant may be taken for another one.",
)  # fmt: skip
GRANT_ID_REPEATED = declare(
    "grant-id-repeated", _WARNING, "The same grant id twice",
    "The grant id {value} was used before in this file.",
    "Both are listed; the site keeps one grant, and its totals count it once.",
)  # fmt: skip
GRANT_ID_PREFIX = declare(
    "grant-id-prefix", _NOTE, "A grant id without a publisher's prefix",
    "The grant id {value} does not begin with 360G- and the publisher's prefix.",
    "Another publisher may use the same id.",
)  # fmt: skip
GRANT_FIELD_TYPE = declare(
    "grant-field-type", _WARNING, "A field of the wrong type",
    "The field {column} should be {wanted}, but is {found}.", "What it holds could not be used.",
)  # fmt: skip
GRANT_AMOUNT_MISSING = declare(
    "grant-amount-missing", _WARNING, "No amount awarded", "Row {row} does not say what was awarded.",
    "The grant is shown without an amount; it is in no total.",
)  # fmt: skip
GRANT_AMOUNT_UNREADABLE = declare(
    "grant-amount-unreadable", _WARNING, "An amount that is not a number",
    "The amount awarded is “{value}”, which is no amount that can be read for certain.", _OUT,
)  # fmt: skip
GRANT_AMOUNT_ZERO = declare(
    "grant-amount-zero", _WARNING, "An amount of zero",
    "The amount awarded is 0. Please say why, or give the amount.", _OUT,
)  # fmt: skip
GRANT_AMOUNT_NEGATIVE = declare(
    "grant-amount-negative", _WARNING, "A negative amount",
    "The amount awarded is {value}; a grant cannot be less than nothing.", _OUT,
)  # fmt: skip
GRANT_AMOUNT_ABSURD = declare(
    "grant-amount-absurd", _WARNING, "An amount above any budget",
    "The amount awarded is {value}, more than any funder in the United Kingdom gives.", _OUT,
)  # fmt: skip
GRANT_AMOUNT_TEXT = declare(
    "grant-amount-text", _NOTE, "An amount written as text",
    "The amount awarded is the text “{value}”; it should be a number.", "The amount was read and counts.",
)  # fmt: skip
GRANT_AMOUNT_FINER = declare(
    "grant-amount-finer-than-pence", _NOTE, "Fractions of a penny",
    "The amount awarded is {value}; it was rounded to the penny.", "The rounding is at most half a penny.",
)  # fmt: skip
GRANT_CURRENCY_ASSUMED = declare(
    "grant-currency-assumed", _NOTE, "No currency",
    "{count} grants do not state a currency (the first on row {row}); pounds sterling were assumed.",
    "If the money was not in pounds, totals are wrong.",
)  # fmt: skip
GRANT_CURRENCY_UNKNOWN = declare(
    "grant-currency-unknown", _WARNING, "Not a currency",
    "The currency is “{value}”, which is not one of three letters such as GBP.", _OUT,
)  # fmt: skip
GRANT_DATE_MISSING = declare(
    "grant-date-missing", _WARNING, "No award date",
    "Row {row} does not say when the grant was awarded.", "The grant counts in totals, but in no year.",
)  # fmt: skip
GRANT_DATE_UNREADABLE = declare(
    "grant-date-unreadable", _WARNING, "An impossible date",
    "The date in {column} is “{value}”, which is no day of the calendar that can be read for certain.",
    "The grant counts in totals, but not under this date.",
)  # fmt: skip
GRANT_DATE_NOT_ISO = declare(
    "grant-date-not-iso", _NOTE, "A date not in the form 2026-01-31",
    "The date in {column} is {value}; it was read with the day first.", "Check that day and month are not swapped.",
)  # fmt: skip
GRANT_DATE_STAND_IN = declare(
    "grant-date-stand-in", _WARNING, "A date that stands for unknown",
    "The date in {column} is {value}, which cannot be meant; it probably stands for “unknown”.",
    "The grant counts in totals, but not under this date.",
)  # fmt: skip
GRANT_DATE_FAR = declare(
    "grant-date-far", _WARNING, "A date far from the grant",
    "The date in {column} is {value}, {years} years from the award; is the year right?", _UNTOUCHED,
)  # fmt: skip
GRANT_AWARDED_LATER = declare(
    "grant-awarded-after-publication", _WARNING, "Awarded after it was published",
    "The award date {value} is after the day on which the record was last changed.",
    "The grant may not have been made yet.",
)  # fmt: skip
GRANT_ENDS_FIRST = declare(
    "grant-ends-first", _WARNING, "Ends before it starts",
    "The end date {value} in {column} is before the start date.", _UNTOUCHED,
)  # fmt: skip
GRANT_TITLE_MISSING = declare(
    "grant-title-missing", _NOTE, "No title", "Row {row} has no title.", "The description is shown in its place."
)  # fmt: skip
GRANT_TITLE_LONG = declare(
    "grant-title-long", _NOTE, "A very long title", "The title has {count} letters; 140 are enough.", _UNTOUCHED
)  # fmt: skip
GRANT_TITLE_IS_DESCRIPTION = declare(
    "grant-title-is-description", _NOTE, "Title and description are the same",
    "The title and the description are the same, so one of them tells nothing.", _UNTOUCHED,
)  # fmt: skip
GRANT_FUNDER_MISSING = declare(
    "grant-funder-missing", _WARNING, "No funder", "Row {row} does not name who gave the money.",
    "The grant is listed under its publisher.",
)  # fmt: skip
GRANT_RECIPIENT_MISSING = declare(
    "grant-recipient-missing", _WARNING, "No recipient", "Row {row} does not name who got the money.",
    "The grant counts in totals, but for no recipient.",
)  # fmt: skip
GRANT_ORG_PREFIX = declare(
    "grant-org-prefix-unknown", _WARNING, "An organisation id of no known register",
    "The organisation id {value} in {column} does not begin with the code of a register, such as GB-CHC or GB-COH.",
    "The organisation is matched by its name only.",
)  # fmt: skip
GRANT_ORG_SELF_MADE = declare(
    "grant-org-self-made", _NOTE, "Organisation ids made by the publisher",
    "{count} organisation ids were made by the publisher (the first is {value} on row {row}).",
    "Such organisations are matched by their names only.",
)  # fmt: skip
GRANT_CHARITY_NUMBER = declare(
    "grant-charity-number", _WARNING, "Not a charity number",
    "“{value}” in {column} is not of the shape of a charity number.", "The recipient is not linked to the register.",
)  # fmt: skip
GRANT_COMPANY_NUMBER = declare(
    "grant-company-number", _WARNING, "Not a company number",
    "“{value}” in {column} is not of the shape of a company number (8 digits, or 2 letters and 6 digits).",
    "The recipient is not linked to the register.",
)  # fmt: skip
GRANT_EMAIL = declare(
    "grant-email", _WARNING, "An e-mail address",
    "The field {column} holds an e-mail address. It may be a person's, so it was left out.", _UNTOUCHED,
)  # fmt: skip
GRANT_PERSON = declare(
    "grant-person-left-out", _NOTE, "People left out",
    "{count} grants are to people, or name a person; what says who they are was left out.",
    "The amounts count; the names are not shown.",
)  # fmt: skip
GRANT_ORG_NAMES = declare(
    "grant-org-many-names", _NOTE, "One organisation id, several names",
    "The organisation id {value} goes with several names: {names}.", "The latest name is shown.",
)  # fmt: skip
GRANT_TO_ITSELF = declare(
    "grant-to-itself", _NOTE, "Funder and recipient are the same",
    "The funder {value} is also the recipient.", "The grant counts as it stands.",
)  # fmt: skip
GRANT_GEOCODE = declare(
    "grant-geocode-is-postcode", _WARNING, "A postcode as geographic code",
    "The geographic code {value} is a postcode, not a code of an area.", "The grant is on no map by this code.",
)  # fmt: skip
GRANTS_NOT_DATED = declare(
    "grants-no-last-modified", _NOTE, "No date of last change",
    "{count} of {total} grants do not say when they were last changed (the first on row {row}).",
    "Which of two versions is newer is told by the day of the download.",
)  # fmt: skip
GRANTS_NO_SOURCE = declare(
    "grants-no-data-source", _NOTE, "No data source",
    "{count} of {total} grants do not say where their data comes from (the first on row {row}).", _UNTOUCHED,
)  # fmt: skip
GRANTS_NOWHERE = declare(
    "grants-no-location", _NOTE, "No place",
    "{count} of {total} grants do not say where they are meant to help (the first on row {row}).",
    "They are on no map.",
)  # fmt: skip
GRANT_AMOUNT_IN_UNITS = declare(
    "grant-amount-in-units", _NOTE, "Amounts in another unit",
    "The heading “{column}” says that its amounts are thousands, millions or pence; {value} was read so.",
    "If they are pounds in truth, every amount of the list is wrong: check one.",
)  # fmt: skip
