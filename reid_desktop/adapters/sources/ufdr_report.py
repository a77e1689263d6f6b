"""Reads the report of a Cellebrite extraction (`report.xml` of a UFDR), as a stream and without entities."""

from __future__ import annotations

import xml.sax
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

import defusedxml.sax
from defusedxml.common import DefusedXmlException

from reid_desktop.adapters.sources.files import why
from reid_desktop.domain.errors import SourceError

LONGEST_TEXT = 2000
MOST_ITEMS = 200
_PIECE_BYTES = 1 << 18


@dataclass(slots=True)
class Reported:
    """One file as the report names it."""

    path: str
    """On the phone."""
    file_system: str = ""
    is_deleted: bool = False
    local: str = ""
    """In the extraction, with `/`; empty where the content is not part of it."""
    md5: str = ""
    stamps: dict[str, str] = field(default_factory=dict)
    items: dict[str, str] = field(default_factory=dict)


def reported_files(report: BinaryIO) -> Iterator[Reported]:
    """Yield the files that a report names.

    :raises SourceError: after the good ones, where the report is damaged or made to do harm.
    """
    handler = _Files()
    parser = defusedxml.sax.make_parser()
    parser.setContentHandler(handler)
    try:
        while piece := report.read(_PIECE_BYTES):
            parser.feed(piece)
            yield from handler.taken()
        parser.close()
    except (xml.sax.SAXException, DefusedXmlException, ValueError, LookupError) as cause:
        yield from handler.taken()
        raise SourceError("The report cannot be read to its end: {reason}.", reason=why(cause)) from cause
    yield from handler.taken()


class _Files(ContentHandler):
    """Gathers the files of what was parsed."""

    def __init__(self) -> None:
        super().__init__()
        self._done: list[Reported] = []
        self._file: Reported | None = None
        self._name: str | None = None
        self._text: list[str] = []
        self._length = 0

    def taken(self) -> list[Reported]:
        """Return what was gathered since the last time."""
        done, self._done = self._done, []
        return done

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        """Begin a file, or a text about one."""
        if name == "file" and self._file is None and attrs.get("path"):
            self._file = Reported(
                attrs["path"][:LONGEST_TEXT],
                attrs.get("fs", "")[:LONGEST_TEXT],
                attrs.get("deleted", "").casefold() == "deleted",
            )
        elif self._file is not None and name in {"item", "timestamp"}:
            self._name = attrs.get("name", "")[:LONGEST_TEXT]
            self._text, self._length = [], 0

    def characters(self, content: str) -> None:
        """Keep a text up to a length."""
        if self._name is not None and self._length < LONGEST_TEXT:
            self._text.append(content[: LONGEST_TEXT - self._length])
            self._length += len(content)

    def endElement(self, name: str) -> None:
        """End a text or a file."""
        if self._file is None:
            return
        if name == "file":
            self._done.append(self._file)
            self._file = None
        elif self._name is not None and name in {"item", "timestamp"}:
            self._keep(self._file, name, self._name, "".join(self._text).strip())
            self._name = None

    @staticmethod
    def _keep(file: Reported, element: str, name: str, text: str) -> None:
        if element == "timestamp":
            if len(file.stamps) < MOST_ITEMS:
                file.stamps.setdefault(name, text)
        elif name == "Local Path":
            file.local = text.replace("\\", "/").lstrip("/")
        elif name == "MD5":
            file.md5 = text.casefold()
        elif len(file.items) < MOST_ITEMS:
            file.items.setdefault(name, text)
