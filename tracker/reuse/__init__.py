"""The reuse check: from a planned purchase in free words to what could be reused, with evidence and confidence.

``check`` works without a database, from the bundled catalogue; with one it also finds other bodies' contracts, the
councils that run a thing, and who is about to buy the same.
"""

from tracker.reuse.check import check, read_ahead

__all__ = ["check", "read_ahead"]
