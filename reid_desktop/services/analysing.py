"""Finding and describing the persons in what the case has not yet looked at."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from reid_desktop.domain.capture import iso_utc
from reid_desktop.domain.errors import MediaError, ReidError, SourceError
from reid_desktop.domain.fingerprints import fingerprint
from reid_desktop.domain.ids import MediaId
from reid_desktop.domain.media import MediaItem, MediaKind
from reid_desktop.domain.sighting import NewSighting
from reid_desktop.ports.engine import Failure
from reid_desktop.ports.media import PhotoReader, ThumbnailStore, VideoReader
from reid_desktop.ports.store import CaseStore, CaseWriter
from reid_desktop.ports.system import Clock, JobControl
from reid_desktop.ports.vision import Vision
from reid_desktop.services.clip_memory import ClipsInWork
from reid_desktop.services.clips import ClipAnalyser
from reid_desktop.services.indexing import IndexKeeper
from reid_desktop.services.pace import Pace
from reid_desktop.services.persons import describe, find_persons
from reid_desktop.services.succession import take_over
from reid_desktop.services.work_queue import WorkQueue

ReadBytes = Callable[[str], bytes]
"""Reads a whole file of evidence; raises SourceError."""
HashEvidence = Callable[[str, Callable[[], None]], str]
"""(path, breathe) -> SHA-256 of a file of evidence; raises SourceError."""
KeepUp = Callable[[str, JobControl], object]
"""(who, job): keeps what depends on the results, such as links, up with them."""

CHANGED = "The file is not the one that was imported: its content changed."
UNEXPECTED = "An error in the program stopped the analysis of this file ({kind}), so it was left out."
QUICK_FROM_S = 60.0
"""Clips from this length on are looked at by their key frames first."""
ENOUGH = 20
"""So many files in a row that meet an error in the program are not the files' fault: the job ends."""


@dataclass(frozen=True, slots=True)
class _Task:
    """One look at one item."""

    item: MediaItem
    is_quick: bool = False
    """Look at the key frames only: the item goes on waiting."""


@dataclass(frozen=True, slots=True, eq=False)
class _Looked:
    """What the pixels of one media item gave."""

    sightings: Sequence[NewSighting] = ()
    fingerprint: bytes | None = None
    """Perceptual hash of a photo."""


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """What one media item gave."""

    media_id: MediaId
    looked: _Looked
    elapsed_ms: float
    problem: Failure | None = None
    """Set when the item cannot be analysed."""
    is_final: bool = True
    """False when only the file was out of reach: the item goes on waiting."""
    is_quick: bool = False
    """Only key frames were looked at."""
    frames_per_s: float | None = None
    """How often a clip was looked at."""


