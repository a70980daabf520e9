"""A small world of payments, loaded from files by the real reader and loader; firms and persons are fictional."""

from pathlib import Path

from sqlalchemy import Engine

from tests.tracker.spending_files import load_rows

__all__ = ["DEVON_PENCE", "FILES", "filled"]

WASTE, CARE = "Bramblewick Waste Services Ltd", "Pennyroyal Care Homes Ltd"
FILES = {
    ("devon", "devon-2026-03.csv"): [
        ("03/03/2026", WASTE, "84,000.00", "Waste collection", "Refuse collection", "D1"),
        ("17/03/2026", CARE, "46,800.50", "Adult social care", "Residential placements", "D2"),
        ("20/03/2026", "REDACTED PERSONAL DATA", "1,250.00", "Children", "Placement", "D3"),
        ("21/03/2026", "Ms Imogen Fictional", "640.00", "Education", "Lessons", "D4"),
        ("25/03/2026", WASTE, "-1,200.00", "Waste  Collection", "Credit for missed rounds", "D5"),
        ("26/03/2026", CARE, "n/a", "Adult social care", "Amount unreadable", "D6"),
    ],
    ("devon", "devon-2026-05.csv"): [
        ("06/05/2026", WASTE, "80,000.00", "Waste collection", "Refuse collection", "D7"),
        ("07/05/2026", "Quillfeather Software Ltd", "900.00", "", "Library licence", "D8"),
    ],
    ("kent", "kent-2026-03.csv"): [
        ("02/03/2026", WASTE, "120,000.00", "Waste collection", "Refuse collection", "K1"),
        ("30/03/2026", CARE, "10,000.00", "Adult social care", "Respite care", "K2"),
    ],
    ("essex", "essex-2026-03.csv"): [
        ("02/03/2026", WASTE, "60,000.00", "Waste collection", "Refuse collection", "E1"),
        ("12/03/2026", CARE, "20,000.00", "Adult social care", "Day centres", "E2"),
    ],
}
# Of the rows with a readable amount: 84,000.00 + 46,800.50 + 1,250.00 + 640.00 - 1,200.00 + 80,000.00 + 900.00
DEVON_PENCE = 21_239_050


def filled(engine: Engine, work: Path) -> None:
    """Load all files."""
    for day, ((publisher, name), rows) in enumerate(FILES.items()):
        load_rows(engine, work, rows, name=name, publisher=publisher, day=day)
