"""XML written piece by piece through the standard library's generator, which escapes every text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import TextIOBase
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from .plain_text import unmarked


class XmlWriter:
    """Writes elements as they come; texts are made inert first, also for readers that take them for HTML."""

    def __init__(self, file: TextIOBase) -> None:
        """Write to `file`, which is UTF-8."""
        self._generator = XMLGenerator(file, "UTF-8", short_empty_elements=True)
        self._generator.startDocument()

    @contextmanager
    def element(self, name: str, attributes: Mapping[str, str] | None = None) -> Iterator[None]:
        """Write an element around what is written inside the `with`, on lines of its own."""
        self._generator.startElement(name, _inert(attributes))
        yield
        self._generator.endElement(name)
        self._generator.ignorableWhitespace("\n")

    def leaf(self, name: str, value: str | float | None, attributes: Mapping[str, str] | None = None) -> None:
        """Write an element with a text or a number; nothing at all for None."""
        if value is None:
            return
        with self.element(name, attributes):
            text = unmarked(value) if isinstance(value, str) else f"{value:.7f}".rstrip("0").rstrip(".")
            self._generator.characters(text)


def _inert(attributes: Mapping[str, str] | None) -> AttributesImpl[str]:
    return AttributesImpl({name: unmarked(value) for name, value in (attributes or {}).items()})
