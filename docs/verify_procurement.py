"""Check, away from Daylight, that the bids and the winner shown at the award are those that were sealed at closing.

Usage: python3 verify_procurement.py PROOF.json

The proof is the file "Proof" on the page of a procurement after its award. This script uses nothing but Python itself.
For each bid it takes the salt, a line feed and the bid as JSON text with sorted keys and no blanks, and compares the
SHA-256 of that with the commitment published with the bids; for the winner's name it does the same with the commitment
published at closing. Compare the hash of the list of commitments, printed first, with the one that you, or a newspaper,
noted down then. A bid whose text had to be taken down keeps its commitment in the list and is named as not checked.
Exit status 0 when everything is the same, 1 when anything is not.
"""

import hashlib
import json
import sys


def canonical(value):
    """JSON text with sorted keys, no blanks, and letters as they are."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def sha256(text):
    """SHA-256 of a text in UTF-8, in hexadecimal letters."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def steps(proof):
    """Each comparison as (sentence, whether it held)."""
    commitments, bids, salts = proof["commitments"], proof["bids"], proof["salts"]
    listed = sha256(canonical(commitments))
    yield f"The list of commitments has the hash {listed}", listed == proof["list_sha256"]
    gone = proof.get("taken_down", {})
    whole = set(bids) == set(salts) and not set(bids) & set(gone) and set(bids) | set(gone) == set(commitments)
    yield "Each commitment has a bid and a salt, or was taken down", bool(commitments) and whole
    for letter in sorted(gone):
        told = gone[letter]
        yield f"Bid {letter} was taken down on {told['on']} ({told['reason']}): not checked", letter in commitments
    for letter in sorted(bids):
        found = sha256(salts[letter] + "\n" + canonical(bids[letter]))
        yield f"Bid {letter} is the bid that was committed to", found == commitments[letter]["bid"]
    reveal = proof["reveal"]
    found = sha256(reveal["salt"] + "\n" + canonical(reveal["identity"]))
    yield f"Bidder {reveal['letter']} is the one sealed at closing", found == commitments[reveal["letter"]]["identity"]


def main(path):
    """Print each step; 0 when all hold."""
    with open(path, encoding="utf-8") as file:
        proof = json.load(file)
    try:
        if proof["format"] != "daylight-procurement-proof/1":
            raise KeyError("format")
        outcome = list(steps(proof))
    except (KeyError, TypeError, AttributeError) as error:
        print(f"NO   This is not the proof of a procurement, or a part is missing: {error}")
        return 1
    for sentence, holds in outcome:
        print(f"{'yes ' if holds else 'NO  '} {sentence}.")
    return 0 if all(holds for _, holds in outcome) else 1


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
