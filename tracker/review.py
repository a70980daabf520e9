"""What rests on everything loaded, worked out anew: flags, marks of quality, who is who, reuse, and promises.

Loading a file keeps its sums at once; what compares everything with everything is done here, after a gathering.
"""

import datetime as dt
from collections.abc import Iterator

from sqlalchemy import Engine

from tracker.archive import Archive
from tracker.db import writing
from tracker.flags import ledger
from tracker.identity import propose
from tracker.quality import marks
from tracker.repository_checks import check_promises
from tracker.reuse.index import refresh as refresh_reuse
from tracker.settings import Settings

__all__ = ["review"]


def review(engine: Engine, settings: Settings, now: dt.datetime) -> Iterator[str]:
    """Do each part in a transaction of its own and say what came of it, a sentence a part."""
    with writing(engine) as connection:
        yield f"Reuse: {refresh_reuse(connection):,} purchases read."
    with writing(engine) as connection, Archive(settings.archive) as archive:
        yield f"Promises: {check_promises(connection, archive):,} looked at again."
    with writing(engine) as connection:
        yield f"Identity: {propose(connection, now):,} new proposals."
    with writing(engine) as connection:
        yield f"Quality: {marks.refresh(connection, now):,} publishers marked."
    with writing(engine) as connection:
        fired = ledger.refresh(connection, now)
        warnings = [line["warning"] for line in ledger.runs(connection) if line["warning"]]
    yield f"Worth checking: {sum(fired.values()):,} by {len(fired)} rules."
    yield from warnings
