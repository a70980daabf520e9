"""The shapes of the API as pydantic models, made from the lists that the tracker declares, so they cannot drift."""

import datetime as dt
from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, create_model
from pydantic.types import AwareDatetime

from tracker.listing import Field as ListField

__all__ = ["LARGEST", "Problem", "item_model", "page_model", "query_model"]

LARGEST = 200
_TYPES: dict[str, Any] = {
    "text": str, "id": str, "integer": int, "number": float, "date": dt.date, "moment": AwareDatetime, "boolean": bool,
}  # fmt: skip


class Problem(BaseModel):
    """Why a request was not answered, in a sentence."""

    error: str
    title: str | None = None


class _Query(BaseModel):
    model_config = ConfigDict(extra="forbid")

    cursor: Annotated[str | None, Field(description="The next_cursor of the page before.", max_length=500)] = None
    limit: Annotated[int, Field(description="How many items at once.", ge=1, le=LARGEST)] = 50


def item_model(name: str, fields: Iterable[ListField]) -> type[BaseModel]:
    """The model of one item of a list; every field but the id may be null."""
    shapes: dict[str, Any] = {}
    for field in fields:
        kind = _TYPES[field.type]
        if field.name == "id":
            shapes[field.name] = (kind, Field(description=field.about))
        else:
            shapes[field.name] = (kind | None, Field(default=None, description=field.about))
    return create_model(name, **shapes)


def page_model(name: str, item: type[BaseModel]) -> type[BaseModel]:
    """The model of one page of a list."""
    return create_model(
        f"{name}Page",
        items=(list[item], Field(description="The items, in the list's own order.")),  # type: ignore[valid-type]
        next_cursor=(str | None, Field(default=None, description="The cursor of the next page; null at the end.")),
        next=(str | None, Field(default=None, description="The address of the next page; null at the end.")),
    )


def query_model(name: str, filters: Iterable[tuple[str, str]]) -> type[BaseModel]:
    """The model of what a list may be asked."""
    shapes: dict[str, Any] = {
        key: (str | None, Field(default=None, description=about, max_length=200)) for key, about in filters
    }
    return create_model(f"{name}Query", __base__=_Query, **shapes)
