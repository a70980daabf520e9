"""An installation with a little of everything, loaded by the real doors, for tests of the public copy."""

import datetime as dt
import json
from pathlib import Path

from sqlalchemy import Engine

from tests.tracker.loading import OGL, load_file, load_releases, release
from tracker.db import open_database
from tracker.ingest import archive_files, load_versions, publisher_named, works
from tracker.settings import Settings
from tracker.snapshot import publish
from tracker.snapshots.folders import Snapshot

MADE = dt.datetime(2026, 6, 1, 9, 30, tzinfo=dt.UTC)
#: Cells that a spreadsheet may run (hostile-inputs C8).
FORMULAS = [
    "=1+1", "+1+1", "-1+1", "@SUM(1)", "=cmd|' /C calc'!A0", " =1+1", "\u00a0=1+1", "\u3000=1+1", "＝1+1", "＋1+1",
    "－1+1", "＠SUM(1)", "'=1+1", "\"=1+1", "=HYPERLINK(\"http://x.example\",\"y\")", "-2+3+cmd", "+44 1234 567890 Ltd",
    "=DDE(\"a\";\"b\")", "﹣1+1", "⁺1+1", "=\u200b1+1", "@import", "=A1", "-A1", "=SUM(A1:A9)", "   +1", "= 1", "=-1",
    "-(1)", "=IMPORTXML(\"http://x.example\",\"//a\")",
]  # fmt: skip
PRIVATE = "Miss Fictional Personson"


def payments_csv(council: str, lines: int, *, formulas: bool = False) -> str:
    """A list of payments as a council publishes it; the last line is a credit note."""
    rows = ["Body Name,Payment Date,Supplier,Net Amount,Service Area,Purpose,Transaction Number"]
    for number in range(lines):
        day = dt.date(2026, 4, 1) + dt.timedelta(days=number % 28)
        supplier = f"Example Supplier {number % 7} Limited"
        purpose = f"Works for {council}"
        if formulas and number < len(FORMULAS):
            purpose = '"' + FORMULAS[number].replace('"', '""') + '"'
        rows.append(f"{council},{day:%d/%m/%Y},{supplier},{600 + number}.25,Highways,{purpose},T{number}")
    rows.append(f"{council},30/04/2026,Example Supplier 1 Limited,-750.10,Highways,Credit,C1")
    rows.append(f"{council},30/04/2026,{PRIVATE},900.00,Adult Social Care,Direct payment to {PRIVATE},P1")
    return "\n".join(rows) + "\n"


def load_a_little(settings: Settings, engine: Engine, work: Path) -> None:
    """Two councils' payments, two notices of one purchase, and two grants, one of them to a person."""
    files = work / "files"
    files.mkdir(parents=True, exist_ok=True)
    for slug, name, lines in (("leeds", "Leeds City Council", 40), ("devon", "Devon County Council", 25)):
        path = files / f"{slug}-april.csv"
        path.write_text(payments_csv(name, lines, formulas=slug == "leeds"), encoding="utf-8")
        body = publisher_named(engine, slug)
        versions = archive_files(settings, [(path, path.name)], body.slug, "spending")
        with works(settings) as at:
            outcomes = load_versions(settings, engine, versions, at)
        assert [outcome.result for outcome in outcomes] == ["loaded"], outcomes
    load_releases(engine, work, [release(1, notice="UK2"), release(2, date="2026-05-20T10:00:00+01:00")])
    load_file(engine, _grants(files), work, kind="grants")


def _grants(folder: Path) -> Path:
    funder = {"id": "GB-CHC-1000001", "name": "Example Foundation"}
    shared = {"currency": "GBP", "awardDate": "2026-03-01", "fundingOrganization": [funder]}
    grants = [
        {"id": "360G-Example-1", "title": "A hall", "description": "Roof", "amountAwarded": 1234.56,
         "recipientOrganization": [{"id": "GB-COH-00000001", "name": "Example Hall"}], **shared},
        {"id": "360G-Example-2", "title": "A person", "description": f"For {PRIVATE}", "amountAwarded": 500,
         "recipientIndividual": {"id": "360G-Example-IND-1", "name": PRIVATE}, **shared},
    ]  # fmt: skip
    path = folder / "grants.json"
    path.write_text(json.dumps({"version": "1.4", "license": OGL, "grants": grants}), encoding="utf-8")
    return path


def published(folder: Path) -> tuple[Settings, Snapshot]:
    """A new installation in the folder with a little of everything, and its public copy."""
    settings = Settings(_env_file=None, data_dir=folder / "data", database_url="", secret_key="only for tests")
    engine = open_database(settings)
    load_a_little(settings, engine, folder / "work")
    engine.dispose()
    return settings, publish(settings, MADE)
