"""The archive keeps bytes under their hash, and its log survives a kill at any byte."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tracker.archive import Archive, ArchiveError, Fetch

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def fetch(url, outcome="new", minutes=0, **more):
    return Fetch(url=url, time=NOON + timedelta(minutes=minutes), outcome=outcome, **more)


@pytest.fixture(params=["folder", "memory"])
def archive(request, tmp_path):
    url = tmp_path / "archive" if request.param == "folder" else f"memory://{request.node.name}"
    with Archive(url) as opened:
        yield opened


def test_bytes_come_back_under_their_hash_and_are_stored_once(archive):
    first, second = archive.put(b"Date,Amount\n"), archive.put(b"Date,Amount\n")
    assert first == second
    with archive.open(first) as stream:
        assert stream.read() == b"Date,Amount\n"
    assert list(archive.damaged([first, "0" * 64])) == ["0" * 64]


def test_a_file_from_disk_gets_the_same_hash_as_its_bytes(archive, tmp_path):
    source = tmp_path / "april.csv"
    source.write_bytes(b"x" * 3_000_000)
    assert archive.put_file(source) == archive.put(b"x" * 3_000_000)


def test_damage_to_stored_bytes_is_found(tmp_path):
    archive = Archive(tmp_path)
    digest = archive.put(b"paid")
    archive.path(digest).write_bytes(b"PAID")
    assert list(archive.damaged([digest])) == [digest]


def test_a_remote_archive_hands_out_local_copies(tmp_path):
    archive = Archive("memory://copies")
    digest = archive.put(b"paid")
    assert archive.path(digest, cache=tmp_path).read_bytes() == b"paid"
    with pytest.raises(ArchiveError, match="folder for local copies"):
        archive.path(digest)


def test_the_log_tells_what_was_fetched_in_order(archive):
    digest = archive.put(b"a")
    lines = [
        fetch("https://a.example/1.csv", sha256=digest, size=1, headers={"etag": '"1"'}, facts={"page": 2}),
        fetch("https://a.example/1.csv", "failed", 1, status=503, reason="the server is busy"),
        fetch("https://a.example/1.csv", "unchanged", 2, sha256=digest, status=304),
    ]
    for line in lines:
        archive.record(line)
    assert list(archive.fetches()) == lines
    assert archive.latest("https://a.example/1.csv") == lines[2]
    assert archive.latest("https://a.example/2.csv") is None


def test_a_republished_file_is_a_new_version_and_the_old_one_stays(archive):
    about = {"publisher": "X1", "kind": "spending", "period": "2026-04", "lineage": "X1/spending/2026-04"}
    old, new = archive.put(b"old"), archive.put(b"new")
    archive.record(fetch("https://a.example/media/1/april.csv", sha256=old, **about))
    archive.record(fetch("https://a.example/media/1/april.csv", "unchanged", 1, sha256=old, **about))
    archive.record(fetch("https://a.example/media/2/april.csv", "new", 2, sha256=new, **about))
    archive.record(fetch("https://a.example/media/1/april.csv", "unchanged", 3, sha256=old, **about))
    (resource,) = archive.resources(kind="spending", publisher="X1")
    assert [v.sha256 for v in resource.versions] == [old, new]
    assert resource.current.url.endswith("/2/april.csv")
    assert archive.resources(kind="grants") == []


def test_pages_and_failures_are_no_versions(archive):
    page = archive.put(b"<html>moved</html>")
    archive.record(fetch("https://a.example/list", sha256=page, role="listing"))
    archive.record(fetch("https://a.example/1.csv", "not-data", sha256=page))
    archive.record(fetch("https://a.example/2.csv", "suspect"))
    assert archive.versions() == []


def test_a_file_taken_down_keeps_its_bytes_and_says_so_until_it_returns(archive):
    digest = archive.put(b"a")
    archive.record(fetch("https://a.example/1.csv", sha256=digest))
    archive.record(fetch("https://a.example/1.csv", "withdrawn", 5, status=410))
    (resource,) = archive.resources()
    assert resource.withdrawn == NOON + timedelta(minutes=5)
    assert resource.current.sha256 == digest
    archive.record(fetch("https://a.example/1.csv", "unchanged", 9, sha256=digest))
    assert archive.resources()[0].withdrawn is None


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.integers(min_value=0, max_value=10_000))
def test_a_log_cut_anywhere_gives_every_whole_line_before_the_cut(tmp_path_factory, cut):
    folder = tmp_path_factory.mktemp("cut")
    with Archive(folder) as archive:
        for number in range(5):
            archive.record(fetch(f"https://a.example/{number}.csv", sha256=archive.put(b"%d" % number)))
    (segment,) = (folder / "log").glob("*.jsonl")
    content = segment.read_bytes()
    cut = min(cut % (len(content) + 1), len(content))
    segment.write_bytes(content[:cut])
    assert len(list(Archive(folder).fetches())) in {content[:cut].count(b"\n"), content[:cut].count(b"\n") + 1}


def test_damage_inside_the_log_is_told_not_passed_over(tmp_path):
    with Archive(tmp_path) as archive:
        for number in range(3):
            archive.record(fetch(f"https://a.example/{number}.csv"))
    (segment,) = (tmp_path / "log").glob("*.jsonl")
    lines = segment.read_bytes().split(b"\n")
    segment.write_bytes(b"\n".join([lines[0], b'{"url": 1', *lines[2:]]))
    with pytest.raises(ArchiveError, match="Line 2 of the fetch log"):
        list(Archive(tmp_path).fetches())


def test_a_fetch_without_a_zone_or_with_an_unknown_outcome_is_refused():
    with pytest.raises(ValueError, match="needs its zone"):
        Fetch(url="https://a.example/", time=datetime(2026, 1, 1), outcome="new")
    with pytest.raises(ValueError, match="no outcome"):
        fetch("https://a.example/", "fine")
