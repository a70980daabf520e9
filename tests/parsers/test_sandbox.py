"""Files made to break readers end in a clear rejection, within limits, and never break the one who reads them."""

import gzip
import io
import json
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from parsers.sandbox import Limits, parse_file, parse_files
from tests.parsers.publications import (
    HEADINGS,
    PAYMENTS,
    assembled,
    csv_text,
    ods,
    pdf,
    sheet_xml,
    xlsx,
    zipped,
)
from tracker.parsed import can_be_retried

LIMITS = Limits(seconds=40, processor_seconds=25, memory=1500 << 20, output=1 << 30)
LIST = csv_text([HEADINGS, *PAYMENTS]).encode()
BOOK = xlsx({"April": [HEADINGS, *PAYMENTS]})
PAGE = pdf([[(40, 60, "Supplier Name"), (240, 60, "Date"), (340, 60, "Amount"),
             (40, 74, "A Ltd"), (240, 74, "03/04/2026"), (340, 74, "1.00")]])  # fmt: skip
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(12))
    + "]><sst><si><t>&m;</t></si></sst>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


def zip_bomb() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("list.csv", "w") as member:
        member.write(b"Supplier,Date,Amount\n")
        for _ in range(300):
            member.write(b"A Fictional Ltd,03/04/2026,1.00\n" * 32768)
    return data.getvalue()


def linked() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        link = zipfile.ZipInfo("list.csv")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return data.getvalue()


def locked_zip() -> bytes:
    data = bytearray(zipped([("list.csv", LIST)]))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(mark) + place
        data[at : at + 2] = struct.pack("<H", struct.unpack("<H", data[at : at + 2])[0] | 1)
    return bytes(data)


