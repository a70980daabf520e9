"""One loaded file of notices or grants, by its hash: where it came from, and each record with its place."""

from flask import Blueprint, abort, request

from tracker.notice_files import FileRecord, facts_of, loaded_file
from tracker.row_ids import read_id, shown_id
from webapp.access import PUBLIC
from webapp.open.shapes import utc
from webapp.pages import Page, Table, json_text, page
from webapp.site import reading

blueprint = Blueprint("notice_files", __name__, template_folder="templates")


@page(blueprint, "/notice-files/<sha256>", access=PUBLIC)
def notice_file(sha256: str) -> Page:
    """A file and its records; ``?from=`` begins with the record that a link meant, and shows what was read of it."""
    asked = request.args.get("from", "")
    start = read_id(asked) if asked else 0
    if start is None:
        abort(404)
    with reading() as connection:
        found = loaded_file(connection, sha256, start=start) or abort(404)
        meant = found.records[0] if start and found.records and found.records[0].id == start else None
        facts = facts_of(connection, meant) if meant else None
    rows = [(each.part, each.row, each.number, each.title, _page_of(each)) for each in found.records]
    following = shown_id(found.following) if found.following is not None else None
    data = {
        "sha256": found.sha256,
        "publisher": found.publisher,
        "url": found.url,
        "fetched_at": utc(found.fetched_at),
        "kinds": found.kinds,
        "rows_read": found.rows_read,
        "rows_accepted": found.rows_accepted,
        "rows_refused": found.rows_refused,
        "records": [dict(zip(("part", "row", "number", "title", "page"), row, strict=True)) for row in rows],
        "record": facts,
        "next_from": following,
    }
    return Page(
        "open/file.html",
        data,
        table=Table(("part", "row", "number", "title", "page"), rows),
        updated=found.fetched_at,
        context={
            "found": found,
            "meant": meant,
            "facts": json_text(facts).decode() if facts else None,
            "following": following,
            "page_of": _page_of,
        },
    )


def _page_of(record: FileRecord) -> str:
    return f"/grants/{shown_id(record.id)}" if record.of_grant else f"/purchases/{record.page}"
