"""The bundled list of software without what was taken down."""

from sqlalchemy import Connection

from tracker.reuse.vocabulary import Software, software
from tracker.row_ids import slug
from tracker.tombstones import suppressed

__all__ = ["standing"]


def standing(connection: Connection) -> list[Software]:
    """Daylight's own list, in its order, as far as it may be shown."""
    hidden = suppressed(connection, "software")
    return [each for each in software() if slug(each.name) not in hidden] if hidden else list(software())
