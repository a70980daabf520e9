"""Show a run on a terminal while it lasts, and as a table when it is over."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from scrapers.run import SourceResult
from tracker.archive import Fetch

__all__ = ["Bar", "closing_table", "watching"]

_LONGEST_NAME = 48


class Bar:
    """One bar for the run: files fetched of files found, and what is being fetched now."""

    def __init__(self, progress: Progress, sources: int) -> None:
        self._progress = progress
        self._task = progress.add_task(f"{sources} sources", total=0, now="")

    def found(self, source: str, count: int) -> None:
        """So many more files are to be fetched."""
        total = self._progress.tasks[self._task].total or 0
        self._progress.update(self._task, total=total + count)

    def fetched(self, fetch: Fetch) -> None:
        """One fetch ended."""
        advance = 1 if fetch.role == "data" else 0
        self._progress.update(self._task, advance=advance, now=f"{fetch.source}: {fetch.title or fetch.url}"[:60])


@contextmanager
def watching(sources: int, console: Console | None = None) -> Iterator[Bar]:
    """A bar for as long as the block lasts; on a terminal only, elsewhere it keeps quiet."""
    console = console or Console(stderr=True)
    columns = (
        TextColumn("[bold]Gathering[/bold] {task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[now]}", markup=False),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield Bar(progress, sources)


def closing_table(results: Sequence[SourceResult]) -> Table:
    """One row for each source: found, new, changed, unchanged, taken down, failed and why; several have a sum."""
    table = Table(title="What was gathered")
    for heading, justify in _COLUMNS:
        table.add_column(heading, justify=justify, overflow="fold")
    for result in results:
        table.add_row(result.source[:_LONGEST_NAME], *_numbers(result), _reasons(result))
    if len(results) > 1:
        total = SourceResult("All together")
        for result in results:
            for name in ("found", "new", "changed", "unchanged", "withdrawn", "failed"):
                setattr(total, name, getattr(total, name) + getattr(result, name))
        table.add_section()
        table.add_row(total.source, *_numbers(total), "")
    return table


_COLUMNS = (
    ("Source", "left"),
    ("Found", "right"),
    ("New", "right"),
    ("Changed", "right"),
    ("Unchanged", "right"),
    ("Taken down", "right"),
    ("Failed", "right"),
    ("Why", "left"),
)


def _numbers(result: SourceResult) -> list[str]:
    values = (result.found, result.new, result.changed, result.unchanged, result.withdrawn, result.failed)
    return [f"{value:,}" for value in values]


def _reasons(result: SourceResult) -> str:
    return "; ".join(reason if count == 1 else f"{reason} ({count})" for reason, count in result.why.most_common(3))
