"""Sealing: envelopes that open only with two of three shares, pseudonyms, commitments, and the proof of a reveal.

For each procurement a key pair is made. Anybody can put an envelope together with the public half; the private half is
split into three shares (Shamir's scheme), of which any two open every envelope and one alone tells nothing. The server
forgets the private half at once.

A commitment is the SHA-256 of a secret salt followed by a canonical JSON text. Published early and opened later, it
shows that what is shown now is what was there then.
"""

import base64
import hashlib
import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from Crypto.Protocol.SecretSharing import Shamir
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

__all__ = [
    "PROOF_FORMAT",
    "KeyPair",
    "ProofStep",
    "ShareError",
    "canonical",
    "commitment",
    "join_shares",
    "make_key_pair",
    "new_salt",
    "open_envelope",
    "pseudonyms",
    "put_in_envelope",
    "read_proof",
    "share_number",
    "verify_document",
]

PROOF_FORMAT = "daylight-procurement-proof/1"
_SHARES, _NEEDED = 3, 2
_HALF = 16  # bytes: Shamir's scheme of pycryptodome splits 16 at a time
_CHECK = 3  # bytes of a checksum, so that a slip of the pen is told apart from a wrong share


class ShareError(ValueError):
    """A share cannot be read or does not belong here; the text is a sentence for its holder."""


@dataclass(frozen=True, slots=True)
class KeyPair:
    """The public key, and the three shares of the private one as their holders write them down."""

    public: bytes
    shares: tuple[str, ...]


def make_key_pair() -> KeyPair:
    """A new key pair of which only the public half and the shares of the private half are handed on."""
    private = bytes(PrivateKey.generate())
    halves = [Shamir.split(_NEEDED, _SHARES, private[start : start + _HALF]) for start in (0, _HALF)]
    shares = tuple(_written(first[0], first[1] + second[1]) for first, second in zip(*halves, strict=True))
    return KeyPair(bytes(PrivateKey(private).public_key), shares)


def _written(number: int, share: bytes) -> str:
    body = bytes([number]) + share
    check = hashlib.sha256(b"daylight share" + body).digest()[:_CHECK]
    letters = base64.b32encode(body + check).decode().rstrip("=")
    return "-".join(letters[start : start + 6] for start in range(0, len(letters), 6))


def _read(written: str) -> tuple[int, bytes]:
    letters = re.sub(r"[\s-]", "", written).upper().replace("0", "O").replace("1", "I").replace("8", "B")
    try:
        raw = base64.b32decode(letters + "=" * (-len(letters) % 8))
    except ValueError as error:
        raise ShareError("This is not a share: it has letters or a length that no share has.") from error
    body, check = raw[:-_CHECK], raw[-_CHECK:]
    if len(body) != 1 + 2 * _HALF or hashlib.sha256(b"daylight share" + body).digest()[:_CHECK] != check:
        raise ShareError("There is a slip in this share. Compare it with what you wrote down.")
    return body[0], body[1:]


def share_number(written: str) -> int:
    """Which of the three shares this is; ShareError when it cannot be read."""
    return _read(written)[0]


def join_shares(shares: Sequence[str], public: bytes) -> bytes:
    """The private key out of two shares; ShareError when they are not two different shares of this key pair."""
    read = [_read(share) for share in shares]
    if len({number for number, _ in read}) != _NEEDED or len(read) != _NEEDED:
        raise ShareError("Two different shares are needed.")
    halves = [
        Shamir.combine([(number, share[start : start + _HALF]) for number, share in read]) for start in (0, _HALF)
    ]
    private = b"".join(halves)
    if bytes(PrivateKey(private).public_key) != public:
        raise ShareError("These shares belong to another procurement.")
    return private


def put_in_envelope(public: bytes, plain: bytes) -> bytes:
    """Encrypt for whoever has two shares; nobody, not even who calls this, can open it again."""
    return SealedBox(PublicKey(public)).encrypt(plain)


