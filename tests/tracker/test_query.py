"""SQL for strangers: what is asked is answered; whatever else is tried fails with a sentence and changes nothing."""

import io
import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from tests.tracker.publishing import published
from tracker.cli import main
from tracker.query import DOWNLOAD, Limits, QueryBusyError, QueryRefusedError, ask
from tracker.query_shapes import as_table, in_shape
from tracker.snapshots.metadata import checksums, sha256_of

# hostile-inputs C7 and dependencies 4: reading other files, writing, leaving, listening, stalling, and asking twice.
ATTACKS = [
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM read_blob('/proc/self/environ')",
    "SELECT * FROM read_json('/etc/hostname')",
    "SELECT * FROM read_parquet('../../*.parquet')",
    "SELECT * FROM sniff_csv('/etc/passwd')",
    "SELECT * FROM glob('/*')",
    "FROM '/etc/passwd'",
    "FROM 'parquet/payment/*.parquet'",
    'SELECT * FROM "daylight.sqlite"',
    "SELECT * FROM read_csv('/dev/stdin')",
    "SELECT * FROM 'http://127.0.0.1:9/x.parquet'",
    "SELECT * FROM read_parquet('s3://bucket/x')",
    "SELECT read_text('/etc/passwd')",
    "SELECT getenv('HOME')",
    "SELECT current_setting('temp_directory')",
    "SELECT * FROM query('SELECT 1')",
    "SELECT * FROM query_table('payment')",
    "SELECT * FROM duckdb_settings()",
    "SELECT * FROM duckdb_databases()",
    "SELECT * FROM duckdb_secrets()",
    "SELECT * FROM pragma_database_list",
    "SELECT * FROM pragma_storage_info('payment')",
    "SELECT * FROM sqlite_master",
    "SELECT * FROM information_schema.tables",
    "SELECT * FROM pg_catalog.pg_tables",
    "COPY payment TO 'x.csv'",
    "COPY payment TO 'daylight.duckdb'",
    "COPY (SELECT 1) TO '/tmp/daylight-was-here'",
    "EXPORT DATABASE 'x'",
    "IMPORT DATABASE 'x'",
    "ATTACH 'other.duckdb'",
    "ATTACH ':memory:' AS x",
    "DETACH daylight",
    "USE memory",
    "CREATE TABLE x (a INT)",
    "CREATE TEMP TABLE x AS SELECT 1",
    "CREATE MACRO m() AS 1",
    "CREATE OR REPLACE VIEW payment AS SELECT 1",
    "DROP TABLE payment",
    "DELETE FROM payment",
    "INSERT INTO payment SELECT * FROM payment",
    "UPDATE payment SET amount = 0",
    "ALTER TABLE payment ADD COLUMN x INT",
    "TRUNCATE payment",
    "VACUUM",
    "CHECKPOINT",
    "SET memory_limit = '8GB'",
    "RESET memory_limit",
    "PRAGMA enable_profiling",
    "SET enable_external_access = true",
    "INSTALL httpfs",
    "LOAD httpfs",
    "CALL pragma_version()",
    "PREPARE p AS SELECT 1",
    "EXECUTE p",
    "BEGIN",
    "COMMIT",
    "SELECT 1; SELECT 2",
    "SELECT 1; DROP TABLE payment",
    "EXPLAIN ANALYZE SELECT 1",
    "PIVOT payment ON organisation USING sum(amount)",
    "SELECT pg_sleep(60)",
    "SELECT sleep_ms(60000)",
    "SELECT write_log('x')",
    "SELECT nextval('x')",
    "SELECT repeat('x', 4000000000)",
    "SELECT length(repeat('x', 1000000000)) FROM range(10)",
    "SELECT list(range) FROM range(100000000)",
    "SELECT string_agg(supplier, '') FROM payment, range(10000000)",
    "",
    "   -- nothing",
    "SELECT",
    "SELECT nosuch FROM payment",
    "SELECT * FROM nosuch",
    "nonsense",
    "SELECT " + "(" * 5000 + "1" + ")" * 5000,
    "SELECT 1" + " " * 20_000,
    "SELECT 1/0::INT, error('x')",
]  # fmt: skip
ENDLESS = [
    "SELECT count(*) FROM range(100000000000)",
    "WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t) SELECT count(*) FROM t",
    "SELECT sum(levenshtein(a.purpose, b.purpose)) FROM payment a, payment b, range(100000)",
]
SHORT = Limits(rows=10, seconds=2)


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A snapshot that no question can change."""
    _, made = published(tmp_path_factory.mktemp("asked"))
    return made


def test_more_than_forty_hostile_statements_fail_politely(copy):
    assert len(set(ATTACKS)) > 60
    before = checksums(copy.folder)

    def refusal(sql):
        with pytest.raises(QueryRefusedError) as caught:
            ask(copy, sql)
        return str(caught.value)

    with ThreadPoolExecutor(2) as pool:
        sentences = list(pool.map(refusal, ATTACKS))
    for sql, sentence in zip(ATTACKS, sentences, strict=True):
        assert 10 < len(sentence) < 400, sql
        assert str(copy.folder) not in sentence, sql
        assert "/etc/" not in sentence or "public table" in sentence, sql
        assert "Traceback" not in sentence, sql
    assert all(sha256_of(copy.folder / name) == digest for name, digest in before.items())
    assert {path.name for path in copy.folder.iterdir()} == {name.split("/")[0] for name in before} | {"checksums.txt"}


@pytest.mark.parametrize("sql", ENDLESS)
def test_a_question_without_end_is_stopped(copy, sql):
    started = time.monotonic()
    with pytest.raises(QueryRefusedError, match=r"longer than 2 seconds and was stopped|more memory"):
        ask(copy, sql, SHORT)
    assert time.monotonic() - started < 15


def test_a_bomb_takes_no_memory_of_ours(copy):
    # The child's own limit stops it; this process only ever holds what the child was allowed to answer.
    with pytest.raises(QueryRefusedError, match="memory"):
        ask(copy, "SELECT repeat('x', 4000000000)")
    with pytest.raises(QueryRefusedError, match="larger than 5 MB"):
        ask(copy, "SELECT repeat('x', 1000000) FROM range(20)")


def test_an_answer_with_its_types_in_every_shape(copy):
    answer = ask(
        copy,
        "SELECT organisation, count(*) AS payments, sum(amount) AS total, max(date) AS last, max(fetched_at) AS seen, "
        "avg(amount) AS mean, bool_or(card) AS card, list(DISTINCT currency) AS currencies FROM payment "
        "GROUP BY organisation ORDER BY organisation",
        DOWNLOAD,
    )
    assert [row[:2] for row in answer.rows] == [["devon", 27], ["leeds", 42]]
    assert answer.rows[0][2:4] == ["15456.15", "2026-04-30"]
    assert answer.rows[0][4].endswith("Z")
    table = pq.read_table(io.BytesIO(in_shape(answer, "parquet")))
    assert table.column("total").to_pylist()[0] == Decimal("15456.15")
    assert table.schema.metadata[b"snapshot"].decode() == copy.id
    assert in_shape(answer, "csv").decode().splitlines()[1].startswith("devon,27,15456.15,2026-04-30,")
    assert b'"total": "15456.15"' in in_shape(answer, "json")
    assert as_table(answer).endswith(f"2 rows of the public copy {copy.id}.\n")


def test_an_answer_is_cut_at_its_limit_and_says_so(copy):
    answer = ask(copy, "SELECT payment FROM payment", Limits(rows=10))
    assert len(answer.rows) == 10
    assert answer.more
    assert not ask(copy, "SELECT payment FROM payment", Limits(rows=69)).more


@pytest.mark.parametrize(
    "sql",
    ["FROM payment LIMIT 1", "WITH a AS (SELECT 1 AS x) SELECT x FROM a", "VALUES (1)", "DESCRIBE payment",
     "SHOW TABLES", "SUMMARIZE organisation", "SELECT unnest([1, 2])", "SELECT * FROM range(3)",
     "SELECT 1;", "SELECT 1 AS a, 2 AS a",
     "SELECT count(*) FILTER (WHERE amount > 500) FROM main.payment",
     "SELECT * FROM (SELECT 1) t, LATERAL (SELECT 2) u",
     "SELECT 'NaN'::DOUBLE, 1e400::DOUBLE, NULL, '£', INTERVAL 1 DAY, {'a': 1}, now()"],
)  # fmt: skip
def test_ordinary_questions_are_answered_in_every_shape(copy, sql):
    answer = ask(copy, sql)
    assert answer.rows
    for shape in ("table", "csv", "json", "parquet"):
        assert in_shape(answer, shape)


def test_equal_answers_have_equal_digests_whatever_their_order(copy):
    up = ask(copy, "SELECT supplier, sum(amount) AS s FROM payment GROUP BY supplier ORDER BY s")
    down = ask(copy, "SELECT supplier, sum(amount) AS s FROM payment GROUP BY supplier ORDER BY s DESC")
    other = ask(copy, "SELECT supplier, sum(amount) + 1 AS s FROM payment GROUP BY supplier")
    assert up.digest == down.digest != other.digest


def test_only_so_many_are_answered_at_once(copy, monkeypatch):
    monkeypatch.setattr("tracker.query._WAIT", 0.2)
    with ThreadPoolExecutor(3) as pool:
        asked = [pool.submit(ask, copy, ENDLESS[0], SHORT) for _ in range(2)]
        time.sleep(0.5)
        with pytest.raises(QueryBusyError, match="try again"):
            ask(copy, "SELECT 1")
        assert all(isinstance(each.exception(), QueryRefusedError) for each in asked)
    assert ask(copy, "SELECT 1").rows == [[1]]


def test_from_the_command_line(tmp_path):
    settings, _ = published(tmp_path)
    command = ["--data-dir", str(settings.data_dir), "query"]
    words = ["SELECT organisation, sum(amount) AS total FROM payment GROUP BY 1 ORDER BY 1", "--format", "csv"]
    done = CliRunner().invoke(main, [*command, *words])
    assert (done.exit_code, done.output.splitlines()) == (0, ["organisation,total", "devon,15456.15", "leeds,24939.90"])
    refused = CliRunner().invoke(main, [*command, "DROP TABLE payment"])
    assert refused.exit_code == 1
    assert refused.output == "Error: Only SELECT is answered: the public copy is for reading. (query-refused)\n"
