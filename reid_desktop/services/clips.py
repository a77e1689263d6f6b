"""From a video to sightings: sample, detect, join to tracks, describe the best shots."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.appearances import Passage, number_appearances
from reid_desktop.domain.errors import ReidError
from reid_desktop.domain.geometry import Pixels, Size, crop
from reid_desktop.domain.quality import assess, overlaps
from reid_desktop.domain.sighting import NewSighting, PersonBox
from reid_desktop.domain.tracking import MotionTracker, Track
from reid_desktop.ports.media import ThumbnailStore, VideoFrame, VideoReader
from reid_desktop.ports.system import JobControl
from reid_desktop.ports.tracking import Tracker
from reid_desktop.ports.vision import Vision
from reid_desktop.services.clip_state import ClipState, Shot, Shots, packed, unpacked
from reid_desktop.services.persons import size_of

MINIMUM_POINTS = 2
"""A box seen in a single sampled frame only must be surer than `SURE` to count."""
SURE = 0.5
QUICK_GAP_S, QUICK_FRAMES = 5.0, 240
"""A quick pass looks at key frames at least so far apart, and at so many of a clip at most."""


class ClipMemory(Protocol):
    """Remembers how far one clip has come, outside this process."""

    def kept(self) -> bytes | None:
        """Return what was kept last, if anything was."""
        ...

    def has_reached(self, time_s: float) -> bool:
        """Take note of how far the clip has come; tell whether its state should be kept now."""
        ...

    def keep(self, until_s: float, state: bytes) -> None:
        """Keep a state."""
        ...


class NoMemory:
    """For clips that are short, or done at once."""

    def kept(self) -> bytes | None:
        """Know nothing."""
        return None

    def has_reached(self, time_s: float) -> bool:  # noqa: ARG002 - the port's
        """Want nothing."""
        return False

    def keep(self, until_s: float, state: bytes) -> None:
        """Keep nothing."""


class ClipAnalyser:
    """Turns one video into sightings, in memory that does not grow with its length."""

    def __init__(
        self,
        videos: VideoReader,
        thumbnails: ThumbnailStore,
        vision: Vision,
        tracker: Callable[[], Tracker] = MotionTracker,
    ) -> None:
        """Use these to decode, keep pictures, see, and follow; `tracker` makes one for each clip."""
        self._videos = videos
        self._thumbnails = thumbnails
        self._vision = vision
        self._tracker = tracker

    def __call__(
        self,
        path: str,
        sha256: str,
        frames_per_s: float,
        job: JobControl,
        memory: ClipMemory | None = None,
    ) -> tuple[list[NewSighting], int]:
        """Return the sightings of the clip in order of time, and how many frames were looked at.

        :param memory: where the clip goes on if it was begun before.
        :raises MediaError: no frame can be decoded.
        """
        memory = memory or NoMemory()
        state = unpacked(memory.kept() or b"", frames_per_s) or ClipState(frames_per_s)
        run = _Run(self._vision, self._tracker(), _Scenes(self._thumbnails, sha256), state)
        for shown in self._videos.frames(path, frames_per_s, state.until_s):
            frame = replace(shown, time_s=round(shown.time_s, 3))
            try:
                job.breathe()
            except ReidError:  # stopped: the next time goes on here
                if state.until_s is not None:
                    memory.keep(state.until_s, run.kept())
                raise
            run.look(frame)
            if memory.has_reached(frame.time_s):
                memory.keep(frame.time_s, run.kept())
        return run.finish(), state.frames

    def quick(self, path: str, sha256: str, duration_s: float, job: JobControl) -> list[NewSighting]:
        """Return who is seen in some key frames of a clip, each moment a sighting of its own.

        Only those that the detector is sure of count: nothing before or after speaks for them.

        :raises MediaError: nothing can be decoded.
        """
        found: list[NewSighting] = []
        gap_s = max(QUICK_GAP_S, duration_s / QUICK_FRAMES)
        for shown in islice(self._videos.key_frames(path, gap_s), QUICK_FRAMES):
            job.breathe()
            frame = replace(shown, time_s=round(shown.time_s, 3))
            found += self._glimpsed(frame, sha256)
        numbers = number_appearances([Passage(s.start_s or 0.0, s.end_s or 0.0, s.vector) for s in found])
        return [replace(s, appearance=number) for s, number in zip(found, numbers, strict=True)]

    def _glimpsed(self, frame: VideoFrame, sha256: str) -> list[NewSighting]:
        persons = self._vision.detector.detect(frame.pixels)
        size, covered = size_of(frame.pixels), overlaps([person.box for person in persons])
        sure = [
            (_shot(frame, person, size, overlap), person.score)
            for person, overlap in zip(persons, covered, strict=True)
            if person.score >= SURE
        ]
        crops = [shot.crop for shot, _ in sure if shot.crop is not None]
        if not crops:
            return []
        self._thumbnails.put_scene(sha256, frame.time_s, frame.pixels)
        found = []
        for (shot, score), vector, piece in zip(sure, self._vision.embedder.embed(crops), crops, strict=True):
            self._thumbnails.put_crop(sha256, shot.box, frame.time_s, piece)
            moment = frame.time_s
            new = NewSighting(shot.box, size, score, shot.quality, vector, moment, moment, moment)
            found.append(replace(new, is_quick=True))
        return found


class _Run:
    """One clip in work."""

    def __init__(self, vision: Vision, tracker: Tracker, scenes: _Scenes, state: ClipState) -> None:
        """Go on from a state."""
        self._vision = vision
        self._tracker = tracker
        self._scenes = scenes
        self._state = state
        tracker.resume(state.tracks, state.highest)

    def look(self, frame: VideoFrame) -> None:
        """Take the next frame."""
        state = self._state
        size = state.size = size_of(frame.pixels)
        persons = self._vision.detector.detect(frame.pixels)
        tracks, closed = self._tracker.step(frame.time_s, persons)
        covered = overlaps([person.box for person in persons])
        for track, person, overlap in zip(tracks, persons, covered, strict=True):
            if track is not None:
                shot = _shot(frame, person, size, overlap)
                state.shots.setdefault(track.number, Shots()).offer(shot)
                state.highest = max(state.highest, track.number)
        self._close(closed, size)
        self._scenes.hold(frame, [shots.best[0].time_s for shots in state.shots.values()])
        state.frames += 1
        state.until_s = frame.time_s

    def kept(self) -> bytes:
        """Return the state as bytes, its pictures being on disk."""
        self._state.tracks = self._tracker.open_tracks
        for shots in self._state.shots.values():
            self._describe(shots.best)
            self._scenes.put(shots.best[0])
        return packed(self._state)

    def finish(self) -> list[NewSighting]:
        """Return all sightings in order of time, those of one person under one number."""
        if self._state.size is not None:
            self._close(self._tracker.finish(), self._state.size)
        found = sorted(self._state.found, key=lambda s: (s.start_s or 0.0, s.box.left_px, s.box.top_px))
        numbers = number_appearances([Passage(s.start_s or 0.0, s.end_s or 0.0, s.vector) for s in found])
        return [replace(s, appearance=number) for s, number in zip(found, numbers, strict=True)]

    def _close(self, tracks: Sequence[Track], size: Size) -> None:
        for track in tracks:
            best = self._state.shots.pop(track.number).best
            score = max(point.person.score for point in track.points)
            if len(track.points) < MINIMUM_POINTS and score < SURE:
                continue
            vector = self._pooled(best)
            top = best[0]
            self._scenes.put(top)
            first_s, last_s = track.points[0].time_s, track.last.time_s
            new = NewSighting(top.box, size, score, top.quality, vector, first_s, last_s, top.time_s)
            self._state.found.append(replace(new, track=_boxes(track, size)))

    def _describe(self, shots: Sequence[Shot]) -> None:
        bare = [(shot, shot.crop) for shot in shots if shot.vector is None and shot.crop is not None]
        if bare:
            vectors = self._vision.embedder.embed([piece for _, piece in bare])
            for (shot, _), vector in zip(bare, vectors, strict=True):
                shot.vector = vector

    def _pooled(self, best: Sequence[Shot]) -> NDArray[np.float32]:
        """Return the mean of the shots, each weighted by its quality, of length 1."""
        self._describe(best)
        known = [(shot, shot.vector) for shot in best if shot.vector is not None]
        vectors = np.stack([vector for _, vector in known])
        weights = np.array([max(shot.quality.value, 1e-3) for shot, _ in known], dtype=np.float32)
        mean = (vectors * weights[:, None]).sum(axis=0)
        return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-12), dtype=np.float32)


class _Scenes:
    """Holds the frames that the open tracks' best shots are from, and keeps the final ones on disk."""

    HELD = 8

    def __init__(self, thumbnails: ThumbnailStore, sha256: str) -> None:
        self._thumbnails = thumbnails
        self._sha256 = sha256
        self._held: dict[float, Pixels] = {}
        self._written: set[float] = set()

    def hold(self, frame: VideoFrame, wanted_s: list[float]) -> None:
        """Hold the frame if a track's best shot is from it; let go of those no track needs any more."""
        if frame.time_s in wanted_s:
            self._held[frame.time_s] = frame.pixels
        self._held = {t: p for t, p in self._held.items() if t in wanted_s}
        self._written &= set(self._held) | set(wanted_s)
        while len(self._held) > self.HELD:
            oldest = min(self._held)
            self._write(oldest)
            del self._held[oldest]

    def put(self, shot: Shot) -> None:
        """Keep crop and whole frame of a track's best shot; both are on disk if the shot has no crop."""
        if shot.crop is not None:
            self._thumbnails.put_crop(self._sha256, shot.box, shot.time_s, shot.crop)
        self._write(shot.time_s)

    def _write(self, time_s: float) -> None:
        if time_s in self._held and time_s not in self._written:
            self._thumbnails.put_scene(self._sha256, time_s, self._held[time_s])
            self._written.add(time_s)


def _boxes(track: Track, size: Size) -> NDArray[np.float32]:
    """Return (n, 5) rows of time_s, left, top, right, bottom in pixels of the frame."""
    rows = [(point.time_s, point.person.box.clipped(size)) for point in track.points]
    table = [(time_s, b.left_px, b.top_px, b.right_px, b.bottom_px) for time_s, b in rows]
    return np.array(table, dtype=np.float32)


def _shot(frame: VideoFrame, person: PersonBox, size: Size, overlap: float) -> Shot:
    box = person.box.clipped(size)
    piece = crop(frame.pixels, box).copy()
    return Shot(frame.time_s, box, assess(piece, box, size, overlap), piece)
