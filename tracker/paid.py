"""What was paid after it was promised: payments of the same body to the same name since the award or the grant.

A council's file of payments does not say which contract or grant a payment was for. The link is therefore a likeness:
it states how sure it is and why, and the sum is "paid so far to this name", never "paid under this contract".
"""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from tracker.models.notices import Award, AwardSupplier
from tracker.models.organisations import Organisation, OrganisationName, Supplier, SupplierCompany
from tracker.models.spending import Payment
from tracker.suppliers import name_id

__all__ = ["Paid", "paid_for_awards", "paid_since"]


@dataclass(frozen=True, slots=True)
class Paid:
    """Payments of one body to one name since a day; ``confidence`` is of 100."""

    supplier: str
    supplier_id: int
    organisation: str
    since: dt.date | None
    promised_pence: int | None
    pence: int
    payments: int
    first: dt.date | None
    last: dt.date | None
    confidence: int
    evidence: tuple[str, ...]


def paid_since(
    connection: Connection,
    *,
    body: str | None,
    supplier: str,
    since: dt.date | None,
    promised_pence: int | None,
    company_number: str | None = None,
) -> Paid | None:
    """The payments of a council (by its key) to a supplier (by name) since a day; None when there are none to see."""
    payer = connection.execute(
        select(Organisation.id, Organisation.slug)
        .join(OrganisationName, OrganisationName.organisation_id == Organisation.id)
        .where(OrganisationName.key == body)
    ).first()
    if payer is None:
        return None
    payee = name_id(supplier)
    known = connection.execute(select(Supplier).where(Supplier.id == payee)).first()
    if known is None:
        return None
    statement = select(
        func.sum(Payment.amount_pence), func.count(), func.min(Payment.date), func.max(Payment.date)
    ).where(Payment.supplier_id == payee, Payment.organisation_id == payer.id, Payment.currency == "GBP")
    if since is not None:
        statement = statement.where(Payment.date >= since)
    pence, payments, first, last = connection.execute(statement).one()
    if not payments:
        return None
    given = select(SupplierCompany.company_number).where(SupplierCompany.supplier_id == payee)
    companies = set(connection.execute(given).scalars())
    confidence, evidence = _sureness(
        known.name, supplier, (companies, company_number), since=since, paid=(promised_pence, int(pence))
    )
    return Paid(
        supplier, payee, payer.slug, since, promised_pence, int(pence), payments, first, last, confidence, evidence
    )


def _sureness(
    known: str,
    name: str,
    numbers: tuple[set[str], str | None],
    *,
    since: dt.date | None,
    paid: tuple[int | None, int],
) -> tuple[int, tuple[str, ...]]:
    score, evidence = 50, [f"The payments name “{known}”, the award or grant names “{name}”."]
    companies, company_number = numbers
    promised, pence = paid
    if company_number and companies:
        same = company_number in companies
        score += 30 if same else -40
        evidence.append("Both give the same company number." if same else "Their company numbers differ.")
    if since is None:
        score -= 15
        evidence.append("The day of the award is not known, so all payments are counted.")
    if promised is not None and pence > promised * 11 // 10:
        score -= 20
        evidence.append("More was paid than was promised: some of it must be for something else.")
    evidence.append("The payments do not say what they were for.")
    return max(5, min(90, score)), tuple(evidence)


def paid_for_awards(connection: Connection, process_id: int, body: str | None) -> list[Paid]:
    """For each supplier of each award of a process, what the buyer has paid to that name since the award."""
    statement = (
        select(
            AwardSupplier.name,
            AwardSupplier.company_number,
            Award.date,
            Award.value_pence,
            Award.value_mark,
            Award.currency,
        )
        .join(Award, Award.id == AwardSupplier.award_row)
        .where(AwardSupplier.process_id == process_id)
        .order_by(Award.date, AwardSupplier.id)
        .limit(40)
    )
    found: dict[str, Paid] = {}
    for row in connection.execute(statement):
        believed = row.value_mark is None and row.currency == "GBP"
        paid = paid_since(
            connection,
            body=body,
            supplier=row.name,
            since=row.date,
            promised_pence=row.value_pence if believed else None,
            company_number=row.company_number,
        )
        if paid is not None:
            found.setdefault(row.name, paid)
    return list(found.values())
