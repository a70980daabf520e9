"""Lists of software: Developers Italia, code.json, digital public goods, code.gouv.fr, code hosts, composer.json.

Contacts are never read: names, e-mail addresses and telephone numbers of persons stay in the source.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from parsers.catalogues.entries import Entry, day, entry, is_list_of, names, numbered, repository, text, texts
from parsers.publiccode import read_publiccode


def is_developers_italia(data: Any) -> bool:
    """A page of the API (data, links), or one software of it."""
    items = data.get("data") if isinstance(data, Mapping) else None
    return is_list_of(items, "publiccodeYml") or (isinstance(data, Mapping) and "publiccodeYml" in data)


def developers_italia(data: Any) -> Iterator[Entry]:
    """One entry a software, read from the publiccode.yml that the catalogue holds."""
    for row, item in numbered(data.get("data", [data])):
        read = read_publiccode(text(item.get("publiccodeYml")) or "")
        found = from_publiccode(read.values or {}, row)
        found.url = found.url or repository(item.get("url"))
        found.last_activity = found.last_activity or day(item.get("updatedAt"))
        found.extra = {
            "catalogue_id": text(item.get("id")),
            "active": item.get("active") if isinstance(item.get("active"), bool) else None,
            "aliases": texts(item.get("aliases") or []),
            "problems": [issue.message for issue in read.issues if issue.kind.severity in {"refused", "rejected"}],
        }
        yield found


def from_publiccode(values: Mapping[str, Any], row: int = 1) -> Entry:
    """An entry from the values of a publiccode.yml; the English description goes before all others."""
    descriptions = {key: value for key, value in _group(values, "description").items() if isinstance(value, Mapping)}
    best = min(descriptions, key=lambda tag: (not tag.lower().startswith("en"), tag), default=None)
    said = descriptions.get(best, {}) if best else {}
    legal, care = _group(values, "legal"), _group(values, "maintenance")
    needs = _group(values, "dependsOn")
    return entry(
        row,
        "software",
        values.get("name"),
        licence=legal.get("license"),
        url=repository(values.get("url")),
        landing_url=text(values.get("landingURL")),
        summary=text(said.get("shortDescription")),
        description=text(said.get("longDescription")),
        features=texts(said.get("features") or []),
        categories=texts(values.get("categories") or []),
        maintainer=text(_group(values, "organisation").get("name"))
        or text(legal.get("repoOwner"))
        or text(legal.get("mainCopyrightOwner")),
        maintenance=text(care.get("type")),
        contractors=names(care.get("contractors")),
        used_by=texts(values.get("usedBy") or []),
        platforms=texts(values.get("platforms") or []),
        languages=texts(_group(values, "localisation").get("availableLanguages") or []),
        based_on=texts(values.get("isBasedOn") or []),
        depends_on=names(needs.get("open")),
        depends_on_proprietary=names(needs.get("proprietary")),
        status=text(values.get("developmentStatus")),
        version=text(values.get("softwareVersion")),
        released=day(values.get("releaseDate")),
        extra={
            key: value
            for key, value in {
                "standard_version": text(values.get("publiccodeYmlVersion")),
                "software_type": text(values.get("softwareType")),
                "description_language": best,
                "funded_by": names(values.get("fundedBy")),
                "supports": names(values.get("supports"), "id"),
                "audience": values.get("intendedAudience"),
            }.items()
            if value
        },
    )


def is_code_json(data: Any) -> bool:
    """An inventory in the form that code.gov asked for (versions 1 and 2)."""
    return isinstance(data, Mapping) and isinstance(data.get("releases", data.get("projects")), list)


def code_json(data: Any) -> Iterator[Entry]:
    """One entry a release; ``usageType`` says whether the agency lets others reuse it."""
    for row, item in numbered(data.get("releases", data.get("projects"))):
        terms, dates = _group(item, "permissions"), _group(item, "date")
        licences = names(terms.get("licenses")) or texts(item.get("license") or [])
        yield entry(
            row,
            "software",
            item.get("name"),
            licence=" OR ".join(licences) if licences else None,
            url=repository(item.get("repositoryURL") or item.get("repository")),
            landing_url=text(item.get("homepageURL")),
            description=text(item.get("description")),
            categories=texts(item.get("tags") or []),
            maintainer=text(item.get("organization")) or text(data.get("agency")),
            status=text(item.get("status")),
            version=text(item.get("version")),
            last_activity=day(dates.get("lastModified") or dates.get("metadataLastUpdated")),
            extra={"usage_type": text(terms.get("usageType")), "languages": texts(item.get("languages") or [])},
        )


def is_public_goods(data: Any) -> bool:
    """Files of the digital public goods registry: a list of them, or one."""
    one = data[0] if isinstance(data, list) and data else data
    return isinstance(one, Mapping) and "license" in one and ("SDGs" in one or "sectors" in one or "stage" in one)


def public_goods(data: Any) -> Iterator[Entry]:
    """One entry a public good; its type says whether it is software, content, data, a model or a standard."""
    for row, item in numbered(data if isinstance(data, list) else [data]):
        homes = [found for found in map(repository, names(item.get("repositories"), "url")) if found]
        licences = names(item.get("license"), "spdx")
        owners = [
            owner
            for owner in item.get("organizations") or []
            if isinstance(owner, Mapping) and owner.get("org_type") in {"owner", "maintainer", None}
        ]
        yield entry(
            row,
            (texts(item.get("type") or []) or ["software"])[0],
            item.get("name"),
            licence=" AND ".join(licences) if licences else None,
            url=homes[0] if homes else None,
            landing_url=text(item.get("website")),
            description=text(item.get("description")),
            categories=texts(item.get("sectors") or []),
            maintainer=", ".join(names(owners)) or None,
            extra={
                "stage": text(item.get("stage")),
                "aliases": texts(item.get("aliases") or []),
                "repositories": homes,
            },
        )


def is_code_gouv(data: Any) -> bool:
    """The export of code.gouv.fr."""
    return is_list_of(data, "repository_url") or is_list_of(data, "html_url", "owner", "last_modification")


def code_gouv(data: Any) -> Iterator[Entry]:
    """One entry a repository of a French public body."""
    for row, item in numbered(data):
        yield entry(
            row,
            "software",
            item.get("repository_name") or item.get("name"),
            licence=item.get("license"),
            url=repository(item.get("repository_url") or item.get("html_url")),
            landing_url=text(item.get("homepage")),
            description=text(item.get("description")),
            maintainer=text(item.get("organization_name") or item.get("owner")),
            last_activity=day(item.get("last_modification") or item.get("updated_at")),
            archived=item.get("is_archived") if isinstance(item.get("is_archived"), bool) else None,
        )


def is_gitlab(data: Any) -> bool:
    """Projects as GitLab's API gives them."""
    return is_list_of(data, "path_with_namespace", "web_url") or (
        isinstance(data, Mapping) and "path_with_namespace" in data
    )


