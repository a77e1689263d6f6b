"""From a video to sightings: sample, detect, join by overlap, describe the best shots."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.appearances import Passage, number_appearances
from reid_desktop.domain.geometry import Box, Pixels, Size, crop
from reid_desktop.domain.quality import assess, overlaps
from reid_desktop.domain.sighting import NewSighting, PersonBox, Quality
from reid_desktop.domain.tracking import OverlapTracker, Track
from reid_desktop.ports.media import ThumbnailStore, VideoFrame, VideoReader
from reid_desktop.ports.system import JobControl
from reid_desktop.ports.vision import Vision
from reid_desktop.services.persons import size_of

SHOTS = 4
"""So many of a track's best crops are embedded and averaged."""
SHOT_GAP_S = 0.6
"""Two kept shots lie at least this far apart, so that the mean sees different poses."""
MINIMUM_POINTS = 2
"""A box seen in a single sampled frame only must be surer than `SURE` to count."""
SURE = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class _Shot:
    time_s: float
    box: Box
    crop: Pixels
    quality: Quality


@dataclass(slots=True, eq=False)
class _Shots:
    """The best shots of one track; the best one's whole frame is on disk already."""

    best: list[_Shot] = field(default_factory=list)

    def offer(self, shot: _Shot) -> bool:
        """Keep the shot if it is among the best; tell whether it is the best so far."""
        near = [s for s in self.best if abs(s.time_s - shot.time_s) < SHOT_GAP_S]
        if near and near[0].quality.value >= shot.quality.value:
            return False
        if near:
            self.best = [s for s in self.best if s not in near]
        self.best.append(shot)
        self.best.sort(key=lambda s: (-s.quality.value, s.time_s))
        self.best = self.best[:SHOTS]
        return self.best[0] is shot


class ClipAnalyser:
    """Turns one video into sightings, in memory that does not grow with its length."""

    def __init__(self, videos: VideoReader, thumbnails: ThumbnailStore, vision: Vision) -> None:
        """Use these to decode, keep pictures, and see."""
        self._videos = videos
        self._thumbnails = thumbnails
        self._vision = vision

    def __call__(
        self, path: str, sha256: str, frames_per_s: float, job: JobControl
    ) -> tuple[list[NewSighting], int]:
        """Return the sightings of the clip in order of time, and how many frames were looked at.

        :raises MediaError: no frame can be decoded.
        """
        tracker, shots = OverlapTracker(), dict[int, _Shots]()
        found: list[NewSighting] = []
        size: Size | None = None
        scenes = _Scenes(self._thumbnails, sha256)
        frames = 0
        for shown in self._videos.frames(path, frames_per_s):
            frame = replace(shown, time_s=round(shown.time_s, 3))
            job.breathe()
            frames += 1
            size = size_of(frame.pixels)
            persons = self._vision.detector.detect(frame.pixels)
            tracks, closed = tracker.step(frame.time_s, persons)
            covered = overlaps([person.box for person in persons])
            for track, person, overlap in zip(tracks, persons, covered, strict=True):
                shot = _shot(frame, person, size, overlap)
                shots.setdefault(track.number, _Shots()).offer(shot)
            found += self._close(closed, shots, size, scenes)
            scenes.keep(frame, [s.best[0].time_s for s in shots.values()])
        if size is not None:
            found += self._close(tracker.finish(), shots, size, scenes)
        found.sort(key=lambda s: (s.start_s or 0.0, s.box.left_px, s.box.top_px))
        numbers = number_appearances([Passage(s.start_s or 0.0, s.end_s or 0.0, s.vector) for s in found])
        joined = [replace(s, appearance=number) for s, number in zip(found, numbers, strict=True)]
        return joined, frames

    def _close(
        self, tracks: list[Track], shots: dict[int, _Shots], size: Size, scenes: _Scenes
    ) -> list[NewSighting]:
        found = []
        for track in tracks:
            best = shots.pop(track.number).best
            score = max(point.person.score for point in track.points)
            if len(track.points) < MINIMUM_POINTS and score < SURE:
                continue
            vector = self._pooled(best)
            top = best[0]
            scenes.put(top)
            first_s, last_s = track.points[0].time_s, track.last.time_s
            new = NewSighting(top.box, size, score, top.quality, vector, first_s, last_s, top.time_s)
            found.append(replace(new, track=_boxes(track, size)))
        return found

    def _pooled(self, best: list[_Shot]) -> NDArray[np.float32]:
        vectors = self._vision.embedder.embed([shot.crop for shot in best])
        weights = np.array([max(shot.quality.value, 1e-3) for shot in best], dtype=np.float32)
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

    def keep(self, frame: VideoFrame, wanted_s: list[float]) -> None:
        """Hold the frame if a track's best shot is from it; let go of those no track needs any more."""
        if frame.time_s in wanted_s:
            self._held[frame.time_s] = frame.pixels
        self._held = {t: p for t, p in self._held.items() if t in wanted_s}
        while len(self._held) > self.HELD:
            oldest = min(self._held)
            self._write(oldest)
            del self._held[oldest]

    def put(self, shot: _Shot) -> None:
        """Keep crop and whole frame of a finished track's best shot."""
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


def _shot(frame: VideoFrame, person: PersonBox, size: Size, overlap: float) -> _Shot:
    box = person.box.clipped(size)
    piece = crop(frame.pixels, box).copy()
    return _Shot(frame.time_s, box, piece, assess(piece, box, size, overlap))