def open_envelope(private: bytes, envelope: bytes) -> bytes:
    """Decrypt an envelope; ShareError when it was changed or belongs to another procurement."""
    try:
        return SealedBox(PrivateKey(private)).decrypt(envelope)
    except (CryptoError, ValueError) as error:
        raise ShareError("This envelope does not open with this key, or it was changed.") from error


def pseudonyms(count: int) -> list[str]:
    """Letters A, B, ... AA, AB for ``count`` bids in an order drawn at random, which nothing can lead back."""
    names = [_letters(number) for number in range(count)]
    secrets.SystemRandom().shuffle(names)
    return names


def _letters(number: int) -> str:
    name = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def canonical(value: Any) -> str:
    """The one JSON text of a value: keys in order, no blanks, no escapes beyond need. TypeError for a float."""
    _refuse_floats(value)
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("a number with a fraction has more than one way to be written")
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ():
        _refuse_floats(each)


def new_salt() -> str:
    """32 random bytes in hexadecimal letters."""
    return secrets.token_hex(32)


def commitment(salt: str, text: str) -> str:
    """SHA-256 over the salt (as its hexadecimal letters), a line feed, and the text in UTF-8; hexadecimal letters."""
    return hashlib.sha256(f"{salt}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class ProofStep:
    """One step of a proof: what was compared, in a sentence, and whether it held."""

    sentence: str
    holds: bool


def read_proof(name: str) -> Mapping[str, Any] | None:
    """The proof of a procurement in the file of that name; None where the file is none, or holds something else."""
    try:
        document = json.loads(Path(name).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    is_proof = isinstance(document, dict) and str(document.get("format", "")).startswith("daylight-procurement-proof/")
    return document if is_proof else None


def verify_document(document: Mapping[str, Any]) -> list[ProofStep]:
    """Check the proof of a procurement; it stands only when every step holds, and there is at least one.

    The document has ``commitments`` (letter to {"bid", "identity"}), ``list_sha256`` over them, ``bids`` (letter to the
    anonymised bid), ``salts`` (letter to salt), and after the award ``reveal`` {"letter", "identity", "salt"}. A bid
    whose text had to go is in ``taken_down`` (letter to {"reason", "on"}): its commitment stays in the list, so that
    the others can still be checked, and a step says that its text cannot.
    """
    if document.get("format") != PROOF_FORMAT:
        return [ProofStep(f"The file says that it is a {PROOF_FORMAT}.", False)]
    try:
        return list(_steps(document))
    except (KeyError, TypeError, AttributeError):
        return [ProofStep("The file has every part that a proof needs.", False)]


def _steps(document: Mapping[str, Any]) -> list[ProofStep]:
    commitments, bids, salts = document["commitments"], document["bids"], document["salts"]
    digest = hashlib.sha256(canonical(commitments).encode("utf-8", "surrogatepass")).hexdigest()
    gone = document.get("taken_down", {})
    whole = set(bids) == set(salts) and not set(bids) & set(gone) and set(bids) | set(gone) == set(commitments)
    steps = [
        ProofStep(f"The list of commitments has the hash {digest[:16]}... that the file names.",
                  digest == document["list_sha256"]),
        ProofStep(f"Each of the {len(commitments)} commitments has a bid and a salt, or was taken down.",
                  whole and bool(commitments)),
    ]  # fmt: skip
    for letter in sorted(gone):
        sentence = f"Bid {letter} was taken down on {gone[letter]['on']} ({gone[letter]['reason']}): not checked."
        steps.append(ProofStep(sentence, letter in commitments))
    for letter in sorted(set(commitments) & set(bids) & set(salts)):
        same = commitment(salts[letter], canonical(bids[letter])) == commitments[letter]["bid"]
        steps.append(ProofStep(f"Bid {letter} is, letter for letter, the bid that was committed to.", same))
    reveal = document["reveal"]
    same = commitment(reveal["salt"], canonical(reveal["identity"])) == commitments[reveal["letter"]]["identity"]
    steps.append(
        ProofStep(f"Bidder {reveal['letter']} is the one whose sealed name was committed to at closing.", same)
    )
    return steps
