"""Tells payments that probably name a private person, so that the name is masked until somebody decides."""

import re

_TITLE = re.compile(r"^(?:mr|mrs|miss|ms|mx|dr|rev|sir|dame|lady|prof)\.? +[a-z'’-]+(?: |$)|, ?(?:mr|mrs|miss|ms|mx)\b", re.I)
_ORGANISATION = re.compile(
    r"\b(?:ltd|limited|llp|plc|cic|cio|inc|gmbh|bv|llc|council|trust|nhs|school|academy|college|university|church|association|assoc|"
    r"society|club|services?|solutions?|group|centre|center|company|co|partners?|partnership|housing|care|homes?|nursing|hospital|"
    r"solicitors?|chambers|consult\w*|engineer\w*|construct\w*|build\w*|electric\w*|transport|taxis?|travel|hotel|"
    r"foundation|charity|community|surgery|practice|pharmacy|systems|technolog\w*|software|media|print\w*|supplies|"
    r"uk|international|authority|police|fire|board|fund|bank|insurance|energy|water|gas|power|telecom\w*|garage|motors?|"
    r"farms?|nursery|agency|department|ministry|hmrc|hm|dvla|royal|borough|county|city|district|parish|and sons?|& sons?|&|cyf|cyngor|ymddiriedolaeth)\b|\d|@|\.(?:com|co|org|uk)",
    re.I,
)  # fmt: skip
_NAME = re.compile(r"^(?:[A-Z][a-z'’-]+,? (?:[A-Z]\.? ?){1,3}$|(?:[A-Z]\.? ?){1,3}[A-Z][a-z'’-]{2,}$|[A-Z'’-]{3,}, [A-Z]\w*$)")
_CARE = re.compile(r"direct payment|foster|adoption|special guardian|personal budget|carers? allowance|kinship|section 17|care leaver|taliadau uniongyrchol", re.I)  # fmt: skip


def names_a_person(supplier: str | None, *context: str | None) -> bool:
    """Whether a supplier's name is probably a private person's: a title, a bare personal name, or a care payment without a firm."""
    if not supplier or _ORGANISATION.search(supplier):
        return False
    if _TITLE.search(supplier) or _NAME.search(supplier):
        return True
    words = supplier.split()
    return 2 <= len(words) <= 4 and any(text and _CARE.search(text) for text in context)
