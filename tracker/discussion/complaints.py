"""Notices of complaint that a comment is defamatory, with the clock of the law.

Defamation Act 2013, section 5, and the Defamation (Operators of Websites) Regulations 2013 (England and Wales): within
48 hours, weekends and bank holidays left out, the notice goes to the poster; the poster has five days to reply; who
cannot be reached, or does not reply, has the comment taken down. Where nobody acts in time, the comment goes.
"""

import datetime as dt
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints
from sqlalchemy import Connection, insert, select, update

from tracker import audit
from tracker.accounts.addresses import read_address
from tracker.accounts.rations import spend
from tracker.calendars import LONDON, Nation, end_of_day, in_london, is_working_day
from tracker.day_words import day_in_words
from tracker.discussion.comments import CommentError
from tracker.discussion.moderation import take_down_comment
from tracker.discussion.states import PUBLIC, Reason
from tracker.keys import Keys, new_id, new_token, token_hash
from tracker.letter_queue import queue_letter
from tracker.models.discussion import Comment, Complaint
from tracker.policy import Action, Person, Thing, require
from tracker.settings import Settings

__all__ = [
    "ComplaintForm",
    "ComplaintState",
    "act_on_due",
    "complain",
    "decide_complaint",
    "open_complaints",
    "reply_of_poster",
    "send_to_poster",
    "working_hours_later",
]

ACT_WITHIN_HOURS = 48
REPLY_DAYS = 5
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=5000)]


class ComplaintState(StrEnum):
    """Where a complaint stands."""

    RECEIVED = "received"
    SENT = "sent-to-poster"
    REPLIED = "poster-replied"
    REMOVED = "removed"
    STANDS = "stands"


