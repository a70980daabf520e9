"""The story bundle: one zip with question, data, sources, caveats and checksums, the same bytes whenever it is made."""

import io
import json
import zipfile
from collections.abc import Mapping

import orjson

from tracker.citations import Citation
from tracker.csv_text import csv_text
from tracker.query import Answer
from tracker.query_shapes import in_shape

__all__ = ["CAVEATS", "bundle"]

#: What a figure from published spending does not say.
CAVEATS = (
    "Councils publish payments over a threshold (usually £500, sometimes £250 or £5,000); smaller ones are not here.",
    "Amounts are as published: net or gross of VAT as the column amount_kind says, and not always known.",
    "Months may be missing and rows may be refused; the tables coverage and resource say which and how many.",
    "Names of probable private persons are withheld, so sums by supplier leave those payments out.",
    "A payment is not a contract and a large sum is not a finding: ask the body before you publish.",
    "One supplier is one normalised name; a company may trade under several, and several under one.",
)
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def bundle(cited: Citation, answer: Answer, more: Mapping[str, bytes] | None = None) -> bytes:
    """The bundle of a citation and its answer; ``more`` are further files by name, such as a chart."""
    from hashlib import sha256

    sources = [(each.url, each.sha256, each.count, each.rows) for each in cited.sources]
    files = {
        "README.txt": _readme(cited).encode(),
        "answer.csv": in_shape(answer, "csv"),
        "answer.json": in_shape(answer, "json"),
        "caveats.txt": ("\n".join(f"- {line}" for line in CAVEATS) + "\n").encode(),
        "citation.bib": cited.as_bibtex().encode(),
        "citation.csl.json": orjson.dumps(cited.as_csl(), option=orjson.OPT_INDENT_2) + b"\n",
        "citation.json": (json.dumps(cited.as_object(), indent=1, ensure_ascii=False) + "\n").encode(),
        "citation.txt": cited.as_text().encode(),
        "question.sql": (cited.sql.strip() + "\n").encode(),
        "sources.csv": csv_text(("url", "sha256", "count", "rows"), sources).encode(),
        **(more or {}),
    }
    sums = "".join(f"{sha256(body).hexdigest()}  {name}\n" for name, body in sorted(files.items()))
    files["checksums.txt"] = sums.encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in sorted(files.items()):
            member = zipfile.ZipInfo(name, _LONG_AGO)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            archive.writestr(member, body)
    return out.getvalue()


def _readme(cited: Citation) -> str:
    return (
        f"{cited.as_text()}\n"
        "question.sql   what was asked\n"
        "answer.csv     what was answered; answer.json the same for programs\n"
        "sources.csv    the published files and rows behind it, with their hashes\n"
        "caveats.txt    what the figure does not say\n"
        "citation.json  the citation whole; .bib and .csl.json for reference managers\n"
        "checksums.txt  SHA-256 of each file: sha256sum -c checksums.txt\n\n"
        f"Anybody who has the public copy {cited.snapshot} can compute it again, without a network:\n"
        f"daylight verify citation.json --snapshot {cited.snapshot}\n"
    )
