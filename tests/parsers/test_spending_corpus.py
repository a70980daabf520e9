"""The real files of the corpus, against what its manifest says is true of each."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.corpus import corpus_path
from tests.parsers.manifests import manifest_rows
from tests.parsers.publications import parsed

_LARGEST = 300_000  # bytes: the larger ones are left to the scorer beside the corpus, which takes a minute
ROWS = [row for row in manifest_rows("spending") if corpus_path("spending", row["file"]).stat().st_size < _LARGEST]


@pytest.mark.corpus
@pytest.mark.parametrize("row", ROWS, ids=[row["file"] for row in ROWS])
def test_rows_and_pence_are_those_of_the_manifest(row: dict[str, str], tmp_path: Path) -> None:
    path = corpus_path("spending", row["file"])
    report = parsed(tmp_path, path.read_bytes(), path.name)
    if row["file"].startswith("bad/"):
        assert report["status"] == "rejected"
        assert report["reason"]
        return
    assert (report["rows_accepted"], Decimal(report["amount_total"])) == (
        int(row["data_rows"]),
        Decimal(row["amount_total"]),
    )
