"""Measuring the stages of an analysis, and keeping the times in the case."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from reid_desktop.domain.geometry import Box, Pixels, Size, Vectors
from reid_desktop.domain.sighting import ModelKey, PersonBox
from reid_desktop.domain.stage_times import StageTime
from reid_desktop.ports.media import Photo, PhotoReader, VideoFrame, VideoReader
from reid_desktop.ports.store import CaseStore
from reid_desktop.ports.system import Clock, JobControl
from reid_desktop.ports.vision import Detector, Embedder, Vision

KEPT_EVERY_S = 60.0


class Stages:
    """Adds up how long each stage took; may be used from several threads."""

    def __init__(self, store: CaseStore, model_key: str, clock: Clock) -> None:
        """Keep times under `model_key`."""
        self._store = store
        self._model_key = model_key
        self._clock = clock
        self._guard = threading.Lock()
        self._sums: dict[str, tuple[int, float]] = {}
        self._kept_s = clock.monotonic_s()

    @contextmanager
    def stage(self, name: str, count: int = 1) -> Iterator[None]:
        """Measure what is done inside."""
        started_s = self._clock.monotonic_s()
        try:
            yield
        finally:
            elapsed_s = self._clock.monotonic_s() - started_s
            with self._guard:
                times, total_s = self._sums.get(name, (0, 0.0))
                self._sums[name] = times + count, total_s + elapsed_s

    def keep_up(self, who: str, job: JobControl) -> None:
        """Keep what has come together, every minute: a run that is stopped has its times, too."""
        if self._clock.monotonic_s() - self._kept_s >= KEPT_EVERY_S:
            self(who, job)

    def __call__(self, who: str, job: JobControl) -> None:
        """Keep what has come together."""
        with self._guard:
            sums, self._sums = self._sums, {}
        self._kept_s = self._clock.monotonic_s()
        stages = [
            StageTime(name, count, round(total_s, 4)) for name, (count, total_s) in sorted(sums.items())
        ]
        if stages:
            with self._store.transaction(who) as case:
                case.add_stage_times(self._model_key, stages)
        job.breathe()

    def vision(self, vision: Vision) -> Vision:
        """Return a vision whose networks are measured."""
        return replace(
            vision,
            detector=_MeasuredDetector(vision.detector, self),
            embedder=_MeasuredEmbedder(vision.embedder, self),
        )

    def photos(self, photos: PhotoReader) -> PhotoReader:
        """Return a reader of photos that is measured."""
        return _MeasuredPhotos(photos, self)

    def videos(self, videos: VideoReader) -> VideoReader:
        """Return a reader of videos that is measured."""
        return _MeasuredVideos(videos, self)

    def reading(self, read_bytes: Callable[[str], bytes]) -> Callable[[str], bytes]:
        """Return what reads files, measured."""

        def read(path: str) -> bytes:
            with self.stage("read"):
                return read_bytes(path)

        return read


class _MeasuredDetector:
    def __init__(self, inner: Detector, stages: Stages) -> None:
        self._inner = inner
        self._stages = stages

    @property
    def key(self) -> ModelKey:
        return self._inner.key

    @property
    def input_side_px(self) -> int:
        return self._inner.input_side_px

    def detect(self, picture: Pixels) -> list[PersonBox]:
        with self._stages.stage("detect"):
            return self._inner.detect(picture)

    def glance(self, picture: Pixels, turns_deg: Sequence[int]) -> list[float]:
        with self._stages.stage("glance"):
            return self._inner.glance(picture, turns_deg)


class _MeasuredEmbedder:
    def __init__(self, inner: Embedder, stages: Stages) -> None:
        self._inner = inner
        self._stages = stages

    @property
    def key(self) -> ModelKey:
        return self._inner.key

    @property
    def dimensions(self) -> int:
        return self._inner.dimensions

    @property
    def input_size(self) -> Size:
        return self._inner.input_size

    def embed(self, crops: Sequence[Pixels]) -> Vectors:
        with self._stages.stage("embed", len(crops)):
            return self._inner.embed(crops)


class _MeasuredPhotos:
    def __init__(self, inner: PhotoReader, stages: Stages) -> None:
        self._inner = inner
        self._stages = stages

    def open(self, data: bytes, name: str) -> Photo:
        with self._stages.stage("open photo"):
            return _MeasuredPhoto(self._inner.open(data, name), self._stages)


class _MeasuredPhoto:
    def __init__(self, inner: Photo, stages: Stages) -> None:
        self._inner = inner
        self._stages = stages

    @property
    def size(self) -> Size:
        return self._inner.size

    @property
    def warnings(self) -> tuple[str, ...]:
        return self._inner.warnings

    def at_least(self, longest_side_px: int) -> Pixels:
        with self._stages.stage("decode photo"):
            return self._inner.at_least(longest_side_px)

    def region(self, box: Box) -> Pixels:
        with self._stages.stage("decode crop"):
            return self._inner.region(box)


class _MeasuredVideos:
    def __init__(self, inner: VideoReader, stages: Stages) -> None:
        self._inner = inner
        self._stages = stages

    def frames(self, path: str, frames_per_s: float, after_s: float | None = None) -> Iterator[VideoFrame]:
        frames = iter(self._inner.frames(path, frames_per_s, after_s))
        while True:
            with self._stages.stage("decode frame"):
                frame = next(frames, None)
            if frame is None:
                return
            yield frame

    def key_frames(self, path: str, gap_s: float) -> Iterator[VideoFrame]:
        frames = iter(self._inner.key_frames(path, gap_s))
        while True:
            with self._stages.stage("decode frame"):
                frame = next(frames, None)
            if frame is None:
                return
            yield frame

    def frame_at(self, path: str, time_s: float) -> VideoFrame:
        with self._stages.stage("decode frame"):
            return self._inner.frame_at(path, time_s)
