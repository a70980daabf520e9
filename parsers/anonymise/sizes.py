"""How large a bidder says that it is: its staff and its turnover, which single it out, as size classes."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import chain

from parsers.anonymise.layout import Layout, opening_of
from parsers.anonymise.lists import entries
from parsers.anonymise.spans import Span

__all__ = ["sizes"]

_NUMBER_WORDS = {word: int(n) for word, _, n in (line.partition(" ") for line in entries("number_words.txt"))}
_N = (
    r"(?P<n>\d{1,3}(?:,\d{3})*|\d{1,5}|(?:[a-z]+-)?(?:one|two|three|four|five|six|seven|eight|"
    r"nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    r"(?:-[a-z]+)?(?: hundred)?)"
)
_STAFF = re.compile(
    rf"\b(?:employs?|employing|workforce of|team of|staff of|headcount of|co-?operative of|"
    rf"collective of|payroll of|we are|we have|we number|complement of|firm of|practice of|"
    rf"crew of)\s+"
    rf"(?:about |around |some |over |more than |nearly |almost |just |only |a team of |"
    rf"approximately |fewer than |in total )?{_N}(?=\s+(?:full-time |part-time |permanent |"
    rf"salaried |local |skilled )?"
    rf"(?:people|staff|employees|workers|members|colleagues|persons|partners|engineers|"
    rf"consultants|developers|of us|strong|fte|drivers|operatives|professionals|crew))",
    re.I,
)
_STAFF_HAD = re.compile(
    rf"\b(?:company|firm|charity|we|bidder|society|practice|partnership|co-operative|business|studio)\s+"
    rf"(?:now |today |still )?(?:has|have|had|employs?|numbers?|counts?)\s+(?:a (?:team|staff) of )?(?:about |"
    rf"some |over |only |just )?"
    rf"{_N}(?=\s+(?:[a-z-]+ )?(?:staff|people|employees|workers|carers|engineers|drivers|members|partners|"
    rf"colleagues|volunteers|advocates|cleaners|tutors|nurses|therapists|surveyors|solicitors|teachers|trainers|"
    rf"architects|technicians|operatives|guards|officers)\b)",
    re.I,
)
# Of a count that stands before its noun the noun is sought, since numbers are many and such nouns few
_COUNTED = re.compile(
    r"(?:full-time |part-time |permanent |paid |salaried )?(?:employees|strong team|members of staff|on the payroll|"
    r"strong workforce|person (?:firm|company|team)|staff (?:members|in (?:our|the) (?:firm|company))|"
    r"(?<=time )(?:posts|jobs|roles)|(?<=paid )(?:posts|jobs|roles)|volunteers\b|"
    r"people (?:work|now work|are employed|in our (?:team|firm))|o (?:staff|bobl|weithwyr|gyflogeion)\b)",
    re.I,
)
_BEFORE = re.compile(rf"\b{_N}[ -]\Z", re.I)
_STAFF_STATED = re.compile(
    rf"(?:(?<=[.;|] )|(?<=^)|(?<=\n)){_N}(?=\s+(?:staff|employees|people|members of staff|partners)\s?[.;,|\n])",
    re.I | re.M,
)
_STAFF_LABELLED = re.compile(
    rf"\b(?:(?:number of )?(?:employees|staff|fte)|headcount|workforce|nifer staff)\s?(?:\(fte\))?(?:\s?[:|]\s?|\s){_N}"
    rf"(?=\s?[.;,|\n(])(?P<more>(?:\s?\|\s?\d{{1,5}}(?=\s?\|)){{0,6}})",
    re.I,
)
_FIRM_OF = re.compile(
    rf"\b(?:firm|company|practice|partnership|studio|collective|bureau|family business) of {_N}(?=[,.;) ])", re.I
)
_AMOUNT = r"[£€]\s?(?P<n>\d[\d,]{0,15}(?:\.\d{1,3})?)\s?(?P<unit>k|m|bn|million|billion|thousand)?(?![\w])"
_TURNOVER = re.compile(
    r"\b(?:(?:annual |group |total |gross |our )?(?:turnover|revenues?|net assets|balance sheet total)|turned over|"
    r"(?:our|gross|total|annual|charity's|charitable) (?:annual |total |gross )?income|incwm blynyddol|trosiant)\b"
    r"(?P<tail>[^.\n]{0,30}(?:[^.\n;]|\.\d|;\s\d{4}){0,120})",
    re.I,
)
_MONEY = re.compile(_AMOUNT)
_ASKED = re.compile(
    r"\b(?:requires?|required|minimum|at least|threshold|must|council|authority|client|buyer|lost|bidders?)\b", re.I
)
_STAFF_OPENINGS = opening_of(
    "employ|workforce|team|staff|headcount|co|collective|payroll|we|complement|firm|practice|crew"
)
_HAD_OPENINGS = opening_of(
    "company|firm|charity|we|bidder|society|practice|partnership|co|business|studio|collective|bureau|family"
)
_COUNTED_OPENINGS = opening_of(
    "full|part|permanent|paid|salaried|employees|strong|members|staff|on|person|volunteers|people|o"
)
_LABEL_OPENINGS = opening_of("number|employees|staff|fte|headcount|workforce|nifer")
_TURNOVER_OPENINGS = opening_of("annual|group|total|gross|our|turn|reven|net|bal|char|incwm|trosiant")


def sizes(text: str, layout: Layout) -> Iterator[Span]:
    """Counts of staff and sums of turnover, each with its size class as the label."""
    for m in chain(
        layout.matches(_STAFF, _STAFF_OPENINGS),
        layout.matches(_STAFF_HAD, _HAD_OPENINGS),
        layout.matches(_FIRM_OF, _HAD_OPENINGS),
        layout.matches(_STAFF_LABELLED, _LABEL_OPENINGS),
        _before(text, layout),
        _STAFF_STATED.finditer(text),
    ):
        count = _count(m["n"])
        if count and (count <= 2_000 or m.re is not _BEFORE):
            yield Span(m.start("n"), m.end("n"), "fact: number of staff", "count", label=_band(count))
        for more in re.finditer(r"\d+", m["more"]) if "more" in m.re.groupindex else ():
            at = m.start("more")
            yield Span(at + more.start(), at + more.end(), "fact: number of staff", "count", label=_band(int(more[0])))
    yield from _turnovers(text, layout)


def _before(text: str, layout: Layout) -> Iterator[re.Match[str]]:
    for noun in layout.matches(_COUNTED, _COUNTED_OPENINGS):
        if m := _BEFORE.search(text, max(0, noun.start() - 40), noun.start()):
            yield m


def _turnovers(text: str, layout: Layout) -> Iterator[Span]:
    """Sums that a firm's accounts hold and that a search would find, as the size classes of procurement law."""
    for m in layout.matches(_TURNOVER, _TURNOVER_OPENINGS):
        if _ASKED.search(text, layout.sentence(m.start())[0], m.start("tail")):
            continue
        for sum_ in _MONEY.finditer(text, *m.span("tail")):
            if not _ASKED.search(text, m.start("tail"), sum_.start()):
                yield Span(*sum_.span(), "fact: turnover", "count", label=_size(sum_["n"], sum_["unit"] or ""))


_UNITS = {"k": 1_000, "thousand": 1_000, "m": 1_000_000, "million": 1_000_000, "bn": 10**9, "billion": 10**9}


def _size(figures: str, unit: str) -> str:
    pounds = Decimal(figures.replace(",", "")) * _UNITS.get(unit.lower(), 1)
    if pounds < 2_000_000:
        return "under £2m"
    return "£2m to £10m" if pounds < 10_000_000 else "£10m to £50m" if pounds < 50_000_000 else "£50m or more"


def _count(words: str) -> int:
    digits = words.replace(",", "")
    if digits.isdigit():
        return int(digits)
    total = 0
    for part in re.split(r"[\s-]+", words.lower()):
        total = total * 100 if part == "hundred" else total + _NUMBER_WORDS.get(part, 0)
    return total


def _band(count: int) -> str:
    # The bands of size that procurement law and statistics use
    return "1 to 9" if count < 10 else "10 to 49" if count < 50 else "50 to 249" if count < 250 else "250 or more"