def corners(*places: str) -> bytes:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    rows = "".join(f'<row r="{at.strip(letters)}"><c r="{at}"><v>1</v></c></row>' for at in places)
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return xlsx({"April": f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'})


def swelling() -> bytes:
    return xlsx({"April": [HEADINGS]}, shared="<sst>" + "<si><t>A</t></si>" * 9_000_000)


def flate_bomb() -> bytes:
    packed = zlib.compress(b"BT (x) Tj ET " * 8_000_000, 9)
    stream = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>"
    return assembled([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page, stream])


def page_tree() -> bytes:
    kids = b"3 0 R " * 50_000
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
    return assembled([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [%s] /Count 50000 >>" % kids, page])


def locked_pdf() -> bytes:
    lock = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >> /ID [<00> <00>]" % (
        b"41" * 32,
        b"42" * 32,
    )
    return PAGE.replace(b"/Root 1 0 R", b"/Root 1 0 R " + lock)


def scan() -> bytes:
    return pdf([[]])


HOSTILE = {
    "nothing at all": (b"", "empty-file"),
    "blanks only": (b"\r\n \r\n\x1a", "empty-file"),
    "zip bomb": (zip_bomb, "too-large"),
    "archive in an archive": (zipped([("inner.zip", zipped([("list.csv", LIST)]))]), "nested-archive"),
    "archive of too many": (zipped([(f"{at}.csv", b"x") for at in range(1001)]), "too-large"),
    "name that climbs out": (zipped([("../../list.csv", LIST)]), "unsafe-archive"),
    "name from the root": (zipped([("/etc/cron.d/list.csv", LIST)]), "unsafe-archive"),
    "name of another system": (zipped([("..\\list.csv", LIST)]), "unsafe-archive"),
    "two of one name": (zipped([("list.csv", LIST), ("LIST.csv", LIST)]), "unsafe-archive"),
    "link in an archive": (linked, "unsafe-archive"),
    "archive with a password": (locked_zip, "encrypted"),
    "archive without directory": (zipped([("list.csv", LIST)])[:-30], "truncated"),
    "workbook cut in half": (BOOK[: len(BOOK) // 2], "truncated"),
    "workbook with a corner far away": (lambda: corners("A1", "XFD1048576"), "too-large"),
    "workbook wide and deep": (lambda: corners("A1", "ZZ1", "A1048576"), "too-large"),
    "billion laughs": (xlsx({"April": [HEADINGS]}, shared=LAUGHS), "unsafe-xml"),
    "entity from outside in a workbook": (xlsx({"April": OUTSIDE + sheet_xml([HEADINGS])}), "unsafe-xml"),
    "entity from outside in an ODS": (ods({"April": [HEADINGS]}, start=OUTSIDE), "unsafe-xml"),
    "ODS with a password": (ods({"April": [HEADINGS]}, manifest="<manifest:encryption-data/>"), "encrypted"),
    "shared strings that swell": (swelling, "too-large"),
    "PDF cut in half": (PAGE[: len(PAGE) // 2], "truncated"),
    "PDF of a scan": (scan, "no-text-layer"),
    "PDF with a password": (locked_pdf, "encrypted"),
    "PDF with a huge page tree": (page_tree, "too-large"),
    "page instead of data": (b"<!doctype html><html><body>Moved</body></html>", "html-instead-of-data"),
    "page without end": (b"<html><body><table>" + b"<tr><td>x" * 7_500_000, "too-large"),
    "page nested deep": (b"<html>" + b"<div>" * 200_000, "html-instead-of-data"),
    "one line without end": (b"x" * (17 << 20), "too-large"),
    "a million columns": (b"Supplier,Date,Amount" + b",x" * 1_000_000 + b"\n", "too-large"),
    "text cut in UTF-16": ("Supplier,Date,Amount\r\n".encode("utf-16") + b"A", "truncated"),
    "gzip bomb": (lambda: gzip.compress(bytes(500 << 20), 1), "too-large"),
    "archive inside a gzip": (gzip.compress(zipped([("a.csv", b"a,b")])), "unsupported-format"),
    "text document": (zipped([("word/document.xml", b"<w/>")]), "unsupported-format"),
    "picture": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 99, "unsupported-format"),
    "gzip": (b"\x1f\x8b" + b"\x00" * 99, "truncated"),
    "JSON": (b'{"a": 1}', "unsupported-format"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "code"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_rejected_with_its_reason(data, code: str, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(data() if callable(data) else data)
    report = parse_file(file, "spending", tmp_path / "out", limits=LIMITS)
    assert (report["status"], report["code"]) == ("rejected", code)
    assert report["reason"].endswith(".")
    assert (report["rows_read"], report["amount_total"]) == (0, "0.00")
    assert json.loads((tmp_path / "out" / "report.json").read_bytes()) == report
    assert not (tmp_path / "out" / "records.parquet").exists()


def test_a_stream_that_swells_is_stopped(tmp_path: Path) -> None:
    file = tmp_path / "list.pdf"
    file.write_bytes(flate_bomb())
    report = parse_file(
        file, "spending", tmp_path / "out", limits=Limits(seconds=20, processor_seconds=4, memory=1 << 30)
    )
    assert report["status"] == "rejected"
    assert report["code"] in {"parser-killed", "too-large", "no-text-layer"}


def test_a_reader_that_takes_too_long_is_ended_and_told(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(LIST + b"A Fictional Ltd,03/04/2026,1.00,x\n" * 2_000_000)
    report = parse_file(file, "spending", tmp_path / "out", limits=Limits(seconds=1))
    assert (report["code"], report["kind"]) == ("parser-killed", "spending")
    assert "more than 1 seconds" in report["reason"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["issues.parquet", "report.json"]


def test_a_fault_of_the_reader_is_told_as_its_own_with_its_place_and_not_as_the_files(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(LIST)
    report = parse_file(file, "no such kind", tmp_path / "out", limits=LIMITS)
    assert report["code"] == "reader-failed"
    assert "KeyError in parsers/kinds.py, line" in report["reason"]
    assert "a fault of Daylight, not of the file" in report["reason"]
    assert can_be_retried(report["code"])


def test_files_are_parsed_side_by_side_and_reported_in_order(tmp_path: Path) -> None:
    bodies = [LIST, b"", BOOK, b"\x89PNG\r\n\x1a\n", PAGE]
    paths = [tmp_path / f"{number}.csv" for number in range(len(bodies))]
    for path, body in zip(paths, bodies, strict=True):
        path.write_bytes(body)
    reports = list(parse_files(paths, "spending", tmp_path / "scratch"))
    assert [report["file"] for report in reports] == [str(path) for path in paths]
    assert [report["status"] == "rejected" for report in reports] == [False, True, False, True, False]


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    # The same small allowance is enough for a file of 3 MB and for one of 30 MB.
    limits = Limits(memory=900 << 20)
    for times in (1, 10):
        file = tmp_path / f"{times}.csv"
        row = b'"A Fictional, Ltd",03/04/2026,1.00,Repairs of roads\n'
        file.write_bytes(csv_text([HEADINGS]).encode() + row * 60_000 * times)
        report = parse_file(file, "spending", tmp_path / str(times), limits=limits)
        assert (report["rows_accepted"], report["amount_total"]) == (60_000 * times, f"{60_000 * times}.00")
