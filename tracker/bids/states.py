"""The life of a procurement with sealed bids, as an explicit machine: every other step is refused with a sentence."""

from enum import StrEnum

__all__ = ["MOVES", "IllegalMoveError", "Move", "State", "next_state"]


class State(StrEnum):
    """Where a procurement stands."""

    DRAFT = "draft"
    SEALING = "sealing"
    OPEN = "open"
    CLOSED = "closed"
    PUBLISHED = "published"
    SCORED = "scored"
    AWARDED = "awarded"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    DISCARDED = "discarded"  # cancelled before the public knew of it

    @property
    def words(self) -> str:
        """The state as it follows "the procurement is"."""
        return _WORDS[self]


class Move(StrEnum):
    """What moves a procurement on."""

    MAKE_KEYS = "make keys"
    OPEN = "open"
    CLOSE = "close"
    PUBLISH = "publish the bids"
    LOCK_SCORES = "lock the scores"
    AWARD = "award"
    FINISH = "destroy the envelopes"
    CANCEL = "cancel"


_WORDS = {
    State.DRAFT: "still a draft",
    State.SEALING: "waiting for the three holders to take their parts of the key",
    State.OPEN: "open for bids",
    State.CLOSED: "closed, and its bids are being made anonymous",
    State.PUBLISHED: "open for comments on its anonymous bids",
    State.SCORED: "scored, and not yet awarded",
    State.AWARDED: "awarded",
    State.FINISHED: "finished",
    State.CANCELLED: "cancelled",
    State.DISCARDED: "discarded",
}
_KNOWN_BEFORE_AWARD = (State.OPEN, State.CLOSED, State.PUBLISHED, State.SCORED)

MOVES: dict[tuple[State, Move], State] = {
    (State.DRAFT, Move.MAKE_KEYS): State.SEALING,
    (State.SEALING, Move.OPEN): State.OPEN,
    (State.OPEN, Move.CLOSE): State.CLOSED,
    (State.CLOSED, Move.PUBLISH): State.PUBLISHED,
    (State.PUBLISHED, Move.LOCK_SCORES): State.SCORED,
    (State.SCORED, Move.AWARD): State.AWARDED,
    (State.AWARDED, Move.FINISH): State.FINISHED,
    **{(state, Move.CANCEL): State.CANCELLED for state in _KNOWN_BEFORE_AWARD},
    **{(state, Move.CANCEL): State.DISCARDED for state in (State.DRAFT, State.SEALING)},
}


class IllegalMoveError(ValueError):
    """The procurement cannot go this way from where it stands; the text is a sentence for the page."""


def next_state(state: State, move: Move) -> State:
    """The state after a move; IllegalMoveError when there is no such way."""
    following = MOVES.get((state, move))
    if following is None:
        raise IllegalMoveError(f"You cannot {move.value} now: the procurement is {state.words}.")
    return following
