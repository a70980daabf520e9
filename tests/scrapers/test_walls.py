"""The walls around the crawler and its manners: what strangers' servers do to it, and what it never does to them."""

import asyncio
import socket
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import Response

from scrapers.downloads import ends_whole
from scrapers.network import PublicNamesOnly, is_public, why_refused
from scrapers.politeness import FAILURES_UNTIL_CLOSED, HostClosed, Hosts, retry_after
from scrapers.replay import Fault, serve
from tests.scrapers.gathering import NOW, bodies, gathered, page, put, source
from tracker.archive import Archive

CSV = b"Date,Supplier,Amount\n" + b"01/04/2026,Fictional Ltd,501.00\n" * 400
HOME = "http://www.council.example"


@pytest.fixture
def web(tmp_path):
    """A council with one file."""
    put(tmp_path / "web", f"{HOME}/spending", page("/april-2026.csv|April 2026"))
    put(tmp_path / "web", f"{HOME}/april-2026.csv", CSV)
    return tmp_path / "web"


def run(tmp_path, web, *faults, **options):
    """Gather the council once; result, log and what was asked."""
    with serve(web, faults=faults) as replay:
        result, log = gathered(tmp_path / "archive", replay, source(f"{HOME}/spending"), **options)
        return result, log, [asked.path for asked in replay.asked]


@pytest.mark.parametrize("part", ["blobs", "log"])
def test_an_archive_that_cannot_be_written_ends_the_run_and_says_so(tmp_path, web, part):
    for number in range(200):
        put(web, f"{HOME}/more-{number}.csv", CSV)
    links = [f"/more-{number}.csv|Payments {number}" for number in range(200)]
    put(web, f"{HOME}/spending", page(*links))
    archive = tmp_path / "archive"
    archive.mkdir()
    (archive / part).write_text("a file in the place of a folder")
    with serve(web) as replay:
        with pytest.raises(OSError, match=part):
            gathered(archive, replay, source(f"{HOME}/spending"))
        assert len(replay.asked) < 100  # what cannot be kept is not asked for


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.9.9", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "::1", "fe80::1", "fc00::1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "255.255.255.255"],
)  # fmt: skip
def test_private_addresses_are_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://2130706433/", "http://0x7f.1/", "http://127.1/", "http://[::1]/", "http://localhost/",
     "http://db.internal/", "file:///etc/passwd", "ftp://a.example/", "gopher://a.example/", "http://u:p@a.example/",
     "http://a.example:22/", "http:///nothing", "javascript:alert(1)", "http://[bad"],
)  # fmt: skip
def test_addresses_that_are_never_asked(url):
    assert why_refused(url)


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_wrapped_in_ipv6_is_as_public_as_itself(address):
    assert is_public(f"::ffff:{address}") <= is_public(str(address))


def test_a_name_with_one_private_address_has_none(monkeypatch):
    async def resolved(answers):
        async def getaddrinfo(*_words, **_more):
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answer, 80)) for answer in answers]

        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo, raising=False)
        return await PublicNamesOnly().addresses("www.council.example", 80)

    assert asyncio.run(resolved(["93.184.216.34"])) == ["93.184.216.34"]
    assert asyncio.run(resolved(["93.184.216.34", "10.0.0.1"])) == []


@pytest.mark.parametrize(
    "target", ["http://169.254.169.254/latest/meta-data", "http://localhost/", "file:///etc/passwd"]
)
def test_a_redirect_to_a_private_place_is_not_followed(tmp_path, web, target):
    result, log, asked = run(tmp_path, web, Fault("redirect", r"\.csv", value=target))
    assert (result.new, result.failed) == (0, 1)
    assert len([path for path in asked if path.endswith(".csv")]) == 1
    assert [fetch.outcome for fetch in log if fetch.url.endswith(".csv")] in (["refused"], ["failed"])


