"""A made-up case for tests of the window: painted persons, phones, times and places."""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QRectF
from PySide6.QtGui import QColor, QImage, QImageWriter, QLinearGradient, QPainter

from reid_desktop.adapters.media.thumbnail_names import ThumbnailNames
from reid_desktop.domain.body_parts import BodyPart
from reid_desktop.domain.capture import CaptureTime, Place, PlaceSource, TimeSource
from reid_desktop.domain.case import CaseFacts, Exhibit
from reid_desktop.domain.errors import ReidError
from reid_desktop.domain.export_preview import ExportPreview
from reid_desktop.domain.export_profile import INTERNAL, PROSECUTOR, ExportProfile
from reid_desktop.domain.geometry import Box, Size
from reid_desktop.domain.ids import ExhibitId, SearchId, SightingId, SourceId
from reid_desktop.domain.media import Copy, FileOutcome, Inspection, MediaKind, Outcome, RawFacts
from reid_desktop.domain.person_groups import Groups, PersonGroup
from reid_desktop.domain.persons import Comparison
from reid_desktop.domain.query import (
    Candidate,
    Filters,
    IndexKind,
    IndexState,
    ProbeOrigin,
    SearchRecord,
)
from reid_desktop.domain.search_options import DEFAULT
from reid_desktop.domain.sighting import NewSighting, PersonBox, Quality
from reid_desktop.ports.engine import (
    Answer,
    ChangePersonRequest,
    GroupRequest,
    LookRequest,
    PreviewRequest,
    ProbeCrop,
    ProbePersons,
    Request,
    SearchRequest,
    VerifyReport,
    VerifyRequest,
)
from reid_desktop.ports.inspection import (
    ClipFrame,
    ClipFrames,
    CloseUp,
    FramesRequest,
    InspectRequest,
    KeepFrameRequest,
    LaidRequest,
    PartsRequest,
    PartsTold,
    Viewed,
    ViewedRequest,
)
from reid_desktop.ports.review import ReviewRequest
from reid_desktop.services.browsing import Browsing
from reid_desktop.services.case_desk import CaseDesk
from reid_desktop.services.gatekeeping import Gatekeeper
from reid_desktop.services.people_desk import PeopleDesk
from reid_desktop.services.persons_of_interest import ChangePersons
from reid_desktop.services.review_desk import ReviewDesk
from reid_desktop.services.reviewing import ReviewCase
from reid_desktop.services.second_looks import SecondLooks
from reid_desktop.services.second_results import ReadSecondResults
from reid_desktop.services.travelling import Travelling
from reid_desktop.services.weighing import Weighing
from reid_desktop.ui.desk import Desk
from tests.fakes.engine import FakeEngine, Script
from tests.fakes.judging import FakeModelJudge
from tests.fakes.maps import FakeMapFiles
from tests.fakes.media import FixedClock
from tests.fakes.store import FakeCaseStore
from tests.fakes.whole_cases import FakeWholeCases

KEY = "yolo11n@0123456789ab#v1 + person-reidentification-retail-0277@ba9876543210#v1"
FRAME = Size(640, 480)
EXAMINER = "J. de Vries"
HOSTILE = "IMG_<b>bold<b>_\u202egpj.exe_" + "very-long-name-" * 8 + ".jpg"
START_MS = 1_716_030_000_000
_CLOTHES = ("#c0392b", "#2e86c1", "#27ae60", "#d4ac0d", "#7d3c98", "#e5e7e9", "#1b2631", "#ca6f1e")
_SOURCES = (
    TimeSource.OFFSET_TAG,
    TimeSource.OFFSET_TAG,
    TimeSource.GPS_UTC,
    TimeSource.EXHIBIT_ZONE,
    TimeSource.ASSUMED_UTC,
    TimeSource.FILE_NAME,
)
EXHIBITS = (
    Exhibit(ExhibitId("EX-1"), "Samsung Galaxy A52, black", "S-0041", "A. Visser", "Europe/Amsterdam"),
    Exhibit(ExhibitId("EX-2"), "iPhone 12, cracked screen", "S-0042", "", None, 37.0),
    Exhibit(ExhibitId("EX-3/a"), "microSD card 64 GB found in the glove box of the grey van", "S-0043"),
)


