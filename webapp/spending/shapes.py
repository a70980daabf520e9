"""The twins of spending: the same figures as the page, in pence and with ids as they stand in addresses."""

from collections.abc import Iterable, Mapping
from typing import Any

from tracker.row_ids import shown_id
from tracker.spending_pages.bodies import Body
from tracker.spending_pages.council import CouncilPage, FileLine, Top
from tracker.spending_pages.councils import Council
from tracker.spending_pages.file import FilePage
from tracker.spending_pages.payments import PaymentRow
from tracker.spending_pages.supplier import SupplierPage
from webapp.addresses import file_address, payment_address, supplier_address
from webapp.pages import Table
from webapp.wording import month_text, pounds_text

__all__ = [
    "PAYMENT_COLUMNS", "body_shape", "council_shape", "councils_table", "file_line_shape", "file_shape", "fixes_table",
    "line_shape", "months_table", "payers_table", "payment_shape", "payments_table", "supplier_shape", "why_unnamed",
]  # fmt: skip

PAYMENT_COLUMNS = (
    "payment", "date", "supplier", "amount", "currency", "category", "purpose", "department", "reference", "card",
    "name_withheld", "source_file", "source_row", "source_part", "source_url", "fetched_at", "sha256",
)  # fmt: skip
_REASONS = {
    "personal": "withheld by the publisher: personal data",
    "commercial": "withheld by the publisher: commercially confidential",
    "unstated": "withheld by the publisher",
    "redacted later": "withheld by the publisher in a later version of the file",
}


def why_unnamed(row: Any) -> str:
    """Why a payment shows no supplier: withheld by its publisher, not shown by us, or never given; "" when it does."""
    if row.redaction:
        return _REASONS.get(row.redaction, "taken down on request")
    if row.supplier is not None:
        return ""
    if row.personal:
        return "not shown: probably a private person"
    return "not given"


def body_shape(body: Body) -> dict[str, Any]:
    """A public body."""
    return {
        "slug": body.slug, "name": body.name, "type": body.type, "nation": body.nation, "region": body.region,
        "gss_code": body.gss_code, "population": body.population, "population_year": body.population_year,
        "fictional": body.fictional, "address": f"/councils/{body.slug}",
    }  # fmt: skip


def line_shape(line: Council) -> dict[str, Any]:
    """A council in the list of all."""
    return {
        "slug": line.slug, "name": line.name, "type": line.type, "nation": line.nation, "region": line.region,
        "population": line.population, "payments": line.payments, "pence": line.pence,
        "pence_per_head_a_year": line.per_head, "months": line.months, "first_month": month_text(line.first_month),
        "last_month": month_text(line.last_month),
    }  # fmt: skip


def councils_table(lines: Iterable[Council]) -> Table:
    """The list of councils as a spreadsheet."""
    columns = (
        "slug", "name", "type", "nation", "region", "population", "payments", "pounds", "pounds_per_head_a_year",
        "months", "first_month", "last_month",
    )  # fmt: skip
    return Table(columns, [_council_row(line) for line in lines])


def _council_row(line: Council) -> tuple[object, ...]:
    return (
        line.slug, line.name, line.type, line.nation, line.region, line.population, line.payments,
        pounds_text(line.pence), pounds_text(line.per_head), line.months, month_text(line.first_month),
        month_text(line.last_month),
    )  # fmt: skip


def council_shape(found: CouncilPage) -> dict[str, Any]:
    """A council's page."""
    total = found.total and {key: value for key, value in found.total._asdict().items() if key != "organisation_id"}
    return {
        "council": body_shape(found.body),
        "total": total,
        "pence_per_head_a_year": found.per_head,
        "months_missing": [month_text(month) for month in found.missing],
        "months_behind": found.behind,
        "months": [{"month": month_text(line.month), "payments": line.payments, "pence": line.pence,
                    "redacted_pence": line.redacted_pence, "uncategorised_pence": line.uncategorised_pence,
                    "refused_rows": line.refused_rows} for line in found.months],
        "years": [{"year": line.year, "months": line.months, "payments": line.payments, "pence": line.pence,
                   "pence_in_base_prices": line.real_pence, "pence_per_head": line.per_head} for line in found.years],
        "top_suppliers": [_top(line, supplier_address(line.id, line.name)) for line in found.suppliers],
        "top_categories": [_top(line, None) for line in found.categories],
        "files": [file_line_shape(line) for line in found.files],
        "file_count": found.file_count,
        "related": [{"relation": each.relation, "slug": each.slug, "name": each.name, "since": each.since}
                    for each in found.relatives],
    }  # fmt: skip


def _top(line: Top, address: str | None) -> dict[str, Any]:
    return {"id": shown_id(line.id), "name": line.name or None, "payments": line.payments, "pence": line.pence,
            "address": address}  # fmt: skip


def months_table(found: CouncilPage) -> Table:
    """A council's months; a month that nobody published has no figures."""
    columns = ("month", "payments", "pounds", "pounds_name_withheld", "pounds_uncategorised", "rows_refused")
    rows = [
        (month_text(line.month), line.payments, pounds_text(line.pence), pounds_text(line.redacted_pence),
         pounds_text(line.uncategorised_pence), line.refused_rows)
        for line in found.months
    ]  # fmt: skip
    return Table(columns, rows)


