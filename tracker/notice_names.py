"""The names of notices, stages and portals as people read them."""

__all__ = ["NOTICES", "PORTALS", "STAGES", "notice_name", "portal_name", "stage_name"]

# The notices of the Procurement Act 2023.
NOTICES = {
    "UK1": "Pipeline notice",
    "UK2": "Preliminary market engagement notice",
    "UK3": "Planned procurement notice",
    "UK4": "Tender notice",
    "UK5": "Transparency notice",
    "UK6": "Contract award notice",
    "UK7": "Contract details notice",
    "UK8": "Contract payment notice",
    "UK9": "Contract performance notice",
    "UK10": "Contract change notice",
    "UK11": "Contract termination notice",
    "UK12": "Procurement termination notice",
    "UK13": "Dynamic market intention notice",
    "UK14": "Dynamic market establishment notice",
    "UK15": "Dynamic market modification notice",
    "UK16": "Dynamic market cessation notice",
    "UK17": "Payments compliance notice",
}

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
    return NOTICES.get(code or "", "Notice")


def stage_name(stage: str) -> str:
    """The name of a stage."""
    return STAGES.get(stage, stage)


def portal_name(portal: str) -> str:
    """The name of a service that publishes notices; its slug in words when it has no other."""
    return PORTALS.get(portal, portal.replace("-", " ").capitalize())