@dataclass
class Scenery:
    """A case in memory with pictures on disk and an engine that plays along."""

    store: FakeCaseStore
    engine: FakeEngine
    thumbnails: ThumbnailNames
    folder: Path
    closed: bool = False
    who: str = EXAMINER
    weighing: Weighing | None = None
    saved_profiles: list[ExportProfile] = field(default_factory=list)
    judge: FakeModelJudge = field(default_factory=FakeModelJudge)
    whole_cases: FakeWholeCases = field(default_factory=FakeWholeCases)
    map_files: FakeMapFiles = field(default_factory=lambda: FakeMapFiles({}))

    def desk(self, basemap_dir: Path) -> Desk:
        """Return what a window needs."""

        def close() -> None:
            self.closed = True

        return Desk(
            case=self.folder,
            browsing=Browsing(self.store, self.thumbnails),
            review=ReviewDesk(self.store),
            people=PeopleDesk(self.store),
            gatekeeper=Gatekeeper(self.store, FixedClock()),
            running=CaseDesk(self.store, Gatekeeper(self.store, FixedClock())),
            second_looks=SecondLooks(
                self.store, self.thumbnails, Gatekeeper(self.store, FixedClock()), FixedClock()
            ),
            second_results=ReadSecondResults(self.store, Gatekeeper(self.store, FixedClock())),
            who=self.who,
            engine=self.engine,
            library=list,
            export_formats=(
                ("html", "HTML report (one file)"),
                ("csv", "Table (CSV)"),
                ("bag", "Signed bundle with verifier (folder)"),
                ("redacted", "Redacted copies with a check list (folder)"),
            ),
            export_profiles=lambda: (INTERNAL, PROSECUTOR),
            save_profile=self.saved_profiles.append,
            signing_keys=lambda: (("agency", True), ("unlocked", False)),
            basemap_dir=basemap_dir,
            maps=self.map_files,
            travelling=Travelling(self.store),
            whole_cases=self.whole_cases,
            judge=self.judge,
            recovery_keys=tuple,
            close=close,
            weighing=self.weighing,
        )


def make_scenery(folder: Path, media: int = 24, seed: int = 7, pictures: bool = True) -> Scenery:
    """Return a case with `media` files, about two persons in each."""
    folder.mkdir(parents=True, exist_ok=True)
    engine = FakeEngine()
    facts = CaseFacts("2024-0117", "Harbour warehouse", EXAMINER, "Regional unit")
    store = FakeCaseStore(facts, listener=lambda changes: engine.tell(changes))
    thumbnails = ThumbnailNames(folder / "thumbs")
    scenery = Scenery(store, engine, thumbnails, folder)
    scenery.engine.script = scenery_script(scenery)
    add_media(scenery, media, seed, pictures)
    return scenery


def add_media(scenery: Scenery, count: int, seed: int, pictures: bool = True) -> list[SightingId]:
    """Bring more files in and return the new sightings."""
    chance = random.Random(seed)
    found: list[SightingId] = []
    with scenery.store.transaction("test") as case:
        if count:
            for exhibit in EXHIBITS:
                case.add_exhibit(exhibit)
        for number in range(count):
            exhibit = EXHIBITS[chance.randrange(len(EXHIBITS))]
            is_video = number % 6 == 5
            source = case.add_source(exhibit.exhibit_id, f"/evidence/{exhibit.exhibit_id}", "folder")
            inspection = _inspection(seed, number, is_video, chance)
            media_id, _ = case.add_media(inspection, _time(number, chance), _place(number, chance))
            case.add_copy(media_id, _copy(exhibit.exhibit_id, source, number, is_video))
            case.add_outcome(source, FileOutcome(f"/evidence/{number}", Outcome.IMPORTED))
            persons = [_person(chance, slot) for slot in range(chance.choice((1, 1, 2, 3)))]
            news = [_sighting(box, chance, is_video) for box, _ in persons]
            found += case.finish_media(media_id, KEY, news, 10.0)
            if pictures:
                _paint_media(scenery.thumbnails, inspection.sha256, persons, news, chance)
        if count:
            bad = FileOutcome("/evidence/broken.jpg", Outcome.FAILED, "The file is cut short.")
            case.add_outcome(source, bad)
    return found


