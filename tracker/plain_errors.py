"""Troubles that a person can mend are told in a sentence with a code; only faults of ours show where they happened."""

import re
from typing import Any

import click

__all__ = ["PlainError", "Plainly"]


class PlainError(Exception):
    """What was asked cannot be done, and the message is a sentence for the person who asked.

    Its code, for scripts, is the name of the class: a DatabaseBehindError is told as ``database-behind``.
    """

    @property
    def code(self) -> str:
        """The code, in small letters and hyphens."""
        return re.sub(r"(?<!^)(?=[A-Z])", "-", type(self).__name__.removesuffix("Error")).lower()


class Plainly(click.Group):
    """A group of commands whose known troubles end with a sentence, a code and status 1 instead of a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except PlainError as error:
            raise click.ClickException(f"{error} ({error.code})") from error
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except BrokenPipeError:  # whoever reads our lines, such as head, has enough: click ends in silence
            raise
        except Exception as error:
            from tracker.troubles import trouble_of  # here, because help must stay quick

            found = trouble_of(error)
            if found is None:
                raise
            raise click.ClickException(f"{found.sentence} ({found.code})") from error
