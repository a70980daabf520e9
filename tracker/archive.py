"""Keep every download as it came, under the SHA-256 of its bytes, with a log of every fetch.

Stage 1 of four. The archive is a folder or any other fsspec address:

    blobs/ab/abcd...            the bytes, named after their SHA-256; written once, never changed
    log/<time>-<random>.jsonl   one line a fetch; every process writes a segment of its own and never another's

The log is the only state of a crawl: what is unchanged, which window of a feed is done and where to go on are read
from it, so that there is no second record that could disagree after a crash. A blob is stored before its line is
written, so every hash in the log can be opened; a line torn by a kill is the last of its segment and is left out.
"""

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, cast

import orjson

from tracker.fetches import Fetch, Resource, Version, fold_resources
from tracker.plain_errors import PlainError
from tracker.stores import store_at

__all__ = ["Archive", "ArchiveError", "Fetch", "Resource", "Version"]

_CHUNK = 1 << 20
_LINES_PER_OBJECT = 500  # object stores cannot append: a segment there is rewritten until it is this long


class ArchiveError(PlainError):
    """The archive itself is damaged or cannot be written; the message says where."""


class Archive:
    """The archive at an fsspec address (a folder's path will do); made on first use."""

    def __init__(self, url: str | Path) -> None:
        self._fs, self._root = store_at(str(url))
        self._local = "file" in _protocols(self._fs)
        self._segment: _Segment | None = None
        self._by_url: dict[str, Fetch] | None = None

    # -- bytes ---------------------------------------------------------------------------------------------------

    def put(self, body: bytes) -> str:
        """Store bytes and return their SHA-256 (hex); storing the same bytes again changes nothing."""
        digest = hashlib.sha256(body).hexdigest()
        if not self.has(digest):
            self._write(self._blob(digest), body)
        return digest

    def put_file(self, path: Path) -> str:
        """Store a file of any size from disk, read in pieces, and return its SHA-256 (hex)."""
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        if not self.has(digest):
            target = self._blob(digest)
            if self._local:
                part = _part_of(Path(target))
                shutil.copyfile(path, part)
                os.replace(part, target)
            else:
                self._fs.put_file(str(path), target)
        return digest

    def has(self, digest: str) -> bool:
        """Whether the bytes with this SHA-256 are kept."""
        return bool(self._fs.exists(self._blob(digest)))

    def open(self, digest: str) -> BinaryIO:
        """A stream of the bytes with this SHA-256; FileNotFoundError when they are not kept."""
        return cast(BinaryIO, self._fs.open(self._blob(digest), "rb"))

    def path(self, digest: str, cache: Path | None = None) -> Path:
        """A file on this machine with these bytes: the blob itself, or a copy in ``cache`` when the archive is remote.

        Raises ArchiveError when the bytes are not kept, or the archive is remote and no cache folder is given.
        """
        if self._local:
            found = Path(self._blob(digest))
            if not found.is_file():
                raise ArchiveError(f"The archive holds no bytes with the SHA-256 {digest}.")
            return found
        if cache is None:
            raise ArchiveError("The archive is on another machine: a folder for local copies is needed.")
        copy = cache / digest[:2] / digest
        if not copy.is_file():
            part = _part_of(copy)
            self._fs.get_file(self._blob(digest), str(part))
            os.replace(part, copy)
        return copy

    def damaged(self, digests: Iterable[str]) -> Iterator[str]:
        """Those of the given hashes whose bytes are missing or no longer have that hash."""
        for digest in digests:
            try:
                with self.open(digest) as stream:
                    hasher = hashlib.sha256()
                    while chunk := stream.read(_CHUNK):
                        hasher.update(chunk)
            except FileNotFoundError:
                yield digest
                continue
            if hasher.hexdigest() != digest:
                yield digest

    # -- log -----------------------------------------------------------------------------------------------------

    def record(self, fetch: Fetch) -> None:
        """Add one fetch to the log; its bytes must have been stored before."""
        if self._segment is None:
            self._segment = _Segment(self._fs, f"{self._root}/log", local=self._local)
        self._segment.write(orjson.dumps(fetch.as_record()) + b"\n")
        if self._by_url is not None:
            _remember(self._by_url, fetch)

    def fetches(self) -> Iterator[Fetch]:
        """Every fetch on record, segment by segment in order of their start; ArchiveError for a damaged segment."""
        folder = f"{self._root}/log"
        names = self._fs.ls(folder, detail=False) if self._fs.exists(folder) else []
        for name in sorted(name for name in names if name.endswith(".jsonl")):
            yield from _read_segment(name, self._fs.cat_file(name))

    def latest(self, url: str) -> Fetch | None:
        """The last fetch of this address that brought or confirmed bytes, or None."""
        if self._by_url is None:
            self._by_url = {}
            for fetch in self.fetches():
                _remember(self._by_url, fetch)
        return self._by_url.get(url)

    def resources(self, *, kind: str | None = None, publisher: str | None = None) -> list[Resource]:
        """What has been published, with every version kept, in order of lineage; optionally of one kind or publisher.

        A resource is one thing published over time: the payments of one council for one month, wherever the file
        lay. Its versions are in the order in which they were first fetched, so the last is the one that stands.
        """
        found = fold_resources(fetch for fetch in self.fetches() if fetch.role == "data")
        return [r for r in found if kind in (None, r.kind) and publisher in (None, r.publisher)]

    def versions(self, *, kind: str | None = None, publisher: str | None = None) -> list[Version]:
        """Every version of every resource, oldest fetch first: the order in which to load them."""
        chosen = self.resources(kind=kind, publisher=publisher)
        return sorted((v for r in chosen for v in r.versions), key=lambda v: (v.fetched, v.lineage, v.sha256))

    def close(self) -> None:
        """Finish this process's segment of the log."""
        if self._segment is not None:
            self._segment.close()
            self._segment = None

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- inside --------------------------------------------------------------------------------------------------

    def _blob(self, digest: str) -> str:
        return f"{self._root}/blobs/{digest[:2]}/{digest}"

    def _write(self, target: str, body: bytes) -> None:
        if not self._local:
            self._fs.pipe_file(target, body)  # an object store shows an object whole or not at all
            return
        part = _part_of(Path(target))
        with part.open("wb") as stream:
            stream.write(body)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(part, target)


