"""What other tools and sidecars say of sample files: the truth that `metadata_truth` compares with."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Truth:
    """What somebody else says of one file; None where they say nothing."""

    path: Path
    wall: str | None = None
    """`YYYY:MM:DD HH:MM:SS` of the camera's clock, as written."""
    offset: str | None = None
    """`+HH:MM` of the date of capture."""
    latitude_deg: float | None = None
    longitude_deg: float | None = None
    utc_ms: int | None = None


_NAME = re.compile(r"File ?Name\s*: (.+)$", re.MULTILINE)
_TAKEN = re.compile(r"^\[EXIF, .* 36867 - Date/Time Original: (\d{4}:.{14})$", re.MULTILINE)
_OFFSET = re.compile(r"^\[EXIF, .* 36881 - Offset Time Original: (.+)$", re.MULTILINE)
_ANGLE = re.compile(r"^\[EXIF, GPS, Location\] [24] - GPS (Latitude|Longitude): (.*\d.*)$", re.MULTILINE)
_SIDE = re.compile(r"^\[EXIF, GPS, Location\] [13] - GPS (Latitude|Longitude) Ref: ([NSEW])", re.MULTILINE)


def exiftool_tests(folder: Path) -> Iterator[Truth]:
    """Yield what ExifTool's own expected outputs (`*.out`) say of the pictures beside them."""
    pictures = {path.name: path for path in (folder / "images").iterdir()}
    seen: set[Path] = set()
    for out in sorted(folder.glob("*.out")):
        text = out.read_text(encoding="utf-8", errors="replace")
        name = _NAME.search(text)
        path = pictures.get(name[1].strip()) if name else None
        taken, offset = _TAKEN.search(text), _OFFSET.search(text)
        angles, sides = dict(_ANGLE.findall(text)), dict(_SIDE.findall(text))
        has_place = len(angles) == len(sides) == 2
        if path is None or path in seen or not (taken or has_place):
            continue
        seen.add(path)
        yield Truth(
            path,
            taken[1] if taken else None,
            offset[1].strip() if offset else None,
            _degrees(angles["Latitude"], sides["Latitude"]) if has_place else None,
            _degrees(angles["Longitude"], sides["Longitude"]) if has_place else None,
        )


def _degrees(text: str, side: str) -> float:
    parts = [float(number) for number in re.findall(r"\d+(?:\.\d+)?", text)]
    return (-1 if side in "SW" else 1) * math.fsum(part / 60**at for at, part in enumerate(parts))


_OPENING = "Opening: exif-samples-master/"
_TAG = re.compile(r"^(.+?) \(\w[\w ]*\): (.*)$")


def exifread_dump(folder: Path) -> Iterator[Truth]:
    """Yield what the dump of a collection says, which an earlier exifread wrote."""
    by_name = {path.relative_to(folder).as_posix().lower(): path for path in folder.rglob("*")}
    text = (folder / "dump").read_text(encoding="utf-8", errors="replace")
    for block in text.split(_OPENING)[1:]:
        lines = block.splitlines()
        path = by_name.get(lines[0].strip().lower()) or by_name.get(_as_heic(lines[0]))
        tags = {found[1]: found[2].strip() for found in map(_TAG.match, lines[1:]) if found}
        taken = tags.get("EXIF DateTimeOriginal", "")
        latitude, longitude = (
            _angle(tags.get(f"GPS GPS{axis}", ""), tags.get(f"GPS GPS{axis}Ref", ""))
            for axis in ("Latitude", "Longitude")
        )
        has_place = latitude is not None and longitude is not None and (latitude or longitude)
        if path is None or not (_is_date(taken) or has_place):
            continue
        yield Truth(
            path,
            taken[:19] if _is_date(taken) else None,
            tags.get("EXIF OffsetTimeOriginal"),
            latitude if has_place else None,
            longitude if has_place else None,
        )


def _as_heic(name: str) -> str:
    return re.sub(r"heif$", "heic", name.strip().lower())


def _is_date(text: str) -> bool:
    return re.fullmatch(r"[12]\d{3}:\d\d:\d\d \d\d:\d\d:\d\d", text[:19]) is not None


def _angle(text: str, side: str) -> float | None:
    parts = text.strip("[]").split(",")
    if len(parts) != 3 or side[:1] not in ("N", "S", "E", "W"):
        return None
    try:
        values = [Fraction(part.strip()) for part in parts]
    except (ValueError, ZeroDivisionError):
        return None
    value = sum((part / 60**at for at, part in enumerate(values)), Fraction())
    return float(-value if side[0] in "SW" else value)


def takeout_sidecars(folder: Path) -> Iterator[Truth]:
    """Yield what a sidecar says of the file it is named after, where the name is plain (`NAME.json`)."""
    for sidecar in sorted(folder.rglob("*.json")):
        path = sidecar.with_suffix("")
        told = _loaded(sidecar)
        stamp = told.get("photoTakenTime", {}).get("timestamp") if path.is_file() else None
        if stamp is None:
            continue
        place = told.get("geoData") or {}
        latitude, longitude = place.get("latitude") or None, place.get("longitude") or None
        yield Truth(path, None, None, latitude, longitude, int(stamp) * 1000)


def exiftool_listing(listing: Path, folder: Path) -> Iterator[Truth]:
    """Yield what `exiftool -json -n -G1 -r .`, run in `folder`, wrote to `listing`."""
    rows = json.loads(listing.read_text(encoding="utf-8"))
    for row in rows:
        taken = row.get("ExifIFD:DateTimeOriginal") or row.get("IFD0:DateTimeOriginal") or ""
        latitude, longitude = (_number(row.get(f"Composite:GPS{axis}")) for axis in ("Latitude", "Longitude"))
        has_place = latitude is not None and longitude is not None and bool(latitude or longitude)
        utc_ms = _recorded_utc_ms(row)
        if _is_date(str(taken)) or has_place or utc_ms is not None:
            yield Truth(
                folder / row["SourceFile"],
                str(taken)[:19] if _is_date(str(taken)) else None,
                row.get("ExifIFD:OffsetTimeOriginal"),
                latitude if has_place else None,
                longitude if has_place else None,
                utc_ms,
            )


def _recorded_utc_ms(row: dict[str, Any]) -> int | None:
    """Return when a clip was recorded: Apple's date with its offset, else that of the container."""
    if not str(row.get("File:MIMEType", "")).startswith("video/"):
        return None
    text = str(row.get("Keys:CreationDate") or row.get("QuickTime:CreateDate") or "")
    if not _is_date(text) or text < "1970:01:03":
        return None
    moment = datetime.fromisoformat(text[:10].replace(":", "-") + text[10:])
    return round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)


def _number(value: object) -> float | None:
    try:
        return float(str(value))
    except ValueError:
        return None


def _loaded(path: Path) -> dict[str, Any]:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
