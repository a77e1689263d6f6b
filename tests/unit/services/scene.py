"""A case on fakes with photos of painted persons, for tests of what analyses and searches."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np

from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.errors import MediaError, SourceError
from reid_desktop.domain.geometry import Box, Pixels
from reid_desktop.domain.ids import ExhibitId, MediaId
from reid_desktop.domain.media import Copy, FileOutcome, Inspection, MediaKind, Outcome, RawFacts
from reid_desktop.ports.media import Photo
from reid_desktop.services.analysing import QUICK_FROM_S, AnalyseMedia, AnalysisTally, KeepUp
from reid_desktop.services.comparing import ComparedVectors
from reid_desktop.services.indexing import IndexKeeper
from reid_desktop.services.probing import ProbeClips
from tests.fakes.export import CountingJob
from tests.fakes.index import FakeIndexStore
from tests.fakes.media import FakePhoto, FakeThumbnails, FakeVideoReader, FixedClock
from tests.fakes.store import FakeCaseStore
from tests.fakes.vision import LEVELS, FakeVisionLoader, paint_person

BOXES = (Box(10, 10, 50, 110), Box(100, 20, 130, 90), Box(200, 30, 220, 80))


def probe_clips(clips: Mapping[str, Sequence[Pixels]], files: Mapping[str, bytes]) -> ProbeClips:
    """Return clips to take probes from."""
    return ProbeClips(FakeVideoReader(clips), lambda path: hashlib.sha256(files[path]).hexdigest())


NO_CLIPS = probe_clips({}, {})


def picture(count: int) -> Pixels:
    """Return a picture of `count` persons, the largest first in `BOXES`."""
    pixels = np.zeros((240, 320, 3), dtype=np.uint8)
    for box, level in zip(BOXES[:count], LEVELS, strict=False):
        paint_person(pixels, box, level)
    return pixels


class PaintedPhotos:
    """Opens `persons N` and `photo W H N`; `broken` cannot be decoded, `evil` meets a bug."""

    def open(self, data: bytes, name: str) -> Photo:
        """Return the picture."""
        words = data.split()
        if words[0] == b"broken":
            raise MediaError("{name} is broken.", name=name)
        if words[0] == b"evil":
            raise ZeroDivisionError
        count = words[3] if words[0] == b"photo" else words[1]
        return FakePhoto(picture(int(count)), ("The file is cut short.",) if b"cut" in words else ())


class Scene:
    """Files, a case that knows them, and the models to look at them."""

    def __init__(self, clips: dict[str, Sequence[Pixels]] | None = None) -> None:
        self.files: dict[str, bytes] = {}
        self.store = FakeCaseStore()
        self.thumbnails = FakeThumbnails()
        self.vision = FakeVisionLoader().load(None, None, "float32")
        self.indexes = FakeIndexStore()
        self.clips = clips or {}
        with self.store.transaction("t") as case:
            case.add_exhibit(Exhibit(ExhibitId("E")))
            self.source_id = case.add_source(ExhibitId("E"), "/e", "folder")

    @property
    def key(self) -> str:
        return self.vision.model_key

    def read_bytes(self, path: str) -> bytes:
        if path not in self.files:
            raise SourceError("The file cannot be opened: gone.")
        return self.files[path]

    def hash_evidence(self, path: str, breathe: Callable[[], None]) -> str:
        breathe()
        return hashlib.sha256(self.read_bytes(path)).hexdigest()

    def add(
        self,
        path: str,
        data: bytes,
        kind: MediaKind = MediaKind.PHOTO,
        duration_s: float | None = None,
    ) -> MediaId:
        """Have the case know a file."""
        self.files[path] = data
        digest, facts = hashlib.sha256(data).hexdigest(), RawFacts(duration_s=duration_s)
        with self.store.transaction("t") as case:
            media_id, is_new = case.add_media(Inspection(digest, len(data), kind, "jpeg", facts), None, None)
            case.add_copy(media_id, Copy(ExhibitId("E"), self.source_id, path, path, len(data), 1))
            outcome = Outcome.IMPORTED if is_new else Outcome.DUPLICATE
            case.add_outcome(self.source_id, FileOutcome(path, outcome))
        return media_id

    def keeper(self) -> IndexKeeper:
        width = self.vision.embedder.dimensions
        scan = partial(self.indexes.open_scan, self.key, width)
        compared = ComparedVectors(self.store, self.key, width, scan)
        return IndexKeeper(self.store, self.indexes, self.key, width, compared)

    def analysis(
        self,
        condemned: dict[str, str] | None = None,
        workers: int = 2,
        at_end: KeepUp | None = None,
        quick_from_s: float | None = QUICK_FROM_S,
    ) -> AnalyseMedia:
        return AnalyseMedia(
            self.store,
            PaintedPhotos(),
            FakeVideoReader(self.clips),
            self.thumbnails,
            self.vision,
            self.keeper(),
            self.read_bytes,
            self.hash_evidence,
            FixedClock(),
            workers=workers,
            condemned=condemned,
            at_end=at_end,
            quick_from_s=quick_from_s,
        )

    def analyse(
        self, job: CountingJob | None = None, condemned: dict[str, str] | None = None
    ) -> AnalysisTally:
        return self.analysis(condemned=condemned)(3.0, "t", job or CountingJob())
