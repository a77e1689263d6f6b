"""Finding and describing the persons in what the case has not yet looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from reid_desktop.domain.errors import MediaError, SourceError
from reid_desktop.domain.ids import MediaId, SightingId
from reid_desktop.domain.media import MediaItem, MediaKind
from reid_desktop.domain.sighting import NewSighting
from reid_desktop.ports.engine import Failure
from reid_desktop.ports.media import PhotoReader, ThumbnailStore, VideoReader
from reid_desktop.ports.store import CaseStore
from reid_desktop.ports.system import Clock, JobControl
from reid_desktop.ports.vision import Vision
from reid_desktop.services.clips import ClipAnalyser
from reid_desktop.services.indexing import IndexKeeper
from reid_desktop.services.pace import Pace
from reid_desktop.services.persons import describe, find_persons
from reid_desktop.services.work_queue import WorkQueue

ReadBytes = Callable[[str], bytes]
"""Reads a whole file of evidence; raises SourceError."""


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """What one media item gave."""

    media_id: MediaId
    sightings: Sequence[NewSighting]
    elapsed_ms: float
    problem: Failure | None = None
    """Set when the item cannot be analysed."""


@dataclass(slots=True)
class AnalysisTally:
    """What an analysis brought."""

    media: int = 0
    sightings: int = 0
    failures: list[tuple[MediaId, Failure]] = field(default_factory=list)


class AnalyseMedia:
    """Analyses all media without a result under the model key in use.

    The database is the queue: what was not committed is done again, and
    nothing is done twice.
    """

    def __init__(
        self,
        store: CaseStore,
        photos: PhotoReader,
        videos: VideoReader,
        thumbnails: ThumbnailStore,
        vision: Vision,
        keeper: IndexKeeper,
        read_bytes: ReadBytes,
        clock: Clock,
        *,
        workers: int,
        careful: frozenset[str] = frozenset(),
        condemned: dict[str, str] | None = None,
    ) -> None:
        """Files in `careful` are done first and alone, those in `condemned` never."""
        self._store = store
        self._photos = photos
        self._thumbnails = thumbnails
        self._vision = vision
        self._keeper = keeper
        self._read_bytes = read_bytes
        self._clock = clock
        self._workers = workers
        self._careful = careful
        self._condemned = condemned or {}
        self._clips = ClipAnalyser(videos, thumbnails, vision)

    def __call__(
        self,
        frames_per_s: float,
        who: str,
        job: JobControl,
        is_more_coming: Callable[[], bool] = lambda: False,
    ) -> AnalysisTally:
        """Analyse until nothing is left and nothing more is coming."""
        tally, pace = AnalysisTally(), Pace(self._clock)

        def look(item: MediaItem) -> _Seen:
            return self._look(item, frames_per_s, job)

        def commit(batch: list[_Seen]) -> None:
            self._commit(batch, who, tally)
            waiting = self._store.counts(self._key).waiting
            job.checkpoint(pace.progress("Looking for persons", tally.media, waiting, tally.sightings))

        try:
            if self._careful:
                WorkQueue(self._suspects, look, commit, workers=1)(lambda: False)
            WorkQueue(self._waiting, look, commit, workers=self._workers)(is_more_coming)
        finally:
            self._keeper.save()  # stopped or not: what was committed need not be indexed again
        return tally

    @property
    def _key(self) -> str:
        return self._vision.model_key

    def _waiting(self, limit: int, busy: Sequence[MediaItem]) -> list[MediaItem]:
        return self._store.undone(self._key, limit, [item.media_id for item in busy])

    def _suspects(self, limit: int, busy: Sequence[MediaItem]) -> list[MediaItem]:
        """Return what was in work when the process died; one thread takes them one by one."""
        everything = self._waiting(1_000_000, busy)
        return [m for m in everything if any(c.path in self._careful for c in m.copies)][:limit]

    def _look(self, item: MediaItem, frames_per_s: float, job: JobControl) -> _Seen:
        """Analyse one item; in a worker thread."""
        started_s = self._clock.monotonic_s()
        path = item.copies[0].path
        job.breathe()
        job.working_on(path)
        sightings: Sequence[NewSighting] = ()
        problem: Failure | None = None
        try:
            if path in self._condemned:
                problem = Failure(path, self._condemned[path])
            elif item.kind is MediaKind.PHOTO:
                sightings = self._look_at_photo(item)
            else:
                sightings, _ = self._clips(path, item.sha256, frames_per_s, job)
        except (MediaError, SourceError) as cause:
            problem = Failure(path, str(cause))
        finally:
            job.finished(path)
        elapsed_ms = (self._clock.monotonic_s() - started_s) * 1000
        return _Seen(item.media_id, sightings, elapsed_ms, problem)

    def _look_at_photo(self, item: MediaItem) -> list[NewSighting]:
        path = item.copies[0].path
        photo = self._photos.open(self._read_bytes(path), path.rsplit("/", 1)[-1])
        persons, picture = find_persons(photo, self._vision.detector)
        described = describe(photo, persons, picture, self._vision)
        self._thumbnails.put_scene(item.sha256, None, picture)
        for person in described:
            self._thumbnails.put_crop(item.sha256, person.person.box, None, person.crop)
        return [NewSighting(d.person.box, photo.size, d.person.score, d.quality, d.vector) for d in described]

    def _commit(self, batch: list[_Seen], who: str, tally: AnalysisTally) -> None:
        """Write results in one transaction, then bring the index up to them."""
        if not batch:
            return
        added: list[SightingId] = []
        with self._store.transaction(who) as case:
            for seen in batch:
                if seen.problem is not None:
                    case.fail_media(seen.media_id, self._key, seen.problem.reason)
                else:
                    added += case.finish_media(seen.media_id, self._key, seen.sightings, seen.elapsed_ms)
        tally.media += len(batch)
        tally.sightings += len(added)
        tally.failures += [(s.media_id, s.problem) for s in batch if s.problem is not None]
        if added:
            self._keeper.catch_up()
