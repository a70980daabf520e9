"""What the rules hand on: a stretch of the folded text, what it is, and how sure the rule is."""

from dataclasses import dataclass

__all__ = ["Span", "joined"]

# When stretches overlap the union is replaced, and the kind that says most about it names the placeholder.
_RANK = {
    kind: rank
    for rank, kind in enumerate(
        (
            "hidden",
            "quotation",
            "link",
            "email",
            "file",
            "account",
            "phone",
            "number",
            "code",
            "address",
            "bidder",
            "other bidder",
            "award",
            "client",
            "person",
            "product",
            "publication",
            "project",
            "organisation",
            "fact",
            "place",
            "name",
            "date",
            "count",
        )
    )
}


@dataclass(frozen=True, slots=True)
class Span:
    """``start`` and ``end`` count characters of the folded text; ``key`` is the same for mentions of one thing."""

    start: int
    end: int
    rule: str
    kind: str
    key: str = ""
    label: str = ""
    certain: bool = True

    @property
    def rank(self) -> tuple[int, int]:
        """Lower says more."""
        return _RANK[self.kind], self.start - self.end


def _order(span: Span) -> tuple[int, int, tuple[int, int], str, str]:
    # Whole, so that the same text always gives the same findings
    return span.start, -span.end, span.rank, span.rule, span.key


def joined(spans: list[Span]) -> list[Span]:
    """Overlapping spans made one, in order of the text; the doubtful ones of a replaced stretch are dropped."""
    out: list[Span] = []
    for span in sorted((s for s in spans if s.certain), key=_order):
        if out and span.start < out[-1].end:
            last = out.pop()
            best = min(last, span, key=lambda s: (s.rank, s.rule, s.key))
            end = max(last.end, span.end)
            out.append(Span(last.start, end, best.rule, best.kind, best.key, best.label))
        else:
            out.append(span)
    return out