def file_line_shape(line: FileLine) -> dict[str, Any]:
    """A file in a list."""
    return {
        "id": shown_id(line.id), "name": line.name, "state": line.state, "reason": line.reason,
        "rows_accepted": line.rows_accepted, "rows_refused": line.rows_refused, "pence": line.pence,
        "month_from": month_text(line.month_from), "month_to": month_text(line.month_to),
        "fetched_at": line.fetched_at, "address": file_address(line.id),
    }  # fmt: skip


def payment_shape(row: PaymentRow, files: Mapping[int, Any]) -> dict[str, Any]:
    """A payment in a list, with its place in its file."""
    file = files[row.resource_id]
    return {
        "id": shown_id(row.pid), "date": row.date, "supplier": row.supplier,
        "supplier_id": shown_id(row.supplier_id) if row.supplier_id else None,
        "name_withheld": why_unnamed(row) or None,
        "pence": row.amount_pence, "currency": row.currency, "category": row.category, "purpose": row.purpose,
        "department": row.department, "reference": row.reference, "card": row.card, "address": payment_address(row.pid),
        "source": {"file": file.name, "row": row.row, "part": row.part, "url": file.url, "fetched_at": file.fetched_at,
                   "sha256": file.sha256, "address": file_address(row.resource_id)},
    }  # fmt: skip


def payments_table(rows: Iterable[PaymentRow], files: Mapping[int, Any]) -> Table:
    """Payments as a spreadsheet, each with its source."""
    lines = [
        (shown_id(row.pid), row.date, row.supplier, pounds_text(row.amount_pence), row.currency, row.category,
         row.purpose, row.department, row.reference, row.card, why_unnamed(row), files[row.resource_id].name, row.row,
         row.part, files[row.resource_id].url, files[row.resource_id].fetched_at, files[row.resource_id].sha256)
        for row in rows
    ]  # fmt: skip
    return Table(PAYMENT_COLUMNS, lines)


def supplier_shape(found: SupplierPage) -> dict[str, Any]:
    """A supplier's page."""
    return {
        "id": shown_id(found.id), "name": found.name, "company_numbers": found.companies, "payments": found.payments,
        "pence": found.pence,
        "councils": [{"slug": payer.slug, "name": payer.name, "payments": payer.payments, "pence": payer.pence,
                      "pence_per_head": payer.per_head, "first_year": payer.first_year or None,
                      "last_year": payer.last_year or None} for payer in found.payers],
        "months": [{"month": month_text(line.month), "payments": line.payments, "pence": line.pence}
                   for line in found.months],
        "years": [{"year": line.year, "payments": line.payments, "pence": line.pence,
                   "pence_in_base_prices": line.real_pence} for line in found.years],
        "shown_together_with": [{"id": shown_id(each.id), "name": each.name, "payments": each.payments,
                                 "pence": each.pence} for each in found.joined],
        "registers": [{"scheme": each.scheme, "number": each.number, "name": each.name, "current": each.current,
                       "status": each.status} for each in found.registered],
    }  # fmt: skip


def payers_table(found: SupplierPage) -> Table:
    """The councils that pay a supplier."""
    columns = ("slug", "name", "payments", "pounds", "pounds_per_head", "first_year", "last_year")
    rows = [
        (payer.slug, payer.name, payer.payments, pounds_text(payer.pence), pounds_text(payer.per_head),
         payer.first_year or None, payer.last_year or None)
        for payer in found.payers
    ]  # fmt: skip
    return Table(columns, rows)


def file_shape(found: FilePage) -> dict[str, Any]:
    """A file's page."""
    file = found.file
    return {
        "id": shown_id(file.id), "name": file.name, "council": body_shape(found.body), "sha256": file.sha256,
        "size": file.size, "format": file.format, "encoding": file.encoding, "state": file.state, "status": file.status,
        "reason": file.reason, "code": file.code, "header_row": file.header_row, "columns": file.columns,
        "rows_read": file.rows_read, "rows_accepted": file.rows_accepted, "rows_refused": file.rows_refused,
        "set_aside": file.set_aside, "pence": file.amount_pence, "currency": file.currency,
        "date_min": file.date_min, "date_max": file.date_max, "fetched_at": file.fetched_at,
        "found_at": [{"url": origin.url, "fetched_at": origin.fetched_at} for origin in found.origins],
        "months": [{"month": month_text(row.month), "payments": row.payments, "pence": row.pence}
                   for row in found.months],
        "issues": file.issues, "fix_list": [_fix(line) for line in found.fixes],
        "versions": [{"id": shown_id(each.id), "name": each.name, "newer": each.newer} for each in found.versions],
        "counted_elsewhere": [{"id": shown_id(each.id), "name": each.name, "payments": each.payments,
                               "pence": each.pence} for each in found.elsewhere],
    }  # fmt: skip


def _fix(line: Any) -> dict[str, Any]:
    return {"row": line.row, "part": line.part, "column": line.column, "value": line.value, "severity": line.severity,
            "code": line.code, "message": line.message}  # fmt: skip


def fixes_table(lines: Iterable[Any]) -> Table:
    """A fix-list as a spreadsheet that can be sent to whoever publishes the file."""
    columns = ("row", "part", "column", "value", "severity", "code", "what_to_do")
    return Table(columns, [(x.row, x.part, x.column, x.value, x.severity, x.code, x.message) for x in lines])
