"""Finds the real files beside the project; tests that need one say so when it is not there."""

import os
from pathlib import Path

import pytest

_HERE = Path(__file__).resolve().parent.parent


def corpus_root() -> Path | None:
    """The folder of real files: DAYLIGHT_CORPUS, or ``../shared/corpus`` beside the project; None when absent."""
    for candidate in (os.environ.get("DAYLIGHT_CORPUS"), _HERE.parent / "shared" / "corpus"):
        if candidate and Path(candidate).is_dir():
            return Path(candidate)
    return None


def corpus_path(*parts: str) -> Path:
    """A file or folder of the corpus; skips the calling test, saying why, when it is not there."""
    root = corpus_root()
    if root is None or not root.joinpath(*parts).exists():
        pytest.skip(f"the corpus file {'/'.join(parts)} is not on this machine (set DAYLIGHT_CORPUS to have it)")
    return root.joinpath(*parts)
