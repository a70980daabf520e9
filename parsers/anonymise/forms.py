"""From a bid form to the ways its names can be written: the dictionary every bid of a procurement is held against."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from parsers.anonymise.lists import word_set
from parsers.anonymise.names import Entity, add_organisation, add_person, add_word, mutations, name_words
from parsers.anonymise.normal import fold, squash
from parsers.anonymise.vocabulary import PLACES, ordinary

__all__ = ["entities_of", "user_name"]


def _is_number(value: str) -> bool:
    return sum(c.isdigit() for c in value) >= 4 and sum(c.isdigit() for c in value) * 2 >= len(squash(value))


_PERSON_KEYS = re.compile(
    r"contact_?name|person|people|staff|director|officer|trustee|signator|partner_name|"
    r"manager|lead|team|author|founder|referee"
)
_PLACE_KEYS = re.compile(r"address|premises|depot|office|location|town|village|site")
_PRODUCT_KEYS = re.compile(r"product|software|method|brand|platform|vessel|fleet|app\b|tool")
_CLIENT_KEYS = re.compile(r"client|customer|reference_site|past_contract|project")
_HANDLE_KEYS = re.compile(r"handle|social|twitter|account_name|username|user_name")
_NUMBER_KEYS = re.compile(r"number|_no$|vat|duns|lei|iban|phone|tel|fax|mobile|sort|account|registration|id$")
_SKIP_KEYS = re.compile(
    r"sensitive|commercial|language|country|size|sme|vcse|region|role|title|currency|lot|"
    r"price|amount|total|date|until|reason|note"
)


def _values(value: Any, key: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for inner_key, inner in value.items():
            yield from _values(inner, f"{key}.{inner_key}" if key else str(inner_key))
    elif isinstance(value, (list, tuple, set)):
        for inner in value:
            yield from _values(inner, key)
    elif value is not None and str(value).strip():
        yield key.lower(), str(value).strip()


def _domain_words(entity: Entity, address: str, keep: frozenset[str]) -> None:
    host = (
        fold(address)
        .rsplit("@", 1)[-1]
        .lower()
        .removeprefix("https://")
        .removeprefix("http://")
        .removeprefix("www.")
        .split("/")[0]
    )
    if host in _PUBLIC_MAIL or "." not in host:
        return
    entity.phrases.add(host)
    label = host.split(".")[0]
    if squash(label) not in keep and len(squash(label)) >= 4:
        if "-" in label:
            entity.phrases.add(label.replace("-", " "))
        add_word(entity, label.replace("-", ""), keep)


_PUBLIC_MAIL = word_set("forms: public mail")


def _bidder(bidder: Mapping[str, Any], kind: str, prefix: str, keep: frozenset[str]) -> list[Entity]:
    firm = Entity(f"{prefix}", kind)
    others: list[Entity] = []
    for key, value in _values(bidder, ""):
        leaf = key.rsplit(".", 1)[-1]
        if "@" in value or "email" in key:
            firm.phrases.add(fold(value))
            _domain_words(firm, value, keep)
            local = re.split(r"[._+-]", fold(value).split("@")[0].lower())
            firm.phrases.add(" ".join(local)) if len(local) > 1 else None
            others.append(user_name(value, keep))
        elif _is_number(value) or (
            _NUMBER_KEYS.search(leaf) and any(c.isdigit() for c in value) and " street" not in value.lower()
        ):
            firm.digits.add(squash(value))
        elif re.search(r"://|^www\.", value) or "website" in key or "domain" in key or "url" in key:
            _domain_words(firm, value, keep)
        elif "acronym" in key or "initials" in key:
            short = fold(value).upper().replace(".", "")
            (firm.acronyms if len(short) > 2 else firm.proper).add(short)
        elif _HANDLE_KEYS.search(key):
            firm.words.add(squash(value))
        elif _PLACE_KEYS.search(key):
            others.append(_address(value, f"{prefix} address", keep))
        elif _PERSON_KEYS.search(key) and not re.search(r"role|title", leaf):
            person = Entity(f"person:{fold(value)}", "person")
            add_person(person, value, keep)
            others.append(person)
        elif _PRODUCT_KEYS.search(key):
            others.append(_named(value, f"{prefix} product", "product", keep))
        elif _CLIENT_KEYS.search(key):
            others.append(_named(value, f"{prefix} client", "client", keep))
        elif not _SKIP_KEYS.search(leaf):
            add_organisation(firm, value, keep)
    return [firm, *others]


def user_name(address: str, keep: frozenset[str] = frozenset()) -> Entity:
    """The person whom the part of an e-mail address before the @ may name; empty for office@ and its like."""
    entity = Entity(f"person:{fold(address).split('@')[0].strip()}", "person")
    for part in re.split(r"[^a-z]+", fold(address).split("@")[0].lower()):
        if len(part) >= 2 and part not in _POST_BOXES and part not in keep:
            if ordinary(part) or len(part) < 4:
                entity.proper.add(part.capitalize())
            else:
                entity.words.add(part)
    return entity


_POST_BOXES = word_set("forms: post boxes")


def _named(value: str, key: str, kind: str, keep: frozenset[str]) -> Entity:
    entity = Entity(f"{kind}:{fold(value)}", kind)
    add_organisation(entity, value, keep)
    entity.acronyms.clear()
    return entity


def _address(value: str, key: str, keep: frozenset[str]) -> Entity:
    entity = Entity(key, "address")
    for part in re.split(r"[,;\n]", fold(value)):
        part = part.strip()
        part = re.sub(r"\s*[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}$", "", part)
        words = name_words(part)
        if not words or all(w.lower() in keep for w in words):
            continue
        telling = [w for w in words if w[:1].isalpha() and len(w) > 1]
        if len(telling) > 1 and not re.match(r"(?:unit|suite|flat|floor|room)\b", part, re.I):
            entity.phrases.add(" ".join(w for w in telling))
        for word in telling:
            low = word.lower()
            if low in keep or ordinary(low) or len(low) < 4:
                if len(telling) == 1 and low not in keep:
                    entity.proper.add(word)
                continue
            if word.title() in PLACES:
                entity.proper.add(word)
            else:
                entity.words.add(low)
            if len(low) >= 5:
                entity.words |= {m for m in mutations(low) if not ordinary(m)}
    return entity


def entities_of(form: Mapping[str, Any], others: Sequence[Mapping[str, Any]] = ()) -> list[Entity]:
    """The dictionary of a procurement: this bidder first, then the rivals; each mapping as a bid form gives it."""
    return _entities_of(json.dumps([form, list(others)], default=_listed))


def _listed(value: Any) -> Any:
    return sorted(value) if isinstance(value, (set, frozenset)) else str(value)


@lru_cache(maxsize=32)  # a procurement's bids, answers and comments are all held against the same forms
def _entities_of(forms: str) -> list[Entity]:
    form, others = json.loads(forms)
    buyer = " ".join(fold(str(form.get(k) or "")) for k in ("buyer", "procurement"))
    keep = frozenset(w for w in re.findall(r"[^\W\d_]{2,}", buyer.lower()))
    bidder = form.get("bidder")
    known: Mapping[str, Any] = (
        bidder
        if isinstance(bidder, Mapping)
        else {k: v for k, v in form.items() if k not in ("buyer", "procurement", "questions")}
    )
    out = _bidder(known, "bidder", "bidder", keep)
    for n, other in enumerate(others, 1):
        rival = other.get("bidder", other)
        out += _bidder(rival, "other bidder", f"other bidder {n}", keep)
    return out
