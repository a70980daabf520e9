"""Stage 2 on disk: one folder for each file, kind and parser version, made once and found again.

A folder appears whole or not at all, so several machines may parse into the same shared storage.
"""

import os
import secrets
import shutil
from importlib import import_module
from pathlib import Path
from typing import Any

import orjson

from parsers.issues.tables import READER_FAULTS
from parsers.kinds import KINDS
from parsers.sandbox import parse_file
from tracker.archive import Archive

__all__ = ["can_be_retried", "parse_stored", "parsed_folder", "parser_version", "report_in"]


def parser_version(kind: str) -> str:
    """The version of a kind's parser; KeyError for an unknown kind."""
    version: str = import_module(KINDS[kind].split(":")[0]).PARSER_VERSION
    return version


def parsed_folder(parsed_dir: Path, kind: str, sha256: str) -> Path:
    """Where the parsed form of a file lies, by the present version of its parser."""
    return parsed_dir / kind / parser_version(kind) / sha256[:2] / sha256


def can_be_retried(code: str | None) -> bool:
    """Whether a rejection says less about the file than about the day: a reader that broke may do better next time."""
    return code in READER_FAULTS


def parse_stored(archive_url: str, sha256: str, kind: str, parsed_dir: Path, publisher: str) -> dict[str, Any]:
    """Parse archived bytes unless that was done before; returns the report. May run on another machine."""
    folder = parsed_folder(parsed_dir, kind, sha256)
    kept = report_in(folder)
    if kept is not None:
        return kept
    path = Archive(archive_url).path(sha256, cache=parsed_dir / "copies")
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.part")
    report = parse_file(path, kind, draft, options={"publisher": publisher})
    if report_in(folder) is None:
        shutil.rmtree(folder, ignore_errors=True)
    try:
        os.rename(draft, folder)
    except OSError:
        shutil.rmtree(draft, ignore_errors=True)  # another worker was quicker; what it made is the same
    return report


def report_in(folder: Path) -> dict[str, Any] | None:
    """The report of a file that was parsed into this folder; None when it was not, or when it should be tried again."""
    try:
        report: dict[str, Any] = orjson.loads((folder / "report.json").read_bytes())
    except (FileNotFoundError, orjson.JSONDecodeError):
        return None
    return None if can_be_retried(report.get("code")) else report
