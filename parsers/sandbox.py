"""Runs any parser in a short-lived child process with limits; its death is an ordinary result, with a reason.

A fork server that has the parsers loaded is kept warm, so that a child costs a fork and not an interpreter's start.
"""

import gc
import json
import multiprocessing
import os
import resource
import shutil
import signal
import sys
import traceback
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Lock
from typing import Any

from parsers.issues import Issue
from parsers.issues.tables import PARSER_KILLED, READER_FAILED
from parsers.kinds import parser_of
from parsers.recognition import recognised_kind
from parsers.stage import base_report, rejected, write_report

__all__ = ["DEFAULT", "Limits", "parse_file", "parse_files", "recognised_kind"]

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["parsers.sandbox", "parsers.spending", "parsers.tables.reading"])
# To start a child asks how all others are, and how one ended can be read once only: of two threads that ask at the same
# moment one would take a child that ended well for one that broke.
_ASKING = Lock()
_NO_MEMORY, _FAILED = 3, 4  # exit statuses of the child
_WHERE = "broke-at.txt"  # beside the records: where the reader broke, in words


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may use: seconds of clock and processor, bytes of memory and of output."""

    seconds: int = 120
    processor_seconds: int = 90
    memory: int = 3 << 30
    output: int = 4 << 30


DEFAULT = Limits()


def parse_file(
    path: Path,
    kind: str | None,
    out: Path,
    *,
    options: Mapping[str, str] | None = None,
    limits: Limits = DEFAULT,
) -> dict[str, Any]:
    """Parse ``path`` into the folder ``out`` and return the report; never raises for what the file holds."""
    out.mkdir(parents=True, exist_ok=True)
    report = out / "report.json"
    report.unlink(missing_ok=True)  # of an earlier run: only a report of this one counts
    child = _CONTEXT.Process(target=_child, args=(str(path), kind, str(out), dict(options or {}), limits), daemon=True)
    late, status = _ended(child, limits.seconds)
    if not late and status == 0 and report.exists():
        found: dict[str, Any] = json.loads(report.read_bytes())
        return found
    if status == _FAILED:
        return _quarantined(path, kind, out, READER_FAILED.at(where=(out / _WHERE).read_text("utf-8")))
    why = f"it took more than {limits.seconds} seconds" if late else _why(status or 0)
    return _quarantined(path, kind, out, PARSER_KILLED.at(why=why))


def _ended(child: BaseProcess, seconds: int) -> tuple[bool, int | None]:
    """Run a child to its end: whether it had to be killed, and its exit status."""
    with _ASKING:
        child.start()
    wait([child.sentinel], seconds)  # looks, and takes nothing
    with _ASKING:
        late = child.is_alive()
        if late:
            child.kill()
        child.join()
        status = child.exitcode
        child.close()
    return late, status


def parse_files(
    paths: Iterable[Path], kind: str | None, scratch: Path, *, workers: int | None = None
) -> Iterator[dict[str, Any]]:
    """Parse many files at once, each in its own child, and yield the reports in the order of the paths."""
    with ThreadPoolExecutor(workers or os.cpu_count() or 2) as pool:
        jobs = [pool.submit(parse_file, path, kind, scratch / str(number)) for number, path in enumerate(paths)]
        for job in jobs:
            yield job.result()


def _why(status: int) -> str:
    if status in {-signal.SIGXCPU, -signal.SIGKILL}:
        return "it took too much processor time or memory"
    if status < 0:
        return f"the reader was ended by {signal.Signals(-status).name}"
    return "it needs more memory than is allowed" if status == _NO_MEMORY else f"the reader stopped with {status}"


def _quarantined(path: Path, kind: str | None, out: Path, issue: Issue) -> dict[str, Any]:
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    report = rejected(base_report(path, kind or "unknown"), issue, out)
    write_report(report, out)
    return report


def _child(path: str, kind: str | None, out: str, options: dict[str, str], limits: Limits) -> None:
    quiet = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(quiet, stream)
    os.environ.clear()
    gc.disable()  # rows of text make no cycles, and to look for some takes half of the time
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.processor_seconds, limits.processor_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.output, limits.output))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        report = parser_of(kind or recognised_kind(Path(path)))(Path(path), Path(out), options)
        write_report(report, Path(out))
    except MemoryError:
        sys.exit(_NO_MEMORY)
    except BaseException as error:  # a reader written in Rust panics with an exception of its own base
        (Path(out) / _WHERE).write_text(_where(error), "utf-8")
        sys.exit(_FAILED)


def _where(error: BaseException) -> str:
    """The kind of error and the last line of our own that it passed; never its message, which may quote the file."""
    ours = Path(__file__).parent
    lines = [each for each in traceback.extract_tb(error.__traceback__) if ours in Path(each.filename).parents]
    return f"{type(error).__name__} in {Path(lines[-1].filename).relative_to(ours.parent)}, line {lines[-1].lineno}"
