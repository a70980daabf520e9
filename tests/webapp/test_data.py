"""The pages of data: downloads, questions in SQL, citations, bundles, kept and embedded questions."""

import io
import json
import re
import zipfile
from urllib.parse import quote

import pyarrow.parquet as pq
import pytest
from lxml import html

from tests.tracker.publishing import MADE, load_a_little, payments_csv, published
from tracker.ingest import archive_files, load_versions, publisher_named, works
from tracker.query import ask
from tracker.query_examples import EXAMPLES
from tracker.snapshot import publish
from tracker.snapshots.public_tables import public_tables
from webapp.app import create_app

TOTALS = "SELECT organisation, sum(amount) AS pounds FROM payment GROUP BY organisation ORDER BY organisation"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A site with a public copy: (client, snapshot)."""
    settings, made = published(tmp_path_factory.mktemp("site"))
    app = create_app(settings, clock=lambda: MADE)
    yield app.test_client(), made
    app.extensions["daylight"].engine.dispose()


def _page(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, answer.get_data(as_text=True)[:500]
    tree = html.fromstring(answer.get_data(as_text=True))
    assert len(tree.xpath("//h1")) == 1
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert not tree.xpath("//@style | //script[not(@src)]")
    return tree


def test_a_site_without_a_copy_says_so(settings, sqlite_engine):
    app = create_app(settings, clock=lambda: MADE)
    client = app.test_client()
    assert "daylight publish" in _page(client, "/data").text_content()
    assert "nothing to ask" in _page(client, "/data/sql").text_content()
    assert client.get("/data/snapshots/2026-06-01T093000Z").status_code == 404
    app.extensions["daylight"].engine.dispose()


def test_a_copy_of_an_empty_database_has_pages_and_whole_tables(settings, sqlite_engine):
    made = publish(settings, MADE)
    app = create_app(settings, clock=lambda: MADE)
    client = app.test_client()
    _page(client, f"/data/snapshots/{made.id}")
    body = client.get(f"/data/snapshots/{made.id}/tables/payment.csv").get_data(as_text=True)
    assert body.startswith("payment,organisation,")
    assert body.count("\n") == 1
    app.extensions["daylight"].engine.dispose()


def test_every_download_that_is_shown_can_be_had(place):
    client, made = place
    front = _page(client, "/data")
    assert made.id in front.text_content()
    listed = _page(client, f"/data/snapshots/{made.id}").xpath("//main//table//a/@href")
    assert len(listed) > 60
    for address in listed:
        answer = client.get(address)
        name = address.split("/files/")[1]
        assert answer.status_code == 200
        assert answer.get_data() == (made.folder / name).read_bytes()
        assert answer.headers["Cache-Control"] == "public, max-age=60"
        answer.close()
    first = client.get(listed[0])
    again = client.get(listed[0], headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    part = client.get(f"/data/snapshots/{made.id}/files/daylight.sqlite", headers={"Range": "bytes=0-15"})
    assert (part.status_code, part.get_data()) == (206, b"SQLite format 3\0")
    for each in (first, again, part):
        each.close()


@pytest.mark.parametrize(
    "path", ["../latest.json", "..%2f..%2fdaylight.sqlite", "nosuch", "parquet", "%2e%2e/latest.json"]
)
def test_nothing_else_is_sent(place, path):
    client, made = place
    assert client.get(f"/data/snapshots/{made.id}/files/{path}").status_code == 404
    assert client.get(f"/data/snapshots/../files/{path}").status_code == 404


def test_a_whole_table_as_csv(place):
    client, made = place
    body = client.get(f"/data/snapshots/{made.id}/tables/payment.csv").get_data(as_text=True)
    assert body.count("\n") == 70
    assert "-750.10" in body
    assert client.get(f"/data/snapshots/{made.id}/tables/signature.csv").status_code == 404


def test_one_reader_can_take_every_table_of_a_copy(place):
    client, made = place
    for table in public_tables():
        answer = client.get(f"/data/snapshots/{made.id}/tables/{table.name}.csv")
        assert answer.status_code == 200, table.name
        assert answer.get_data().count(b"\n") > made.rows[table.name]


def test_the_tables_are_described(place):
    client, _ = place
    words = _page(client, "/data/tables").text_content()
    for table in public_tables():
        assert table.about in words
        assert all(column.about in words for column in table.columns)


def test_a_question_is_answered_as_table_chart_and_files(place):
    client, made = place
    tree = _page(client, f"/data/sql?q={quote(TOTALS)}")
    cells = tree.xpath("//table[contains(., 'devon')]//tr/td/text()")
    assert "15456.15" in cells
    assert tree.xpath("//figure[@class='chart']//rect")
    links = {a.text_content(): a.get("href") for a in tree.xpath("//main//a")}
    assert made.id in links["The address of this answer"]
    csv_answer = client.get(links["CSV"])
    assert csv_answer.get_data(as_text=True).splitlines()[1] == "devon,15456.15"
    assert pq.read_table(io.BytesIO(client.get(links["Parquet"]).get_data())).num_rows == 2
    whole = client.get(links["JSON"])
    assert whole.get_json()["rows"][1] == {"organisation": "leeds", "pounds": "24939.90"}
    assert client.get(links["JSON"], headers={"If-None-Match": whole.headers["ETag"]}).status_code == 304
    assert client.get(f"/data/sql.json?q={quote(TOTALS)}").get_json()["snapshot"] == made.id


def test_a_refused_question_is_told_why_and_kept_in_the_form(place):
    client, made = place
    tree = _page(client, "/data/sql?q=" + quote("DROP TABLE payment -- <script>alert(1)</script>"), 400)
    assert "Only SELECT is answered" in tree.text_content()
    assert tree.xpath("//textarea")[0].text.strip().startswith("DROP TABLE")
    assert not tree.xpath("//script[contains(., 'alert')]")
    assert client.get("/data/sql.json?q=DROP+TABLE+payment").get_json()["error"].startswith("Only SELECT")
    assert client.get("/data/answer.csv?q=DROP+TABLE+payment").status_code == 400
    assert client.get("/data/answer.csv").status_code == 400
    assert client.get("/data/answer.exe?q=SELECT+1").status_code == 404
    assert client.get("/data/sql?q=SELECT+1&snapshot=../..").status_code == 404
    assert made.database.is_file()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.title)
def test_every_example_is_answered(place, example):
    _, made = place
    assert ask(made, example.sql).columns


def test_a_story_from_question_to_bundle(place):
    client, made = place
    cited = _page(client, f"/data/cite?q={quote(TOTALS)}")
    words = cited.text_content()
    assert made.id in words
    assert "leeds-april.csv" in words
    assert "daylight verify daylight-citation:" in words
    assert "A payment is not a contract" in words
    bundle = client.get(cited.xpath("//a[contains(@href, 'story.zip')]/@href")[0])
    assert bundle.get_data() == client.get(f"/data/story.zip?snapshot={made.id}&q={quote(TOTALS)}").get_data()
    with zipfile.ZipFile(io.BytesIO(bundle.get_data())) as archive:
        assert "chart.svg" in archive.namelist()
        assert json.loads(archive.read("citation.json"))["snapshot"] == made.id
        assert html.fromstring(archive.read("chart.svg")).xpath("//*[local-name()='rect']")


def test_a_kept_question_is_shared_and_embedded(place):
    client, made = place
    form = client.get("/data/queries/new?q=SELECT+1").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', form)[1]
    kept = {"csrf_token": token, "title": "Somebody is a thief", "q": TOTALS}
    first = client.post("/data/queries/new", data=kept)
    assert first.status_code == 303
    assert client.post("/data/queries/new", data=kept).headers["Location"] == first.headers["Location"]
    tree = _page(client, first.headers["Location"])
    assert tree.xpath("//h1")[0].text_content() == "A question about payments"
    assert "thief" not in client.get(first.headers["Location"] + ".json").get_data(as_text=True) + tree.text_content()
    embedded = client.get(first.headers["Location"] + "/embed")
    assert "frame-ancestors *" in embedded.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in embedded.headers
    assert "form" not in {element.tag for element in html.fromstring(embedded.get_data()).iter()}
    assert client.get("/data").headers["X-Frame-Options"] == "DENY"
    assert client.post("/data/queries/new", data={**kept, "q": " "}).status_code == 400
    assert client.post("/data/queries/new", data={"title": "x", "q": "SELECT 1"}).status_code == 400
    assert client.get("/data/queries/0000000000000").status_code == 404
    assert made.id in tree.text_content()


def test_what_a_copy_leaves_out_is_told_with_its_files(settings, sqlite_engine, tmp_path):
    load_a_little(settings, sqlite_engine, tmp_path)
    path = tmp_path / "cardiff.csv"
    path.write_text(payments_csv("Cardiff Council", 6), encoding="utf-8")
    versions = archive_files(settings, [(path, path.name)], publisher_named(sqlite_engine, "cardiff").slug, "spending")
    with works(settings) as at:
        load_versions(settings, sqlite_engine, versions, at)
    made = publish(settings.model_copy(update={"bulk_without_licence": "code"}), MADE)
    client = create_app(settings, clock=lambda: MADE).test_client()
    for address in ("/data", f"/data/snapshots/{made.id}"):
        tree = _page(client, address)
        assert "8 rows, because no licence is stated" in " ".join(tree.text_content().split())
        link = next(a.get("href") for a in tree.xpath("//main//a") if a.text_content() == "Which files they are from")
        assert "cardiff.csv" in _page(client, link).text_content()
    assert client.get("/data.json").get_json()["newest"]["withheld"]["payment"] == {"no licence is stated": 8}
