"""Reads XML that repeats one element for each record as rows of text, the names of its members as headings."""

from collections import Counter

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from parsers.issues.tables import TRUNCATED, UNSUPPORTED
from parsers.tables import Part, Row, Table, Unreadable

__all__ = ["read_xml_rows"]


def read_xml_rows(data: bytes) -> Table:
    """The records as one part named after their element, headings first. Raises Unreadable.

    Elements inside a member are joined with a space.
    """
    try:
        root = fromstring(data)
    except DefusedXmlException:
        raise Unreadable(UNSUPPORTED, format="XML with declarations of its own") from None
    except (ParseError, ValueError, LookupError):
        raise Unreadable(TRUNCATED, format="XML") from None
    # The record is the element that occurs most and has members of its own.
    names = Counter(_name(each.tag) for each in root.iter() if len(each) and each is not root)
    if not names:
        raise Unreadable(UNSUPPORTED, format="XML without records")
    record = max(names, key=lambda name: names[name])
    records = [_members(each) for each in root.iter() if _name(each.tag) == record and len(each)]
    headings = list(dict.fromkeys(heading for members in records for heading in members))
    rows: list[Row] = [headings, *([members.get(heading, "") for heading in headings] for members in records)]
    return Table("xml", "utf-8", iter([Part(record, iter(rows))]))


def _members(record: object) -> dict[str, str]:
    members: dict[str, str] = {}
    for member in record:  # type: ignore[attr-defined]
        text = " ".join(" ".join(member.itertext()).split())
        name = _name(member.tag)
        members[name] = f"{members[name]} {text}" if name in members else text
    return members


def _name(tag: object) -> str:
    return str(tag).rpartition("}")[2]
