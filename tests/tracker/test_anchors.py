"""Anchors of paragraphs: unique, kept through edits, and never given to another paragraph."""

from hypothesis import given
from hypothesis import strategies as st

from tracker.anchors import changed, paragraphs_of, re_anchored

WORD = st.sampled_from(["roads", "data", "leave", "price", "open", "years", "must", "bids", "system", "holes"])
PARAGRAPHS = st.lists(st.lists(WORD, min_size=1, max_size=12).map(" ".join), max_size=6)


@given(versions=st.lists(PARAGRAPHS, min_size=1, max_size=5))
def test_anchors_are_unique_and_never_come_back_for_another_paragraph(versions):
    current, ever = [], set()
    for each in versions:
        following = re_anchored(current, "\n\n".join(each), ever=ever)
        assert [words for _, words in following] == paragraphs_of("\n\n".join(each))
        anchors = [anchor for anchor, _ in following]
        assert len(set(anchors)) == len(anchors)
        assert not (set(anchors) - dict(current).keys()) & ever
        assert changed(following, following) == []
        current, ever = following, ever | set(anchors)
