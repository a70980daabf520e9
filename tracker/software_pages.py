"""What the pages about software show: the functions, what could be reused for each, and one piece of software whole."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, func, or_, select

from tracker.day_words import day_in_words
from tracker.models.notices import Process
from tracker.models.organisations import Organisation
from tracker.models.reuse import Bought, SoftwareEntry, SoftwareFunction
from tracker.models.sums import OrganisationSupplierSum
from tracker.promises import ledger
from tracker.recipes import recipes
from tracker.reuse.contracts import counted, price_range
from tracker.reuse.standing import standing
from tracker.reuse.vocabulary import Software, functions, products, websites
from tracker.row_ids import slug
from tracker.snapshots.own_software import OWN_LIST
from tracker.suppliers import name_id

__all__ = [
    "FunctionLine", "FunctionPage", "Listed", "Paid", "SoftwarePage", "catalogue", "function_page", "software_page",
]  # fmt: skip

_MOST_LISTED = 60
_MOST_BOUGHT = 30
_STALE_AFTER = dt.timedelta(days=3 * 365)  # no release and no change for three years


@dataclass(frozen=True, slots=True)
class FunctionLine:
    """A function of councils with how much is known of it."""

    id: str
    label: str
    parent: str
    open_source: int
    bought: int


@dataclass(frozen=True, slots=True)
class Listed:
    """Software as a list or page shows it; ``problem`` says why an entry is not offered, in words."""

    slug: str
    name: str
    summary: str | None
    licence: str | None
    osi_approved: bool | None
    maintainer: str | None
    functions: tuple[tuple[str, str], ...]
    stands_in_for: tuple[str, ...]
    source: str
    url: str | None
    last_activity: dt.date | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Paid:
    """A body that paid a maintainer or contractor of the software; whether it was for the software is not known."""

    provider: str
    supplier_id: int
    organisation: str
    organisation_slug: str
    payments: int
    pence: int


@dataclass(frozen=True, slots=True)
class FunctionPage:
    """One function: open-source candidates, what bodies bought for it, who is about to, and what it costs."""

    line: FunctionLine
    listed: tuple[Listed, ...]
    bought: tuple[Any, ...]
    upcoming: tuple[Any, ...]
    prices: dict[str, Any] | None
    products: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SoftwarePage:
    """One piece of software: every entry found for its name, who runs it, what is promised and told of it."""

    name: str
    entries: tuple[Listed, ...]
    details: tuple[tuple[str, tuple[str, ...]], ...]
    runs_at: tuple[tuple[str, str, str], ...]
    paid: tuple[Paid, ...]
    promises: tuple[dict[str, Any], ...]
    recipes: tuple[dict[str, Any], ...]


def catalogue(connection: Connection, words: str = "") -> tuple[tuple[FunctionLine, ...], tuple[Listed, ...]]:
    """Every function with its counts, and (when ``words`` are given) software whose name or summary has them all."""
    listed = connection.execute(
        select(SoftwareFunction.function, func.count(func.distinct(SoftwareFunction.entry_id)))
        .join(SoftwareEntry, SoftwareEntry.id == SoftwareFunction.entry_id)
        .where(SoftwareEntry.problem.is_(None))
        .group_by(SoftwareFunction.function)
    )
    gathered = {row[0]: row[1] for row in listed}
    bought, bundled = counted(connection), _bundled_by_function(connection)
    lines = tuple(
        FunctionLine(
            each.id, each.label, each.parent, len(bundled[each.id]) + gathered.get(each.id, 0), bought.get(each.id, 0)
        )
        for each in sorted(functions().values(), key=lambda each: each.label)
    )
    return lines, _with_words(connection, words) if words.strip() else ()


def function_page(connection: Connection, function: str) -> FunctionPage | None:
    """The page of one function; None for an unknown id."""
    known = functions().get(function)
    if known is None:
        return None
    entries = connection.execute(
        select(SoftwareEntry)
        .join(SoftwareFunction, SoftwareFunction.entry_id == SoftwareEntry.id)
        .where(SoftwareFunction.function == function)
        .order_by(SoftwareEntry.problem.is_not(None), SoftwareFunction.rank, SoftwareEntry.name, SoftwareEntry.id)
        .limit(_MOST_LISTED)
    )
    listed = _once(
        [
            *(_from_bundled(each) for each in _bundled_by_function(connection)[function]),
            *(_from_entry(each) for each in entries),
        ]
    )
    bought, coming = _bought(connection, function, upcoming=False), _bought(connection, function, upcoming=True)
    sold = {item.name: item.supplier for many in products().values() for item in many if function in item.functions[:1]}
    line = FunctionLine(function, known.label, known.parent, len(listed), counted(connection).get(function, 0))
    return FunctionPage(
        line, listed, bought, coming, price_range(connection, function), tuple(sorted(sold.items()))
    )  # fmt: skip


def software_page(connection: Connection, address: str) -> SoftwarePage | None:
    """Everything known of the software at an address (the slug of its name); None when no list names it."""
    bundled = [each for each in standing(connection) if slug(each.name) == address]
    rows = connection.execute(
        select(SoftwareEntry).where(SoftwareEntry.slug == address).order_by(SoftwareEntry.id).limit(20)
    ).all()
    entries = (*(_from_bundled(each) for each in bundled), *(_from_entry(row) for row in rows))
    if not entries:
        return None
    name = entries[0].name
    facts = [orjson.loads(row.facts) for row in rows]
    return SoftwarePage(
        name,
        entries,
        tuple(_details(facts)),
        tuple(
            (site.council, f"{site.runs} {site.version}".strip(), site.homepage)
            for site in websites()
            if slug(site.runs) == address or (site.runs == "Umbraco" and address == "umbraco-cms")
        ),
        _paid(connection, _providers(facts)),
        tuple(line for line in ledger(connection) if line["software"] and slug(line["software"]) == address),
        tuple(recipes(connection, name)),
    )


def _with_words(connection: Connection, words: str) -> tuple[Listed, ...]:
    wanted = words.lower().split()[:8]
    query = select(SoftwareEntry)
    for word in wanted:
        query = query.where(
            or_(
                SoftwareEntry.name.icontains(word, autoescape=True),
                SoftwareEntry.summary.icontains(word, autoescape=True),
            )
        )
    rows = connection.execute(
        query.order_by(SoftwareEntry.problem.is_not(None), SoftwareEntry.name).limit(_MOST_LISTED)
    )
    own = [
        _from_bundled(each)
        for each in standing(connection)
        if all(word in f"{each.name} {each.summary} {' '.join(each.stands_in_for)}".lower() for word in wanted)
    ]
    return _once([*own, *(_from_entry(row) for row in rows)])[:_MOST_LISTED]


def _bundled_by_function(connection: Connection) -> dict[str, list[Software]]:
    found: dict[str, list[Software]] = defaultdict(list)
    for each in standing(connection):
        for function in each.functions:
            found[function].append(each)
    return found


def _once(listed: Iterable[Listed]) -> tuple[Listed, ...]:
    """One line for each name: the first, so that our own summary in plain words goes before a catalogue's."""
    found: dict[str, Listed] = {}
    for each in listed:
        found.setdefault(each.slug, each)
    return tuple(found.values())


