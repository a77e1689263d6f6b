"""Reads what a video container says about time, place, camera and size."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import BinaryIO

from reid_desktop.adapters.media import moments
from reid_desktop.adapters.media.clip import Clip
from reid_desktop.adapters.media.text import clean_text
from reid_desktop.domain.capture import Place, PlaceSource
from reid_desktop.domain.media import RawFacts

_DAY_MS = 24 * 3600 * 1000
_APPLE = "com.apple.quicktime."
_MAKES = (_APPLE + "make", "com.android.manufacturer", "make", "manufacturer")
_MODELS = (_APPLE + "model", "com.android.model", "model")
_SOFTWARE = (_APPLE + "software", "com.android.version", "firmware", "encoder")
_PLACES = (_APPLE + "location.iso6709", "location", "location-eng")
_ACCURACY = _APPLE + "location.accuracy.horizontal"
_DATE_WITH_OFFSET = _APPLE + "creationdate"
_ISO_6709 = re.compile(
    r"(?P<lat>[+-]\d{1,6}(?:\.\d*)?)(?P<lon>[+-]\d{1,7}(?:\.\d*)?)(?P<alt>[+-]\d{1,6}(?:\.\d*)?)?"
)


def container_facts(file: BinaryIO, container: str, now_utc_ms: int) -> RawFacts:
    """Return what container and first frame tell.

    A clip whose first frame cannot be decoded keeps its other facts, with a warning.

    :raises NotMediaError: it holds no moving picture.
    :raises MediaError: the container cannot be opened.
    """
    with Clip(file, container) as clip:
        warnings: list[str] = []
        texts = _texts(clip.metadata)
        facts = RawFacts(
            make=_first(texts, _MAKES),
            model=_first(texts, _MODELS),
            software=_first(texts, _SOFTWARE),
            place=_place(texts, warnings),
            duration_s=clip.duration_s,
            codec=clip.codec,
        )
        facts = _with_time(facts, texts, now_utc_ms, warnings)
        shape = clip.shape()
        if shape is None:
            warnings.append("No frame could be decoded.")
        else:
            facts = replace(facts, size=shape[0], orientation=shape[1])
        return replace(facts, warnings=tuple(warnings))


def _texts(metadata: Mapping[str, str]) -> dict[str, str]:
    cleaned = ((name.lower(), clean_text(value)) for name, value in metadata.items())
    return {name: value for name, value in cleaned if value}


def _first(texts: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((texts[name] for name in names if name in texts), None)


def _with_time(facts: RawFacts, texts: Mapping[str, str], now_utc_ms: int, warnings: list[str]) -> RawFacts:
    """Prefer Apple's date, which carries the offset of the place; mvhd is UTC by ISO 14496-12."""
    for name in (_DATE_WITH_OFFSET, "creation_time", "date_utc", "date"):
        text = texts.get(name)
        found = moments.wall_clock(text) if text else None
        if text is None or found is None:
            continue
        moment, zone = found
        if moments.is_unset(moment):
            continue
        if moments.utc_ms(moment, zone or "+00:00") > now_utc_ms + _DAY_MS:
            warnings.append(f"The date “{text[:40]}” lies in the future; it was not used.")
            continue
        return _dated(facts, text, moment, zone, is_apple=name == _DATE_WITH_OFFSET)
    return facts


def _dated(facts: RawFacts, text: str, moment: datetime, zone: str | None, *, is_apple: bool) -> RawFacts:
    if zone is None:
        return replace(facts, local_time=moments.iso_local(moment), local_time_original=text)
    return replace(
        facts,
        container_time_original=text,
        container_utc_ms=moments.utc_ms(moment, zone),
        # `Z` behind a bare container date is the standard's word, not the camera's.
        container_offset=zone if is_apple else None,
    )


def _place(texts: Mapping[str, str], warnings: list[str]) -> Place | None:
    text = _first(texts, _PLACES)
    found = _ISO_6709.match(text) if text else None
    if not text or not found:
        return None
    latitude, longitude = _degrees(found["lat"], 2), _degrees(found["lon"], 3)
    if latitude is None or longitude is None or (latitude == 0 and longitude == 0):
        warnings.append("The position is zero or does not exist; it was not used.")
        return None
    altitude = float(found["alt"]) if found["alt"] else None
    return Place(
        latitude_deg=latitude,
        longitude_deg=longitude,
        source=PlaceSource.VIDEO_ATOM,
        accuracy_m=_accuracy(texts.get(_ACCURACY)),
        altitude_m=altitude if altitude is not None and -12_000 < altitude < 100_000 else None,
    )


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
    if value > (90 if degree_digits == 2 else 180):
        return None
    return round(-value if text[0] == "-" else value, 8)


def _accuracy(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if 0 < value < 1_000_000 else None