def add_unanalysed(scenery: Scenery, count: int, seed: int = 55) -> None:
    """Bring files in that nobody has looked for persons in."""
    chance = random.Random(seed)
    with scenery.store.transaction("test") as case:
        exhibit = EXHIBITS[0]
        case.add_exhibit(exhibit)
        source = case.add_source(exhibit.exhibit_id, "/evidence/later", "folder")
        for number in range(count):
            media_id, _ = case.add_media(_inspection(seed, number, False, chance), None, None)
            case.add_copy(media_id, _copy(exhibit.exhibit_id, source, number, False))


def add_search(
    scenery: Scenery,
    count: int = 60,
    probe: str = "suspect.jpg",
    seed: int = 3,
    request: SearchRequest | None = None,
) -> SearchId:
    """Record a search over what is there, made as `request` asked."""
    ids = scenery.store.sighting_table(KEY).ids
    chance = random.Random(seed)
    chosen = [int(one) for one in ids]
    chance.shuffle(chosen)
    scores = sorted((chance.uniform(0.31, 0.93) for _ in chosen[:count]), reverse=True)
    candidates = tuple(
        Candidate(rank, SightingId(one), score)
        for rank, (one, score) in enumerate(zip(chosen, scores, strict=False), start=1)
    )
    record = SearchRecord(
        search_id=SearchId(0),
        created_utc="2024-06-02T09:15:00.000Z",
        examiner="J. de Vries",
        probe=ProbeOrigin(probe, "ab" * 32, Box(10, 10, 110, 310)),
        model_key=KEY,
        filters=Filters(),
        top=count,
        index=IndexState(IndexKind.EXACT, True, len(ids), len(ids), ""),
        candidates=candidates,
        also=() if request is None else tuple(map(_origin, request.more)),
        options=DEFAULT if request is None else request.options,
    )
    with scenery.store.transaction("test") as case:
        return case.add_search(record)


def _origin(crop: ProbeCrop) -> ProbeOrigin:
    picture = crop.picture
    return ProbeOrigin(
        picture.name, "cd" * 32, crop.box or Box(10, 10, 110, 310), picture.sighting_id, person=crop.person
    )


def scenery_script(scenery: Scenery) -> Script:
    """Return answers for probes, searches and checks."""

    reviewing = ReviewCase(scenery.store, FixedClock())

    def answer(request: Request) -> Answer | ReidError | None:
        if isinstance(request, LookRequest):
            return persons_in(request, 4)
        if isinstance(request, SearchRequest):
            return add_search(scenery, request.top, request.picture.name, request=request)
        if isinstance(request, ReviewRequest):
            return reviewing(request, EXAMINER)
        if isinstance(request, ChangePersonRequest):
            return ChangePersons(scenery.store)(request, EXAMINER)
        if isinstance(request, GroupRequest):
            ids = tuple(SightingId(int(one)) for one in scenery.store.sighting_table(KEY).ids)
            groups = (PersonGroup(ids[:5], 0.81), PersonGroup(ids[5:8], 0.74))
            return Groups(KEY, Comparison.BARE, 0.6, groups, len(ids) - 8)
        if isinstance(request, InspectRequest):
            return close_look(scenery, request)
        if isinstance(request, PreviewRequest):
            return ExportPreview(39, 24, 4, 9, {"confirmed": 2, "undecided": 37}, 2)
        if isinstance(request, VerifyRequest):
            return VerifyReport(24, 24, (), True, True, True, 1.2)
        return None

    return answer


