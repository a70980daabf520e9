"""The pages of spending: figures equal the files', twins agree with pages, and every figure leads to its row."""

import csv
import datetime as dt
import io
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from tests.tracker.spending_files import load_rows
from tests.webapp.reading import links, read
from tests.webapp.spent import CARE, DEVON_PENCE, FILES, WASTE, filled
from tracker.row_ids import shown_id
from tracker.suppliers import name_id
from webapp.addresses import supplier_address
from webapp.app import create_app

NOW = dt.datetime(2026, 6, 10, 9, tzinfo=dt.UTC)
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def client(sqlite_engine, settings, tmp_path):
    filled(sqlite_engine, tmp_path)
    return create_app(settings, clock=lambda: NOW).test_client()


def rows_of(answer):
    assert answer.status_code == 200, answer.get_data(as_text=True)[:300]
    return list(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))


def test_all_councils_are_listed_with_what_they_published(client):
    found = read(client.get("/spending"))
    assert "9 payments" not in found.text  # 11 rows have a readable amount, one has not
    assert "11 payments of 3 councils" in found.text
    assert {"/councils/devon", "/councils/kent", "/councils/essex"} <= set(found.links)
    assert "/councils/cornwall" in found.links, "a council without payments can still be found"
    listed = {row["slug"]: row for row in rows_of(client.get("/spending.csv"))}
    assert listed["devon"]["pounds"] == "212390.50"
    twin = {row["slug"]: row["pence"] for row in client.get("/spending.json").json["councils"]}
    assert twin["devon"] == DEVON_PENCE


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("region=South+West", {"devon"}),
        ("nation=England", {"devon", "kent", "essex"}),
        ("nation=Scotland", set()),
        ("type=County&sort=paid", {"devon", "kent", "essex"}),
    ],
)
def test_the_list_is_filtered(client, query, slugs):
    read(client.get(f"/spending?{query}"))
    assert {row["slug"] for row in rows_of(client.get(f"/spending.csv?{query}"))} == slugs


def test_a_council_shows_its_figures_and_what_they_do_not_show(client):
    found = read(client.get("/councils/devon"))
    for words in (
        "£212,390.50",
        "7 payments",
        "March 2026 to May 2026",
        "1 month ago",
        "Months without a file: April 2026",
    ):
        assert words in found.text
    assert "The council withheld the name in 1 payment, £1.2k together." in found.text
    assert "No name is shown here in 1 payment, £640 together" in found.text
    assert "1 rows could not be used as they stand" in found.text
    assert "Imogen" not in found.text
    twin = client.get("/councils/devon.json").json
    assert twin["total"]["pence"] == DEVON_PENCE == sum(month["pence"] or 0 for month in twin["months"])
    assert twin["months_missing"] == ["2026-04"]
    assert twin["top_suppliers"][0]["name"] == WASTE
    assert twin["top_suppliers"][0]["pence"] == 16_280_000
    months = rows_of(client.get("/councils/devon.csv"))
    assert [row["pounds"] for row in months] == ["131490.50", "", "80900.00"]


def test_a_council_that_gives_no_dates_is_shown_without_months(sqlite_engine, settings, tmp_path):
    load_rows(sqlite_engine, tmp_path, b"Supplier,Amount,Purpose\nBramblewick Waste Services Ltd,640.00,Rounds\n")
    client = create_app(settings, clock=lambda: NOW).test_client()
    found = read(client.get("/councils/devon"))
    assert "payments without a date" in found.text
    assert "None" not in found.text
    (line,) = rows_of(client.get("/councils/devon/payments.csv?month=none"))
    assert (line["date"], line["amount"]) == ("", "640.00")
    read(client.get(f"/payments/{line['payment']}"))
    read(client.get("/compare?council=devon&council=kent"))


def test_a_council_is_found_by_its_code_and_led_to_its_own_address(client):
    answer = client.get("/councils/E10000008")
    assert (answer.status_code, answer.location) == (301, "/councils/devon")
    assert read(client.get("/councils/no-such-place"), 404).title.startswith("There is no such page")


