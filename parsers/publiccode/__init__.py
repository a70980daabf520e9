"""Reads one publiccode.yml: what it says of the software, and what is wrong with it, line by line.

Names, e-mail addresses and telephone numbers of contacts are read by the rules and never kept.
"""

from dataclasses import dataclass
from typing import Any

from parsers.issues import Issue, Severity, software
from parsers.publiccode.judge import judge
from parsers.publiccode.nodes import Entry, NotYamlError, read_yaml

__all__ = ["Publiccode", "read_publiccode"]

_PERSONAL = {"contacts"}
_PERSONAL_OF_CONTRACTORS = {"email"}


@dataclass(frozen=True, slots=True)
class Publiccode:
    """The outcome: ``values`` is the document as plain values without contacts (None when it could not be read)."""

    values: dict[str, Any] | None
    issues: list[Issue]

    @property
    def valid(self) -> bool:
        """True when nothing in it was refused."""
        return self.values is not None and not any(
            issue.kind.severity in {Severity.REFUSED, Severity.REJECTED} for issue in self.issues
        )


def read_publiccode(content: bytes | str) -> Publiccode:
    """Read and judge a publiccode.yml; never raises for what the file holds."""
    raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return Publiccode(None, [software.NOT_TEXT.at(row=line)])
    try:
        document = read_yaml(text)
    except NotYamlError as error:
        return Publiccode(None, [software.NOT_YAML.at(row=error.line, problem=error.problem)])
    issues = judge(document)
    values = _plain(document)
    return Publiccode(values if isinstance(values, dict) else None, issues)


def _plain(entry: Entry, path: str = "") -> Any:
    if isinstance(entry.value, list):
        return [_plain(item, path) for item in entry.value]
    if isinstance(entry.value, dict):
        return {key: _plain(child, key) for key, child in entry.items() if not _is_personal(key, path)}
    if entry.tag == "bool" and entry.value is not None:
        return entry.value.lower() in {"true", "yes", "on"}
    return entry.value


def _is_personal(key: str, parent: str) -> bool:
    return key in _PERSONAL or (parent == "contractors" and key in _PERSONAL_OF_CONTRACTORS)
