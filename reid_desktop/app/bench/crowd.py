"""A case of made-up sightings, as many as one likes: times and places as phones have them.

Rows go through the real writer, so the case is what an import would have left. The persons are drawn;
their pictures are shared between sightings by hard links.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reid_desktop.adapters.media.thumbnail_names import ThumbnailNames
from reid_desktop.adapters.store.case import SqliteCaseStore, create_case
from reid_desktop.app.bench.crowd_pictures import Stock
from reid_desktop.app.bench.crowd_world import FRAME, Outing, boxes_of, outings
from reid_desktop.domain.capture import CaptureTime, Place, PlaceSource, TimeSource
from reid_desktop.domain.case import CaseFacts, Exhibit
from reid_desktop.domain.ids import ExhibitId, SourceId
from reid_desktop.domain.media import Copy, Inspection, MediaKind, RawFacts
from reid_desktop.domain.sighting import NewSighting, Quality
from reid_desktop.ports.store import CaseWriter

EXAMINER = "Benchmark"
MODEL_KEY = "drawn@000000000000#v1 + drawn@000000000000#v1"
EXHIBITS = 12
MEDIA_AT_ONCE = 4000
_ZONES = ("Europe/Vienna", "Europe/Amsterdam", "America/New_York", "Asia/Tokyo", None)
_TIME_SOURCES = (TimeSource.OFFSET_TAG, TimeSource.GPS_UTC, TimeSource.EXHIBIT_ZONE, TimeSource.ASSUMED_UTC)
_TIME_SHARES = (0.55, 0.2, 0.15, 0.1)
_UNTIMED, _UNPLACED, _CLIPS = 0.05, 0.3, 0.15
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class CrowdModels:
    """Under which models the vectors, which are noise, are kept."""

    key: str = MODEL_KEY
    dimensions: int = 8


def make_crowd(
    folder: Path,
    sightings: int,
    tell: Tell,
    *,
    pictures: bool = True,
    seed: int = 11,
    models: CrowdModels | None = None,
) -> None:
    """Make a case of at least `sightings` sightings in `folder`; alike for the same seed.

    A twentieth of the media has no time, three in ten no place; three in twenty are clips. With
    `pictures`, each sighting has a crop and each item a scene, drawn.

    :raises CaseError: the folder is not empty, or the disk is full.
    """
    store = create_case(folder, CaseFacts("CROWD", "Made-up crowd", EXAMINER), EXAMINER)
    try:
        crowd = _Crowd(store, ThumbnailNames(folder / "thumbs"), pictures, seed, models or CrowdModels())
        crowd.fill(sightings, tell)
    finally:
        store.close()


class _Crowd:
    """Fills a case."""

    def __init__(
        self, store: SqliteCaseStore, names: ThumbnailNames, pictures: bool, seed: int, models: CrowdModels
    ) -> None:
        self._store, self._models = store, models
        self._random = np.random.default_rng(seed)
        self._stock = Stock(names, FRAME) if pictures else None
        self._sources: list[SourceId] = []
        self._made = self._media = 0

    def fill(self, sightings: int, tell: Tell) -> None:
        with self._store.transaction(EXAMINER) as case:
            for number in range(EXHIBITS):
                self._sources.append(_add_exhibit(case, number))
            case.log("crowd", "case", sightings=sightings)
        trips = outings(self._random, EXHIBITS)
        while self._made < sightings:
            with self._store.transaction(EXAMINER) as case:
                for _ in range(MEDIA_AT_ONCE):
                    if self._made >= sightings:
                        break
                    self._add_media(case, next(trips))
            tell(f"  {self._made} of {sightings} sightings ...")

    def _add_media(self, case: CaseWriter, outing: Outing) -> None:
        number, random = self._media, self._random
        self._media += 1
        sha256 = hashlib.sha256(f"crowd/{number}".encode()).hexdigest()
        is_clip = random.random() < _CLIPS
        kind = MediaKind.VIDEO if is_clip else MediaKind.PHOTO
        facts = RawFacts(size=FRAME, make="Drawn", model=f"Phone {outing.exhibit % 5}")
        inspection = Inspection(sha256, 2_400_000 + number % 1000, kind, "mp4" if is_clip else "jpeg", facts)
        media_id, _ = case.add_media(inspection, self._time(outing), self._place(outing))
        name = f"{'VID' if is_clip else 'IMG'}_{number:07d}.{'mp4' if is_clip else 'jpg'}"
        copy = Copy(
            ExhibitId(f"EX-{outing.exhibit + 1}"),
            self._sources[outing.exhibit],
            f"/media/phone-{outing.exhibit + 1}/DCIM/{name}",
            f"DCIM/{name}",
            inspection.size_bytes,
            number,
        )
        case.add_copy(media_id, copy)
        news = self._news(is_clip)
        case.finish_media(media_id, self._models.key, news, 12.0)
        self._made += len(news)
        if self._stock is not None:
            self._stock.put(sha256, news, number)

    def _news(self, is_clip: bool) -> list[NewSighting]:
        random, news = self._random, []
        for box in boxes_of(random):
            start = float(random.uniform(0, 50)) if is_clip else None
            value = float(random.beta(3, 2))
            vector: NDArray[np.float32] = random.standard_normal(self._models.dimensions).astype(np.float32)
            news.append(
                NewSighting(
                    box,
                    FRAME,
                    float(random.uniform(0.35, 0.98)),
                    Quality(value, box.height_px, value, False),
                    vector / np.float32(np.linalg.norm(vector)),
                    start,
                    None if start is None else start + 4.0,
                    None if start is None else start + 2.0,
                )
            )
        return news

    def _time(self, outing: Outing) -> CaptureTime | None:
        if self._random.random() < _UNTIMED:
            return None
        source = _TIME_SOURCES[int(self._random.choice(len(_TIME_SOURCES), p=_TIME_SHARES))]
        doubt_s = 50_400.0 if source is TimeSource.ASSUMED_UTC else 1.0
        zone = "+02:00" if source is TimeSource.OFFSET_TAG else None
        return CaptureTime(outing.utc_ms, doubt_s, "", zone, source)

    def _place(self, outing: Outing) -> Place | None:
        if self._random.random() < _UNPLACED:
            return None
        return Place(outing.latitude_deg, outing.longitude_deg, PlaceSource.GPS_TAG, outing.accuracy_m)


def _add_exhibit(case: CaseWriter, number: int) -> SourceId:
    exhibit_id = ExhibitId(f"EX-{number + 1}")
    zone = _ZONES[number % len(_ZONES)]
    case.add_exhibit(Exhibit(exhibit_id, f"Made-up phone {number + 1}", f"S-{number:04d}", "", zone))
    return case.add_source(exhibit_id, f"/media/phone-{number + 1}", "folder")
