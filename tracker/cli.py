"""The command line, and the only place that joins all rooms: each command reads its words and calls one function.

Whatever is slow to import is imported inside the command that needs it, so that help and checks answer at once.
"""

from pathlib import Path
from typing import Any

import click

from tracker.command_settings import settings_of
from tracker.db_commands import db
from tracker.plain_errors import Plainly
from tracker.upkeep_commands import UPKEEP

__all__ = ["main"]

_KINDS = click.Choice(["spending", "notices", "grants", "announcements", "software", "bid"])
_EXISTING = click.Path(exists=True, path_type=Path)


@click.group(cls=Plainly, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--data-dir", type=click.Path(file_okay=False, path_type=Path), help="Folder for everything kept.")
@click.version_option(package_name="daylight")
@click.pass_context
def main(context: click.Context, data_dir: Path | None) -> None:
    """Show public money before it is spent: gather, read, load and serve what public bodies publish."""
    context.obj = {} if data_dir is None else {"data_dir": data_dir}


main.add_command(db)
for each in UPKEEP:
    main.add_command(each)


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

    from tracker.reuse.asked import asked_text
    from tracker.reuse.asking import answer, in_words

    found = answer(settings_of(context), asked_text(question))
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
    from tracker.anonymising import anonymise_file

    text, findings = anonymise_file(file, form, out)
    click.echo(f"{text}\n{findings}")


@main.command()
@click.argument("paths", nargs=-1, required=True, type=_EXISTING)
@click.option("--publisher", required=True, help="Whose files they are: slug, GSS code, three-letter code or name.")
@click.option("--kind", type=_KINDS, help="What the files are; recognised by their content when left out.")
@click.option("--licence", default="", help="Licence of the files as their publisher states it, like OGL-UK-3.0.")
@click.option("--scheduler", help="Parse on a Dask cluster: its address, like tcp://host:8786.")
@click.pass_context
def ingest(
    context: click.Context,
    paths: tuple[Path, ...],
    publisher: str,
    kind: str | None,
    licence: str,
    scheduler: str | None,
) -> None:
    """Parse and load files or folders already on disk, as if they had been fetched.

    Exit status 0 when every file was loaded or is unchanged, 1 when any was rejected or failed.
    """
    from tracker.db import open_database
    from tracker.ingest import archive_files, named_below, publisher_named
    from tracker.told import left_out_lines

    settings = settings_of(context)
    engine = open_database(settings)
    body = publisher_named(engine, publisher)
    if body.message:
        click.echo(body.message, err=True)
    versions = archive_files(settings, named_below(paths), body.slug, kind, licence)
    status = _load(settings, engine, versions, scheduler)
    for line in left_out_lines(engine, versions, settings.bulk_without_licence):
        click.echo(line, err=True)
    context.exit(status)


def _load(settings: Any, engine: Any, versions: Any, scheduler: str | None) -> int:
    """Load archived versions, telling how it goes; the exit status."""
    from tracker.ingest import load_versions, works
    from tracker.told import loading_bar, outcome_lines, summary

    with works(settings, scheduler) as at, loading_bar(len(versions)) as told:
        outcomes = load_versions(settings, engine, versions, at, told)
    click.echo("\n".join([*outcome_lines(outcomes), summary(outcomes)]))
    return 1 if any(outcome.result in ("rejected", "failed") for outcome in outcomes) else 0


@main.command()
@click.option("--to", "urls", multiple=True, metavar="URL", help="Also copy it to this fsspec address, pointer last.")
@click.pass_context
def publish(context: click.Context, urls: tuple[str, ...]) -> None:
    """Make the public copy: Parquet, CSV, SQLite and the standards' shapes, checked against the database.

    Exit status 1, and the last good copy stays the newest, when anything does not add up.
    """
    import datetime as dt

    from tracker.db import open_database
    from tracker.snapshot import publish, send

    settings = settings_of(context)
    open_database(settings).dispose()
    made = publish(settings, dt.datetime.now(dt.UTC))
    click.echo(f"{made.folder}: {sum(made.rows.values()):,} rows in {len(made.rows)} tables.")
    for reason, rows in made.left_out.items():
        click.echo(f"Left out: {rows:,} rows, because {reason}. ATTRIBUTION.txt in the folder says whose.")
    for url in urls:
        click.echo(f"{url}: {send(made, url):,} files.")


@main.command()
@click.argument("sql")
@click.option("--snapshot", "name", metavar="ID", help="Which public copy to ask; the newest when left out.")
@click.option("--format", "shape", type=click.Choice(["table", "csv", "json", "parquet"]), default="table")
@click.pass_context
def query(context: click.Context, sql: str, name: str | None, shape: str) -> None:
    """Ask the public copy one SELECT, with the limits that strangers have."""
    from tracker.query_shapes import asked_in_shape
    from tracker.snapshots.folders import find_snapshot

    snapshot = find_snapshot(settings_of(context).snapshot_dir, name)
    click.echo(asked_in_shape(snapshot, sql, shape), nl=False)


@main.command()
@click.argument("citation")
@click.option("--snapshot", "folder", type=click.Path(exists=True, file_okay=False, path_type=Path),
              help="Folder of the public copy; looked for in the data folder when left out.")  # fmt: skip
@click.pass_context
def verify(context: click.Context, citation: str, folder: Path | None) -> None:
    """Compute a cited figure again from its public copy alone. CITATION is the text, or a file that holds it.

    Or check the proof of a procurement's award, when CITATION is such a file (proof-….json). Exit status 0 when
    everything is the same, 1 when anything is not, 2 when it cannot be computed.
    """
    from tracker.citations import CitationError, read_citation, verify
    from tracker.sealing import read_proof, verify_document
    from tracker.snapshots.folders import SnapshotError, find_snapshot, open_snapshot

    proof = read_proof(citation)
    if proof is not None:
        steps = verify_document(proof)
        for step in steps:
            click.echo(f"{'yes' if step.holds else 'NO '}  {step.sentence}")
        context.exit(0 if all(step.holds for step in steps) else 1)
    try:
        cited = read_citation(citation)
        found = open_snapshot(folder) if folder else find_snapshot(settings_of(context).snapshot_dir, cited.snapshot)
        same, sentence = verify(cited, found)
    except (CitationError, SnapshotError) as error:
        click.echo(f"Error: {error}", err=True)
        context.exit(2)
    click.echo(sentence)
    context.exit(0 if same else 1)


@main.command()
@click.pass_context
def alerts(context: click.Context) -> None:
    """Send the letters of saved searches that are due; run it after each gathering, from cron or a timer.

    Without DAYLIGHT_SMTP_URL letters are laid in the outbox of the data folder. Exit status 1 when one was refused.
    """
    import datetime as dt

    from tracker.alerts import forget_unconfirmed, send_due
    from tracker.db import open_database
    from tracker.signing import signing_key

    settings = settings_of(context)
    engine, now = open_database(settings), dt.datetime.now(dt.UTC)
    refused: list[int] = []

    def failed(subscription: int, sentence: str) -> None:
        refused.append(subscription)
        click.echo(f"Subscription {subscription:x}: {sentence}", err=True)

    forgotten = forget_unconfirmed(engine, now)
    sent = send_due(engine, settings, signing_key(settings), now, failed=failed)
    click.echo(f"{sent:,} letters sent, {len(refused):,} refused, {forgotten:,} unconfirmed addresses erased.")
    context.exit(1 if refused else 0)


@main.command()
@click.argument("wanted", metavar="[SOURCE]...", nargs=-1)
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help="Leave out older files.")
@click.option("--scheduler", help="Parse on a Dask cluster: its address, like tcp://host:8786.")
@click.pass_context
def gather(context: click.Context, wanted: tuple[str, ...], since: Any, scheduler: str | None) -> None:
    """Fetch what sources publish into the archive, then parse and load what is new. Stopped, it goes on next time.

    SOURCE is the id, publisher, kind or spider of a source; all sources when none is named.
    """
    from scrapers import sources
    from tracker.sources import SourceError, choose

    try:
        chosen = choose(sources(), wanted)
    except SourceError as error:
        raise click.UsageError(str(error)) from error
    runs = [(chosen, since.date() if since else None)]
    context.exit(_gather(settings_of(context), runs, scheduler))


