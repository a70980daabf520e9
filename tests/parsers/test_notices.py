"""Notices: each fault is found at its place and the notice kept, and no wrapping or portal changes what was said."""

import csv
import io
import json

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsers.notices import parse
from parsers.recognition import recognised_kind


def release(number=1, **fields):
    found = {
        "ocid": f"ocds-h6vhtk-{number:06x}",
        "id": f"{number:06d}-2026",
        "date": "2026-05-01T10:00:00+01:00",
        "tag": ["tender"],
        "initiationType": "tender",
        "buyer": {"id": "GB-EX-1", "name": "Exampleton Borough Council"},
        "parties": [{"id": "GB-EX-1", "name": "Exampleton Borough Council", "roles": ["buyer"]}],
        "tender": {
            "id": "T1",
            "title": "A case system",
            "status": "active",
            "value": {"amount": 1000, "currency": "GBP"},
            "tenderPeriod": {"endDate": "2026-06-01T12:00:00+01:00"},
        },
        **fields,
    }
    return {key: value for key, value in found.items() if value is not None}


def tender(**fields):
    return {"tender": {**release()["tender"], **fields}}


def read(tmp_path, content, name="notices.json", **options):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    report = parse(path, tmp_path, options)
    lines = tmp_path / "records.jsonl"
    return report, [orjson.loads(line) for line in lines.read_bytes().splitlines()] if lines.exists() else []


def test_a_good_notice_raises_nothing(tmp_path):
    report, [line] = read(tmp_path, {"version": "1.1", "releases": [release()]})
    assert (report["status"], report["issues"]) == ("accepted", [])
    assert (report["amount_total"], report["amount_total_of"]) == ("1000.00", "tender")
    assert (report["date_min"], line["place"]["pointer"], line["in_totals"]) == ("2026-05-01", "/releases/0", True)


FAULTS = [
    (tender(value={"amount": 0, "currency": "GBP"}), "value-zero", False),
    (tender(value={"amount": 0.01, "currency": "GBP"}), "value-token", False),
    (tender(value={"amount": -5, "currency": "GBP"}), "value-negative", False),
    (tender(value={"amount": 10**13, "currency": "GBP"}), "value-absurd", False),
    (tender(value={"amount": "lots", "currency": "GBP"}), "value-unreadable", False),
    (tender(value={"amount": 5}), "currency-missing", False),
    (tender(value={"amount": 5.005, "currency": "GBP"}), "value-finer-than-pence", True),
    (tender(tenderPeriod={"endDate": "2030-12-31"}), "date-placeholder", True),
    (tender(tenderPeriod={"endDate": "2026-04-01"}), "deadline-before-notice", True),
    (tender(tenderPeriod={"endDate": "soon"}), "notice-date-unreadable", True),
    (tender(contractPeriod={"startDate": "2026-09-01", "endDate": "2026-08-01"}), "period-ends-first", True),
    ({"ocid": None}, "ocid-missing", True),
    ({"id": None}, "release-id-missing", True),
    ({"tag": None}, "tag-missing", True),
    ({"buyer": None, "parties": None}, "buyer-missing", True),
    (tender(documents=[{"id": "000002-2026", "noticeType": "UK99"}]), "notice-type-unknown", True),
]


@pytest.mark.parametrize(("fields", "code", "counted"), FAULTS, ids=[fault[1] for fault in FAULTS])
def test_each_fault_is_found_at_its_place_and_the_notice_is_kept(tmp_path, fields, code, counted):
    report, lines = read(tmp_path, {"version": "1.1", "releases": [release(1), release(2, **fields)]})
    [issue] = [issue for issue in report["issues"] if issue["code"] == code]
    assert (issue["first_row"], len(lines), report["rows_accepted"]) == (2, 2, 2)
    assert code in lines[1]["issues"]
    assert lines[1]["in_totals"] is counted
    if not counted:
        assert report["amount_total"] == "1000.00"


