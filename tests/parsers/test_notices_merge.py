"""Our merge of releases gives what ocdsmerge gives, for any releases that keep to their types."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.ocds.merge import Merge, MergeError, compile_by_library, compile_releases
from tests.corpus import corpus_path

_plain = st.none() | st.integers(0, 3) | st.sampled_from(["a", "b"]) | st.booleans()
# 1 and "1" are one id to us; ocdsmerge takes them for one or two depending on the other fields.
_ids = st.sampled_from(["1", "2", None]) | st.integers(3, 4)


def _thing(depth: int) -> st.SearchStrategy[Any]:
    fields: dict[str, st.SearchStrategy[Any]] = {
        "title": _plain,
        "codes": st.lists(_plain, max_size=2) | st.none(),
    }
    if depth:
        fields["value"] = _thing(0) | st.none()
        fields["items"] = st.lists(_with_id(depth - 1), max_size=3) | st.none()
        fields["additionalClassifications"] = st.lists(_thing(0), max_size=2) | st.none()
    return st.fixed_dictionaries({}, optional=fields)


def _with_id(depth: int) -> st.SearchStrategy[Any]:
    return st.tuples(_thing(depth), st.fixed_dictionaries({}, optional={"id": _ids})).map(lambda two: two[0] | two[1])


_release = st.fixed_dictionaries(
    {"ocid": st.just("ocds-213czf-1"), "date": st.sampled_from(["2026-01-01", "2026-01-02", "2026-01-03T00:00:00Z"])},
    optional={
        "id": st.text("ab", max_size=2),
        "tag": st.just(["tender"]),
        "tender": _thing(2) | st.none(),
        "awards": st.lists(_with_id(1), max_size=3),
        "parties": st.lists(_with_id(0), max_size=2),
        "links": st.lists(_thing(0), max_size=2),
    },
)


def _without_order_of_keys(value: dict[str, Any]) -> str:
    return json.dumps(value, sort_keys=True)


@given(st.lists(_release, min_size=1, max_size=4))
def test_agrees_with_ocdsmerge(releases: list[dict[str, Any]]) -> None:
    assert _without_order_of_keys(compile_releases(releases)) == _without_order_of_keys(compile_by_library(releases))


@given(st.lists(_release, min_size=1, max_size=4))
def test_step_by_step_in_order_gives_the_same(releases: list[dict[str, Any]]) -> None:
    ordered = sorted(releases, key=lambda release: release["date"])
    merged = Merge()
    for release in ordered:
        merged.add(release)
    own = {"id", "date", "tag"}
    wanted = {key: value for key, value in compile_releases(ordered).items() if key not in own}
    assert _without_order_of_keys(merged.as_dict()) == _without_order_of_keys(wanted)


def test_a_delta_changes_only_what_it_names() -> None:
    first = {
        "ocid": "x",
        "id": "1",
        "date": "2026-01-01",
        "tag": ["tender"],
        "tender": {
            "title": "Roads",
            "value": {"amount": 5, "currency": "GBP"},
            "lots": [{"id": "1", "title": "North"}],
        },
    }
    later = {
        "ocid": "x",
        "id": "2",
        "date": "2026-02-01",
        "tag": ["tenderUpdate"],
        "tender": {"value": {"amount": 7}, "lots": [{"id": "2", "title": "South"}]},
    }
    compiled = compile_releases([later, first])
    assert compiled["tender"] == {
        "title": "Roads",
        "value": {"amount": 7, "currency": "GBP"},
        "lots": [{"id": "1", "title": "North"}, {"id": "2", "title": "South"}],
    }
    assert compiled["tag"] == ["compiled"]
    assert compiled["id"] == "x-2026-02-01"


def test_releases_without_dates_cannot_be_ordered() -> None:
    with pytest.raises(MergeError, match="date"):
        compile_releases([{"ocid": "x"}, {"ocid": "x", "date": "2026-01-01"}])


def test_a_field_that_turns_from_text_into_an_object_cannot_be_merged() -> None:
    releases = [{"ocid": "x", "date": "1", "a": "text"}, {"ocid": "x", "date": "2", "a": {"b": 1}}]
    with pytest.raises(MergeError):
        compile_releases(releases)
    with pytest.raises(MergeError):
        compile_by_library(releases)
    merged = Merge()
    for release in releases:
        merged.add(release)
    assert merged.as_dict()["a"] == {"b": 1}


@pytest.mark.corpus
def test_real_releases_merge_as_ocdsmerge_merges_them() -> None:
    package = json.loads(corpus_path("notices", "ocds-fictional", "1.1-ocds-213czf-000-00001.json").read_bytes())
    releases = package["releases"]
    assert len(releases) == 6
    assert compile_releases(releases) == compile_by_library(releases)
