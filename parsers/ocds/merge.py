"""Merges the releases of one contracting process into what stands now, by the rules of the OCDS merge.

``compile_releases`` gives what ocdsmerge gives, several times as fast; a property test holds the two together.
``Merge`` is the same merge for releases that somebody else has put in order, step by step, and it never fails. The
rules that ocdsmerge would fetch from the web are written out here: those of the schema of OCDS 1.1.5, and for the
extensions of the European and United Kingdom profiles the lists whose objects have no id of their own.
"""

import warnings
from collections.abc import Iterable, Mapping
from typing import Any

__all__ = ["MERGE_RULES", "Merge", "MergeError", "compile_by_library", "compile_releases"]

_OMIT, _WHOLE = "omitWhenMerged", "wholeListMerge"
_SCHEMA_LISTS = """
parties/additionalIdentifiers parties/roles buyer/additionalIdentifiers
tender/additionalProcurementCategories tender/submissionMethod tender/items/additionalClassifications
tender/amendment/changes tender/amendments/changes tender/procuringEntity/additionalIdentifiers
tender/tenderers/additionalIdentifiers
awards/items/additionalClassifications awards/amendment/changes awards/amendments/changes
awards/suppliers/additionalIdentifiers
contracts/items/additionalClassifications contracts/amendment/changes contracts/amendments/changes
contracts/relatedProcesses/relationship contracts/implementation/transactions/payee/additionalIdentifiers
contracts/implementation/transactions/payer/additionalIdentifiers relatedProcesses/relationship
"""
_EXTENSION_LISTS = """
tender/items/deliveryAddresses awards/items/deliveryAddresses contracts/items/deliveryAddresses
tender/awardCriteria/criteria tender/lots/awardCriteria/criteria tender/selectionCriteria/criteria
tender/lots/selectionCriteria/criteria tender/additionalClassifications parties/details/classifications
links
"""
MERGE_RULES: dict[tuple[str, ...], str] = {
    ("id",): _OMIT,
    ("date",): _OMIT,
    ("tag",): _OMIT,
    **{tuple(path.split("/")): _WHOLE for path in (_SCHEMA_LISTS + _EXTENSION_LISTS).split()},
}


class MergeError(ValueError):
    """The releases cannot be merged: no dates to order them by, or a field that changes its type."""


class _Tree:
    """The rules of one field and of what lies below it."""

    __slots__ = ("below", "rule")

    def __init__(self) -> None:
        self.rule: str | None = None
        self.below: dict[str, _Tree] = {}


def _tree(rules: Mapping[tuple[str, ...], str]) -> _Tree:
    root = _Tree()
    for path, rule in rules.items():
        node = root
        for name in path:
            node = node.below.setdefault(name, _Tree())
        node.rule = rule
    return root


_RULES = _tree(MERGE_RULES)
_NO_RULES = _Tree()


def compile_releases(releases: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The compiled release of one process; the releases may come in any order. Raises MergeError."""
    ordered = _in_order(list(releases))
    merged = _Node(strict=True)
    for release in ordered:
        merged.lay_over(release, _RULES)
    newest = ordered[-1]
    compiled = merged.as_dict()
    # Read off the newest release, as the schema says of these four; a missing one is missing.
    compiled |= {key: newest.get(key) for key in ("ocid", "date")}
    compiled |= {"tag": ["compiled"], "id": f"{newest.get('ocid')}-{newest.get('date')}"}
    return {key: value for key, value in compiled.items() if value is not None}


def compile_by_library(releases: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The same by ocdsmerge itself, slower: the reference that the tests and benchmarks compare with."""
    import ocdsmerge  # the reference only: it brings a client for the web along
    from ocdsmerge.exceptions import OCDSMergeError, OCDSMergeWarning

    merger = ocdsmerge.Merger(merge_rules=MERGE_RULES)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", OCDSMergeWarning)
        try:
            return merger.create_compiled_release([dict(release) for release in releases])
        except OCDSMergeError as error:
            raise MergeError(str(error)) from None


def _in_order(releases: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    if not releases:
        raise MergeError("there are no releases")
    if len(releases) == 1:
        return releases
    for release in releases:
        if not isinstance(release.get("date"), str):
            raise MergeError("a release has no date to order it by")
    return sorted(releases, key=lambda release: release["date"])


class Merge:
    """Releases laid one over the other in the order given; where a field changes its type, the later one stands.

    The id, date and tag of each release are its own and not of what is merged.
    """

    def __init__(self) -> None:
        self._root = _Node(strict=False)

    def add(self, release: Mapping[str, Any]) -> None:
        """Lay the next release over those before."""
        self._root.lay_over(release, _RULES)

    def as_dict(self) -> dict[str, Any]:
        """What stands now; changing it changes nothing here."""
        return self._root.as_dict()


class _Node:
    """One object under merge: plain values, objects and lists of things by id, in order of first appearance."""

    __slots__ = ("members", "strict")

    def __init__(self, strict: bool) -> None:
        self.members: dict[str, Any] = {}
        self.strict = strict

    def lay_over(self, given: Mapping[str, Any], rules: _Tree, keep_id: bool = False) -> bool:
        """False when there was nothing to keep: objects and lists that are empty all the way down are nothing."""
        members, below, any_kept = self.members, rules.below, False
        for key, value in given.items():
            rule = below.get(key, _NO_RULES) if below else _NO_RULES
            if rule.rule is _OMIT:
                continue
            kind = type(value)
            if keep_id and key == "id" and members.get("id") is not None:
                any_kept = True
            elif rule.rule is not _WHOLE and kind is dict:
                any_kept |= self._lay_inside(key, _Node, value, rule)
            elif rule.rule is not _WHOLE and kind is list and all(type(item) is dict for item in value):
                any_kept |= self._lay_inside(key, _Things, value, rule)
            else:
                any_kept = True
                if not isinstance(members.get(key), _Node | _Things):
                    members[key] = value  # an object under merge stays: null or a plain value does not remove it
        return any_kept

    def _lay_inside(self, key: str, wanted: "type[_Node | _Things]", value: Any, rules: _Tree) -> bool:
        kept = self.members.get(key)
        inside = kept if type(kept) is wanted else wanted(self.strict)
        if not inside.lay_over(value, rules):
            return False
        if inside is not kept:
            if kept is not None and self.strict:
                raise MergeError(f"{key!r} changes its type from one release to the next")
            self.members[key] = inside
        return True

    def as_dict(self) -> dict[str, Any]:
        return {
            key: value.plain() if isinstance(value, _Node | _Things) else value
            for key, value in self.members.items()
            if value is not None
        }

    plain = as_dict


class _Things:
    """A list of objects under merge: those with an id are merged by it, those without are added."""

    __slots__ = ("strict", "things")

    def __init__(self, strict: bool) -> None:
        self.things: dict[Any, _Node] = {}
        self.strict = strict

    def lay_over(self, given: list[dict[str, Any]], rules: _Tree) -> bool:
        any_kept = False
        for thing in given:
            key = str(thing["id"]) if "id" in thing else object()
            node = self.things.get(key) or _Node(self.strict)
            if node.lay_over(thing, rules, keep_id=True):
                self.things[key] = node
                any_kept = True
        return any_kept

    def plain(self) -> list[dict[str, Any]]:
        return [thing.as_dict() for thing in self.things.values()]
