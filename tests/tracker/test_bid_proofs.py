"""The proof of an award: it stands as it is, falls with one byte, and outlives the takedown of one bid."""

import copy
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.tracker.bidding import Council, moderator
from tracker.bids import public_pages
from tracker.bids.ocds import ocds_package
from tracker.cli import main
from tracker.sealing import read_proof, verify_document
from tracker.takedown import suppress

VERIFIER = Path(__file__).parents[2] / "docs" / "verify_procurement.py"


@pytest.fixture
def council(sqlite_engine, settings):
    return Council(sqlite_engine, settings)


def _proof(council, procurement):
    with council.engine.connect() as connection:
        return public_pages.proof_document(connection, procurement)


def _holds(document, folder):
    """Whether all three checkers say yes; they must agree."""
    path = folder / "proof.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    alone = subprocess.run([sys.executable, "-I", VERIFIER, path], check=False, capture_output=True, timeout=20)
    command = CliRunner().invoke(main, ["verify", str(path)])
    answers = {
        bool(steps := verify_document(document)) and all(step.holds for step in steps),
        alone.returncode == 0,
        command.exit_code == 0,
    }
    assert len(answers) == 1, (document, alone.stdout, command.output)
    return answers.pop()


def test_one_changed_byte_of_any_part_is_found_by_every_checker(council, tmp_path):
    proof = _proof(council, council.awarded())
    assert _holds(proof, tmp_path)
    changes = [
        lambda each: each["bids"]["A"]["answers"][0].update(text=each["bids"]["A"]["answers"][0]["text"] + "."),
        lambda each: each["bids"]["C"]["costs"]["lines"][0]["pence"].__setitem__(0, 1),
        lambda each: each["salts"].update(A="0" * 64),
        lambda each: each["commitments"]["B"].update(bid="0" * 64),
        lambda each: each["reveal"]["identity"].update(legal_name="Another Firm Ltd"),
        lambda each: each["reveal"].update(letter="A"),
        lambda each: each["bids"].pop("A"),
        lambda each: each.update(format="daylight-procurement-proof/2"),
    ]
    for change in changes:
        changed = copy.deepcopy(proof)
        change(changed)
        assert not _holds(changed, tmp_path)


def test_a_bid_that_was_taken_down_leaves_the_proof_of_the_others(council, tmp_path):
    procurement = council.awarded()
    with council.write() as connection:
        suppress(
            connection, moderator(), kind="bid", key=f"{procurement}/C", reason="A person is named in it",
            now=council.now,
        )  # fmt: skip
    proof = _proof(council, procurement)
    assert proof["taken_down"] == {"C": {"reason": "A person is named in it", "on": f"{council.now:%Y-%m-%d}"}}
    assert set(proof["commitments"]) == set("ABC")
    assert set(proof["bids"]) == set(proof["salts"]) == set("AB")
    assert _holds(proof, tmp_path)
    assert any("Bid C was taken down" in step.sentence for step in verify_document(proof))
    with council.engine.connect() as connection:
        page = public_pages.procurement_page(connection, procurement)
        assert page.letters == ["A", "B"]
        assert page.taken_down.keys() == {"C"}
        assert [each["id"] for each in ocds_package(connection, procurement, "")["releases"][0]["bids"]["details"]] == [
            "A",
            "B",
        ]
    for change in (
        lambda each: each["bids"]["A"]["answers"][0].update(text="Another text."),
        lambda each: each.update(taken_down={}),
        lambda each: each["commitments"].pop("C"),
        lambda each: each["taken_down"].update(A={"reason": "", "on": ""}),
    ):
        changed = copy.deepcopy(proof)
        change(changed)
        assert not _holds(changed, tmp_path)


def test_only_a_proof_is_read_as_one(tmp_path):
    for content in ("{}", "[]", '"daylight-procurement-proof/1"', "no json", '{"format": "other/1"}'):
        path = tmp_path / "file.json"
        path.write_text(content)
        assert read_proof(str(path)) is None
    assert read_proof("x" * 10_000) is None
    assert read_proof(str(tmp_path)) is None


def test_the_ocds_package_names_nobody_before_the_award_and_the_winner_after(council):
    procurement = council.published()
    with council.engine.connect() as connection:
        before = ocds_package(connection, procurement, "https://site.example")
    release = before["releases"][0]
    assert [bid["id"] for bid in release["bids"]["details"]] == ["A", "B", "C"]
    assert not any("tenderers" in bid or "date" in bid for bid in release["bids"]["details"])
    assert [party["roles"] for party in release["parties"]] == [["buyer"]]
    assert sorted(bid["value"]["amount"] for bid in release["bids"]["details"]) == [60_000, 110_000, 160_000]
    assert "awards" not in release


def test_the_ocds_package_names_the_winner_after_the_award(council):
    procurement = council.awarded()
    with council.engine.connect() as connection:
        release = ocds_package(connection, procurement, "https://site.example")["releases"][0]
    winner = release["awards"][0]["suppliers"][0]
    assert release["awards"][0]["relatedBids"] == ["B"]
    named = {bid["id"]: bid.get("tenderers") for bid in release["bids"]["details"]}
    assert named == {"A": None, "B": [winner], "C": None}
    assert winner["id"].startswith("GB-COH-")
