"""Compare the program's tracker with those of the `trackers` package, where that is installed.

    python -m tools.evaluate_trackers [--rate 3 ...] [--clips FOLDER --models DIR]

First on drawn walkers, whose identity is known: they cross, hide one another, speed up and slow down, and
are missed now and then. IDF1 is the share of boxes that carry the right number (Ristani et al. 2016), a
switch is a person whose number changes. With `--clips`, also on the videos of a folder, where only the
tracklets can be counted. `trackers` is no dependency of the program; docs/dependencies.md tells why.
"""

from __future__ import annotations

import argparse
import importlib.util
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from reid_desktop.adapters.media.videos import ClipReader
from reid_desktop.adapters.sources import OpenEvidence
from reid_desktop.adapters.vision.library import CardLibrary
from reid_desktop.adapters.vision.loader import GraphVisionLoader
from reid_desktop.domain.errors import NotMediaError
from reid_desktop.domain.geometry import Box
from reid_desktop.domain.sighting import PersonBox
from reid_desktop.domain.tracking import MotionTracker

CARDS = Path(__file__).resolve().parent.parent / "models"
WIDE_PX, HIGH_PX = 480, 360
SEEDS = range(6)
Frames = list[tuple[float, list[PersonBox]]]
Numbers = list[list[int]]
"""For each frame the track of each box; -1 for none."""
Follow = Callable[[Frames], Numbers]


@dataclass(frozen=True, slots=True)
class Score:
    """How well numbers fit the truth."""

    idf1: float
    """In per cent."""
    switches: int
    tracks: int
    unfollowed: int
    """Boxes that belong to no track."""


def walkers(seed: int, rate: float, seconds: float = 60.0, persons: int = 40) -> tuple[Frames, Numbers]:
    """Return what a detector might see of people on a square, and who each box is."""
    chance = np.random.default_rng(seed)
    people = [_walker(chance, seconds) for _ in range(persons)]
    frames: Frames = []
    truth: Numbers = []
    for number in range(int(seconds * rate)):
        time_s = number / rate
        shapes = {who: box for who, one in enumerate(people) if (box := _at(one, time_s)) is not None}
        seen = [(who, found) for who in shapes if (found := _seen(who, shapes, chance)) is not None]
        frames.append((time_s, [found for _, found in seen]))
        truth.append([who for who, _ in seen])
    return frames, truth


@dataclass(frozen=True, slots=True)
class _Walker:
    from_s: float
    x_px: float
    y_px: float
    speed_px_s: float
    sinking_px_s: float
    height_px: float
    slimness: float
    phase: float


def _walker(chance: np.random.Generator, seconds: float) -> _Walker:
    y = chance.uniform(HIGH_PX * 0.3, HIGH_PX - 5)
    height = 30 + y / HIGH_PX * 120 * chance.uniform(0.85, 1.15)
    way, speed = chance.choice([-1, 1]), height * chance.uniform(0.4, 0.9)
    return _Walker(
        chance.uniform(-10, seconds - 3),
        -height * 0.2 if way > 0 else WIDE_PX + height * 0.2,
        y,
        way * speed,
        chance.uniform(-0.15, 0.15) * speed,
        height,
        chance.uniform(0.34, 0.46),
        chance.uniform(0, 6.28),
    )


def _at(one: _Walker, time_s: float) -> tuple[float, float, float, float] | None:
    """Return the box; people walk faster and slower, and swing their arms."""
    since_s = time_s - one.from_s
    if since_s < 0:
        return None
    way_s = since_s + 1.2 * np.sin(0.5 * since_s + one.phase)
    x, y = one.x_px + one.speed_px_s * way_s, one.y_px + one.sinking_px_s * way_s
    half = one.height_px * one.slimness * (1 + 0.25 * np.sin(6.28 * time_s + one.phase)) / 2
    if x < -half or x > WIDE_PX + half or y > HIGH_PX + 5 or y < one.height_px:
        return None
    return x - half, y - one.height_px, x + half, y


