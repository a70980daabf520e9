"""Every way data can be wrong: a code, what it means for the figures, and a sentence the publisher can act on.

The kinds themselves are declared in the modules of this package, one module a family of documents. Import a
kind by its name (``from parsers.issues.tables import TRUNCATED``) and report it with ``KIND.at(...)``.
"""

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Issue", "IssueKind", "Severity", "declare", "every_kind", "kind_of"]

_KINDS: dict[str, "IssueKind"] = {}


class Severity(StrEnum):
    """What an issue does to the thing that it was found in."""

    NOTE = "note"  # the record is used as it stands; somebody may want to know
    WARNING = "warning"  # the record is used, and shown with a mark
    REFUSED = "refused"  # the row or record cannot be used; it is kept and listed
    REJECTED = "rejected"  # the whole file cannot be used; the last good version stays


@dataclass(frozen=True, slots=True)
class IssueKind:
    """One way of being wrong: its stable code, and the words shown for it."""

    code: str
    severity: Severity
    title: str
    sentence: str
    meaning: str

    def at(
        self,
        *,
        row: int | None = None,
        column: str | None = None,
        value: str | None = None,
        part: str | None = None,
        **words: object,
    ) -> "Issue":
        """Report this kind at a place; ``words`` fill the braces of the kind's sentence."""
        known = {"row": row, "column": column, "value": value, "part": part}
        return Issue(self, row, column, _shown(value), part, self.sentence.format(**known, **words))


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue at its place: ``row`` counts from 1 in the file as published, ``part`` is a sheet, page or member."""

    kind: IssueKind
    row: int | None
    column: str | None
    value: str | None
    part: str | None
    message: str

    @property
    def code(self) -> str:
        """The stable code of the kind."""
        return self.kind.code


def declare(code: str, severity: Severity, title: str, sentence: str, meaning: str) -> IssueKind:
    """Add a kind to the registry; a code can be declared once only."""
    if code in _KINDS:
        raise ValueError(f"issue code {code!r} is declared twice")
    kind = IssueKind(code, severity, title, sentence, meaning)
    _KINDS[code] = kind
    return kind


def kind_of(code: str) -> IssueKind:
    """The kind with that code; KeyError when there is none."""
    return _KINDS[code]


def every_kind() -> tuple[IssueKind, ...]:
    """All kinds declared so far, by code."""
    return tuple(_KINDS[code] for code in sorted(_KINDS))


def _shown(value: str | None) -> str | None:
    # A cell can hold a whole swallowed file, and its text may be personal: 200 characters are enough to find it.
    if value is None or len(value) <= 200:
        return value
    return value[:199] + "…"