def test_redirects_without_end_end(tmp_path, web):
    result, _, asked = run(tmp_path, web, Fault("redirect", r"\.csv", value=f"{HOME}/april-2026.csv?again"))
    assert result.new == 0
    assert len(asked) < 12


def test_a_link_to_another_scheme_or_a_private_host_is_refused_with_a_reason(tmp_path):
    web = tmp_path / "web"
    put(
        web,
        f"{HOME}/spending",
        page("http://10.0.0.1/april-2026.csv|April 2026 spend", "http://a.example:8080/may-2026.csv|May 2026"),
    )
    result, log, asked = run(tmp_path, web)
    assert result.new == 0
    assert not any("csv" in path for path in asked)
    reasons = " ".join(fetch.reason for fetch in log)
    assert "not a public address" in reasons
    assert "port 8080" in reasons


def test_robots_txt_is_obeyed_and_when_it_cannot_be_read_nothing_is_asked(tmp_path, web):
    put(web, f"{HOME}/robots.txt", "User-agent: *\nDisallow: /april\n")
    result, _, asked = run(tmp_path, web)
    assert "robots.txt does not allow it" in result.why
    assert "/april-2026.csv" not in asked
    _, _, asked = run(tmp_path, web, Fault("busy", "robots", value="500"))
    assert set(asked) == {"/robots.txt"}


def test_a_throttle_is_waited_for_and_the_file_comes(tmp_path, web):
    result, log, asked = run(tmp_path, web, Fault("throttle", r"\.csv", times=1, value="1"))
    assert (result.new, result.failed) == (1, 0)
    assert asked.count("/april-2026.csv") == 2
    assert list(bodies(tmp_path / "archive").values()) == [CSV]
    assert [fetch.outcome for fetch in log if fetch.role == "data"] == ["new"]


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        ("Tue, 24 Nov 2026 12:02:00 GMT", 120.0),
        ("Tue, 24 Nov 2026 11:00:00 GMT", 0.0),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(header, seconds):
    response = Response("http://a.example", headers={"Retry-After": header} if header else {})
    assert retry_after(response, NOW.timestamp()) == seconds


def test_one_request_at_a_time_with_a_pause_between_and_no_hammering():
    clock, slept, active, most = [0.0], [], [0], [0]

    async def sleep(seconds):
        slept.append(seconds)
        clock[0] += seconds

    hosts = Hosts(delay=2.0, sleep=sleep, now=lambda: clock[0])

    async def ask():
        async with hosts.turn("a.example"):
            active[0] += 1
            most[0] = max(most[0], active[0])
            await asyncio.sleep(0)
            active[0] -= 1

    async def everybody():
        await asyncio.gather(*(ask() for _ in range(4)))
        hosts.pause("a.example", 60)
        await ask()
        for _ in range(FAILURES_UNTIL_CLOSED):
            hosts.failed("a.example")
        with pytest.raises(HostClosed, match="in a row"):
            await ask()

    asyncio.run(everybody())
    assert most == [1]
    assert slept == [2.0, 2.0, 2.0, 60.0]


@pytest.mark.parametrize("how", ["short", "partial"])
def test_a_body_that_was_cut_once_is_asked_again_and_only_the_whole_is_kept(tmp_path, web, how):
    result, _, asked = run(tmp_path, web, Fault(how, r"\.csv", times=1, value="37"))
    assert (result.new, result.failed) == (1, 0)
    assert asked.count("/april-2026.csv") >= 2
    assert list(bodies(tmp_path / "archive").values()) == [CSV]


def test_a_body_that_is_always_cut_short_of_its_length_is_never_kept(tmp_path, web):
    result, log, _ = run(tmp_path, web, Fault("short", r"\.csv"))
    assert (result.new, result.failed) == (0, 1)
    assert bodies(tmp_path / "archive") == {}
    assert [fetch.outcome for fetch in log if fetch.role == "data"] == ["failed"]


