"""Councils side by side: by head, in real terms, by category, supplier and month, each with its coverage."""

from collections.abc import Sequence
from urllib.parse import urlencode

from flask import Response, abort, redirect, request

from tracker.compare import MOST, Comparison, compare
from tracker.likeness import councils_like
from tracker.real_terms import base_year, per_head
from tracker.row_ids import shown_id
from tracker.spending_pages.bodies import body_by_slug
from tracker.spending_pages.councils import published_names
from webapp.access import PUBLIC
from webapp.charts import lines
from webapp.pages import Page, Table, page
from webapp.site import reading
from webapp.spending.rooms import blueprint
from webapp.spending.shapes import body_shape
from webapp.wording import month, month_text, pounds_text

__all__ = ["comparison"]


@page(blueprint, "/compare", access=PUBLIC)
def comparison() -> Page | Response:
    """Choose councils, then see them side by side."""
    asked = list(dict.fromkeys(filter(None, (text.strip() for text in request.args.getlist("council")))))
    if len(asked) > MOST:
        abort(400, f"At most {MOST} councils can be compared at once.")
    year = _year()
    with reading() as connection:
        bodies = [body_by_slug(connection, text[:200]) for text in asked]
        unknown = [text for text, body in zip(asked, bodies, strict=True) if body is None]
        known = list({body.id: body for body in bodies if body}.values())
        slugs = [body.slug for body in known]
        if not unknown and known and (slugs != asked or len(asked) != len(request.args.getlist("council"))):
            # One comparison has one address, whatever was written into the form.
            query = [
                *(("council", slug) for slug in slugs),
                *((("year", str(year or "all")),) if year is not None else ()),
            ]
            return redirect(f"{request.path}?{urlencode(query)}")
        found = compare(connection, known, year) if len(known) > 1 else None
        alike = councils_like(connection, known[0]) if known else ()
        choices = published_names(connection)
    context = {
        "found": found, "known": known, "unknown": unknown, "alike": alike, "choices": choices, "most": MOST,
        "base_year": base_year(), "chart": _chart(found) if found else None, "per_head": per_head,
    }  # fmt: skip
    data = _shape(found) if found else {"councils": [body_shape(body) for body in known]}
    return Page("spending/compare.html", data | {"unknown": unknown}, _table(found), context)


def _year() -> int | None:
    text = request.args.get("year", "").strip()
    if text in ("", "all"):
        return 0 if text else None
    if not text.isascii() or not text.isdigit() or len(text) != 4:
        abort(400, f"“{text[:40]}” is not a year.")
    return int(text)


def _chart(found: Comparison) -> object:
    """Pounds a head by month where every population is known, pounds otherwise."""
    heads = all(side.body.population for side in found.sides)
    series = [
        (side.body.name, [_each(pence, side.body.population if heads else None) for pence in side.by_month])
        for side in found.sides
    ]
    return lines([month(at) for at in found.months], series)


def _each(pence: int | None, population: int | None) -> int | None:
    return per_head(pence, population) if pence is not None and population else pence


def _shape(found: Comparison) -> dict[str, object]:
    return {
        "year": found.year or "all",
        "no_ranking_because": list(found.doubts),
        "councils": [
            body_shape(side.body)
            | {
                "payments": side.payments, "pence": side.pence, "pence_per_head": side.per_head,
                "pence_in_base_prices": side.real_pence, "pence_in_base_prices_per_head": side.real_per_head,
                "months_published": [month_text(at) for at in side.coverage.months],
                "redacted_percent": side.coverage.redacted, "uncategorised_percent": side.coverage.uncategorised,
                "includes_cards": side.coverage.cards, "amounts_are": side.coverage.amounts,
            }
            for side in found.sides
        ],
        "months": {month_text(at): [side.by_month[place] for side in found.sides]
                   for place, at in enumerate(found.months)},
        "suppliers": [{"id": shown_id(line.id), "name": line.name, "pence": line.pence} for line in found.suppliers],
        "categories": [{"id": shown_id(line.id), "name": line.name or None, "pence": line.pence}
                       for line in found.categories],
    }  # fmt: skip


def _table(found: Comparison | None) -> Table | None:
    if found is None:
        return None
    columns = ["what", "name", *(side.body.slug for side in found.sides)]
    rows: list[Sequence[object]] = [
        ("total", "", *(pounds_text(side.pence) for side in found.sides)),
        ("per head", "", *(pounds_text(side.per_head) for side in found.sides)),
        ("months published", "", *(len(side.coverage.months) for side in found.sides)),
    ]
    rows += [("month", month_text(at), *(pounds_text(side.by_month[place]) for side in found.sides))
             for place, at in enumerate(found.months)]  # fmt: skip
    for what, named in (("category", found.categories), ("supplier", found.suppliers)):
        rows += [(what, line.name, *(pounds_text(pence) for pence in line.pence)) for line in named]
    return Table(columns, rows)
