"""Lists about software that list no software: council websites, code homes of governments, agencies, licences."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from parsers.catalogues.entries import Entry, entry, is_list_of, numbered, text, texts


def is_council_cms(data: Any) -> bool:
    """The list of council websites and the systems that they run on."""
    return is_list_of(data, "name", "homepage", "generator")


def council_cms(data: Any) -> Iterator[Entry]:
    """One entry a council: the website, and the system it runs on as far as the page says."""
    for row, item in numbered(data):
        generator = item.get("generator")
        system: Mapping[str, Any] = generator if isinstance(generator, Mapping) else {}
        name = text(system.get("cms_variant")) or text(system.get("cms"))
        yield entry(
            row,
            "council-website",
            item.get("name"),
            landing_url=text(item.get("homepage")),
            depends_on=texts([name]) if name else [],
            version=text(system.get("cms_version")),
            extra={"country": text(item.get("country")), "cms": text(system.get("cms"))},
        )


def is_spdx(data: Any) -> bool:
    """The SPDX licence list: the official form, the form of id to facts, or the bare ids."""
    if isinstance(data, Mapping) and "licenseListVersion" in data and isinstance(data.get("licenses"), list):
        return True
    if isinstance(data, Mapping) and len(data) > 5:
        head = list(data.values())[:5]
        return all(isinstance(value, Mapping) and "osiApproved" in value for value in head)
    head = data[:20] if isinstance(data, list) else []
    return len(head) > 10 and all(isinstance(item, str) and re.fullmatch(r"[A-Za-z0-9.+-]+", item) for item in head)


def spdx(data: Any) -> Iterator[Entry]:
    """One entry a licence."""
    if isinstance(data, list):
        for row, spdx_id in enumerate(data, 1):
            yield Entry(row, "licence", text(spdx_id) or "", licence=text(spdx_id))
        return
    if "licenses" in data:
        for row, item in numbered(data["licenses"]):
            yield _licence(
                row, item.get("licenseId"), item.get("name"), item.get("isOsiApproved"), item.get("reference")
            )
        return
    for row, (spdx_id, item) in enumerate(data.items(), 1):
        facts = item if isinstance(item, Mapping) else {}
        yield _licence(row, spdx_id, facts.get("name"), facts.get("osiApproved"), facts.get("url"))


def _licence(row: int, spdx_id: Any, name: Any, approved: Any, url: Any) -> Entry:
    return Entry(
        row,
        "licence",
        text(spdx_id) or "",
        landing_url=text(url),
        summary=text(name),
        licence=text(spdx_id),
        osi_approved=approved if isinstance(approved, bool) else None,
    )


def is_government_list(data: Any) -> bool:
    """GitHub's list of government organisations: groups, each with account names."""
    return (
        isinstance(data, Mapping)
        and len(data) > 1
        and all(
            isinstance(group, str) and isinstance(accounts, list) and all(isinstance(item, str) for item in accounts)
            for group, accounts in data.items()
        )
    )


def government_list(data: Any) -> Iterator[Entry]:
    """One entry an account, numbered through all groups."""
    row = 0
    for group, accounts in data.items():
        for account in accounts:
            row += 1
            yield entry(row, "code-home", account, url=f"https://github.com/{account}", categories=[group])


def is_agencies(data: Any) -> bool:
    """code.gov's list of agencies and where each keeps its inventory."""
    return is_list_of(data, "name", "acronym", "codeUrl")


def agencies(data: Any) -> Iterator[Entry]:
    """One entry an agency."""
    for row, item in numbered(data):
        yield entry(
            row,
            "code-home",
            item.get("name"),
            url=text(item.get("codeUrl")),
            landing_url=text(item.get("website")),
            categories=texts(item.get("acronym") or []),
        )


def is_licence_filter(data: Any) -> bool:
    """code.gov's list of licence names and what they stand for."""
    return is_list_of(data, "name", "value") and all(len(item) == 2 for item in data[:5])


def licence_filter(data: Any) -> Iterator[Entry]:
    """One entry a licence name."""
    for row, item in numbered(data):
        yield entry(
            row, "licence", item.get("value") or item.get("name"), licence=item.get("value"), summary=item.get("name")
        )
