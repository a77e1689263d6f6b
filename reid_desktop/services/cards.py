"""What is shown of one sighting: a card in the gallery, everything in the inspector."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reid_desktop.domain.capture import CaptureTime, Place
from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.corrections import Correction
from reid_desktop.domain.flags import MediaFlag
from reid_desktop.domain.geometry import Box, Size
from reid_desktop.domain.ids import ExhibitId, MediaId, SightingId
from reid_desktop.domain.media import MediaItem, MediaKind
from reid_desktop.domain.sighting import Quality, Sighting
from reid_desktop.domain.stacks import MediaLink
from reid_desktop.ports.media import ThumbnailPaths
from reid_desktop.ports.store import CaseReader


@dataclass(frozen=True, slots=True)
class Card:
    """What a gallery cell shows of a sighting."""

    sighting_id: SightingId
    media_id: MediaId
    kind: MediaKind
    exhibit_id: ExhibitId | None
    name: str
    """File name as the device knew it (hostile text)."""
    crop_path: Path
    scene_path: Path
    box: Box
    frame_size: Size
    score: float
    quality: float
    time: CaptureTime | None
    shown_utc_ms: int | None
    """Capture time; for a tracklet, clip time plus start."""
    place: Place | None
    start_s: float | None
    end_s: float | None
    flags: MediaFlag = MediaFlag.NONE
    place_name: str | None = None
    best_s: float | None = None
    """Moment of the clip that the scene shows; None for a photo."""
    is_quick: bool = False
    """Seen in a key frame of a clip; nothing that the whole clip gave stands for it."""


@dataclass(frozen=True, slots=True)
class Linked:
    """A media item that belongs to the one that is looked at."""

    link: MediaLink
    media_id: MediaId
    name: str
    """File name as the device knew it (hostile text)."""
    kind: MediaKind
    sighting_id: SightingId | None
    """A sighting in it to go to, if it has any."""


@dataclass(frozen=True, slots=True)
class Details:
    """All that is known of one sighting, for the inspector."""

    card: Card
    media: MediaItem
    exhibit: Exhibit | None
    model_key: str | None
    neighbours: tuple[Sighting, ...]
    """The other persons in the same item."""
    assessment: Quality | None = None
    """What its quality is made of; None for cases analysed before it was kept."""
    corrections: tuple[Correction, ...] = ()
    """Of this item, oldest first."""
    linked: tuple[Linked, ...] = ()
    """What belongs to this item, taken apart or not."""
    appearance: tuple[Card, ...] = ()
    """All tracklets of this person in the clip, this one among them; empty when there is only this."""
    boxes: int = 0
    """How many boxes its track has."""
    successor: SightingId | None = None
    """What stands for it by now, such as the tracklet for a quick pass's glimpse."""


class Cards:
    """Puts together what is known of sightings; pure reads."""

    def __init__(self, store: CaseReader, thumbnails: ThumbnailPaths) -> None:
        """Read from `store`; pictures are only named, never opened."""
        self._store = store
        self._thumbnails = thumbnails

    def cards(self, ids: Sequence[SightingId]) -> list[Card]:
        """Return a card for each id, in that order; unknown ids are left out."""
        sightings = self._store.sightings(ids)
        wanted = list(dict.fromkeys(sighting.media_id for sighting in sightings))
        media = {item.media_id: item for item in self._store.media(wanted)}
        return [
            self._card(sighting, media[sighting.media_id])
            for sighting in sightings
            if sighting.media_id in media
        ]

    def details(self, sighting_id: SightingId, key: str | None) -> Details | None:
        """Return all that is known of one sighting under a model key, or None if there is no such."""
        found = self._store.sightings([sighting_id])
        items = self._store.media([found[0].media_id]) if found else []
        if not items:
            return None
        [item], [sighting] = items, found
        card = self._card(sighting, item)
        others = self._store.sightings_of_media(item.media_id, key) if key else []
        by_id = {exhibit.exhibit_id: exhibit for exhibit in self._store.exhibits()}
        track = self._store.track(sighting_id)
        return Details(
            card,
            item,
            by_id.get(card.exhibit_id) if card.exhibit_id is not None else None,
            key,
            tuple(other for other in others if other.sighting_id != sighting_id),
            sighting.assessment,
            tuple(self._store.corrections(item.media_id)),
            tuple(self._linked(item.media_id, key)),
            self._appearance(sighting, others, item),
            0 if track is None else len(track),
            self._store.successors([sighting_id]).get(sighting_id),
        )

    def _appearance(
        self, sighting: Sighting, others: Sequence[Sighting], item: MediaItem
    ) -> tuple[Card, ...]:
        if sighting.appearance is None:
            return ()
        same = [one for one in others if one.appearance == sighting.appearance]
        same.sort(key=lambda one: (one.start_s or 0.0, one.sighting_id))
        return tuple(self._card(one, item) for one in same) if len(same) > 1 else ()

    def _linked(self, media_id: MediaId, key: str | None) -> list[Linked]:
        links = self._store.links(media_id)
        others = [link.second if link.first == media_id else link.first for link in links]
        items = {item.media_id: item for item in self._store.media(list(dict.fromkeys(others)))}
        made = []
        for link, other in zip(links, others, strict=True):
            there = self._store.sightings_of_media(other, key) if key else []
            first = there[0].sighting_id if there else None
            if other in items:
                made.append(Linked(link, other, _name(items[other]), items[other].kind, first))
        return made

    def _card(self, sighting: Sighting, item: MediaItem) -> Card:
        copy = item.copies[0] if item.copies else None
        offset_ms = round((sighting.start_s or 0.0) * 1000)
        return Card(
            sighting_id=sighting.sighting_id,
            media_id=item.media_id,
            kind=item.kind,
            exhibit_id=copy.exhibit_id if copy else None,
            name=_name(item),
            crop_path=self._thumbnails.crop_path(item.sha256, sighting.box, sighting.best_s),
            scene_path=self._thumbnails.scene_path(item.sha256, sighting.best_s),
            box=sighting.box,
            frame_size=sighting.frame_size,
            score=sighting.score,
            quality=sighting.quality,
            time=item.time,
            shown_utc_ms=item.time.utc_ms + offset_ms if item.time else None,
            place=item.place,
            start_s=sighting.start_s,
            end_s=sighting.end_s,
            flags=item.flags,
            place_name=item.place_name,
            best_s=sighting.best_s,
            is_quick=sighting.is_quick,
        )


def _name(item: MediaItem) -> str:
    return item.copies[0].device_path.rsplit("/", 1)[-1] if item.copies else item.sha256[:12]
