"""What the export dialog says: of a format, the name of its file and what to know before; of a preview."""

from __future__ import annotations

from reid_desktop.domain.export_preview import ExportPreview
from reid_desktop.domain.review import UNDECIDED, Verdict
from reid_desktop.ui import text
from reid_desktop.ui.translating import said, tr

SUFFIXES = {"sheet": "pdf", "case-uco": "jsonld", "eventscsv": "csv", "eventsjson": "json"}
"""Of formats whose files are not called after them."""
FOLDERS = frozenset({"htmlfolder", "crops", "clips", "redacted", "bag", "disclosure", "vics", "xmp"})
"""Formats that make a folder."""
REDACTED, SHEET = "redacted", "sheet"

_REDACTED = said(
    "Everyone whom the program found is masked, but for the sightings that are confirmed. Work through "
    "checklist.csv by eye before anything is released."
)
_LARGE = said("Holds the bytes of the original files: it can become large.")
_NOTES = {
    SHEET: said("One page for each sighting that is confirmed; where none is, for every one."),
    REDACTED: _REDACTED,
    "clips": _LARGE,
    "vics": _LARGE,
    "disclosure": said("Holds every search of the case with its whole list, and the log."),
    "bag": said("Holds report, tables, crops and log. Without a key it is hashed but not signed."),
}
_DECIDED = {
    Verdict.CONFIRMED.value: said("confirmed"),
    Verdict.EXCLUDED.value: said("excluded"),
    Verdict.INCONCLUSIVE.value: said("inconclusive"),
    UNDECIDED: said("undecided"),
}


def suffix_of(kind: str) -> str:
    """Return the ending of the file with its dot; empty for a folder."""
    return "" if kind in FOLDERS else f".{SUFFIXES.get(kind, kind)}"


def note_of(kind: str) -> str:
    """Return what to know of a format; empty where there is nothing."""
    return tr(_NOTES[kind]) if kind in _NOTES else ""


def preview_words(preview: ExportPreview, kind: str) -> str:
    """Return what an export would hold, in a few sentences."""
    rows = text.counted(preview.rows, "sighting", "sightings")
    media = text.counted(preview.media, "file", "files")
    parts = [tr("{rows} in {media}.", rows=rows, media=media)]
    decided = [
        tr("{count} {decision}", count=text.number(preview.decisions[key]), decision=tr(words))
        for key, words in _DECIDED.items()
        if preview.decisions.get(key)
    ]
    if decided:
        words = ", ".join(decided)
        parts.append(f"{words[:1].upper()}{words[1:]}.")
    if preview.without_time or preview.without_place:
        no_time, no_place = text.number(preview.without_time), text.number(preview.without_place)
        parts.append(tr("Without a time: {time}; without a place: {place}.", time=no_time, place=no_place))
    if kind == SHEET:
        pages = preview.decisions.get(Verdict.CONFIRMED.value, 0) or preview.rows
        parts.append(text.counted(pages, "page", "pages") + ".")
    if kind == REDACTED:
        parts.append(tr("Stay visible: {count}.", count=text.number(preview.visible)))
    return " ".join(parts)
