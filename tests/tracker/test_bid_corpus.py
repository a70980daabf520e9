"""Real proposals, as fictional submissions, from upload to page and proof, with a person's choices scripted."""

import csv

import pytest

from tests.corpus import corpus_path
from tests.tracker.bidding import CLOSES, OFFICERS, SPEAK_UNTIL, Council, form_of
from tracker.bids import award, closing, handing_in, procurements, public_pages, publishing, reviewing
from tracker.bids.form import BidForm
from tracker.bids.review import published_text
from tracker.bids.uploads import read_upload
from tracker.sealing import verify_document
from webapp.app import create_app
from webapp.bids.pages import rendered

pytestmark = pytest.mark.corpus

FILES = ("civicactions/agile-california-submission.md", "ats-18f/submission.md", "filecoin/Pristorage.md")


@pytest.fixture
def council(sqlite_engine, settings):
    return Council(sqlite_engine, settings)


def _told(file):
    """What the list of the corpus says of a file: the names in it (the firm first), and its addresses."""
    with corpus_path("bids", "MANIFEST.csv").open(encoding="utf-8", newline="") as lines:
        row = next(each for each in csv.DictReader(lines) if each["file"] == file)
    facts = dict(part.strip().split("=", 1) for part in row["facts_to_check"].split(";") if "=" in part)
    return [facts[name].split("|") if name in facts else [] for name in ("identifying_strings", "emails")]


def _form(text, names, emails):
    plain = form_of("Larkspur Systems Ltd").model_dump(mode="json")
    plain["identity"] = {"legal_name": names[0], "contact_email": emails[0] if emails else ""}
    plain["answers"] = {1: text, 2: "All data is handed over as CSV within ten days."}
    plain["declared"] = {"people": names[1:], "names": emails}
    for line in plain["costs"]["lines"]:
        line["note"] = ""
    return BidForm.model_validate(plain)


def test_real_proposals_are_published_without_names_and_proved(council):
    procurement = council.opened(
        questions=(
            procurements.QuestionDraft("What do you propose?", 5_000, 60),
            procurements.QuestionDraft("How do we leave at the end?", 120, 40),
        )
    )
    known = {file: _told(file) for file in FILES}
    for number, file in enumerate(FILES):
        path = corpus_path("bids", *file.split("/"))
        upload = read_upload(path.name, path.read_bytes())
        assert len(upload.text.split()) > 500
        with council.write() as connection:
            person = council.person_in(connection, f"bidder-{number}@firm.example", strong=False)
            handing_in.save_bid(
                connection, council.keys, person, procurement, _form(upload.text, *known[file]), council.now
            )
            handing_in.add_file(connection, council.keys, person, procurement, upload, council.now)
            handing_in.hand_in(connection, council.keys, council.settings, person, procurement, council.now)
    _published(council, procurement, [name for both in known.values() for names in both for name in names])
    with council.engine.connect() as connection:
        page = public_pages.procurement_page(connection, procurement)
    for document in page.documents.values():
        words = document["answers"][0]["text"]
        assert len(words.split()) > 400
        assert not [name for names, emails in known.values() for name in (*names, *emails) if name in words]
    _proved(council, procurement)


def _published(council, procurement, names):
    council.now = CLOSES
    with council.write() as connection:
        closing.close_due(connection, council.now)
    council.now = SPEAK_UNTIL.replace(month=11, day=27)
    app = create_app(council.settings, clock=lambda: council.now)
    with council.write() as connection, app.test_request_context("/"):
        first, second = (council.person_in(connection, address) for address in OFFICERS)
        reviewing.prepare_reviews(connection, council.keys, first, procurement)
        for letter in "ABC":
            given = (connection, council.keys, first, procurement, letter)
            for field in reviewing.read_review(*given)[1].fields:
                for number, place in enumerate(field.places):
                    reviewing.decide_place(
                        *given, field=field.name, place=number, choice="replace",
                        replacement=place.replacement or "[A NAME]",
                    )  # fmt: skip
            _marked(given, names)
            reviewing.complete_review(*given, council.now)
            reviewing.confirm_review(connection, council.keys, second, procurement, letter, council.now)
        publishing.publish_bids(
            connection, council.keys, first, procurement, lambda inside: rendered(inside, procurement), council.now
        )
    app.extensions["daylight"].engine.dispose()


def _marked(given, names):
    """What the person still sees in the text to come is taken out by hand."""
    for field in reviewing.read_review(*given)[1].fields:
        for name in names:
            left = published_text(reviewing.read_review(*given)[1], field.name)
            if name in left and name in field.text:
                reviewing.mark_words(*given, field=field.name, words=name, replacement="[A NAME]")


def _proved(council, procurement):
    council.evaluator(procurement)
    council.now = SPEAK_UNTIL.replace(day=8)
    judge = council.person("eve.evaluator@northwick.example")
    officer, keeper = council.person(OFFICERS[0]), council.person("kit.keeper@ombudsman.example")
    with council.write() as connection:
        award.lock_scores(connection, judge, procurement, {"A": 60, "B": 80, "C": 70}, council.now)
        award.choose_winner(connection, officer, procurement, "B", "The best price and exit.", council.now)
        award.offer_share(connection, council.keys, officer, procurement, council.shares[0], council.now)
        award.offer_share(connection, council.keys, keeper, procurement, council.shares[2], council.now)
        proof = public_pages.proof_document(connection, procurement)
    assert all(step.holds for step in verify_document(proof))
    text = proof["bids"]["A"]["answers"][0]["text"]
    proof["bids"]["A"]["answers"][0]["text"] = f"{text[:-1]}{'.' if text[-1] != '.' else ','}"
    assert not all(step.holds for step in verify_document(proof))
