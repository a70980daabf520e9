"""Downloads of the public copies, file by file or table by table, and what every column means."""

from typing import Any

from flask import Blueprint, Response, abort, send_file

from tracker.query_examples import LEFT_OUT_FILES
from tracker.snapshots.folders import Snapshot, SnapshotError
from tracker.snapshots.metadata import checksums
from tracker.snapshots.public_tables import public_table, public_tables
from tracker.snapshots.streaming import csv_chunks
from tracker.snapshots.withdrawn import WithdrawnError, standing_snapshot, standing_snapshots
from webapp.access import PUBLIC, access
from webapp.limits import limiter
from webapp.pages import Page, Table, page
from webapp.site import reading, site

__all__ = ["blueprint", "newest_or_none", "snapshot_or_404"]

blueprint = Blueprint("data", __name__, template_folder="templates")

# A published file never changes, but may be withdrawn: caches ask again after a minute, and are told by its hash.
_KEPT = {"Cache-Control": "public, max-age=60"}


def snapshot_or_404(name: str | None = None) -> Snapshot:
    """The named public copy, or the newest; 404 with a sentence when there is none, 410 when it was withdrawn."""
    try:
        with reading() as connection:
            return standing_snapshot(connection, site().settings.snapshot_dir, name)
    except WithdrawnError as error:
        abort(410, str(error))
    except SnapshotError as error:
        abort(404, str(error))


def newest_or_none() -> Snapshot | None:
    """The newest public copy that may be handed out, if there is one."""
    try:
        with reading() as connection:
            return standing_snapshot(connection, site().settings.snapshot_dir)
    except SnapshotError:
        return None


@page(blueprint, "/data", access=PUBLIC)
def index() -> Page:
    """The newest public copy, the older ones, and the ways to ask them."""
    newest = newest_or_none()
    with reading() as connection:
        every = standing_snapshots(connection, site().settings.snapshot_dir)
    data = {"newest": newest.facts if newest else None, "snapshots": [_short(each) for each in every]}
    rows = [(each.id, each.facts["made_at"], sum(each.rows.values()), f"/data/snapshots/{each.id}") for each in every]
    tables = [(table, newest.rows.get(table.name, 0)) for table in public_tables()] if newest else []
    context = {"table_rows": tables, "left_out": newest.left_out if newest else {}, "which": LEFT_OUT_FILES}
    return Page(
        "data/index.html", data, Table(("snapshot", "made_at", "rows", "address"), rows), context,
        updated=newest.made_at if newest else None,
    )  # fmt: skip


def _short(each: Snapshot) -> dict[str, Any]:
    return {"id": each.id, "made_at": each.facts["made_at"], "rows": sum(each.rows.values()),
            "address": f"/data/snapshots/{each.id}"}  # fmt: skip


@page(blueprint, "/data/snapshots/<name>", access=PUBLIC)
def one(name: str) -> Page:
    """One public copy: every file with its size and hash."""
    found = snapshot_or_404(name)
    stated = checksums(found.folder)
    files = [
        {"name": path, "bytes": (found.folder / path).stat().st_size, "sha256": digest,
         "address": f"/data/snapshots/{found.id}/files/{path}"}
        for path, digest in stated.items()
    ]  # fmt: skip
    groups: dict[str, list[dict[str, Any]]] = {}
    for each in files:
        head, _, rest = each["name"].partition("/")
        groups.setdefault(head if rest else "", []).append(each)
    rows = [(each["name"], each["bytes"], each["sha256"], each["address"]) for each in files]
    return Page(
        "data/snapshot.html", {**found.facts, "files": files}, Table(("name", "bytes", "sha256", "address"), rows),
        {"groups": groups, "tables": public_tables(), "left_out": found.left_out, "which": LEFT_OUT_FILES},
        updated=found.made_at,
    )  # fmt: skip


@blueprint.get("/data/snapshots/<name>/files/<path:path>")
@access(PUBLIC)
def file(name: str, path: str) -> Response:
    """One file of a public copy, as it was published; only what its own list names is sent."""
    found = snapshot_or_404(name)
    if path != "checksums.txt" and path not in checksums(found.folder):
        abort(404)
    digest = checksums(found.folder).get(path)
    sent = send_file(
        (found.folder / path).absolute(), as_attachment=True, conditional=True, etag=digest or True,
        last_modified=found.made_at,
    )  # fmt: skip
    sent.headers.update(_KEPT)
    sent.headers["Access-Control-Allow-Origin"] = "*"
    sent.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return sent


@blueprint.get("/data/snapshots/<name>/tables/<table>.csv")
@access(PUBLIC)
@limiter.limit(lambda: f"{2 * len(public_tables())} per 10 minutes")  # every table of a copy, and once more
def whole_table(name: str, table: str) -> Response:
    """A whole table as one CSV without a limit of rows, written as it is sent."""
    found = snapshot_or_404(name)
    if table not in {each.name for each in public_tables()}:
        abort(404)
    headers = {"Content-Disposition": f'attachment; filename="{found.id}-{table}.csv"', **_KEPT}
    return Response(csv_chunks(found, public_table(table)), mimetype="text/csv", headers=headers)


@page(blueprint, "/data/tables", access=PUBLIC)
def tables() -> Page:
    """Every public table and column in plain words."""
    newest = newest_or_none()
    data = [
        {"table": table.name, "title": table.title, "about": table.about,
         "rows": newest and newest.rows.get(table.name),
         "columns": [{"column": each.name, "type": each.type, "about": each.about} for each in table.columns]}
        for table in public_tables()
    ]  # fmt: skip
    rows = [
        (table.name, column.name, column.type, column.about) for table in public_tables() for column in table.columns
    ]
    return Page("data/tables.html", data, Table(("table", "column", "type", "about"), rows))
