"""Moderation: nothing is shown before a person has read it; every decision has a reason, a letter and a public line.

A comment that may name a bidder is shown only when two moderators agree. Neither is told what was met.
"""

import datetime as dt
from typing import Any

from sqlalchemy import Connection, delete, func, insert, or_, select, update
from sqlalchemy.engine import Row

from tracker import audit
from tracker.accounts.rations import spend
from tracker.accounts.rights import address_of
from tracker.accounts.roles import accounts_with
from tracker.discussion.comments import CommentError, status_address, status_of
from tracker.discussion.states import PUBLIC, CommentState, Reason
from tracker.discussion.targets import Target, TargetError, find_target
from tracker.keys import Keys, new_id
from tracker.letter_queue import queue_letter
from tracker.models.discussion import Comment, CommentReport, Suppression
from tracker.policy import Action, Person, Role, Thing, require
from tracker.settings import Settings
from tracker.takedown import hide

__all__ = [
    "appeal",
    "decide_report",
    "forget_old_texts",
    "open_reports",
    "queue",
    "refuse_comment",
    "removals_by_reason",
    "remove_comment",
    "report_comment",
    "show_comment",
]

# Claims for libel can be brought within a year (Limitation Act 1980, section 4A); after that the text is erased.
KEEP_TEXT = dt.timedelta(days=365)
KEEP_UNCONFIRMED = dt.timedelta(days=7)


def queue(
    connection: Connection, person: Person, *, after: tuple[dt.datetime, str] | None = None, limit: int = 50
) -> list[Any]:
    """What waits for a moderator, oldest first; ``after`` is (confirmed_at, id) of the last one of the page before."""
    require(person, Action.MODERATE, Thing())
    statement = (
        select(Comment)
        .where(Comment.state == CommentState.WAITING)
        .order_by(Comment.confirmed_at, Comment.id)
        .limit(limit)
    )
    if after is not None:
        moment, comment_id = after
        statement = statement.where(
            or_(
                Comment.confirmed_at > moment,
                (Comment.confirmed_at == moment) & (Comment.id > comment_id),
            )
        )
    return list(connection.execute(statement))


def _row(connection: Connection, comment_id: str) -> Row[Any]:
    row = connection.execute(select(Comment).where(Comment.id == comment_id)).first()
    if row is None:
        raise CommentError("There is no such comment.")
    return row


def _target(connection: Connection, row: Any) -> Target:
    try:
        return find_target(connection, row.target_kind, row.target_key)
    except TargetError:
        return Target(row.target_kind, row.target_key, "a page that is gone", "/")


def show_comment(
    connection: Connection, keys: Keys, settings: Settings, person: Person, comment_id: str, now: dt.datetime
) -> bool:
    """Show a comment and send it to its body; False when a second moderator must agree first."""
    require(person, Action.MODERATE, Thing())
    row = _row(connection, comment_id)
    if row.state != CommentState.WAITING:
        raise CommentError(f"This comment {CommentState(row.state).words}.")
    if row.held and (row.first_approval is None or row.first_approval == person.account):
        connection.execute(update(Comment).where(Comment.id == row.id).values(first_approval=person.account))
        return False
    target = _target(connection, row)
    officers = [] if row.body_key is None else accounts_with(connection, Role.OFFICER, row.body_key)
    state = CommentState.SENT if officers else CommentState.SHOWN
    connection.execute(
        update(Comment)
        .where(Comment.id == row.id, Comment.state == CommentState.WAITING)
        .values(state=state, decided_at=now, sent_at=now if officers else None)
    )
    for account_id in officers:
        address = address_of(connection, keys, account_id)
        if address is not None:
            text = (
                f"{row.shown_as} commented on “{target.title}”:\n\n{row.text}\n\n"
                f"Answer in public, signed in:\n\n{settings.base_url}/comments/{row.id}/answer\n"
            )
            queue_letter(
                connection, keys, settings, to=address, subject="A comment for you to answer", text=text, now=now
            )
    _tell_author(connection, keys, settings, row, target, "is shown now.", now)
    audit.record(
        connection, now=now, actor=person.account, action="comment.show", kind="comment", key=row.id,
        sentence=f"A comment on “{target.title}” was shown.", detail={"held": row.held, "sent": bool(officers)},
    )  # fmt: skip
    return True


