"""What other bodies bought for the same function and what they are about to buy, from notices and awards alone."""

import datetime as dt
from bisect import insort
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from tracker.day_words import day_in_words
from tracker.models.reuse import Bought
from tracker.reuse.question import Question
from tracker.reuse.terms import telling, words
from tracker.reuse.vocabulary import functions

# Rows looked at for one answer: the newest of the function; more would not change what is shown first.
MOST_LOOKED_AT = 400
JOINT_MONTHS = 12
LEAST_SCORE = 0.25


def bought(connection: Connection, question: Question, most: int) -> list[dict[str, Any]]:
    """Contracts of other bodies for what is asked, the likest first, each with price, supplier and end where known."""
    return _lines(connection, question, most, upcoming=False)


def upcoming(connection: Connection, question: Question, most: int) -> list[dict[str, Any]]:
    """Bodies that have announced the same purchase and not yet awarded it, the likest first."""
    return _lines(connection, question, most, upcoming=True)


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


def _lines(connection: Connection, question: Question, most: int, *, upcoming: bool) -> list[dict[str, Any]]:
    likeliest: dict[int, tuple[float, int, str, str]] = {}
    for need in question.wanted:
        for process_id, certainty, title in _newest(connection, need.function, upcoming):
            score = need.confidence * certainty / 100
            if process_id not in likeliest or likeliest[process_id][0] > -score:
                likeliest[process_id] = (-score, process_id, need.function, title)
    asked = set(question.telling[:40])
    best: list[tuple[float, int, str]] = []
    # Words in common raise a score to what the two certainties allow at most, so the rest need not be read.
    for lowest, process_id, function, title in sorted(likeliest.values()):
        if -lowest < LEAST_SCORE or (len(best) == most and lowest > best[-1][0]):
            break
        score = -lowest * (0.75 + 0.25 * _likeness(asked, title))
        if score >= LEAST_SCORE and not _is_the_same(question, title):
            insort(best, (-score, process_id, function))
            del best[most:]
    rows = _rows(connection, [each[1] for each in best])
    return [_line(rows[process_id, function], -score, upcoming) for score, process_id, function in best]


def _likeness(asked: set[str], title: str) -> float:
    own = set(telling(words(title)))
    return len(asked & own) / max(1, min(len(asked), len(own)))


def _newest(connection: Connection, function: str, upcoming: bool) -> Iterable[Any]:
    return connection.execute(
        select(Bought.process_id, Bought.certainty, Bought.title)
        .where(Bought.function == function, Bought.upcoming.is_(upcoming))
        .order_by(Bought.certainty.desc(), Bought.moves.desc(), Bought.process_id)
        .limit(MOST_LOOKED_AT)
    )


def _rows(connection: Connection, ids: Sequence[int]) -> dict[tuple[int, str], Any]:
    rows = connection.execute(select(Bought).where(Bought.process_id.in_(ids)))
    return {(row.process_id, row.function): row for row in rows}


def _is_the_same(question: Question, title: str) -> bool:
    """True for the very notice that is asked about."""
    return len(question.title) > 20 and title.strip().lower() == question.title.lower()


def _line(row: Any, score: float, upcoming: bool) -> dict[str, Any]:
    label = functions()[row.function].label.lower()
    said = "announced" if upcoming else "awarded"
    evidence = f"{said} “{row.title[:160]}”, which reads as {label} ({row.certainty}% sure)"
    if row.supplier:
        evidence += f"; supplier {row.supplier}"
    if row.ends:
        evidence += f"; ends {day_in_words(row.ends)}"
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
