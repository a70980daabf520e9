"""Comments from the form to the page: written, confirmed by letter, read by a moderator, then shown with answers.

A comment is plain text. It hangs on one target and one anchor, and never on another comment. The page that asks for it
shows beforehand what will be public and what happens next.
"""

import datetime as dt
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from tracker import audit
from tracker.accounts.addresses import read_address
from tracker.accounts.rations import spend
from tracker.accounts.rights import author_mark
from tracker.calendars import in_london
from tracker.day_words import day_in_words
from tracker.discussion.holding import may_name_a_bidder
from tracker.discussion.states import PUBLIC, CommentState, Reason
from tracker.discussion.targets import Target, TargetError, find_target
from tracker.keys import Keys, new_id, new_token, token_hash
from tracker.letter_queue import queue_letter
from tracker.models.discussion import Comment, CommentAnswer, Suppression
from tracker.policy import Action, Person, Thing, require
from tracker.settings import Settings
from tracker.takedown import suppressed
from tracker.typed_words import clean_words

__all__ = [
    "MAX_SIGNS",
    "CommentDraft",
    "CommentError",
    "ShownComment",
    "add_comment",
    "confirm_comment",
    "count_shown",
    "counts_of",
    "enter_paper_comment",
    "preview",
    "shown_comment",
    "shown_comments",
    "status_mark",
    "status_of",
]

MAX_SIGNS = 5000
_MAX_LINKS = 2
_AGAIN = dt.timedelta(days=1)


class CommentError(ValueError):
    """The comment cannot be taken like this; the text is a sentence for its author."""


@dataclass(frozen=True, slots=True)
class CommentDraft:
    """What the form sends. ``shown_as`` is the name that will be public; empty for "A resident"."""

    kind: str
    key: str
    text: str
    email: str
    shown_as: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class ShownComment:
    """One comment as everybody reads it, to the day; ``answers`` in their order."""

    id: str
    anchor: str
    text: str
    shown_as: str
    on_paper: bool
    state: CommentState
    on: dt.date
    answers: list[Any] = field(default_factory=list)


def preview(connection: Connection, draft: CommentDraft, now: dt.datetime) -> tuple[Target, CommentDraft]:
    """The target, and the comment as it would be shown. Raises TargetError or CommentError with a sentence."""
    target = find_target(connection, draft.kind, draft.key, draft.anchor)
    if target.closes_at is not None and now > target.closes_at:
        raise TargetError(f"The time to comment on this ended on {day_in_words(in_london(target.closes_at))}.")
    text, shown_as = clean_words(draft.text), clean_words(draft.shown_as, lines=False)
    if len(text) < 3:
        raise CommentError("Write your comment.")
    if len(text) > MAX_SIGNS:
        raise CommentError(f"A comment can have {MAX_SIGNS:,} letters; this one has {len(text):,}.")
    if len(re.findall(r"https?://|www\.", text, re.I)) > _MAX_LINKS:
        raise CommentError(f"A comment can have {_MAX_LINKS} links.")
    if len(shown_as) > 60 or "@" in shown_as:
        raise CommentError("The name to be shown is too long, or is an e-mail address.")
    email = read_address(draft.email)
    return target, CommentDraft(draft.kind, draft.key, text, email, shown_as or "A resident", draft.anchor)


