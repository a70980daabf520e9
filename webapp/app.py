"""Makes the site: its rooms, its walls (headers, access, limits) and the words that every template may use."""

import datetime as dt
from collections.abc import Callable
from importlib import import_module

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from tracker.db import open_database
from tracker.settings import Settings
from tracker.signing import signing_key
from webapp import access, errors, headers, limits, origin, wording
from webapp.addresses import (
    asset,
    file_address,
    pairs,
    payment_address,
    payments_address,
    supplier_address,
    with_query,
)
from webapp.charts import share
from webapp.discussion.addresses import comment_address, comments_address
from webapp.pages import twin_url
from webapp.site import Site

__all__ = ["BLUEPRINTS", "create_app"]

# One folder for each user's job; each has a ``blueprint`` in its views.
BLUEPRINTS = (
    "webapp.home.views",
    "webapp.spending.views",
    "webapp.search.views",
    "webapp.open.views",
    "webapp.open.purchases",
    "webapp.open.files",
    "webapp.open.clock",
    "webapp.grants.views",
    "webapp.alerts.views",
    "webapp.account.views",
    "webapp.account.factors",
    "webapp.bids.views",
    "webapp.bids.bidder",
    "webapp.bids.officer",
    "webapp.bids.review",
    "webapp.bids.holder",
    "webapp.discussion.views",
    "webapp.moderate.views",
    "webapp.moderate.log",
    "webapp.software.views",
    "webapp.software.recipes",
    "webapp.software.recipe_forms",
    "webapp.software.suggestions",
    "webapp.promises.views",
    "webapp.promises.campaigns",
    "webapp.replies.views",
    "webapp.data.views",
    "webapp.data.asking",
    "webapp.api.views",
    "webapp.api.guide",
    "webapp.trust.flags",
    "webapp.trust.quality",
    "webapp.trust.identity",
    "webapp.moderate.proposals",
    "webapp.moderate.replies",
    "webapp.moderate.campaigns",
)

_UPLOAD = 25 << 20  # hostile-inputs C12


def create_app(settings: Settings, *, clock: Callable[[], dt.datetime] | None = None) -> Flask:
    """The site of an installation; ``clock`` gives the time, aware and in UTC, for tests of what happens when."""
    app = Flask(__name__)
    secret = signing_key(settings)
    secure = settings.base_url.startswith("https:")
    app.config.update(
        SECRET_KEY=secret,
        MAX_CONTENT_LENGTH=_UPLOAD,
        SESSION_COOKIE_NAME="__Host-daylight" if secure else "daylight",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
        SEND_FILE_MAX_AGE_DEFAULT=3600,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=secure,
    )
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.extensions["daylight"] = Site(
        settings, open_database(settings), clock or (lambda: dt.datetime.now(dt.UTC)), secret
    )
    if settings.proxies:
        # Exactly the proxies of ours: one more, and a reader could choose the address that limits count (C9).
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies
        )
    CSRFProtect(app)
    headers.send(app)
    origin.from_here_only(app)
    limits.limiter.init_app(app)
    access.guard(app)
    errors.answer(app)
    wording.teach(app)
    app.jinja_env.globals.update(
        twin_url=twin_url, asset=asset, with_query=with_query, share=share, file_address=file_address,
        payment_address=payment_address, payments_address=payments_address, supplier_address=supplier_address,
        pairs=pairs, comment_address=comment_address, comments_address=comments_address,
    )  # fmt: skip
    for place in BLUEPRINTS:
        app.register_blueprint(import_module(place).blueprint)
    return app
