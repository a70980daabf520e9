"""A whole procurement with sealed bids, and every way in which it must stop rather than tell."""

import copy
import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from tests.tracker.bidding import BODY, BODY_NAME, CLOSES, FIRMS, KEEPER, OFFICERS, Council, draft, form_of
from tracker import audit
from tracker.bids import award, closing, handing_in, key_ceremony, procurements, public_pages, reviewing
from tracker.bids.states import MOVES, IllegalMoveError, Move, State, next_state
from tracker.bids.uploads import UploadError, read_upload, upload_kind
from tracker.policy import RefusedError, Role
from tracker.sealing import ShareError, verify_document

SECRETS = [*FIRMS, *(each for firm in FIRMS.values() for each in firm)]


@pytest.fixture
def council(sqlite_engine, settings):
    return Council(sqlite_engine, settings)


@pytest.fixture
def either(engine, installation):
    """The same council on SQLite and on PostgreSQL, for the steps in which the databases could differ."""
    return Council(engine, installation)


@given(moves=st.lists(st.sampled_from(list(Move)), max_size=14))
def test_a_procurement_only_ever_goes_where_the_machine_says(moves):
    order = [State.DRAFT, State.SEALING, State.OPEN, State.CLOSED, State.PUBLISHED, State.SCORED, State.AWARDED]
    state = State.DRAFT
    for move in moves:
        if (state, move) not in MOVES:
            with pytest.raises(IllegalMoveError, match="You cannot"):
                next_state(state, move)
            continue
        before, state = state, next_state(state, move)
        if before in order and state in order:
            assert order.index(state) == order.index(before) + 1
    assert state not in {State.AWARDED, State.FINISHED} or Move.LOCK_SCORES in moves


def test_a_whole_procurement_from_draft_to_proof(either):
    procurement = either.awarded()
    with either.engine.connect() as connection:
        page = public_pages.procurement_page(connection, procurement)
        proof = public_pages.proof_document(connection, procurement)
        log = [entry.sentence for entry in audit.public_entries(connection)]
        assert audit.check(connection).sound
    assert page.letters == ["A", "B", "C"]
    assert page.reveal["identity"]["legal_name"] in FIRMS
    assert page.scores == {"A": 60, "B": 80, "C": 70}
    proof = json.loads(json.dumps(proof))
    assert all(step.holds for step in verify_document(proof))
    broken = copy.deepcopy(proof)
    broken["bids"]["A"]["answers"][0]["text"] += "."
    assert not all(step.holds for step in verify_document(broken))
    assert log[0].startswith("Two holders of the key opened the envelope of bidder B")
    losers = [name for name in FIRMS if name != page.reveal["identity"]["legal_name"]]
    assert not any(name in json.dumps([proof, log]) for name in losers)


def test_bids_lie_side_by_side_and_what_is_missing_stays_missing(council):
    procurement = council.published()
    with council.engine.connect() as connection:
        page = public_pages.procurement_page(connection, procurement)
    rows = {row.kind: row.cells for row in page.costs}
    hosting, build, total = rows["hosting"]["A"], rows["build"]["A"], rows["total"]["A"]
    assert hosting.years == (5_000_00, 5_000_00, None, None, None)
    assert (hosting.net, hosting.gross, hosting.complete) == (10_000_00, 12_000_00, False)
    assert hosting.net_per_user_year == 10_000_00 // 80
    assert (build.net, build.gross, build.years) == (None, None, (None,) * 5)
    assert not total.complete
    licences = sorted(rows["licence"][letter].net for letter in "ABC")
    assert licences == [50_000_00, 100_000_00, 150_000_00]


def test_nothing_of_a_bid_is_to_be_had_before_publication_nor_its_number_before_closing(council):
    procurement = council.opened()
    council.bid(procurement, "Larkspur Systems Ltd")
    with council.engine.connect() as connection:
        page = public_pages.procurement_page(connection, procurement)
        assert (page.bids, page.letters, page.commitments) == (None, [], {})
        with pytest.raises(public_pages.NotPublicError):
            public_pages.bid_page(connection, procurement, "A")
    council.now = CLOSES
    with council.write() as connection:
        closing.close_due(connection, council.now)
        page = public_pages.procurement_page(connection, procurement)
        assert (page.bids, page.letters) == (1, [])
        assert list(page.commitments) == ["A"]
        for absent in (procurement, "0" * 20):
            with pytest.raises(public_pages.NotPublicError, match="There is no such page"):
                public_pages.bid_page(connection, absent, "A")


