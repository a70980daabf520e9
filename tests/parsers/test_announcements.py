"""Announcements: what a source says is read out of any form, and what it does not say is said to be unknown."""

import json

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.announcements import parse
from parsers.announcements.known import known_and_unknown, pounds
from parsers.announcements.money import mentions_in


def read(tmp_path, content, name="item.json"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    report = parse(path, tmp_path, {})
    lines = tmp_path / "records.jsonl"
    return report, [orjson.loads(line) for line in lines.read_bytes().splitlines()] if lines.exists() else []


def item(body="", **fields):
    return {
        "base_path": "/government/news/a-fictional-fund",
        "content_id": "1",
        "title": "£620,000 Fictional Voices Fund for ten councils",
        "description": "Ten councils share the money.",
        "document_type": "press_release",
        "public_updated_at": "2026-04-06T09:00:00Z",
        "details": {"body": body},
        "links": {"organisations": [{"title": "Fictional Department"}]},
        **fields,
    }


def codes(report):
    return {issue["code"] for issue in report["issues"]}


def test_the_sum_is_known_the_shares_are_not_and_none_is_filled_in(tmp_path):
    report, [line] = read(tmp_path, item("<p>Exampleton Borough Council and nine others were chosen.</p>"))
    assert line["sum"] == {"pence": 62_000_000, "words": "£620,000"}
    assert (line["programme"], line["recipients"]["count"]) == ("Fictional Voices Fund", 10)
    assert line["shares"] == []
    assert line["unknown"] == ["The sum is known, but not what 10 of 10 recipients get: no share is filled in."]
    assert report["amount_total"] == "0.00"


def test_a_share_is_read_where_a_sentence_or_a_list_says_it(tmp_path):
    body = (
        "<p>Testshire County Council will receive £100,000. Exampleton Borough Council was chosen too.</p>"
        "<ul><li>London Borough of Fictionham – £50,000</li><li>Teas and cakes: £2</li></ul>"
        "<table><tr><th>Council</th><th>Grant</th></tr>"
        "<tr><td>Sampleby District Council</td><td>£1.5 million</td></tr></table>"
    )
    _, [line] = read(tmp_path, item(body))
    assert {share["recipient"]: share["pence"] for share in line["shares"]} == {
        "Testshire County Council": 10_000_000,
        "London Borough of Fictionham": 5_000_000,
        "Sampleby District Council": 150_000_000,
    }
    assert any("not what 7 of 10 recipients get" in sentence for sentence in line["unknown"])


def test_several_sums_are_no_sum(tmp_path):
    report, [line] = read(tmp_path, item(title="£5 million fund, and £3 million grant"))
    assert line["sum"]["pence"] is None
    assert "announced-sum-not-sure" in codes(report)


BODIES = [
    ("The fund, worth £620,000, goes to ten councils. Exampleton gets £100,000.", 62_000_000),
    ("Councils will share a £12 million Fictional Parks Fund.", 1_200_000_000),
    ("A total of £3 million will be shared. The £3m fund opens soon. Each gets £10,000.", 300_000_000),
    ("The total funding for round 2 is £753,000.", 75_300_000),
    ("Grants of up to £5,000 are available.", None),
    ("The fund is worth £10 million. Another programme of £20 million was announced too.", None),
    ("Councils spent £3 million on agency staff. A programme costs £2 per head.", None),
]


@pytest.mark.parametrize(("body", "pence"), BODIES)
def test_the_body_gives_the_sum_where_it_states_one_of_one_programme_only(tmp_path, body, pence):
    said = item(f"<p>{body}</p>", title="A new fund", description="Councils will benefit.")
    _, [line] = read(tmp_path, said)
    assert line["sum"]["pence"] == pence
    assert ("The source states no single sum." in line["unknown"]) == (pence is None)


def test_dates_conditions_and_withdrawal(tmp_path):
    body = "<p>Councils must find half of the money. Bids close on 30 June 2026. Ask jane.roe@department.example.</p>"
    notice = {"explanation": "Replaced", "withdrawn_at": "2026-05-01T00:00:00Z"}
    report, [line] = read(tmp_path, item(body, withdrawn_notice=notice, public_updated_at="soon"))
    assert [each["day"] for each in line["dates"] if each["key"] == "closes"] == ["2026-06-30"]
    assert line["conditions"] == ["Councils must find half of the money."]
    assert {"announcement-withdrawn", "announcement-date-unreadable"} <= codes(report)
    assert report["withdrawn"] is True
    assert "jane.roe" not in json.dumps(line)


def test_results_of_a_search_are_announcements_without_a_body(tmp_path):
    hit = {"title": "A £2 million fund", "link": "/government/news/x", "public_timestamp": "2026-04-06T09:00:00Z"}
    report, lines = read(tmp_path, {"results": [hit, hit, "text"], "total": 3})
    assert (report["rows_read"], report["rows_accepted"], report["rows_refused"]) == (3, 2, 1)
    assert lines[0]["url"] == "https://www.gov.uk/government/news/x"
    assert {"announcement-repeated", "announcement-refused"} <= codes(report)


ARTICLE = b"""<!doctype html><html><head><title>x</title>
<link rel="canonical" href="https://www.gov.uk/government/news/a-fund">
<meta name="govuk:content-id" content="abc"><meta name="govuk:public-updated-at" content="2026-04-06T09:00:00+01:00">
<meta name="description" content="The fund will share the money."></head><body><nav>Home</nav>
<main><h1>\xc2\xa33 million Fictional Parks Fund</h1>
<div class="govspeak"><p>Councils must apply by 1 May 2026.</p></div></main>
<footer>Crown</footer></body></html>"""


def test_a_page_of_an_article(tmp_path):
    report, [line] = read(tmp_path, ARTICLE, "page.html")
    assert (line["id"], line["path"], line["sum"]["pence"]) == ("abc", "/government/news/a-fund", 300_000_000)
    assert (report["date_min"], line["programme"]) == ("2026-04-06", "Fictional Parks Fund")
    assert "Crown" not in json.dumps(line)


def test_a_page_of_a_finder(tmp_path):
    entry = (
        '<li class="gem-c-document-list__item"><a href="/government/news/{0}">News {0}</a>'
        '<p class="gem-c-document-list__item-description">A £{0} million fund</p>'
        '<ul><li>Organisation: Fictional Department</li></ul><time datetime="2026-04-0{0}">April</time></li>'
    )
    page = f"<html><body><ul>{entry.format(1)}{entry.format(2)}</ul></body></html>".encode()
    report, lines = read(tmp_path, page, "finder.html")
    assert [line["path"] for line in lines] == ["/government/news/1", "/government/news/2"]
    assert lines[1]["organisations"] == ["Fictional Department"]
    assert lines[1]["sum"]["pence"] == 200_000_000
    assert (report["date_min"], report["date_max"]) == ("2026-04-01", "2026-04-02")


def test_an_open_call_of_find_a_grant(tmp_path):
    call = {
        "label": "a-fund-1",
        "grantName": "Fictional Rivers Fund",
        "grantFunder": "Fictional Department",
        "grantTotalAwardAmount": 1_000_000,
        "grantMaximumAward": 50_000,
        "grantApplicationOpenDate": "2026-01-01T09:00Z",
        "grantApplicationCloseDate": "2026-03-01T23:59Z",
        "grantEligibilityTab": {"content": [{"content": [{"value": "You must be a charity."}]}]},
    }
    data = {"props": {"pageProps": {"grantDetail": {"sys": {"id": "s1"}, "fields": call}}}}
    page = f'<html><body><script id="__NEXT_DATA__">{json.dumps(data)}</script></body></html>'.encode()
    _, [line] = read(tmp_path, page, "call.html")
    assert (line["form"], line["programme"], line["sum"]["pence"]) == (
        "open-call",
        "Fictional Rivers Fund",
        100_000_000,
    )
    assert [each["day"] for each in line["dates"] if each["key"] in ("opens", "closes")] == ["2026-01-01", "2026-03-01"]
    assert line["conditions"] == ["You must be a charity."]


TABLE = """Local authority,Class,First tranche of funding,Second tranche of funding,Total funding,Funding per resident
TOTAL England,,300,700,1000,1.2
Exampleton,SD,100,200,300,1.1
Testshire,SC,200,400,600,1.3
* A note on the split,,,,,
"""


def test_a_table_of_shares_adds_up_neither_its_total_nor_its_parts(tmp_path):
    report, [line] = read(tmp_path, TABLE.encode(), "shares.csv")
    assert (report["rows_read"], report["amount_total"]) == (2, "900.00")
    assert report["set_aside"] == {"header": 1, "total": 1, "note": 1}
    assert [share["pence"] for share in line["shares"]] == [30_000, 60_000]
    assert "announced-shares-differ" in codes(report)  # the total says 1,000 and the shares add up to 900


@pytest.mark.parametrize(
    ("text", "pence"),
    [("£2.2 million", 220_000_000), ("£1,320", 132_000), ("£5bn", 500_000_000_000), ("£750k", 75_000_000),
     ("£20m", 2_000_000_000), ("£12.50", 1_250), ("£3 miles", 300)],
)  # fmt: skip
def test_sums_in_words_and_figures(text, pence):
    assert [mention.pence for mention in mentions_in(f"It costs {text}, they say.")] == [pence]


SHARES = st.lists(st.none() | st.integers(1, 10**9), max_size=6)


@given(st.none() | st.integers(1, 10**10), st.none() | st.integers(1, 12), SHARES)
def test_the_sentences_speak_of_stated_amounts_only(total, recipients, amounts):
    shares = [{"recipient": f"Council {number}", "pence": pence} for number, pence in enumerate(amounts)]
    known, unknown = known_and_unknown(total, recipients, shares)
    stated = [pence for pence in amounts if pence is not None]
    allowed = {pounds(total) if total else "", pounds(sum(stated))}
    said = {mention.words for sentence in known for mention in mentions_in(sentence)}
    assert said <= allowed
    assert not any("£" in sentence for sentence in unknown)
    if total is not None and len(stated) < (recipients or len(shares)):
        assert any("no share is filled in" in sentence for sentence in unknown)
