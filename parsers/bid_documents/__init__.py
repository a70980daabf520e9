"""What a bid document says to a reader, and apart from it everything that it holds besides, by channel and place."""

from dataclasses import dataclass, field

from parsers.issues import Issue, IssueKind

__all__ = ["Document", "Hidden", "Refused", "Sheet"]

_SHOWN = 300  # characters of a find that an officer needs to judge it


@dataclass(frozen=True, slots=True)
class Hidden:
    """Something in the file that no reader sees on the page: its channel in words, its place, and what it says."""

    channel: str
    place: str
    words: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A visible table: its name and its rows of text."""

    name: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class Document:
    """A document as read: ``text`` is what is typeset again, ``hidden`` is shown to the officer and never published."""

    format: str
    text: str = ""
    sheets: list[Sheet] = field(default_factory=list)
    hidden: list[Hidden] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    def hide(self, channel: str, place: str, words: str | None = "") -> None:
        """Note a find once; the words are shortened."""
        clean = " ".join((words or "").split())
        find = Hidden(channel, place, clean if len(clean) <= _SHOWN else clean[: _SHOWN - 1] + "…")
        if find not in self.hidden:
            self.hidden.append(find)


class Refused(Exception):  # noqa: N818  a state of the file, and no fault of ours
    """The document cannot be read; carries the issue that says why."""

    def __init__(self, kind: IssueKind, **words: object) -> None:
        """The issue of ``kind`` with the words of its sentence."""
        self.issue = kind.at(**words)  # type: ignore[arg-type]
        super().__init__(self.issue.message)