def _seen(
    who: int, shapes: dict[int, tuple[float, float, float, float]], chance: np.random.Generator
) -> PersonBox | None:
    """Return what the detector makes of a person: nothing where others hide them, and now and then."""
    mine = shapes[who]
    area = (mine[2] - mine[0]) * (mine[3] - mine[1])
    hidden = 0.0
    for other in shapes.values():
        if other[3] > mine[3]:
            wide = min(mine[2], other[2]) - max(mine[0], other[0])
            high = min(mine[3], other[3]) - max(mine[1], other[1])
            hidden = max(hidden, max(0.0, wide) * max(0.0, high) / area)
    if chance.random() < 0.08 or hidden > 0.65:
        return None
    off = chance.normal(0, 0.03, 4) * (mine[3] - mine[1])
    left, top = max(0, int(mine[0] + off[0])), max(0, int(mine[1] + off[1]))
    right, bottom = min(WIDE_PX, int(mine[2] + off[2])), min(HIGH_PX, int(mine[3] + off[3]))
    if right - left < 4 or bottom - top < 8:
        return None
    score = float(np.clip(0.85 - 0.6 * hidden + chance.normal(0, 0.1), 0.26, 0.95))
    return PersonBox(Box(left, top, right, bottom), score)


def score(truth: Numbers, got: Numbers) -> Score:
    """Compare numbers with the truth; persons and tracks are paired best first, which is near the best."""
    pairs: Counter[tuple[int, int]] = Counter()
    last: dict[int, int] = {}
    switches = boxes = unfollowed = 0
    for true, numbers in zip(truth, got, strict=True):
        for who, number in zip(true, numbers, strict=True):
            boxes += 1
            if number < 0:
                unfollowed += 1
                continue
            pairs[who, number] += 1
            switches += last.get(who, number) != number
            last[who] = number
    right, whos, numbers_taken = 0, set[int](), set[int]()
    for (who, number), count in pairs.most_common():
        if who not in whos and number not in numbers_taken:
            right += count
            whos.add(who)
            numbers_taken.add(number)
    idf1 = 200 * right / max(1, 2 * boxes - unfollowed)
    return Score(idf1, switches, len({number for _, number in pairs}), unfollowed)


def ours(frames: Frames) -> Numbers:
    """Follow with the program's own tracker."""
    tracker = MotionTracker()
    return [
        [-1 if track is None else track.number for track in tracker.step(time_s, persons)[0]]
        for time_s, persons in frames
    ]


def theirs(name: str, rate: float, **settings: float) -> Follow:
    """Return a tracker of the `trackers` package, which takes frames at an even rate."""
    trackers: Any = importlib.import_module("trackers")
    supervision: Any = importlib.import_module("supervision")

    def follow(frames: Frames) -> Numbers:
        tracker = getattr(trackers, name)(frame_rate=rate, lost_track_buffer=45, **settings)
        numbers: Numbers = []
        for _, persons in frames:
            corners = [(p.box.left_px, p.box.top_px, p.box.right_px, p.box.bottom_px) for p in persons]
            seen = supervision.Detections(
                xyxy=np.array(corners, dtype=np.float32).reshape(-1, 4),
                confidence=np.array([p.score for p in persons], dtype=np.float32),
                class_id=np.zeros(len(persons), dtype=int),
                data={"row": np.arange(len(persons))},
            )
            found = tracker.update(seen)
            row_numbers = [-1] * len(persons)
            given = found.tracker_id if found.tracker_id is not None else []
            for row, number in zip(found.data.get("row", []), given, strict=False):
                row_numbers[int(row)] = int(number)
            numbers.append(row_numbers)
        return numbers

    return follow