@dataclass(slots=True)
class AnalysisTally:
    """What an analysis brought."""

    media: int = 0
    sightings: int = 0
    failures: list[Failure] = field(default_factory=list)
    waiting: int = 0
    """Of the failures: items whose file was out of reach; the next analysis takes them up."""
    provisional: int = 0
    """Sightings of quick passes whose clips were not looked through yet."""


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
        hash_evidence: HashEvidence,
        clock: Clock,
        *,
        workers: int,
        condemned: dict[str, str] | None = None,
        keep_up: KeepUp | None = None,
        at_end: KeepUp | None = None,
        quick_from_s: float | None = QUICK_FROM_S,
    ) -> None:
        """Files in `condemned` are never opened; `keep_up` is called after each batch is written.

        Photos are read whole by `read_bytes`; videos, which may be larger than memory, are hashed where they
        lie by `hash_evidence` before they are looked at.

        `at_end` is called when nothing is left. Clips from `quick_from_s` seconds on (None: no clips) are
        looked at by their key frames before any clip is looked through.
        """
        self._quick_from_s = quick_from_s
        self._at_end = at_end
        self._keep_up = keep_up
        self._store = store
        self._photos = photos
        self._thumbnails = thumbnails
        self._vision = vision
        self._keeper = keeper
        self._read_bytes = read_bytes
        self._hash_evidence = hash_evidence
        self._clock = clock
        self._workers = workers
        self._condemned = condemned or {}
        self._clips = ClipAnalyser(videos, thumbnails, vision)
        self._in_work = ClipsInWork(store, vision.model_key, clock)
        self._out_of_reach: set[MediaId] = set()
        self._errors_in_a_row = 0

    def __call__(
        self,
        frames_per_s: float,
        who: str,
        job: JobControl,
        is_more_coming: Callable[[], bool] = lambda: False,
    ) -> AnalysisTally:
        """Analyse until nothing is left and nothing more is coming."""
        tally, pace = AnalysisTally(), Pace(self._clock)
        self._out_of_reach.clear()

        def look(task: _Task) -> _Seen:
            return self._look(task, frames_per_s, who, job)

        def commit(batch: list[_Seen]) -> None:
            self._commit(batch, who, tally)
            waiting = self._store.counts(self._key).waiting - tally.waiting
            step = "Quick pass over clips" if any(seen.is_quick for seen in batch) else "Looking for persons"
            progress = pace.progress(step, tally.media, waiting, tally.sightings + tally.provisional)
            current, left_s = self._in_work.now()
            if left_s is not None:
                progress = replace(progress, remaining_s=max(left_s, progress.remaining_s or 0.0))
            job.checkpoint(replace(progress, current=current))
            if self._keep_up is not None:
                self._keep_up(who, job)

        try:
            WorkQueue(self._waiting, look, commit, workers=self._workers)(is_more_coming)
        finally:
            self._keeper.follow()  # stopped or not: what was committed need not be indexed again
            self._note(tally, who)
        if self._at_end is not None:
            self._at_end(who, job)
        return tally

    def look_again(self, frames_per_s: float, who: str) -> int:
        """Have clips wait that were looked at another number of times a second; return how many.

        What was found in them stands until they are looked through again.
        """
        with self._store.transaction(who) as case:
            count = case.look_again(self._key, frames_per_s)
            if count:
                told = {"model_key": self._key, "frames_per_s": frames_per_s, "clips": count}
                case.log("analyse.again", f"{count} clips", **told)
        return count

    def _note(self, tally: AnalysisTally, who: str) -> None:
        """Log that persons were looked for and described, and by which models."""
        if tally.media:
            with self._store.transaction(who) as case:
                case.log(
                    "analyse",
                    f"{tally.media} media",
                    model_key=self._key,
                    media=tally.media,
                    sightings=tally.sightings,
                    failed=len(tally.failures),
                )

    @property
    def _key(self) -> str:
        return self._vision.model_key

    def _waiting(self, limit: int, busy: Sequence[_Task]) -> list[_Task]:
        """Return what comes next: photos, then key frames of long clips, then whole clips.

        Clips are looked through a few at a time, so that what comes in meanwhile need not wait for many.
        """
        leave_out = [*(task.item.media_id for task in busy), *self._out_of_reach]
        found = self._store.undone(self._key, limit, leave_out)
        photos = [_Task(item) for item in found if item.kind is MediaKind.PHOTO]
        if photos or not found:
            return photos
        if self._quick_from_s is not None:
            due = self._store.quick_due(self._key, self._quick_from_s, self._workers, leave_out)
            if due:
                return [_Task(item, is_quick=True) for item in due]
        return [_Task(item) for item in found[: self._workers]]

    def _look(self, task: _Task, frames_per_s: float, who: str, job: JobControl) -> _Seen:
        """Look at one item; in a worker thread."""
        item = task.item
        started_s = self._clock.monotonic_s()
        looked = _Looked()
        problem: str | None = None
        is_final = True
        try:
            looked = self._look_at_copies(task, frames_per_s, who, job)
            self._errors_in_a_row = 0
        except SourceError as cause:
            problem, is_final = str(cause), False
        except MediaError as cause:
            problem = str(cause)
        except ReidError:
            raise  # stopped, or the disk is full
        except Exception as bug:  # whatever a hostile file provokes in a decoder or a model costs that file
            self._errors_in_a_row += 1
            if self._errors_in_a_row >= ENOUGH:
                raise
            logging.getLogger("reid_desktop").exception("a file was left out")
            problem = UNEXPECTED.format(kind=type(bug).__name__)
        elapsed_ms = (self._clock.monotonic_s() - started_s) * 1000
        if task.is_quick and is_final:
            problem = None  # whether the clip can be read is told when it is looked through
        failure = Failure(item.copies[0].path, problem) if problem is not None else None
        rate = frames_per_s if item.kind is MediaKind.VIDEO else None
        return _Seen(item.media_id, looked, elapsed_ms, failure, is_final, task.is_quick, rate)

    def _look_at_copies(self, task: _Task, frames_per_s: float, who: str, job: JobControl) -> _Looked:
        """Analyse the first copy that can be reached.

        :raises MediaError: it cannot be decoded, or it crashed the process before.
        :raises SourceError: no copy can be reached, or none is what was imported.
        """
        item = task.item
        for copy in item.copies:
            if copy.path in self._condemned:
                raise MediaError(self._condemned[copy.path])
        lost: SourceError | None = None
        for copy in item.copies:
            job.breathe()
            job.working_on(copy.path)
            try:
                if item.kind is MediaKind.PHOTO:
                    return self._look_at_photo(item, copy.path)
                if self._hash_evidence(copy.path, job.breathe) != item.sha256:
                    raise SourceError(CHANGED)
                if task.is_quick:
                    duration_s = item.facts.duration_s or 0.0
                    return _Looked(self._clips.quick(copy.path, item.sha256, duration_s, job))
                memory = self._in_work.memory(item, who)
                return _Looked(self._clips(copy.path, item.sha256, frames_per_s, job, memory)[0])
            except SourceError as cause:
                lost = lost or cause
            finally:
                self._in_work.done(item.media_id)
                job.finished(copy.path)
        raise lost or SourceError("The case knows no file of this item.")

    def _look_at_photo(self, item: MediaItem, path: str) -> _Looked:
        data = self._read_bytes(path)
        if hashlib.sha256(data).hexdigest() != item.sha256:
            raise SourceError(CHANGED)
        photo = self._photos.open(data, path.rsplit("/", 1)[-1])
        persons, picture = find_persons(photo, self._vision)
        described = describe(photo, persons, picture, self._vision)
        self._thumbnails.put_scene(item.sha256, None, picture)
        for person in described:
            self._thumbnails.put_crop(item.sha256, person.person.box, None, person.crop)
        sightings = [
            NewSighting(
                d.person.box, photo.size, d.person.score, d.quality, d.vector, turn_deg=d.person.turn_deg
            )
            for d in described
        ]
        return _Looked(sightings, fingerprint(picture))

    def _commit(self, batch: list[_Seen], who: str, tally: AnalysisTally) -> None:
        """Write results in one transaction, then bring the index up to them."""
        if not batch:
            return
        added = 0
        with self._store.transaction(who) as case:
            for seen in batch:
                if seen.is_quick and seen.problem is None:
                    new = case.finish_quick_pass(seen.media_id, self._key, seen.looked.sightings)
                    tally.provisional += len(new)
                    added += len(new)
                elif seen.problem is None:
                    added += self._finish(case, seen, tally)
                elif seen.is_final:
                    case.fail_media(seen.media_id, self._key, seen.problem.reason)
        tally.media += sum(not seen.is_quick or seen.problem is not None for seen in batch)
        tally.failures += [seen.problem for seen in batch if seen.problem is not None]
        self._out_of_reach.update(seen.media_id for seen in batch if not seen.is_final)
        tally.waiting = len(self._out_of_reach)
        self._keeper.note(added)

    def _finish(self, case: CaseWriter, seen: _Seen, tally: AnalysisTally) -> int:
        """Write the result of one item, instead of what an earlier look gave; return how many were added."""
        found, now_utc = seen.looked, iso_utc(self._clock.now_utc_ms())
        old = self._store.to_supersede(seen.media_id, self._key)
        ids = case.finish_media(seen.media_id, self._key, found.sightings, seen.elapsed_ms, seen.frames_per_s)
        kept = 0
        if old:
            new = dict(zip(ids, found.sightings, strict=True))
            step_s = 1.0 / (seen.frames_per_s or 1.0)
            kept = take_over(self._store, case, seen.media_id, old, new, step_s, now_utc).kept
        tally.provisional = max(0, tally.provisional - sum(one.is_quick for one in old))
        tally.sightings += len(ids) + kept
        if found.fingerprint is not None:
            case.set_fingerprint(seen.media_id, found.fingerprint)
        return len(ids)
