"""How fast grants are parsed, checked and loaded, beside flatten-tool: ``python -m benchmarks.grants [COUNT]``.

Both read the same file of fictional grants, each in a process of its own, in turn. flatten-tool only turns the JSON
into CSV; ours checks every grant and puts it into a new database. The ratio is of seconds of the processor; the memory
of a file four times as large tells whether memory stays flat. Needs flatten-tool (``pip install flattentool``), which
is no dependency of the project.
"""

import json
import sys
import tempfile
from pathlib import Path

from benchmarks.one_file import measured_twice
from benchmarks.peers import command, peer


def write_grants(path: Path, count: int) -> None:
    """A package of so many fictional grants, every tenth with a fault."""
    with path.open("w", encoding="utf-8") as file:
        file.write('{"version": "1.4", "grants": [')
        for number in range(count):
            file.write((",\n" if number else "\n") + json.dumps(_grant(number)))
        file.write("\n]}")


def _grant(number: int) -> dict[str, object]:
    recipient, funder = number % 20_000, number % 50
    return {
        "id": f"360G-fictional-{number}",
        "title": f"Support for project {number}",
        "description": f"Core costs of project {number}, with a part for its volunteers and their training.",
        "currency": "GBP",
        "amountAwarded": 0 if number % 10 == 0 else 500 + number % 90_000 + 0.5,
        "awardDate": f"20{10 + number % 15}-{number % 12 + 1:02d}-{number % 28 + 1:02d}",
        "plannedDates": [{"startDate": "2025-04-01", "endDate": "2026-03-31", "duration": 12}],
        "recipientOrganization": [
            {"id": f"GB-CHC-{1_000_000 + recipient}", "name": f"Fictional Charity {recipient}", "postalCode": "AB1 2CD"}
        ],
        "fundingOrganization": [{"id": f"GB-CHC-{2_000_000 + funder}", "name": f"Fictional Foundation {funder}"}],
        "grantProgramme": [{"code": f"P{number % 40}", "title": f"Programme {number % 40}"}],
        "beneficiaryLocation": [{"name": "Exampleton", "geoCode": "E07000123", "geoCodeType": "NMD"}],
        "dateModified": "2026-01-01T00:00:00Z",
        "dataSource": "https://fictional.example/grants",
    }


def main(count: int) -> None:
    """Print the cost of each and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        path, ours = measured_twice("grants", write_grants, count, work)
        tool = peer("flatten-tool")
        if tool is None:
            print("flatten-tool is not installed: there is nothing to compare with (pip install flattentool).")
            return
        words = ("flatten", "--root-list-path", "grants", "--main-sheet-name", "grants", "-f", "csv", "--root-id", "")
        theirs = command(tool, *words, "-o", work / "flat", path)
        print(f"flatten-tool: flattened to CSV: {theirs}")
        print(f"ratio: daylight is {theirs.processor / ours.processor:.1f} times as fast (wanted: 5)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 100_000)
