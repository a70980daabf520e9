"""Makes money of different years comparable: prices of one year by HM Treasury's GDP deflator, and pounds a head."""

import csv
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from pathlib import Path

__all__ = ["base_year", "deflators", "in_base_prices", "per_head", "per_head_a_year"]

_FILE = Path(__file__).parent / "data" / "gdp_deflators.csv"


@cache
def deflators() -> dict[int, Decimal]:
    """The index of each calendar year, the base year being 100."""
    with _FILE.open(encoding="utf-8", newline="") as stream:
        return {int(row["year"]): Decimal(row["index"]) for row in csv.DictReader(stream)}


@cache
def base_year() -> int:
    """The year whose prices are used: the newest of which the index is 100."""
    return max(year for year, index in deflators().items() if index == 100)


def in_base_prices(pence: int, year: int) -> int | None:
    """Pence of a calendar year in prices of the base year; None for a year that has no index yet."""
    index = deflators().get(year)
    if index is None:
        return None
    return _whole(Decimal(pence) * 100 / index)


def per_head(pence: int, population: int | None) -> int | None:
    """Pence for each inhabitant; None when nobody lives there or the number is not known."""
    return _whole(Decimal(pence) / population) if population else None


def per_head_a_year(pence: int, population: int | None, months: int) -> int | None:
    """Pence for each inhabitant in twelve months, from what so many published months add up to."""
    return _whole(Decimal(pence) * 12 / (population * months)) if population and months > 0 else None


def _whole(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_EVEN))
