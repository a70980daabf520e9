"""Holds a publiccode.yml against the standard: each fault with its line, the rule and the mend."""

import re
from collections.abc import Callable, Iterator
from difflib import get_close_matches

from parsers.issues import Issue, software
from parsers.licences.expressions import expression_problem
from parsers.publiccode.checks import country, language
from parsers.publiccode.nodes import Entry
from parsers.publiccode.schema import DOCUMENT, GROUP, LANGUAGES, LIST, TEXT, TEXT_OR_LIST, TRUTH, Rule

NEWEST = "0.7"

_WANTED = {
    TEXT: "a text",
    TRUTH: "true or false",
    LIST: "a list",
    GROUP: "a group of keys",
    LANGUAGES: "a group of languages",
    TEXT_OR_LIST: "a text or a list",
}
_MENDS = {
    TEXT: "Write one text behind the colon.",
    TRUTH: "Write true or false, without quotation marks.",
    LIST: "Write each item on its own line, with a hyphen in front.",
    GROUP: "Write its keys below it, indented.",
    LANGUAGES: "Write a language such as `en` below it, indented, and the texts below that.",
    TEXT_OR_LIST: "Write one text, or each item on its own line with a hyphen in front.",
}


def judge(document: Entry) -> list[Issue]:
    """Every fault of the document, in the order of its lines."""
    version = document.child("publiccodeYmlVersion")
    draft = bool(version and isinstance(version.value, str) and re.match(r"1(\.|$)", version.value))
    found = list(_held(document, DOCUMENT, "", draft))
    found += _version(version)
    found += _licence(document)
    found += _maintenance(document)
    found += _countries(document, draft)
    if document.child("IT") and document.child("it"):
        found.append(
            software.BAD_VALUE.at(
                row=_line(document, "it"), column="it", value="it", rule="written once, as `IT`", mend="Take `it` out."
            )
        )
    return sorted(found, key=lambda issue: (issue.row or 0, issue.column or ""))


def _held(entry: Entry, rule: Rule, path: str, draft: bool) -> Iterator[Issue]:
    if entry.value is None:
        if rule.required:
            yield _missing(entry.line, path, rule)
        return
    if not _fits(entry, rule):
        yield software.WRONG_TYPE.at(
            row=entry.line,
            column=path or "the file",
            rule=_WANTED[rule.kind],
            found=entry.kind(),
            mend=_MENDS[rule.kind],
        )
        return
    for double, line, first in entry.doubles:
        yield software.DOUBLE_KEY.at(row=line, column=_join(path, double), first=first)
    yield from _READERS[rule.kind](entry, rule, path, draft)


def _fits(entry: Entry, rule: Rule) -> bool:
    value = entry.value
    if rule.kind == TEXT_OR_LIST:
        return isinstance(value, str | list)
    if rule.kind in {GROUP, LANGUAGES}:
        return isinstance(value, dict)
    if rule.kind == LIST:
        return isinstance(value, list)
    if rule.kind == TRUTH:
        return isinstance(value, str) and value.lower() in {"true", "false"} and entry.tag == "bool"
    return isinstance(value, str)


def _text(entry: Entry, rule: Rule, path: str, draft: bool) -> Iterator[Issue]:
    text = str(entry.value)
    if not text.strip() and rule.required:
        yield _missing(entry.line, path, rule)
        return
    # An empty text in an optional key says nothing, and the reference parser lets it stand.
    complaint = rule.check(text.strip()) if rule.check and text.strip() else None
    if complaint:
        yield software.BAD_VALUE.at(
            row=entry.line, column=path, value=text.strip(), rule=complaint.rule, mend=complaint.mend
        )


def _list(entry: Entry, rule: Rule, path: str, draft: bool) -> Iterator[Issue]:
    items = entry.value if isinstance(entry.value, list) else [entry]
    if len(items) < rule.least:
        yield _missing(entry.line, path, rule)
    for number, item in enumerate(items):
        if rule.each:
            yield from _held(item, rule.each, f"{path}[{number}]", draft)


def _group(entry: Entry, rule: Rule, path: str, draft: bool) -> Iterator[Issue]:
    for key, child_rule in rule.keys.items():
        child = entry.child(key)
        if child is None:
            if child_rule.required:
                yield _missing(entry.line, _join(path, key), child_rule)
            continue
        if child_rule.gone and child.value is not None:
            kind = software.REMOVED_KEY if draft else software.DEPRECATED_KEY
            yield kind.at(row=child.line, column=_join(path, key), mend=child_rule.gone)
        yield from _held(child, child_rule, _join(path, key), draft)
    for key, child in entry.items():
        if key not in rule.keys:
            yield _unknown(key, child, rule, path)