def close_look(scenery: Scenery, request: InspectRequest) -> Answer:
    """Return painted pixels where the product would decode evidence."""
    whole = Box(0, 0, FRAME.width_px, FRAME.height_px)
    if isinstance(request, LaidRequest):
        return Viewed(0)
    if isinstance(request, ViewedRequest):
        return Viewed(len(request.sightings))
    if isinstance(request, PartsRequest):
        parts = {BodyPart.HEAD: 0.12, BodyPart.TORSO: 0.81, BodyPart.LEGS: -0.05}
        return PartsTold(request, parts, 0.34)
    if isinstance(request, KeepFrameRequest):
        return scenery.folder / "exports" / "frame.png"
    if isinstance(request, FramesRequest):
        times = [request.from_s + number / 25 for number in range(request.count)]
        data = jpeg(paint_scene([], random.Random(2)))
        return ClipFrames(request, FRAME, tuple(ClipFrame(one, data) for one in times), times[-1] > 60)
    region = whole
    if request.sighting_id is not None and not request.is_whole:
        region = scenery.store.sightings([request.sighting_id])[0].box.clipped(FRAME)
    image = paint_scene([], random.Random(3)).copy(
        region.left_px, region.top_px, region.width_px, region.height_px
    )
    return CloseUp(request, jpeg(image), FRAME, region, request.at_s)


def persons_in(request: LookRequest, count: int) -> ProbePersons:
    """Return a probe picture with so many persons, largest first."""
    chance = random.Random(5)
    persons = sorted((_person(chance, slot) for slot in range(count)), key=lambda one: -one[0].area_px)
    image = paint_scene(persons, chance)
    boxes = tuple(PersonBox(box, 0.9) for box, _ in persons)
    return ProbePersons(request.picture, FRAME, boxes, jpeg(image))