@pytest.mark.parametrize(("number", "code"), [("1e9999", "value-absurd"), ("1e999999999", "value-unreadable")])
def test_an_infinite_number_is_kept_as_published_and_in_no_total(tmp_path, number, code):
    text = json.dumps({"releases": [release(1), release(2, **tender(value={"amount": 777, "currency": "GBP"}))]})
    report, lines = read(tmp_path, text.replace("777", number).encode())
    assert {"number-not-json", code} <= {issue["code"] for issue in report["issues"]}
    assert (lines[1]["release"]["tender"]["value"]["amount"], report["amount_total"]) == (number, "1000.00")
    assert (lines[1]["values"][0]["amount"], lines[1]["values"][0]["pence"]) == (number, None)


def test_the_same_id_twice_is_marked(tmp_path):
    report, lines = read(tmp_path, {"releases": [release(1), release(1)]})
    assert [issue["code"] for issue in report["issues"]] == ["release-id-repeated"]
    assert (len(lines), report["ocids"]) == (2, 1)


WRAPS = {
    "package": lambda found: json.dumps({"version": "1.1", "releases": found}).encode(),
    "old package": lambda found: json.dumps({"publishedDate": "2015-01-01", "releases": found}).encode(),
    "records": lambda found: json.dumps(
        {"records": [{"ocid": r["ocid"], "compiledRelease": r} for r in found]}
    ).encode(),
    "array": lambda found: json.dumps(found, indent=1).encode(),
    "lines": lambda found: b"\n".join(json.dumps(each).encode() for each in found),
    "packages by line": lambda found: b"\n".join(json.dumps({"releases": [each]}).encode() for each in found),
    "utf-16": lambda found: json.dumps({"releases": found}).encode("utf-16"),
    "latin": lambda found: json.dumps({"releases": found}, ensure_ascii=False).encode("latin-1"),
}


@pytest.mark.parametrize("wrap", WRAPS.values(), ids=WRAPS)
def test_every_wrapping_of_the_same_notices_gives_the_same(tmp_path, wrap):
    found = [release(number, **tender(title=f"Café {number}", unknownKey={"deep": [1]})) for number in (1, 2, 3)]
    report, lines = read(tmp_path, wrap(found))
    assert (report["rows_read"], report["rows_refused"], report["amount_total"]) == (3, 0, "3000.00")
    assert [line["release"]["tender"]["title"] for line in lines] == ["Café 1", "Café 2", "Café 3"]
    assert all(line["release"]["tender"]["unknownKey"] == {"deep": [1]} for line in lines)


def test_the_search_of_contracts_finder_is_read_in_all_its_spellings(tmp_path):
    older = {"id": "a", "title": "Roofs &amp; gutters", "notice_type": "Contract", "organisation": "Exampleton"}
    older |= {"status": "awarded", "published_date": "2025-05-02", "awarded_value": 900.5, "awarded_supplier": "R Ltd"}
    newer = {"id": "a", "title": "Roofs &amp; gutters", "noticeType": "Contract", "organisationName": "Exampleton"}
    newer |= {"noticeStatus": "Awarded", "publishedDate": "2025-05-02", "awardedValue": 900.5}
    newer |= {"awardedSupplier": "R Ltd"}
    found = []
    for content in ({"notices": [older]}, [older], {"hitCount": 1, "noticeList": [{"score": 1, "item": newer}]}):
        report, [line] = read(tmp_path, content)
        found.append((report["amount_total"], line["title"], line["buyer"]["name"], line["release"]["awards"]))
    assert found[0][:3] == ("900.50", "Roofs & gutters", "Exampleton")
    assert found[0] == found[1] == found[2]


