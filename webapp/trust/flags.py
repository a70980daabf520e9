"""Worth checking: flags by strength, one flag with its evidence, how often each rule fires, and the public log."""

from typing import Any

from flask import Blueprint, abort, request

from tracker.flags.ledger import flag_page, flags, runs, words_log
from tracker.flags.rules import RULES
from tracker.payment_listing import one_payment
from tracker.row_ids import read_id, shown_id
from tracker.spending_pages.bodies import body_by_slug
from webapp.access import PUBLIC
from webapp.pages import Page, Table, page
from webapp.site import reading
from webapp.wording import pounds_text

blueprint = Blueprint("flags", __name__, template_folder="templates")

_COLUMNS = ("id", "rule", "body", "about", "pounds", "strength", "sentence", "evidence", "on")
_ROW_COLUMNS = (
    "address", "date", "organisation", "supplier", "amount", "purpose", "reference", "source_url", "source_part",
    "source_row", "sha256",
)  # fmt: skip
_PAGE = 50
_TABLE = 5_000


@page(blueprint, "/flags", access=PUBLIC)
def index() -> Page:
    """What is worth checking, the strongest first; by rule or by body."""
    rule = request.args.get("rule") or None
    if rule is not None and rule not in RULES:
        abort(404, "There is no such rule.")
    whole = request.path.endswith(".csv")
    with reading() as connection:
        body = request.args.get("body") or None
        known = body_by_slug(connection, body) if body else None
        if body and known is None:
            abort(404, "There is no such body.")
        found = flags(
            connection,
            rule=rule,
            organisation_id=known.id if known else None,
            after=_after(),
            limit=_TABLE if whole else _PAGE + 1,
        )
        ran = runs(connection)
    more = len(found) > _PAGE and not whole
    shown = found[:_PAGE] if not whole else found
    following = f"{shown[-1]['strength']}-{shown_id(shown[-1]['id'])}" if more else None
    data = {"rule": rule, "body": body, "flags": [_shape(each) for each in shown], "next": following, "rules": ran}
    return Page(
        "trust/flags.html",
        data,
        table=Table(_COLUMNS, map(_row, shown)),
        context={
            "titles": [(each.code, each.title) for each in RULES.values()],
            "pence": [each["pence"] for each in shown],
        },
    )


@page(blueprint, "/flags/log", access=PUBLIC)
def log() -> Page:
    """Every flag that was hidden or shown again, with the reason."""
    with reading() as connection:
        found = words_log(connection)
    rows = [(shown_id(each["flag_id"]), each["at"], each["shown"], each["why"], each["by"]) for each in found]
    data = {"words": [each | {"flag_id": shown_id(each["flag_id"])} for each in found]}
    return Page("trust/log.html", data, table=Table(("flag", "at", "shown", "why", "by"), rows))


@page(blueprint, "/flags/<address>", access=PUBLIC)
def one(address: str) -> Page:
    """One flag: the rule, the rows it rests on, the ways it may be fine, answers, and what was said of it."""
    number = read_id(address)
    with reading() as connection:
        found = (flag_page(connection, number) if number is not None else None) or abort(404)
        rows = [(address, words, one_payment(connection, mark)) for mark, address, words in _marks(found)]
    data = _shape(found) | {key: found[key] for key in ("about", "run", "replies", "words", "hidden")}
    return Page(
        "trust/flag.html",
        data,
        table=Table(_ROW_COLUMNS, [_payment_row(address, payment) for address, _, payment in rows]),
        context={"flag": found, "address": shown_id(found["id"]), "evidence": rows},
        index=False,
    )


def _after() -> tuple[int, int] | None:
    strength, _, address = request.args.get("after", "").partition("-")
    number = read_id(address)
    return (int(strength), number) if strength.isascii() and strength.isdigit() and number is not None else None


def _shape(each: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": shown_id(each["id"]),
        "rule": each["rule"],
        "title": each["title"],
        "body": each["body"],
        "body_address": each["organisation_slug"] and f"/councils/{each['organisation_slug']}",
        "about": each["subject"],
        "pounds": pounds_text(each["pence"]),
        "strength": each["strength"],
        "sentence": each["sentence"],
        "evidence": [address for _, address, _ in _marks(each)],
        "on": each["on"],
        "found_at": each["found_at"],
    }


def _marks(each: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What a flag rests on: each mark, its address, and a word for it."""
    found = []
    for mark in each["evidence"]:
        kind, _, key = mark.partition("/")
        if kind == "purchase":
            found.append((mark, f"/purchases/{key}", "The purchase"))
        elif kind == "supplier":
            found.append((mark, f"/suppliers/{key}", "The supplier's payments"))
        else:
            found.append((mark, f"/payments/{mark}", f"Payment {mark}"))
    return found


def _payment_row(address: str, payment: dict[str, Any] | None) -> tuple[object, ...]:
    if payment is None:
        return (address, *[None] * (len(_ROW_COLUMNS) - 1))
    facts = payment | {"address": address, "amount": pounds_text(payment["amount_pence"])}
    return tuple(facts[name] for name in _ROW_COLUMNS)


def _row(each: dict[str, Any]) -> tuple[object, ...]:
    shape = _shape(each)
    return (*(shape[key] for key in _COLUMNS[:7]), " ".join(shape["evidence"]), shape["on"])
