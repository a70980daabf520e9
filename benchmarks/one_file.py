"""Parses, checks and loads one file of notices or grants in a process of its own: what two benchmarks measure."""

import datetime as dt
import hashlib
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from benchmarks.peers import Cost, command

__all__ = ["load_alone", "measured_twice"]

_ALONE = "import sys; from benchmarks.one_file import load_alone; load_alone(*sys.argv[1:])"


def load_alone(kind: str, file: str, folder: str) -> None:
    """Parse, check and load one file into a new database in a folder."""
    from parsers.kinds import KINDS
    from tracker.db import open_database
    from tracker.notices import FileOrigin
    from tracker.settings import Settings

    path, work = Path(file), Path(folder)
    engine = open_database(Settings(_env_file=None, data_dir=work, database_url="", secret_key="bench"))
    out = work / "out"
    out.mkdir()
    module, function = KINDS[kind].split(":")
    report = getattr(import_module(module), function)(path, out, {})
    sha256 = hashlib.sha256(path.name.encode()).hexdigest()
    origin = FileOrigin(sha256, "fictional", dt.datetime.now(dt.UTC), report["parser_version"])
    import_module(f"tracker.{kind}").load(engine, out, origin, report)
    engine.dispose()


def measured_twice(kind: str, write: Callable[[Path, int], None], count: int, work: Path) -> tuple[Path, Cost]:
    """Write and load a quarter of ``count`` records, then all of them, and say what both cost; the whole file's path.

    The memory of a file four times as large tells whether memory stays flat.
    """
    path, quarter = work / f"{kind}.json", work / "quarter.json"
    write(path, count)
    write(quarter, count // 4)
    costs = []
    for file in (quarter, path):
        folder = work / f"{file.stem}-loaded"
        folder.mkdir()
        costs.append(command(sys.executable, "-c", _ALONE, kind, file, folder))
    print(f"daylight: {count} {kind} parsed, checked and loaded: {costs[1]}")
    print(f"daylight: memory at a quarter of them: {costs[0].megabytes:.0f} MB")
    return path, costs[1]
