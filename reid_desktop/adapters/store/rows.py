"""Domain values as columns, and back."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import MISSING, asdict, fields
from typing import Any

from reid_desktop.domain.capture import CaptureTime, Place, PlaceSource, TimeSource
from reid_desktop.domain.geometry import Box, Size
from reid_desktop.domain.ids import ExhibitId, MediaId, SearchId, SightingId, SourceId
from reid_desktop.domain.media import Copy, MediaItem, MediaKind, RawFacts
from reid_desktop.domain.query import (
    Candidate,
    Filters,
    IndexKind,
    IndexState,
    NearPlace,
    ProbeOrigin,
    SearchRecord,
)
from reid_desktop.domain.sighting import Sighting

Text = str | bytes
"""A text column: UTF-8 text where that can hold it, else the bytes of `stored`."""


def stored(text: str) -> Text:
    """Return what to bind for `text`; every string survives, lone surrogates included.

    A file name on Linux is bytes. Python shows undecodable ones as surrogate
    escapes, which SQLite text cannot hold, so such a string is kept as bytes.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
    return text


def stored_or_none(text: str | None) -> Text | None:
    """Return `stored(text)`, or None for None."""
    return None if text is None else stored(text)


def restored(value: Text) -> str:
    """Return the string that `stored` was given."""
    return value if isinstance(value, str) else value.decode("utf-8", "surrogatepass")


def restored_or_none(value: Text | None) -> str | None:
    """Return `restored(value)`, or None for None."""
    return None if value is None else restored(value)


def to_json(value: object) -> str:
    """Return compact ASCII JSON with sorted keys; what JSON does not know becomes its text."""
    return json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"), default=str)


def _known(kind: type, text: str) -> dict[str, Any]:
    """Return what a dataclass knows of a JSON object: a later version may have written more."""
    names = {f.name for f in fields(kind)}
    return {name: value for name, value in json.loads(text).items() if name in names}


def facts_to_json(facts: RawFacts) -> str:
    """Return the facts that differ from an unread file's, as JSON."""
    values = asdict(facts)
    unread = {f.name: f.default for f in fields(RawFacts) if f.default is not MISSING}
    return to_json({name: value for name, value in values.items() if value != unread[name]})


def facts_from_json(text: str) -> RawFacts:
    """Return the facts kept by `facts_to_json`."""
    values = _known(RawFacts, text)
    if values.get("size"):
        values["size"] = Size(**values["size"])
    if values.get("place"):
        place = values["place"]
        values["place"] = Place(**(place | {"source": PlaceSource(place["source"])}))
    if "warnings" in values:
        values["warnings"] = tuple(values["warnings"])
    return RawFacts(**values)


def time_columns(time: CaptureTime | None) -> tuple[object, ...]:
    """Return time_utc_ms, time_uncertainty_s, time_original, time_zone, time_source."""
    if time is None:
        return (None,) * 5
    return (
        time.utc_ms,
        time.uncertainty_s,
        stored(time.original),
        stored_or_none(time.zone),
        time.source.value,
    )


def place_columns(place: Place | None) -> tuple[object, ...]:
    """Return latitude_deg, longitude_deg, accuracy_m, altitude_m, place_source."""
    if place is None:
        return (None,) * 5
    return (
        place.latitude_deg,
        place.longitude_deg,
        place.accuracy_m,
        place.altitude_m,
        place.source.value,
    )


def _time(row: sqlite3.Row) -> CaptureTime | None:
    if row["time_utc_ms"] is None:
        return None
    return CaptureTime(
        row["time_utc_ms"],
        row["time_uncertainty_s"],
        restored(row["time_original"]),
        restored_or_none(row["time_zone"]),
        TimeSource(row["time_source"]),
    )


def _place(row: sqlite3.Row) -> Place | None:
    if row["latitude_deg"] is None:
        return None
    return Place(
        row["latitude_deg"],
        row["longitude_deg"],
        PlaceSource(row["place_source"]),
        row["accuracy_m"],
        row["altitude_m"],
    )


def copy_from(row: sqlite3.Row) -> Copy:
    """Return the copy in a row of copy joined with exhibit."""
    return Copy(
        ExhibitId(restored(row["exhibit_id"])),
        SourceId(row["source_id"]),
        restored(row["path"]),
        restored(row["device_path"]),
        row["size_bytes"],
        row["mtime_ns"],
    )


def media_from(row: sqlite3.Row, copies: tuple[Copy, ...]) -> MediaItem:
    """Return the item in a row of media."""
    return MediaItem(
        MediaId(row["media_id"]),
        row["sha256"],
        MediaKind(row["kind"]),
        row["container"],
        row["size_bytes"],
        facts_from_json(row["facts"]),
        _time(row),
        _place(row),
        copies,
    )


def sighting_from(row: sqlite3.Row) -> Sighting:
    """Return the sighting in a row of sighting."""
    return Sighting(
        SightingId(row["sighting_id"]),
        MediaId(row["media_id"]),
        Box(row["left_px"], row["top_px"], row["right_px"], row["bottom_px"]),
        Size(row["frame_width_px"], row["frame_height_px"]),
        row["score"],
        row["quality"],
        row["start_s"],
        row["end_s"],
        row["best_s"],
    )


def filters_to_json(filters: Filters) -> str:
    """Return the filters as JSON, sets as sorted lists."""
    values = {
        name: sorted(value) if isinstance(value, frozenset) else value
        for name, value in asdict(filters).items()
    }
    return to_json(values)


def _filters(text: str) -> Filters:
    values = _known(Filters, text)
    for name in ("exhibits", "media", "sightings", "kinds"):
        if values[name] is not None:
            values[name] = frozenset(values[name])
    if values["near"] is not None:
        values["near"] = NearPlace(**values["near"])
    return Filters(**values)


def _probe(text: str) -> ProbeOrigin:
    values = _known(ProbeOrigin, text)
    if values["box"] is not None:
        values["box"] = Box(**values["box"])
    return ProbeOrigin(**values)


def _index_state(text: str) -> IndexState:
    values = _known(IndexState, text)
    return IndexState(**(values | {"kind": IndexKind(values["kind"])}))


def search_from(row: sqlite3.Row, candidates: tuple[Candidate, ...]) -> SearchRecord:
    """Return the search in a row of search joined with model."""
    return SearchRecord(
        SearchId(row["search_id"]),
        row["created_utc"],
        restored(row["examiner"]),
        _probe(row["probe"]),
        row["model_key"],
        _filters(row["filters"]),
        row["top"],
        _index_state(row["index_state"]),
        candidates,
    )
