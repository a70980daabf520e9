"""What bodies say to comments, in public: an answer, what changed because of it, or why nothing did; and how often."""

import datetime as dt
from dataclasses import dataclass
from statistics import median_low
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from tracker import audit
from tracker.discussion.comments import CommentError
from tracker.discussion.states import ANSWERED, PUBLIC, CommentState, Outcome
from tracker.keys import Keys, new_id
from tracker.letter_queue import queue_letter
from tracker.models.discussion import Comment, CommentAnswer
from tracker.policy import Action, Person, Thing, require
from tracker.settings import Settings

__all__ = ["AnswerRecord", "answer_comment", "answer_record", "body_of", "to_answer"]


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """How a body deals with comments: how many were sent to it and answered, and how many changed something.

    ``rate`` is a whole percentage, rounded down; it and ``median_days`` are None while nothing was sent or answered.
    """

    sent: int
    answered: int
    changed: int
    rate: int | None
    median_days: int | None


def answer_comment(
    connection: Connection,
    keys: Keys,
    settings: Settings,
    person: Person,
    comment_id: str,
    *,
    outcome: Outcome,
    text: str,
    change: str = "",
    now: dt.datetime,
) -> None:
    """An officer of the body answers in public. "Changed something" must say what; "not changed" must say why."""
    row = connection.execute(select(Comment).where(Comment.id == comment_id)).first()
    if row is None:
        raise CommentError("There is no such comment.")
    require(person, Action.ANSWER_COMMENT, Thing(body=row.body_key or ""))
    if row.state not in PUBLIC:
        raise CommentError(f"This comment {CommentState(row.state).words}.")
    if not text.strip():
        raise CommentError("Write an answer.")
    if outcome is Outcome.CHANGED and not change.strip():
        raise CommentError("Say what changed because of this comment.")
    connection.execute(
        insert(CommentAnswer).values(
            id=new_id(),
            comment_id=comment_id,
            body_key=row.body_key,
            outcome=outcome,
            text=text.strip(),
            change=change.strip() or None,
            at=now,
        )
    )
    # A later, fuller answer replaces the state, but the days to the first answer are what is measured.
    connection.execute(
        update(Comment)
        .where(Comment.id == comment_id)
        .values(state=CommentState(outcome.value), answered_at=row.answered_at or now)
    )
    if row.email_box is not None:
        address = keys.open(f"comment:{comment_id}", row.email_box).decode()
        body = f"Your comment was answered:\n\n{text.strip()}\n"
        if change.strip():
            body += f"\nWhat changed: {change.strip()}\n"
        queue_letter(connection, keys, settings, to=address, subject="An answer to your comment", text=body, now=now)
    audit.record(
        connection, now=now, actor=person.account, action=f"comment.{outcome}", kind="comment", key=comment_id,
        sentence="A body answered a comment.",
    )  # fmt: skip


def body_of(connection: Connection, comment_id: str) -> str | None:
    """The body that a comment asks; None when there is no such comment or nobody is asked."""
    return connection.execute(select(Comment.body_key).where(Comment.id == comment_id)).scalar()


def to_answer(connection: Connection, person: Person, body_key: str, limit: int = 100) -> list[Any]:
    """The comments that a body has not answered, the longest waiting first; for its officers."""
    require(person, Action.ANSWER_COMMENT, Thing(body=body_key))
    statement = (
        select(Comment)
        .where(Comment.body_key == body_key, Comment.state.in_([CommentState.SHOWN, CommentState.SENT]))
        .order_by(Comment.sent_at, Comment.confirmed_at, Comment.id)
        .limit(limit)
    )
    return list(connection.execute(statement))


def answer_record(connection: Connection, body_key: str) -> AnswerRecord:
    """The record of one body, over all comments that were sent to it and are still public."""
    rows = connection.execute(
        select(Comment.state, func.count())
        .where(Comment.body_key == body_key, Comment.sent_at.is_not(None), Comment.state.in_(PUBLIC))
        .group_by(Comment.state)
    )
    counts = {state: count for state, count in rows}  # noqa: C416  rows are not pairs to the type checker
    sent = sum(counts.values())
    answered = sum(count for state, count in counts.items() if state in ANSWERED)
    moments = connection.execute(
        select(Comment.sent_at, Comment.answered_at)
        .where(Comment.body_key == body_key, Comment.sent_at.is_not(None), Comment.answered_at.is_not(None))
        .order_by(Comment.id)
    ).all()
    days = [(row.answered_at - row.sent_at).days for row in moments if row.answered_at and row.sent_at]
    return AnswerRecord(
        sent,
        answered,
        counts.get(CommentState.CHANGED, 0),
        100 * answered // sent if sent else None,
        median_low(days) if days else None,
    )