def candidates(rate: float) -> dict[str, Follow]:
    """Return what is compared, each with the settings that did best at a low rate."""
    found: dict[str, Follow] = {"this program": ours}
    if importlib.util.find_spec("trackers") is None:
        return found
    start = {"track_activation_threshold": 0.3, "minimum_consecutive_frames": 1}
    two = {**start, "high_conf_det_threshold": 0.5}
    any_overlap = {f"minimum_iou_threshold_{step}_assoc": 0.1 for step in ("first", "second", "unconfirmed")}
    found["SORT"] = theirs("SORTTracker", rate, **start, minimum_iou_threshold=0.1)
    found["ByteTrack"] = theirs("ByteTrackTracker", rate, **two, minimum_iou_threshold=0.1)
    found["OC-SORT"] = theirs(
        "OCSORTTracker",
        rate,
        minimum_consecutive_frames=1,
        minimum_iou_threshold=0.05,
        high_conf_det_threshold=0.3,
    )
    found["C-BIoU"] = theirs("CBIoUTracker", rate, **two, **any_overlap)
    found["BoT-SORT, no camera motion"] = theirs("BoTSORTTracker", rate, **two, **any_overlap, enable_cmc=0)
    return found


def on_walkers(rates: Sequence[float]) -> Iterator[str]:
    """Yield rows of a table."""
    yield "| frames a second | tracker | IDF1 % | switches | tracks | boxes of no track | ms a frame |"
    yield "|---|---|---|---|---|---|---|"
    for rate in rates:
        for name, follow in candidates(rate).items():
            started_s, results, count = time.perf_counter(), [], 0
            for seed in SEEDS:
                frames, truth = walkers(seed, rate)
                results.append(score(truth, follow(frames)))
                count += len(frames)
            spent_ms = 1000 * (time.perf_counter() - started_s) / count
            counts = np.mean([(r.switches, r.tracks, r.unfollowed) for r in results], axis=0)
            cells = " | ".join(f"{mean:.1f}" for mean in counts)
            idf1 = np.mean([r.idf1 for r in results])
            yield f"| {rate:g} | {name} | {idf1:.1f} | {cells} | {spent_ms:.2f} |"


def on_clips(rates: Sequence[float], folder: Path, models: Path) -> Iterator[str]:
    """Yield rows of a table: how many tracklets of two boxes or more each clip has."""
    yield "| clip | frames a second | tracker | tracklets | shorter than 1 s | boxes of no track |"
    yield "|---|---|---|---|---|---|"
    with tempfile.TemporaryDirectory() as scratch:
        cache = Path(scratch)
        library = CardLibrary(CARDS, [models], cache / "user", cache)
        detector = GraphVisionLoader(library, cache, 2).load(None, None, "float32").detector
        for clip in sorted(folder.iterdir()):
            for rate in rates:
                shown = ClipReader(OpenEvidence(), 0).frames(str(clip), rate)
                try:
                    frames = [(frame.time_s, detector.detect(frame.pixels)) for frame in shown]
                except NotMediaError:
                    break  # a note beside the clips
                for name, follow in candidates(rate).items():
                    yield f"| {clip.name} | {rate:g} | {name} | {_counted(frames, follow(frames))} |"


def _counted(frames: Frames, numbers: Numbers) -> str:
    times: dict[int, list[float]] = {}
    for (time_s, _), row in zip(frames, numbers, strict=True):
        for number in row:
            times.setdefault(number, []).append(time_s)
    unfollowed = len(times.pop(-1, []))
    kept = [one for one in times.values() if len(one) > 1]
    return f"{len(kept)} | {sum(one[-1] - one[0] < 1 for one in kept)} | {unfollowed}"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rate", type=float, action="append")
    parser.add_argument("--clips", type=Path)
    parser.add_argument("--models", type=Path)
    options = parser.parse_args()
    rates = options.rate or [3.0, 5.0, 10.0]
    for row in on_walkers(rates):
        print(row, flush=True)
    if options.clips:
        print()
        for row in on_clips(rates, options.clips, options.models):
            print(row, flush=True)


if __name__ == "__main__":
    main()
