"""The shape of a publiccode.yml as a declaration: every key of versions 0 to 0.7 and of the draft of version 1.

Source of every rule: the standard's own pages (publiccodeyml/publiccode.yml, docs/standard), and, where they leave a
choice, what the reference parser does (italia/publiccode-parser-go).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from parsers.publiccode import checks
from parsers.publiccode.checks import Check
from parsers.publiccode.vocabulary import CATEGORIES, MAINTENANCE_TYPES, SCOPES, SOFTWARE_TYPES, STATUSES

TEXT, TRUTH, LIST, GROUP, LANGUAGES, TEXT_OR_LIST = "text", "truth", "list", "group", "languages", "text or list"


@dataclass(frozen=True, slots=True)
class Rule:
    """What one key holds; ``gone`` is the mend of a deprecated key, which version 1 no longer has."""

    kind: str = TEXT
    check: Check | None = None
    required: str = ""
    least: int = 0
    each: "Rule | None" = None
    keys: Mapping[str, "Rule"] = field(default_factory=dict)
    gone: str = ""


def _texts(check: Check | None = None, **more: object) -> Rule:
    return Rule(LIST, each=Rule(check=check), **more)  # type: ignore[arg-type]


def _group(keys: Mapping[str, Rule], **more: object) -> Rule:
    return Rule(GROUP, keys=keys, **more)  # type: ignore[arg-type]


_DROP = "It is safe to take it out."

_DEPENDENCY = _group(
    {
        "name": Rule(required="the name of what the software depends on"),
        "versionMin": Rule(),
        "versionMax": Rule(),
        "version": Rule(),
        "optional": Rule(TRUTH),
    }
)
_DEPENDENCIES = Rule(LIST, each=_DEPENDENCY)

_ORGANISATION = {"uri": Rule(check=checks.uri, required="a URI that stands for the organisation"), "name": Rule()}

_DESCRIPTION = _group(
    {
        "localisedName": Rule(),
        "genericName": Rule(check=checks.length(1, 35), gone=_DROP),
        "shortDescription": Rule(check=checks.length(1, 150), required="one sentence of at most 150 characters"),
        "longDescription": Rule(
            check=checks.length(150, 10_000), required="a description of 150 to 10,000 characters for its users"
        ),
        "documentation": Rule(check=checks.url),
        "apiDocumentation": Rule(check=checks.url),
        "features": _texts(required="what the software can do, as a list of at least one text", least=1),
        "screenshots": _texts(checks.in_repository),
        "videos": _texts(checks.url),
        "awards": _texts(),
    }
)

_CONTRACTOR = _group(
    {
        "name": Rule(required="the name of the contractor"),
        "until": Rule(check=checks.day, required="the date on which the maintenance ends"),
        "email": Rule(check=checks.email),
        "website": Rule(check=checks.url),
    }
)
_CONTACT = _group(
    {
        "name": Rule(required="the name of the contact"),
        "email": Rule(check=checks.email),
        "affiliation": Rule(),
        "phone": Rule(check=checks.phone),
    }
)

_PLATFORMS_OF_ITALY = ("spid", "pagopa", "cie", "anpr", "io")
_CONFORMING = ("lineeGuidaDesign", "modelloInteroperabilita", "misureMinimeSicurezza", "gdpr")
ITALY = _group(
    {
        "countryExtensionVersion": Rule(check=checks.one_of(("0.2", "1.0"), "versions")),
        "conforme": _group({key: Rule(TRUTH) for key in _CONFORMING}, gone=_DROP),
        "riuso": _group({"codiceIPA": Rule(check=checks.italian_code, gone="Write it into organisation.uri instead.")}),
        "piattaforme": _group({key: Rule(TRUTH) for key in _PLATFORMS_OF_ITALY}),
        "designKit": _group({key: Rule(TRUTH) for key in ("seo", "ui", "web", "content")}, gone=_DROP),
    }
)

DOCUMENT = _group(
    {
        "publiccodeYmlVersion": Rule(required="the version of the standard that the file follows, as a text"),
        "name": Rule(required="the name of the software"),
        "applicationSuite": Rule(),
        "url": Rule(check=checks.url, required="the address of the source code repository"),
        "landingURL": Rule(check=checks.url),
        "isBasedOn": Rule(TEXT_OR_LIST, each=Rule(check=checks.url)),
        "softwareVersion": Rule(),
        "releaseDate": Rule(check=checks.day),
        "logo": Rule(check=checks.picture),
        "monochromeLogo": Rule(check=checks.picture, gone="Use `logo` instead."),
        "inputTypes": _texts(checks.media_type, gone=_DROP),
        "outputTypes": _texts(checks.media_type, gone=_DROP),
        "platforms": Rule(
            TEXT_OR_LIST,
            each=Rule(),
            least=1,
            required="where the software runs: web, windows, mac, linux, ios, android",
        ),
        "categories": _texts(checks.one_of(CATEGORIES, "categories")),
        "usedBy": _texts(),
        "fundedBy": Rule(LIST, each=_group(_ORGANISATION)),
        "organisation": _group(_ORGANISATION),
        "organizationUri": Rule(check=checks.uri, gone="Use organisation.uri instead."),
        "roadmap": Rule(check=checks.url),
        "developmentStatus": Rule(check=checks.one_of(STATUSES, "states"), required=", ".join(STATUSES)),
        "softwareType": Rule(check=checks.one_of(SOFTWARE_TYPES, "types"), required="for example standalone/web"),
        "intendedAudience": _group(
            {
                "scope": _texts(checks.one_of(SCOPES, "scopes")),
                "countries": _texts(checks.country),
                "unsupportedCountries": _texts(checks.country),
            }
        ),
        "description": Rule(LANGUAGES, each=_DESCRIPTION, least=1, required="a description in at least one language"),
        "legal": _group(
            {
                "license": Rule(required="an SPDX licence expression such as EUPL-1.2"),
                "mainCopyrightOwner": Rule(),
                "repoOwner": Rule(gone="Use organisation.name instead."),
                "authorsFile": Rule(check=checks.in_repository, gone=_DROP),
            },
            required="the licence, under `license`",
        ),
        "maintenance": _group(
            {
                "type": Rule(check=checks.one_of(MAINTENANCE_TYPES, "types"), required=", ".join(MAINTENANCE_TYPES)),
                "contractors": Rule(LIST, each=_CONTRACTOR),
                "contacts": Rule(LIST, each=_CONTACT),
            },
            required="how the software is maintained, under `type`",
        ),
        "localisation": _group(
            {
                "localisationReady": Rule(TRUTH, required="true or false"),
                "availableLanguages": _texts(checks.language, required="at least one language", least=1),
            },
            required="`localisationReady` and `availableLanguages`",
        ),
        "dependsOn": _group({"open": _DEPENDENCIES, "proprietary": _DEPENDENCIES, "hardware": _DEPENDENCIES}),
        "supports": Rule(LIST, each=_group({"id": Rule(check=checks.support, required="an alias: name or a URI")})),
        "IT": ITALY,
        "it": Rule(GROUP, keys=ITALY.keys, gone="Write the country section as `IT`."),
    }
)
