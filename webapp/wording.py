"""How figures, money, dates and names are worded on pages: as people say them, exact where somebody looks closer."""

import datetime as dt
from decimal import Decimal

from flask import Flask
from markupsafe import Markup, escape

from tracker.day_words import day_in_words
from tracker.money_words import money as exact_money
from tracker.row_ids import shown_id, slug

__all__ = [
    "day",
    "exact",
    "moment",
    "money",
    "month",
    "month_short",
    "month_text",
    "number",
    "pounds_text",
    "short_money",
    "teach",
]

MINUS = "\u2212"
_SIGNS = {"GBP": "£", "EUR": "€", "USD": "US$"}


def short_money(pence: int | None, currency: str | None = "GBP") -> str:
    """Money as people say it: £1.2m, £340k, £89; three figures at most, and a true minus sign."""
    if pence is None:
        return "not given"
    amount, letter = Decimal(abs(pence)) / 100, ""
    for larger in ("k", "m", "bn"):
        if amount < Decimal("999.5"):
            break
        amount, letter = amount / 1000, larger
    sign = _SIGNS.get(currency or "GBP", f"{currency} ")
    return f"{MINUS if pence < 0 else ''}{sign}{_three_figures(amount, letter)}{letter}"


def _three_figures(amount: Decimal, letter: str) -> str:
    if amount >= 100:
        return f"{amount:,.0f}"
    if letter:
        return f"{amount:.1f}".removesuffix(".0")
    return f"{amount:.0f}" if amount == amount.to_integral() else f"{amount:.2f}"


def money(pence: int | None, currency: str | None = "GBP") -> Markup:
    """Money for a page: short to read, exact when pointed at, and exact for programs and screen readers."""
    if pence is None:
        return Markup('<span class="quiet">not given</span>')
    exact = exact_money(pence, currency)
    return Markup('<data class="money" value="{}" title="{}">{}</data>').format(
        pounds_text(pence), exact, short_money(pence, currency)
    )


def exact(pence: int | None, currency: str | None = "GBP") -> str:
    """Money to the penny, as in a ledger: £1,234,567.89."""
    if pence is None:
        return "not given"
    text = exact_money(pence, currency)
    return text if pence % 100 else f"{text}.00"


def pounds_text(pence: int | None) -> str:
    """Pence as plain pounds for twins: "1234.56"; empty when there is no figure."""
    if pence is None:
        return ""
    return f"{'-' if pence < 0 else ''}{abs(pence) // 100}.{abs(pence) % 100:02d}"


def number(value: int | None) -> str:
    """A whole number with its thousands parted."""
    return "not known" if value is None else f"{value:,}".replace("-", MINUS)


def day(value: dt.date | dt.datetime | None) -> Markup:
    """A day as written in a letter: 6 April 2009."""
    if value is None:
        return Markup('<span class="quiet">no date</span>')
    date = value.date() if isinstance(value, dt.datetime) else value
    return Markup('<time datetime="{}">{}</time>').format(date.isoformat(), day_in_words(date))


def moment(value: dt.datetime | None) -> Markup:
    """A moment, in UTC: 6 April 2009, 09:30 UTC."""
    if value is None:
        return Markup('<span class="quiet">not known</span>')
    utc = value.astimezone(dt.UTC)
    return Markup('<time datetime="{}">{}</time>').format(
        utc.isoformat(timespec="seconds"), f"{utc.day} {utc:%B %Y, %H:%M} UTC"
    )


def month(value: int | None) -> str:
    """A month kept as the number 202404, as "April 2024"."""
    if not value:
        return "no date"
    year, part = divmod(value, 100)
    return f"{dt.date(year, part, 1):%B} {year}" if 1 <= part <= 12 and 1 <= year <= 9999 else "no date"


def month_short(value: int | None) -> str:
    """A month where there is little room: "Apr 2024"."""
    name, _, year = month(value).partition(" ")
    return f"{name[:3]} {year}" if year.isdigit() else "no date"


def month_text(value: int | None) -> str | None:
    """A month for twins: "2024-04"; None where there is no date."""
    return f"{value // 100}-{value % 100:02d}" if value else None


def teach(app: Flask) -> None:
    """Give the templates these words."""
    app.jinja_env.filters.update(
        money=money, exact=exact, short_money=short_money, pounds=pounds_text, number=number, day=day, moment=moment,
        month=month, month_short=month_short, month_text=month_text, shown_id=shown_id, slug=slug,
    )  # fmt: skip
    app.jinja_env.globals["escape"] = escape
