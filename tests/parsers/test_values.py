"""Money and dates come back from every style of writing with their sign and scale, or not at all."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.values import comma_is_decimal, day, fraction_of_penny, month_comes_first, pence, redaction

AMOUNTS = st.integers(min_value=-(10**12), max_value=10**12)
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31))


def plain(pounds: Decimal) -> str:
    return f"{pounds:.2f}"


def grouped(pounds: Decimal) -> str:
    return f"{pounds:,.2f}"


STYLES = [
    lambda pounds: f"{'-' if pounds < 0 else ''}{plain(abs(pounds))}",
    lambda pounds: f"{'-' if pounds < 0 else ''}£{grouped(abs(pounds))}",
    lambda pounds: f"£{'-' if pounds < 0 else ''}{grouped(abs(pounds))}",
    lambda pounds: f"{grouped(abs(pounds))}{'-' if pounds < 0 else ''}",
    lambda pounds: f"({grouped(abs(pounds))})" if pounds < 0 else grouped(pounds),
    lambda pounds: f"£({plain(abs(pounds))})" if pounds < 0 else f"£{plain(pounds)}",
    lambda pounds: f"{grouped(abs(pounds))} {'CR' if pounds < 0 else 'DR'}",
    lambda pounds: f"{'- ' if pounds < 0 else ''}{grouped(abs(pounds))}",
    lambda pounds: f"{'−' if pounds < 0 else ''}{grouped(abs(pounds)).replace(',', ' ')}",
    lambda pounds: f"GBP {'-' if pounds < 0 else ''}{plain(abs(pounds))}",
    lambda pounds: f"  {'-' if pounds < 0 else ''}{grouped(abs(pounds))} \t",
    lambda pounds: f"{'-' if pounds < 0 else ''}{grouped(abs(pounds)).translate(str.maketrans(',.', '.,'))}",
]


@given(AMOUNTS, st.sampled_from(STYLES))
def test_an_amount_survives_every_style(amount: int, style) -> None:
    assert pence(style(Decimal(amount) / 100)) == amount


@given(AMOUNTS, st.sampled_from(STYLES), st.sampled_from(["-", "(", "CR"]))
def test_a_second_sign_is_never_read_as_the_other_sign(amount: int, style, sign: str) -> None:
    text = style(Decimal(-abs(amount) - 1) / 100)
    twice = {"-": f"-{text}", "(": f"({text})", "CR": f"{text} CR"}[sign]
    assert pence(twice) is None


@given(st.text(max_size=30))
def test_any_text_is_an_amount_or_none_and_never_an_error(text: str) -> None:
    found = pence(text)
    assert found is None or abs(found) < 10**17
    if not any(character.isdigit() for character in text):
        assert found in (None, 0)


@given(st.integers(1, 999), st.integers(0, 999))
def test_thousands_are_never_taken_for_decimals(thousands: int, rest: int) -> None:
    whole = (thousands * 1000 + rest) * 100
    assert pence(f"{thousands},{rest:03}") == whole
    assert pence(f"{thousands},{rest:03}.50") == whole + 50
    assert pence(f"{thousands}.{rest:03},50") == whole + 50


NO_AMOUNTS = [
    *("", " ", "abc", "1.2.3", "12:30", "5%", "1/2", "£1.2m", "1 23", "2,50,00", "--5", "(-5)", "-(5)", "1e400", "∞"),
    *("12.34.56", "REDACTED", "#REF!", "=1+1", '="a"', "1?", "??1", "'", "0x10", "1_000"),
]


@pytest.mark.parametrize("text", NO_AMOUNTS)
def test_what_is_no_certain_amount(text: str) -> None:
    assert pence(text) is None


AS_MET = {
    "-": 0, "0": 0, "73423.70999999999": 7342371, "0.005": 1, "-0.005": -1, "1E+05": 10_000_000, ".5": 50,
    "1,234": 123400, "£ 5": 500, "5.00 cr": -500, "1.234": 123, "-GBP 1.00": -100, "1\u2009234.50": 123_450,
    "1'234.50": 123_450, "Â£1.00": 100, "¬£1.00": 100, "-?1.00": -100, '="-1.50"': -150, "'1.50": 150,
}  # fmt: skip


@pytest.mark.parametrize(("text", "found"), AS_MET.items())
def test_amounts_as_met(text: str, found: int) -> None:
    assert pence(text) == found


def test_a_column_of_decimal_commas() -> None:
    assert comma_is_decimal(["1.234,50", "12,75", "1.000"])
    assert not comma_is_decimal(["1,234.50", "12,75", "13,80"])
    assert not comma_is_decimal(["1.234,50"])
    assert pence("1.000", decimal_comma=True) == 100_000
    assert pence("1,000.00", decimal_comma=True) is None


@pytest.mark.parametrize("text", ["1.234", "1.2345", "£1.255", "(0.125)"])
def test_a_fraction_of_a_penny(text: str) -> None:
    assert fraction_of_penny(text)


@pytest.mark.parametrize("text", ["1.20", "73423.70999999999", "1.500", "1,234", "1,234.50", "12"])
def test_no_fraction_of_a_penny(text: str) -> None:
    assert not fraction_of_penny(text)


MONTHS = ["%d %B %Y", "%d-%b-%y", "%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d", "%Y-%m-%d 00:00:00", "%Y/%m/%d", "%Y%m%d",
          "%A, %d %B %Y", "%B %d, %Y", "%d/%m/%Y 00:00", "%d-%m-%Y"]  # fmt: skip


@given(DAYS, st.sampled_from(MONTHS))
def test_a_date_survives_every_style(date: dt.date, style: str) -> None:
    if "%y" in style and not 1990 <= date.year < 2070:
        date = date.replace(year=2026, day=min(date.day, 28))
    assert day(date.strftime(style)) == date


@given(DAYS)
def test_a_date_survives_excel_and_america(date: dt.date) -> None:
    serial = (date - dt.date(1899, 12, 30)).days
    assert day(str(serial)) == day(f"{serial}.5") == date
    assert day(date.strftime("%m/%d/%Y"), month_first=True) == date


@given(st.text(max_size=40), st.booleans())
def test_any_text_is_a_date_of_our_time_or_none(text: str, month_first: bool) -> None:
    found = day(text, month_first=month_first)
    assert found is None or 1990 <= found.year <= 2099


@given(st.lists(DAYS, min_size=1, max_size=50))
def test_days_first_are_never_taken_for_months_first(dates: list[dt.date]) -> None:
    assert not month_comes_first([date.strftime("%d/%m/%Y") for date in dates])


NO_DATES = [
    *("31/02/2026", "2026-13-01", "0304/2026", "VARIOUS", "04/2026", "15 Marble 2026", "99999", "12.50", "09/10/1202"),
]


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_no_certain_date(text: str) -> None:
    assert day(text) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("REDACTED", "unstated"),
        ("Redacted Personal Data", "personal"),
        ("REDACTED UNDER DP ACT", "personal"),
        ("Redacted Commercial Data", "commercial"),
        ("Name withheld", "unstated"),
        ("XXXXX", "unstated"),
        ("****", "unstated"),
        ("Confidential Shredding Ltd", None),
        ("Fictional Paving Limited", None),
        ("Unredacted Books Ltd - name withheld", "unstated"),
    ],
)
def test_withheld_names(text: str, reason: str | None) -> None:
    assert redaction(text) == reason
