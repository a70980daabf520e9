"""Search across everything: bodies, suppliers, payments, plans, grants, software, promises, bids and files."""

from tracker.search.finding import COUNTED, Found, Section, newest, search, search_kind
from tracker.search.hits import KINDS, Hit
from tracker.search.near import Guess, nearness
from tracker.search.question import Question, SearchError, clean, read_question, search_words

__all__ = [
    "COUNTED", "KINDS", "Found", "Guess", "Hit", "Question", "SearchError", "Section", "clean", "nearness", "newest",
    "read_question", "search", "search_kind", "search_words",
]  # fmt: skip
