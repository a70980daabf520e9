"""Keeps the index of the reuse check: which function a process or catalogue entry serves; reads only what is new."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any
from zlib import crc32

import orjson
from sqlalchemy import Connection, delete, insert, select, update

from tracker.models.notices import Award, AwardSupplier, Contract, Process
from tracker.models.reuse import Bought, ReuseMark, ReuseWaiting, SoftwareEntry, SoftwareFunction
from tracker.reuse.question import Question, understand
from tracker.reuse.vocabulary import Software
from tracker.row_ids import row_id, slug
from tracker.tombstones import suppressed

BATCH = 1_000
LEAST_CERTAINTY = 0.5
MOST_GATHERED = 300
VOCABULARY = ("catalogue", "functions", "products", "words")
_SETTLED = ("award", "contract", "implementation", "cancelled", "complete")

# The categories of publiccode.yml that say by themselves which function is served.
_BY_CATEGORY = {
    "accounting": "finance",
    "applicant-tracking": "recruitment",
    "appointment-scheduling": "booking",
    "backup": "backup",
    "billing-and-invoicing": "finance",
    "budgeting": "finance",
    "business-intelligence": "bi",
    "business-process-management": "complaints",
    "cad": "design",
    "call-center-management": "contact-centre",
    "content-management": "web-cms",
    "crm": "crm",
    "data-visualization": "bi",
    "digital-asset-management": "archives",
    "document-management": "documents",
    "e-commerce": "e-commerce",
    "e-signature": "e-signature",
    "email-marketing": "print-comms",
    "erp": "finance",
    "facility-management": "facilities",
    "fleet-management": "fleet",
    "geographic-information-systems": "gis",
    "grant-management": "grants",
    "help-desk": "service-desk",
    "hr": "hr",
    "identity-management": "identity",
    "instant-messaging": "collaboration",
    "integrated-library-system": "library",
    "inventory-management": "inventory",
    "it-asset-management": "service-desk",
    "it-security": "security",
    "it-service-management": "service-desk",
    "learning-management-system": "elearning",
    "network-management": "monitoring",
    "office": "office",
    "online-booking": "booking",
    "payment-gateway": "payments",
    "payroll": "hr",
    "procurement": "procurement",
    "project-management": "collaboration",
    "property-management": "facilities",
    "service-desk": "service-desk",
    "social-media-management": "social-media",
    "survey": "survey",
    "translation": "translation",
    "video-conferencing": "video-meetings",
    "visitor-management": "access-control",
    "voip": "contact-centre",
    "web-conferencing": "video-meetings",
    "website-builder": "web-cms",
    "whistleblowing": "whistleblowing",
}


def refresh(connection: Connection, most: int | None = None) -> int:
    """Bring the index of what bodies buy up to date; returns how many processes were read. Safe to repeat.

    Reads only processes that a loader named since the last time, at most about ``most`` of them; all, with all entries
    of catalogues, where the rules have changed.
    """
    _heed_new_rules(connection)
    read = 0
    while most is None or read < most:
        waiting = connection.execute(
            select(ReuseWaiting.id, ReuseWaiting.process_id).order_by(ReuseWaiting.id).limit(BATCH)
        ).all()
        if not waiting:
            break
        ids = sorted({each.process_id for each in waiting})
        _replace(connection, ids)
        # Exactly those: a loader may have added others meanwhile.
        connection.execute(delete(ReuseWaiting).where(ReuseWaiting.id.in_([each.id for each in waiting])))
        read += len(ids)
    return read


def store_entries(
    connection: Connection, source: str, records: Iterable[Mapping[str, Any]], sha256: str, seen_at: dt.datetime
) -> int:
    """Load the entries of one catalogue file in place of the source's earlier ones; returns how many are kept.

    ``records`` are those that ``parsers.software`` writes; a record may carry ``problems``. Only software is kept.
    An entry that is as it was is not read again.
    """
    before = _entries_of(connection, source)
    entries: dict[int, dict[str, Any] | None] = {}
    links: list[dict[str, Any]] = []
    taken_down = suppressed(connection, "software")
    for record in records:
        if record.get("kind") != "software" or not record.get("name"):
            continue
        entry_id = row_id("software", source, record.get("url") or record["name"])
        if entry_id in entries or slug(str(record["name"])) in taken_down:
            continue
        facts, known = orjson.dumps(dict(record)).decode(), before.get(entry_id)
        if known and known.facts == facts:
            entries[entry_id] = None
            continue
        served = _functions_kept(record, known) or functions_of(record)
        entries[entry_id] = _entry_row(entry_id, source, record, served, sha256, seen_at) | {"facts": facts}
        links += _links(entry_id, served)
    changed = [entry_id for entry_id, row in entries.items() if row]
    _forget(connection, [*(before.keys() - entries.keys()), *changed])
    _insert(connection, SoftwareEntry, [row for row in entries.values() if row])
    _insert(connection, SoftwareFunction, links)
    connection.execute(
        update(SoftwareEntry)
        .where(SoftwareEntry.source == source, SoftwareEntry.sha256 != sha256)
        .values(sha256=sha256, seen_at=seen_at)
    )
    return len(entries)


def _entries_of(connection: Connection, source: str) -> dict[int, Any]:
    statement = select(SoftwareEntry.id, SoftwareEntry.facts, SoftwareEntry.functions)
    return {row.id: row for row in connection.execute(statement.where(SoftwareEntry.source == source))}


def _functions_kept(record: Mapping[str, Any], known: Any) -> list[str]:
    """The functions of an entry whose words are as they were, though its place or its last activity is not."""
    if not known or _words_of(orjson.loads(known.facts)) != _words_of(record):
        return []
    return [name for name in known.functions.split("|") if name]


def _words_of(record: Mapping[str, Any]) -> list[Any]:
    return [record.get(key) or None for key in ("name", "summary", "description", "categories")]


def _links(entry_id: int, served: Sequence[str]) -> list[dict[str, Any]]:
    return [{"entry_id": entry_id, "function": name, "rank": rank} for rank, name in enumerate(served)]


def _forget(connection: Connection, entry_ids: Sequence[int]) -> None:
    for start in range(0, len(entry_ids), 500):
        some = entry_ids[start : start + 500]
        connection.execute(delete(SoftwareFunction).where(SoftwareFunction.entry_id.in_(some)))
        connection.execute(delete(SoftwareEntry).where(SoftwareEntry.id.in_(some)))


def _heed_new_rules(connection: Connection) -> None:
    """Where the words or the code have changed since the index was made, have everything read again."""
    made_by = connection.execute(select(ReuseMark.rules).where(ReuseMark.name == "index")).scalar()
    if made_by == _rules():
        return
    connection.execute(delete(ReuseWaiting))
    connection.execute(insert(ReuseWaiting).from_select(["process_id"], select(Process.id).order_by(Process.id)))
    if made_by is not None:
        _read_entries_again(connection)
    connection.execute(delete(ReuseMark).where(ReuseMark.name == "index"))
    connection.execute(insert(ReuseMark).values(name="index", rules=_rules()))


def _read_entries_again(connection: Connection) -> None:
    connection.execute(delete(SoftwareFunction))
    links: list[dict[str, Any]] = []
    for entry_id, facts in connection.execute(select(SoftwareEntry.id, SoftwareEntry.facts)).all():
        served = functions_of(orjson.loads(facts))
        connection.execute(update(SoftwareEntry).where(SoftwareEntry.id == entry_id).values(functions=_joined(served)))
        links += _links(entry_id, served)
    _insert(connection, SoftwareFunction, links)


@cache
def _rules() -> int:
    """A number for the vocabulary and for the code that reads texts by it."""
    code = [files("tracker.reuse").joinpath(f"{name}.py") for name in ("index", "question", "terms", "vocabulary")]
    words = [files("tracker").joinpath("data", "software", f"{name}.csv") for name in VOCABULARY]
    return crc32(b"".join(each.read_bytes() for each in (*code, *words)))


def _joined(served: Sequence[str]) -> str:
    return f"|{'|'.join(served)}|" if served else "|"


def functions_of(record: Mapping[str, Any]) -> list[str]:
    """The functions that an entry serves, surest first: from its categories, and from its own words."""
    said = " ".join(str(record.get(key) or "") for key in ("summary", "name"))
    wanted = understand(f"{said} software\n{str(record.get('description') or '')[:1500]}").wanted
    by_category = [_BY_CATEGORY[name] for name in record.get("categories", []) if name in _BY_CATEGORY]
    # An entry with a dozen categories says nothing by them.
    return list(dict.fromkeys([need.function for need in wanted] + (by_category if len(by_category) <= 4 else [])))[:4]


def gathered(connection: Connection, question: Question) -> list[Software]:
    """Gathered entries that serve what is asked for; invalid, stale and unlicensed ones are left out."""
    wanted = [need.function for need in question.wanted]
    rows = connection.execute(
        select(SoftwareEntry.name, SoftwareEntry.licence, SoftwareEntry.functions, SoftwareEntry.summary)
        .add_columns(SoftwareEntry.url, SoftwareEntry.landing_url)
        .join(SoftwareFunction, SoftwareFunction.entry_id == SoftwareEntry.id)
        .where(SoftwareFunction.function.in_(wanted), SoftwareEntry.problem.is_(None))
        .where(SoftwareEntry.osi_approved.is_(True))
        .order_by(SoftwareFunction.rank, SoftwareEntry.last_activity.desc(), SoftwareEntry.id)
        .limit(MOST_GATHERED)
    )
    return [
        Software(
            row.name,
            row.licence or "",
            tuple(row.functions.strip("|").split("|")),
            (row.summary or "")[:300],
            row.url or row.landing_url or "",
            (),
            (),
        )
        for row in rows
    ]


def _replace(connection: Connection, ids: list[int]) -> None:
    rows = connection.execute(select(Process).where(Process.id.in_(ids)).order_by(Process.id)).all()
    connection.execute(delete(Bought).where(Bought.process_id.in_(ids)))
    suppliers = _first(connection, select(AwardSupplier.process_id, AwardSupplier.name), AwardSupplier, ids)
    prices = _first(
        connection,
        select(Award.process_id, Award.value_pence, Award.currency).where(Award.value_pence.is_not(None)),
        Award,
        ids,
    )
    ends = _first(
        connection, select(Contract.process_id, Contract.ends).where(Contract.ends.is_not(None)), Contract, ids
    )
    bought: list[dict[str, Any]] = []
    for row in rows:
        if row.stage == "cancelled":
            continue
        text = f"{row.title}\n{(row.description or '')[:1500]}" + (f"\nCPV {row.cpv}" if row.cpv else "")
        price = prices.get(row.id)
        end = ends[row.id].ends if row.id in ends else None
        published = row.last_published or row.first_published
        for need in understand(text).wanted:
            if need.confidence < LEAST_CERTAINTY:
                continue
            bought.append(
                {
                    "process_id": row.id,
                    "function": need.function,
                    "certainty": round(need.confidence * 100),
                    "upcoming": row.stage not in _SETTLED,
                    "title": row.title,
                    "buyer_name": row.buyer_name,
                    "buyer_key": row.buyer_key,
                    "supplier": suppliers[row.id].name if row.id in suppliers else None,
                    "value_pence": price.value_pence if price else row.value_pence,
                    "currency": price.currency if price else row.value_currency,
                    "ends": end,
                    "moves": end or (published.date() if published else None),
                }
            )
    _insert(connection, Bought, bought)


def _first(connection: Connection, query: Any, table: Any, ids: list[int]) -> dict[int, Any]:
    found: dict[int, Any] = {}
    for row in connection.execute(query.where(table.process_id.in_(ids)).order_by(table.process_id, table.id)):
        found.setdefault(row.process_id, row)
    return found


def _insert(connection: Connection, table: Any, rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), 500):
        connection.execute(insert(table), rows[start : start + 500])


def _entry_row(
    entry_id: int, source: str, record: Mapping[str, Any], served: list[str], sha256: str, seen_at: dt.datetime
) -> dict[str, Any]:
    problems = list(record.get("problems") or (record.get("extra") or {}).get("problems") or [])
    if record.get("archived"):
        problems.append("Its repository is archived: nobody works on it any more.")
    if record.get("status") == "obsolete":
        problems.append("Its maintainers call it obsolete.")
    activity = record.get("last_activity") or record.get("released")
    return {
        "id": entry_id,
        "source": source,
        "place": int(record.get("row") or 0),
        "name": str(record["name"]),
        "slug": slug(str(record["name"])),
        "url": record.get("url"),
        "landing_url": record.get("landing_url"),
        "summary": (record.get("summary") or record.get("description") or "")[:500] or None,
        "licence": record.get("licence"),
        "osi_approved": record.get("osi_approved"),
        "maintainer": record.get("maintainer"),
        "functions": _joined(served),
        "problem": " ".join(problems)[:2000] or None,
        "last_activity": dt.date.fromisoformat(activity) if activity else None,
        "sha256": sha256,
        "seen_at": seen_at,
    }
