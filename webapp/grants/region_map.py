"""The twelve regions as tiles, laid out roughly as the country lies; the shade says which third by money."""

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.grant_pages import Sum
from tracker.places import REGIONS

__all__ = ["HIGH", "WIDE", "Tile", "tiles"]

_STEP_X, _STEP_Y = 78, 60
# Column and row of each region, and a name short enough for its tile.
_PLACES = {
    "UKM": (2, 0, "Scotland"),
    "UKN": (0, 1, "N. Ireland"),
    "UKC": (3, 1, "N. East"),
    "UKD": (2, 2, "N. West"),
    "UKE": (3, 2, "Yorkshire"),
    "UKL": (1, 3, "Wales"),
    "UKG": (2, 3, "W. Mids"),
    "UKF": (3, 3, "E. Mids"),
    "UKH": (4, 3, "East"),
    "UKK": (2, 4, "S. West"),
    "UKI": (3, 4, "London"),
    "UKJ": (4, 4, "S. East"),
}
WIDE, HIGH = 5 * _STEP_X, 5 * _STEP_Y


@dataclass(frozen=True, slots=True)
class Tile:
    """One region: where its tile stands, its names, its sum (None: no grant), and its shade."""

    code: str
    name: str
    short: str
    x: int
    y: int
    width: int
    height: int
    total: Sum | None
    shade: str


def tiles(regions: Sequence[Sum]) -> list[Tile]:
    """All twelve tiles, from north to south; ``regions`` are in order of money, most first."""
    shades = {each.key: _shade(at, len(regions)) for at, each in enumerate(regions)}
    sums = {each.key: each for each in regions}
    return [
        Tile(
            code,
            REGIONS[code],
            short,
            column * _STEP_X,
            row * _STEP_Y,
            _STEP_X - 6,
            _STEP_Y - 6,
            sums.get(code),
            shades.get(code, "none"),
        )
        for code, (column, row, short) in _PLACES.items()
    ]


def _shade(at: int, count: int) -> str:
    return ("most", "more", "some")[at * 3 // count]
