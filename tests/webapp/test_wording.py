"""How figures are worded: the sign and the scale are never wrong, whatever the figure."""

import re
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tracker.months import missing, months_between, read_month, span
from webapp.charts import Point, columns, lines, nice_top, share
from webapp.wording import MINUS, exact, money, month, month_short, month_text, pounds_text, short_money

PENCE = st.integers(-(10**16), 10**16)
MONTH = st.builds(lambda year, part: year * 100 + part, st.integers(1990, 2090), st.integers(1, 12))
_SCALE = {"": 1, "k": 1_000, "m": 1_000_000, "bn": 1_000_000_000}


@given(PENCE)
def test_short_money_keeps_sign_and_scale(pence):
    text = short_money(pence)
    found = re.fullmatch(rf"({MINUS}?)£([0-9,]+(?:\.[0-9]+)?)(k|m|bn|)", text)
    assert found, text
    assert (found[1] == MINUS) == (pence < 0)
    shown = Decimal(found[2].replace(",", "")) * _SCALE[found[3]] * 100
    assert abs(shown - abs(pence)) <= max(Decimal(abs(pence)) / 20, 0), text
    assert len(found[2].replace(".", "").replace(",", "")) <= 3 or found[3] == "bn" or not found[3]


@given(PENCE)
def test_exact_money_and_pounds_lose_no_penny(pence):
    text = exact(pence)
    sign = -1 if text.startswith(("-", MINUS)) else 1
    assert sign * int(re.sub(r"[^0-9]", "", text)) == pence
    assert Decimal(pounds_text(pence)) * 100 == pence
    assert f'value="{pounds_text(pence)}"' in money(pence)


def test_no_figure_is_no_zero():
    assert short_money(None) == exact(None) == "not given"
    assert pounds_text(None) == ""
    assert "not given" in money(None)
    assert short_money(0) == "£0"


def test_examples_read_as_people_say_them():
    assert [short_money(pence) for pence in (123_456_789, 8_900, 99_999, -34_000_000, 99_949_999_999_999)] == [
        "£1.2m", "£89", "£1k", f"{MINUS}£340k", "£999bn",
    ]  # fmt: skip
    assert short_money(100_000_000, "EUR") == "€1m"


@given(MONTH)
def test_months_come_back(at):
    assert read_month(month_text(at)) == at
    assert month(at).endswith(str(at // 100))
    assert month_short(at)[:3] == month(at)[:3]


@given(MONTH, st.integers(0, 200))
def test_spans_have_no_hole(first, count):
    months = span(first, 209912)[: count + 1]
    assert months == sorted(set(months))
    assert months_between(months[0], months[-1]) == len(months) - 1
    assert missing([months[0], months[-1]]) == months[1:-1]


def test_what_is_no_month_is_none():
    for text in ("2024-13", "2024-00", "2024", "2024-4", "0000-01", "२०२४-०४", "24-04", ""):
        assert read_month(text) is None


@given(st.lists(st.one_of(st.none(), PENCE), max_size=40))
def test_columns_stay_inside_the_chart_and_gaps_stay_gaps(values):
    chart = columns([Point(str(at), value, str(value)) for at, value in enumerate(values)])
    assert len(chart.bars) == len(values)
    for bar, value in zip(chart.bars, values, strict=True):
        assert (bar.kind == "gap") == (value is None)
        assert -0.01 <= bar.y <= 100
        assert bar.y + bar.height <= 100.5
        if value:
            middle = bar.y + bar.height / 2
            assert (middle < chart.zero) == (value > 0) or bar.height <= 0.5


@given(st.lists(st.one_of(st.none(), PENCE), min_size=1, max_size=30))
def test_lines_break_where_nothing_was_published(values):
    chart = lines([str(at) for at in range(len(values))], [("a", values)])
    path = chart.lines[0].path
    assert path.count("M") + path.count("L") == sum(value is not None for value in values)
    starts = sum(1 for at, value in enumerate(values) if value is not None and (at == 0 or values[at - 1] is None))
    assert path.count("M") == starts
    assert [shown[0] == "nothing published" for _, shown in chart.rows] == [value is None for value in values]


@given(st.integers(1, 10**17))
def test_the_top_of_a_scale_is_near_and_never_below(value):
    assert value <= nice_top(value) <= 2 * value


@given(PENCE, PENCE)
def test_a_bar_in_a_cell_fits_it(part, whole):
    assert 0 <= share(part, whole) <= 100
