"""Who is who among suppliers beyond the folded name: proposals with evidence, decided by people, and taken back alike.

A name folds to one supplier by rule (``tracker.suppliers``). Everything less certain is a proposal in a public queue:
the same company number, the same name in a register's list of former names, a trading name, one slip of the pen.
Sums stay with the supplier as published; a join only says which suppliers are shown together.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from tracker.bulk import insert_new
from tracker.models.organisations import Supplier, SupplierCompany
from tracker.models.sums import SupplierSum
from tracker.models.trust import IdentityProposal, RegisterEntry, SupplierJoin
from tracker.name_matching import EVIDENCE as NAME_EVIDENCE
from tracker.name_matching import match_names

__all__ = ["EVIDENCE", "decide", "known_as", "proposal", "propose", "propose_by_hand", "queue", "together"]

EVIDENCE = NAME_EVIDENCE | {
    "company-number": "Publishers give both names the same company number.",
    "former-name": "A register lists one as the former name of the other.",
    "by-hand": "A reader proposed it, with a reason.",
}
# Names looked at in one run: beyond that the matching wants a machine with more memory than a volunteer has.
_MOST = 2_000_000


def propose(connection: Connection, now: dt.datetime) -> int:
    """Add what the names, numbers and registers suggest; returns how many proposals are new. Decided ones stay."""
    before = connection.execute(select(func.count()).select_from(IdentityProposal)).scalar_one()
    apart = _numbers(connection)
    rows: dict[tuple[int, int], dict[str, Any]] = {}
    for first, second, evidence, confidence in (
        *_by_number(connection),
        *_by_register(connection),
        *_by_name(connection),
    ):
        pair = (min(first, second), max(first, second))
        if pair[0] == pair[1] or pair in rows or _differ(apart, *pair):
            continue
        rows[pair] = _row(pair, evidence, round(confidence * 100), "the rules", None, now)
    insert_new(connection, IdentityProposal, list(rows.values()))
    return connection.execute(select(func.count()).select_from(IdentityProposal)).scalar_one() - before


def propose_by_hand(
    connection: Connection, first: int, second: int, reason: str, by: str | None, now: dt.datetime
) -> None:
    """Add a reader's proposal; ValueError without a reason, for one supplier twice, or for an unknown supplier."""
    known = connection.execute(select(Supplier.id).where(Supplier.id.in_((first, second)))).scalars().all()
    if first == second or len(known) != 2:
        raise ValueError("Name two suppliers that are known here.")
    if not reason.strip():
        raise ValueError("Say how you know.")
    pair = (min(first, second), max(first, second))
    insert_new(connection, IdentityProposal, [_row(pair, "by-hand", 50, by or "a reader", reason.strip()[:2_000], now)])


def decide(connection: Connection, first: int, second: int, joined: bool, by: str, why: str, now: dt.datetime) -> None:
    """Join two suppliers or say that they are two; may be decided again. LookupError for an unknown proposal."""
    done = connection.execute(
        update(IdentityProposal)
        .where(IdentityProposal.first_id == min(first, second), IdentityProposal.second_id == max(first, second))
        .values(state="joined" if joined else "apart", decided_at=now, decided_by=by, decided_why=why.strip() or None)
        .returning(IdentityProposal.first_id)
    )
    if done.first() is None:
        raise LookupError("There is no such proposal.")
    _rebuild(connection)


def queue(
    connection: Connection, *, state: str = "waiting", after: tuple[int, int, int] | None = None, limit: int = 50
) -> list[dict[str, Any]]:
    """Proposals in a state, the surest first; ``after`` is (confidence, first id, second id) of the last one seen."""
    statement = _named().where(IdentityProposal.state == state)
    if after is not None:
        confidence, first, second = after
        statement = statement.where(
            or_(
                IdentityProposal.confidence < confidence,
                (IdentityProposal.confidence == confidence)
                & or_(
                    IdentityProposal.first_id > first,
                    (IdentityProposal.first_id == first) & (IdentityProposal.second_id > second),
                ),
            )
        )
    ordered = statement.order_by(
        IdentityProposal.confidence.desc(), IdentityProposal.first_id, IdentityProposal.second_id
    )
    return [_shown(row) for row in connection.execute(ordered.limit(limit))]


def proposal(connection: Connection, first: int, second: int) -> dict[str, Any] | None:
    """One proposal with both names; None when there is none."""
    row = connection.execute(
        _named().where(
            IdentityProposal.first_id == min(first, second), IdentityProposal.second_id == max(first, second)
        )
    ).first()
    return None if row is None else _shown(row)