class ComplaintForm(BaseModel):
    """What a valid notice must carry (regulation 2): who complains, of which words, and what is untrue in them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Words
    email: Words
    words: Words  # the statement complained of
    meaning: Words  # what it means, as the complainant understands it
    untrue: Words  # which part is wrong in fact, or no honest opinion
    poster_unknown: bool  # that the complainant cannot identify the poster well enough to sue
    may_pass_name: bool  # whether name and address may be given to the poster


def working_hours_later(start: dt.datetime, hours: int, nation: Nation = Nation.ENGLAND) -> dt.datetime:
    """The moment ``hours`` later on a London clock, every hour of weekends and bank holidays left out."""
    moment = in_london(start).astimezone(dt.UTC)
    left = dt.timedelta(hours=hours)
    while True:
        local = moment.astimezone(LONDON)
        next_midnight = dt.datetime.combine(local.date() + dt.timedelta(days=1), dt.time(), LONDON).astimezone(dt.UTC)
        if is_working_day(local.date(), nation):
            if moment + left <= next_midnight:
                return moment + left
            left -= next_midnight - moment
        moment = next_midnight


def complain(
    connection: Connection, keys: Keys, comment_id: str, form: ComplaintForm, *, place: str, now: dt.datetime
) -> dt.datetime:
    """Take a notice of complaint: the moment by which we act. CommentError says what the law asks for besides."""
    spend(connection, keys, "complaint by place", place, now)
    read_address(form.email)
    missing = [
        sentence
        for sentence, there in (
            ("your name", form.name),
            ("the words you complain of", form.words),
            ("what they mean to you", form.meaning),
            ("what is untrue in them", form.untrue),
            ("that you do not know who wrote them", form.poster_unknown),
        )
        if not there
    ]
    if missing:
        raise CommentError(f"The law asks a complaint to say {', and '.join(missing)}.")
    row = connection.execute(select(Comment).where(Comment.id == comment_id)).first()
    if row is None or row.state not in PUBLIC:
        raise CommentError("There is no such comment.")
    complaint_id = new_id()
    act_by = working_hours_later(now, ACT_WITHIN_HOURS)
    connection.execute(
        insert(Complaint).values(
            id=complaint_id,
            comment_id=comment_id,
            box=keys.seal(f"complaint:{complaint_id}", form.model_dump_json().encode()),
            state=ComplaintState.RECEIVED,
            valid=True,
            received_at=now,
            act_by=act_by,
        )
    )
    _log(connection, "system", complaint_id, comment_id, ComplaintState.RECEIVED, now)
    return act_by


def _log(
    connection: Connection, actor: str, complaint_id: str, comment_id: str, state: ComplaintState, now: dt.datetime
) -> None:
    audit.record(
        connection, now=now, actor=actor, action=f"complaint.{state}", kind="comment", key=comment_id,
        sentence=f"A complaint that a comment is defamatory: {state.replace('-', ' ')}.",
        detail={"complaint": complaint_id},
    )  # fmt: skip


def open_complaints(connection: Connection, keys: Keys, person: Person) -> list[tuple[Any, ComplaintForm | None]]:
    """(complaint, what it says), the most urgent first; for moderators."""
    require(person, Action.DECIDE_COMPLAINT, Thing())
    rows = connection.execute(
        select(Complaint).where(Complaint.decided_at.is_(None)).order_by(Complaint.act_by, Complaint.id)
    )
    return [(row, _form(keys, row)) for row in rows]


def _form(keys: Keys, row: Any) -> ComplaintForm | None:
    if row.box is None:
        return None
    return ComplaintForm.model_validate_json(keys.open(f"complaint:{row.id}", row.box))


def _complaint(connection: Connection, complaint_id: str, *states: ComplaintState) -> tuple[Any, Any]:
    row = connection.execute(select(Complaint).where(Complaint.id == complaint_id)).first()
    if row is None or row.state not in states:
        raise CommentError("This complaint is not at that step.")
    return row, connection.execute(select(Comment).where(Comment.id == row.comment_id)).one()


def send_to_poster(
    connection: Connection, keys: Keys, settings: Settings, person: Person, complaint_id: str, now: dt.datetime
) -> ComplaintState:
    """Send the notice to the poster; a poster without an address cannot be reached, and the comment is taken down."""
    require(person, Action.DECIDE_COMPLAINT, Thing())
    row, comment = _complaint(connection, complaint_id, ComplaintState.RECEIVED)
    form = _form(keys, row)
    if comment.email_box is None or form is None:
        return _close(connection, keys, settings, row, comment, remove=True, actor=person.account, now=now)
    token = new_token()
    last_day = in_london(now).date() + dt.timedelta(days=REPLY_DAYS)
    connection.execute(
        update(Complaint)
        .where(Complaint.id == complaint_id)
        .values(state=ComplaintState.SENT, act_by=end_of_day(last_day), reply_hash=token_hash(token))
    )
    complainant = form.name if form.may_pass_name else "Somebody"
    text = (
        f"{complainant} complains that your comment on Daylight is defamatory.\n\nThe words: {form.words}\n"
        f"What they mean to the complainant: {form.meaning}\nWhat is said to be untrue: {form.untrue}\n\n"
        f"Reply by the end of {day_in_words(last_day)}; otherwise the comment is taken down:\n\n"
        f"{settings.base_url}/complaints/reply/{token}\n"
    )
    address = keys.open(f"comment:{comment.id}", comment.email_box).decode()
    queue_letter(connection, keys, settings, to=address, subject="A complaint about your comment", text=text, now=now)
    _log(connection, person.account, complaint_id, comment.id, ComplaintState.SENT, now)
    return ComplaintState.SENT


def reply_of_poster(
    connection: Connection, keys: Keys, settings: Settings, token: str, *, take_down: bool, now: dt.datetime
) -> ComplaintState:
    """The poster agrees to the removal, or stands by the comment; then a moderator decides."""
    row = connection.execute(select(Complaint).where(Complaint.reply_hash == token_hash(token))).first()
    if row is None or row.state != ComplaintState.SENT:
        raise CommentError("This link is too old, or was used before.")
    comment = connection.execute(select(Comment).where(Comment.id == row.comment_id)).one()
    if take_down:
        return _close(connection, keys, settings, row, comment, remove=True, actor="poster", now=now)
    connection.execute(
        update(Complaint)
        .where(Complaint.id == row.id)
        .values(state=ComplaintState.REPLIED, act_by=working_hours_later(now, ACT_WITHIN_HOURS), reply_hash=None)
    )
    _log(connection, "poster", row.id, comment.id, ComplaintState.REPLIED, now)
    return ComplaintState.REPLIED


def decide_complaint(
    connection: Connection, keys: Keys, settings: Settings, person: Person, complaint_id: str, *, remove: bool,
    now: dt.datetime,
) -> ComplaintState:  # fmt: skip
    """Take the comment down, or let it stand because its poster stands by it."""
    require(person, Action.DECIDE_COMPLAINT, Thing())
    undecided = (ComplaintState.RECEIVED, ComplaintState.SENT, ComplaintState.REPLIED)
    states = undecided if remove else (ComplaintState.REPLIED,)
    row, comment = _complaint(connection, complaint_id, *states)
    return _close(connection, keys, settings, row, comment, remove=remove, actor=person.account, now=now)


def _close(
    connection: Connection, keys: Keys, settings: Settings, row: Any, comment: Any, *, remove: bool, actor: str,
    now: dt.datetime,
) -> ComplaintState:  # fmt: skip
    state = ComplaintState.REMOVED if remove else ComplaintState.STANDS
    if remove and comment.state in PUBLIC:
        take_down_comment(connection, keys, settings, comment, Reason.DEFAMATION, actor, now)
    connection.execute(
        update(Complaint).where(Complaint.id == row.id).values(state=state, decided_at=now, reply_hash=None)
    )
    form = _form(keys, row)
    if form is not None:
        words = "was taken down" if remove else "stays, because its author stands by it"
        text = f"You complained about a comment on Daylight. The comment {words}.\n"
        queue_letter(
            connection, keys, settings, to=form.email, subject="Your complaint to Daylight", text=text, now=now
        )
    _log(connection, actor, row.id, comment.id, state, now)
    return state


def act_on_due(connection: Connection, keys: Keys, settings: Settings, now: dt.datetime) -> int:
    """Take down every comment whose complaint nobody acted on in time; how many. To be run every few minutes."""
    due = connection.execute(
        select(Complaint)
        .where(Complaint.decided_at.is_(None), Complaint.act_by <= now)
        .order_by(Complaint.act_by, Complaint.id)
    ).all()
    for row in due:
        comment = connection.execute(select(Comment).where(Comment.id == row.comment_id)).one()
        _close(connection, keys, settings, row, comment, remove=True, actor="system", now=now)
    return len(due)
