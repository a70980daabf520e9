"""Comments that may name a bidder are held for two moderators; innocent ones are not."""

import pytest

from tests.tracker.bidding import Council, moderator
from tests.tracker.test_discussion import _confirm, _do, _write
from tracker.discussion import moderation


@pytest.mark.parametrize(
    "words",
    [
        "I know these people: it is Larkspur Systems again.",
        "LARKSPUR systems, without doubt",
        "l a r k s p u r   s y s t e m s",
        "Surely Larkspur's own words",
        "This reads like Ottoline Vane wrote it",
        "Is this the Pothole-Pilot we had before?",
        "Ask bids@larkspursystems.example",
        "Lаrkspur Systems with a Russian a",
        "www.larkspursystems.example/news",
        "Bright Harbour wrote this",
        "QUILLFEATHER",
    ],
)
def test_a_comment_that_may_name_a_bidder_needs_two_moderators_who_are_not_told_why(shared_procurement, words):
    council, procurement = shared_procurement
    comment_id = _write(council, procurement, words=words, email=f"{abs(hash(words))}@home.example", place=words)
    _confirm(council)
    with council.engine.connect() as connection:
        row = next(row for row in moderation.queue(connection, moderator()) if row.id == comment_id)
    assert row.held
    assert row.hold_note == "It may identify somebody."
    assert _do(council, moderation.show_comment, comment_id) is False
    assert _do(council, moderation.show_comment, comment_id) is False
    assert _do(council, moderation.show_comment, comment_id, who="mod-two") is True


@pytest.mark.parametrize(
    "words",
    [
        "A bright idea for our harbour: publish the price of each year.",
        "Why is hosting so dear in bid B?",
        "The council of Northwick should ask for open source under EUPL.",
        "Potholes on Mill Lane were reported twelve weeks ago.",
        "I think bid A leaves too late; works must be done by March.",
    ],
)
def test_an_innocent_comment_is_not_held(shared_procurement, words):
    council, procurement = shared_procurement
    comment_id = _write(council, procurement, words=words, email=f"{abs(hash(words))}@home.example", place=words)
    _confirm(council)
    with council.engine.connect() as connection:
        row = next(row for row in moderation.queue(connection, moderator()) if row.id == comment_id)
    assert not row.held


@pytest.fixture(scope="module")
def shared_procurement(tmp_path_factory, _sqlite_template):
    """One closed procurement of three bidders, for many comments."""
    import shutil

    from tracker.db import engine_for
    from tracker.settings import Settings

    folder = tmp_path_factory.mktemp("shared")
    shutil.copyfile(_sqlite_template, folder / "daylight.sqlite")
    settings = Settings(_env_file=None, data_dir=folder, secret_key="only for tests", database_url="")
    engine = engine_for(settings.database)
    council = Council(engine, settings)
    yield council, council.closed()
    engine.dispose()
