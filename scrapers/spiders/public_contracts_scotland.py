"""Public Contracts Scotland: the main feed of Scottish bodies, who stay outside most of the Procurement Act."""

from scrapers.base.monthly_types import MonthlyTypes

__all__ = ["PublicContractsScotland"]


class PublicContractsScotland(MonthlyTypes):
    """Types as its API page lists them: 1-25 of the former OJEU forms, 101-104 of the site itself."""

    name = "public_contracts_scotland"
    types = (1, 2, 3, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 24, 25, 101, 102, 103, 104)