def _gather(settings: Any, runs: Any, scheduler: str | None = None, **options: Any) -> int:
    """Gather with a bar and a closing table, load what is not loaded; the exit status.

    ``runs`` are pairs of sources and the day before which files are left out, or None.
    """
    from rich.console import Console

    from scrapers import gather
    from scrapers.progress import closing_table, watching
    from tracker.archive import Archive
    from tracker.db import open_database

    engine = open_database(settings)
    with Archive(settings.archive) as archive:
        chosen = [source for sources, _ in runs for source in sources]
        words = {"archive": archive, "settings": settings, **options}
        with watching(len(chosen)) as bar:
            results = [each for some, since in runs for each in gather(some, since=since, progress=bar, **words)]
        Console().print(closing_table(results))
        publishers = {source.publisher for source in chosen}
        ids = {source.id for source in chosen}
        versions = [v for v in archive.versions() if v.source in ids or v.publisher in publishers]
    return max(_load(settings, engine, versions, scheduler), int(any(result.in_vain for result in results)))


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 256))
@click.option("--chores/--no-chores", "with_chores", default=True, help="Also do what is due, every minute.")
@click.pass_context
def serve(context: click.Context, host: str, port: int, threads: int, with_chores: bool) -> None:
    """Serve the site, and do the chores beside it."""
    _serve(settings_of(context), host, port, threads, with_chores)


