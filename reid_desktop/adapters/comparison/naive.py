"""The usual way: Pillow, ultralytics' predict, crops, torchreid's FeatureExtractor, photo by photo.

Written as a competent user of these libraries writes it. Runs as a process of
its own: a job as JSON on standard input, the figures as JSON on standard output.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageOps

if TYPE_CHECKING:
    from torchreid.reid.utils import FeatureExtractor
    from ultralytics import YOLO

CONFIDENCE = 0.25
PERSON = 0


@dataclass(frozen=True, slots=True)
class NaiveJob:
    """What is to be done."""

    photos: tuple[str, ...]
    warm_up: tuple[str, ...]
    """Photos that are handled first and not timed."""
    detector: str
    architecture: str
    checkpoint: str
    side_px: int
    out: str
    """Where boxes and vectors are kept (`.npz`)."""


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """The persons of one photo."""

    boxes: np.ndarray[tuple[int, ...], np.dtype[np.float32]]
    vectors: np.ndarray[tuple[int, ...], np.dtype[np.float32]]


def main() -> None:
    """Do the job on standard input."""
    table = json.load(sys.stdin)
    job = NaiveJob(tuple(table.pop("photos")), tuple(table.pop("warm_up")), **table)
    answer = run(job)
    sys.stdout.write("\n" + json.dumps(answer) + "\n")


def run(job: NaiveJob) -> dict[str, float]:
    """Handle the warm-up photos, then all others against the clock; return the figures."""
    import torch
    from torchreid.reid.utils import FeatureExtractor
    from ultralytics import YOLO

    detector = YOLO(job.detector)
    extractor = FeatureExtractor(job.architecture, job.checkpoint, device="cpu", verbose=False)
    look(detector, extractor, job.warm_up[0], job.side_px)
    # After the first predict: ultralytics lowers the number of threads.
    torch.set_num_threads(os.cpu_count() or 1)
    for photo in job.warm_up:
        look(detector, extractor, photo, job.side_px)
    wall_s, cpu_s = time.perf_counter(), time.process_time()
    seen = [look(detector, extractor, photo, job.side_px) for photo in job.photos]
    wall_s, cpu_s = time.perf_counter() - wall_s, time.process_time() - cpu_s
    _keep(Path(job.out), seen)
    return {"wall_s": wall_s, "cpu_s": cpu_s, "peak_mib": peak_mib(), "threads": torch.get_num_threads()}


def peak_mib() -> float:
    """Return the most memory this process held; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii", errors="replace").splitlines() if status.is_file() else []
    return next((float(text.split()[1]) / 1024 for text in lines if text.startswith("VmHWM")), 0.0)


def look(detector: YOLO, extractor: FeatureExtractor, photo: str, side_px: int) -> Seen:
    """Return boxes (n, 4) and vectors (n, d) of length 1."""
    with Image.open(photo) as file:
        picture = ImageOps.exif_transpose(file).convert("RGB")
    found = detector.predict(picture, classes=[PERSON], conf=CONFIDENCE, imgsz=side_px, verbose=False)[0]
    boxes = np.asarray(found.boxes.xyxy.numpy(), dtype=np.float32)
    if not len(boxes):
        return Seen(boxes, np.empty((0, 0), np.float32))
    edges = np.round(boxes).astype(int).tolist()
    crops = [np.asarray(picture.crop((left, top, right, bottom))) for left, top, right, bottom in edges]
    vectors = np.asarray(extractor(crops).numpy(), dtype=np.float32)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return Seen(boxes, np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32))


def _keep(out: Path, seen: Sequence[Seen]) -> None:
    counts = np.array([len(one.boxes) for one in seen])
    boxes = np.concatenate([one.boxes for one in seen])
    vectors = np.concatenate(
        [one.vectors for one in seen if len(one.boxes)] or [np.empty((0, 0), np.float32)]
    )
    np.savez(out, counts=counts, boxes=boxes, vectors=vectors)


if __name__ == "__main__":
    main()