def test_a_draft_is_hidden_like_something_absent(council):
    with council.write() as connection:
        officer = council.person_in(connection, OFFICERS[0])
        procurement = procurements.draft_procurement(
            connection, officer, body_key=BODY, body_name=BODY_NAME, draft=draft(), now=council.now
        )
        with pytest.raises(public_pages.NotPublicError):
            public_pages.procurement_page(connection, procurement)
        procurements.cancel_procurement(connection, officer, procurement, reason="Not needed", now=council.now)
        with pytest.raises(public_pages.NotPublicError):
            public_pages.procurement_page(connection, procurement)
        assert public_pages.listed(connection) == []


def test_at_the_closing_time_nothing_can_be_handed_in_whatever_the_state_says(council):
    procurement = council.opened()
    officer = council.person(OFFICERS[0])
    with pytest.raises(procurements.ProcurementError, match="cannot be closed before"), council.write() as connection:
        closing.close_procurement(connection, officer, procurement, CLOSES - dt.timedelta(seconds=1))
    council.now = CLOSES
    with pytest.raises(handing_in.BidError, match="closing time has passed"):
        council.bid(procurement, "Larkspur Systems Ltd")


def test_a_bid_that_is_not_whole_is_refused_with_every_reason(council):
    procurement = council.opened()
    person = council.person("bids@larkspursystems.example", strong=False)
    form = form_of("Larkspur Systems Ltd")
    changes = {"answers": {1: "word " * 201, 3: "x"}, "agrees": False, "declares_all": False}
    with council.write() as connection:
        with pytest.raises(handing_in.BidError, match="Save your bid"):
            handing_in.hand_in(connection, council.keys, council.settings, person, procurement, council.now)
        handing_in.save_bid(connection, council.keys, person, procurement, form.model_copy(update=changes), council.now)
        with pytest.raises(handing_in.BidError) as refusal:
            handing_in.hand_in(connection, council.keys, council.settings, person, procurement, council.now)
    assert refusal.value.sentences == (
        "The answer to question 1 has 201 words; 200 are allowed.",
        "Question 2 has no answer.",
        "There is no question 3.",
        "Confirm that the lists of names, products, people and clients are complete.",
        "Agree to the publication of your bid without names.",
    )


def test_a_receipt_comes_at_once_and_cannot_be_forged(council):
    procurement = council.opened()
    receipt = council.bid(procurement, "Larkspur Systems Ltd")
    assert handing_in.receipt_holds(council.keys, receipt)
    assert not handing_in.receipt_holds(council.keys, receipt.replace("2026", "2025"))
    assert any("Subject: Receipt for your bid" in letter for letter in council.letters())


def test_only_the_invited_bid_where_there_is_no_open_call(council):
    procurement = council.opened(open_call=False)
    with council.write() as connection:
        officer = council.person_in(connection, OFFICERS[0])
        handing_in.invite(
            connection,
            council.keys,
            council.settings,
            officer,
            procurement,
            "Bids@LarkspurSystems.example",
            council.now,
        )
    assert council.bid(procurement, "Larkspur Systems Ltd")
    with pytest.raises(RefusedError):
        council.bid(procurement, "Quillfeather Works CIC")


def test_a_rival_cannot_read_or_touch_another_bid(council):
    procurement = council.opened()
    council.bid(procurement, "Larkspur Systems Ltd")
    rival = council.person("hello@quillfeather.example", strong=False)
    with council.write() as connection:
        assert handing_in.own_bid(connection, council.keys, rival, procurement) is None
        with pytest.raises(procurements.ProcurementError, match="You have no bid"):
            handing_in.withdraw_bid(connection, council.keys, rival, procurement, council.now)


