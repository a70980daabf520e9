"""Tells a person at a terminal how loading goes on, and at the end what became of the files."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy import Engine

from tracker.data_licences import Unstated
from tracker.fetches import Version
from tracker.ingest import Outcome
from tracker.ledger import left_out_of_copies

__all__ = ["left_out_lines", "loading_bar", "outcome_lines", "summary"]

_LISTED = 40  # files with a line of their own; of more than these, only the ones with trouble are listed


@contextmanager
def loading_bar(total: int, console: Console | None = None) -> Iterator[Callable[[Outcome], None]]:
    """A bar for as long as the block lasts; on a terminal only, elsewhere it keeps quiet."""
    console = console or Console(stderr=True)
    columns = (
        TextColumn("[bold]Reading and loading[/bold]"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[now]}", markup=False),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=total, now="")
        yield lambda outcome: progress.update(task, advance=1, now=outcome.name[:60])


def outcome_lines(outcomes: Sequence[Outcome]) -> list[str]:
    """One line for each file (of many, only for those that were rejected or failed): counts and total, or why not."""
    troubled = ("rejected", "failed")
    return [_line(each) for each in outcomes if len(outcomes) <= _LISTED or each.result in troubled]


def _line(outcome: Outcome) -> str:
    head = f"{outcome.result:9} {outcome.name}"
    if outcome.why:
        return f"{head}: {' '.join(outcome.why.split())}"
    if not outcome.report:
        return head
    read, accepted, refused = (int(outcome.report.get(f"rows_{name}") or 0) for name in ("read", "accepted", "refused"))
    issues = sum(issue["count"] for issue in outcome.report.get("issues") or ())
    said = f"{outcome.kind}, {read:,} read, {accepted:,} accepted, {refused:,} refused"
    return f"{head}: {said}" + (f", {issues:,} {'issue' if issues == 1 else 'issues'}" if issues else "")


def summary(outcomes: Sequence[Outcome]) -> str:
    """One sentence on all of them."""
    counts = Counter(outcome.result for outcome in outcomes)
    said = ", ".join(
        f"{counts[name]:,} {name}" for name in ("loaded", "unchanged", "rejected", "failed") if counts[name]
    )
    return f"{len(outcomes):,} {'file' if len(outcomes) == 1 else 'files'}: {said or 'nothing to do'}."


def left_out_lines(engine: Engine, versions: Sequence[Version], unstated: Unstated) -> list[str]:
    """A sentence for each reason why what some files hold will be on the site and not in the public copy."""
    with engine.connect() as connection:
        counts = left_out_of_copies(connection, versions, unstated)
    return [
        f"The site shows what {files:,} {'file' if files == 1 else 'files'} hold, and the public copy leaves it out: "
        f"{reason}. If the publisher states an open licence, hand in the same with --licence."
        for reason, files in counts.items()
    ]
