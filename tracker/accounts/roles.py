"""Roles: who gave which to whom, and when it was taken back. Every change is logged.

A role that an administrator gives or takes ends the person's sessions; the duties that come with a procurement do not.
"""

import datetime as dt

from sqlalchemy import Connection, func, insert, select, update

from tracker import audit
from tracker.accounts.addresses import read_address
from tracker.accounts.rights import address_of
from tracker.accounts.sessions import end_all_sessions
from tracker.accounts.sign_in import account_for
from tracker.keys import Keys, new_id
from tracker.models.accounts import RoleGrant
from tracker.plain_errors import PlainError
from tracker.policy import SCOPES, Action, Person, Role, Thing, require

__all__ = ["RoleError", "accounts_with", "first_administrator", "give_role", "grant_within", "held_roles", "take_role"]

# Given by administrators; the others come with a procurement.
_GIVEN = frozenset({Role.OFFICER, Role.KEEPER, Role.MODERATOR, Role.ADMINISTRATOR})


class RoleError(PlainError, ValueError):
    """The role cannot be given like this; the text is a sentence for the page."""


def first_administrator(connection: Connection, keys: Keys, address: str, now: dt.datetime) -> str:
    """Make the first administrator, from the machine itself; RoleError when there is one already."""
    there = connection.execute(
        select(func.count()).where(RoleGrant.role == Role.ADMINISTRATOR, RoleGrant.revoked_at.is_(None))
    ).scalar_one()
    if there:
        raise RoleError("There is an administrator already, who can name others.")
    account_id = account_for(connection, keys, read_address(address), now)
    grant_within(connection, account_id, Role.ADMINISTRATOR, "", by="system", now=now)
    return account_id


def give_role(
    connection: Connection, keys: Keys, person: Person, *, address: str, role: Role, scope: str, now: dt.datetime
) -> str:
    """An administrator gives a role to the person with this address, whose account is made when there is none."""
    require(person, Action.GRANT_ROLE, Thing())
    if role not in _GIVEN:
        raise RoleError("This role comes with a procurement and cannot be given by itself.")
    if bool(scope) != (SCOPES[role] == "body"):
        raise RoleError("An officer needs a body; the other roles have none.")
    account_id = account_for(connection, keys, read_address(address), now)
    grant_within(connection, account_id, role, scope, by=person.account, now=now)
    end_all_sessions(connection, account_id, now)
    return account_id


def grant_within(connection: Connection, account_id: str, role: Role, scope: str, *, by: str, now: dt.datetime) -> None:
    """Note a role and log it; giving it twice is giving it once."""
    has = connection.execute(
        select(RoleGrant.id).where(
            RoleGrant.account_id == account_id,
            RoleGrant.role == role,
            RoleGrant.scope == scope,
            RoleGrant.revoked_at.is_(None),
        )
    ).first()
    if has is not None:
        return
    connection.execute(
        insert(RoleGrant).values(
            id=new_id(), account_id=account_id, role=role, scope=scope, granted_by=by, granted_at=now
        )
    )
    audit.record(
        connection, now=now, actor=by, action="role.give", kind="account", key=account_id,
        detail={"role": role, "scope": scope},
    )  # fmt: skip


def take_role(
    connection: Connection, person: Person, *, account_id: str, role: Role, scope: str, now: dt.datetime
) -> None:
    """An administrator takes a role back; the person's sessions end at once. RoleError for the last administrator."""
    require(person, Action.GRANT_ROLE, Thing())
    if role is Role.ADMINISTRATOR and len(accounts_with(connection, role, "")) < 2:
        raise RoleError("This is the last administrator. Name another one first.")
    connection.execute(
        update(RoleGrant)
        .where(
            RoleGrant.account_id == account_id,
            RoleGrant.role == role,
            RoleGrant.scope == scope,
            RoleGrant.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )
    end_all_sessions(connection, account_id, now)
    audit.record(
        connection, now=now, actor=person.account, action="role.take", kind="account", key=account_id,
        detail={"role": role, "scope": scope},
    )  # fmt: skip


def accounts_with(connection: Connection, role: Role, scope: str) -> list[str]:
    """The accounts that hold a role within a scope, by id."""
    return list(
        connection.execute(
            select(RoleGrant.account_id)
            .where(RoleGrant.role == role, RoleGrant.scope == scope, RoleGrant.revoked_at.is_(None))
            .order_by(RoleGrant.account_id)
        ).scalars()
    )


def held_roles(connection: Connection, keys: Keys) -> list[tuple[str, str, Role, str]]:
    """(account, address, role, scope) of every role that administrators give; for administrators."""
    rows = connection.execute(
        select(RoleGrant.account_id, RoleGrant.role, RoleGrant.scope)
        .where(RoleGrant.role.in_(_GIVEN), RoleGrant.revoked_at.is_(None))
        .order_by(RoleGrant.role, RoleGrant.scope, RoleGrant.account_id)
    )
    return [
        (row.account_id, address_of(connection, keys, row.account_id) or "erased", Role(row.role), row.scope)
        for row in rows
    ]
