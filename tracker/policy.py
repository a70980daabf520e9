"""Who may do what: one table, read by one function. What the table does not allow is refused.

Each row names an action, the roles that may do it, and the states of a procurement in which it makes sense. A role
counts only within its scope (a body, a procurement, or the whole site), and the roles that can do harm count only in a
session in which a second factor was shown.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from tracker.bids.states import State

__all__ = [
    "POLICY",
    "SCOPES",
    "STRONG_ROLES",
    "Action",
    "Grant",
    "Person",
    "RefusedError",
    "Role",
    "Thing",
    "may",
    "require",
]


class Role(StrEnum):
    """What a person is within a scope; the duties of officers (anonymiser, evaluator) are roles of their own."""

    ANYONE = "anyone"
    CITIZEN = "citizen"
    BIDDER = "bidder"
    OFFICER = "officer"
    ANONYMISER = "anonymiser"
    EVALUATOR = "evaluator"
    HOLDER = "holder"
    KEEPER = "keeper"
    MODERATOR = "moderator"
    ADMINISTRATOR = "administrator"


class Action(StrEnum):
    """Everything that can be done, one name for each page or form."""

    READ_PROCUREMENT = "read-procurement"
    READ_BIDS = "read-bids"
    READ_REVEAL = "read-reveal"
    READ_PUBLIC_LOG = "read-public-log"
    COMMENT = "comment"
    REPORT = "report"
    COMPLAIN = "complain"
    MANAGE_OWN_ACCOUNT = "manage-own-account"
    DRAFT_PROCUREMENT = "draft-procurement"
    READ_DRAFT = "read-draft"
    EDIT_PROCUREMENT = "edit-procurement"
    ASSIGN_DUTY = "assign-duty"
    MAKE_KEYS = "make-keys"
    TAKE_SHARE = "take-share"
    OPEN_PROCUREMENT = "open-procurement"
    INVITE = "invite"
    AMEND_PROCUREMENT = "amend-procurement"
    CLOSE_PROCUREMENT = "close-procurement"
    CANCEL_PROCUREMENT = "cancel-procurement"
    WRITE_BID = "write-bid"
    READ_OWN_BID = "read-own-bid"
    SIGN_OFF_BID = "sign-off-bid"
    REVIEW_BIDS = "review-bids"
    PUBLISH_BIDS = "publish-bids"
    LOCK_SCORES = "lock-scores"
    READ_COMMENTS_AS_EVALUATOR = "read-comments-as-evaluator"
    CHOOSE_WINNER = "choose-winner"
    OFFER_SHARE = "offer-share"
    DESTROY_ENVELOPES = "destroy-envelopes"
    ANSWER_COMMENT = "answer-comment"
    ENTER_PAPER_COMMENT = "enter-paper-comment"
    REPLY = "reply"
    WRITE_RECIPE = "write-recipe"
    CONFIRM_RECIPE = "confirm-recipe"
    ANSWER_SUGGESTION = "answer-suggestion"
    MODERATE = "moderate"
    RUN_CAMPAIGN = "run-campaign"
    DECIDE_COMPLAINT = "decide-complaint"
    SUPPRESS = "suppress"
    LIFT_SUPPRESSION = "lift-suppression"
    GRANT_ROLE = "grant-role"
    READ_AUDIT_LOG = "read-audit-log"


# The kind of scope that each role has.
SCOPES: dict[Role, str] = {
    Role.ANYONE: "site",
    Role.CITIZEN: "site",
    Role.BIDDER: "procurement",
    Role.OFFICER: "body",
    Role.ANONYMISER: "procurement",
    Role.EVALUATOR: "procurement",
    Role.HOLDER: "procurement",
    Role.KEEPER: "site",
    Role.MODERATOR: "site",
    Role.ADMINISTRATOR: "site",
}
STRONG_ROLES = frozenset(Role) - {Role.ANYONE, Role.CITIZEN, Role.BIDDER}

_ALL = frozenset(State)
_ONCE_OPEN = frozenset({State.OPEN, State.CLOSED, State.PUBLISHED, State.SCORED, State.AWARDED, State.FINISHED})
_BIDS_SHOWN = frozenset({State.PUBLISHED, State.SCORED, State.AWARDED, State.FINISHED})
_BEFORE_AWARD = _ALL - {State.AWARDED, State.FINISHED, State.CANCELLED, State.DISCARDED}
_ANYWHERE: frozenset[State] = frozenset()  # not about a procurement: any state, or none


def _only(*states: State) -> frozenset[State]:
    return frozenset(states)


# fmt: off
POLICY: dict[Action, tuple[frozenset[Role], frozenset[State]]] = {
    action: (frozenset(roles), states)
    for action, roles, states in (
        (Action.READ_PROCUREMENT,           {Role.ANYONE},               _ONCE_OPEN | {State.CANCELLED}),
        (Action.READ_BIDS,                  {Role.ANYONE},               _BIDS_SHOWN),
        (Action.READ_REVEAL,                {Role.ANYONE},               _only(State.AWARDED, State.FINISHED)),
        (Action.READ_PUBLIC_LOG,            {Role.ANYONE},               _ANYWHERE),
        (Action.COMMENT,                    {Role.ANYONE},               _ANYWHERE),
        (Action.REPORT,                     {Role.ANYONE},               _ANYWHERE),
        (Action.COMPLAIN,                   {Role.ANYONE},               _ANYWHERE),
        (Action.MANAGE_OWN_ACCOUNT,         {Role.CITIZEN},              _ANYWHERE),
        (Action.DRAFT_PROCUREMENT,          {Role.OFFICER},              _ANYWHERE),
        (Action.READ_DRAFT,                 {Role.OFFICER},              _ALL),
        (Action.EDIT_PROCUREMENT,           {Role.OFFICER},              _only(State.DRAFT)),
        (Action.ASSIGN_DUTY,                {Role.OFFICER},              _BEFORE_AWARD),
        (Action.MAKE_KEYS,                  {Role.OFFICER},              _only(State.DRAFT)),
        (Action.TAKE_SHARE,                 {Role.HOLDER},               _only(State.SEALING)),
        (Action.OPEN_PROCUREMENT,           {Role.OFFICER},              _only(State.SEALING)),
        (Action.INVITE,                     {Role.OFFICER},              _only(State.SEALING, State.OPEN)),
        (Action.AMEND_PROCUREMENT,          {Role.OFFICER},              _only(State.OPEN)),
        (Action.CLOSE_PROCUREMENT,          {Role.OFFICER},              _only(State.OPEN)),
        (Action.CANCEL_PROCUREMENT,         {Role.OFFICER},              _BEFORE_AWARD),
        (Action.WRITE_BID,                  {Role.BIDDER},               _only(State.OPEN)),
        (Action.READ_OWN_BID,               {Role.BIDDER},               _ONCE_OPEN),
        (Action.SIGN_OFF_BID,               {Role.BIDDER},               _only(State.CLOSED)),
        (Action.REVIEW_BIDS,                {Role.ANONYMISER},           _only(State.CLOSED)),
        (Action.PUBLISH_BIDS,               {Role.ANONYMISER},           _only(State.CLOSED)),
        (Action.LOCK_SCORES,                {Role.EVALUATOR},            _only(State.PUBLISHED)),
        (Action.READ_COMMENTS_AS_EVALUATOR, {Role.EVALUATOR},            _BIDS_SHOWN),
        (Action.CHOOSE_WINNER,              {Role.OFFICER},              _only(State.SCORED)),
        (Action.OFFER_SHARE,                {Role.HOLDER},               _only(State.SCORED)),
        (Action.DESTROY_ENVELOPES,          {Role.OFFICER},              _only(State.AWARDED)),
        (Action.ANSWER_COMMENT,             {Role.OFFICER},              _ANYWHERE),
        (Action.ENTER_PAPER_COMMENT,        {Role.OFFICER},              _ANYWHERE),
        (Action.REPLY,                      {Role.OFFICER},              _ANYWHERE),
        (Action.WRITE_RECIPE,               {Role.OFFICER},              _ANYWHERE),
        (Action.CONFIRM_RECIPE,             {Role.OFFICER},              _ANYWHERE),
        (Action.ANSWER_SUGGESTION,          {Role.OFFICER},              _ANYWHERE),
        (Action.MODERATE,                   {Role.MODERATOR},            _ANYWHERE),
        (Action.RUN_CAMPAIGN,               {Role.MODERATOR},            _ANYWHERE),
        (Action.DECIDE_COMPLAINT,           {Role.MODERATOR},            _ANYWHERE),
        (Action.SUPPRESS,                   {Role.MODERATOR},            _ANYWHERE),
        (Action.LIFT_SUPPRESSION,           {Role.ADMINISTRATOR},        _ANYWHERE),
        (Action.GRANT_ROLE,                 {Role.ADMINISTRATOR},        _ANYWHERE),
        (Action.READ_AUDIT_LOG,             {Role.ADMINISTRATOR},        _ANYWHERE),
    )
}
# fmt: on


@dataclass(frozen=True, slots=True)
class Grant:
    """One role within its scope: the key of a body, the id of a procurement, or "" for the site."""

    role: Role
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks: an account with its grants, or nobody in particular (``account`` is empty)."""

    account: str = ""
    grants: frozenset[Grant] = field(default_factory=frozenset)
    strong: bool = False

    def has(self, role: Role, scope: str = "") -> bool:
        """Whether the role counts for this person, in this scope and this session."""
        if role is Role.ANYONE:
            return True
        if not self.account:
            return False
        if role is Role.CITIZEN:
            return True
        if role in STRONG_ROLES and not self.strong:
            return False
        return Grant(role, scope) in self.grants

    def bodies(self) -> tuple[str, ...]:
        """The keys of the bodies whose officer this person is, in this session."""
        return tuple(
            sorted(grant.scope for grant in self.grants if grant.scope and self.has(Role.OFFICER, grant.scope))
        )

    def with_grants(self, *grants: Grant) -> "Person":
        """The same person with more grants, which a procurement itself knows of."""
        return Person(self.account, self.grants | set(grants), self.strong)