def gitlab(data: Any) -> Iterator[Entry]:
    """One entry a project."""
    for row, item in numbered(data if isinstance(data, list) else [data]):
        yield entry(
            row,
            "software",
            item.get("name"),
            licence=_group(item, "license").get("key"),
            url=repository(item.get("web_url")),
            description=text(item.get("description")),
            categories=texts(item.get("topics") or []),
            maintainer=text(_group(item, "namespace").get("full_path")),
            last_activity=day(item.get("last_activity_at")),
            archived=item.get("archived") if isinstance(item.get("archived"), bool) else None,
            extra={"empty": item.get("empty_repo") is True},
        )


def is_github(data: Any) -> bool:
    """Repositories as the APIs of GitHub, Gitea and Forgejo give them (the last two put them under data)."""
    items = data.get("data") if isinstance(data, Mapping) and "data" in data else data
    one = items if isinstance(items, Mapping) else (items[0] if isinstance(items, list) and items else None)
    return isinstance(one, Mapping) and "full_name" in one and "html_url" in one


def github(data: Any) -> Iterator[Entry]:
    """One entry a repository; a licence that the host did not recognise stays unknown."""
    items = data.get("data") if isinstance(data, Mapping) and "data" in data else data
    for row, item in numbered(items if isinstance(items, list) else [items]):
        licence = _group(item, "license").get("spdx_id") or next(iter(texts(item.get("licenses") or [])), None)
        yield entry(
            row,
            "software",
            item.get("name"),
            licence=None if licence == "NOASSERTION" else licence,
            url=repository(item.get("html_url")),
            landing_url=text(item.get("homepage") or item.get("website")),
            description=text(item.get("description")),
            categories=texts(item.get("topics") or []),
            maintainer=text(_group(item, "owner").get("login")),
            last_activity=day(item.get("pushed_at") or item.get("updated_at")),
            archived=item.get("archived") if isinstance(item.get("archived"), bool) else None,
            extra={"fork": item.get("fork") is True, "empty": item.get("size") == 0},
        )


def is_composer(data: Any) -> bool:
    """The composer.json of one PHP package."""
    return isinstance(data, Mapping) and isinstance(data.get("require"), Mapping) and "/" in str(data.get("name"))


def composer(data: Any) -> Iterator[Entry]:
    """One entry: the package, with everything that it requires."""
    licences = texts(data.get("license") or [])
    yield entry(
        1,
        "software",
        data.get("name"),
        licence=" OR ".join(licences) if licences else None,
        url=repository(_group(data, "support").get("source") or data.get("homepage")),
        landing_url=text(data.get("homepage")),
        description=text(data.get("description")),
        depends_on=list(data["require"]),
        version=text(data.get("version")),
        extra={"package_type": text(data.get("type"))},
    )


def _group(values: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = values.get(key)
    return found if isinstance(found, Mapping) else {}
