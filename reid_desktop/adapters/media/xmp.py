"""Reads an XMP packet (XML of ISO 16684-1) into flat properties."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

LARGEST_BYTES = 8 << 20
DEEPEST = 24
MOST_PROPERTIES = 5000

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_LISTS = {f"{_RDF}Seq", f"{_RDF}Bag", f"{_RDF}Alt"}
_PREFIXES = {
    "http://ns.adobe.com/exif/1.0/": "exif",
    "http://cipa.jp/exif/1.0/": "exifEX",
    "http://ns.adobe.com/tiff/1.0/": "tiff",
    "http://ns.adobe.com/xap/1.0/": "xmp",
    "http://ns.adobe.com/xap/1.0/mm/": "xmpMM",
    "http://ns.adobe.com/photoshop/1.0/": "photoshop",
    "http://ns.adobe.com/camera-raw-settings/1.0/": "crs",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://ns.google.com/photos/1.0/camera/": "GCamera",
    "http://ns.google.com/photos/1.0/container/": "Container",
    "http://ns.google.com/photos/1.0/container/item/": "Item",
}


def xmp_properties(packet: bytes) -> dict[str, str]:
    """Return the properties of a packet, the first value of each; nothing for what is no packet.

    Names have the usual prefixes whatever the packet calls them: `exif:DateTimeOriginal`. A value inside
    others is named by its path, list items from 1: `Container:Directory[2]/Container:Item/Item:Length`.
    Entities, document types and outside references are refused as an attack: the packet then says nothing.
    """
    data = packet[:LARGEST_BYTES].strip(b"\0 \t\r\n")
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return {}  # whatever it is, it is no XMP; LookupError: an unknown encoding
    found: dict[str, str] = {}
    for number, (name, value) in enumerate(_descriptions(root)):
        if number >= MOST_PROPERTIES:
            break
        found.setdefault(name, value)
    return found


def _descriptions(root: Element) -> Iterator[tuple[str, str]]:
    for description in root.iter(f"{_RDF}Description"):
        yield from _inside(description, "", 0)


def _inside(element: Element, path: str, depth: int) -> Iterator[tuple[str, str]]:
    """Yield the properties of a structure: its attributes, then its children."""
    for name, value in element.attrib.items():
        if not name.startswith(_RDF) and not name.startswith("{http://www.w3.org/XML"):
            yield path + _short(name), value.strip()
    for child in element:
        if depth < DEEPEST and not child.tag.startswith(_RDF):
            yield from _value(child, path + _short(child.tag), depth + 1)


def _value(element: Element, name: str, depth: int) -> Iterator[tuple[str, str]]:
    """Yield what stands in one property: a text, a list or a structure."""
    text = (element.text or "").strip()
    if text:
        yield name, text
    yield from _inside(element, f"{name}/", depth)
    for child in element:
        if depth >= DEEPEST:
            return
        if child.tag in _LISTS:
            yield from _items(child, name, depth + 1)
        elif child.tag == f"{_RDF}Description":
            yield from _inside(child, f"{name}/", depth + 1)


def _items(list_: Element, name: str, depth: int) -> Iterator[tuple[str, str]]:
    for number, item in enumerate(list_, start=1):
        if number == 1 and (item.text or "").strip():
            yield name, (item.text or "").strip()
        yield from _value(item, f"{name}[{number}]", depth)


def _short(tag: str) -> str:
    """Return `prefix:Name` of `{namespace}Name`; an unknown namespace stays as it is."""
    namespace, _, name = tag[1:].rpartition("}") if tag.startswith("{") else ("", "", tag)
    return f"{_PREFIXES.get(namespace, namespace)}:{name}" if namespace else name