def _labels(ids: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple((each, functions()[each].label) for each in ids if each in functions())


def _from_bundled(each: Software) -> Listed:
    return Listed(
        slug(each.name), each.name, each.summary, each.licence, True, None, _labels(each.functions),
        each.stands_in_for, OWN_LIST, each.source,
    )  # fmt: skip


def _from_entry(row: Any) -> Listed:
    problem = row.problem
    if problem is None and row.osi_approved is not True:
        problem = "It names no licence that the Open Source Initiative has approved."
    if problem is None and row.last_activity and row.seen_at.date() - row.last_activity > _STALE_AFTER:
        problem = f"Nothing has changed in it since {day_in_words(row.last_activity)}."
    return Listed(
        row.slug, row.name, row.summary, row.licence, row.osi_approved, row.maintainer,
        _labels(row.functions.strip("|").split("|")), (), row.source, _web(row.url) or _web(row.landing_url),
        row.last_activity, problem,
    )  # fmt: skip


def _web(address: str | None) -> str | None:
    """The address when it is one of the web: a catalogue may hold anything, and a page makes a link of it."""
    return address if address and address.lower().startswith(("https://", "http://")) else None


def _bought(connection: Connection, function: str, *, upcoming: bool) -> tuple[Any, ...]:
    rows = connection.execute(
        select(Bought, Process.key)
        .join(Process, Process.id == Bought.process_id)
        .where(Bought.function == function, Bought.upcoming.is_(upcoming))
        .order_by(Bought.moves.desc(), Bought.process_id)
        .limit(_MOST_BOUGHT)
    )
    return tuple(rows)


def _providers(facts: Iterable[dict[str, Any]]) -> list[str]:
    named = [name for each in facts for name in (each.get("maintainer"), *each.get("contractors", ())) if name]
    return list(dict.fromkeys(str(name) for name in named))[:10]


def _paid(connection: Connection, providers: list[str]) -> tuple[Paid, ...]:
    """Payments to those who maintain it: a lead to whom to ask, and no proof that the money was for this."""
    by_id = {name_id(name): name for name in providers}
    rows = connection.execute(
        select(
            OrganisationSupplierSum.supplier_id, Organisation.name, Organisation.slug,
            OrganisationSupplierSum.payments, OrganisationSupplierSum.pence,
        )
        .join(Organisation, Organisation.id == OrganisationSupplierSum.organisation_id)
        .where(OrganisationSupplierSum.supplier_id.in_(list(by_id)))
        .order_by(OrganisationSupplierSum.pence.desc(), Organisation.slug)
        .limit(_MOST_BOUGHT)
    )  # fmt: skip
    return tuple(Paid(by_id[row.supplier_id], *row) for row in rows)


_SHOWN = {
    "used_by": "Used by, as declared",
    "contractors": "Contractors",
    "based_on": "Built on",
    "depends_on": "Needs",
    "depends_on_proprietary": "Needs, and is not open",
    "features": "Features",
    "languages": "Languages",
    "platforms": "Runs on",
}


def _details(facts: list[dict[str, Any]]) -> Iterable[tuple[str, tuple[str, ...]]]:
    for key, label in _SHOWN.items():
        values = dict.fromkeys(str(value) for each in facts for value in each.get(key, ()))
        if values:
            yield label, tuple(values)[:40]
