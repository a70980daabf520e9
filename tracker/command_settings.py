"""The settings that a command runs with: environment and .env, then what the command line says."""

from typing import Any

import click

from tracker.plain_errors import PlainError

__all__ = ["SettingsError", "settings_of"]


class SettingsError(PlainError):
    """A setting cannot be used as it stands; the message names it."""


def settings_of(context: click.Context) -> Any:
    """The settings, checked. SettingsError with a sentence for each that is wrong."""
    from pydantic import ValidationError
    from pydantic_settings import exceptions

    from tracker.settings import Settings  # here, because help must stay quick

    try:
        return Settings(**context.obj)
    except ValidationError as error:
        raise SettingsError(" ".join(_sentence(each) for each in error.errors())) from error
    except exceptions.SettingsError as error:
        field = str(error).partition('"')[2].partition('"')[0]
        raise SettingsError(
            f'The setting DAYLIGHT_{field.upper()} is no JSON list; it looks like ["example.org"].'
        ) from error
    except UnicodeDecodeError as error:
        raise SettingsError("The file .env is not written in UTF-8.") from error


def _sentence(fault: Any) -> str:
    name = "_".join(str(part) for part in fault["loc"][:1]).upper()
    said = fault["msg"].removeprefix("Value error, ").rstrip(".")
    return f"The setting DAYLIGHT_{name} cannot be used: {said}."
