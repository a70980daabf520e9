"""The names of notices, stages and portals as people read them."""

from parsers.ocds.notice_types import NOTICE_NAMES

__all__ = ["PORTALS", "STAGES", "notice_name", "portal_name", "stage_name"]

# In the order of a purchase; "cancelled" can follow any of them.
STAGES = {
    "pipeline": "In the pipeline",
    "engagement": "Talking to the market",
    "planned": "Planned",
    "tender": "Out to tender",
    "award-intended": "Direct award intended",
    "award": "Award decided",
    "contract": "Contract signed",
    "ended": "Ended",
    "cancelled": "Cancelled",
    "grant-call": "Open for applications",
}

PORTALS = {
    "find-a-tender": "Find a Tender",
    "contracts-finder": "Contracts Finder",
    "public-contracts-scotland": "Public Contracts Scotland",
    "sell2wales": "Sell2Wales",
    "find-a-grant": "Find a grant",
}


def notice_name(code: str | None) -> str:
    """The name of a notice type; "Notice" when it has none that is known."""
    return NOTICE_NAMES.get(code or "", "Notice")


def stage_name(stage: str) -> str:
    """The name of a stage."""
    return STAGES.get(stage, stage)


def portal_name(portal: str) -> str:
    """The name of a service that publishes notices; its slug in words when it has no other."""
    return PORTALS.get(portal, portal.replace("-", " ").capitalize())
