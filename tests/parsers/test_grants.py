"""Grants: each check of 360Giving finds its fault and says where, and no form of publication changes what was given."""

import csv
import io
import json
from decimal import Decimal

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsers.grants import parse
from parsers.grants.organisations import is_charity_number, is_company_number, register_of
from parsers.grants.titles import paths_of, place_cells
from parsers.recognition import recognised_kind


def grant(number=1, **fields):
    found = {
        "id": f"360G-fictional-{number}",
        "title": "Roof of the village hall",
        "description": "New slates and insulation",
        "currency": "GBP",
        "amountAwarded": 5000,
        "awardDate": "2025-03-01",
        "recipientOrganization": [{"id": "GB-CHC-1111111", "name": "Exampleton Village Hall"}],
        "fundingOrganization": [{"id": "GB-CHC-2222222", "name": "Fictional Foundation"}],
        "beneficiaryLocation": [{"name": "Exampleton", "geoCode": "E05000001", "geoCodeType": "WD"}],
        "dateModified": "2025-04-01",
        "dataSource": "https://fictional.example/grants",
        **fields,
    }
    return {key: value for key, value in found.items() if value is not None}


def read(tmp_path, content, name="grants.json"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    report = parse(path, tmp_path, {})
    lines = tmp_path / "records.jsonl"
    return report, [orjson.loads(line) for line in lines.read_bytes().splitlines()] if lines.exists() else []


def codes(report):
    return {issue["code"] for issue in report["issues"]}


def test_a_good_grant_raises_nothing(tmp_path):
    report, [line] = read(tmp_path, {"grants": [grant()]})
    assert (report["status"], report["issues"]) == ("accepted", [])
    assert (line["pence"], line["awarded"], line["in_totals"]) == (500_000, "2025-03-01", True)


FAULTS = [
    ({"amountAwarded": 0}, "grant-amount-zero", False),
    ({"amountAwarded": -5}, "grant-amount-negative", False),
    ({"amountAwarded": 10**14}, "grant-amount-absurd", False),
    ({"amountAwarded": "lots"}, "grant-amount-unreadable", False),
    ({"amountAwarded": None}, "grant-amount-missing", False),
    ({"amountAwarded": "£5,000.00"}, "grant-amount-text", True),
    ({"amountAwarded": 10.005}, "grant-amount-finer-than-pence", True),
    ({"currency": "pounds"}, "grant-currency-unknown", False),
    ({"currency": None}, "grant-currency-assumed", True),
    ({"awardDate": None}, "grant-date-missing", True),
    ({"awardDate": "2025-02-30"}, "grant-date-unreadable", True),
    ({"awardDate": "01/03/2025"}, "grant-date-not-iso", True),
    ({"awardDate": "1900-01-01", "dateModified": None}, "grant-date-stand-in", True),
    ({"awardDate": "2025-12-31"}, "grant-awarded-after-publication", True),
    ({"plannedDates": [{"startDate": "2025-05-01", "endDate": "2025-04-01"}]}, "grant-ends-first", True),
    ({"plannedDates": [{"startDate": "2052-05-01"}]}, "grant-date-far", True),
    ({"plannedDates": "next year"}, "grant-field-type", True),
    ({"id": None}, "grant-id-missing", True),
    ({"id": "1"}, "grant-id-prefix", True),
    ({"title": None}, "grant-title-missing", True),
    ({"title": "x" * 141}, "grant-title-long", True),
    ({"title": "Same", "description": "Same"}, "grant-title-is-description", True),
    ({"fundingOrganization": []}, "grant-funder-missing", True),
    ({"recipientOrganization": None}, "grant-recipient-missing", True),
    ({"recipientOrganization": [{"id": "GB-XYZ-1", "name": "Club"}]}, "grant-org-prefix-unknown", True),
    ({"recipientOrganization": [{"id": "360G-own-1", "name": "Club"}]}, "grant-org-self-made", True),
    ({"recipientOrganization": [{"id": "GB-CHC-2222222", "name": "Fictional Foundation"}]}, "grant-to-itself", True),
    ({"recipientOrganization": [{"name": "Club", "charityNumber": "exempt"}]}, "grant-charity-number", True),
    ({"recipientOrganization": [{"name": "Club", "companyNumber": "pending"}]}, "grant-company-number", True),
    ({"description": "Ask jane.roe@fictional.example"}, "grant-email", True),
    ({"beneficiaryLocation": [{"geoCode": "AB1 2CD"}]}, "grant-geocode-is-postcode", True),
    ({"beneficiaryLocation": None}, "grants-no-location", True),
    ({"dateModified": None}, "grants-no-last-modified", True),
    ({"dataSource": None}, "grants-no-data-source", True),
]


@pytest.mark.parametrize(("fields", "code", "counted"), FAULTS, ids=[f"{fault[1]}" for fault in FAULTS])
def test_each_fault_is_found_at_its_place_and_the_grant_is_kept(tmp_path, fields, code, counted):
    report, lines = read(tmp_path, {"grants": [grant(1), grant(2, **fields)]})
    [issue] = [issue for issue in report["issues"] if issue["code"] == code]
    assert issue["first_row"] == 2
    assert issue["message"].endswith(".") or issue["message"].endswith("?")
    assert len(lines) == report["rows_accepted"] == 2
    assert lines[1]["in_totals"] is counted
    if not counted:
        assert report["amount_total"] == "5000.00"


def test_the_same_id_twice_and_one_organisation_under_two_names(tmp_path):
    other = grant(1, recipientOrganization=[{"id": "GB-CHC-1111111", "name": "Exampleton Hall Trust"}])
    report, lines = read(tmp_path, {"grants": [grant(1), other]})
    assert codes(report) == {"grant-id-repeated", "grant-org-many-names"}
    assert lines[1]["issues"] == ["grant-id-repeated"]
    assert all(issue["first_row"] == 2 for issue in report["issues"])


def test_people_are_left_out_whatever_the_file_says(tmp_path):
    person = {"name": "Jane Fictional Roe", "id": "360G-own-IND-1", "email": "jane@fictional.example"}
    given = grant(recipientOrganization=None, recipientIndividual=[person], title="To Jane Fictional Roe for tuition")
    given["Surname of applicant"] = "Roe"
    report, [line] = read(tmp_path, {"grants": [given]})
    assert "Roe" not in json.dumps(line)
    assert line["individual"] is True
    assert "grant-person-left-out" in codes(report)


@pytest.mark.parametrize(
    "wrap",
    [
        lambda grants: json.dumps({"grants": grants}).encode(),
        lambda grants: json.dumps(grants).encode(),
        lambda grants: b"\n".join(json.dumps(each).encode() for each in grants),
        lambda grants: json.dumps({"count": 3, "results": [{"grant_id": g["id"], "data": g} for g in grants]}).encode(),
        lambda grants: json.dumps([{"grants": grants[:1]}, {"grants": grants[1:]}]).encode(),
        lambda grants: json.dumps({"grants": grants}).encode("utf-16"),
        lambda grants: b"\xef\xbb\xbf" + json.dumps({"version": "1.4", "grants": grants}, indent=2).encode(),
    ],
    ids=["package", "array", "lines", "datastore", "packages", "utf-16", "bom"],
)
def test_every_wrapping_of_the_same_grants_gives_the_same(tmp_path, wrap):
    report, lines = read(tmp_path, wrap([grant(number, amountAwarded=number * 1.25) for number in (1, 2, 3)]))
    assert (report["rows_read"], report["rows_refused"], report["amount_total"]) == (3, 0, "7.50")
    assert [line["grant"]["id"] for line in lines] == [f"360G-fictional-{number}" for number in (1, 2, 3)]


def test_what_is_no_grant_is_refused_and_counted(tmp_path):
    report, lines = read(tmp_path, {"grants": [grant(), "a text", None, 7]})
    assert (report["rows_read"], report["rows_accepted"], report["rows_refused"]) == (4, 1, 3)
    assert len(lines) == 1


def test_an_infinite_amount_is_kept_as_published_and_in_no_total(tmp_path):
    text = json.dumps({"grants": [grant(1), grant(2, amountAwarded=123)]}).replace("123", "1e9999")
    report, lines = read(tmp_path, text.encode())
    assert {"number-not-json", "grant-amount-unreadable"} <= codes(report)
    assert (lines[1]["grant"]["amountAwarded"], lines[1]["pence"], report["amount_total"]) == (
        "1e9999",
        None,
        "5000.00",
    )


def test_broken_json_is_rejected_with_line_and_character(tmp_path):
    report, lines = read(tmp_path, b'{"grants": [\n{"id": "a"},,\n{"id": "b"}]}')
    assert (report["status"], report["code"], lines) == ("rejected", "invalid-json", [])
    assert "line 2" in report["reason"]


FLAT = {
    "Identifier": "360G-fictional-1", "Title": "Roof", "Description": "Slates", "Currency": "GBP",
    "Amount Awarded": "1,250.50", "Award Date": "2025-03-01", "Recipient Org:Identifier": "GB-CHC-1111111",
    "Recipient Org:Name": "Exampleton Hall", "Funding Org:Identifier": "GB-CHC-2222222",
    "Funding Org:Name": "Fictional Foundation", "Planned Dates:Start Date": "2025-04-01",
    "Beneficiary Location:0:Name": "Exampleton", "Beneficiary Location:1:Name": "Testford",
    "Grant Programme:Title": "Halls", "Our own column": "kept",
}  # fmt: skip
BY_PATH = {
    "id": FLAT["Identifier"], "title": "Roof", "description": "Slates", "currency": "GBP", "amountAwarded": "1,250.50",
    "awardDate": "2025-03-01", "recipientOrganization/0/id": "GB-CHC-1111111",
    "recipientOrganization/0/name": "Exampleton Hall", "fundingOrganization/0/id": "GB-CHC-2222222",
    "fundingOrganization/0/name": "Fictional Foundation", "plannedDates/0/startDate": "2025-04-01",
    "beneficiaryLocation/0/name": "Exampleton", "beneficiaryLocation/1/name": "Testford",
    "grantProgramme/0/title": "Halls", "Our own column": "kept",
}  # fmt: skip


def table(*rows, delimiter=","):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode()


@pytest.mark.parametrize("columns", [FLAT, BY_PATH], ids=["titles", "paths"])
def test_headings_by_title_and_by_path_are_one(tmp_path, columns):
    report, [line] = read(tmp_path, table(columns, columns.values()), "grants.csv")
    assert line["grant"] == {
        "id": "360G-fictional-1",
        "title": "Roof",
        "description": "Slates",
        "currency": "GBP",
        "amountAwarded": "1,250.50",
        "awardDate": "2025-03-01",
        "recipientOrganization": [{"id": "GB-CHC-1111111", "name": "Exampleton Hall"}],
        "fundingOrganization": [{"id": "GB-CHC-2222222", "name": "Fictional Foundation"}],
        "plannedDates": [{"startDate": "2025-04-01"}],
        "beneficiaryLocation": [{"name": "Exampleton"}, {"name": "Testford"}],
        "grantProgramme": [{"title": "Halls"}],
        "Our own column": "kept",
    }
    assert (report["amount_total"], report["shape"]) == ("1250.50", "360giving")


REGISTER = [
    "Date the grant was awarded", "Time period", "Department", "Beneficiary", "Registration number",
    "Purpose of grant", "Amount (£)",
]  # fmt: skip
ROW = ["04/12/2015", "One-off", "Communities", "Exampleton Hall", "Charity 1111111", "A new roof", "1,250.50"]


def test_a_register_is_read_as_the_code_describes_it(tmp_path):
    preamble, blank, total = ["Grants to voluntary bodies 2015-16"], [""], ["Total", "", "", "", "", "", "1,250.50"]
    report, [line] = read(tmp_path, table(preamble, blank, REGISTER, ROW, blank, REGISTER, total), "register.csv")
    assert (report["shape"], report["header_row"], report["amount_total"]) == ("register", 3, "1250.50")
    assert report["set_aside"] == {"preamble": 1, "header": 1, "blank": 2, "repeated header": 1, "total": 1}
    assert (line["awarded"], line["pence"], line["place"]["row"]) == ("2015-12-04", 125_050, 4)
    assert line["grant"]["recipientOrganization"][0]["charityNumber"] == "1111111"


def test_rows_that_go_on_with_a_grant_are_no_grants_of_their_own(tmp_path):
    rows = [
        ["Identifier", "Title", "Amount Awarded", "Award Date", "Recipient Org:Name", "Beneficiary Location:Name"],
        ["360G-f-1", "Roof", "5000", "2025-03-01", "Village Hall", "Exampleton"],
        ["360G-f-1", "", "", "", "", "Sampleby"],
        ["360G-f-2", "Kit", "250.50", "2025-03-02", "Football Club", "Exampleton"],
        ["360G-f-1", "", "", "", "", "Testford"],
        ["360G-f-3", "Hall", "", "2025-03-02", "Band", "Exampleton"],
        ["", "Total", "5250.50", "", "", ""],
    ]
    report, lines = read(tmp_path, "\n".join(map(",".join, rows)).encode(), "grants.csv")
    assert (report["rows_read"], report["amount_total"]) == (3, "5250.50")
    assert report["set_aside"] == {"header": 1, "continuation": 2, "total": 1}
    assert [place["name"] for place in lines[0]["grant"]["beneficiaryLocation"]] == ["Exampleton", "Sampleby"]
    assert [line["place"]["row"] for line in lines] == [2, 4, 6]
    assert {"grant-row-apart", "grant-amount-missing"} <= codes(report)


HEADINGS = [
    ("Date awarded,Beneficiary,Summary of purpose,Amount", "grants"),
    ("OrganisationLabel,AwardDate,RecipientName,Purpose,AmountAwarded", "grants"),
    ("Ward,Organisation,Project,Amount Awarded,Date Approved", "grants"),
    ("Date incurred,Beneficiary,Summary of purpose,Amount", "spending"),
    ("Contract Title,Contractor,Contract Award Value,Date of award", "notices"),
]


@pytest.mark.parametrize(("headings", "kind"), HEADINGS)
def test_a_list_is_told_by_what_its_headings_say_was_done_with_the_money(tmp_path, headings, kind):
    path = tmp_path / "list.csv"
    path.write_text(f"{headings}\n" + ",".join(["01/04/2024"] * (headings.count(",") + 1)))
    assert recognised_kind(path) == kind


def test_a_register_in_xml(tmp_path):
    names = ["AwardDate", "Beneficiary", "Purpose", "Amount"]
    rows = [
        list(zip(names, (f"0{day}/12/2015", f"Hall {day}", "A roof", f"{day}00.10"), strict=True)) for day in (1, 2)
    ]
    items = "".join("<grant>" + "".join(f"<{n}>{c}</{n}>" for n, c in row) + "</grant>" for row in rows)
    report, lines = read(tmp_path, f"<?xml version='1.0'?><list>{items}</list>".encode(), "register.xml")
    assert (report["format"], report["rows_read"], report["amount_total"]) == ("xml", 2, "300.20")
    assert [line["awarded"] for line in lines] == ["2015-12-01", "2015-12-02"]


def test_a_person_in_a_register_is_not_named(tmp_path):
    person = ["04/12/2015", "One-off", "Communities", "Mrs Fictional", "", "Adaptation of a home", "900"]
    report, lines = read(tmp_path, table(REGISTER, ROW, person), "register.csv")
    assert "Mrs" not in json.dumps(lines)
    assert (lines[1]["individual"], report["amount_total"]) == (True, "2150.50")


def test_a_list_of_something_else_is_rejected(tmp_path):
    report, lines = read(tmp_path, table(["Tree", "Height"], ["Oak", "12"]), "trees.csv")
    assert (report["status"], report["code"], lines) == ("rejected", "not-grants", [])


AMOUNTS = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("9999999"), places=2)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(AMOUNTS, min_size=1, max_size=20))
def test_totals_add_up_to_the_penny_in_json_and_in_tables(tmp_path, amounts):
    package = {"grants": [grant(number, amountAwarded=float(amount)) for number, amount in enumerate(amounts)]}
    rows = [[f"360G-f-{number}", f"{amount:,}", "GBP"] for number, amount in enumerate(amounts)]
    as_json, _ = read(tmp_path, package)
    as_table, _ = read(tmp_path, table(["Identifier", "Amount Awarded", "Currency"], *rows), "grants.csv")
    assert as_json["amount_total"] == as_table["amount_total"] == f"{sum(amounts):.2f}"


