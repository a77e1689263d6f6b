"""Reads what a video container says about time, place, camera and size."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import BinaryIO

from reid_desktop.adapters.media import moments
from reid_desktop.adapters.media.camcorder import recording_time
from reid_desktop.adapters.media.clip import Clip
from reid_desktop.adapters.media.findings import Findings, believable_height, believable_radius
from reid_desktop.adapters.media.packets import properties_of, take_xmp
from reid_desktop.adapters.media.text import clean_text
from reid_desktop.adapters.media.video_boxes import INDEXED, PlaceInBox, exact_place, has_index
from reid_desktop.domain.claims import PlaceTag, TimeTag
from reid_desktop.domain.errors import MediaError, NotMediaError
from reid_desktop.domain.media import RawFacts

_APPLE = "com.apple.quicktime."
_MAKES = (_APPLE + "make", "com.android.manufacturer", "make", "manufacturer")
_MODELS = (_APPLE + "model", "com.android.model", "model")
_SOFTWARE = (_APPLE + "software", "com.android.version", "firmware", "encoder")
_PLACES = (_APPLE + "location.iso6709", "location", "location-eng")
_ACCURACY = _APPLE + "location.accuracy.horizontal"
_CONTENT_IDS = (_APPLE + "content.identifier",)
_DATES = (
    (TimeTag.APPLE_CREATION, _APPLE + "creationdate"),
    (TimeTag.CONTAINER, "creation_time"),
    (TimeTag.CONTAINER, "date_utc"),
    (TimeTag.CONTAINER, "date"),
    (TimeTag.CONTAINER, "date_recorded"),
)
CAMCORDER_PACKETS = 30
"""A camcorder tells the date in each group of pictures, of a second at most."""
_NO_INDEX = (
    "The video has no index (no moov box): it was cut short when it was recorded or copied. "
    "What it shows cannot be told without it."
)
_ISO_6709 = re.compile(
    r"(?P<lat>[+-]\d{1,6}(?:\.\d*)?)(?P<lon>[+-]\d{1,7}(?:\.\d*)?)(?P<alt>[+-]\d{1,6}(?:\.\d*)?)?"
)


def container_facts(file: BinaryIO, container: str, found: Findings) -> RawFacts:
    """Return what container and first frame tell; times and places go to `found`.

    A clip whose first frame cannot be decoded keeps its other facts, with a warning.

    :raises NotMediaError: it holds no moving picture.
    :raises MediaError: the container cannot be opened.
    """
    with _opened(file, container) as clip:
        metadata = clip.metadata
        properties = properties_of([metadata.pop("xmp", "").encode()])
        texts = _texts(metadata)
        _read_times(texts, found)
        if container == "ts" and clip.codec == "h264":
            _read_recording_time(file, found)
        _read_places(texts, found, exact_place(file) if container in INDEXED else None)
        take_xmp(properties, found)
        facts = RawFacts(
            make=_first(texts, _MAKES),
            model=_first(texts, _MODELS),
            software=_first(texts, _SOFTWARE),
            content_id=_first(texts, _CONTENT_IDS),
            duration_s=clip.duration_s,
            codec=clip.codec,
        )
        shape = clip.shape()
        if shape is None:
            found.damaged("No frame could be decoded.")
            return facts
        return replace(facts, size=shape[0], orientation=shape[1])


def _opened(file: BinaryIO, container: str) -> Clip:
    try:
        return Clip(file, container)
    except NotMediaError:
        raise
    except MediaError as cause:
        if container in INDEXED and not has_index(file):
            raise MediaError(_NO_INDEX) from cause
        raise


def _texts(metadata: Mapping[str, str]) -> dict[str, str]:
    cleaned = ((name.lower(), clean_text(value)) for name, value in metadata.items())
    return {name: value for name, value in cleaned if value}


def _first(texts: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((texts[name] for name in names if name in texts), None)


def _read_times(texts: Mapping[str, str], found: Findings) -> None:
    """Take Apple's date first, which carries the offset of the place; mvhd is UTC by ISO 14496-12."""
    for tag, name in _DATES:
        text = texts.get(name)
        if text is None:
            continue
        written = moments.written(text)
        if written is None or written.zone is None or text[-1] not in "zZ":
            found.text_time(tag, text)
        else:
            # `Z` behind a container date is the standard's word, not the camera's.
            found.absolute_time(tag, text, written.moment, written.step_s)


def _read_recording_time(file: BinaryIO, found: Findings) -> None:
    """Take the date that camcorders write into the stream."""
    with _opened(file, "ts") as clip:
        for packet in clip.first_packets(CAMCORDER_PACKETS):
            text = recording_time(packet)
            if text is not None:
                found.text_time(TimeTag.CONTAINER, text)
                return


def _read_places(texts: Mapping[str, str], found: Findings, exact: PlaceInBox | None) -> None:
    if exact is not None:
        found.place(
            PlaceTag.CONTAINER,
            exact.text,
            (exact.latitude_deg, exact.longitude_deg),
            altitude_m=believable_height(exact.altitude_m),
        )
    for name in _PLACES:
        text = texts.get(name)
        position = iso_6709(text) if text else None
        if text and position:
            latitude, longitude, altitude = position
            if exact is not None and _is_near(exact, latitude, longitude):
                continue  # the same box, which FFmpeg rounds
            found.place(
                PlaceTag.CONTAINER,
                text,
                (latitude, longitude),
                accuracy_m=_accuracy(texts.get(_ACCURACY)),
                altitude_m=believable_height(altitude),
            )
        elif text and any(char in "123456789" for char in text):
            found.no_place(text, "The position is zero or does not exist; it was not used.")


def _is_near(exact: PlaceInBox, latitude: float | None, longitude: float | None) -> bool:
    if latitude is None or longitude is None:
        return False
    return abs(exact.latitude_deg - latitude) < 1e-3 and abs(exact.longitude_deg - longitude) < 1e-3


def iso_6709(text: str) -> tuple[float | None, float | None, float | None] | None:
    """Return latitude, longitude and height of an ISO 6709 text (annex H), or None if it is none.

    `+51.5073-000.1275+011.000/`, also with minutes or minutes and seconds and with `CRSWGS_84`.
    """
    found = _ISO_6709.match(text.strip())
    if not found:
        return None
    height = float(found["alt"]) if found["alt"] else None
    return _degrees(found["lat"], 2), _degrees(found["lon"], 3), height


def _degrees(text: str, degree_digits: int) -> float | None:
    """Read `+DD.D`, `+DDMM.M` or `+DDMMSS.S` (ISO 6709 annex H); longitudes have three D.

    Some writers leave out leading zeros of whole degrees.
    """
    digits = text[1:]
    whole = digits.split(".", 1)[0]
    extra = len(whole) - degree_digits
    if extra <= 0:
        value = float(digits)
    elif extra == 2:
        value = float(whole[:degree_digits]) + float(digits[degree_digits:]) / 60
    elif extra == 4:
        cut = degree_digits + 2
        value = (
            float(whole[:degree_digits]) + float(whole[degree_digits:cut]) / 60 + float(digits[cut:]) / 3600
        )
    else:
        return None
    return round(-value if text[0] == "-" else value, 8)


def _accuracy(text: str | None) -> float | None:
    try:
        return believable_radius(float(text or ""))
    except ValueError:
        return None
