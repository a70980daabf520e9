"""The public copy opens in tools that are not ours: polars, Spark, and a spreadsheet that finds no formula in it."""

import shutil
import subprocess
import zipfile
from decimal import Decimal

import pytest

from tests.tracker.publishing import published

pytestmark = pytest.mark.readers
TOTALS = {"devon": Decimal("15456.15"), "leeds": Decimal("24939.90")}


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A snapshot that no test changes."""
    _, made = published(tmp_path_factory.mktemp("read"))
    return made


def test_polars(copy):
    polars = pytest.importorskip("polars", reason="needs the extra 'full'")
    payments = polars.scan_parquet(copy.folder / "parquet" / "payment" / "*.parquet")
    found = payments.group_by("organisation").agg(polars.col("amount").sum()).collect()
    assert dict(found.iter_rows()) == TOTALS
    with zipfile.ZipFile(copy.folder / "csv" / "payment" / "leeds.csv.zip") as archive:
        table = polars.read_csv(archive.read("leeds.csv"), try_parse_dates=True)
    assert table.height == 42
    assert table.schema["amount"] == polars.Float64
    assert table.schema["date"] == polars.Date


@pytest.mark.filterwarnings("ignore")
def test_spark(copy):
    pytest.importorskip("pyspark", reason="needs the extra 'full'")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "1")
        .getOrCreate()
    )
    try:
        payments = session.read.parquet(str(copy.folder / "parquet" / "payment"))
        rows = payments.groupBy("organisation").sum("amount").collect()
        assert {row[0]: row[1] for row in rows} == TOTALS
        assert session.read.parquet(str(copy.folder / "parquet" / "notice.parquet")).count() == 2
    finally:
        session.stop()


def test_a_spreadsheet_finds_no_formula(copy, tmp_path):
    """LibreOffice, told to evaluate whatever looks like a formula, writes the sheet as XML: no cell may hold one."""
    if shutil.which("soffice") is None:
        pytest.skip("needs LibreOffice")
    with zipfile.ZipFile(copy.folder / "csv" / "payment" / "leeds.csv.zip") as archive:
        archive.extract("leeds.csv", tmp_path)
    naked = tmp_path / "naked.csv"
    naked.write_text("a,b\n=1+1,-750.10\n")
    for name in ("leeds", "naked"):
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "fods",
             "--infilter=CSV:44,34,76,1,,0,false,true,false,false,false,-1,true", "--outdir", tmp_path,
             tmp_path / f"{name}.csv"],
            check=True, capture_output=True, timeout=100, env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
        )  # fmt: skip
    naked_sheet, sheet = ((tmp_path / f"{name}.fods").read_text() for name in ("naked", "leeds"))
    assert "table:formula" in naked_sheet  # the spreadsheet does run what is not guarded
    assert "table:formula" not in sheet
    assert 'office:value="-750.1"' in sheet