def _serve(settings: Any, host: str, port: int, threads: int = 8, with_chores: bool = True) -> None:
    from threading import Thread

    from tracker.chores import keep_doing_chores
    from tracker.db import open_database, writing
    from tracker.organisations import ensure_councils
    from tracker.reuse.check import read_ahead
    from webapp.app import create_app
    from webapp.listening import listening

    engine = open_database(settings)
    with writing(engine) as connection:
        ensure_councils(connection)  # a new site knows every council, also those of which nothing is loaded yet
    server = listening(create_app(settings), host, port, threads)
    if with_chores:
        keep_doing_chores(engine, settings)
    Thread(target=read_ahead, name="reading ahead", daemon=True).start()
    click.echo(f"Daylight is at http://{'localhost' if host == '127.0.0.1' else host}:{port}/ (stop it with Ctrl-C).")
    server.run()


@main.command()
@click.pass_context
def status(context: click.Context) -> None:
    """Say what is held, what came last, which sources are late, and what waits for a person."""
    import datetime as dt

    from scrapers import sources
    from tracker.archive import Archive
    from tracker.db import open_database
    from tracker.status import late_sources, status_lines

    settings = settings_of(context)
    with open_database(settings).connect() as connection:
        for line in status_lines(connection):
            click.echo(line)
    for late in late_sources(Archive(settings.archive), sources(), dt.datetime.now(dt.UTC)):
        since = "nothing has ever come" if late.days is None else f"nothing new for {late.days:,} days"
        click.echo(f"late: {late.source.id}, {late.source.cadence}: {since}")


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--no-serve", is_flag=True, help="Gather and load only.")
@click.pass_context
def demo(context: click.Context, host: str, port: int, no_serve: bool) -> None:
    """Gather fictional publications with the real spiders from a local server, load them, and serve the site."""
    import datetime as dt
    from tempfile import TemporaryDirectory

    from scrapers.demo import bodies, serving, sources
    from tracker.db import open_database
    from tracker.demo_seed import seed_demo
    from webapp.app import create_app
    from webapp.bids.pages import rendered

    context.obj.setdefault("data_dir", Path("demo-data"))
    settings = settings_of(context)
    now = dt.datetime.now(dt.UTC)
    click.echo("Everything you will see is fictional, except the promises and programmes, which cite their sources.")
    # Bids come out only after their rendered pages were searched for names.
    with create_app(settings).test_request_context("/", base_url=settings.base_url):
        seed_demo(open_database(settings), settings, bodies(), now, rendered)
    with TemporaryDirectory(prefix="daylight-demo-") as folder, serving(Path(folder), today=now.date()) as replay:
        feeds = [source for source in sources() if source.kind == "notices"]
        lists = [source for source in sources() if source.kind != "notices"]
        # The feed is asked for the months over which its purchases went from plan to contract.
        runs = [(feeds, now.date() - dt.timedelta(days=260)), (lists, None)]
        _gather(settings, runs, replay=replay.address)
    context.invoke(review, registers=())
    context.invoke(publish, urls=())
    if not no_serve:
        _serve(settings, host, port)


@main.command()
@click.argument("registers", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_context
def review(context: click.Context, registers: tuple[Path, ...]) -> None:
    """Work out anew what rests on everything loaded: flags, quality, who is who, reuse, promises.

    REGISTERS are bulk files of Companies House or the Charity Commission, loaded first; they are optional.
    """
    from datetime import UTC, datetime

    from tracker.db import open_database
    from tracker.registers import load_register
    from tracker.review import review as work_out

    settings = settings_of(context)
    engine = open_database(settings)
    for path in registers:
        click.echo(f"{path.name}: {load_register(engine, path):,} entries.")
    for sentence in work_out(engine, settings, datetime.now(UTC)):
        click.echo(sentence)
