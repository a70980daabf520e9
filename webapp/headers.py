"""The headers on every answer: what a page may load (only ours), who may frame it (nobody), how long it is kept."""

from flask import Flask, Response, g, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin

__all__ = ["POLICY", "Sessions", "send"]

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
# A taken-down text must be gone everywhere within a minute, so nothing may be kept longer without asking again.
_KEPT_SECONDS = 60


class Sessions(SecureCookieSessionInterface):
    """Signed cookies, set only where a page uses one; an answer that looked at its session is nobody else's to keep."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Send the cookie if there is anything to send, and say who may keep the answer."""
        super().save_session(app, session, response)
        personal = session.accessed or request.method not in {"GET", "HEAD"} or response.status_code >= 400
        if personal:
            response.headers["Cache-Control"] = "private, no-store"
        elif request.endpoint != "static":
            response.headers.setdefault("Cache-Control", f"public, max-age={_KEPT_SECONDS}")


def send(app: Flask) -> None:
    """Put the headers on every answer of the site, errors and files included."""
    app.session_interface = Sessions()
    # Flask's own processor looks at the session for every template, which would make every page a personal one.
    app.template_context_processors[None] = [lambda: {"g": g, "request": request}]

    @app.after_request
    def _send(response: Response) -> Response:
        for name, value in _ALWAYS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        if "frame-ancestors *" in response.headers["Content-Security-Policy"]:
            del response.headers["X-Frame-Options"]  # a page made to be embedded, which holds no form
        if request.is_secure:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        return response
