"""Which archived files are in the database already, as the present parsers read them."""

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import Connection, or_, select

from parsers.issues.tables import PARSER_KILLED
from tracker.fetches import Version
from tracker.models.notices import NoticeFile
from tracker.models.spending import Endpoint, Resource
from tracker.parsed import parser_version

__all__ = ["not_loaded"]


def not_loaded(connection: Connection, versions: Iterable[Version]) -> list[Version]:
    """Those versions that are still to be loaded, in the order given."""
    wanted = list(versions)
    kinds = {version.kind for version in wanted} - {"spending"}
    known = _known_files(connection, kinds)
    appeared = _known_addresses(connection) if any(version.kind == "spending" for version in wanted) else {}
    left = []
    for version in wanted:
        if version.kind == "spending":
            last = appeared.get((version.sha256, version.url))
            if last is None or last < version.fetched:
                left.append(version)
        elif (version.kind, version.sha256) not in known:
            left.append(version)
    return left


def _known_files(connection: Connection, kinds: Iterable[str]) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for kind in sorted(kinds):
        statement = select(NoticeFile.sha256).where(
            NoticeFile.kind == kind, NoticeFile.parser_version == parser_version(kind)
        )
        found |= {(kind, sha256) for sha256 in connection.execute(statement).scalars()}
    return found


def _known_addresses(connection: Connection) -> dict[tuple[str, str], dt.datetime]:
    settled = or_(Resource.code.is_(None), Resource.code != PARSER_KILLED.code)
    statement = (
        select(Resource.sha256, Endpoint.url, Endpoint.fetched_at)
        .join(Endpoint, Endpoint.resource_id == Resource.id)
        .where(Resource.parser_version == parser_version("spending"), settled)
    )
    return {(row.sha256, row.url): row.fetched_at for row in connection.execute(statement)}
