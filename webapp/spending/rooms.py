"""The blueprint that all pages of spending hang on."""

from flask import Blueprint

__all__ = ["blueprint"]

blueprint = Blueprint("spending", __name__, template_folder="templates")