def test_every_payment_is_listed_and_leads_to_its_row(client):
    found = read(client.get("/councils/devon/payments"))
    lines = rows_of(client.get("/councils/devon/payments.csv"))
    published = [row for (body, _), rows in FILES.items() if body == "devon" for row in rows if row[2] != "n/a"]
    assert sorted(row["amount"] for row in lines) == sorted(row[2].replace(",", "") for row in published)
    assert [row["date"] for row in lines] == sorted((row["date"] for row in lines), reverse=True)
    for line in lines:
        assert f"/payments/{line['payment']}" in found.links
        name, row = line["source_file"], int(line["source_row"])
        assert FILES["devon", name][row - 2][2].replace(",", "") == line["amount"]
        assert len(line["sha256"]) == 64
    assert {row["name_withheld"] for row in lines} == {
        "", "withheld by the publisher: personal data", "not shown: probably a private person",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("query", "amounts"),
    [
        ("month=2026-05", ["900.00", "80000.00"]),
        ("month=2026-04", []),
        ("words=refuse+collection", ["80000.00", "84000.00"]),
        ("words=LICENCE", ["900.00"]),
        ("words=100%25", []),
        (f"supplier={shown_id(name_id(CARE))}", ["46800.50"]),
        ("category=none", ["900.00"]),
        ("month=none", []),
        ("year=2025", []),
        (f"year=2026&supplier={shown_id(name_id(CARE))}", ["46800.50"]),
        ("year=2026&words=refuse+collection", ["80000.00", "84000.00"]),
        ("year=2025&month=2026-05", ["900.00", "80000.00"]),
    ],
)
def test_payments_are_filtered(client, query, amounts):
    read(client.get(f"/councils/devon/payments?{query}"))
    lines = rows_of(client.get(f"/councils/devon/payments.csv?{query}"))
    assert [row["amount"] for row in lines] == amounts
    twin = client.get(f"/councils/devon/payments.json?{query}").json
    assert [row["pence"] for row in twin["payments"]] == [int(each.replace(".", "")) for each in amounts]


def test_a_category_is_one_whatever_its_case_and_spacing(client):
    page = read(client.get("/councils/devon"))
    (link,) = [
        link
        for link in links(page, "/councils/devon/payments?category=")
        if len(rows_of(client.get(link.replace("/payments?", "/payments.csv?")))) == 3
    ]
    amounts = {row["amount"] for row in rows_of(client.get(link.replace("/payments?", "/payments.csv?")))}
    assert amounts == {"84000.00", "80000.00", "-1200.00"}


@pytest.mark.parametrize(
    "query", ["month=2026-13", "supplier=leeds", "category=!", "after=x", "after=2026-01-01.-1", "year=0000", "year=26"]
)
def test_a_filter_that_cannot_be_read_is_refused_in_words(client, query):
    assert "Code 400" in read(client.get(f"/councils/devon/payments?{query}"), 400).text


def test_pages_of_payments_follow_each_other_without_loss(sqlite_engine, settings, tmp_path):
    rows = [(f"{day:02d}/03/2026", WASTE, f"{day}.{at:02d}", "Waste", f"Round {at}", f"R{day}-{at}")
            for day in range(1, 29) for at in range(5)]  # fmt: skip
    load_rows(sqlite_engine, tmp_path, rows, publisher="devon")
    client = create_app(settings, clock=lambda: NOW).test_client()
    for query in ("", "&words=round"):
        seen, after = [], ""
        while True:
            twin = client.get(f"/councils/devon/payments.json?{after and 'after=' + after}{query}").json
            seen += [row["id"] for row in twin["payments"]]
            if not twin["next"]:
                break
            after = twin["next"]
        assert len(seen) == len(set(seen)) == len(rows)


