"""The sentence model orders what the words have found; where it is not installed, everything works without it."""

import pytest

from tracker.reuse.sentences import available, likeness

ASKED = "library management system"
NEAR = "Loans, members and the catalogue of a public library"
FAR = "Resurfacing of roads and footways"


@pytest.fixture
def model():
    """The model, or a reason why this test did not run."""
    if not available():
        pytest.skip("the sentence model is not installed (docs/reuse.md says how)")


def test_what_means_the_same_is_nearer(model):
    near, far, same = likeness(ASKED, [NEAR, FAR, ASKED])
    assert 0 <= far < near < same
    assert same == pytest.approx(1.0, abs=1e-5)


def test_likeness_does_not_depend_on_what_else_is_asked(model):
    alone = likeness("planning applications", ["Back office for planning officers"])[0]
    among = likeness("planning applications", [FAR * 20, "Back office for planning officers", ""])[1]
    assert among == pytest.approx(alone, abs=1e-4)
