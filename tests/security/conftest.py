"""Sites for the tests of attacks, each made once for a module."""

import shutil

import pytest

from tests.security.everything import NOW
from tracker.db import engine_for
from tracker.settings import Settings
from webapp.app import create_app
from webapp.limits import limiter


class Place:
    """One installation: its settings, its database, its site, and a browser without a cookie."""

    def __init__(self, settings):
        self.settings, self.now = settings, NOW
        self.engine = engine_for(settings.database)
        self.app = create_app(settings, clock=lambda: self.now)
        self.client = self.app.test_client()

    def close(self):
        self.engine.dispose()
        self.app.extensions["daylight"].engine.dispose()


@pytest.fixture(scope="module")
def new_place(tmp_path_factory, _sqlite_template):
    """Makes installations; one address reads every page within seconds here, so the general limit is off."""
    made = []
    before, limiter.enabled = limiter.enabled, False

    def make():
        folder = tmp_path_factory.mktemp("site")
        shutil.copyfile(_sqlite_template, folder / "daylight.sqlite")
        place = Place(Settings(_env_file=None, data_dir=folder, secret_key="only for tests", database_url=""))
        made.append(place)
        return place

    yield make
    for place in made:
        place.close()
    limiter.enabled = before
