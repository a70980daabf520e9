"""Opens zipped documents (DOCX, XLSX, ODT, ODS) under a budget, and their XML without entities or document types."""

import io
import zipfile
import zlib
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from parsers.bid_documents import Refused
from parsers.issues.bids import DAMAGED, ENCRYPTED, HOSTILE, TOO_LARGE

__all__ = ["Package", "local"]

_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, KeyError, RuntimeError)
_MOST_MEMBERS = 1000
_MOST_BYTES = 200 << 20
_MOST_RATIO = 200  # no honest document packs better than this over all of its parts


def local(name: str) -> str:
    """The local name of a qualified element or attribute name."""
    return name.rsplit("}", 1)[-1]


class Package:
    """The members of a zipped document, each read once and within one budget of unpacked bytes."""

    def __init__(self, data: bytes, format_name: str) -> None:
        """Open ``data``; raises Refused where it is no archive, has too many members or is locked."""
        self.format = format_name
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            members = self._archive.infolist()
        except _DAMAGE:
            raise Refused(DAMAGED, format=format_name, problem="it is not a whole archive") from None
        if len(members) > _MOST_MEMBERS:
            raise Refused(TOO_LARGE, limit=f"{_MOST_MEMBERS} parts")
        if any(member.flag_bits & 1 for member in members):
            raise Refused(ENCRYPTED)
        self.names = [member.filename for member in members]
        if len(set(self.names)) != len(self.names):
            raise Refused(HOSTILE, what="two parts of the same name")
        self._left = min(_MOST_BYTES, max(_MOST_RATIO * len(data), 8 << 20))

    def read(self, name: str) -> bytes:
        """The bytes of a member; raises Refused when the document unpacks to more than its budget."""
        chunks = []
        try:
            with self._archive.open(name) as member:
                while chunk := member.read(1 << 16):
                    self._left -= len(chunk)
                    if self._left < 0:
                        raise Refused(TOO_LARGE, limit="is allowed once it is unpacked")
                    chunks.append(chunk)
        except _DAMAGE as error:
            raise Refused(DAMAGED, format=self.format, problem=f"its part {name[:80]} is damaged") from error
        return b"".join(chunks)

    def xml(self, name: str) -> Element:
        """A member as XML; raises Refused for a document type, an entity or XML that is not well formed."""
        try:
            return fromstring(self.read(name), forbid_dtd=True)
        except DefusedXmlException:
            raise Refused(HOSTILE, what="a document type or an entity in its XML") from None
        except (ParseError, ValueError, LookupError, RecursionError):
            raise Refused(DAMAGED, format=self.format, problem=f"its part {name[:80]} is not well formed") from None
