"""Every code that notices, grants and announcements can raise is explained in the documentation, in the same words."""

from importlib import import_module
from pathlib import Path

import pytest

from parsers.issues import IssueKind

PAGE = Path(__file__).parents[2] / "docs" / "notices-and-grants.md"
FAMILIES = ("json_documents", "notices", "grants", "announcements")


def kinds(family: str) -> list[IssueKind]:
    module = import_module(f"parsers.issues.{family}")
    return [value for value in vars(module).values() if isinstance(value, IssueKind)]


@pytest.mark.parametrize("family", FAMILIES)
def test_every_code_is_explained(family: str) -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    declared = kinds(family)
    assert len(declared) > 5
    for kind in declared:
        row = f"| `{kind.code}` | {kind.severity.value} | {kind.title} | {kind.meaning} |"
        assert row in lines, f"docs/notices-and-grants.md lacks or contradicts {kind.code}"


def test_no_code_is_explained_that_does_not_exist() -> None:
    known = {kind.code for family in FAMILIES for kind in kinds(family)}
    told = {line.split("`")[1] for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")}
    assert told == known
