"""What a JSON sidecar of Google Takeout says about its picture."""

from __future__ import annotations

import json
import math
from typing import Any

from reid_desktop.domain.apps import app_of_folder
from reid_desktop.domain.capture import Place, PlaceSource
from reid_desktop.domain.claims import Beside, PlaceClaim, PlaceTag, TimeClaim, TimeTag

_EARLIEST_S, _LATEST_S = -62_135_510_400, 253_370_764_800
"""The years 1 and 9999."""
_SIGNS = ("photoTakenTime", "geoData", "geoDataExif", "googlePhotosOrigin")
_FLAGS = (
    ("trashed", "It was in the trash of Google Photos."),
    ("archived", "It was archived in Google Photos."),
)
_LONGEST_TEXT, _MOST_NAMES = 300, 30

Json = dict[str, Any]


def takeout_facts(data: bytes, name: str) -> Beside | None:
    """Return what a sidecar says of the picture called `name`; None if it is no sidecar of a picture.

    `photoTakenTime` is in UTC. What the picture's own EXIF said (`geoDataExif`) comes before what Google
    Photos has (`geoData`, which its user may have set). 0/0 is how Takeout writes that there is no place.

    :raises ValueError: it is no JSON at all.
    """
    try:
        found = json.loads(data)
    except RecursionError as cause:
        raise ValueError("nested too deeply") from cause
    if not isinstance(found, dict) or not any(isinstance(found.get(sign), dict) for sign in _SIGNS):
        return None
    time = _time(found)
    places = [place for place in (_place(found, "geoDataExif"), _place(found, "geoData")) if place]
    return Beside(
        times=(time,) if time else (),
        places=tuple({claim.place: claim for claim in reversed(places)}.values())[::-1],
        app=app_of_folder(_phone_folder(found)),
        notes=tuple(_notes(found, name)),
    )


def _inside(found: Json, *path: str) -> Json:
    """Return the object at a path; an empty one where there is none."""
    here: Any = found
    for step in path:
        here = here.get(step) if isinstance(here, dict) else None
    return here if isinstance(here, dict) else {}


def _text(found: Json, name: str) -> str:
    value = found.get(name)
    return value.strip()[:_LONGEST_TEXT] if isinstance(value, str) else ""


def _time(found: Json) -> TimeClaim | None:
    written = _inside(found, "photoTakenTime")
    stamp = written.get("timestamp")
    try:
        seconds = (
            int(stamp) if isinstance(stamp, str | int) and stamp is not True and len(str(stamp)) <= 15 else 0
        )
    except ValueError:
        return None
    if seconds == 0 or not _EARLIEST_S <= seconds <= _LATEST_S:
        return None
    text = _text(written, "formatted")
    return TimeClaim(TimeTag.TAKEOUT, f"{seconds} ({text})" if text else str(seconds), utc_ms=seconds * 1000)


def _number(found: Json, name: str) -> float | None:
    value = found.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _place(found: Json, name: str) -> PlaceClaim | None:
    written = _inside(found, name)
    latitude, longitude = _number(written, "latitude"), _number(written, "longitude")
    if latitude is None or longitude is None or (latitude == 0 and longitude == 0):
        return None
    altitude = _number(written, "altitude") or None  # 0 is how Takeout writes that it is not known
    try:
        place = Place(latitude, longitude, PlaceSource.SIDECAR, altitude_m=altitude)
    except ValueError:
        return None
    return PlaceClaim(PlaceTag.TAKEOUT, f"{name} {latitude}, {longitude}", place)


def _notes(found: Json, name: str) -> list[str]:
    """Return what else matters to who took the picture and what became of it."""
    notes = []
    title = _text(found, "title")
    if title and title != name:
        notes.append(f"Google Photos has it under the name “{title}”.")
    if _text(found, "description"):
        notes.append(f"Described in Google Photos as “{_text(found, 'description')}”.")
    people = found.get("people")
    if isinstance(people, list):
        names = [_text(person, "name") for person in people[:_MOST_NAMES] if isinstance(person, dict)]
        if any(names):
            notes.append(f"Names that Google Photos has on it: {', '.join(n for n in names if n)}.")
    origin = _inside(found, "googlePhotosOrigin")
    if isinstance(origin.get("fromPartnerSharing"), dict):
        notes.append("It came to this account from a partner's account (shared library).")
    if isinstance(origin.get("fromSharedAlbum"), dict):
        notes.append("It came to this account from a shared album.")
    if _phone_folder(found):
        notes.append(f"It was uploaded from the phone's folder “{_phone_folder(found)}”.")
    return [*notes, *(sentence for flag, sentence in _FLAGS if found.get(flag) is True)]


def _phone_folder(found: Json) -> str:
    return _text(_inside(found, "googlePhotosOrigin", "mobileUpload", "deviceFolder"), "localFolderName")