def test_one_bad_line_refuses_that_line_only(tmp_path):
    good = [json.dumps(release(number)).encode() for number in (1, 2)]
    report, lines = read(tmp_path, b"\n".join([good[0], b'{"ocid": ', good[1]]))
    assert (report["rows_read"], report["rows_accepted"], report["rows_refused"], len(lines)) == (3, 2, 1, 2)
    [issue] = report["issues"]
    assert (issue["code"], issue["first_row"]) == ("invalid-json-line", 2)


@pytest.mark.parametrize("number", range(1, 18))
def test_a_notice_of_the_act_is_told_by_its_type_not_its_tag(tmp_path, number):
    section = "planning" if number <= 3 else "tender"
    body = {**release()["tender"]} if section == "tender" else {}
    document = {"id": "000001-2026", "documentType": "other", "noticeType": f"UK{number}"}
    _, [line] = read(
        tmp_path, {"releases": [release(1, tag=["tender"], **{section: {**body, "documents": [document]}})]}
    )
    assert line["notice_type"] == f"UK{number}"


def test_people_are_left_out_and_a_team_may_be_asked(tmp_path):
    contact = {"name": "Jane Fictional", "email": "jane.fictional@council.example", "telephone": "01234 567890"}
    team = {"name": "Buying team", "email": "procurement@council.example"}
    parties = [
        {"id": "1", "name": "A Council", "contactPoint": contact},
        {"id": "2", "name": "B", "contactPoint": team},
    ]
    report, [line] = read(tmp_path, {"releases": [release(1, parties=parties)]})
    text = json.dumps(line)
    assert "Jane" not in text
    assert "567890" not in text
    assert "procurement@council.example" in text
    assert "contact-details-left-out" in {issue["code"] for issue in report["issues"]}


HEAD = [
    "Reference number", "Title of agreement", "Department responsible", "Supplier name", "Contract value (£)",
    "Start date", "End date", "Review date",
]  # fmt: skip
ROWS = [
    ["C1", "Roads", "Highways", "Example Roads Ltd", "12,500.50", "01/04/2026", "31/03/2029", "01/10/2028"],
    ["C2", "Lamps", "Highways", "Example Lamps Ltd", "0", "01/04/2026", "31/03/2027", ""],
]


def as_csv(rows):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def as_excel_2003(rows):
    cells = "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="String">{cell}</Data></Cell>' for cell in row) + "</Row>"
        for row in rows
    )
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}">'
        f'<Worksheet ss:Name="Register"><Table>{cells}</Table></Worksheet></Workbook>'
    ).encode()


@pytest.mark.parametrize("write", [as_csv, as_excel_2003], ids=["csv", "excel-2003"])
def test_a_register_of_contracts_is_read_out_of_any_table(tmp_path, write):
    total = ["Total", "", "", "", "12,500.50", "", "", ""]
    report, lines = read(tmp_path, write([["Contracts register 2026"], HEAD, *ROWS, total]), "register.any")
    assert (report["shape"], report["header_row"], report["rows_read"]) == ("register", 2, 2)
    assert (report["amount_total"], report["amount_total_of"], report["set_aside"]["total"]) == (
        "12500.50",
        "contract",
        1,
    )
    assert [line["place"]["row"] for line in lines] == [3, 4]
    contract = lines[0]["release"]["contracts"][0]
    assert contract["period"] == {"startDate": "2026-04-01", "endDate": "2029-03-31"}
    assert contract["milestones"][0]["dueDate"] == "2028-10-01"
    assert "value-zero" in lines[1]["issues"]


def test_invitations_and_pipelines_are_told_apart_by_their_columns(tmp_path):
    invitation = [
        ["Reference", "Title", "Description", "Department", "Closing date"],
        ["I1", "Vans", "Ten vans", "Fleet", "01/07/2026"],
    ]
    report, [line] = read(tmp_path, as_csv(invitation), "itt.csv")
    assert (report["shape"], line["release"]["tender"]["tenderPeriod"]) == ("invitations", {"endDate": "2026-07-01"})
    pipeline = [
        ["Title", "Estimated value", "Estimated notice date", "Contract start date"],
        ["Vans", "£90,000", "01/07/2026", "01/01/2027"],
    ]
    report, [line] = read(tmp_path, as_csv(pipeline), "pipeline.csv")
    assert (report["shape"], report["amount_total"], report["amount_total_of"]) == ("pipeline", "90000.00", "tender")
    assert line["release"]["tender"]["communication"] == {"futureNoticeDate": "2026-07-01"}


