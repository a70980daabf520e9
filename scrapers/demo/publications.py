"""What the six fictional councils publish: spending files in every format, quirks and all, on pages and a portal."""

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape
from pathlib import Path

from scrapers.demo.councils import COUNCILS, Council, Payment, payments
from scrapers.demo.writers import Cell, csv_bytes, html_table, ods_bytes, pdf_bytes, xlsx_bytes, zip_bytes

__all__ = ["build", "months_before"]

MONTHS = 24


@dataclass(frozen=True, slots=True)
class Month:
    """One calendar month."""

    year: int
    number: int

    @property
    def words(self) -> str:
        """As a page would say it: "April 2026"."""
        return date(self.year, self.number, 1).strftime("%B %Y")

    @property
    def slug(self) -> str:
        """As a file name would say it: "2026-04"."""
        return f"{self.year}-{self.number:02}"


def months_before(today: date, count: int = MONTHS) -> list[Month]:
    """The whole months before ``today``, oldest first."""
    last = today.year * 12 + today.month - 2
    return [Month(index // 12, index % 12 + 1) for index in range(last - count + 1, last + 1)]


def build(folder: Path, *, today: date, republished: bool = False) -> None:
    """Write every council's site into ``folder/host/...``; with ``republished``, as it stands some weeks later."""
    months = months_before(today)
    makers = {
        "csv": _clean,
        "messy-csv": _messy,
        "xlsx": _workbooks,
        "ods-and-pdf": _reports,
        "zip-and-html": _bundles,
        "portal": _portal,
    }
    for council in COUNCILS:
        host = folder / council.host
        shutil.rmtree(host, ignore_errors=True)  # what is taken down must be gone
        for path, body in makers[council.layout](council, months, republished):
            target = host / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(body)
        (host / "robots.txt").write_bytes(b"User-agent: *\nDisallow: /private/\n")


Files = Iterator[tuple[str, bytes]]

_HEAD: tuple[Cell, ...] = (
    "Payment Date",
    "Supplier Name",
    "Description",
    "Category",
    "Department",
    "Reference",
    "Amount",
)


def _pounds(pence: int) -> Decimal:
    return Decimal(pence).scaleb(-2)


def _row(payment: Payment) -> list[Cell]:
    return [
        payment.date,
        payment.supplier,
        payment.purpose,
        payment.category,
        payment.department,
        payment.reference,
        _pounds(payment.pence),
    ]


def _rows(council: Council, month: Month) -> list[list[Cell]]:
    return [_row(payment) for payment in payments(council, month.year, month.number)]


def _total(rows: Sequence[Sequence[Cell]]) -> Decimal:
    return sum((row[-1] for row in rows if isinstance(row[-1], Decimal)), Decimal(0))


def _page(council: Council, title: str, sections: dict[str, list[tuple[str, str]]], *, after: str = "") -> bytes:
    """A council's page: headings with lists of links, a menu and a footer around it as everywhere."""
    parts = []
    for heading, links in sections.items():
        items = "".join(f'<li><a href="{escape(url)}">{escape(text)}</a></li>' for url, text in links)
        parts.append(f"<h2>{escape(heading)}</h2><ul>{items}</ul>")
    page = (
        f'<!doctype html><html lang="en"><head><title>{escape(title)} - {escape(council.name)}</title></head><body>'
        '<header><nav><a href="/">Home</a> <a href="/bins">Bins</a> <a href="/council-tax">Pay</a></nav></header>'
        f"<main><h1>{escape(title)}</h1><p>{escape(council.name)} does not exist. "
        "Published under the Open Government Licence v3.0.</p>"
        f'{"".join(parts)}{after}</main><footer><a href="/privacy.pdf">Privacy notice (PDF)</a></footer></body></html>'
    )
    return page.encode()


def _clean(council: Council, months: Sequence[Month], republished: bool) -> Files:
    """Harbourmouth: one tidy CSV a month; one month missing, cards by quarter, one month corrected later."""
    links = []
    for month in months:
        if month == months[7]:
            continue
        rows = _rows(council, month)
        if republished and month == months[-1]:
            rows = rows[1:] + [[*rows[0][:-1], _pounds(123_456)]]
        links.append((f"/files/payments-{month.slug}.csv", f"Payments over £500: {month.words} (CSV)"))
        yield links[-1][0][1:], csv_bytes([_HEAD, *rows], encoding="utf-8-sig")
    cards = []
    for month in months[2::3]:
        rows = [
            [*row[:5], f"CARD{index:04}", _pounds(4_200 + 137 * index)]
            for index, row in enumerate(_rows(council, month)[:9])
        ]
        cards.append((f"/files/cards-{month.slug}.csv", f"Procurement card transactions {month.words} (CSV)"))
        yield cards[-1][0][1:], csv_bytes([_HEAD, *rows])
    yield (
        "spending/index.html",
        _page(council, "Payments to suppliers", {"Payments": links, "Procurement cards": cards}),
    )


def _messy(council: Council, months: Sequence[Month], republished: bool) -> Files:
    """Alderfleet: preambles, cp1252, semicolons, UTF-16, totals, repeated rows; a page for each year and a pager."""
    by_year: dict[int, list[tuple[str, str]]] = {}
    for index, month in enumerate(months):
        if republished and index == 1:
            continue  # taken down
        encoding, delimiter = ("utf-16", "\t") if index == 3 else ("cp1252", ";" if index < 12 else ",")
        name = f"media/{index:03}x/{month.slug}.csv"
        by_year.setdefault(month.year, []).append((f"/{name}", month.words))
        yield name, csv_bytes(_messy_table(council, month), encoding=encoding, delimiter=delimiter)
    years = sorted(by_year, reverse=True)
    for year in years:
        yield f"spending/{year}/index.html", _page(council, f"Expenditure {year}", {str(year): by_year[year]})
    links = [(f"/spending/{year}", f"Expenditure over £500 in {year}") for year in years]
    yield "spending/index.html", _page(council, "Council spending", {"By year": links})


def _messy_table(council: Council, month: Month) -> list[list[Cell]]:
    """A month as Alderfleet's system prints it: a preamble, amounts as text, the first line twice, a total."""
    paid = _rows(council, month)
    paid.append(paid[0])
    lines = [[r[0], r[1], f"{r[2]} – see note", *r[3:6], f"£{r[6]:,.2f}"] for r in paid]
    head: list[Cell] = ["Date", "Beneficiary", "Purpose", "Type", "Directorate", "Trans No", "Net Amount (£)"]
    total: list[Cell] = ["", "", "", "", "", "Total", f"£{_total(paid):,.2f}"]
    return [[council.name], [f"Expenditure exceeding £500 in {month.words}"], [], head, *lines, total]


def _workbooks(council: Council, months: Sequence[Month], republished: bool) -> Files:
    """Grimbleshire: a workbook for each financial quarter, a sheet for each month, a title above and a total below."""
    quarters: dict[tuple[int, int], list[Month]] = {}
    for month in months:
        quarters.setdefault((month.year - (month.number < 4), (month.number - 4) % 12 // 3 + 1), []).append(month)
    links = []
    for (year, quarter), parts in quarters.items():
        sheets = {}
        for month in parts:
            rows = _rows(council, month)
            note: list[Cell] = ["Spend over £500", "", "", "", "", "", ""]
            sheets[month.words] = [note, _HEAD, *rows, ["Grand total", "", "", "", "", "", _total(rows)]]
        name = f"files/spend-{year}-{(year + 1) % 100:02}-q{quarter}.xlsx"
        links.append((f"/{name}", f"Spend over £500, Quarter {quarter} {year}/{(year + 1) % 100:02} (Excel)"))
        yield name, xlsx_bytes(sheets)
    yield "transparency/index.html", _page(council, "Transparency: what we spend", {"Quarterly files": links})


def _reports(council: Council, months: Sequence[Month], republished: bool) -> Files:
    """Inchmarnoch: OpenDocument at first, then reports as PDF, cross-added; amounts with VAT apart."""
    links = []
    for index, month in enumerate(months):
        rows = _rows(council, month)
        if index < 16:
            name = f"documents/{month.slug}.ods"
            yield name, ods_bytes({"Payments": [_HEAD, *rows]})
        else:
            name = f"documents/{month.slug}.pdf"
            table = [[r[0], r[1], r[2], r[4], r[5], r[6]] for r in rows]
            table = [["Date", "Supplier", "Description", "Service", "Reference", "Amount"], *table]
            table.append(["Total", "", "", "", "", _total(rows)])
            yield name, pdf_bytes(f"{council.name}: payments {month.words}", table, (70, 210, 200, 140, 90, 80))
        links.append((f"/{name}", f"Supplier payments {month.words}"))
    half = len(links) // 2
    pager = '<div class="pagination"><a rel="next" href="/spending/page-2">Next</a></div>'
    yield "spending/index.html", _page(council, "Supplier payments", {"Payments": links[half:]}, after=pager)
    yield "spending/page-2/index.html", _page(council, "Supplier payments", {"Payments": links[:half]})


def _bundles(council: Council, months: Sequence[Month], republished: bool) -> Files:
    """Cwm Derwen: a ZIP for each past calendar year, tables on pages for the months of this one."""
    last_year = months[-1].year
    by_year: dict[int, list[Month]] = {}
    for month in months:
        by_year.setdefault(month.year, []).append(month)
    links = []
    head: list[Cell] = ["Date / Dyddiad", "Supplier / Cyflenwr", "Purpose", "Category", "Service", "Ref", "Amount (£)"]
    for year, parts in by_year.items():
        if year == last_year:
            continue
        members = {f"{month.slug}.csv": csv_bytes([head, *_rows(council, month)], line_end="\n") for month in parts}
        links.append((f"/files/payments-{year}.zip", f"Payments in {year}, all months (ZIP)"))
        yield f"files/payments-{year}.zip", zip_bytes(members)
    for month in by_year[last_year]:
        links.append((f"/files/{month.slug}.xls", f"Payments in {month.words}"))
        yield f"files/{month.slug}.xls", html_table(f"Payments {month.words}", [head, *_rows(council, month)])
    yield "payments/index.html", _page(council, "Payments to suppliers / Taliadau", {"Files": links})


def _portal(council: Council, months: Sequence[Month], republished: bool) -> Files:
    """Larkfield: a CKAN portal with one dataset, CSV and JSON of the same months side by side."""
    host = f"http://{council.host}"
    resources = []
    for month in months:
        name = f"download/{month.slug}.csv"
        yield name, csv_bytes([_HEAD, *_rows(council, month)])
        resources.append(
            {"id": month.slug, "url": f"{host}/{name}", "name": f"Council spending {month.words}", "format": "CSV"}
        )
    resources.append({"id": "api", "url": f"{host}/api", "name": "Interface", "format": "API"})
    package = {
        "name": "council-spending",
        "title": "Council spending",
        "license_title": "OGL v3",
        "resources": resources,
    }
    yield "api/3/action/status_show", json.dumps({"success": True, "result": {"ckan_version": "2.10"}}).encode()
    yield "api/3/action/package_show@id=council-spending", json.dumps({"success": True, "result": package}).encode()
    yield (
        "dataset/council-spending/index.html",
        b"<!doctype html><html><head><meta name=generator content='ckan 2.10'></head><h1>Council spending</h1></html>",
    )
