"""Ten journeys of a citizen, on a phone and without any script: each ends at a row of a file, or says why it cannot."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.timeout(60)]


@pytest.fixture(params=["phone", "no script"])
def reader(request):
    return request.getfixturevalue("page" if request.param == "phone" else "plain_page")


def heading(reader) -> str:
    return reader.locator("h1").inner_text()


def test_1_what_does_my_council_spend(reader):
    reader.goto("/")
    reader.locator("main").get_by_role("searchbox").fill("Devon")
    reader.locator("main").get_by_role("button", name="Search").click()
    reader.get_by_role("link", name="Devon County Council").first.click()
    assert heading(reader) == "Devon County Council"
    assert "£212k" in reader.locator(".figures").inner_text()


def test_2_on_whom(reader):
    reader.goto("/councils/devon")
    reader.get_by_role("link", name="Bramblewick Waste Services Ltd").first.click()
    assert heading(reader) == "Bramblewick Waste Services Ltd"
    assert "Kent County Council" in reader.locator("main").inner_text()


def test_3_on_what(reader):
    reader.goto("/councils/devon")
    row = reader.get_by_role("row").filter(has_text="Adult social care")
    row.get_by_role("link").click()
    assert "Residential placements" in reader.locator("main").inner_text()


def test_4_a_figure_leads_to_its_row_in_two_clicks(reader):
    reader.goto("/councils/devon")
    reader.locator(".figures li.main").get_by_role("link").click()
    reader.locator("main tbody").get_by_role("link").first.click()
    words = reader.locator("main").inner_text()
    assert "This is row" in words
    assert "SHA-256" in words


def test_5_from_a_payment_to_its_file_and_what_was_refused(reader):
    reader.goto("/councils/devon/files")
    reader.get_by_role("link", name="devon-2026-03.csv").click()
    assert "6 rows read: 5 accepted, 1 refused" in reader.locator("main").inner_text()
    assert "Row 7" in reader.locator("main").inner_text()


def test_6_what_was_paid_in_a_month(reader):
    reader.goto("/councils/devon/payments")
    reader.get_by_label("Month").select_option("May 2026")
    reader.get_by_role("button", name="Show").click()
    assert reader.locator("main tbody tr").count() == 2


def test_7_what_did_it_pay_for_with_these_words(reader):
    reader.goto("/councils/devon")
    reader.get_by_label("Words in what a payment was for").fill("library")
    reader.get_by_role("button", name="Search its payments").click()
    assert reader.locator("main tbody tr").count() == 1


def test_8_how_does_that_compare(reader):
    reader.goto("/compare")
    reader.get_by_label("Council 1").fill("Kent County Council")
    reader.get_by_label("Council 2").fill("Essex County Council")
    reader.get_by_role("button", name="Compare").click()
    assert reader.url.endswith("/compare?council=kent&council=essex")
    assert "For each inhabitant, Kent County Council paid" in reader.locator("main").inner_text()


def test_9_why_is_there_no_ranking(reader):
    reader.goto("/compare?council=devon&council=kent")
    assert "They did not publish the same months" in reader.locator(".notice").first.inner_text()


def test_10_the_figures_of_a_chart_can_be_read_as_a_table(reader):
    reader.goto("/councils/devon")
    reader.get_by_text("The figures of this chart").click()
    table = reader.locator("figure table")
    assert "£131,490.50" in table.inner_text()
    assert "no file covers this month" in table.inner_text()
    reader.get_by_role("link", name="March 2026").first.click()
    assert reader.locator("main tbody tr").count() == 5