def test_a_list_without_a_length_that_is_always_cut_in_a_line_is_suspect(tmp_path, web):
    result, log, asked = run(tmp_path, web, Fault("partial", r"\.csv", value=str(CSV.index(b"\n") + 4)))
    assert (result.new, result.failed) == (0, 1)
    assert asked.count("/april-2026.csv") == 2
    assert bodies(tmp_path / "archive") == {}
    assert [fetch.outcome for fetch in log if fetch.role == "data"] == ["suspect"]


@pytest.mark.parametrize(
    ("body", "whole"),
    [
        (b"a,b,c\n1,2,3\n", None),
        (b"a,b,c\n1,2,3", None),
        (b"a,b,c\n1,2", False),
        (b'a,b,c\n"1",2,"3"\n"4",5,"six', False),
        (b"a;b;c\r\n1;2;3\r\n4", False),
        (b"one line of words", None),
        (b"a,b\n" + b"1,2\n" * 40_000 + b"3", False),
        (b"%PDF-1.7 ...", False),
    ],
)
def test_where_a_body_ends_says_whether_it_is_whole(body, whole):
    assert ends_whole(body) is whole


@pytest.mark.parametrize("how", ["endless", "bomb", "deflate-bomb"])
def test_a_body_beyond_the_limit_is_stopped(tmp_path, web, how):
    limits = {"DOWNLOAD_MAXSIZE": 1_000_000}
    result, log, _ = run(tmp_path, web, Fault(how, "spending"), overrides=limits)
    assert (result.new, result.failed) == (0, 1)
    assert [(fetch.outcome, fetch.reason) for fetch in log if fetch.role == "listing"] == [
        ("failed", "the answer is larger than the limit")
    ]


def test_a_body_that_drips_and_an_answer_that_never_comes_are_given_up(tmp_path, web):
    limits = {"LEAST_RATE_GRACE": 0.3, "DOWNLOAD_TIMEOUT": 1.0}
    result, _, _ = run(tmp_path, web, Fault("drip", r"\.csv", times=1), overrides=limits)
    assert result.new == 0
    result, _, _ = run(tmp_path, web, Fault("hang", "spending", times=1), overrides=limits)
    assert result.new in (0, 1)


def test_a_login_page_in_the_place_of_a_file_leaves_the_last_good_version(tmp_path, web):
    run(tmp_path, web)
    result, log, _ = run(tmp_path, web, Fault("login", r"\.csv"))
    assert result.failed == 1
    assert [fetch.outcome for fetch in log if fetch.url.endswith(".csv")] == ["not-data"]
    assert list(bodies(tmp_path / "archive").values()) == [CSV]


def test_a_second_run_asks_whether_anything_changed_and_moves_no_bytes(tmp_path, web):
    run(tmp_path, web)
    with serve(web) as replay:
        result, _ = gathered(tmp_path / "archive", replay, source(f"{HOME}/spending"))
        conditions = [asked.headers for asked in replay.asked if asked.path.endswith(".csv")]
    assert (result.new, result.unchanged) == (0, 1)
    assert all("if-none-match" in headers for headers in conditions)


def test_a_changed_file_is_a_new_version_and_a_file_taken_down_is_marked(tmp_path, web):
    run(tmp_path, web)
    put(web, f"{HOME}/april-2026.csv", CSV + b"02/04/2026,Late Ltd,999.00\n")
    result, _, _ = run(tmp_path, web)
    assert result.changed == 1
    (resource,) = Archive(tmp_path / "archive").resources()
    assert len(resource.versions) == 2
    (web / "www.council.example" / "april-2026.csv").unlink()
    put(web, f"{HOME}/spending", page("/may-2026.csv|May 2026"))
    put(web, f"{HOME}/may-2026.csv", CSV)
    result, _, _ = run(tmp_path, web, clock=lambda: datetime(2026, 11, 25, tzinfo=UTC) + timedelta(hours=1))
    assert result.withdrawn == 1
    assert [bool(each.withdrawn) for each in Archive(tmp_path / "archive").resources()] == [True, False]
