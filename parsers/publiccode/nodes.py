"""Reads YAML into plain values that remember their line, without building any object that the file asks for."""

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

# A publiccode.yml that fills every key with 24 languages stays under 20,000 nodes; more is a bomb of aliases.
MAX_NODES = 50_000
MAX_DEPTH = 60


class NotYamlError(ValueError):
    """The text is not YAML; ``line`` counts from 1 and ``problem`` is a phrase for the reader."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(problem)
        self.line = line
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Entry:
    """A value with its place: text, None, a list of entries, or a mapping of names to entries."""

    line: int
    value: "str | list[Entry] | dict[str, Entry] | None"
    tag: str
    doubles: tuple[tuple[str, int, int], ...] = ()

    def kind(self) -> str:
        """The kind of value in words that an editor of the file understands."""
        if self.value is None:
            return "empty"
        if isinstance(self.value, str):
            return {"bool": "true or false", "int": "a number", "float": "a number"}.get(self.tag, "a text")
        return "a list" if isinstance(self.value, list) else "a group of keys"

    def child(self, key: str) -> "Entry | None":
        """The entry under a key; None when this is no mapping or has no such key."""
        return self.value.get(key) if isinstance(self.value, dict) else None

    def items(self) -> Iterator[tuple[str, "Entry"]]:
        """The pairs of a mapping; nothing for any other kind."""
        if isinstance(self.value, dict):
            yield from self.value.items()


def read_yaml(text: str) -> Entry:
    """The document as entries; NotYamlError for what YAML does not allow, an empty text, or an alias bomb."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise NotYamlError((mark.line + 1) if mark else 1, error.problem or "the document breaks off") from error
    except yaml.YAMLError as error:
        raise NotYamlError(1, str(error).splitlines()[0]) from error
    except RecursionError as error:
        raise NotYamlError(1, "it is nested too deeply") from error
    if node is None:
        raise NotYamlError(1, "the document is empty")
    return _entry(node, 0, _Budget(MAX_NODES))


class _Budget:
    """Counts visited nodes, so that aliases to aliases cannot make a small file endless."""

    def __init__(self, left: int) -> None:
        self.left = left

    def spend(self, line: int, depth: int) -> None:
        self.left -= 1
        if self.left < 0:
            raise NotYamlError(line, f"it holds more than {MAX_NODES} values, counting repeated aliases")
        if depth > MAX_DEPTH:
            raise NotYamlError(line, "it is nested too deeply")


def _entry(node: yaml.Node, depth: int, budget: _Budget) -> Entry:
    line = node.start_mark.line + 1
    budget.spend(line, depth)
    tag = node.tag.rpartition(":")[2]
    if isinstance(node, yaml.ScalarNode):
        return Entry(line, None if tag == "null" else node.value, tag)
    if isinstance(node, yaml.SequenceNode):
        return Entry(line, [_entry(child, depth + 1, budget) for child in node.value], tag)
    members: dict[str, Entry] = {}
    lines: dict[str, int] = {}
    doubles: list[tuple[str, int, int]] = []
    for key_node, value_node in node.value:
        key, key_line = str(key_node.value), key_node.start_mark.line + 1
        if key in members:
            doubles.append((key, key_line, lines[key]))
            continue
        value = _entry(value_node, depth + 1, budget)
        # A block scalar or an empty value starts after its key: the reader looks for the key.
        members[key] = Entry(key_line, value.value, value.tag, value.doubles)
        lines[key] = key_line
    return Entry(line, members, tag, tuple(doubles))
