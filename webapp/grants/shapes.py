"""The shapes of the twins of grants: 360Giving's own names where it has one, pounds as text."""

from collections.abc import Iterable
from typing import Any

from tracker.programmes import AnnouncedSum
from tracker.row_ids import shown_id
from webapp.pages import Table
from webapp.wording import pounds_text

__all__ = ["announced_shape", "grant_shape", "grants_table", "sum_shape"]

_COLUMNS = (
    "id", "awardDate", "amountAwarded", "currency", "counted_in_totals", "mark", "title", "fundingOrganization",
    "recipientOrganization", "grantProgramme", "region", "plannedStart", "plannedEnd", "page", "source_sha256",
    "source_part", "source_row", "fetched_at",
)  # fmt: skip


def grant_shape(grant: Any) -> dict[str, Any]:
    """One grant; a grant to a person names nobody."""
    return {
        "id": grant.grant_id,
        "awardDate": grant.awarded,
        "amountAwarded": pounds_text(grant.amount_pence) or None,
        "currency": grant.currency,
        "counted_in_totals": grant.counted,
        "mark": grant.mark,
        "title": grant.title,
        "fundingOrganization": grant.funder_name,
        "recipientOrganization": "an individual" if grant.individual else grant.recipient_name,
        "grantProgramme": grant.programme,
        "region": grant.region,
        "plannedStart": grant.starts,
        "plannedEnd": grant.ends,
        "page": f"/grants/{shown_id(grant.id)}",
        "source_sha256": grant.sha256,
        "source_part": grant.part,
        "source_row": grant.row,
        "fetched_at": grant.fetched_at,
    }


def grants_table(grants: Iterable[Any]) -> Table:
    """Grants as a table, one row each, each with its place in its file."""
    return Table(_COLUMNS, [[grant_shape(grant)[name] for name in _COLUMNS] for grant in grants])


def sum_shape(total: Any) -> dict[str, Any]:
    """Grants added up by one key."""
    return {
        "key": total.key, "name": total.name, "grants": total.grants, "counted": total.counted,
        "pounds": pounds_text(total.pence),
    }  # fmt: skip


def announced_shape(found: AnnouncedSum) -> dict[str, Any]:
    """One announcement: the sum if a source states it, the shares that are stated, what is known and what is not."""
    return {
        "title": found.title,
        "announced": found.announced,
        "total": pounds_text(found.total_pence) or None,
        "total_in_words": found.total_words,
        "recipients": found.recipients,
        "source": found.source_url,
        "known": found.known,
        "not_known": found.unknown,
        "shares": [
            {
                "recipient": share.recipient, "with": share.joint_with, "for": share.purpose,
                "amount": pounds_text(share.amount_pence) or None, "note": share.note, "source": share.source_url,
            }
            for share in found.shares
        ],
    }  # fmt: skip
