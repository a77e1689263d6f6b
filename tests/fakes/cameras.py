"""What a fake store knows of cameras."""

from __future__ import annotations

from reid_desktop.domain.cameras import Shot
from reid_desktop.domain.ids import ExhibitId
from reid_desktop.domain.media import MediaItem, MediaKind


def shot_of(item: MediaItem, exhibits: list[ExhibitId]) -> Shot:
    copy = item.copies[0] if item.copies else None
    number = exhibits.index(copy.exhibit_id) + 1 if copy else None
    named = [text for text in (item.facts.make, item.facts.model, item.facts.serial) if text]
    if copy and copy.beside.fields.get("camera"):
        device = f"{number} camera {copy.beside.fields['camera']}"
    elif named:
        device = " ".join([str(number), *named])
    else:
        device = f"{number} in {copy.device_path.rpartition('/')[0] if copy else ''}"
    place = item.place
    return Shot(
        item.media_id,
        device,
        item.kind is MediaKind.VIDEO,
        item.time.utc_ms if item.time else None,
        place.latitude_deg if place else None,
        place.longitude_deg if place else None,
    )
