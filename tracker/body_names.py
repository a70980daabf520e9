"""From a body's name to the key in which its officers hold their role, and back, whether it publishes or not."""

from sqlalchemy import Connection, select

from tracker.buyers import buyer_named, council_name
from tracker.models.notices import Process
from tracker.models.organisations import Organisation, OrganisationName
from tracker.row_ids import slug

__all__ = ["body_key", "body_named", "has_page"]


def body_key(connection: Connection, name: str) -> str:
    """The scope of the officers of a body by its name: its address here, or one made of the name of any other body.

    So a department or a funder that publishes nothing here can have officers too.
    """
    known = connection.execute(
        select(Organisation.slug)
        .join(OrganisationName, OrganisationName.organisation_id == Organisation.id)
        .where(OrganisationName.key == slug(name))
    ).scalar()
    return known or buyer_named(name).key


def body_named(connection: Connection, key: str) -> str:
    """The name of the body with that key: as it publishes, as a council, as a buyer; else the key in words."""
    known = connection.execute(select(Organisation.name).where(Organisation.slug == key)).scalar()
    if known or (known := council_name(key)):
        return known
    buyer = connection.execute(
        select(Process.buyer_name)
        .where(Process.buyer_key == key, Process.buyer_name.is_not(None))
        .order_by(Process.id)
        .limit(1)
    ).scalar()
    return buyer or key.replace("-", " ").capitalize()


def has_page(connection: Connection, key: str) -> bool:
    """Whether the body has a page here, at /councils/ and its key."""
    return connection.execute(select(Organisation.id).where(Organisation.slug == key)).first() is not None
