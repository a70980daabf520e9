"""Regions and nations of the United Kingdom as notices give them: NUTS and ITL codes, and names."""

import csv
from functools import cache
from importlib import resources

from tracker.calendars import Nation

__all__ = ["REGIONS", "nation_of_region", "region_of", "region_of_gss"]

# First level of the NUTS codes of 2021 and before; the ITL codes that replaced them use TL for UK, same letters after.
REGIONS: dict[str, str] = {
    "UKC": "North East",
    "UKD": "North West",
    "UKE": "Yorkshire and the Humber",
    "UKF": "East Midlands",
    "UKG": "West Midlands",
    "UKH": "East of England",
    "UKI": "London",
    "UKJ": "South East",
    "UKK": "South West",
    "UKL": "Wales",
    "UKM": "Scotland",
    "UKN": "Northern Ireland",
}

_BY_NAME = {name.lower(): code for code, name in REGIONS.items()} | {
    "yorkshire and the humber": "UKE",
    "yorkshire & humber": "UKE",
    "yorkshire and humber": "UKE",
    "eastern": "UKH",
    "east england": "UKH",
    "greater london": "UKI",
}

_NATIONS = {"UKL": Nation.WALES, "UKM": Nation.SCOTLAND, "UKN": Nation.NORTHERN_IRELAND}


def region_of(text: str | None) -> str | None:
    """The region's code ("UKE") of a NUTS or ITL code or a region's name; None when it names no single region."""
    if not text:
        return None
    word = text.strip()
    code = word.upper()
    if code.startswith("TL") and len(code) <= 5:
        code = "UK" + code[2:]
    if len(code) <= 5 and code[:3] in REGIONS:
        return code[:3]
    return _BY_NAME.get(word.lower())


def nation_of_region(region: str | None) -> Nation | None:
    """The nation of a region's code; England for its nine regions; None when the region is not known."""
    if region not in REGIONS:
        return None
    return _NATIONS.get(region, Nation.ENGLAND)


_GSS_NATIONS = {"W": "UKL", "S": "UKM", "N": "UKN"}
_GSS_REGIONS = {f"E1200000{at}": code for at, code in enumerate(REGIONS, start=1) if at <= 9}


@cache
def _council_regions() -> dict[str, str]:
    text = resources.files("tracker").joinpath("data/councils.csv").read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for row in csv.DictReader(text.splitlines()):
        region = region_of(row["region"])
        for code in (row["gss_code"], *row["former_gss_codes"].replace(";", " ").split()):
            if code and region:
                found[code] = region
    return found


def region_of_gss(code: str | None) -> str | None:
    """The region's code of a statistical code of a region, nation or council (past ones too); None for all others."""
    word = (code or "").strip().upper()
    if len(word) != 9 or not word[1:].isdigit():
        return None
    return _GSS_NATIONS.get(word[0]) or _GSS_REGIONS.get(word) or _council_regions().get(word)