def test_a_list_of_several_councils_says_who_buys(tmp_path):
    text = (
        "OrganisationLabel,ReferenceNumber,Title,SupplierName,ContractValue,StartDate\n"
        "Exampleton Council,1,Roofs,R Ltd,1000,2024-04-01\nSampleby Council,2,Roads,S Ltd,2000,2024-04-01\n"
    )
    report, lines = read(tmp_path, text.encode(), "register.csv")
    assert [line["buyer"]["name"] for line in lines] == ["Exampleton Council", "Sampleby Council"]
    assert (report["buyers"], report["amount_total"]) == (2, "3000.00")


def test_a_pipeline_may_give_its_values_in_words(tmp_path):
    text = "Project Title,Estimated Value,Estimated Tender Date\nCRM,£250k,01/02/2026\nCare,£1.5m,Q3\nGas,a lot,\n"
    report, _ = read(tmp_path, text.encode(), "pipeline.csv")
    assert (report["rows_read"], report["amount_total"]) == (3, "1750000.00")
    assert {"value-unreadable", "notice-date-unreadable"} <= {issue["code"] for issue in report["issues"]}


def test_a_list_of_something_else_is_rejected(tmp_path):
    report, lines = read(tmp_path, as_csv([["Tree", "Height"], ["Oak", "12"]]), "trees.csv")
    assert (report["status"], report["code"], lines) == ("rejected", "register-not-recognised", [])


def test_an_empty_answer_is_readable_and_says_that_it_is_empty(tmp_path):
    report, _ = read(tmp_path, {"version": "1.1", "releases": []})
    assert (report["status"], [issue["code"] for issue in report["issues"]]) == ("accepted-with-issues", ["no-records"])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ("id", "date", "tag", "buyer", "tender", "awards", "contracts", "bids", "planning", "parties")
SHAPES = st.fixed_dictionaries({"ocid": JSON}, optional=dict.fromkeys(FIELDS, JSON))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(SHAPES, max_size=4))
def test_no_release_is_too_odd_to_be_read_or_to_be_counted(tmp_path, releases):
    report, lines = read(tmp_path, {"releases": releases})
    assert report["rows_read"] == report["rows_accepted"] + report["rows_refused"] == len(releases)
    if report["rows_read"]:
        assert len(lines) == report["rows_accepted"]


# Headings as councils write them, each with the shape of its list and the total of its rows.
LISTS = {
    "Contract Ref,Contract Title,Supplier,Contract Start,Contract End,Contract Value\n"
    "C1,Roads,A Ltd,1/4/20,31/3/22,9": ("register", "9.00"),
    "Opportunity Title,Estimated Contract Value,Expected Advert Date,Directorate\n"
    "Vans,90000,01/07/2026,Fleet": ("pipeline", "90000.00"),
    "ITT reference,Tender title,Published date,Closing date,Estimated value\n"
    "I1,Vans,1/7/26,1/8/26,50": ("invitations", "50.00"),
}  # fmt: skip


@pytest.mark.parametrize("text", LISTS, ids=lambda text: text.splitlines()[0][:30])
def test_lists_under_headings_of_all_sorts(tmp_path, text):
    report, _ = read(tmp_path, text.encode(), "list.csv")
    assert (report["shape"], report["amount_total"], report["issues"]) == (*LISTS[text], [])
    assert recognised_kind(tmp_path / "list.csv") == "notices"
