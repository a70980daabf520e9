"""The secret key that signs sessions, forms and links in letters: from the settings, or made once and kept."""

import os
import secrets
from pathlib import Path

from tracker.settings import Settings

__all__ = ["signing_key"]


def signing_key(settings: Settings) -> bytes:
    """The key of this installation; made on first use in ``data_dir/secret-key``, readable by its owner only."""
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value().encode()
    path = settings.data_dir / "secret-key"
    if not path.exists():
        _make(path)
    return path.read_bytes()


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_urlsafe(48).encode())
    try:
        os.link(draft, path)  # fails when another process was quicker: then its key is the key
    except FileExistsError:
        pass
    finally:
        draft.unlink()