def add_comment(
    connection: Connection, keys: Keys, settings: Settings, draft: CommentDraft, *, place: str, now: dt.datetime
) -> str:
    """Keep a comment and write to its author, who must open the link in the letter; its id.

    ``place`` is where on the network it came from, kept only as a keyed hash for the ration. Raises TargetError,
    CommentError, AddressError or TooOftenError with a sentence.
    """
    target, clean = preview(connection, draft, now)
    spend(connection, keys, "comment by place", place, now)
    spend(connection, keys, "comment by address", clean.email, now)
    mark = author_mark(keys, clean.email)
    again = connection.execute(
        select(Comment.id).where(
            Comment.author_mark == mark, Comment.text == clean.text, Comment.created_at > now - _AGAIN
        )
    ).first()
    if again is not None:
        raise CommentError("You sent this comment before. Open the link in the letter you got.")
    token = new_token()
    comment_id = _keep(connection, keys, target, clean, mark, now, state=CommentState.UNCONFIRMED, token=token)
    text = (
        f"Somebody, we hope you, wrote a comment on “{target.title}”. To hand it in, open this link within a week:\n\n"
        f"{settings.base_url}/comments/confirm/{token}\n\n"
        "A moderator reads it then. Where it stands, and every answer, you find here:\n\n"
        f"{status_address(keys, settings, comment_id)}\n\n"
        "If it was not you, do nothing: nothing is shown, and your address is erased after a week.\n"
    )
    queue_letter(connection, keys, settings, to=clean.email, subject="Confirm your comment", text=text, now=now)
    return comment_id


def _keep(
    connection: Connection,
    keys: Keys,
    target: Target,
    draft: CommentDraft,
    mark: str,
    now: dt.datetime,
    *,
    state: CommentState,
    token: str | None,
    on_paper: bool = False,
) -> str:
    comment_id = new_id()
    box = keys.seal(f"comment:{comment_id}", draft.email.encode()) if draft.email else None
    connection.execute(
        insert(Comment).values(
            id=comment_id,
            target_kind=target.kind,
            target_key=target.key,
            anchor=draft.anchor,
            body_key=target.body_key,
            text=draft.text,
            shown_as=draft.shown_as,
            author_mark=mark,
            email_box=box,
            on_paper=on_paper,
            state=state,
            held=False,
            confirm_hash=None if token is None else token_hash(token),
            created_at=now,
            confirmed_at=None if state is CommentState.UNCONFIRMED else now,
        )
    )
    if state is CommentState.WAITING:
        _hold(connection, keys, target, comment_id, draft.text)
    return comment_id


def _hold(connection: Connection, keys: Keys, target: Target, comment_id: str, text: str) -> None:
    if target.procurement is not None and may_name_a_bidder(connection, keys, target.procurement, text):
        connection.execute(
            update(Comment).where(Comment.id == comment_id).values(held=True, hold_note="It may identify somebody.")
        )


def confirm_comment(connection: Connection, keys: Keys, token: str, now: dt.datetime) -> str:
    """Hand a comment in to the moderators, after its author opened the link; its id. Twice is the same as once."""
    row = connection.execute(select(Comment).where(Comment.confirm_hash == token_hash(token))).first()
    if row is None:
        raise CommentError("This link is too old, or was not copied whole.")
    if row.state != CommentState.UNCONFIRMED:
        return row.id
    target = find_target(connection, row.target_kind, row.target_key)
    connection.execute(
        update(Comment)
        .where(Comment.id == row.id, Comment.state == CommentState.UNCONFIRMED)
        .values(state=CommentState.WAITING, confirmed_at=now)
    )
    _hold(connection, keys, target, row.id, row.text)
    return row.id


def enter_paper_comment(
    connection: Connection, keys: Keys, person: Person, draft: CommentDraft, now: dt.datetime
) -> str:
    """An officer types in a comment that came on paper; it is marked so, and read by a moderator like all others."""
    target = find_target(connection, draft.kind, draft.key, draft.anchor)
    require(person, Action.ENTER_PAPER_COMMENT, Thing(body=target.body_key or ""))
    _, clean = preview(connection, _with_some_address(draft), now)
    clean = CommentDraft(clean.kind, clean.key, clean.text, "", clean.shown_as, clean.anchor)
    mark = keys.mark("paper", person.account)
    comment_id = _keep(
        connection, keys, target, clean, mark, now, state=CommentState.WAITING, token=None, on_paper=True
    )
    audit.record(connection, now=now, actor=person.account, action="comment.paper", kind="comment", key=comment_id)
    return comment_id


