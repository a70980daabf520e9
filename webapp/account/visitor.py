"""Who asks: read from the cookie only by pages that need to know, so that public pages stay the same for everybody."""

from collections.abc import Callable
from typing import Any

from flask import Response, abort, g, make_response, redirect, render_template, request, session

from tracker.accounts.addresses import AddressError
from tracker.accounts.rations import TooOftenError
from tracker.accounts.roles import RoleError
from tracker.accounts.second_factor import FactorError
from tracker.accounts.sessions import SignedIn, signed_in, touch
from tracker.accounts.sign_in import SignInError
from tracker.bids.handing_in import BidError, as_bidder
from tracker.bids.procurements import ProcurementError, procurement_row, thing_of
from tracker.bids.review import ReviewError
from tracker.bids.states import IllegalMoveError
from tracker.bids.uploads import UploadError
from tracker.discussion.comments import CommentError
from tracker.discussion.spam import SpamError
from tracker.discussion.targets import TargetError
from tracker.keys import Keys, installation_keys
from tracker.letter_queue import post_waiting
from tracker.policy import POLICY, Action, Person, RefusedError, Thing, may
from tracker.sealing import ShareError
from tracker.takedown import TakedownError
from tracker.typed_words import FieldsError
from webapp.access import Access
from webapp.site import now, reading, site, writing

__all__ = [
    "SENTENCES",
    "SIGNED_IN",
    "ask_for_factor",
    "ask_to_sign_in",
    "came_for",
    "for_officers",
    "forget_visitor",
    "in_procurement",
    "kept",
    "keys",
    "on_site",
    "person",
    "post_letters",
    "private",
    "remember",
    "said",
    "visitor",
]

# Every way in which the domain says no with a sentence for the person who asked.
SENTENCES = (
    AddressError, BidError, CommentError, FactorError, FieldsError, IllegalMoveError, ProcurementError, ReviewError,
    RoleError, ShareError, SignInError, SpamError, TakedownError, TargetError, TooOftenError, UploadError,
)  # fmt: skip
_COOKIE, _CAME_FOR = "token", "came for"


def keys() -> Keys:
    """The keys of the installation."""
    return installation_keys(site().settings)


def visitor() -> SignedIn | None:
    """The live session of the cookie; None for everybody who is not signed in. Looking makes the answer personal."""
    if "visitor" not in g:
        token = session.get(_COOKIE)
        g.visitor = None
        if token:
            with reading() as connection:
                g.visitor = signed_in(connection, token, now())
        if g.visitor is not None:
            with writing() as connection:
                touch(connection, g.visitor, now())
    found: SignedIn | None = g.visitor
    return found


def person() -> Person:
    """Who asks, for the policy; nobody in particular when not signed in."""
    found = visitor()
    return Person() if found is None else found.person


def remember(token: str) -> None:
    """Put a session's token in a fresh cookie; of an older one only the page that the person came for is kept."""
    wanted = session.get(_CAME_FOR)
    session.clear()
    session[_COOKIE] = token
    if wanted:
        session[_CAME_FOR] = wanted
    g.pop("visitor", None)


def forget_visitor() -> None:
    """Take the cookie away."""
    session.clear()
    g.pop("visitor", None)


def ask_for_factor() -> None:
    """Send whoever holds a powerful role, and has not shown a second factor yet, to do so, and to come back."""
    found = visitor()
    if found is not None and found.needs_factor:
        _note_where()
        abort(redirect("/account/factor"))


def ask_to_sign_in() -> None:
    """Send whoever is not signed in to do so, and to come back to this page."""
    if visitor() is None:
        _note_where()
        abort(redirect("/account"))


def _note_where() -> None:
    # Only pages of ours that somebody looked at; a form is filled in again.
    if request.method == "GET":
        session[_CAME_FOR] = request.full_path.rstrip("?")[:500]


def came_for() -> str:
    """The page that asked the person to sign in, once; their account when none did."""
    wanted = str(session.pop(_CAME_FOR, "/account"))
    return wanted if wanted.startswith("/") and not wanted.startswith("//") else "/account"


def _is_signed_in(**_: Any) -> bool:
    if visitor() is None:
        abort(redirect("/account"))
    return True


SIGNED_IN = Access("signed in", _is_signed_in)


def for_officers(action: Action) -> Access:
    """The rule of a form that everybody may know of and officers of any public body may use for ``action``.

    For which body, and of which thing, is judged by the step itself.
    """

    def admits(**_: Any) -> bool:
        ask_to_sign_in()
        ask_for_factor()
        if not any(may(person(), action, Thing(body=body)) for body in person().bodies()):
            abort(403, "This is for officers of public bodies. Whoever runs this site can give you that role.")
        return True

    return Access(f"{action.value} for a body", admits)


def on_site(action: Action) -> Access:
    """The rule of a page that belongs to the whole site, for who may do ``action``."""

    def admits(**_: Any) -> bool:
        ask_for_factor()
        return may(person(), action, Thing())

    return Access(action.value, admits, hidden=True)


def in_procurement(action: Action) -> Access:
    """The rule of a page about one procurement: who may do ``action`` to it, whatever its state.

    The state is judged by the step itself, which answers with a sentence; the page of somebody without the role is
    answered as if there were nothing.
    """

    def admits(procurement: str, **_: Any) -> bool:
        ask_for_factor()
        with reading() as connection:
            try:
                thing = thing_of(procurement_row(connection, procurement))
                who = as_bidder(connection, keys(), person(), procurement)
            except ProcurementError:
                return False
        return _ever(who, action, thing)

    return Access(action.value, admits, hidden=True)


def _ever(who: Person, action: Action, thing: Thing) -> bool:
    _, states = POLICY[action]
    return any(may(who, action, Thing(thing.body, thing.procurement, state)) for state in states or [thing.state])


def private(template: str, status: int = 200, **context: Any) -> Response:
    """A page for one person: no cache keeps it, no search engine lists it, no other site learns its address."""
    response = make_response(render_template(template, **context), status)
    response.headers["Cache-Control"] = "private, no-store"
    # Not "no-referrer": with that a browser says of our own forms that they come from nowhere.
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def post_letters() -> None:
    """Post what a step queued; a letter that the mail server does not take now waits for the next time."""
    post_waiting(site().engine, site().settings, keys())


def kept(step: Callable[[Any], Any], first: str) -> tuple[Any, dict[str, str]]:
    """Run the step of a form as ``said`` does: (what it gave, what is wrong by field).

    What is wrong with the whole is told at the ``first`` field.
    """
    try:
        with writing() as connection:
            outcome = step(connection)
    except RefusedError as refused:
        abort(404 if refused.hidden else 403, refused.sentence)
    except FieldsError as error:
        return None, error.wrong
    except SENTENCES as error:
        return None, {first: str(error)}
    post_letters()
    return outcome, {}


def said(step: Callable[[Any], Any]) -> tuple[Any, str]:
    """Run a step in a transaction of its own, then post its letters: (what it gave, "" or why not, in a sentence)."""
    try:
        with writing() as connection:
            outcome = step(connection)
    except RefusedError as refused:
        abort(404 if refused.hidden else 403, refused.sentence)
    except SENTENCES as wrong:
        return None, str(wrong)
    post_letters()
    return outcome, ""
