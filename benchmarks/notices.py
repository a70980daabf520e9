"""How fast OCDS releases are parsed, merged and loaded: ``python -m benchmarks.notices [COUNT]``.

Peers: ``ocdskit compile``, which only merges the same releases, and flatten-tool, which only turns them into CSV. All
read the same fictional releases, each in a process of its own, in turn; the ratio is of seconds of the processor. The
memory of a file four times as large tells whether memory stays flat. Needs ocdskit and flatten-tool (``pip install
ocdskit flattentool``), which are no dependencies of the project.
"""

import json
import sys
import tempfile
from pathlib import Path

from benchmarks.one_file import measured_twice
from benchmarks.peers import command, peer

_TAGS = (["planning"], ["tender"], ["award"], ["contract"])


def write_releases(path: Path, count: int) -> None:
    """A package of so many fictional releases, four to a process, as Find a Tender publishes them."""
    head = {"uri": "https://portal.example/1", "version": "1.1", "publishedDate": "2026-01-01T00:00:00Z"}
    head |= {"publisher": {"name": "Example Portal"}, "extensions": []}
    with path.open("w", encoding="utf-8") as file:
        file.write(json.dumps(head)[:-1] + ', "releases": [')
        for number in range(count):
            file.write((",\n" if number else "\n") + json.dumps(_release(number)))
        file.write("\n]}")


def _release(number: int) -> dict[str, object]:
    process, step = divmod(number, 4)
    buyer, supplier = process % 400, process % 5_000
    party = {
        "name": f"Fictional Council {buyer}",
        "id": f"GB-PPON-{buyer}",
        "identifier": {"scheme": "GB-PPON", "id": str(buyer)},
        "address": {"streetAddress": "1 Example Street", "locality": "Exampleton", "postalCode": "AB1 2CD"},
        "roles": ["buyer"],
    }
    release: dict[str, object] = {
        "ocid": f"ocds-h6vhtk-{process:06x}",
        "id": f"{number:06d}-2026",
        "date": f"2026-{step + 1:02d}-{process % 28 + 1:02d}T09:00:00Z",
        "tag": _TAGS[step],
        "initiationType": "tender",
        "language": "en",
        "parties": [party],
        "buyer": {"id": party["id"], "name": party["name"]},
        "tender": {
            "id": f"T{process}",
            "title": f"Purchase of fictional services, lot {process}",
            "description": "A description as long as those of real notices, which fill some lines of text. " * 6,
            "status": "active" if step < 2 else "complete",
            "classification": {"scheme": "CPV", "id": "72000000", "description": "IT services"},
            "mainProcurementCategory": "services",
            "value": {"amount": 10_000 + process, "amountGross": 12_000 + process, "currency": "GBP"},
            "tenderPeriod": {"endDate": "2026-05-01T12:00:00+01:00"},
            "items": [{"id": "1", "deliveryAddresses": [{"region": "UKE21"}], "relatedLot": "1"}],
            "lots": [{"id": "1", "status": "active", "value": {"amount": 10_000 + process, "currency": "GBP"}}],
            "documents": [{"id": f"{number:06d}-2026", "noticeType": "UK4", "url": f"https://portal.example/{number}"}],
        },
    }
    if step >= 2:
        suppliers = [{"id": f"GB-COH-{supplier:08d}", "name": f"Fictional Supplier {supplier} Ltd"}]
        value = {"amount": 9_500 + process, "currency": "GBP"}
        award = {"id": "1", "status": "active", "date": "2026-03-01T00:00:00Z", "value": value}
        release["awards"] = [{**award, "suppliers": suppliers}]
    if step == 3:
        release["contracts"] = [{"id": "1", "awardID": "1", "status": "active", "dateSigned": "2026-04-01T00:00:00Z"}]
    return release


def main(count: int) -> None:
    """Print the cost of each and their ratios."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        path, ours = measured_twice("notices", write_releases, count, work)
        kit, tool = peer("ocdskit"), peer("flatten-tool")
        if kit:
            # Without a schema of its own it fetches one from the web, which would be measured too.
            schema = work / "schema.json"
            schema.write_text(
                json.dumps({"properties": {name: {"omitWhenMerged": True} for name in ("id", "date", "tag")}})
            )
            theirs = command(kit, "compile", "--schema", schema, reads=path, writes=work / "compiled.json")
            print(f"ocdskit compile: {theirs}")
            print(f"ratio: daylight takes {ours.processor / theirs.processor:.2f} times as long (wanted: at most 1)")
        if tool:
            words = ("flatten", "--root-list-path", "releases", "-m", "releases", "-f", "csv", "--root-id", "ocid")
            theirs = command(tool, *words, "-o", work / "flat", path)
            print(f"flatten-tool: {theirs}")
            print(f"ratio: daylight is {theirs.processor / ours.processor:.1f} times as fast (wanted: 5)")
        for name, found in (("ocdskit", kit), ("flatten-tool", tool)):
            if found is None:
                print(f"{name} is not installed: nothing to compare with (pip install {name.replace('-', '')}).")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 50_000)