def test_a_payment_shows_every_field_and_its_origin(client):
    lines = rows_of(client.get("/councils/devon/payments.csv"))
    line = next(row for row in lines if row["amount"] == "46800.50")
    found = read(client.get(f"/payments/{line['payment']}"))
    for words in (
        "£46,800.50 paid to Pennyroyal Care Homes Ltd",
        "Residential placements",
        "D2",
        "row 3",
        line["sha256"],
    ):
        assert words in found.text
    assert "http://files.example/devon-2026-03.csv" in found.links
    twin = client.get(f"/payments/{line['payment']}.json").json
    assert (twin["pence"], twin["source"]["row"], twin["source"]["sha256"]) == (4_680_050, 3, line["sha256"])
    (flat,) = rows_of(client.get(f"/payments/{line['payment']}.csv"))
    assert (flat["pounds"], flat["source_row"]) == ("46800.50", "3")


def test_a_credit_note_is_money_back(client):
    lines = rows_of(client.get("/councils/devon/payments.csv"))
    line = next(row for row in lines if row["amount"] == "-1200.00")
    assert "credited by Bramblewick" in read(client.get(f"/payments/{line['payment']}")).text


def test_a_private_person_is_named_nowhere(client):
    lines = rows_of(client.get("/councils/devon/payments.csv"))
    key = next(row["payment"] for row in lines if row["amount"] == "640.00")
    addresses = ["/councils/devon", "/councils/devon/payments", f"/payments/{key}", "/search?q=Imogen", "/spending"]
    files = links(read(client.get("/councils/devon/files")), "/files/")
    for address in [*addresses, *files]:
        path, _, query = address.partition("?")
        for twin in ("", ".json", ".csv"):
            answer = client.get(f"{path}{twin}?{query}").get_data(as_text=True)
            assert "Ms Imogen" not in answer, address + twin


def test_each_sum_of_a_year_leads_to_its_payments(client):
    def added(link):
        assert "year=2026" in link
        return sum(Decimal(row["amount"]) for row in rows_of(client.get(link.replace("/payments?", "/payments.csv?"))))

    (whole,) = links(read(client.get("/councils/devon")), "/councils/devon/payments?year=")
    assert added(whole) * 100 == DEVON_PENCE
    address = supplier_address(name_id(WASTE), WASTE)
    (year,) = links(read(client.get(address)), f"{address}?year=")
    page = read(client.get(year.partition("#")[0]))
    found = {each for each in links(page, "/councils/") if "/payments?" in each}
    assert sum(map(added, found)) * 100 == 34_280_000
    assert client.get(f"{address}.json?year=2026").json["councils"] == client.get(f"{address}.json").json["councils"]
    assert client.get(f"{address}.json?year=1999").json["councils"] == []
    assert client.get(f"{address}?year=soon").status_code == 400
    alone = supplier_address(name_id("Quillfeather Software Ltd"), "Quillfeather Software Ltd")
    assert added(links(read(client.get(alone)), "/councils/devon/payments?year=")[0]) == 900


def test_a_supplier_shows_who_pays_it(client):
    address = supplier_address(name_id(WASTE), WASTE)
    found = read(client.get(address))
    assert "£342,800" in found.text
    assert [row["slug"] for row in rows_of(client.get(f"{address}.csv"))] == ["devon", "kent", "essex"]
    twin = client.get(f"{address}.json").json
    assert twin["pence"] == 34_280_000 == sum(each["pence"] for each in twin["councils"])
    assert [(row["month"], row["pence"]) for row in twin["months"]] == [("2026-03", 26_280_000), ("2026-05", 8_000_000)]
    assert "X-Robots-Tag" not in client.get(address).headers
    answer = client.get(f"/suppliers/{shown_id(name_id(WASTE))}-an-old-name.json")
    assert (answer.status_code, answer.location) == (301, f"{address}.json")


