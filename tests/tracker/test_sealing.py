"""Sealing as rules: two shares open and one does not, letters are a permutation, and a changed byte breaks a proof."""

import copy
import hashlib
import json
import subprocess
import sys
from collections import Counter
from itertools import combinations, permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.sealing import (
    PROOF_FORMAT,
    ShareError,
    canonical,
    commitment,
    join_shares,
    make_key_pair,
    new_salt,
    open_envelope,
    pseudonyms,
    put_in_envelope,
    verify_document,
)

SCRIPT = Path(__file__).parents[2] / "docs" / "verify_procurement.py"
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=25, deadline=None)
@given(plain=st.binary(max_size=400))
def test_any_two_shares_open_an_envelope_and_no_one_share_does(plain):
    pair = make_key_pair()
    envelope = put_in_envelope(pair.public, plain)
    assert not plain or len(plain) < 4 or plain not in envelope
    for two in permutations(pair.shares, 2):
        assert open_envelope(join_shares(two, pair.public), envelope) == plain
    for one in pair.shares:
        with pytest.raises(ShareError, match="Two different"):
            join_shares([one], pair.public)
        with pytest.raises(ShareError, match="Two different"):
            join_shares([one, one], pair.public)


def test_shares_of_another_procurement_or_with_a_slip_are_told_apart():
    ours, theirs = make_key_pair(), make_key_pair()
    with pytest.raises(ShareError, match="another procurement"):
        join_shares([ours.shares[0], theirs.shares[1]], ours.public)
    with pytest.raises(ShareError, match="another procurement"):
        join_shares(theirs.shares[:2], ours.public)
    share = ours.shares[0]
    slip = share[:9] + ("A" if share[9] != "A" else "C") + share[10:]
    with pytest.raises(ShareError, match="slip"):
        join_shares([slip, ours.shares[1]], ours.public)
    with pytest.raises(ShareError, match=r"not a share|slip"):
        join_shares(["hello", ours.shares[1]], ours.public)
    typed = [share.lower().replace("-", "  ") for share in ours.shares]
    assert all(join_shares(two, ours.public) for two in combinations(typed, 2))


def test_a_changed_envelope_does_not_open():
    pair = make_key_pair()
    private = join_shares(pair.shares[1:], pair.public)
    envelope = bytearray(put_in_envelope(pair.public, b"Larkspur Systems Ltd"))
    envelope[-1] ^= 1
    with pytest.raises(ShareError, match="changed"):
        open_envelope(private, bytes(envelope))


@given(count=st.integers(0, 60))
def test_pseudonyms_are_the_first_letters_in_some_order(count):
    names = pseudonyms(count)
    assert len(set(names)) == count
    shortest_first = sorted(names, key=lambda name: (len(name), name))
    assert shortest_first[:26] == [chr(65 + number) for number in range(min(count, 26))]
    assert shortest_first[26:28] == ["AA", "AB"][: max(count - 26, 0)]


def test_every_order_of_pseudonyms_is_as_likely():
    seen = Counter("".join(pseudonyms(3)) for _ in range(6000))
    assert len(seen) == 6
    # Six outcomes of 1,000 each with a deviation of 29; ten deviations is never by chance.
    assert all(710 < times < 1290 for times in seen.values())


@given(value=JSON_VALUES)
def test_the_canonical_text_is_one_text_and_reads_back(value):
    text = canonical(value)
    assert json.loads(text) == value
    if isinstance(value, dict):
        assert canonical(dict(reversed(value.items()))) == text


def test_a_fraction_has_no_canonical_text():
    with pytest.raises(TypeError):
        canonical({"total": [1, 2.5]})


@given(one=st.text(), other=st.text())
def test_commitments_differ_when_text_or_salt_differ(one, other):
    salt, another = new_salt(), new_salt()
    assert (commitment(salt, one) == commitment(salt, other)) == (one == other)
    assert commitment(salt, one) != commitment(another, one)


def _proof():
    bids = {letter: {"answers": [f"We will {letter}."], "total_pence": 1000 * ord(letter)} for letter in "ABC"}
    identities = {letter: {"legal_name": f"Firm {letter} Ltd"} for letter in "ABC"}
    salts, hidden = {k: new_salt() for k in bids}, {k: new_salt() for k in bids}
    commitments = {
        k: {
            "bid": commitment(salts[k], canonical(bids[k])),
            "identity": commitment(hidden[k], canonical(identities[k])),
        }
        for k in bids
    }
    return {
        "format": PROOF_FORMAT,
        "commitments": commitments,
        "list_sha256": hashlib.sha256(canonical(commitments).encode()).hexdigest(),
        "bids": bids,
        "salts": salts,
        "reveal": {"letter": "B", "identity": identities["B"], "salt": hidden["B"]},
    }


def _script_says(document, tmp_path):
    path = tmp_path / "proof.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return subprocess.run([sys.executable, "-I", SCRIPT, path], capture_output=True, text=True, timeout=30).returncode


def test_a_true_proof_stands_here_and_in_the_script_for_everybody(tmp_path):
    proof = _proof()
    assert all(step.holds for step in verify_document(proof))
    assert _script_says(proof, tmp_path) == 0


def _changed(document, way):
    document = copy.deepcopy(document)
    way(document)
    return document


CHANGES = {
    "a letter of an answer": lambda d: d["bids"]["A"]["answers"].__setitem__(0, "We will a."),
    "a price": lambda d: d["bids"]["C"].__setitem__("total_pence", 1),
    "a salt": lambda d: d["salts"].__setitem__("A", "0" * 64),
    "the winner's name": lambda d: d["reveal"]["identity"].__setitem__("legal_name", "Firm C Ltd"),
    "the winner's letter": lambda d: d["reveal"].__setitem__("letter", "A"),
    "a commitment": lambda d: d["commitments"]["A"].__setitem__("bid", "0" * 64),
    "a bid left out": lambda d: d["bids"].pop("C"),
    "a bid left out everywhere": lambda d: [d[part].pop("C") for part in ("bids", "salts", "commitments")],
    "nothing in it": lambda d: [d[part].clear() for part in ("bids", "salts", "commitments")],
    "no reveal": lambda d: d.pop("reveal"),
    "another format": lambda d: d.__setitem__("format", "other"),
}


@pytest.mark.parametrize("way", CHANGES.values(), ids=CHANGES)
def test_whatever_is_changed_breaks_the_proof_in_both(way, tmp_path):
    changed = _changed(_proof(), way)
    assert not all(step.holds for step in verify_document(changed))
    assert _script_says(changed, tmp_path) == 1
