"""Every action, tried by every role on every object in every state: allowed exactly where this table says so."""

from itertools import product

import pytest

from tracker.bids.states import State
from tracker.policy import POLICY, STRONG_ROLES, Action, Grant, Person, RefusedError, Role, Thing, may, require

OURS = {"body": "leeds", "procurement": "p1"}
D, S, O, C, P, L, A, F, X = (  # noqa: E741
    State.DRAFT, State.SEALING, State.OPEN, State.CLOSED, State.PUBLISHED, State.SCORED, State.AWARDED, State.FINISHED,
    State.CANCELLED,
)  # fmt: skip
EVERY = {D, S, O, C, P, L, A, F, X, State.DISCARDED}
NO_STATE = EVERY | {None}

# Written out by hand from the rules of the service, apart from the table in the code: who, and in which states.
EXPECTED = {
    "read-procurement": ("anyone", {O, C, P, L, A, F, X}),
    "read-bids": ("anyone", {P, L, A, F}),
    "read-reveal": ("anyone", {A, F}),
    "read-public-log": ("anyone", NO_STATE),
    "comment": ("anyone", NO_STATE),
    "report": ("anyone", NO_STATE),
    "complain": ("anyone", NO_STATE),
    "manage-own-account": ("citizen", NO_STATE),
    "draft-procurement": ("officer", NO_STATE),
    "read-draft": ("officer", EVERY),
    "edit-procurement": ("officer", {D}),
    "assign-duty": ("officer", {D, S, O, C, P, L}),
    "make-keys": ("officer", {D}),
    "take-share": ("holder", {S}),
    "open-procurement": ("officer", {S}),
    "invite": ("officer", {S, O}),
    "amend-procurement": ("officer", {O}),
    "close-procurement": ("officer", {O}),
    "cancel-procurement": ("officer", {D, S, O, C, P, L}),
    "write-bid": ("bidder", {O}),
    "read-own-bid": ("bidder", {O, C, P, L, A, F}),
    "sign-off-bid": ("bidder", {C}),
    "review-bids": ("anonymiser", {C}),
    "publish-bids": ("anonymiser", {C}),
    "lock-scores": ("evaluator", {P}),
    "read-comments-as-evaluator": ("evaluator", {P, L, A, F}),
    "choose-winner": ("officer", {L}),
    "offer-share": ("holder", {L}),
    "destroy-envelopes": ("officer", {A}),
    "answer-comment": ("officer", NO_STATE),
    "enter-paper-comment": ("officer", NO_STATE),
    "reply": ("officer", NO_STATE),
    "write-recipe": ("officer", NO_STATE),
    "confirm-recipe": ("officer", NO_STATE),
    "answer-suggestion": ("officer", NO_STATE),
    "moderate": ("moderator", NO_STATE),
    "run-campaign": ("moderator", NO_STATE),
    "decide-complaint": ("moderator", NO_STATE),
    "suppress": ("moderator", NO_STATE),
    "lift-suppression": ("administrator", NO_STATE),
    "grant-role": ("administrator", NO_STATE),
    "read-audit-log": ("administrator", NO_STATE),
}
SCOPE = {
    Role.BIDDER: "p1", Role.ANONYMISER: "p1", Role.EVALUATOR: "p1", Role.HOLDER: "p1", Role.OFFICER: "leeds",
}  # fmt: skip


def _person(role, *, strong=True, scope=None):
    if role is Role.ANYONE:
        return Person()
    grants = set() if role is Role.CITIZEN else {Grant(role, SCOPE.get(role, "") if scope is None else scope)}
    return Person("someone", frozenset(grants), strong)


def _thing(state):
    return Thing(**OURS, state=state)


def _expected(role, action, state):
    who, states = EXPECTED[action.value]
    fits = who == "anyone" or role.value == who or (who == "citizen" and role is not Role.ANYONE)
    return fits and state in states


def test_the_table_leaves_no_action_out():
    assert {action.value for action in Action} == set(EXPECTED) == {action.value for action in POLICY}


@pytest.mark.parametrize(("role", "action"), list(product(Role, Action)))
def test_every_cell_of_role_action_and_state(role, action):
    for state in (*State, None):
        assert may(_person(role), action, _thing(state)) == _expected(role, action, state), state


@pytest.mark.parametrize(("role", "action"), list(product(sorted(STRONG_ROLES), Action)))
def test_without_a_second_factor_a_strong_role_is_a_citizen(role, action):
    for state in (*State, None):
        assert may(_person(role, strong=False), action, _thing(state)) == _expected(Role.CITIZEN, action, state)


@pytest.mark.parametrize(("role", "action"), list(product(SCOPE, Action)))
@pytest.mark.parametrize("scope", ["york", "p2", ""])
def test_a_role_elsewhere_counts_for_nothing_here(role, action, scope):
    for state in (*State, None):
        person = _person(role, scope=scope)
        assert may(person, action, _thing(state)) == _expected(Role.CITIZEN, action, state)
        assert may(person, action, Thing()) == (_expected(Role.CITIZEN, action, None))


def test_a_refusal_tells_of_the_state_only_to_those_who_may_know():
    with pytest.raises(RefusedError) as stranger:
        require(_person(Role.CITIZEN), Action.REVIEW_BIDS, _thing(State.CLOSED))
    with pytest.raises(RefusedError) as reader:
        require(_person(Role.ANYONE), Action.READ_BIDS, _thing(State.CLOSED))
    with pytest.raises(RefusedError, match="the procurement is open for bids") as officer:
        require(_person(Role.ANONYMISER), Action.REVIEW_BIDS, _thing(State.OPEN))
    assert (stranger.value.hidden, reader.value.hidden, officer.value.hidden) == (True, True, False)
