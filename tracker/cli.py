"""The command line, and the only place that joins all rooms: each command reads its words and calls one function.

Whatever is slow to import is imported inside the command that needs it, so that help and checks answer at once.
"""

from pathlib import Path
from typing import Any

import click

__all__ = ["main"]

_KINDS = click.Choice(["spending", "notices", "grants", "announcements", "software", "bid"])
_EXISTING = click.Path(exists=True, path_type=Path)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--data-dir", type=click.Path(file_okay=False, path_type=Path), help="Folder for everything kept.")
@click.version_option(package_name="daylight")
@click.pass_context
def main(context: click.Context, data_dir: Path | None) -> None:
    """Show public money before it is spent: gather, read, load and serve what public bodies publish."""
    context.obj = {} if data_dir is None else {"data_dir": data_dir}


def _settings(context: click.Context, **more: Any) -> Any:
    """The settings in use: environment and .env, then what the command line says."""
    from tracker.settings import Settings

    return Settings(**context.obj, **more)


@main.command()
@click.argument("files", nargs=-1, required=True, type=_EXISTING)
@click.option("--kind", type=_KINDS, help="What the files are; recognised by their content when left out.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each file, one a line.")
@click.pass_context
def check(context: click.Context, files: tuple[Path, ...], kind: str | None, as_json: bool) -> None:
    """Read FILES (or folders), load nothing, and say what is right and wrong with them.

    Exit status 0 when every file was accepted, 1 when any was rejected, 2 for wrong usage.
    """
    from tracker.checking import as_line, check_files, files_below, in_words

    paths = files_below(files)
    if not paths:
        raise click.UsageError("There is no file in the folders given.")
    rejected = 0
    for report in check_files(paths, kind):
        rejected += report["status"] == "rejected"
        click.echo(as_line(report) if as_json else "\n".join(in_words(report)) + "\n")
    if not as_json and len(paths) > 1:
        click.echo(f"{len(paths):,} files: {len(paths) - rejected:,} accepted, {rejected:,} rejected.")
    context.exit(1 if rejected else 0)


@main.command()
@click.argument("question", metavar="FILE|TEXT")
@click.option("--json", "as_json", is_flag=True, help="One JSON object with candidates and their evidence.")
@click.pass_context
def reuse(context: click.Context, question: str, as_json: bool) -> None:
    """Say what could be reused before something like FILE (a notice, a specification) or TEXT is bought."""
    import json

    from tracker.reuse.asked import AskedError, asked_text
    from tracker.reuse.asking import answer, in_words

    try:
        text = asked_text(question)
    except AskedError as error:
        raise click.ClickException(str(error)) from error
    found = answer(_settings(context), text)
    click.echo(json.dumps(found, ensure_ascii=False, indent=2) if as_json else "\n".join(in_words(found)))


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--form", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The bid form, as JSON."
)
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder for text and findings."
)
def anonymise(file: Path, form: Path, out: Path) -> None:
    """Take out of the bid FILE whatever tells who the bidder is: the automatic stage alone.

    Writes OUT/<stem>.txt and OUT/<stem>.findings.json. A person must confirm the findings before anything is published.
    """
    from tracker.anonymising import AnonymisingError, anonymise_file

    try:
        text, findings = anonymise_file(file, form, out)
    except AnonymisingError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{text}\n{findings}")


@main.command()
@click.argument("paths", nargs=-1, required=True, type=_EXISTING)
@click.option("--publisher", required=True, help="Whose files they are: slug, GSS code, three-letter code or name.")
@click.option("--kind", type=_KINDS, help="What the files are; recognised by their content when left out.")
@click.option("--scheduler", help="Parse on a Dask cluster: its address, like tcp://host:8786.")
@click.pass_context
def ingest(
    context: click.Context, paths: tuple[Path, ...], publisher: str, kind: str | None, scheduler: str | None
) -> None:
    """Parse and load files or folders already on disk, as if they had been fetched.

    Exit status 0 when every file was loaded or is unchanged, 1 when any was rejected or failed.
    """
    from tracker.db import open_database
    from tracker.ingest import archive_files, named_below, publisher_named

    settings = _settings(context)
    engine = open_database(settings)
    body = publisher_named(engine, publisher)
    if body.message:
        click.echo(body.message, err=True)
    versions = archive_files(settings, named_below(paths), body.slug, kind)
    context.exit(_load(settings, engine, versions, scheduler))


def _load(settings: Any, engine: Any, versions: Any, scheduler: str | None) -> int:
    """Load archived versions, telling how it goes; the exit status."""
    from tracker.ingest import load_versions, works
    from tracker.told import loading_bar, outcome_lines, summary

    with works(settings, scheduler) as at, loading_bar(len(versions)) as told:
        outcomes = load_versions(settings, engine, versions, at, told)
    click.echo("\n".join([*outcome_lines(outcomes), summary(outcomes)]))
    return 1 if any(outcome.result in ("rejected", "failed") for outcome in outcomes) else 0
