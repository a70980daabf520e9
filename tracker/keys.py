"""The installation's own key, kept outside the database, and what is derived from it: hashes, boxes, random ids.

A copy of the database alone therefore shows no address, no secret and no draft. Whoever moves an installation must move
the key with it: without it accounts, letters that wait, and unpublished bids cannot be read any more.
"""

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tracker.settings import Settings
from tracker.signing import signing_key

__all__ = [
    "Keys",
    "UnreadableBoxError",
    "installation_keys",
    "new_id",
    "new_token",
    "open_box",
    "seal_box",
    "token_hash",
]

_NONCE = 12  # bytes, as NIST SP 800-38D asks of GCM


class UnreadableBoxError(RuntimeError):
    """Encrypted data cannot be read: it was sealed under another key, or for another place, or was changed."""


def new_id() -> str:
    """A random id that tells nothing: no order, no time, no link to anything else."""
    return secrets.token_hex(10)


def new_token() -> str:
    """A secret for a link or a cookie: 256 random bits, safe in an address."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is kept of a token. Plain SHA-256 is enough, because a token cannot be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()


def seal_box(key: bytes, plain: bytes, context: str) -> bytes:
    """Encrypt for one place: ``context`` (such as "bid:12ab:review") must be given again to open it."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, context.encode())


def open_box(key: bytes, box: bytes, context: str) -> bytes:
    """Decrypt what ``seal_box`` made; UnreadableBoxError when the key, the place or the bytes are not the same."""
    try:
        return AESGCM(key).decrypt(box[:_NONCE], box[_NONCE:], context.encode())
    except (InvalidTag, ValueError) as error:
        raise UnreadableBoxError(f"The box of {context.partition(':')[0]} cannot be opened with this key.") from error


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys derived from the installation's key, one for each purpose, so that no two uses can be mixed up."""

    root: bytes = field(repr=False)

    def derive(self, purpose: str) -> bytes:
        """32 bytes for one purpose."""
        return hmac.digest(self.root, f"daylight/{purpose}".encode(), hashlib.sha256)

    def mark(self, purpose: str, *parts: str) -> str:
        """A keyed hash: equal parts give equal marks, and without the key nobody can tell what was hashed."""
        joined = "\x1f".join(parts).encode("utf-8", "surrogatepass")
        return hmac.digest(self.derive(f"mark/{purpose}"), joined, hashlib.sha256).hex()[:40]

    def seal(self, context: str, plain: bytes) -> bytes:
        """Encrypt under the installation's key for one place."""
        return seal_box(self.derive("box"), plain, context)

    def open(self, context: str, box: bytes) -> bytes:
        """Decrypt what ``seal`` made; UnreadableBoxError otherwise."""
        return open_box(self.derive("box"), box, context)


def installation_keys(settings: Settings) -> Keys:
    """The keys of this installation, all from the one secret that also signs forms and links."""
    return Keys(hmac.digest(signing_key(settings), b"daylight/root", hashlib.sha256))