def _with_some_address(draft: CommentDraft) -> CommentDraft:
    return CommentDraft(draft.kind, draft.key, draft.text, "paper@paper.invalid", draft.shown_as, draft.anchor)


def status_mark(keys: Keys, comment_id: str) -> str:
    """What an author's own link holds, beside the comment's id."""
    return keys.mark("comment status", comment_id)


def status_address(keys: Keys, settings: Settings, comment_id: str) -> str:
    """The page on which an author sees where a comment stands."""
    return f"{settings.base_url}/comments/{comment_id}/{status_mark(keys, comment_id)}"


def status_of(connection: Connection, keys: Keys, comment_id: str, mark: str) -> tuple[Any, list[Any]]:
    """The author's own comment and its answers; CommentError when the link is not theirs."""
    row = connection.execute(select(Comment).where(Comment.id == comment_id)).first()
    if row is None or not hmac.compare_digest(mark.encode(), status_mark(keys, comment_id).encode()):
        raise CommentError("This link is too old, or was not copied whole.")
    return row, _answers(connection, [comment_id]).get(comment_id, [])


def shown_comments(connection: Connection, kind: str, key: str, *, newest: int | None = None) -> list[ShownComment]:
    """What the public reads below a target, oldest first; what was taken down is not among it.

    With ``newest``, only so many of them.
    """
    statement = (
        select(Comment).where(*_shown(kind, key)).order_by(Comment.confirmed_at.desc(), Comment.id.desc()).limit(newest)
    )
    return _as_shown(connection, connection.execute(statement).all()[::-1])


def count_shown(connection: Connection, kind: str, key: str) -> int:
    """How many comments the public reads below a target."""
    return connection.execute(select(func.count()).select_from(Comment).where(*_shown(kind, key))).scalar_one()


def _shown(kind: str, key: str) -> tuple[ColumnElement[bool], ...]:
    taken_down = select(Suppression.key).where(
        Suppression.kind == "comment", Suppression.key == Comment.id, Suppression.lifted_at.is_(None)
    )
    return (
        Comment.target_kind == kind,
        Comment.target_key == key,
        Comment.state.in_(PUBLIC),
        ~taken_down.exists(),
    )


def shown_comment(connection: Connection, comment_id: str) -> ShownComment | None:
    """One comment that the public reads; None when there is none, or no more."""
    statement = select(Comment).where(Comment.id == comment_id, Comment.state.in_(PUBLIC))
    rows = connection.execute(statement).all()
    if not rows or comment_id in suppressed(connection, "comment"):
        return None
    return _as_shown(connection, rows)[0]


def _as_shown(connection: Connection, rows: Sequence[Any]) -> list[ShownComment]:
    answers = _answers(connection, [row.id for row in rows])
    return [
        ShownComment(
            row.id, row.anchor, row.text, row.shown_as, row.on_paper, CommentState(row.state),
            in_london(row.confirmed_at).date(), answers.get(row.id, []),
        )
        for row in rows
    ]  # fmt: skip


def _answers(connection: Connection, ids: Sequence[str]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for start in range(0, len(ids), 500):  # below the number of parameters that every database takes
        statement = (
            select(CommentAnswer)
            .where(CommentAnswer.comment_id.in_(ids[start : start + 500]))
            .order_by(CommentAnswer.at, CommentAnswer.id)
        )
        for row in connection.execute(statement):
            found.setdefault(row.comment_id, []).append(row)
    return found


def counts_of(connection: Connection, kind: str, keys_of: Sequence[str]) -> dict[str, int]:
    """How many shown comments each of these targets has; those without are left out."""
    statement = (
        select(Comment.target_key, func.count().label("shown"))
        .where(Comment.target_kind == kind, Comment.target_key.in_(keys_of), Comment.state.in_(PUBLIC))
        .group_by(Comment.target_key)
    )
    return {row.target_key: row.shown for row in connection.execute(statement)}


def reason_words(row: Any) -> str:
    """Why a comment was refused or removed, as it follows "because "; empty when it was not."""
    return Reason(row.reason).words if row.reason else ""
