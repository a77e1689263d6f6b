"""What the export dialog says about a format: the name of its file, and what to know before."""

from __future__ import annotations

SUFFIXES = {"sheet": "pdf", "case-uco": "jsonld", "eventscsv": "csv", "eventsjson": "json"}
"""Of formats whose files are not called after them."""
FOLDERS = frozenset({"htmlfolder", "crops", "clips", "redacted", "bag", "disclosure", "vics", "xmp"})
"""Formats that make a folder."""

_REDACTED = (
    "Everyone whom the program found is masked, but for the sightings that are confirmed. Work through "
    "checklist.csv by eye before anything is released."
)
_NOTES = {
    "sheet": "One page for each sighting that is confirmed; where none is, for every one.",
    "redacted": _REDACTED,
    "clips": "Holds the bytes of the original files: it can become large.",
    "vics": "Holds the bytes of the original files: it can become large.",
    "disclosure": "Holds every search of the case with its whole list, and the log.",
    "bag": "Holds report, tables, crops and log. Without a key it is hashed but not signed.",
}


def suffix_of(kind: str) -> str:
    """Return the ending of the file with its dot; empty for a folder."""
    return "" if kind in FOLDERS else f".{SUFFIXES.get(kind, kind)}"


def note_of(kind: str) -> str:
    """Return what to know of a format; empty where there is nothing."""
    return _NOTES.get(kind, "")
