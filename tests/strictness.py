"""In CI a test that should have run and did not is a failure: every skip is turned into one, with its reason."""

import os

import pytest

from tests.corpus import corpus_root

IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def _allowed(item: pytest.Item) -> bool:
    # The real files are no part of the project, so a machine that has none may run CI without them.
    return item.get_closest_marker("corpus") is not None and corpus_root() is None


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Turn a skip into a failure in CI, saying which means were missing."""
    outcome = yield
    report = outcome.get_result()
    if IN_CI and report.skipped and not hasattr(report, "wasxfail") and not _allowed(item):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} must run in CI and was skipped: {reason}"


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report(collector):
    """A whole file that steps aside while it is read, because a library is missing, is a failure in CI too."""
    outcome = yield
    report = outcome.get_result()
    if IN_CI and report.skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"{collector.nodeid} must run in CI and was skipped: {reason}"


def pytest_sessionfinish(session, exitstatus):
    """An empty run proves nothing: no test executed is a failure too."""
    if IN_CI and session.testscollected == 0:
        session.exitstatus = pytest.ExitCode.NO_TESTS_COLLECTED