def refuse_comment(
    connection: Connection, keys: Keys, settings: Settings, person: Person, comment_id: str, reason: Reason,
    now: dt.datetime,
) -> None:  # fmt: skip
    """Do not show a comment, for a reason from the list, which its author is told."""
    require(person, Action.MODERATE, Thing())
    row = _row(connection, comment_id)
    if row.state != CommentState.WAITING:
        raise CommentError(f"This comment {CommentState(row.state).words}.")
    _take_away(connection, keys, settings, row, CommentState.REFUSED, reason, person.account, now)


def remove_comment(
    connection: Connection, keys: Keys, settings: Settings, person: Person, comment_id: str, reason: Reason,
    now: dt.datetime,
) -> None:  # fmt: skip
    """Take a shown comment down, at once and everywhere."""
    require(person, Action.MODERATE, Thing())
    row = _row(connection, comment_id)
    if row.state not in PUBLIC:
        raise CommentError(f"This comment {CommentState(row.state).words}.")
    take_down_comment(connection, keys, settings, row, reason, person.account, now)


def take_down_comment(
    connection: Connection, keys: Keys, settings: Settings, row: Any, reason: Reason, actor: str, now: dt.datetime
) -> None:
    """The removal itself, for moderators' decisions and for complaints whose time ran out."""
    hide(connection, kind="comment", key=row.id, reason=reason.words, now=now)
    _take_away(connection, keys, settings, row, CommentState.REMOVED, reason, actor, now)


def _take_away(
    connection: Connection, keys: Keys, settings: Settings, row: Any, state: CommentState, reason: Reason, actor: str,
    now: dt.datetime,
) -> None:  # fmt: skip
    target = _target(connection, row)
    connection.execute(
        update(Comment).where(Comment.id == row.id).values(state=state, reason=reason, decided_at=now, removed_at=now)
    )
    _tell_author(connection, keys, settings, row, target, f"{state.words}, because {reason.words}.", now)
    audit.record(
        connection, now=now, actor=actor, action=f"comment.{state}", kind="comment", key=row.id,
        sentence=f"A comment on “{target.title}” {state.words}, because {reason.words}.",
        # Lets a moderator tell later that two removed texts were the same, without keeping either.
        detail={"reason": reason, "text": keys.mark("removed text", row.text or "")},
    )  # fmt: skip


def _tell_author(
    connection: Connection, keys: Keys, settings: Settings, row: Any, target: Target, words: str, now: dt.datetime
) -> None:
    if row.email_box is None:
        return
    address = keys.open(f"comment:{row.id}", row.email_box).decode()
    text = (
        f"Your comment on “{target.title}” {words}\n\nWhere it stands, and how to ask for a second look:\n\n"
        f"{status_address(keys, settings, row.id)}\n"
    )
    queue_letter(connection, keys, settings, to=address, subject="Your comment on Daylight", text=text, now=now)


def report_comment(
    connection: Connection, keys: Keys, comment_id: str, *, reason: Reason, words: str, place: str, now: dt.datetime
) -> None:
    """Anybody says that a shown comment should not stand; a moderator looks at it. It stays until then."""
    spend(connection, keys, "report by place", place, now)
    if _row(connection, comment_id).state not in PUBLIC:
        raise CommentError("There is no such comment.")
    _add_report(connection, comment_id, "report", reason, words, now)


