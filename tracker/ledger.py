"""Which archived files are in the database already, as the present parsers read them, and what licence each has."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from sqlalchemy import Connection, Engine, or_, select, text, update

from parsers.issues.tables import READER_FAULTS
from tracker.data_licences import HANDED_IN, KINDS_UNDER_CODE, UNDER_CODE, Unstated, why_not_in_bulk
from tracker.db import loading
from tracker.fetches import Version
from tracker.models.notices import NoticeFile
from tracker.models.spending import Endpoint, Resource
from tracker.parsed import parser_version

__all__ = ["left_out_of_copies", "not_loaded", "state_licences"]


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
    settled = or_(Resource.code.is_(None), Resource.code.not_in(READER_FAULTS))
    statement = (
        select(Resource.sha256, Endpoint.url, Endpoint.fetched_at)
        .join(Endpoint, Endpoint.resource_id == Resource.id)
        .where(Resource.parser_version == parser_version("spending"), settled)
    )
    return {(row.sha256, row.url): row.fetched_at for row in connection.execute(statement)}


def state_licences(engine: Engine, versions: Iterable[Version]) -> None:
    """Note licences stated since with files that are loaded already; what a file says of its own licence stays."""
    with engine.connect() as connection:
        addresses = {(row.sha256, row.url): row.licence for row in connection.execute(_ADDRESSES)}
        silent = {(row.kind, row.sha256) for row in connection.execute(_SILENT_FILES)}
    stated = [version for version in versions if version.licence]
    spending = [
        version
        for version in stated
        if version.kind == "spending"
        and addresses.get((version.sha256, version.url), version.licence) != version.licence
    ]
    others = [version for version in stated if (version.kind, version.sha256) in silent]
    if not spending and not others:
        return
    with loading(engine) as connection:
        for version in spending:
            these = select(Resource.id).where(Resource.sha256 == version.sha256)
            place = update(Endpoint).where(Endpoint.url == version.url, Endpoint.resource_id.in_(these))
            connection.execute(place.values(licence=version.licence))
        for version in others:
            this = update(NoticeFile).where(NoticeFile.sha256 == version.sha256, NoticeFile.kind == version.kind)
            connection.execute(this.values(licence=version.licence))


_ADDRESSES = select(Resource.sha256, Endpoint.url, Endpoint.licence).join(Endpoint, Endpoint.resource_id == Resource.id)
_SILENT_FILES = select(NoticeFile.kind, NoticeFile.sha256).where(NoticeFile.licence.is_(None))


def left_out_of_copies(connection: Connection, versions: Iterable[Version], unstated: Unstated) -> Counter[str]:
    """How many of the loaded files the public copy will leave out for their licence, by reason."""
    statement = text(f"SELECT slug FROM organisation o WHERE {UNDER_CODE}")  # noqa: S608  a constant of ours
    asked = set(connection.execute(statement).scalars())
    own = {(row.kind, row.sha256): row.licence for row in connection.execute(_OWN_WORDS)}
    reasons = (
        why_not_in_bulk(
            own.get((each.kind, each.sha256), each.licence),
            under_code=each.publisher in asked and each.kind in KINDS_UNDER_CODE,
            handed_in=each.url.startswith(HANDED_IN),
            unstated=unstated,
        )
        for each in versions
    )
    return Counter(reason for reason in reasons if reason)


_OWN_WORDS = select(NoticeFile.kind, NoticeFile.sha256, NoticeFile.licence)