@dataclass(frozen=True, slots=True)
class Thing:
    """What is asked about: the body it belongs to, the procurement and its state; each empty where it has none."""

    body: str = ""
    procurement: str = ""
    state: State | None = None

    def scope(self, role: Role) -> str:
        """The scope in which the role must be held."""
        return {"site": "", "body": self.body, "procurement": self.procurement}[SCOPES[role]]


class RefusedError(PermissionError):
    """The person may not do this now; ``hidden`` when not even its existence may be told."""

    def __init__(self, sentence: str, *, hidden: bool) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.hidden = hidden


def _has_role(person: Person, action: Action, thing: Thing) -> bool:
    roles, _ = POLICY[action]
    return any(person.has(role, thing.scope(role)) for role in roles if role is Role.ANYONE or _scoped(role, thing))


def _scoped(role: Role, thing: Thing) -> bool:
    # A role of a body or procurement never counts on a thing that has none: an empty scope matches nothing.
    return SCOPES[role] == "site" or bool(thing.scope(role))


def may(person: Person, action: Action, thing: Thing) -> bool:
    """Whether the person may do it to the thing as it stands now."""
    _, states = POLICY[action]
    return _has_role(person, action, thing) and (not states or thing.state in states)


def require(person: Person, action: Action, thing: Thing) -> None:
    """Let the person go on, or raise RefusedError with a sentence for the page."""
    if may(person, action, thing):
        return
    if not _has_role(person, action, thing):
        raise RefusedError("There is no such page, or it is not for you.", hidden=True)
    state = thing.state.words if thing.state else "in no state"
    raise RefusedError(
        f"This cannot be done now, because the procurement is {state}.", hidden=Role.ANYONE in POLICY[action][0]
    )
