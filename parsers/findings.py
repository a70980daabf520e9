"""Gathers the issues of one file, each with its place, and sums them up for the report."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from parsers.issues import Issue, IssueKind, Severity

__all__ = ["Findings"]


@dataclass(slots=True)
class Findings:
    """The issues found so far; ``row`` and ``part`` are the place being read, ``marks`` the codes raised there."""

    issues: list[Issue] = field(default_factory=list)
    row: int | None = None
    part: str | None = None
    marks: list[str] = field(default_factory=list)

    def at(self, row: int | None, part: str | None) -> None:
        """Move on to the next record; its marks start empty."""
        self.row, self.part, self.marks = row, part, []

    def add(self, kind: IssueKind, column: str | None = None, value: object = None, **words: object) -> None:
        """Note an issue at the present place."""
        shown = None if value is None else str(value)
        self.issues.append(kind.at(row=self.row, part=self.part, column=column, value=shown, **words))
        if kind.code not in self.marks:
            self.marks.append(kind.code)

    @property
    def refused(self) -> bool:
        """Whether something was found that refuses the record being read."""
        return any(issue.kind.severity is Severity.REFUSED for issue in self.issues[-len(self.marks) :] if self.marks)

    def summary(self) -> list[dict[str, Any]]:
        """One entry a code, in order of the code: code, severity, count, first_row, message of the first."""
        return summarise(self.issues)


def summarise(issues: Iterable[Issue]) -> list[dict[str, Any]]:
    """Count issues by code: [{code, severity, count, first_row, message}]."""
    found: dict[str, dict[str, Any]] = {}
    for issue in issues:
        entry = found.get(issue.code)
        if entry is None:
            found[issue.code] = {
                "code": issue.code,
                "severity": issue.kind.severity.value,
                "count": 1,
                "first_row": issue.row,
                "message": issue.message,
            }
        else:
            entry["count"] += 1
    return [found[code] for code in sorted(found)]
