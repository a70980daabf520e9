"""Tells payments that probably name a private person, so that the name is masked until somebody decides.

The rule is a list of signs, each with its reason: a title with a name, a bare personal name, or money that the law
pays to people (direct payments, fostering) with no sign of a firm. It errs on the side of masking, as a masked firm
is put right by one decision and a shown person is not.
"""

import re

__all__ = ["care_payment", "names_a_person", "personal_by_name"]

_TITLE = re.compile(
    r"^(?:mr|mrs|miss|ms|mx|dr|rev|revd|sir|dame|lady|prof|cllr)\.? +(?:& +)?(?:mrs?\.? +)?[a-z'’-]+(?: |$)|"
    r",? \(?(?:mr|mrs|miss|ms|mx)\b\.?\)?$|, ?(?:mr|mrs|miss|ms|mx)\b",
    re.I,
)
_FIRM_WORDS = {
    "academy", "agency", "airways", "architect", "architects", "assoc", "associates", "association", "authority",
    "bakery", "bank", "board", "books", "borough", "brewery", "buses", "butcher", "butchers", "bv", "cabs", "cafe",
    "care", "catalogue", "catering", "center", "centre", "chambers", "charity", "church", "cic", "cio", "city",
    "cleaning", "club", "co", "coaches", "college", "community", "company", "contractor", "contractors", "council",
    "county", "cyf", "cyngor", "dairy", "decorator", "decorators", "department", "design", "direct", "district",
    "drainage", "dvla", "energy", "enterprise", "enterprises", "equipment", "estate", "estates", "events",
    "express", "farm", "farms", "fire", "food", "foods", "foundation", "fund", "garage", "garden", "gardens", "gas",
    "gmbh", "group", "heating", "hire", "hm", "hmrc", "holdings", "home", "homes", "hospital", "hotel", "housing",
    "inc", "industries", "inn", "insurance", "international", "joinery", "kitchen", "lettings", "library",
    "limited", "llc", "llp", "ltd", "mail", "media", "ministry", "motor", "motors", "museum", "nhs", "nursery",
    "nursing", "parish", "partner", "partners", "partnership", "pharmacy", "plc", "plumber", "plumbers", "plumbing",
    "police", "post", "power", "practice", "press", "prifysgol", "production", "productions", "products",
    "properties", "property", "pub", "publishing", "railway", "railways", "restaurant", "roofing", "royal",
    "scaffolding", "school", "security", "service", "services", "shop", "society", "software", "solicitor",
    "solicitors", "solution", "solutions", "sons", "store", "stores", "supermarket", "supermarkets", "superstore",
    "superstores", "supplies", "surgery", "systems", "taxi", "taxis", "theatre", "tool", "tools", "training",
    "transport", "travel", "trust", "tyres", "uk", "university", "water", "windows", "ymddiriedolaeth", "ysgol",
}  # fmt: skip
_FIRM_STEMS = (
    "consult", "engineer", "construct", "build", "electric", "technolog", "print", "telecom", "landscap",
)  # fmt: skip
_WORD = re.compile(r"[a-z]+")
_NO_NAME = re.compile(r"[&\d@]|\.(?:com|co|org|uk)")
_NAME = re.compile(
    r"^(?:[A-Z][a-z'’-]+,? (?:[A-Z]\.? ?){1,3}$|(?:[A-Z]\.? ?){1,3}[A-Z][a-z'’-]{2,}$|[A-Z'’-]{3,}, [A-Z]\w*$)"
)
_CARE = re.compile(
    r"direct payment|foster|adoption|special guardian|personal budget|carers? allowance|kinship|section 17|"
    r"care leaver|child arrangement|boarding.out|compensation|disabled facilit|hardship|homeless\w* prevention|"
    r"taliad\w* uniongyrchol|maethu|mabwysiad",
    re.I,
)


def names_a_person(supplier: str | None, *context: str | None) -> bool:
    """Whether a name is probably a private person's; ``context`` is the payment's category and purpose."""
    found = personal_by_name(supplier)
    return bool(found) or (found is None and any(text and care_payment(text) for text in context))


def personal_by_name(supplier: str | None) -> bool | None:
    """What the name alone says: True for a person, False for none; None where it depends on what was paid for."""
    if not supplier:
        return False
    titled = bool(_TITLE.search(supplier))
    # Mr & Mrs are people, Smith & Sons are a firm.
    if _is_firm(supplier.replace("&", "") if titled else supplier):
        return False
    if titled or _NAME.search(supplier):
        return True
    return None if 2 <= len(supplier.split()) <= 4 else False


def _is_firm(name: str) -> bool:
    lowered = name.lower()
    words = _WORD.findall(lowered)
    return (
        not _FIRM_WORDS.isdisjoint(words)
        or any(word.startswith(_FIRM_STEMS) for word in words)
        or bool(_NO_NAME.search(lowered))
    )


def care_payment(text: str) -> bool:
    """Whether a category or purpose is one of the payments that councils make to people at home."""
    return bool(_CARE.search(text))