def test_a_copy_of_the_database_tells_no_bidder_nor_a_word_of_a_bid(sqlite_engine, settings):
    council = Council(sqlite_engine, settings)
    procurement = council.closed()
    with council.write() as connection:
        officer = council.person_in(connection, OFFICERS[0])
        reviewing.prepare_reviews(connection, council.keys, officer, procurement)
    sqlite_engine.dispose()
    kept = b"".join(path.read_bytes() for path in settings.data_dir.glob("daylight.sqlite*"))
    for canary in [*SECRETS, *OFFICERS, KEEPER, "twelve weeks", "handed over", *council.shares]:
        assert canary.encode() not in kept
        assert canary.lower().encode() not in kept.lower()
        assert canary.encode("utf-16-le") not in kept
        assert canary.encode().hex().encode() not in kept


def test_nothing_that_the_public_sees_links_two_procurements(council):
    first = council.published()
    council.now = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)
    second = council.published()
    with council.engine.connect() as connection:
        pages = [public_pages.procurement_page(connection, each) for each in (first, second)]
    hashes = [{each for kinds in page.commitments.values() for each in kinds.values()} for page in pages]
    assert hashes[0] & hashes[1] == set()
    with council.engine.connect() as connection:
        marks = connection.execute(text("SELECT id, holder_mark FROM bid")).all()
    assert len({mark for _, mark in marks}) == len(marks) == 6
    assert all(len(number) == 20 for number, _ in marks)


def test_a_share_is_shown_once_to_its_holder_and_never_kept(council):
    procurement = council.opened()
    letter = next(text for text in council.letters() if f"To: {KEEPER}" in text)
    token = letter.split(f"/bids/{procurement}/share/")[1].split()[0]
    with council.write() as connection:
        waiting = connection.execute(text("SELECT waiting_box, claim_hash FROM key_share")).all()
        assert waiting == [(None, None)] * 3
        with pytest.raises(RefusedError):
            key_ceremony.your_share(connection, council.person_in(connection, KEEPER), procurement, token)


@pytest.mark.parametrize("holders", [[*OFFICERS], [OFFICERS[0], OFFICERS[0], KEEPER], [*OFFICERS, "x@y.example"]])
def test_the_key_goes_to_two_officers_and_an_independent_keeper(council, holders):
    with council.write() as connection:
        officer = council.person_in(connection, OFFICERS[0])
        procurement = procurements.draft_procurement(
            connection, officer, body_key=BODY, body_name=BODY_NAME, draft=draft(), now=council.now
        )
        with pytest.raises(procurements.ProcurementError, match=r"holders must be|three different people"):
            key_ceremony.make_keys(
                connection, council.keys, council.settings, officer, procurement, holders, council.now
            )


def test_whoever_makes_anonymous_does_not_evaluate(council):
    procurement = council.opened()
    with council.write() as connection:
        officer = council.person_in(connection, OFFICERS[0])
        with pytest.raises(procurements.ProcurementError, match="two different people"):
            procurements.assign_duty(
                connection, council.keys, officer, procurement, address=OFFICERS[1], role=Role.EVALUATOR,
                now=council.now,
            )  # fmt: skip


def test_one_holder_alone_and_another_holders_share_open_nothing(council):
    procurement = council.published()
    judge = council.evaluator(procurement)
    council.now += dt.timedelta(days=40)
    judge, officer, other = council.person("eve.evaluator@northwick.example"), *(council.person(a) for a in OFFICERS)
    with council.write() as connection:
        award.lock_scores(connection, judge, procurement, {"A": 1, "B": 2, "C": 3}, council.now)
        with pytest.raises(procurements.ProcurementError, match="Choose the winning bid"):
            award.offer_share(connection, council.keys, officer, procurement, council.shares[0], council.now)
        award.choose_winner(connection, officer, procurement, "C", "Best", council.now)
        offered = (connection, council.keys, officer, procurement)
        assert award.offer_share(*offered, council.shares[0], council.now) == "waiting"
        assert award.offer_share(*offered, council.shares[0], council.now) == "waiting"
        with pytest.raises(ShareError, match="not your part"):
            award.offer_share(*offered, council.shares[1], council.now)
        late = council.now + award.OFFER_LIFE
        second = (connection, council.keys, other, procurement, council.shares[1])
        assert award.offer_share(*second, late) == "waiting", "the first offer has lapsed"
        assert award.offer_share(*offered, council.shares[0], late) == "revealed"