def appeal(connection: Connection, keys: Keys, comment_id: str, mark: str, words: str, now: dt.datetime) -> None:
    """The author of a refused or removed comment asks for a second look, once, by another moderator."""
    row, _ = status_of(connection, keys, comment_id, mark)
    if row.state not in {CommentState.REFUSED, CommentState.REMOVED}:
        raise CommentError("There is nothing to appeal against.")
    made = connection.execute(
        select(CommentReport.id).where(CommentReport.comment_id == comment_id, CommentReport.kind == "appeal")
    ).first()
    if made is not None:
        raise CommentError("You asked for a second look before.")
    _add_report(connection, comment_id, "appeal", Reason(row.reason), words, now)


def _add_report(
    connection: Connection, comment_id: str, kind: str, reason: Reason, words: str, now: dt.datetime
) -> None:
    connection.execute(
        insert(CommentReport).values(
            id=new_id(), comment_id=comment_id, kind=kind, reason=reason, words=words.strip()[:2000], at=now
        )
    )


def open_reports(connection: Connection, person: Person, limit: int = 50) -> list[tuple[Any, Any]]:
    """(report or appeal, its comment), oldest first."""
    require(person, Action.MODERATE, Thing())
    reports = connection.execute(
        select(CommentReport)
        .where(CommentReport.decided_at.is_(None))
        .order_by(CommentReport.at, CommentReport.id)
        .limit(limit)
    ).all()
    return [(report, _row(connection, report.comment_id)) for report in reports]


def decide_report(
    connection: Connection, keys: Keys, settings: Settings, person: Person, report_id: str, *, agree: bool,
    now: dt.datetime,
) -> None:  # fmt: skip
    """Agree with a report (the comment is taken down) or an appeal (it waits to be shown again), or not."""
    require(person, Action.MODERATE, Thing())
    report = connection.execute(
        select(CommentReport).where(CommentReport.id == report_id, CommentReport.decided_at.is_(None))
    ).first()
    if report is None:
        raise CommentError("This was decided before.")
    row = _row(connection, report.comment_id)
    connection.execute(
        update(CommentReport)
        .where(CommentReport.id == report_id)
        .values(decided_at=now, outcome="agreed" if agree else "not agreed")
    )
    if agree and report.kind == "report" and row.state in PUBLIC:
        take_down_comment(connection, keys, settings, row, Reason(report.reason), person.account, now)
    elif agree and report.kind == "appeal":
        reopen(connection, row.id, now)
    audit.record(
        connection, now=now, actor=person.account, action=f"{report.kind}.decide", kind="comment", key=row.id,
        sentence=f"A moderator {'agreed' if agree else 'did not agree'} with "
        f"{'an appeal about' if report.kind == 'appeal' else 'a report of'} a comment.",
    )  # fmt: skip


def reopen(connection: Connection, comment_id: str, now: dt.datetime) -> None:
    """Let a comment that was taken away wait for a moderator again."""
    connection.execute(
        update(Suppression)
        .where(Suppression.kind == "comment", Suppression.key == comment_id, Suppression.lifted_at.is_(None))
        .values(lifted_at=now)
    )
    connection.execute(
        update(Comment)
        .where(Comment.id == comment_id)
        .values(state=CommentState.WAITING, reason=None, removed_at=None, first_approval=None)
    )


def removals_by_reason(connection: Connection) -> dict[Reason, int]:
    """How many comments were refused or removed for each reason, for the transparency page."""
    statement = select(Comment.reason, func.count()).where(Comment.reason.is_not(None)).group_by(Comment.reason)
    counts = {Reason(reason): count for reason, count in connection.execute(statement) if reason is not None}
    return {reason: counts.get(reason, 0) for reason in Reason}


def forget_old_texts(connection: Connection, now: dt.datetime) -> int:
    """Erase texts removed over a year ago, and comments never confirmed within a week; how many."""
    texts = connection.execute(
        update(Comment)
        .where(Comment.removed_at < now - KEEP_TEXT, Comment.text.is_not(None))
        .values(text=None, email_box=None)
    ).rowcount
    unconfirmed = connection.execute(
        delete(Comment).where(Comment.state == CommentState.UNCONFIRMED, Comment.created_at < now - KEEP_UNCONFIRMED)
    ).rowcount
    return texts + unconfirmed
