"""What the fictional bodies plan, buy, grant and announce, with dates that move with the day it is shown.

``answers(today)`` gives the services that a replay server answers with: a feed of notices in OCDS, a registry of
grants, and a site with announcements. Their sources are declared in ``sources.yml`` beside this file.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import orjson

from scrapers.demo.councils import COUNCILS, Council
from scrapers.demo.plans import PLANS, Plan
from scrapers.replay import Answer, Asked, ContentApi, ReleaseFeed

__all__ = ["announcements", "answers", "grants", "releases"]

NOTICES = "http://notices.example/api/releases"
REGISTRY = "http://grants.example/data.json"
GRANTS = "http://grants.example/fictional-grants.json"
NEWS = "news.example"
_OGL = "http://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
_SECTIONS = {"UK1": "planning", "UK2": "planning", "UK3": "planning", "UK6": "award", "UK7": "contract"}


def answers(today: date) -> tuple[Any, ...]:
    """The services, each of which answers a request or leaves it to the next."""
    feed = ReleaseFeed(NOTICES, releases(today), parameters=("publishedFrom", "publishedTo"))
    return feed, ContentApi(announcements(today), host=NEWS), lambda asked: _registry(asked, today)


def _moment(day: date, hour: int = 12) -> str:
    return datetime.combine(day, time(hour), UTC).isoformat()


# -- notices ---------------------------------------------------------------------------------------------------------


def releases(today: date) -> list[dict[str, Any]]:
    """One OCDS release for each notice of each plan; what would be published after today is left out."""
    found = []
    for number, plan in enumerate(PLANS, start=1):
        buyer = COUNCILS[plan.buyer]
        for step, (notice, ago) in enumerate(plan.notices):
            published = today - timedelta(days=ago)
            identity = f"{number:04}{step}-{published.year}"
            found.append(_release(plan, buyer, (f"ocds-demo00-{number:06}", identity), notice, published))
    return found


def _release(plan: Plan, buyer: Council, ids: tuple[str, str], notice: str, published: date) -> dict[str, Any]:
    ocid, identity = ids
    section = _SECTIONS.get(notice, "tender")
    document = {
        "id": identity,
        "documentType": f"{section}Notice",
        "noticeType": notice,
        "format": "text/html",
        "url": f"http://notices.example/notice/{identity}",
    }
    party = {
        "id": f"GB-DEMO-{buyer.key}",
        "name": buyer.name,
        "roles": ["buyer"],
        "address": {"region": buyer.nuts, "countryName": "United Kingdom"},
        "contactPoint": {"name": "Procurement team", "email": f"tenders@{buyer.key}.example"},
        "details": {"url": f"http://{buyer.host}"},
    }
    release: dict[str, Any] = {
        "ocid": ocid,
        "id": identity,
        "date": _moment(published, 9),
        "tag": ["planning" if section == "planning" else section],
        "initiationType": "tender",
        "language": "en",
        "parties": [party],
        "buyer": {"id": party["id"], "name": buyer.name},
        "tender": _tender(plan, notice, published),
    }
    if notice == "UK2":
        due = published + timedelta(days=plan.days_open)
        release["planning"] = {"milestones": [{"id": "m1", "type": "engagement", "dueDate": _moment(due, 17)}]}
    if notice in ("UK6", "UK7"):
        release |= _decided(plan, notice, published)
    release.setdefault("planning" if section == "planning" else "tender", {}).setdefault("documents", []).append(
        document
    )
    return release


def _tender(plan: Plan, notice: str, published: date) -> dict[str, Any]:
    net = {"amount": plan.pounds, "amountGross": plan.pounds * 6 // 5, "currency": "GBP"}
    tender: dict[str, Any] = {
        "id": "T1",
        "title": plan.title,
        "description": plan.description,
        "status": {"UK1": "planned", "UK2": "planned", "UK3": "planned", "UK12": "withdrawn"}.get(notice, "active"),
        "classification": {"scheme": "CPV", "id": plan.cpv},
        "mainProcurementCategory": plan.category,
        "value": net,
        "procurementMethod": "open",
        "procurementMethodDetails": "Open procedure",
    }
    if notice in ("UK6", "UK7"):
        tender["status"] = "complete"
    closes = published + timedelta(days=plan.days_open)
    if notice == "UK3":
        tender["communication"] = {"futureNoticeDate": _moment(closes)}
    if notice == "UK4":
        tender["tenderPeriod"] = {"endDate": _moment(closes)}
        tender["enquiryPeriod"] = {"endDate": _moment(closes - timedelta(days=min(7, plan.days_open // 2)))}
        starts = closes + timedelta(days=60)
        until = starts.replace(year=starts.year + plan.years, day=1)
        tender["contractPeriod"] = {"startDate": _moment(starts, 0), "endDate": _moment(until, 0)}
    return tender


def _decided(plan: Plan, notice: str, published: date) -> dict[str, Any]:
    supplier = {"id": f"GB-DEMO-{plan.supplier[:12]}", "name": plan.supplier}
    value = {"amount": plan.pounds * 95 // 100, "currency": "GBP"}
    award = {
        "id": "A1",
        "status": "pending" if notice == "UK6" else "active",
        "date": _moment(published, 0),
        "suppliers": [supplier],
        "value": value,
        "title": plan.title,
    }
    decided: dict[str, Any] = {"awards": [award]}
    if notice == "UK7":
        until = published.replace(year=published.year + plan.years, day=1)
        period = {"startDate": _moment(published, 0), "endDate": _moment(until, 0)}
        signed = {"id": "C1", "awardID": "A1", "status": "active", "dateSigned": _moment(published, 0)}
        decided["contracts"] = [signed | {"period": period, "value": value}]
    return decided


# -- grants ----------------------------------------------------------------------------------------------------------

_RECIPIENTS = (
    ("Fictional: Harbourmouth Foodbank", "Community kitchen", 18_500),
    ("Fictional: Alderfleet Young Coders", "Saturday coding clubs in libraries", 9_750),
    ("Fictional: Larkfield Tenants' Union", "Advice sessions on damp and mould", 24_000),
    ("Fictional: Menter Cwm Derwen", "Welsh-language playgroups", 12_300),
    ("Fictional: Inchmarnoch Ferry Volunteers", "Lifejackets and training", 6_480),
    ("Fictional: Grimbleshire Hedgerow Trust", "Ten miles of new hedges", 31_200),
)


def grants(today: date) -> dict[str, Any]:
    """A file of the 360Giving Data Standard: small grants of fictional funders over the last year."""
    return {"grants": list(_grants(today))}


def _grants(today: date) -> Iterator[dict[str, Any]]:
    for number in range(36):
        name, purpose, pounds = _RECIPIENTS[number % len(_RECIPIENTS)]
        council = COUNCILS[number % len(COUNCILS)]
        awarded = today - timedelta(days=10 * number + 3)
        yield {
            "id": f"360G-demo-{number:04}",
            "title": purpose,
            "description": f"{purpose}. Everybody named here is fictional.",
            "currency": "GBP",
            "amountAwarded": pounds + 250 * number,
            "awardDate": awarded.isoformat(),
            "recipientOrganization": [{"id": f"GB-DEMO-R{number % len(_RECIPIENTS)}", "name": name}],
            "fundingOrganization": [{"id": f"GB-DEMO-{council.key}", "name": council.name}],
            "grantProgramme": [{"code": "CF", "title": "Fictional Communities Fund"}],
            "beneficiaryLocation": [{"name": council.place, "geoCode": council.region_code}],
        }


def _registry(asked: Asked, today: date) -> Answer | None:
    published = {
        REGISTRY: [
            {
                "identifier": "fictional-grants",
                "title": "Fictional grants",
                "license": _OGL,
                "publisher": {"name": "Fictional: Communities Fund", "org_id": "demo-communities-fund"},
                "distribution": [{"downloadURL": GRANTS}],
            }
        ],
        GRANTS: grants(today),
    }
    found = published.get(asked.url)
    return None if found is None else Answer(orjson.dumps(found), headers={"Content-Type": "application/json"})


# -- announcements ---------------------------------------------------------------------------------------------------

_NEWS: Sequence[tuple[int, str, str]] = (
    (
        1,
        "£4.2 million to help councils share software",
        "<p>The fictional Department for Shared Services announced £4.2 million for councils that publish the software "
        "they build.</p><table><thead><tr><th>Council</th><th>Funding</th></tr></thead><tbody>"
        "<tr><td>Fictional: Alderfleet City Council</td><td>£350,000</td></tr>"
        "<tr><td>Fictional: London Borough of Larkfield</td><td>£275,000</td></tr></tbody></table>"
        "<p>Councils can apply until the end of the month.</p>",
    ),
    (
        4,
        "Up to £900,000 for warmer village halls",
        "<p>Village halls in fictional counties can share up to £900,000 for insulation and heat pumps. "
        "How the money is divided has not been decided.</p>",
    ),
    (
        9,
        "£1.5 million for safer crossings near schools",
        "<p>Fictional: Grimbleshire County Council will receive £1.5 million for 40 crossings.</p>",
    ),
)


def announcements(today: date) -> list[dict[str, Any]]:
    """Content items as GOV.UK's content API gives them, of a department that does not exist."""
    department = {
        "title": "Fictional: Department for Shared Services",
        "base_path": "/government/organisations/demo-shared",
    }
    items = []
    for number, (ago, title, body) in enumerate(_NEWS, start=1):
        when = _moment(today - timedelta(days=ago), 10)
        items.append(
            {
                "content_id": f"00000000-0000-4000-8000-{number:012}",
                "base_path": f"/government/news/fictional-announcement-{number}",
                "title": f"Fictional: {title}",
                "description": "A fictional announcement, made for a first look at Daylight.",
                "document_type": "press_release",
                "schema_name": "news_article",
                "public_updated_at": when,
                "first_published_at": when,
                "details": {"body": body},
                "links": {"organisations": [department]},
            }
        )
    return items
