"""What can be wrong with a description of software: publiccode.yml first, and the catalogues that list software."""

from parsers.issues import Severity, declare

NOT_TEXT = declare(
    "software-not-utf8",
    Severity.REJECTED,
    "Not in UTF-8",
    "Line {row}: the file is not in UTF-8, which publiccode.yml requires. Save it again as UTF-8.",
    "Nothing of the file is used; the last good version stays in the catalogue.",
)
NOT_YAML = declare(
    "software-not-yaml",
    Severity.REJECTED,
    "Cannot be read as YAML",
    "Line {row}: this is not YAML: {problem}. Mend the indentation or the quoting on that line or the one above it.",
    "Nothing of the file is used; the last good version stays in the catalogue.",
)
NOT_JSON = declare(
    "software-not-json",
    Severity.REJECTED,
    "Cannot be read as JSON",
    "Line {row}: this is not JSON: {problem}.",
    "Nothing of the file is used; the last good version stays in the catalogue.",
)
UNKNOWN_DOCUMENT = declare(
    "software-unknown-document",
    Severity.REJECTED,
    "Not a description of software that we know",
    "The file is neither a publiccode.yml nor one of the catalogues that can be read here ({known}).",
    "Nothing of the file is used.",
)
TOO_LARGE = declare(
    "software-too-large",
    Severity.REJECTED,
    "Too large for a description of software",
    "The file holds {size} bytes; a description of software is read up to {limit} bytes.",
    "Nothing of the file is used.",
)
MISSING_KEY = declare(
    "software-missing-key",
    Severity.REFUSED,
    "A key that must be there is missing",
    "Line {row}: `{column}` is missing. The standard asks for it: {rule}. {mend}",
    "The entry is listed as invalid, with this reason, and is not offered as a candidate.",
)
WRONG_TYPE = declare(
    "software-wrong-type",
    Severity.REFUSED,
    "A value of the wrong kind",
    "Line {row}: `{column}` must be {rule}, and is {found}. {mend}",
    "The entry is listed as invalid, with this reason, and is not offered as a candidate.",
)
BAD_VALUE = declare(
    "software-bad-value",
    Severity.REFUSED,
    "A value that the standard does not allow",
    "Line {row}: `{column}` is {value!r}, but must be {rule}. {mend}",
    "The entry is listed as invalid, with this reason, and is not offered as a candidate.",
)
BAD_LICENCE = declare(
    "software-bad-licence",
    Severity.REFUSED,
    "Not an SPDX licence expression",
    "Line {row}: `{column}` is {value!r}, which is not an SPDX licence expression: {problem}. {mend}",
    "Nobody can tell on which terms the software may be reused, so it is not offered as a candidate.",
)
UNKNOWN_KEY = declare(
    "software-unknown-key",
    Severity.REFUSED,
    "A key that the standard does not have",
    "Line {row}: the standard has no key `{column}`. {mend}",
    "What the key says is not used; checkers of the standard refuse the file.",
)
DOUBLE_KEY = declare(
    "software-double-key",
    Severity.REFUSED,
    "The same key twice",
    "Line {row}: `{column}` is given a second time (first on line {first}). Keep one of them.",
    "Readers would each take another of the two, so neither is used.",
)
UNKNOWN_VERSION = declare(
    "software-unknown-version",
    Severity.REFUSED,
    "A version of the standard that is not published",
    "Line {row}: `publiccodeYmlVersion` is {value!r}; the newest published version is {newest}. {mend}",
    "The file was read by the draft rules of version 1 and is listed as invalid until that version is published.",
)
NEWER_VERSION = declare(
    "software-newer-version",
    Severity.WARNING,
    "A newer version of the standard",
    "Line {row}: version {value} of the standard is newer than the rules known here ({newest}), which were applied.",
    "The entry is used; a new key may have been overlooked.",
)
DEPRECATED_KEY = declare(
    "software-deprecated-key",
    Severity.NOTE,
    "A key that is going away",
    "Line {row}: `{column}` is deprecated. {mend}",
    "The entry is used as it stands.",
)
REMOVED_KEY = declare(
    "software-removed-key",
    Severity.REFUSED,
    "A key that the draft of version 1 no longer has",
    "Line {row}: version 1 drops `{column}`. {mend}",
    "The entry is listed as invalid under version 1.",
)
ENTRY_WITHOUT_NAME = declare(
    "software-entry-without-name",
    Severity.REFUSED,
    "An entry of a catalogue without a name or an address",
    "Entry {row} has no {column}, so nobody could find the software again.",
    "The entry is kept apart and not listed.",
)
LICENCE_NOT_SPDX = declare(
    "software-licence-not-spdx",
    Severity.WARNING,
    "A licence that is not an SPDX identifier",
    "Entry {row}: the licence {value!r} is not an SPDX identifier; {outcome}.",
    "The words are kept as published; the entry counts as openly licensed only when they name one licence for sure.",
)
TEXT_CUT = declare(
    "software-text-cut",
    Severity.NOTE,
    "A very long text was cut",
    "Entry {row}: `{column}` was longer than {limit} characters and was cut there.",
    "The entry is used; the full text is in the source.",
)
INVALID_ENTRY = declare(
    "software-invalid-entry",
    Severity.WARNING,
    "A catalogue lists an invalid publiccode.yml",
    "Entry {row} ({value}): {problem}",
    "The entry is listed with this reason and is not offered as a candidate before its maintainers mend it.",
)
