"""What no licence lets anybody pass on is on the site and not in the public copy, and every row is accounted for."""

import gzip
import json

import duckdb
import pytest
from click.testing import CliRunner
from sqlalchemy import insert, text

from tests.tracker.loading import load_file, load_releases, release
from tests.tracker.publishing import MADE, load_a_little, payments_csv
from tracker.cli import main
from tracker.data_licences import licence_of_words
from tracker.db import open_database, writing
from tracker.ingest import archive_files, load_versions, publisher_named, works
from tracker.models.discussion import Suppression
from tracker.models.notices import NoticeFile
from tracker.reuse.index import store_entries
from tracker.reuse.standing import standing
from tracker.reuse.vocabulary import software
from tracker.row_ids import slug
from tracker.snapshot import publish
from tracker.snapshots.folders import find_snapshot
from tracker.snapshots.own_software import OWN_LIST
from tracker.snapshots.public_tables import public_tables

OPEN = [
    "OGL-UK-3.0", "uk-ogl", "http://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/", "cc-by",
    "https://creativecommons.org/licenses/by/4.0/", "CC-BY-SA-4.0", "PDDL-1.0", "CC0-1.0", "odc-odbl ODbL",
    "UK Open Government Licence (OGL)", "<p>Released under the <b>Open Government Licence</b> v3.0</p>",
    "All content is available under the Open Government Licence v3.0, except where otherwise stated",
]  # fmt: skip
CLOSED = [
    "All rights reserved", "© Example Council 2026. All Rights Reserved.", "CC-BY-NC-4.0", "other-closed",
    "https://creativecommons.org/licenses/by-nc-nd/4.0/", "For personal use only", "OGL for non-commercial use",
]  # fmt: skip
UNSTATED = [
    "",
    None,
    "notspecified",
    "License not specified",
    "not stated by the publisher",
    "stated with each dataset",
]
ONLY_THE_CODE = {"bulk_without_licence": "code"}
UNKNOWN = ["See our web site", "Crown copyright", "not under the OGL", "OGL v3 excluding supplier names", "ogler"]


@pytest.mark.parametrize(
    ("stated", "standing"),
    [(each, standing) for standing, words in (("open", OPEN), ("closed", CLOSED), ("unstated", UNSTATED),
     ("unknown", UNKNOWN)) for each in words],
)  # fmt: skip
def test_a_licence_is_known_by_its_words(stated, standing):
    assert licence_of_words(stated).standing == standing


def _ingest(settings, engine, folder, council, licence="", lines=6):
    folder.mkdir(parents=True, exist_ok=True)
    body = publisher_named(engine, council)
    path = folder / f"{body.slug}.csv"
    path.write_text(payments_csv(body.name, lines), encoding="utf-8")
    versions = archive_files(settings, [(path, path.name)], body.slug, "spending", licence)
    with works(settings) as at:
        return [each.result for each in load_versions(settings, engine, versions, at)]


def _accounted(made, engine):
    with engine.connect() as connection:
        for table in public_tables():
            where = f" WHERE {table.where}" if table.where else ""
            held = connection.execute(text(f'SELECT count(*) FROM "{table.source}" r{where}')).scalar_one()
            left_out = sum(made.facts["withheld"].get(table.name, {}).values())
            assert held + made.facts["added"].get(table.name, 0) == made.rows[table.name] + left_out, table.name


