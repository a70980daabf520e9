"""In CI a test that steps aside fails the run, whether one test does or a whole file; elsewhere it only says so."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PASSES = "def test_one():\n    pass\n"
STEPS_ASIDE = "import pytest\n\n\ndef test_one():\n    pytest.skip('no such means')\n"
WHOLE_FILE = "import pytest\n\npytest.importorskip('no_such_library')\n\n\ndef test_one():\n    pass\n"
OF_THE_CORPUS = (
    "import pytest\nfrom tests.corpus import corpus_path\n\n\n@pytest.mark.corpus\ndef test_one():\n"
    "    corpus_path('no-such-file')\n"
)


def status(tmp_path: Path, text: str, **environment: str) -> int:
    """The exit status of a run over one file of tests, beside one that passes unless there is no text."""
    (tmp_path / "test_it.py").write_text(text)
    (tmp_path / "test_other.py").write_text(text and PASSES)
    words = ["-p", "tests.strictness", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", tmp_path, tmp_path]
    known = {name: value for name, value in os.environ.items() if name not in {"CI", "DAYLIGHT_CORPUS"}}
    known |= {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"} | environment
    command = [sys.executable, "-m", "pytest", "-q", "-W", "ignore", *map(str, words)]
    return subprocess.run(command, cwd=tmp_path, env=known, capture_output=True, check=False).returncode


@pytest.mark.parametrize(
    ("text", "elsewhere", "in_ci"),
    [(PASSES, 0, 0), (STEPS_ASIDE, 0, 1), (WHOLE_FILE, 0, 2), ("", 5, 5)],
    ids=["passes", "steps aside", "whole file", "no test"],
)
def test_what_steps_aside_fails_in_ci_alone(tmp_path, text, elsewhere, in_ci):
    assert status(tmp_path, text) == elsewhere
    assert status(tmp_path, text, CI="true") == in_ci


def test_a_real_file_that_is_missing_fails_in_ci_only_where_there_is_a_corpus(tmp_path):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    assert status(tmp_path, OF_THE_CORPUS, CI="true", DAYLIGHT_CORPUS=str(corpus)) == 1
