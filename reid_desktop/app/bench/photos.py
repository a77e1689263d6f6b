"""Import and analysis of phone photos, against the usual pipeline, in interleaved rounds."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reid_desktop.app.bench.agreement import Persons, Rows, compare, median
from reid_desktop.app.bench.models import INT8_DETECTOR, Chosen, Network, choose
from reid_desktop.app.bench.ours import timed_import
from reid_desktop.app.bench.processes import number_in, run_job
from reid_desktop.app.bench.results import OURS, USUAL, EmbedderResult, Limit, PhotoResult, PipelineRow
from reid_desktop.app.bootstrap import OpenCase
from reid_desktop.app.settings import Settings
from reid_desktop.ports.engine import AnalysisOptions

SIDE_PX = 640
DETECTOR_SHAPE = (1, 3, 480, 640)
"""What a photo of 4 by 3 comes to at 640 pixels."""
EMBEDDER_SHAPE = (1, 3, 256, 128)
PERSONS = 4
SHRINK = 2
TARGETS = {"float32": 3.0, "bf16": 4.5, "int8": 4.5}
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Run:
    """One timed run of one pipeline."""

    wall_s: float
    cpu_s: float
    peak_mib: float


def measure_photos(settings: Settings, count: int, rounds: int, which: str, tell: Tell) -> PhotoResult:
    """Return all figures; `which` embedders: `full`, `small` or `both`.

    Timed: from the request to import a folder to its answer (ours: finding,
    hashing, EXIF, thumbnails, database, index, through the real engine process);
    from the first photo to the last vector (theirs). Not timed, on both sides:
    starting, loading models, and sixteen photos to warm up.

    :raises ReidError: models or the pictures to make photos of are missing.
    """
    from reid_desktop.adapters.media.bench_pictures import PHONE, make_photos, make_warm_up
    from reid_desktop.adapters.media.demo_scenes import shipped_pictures

    chosen = choose(settings, which, shipped_pictures(), tell)
    with tempfile.TemporaryDirectory(prefix="reid-bench-") as name:
        scratch = Path(name)
        tell(f"Making {count} photos of {PHONE.width_px} x {PHONE.height_px} pixels ...")
        photos = make_photos(scratch / "photos", count, PHONE)
        warm_up = make_warm_up(scratch / "warm")
        tell("Measuring what this machine can do at most ...")
        limit = _limit(chosen, photos, scratch)
        bench = _Bench(chosen, photos, warm_up, scratch, rounds, tell, limit)
        embedders = tuple(bench.against(network) for network in chosen.embedders)
        mean_bytes = sum(photo.stat().st_size for photo in photos) / len(photos)
    size = (PHONE.width_px, PHONE.height_px)
    detector = chosen.detector.card
    return PhotoResult(
        count, rounds, size, round(mean_bytes), detector, SIDE_PX, limit, embedders, chosen.notes
    )


def _limit(chosen: Chosen, photos: list[Path], scratch: Path) -> Limit:
    networks = (chosen.detector, *chosen.embedders)
    shapes = {n.card: DETECTOR_SHAPE if n is chosen.detector else EMBEDDER_SHAPE for n in networks}
    job = {
        "photos": [str(photo) for photo in photos],
        "shrink": SHRINK,
        "graphs": {n.card: [str(n.graph), shapes[n.card]] for n in networks},
    }
    found = run_job("reid_desktop.adapters.comparison.machine", job, scratch)
    roofs, work = found["gflop_per_s"], found["gflop"]
    assert isinstance(roofs, dict)
    assert isinstance(work, dict)
    return Limit(roofs, work, 1000 * number_in(found, "decode_s") / len(photos))


def _known(photo: NDArray[np.int64], boxes: Rows, vectors: Rows) -> Persons:
    """Return persons with who they are, which the quarter of the photo tells."""
    from reid_desktop.adapters.media.bench_pictures import PHONE, cast_of

    quarter = (boxes[:, 0] + boxes[:, 2]) / 2 / PHONE.width_px * PERSONS
    columns = np.clip(quarter.astype(np.int64), 0, PERSONS - 1)
    who = [cast_of(int(number))[int(column)] for number, column in zip(photo, columns, strict=True)]
    return Persons(photo, boxes, vectors, np.array(who, dtype=np.int64))


@dataclass(frozen=True, slots=True)
class _Bench:
    """The photos and what is done with them."""

    chosen: Chosen
    photos: list[Path]
    warm_up: list[Path]
    scratch: Path
    rounds: int
    tell: Tell
    limit: Limit

    def against(self, network: Network) -> EmbedderResult:
        """Run all pipelines with one embedder, in turn, again and again."""
        runs: dict[str, list[Run]] = {name: [] for name in self._pipelines()}
        seen: dict[str, Persons] = {}
        for number in range(self.rounds):
            for name in runs:
                self.tell(f"{network.card}: round {number + 1} of {self.rounds}, {name} ...")
                run, persons = self._usual(network) if name == USUAL else self._ours(network, name)
                runs[name].append(run)
                seen.setdefault(name, persons)
        rows = tuple(self._row(name, runs, seen, self._floor_ms(network, name)) for name in runs)
        return EmbedderResult(
            network.card, network.architecture, network.is_trained, network.is_headline, rows
        )

    def _pipelines(self) -> Iterator[str]:
        yield USUAL
        yield from self.limit.gflop_per_s
        if self.chosen.has_int8:
            yield "int8"

    def _usual(self, network: Network) -> tuple[Run, Persons]:
        out = self.scratch / "usual.npz"
        job = {
            "photos": [str(photo) for photo in self.photos],
            "warm_up": [str(photo) for photo in self.warm_up],
            "detector": str(self.chosen.detector.checkpoint),
            "architecture": network.architecture,
            "checkpoint": str(network.checkpoint),
            "side_px": SIDE_PX,
            "out": str(out),
        }
        found = run_job("reid_desktop.adapters.comparison.naive", job, self.scratch)
        with np.load(out) as kept:
            photo = np.repeat(np.arange(len(self.photos), dtype=np.int64), kept["counts"])
            persons = _known(photo, kept["boxes"].astype(np.float32), kept["vectors"].astype(np.float32))
        run = Run(number_in(found, "wall_s"), number_in(found, "cpu_s"), number_in(found, "peak_mib"))
        return run, persons

    def _ours(self, network: Network, precision: str) -> tuple[Run, Persons]:
        detector = INT8_DETECTOR if precision == "int8" else self.chosen.detector.card
        options = AnalysisOptions(detector, network.card, precision)
        with tempfile.TemporaryDirectory(dir=self.scratch) as name:
            case = Path(name) / "Bench.reidcase"
            warm_up, timed_photos = self.warm_up[0].parent, self.photos[0].parent
            timed = timed_import(self.chosen.settings, case, options, warm_up, timed_photos)
            persons = self._persons(case)
        return Run(timed.wall_s, timed.cpu_s, timed.peak_mib), persons

    def _persons(self, folder: Path) -> Persons:
        """Return what the case holds of the timed photos."""
        case = OpenCase(self.chosen.settings, folder, read_only=True)
        try:
            numbers = {str(photo): number for number, photo in enumerate(self.photos)}
            key = case.store.newest_model_key()
            assert key is not None
            ids, vectors = case.store.vectors(key)
            sightings = case.store.sightings(ids.tolist())
            items = case.store.media(sorted({s.media_id for s in sightings}))
            paths = {item.media_id: item.copies[0].path for item in items}
        finally:
            case.close()
        rows = [row for row, s in enumerate(sightings) if paths[s.media_id] in numbers]
        chosen = [sightings[row] for row in rows]
        boxes = [[s.box.left_px, s.box.top_px, s.box.right_px, s.box.bottom_px] for s in chosen]
        photo = [numbers[paths[s.media_id]] for s in chosen]
        return _known(
            np.array(photo, dtype=np.int64),
            np.array(boxes, dtype=np.float32).reshape(-1, 4),
            np.asarray(vectors[rows], dtype=np.float32),
        )

    def _floor_ms(self, network: Network, name: str) -> float | None:
        """Return the least time a photo can take: decoding at half scale, plus the multiplications."""
        roof = self.limit.gflop_per_s.get(name)
        if roof is None:
            return None
        gflop = self.limit.gflop[self.chosen.detector.card] + PERSONS * self.limit.gflop[network.card]
        return self.limit.decode_ms + 1000 * gflop / roof

    def _row(
        self,
        name: str,
        runs: Mapping[str, list[Run]],
        seen: Mapping[str, Persons],
        floor_ms: float | None,
    ) -> PipelineRow:
        count, is_usual = len(self.photos), name == USUAL
        mine, base = runs[name], runs[USUAL]
        wall_ms = [1000 * run.wall_s / count for run in mine]
        ratios = [b.wall_s / m.wall_s for b, m in zip(base, mine, strict=True)]
        cpu_ratios = [b.cpu_s / m.cpu_s if m.cpu_s else 0.0 for b, m in zip(base, mine, strict=True)]
        return PipelineRow(
            pipeline=USUAL if is_usual else OURS,
            precision="float32" if is_usual else name,
            ms_per_photo=round(median(wall_ms), 1),
            range_ms=(round(min(wall_ms), 1), round(max(wall_ms), 1)),
            ratio=round(median(ratios), 2),
            range_ratio=(round(min(ratios), 2), round(max(ratios), 2)),
            target=None if is_usual else TARGETS[name],
            cpu_ms_per_photo=round(median([1000 * run.cpu_s / count for run in mine]), 1),
            cpu_ratio=round(median(cpu_ratios), 2),
            floor_ms=None if floor_ms is None else round(floor_ms, 1),
            of_limit=None if floor_ms is None else round(floor_ms / median(wall_ms), 3),
            peak_mib=round(max(run.peak_mib for run in mine)),
            persons_per_photo=round(len(seen[name].photo) / count, 2),
            agreement=None if is_usual else compare(seen[name], seen[USUAL]),
        )