def jpeg(image: QImage) -> bytes:
    """Return a picture as JPEG."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"jpg"))
    writer.setQuality(88)
    assert writer.write(image)
    buffer.close()
    return bytes(data.data())


def paint_scene(persons: list[tuple[Box, str]], chance: random.Random) -> QImage:
    """Paint a street with persons on it."""
    image = QImage(FRAME.width_px, FRAME.height_px, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    sky = QLinearGradient(0, 0, 0, FRAME.height_px)
    hue = chance.randrange(190, 230)
    sky.setColorAt(0.0, QColor.fromHsv(hue, 40, 215))
    sky.setColorAt(0.45, QColor.fromHsv(hue, 25, 190))
    sky.setColorAt(0.5, QColor.fromHsv(35, 20, 130))
    sky.setColorAt(1.0, QColor.fromHsv(35, 25, 95))
    painter.fillRect(image.rect(), sky)
    for _ in range(7):
        left, top = chance.randrange(0, 620), chance.randrange(40, 160)
        shade = QColor.fromHsv(chance.randrange(20, 60), 30, chance.randrange(90, 170))
        painter.fillRect(QRect(left, top, chance.randrange(40, 110), 240 - top), shade)
    for box, colour in persons:
        _paint_person(painter, box, QColor(colour), chance)
    painter.end()
    return image


def _paint_person(painter: QPainter, box: Box, colour: QColor, chance: random.Random) -> None:
    x, y, w, h = box.left_px, box.top_px, box.width_px, box.height_px
    painter.setPen(QColor(0, 0, 0, 60))
    painter.setBrush(QColor.fromHsv(25, chance.randrange(70, 130), chance.randrange(110, 230)))
    painter.drawEllipse(QRectF(x + 0.35 * w, y + 0.02 * h, 0.3 * w, 0.14 * h))
    painter.setBrush(colour)
    painter.drawRoundedRect(QRectF(x + 0.2 * w, y + 0.16 * h, 0.6 * w, 0.38 * h), 8, 8)
    painter.setBrush(QColor.fromHsv(chance.randrange(200, 240), 60, chance.randrange(40, 120)))
    painter.drawRoundedRect(QRectF(x + 0.25 * w, y + 0.52 * h, 0.22 * w, 0.46 * h), 4, 4)
    painter.drawRoundedRect(QRectF(x + 0.53 * w, y + 0.52 * h, 0.22 * w, 0.46 * h), 4, 4)


def _person(chance: random.Random, slot: int) -> tuple[Box, str]:
    height = chance.randrange(190, 330)
    left = 30 + slot * 150 + chance.randrange(0, 60)
    top = 460 - height - chance.randrange(0, 30)
    return Box(left, top, left + round(height * 0.42), top + height), chance.choice(_CLOTHES)


def _sighting(box: Box, chance: random.Random, is_video: bool) -> NewSighting:
    start = chance.uniform(0, 40) if is_video else None
    return NewSighting(
        box=box,
        frame_size=FRAME,
        score=chance.uniform(0.4, 0.97),
        quality=Quality(chance.uniform(0.15, 0.95), box.height_px, 0.5, False),
        vector=np.array([1.0, 0.0], np.float32),
        start_s=start,
        end_s=None if start is None else start + 4.0,
        best_s=None if start is None else start + 2.0,
    )


def _inspection(seed: int, number: int, is_video: bool, chance: random.Random) -> Inspection:
    sha256 = hashlib.sha256(f"{seed}/{number}".encode()).hexdigest()
    facts = RawFacts(
        size=FRAME,
        make="samsung",
        model="SM-A525F",
        software="A525FXXU4",
        duration_s=62.5 if is_video else None,
        codec="h264" if is_video else None,
    )
    kind = MediaKind.VIDEO if is_video else MediaKind.PHOTO
    return Inspection(
        sha256, chance.randrange(900_000, 6_000_000), kind, "mp4" if is_video else "jpeg", facts
    )


def _time(number: int, chance: random.Random) -> CaptureTime | None:
    if number % 9 == 8:
        return None
    utc_ms = START_MS + number * 2_700_000 + chance.randrange(0, 900_000)
    source = chance.choice(_SOURCES)
    doubt = 50_400.0 if source is TimeSource.ASSUMED_UTC else 1.0
    zone = "+02:00" if source is TimeSource.OFFSET_TAG else None
    return CaptureTime(utc_ms, doubt, "2024:05:18 14:22:33", zone, source)


def _place(number: int, chance: random.Random) -> Place | None:
    if number % 4 == 3:
        return None
    town = ((52.3731, 4.8925), (51.9225, 4.4792), (50.8503, 4.3517))[number % 3]
    latitude, longitude = (degree + chance.uniform(-0.03, 0.03) for degree in town)
    return Place(latitude, longitude, PlaceSource.GPS_TAG, 12.0, 3.0)


def _copy(exhibit_id: ExhibitId, source: SourceId, number: int, is_video: bool) -> Copy:
    name = HOSTILE if number == 3 else f"{'VID' if is_video else 'IMG'}_20240518_{142000 + number}"
    suffix = "" if number == 3 else ".mp4" if is_video else ".jpg"
    path = f"DCIM/Camera/{name}{suffix}"
    return Copy(exhibit_id, source, f"/evidence/{exhibit_id}/{path}", path, 2_400_000, 0)


def _paint_media(
    names: ThumbnailNames,
    sha256: str,
    persons: list[tuple[Box, str]],
    news: list[NewSighting],
    chance: random.Random,
) -> None:
    image = paint_scene(persons, chance)
    for (box, _), new in zip(persons, news, strict=True):
        for path, picture in (
            (names.scene_path(sha256, new.best_s), image),
            (
                names.crop_path(sha256, box, new.best_s),
                image.copy(QRect(box.left_px, box.top_px, box.width_px, box.height_px)),
            ),
        ):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(jpeg(picture))
