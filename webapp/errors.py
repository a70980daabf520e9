"""What a reader is told when a page cannot be shown: what happened, and where to go from here."""

from flask import Flask, Response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from webapp.pages import json_text

__all__ = ["answer"]

_SENTENCES = {
    400: ("That request cannot be read", "Something in the address or the form does not make sense to us."),
    403: ("This is not open to you", "You may need to sign in, or your role does not include this page."),
    404: ("There is no such page", "The address may be mistyped, or the thing may have been withdrawn."),
    405: ("That cannot be done here", "This address answers to another kind of request."),
    410: ("This was taken down", "The page was here and was removed; the public log says when and on which ground."),
    413: ("That is too large", "The limit is 25 MB for everything sent at once."),
    429: ("Too many requests", "Please wait a minute and try again; bulk downloads are under Data."),
    500: ("Something broke on our side", "The fault is ours and has been noted. Nothing that you sent was kept."),
}


def answer(app: Flask) -> None:
    """Answer every error in the house's own words, in the form that was asked for."""

    @app.errorhandler(HTTPException)
    def _told(error: HTTPException) -> Response:
        if error.response is not None:
            return Response(
                error.response.get_data(), status=error.response.status_code, headers=error.response.headers
            )
        code = error.code or 500
        title, sentence = _SENTENCES.get(code, _SENTENCES[400 if code < 500 else 500])
        own = error.description if error.description and error.description != type(error).description else ""
        return _shaped(code, title, own or sentence)

    @app.errorhandler(CSRFError)
    def _stale(_: CSRFError) -> Response:
        title = "The form was too old"
        return _shaped(
            400, title, "For safety a form works only from our own page. Go back, reload it, and send again."
        )


def _shaped(code: int, title: str, sentence: str) -> Response:
    if request.path.endswith(".json") or request.path.startswith("/api/"):
        return Response(
            json_text({"status": code, "title": title, "detail": sentence}), code, mimetype="application/json"
        )
    return Response(
        render_template("error.html", title=title, sentence=sentence, code=code), code, mimetype="text/html"
    )