def _languages(entry: Entry, rule: Rule, path: str, draft: bool) -> Iterator[Issue]:
    names = [name for name, _ in entry.items()]
    if len(names) < rule.least:
        yield _missing(entry.line, path, rule)
    told = {key for _, child in entry.items() for key in ("longDescription", "features") if child.child(key)}
    for name, child in entry.items():
        wrong = language(name)
        if wrong:
            yield software.BAD_VALUE.at(
                row=child.line, column=_join(path, name), value=name, rule=wrong.rule, mend=wrong.mend
            )
            continue
        for issue in _held(child, rule.each, _join(path, name), draft) if rule.each else ():
            # The long description and the features are asked for in one language only.
            key = (issue.column or "").rpartition(".")[2]
            if not (issue.kind is software.MISSING_KEY and key in told):
                yield issue


_READERS: dict[str, Callable[[Entry, Rule, str, bool], Iterator[Issue]]] = {
    TEXT: _text,
    TRUTH: lambda entry, rule, path, draft: iter(()),
    LIST: _list,
    TEXT_OR_LIST: _list,
    GROUP: _group,
    LANGUAGES: _languages,
}


def _missing(line: int, path: str, rule: Rule) -> Issue:
    key = path.rpartition(".")[2]
    return software.MISSING_KEY.at(row=line, column=path, rule=rule.required, mend=f"Add a line `{key}: …`.")


def _unknown(key: str, child: Entry, rule: Rule, path: str) -> Issue:
    near = get_close_matches(key, rule.keys, n=1, cutoff=0.75)
    mend = f"Did you mean `{near[0]}`?" if near else "Take it out, or check its indentation."
    if not path and re.fullmatch(r"[a-z]{2}|[A-Z]{2}", key):
        return software.DEPRECATED_KEY.at(
            row=child.line, column=key, mend="Sections of other countries than IT are not part of the standard."
        )
    return software.UNKNOWN_KEY.at(row=child.line, column=_join(path, key), mend=mend)


def _version(entry: Entry | None) -> Iterator[Issue]:
    if entry is None or not isinstance(entry.value, str):
        return
    version = entry.value.strip()
    if re.fullmatch(r"0(\.[0-7](\.\d+)?)?", version):
        return
    if re.fullmatch(r"0\.\d+(\.\d+)?", version):
        yield software.NEWER_VERSION.at(row=entry.line, column="publiccodeYmlVersion", value=version, newest=NEWEST)
        return
    yield software.UNKNOWN_VERSION.at(
        row=entry.line,
        column="publiccodeYmlVersion",
        value=version,
        newest=NEWEST,
        mend=f'Write publiccodeYmlVersion: "{NEWEST}" (or "0").',
    )


def _licence(document: Entry) -> Iterator[Issue]:
    legal = document.child("legal")
    entry = legal.child("license") if legal else None
    if entry is None or not isinstance(entry.value, str) or not entry.value.strip():
        return
    problem = expression_problem(entry.value.strip())
    if problem:
        yield software.BAD_LICENCE.at(
            row=entry.line, column="legal.license", value=entry.value.strip(), problem=problem.why, mend=problem.mend
        )


def _maintenance(document: Entry) -> Iterator[Issue]:
    section = document.child("maintenance")
    kind = section.child("type") if section else None
    if section is None or kind is None or not isinstance(kind.value, str):
        return
    needed = {"contract": "contractors", "internal": "contacts", "community": "contacts"}.get(kind.value)
    held = section.child(needed) if needed else None
    if needed and (held is None or held.value is None or held.value == []):
        yield software.MISSING_KEY.at(
            row=kind.line,
            column=f"maintenance.{needed}",
            rule=f"with maintenance.type {kind.value} it names who looks after the software",
            mend=f"Add `{needed}:` with a `name`.",
        )
    contractors = section.child("contractors")
    if contractors and contractors.value and kind.value in {"internal", "community", "none"}:
        yield software.BAD_VALUE.at(
            row=contractors.line,
            column="maintenance.contractors",
            value=kind.value,
            rule="left out unless maintenance.type is contract",
            mend="Change the type to contract, or take the contractors out.",
        )


def _countries(document: Entry, draft: bool) -> Iterator[Issue]:
    audience = document.child("intendedAudience")
    for key in ("countries", "unsupportedCountries"):
        entry = audience.child(key) if audience else None
        for number, item in enumerate(entry.value if entry and isinstance(entry.value, list) else []):
            code = item.value
            if isinstance(code, str) and code == code.lower() and country(code) is None:
                kind = software.REMOVED_KEY if draft else software.DEPRECATED_KEY
                yield kind.at(
                    row=item.line, column=f"intendedAudience.{key}[{number}]", mend=f"Write {code.upper()} in capitals."
                )


def _line(document: Entry, key: str) -> int:
    child = document.child(key)
    return child.line if child else document.line


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
