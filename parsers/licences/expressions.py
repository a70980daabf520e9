"""SPDX licence expressions: is it one, does the OSI approve of it, and what somebody's own words for a licence mean."""

import re
from dataclasses import dataclass
from difflib import get_close_matches

from license_expression import ExpressionError, ExpressionParseError, Licensing, ParseError

from parsers.licences.registry import ids_by_name, ids_in_lower_case, spdx_list

_LICENSING = Licensing()
_REFERENCE = re.compile(r"(DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-[A-Za-z0-9.-]+")
_MOST_CHARACTERS = 500

# What publishers write instead of an id, where it can mean one licence only.
_COMMON_NAMES = {
    "the unlicense": "Unlicense",
    "mit license": "MIT",
    "the mit license": "MIT",
    "expat": "MIT",
    "apache license 2.0": "Apache-2.0",
    "apache 2.0": "Apache-2.0",
    "apache 2": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "gnu general public license v2.0": "GPL-2.0-only",
    "gnu general public license v3.0": "GPL-3.0-only",
    "gnu lesser general public license v3.0": "LGPL-3.0-only",
    "gnu affero general public license v3.0": "AGPL-3.0-only",
    "european union public licence 1.2": "EUPL-1.2",
    "mozilla public license 2.0": "MPL-2.0",
    "bsd 3-clause": "BSD-3-Clause",
    "bsd 2-clause": "BSD-2-Clause",
}


@dataclass(frozen=True, slots=True)
class ExpressionProblem:
    """Why a text is no SPDX expression, and how to mend it."""

    why: str
    mend: str


def expression_problem(text: str) -> ExpressionProblem | None:
    """What is wrong with an SPDX expression; None when nothing is. LicenseRef- names are allowed."""
    if len(text) > _MOST_CHARACTERS:
        return ExpressionProblem("it is too long", "Write the ids of the licences, joined by AND or OR.")
    try:
        parsed = _LICENSING.parse(text, strict=False)
    except (ExpressionError, ExpressionParseError, ParseError, ValueError, RecursionError):
        return ExpressionProblem("its words cannot be put together", "Join ids of licences by AND, OR and WITH.")
    if parsed is None:
        return ExpressionProblem("it is empty", "Write the id of the licence.")
    for part in _LICENSING.license_symbols(text, unique=True, decompose=True):
        key = part.key
        if _REFERENCE.fullmatch(key) or key in spdx_list() or (key.endswith("+") and key[:-1] in spdx_list()):
            continue
        return _unknown_id(key)
    return None


def known_expression(text: str | None) -> str | None:
    """The SPDX expression that somebody's words mean; None when they could mean several licences or none."""
    if not text or not text.strip():
        return None
    plain = text.strip()
    if expression_problem(plain) is None:
        return plain
    lower = re.sub(r"\s+", " ", plain.lower())
    return ids_in_lower_case().get(lower) or _COMMON_NAMES.get(lower) or ids_by_name().get(lower)


def osi_approved(expression: str | None) -> bool | None:
    """True when software may be had under licences that the OSI approved alone; None when that cannot be told.

    Of ``A OR B`` one approved side is enough; ``A AND B`` needs both. An exception (WITH) only adds permissions.
    """
    if not expression or expression_problem(expression):
        return None
    return _approved(_LICENSING.parse(expression))


def _approved(node: object) -> bool | None:
    children = getattr(node, "args", ())
    operator = type(node).__name__
    if operator in {"OR", "AND"} and children:
        answers = [_approved(child) for child in children]
        if operator == "OR":
            return True if True in answers else (None if None in answers else False)
        return False if False in answers else (None if None in answers else True)
    if operator == "LicenseWithExceptionSymbol":
        return _approved(node.license_symbol)  # type: ignore[attr-defined]
    key = str(getattr(node, "key", "")).removesuffix("+")
    licence = spdx_list().get(key)
    return licence.osi_approved if licence and not licence.exception else None


def _unknown_id(key: str) -> ExpressionProblem:
    exact = ids_in_lower_case().get(key.lower()) or ids_by_name().get(key.lower())
    near = [exact] if exact else get_close_matches(key, spdx_list(), n=1, cutoff=0.6)
    mend = f"Did you mean {near[0]}?" if near else "The ids are listed on spdx.org/licenses."
    return ExpressionProblem(f"{key} is not in the SPDX list", mend)
