"""Where a comment stands, and why one is refused: the words that authors, readers and the public log see."""

from enum import StrEnum

__all__ = ["ANSWERED", "PUBLIC", "CommentState", "Outcome", "Reason"]


class CommentState(StrEnum):
    """The state of a comment; its author can always see it, everybody else only in a public one."""

    UNCONFIRMED = "unconfirmed"
    WAITING = "waiting"
    SHOWN = "shown"
    SENT = "sent"
    ANSWERED = "answered"
    CHANGED = "changed-something"
    NOT_CHANGED = "not-changed"
    REFUSED = "refused"
    REMOVED = "removed"

    @property
    def words(self) -> str:
        """The state as it follows "Your comment "."""
        return _WORDS[self]


PUBLIC = frozenset(
    {CommentState.SHOWN, CommentState.SENT, CommentState.ANSWERED, CommentState.CHANGED, CommentState.NOT_CHANGED}
)
ANSWERED = frozenset({CommentState.ANSWERED, CommentState.CHANGED, CommentState.NOT_CHANGED})

_WORDS = {
    CommentState.UNCONFIRMED: "waits for you to open the link in the letter we sent",
    CommentState.WAITING: "waits for a moderator to read it",
    CommentState.SHOWN: "is shown",
    CommentState.SENT: "is shown, and was sent to the body",
    CommentState.ANSWERED: "was answered",
    CommentState.CHANGED: "changed something",
    CommentState.NOT_CHANGED: "was answered, and changed nothing",
    CommentState.REFUSED: "was not shown",
    CommentState.REMOVED: "was taken down",
}


class Outcome(StrEnum):
    """What a body says became of a comment."""

    ANSWERED = "answered"
    CHANGED = "changed-something"
    NOT_CHANGED = "not-changed"


class Reason(StrEnum):
    """Why a comment is refused or removed; the moderator chooses one and the author is told which."""

    OFF_TOPIC = "off-topic"
    ABUSE = "abuse"
    HARASSMENT = "harassment"
    HATE = "hate"
    PERSONAL_DATA = "personal-data"
    MAY_IDENTIFY = "may-identify"
    CONFIDENTIAL = "confidential"
    CONTEMPT = "contempt-of-court"
    DEFAMATION = "defamation"
    ILLEGAL = "illegal"
    SPAM = "spam"

    @property
    def words(self) -> str:
        """The reason as it follows "because "."""
        return _REASONS[self]


_REASONS = {
    Reason.OFF_TOPIC: "it is not about this page",
    Reason.ABUSE: "it insults somebody",
    Reason.HARASSMENT: "it harasses somebody",
    Reason.HATE: "it spreads hatred",
    Reason.PERSONAL_DATA: "it tells private facts about a person",
    Reason.MAY_IDENTIFY: "it may tell who wrote an anonymous bid",
    Reason.CONFIDENTIAL: "it tells what was given in confidence",
    Reason.CONTEMPT: "it may prejudice a court case",
    Reason.DEFAMATION: "somebody complained that it is defamatory",
    Reason.ILLEGAL: "it may be against the law",
    Reason.SPAM: "it advertises something",
}
