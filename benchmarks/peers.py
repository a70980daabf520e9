"""Finds the tools of the field that ours are measured against, and times a command with its highest memory."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

__all__ = ["Cost", "command", "measured", "peer"]


class Cost(NamedTuple):
    """Seconds of the clock and of the processor, and the most memory that was held, in megabytes.

    The processor's seconds are compared: they stay the same when other work shares the machine.
    """

    seconds: float
    processor: float
    megabytes: float

    def __str__(self) -> str:
        return f"{self.seconds:.1f} s ({self.processor:.1f} s of the processor), {self.megabytes:.0f} MB"


def peer(name: str) -> str | None:
    """The path of a peer's command: on the PATH, in this environment, or in the one that DAYLIGHT_BENCH_BIN names."""
    folders = [os.environ.get("DAYLIGHT_BENCH_BIN", ""), str(Path(sys.executable).parent), os.environ.get("PATH", "")]
    return shutil.which(name, path=os.pathsep.join(filter(None, folders)))


def command(*words: str | Path, reads: Path | None = None, writes: Path | None = None) -> Cost:
    """Run a command to its end, its input and output in files; raises when it fails."""
    with open(reads or os.devnull, "rb") as source, open(writes or os.devnull, "wb") as target:
        began = time.perf_counter()
        process = subprocess.Popen([str(word) for word in words], stdin=source, stdout=target)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{words[0]} ended with {process.returncode}")
    return Cost(time.perf_counter() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def measured(module: str, *words: str | Path) -> Cost:
    """Run one of our modules in a process of its own, so that its memory is its own too."""
    return command(sys.executable, "-m", module, *words)
