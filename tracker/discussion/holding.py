"""Whether a comment may name a bidder: it is held against the sealed names of its procurement, on this machine only.

Whoever reads the queue learns that it "may identify somebody", and never which name was met.
"""

from sqlalchemy import Connection, select

from parsers.anonymise.encoded import encoded
from parsers.anonymise.forms import entities_of
from parsers.anonymise.layout import Layout
from parsers.anonymise.matching import Finder
from parsers.anonymise.normal import normalise
from parsers.anonymise.protect import Guard
from tracker.bids.form import BidForm, anonymiser_form
from tracker.bids.handing_in import read_form
from tracker.bids.states import State
from tracker.keys import Keys
from tracker.leaks import leaks_in
from tracker.models.bids import Bid, Procurement

__all__ = ["may_name_a_bidder"]

_NAMES_ARE_SEALED = (State.OPEN, State.CLOSED, State.PUBLISHED, State.SCORED, State.AWARDED)


def may_name_a_bidder(connection: Connection, keys: Keys, procurement_id: str, text: str) -> bool:
    """Whether the text holds a name, product, person or client that a bidder of the procurement declared."""
    row = connection.execute(select(Procurement).where(Procurement.id == procurement_id)).first()
    if row is None or row.state not in _NAMES_ARE_SEALED or row.working_key_box is None:
        return False
    bids = connection.execute(select(Bid).where(Bid.procurement_id == procurement_id).order_by(Bid.id)).all()
    forms = [read_form(keys, row, bid) for bid in bids if bid.working_box is not None]
    return _names_one(text, forms, row.body_name, row.title)


def _names_one(text: str, forms: list[BidForm], buyer: str, procurement: str) -> bool:
    if not forms:
        return False
    told = [anonymiser_form(form, buyer=buyer, procurement=procurement) for form in forms]
    plain = normalise(text).plain
    layout, guard = Layout(plain), Guard(plain, told[0])
    finder = Finder(plain, layout, guard)
    entities = entities_of(told[0], told[1:])
    found = [*finder.find(entities), *encoded(plain, finder, entities)]
    return bool(found) or bool(leaks_in({"comment": text}, told))
