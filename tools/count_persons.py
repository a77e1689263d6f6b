"""Count whom detectors find on the frames of clips.

    python tools/count_persons.py CLIP... --models DIR [--model NAME ...] [--every N]

Prints for each clip and model how many frames were looked at, how many boxes were found (from the
program's own threshold on), how many of them with a score of 0.5 or more, and on how many frames.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import av
import numpy as np

from reid_desktop.adapters.vision.building import Builder
from reid_desktop.adapters.vision.library import CardLibrary
from reid_desktop.domain.geometry import Pixels
from reid_desktop.domain.model_card import ModelRole, ModelState
from reid_desktop.ports.vision import Detector

CARDS = Path(__file__).resolve().parent.parent / "models"
SURE = 0.5


@dataclass(slots=True)
class Count:
    """What was found on a clip."""

    frames: int = 0
    boxes: int = 0
    sure: int = 0
    frames_with: int = 0


def pictures(clip: Path, every: int) -> Iterator[Pixels]:
    """Yield every so many frames as BGR pixels, from the first on."""
    with av.open(str(clip)) as opened:
        for frame in islice(opened.decode(video=0), 0, None, every):
            yield np.ascontiguousarray(frame.to_ndarray(format="bgr24"), np.uint8)


def count(detector: Detector, clip: Path, every: int) -> Count:
    """Look at a clip."""
    found = Count()
    for picture in pictures(clip, every):
        persons = detector.detect(picture)
        found.frames += 1
        found.boxes += len(persons)
        found.sure += sum(person.score >= SURE for person in persons)
        found.frames_with += bool(persons)
    return found


def main() -> None:
    """Count and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("clips", nargs="+", type=Path)
    parser.add_argument("--models", type=Path, action="append", default=[])
    parser.add_argument("--model", action="append", default=[], help="card name; all present by default")
    parser.add_argument("--every", type=int, default=20, help="frames from one look to the next")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        cache = Path(scratch)
        library = CardLibrary(CARDS, options.models, cache / "user", cache)
        builder = Builder(library.graphs, cache, workers=1)
        present = [
            status.card.name
            for status in library.statuses()
            if status.card.role is ModelRole.DETECTOR and status.state is ModelState.PRESENT
        ]
        for name in options.model or present:
            detector = builder.detector(library.locate(library.card(name)), "float32")
            for clip in options.clips:
                found = count(detector, clip, options.every)
                print(f"{name}  {clip.name}  frames {found.frames}  boxes {found.boxes}  "
                      f"sure {found.sure}  frames_with {found.frames_with}", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