WORDS = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=12)


@given(st.lists(WORDS, min_size=1, max_size=8), st.lists(WORDS, min_size=1, max_size=8))
def test_no_heading_is_too_strange_and_no_cell_is_lost(headings, cells):
    paths = paths_of(headings)
    found = json.dumps(place_cells(paths, cells), ensure_ascii=False)
    filled = [cell.strip() for path, cell in zip(paths, cells, strict=False) if path is not None and cell.strip()]
    assert all(json.dumps(cell, ensure_ascii=False) in found for cell in filled)


@pytest.mark.parametrize(
    ("given_id", "kind"),
    [("GB-CHC-1126147", "known"), ("GB-COH-00000001", "known"), ("360G-own-1", "self-made"), ("GB-CHC-", "unknown"),
     ("gb-chc-1", "unknown"), ("US-EIN-123", "known"), ("1126147", "unknown")],
)  # fmt: skip
def test_registers_are_told_by_the_start_of_an_id(given_id, kind):
    assert register_of(given_id) == kind


def test_numbers_have_the_shapes_of_their_registers():
    assert all(map(is_charity_number, ("1126147", "200613", "SC027577", "NIC101234", "1126147-1")))
    assert not any(map(is_charity_number, ("exempt", "12", "AB123456", "")))
    assert all(map(is_company_number, ("00000001", "3683754", "SC123456", "RC000000", "IP03110R")))
    assert not any(map(is_company_number, ("pending", "12", "1234567890", "")))


# Headings as councils write them, each with the total of its rows.
REGISTERS = {
    "Organisation Name,Grant Scheme,Award Amount,Date of Award\n"
    "Hall,Small,£500,1/4/2020\nClub,Small,£5.50,2/4/2020": "505.50",
    "Grants to voluntary groups,,,\nRecipient,Purpose,Amount,Year\nHall,Roof,500,2020/21\nTotal,,500,": "500.00",
    "Date Awarded;Organisation;Registration No;Summary of Purpose;Grant Amount\n"
    "2020-04-01;Hall;;Roof;1.500,00": "1500.00",
    "Ward,Group,Project,Councillor,Ward grant\nNorth,Hall,Roof,Cllr X,500": "500.00",
}  # fmt: skip


@pytest.mark.parametrize("text", REGISTERS, ids=lambda text: text.splitlines()[0][:30])
def test_registers_under_headings_of_all_sorts(tmp_path, text):
    report, _ = read(tmp_path, text.encode(), "register.csv")
    assert (report["shape"], report["amount_total"]) == ("register", REGISTERS[text])
    assert recognised_kind(tmp_path / "register.csv") == "grants"
