"""Domain values as columns, and back."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import MISSING, asdict, fields
from typing import Any

from reid_desktop.domain.capture import CaptureTime, Place, PlaceSource, TimeSource
from reid_desktop.domain.claims import Beside, PlaceClaim, PlaceTag, TimeClaim, TimeTag
from reid_desktop.domain.corrections import Corrected, Correction
from reid_desktop.domain.flags import MediaFlag
from reid_desktop.domain.geometry import Box, Size
from reid_desktop.domain.ids import ExhibitId, MediaId, SightingId, SourceId
from reid_desktop.domain.media import Copy, EmbeddedPart, MediaItem, MediaKind, RawFacts
from reid_desktop.domain.sighting import Quality, Sighting
from reid_desktop.domain.stacks import LinkKind, MediaLink

LOG_ROWS, LOG_SHA256 = "log_rows", "log_sha256"
"""Case facts that say how far the log has come."""

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


def any_text(value: object) -> str:
    """Return a text whatever stands in the column: what another program put there included."""
    if isinstance(value, bytes):
        try:
            return restored(value)
        except UnicodeDecodeError:
            return value.decode("utf-8", "backslashreplace")
    return value if isinstance(value, str) else repr(value)


def restored_or_none(value: Text | None) -> str | None:
    """Return `restored(value)`, or None for None."""
    return None if value is None else restored(value)


def to_json(value: object) -> str:
    """Return compact ASCII JSON with sorted keys; what JSON does not know becomes its text."""
    return json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"), default=str)


def known_fields(kind: type, text: str) -> dict[str, Any]:
    """Return what a dataclass knows of a JSON object: a later version may have written more."""
    names = {f.name for f in fields(kind)}
    return {name: value for name, value in json.loads(text).items() if name in names}


def facts_to_json(facts: RawFacts) -> str:
    """Return the facts that differ from an unread file's, as JSON."""
    return _told(facts)


def _told(value: Beside | RawFacts) -> str:
    """Return the fields that say more than nothing, as JSON."""
    values = asdict(value)
    nothing = {f.name: f.default for f in fields(value) if f.default is not MISSING}
    return to_json({name: v for name, v in values.items() if v != nothing.get(name, {})})


def _place_from(values: dict[str, Any]) -> Place:
    return Place(**(values | {"source": PlaceSource(values["source"])}))


def _with_claims(values: dict[str, Any]) -> dict[str, Any]:
    """Bring what JSON made of tuples and claims back, in place."""
    values["times"] = tuple(TimeClaim(**(c | {"tag": TimeTag(c["tag"])})) for c in values.get("times", ()))
    values["places"] = tuple(
        PlaceClaim(PlaceTag(c["tag"]), c["text"], _place_from(c["place"])) for c in values.get("places", ())
    )
    for name in ("warnings", "sidecars", "notes", "impossible_times", "impossible_places", "damage"):
        if name in values:
            values[name] = tuple(values[name])
    if "parts" in values:
        values["parts"] = tuple(EmbeddedPart(**part) for part in values["parts"])
    return values


def beside_to_json(beside: Beside) -> str | None:
    """Return what is known besides the bytes, as JSON; None for nothing."""
    return _told(beside) if beside != Beside() else None


def beside_from_json(text: str | None) -> Beside:
    """Return what `beside_to_json` kept."""
    return Beside(**_with_claims(known_fields(Beside, text))) if text else Beside()


def facts_from_json(text: str) -> RawFacts:
    """Return the facts kept by `facts_to_json`."""
    values = _with_claims(known_fields(RawFacts, text))
    if values.get("size"):
        values["size"] = Size(**values["size"])
    if values.get("place"):
        values["place"] = _place_from(values["place"])
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
        beside_from_json(row["beside"]),
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
        MediaFlag(row["flags"]),
        restored_or_none(row["place_name"]),
        row["testimony"] or "[]",
    )


def link_from(row: sqlite3.Row) -> MediaLink:
    """Return the link in a row of media_link."""
    kind, detail = LinkKind(row["kind"]), restored(row["detail"])
    return MediaLink(MediaId(row["first"]), MediaId(row["second"]), kind, detail, bool(row["is_undone"]))


def correction_value(correction: Correction) -> str | None:
    """Return what a correction sets, as JSON; None where it withdraws."""
    value = correction.time or correction.place
    return None if value is None else to_json(asdict(value))


def correction_from(row: sqlite3.Row) -> Correction:
    """Return the correction in a row."""
    about, values = Corrected(row["about"]), json.loads(row["value"]) if row["value"] else None
    time = place = None
    if values is not None and about is Corrected.TIME:
        time = CaptureTime(**(values | {"source": TimeSource(values["source"])}))
    elif values is not None:
        place = _place_from(values)
    return Correction(
        MediaId(row["media_id"]),
        about,
        time,
        place,
        restored(row["author"]),
        restored(row["reason"]),
        row["at_utc"],
        row["correction_id"],
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
        Quality(row["quality"], row["height_px"], row["sharpness"], bool(row["truncated"]), row["overlap"])
        if row["height_px"] is not None
        else None,
        row["appearance"],
        row["turn_deg"],
        bool(row["quick"]),
    )
