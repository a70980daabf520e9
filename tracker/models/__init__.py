"""The tables, one file for each part of the domain; importing this package makes them all known."""

from tracker.models import (
    accounts,
    alerts,
    audit,
    bids,
    discussion,
    grants,
    notices,
    organisations,
    promises,
    queries,
    reuse,
    spending,
    sums,
    trust,
)
from tracker.models.base import Base

__all__ = [
    "Base",
    "accounts",
    "alerts",
    "audit",
    "bids",
    "discussion",
    "grants",
    "notices",
    "organisations",
    "promises",
    "queries",
    "reuse",
    "spending",
    "sums",
    "trust",
]
