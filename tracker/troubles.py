"""What the machine refused, told in a sentence: a disk, a file or the database that Daylight cannot use."""

import errno
from dataclasses import dataclass

__all__ = ["Trouble", "trouble_of"]

_NOT_WRITTEN = "cannot be written"
_NOT_OPENED = "cannot be opened"
_NO_ROOM = ("disk-full", _NOT_WRITTEN, "there is no room left on its disk")
_NO_RIGHT = ("no-permission", _NOT_OPENED, "the user that runs Daylight may not read or write there")
_FAULTS = {
    errno.ENOSPC: _NO_ROOM,
    errno.EDQUOT: ("disk-full", _NOT_WRITTEN, "the quota of its disk is used up"),
    errno.EFBIG: ("disk-full", _NOT_WRITTEN, "files may not grow as large as this one must"),
    errno.EROFS: ("read-only", _NOT_WRITTEN, "its disk can only be read"),
    errno.EACCES: _NO_RIGHT,
    errno.EPERM: _NO_RIGHT,
    errno.ENOTDIR: ("not-a-folder", _NOT_OPENED, "something on the way to it is a file and no folder"),
    errno.EEXIST: ("not-a-folder", _NOT_OPENED, "it is a file, and a folder is needed"),
    errno.EISDIR: ("not-a-file", _NOT_OPENED, "it is a folder, and a file is needed"),
    errno.ENOENT: ("missing", _NOT_OPENED, "it is not there and cannot be made"),
    errno.EMFILE: ("too-many-files", _NOT_OPENED, "too many files are open at once; `ulimit -n` says how many may be"),
    errno.EIO: ("disk-fault", _NOT_OPENED, "its disk reports a fault"),
}
# What SQLite says of the same troubles, and of some of its own.
_SAID = {
    "database or disk is full": _NO_ROOM,
    "disk I/O error": _NO_ROOM,
    "attempt to write a readonly database": ("no-permission", _NOT_WRITTEN, _NO_RIGHT[2]),
    "unable to open database file": _NO_RIGHT,
    "file is not a database": ("not-a-database", _NOT_OPENED, "its file is no SQLite database"),
    "database disk image is malformed": ("damaged", _NOT_OPENED, "its file is damaged; bring back a backup"),
    "database is locked": ("busy", _NOT_WRITTEN, "another process has been writing to it for a minute"),
}
_FULL = "No space left on device"  # as DuckDB has it from the system
_AGAIN = "Mend that and run the command again; what was finished is kept, and nothing is loaded twice."


@dataclass(frozen=True, slots=True)
class Trouble:
    """A trouble that a person can mend: a short code that scripts may look for, and a sentence."""

    code: str
    sentence: str


def trouble_of(error: BaseException) -> Trouble | None:
    """What the system or the database refused, SQLAlchemy's wrapping included; None for a fault of ours."""
    if isinstance(error, OSError):
        return _of_the_system(error)
    origin = getattr(error, "orig", None) or error
    driver, said = type(origin).__module__.partition(".")[0], " ".join(str(origin).split())
    if driver == "sqlite3":
        known = next((fault for words, fault in _SAID.items() if words in said), None)
        return known and Trouble(known[0], f"The database {known[1]}: {known[2]}. {_AGAIN}")
    if driver == "_duckdb":
        return (
            Trouble("disk-full", f"The public copy {_NOT_WRITTEN}: {_NO_ROOM[2]}. {_AGAIN}") if _FULL in said else None
        )
    kinds = {kind.__name__ for kind in type(origin).__mro__}
    if driver == "psycopg" and kinds & {"OperationalError", "InsufficientPrivilege"}:
        return Trouble("database-refuses", f"PostgreSQL does not do what it is asked: {said.rstrip('.?')}. {_AGAIN}")
    return None


def _of_the_system(error: OSError) -> Trouble:
    place = str(error.filename or "A file")
    if error.errno in _FAULTS:
        code, what, why = _FAULTS[error.errno]
        return Trouble(code, f"{place} {what}: {why}. {_AGAIN}")
    said = error.strerror or str(error) or type(error).__name__
    return Trouble("refused", f"{error.filename or 'The system'} cannot be used: {said}. {_AGAIN}")
