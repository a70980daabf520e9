"""Troubles that a person can mend are told in a sentence; only faults of ours show where they happened."""

import errno
from typing import Any

import click

__all__ = ["Plainly", "place_trouble"]

_PLACE = {
    errno.ENOSPC: "there is no room left on its disk",
    errno.EDQUOT: "the quota of its disk is used up",
    errno.EFBIG: "files may not grow as large as this one must",
    errno.EROFS: "its disk can only be read",
    errno.ENOTDIR: "something on the way to it is a file and no folder",
    errno.EACCES: "the user that runs Daylight may not write there",
    errno.EPERM: "the user that runs Daylight may not write there",
}
# What SQLite says of the same troubles.
_SAID = {
    "database or disk is full": errno.ENOSPC,
    "disk I/O error": errno.ENOSPC,
    "attempt to write a readonly database": errno.EACCES,
    "unable to open database file": errno.EACCES,
}


class Plainly(click.Group):
    """A group of commands whose known troubles end with a sentence and status 1 instead of a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            # Imported here, where they are known already if one of them was raised: help must stay quick.
            from tracker.archive import ArchiveError
            from tracker.db import DatabaseBehindError
            from tracker.ingest import IngestError

            if isinstance(error, (ArchiveError, DatabaseBehindError, IngestError)):
                raise click.ClickException(str(error)) from error
            said = place_trouble(error)
            if said is not None:
                raise click.ClickException(said) from error
            raise


def place_trouble(error: BaseException) -> str | None:
    """A sentence on a disk that is full or may not be written to, the database's own included; None for all else."""
    if isinstance(error, OSError) and error.errno in _PLACE:
        return _sentence(error.errno, str(error.filename or ""))
    for words, number in _SAID.items():
        if words in str(getattr(error, "orig", "")):
            return _sentence(number, "the database")
    return None


def _sentence(number: int, place: str) -> str:
    return (
        f"{place or 'The data folder'} cannot be written: {_PLACE[number]}. "
        "Mend that and run the command again; what was finished is kept, and nothing is loaded twice."
    )
