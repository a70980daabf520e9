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
_FIRM = re.compile(
    r"\b(?:ltd|limited|llp|plc|cic|cio|inc|gmbh|bv|llc|council|trust|nhs|school|academy|college|university|church|"
    r"association|assoc|society|club|services?|solutions?|group|centre|center|company|co|partners?|partnership|"
    r"housing|care|homes?|nursing|hospital|solicitors?|chambers|consult\w*|engineer\w*|construct\w*|build\w*|"
    r"electric\w*|transport|taxis?|cabs|travel|hotel|foundation|charity|community|surgery|practice|pharmacy|systems|"
    r"technolog\w*|software|media|print\w*|supplies|stores?|shop|uk|international|authority|police|fire|board|fund|"
    r"bank|insurance|energy|water|gas|power|telecom\w*|garage|motors?|farms?|nursery|agency|department|ministry|hmrc|"
    r"hm|dvla|royal|borough|county|city|district|parish|and sons?|cyf|cyngor|ymddiriedolaeth|ysgol|prifysgol|"
    r"architects?|associates|cleaning|catering|training|design|security|property|properties|estates?|lettings|"
    r"scaffolding|roofing|plumbing|plumbers?|landscap\w*|gardens?|events|productions?|publishing|press|theatre|"
    r"museum|library|books|mail|post|express|direct|hire|tools?|equipment|products|industries|holdings|enterprises?|"
    r"contractors?|decorators?|joinery|windows|heating|drainage|tyres|coaches|buses|railways?|airways|catalogue|"
    r"superstores?|supermarkets?|pub|inn|restaurant|cafe|kitchen|foods?|bakery|butchers?|dairy|brewery)\b"
    r"|&|\d|@|\.(?:com|co|org|uk)",
    re.I,
)
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
    if _FIRM.search(supplier) and not (titled and "&" in supplier and not _FIRM.search(supplier.replace("&", ""))):
        return False
    if titled or _NAME.search(supplier):
        return True
    return None if 2 <= len(supplier.split()) <= 4 else False


def care_payment(text: str) -> bool:
    """Whether a category or purpose is one of the payments that councils make to people at home."""
    return bool(_CARE.search(text))
