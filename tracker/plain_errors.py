"""Troubles that a person can mend are told in a sentence; only faults of ours show where they happened."""

from typing import Any

import click

__all__ = ["Plainly"]


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
            raise
