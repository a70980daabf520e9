"""Publication: all bids of a procurement appear in one moment, after another program has searched every page to come.

Everything happens inside one transaction. The pages are rendered from the rows not yet committed, and searched for
every name of every bidder; one hit, one unfinished review, or any failure of any part, and the transaction is undone:
the public sees the state before.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, insert

from tracker.bids.closing import FEW_BIDS, lettered_bids
from tracker.bids.form import anonymiser_form
from tracker.bids.procurements import ProcurementError, move_on, procurement_row, thing_of
from tracker.bids.reviewing import document_hash, document_of, forms_of, open_review, sign_off_ends
from tracker.bids.states import Move
from tracker.calendars import in_london
from tracker.keys import Keys
from tracker.leak_names import names_in
from tracker.leaks import leaks_in
from tracker.models.bids import Commitment, PublicBid
from tracker.policy import Action, Person, require
from tracker.sealing import canonical, commitment, new_salt

__all__ = ["LeakError", "publish_bids", "what_is_missing"]

Render = Callable[[Connection], Mapping[str, bytes]]


class LeakError(RuntimeError):
    """A page to come would name a bidder. ``places`` say where, for the reviewer, and not what."""

    def __init__(self, places: tuple[str, ...]) -> None:
        super().__init__(f"Nothing was published: {len(places)} places of the pages would name a bidder.")
        self.places = places


def what_is_missing(connection: Connection, keys: Keys, row: Any, now: dt.datetime) -> list[str]:
    """What stands between the procurement and its publication, in sentences; nothing when it can go ahead."""
    bids = lettered_bids(connection, row.id)
    if not bids:
        return ["No bid was handed in: there is nothing to publish. Cancel the procurement."]
    missing = []
    if len(bids) < FEW_BIDS and not row.weak_anonymity_accepted:
        missing.append(f"There are fewer than {FEW_BIDS} bids, so names may be guessed: decide whether to go on.")
    late = in_london(now).date() > sign_off_ends(row)
    for bid in bids:
        if bid.review_box is None or bid.reviewed_by is None:
            missing.append(f"Bid {bid.letter} is not reviewed.")
            continue
        missing += _missing_of(connection, keys, row, bid, late)
    return missing


def _missing_of(connection: Connection, keys: Keys, row: Any, bid: Any, late: bool) -> list[str]:
    missing = []
    if open_review(keys, row, bid).needs_second and bid.second_reviewer is None:
        missing.append(f"Bid {bid.letter} needs a second look by another person.")
    if bid.signed_off_hash is None:
        if not late:
            missing.append(f"The bidder of bid {bid.letter} has until {sign_off_ends(row):%-d %B} to agree.")
    elif bid.signed_off_hash != document_hash(document_of(connection, keys, row, bid)):
        missing.append(f"Bid {bid.letter} is no longer what its bidder agreed to.")
    return missing


def publish_bids(
    connection: Connection, keys: Keys, person: Person, procurement_id: str, render: Render, now: dt.datetime
) -> None:
    """Publish every bid, or raise and leave everything as it was (the caller's transaction must be undone).

    ``render`` gives the bytes of every page, feed and answer that will show the bids, as the reader gets them.
    Raises ProcurementError for what is missing, LeakError for what the search found.
    """
    row = procurement_row(connection, procurement_id)
    require(person, Action.PUBLISH_BIDS, thing_of(row))
    missing = what_is_missing(connection, keys, row, now)
    if missing:
        raise ProcurementError(" ".join(missing))
    documents = _write(connection, keys, row)
    day = in_london(now).date()
    move_on(
        connection, row, Move.PUBLISH, actor=person.account, now=now, published_on=day,
        sentence=f"The {len(documents)} bids for “{row.title}” of {row.body_name} were published without names.",
    )  # fmt: skip
    words = {f"bid {letter}": text.encode("utf-8", "surrogatepass") for letter, text in documents.items()}
    _search(connection, keys, row, words, render(connection))


def _write(connection: Connection, keys: Keys, row: Any) -> dict[str, str]:
    documents = {}
    for bid in lettered_bids(connection, row.id):
        text = canonical(document_of(connection, keys, row, bid))
        salt = new_salt()
        connection.execute(
            insert(PublicBid).values(
                procurement_id=row.id,
                letter=bid.letter,
                document=text,
                salt_box=keys.seal(f"salt:{row.id}:{bid.letter}", salt.encode()),
            )
        )
        connection.execute(
            insert(Commitment).values(
                procurement_id=row.id, letter=bid.letter, kind="bid", sha256=commitment(salt, text)
            )
        )
        documents[bid.letter] = text
    return documents


def _search(
    connection: Connection, keys: Keys, row: Any, words: Mapping[str, bytes], pages: Mapping[str, bytes]
) -> None:
    forms = [
        anonymiser_form(form, buyer=row.body_name, procurement=row.title)
        for form in forms_of(connection, keys, row).values()
    ]
    if not forms or not all(form["bidder"] for form in forms):
        raise ProcurementError("The names to search for are missing: nothing was published.")
    if any(not content for content in (*words.values(), *pages.values())):
        raise ProcurementError("A page came out empty: nothing was published.")
    # Every word of a bid on a page is in its document. There alone a name that is an ordinary word counts: the frame of
    # our own pages says "Read" and "Bid", and so a bidder called Read could never be published.
    _, ordinary = names_in(forms)
    found = leaks_in(words, forms) + [leak for leak in leaks_in(pages, forms) if leak.what not in ordinary]
    if found:
        raise LeakError(tuple(str(each) for each in found))