def _ask(made, query):
    with duckdb.connect(str(made.database), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_only_open_licences_and_the_code_put_payments_into_the_copy(installation, engine, tmp_path):
    for council, licence in (
        ("leeds", ""), ("devon", "All rights reserved"), ("cardiff", ""), ("glasgow", "cc-by"),
        ("Somewhere Fictional Fire Authority", ""), ("essex", "ask us first"),
    ):  # fmt: skip
        assert _ingest(installation, engine, tmp_path / "files", council, licence) == ["loaded"]
    made = publish(installation.model_copy(update=ONLY_THE_CODE), MADE)
    assert _ask(made, "SELECT DISTINCT organisation FROM payment ORDER BY 1") == [("glasgow",), ("leeds",)]
    files = dict(_ask(made, "SELECT organisation, withheld FROM resource"))
    assert len(files) == 6
    assert (files["leeds"], files["glasgow"]) == (None, None)
    assert files["cardiff"] == files["somewhere-fictional-fire-authority"] == "no licence is stated"
    assert "does not let anybody" in files["devon"]
    assert "knows to be open" in files["essex"]
    assert sorted(made.facts["withheld"]["payment"].values()) == [8, 8, 16]
    _accounted(made, engine)
    told = (made.folder / "ATTRIBUTION.txt").read_text()
    assert "payment: 16 rows, because no licence is stated" in told
    assert "Transparency Code" in next(line for line in told.splitlines() if line.startswith("Leeds City Council"))
    package = json.loads((made.folder / "datapackage.json").read_text())
    payments = next(each for each in package["resources"] if each["name"] == "payment")
    assert sum(payments["rowsWithheld"].values()) == 32
    parquet = [path.stem for path in (made.folder / "parquet" / "payment").iterdir()]
    assert sorted(parquet) == ["glasgow", "leeds"]


@pytest.mark.parametrize(
    ("setting", "published"),
    [("never", set()), ("code", {"leeds"}), ("handed-in", {"leeds", "cardiff"}), ("always", {"leeds", "cardiff"})],
)
def test_the_host_says_what_an_unstated_licence_means(settings, sqlite_engine, tmp_path, setting, published):
    for council in ("leeds", "cardiff"):
        _ingest(settings, sqlite_engine, tmp_path / "files", council)
    _ingest(settings, sqlite_engine, tmp_path / "files", "devon", "All rights reserved")
    made = publish(settings.model_copy(update={"bulk_without_licence": setting}), MADE)
    assert {slug for (slug,) in _ask(made, "SELECT DISTINCT organisation FROM payment")} == published
    _accounted(made, sqlite_engine)
    told = (made.folder / "ATTRIBUTION.txt").read_text().splitlines()
    basis = {"Leeds City Council": "Transparency Code", "City of Cardiff Council": "whoever runs this site answers"}
    for body, name in (("leeds", "Leeds City Council"), ("cardiff", "City of Cardiff Council")):
        line = next(line for line in told if line.startswith(name))
        assert (basis[name] if body in published else "left out of this copy") in line


def test_a_supplier_is_in_the_copy_while_a_payment_to_it_is(settings, sqlite_engine, tmp_path):
    _ingest(settings, sqlite_engine, tmp_path / "files", "leeds", lines=2)
    _ingest(settings, sqlite_engine, tmp_path / "files", "cardiff", lines=7)
    made = publish(settings.model_copy(update=ONLY_THE_CODE), MADE)
    paid = {name for (name,) in _ask(made, "SELECT DISTINCT supplier FROM payment WHERE supplier IS NOT NULL")}
    assert {name for (name,) in _ask(made, "SELECT name FROM supplier")} == paid
    assert made.facts["withheld"]["supplier"]["no licence is stated"] > 0
    _accounted(made, sqlite_engine)


def test_a_licence_can_be_stated_later(settings, sqlite_engine, tmp_path):
    assert _ingest(settings, sqlite_engine, tmp_path / "files", "cardiff") == ["loaded"]
    assert _ingest(settings, sqlite_engine, tmp_path / "files", "cardiff", "OGL-UK-3.0") == ["unchanged"]
    assert _ingest(settings, sqlite_engine, tmp_path / "files", "cardiff") == ["unchanged"]  # what was stated stands
    made = publish(settings, MADE)
    assert (made.rows["payment"], made.facts["withheld"]) == (8, {})
    assert _ask(made, "SELECT DISTINCT licence FROM payment") == [("OGL-UK-3.0",)]


def test_the_command_says_what_will_be_left_out_and_takes_a_licence(settings, tmp_path):
    path = tmp_path / "april.csv"
    path.write_text(payments_csv("Cardiff Council", 6), encoding="utf-8")
    words = ["--data-dir", str(settings.data_dir), "ingest", str(path), "--publisher", "cardiff"]
    runner = CliRunner(env={"DAYLIGHT_BULK_WITHOUT_LICENCE": "code"})
    first = runner.invoke(main, words)
    assert (first.exit_code, "the public copy leaves it out: no licence is stated" in first.output) == (0, True)
    done = runner.invoke(main, ["--data-dir", str(settings.data_dir), "publish"])
    assert "Left out: " in done.output
    second = runner.invoke(main, [*words, "--licence", "OGL v3"])
    assert (second.exit_code, "leaves it out" in second.output) == (0, False)
    open_database(settings).dispose()
    assert publish(settings, MADE).rows["payment"] == 8
    assert find_snapshot(settings.snapshot_dir).left_out == {}


def test_a_purchase_is_left_out_with_any_of_its_notices(installation, engine, tmp_path):
    load_a_little(installation, engine, tmp_path)  # two notices of one purchase under the OGL
    releases = [release(3, date="2026-05-25T10:00:00+01:00"), release(9, process="ocds-h6vhtk-0other")]
    other = {"version": "1.1", "license": "https://portal.example/all-rights-reserved", "releases": releases}
    path = tmp_path / "closed.json"
    path.write_text(json.dumps(other), encoding="utf-8")
    load_file(engine, path, tmp_path)
    load_releases(engine, tmp_path, [release(5, process="ocds-h6vhtk-0stays")])
    made = publish(installation, MADE)
    assert _ask(made, "SELECT ocid FROM process") == [("ocds-h6vhtk-0stays",)]
    assert _ask(made, "SELECT DISTINCT ocid FROM notice JOIN process USING (process_id)") == [("ocds-h6vhtk-0stays",)]
    _accounted(made, engine)
    with gzip.open(made.folder / "standards" / "ocds" / "releases-0001.json.gz") as packed:
        package = json.load(packed)
    assert {each["ocid"] for each in package["releases"]} == {"ocds-h6vhtk-0stays"}
    assert "open-government-licence" in package["license"]


def _entry(name, licence):
    return {"kind": "software", "name": name, "url": f"https://code.example/{name}", "licence": licence,
            "osi_approved": licence is not None, "summary": "Software for planning applications"}  # fmt: skip


def test_the_copy_lists_the_software_that_the_site_lists(installation, engine):
    with writing(engine) as connection:
        entries = [_entry("Opened", "MIT"), _entry("Nothing said", None)]
        store_entries(connection, "a catalogue", entries, "e" * 64, MADE)
        connection.execute(
            insert(NoticeFile).values(
                sha256="e" * 64, kind="software", parser_version="1", publisher="a-publisher", fetched_at=MADE,
                rows_read=2, rows_accepted=2, rows_refused=0, licence="stated with each project",
            )
        )  # fmt: skip
        hidden = slug(software()[0].name)
        connection.execute(insert(Suppression).values(kind="software", key=hidden, reason="", since=MADE))
    made = publish(installation, MADE)
    listed = _ask(made, "SELECT name, source FROM software_entry WHERE osi_approved")
    with engine.connect() as connection:
        assert {name for name, source in listed if source == OWN_LIST} == {each.name for each in standing(connection)}
    assert {name for name, source in listed if source != OWN_LIST} == {"Opened"}
    assert made.facts["withheld"]["software_entry"] == {"no licence is stated": 1}
    assert hidden not in {slug(name) for name, _ in listed}
    functions = _ask(made, "SELECT count(*) FROM software_function JOIN software_entry USING (entry_id)")
    assert functions == [(made.rows["software_function"],)]
    _accounted(made, engine)
