"""The public copy in the field's shapes: what OCDS, 360Giving and FollowTheMoney require is there, and no person."""

import gzip
import json

import pytest

from tests.tracker.publishing import PRIVATE, published

# What the release schema of OCDS 1.1.5 and the grant schema of 360Giving 1.4 require.
RELEASE = {"ocid", "id", "date", "tag", "initiationType"}
GRANT = {"id", "title", "description", "currency", "amountAwarded", "awardDate", "fundingOrganization"}
# Properties of FollowTheMoney 4 that each schema has, itself or from what it extends.
ENTITIES = {
    "PublicBody": {"name", "country", "website", "idNumber"},
    "LegalEntity": {"name", "registrationNumber"},
    "Payment": {"payer", "beneficiary", "amount", "currency", "date", "summary"},
    "CallForTenders": {"title", "callId", "description", "recordId", "procurementType", "publicationDate", "cpvCode"},
    "Contract": {"title", "contractDate", "amount", "currency", "status"},
}


@pytest.fixture(scope="module")
def standards(tmp_path_factory):
    """The folder of standard shapes of a public copy."""
    _, made = published(tmp_path_factory.mktemp("shapes"))
    return made.folder / "standards"


def _packages(folder, name):
    return [json.loads(gzip.decompress(path.read_bytes())) for path in sorted(folder.glob(f"{name}-*.json.gz"))]


def test_release_and_record_packages(standards):
    (releases,) = _packages(standards / "ocds", "releases")
    assert {"uri", "version", "publishedDate", "publisher", "releases"} <= set(releases)
    assert releases["uri"].startswith("http://")
    assert releases["uri"].endswith("Z/files/standards/ocds/releases-0001.json.gz")
    assert [release["id"] for release in releases["releases"]] == ["000001-2026", "000002-2026"]
    assert all(set(release) >= RELEASE for release in releases["releases"])
    (records,) = _packages(standards / "ocds", "records")
    (record,) = records["records"]
    assert record["ocid"] == "ocds-h6vhtk-0abcde"
    assert [release["id"] for release in record["releases"]] == ["000001-2026", "000002-2026"]
    assert record["compiledRelease"]["tag"] == ["compiled"]
    assert record["compiledRelease"]["tender"]["title"] == "A case system for housing"


def test_grants_as_360giving(standards):
    package = json.loads((standards / "360giving" / "grants.json").read_text())
    hall, person = package["grants"]
    assert set(hall) >= GRANT
    assert (hall["amountAwarded"], hall["recipientOrganization"][0]["id"]) == (1234.56, "GB-COH-00000001")
    assert person["recipientIndividual"] == {"id": "360G-Example-2-recipient", "name": "Individual recipient"}
    assert person["amountAwarded"] == 500
    assert "recipientOrganization" not in person
    assert PRIVATE not in json.dumps(package)


def test_entities_of_followthemoney(standards):
    ids, referred = set(), set()
    for path in (standards / "followthemoney").glob("*.ftm.json.gz"):
        for line in gzip.decompress(path.read_bytes()).decode().splitlines():
            entity = json.loads(line)
            assert set(entity["properties"]) <= ENTITIES[entity["schema"]]
            for values in entity["properties"].values():
                assert isinstance(values, list)
                assert all(isinstance(value, str) for value in values)
            assert entity["id"] not in ids
            ids.add(entity["id"])
            if entity["schema"] == "Payment":
                referred |= set(entity["properties"]["payer"] + entity["properties"]["beneficiary"])
    assert referred <= ids
    assert len([each for each in ids if each.startswith("daylight-paid-")]) == 14
