"""What other bodies bought for the same function and what they are about to buy, from notices and awards alone."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from tracker.models.reuse import Bought
from tracker.reuse.question import Question
from tracker.reuse.terms import telling, words
from tracker.reuse.vocabulary import functions

# Rows looked at for one answer: the newest of the function; more would not change what is shown first.
MOST_LOOKED_AT = 400
JOINT_MONTHS = 12


def bought(connection: Connection, question: Question) -> list[dict[str, Any]]:
    """Contracts of other bodies for what is asked, the likest first, each with price, supplier and end where known."""
    return _lines(connection, question, upcoming=False)


def upcoming(connection: Connection, question: Question) -> list[dict[str, Any]]:
    """Bodies that have announced the same purchase and not yet awarded it."""
    return _lines(connection, question, upcoming=True)


def price_range(connection: Connection, function: str) -> dict[str, Any] | None:
    """Lowest, middle and highest price in pence of contracts for a function in pounds; None below three of them."""
    prices = list(
        connection.execute(
            select(Bought.value_pence)
            .where(Bought.function == function, Bought.value_pence > 0, Bought.currency == "GBP")
            .where(Bought.upcoming.is_(False))
            .order_by(Bought.value_pence)
        ).scalars()
    )
    if len(prices) < 3:
        return None
    return {"contracts": len(prices), "low": prices[0], "middle": prices[len(prices) // 2], "high": prices[-1]}


def radar(connection: Connection, today: dt.date, months: int = JOINT_MONTHS) -> list[dict[str, Any]]:
    """The joint-buy radar: functions for which at least two bodies buy, or see a contract end, within the window.

    One line a function, those with the most bodies first; under it the bodies with their dates, the soonest first.
    """
    last = today + dt.timedelta(days=round(months * 30.44))
    recent = today - dt.timedelta(days=120)  # an announcement stays open for a few months, and says not when it ends
    rows = connection.execute(
        select(Bought)
        .where(Bought.certainty >= 55)
        .where(Bought.moves.between(recent, last))
        .order_by(Bought.function, Bought.moves, Bought.process_id)
    ).all()
    lines: dict[str, dict[str, Any]] = {}
    for row in rows:
        if not row.upcoming and (row.ends is None or row.ends < today):
            continue
        line = lines.setdefault(
            row.function, {"function": row.function, "label": functions()[row.function].label, "bodies": []}
        )
        line["bodies"].append(_body(row))
    several = [line for line in lines.values() if len({body["key"] for body in line["bodies"]}) > 1]
    for line in several:
        line["count"] = len({body["key"] for body in line["bodies"]})
    return sorted(several, key=lambda line: (-line["count"], line["label"]))


def _body(row: Any) -> dict[str, Any]:
    return {
        "key": row.buyer_key or row.buyer_name or str(row.process_id),
        "name": row.buyer_name or "a body that the notice does not name",
        "title": row.title,
        "process_id": row.process_id,
        "why": "has announced the purchase" if row.upcoming else "has a contract that ends",
        "date": row.moves.isoformat() if row.moves else None,
        "supplier": row.supplier,
        "value_pence": row.value_pence,
    }


def _lines(connection: Connection, question: Question, *, upcoming: bool) -> list[dict[str, Any]]:
    wanted = {need.function: need for need in question.wanted}
    asked = set(question.telling[:40])
    best: dict[int, tuple[float, Any]] = {}
    for function, need in wanted.items():
        for row in _newest(connection, function, upcoming):
            own = telling(words(row.title))
            likeness = len(asked & set(own)) / max(1, min(len(asked), len(set(own))))
            score = need.confidence * row.certainty / 100 * (0.75 + 0.25 * likeness)
            if _is_the_same(question, row):
                continue
            if row.process_id not in best or best[row.process_id][0] < score:
                best[row.process_id] = (score, row)
    ranked = sorted(best.values(), key=lambda pair: (-pair[0], pair[1].process_id))
    return [_line(row, score, upcoming) for score, row in ranked if score >= 0.25]


def _newest(connection: Connection, function: str, upcoming: bool) -> Sequence[Any]:
    return connection.execute(
        select(Bought)
        .where(Bought.function == function, Bought.upcoming.is_(upcoming))
        .order_by(Bought.certainty.desc(), Bought.moves.desc(), Bought.process_id)
        .limit(MOST_LOOKED_AT)
    ).all()


def _is_the_same(question: Question, row: Any) -> bool:
    """True for the very notice that is asked about."""
    return len(question.title) > 20 and row.title.strip().lower() == question.title.lower()


def _line(row: Any, score: float, upcoming: bool) -> dict[str, Any]:
    label = functions()[row.function].label.lower()
    said = "announced" if upcoming else "awarded"
    evidence = f"{said} “{row.title[:160]}”, which reads as {label} ({row.certainty}% sure)"
    if row.supplier:
        evidence += f"; supplier {row.supplier}"
    if row.ends:
        evidence += f"; ends {row.ends.isoformat()}"
    return {
        "kind": "upcoming" if upcoming else "contract",
        "name": row.buyer_name or "a body that the notice does not name",
        "evidence": evidence,
        "confidence": round(min(score, 0.95), 2),
        "title": row.title,
        "process_id": row.process_id,
        "supplier": row.supplier,
        "value_pence": row.value_pence,
        "currency": row.currency,
        "ends": row.ends.isoformat() if row.ends else None,
        "moves": row.moves.isoformat() if row.moves else None,
    }


def counted(connection: Connection) -> dict[str, int]:
    """How many processes are known for each function."""
    rows = connection.execute(select(Bought.function, func.count()).group_by(Bought.function).order_by(Bought.function))
    return {row[0]: row[1] for row in rows}
