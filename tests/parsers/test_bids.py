"""Reading bid documents: text and tables out, whatever is hidden listed, tricks refused with a sentence."""

import io
import json
import zipfile
import zlib
from pathlib import Path

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.bid_documents import Refused
from parsers.bid_documents.reading import MOST_BYTES, read_document
from parsers.sandbox import parse_file
from tests.corpus import corpus_path
from tests.parsers.manifests import facts_of, manifest_rows
from tests.security.planted import docx, odt, pdf, run, xlsx, zipped


def refusal(data: bytes, name: str) -> str:
    with pytest.raises(Refused) as caught:
        read_document(data, name)
    assert caught.value.issue.message.endswith(".")
    return caught.value.issue.code


def read_or_refused(data: bytes, name: str) -> str:
    try:
        return read_document(data, name).format
    except Refused as refused:
        return refused.issue.message


def test_a_word_document_comes_out_in_reading_order_with_tables_and_headings() -> None:
    inside = (
        "<w:p><w:pPr><w:pStyle w:val='Heading2'/></w:pPr><w:r><w:t>Prices</w:t></w:r></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Hosting</w:t></w:r></w:p></w:tc>"
        "<w:tc><w:p><w:r><w:t>£4,200</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    assert read_document(docx(inside, plain="First.\nSecond."), "bid.docx").text == (
        "First.\n\nSecond.\n\n## Prices\n\n| Hosting | £4,200 |\n"
    )


def test_an_opendocument_text_comes_out_in_reading_order() -> None:
    price = "<text:p>Hosting<text:tab/>£4,200<text:line-break/>a year</text:p>"
    inside = f"<text:h text:outline-level='1'>Prices</text:h>{price}"
    assert (
        read_document(odt(inside, plain="First."), "bid.odt").text == "First.\n\n# Prices\n\nHosting £4,200\na year\n"
    )


def test_a_pdf_comes_out_page_by_page_without_its_running_lines() -> None:
    writer = pypdf.PdfWriter()
    for page in range(1, 5):
        middle = f"Answer {'abcd'[page - 1]}\n{page * 'long '}\n{page * 'wide '}"
        text = f"Bid of the firm - page {page}\n{middle}\nConfidential {page}"
        writer.append(io.BytesIO(pdf(plain=text)))
    out = io.BytesIO()
    writer.write(out)
    document = read_document(out.getvalue(), "bid.pdf")
    assert "Answer a\nlong\nwide\n\nAnswer b\nlong long" in document.text
    assert "page" not in document.text
    assert "Confidential" not in document.text
    assert sum(find.channel == "a page header or footer" for find in document.hidden) == 8


def test_a_text_in_white_on_a_dark_ground_is_seen_and_stays() -> None:
    data = pdf(content="0 0 0.4 rg 40 480 400 60 re f 1 1 1 rg BT /F1 11 Tf 60 500 Td (Our prices) Tj ET")
    assert "Our prices" in read_document(data, "bid.pdf").text


