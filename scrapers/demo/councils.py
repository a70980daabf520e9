"""Six councils that do not exist, what they buy and from whom; names that nobody can take for real ones."""

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

__all__ = ["COUNCILS", "Council", "Payment", "payments"]


# The statistical (GSS) and NUTS codes of the regions the fictional councils lie in.
_REGION_CODES = {
    "South East": ("E12000008", "UKJ"),
    "South West": ("E12000009", "UKK"),
    "East Midlands": ("E12000004", "UKF"),
    "Scotland": ("S92000003", "UKM"),
    "Wales": ("W92000004", "UKL"),
    "London": ("E12000007", "UKI"),
}


@dataclass(frozen=True, slots=True)
class Council:
    """A fictional council; ``layout`` names the way it publishes, ``scale`` how much more than the least it spends."""

    key: str
    place: str
    type: str
    region: str
    population: int
    layout: str
    scale: float

    @property
    def slug(self) -> str:
        """Its publisher id."""
        return f"demo-{self.key}"

    @property
    def name(self) -> str:
        """What it is called everywhere: nobody must take it for a real council."""
        return f"Fictional: {self.place}"

    @property
    def region_code(self) -> str:
        """The statistical code of its region, as files of grants give it."""
        return _REGION_CODES[self.region][0]

    @property
    def nuts(self) -> str:
        """The NUTS code of its region, as notices give it."""
        return _REGION_CODES[self.region][1]

    @property
    def host(self) -> str:
        """Where it publishes, under a name reserved for examples (RFC 2606)."""
        return f"www.{self.key}.example"


COUNCILS: tuple[Council, ...] = (
    Council("harbourmouth", "Harbourmouth Borough Council", "district", "South East", 96_400, "csv", 1.0),
    Council("alderfleet", "Alderfleet City Council", "unitary", "South West", 231_000, "messy-csv", 2.2),
    Council("grimbleshire", "Grimbleshire County Council", "county", "East Midlands", 702_000, "xlsx", 4.0),
    Council("inchmarnoch", "Inchmarnoch Council", "scottish", "Scotland", 58_200, "ods-and-pdf", 0.7),
    Council("cwmderwen", "Cyngor Cwm Derwen", "welsh", "Wales", 71_900, "zip-and-html", 0.8),
    Council("larkfield", "London Borough of Larkfield", "london", "London", 288_000, "portal", 2.6),
)

# (supplier, what for, category, department, usual pounds, how often a month)
_SUPPLIERS: tuple[tuple[str, str, str, str, int, float], ...] = (
    ("Bramblewick Waste Services Ltd", "Refuse collection", "Waste collection", "Environment", 84_000, 1.0),
    ("Tern & Plover Housing Repairs Ltd", "Responsive repairs", "Building repairs", "Housing", 21_500, 2.0),
    ("Quillfeather Software Ltd", "Planning system licence", "Software", "Digital", 18_400, 0.3),
    ("Pennyroyal Care Homes Ltd", "Residential placements", "Adult social care", "Adult Services", 46_800, 1.6),
    ("Mossgate Highways plc", "Resurfacing works", "Highways", "Transport", 63_000, 0.8),
    ("Otterbourne Legal LLP", "Legal advice", "Legal services", "Corporate", 7_200, 0.9),
    ("Saltmarsh Energy Supply Ltd", "Electricity for street lighting", "Energy", "Environment", 29_300, 1.0),
    ("Thistledown Catering Ltd", "School meals", "Catering", "Children's Services", 12_900, 1.0),
    ("Kestrel Temporary Staff Ltd", "Agency staff", "Agency staff", "Corporate", 15_700, 2.4),
    ("Larch & Rowan Grounds Ltd", "Grounds maintenance", "Grounds maintenance", "Environment", 9_400, 1.0),
    ("Wherry Cloud Hosting Ltd", "Web hosting", "Software", "Digital", 3_150, 0.6),
    ("Fennel Street Community Trust", "Community grant", "Grants to voluntary bodies", "Communities", 5_000, 0.5),
    ("Amberline Taxis Ltd", "Home to school transport", "Transport of pupils", "Children's Services", 6_350, 2.0),
    ("Cobblestone Surveyors LLP", "Building surveys", "Consultancy", "Property", 4_800, 0.6),
    ("Northwind Fleet Hire Ltd", "Vehicle hire", "Vehicles", "Environment", 8_600, 0.8),
    ("Dovetail Office Supplies Ltd", "Stationery", "Office supplies", "Corporate", 760, 1.5),
    ("REDACTED PERSONAL DATA", "Foster carer payment", "Children's social care", "Children's Services", 1_850, 2.2),
    ("Ms Imogen Fictional-Marlowe", "Tutoring", "Education support", "Children's Services", 640, 0.5),
)


@dataclass(frozen=True, slots=True)
class Payment:
    """One line; ``pence`` may be negative (a credit note)."""

    date: date
    supplier: str
    purpose: str
    category: str
    department: str
    reference: str
    pence: int
    card: bool = False


def payments(council: Council, year: int, month: int) -> list[Payment]:
    """The payments of one council in one month: the same every time, for every machine."""
    chance = random.Random(f"{council.slug} {year}-{month:02}")  # noqa: S311 (a show, not a secret)
    first = date(year, month, 1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    found: list[Payment] = []
    for supplier, purpose, category, department, pounds, often in _SUPPLIERS:
        for _ in range(_times(often, chance)):
            amount = int(pounds * council.scale * chance.uniform(0.7, 1.35) * 100)
            day = first + timedelta(days=chance.randrange(last.day))
            number = f"{council.key[:3].upper()}{chance.randrange(10**6):06}"
            found.append(Payment(day, supplier, purpose, category, department, number, max(amount, 50_100)))
    for line in chance.sample(found, k=max(1, len(found) // 25)):
        credit = replace(line, purpose="Credit note", reference=line.reference + "C", pence=-line.pence // 3)
        found.append(credit)
    return sorted(found, key=lambda p: (p.date, p.reference))


def _times(often: float, chance: random.Random) -> int:
    whole = int(often)
    return whole + (chance.random() < often - whole)
