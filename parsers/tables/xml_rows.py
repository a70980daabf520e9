"""Reads XML that repeats one element for each record as rows of text, the names of its members as headings."""

from collections import Counter
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from parsers.issues.tables import TRUNCATED, UNSUPPORTED
from parsers.tables import Part, Row, Table, Unreadable

__all__ = ["read_xml_rows"]


def read_xml_rows(data: bytes) -> Table:
    """The records as one part named after their element, headings first. Raises Unreadable.

    Elements inside a member are joined with a space; attributes of the record are members too.
    """
    try:
        root = fromstring(data)
    except DefusedXmlException:
        raise Unreadable(UNSUPPORTED, format="XML with declarations of its own") from None
    except (ParseError, ValueError, LookupError):
        raise Unreadable(TRUNCATED, format="XML") from None
    # The record is the element that occurs most and has members of its own.
    names = Counter(_name(each.tag) for each in root.iter() if _holds(each) and each is not root)
    if not names:
        raise Unreadable(UNSUPPORTED, format="XML without records")
    record = max(names, key=lambda name: names[name])
    records = [_members(each) for each in root.iter() if _name(each.tag) == record and _holds(each)]
    headings = list(dict.fromkeys(heading for members in records for heading in members))
    rows: list[Row] = [headings, *([members.get(heading, "") for heading in headings] for members in records)]
    return Table("xml", "utf-8", iter([Part(record, iter(rows))]))


def _holds(element: Any) -> bool:
    return len(element) > 0 or len(element.attrib) > 1


def _members(record: Any) -> dict[str, str]:
    members: dict[str, str] = {_name(name): text for name, text in record.attrib.items()}
    for member in record:
        text = " ".join(" ".join(member.itertext()).split())
        name = _name(member.tag)
        members[name] = f"{members[name]} {text}" if name in members else text
    return members


def _name(tag: object) -> str:
    return str(tag).rpartition("}")[2]
