"""The clock: rules of law over every calendar day, and hours on the nights the clocks change."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.calendars import (
    LONDON,
    Nation,
    bank_holiday,
    clear_days_after,
    clear_days_before,
    end_of_day,
    in_london,
    is_working_day,
    nth_working_day,
    working_days_from,
)
from tracker.clock import (
    RULES,
    Certainty,
    DateKind,
    accounts_inspection_end,
    agenda_due,
    from_published,
    in_order,
    key_decision_earliest,
    key_decision_notice_due,
    next_open,
    read_moment,
    standstill_end,
    suspicion,
)
from tracker.countdown import days_left, in_words, moment_in_words
from tracker.date_rules import DATE_RULES, work_out
from tracker.open_filters import FilterError

# The library of holidays computes each year when it is first asked, which takes its time once.
unhurried = settings(deadline=None)

days = st.dates(min_value=dt.date(2010, 1, 1), max_value=dt.date(2045, 12, 31))
nations = st.sampled_from(Nation)
moments = st.datetimes(min_value=dt.datetime(2010, 1, 1), max_value=dt.datetime(2045, 12, 31))


@unhurried
@given(days, st.integers(1, 40), nations)
def test_a_period_of_working_days_holds_exactly_that_many(start, count, nation):
    end = nth_working_day(start, count, nation)
    assert working_days_from(start, end, nation) == count
    assert is_working_day(end, nation)


@unhurried
@given(days, st.integers(0, 60))
def test_clear_days_leave_out_both_ends(event, count):
    published = clear_days_before(event, count)
    assert (event - published).days - 1 == count
    assert clear_days_after(published, count) == event


@unhurried
@given(days, nations)
def test_standstill_never_ends_on_a_day_off_nor_before_the_tenth_calendar_day(published, nation):
    end = standstill_end(published, nation)
    assert is_working_day(end.day, nation)
    assert (end.day - published).days >= 9
    assert end.certainty is Certainty.DERIVED


@unhurried
@given(days)
def test_working_days_of_england_and_wales_are_the_same(day):
    assert is_working_day(day, Nation.ENGLAND) == is_working_day(day, Nation.WALES)


@pytest.mark.parametrize(
    ("published", "nation", "ends"),
    [
        # An ordinary week: Monday is the first day, the Wednesday after is the eighth.
        ("2025-03-03", Nation.ENGLAND, "2025-03-12"),
        # Published on a Saturday: Monday is the first day.
        ("2025-03-08", Nation.ENGLAND, "2025-03-19"),
        # Over Easter 2025: Good Friday and, outside Scotland, Easter Monday are left out.
        ("2025-04-14", Nation.ENGLAND, "2025-04-25"),
        ("2025-04-14", Nation.SCOTLAND, "2025-04-24"),
        # Saint Patrick's Day is a holiday in Northern Ireland alone.
        ("2025-03-12", Nation.NORTHERN_IRELAND, "2025-03-24"),
        ("2025-03-12", Nation.WALES, "2025-03-21"),
        # Published on Christmas Eve 2024: the period takes fifteen days of the calendar.
        ("2024-12-24", Nation.ENGLAND, "2025-01-07"),
        ("2024-12-24", Nation.SCOTLAND, "2025-01-08"),
    ],
)
def test_standstill_of_eight_working_days(published, nation, ends):
    assert standstill_end(dt.date.fromisoformat(published), nation).day.isoformat() == ends


def test_key_decision_and_agenda_count_clear_days():
    decision = dt.date(2026, 6, 30)
    assert key_decision_notice_due(decision).day == dt.date(2026, 6, 1)
    assert key_decision_earliest(dt.date(2026, 6, 1)).day == decision
    assert agenda_due(dt.date(2026, 6, 30)).day == dt.date(2026, 6, 24)
    assert not agenda_due(decision).can_act


def test_accounts_are_open_for_thirty_working_days():
    # 1 June to 10 July 2026: thirty working days without a bank holiday between.
    end = accounts_inspection_end(dt.date(2026, 6, 1))
    assert end.day == dt.date(2026, 7, 10)
    assert "30 working days" in end.basis


def test_holidays_differ_by_nation():
    assert bank_holiday(dt.date(2026, 11, 30), Nation.SCOTLAND) == "Saint Andrew's Day"
    assert bank_holiday(dt.date(2026, 11, 30), Nation.ENGLAND) is None


@unhurried
@given(moments)
def test_a_london_time_is_one_that_a_london_clock_shows(naive):
    shown = in_london(naive)
    assert shown == shown.astimezone(dt.UTC).astimezone(LONDON)
    assert shown.astimezone(dt.UTC).astimezone(LONDON).replace(tzinfo=None) == shown.replace(tzinfo=None)
    assert shown.replace(tzinfo=None) - naive in (dt.timedelta(0), dt.timedelta(hours=1))


@pytest.mark.parametrize(
    ("text", "shown", "utc"),
    [
        ("2026-03-29T00:59:59", "00:59:59", "00:59:59"),
        ("2026-03-29T01:30:00", "02:30:00", "01:30:00"),  # an hour that never was
        ("2026-10-25T01:30:00", "01:30:00", "00:30:00"),  # the first of two
        ("2026-10-25T01:30:00+00:00", "01:30:00", "01:30:00"),  # the second, said so
        ("2026-06-08T22:59:59Z", "23:59:59", "22:59:59"),
    ],
)
def test_hours_on_the_nights_the_clocks_change(text, shown, utc):
    day, moment = read_moment(text)
    assert moment is not None
    assert moment.strftime("%H:%M:%S") == shown
    assert moment.astimezone(dt.UTC).strftime("%H:%M:%S") == utc
    assert day == moment.date()


@unhurried
@given(days)
def test_a_day_without_an_hour_closes_just_before_the_next_london_midnight(day):
    midnight = in_london(dt.datetime.combine(day + dt.timedelta(days=1), dt.time()))
    assert midnight.astimezone(dt.UTC) - end_of_day(day).astimezone(dt.UTC) == dt.timedelta(seconds=1)


def test_a_late_utc_hour_belongs_to_the_next_london_day():
    assert read_moment("2026-06-08T23:30:00Z")[0] == dt.date(2026, 6, 9)


@pytest.mark.parametrize("text", ["", "soon", "2026-13-01", "31/12/2026", "0001-01-01T00:00:00+14:00"])
def test_what_is_not_a_date_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        read_moment(text)


@pytest.mark.parametrize(
    ("day", "published", "wrong"),
    [
        ("2026-05-01", "2026-06-01", "already past"),
        ("2030-01-01", "2026-06-01", "2030"),
        ("2030-02-01", "2029-11-01", None),
        ("2035-01-01", "2026-06-01", "five years"),
        ("1900-01-01", None, "1900"),
        ("2026-06-01", "2026-06-01", None),
        ("2030-06-01", None, None),
    ],
)
def test_dates_used_for_not_known_are_marked(day, published, wrong):
    said = suspicion(dt.date.fromisoformat(day), dt.date.fromisoformat(published) if published else None)
    assert (said is None) if wrong is None else (wrong in (said or ""))


def _tender(text: str, **words):
    return from_published(DateKind.TENDER, text, source="tender.tenderPeriod.endDate", **words)


def test_a_suspect_date_is_kept_but_never_open():
    date = _tender("2030-12-31", published=dt.date(2026, 1, 5))
    now = dt.datetime(2026, 2, 1, tzinfo=dt.UTC)
    assert date.day.year == 2030
    assert not date.is_open(now)
    assert next_open([date], now) is None
    assert in_words(date, now) == "date not believable"


@unhurried
@given(st.lists(st.tuples(st.sampled_from(DateKind), days), max_size=12), moments)
def test_the_next_open_date_is_the_earliest_that_is_open(given_dates, naive):
    dates = [from_published(kind, day.isoformat(), source="x") for kind, day in given_dates]
    now = in_london(naive)
    opened = [date for date in dates if date.is_open(now)]
    chosen = next_open(dates, now)
    assert (chosen is None) == (not opened)
    if chosen:
        assert chosen.closes_at == min(date.closes_at for date in opened)


def test_different_dates_on_one_day_stay_apart_and_lots_fold_together():
    enquiry = from_published(DateKind.ENQUIRY, "2026-05-01T12:00:00Z", source="tender.enquiryPeriod.endDate")
    lots = [
        from_published(DateKind.TENDER, "2026-05-01T12:00:00Z", source=f"tender.lots[{lot}].tenderPeriod.endDate")
        for lot in (0, 1)
    ]
    ordered = in_order([*lots, enquiry, lots[0]])
    assert [date.kind for date in ordered] == [DateKind.ENQUIRY, DateKind.TENDER]
    assert ordered[1].source == "tender.lots[0].tenderPeriod.endDate, tender.lots[1].tenderPeriod.endDate"


def test_the_countdown_in_words():
    date = from_published(DateKind.ENGAGEMENT, "2026-06-08T23:59:59+01:00", source="planning.milestones[0].dueDate")
    at = lambda text: in_london(dt.datetime.fromisoformat(text))  # noqa: E731
    assert in_words(date, at("2026-05-30T10:00")) == "9 days left to speak"
    assert in_words(date, at("2026-06-07T23:59")) == "1 day left to speak"
    assert in_words(date, at("2026-06-08T09:00")) == "last day to speak, until 11:59pm"
    assert in_words(date, at("2026-06-09T00:00")) == "closed 1 day ago"
    planned = from_published(DateKind.PLANNED_NOTICE, "2026-07-01", source="tender.communication.futureNoticeDate")
    assert in_words(planned, at("2026-06-01T09:00")) == "about 30 days before the tender is expected"
    assert moment_in_words(planned) == "1 July 2026 (hour not published)"


def test_days_left_are_days_of_the_london_calendar():
    date = _tender("2026-03-30T09:00:00+01:00")
    # Half an hour before midnight on the night the clocks go forward: one calendar day, though only 32.5 hours.
    assert days_left(date, dt.datetime(2026, 3, 28, 23, 30, tzinfo=dt.UTC)) == 2
    assert days_left(date, dt.datetime(2026, 3, 29, 23, 30, tzinfo=dt.UTC)) == 0


def test_the_documentation_names_every_kind_with_its_label_and_certainty():
    page = (Path(__file__).parents[2] / "docs" / "clock.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    said = {cells[1].strip(" `"): [cell.strip() for cell in cells[2:5]] for cells in (row.split("|") for row in rows)}
    known = {
        kind.value: [rule.label, rule.certainty.value, "yes" if rule.can_act else "no"] for kind, rule in RULES.items()
    }
    assert said == known
    assert set(RULES) == set(DateKind)


@unhurried
@given(days, days, nations)
def test_a_later_award_notice_never_ends_its_standstill_earlier(one, other, nation):
    first, second = sorted((one, other))
    assert standstill_end(first, nation).day <= standstill_end(second, nation).day


@unhurried
@given(days, st.integers(0, 30))
def test_who_obeys_the_notice_due_date_may_decide_on_the_day(decision, early):
    due = key_decision_notice_due(decision).day
    assert key_decision_earliest(due).day == decision
    assert key_decision_earliest(due - dt.timedelta(days=early)).day <= decision
    assert key_decision_earliest(due + dt.timedelta(days=early + 1)).day > decision


@unhurried
@given(st.sampled_from(sorted(DATE_RULES)), days, nations)
def test_every_rule_answers_or_says_whose_law_it_is(rule, day, nation):
    if nation in DATE_RULES[rule].nations:
        found = work_out(rule, day.isoformat(), nation.value)
        assert found.certainty is Certainty.DERIVED
        assert found.basis
        assert found.zone == "Europe/London"
    else:
        with pytest.raises(FilterError, match="England"):
            work_out(rule, day.isoformat(), nation.value)
