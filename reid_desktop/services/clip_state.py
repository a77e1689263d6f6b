"""What the analysis of a clip has found so far, and how it is kept so that it can go on after a crash.

Kept are numbers and vectors, no pictures: what a track's shots show is described, and the best one's
picture is on disk, before the state is kept.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.geometry import Box, Pixels, Size
from reid_desktop.domain.sighting import NewSighting, PersonBox, Quality
from reid_desktop.domain.tracking import Track, TrackPoint

VERSION = 1
SHOTS = 4
"""So many of a track's best crops are embedded and averaged."""
SHOT_GAP_S = 0.6
"""Two kept shots lie at least this far apart, so that the mean sees different poses."""


@dataclass(slots=True, eq=False)
class Shot:
    """One crop of a track; described at the latest when the track is closed."""

    time_s: float
    box: Box
    quality: Quality
    crop: Pixels | None
    """None once it is only kept as a vector."""
    vector: NDArray[np.float32] | None = None


@dataclass(slots=True, eq=False)
class Shots:
    """The best shots of one track, best first."""

    best: list[Shot] = field(default_factory=list)

    def offer(self, shot: Shot) -> None:
        """Keep the shot if it is among the best."""
        near = [s for s in self.best if abs(s.time_s - shot.time_s) < SHOT_GAP_S]
        if near and near[0].quality.value >= shot.quality.value:
            return
        self.best = [s for s in self.best if s not in near]
        self.best.append(shot)
        self.best.sort(key=lambda s: (-s.quality.value, s.time_s))
        self.best = self.best[:SHOTS]


@dataclass(slots=True, eq=False)
class ClipState:
    """Everything that is known of a clip up to a moment."""

    frames_per_s: float
    until_s: float | None = None
    """The frame at this time was the last one looked at; None before the first."""
    size: Size | None = None
    frames: int = 0
    highest: int = 0
    """The highest number that a track was given."""
    found: list[NewSighting] = field(default_factory=list)
    """Of tracks that are closed."""
    tracks: list[Track] = field(default_factory=list)
    """Those that are open."""
    shots: dict[int, Shots] = field(default_factory=dict)
    """By the number of the open track."""


def packed(state: ClipState) -> bytes:
    """Return the state as bytes; every shot must be described."""
    shots = [(number, shot) for number, kept in state.shots.items() for shot in kept.best]
    head = {
        "version": VERSION,
        "frames_per_s": state.frames_per_s,
        "until_s": state.until_s,
        "size": [state.size.width_px, state.size.height_px] if state.size else None,
        "frames": state.frames,
        "highest": state.highest,
        "tracks": [track.number for track in state.tracks],
        "points": [len(track.points) for track in state.tracks],
        "boxes": [0 if new.track is None else len(new.track) for new in state.found],
        "shots": [number for number, _ in shots],
    }
    points = [point for track in state.tracks for point in track.points]
    boxes = [new.track for new in state.found if new.track is not None]
    target = io.BytesIO()
    np.savez(
        target,
        head=np.frombuffer(json.dumps(head).encode(), np.uint8),
        points=_table([(p.time_s, *_corners(p.person.box), p.person.score) for p in points], 6),
        found=_table([_found_row(new) for new in state.found], 13),
        found_vectors=_stacked([new.vector for new in state.found]),
        boxes=np.concatenate(boxes) if boxes else np.zeros((0, 5), np.float32),
        shots=_table([(s.time_s, *_corners(s.box), *_quality_row(s.quality)) for _, s in shots], 10),
        shot_vectors=_stacked([_described(shot) for _, shot in shots]),
    )
    return target.getvalue()


def unpacked(data: bytes, frames_per_s: float) -> ClipState | None:
    """Return a state that was kept at this rate; None for any other, or one that cannot be understood."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            head = json.loads(arrays["head"].tobytes())
            if (head["version"], head["frames_per_s"]) != (VERSION, frames_per_s) or not head["size"]:
                return None
            return _read(head, {name: arrays[name] for name in arrays.files})
    except (ValueError, KeyError, TypeError, IndexError, OSError, EOFError, zipfile.BadZipFile):
        return None


def _read(head: dict[str, list[int]], arrays: dict[str, NDArray[np.float64]]) -> ClipState:
    size = Size(*head["size"])
    state = ClipState(
        float(str(head["frames_per_s"])),
        float(str(head["until_s"])),
        size,
        int(str(head["frames"])),
        int(str(head["highest"])),
    )
    points = [TrackPoint(row[0], PersonBox(_box(row[1:5]), row[5])) for row in arrays["points"].tolist()]
    for number, count in zip(head["tracks"], head["points"], strict=True):
        state.tracks.append(Track(number, points[:count]))
        points = points[count:]
    at = 0
    vectors = np.asarray(arrays["found_vectors"], dtype=np.float32)
    for row, vector, count in zip(arrays["found"].tolist(), vectors, head["boxes"], strict=True):
        boxes = np.asarray(arrays["boxes"][at : at + count], dtype=np.float32) if count else None
        at += count
        state.found.append(_found(row, size, vector, boxes))
    shot_vectors = np.asarray(arrays["shot_vectors"], dtype=np.float32)
    for number, row, vector in zip(head["shots"], arrays["shots"].tolist(), shot_vectors, strict=True):
        shot = Shot(row[0], _box(row[1:5]), _quality(row[5:10]), None, vector)
        state.shots.setdefault(number, Shots()).best.append(shot)
    return state


def _table(rows: Sequence[Sequence[float]], columns: int) -> NDArray[np.float64]:
    return np.array(rows, dtype=np.float64).reshape(len(rows), columns)


def _stacked(vectors: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    return np.stack(vectors) if vectors else np.zeros((0, 1), np.float32)


def _described(shot: Shot) -> NDArray[np.float32]:
    assert shot.vector is not None
    return shot.vector


def _corners(box: Box) -> tuple[int, int, int, int]:
    return box.left_px, box.top_px, box.right_px, box.bottom_px


def _box(row: Sequence[float]) -> Box:
    left, top, right, bottom = (int(part) for part in row)
    return Box(left, top, right, bottom)


def _quality_row(one: Quality) -> tuple[float, ...]:
    overlap = np.nan if one.overlap is None else one.overlap
    return one.value, one.height_px, one.sharpness, float(one.truncated), overlap


def _quality(row: Sequence[float]) -> Quality:
    value, height, sharpness, truncated, overlap = row
    return Quality(value, int(height), sharpness, bool(truncated), None if np.isnan(overlap) else overlap)


def _found_row(new: NewSighting) -> tuple[float, ...]:
    times = (new.start_s, new.end_s, new.best_s)
    told = (np.nan if time_s is None else time_s for time_s in times)
    return *_corners(new.box), new.score, *_quality_row(new.quality), *told


def _found(
    row: Sequence[float], size: Size, vector: NDArray[np.float32], boxes: NDArray[np.float32] | None
) -> NewSighting:
    start_s, end_s, best_s = (None if np.isnan(time_s) else time_s for time_s in row[10:13])
    return NewSighting(
        _box(row[:4]), size, row[4], _quality(row[5:10]), vector, start_s, end_s, best_s, boxes
    )