class _Segment:
    """This process's part of the log: appended to on disk, rewritten in short objects elsewhere."""

    def __init__(self, fs: Any, folder: str, *, local: bool) -> None:
        self._fs, self._folder = fs, folder
        self._descriptor: int | None = None
        self._lines: list[bytes] = []
        self._name = self._new_name()
        if local:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self._descriptor = os.open(self._name, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)

    def write(self, line: bytes) -> None:
        if self._descriptor is not None:
            if os.write(self._descriptor, line) != len(line):
                raise ArchiveError(f"The disk is full: the fetch log {Path(self._name).name} could not be written.")
            return
        self._lines.append(line)
        self._fs.pipe_file(self._name, b"".join(self._lines))
        if len(self._lines) >= _LINES_PER_OBJECT:
            self._name, self._lines = self._new_name(), []

    def close(self) -> None:
        if self._descriptor is not None:
            os.fsync(self._descriptor)
            os.close(self._descriptor)
            self._descriptor = None

    def _new_name(self) -> str:
        started = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
        return f"{self._folder}/{started}-{secrets.token_hex(4)}.jsonl"


def _read_segment(name: str, content: bytes) -> Iterator[Fetch]:
    lines = content.split(b"\n")
    for number, line in enumerate(lines, start=1):
        if not line:
            continue
        try:
            yield Fetch.from_record(orjson.loads(line))
        except (ValueError, KeyError, TypeError) as error:
            if number == len(lines):
                return  # torn by a kill: the fetch will simply be made again
            raise ArchiveError(f"Line {number} of the fetch log {Path(name).name} cannot be read: {error}.") from error


def _remember(index: dict[str, Fetch], fetch: Fetch) -> None:
    if fetch.brought_bytes:
        index[fetch.url] = fetch


def _part_of(target: Path) -> Path:
    """A name beside the target for the bytes while they are being written."""
    target.parent.mkdir(parents=True, exist_ok=True)
    return target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")


def _protocols(fs: Any) -> tuple[str, ...]:
    return (fs.protocol,) if isinstance(fs.protocol, str) else tuple(fs.protocol)
