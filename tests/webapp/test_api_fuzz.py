"""A fuzzer that is not ours reads the document of the API and tries to catch it lying."""

import pytest
from hypothesis import HealthCheck, given, settings

from tests.tracker.publishing import MADE, published
from webapp.app import create_app
from webapp.limits import limiter

schemathesis = pytest.importorskip("schemathesis", reason="needs the extra 'full'", exc_type=ImportError)
positive_data_acceptance = pytest.importorskip("schemathesis.specs.openapi.checks").positive_data_acceptance
pytestmark = pytest.mark.readers
# No schema can say which cursor a list has made, or that a month needs a body: 422 with a sentence is right for those.
_WORDS_ALONE = [positive_data_acceptance]


@pytest.fixture(scope="module")
def schema(tmp_path_factory):
    """The document of a site with a little of everything; without the limit of requests, which a fuzzer reaches."""
    installation, _ = published(tmp_path_factory.mktemp("fuzz"))
    app = create_app(installation, clock=lambda: MADE)
    limiter.enabled = False
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    limiter.enabled = True
    app.extensions["daylight"].engine.dispose()


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode))
def test_schemathesis_finds_nothing(schema, mode):
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) == 20
    if mode.is_negative:  # any text may be an id, so only lists can be asked what breaks the document
        operations = [operation for operation in operations if "{" not in operation.full_path]
    for operation in operations:

        @given(case=operation.as_strategy(mode))
        @settings(max_examples=5, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
        def holds(case):
            case.call_and_validate(excluded_checks=_WORDS_ALONE)

        holds()
