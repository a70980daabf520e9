"""The commands that look after the database: bring its tables up to date, copy it, put a copy back."""

from pathlib import Path

import click

from tracker.command_settings import settings_of

__all__ = ["db"]


@click.group()
def db() -> None:
    """Look after the database."""


@db.command("upgrade")
@click.option("--to", "revision", default="head", show_default=True, help="A revision to go up or down to.")
@click.pass_context
def db_upgrade(context: click.Context, revision: str) -> None:
    """Bring the tables to what this version of Daylight needs, keeping all data."""
    from tracker.db import engine_for, upgrade

    settings = settings_of(context)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    try:
        upgrade(engine_for(settings.database), revision)
    except ValueError as error:
        raise click.BadParameter(f"{error}.", param_hint="--to") from error
    click.echo("The database is up to date." if revision == "head" else f"The database is at {revision}.")


@db.command("backup")
@click.argument("target", required=False, type=click.Path(path_type=Path))
@click.pass_context
def db_backup(context: click.Context, target: Path | None) -> None:
    """Copy the database to TARGET, or to a dated file in the data folder, while the site goes on."""
    import datetime as dt

    from tracker.backup import backup

    click.echo(f"The backup is {backup(settings_of(context), target, dt.datetime.now(dt.UTC))}.")


@db.command("restore")
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.confirmation_option(prompt="The database will be replaced by the backup. Is the site stopped?")
@click.pass_context
def db_restore(context: click.Context, source: Path) -> None:
    """Put the backup SOURCE in the place of the database; stop the site first."""
    from tracker.backup import restore

    restore(settings_of(context), source)
    click.echo("The backup is in place. The database that stood there before is kept beside it.")