def together(connection: Connection, supplier_id: int) -> list[Any]:
    """The suppliers joined with this one, by name: rows of (id, name, payments, pence); empty when it stands alone."""
    leader = connection.execute(
        select(SupplierJoin.leader_id).where(SupplierJoin.supplier_id == supplier_id)
    ).scalar()  # fmt: skip
    if leader is None:
        return []
    rows = connection.execute(
        select(Supplier.id, Supplier.name, SupplierSum.payments, SupplierSum.pence)
        .join(SupplierJoin, SupplierJoin.supplier_id == Supplier.id)
        .outerjoin(SupplierSum, SupplierSum.supplier_id == Supplier.id)
        .where(SupplierJoin.leader_id == leader, Supplier.id != supplier_id)
        .order_by(Supplier.name, Supplier.id)
    )
    return list(rows)


def known_as(connection: Connection, key: str) -> list[Any]:
    """What registers say of a folded name: rows of (scheme, number, name, current, status, since, until)."""
    rows = connection.execute(
        select(
            RegisterEntry.scheme, RegisterEntry.number, RegisterEntry.name, RegisterEntry.current, RegisterEntry.status,
            RegisterEntry.since, RegisterEntry.until,
        )
        .where(RegisterEntry.key == key)
        .order_by(RegisterEntry.current.desc(), RegisterEntry.scheme, RegisterEntry.number)
        .limit(20)
    )  # fmt: skip
    return list(rows)


def _by_number(connection: Connection) -> Iterator[tuple[int, int, str, float]]:
    first: dict[str, int] = {}
    rows = connection.execute(
        select(SupplierCompany.company_number, SupplierCompany.supplier_id).order_by(
            SupplierCompany.company_number, SupplierCompany.supplier_id
        )
    )
    for number, supplier in rows:
        leader = first.setdefault(number, supplier)
        if leader != supplier:
            yield leader, supplier, "company-number", 0.98


def _by_register(connection: Connection) -> Iterator[tuple[int, int, str, float]]:
    first: dict[tuple[str, str], int] = {}
    rows = connection.execute(
        select(RegisterEntry.scheme, RegisterEntry.number, Supplier.id)
        .join(Supplier, Supplier.key == RegisterEntry.key)
        .order_by(RegisterEntry.scheme, RegisterEntry.number, Supplier.id)
    )
    for scheme, number, supplier in rows:
        leader = first.setdefault((scheme, number), supplier)
        if leader != supplier:
            yield leader, supplier, "former-name", 0.9


def _by_name(connection: Connection) -> Iterator[tuple[int, int, str, float]]:
    rows = connection.execute(select(Supplier.id, Supplier.name).order_by(Supplier.id).limit(_MOST)).all()
    for match in match_names([row.name for row in rows]):
        yield rows[match.first].id, rows[match.second].id, match.evidence, match.confidence


def _numbers(connection: Connection) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for row in connection.execute(select(SupplierCompany.supplier_id, SupplierCompany.company_number)):
        found[row.supplier_id].add(row.company_number)
    return found


def _differ(numbers: dict[int, set[str]], one: int, other: int) -> bool:
    """Two names with company numbers that have none in common are two firms, however alike the names are."""
    return bool(numbers.get(one) and numbers.get(other) and not numbers[one] & numbers[other])


def _row(
    pair: tuple[int, int], evidence: str, confidence: int, by: str, reason: str | None, now: dt.datetime
) -> dict[str, Any]:
    return {
        "first_id": pair[0], "second_id": pair[1], "evidence": evidence, "confidence": confidence, "proposed_at": now,
        "proposed_by": by, "reason": reason, "state": "waiting", "decided_at": None, "decided_by": None,
        "decided_why": None,
    }  # fmt: skip


def _named() -> Any:
    one, other = Supplier.__table__.alias("one"), Supplier.__table__.alias("other")
    return (
        select(IdentityProposal, one.c.name.label("first_name"), other.c.name.label("second_name"))
        .join(one, one.c.id == IdentityProposal.first_id)
        .join(other, other.c.id == IdentityProposal.second_id)
    )


def _shown(row: Any) -> dict[str, Any]:
    found = dict(row._mapping)
    return found | {"evidence_words": EVIDENCE[found["evidence"]]}


def _rebuild(connection: Connection) -> None:
    """Work out anew who is shown with whom: every chain of joined pairs is one group, led by its lowest id."""
    leader: dict[int, int] = {}

    def root(number: int) -> int:
        while leader.setdefault(number, number) != number:
            number = leader[number]
        return number

    pairs = connection.execute(
        select(IdentityProposal.first_id, IdentityProposal.second_id)
        .where(IdentityProposal.state == "joined")
        .order_by(IdentityProposal.first_id, IdentityProposal.second_id)
    )
    for first, second in pairs:
        low, high = sorted((root(first), root(second)))
        leader[high] = low
    connection.execute(delete(SupplierJoin))
    if leader:
        connection.execute(
            insert(SupplierJoin), [{"supplier_id": each, "leader_id": root(each)} for each in sorted(leader)]
        )