def test_bids_of_the_open_contracting_standard_come_out_without_their_tenderers() -> None:
    package = {
        "releases": [
            {
                "ocid": "ocds-b5fd17-1",
                "parties": [{"name": "Vexwillow Marine", "roles": ["tenderer"]}],
                "bids": {
                    "details": [
                        {"id": "vex-1", "status": "valid", "tenderers": [{"name": "Vexwillow Marine"}],
                         "value": {"amount": 41200, "currency": "GBP"}, "items": [{"description": "Slipway"}]},
                    ]
                },
            }
        ]
    }  # fmt: skip
    document = read_document(json.dumps(package).encode(), "bids.json")
    assert document.text.split("\n")[0] == "## Bid 1"
    assert "amount: 41200" in document.text
    assert "Slipway" in document.text
    assert "Vexwillow" not in document.text
    assert any("Vexwillow" in find.words for find in document.hidden)


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "bid.docx", "bid-empty"),
        (b"a" * (MOST_BYTES + 1), "bid.txt", "bid-too-large"),
        (b"%PDF-1.7 nothing", "bid.pdf", "bid-damaged"),
        (pdf()[:300], "bid.pdf", "bid-damaged"),
        (docx()[:200], "bid.docx", "bid-damaged"),
        (pdf(), "bid.docx", "bid-false-type"),
        (docx(), "bid.pdf", "bid-false-type"),
        (docx(), "bid.md", "bid-false-type"),
        (b"MZ\x90\0", "bid.docx", "bid-false-type"),
        (b"{\\rtf1 text}", "bid.rtf", "bid-unsupported"),
        (zipped({"a.txt": "text"}), "bid.zip", "bid-unsupported"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "bid.docx", "bid-encrypted"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 Word", "bid.doc", "bid-unsupported"),
        (docx(plain=""), "bid.docx", "bid-no-text"),
        (pdf(plain=""), "scan.pdf", "bid-no-text"),
        (docx(run("x", "<w:vanish/>"), plain=""), "bid.docx", "bid-no-text"),
        (b'{"releases": []}', "bids.json", "bid-not-ocds"),
        (b'{"releases": [', "bids.json", "bid-damaged"),
        (b"[" * 200_000, "bids.json", "bid-false-type"),
        (b'["a",' * 5000 + b"1" + b"]" * 5000, "bids.json", "bid-hostile"),
        (b"\0\1\2\3" * 50, "bid.txt", "bid-false-type"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_is_refused_with_a_sentence(data: bytes, name: str, code: str) -> None:
    assert refusal(data, name) == code


def test_a_pdf_with_a_password_is_refused() -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf()))
    writer.encrypt("secret", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    assert refusal(out.getvalue(), "bid.pdf") == "bid-encrypted"


def test_an_opendocument_with_a_password_is_refused() -> None:
    manifest_part = "<manifest><file-entry><encryption-data/></file-entry></manifest>"
    assert refusal(odt(more={"META-INF/manifest.xml": manifest_part}), "bid.odt") == "bid-encrypted"


@pytest.mark.parametrize("make", [docx, xlsx, odt], ids=["docx", "xlsx", "odt"])
def test_entities_and_document_types_are_refused(make: object) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    name = {docx: "bid.docx", xlsx: "bid.xlsx", odt: "bid.odt"}[make]  # type: ignore[index]
    assert refusal(make(more={"docProps/core.xml": bomb}), name) == "bid-hostile"  # type: ignore[operator]


def test_a_document_that_unpacks_without_end_is_refused() -> None:
    assert (
        refusal(docx(more={"word/media/image1.xml": b"<a>" + b" " * (60 << 20) + b"</a>"}), "bid.docx")
        == "bid-too-large"
    )


def test_a_document_of_too_many_parts_or_with_two_of_one_name_is_refused() -> None:
    many = {f"word/media/{n}.png": b"" for n in range(1001)}
    assert refusal(docx(more=many), "bid.docx") == "bid-too-large"
    out = io.BytesIO(docx())
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("word/document.xml", "<other/>")
    assert refusal(out.getvalue(), "bid.docx") == "bid-hostile"


def test_a_pdf_that_unpacks_without_end_is_refused() -> None:
    packed = zlib.compress(b" " * (200 << 20), 9).decode("latin-1")
    entries = f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n{packed}\nendstream"
    assert refusal(pdf(objects=(entries,), page="/Contents 7 0 R"), "bid.pdf") == "bid-too-large"


@given(st.binary(max_size=400), st.sampled_from(["a.docx", "a.pdf", "a.xlsx", "a.odt", "a.json", "a.csv", "a.md", "a"]))
@settings(max_examples=80, deadline=None)
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    assert read_or_refused(data, name)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_documents_with_changed_bytes_are_read_or_refused(data: st.DataObject) -> None:
    name, whole = data.draw(
        st.sampled_from([("a.docx", docx()), ("a.xlsx", xlsx()), ("a.odt", odt()), ("a.pdf", pdf())])
    )
    changed = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 8))):
        changed[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    assert read_or_refused(bytes(changed), name)


def test_the_check_tells_of_each_hidden_channel_once(tmp_path: Path) -> None:
    path = tmp_path / "bid.docx"
    path.write_bytes(
        docx(
            run("x", "<w:vanish/>") + run("y", "<w:vanish/>"),
            {"docProps/core.xml": "<c><creator>Vex Willow</creator></c>"},
        )
    )
    report = parse_file(path, "bid", tmp_path / "out")
    assert (report["status"], report["format"], report["kind"]) == ("accepted-with-issues", "docx", "bid")
    assert [issue["code"] for issue in report["issues"]] == ["bid-hidden-content"]
    assert report["issues"][0]["count"] == 2
    stored = json.loads((tmp_path / "out" / "document.json").read_text())
    assert stored["text"] == "The council gets a monthly report.\n"
    assert {find["channel"] for find in stored["hidden"]} == {"hidden text", "a document property", "a file name"}


def test_the_check_refuses_with_the_sentence(tmp_path: Path) -> None:
    path = tmp_path / "bid.pdf"
    path.write_bytes(docx())
    report = parse_file(path, "bid", tmp_path / "out")
    assert (report["status"], report["code"]) == ("rejected", "bid-false-type")
    assert report["reason"] == (
        "The file is named .pdf, but its content is a Word document. Please save it as what it is and send it again."
    )


@pytest.mark.corpus
def test_real_bids_and_pricing_sheets_are_read_whole() -> None:
    folder = corpus_path("bids")
    for row in manifest_rows("bids"):
        facts = facts_of(row["facts_to_check"])
        document = read_document((folder / row["file"]).read_bytes(), Path(row["file"]).name)
        words, text = int(facts["words"]), " ".join(document.text.split())
        if row["format"] in ("md", "pdf"):
            assert 0.98 * words <= len(text.split()) <= 1.02 * words, row["file"]
        for needle in filter(None, f"{facts.get('identifying_strings', '')}|{facts.get('emails', '')}".split("|")):
            assert needle in text, (row["file"], needle)
        assert document.hidden
