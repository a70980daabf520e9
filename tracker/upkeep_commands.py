"""The commands that look after people and their rules: do what is due, name who rules, read the audit log through.

They need nothing but this room; only ``tracker.cli``, which joins all rooms, may import scrapers or webapp.
"""

from typing import Any

import click

from tracker.command_settings import settings_of

__all__ = ["UPKEEP"]


@click.command()
@click.pass_context
def chores(context: click.Context) -> None:
    """Do what is due: close procurements, act on complaints, post letters, forget what is no longer needed.

    `daylight serve` does this by itself every minute; run it from cron where the site is served in another way.
    """
    import datetime as dt

    from tracker.chores import do_chores
    from tracker.db import open_database

    settings = settings_of(context)
    done = do_chores(open_database(settings), settings, dt.datetime.now(dt.UTC))
    click.echo("\n".join(f"{what}: {count:,}" for what, count in done.items() if count) or "Nothing was due.")


@click.command()
@click.argument("email")
@click.pass_context
def administrator(context: click.Context, email: str) -> None:
    """Make the person with this EMAIL the first administrator, who then names everybody else on the site."""
    import datetime as dt

    from tracker.accounts.roles import first_administrator
    from tracker.db import open_database, writing
    from tracker.keys import installation_keys

    settings = settings_of(context)
    with writing(open_database(settings)) as connection:
        first_administrator(connection, installation_keys(settings), email, dt.datetime.now(dt.UTC))
    click.echo(f"{email} is the administrator. Sign in at {settings.base_url}/account and add a second factor.")


@click.command()
@click.option("--head", "known", metavar="NUMBER:HASH", help="An entry noted down earlier, which must still be there.")
@click.option("--archive", "also_archive", is_flag=True, help="Also read every archived file, and check its SHA-256.")
@click.pass_context
def audit(context: click.Context, known: str | None, also_archive: bool) -> None:
    """Read the audit log through: exit status 0 when nothing was changed, left out or put in, 1 when something was."""
    from tracker.audit import check
    from tracker.db import open_database

    number, _, digest = (known or "").partition(":")
    if known and not (number.isascii() and number.isdigit() and digest):
        raise click.UsageError("Give the entry noted down earlier as its number, a colon and its hash.")
    settings = settings_of(context)
    with open_database(settings).connect() as connection:
        found = check(connection, known_head=(int(number), digest) if known else None)
    for fault in found.faults:
        click.echo(fault)
    if found.sound:
        click.echo(f"The audit log is sound. Its last entry is {found.entries}:{found.head}; note it down elsewhere.")
    damaged = _damaged(settings) if also_archive else []
    context.exit(1 if damaged or not found.sound else 0)


def _damaged(settings: Any) -> list[str]:
    """Hashes of archived files that are missing or whose bytes are others, each told."""
    from tracker.archive import Archive

    archive = Archive(settings.archive)
    digests = sorted({version.sha256 for version in archive.versions()})
    damaged = list(archive.damaged(digests))
    for digest in damaged:
        click.echo(f"The archived file {digest} is missing, or its bytes are not what was fetched.")
    click.echo(f"{len(digests):,} archived files were read through: {len(damaged):,} of them damaged.")
    return damaged


UPKEEP = (chores, administrator, audit)
