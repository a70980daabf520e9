"""What the fictional councils plan to buy: each plan with the notices that were published, and how long ago."""

from dataclasses import dataclass

__all__ = ["PLANS", "Plan"]


@dataclass(frozen=True, slots=True)
class Plan:
    """One purchase: ``buyer`` is the council's place in ``COUNCILS``; ``notices`` are (type, days before today).

    ``days_open`` is how long after its notice a date to act by lies: when tenders close, questions about the plan end,
    or the tender notice is expected.
    """

    buyer: int
    title: str
    description: str
    cpv: str
    category: str
    pounds: int
    notices: tuple[tuple[str, int], ...]
    days_open: int = 30
    years: int = 3
    supplier: str = ""


PLANS: tuple[Plan, ...] = (
    Plan(1, "Planning and building control system",
         "Software to receive, validate, consult on and decide planning applications, with a public register.",
         "48000000", "services", 480_000, (("UK3", 60), ("UK4", 27)), 30, 5),
    Plan(0, "Waste collection route planning",
         "Software that plans collection rounds and tells residents when a bin was missed.",
         "48100000", "services", 145_000, (("UK4", 22),), 28),
    Plan(5, "Housing repairs scheduling",
         "A system with which tenants report repairs and officers plan visits. Open standards are asked for.",
         "72000000", "services", 620_000, (("UK2", 11),), 14, 4),
    Plan(2, "Resurfacing of county roads, north", "Resurfacing of 38 miles of county roads.",
         "45233000", "works", 3_400_000, (("UK4", 10),), 35, 2),
    Plan(3, "Ferry terminal heating", "Replacement of the oil boiler in the ferry terminal with a heat pump.",
         "45331000", "works", 86_000, (("UK4", 26),), 32, 1),
    Plan(4, "Bilingual website platform",
         "A content management system for a bilingual council website with forms and payments.",
         "72413000", "services", 210_000, (("UK2", 5),), 21, 4),
    Plan(1, "School meals for 14 primary schools", "Cooked meals with local produce.",
         "55524000", "services", 1_900_000, (("UK3", 8),), 40, 3),
    Plan(5, "Electric vans", "Twenty-four electric vans with maintenance.",
         "34136100", "goods", 960_000, (("UK4", 3),), 33, 4),
    Plan(0, "Library self-service kiosks", "Kiosks to borrow and return books.",
         "30231000", "goods", 74_000, (("UK4", 1),), 29, 5),
    Plan(2, "Adult social care case management",
         "Case management for adult social care; open source is welcome, and data must be exportable.",
         "48000000", "services", 1_250_000, (("UK1", 90), ("UK2", 40), ("UK3", 12)), 30, 6),
    Plan(1, "Refuse collection 2026 to 2033", "Household refuse and recycling collection.",
         "90511000", "services", 8_400_000, (("UK4", 120), ("UK6", 4)), 45, 7, "Bramblewick Waste Services Ltd"),
    Plan(5, "Responsive housing repairs", "Repairs to council homes, east of the borough.",
         "50700000", "services", 2_300_000, (("UK4", 250), ("UK6", 190), ("UK7", 170)), 40, 3,
         "Tern & Plover Housing Repairs Ltd"),
    Plan(0, "Planning system licence", "Licence and support of the planning system.",
         "48000000", "services", 92_000, (("UK6", 220), ("UK7", 200)), 30, 2, "Quillfeather Software Ltd"),
    Plan(4, "Residential care placements", "Framework for residential care placements.",
         "85311000", "services", 1_150_000, (("UK4", 200), ("UK7", 90)), 40, 4, "Pennyroyal Care Homes Ltd"),
    Plan(3, "Street lighting energy", "Electricity for street lighting.",
         "09310000", "goods", 410_000, (("UK7", 150),), 30, 2, "Saltmarsh Energy Supply Ltd"),
    Plan(2, "Agency staff for corporate services", "Temporary staff.",
         "79620000", "services", 780_000, (("UK4", 50), ("UK12", 6)), 35, 2),
)  # fmt: skip
