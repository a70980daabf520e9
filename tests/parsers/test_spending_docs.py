"""The page about parsing names every issue that reading tables or payments can raise, with its meaning."""

from pathlib import Path

import pytest

from parsers.issues import IssueKind, spending, tables

PAGE = (Path(__file__).parents[2] / "docs" / "parsing.md").read_text(encoding="utf-8")
KINDS = [kind for module in (tables, spending) for kind in vars(module).values() if isinstance(kind, IssueKind)]


@pytest.mark.parametrize("kind", KINDS, ids=[kind.code for kind in KINDS])
def test_every_code_is_explained_as_it_is_declared(kind: IssueKind) -> None:
    assert f"| `{kind.code}` | {kind.title} | {kind.meaning} |" in PAGE


def test_no_code_is_explained_that_does_not_exist() -> None:
    told = [line.split("`")[1] for line in PAGE.splitlines() if line.startswith("| `")]
    assert sorted(told) == sorted(kind.code for kind in KINDS)
