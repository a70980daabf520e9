"""A bid as people type it: fields of text to a ``BidForm`` and back, with a sentence for whatever cannot be read."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from parsers.values import day, pence
from tracker.bids.form import YEARS, BidForm, CostKind
from tracker.money_words import money

__all__ = ["read_fields", "written_fields"]

_IDENTITY = (
    "legal_name", "acronym", "company_number", "charity_number", "vat_number", "contact_name", "contact_email",
    "contact_phone", "address", "website",
)  # fmt: skip
_FACT_WORDS = ("reused_software", "exit_terms")
_FACT_LISTS = ("licences", "open_standards")
_DECLARED = ("names", "products", "people", "clients")
_SENSITIVE_ROWS = 5


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def read_fields(fields: Mapping[str, str], questions: list[Any]) -> tuple[BidForm | None, dict[str, str]]:
    """The form, and sentences by field for what cannot be read; with any sentence there is no form.

    An empty cell of costs means "not given"; a nought must be typed.
    """
    errors: dict[str, str] = {}
    values = {
        "identity": {name: fields.get(name, "") for name in _IDENTITY}
        | {"trading_names": _lines(fields.get("trading_names", ""))},
        "answers": {
            each.number: fields[f"answer_{each.number}"]
            for each in questions
            if fields.get(f"answer_{each.number}", "").strip()
        },
        "costs": _read_costs(fields, errors),
        "facts": {name: fields.get(name, "") for name in _FACT_WORDS}
        | {name: _lines(fields.get(name, "")) for name in _FACT_LISTS}
        | {"delivery": _read_day(fields, "delivery", errors)},
        "declared": {name: _lines(fields.get(name, "")) for name in _DECLARED},
        "sensitive": _read_sensitive(fields, errors),
        "agrees": fields.get("agrees") == "yes",
        "declares_all": fields.get("declares_all") == "yes",
    }
    if errors:
        return None, errors
    try:
        return BidForm.model_validate(values), {}
    except ValidationError as error:
        return None, {_field_of(each["loc"]): f"{_field_of(each['loc'])}: too long." for each in error.errors()}


def _field_of(place: tuple[Any, ...]) -> str:
    return f"answer_{place[1]}" if place[0] == "answers" else str(place[1] if len(place) > 1 else place[0])


def _read_day(fields: Mapping[str, str], name: str, errors: dict[str, str]) -> Any:
    typed = fields.get(name, "").strip()
    found = day(typed) if typed else None
    if typed and found is None:
        errors[name] = f"“{typed}” is no day: write it as 31/3/2027."
    return found


def _read_costs(fields: Mapping[str, str], errors: dict[str, str]) -> dict[str, Any]:
    lines = []
    for kind in CostKind:
        name = kind.replace(" ", "_")
        cells = [_read_pence(fields, f"cost_{name}_{year}", errors) for year in range(1, YEARS + 1)]
        note = fields.get(f"cost_{name}_note", "")
        if any(cell is not None for cell in cells) or note.strip():
            lines.append({"kind": kind, "pence": cells, "note": note})
    users = fields.get("users", "").replace(",", "").strip()
    if users and not (users.isdigit() and 0 < int(users) <= 10**8):
        errors["users"] = "Write how many users the price is for, as a number."
    rate = fields.get("vat_rate", "20").strip() or "20"
    if not rate.isdigit() or int(rate) > 100:
        errors["vat_rate"] = "Write the rate of VAT in whole percent, such as 20."
    return {
        "lines": lines,
        "vat_included": fields.get("vat_included") == "yes",
        "vat_permille": int(rate) * 10 if rate.isdigit() else 200,
        "indexation": fields.get("indexation", ""),
        "users": int(users) if users.isdigit() and users != "0" else None,
    }


def _read_pence(fields: Mapping[str, str], name: str, errors: dict[str, str]) -> int | None:
    typed = fields.get(name, "").strip()
    if not typed:
        return None
    found = pence(typed)
    if found is None:
        errors[name] = f"“{typed}” is no amount: write pounds, such as 12,500 or 12500.00."
    return found


def _read_sensitive(fields: Mapping[str, str], errors: dict[str, str]) -> list[dict[str, Any]]:
    parts = []
    for row in range(1, _SENSITIVE_ROWS + 1):
        question, reason = fields.get(f"sensitive_{row}_question", ""), fields.get(f"sensitive_{row}_reason", "")
        passage = fields.get(f"sensitive_{row}_passage", "")
        if not any(each.strip() for each in (question, reason, passage)):
            continue
        until = _read_day(fields, f"sensitive_{row}_until", errors)
        if not question.isdigit() or not reason.strip() or until is None:
            errors.setdefault(f"sensitive_{row}_reason", "Say of which question, why, and until when.")
            continue
        parts.append({"question": int(question), "passage": passage, "reason": reason, "until": until})
    return parts


def written_fields(form: BidForm) -> dict[str, str]:
    """The fields as they stand in the page's form, so that what was saved can be changed."""
    fields = {name: str(getattr(form.identity, name)) for name in _IDENTITY}
    fields["trading_names"] = "\n".join(form.identity.trading_names)
    fields |= {f"answer_{number}": text for number, text in form.answers.items()}
    for line in form.costs.lines:
        name = line.kind.replace(" ", "_")
        fields |= {
            f"cost_{name}_{year}": "" if cell is None else money(cell, "GBP").replace("£", "")
            for year, cell in enumerate(line.pence, start=1)
        }
        fields[f"cost_{name}_note"] = line.note
    fields |= {
        "vat_included": "yes" if form.costs.vat_included else "",
        "vat_rate": str(form.costs.vat_permille // 10),
        "indexation": form.costs.indexation,
        "users": str(form.costs.users or ""),
        "delivery": form.facts.delivery.isoformat() if form.facts.delivery else "",
        "agrees": "yes" if form.agrees else "",
        "declares_all": "yes" if form.declares_all else "",
    }
    fields |= {name: getattr(form.facts, name) for name in _FACT_WORDS}
    fields |= {name: "\n".join(getattr(form.facts, name)) for name in _FACT_LISTS}
    fields |= {name: "\n".join(getattr(form.declared, name)) for name in _DECLARED}
    for row, part in enumerate(form.sensitive, start=1):
        fields |= {
            f"sensitive_{row}_question": str(part.question),
            f"sensitive_{row}_passage": part.passage,
            f"sensitive_{row}_reason": part.reason,
            f"sensitive_{row}_until": part.until.isoformat(),
        }
    return fields