def test_after_the_time_for_claims_the_other_envelopes_are_destroyed(either):
    procurement = either.awarded()
    officer = either.person(OFFICERS[0])
    with pytest.raises(procurements.ProcurementError, match="can be challenged until"), either.write() as connection:
        award.destroy_envelopes(connection, officer, procurement, either.now)
    either.now += dt.timedelta(days=31)
    officer = either.person(OFFICERS[0])
    with either.write() as connection:
        award.destroy_envelopes(connection, officer, procurement, either.now, keep_reason="A claim was made.")
        assert connection.execute(text("SELECT count(*) FROM bid")).scalar() == 3
        award.destroy_envelopes(connection, officer, procurement, either.now)
        assert connection.execute(text("SELECT count(*) FROM bid")).scalar() == 0
        assert all(step.holds for step in verify_document(public_pages.proof_document(connection, procurement)))


def test_cancelling_destroys_what_was_sealed_and_says_so(either):
    procurement = either.closed()
    officer = either.person(OFFICERS[0])
    with either.write() as connection:
        procurements.cancel_procurement(connection, officer, procurement, reason="No money", now=either.now)
        assert connection.execute(text("SELECT count(*) FROM bid")).scalar() == 0
        page = public_pages.procurement_page(connection, procurement)
        assert (page.state, page.letters) == (State.CANCELLED, [])
        assert "All sealed bids were destroyed" in audit.public_entries(connection)[0].sentence


def test_an_amendment_is_public_with_its_reason_and_keeps_anchors(either):
    procurement = either.opened()
    with either.write() as connection:
        officer = either.person_in(connection, OFFICERS[0])
        new = "A new first paragraph, about who can bid.\n\n" + draft().text.replace("export all", "hand over all")
        edits = procurements.amend_procurement(
            connection, officer, procurement, text=new, reason="A comment asked for it", now=either.now
        )
        page = public_pages.procurement_page(connection, procurement)
    assert [anchor for anchor, _ in page.paragraphs] == ["p4", "p1", "p2", "p3"]
    assert [anchor for anchor, _, _ in edits] == ["p4", "p2"]
    assert [reason for _, _, reason, _ in page.versions] == ["First published", "A comment asked for it"]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.pdf", b"", "empty"),
        ("a.exe", b"MZ\x00\x00", "Send PDF"),
        ("a.pdf", b"PK\x03\x04broken", "damaged"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "old or an encrypted"),
        ("a.pdf", b"%PDF-1.7 ... /Encrypt 5 0 R", "encrypted"),
        ("a.txt", b"\xff\xfeh\x00", "Send PDF"),
        ("a.md", b"caf\xe9", "not in UTF-8"),
        ("a.md", b"x" * (26 << 20), "over 25 megabytes"),
    ],
)
def test_uploads_that_are_not_what_they_say_are_refused(name, content, sentence):
    with pytest.raises(UploadError, match=sentence):
        upload_kind(name, content)


def test_an_upload_is_sealed_and_only_its_hash_known(either):
    procurement = either.opened()
    person = either.person("bids@larkspursystems.example", strong=False)
    upload = read_upload("../../etc/Larkspur.md", b"# canary words")
    assert upload.text.endswith("canary words")
    with either.write() as connection:
        handing_in.save_bid(connection, either.keys, person, procurement, form_of("Larkspur Systems Ltd"), either.now)
        handing_in.add_file(connection, either.keys, person, procurement, upload, either.now)
        row = procurements.procurement_row(connection, procurement)
        bid, _ = handing_in.own_bid(connection, either.keys, person, procurement)
        files = handing_in.files_of(connection, either.keys, row, bid.id)
        assert [(each["kind"], each["bytes"]) for each in files] == [("markdown", 14)]
        for table in connection.execute(text("SELECT envelope, working_box FROM bid_file")):
            assert all(b"canary" not in bytes(column) and b"Larkspur" not in bytes(column) for column in table)