def test_a_name_that_somebody_showed_is_kept_from_search_engines(sqlite_engine, settings, tmp_path):
    from tests.tracker.test_spending_privacy import decided

    load_rows(sqlite_engine, tmp_path, [("08/04/2026", "Ms Imogen Fictional", "640.00", "Education", "Lessons", "T1")])
    decided(sqlite_engine, "show")
    client = create_app(settings, clock=lambda: NOW).test_client()
    (line,) = rows_of(client.get("/councils/devon/payments.csv"))
    payment = client.get(f"/payments/{line['payment']}")
    (address,) = links(read(payment), "/suppliers/")
    assert "imogen" not in address
    for answer in (payment, client.get(address), client.get(f"{address}.json"), client.get(f"{address}.atom")):
        assert answer.headers["X-Robots-Tag"] == "noindex"


def test_a_file_shows_what_was_refused_in_the_councils_own_words(client):
    listed = read(client.get("/councils/devon/files"))
    address = links(listed, "/files/")[-1]
    found = read(client.get(address))
    assert "6 rows read: 5 accepted, 1 refused" in found.text
    fixes = rows_of(client.get(f"{address}.csv"))
    (refused,) = [row for row in fixes if row["value"] == "n/a"]
    assert (refused["row"], refused["column"]) == ("7", "Amount")
    assert refused["what_to_do"]
    twin = client.get(f"{address}.json").json
    assert (twin["rows_read"], twin["rows_accepted"], twin["rows_refused"], twin["pence"]) == (6, 5, 1, 13_149_050)


def test_a_republished_file_shows_both_versions_and_what_changed(client, sqlite_engine, tmp_path):
    old = links(read(client.get("/councils/kent/files")), "/files/")[0]
    rows = [
        *FILES["kent", "kent-2026-03.csv"][:1],
        ("30/03/2026", CARE, "12,000.00", "Adult social care", "Respite care", "K2"),
    ]
    load_rows(sqlite_engine, tmp_path, rows, name="kent-2026-03.csv", publisher="kent", day=60)
    new = links(read(client.get("/councils/kent/files")), "/files/")[0]
    assert new != old
    assert "A later version" in read(client.get(old)).text
    assert "from £130,000.00 to £132,000.00" in read(client.get(new)).text
    assert client.get("/councils/kent.json").json["total"]["pence"] == 13_200_000


def test_bytes_are_handed_out_only_where_that_is_allowed(client, settings, sqlite_engine, tmp_path):
    from sqlalchemy import update

    from tracker.archive import Archive
    from tracker.models.spending import Endpoint

    essex = links(read(client.get("/councils/essex/files")), "/files/")[0]
    devon = links(read(client.get("/councils/devon/files")), "/files/")[-1]
    assert "No licence is known" in read(client.get(f"{essex}/original"), 403).text
    with sqlite_engine.begin() as connection:
        connection.execute(update(Endpoint).values(licence="OGL-UK-3.0"))
    assert "probably names private persons" in read(client.get(f"{devon}/original"), 403).text
    assert "not in this installation" in read(client.get(f"{essex}/original"), 404).text
    sha256 = client.get(f"{essex}.json").json["sha256"]
    with Archive(settings.archive) as archive:
        assert archive.put((tmp_path / f"{sha256}.csv").read_bytes()) == sha256
    answer = client.get(f"{essex}/original")
    assert answer.data == (tmp_path / f"{sha256}.csv").read_bytes()
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert f"{essex}/original" in read(client.get(essex)).links


def test_feeds_name_what_is_new_and_do_not_change_by_themselves(client):
    for address, count in (
        ("/spending.atom", 4),
        ("/councils/devon.atom", 2),
        (f"{supplier_address(name_id(WASTE), WASTE)}.atom", 2),
    ):
        answer = client.get(address)
        feed = ElementTree.fromstring(answer.data)
        ids = [entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")]
        assert len(ids) == len(set(ids)) == count
        assert client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_home_leads_everywhere(client):
    found = read(client.get("/"))
    assert {"/open", "/spending", "/compare", "/about", "/councils/devon"} <= set(found.links)
    assert client.get("/index.json").json["payments"] == 11
    for address in ("/about", "/about/accessibility", "/about/privacy"):
        read(client.get(address))
