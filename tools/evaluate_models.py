"""Measure detectors and embedders on labelled pictures.

    python tools/evaluate_models.py reid FOLDER --models DIR [--model NAME ...] [--precision P ...]
    python tools/evaluate_models.py detection FOLDER --models DIR [--model NAME ...] [--sample 200]
        [--mode once|default|thorough] [--turn 0|90|180|270] [--montage N]

`reid`: FOLDER holds `labels.csv` (path, person or person_id, camera). Every crop is a query against
all others; those of the same person from the same camera are left out, other persons of the same
camera stay. `detection`: FOLDER holds `images/val` and YOLO labels in `labels/val`, class 0 a person.
A folder of pictures without labels is measured against what the thorough mode finds in them upright
from a score of 0.5 on. `--mode once` is the detector alone; `default` and `thorough` are the modes of
`analyse`. `--turn` stores each picture turned clockwise, `--montage N` lays N x N pictures out as one
large photo, so that its persons are small. The heights of the bands are those in that photo.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from reid_desktop.adapters.vision.building import Builder, precision_for
from reid_desktop.adapters.vision.library import CardLibrary
from reid_desktop.domain.errors import ModelError
from reid_desktop.domain.geometry import Box, Pixels, Size, Vectors
from reid_desktop.domain.model_card import ModelCard, ModelRole, ModelState
from reid_desktop.domain.sighting import PersonBox
from reid_desktop.domain.turning import turned, turned_box
from reid_desktop.ports.vision import Detector, Look
from reid_desktop.services.looking import persons_in

CARDS = Path(__file__).resolve().parent.parent / "models"
SAME_IOU = 0.5
BANDS_PX = (0, 32, 64, 128, 256)
"""Persons are counted by height, from each of these up to the next."""
MODES = {"once": Look.UPRIGHT, "default": Look.TURNED, "thorough": Look.THOROUGH}
CERTAIN = 0.5
"""Where nothing is labelled, who scores this in a thorough look is taken for a person."""
Embed = Callable[[Sequence[Pixels]], Vectors]


@dataclass(frozen=True, slots=True)
class Retrieval:
    """How well an embedder ranks; in per cent."""

    model: str
    precision: str
    queries: int
    rank1: float
    mean_average_precision: float
    crops_per_s: float


@dataclass(frozen=True, slots=True)
class Band:
    """How many of the persons of a height are found."""

    from_px: int
    persons: int
    recall: float


@dataclass(frozen=True, slots=True)
class Finding:
    """How well a detector finds, with the boxes above the program's own threshold; in per cent."""

    model: str
    precision: str
    mode: str
    turn_deg: int
    pictures: int
    persons: int
    ap50: float
    recall: float
    precision_of_boxes: float
    pictures_per_s: float
    """Processor time of all threads together."""
    tall: int
    """Persons taller than a third of the picture, and how many of them are found."""
    tall_recall: float
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """A picture and the persons in it."""

    picture: Pixels
    persons: list[Box]


def read(path: Path) -> Pixels:
    """Return a picture as BGR pixels."""
    picture = cv2.imdecode(np.fromfile(path, dtype=np.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        raise SystemExit(f"{path} cannot be decoded")
    return np.asarray(picture, dtype=np.uint8)


def rank(
    vectors: NDArray[np.float32], persons: NDArray[np.str_], cameras: NDArray[np.str_]
) -> tuple[int, float, float]:
    """Return queries, rank-1 and mAP by the standard protocol (Zheng et al. 2015, Market-1501)."""
    similarity = vectors @ vectors.T
    hits, precisions = 0, []
    for query in range(len(vectors)):
        same_person = persons == persons[query]
        allowed = ~(same_person & (cameras == cameras[query]))
        order = np.argsort(-similarity[query], kind="stable")
        order = order[allowed[order]]
        right = same_person[order]
        if not right.any():
            continue
        hits += bool(right[0])
        places = np.flatnonzero(right)
        precisions.append(float(np.mean(np.arange(1, len(places) + 1) / (places + 1))))
    return len(precisions), 100 * hits / len(precisions), 100 * float(np.mean(precisions))


def measure_embedder(name: str, precision: str, embed: Embed, folder: Path, subset: str | None) -> Retrieval:
    """Embed every labelled crop and rank."""
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if subset is None or row.get("set") == subset]
    persons = np.array([row.get("person") or row["person_id"] for row in rows])
    cameras = np.array([row["camera"] for row in rows])
    crops = [read(folder / row["path"]) for row in rows]
    start = time.process_time()
    vectors = np.concatenate([embed(crops[at : at + 4]) for at in range(0, len(crops), 4)])
    spent = time.process_time() - start
    queries, rank1, mean_precision = rank(vectors, persons, cameras)
    return Retrieval(
        name, precision, queries, round(rank1, 1), round(mean_precision, 1), round(len(crops) / spent, 1)
    )


def labelled_boxes(path: Path, picture: Pixels) -> list[Box]:
    """Return the persons of a YOLO label file: class, centre x, centre y, width, height, all 0 to 1."""
    height, width = picture.shape[:2]
    boxes: list[Box] = []
    lines = path.read_text(encoding="ascii").splitlines() if path.exists() else []
    for line in lines:
        kind, x, y, w, h = (float(v) for v in line.split()[:5])
        left, top = round((x - w / 2) * width), round((y - h / 2) * height)
        right, bottom = round((x + w / 2) * width), round((y + h / 2) * height)
        if kind == 0 and right > left and bottom > top:
            boxes.append(Box(left, top, right, bottom))
    return boxes


def labelled(folder: Path, sample: int, detector: Detector) -> Iterator[Labelled]:
    """Yield evenly spaced pictures of the validation split, or those of a folder without labels."""
    is_labelled = (folder / "labels").is_dir()
    inside = folder / "images" / "val" if is_labelled else folder
    paths = sorted(path for path in inside.iterdir() if path.suffix.lower() in {".jpg", ".png", ".webp"})
    for path in paths[:: max(1, len(paths) // sample)][:sample]:
        picture = read(path)
        if is_labelled:
            yield Labelled(picture, labelled_boxes(folder / "labels" / "val" / f"{path.stem}.txt", picture))
        else:
            found = persons_in(picture, detector, Look.THOROUGH)
            yield Labelled(picture, [p.box for p in found if p.score >= CERTAIN and p.turn_deg == 0])


def montages(pictures: Iterator[Labelled], per_side: int) -> Iterator[Labelled]:
    """Lay pictures out on grey sheets, row by row; a sheet that cannot be filled is left out."""
    if per_side == 1:
        yield from pictures
        return
    while len(batch := list(islice(pictures, per_side**2))) == per_side**2:
        side = max(max(one.picture.shape[:2]) for one in batch)
        sheet = np.full((per_side * side, per_side * side, 3), 114, dtype=np.uint8)
        persons: list[Box] = []
        for place, one in enumerate(batch):
            top, left = (side * at for at in divmod(place, per_side))
            height, width = one.picture.shape[:2]
            sheet[top : top + height, left : left + width] = one.picture
            persons += [
                Box(box.left_px + left, box.top_px + top, box.right_px + left, box.bottom_px + top)
                for box in one.persons
            ]
        yield Labelled(sheet, persons)


def stored_turned(one: Labelled, turn_deg: int) -> Labelled:
    """Return the picture as a phone would have stored it sideways, without telling."""
    frame = Size(one.picture.shape[1], one.picture.shape[0])
    return Labelled(
        np.ascontiguousarray(turned(one.picture, turn_deg)),
        [turned_box(box, frame, turn_deg) for box in one.persons],
    )


def match(found: Sequence[PersonBox], truth: Sequence[Box]) -> tuple[list[tuple[float, bool]], list[Box]]:
    """Return score and whether it hits a person not yet taken, for each box, best first; and who is left."""
    free = list(truth)
    marks: list[tuple[float, bool]] = []
    for person in sorted(found, key=lambda one: -one.score):
        overlaps = [person.box.iou(box) for box in free]
        best = int(np.argmax(overlaps)) if overlaps else -1
        is_hit = best >= 0 and overlaps[best] >= SAME_IOU
        if is_hit:
            free.pop(best)
        marks.append((person.score, is_hit))
    return marks, free


def average_precision(marks: Sequence[tuple[float, bool]], persons: int) -> float:
    """Return the area under the precision-recall curve, precision made monotone."""
    hits = np.array([hit for _, hit in sorted(marks, key=lambda mark: -mark[0])], dtype=float)
    if not len(hits):
        return 0.0
    recall = np.cumsum(hits) / max(persons, 1)
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    precision = np.maximum.accumulate(precision[::-1])[::-1]
    return float(np.sum(np.diff(recall, prepend=0.0) * precision))


def measure_detector(detector: Detector, precision: str, options: argparse.Namespace) -> Finding:
    """Find the persons of pictures as the program would."""
    marks: list[tuple[float, bool]] = []
    persons: list[Box] = []
    missed: list[Box] = []
    tall, tall_missed = 0, 0
    pictures, spent = 0, 0.0
    source = montages(labelled(options.folder, options.sample, detector), options.montage)
    for upright in source:
        one = stored_turned(upright, options.turn)
        start = time.process_time()
        found = persons_in(one.picture, detector, MODES[options.mode])
        spent += time.process_time() - start
        hits, left = match(found, one.persons)
        marks, persons, missed = marks + hits, persons + one.persons, missed + left
        tall += _tall(one.persons, one.picture)
        tall_missed += _tall(left, one.picture)
        pictures += 1
    return Finding(
        detector.key.name, precision, options.mode, options.turn, pictures, len(persons),
        round(100 * average_precision(marks, len(persons)), 1), _found_percent(persons, missed),
        round(100 * sum(hit for _, hit in marks) / max(len(marks), 1), 1), round(pictures / spent, 1),
        tall, round(100 * (1 - tall_missed / max(tall, 1)), 1),
        tuple(bands(persons, missed, is_sideways=options.turn in {90, 270})),
    )  # fmt: skip


def _tall(persons: Sequence[Box], picture: Pixels) -> int:
    return sum(3 * person.height_px > picture.shape[0] for person in persons)


def bands(persons: Sequence[Box], missed: Sequence[Box], *, is_sideways: bool) -> Iterator[Band]:
    """Yield the recall by height of the persons, as they would stand upright."""
    for low, high in zip(BANDS_PX, (*BANDS_PX[1:], sys.maxsize), strict=True):
        inside, lost = (
            [box for box in boxes if low <= (box.width_px if is_sideways else box.height_px) < high]
            for boxes in (persons, missed)
        )
        yield Band(low, len(inside), _found_percent(inside, lost))


def _found_percent(persons: Sequence[Box], missed: Sequence[Box]) -> float:
    return round(100 * (1 - len(missed) / max(len(persons), 1)), 1) if persons else 0.0


def chosen(library: CardLibrary, role: ModelRole, names: Sequence[str]) -> list[ModelCard]:
    """Return the cards to measure: those named, or all that are present."""
    statuses = [status for status in library.statuses() if status.card.role is role]
    if names:
        return [library.card(name) for name in names]
    return [status.card for status in statuses if status.state is ModelState.PRESENT]


def main() -> None:
    """Measure and print a table, or JSON lines."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["reid", "detection"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--models", type=Path, action="append", default=[], help="folder with model files")
    parser.add_argument("--model", action="append", default=[], help="card name; all present by default")
    parser.add_argument("--precision", action="append", default=[], choices=["float32", "bf16"])
    parser.add_argument("--set", dest="subset", help="only this set of labels.csv")
    parser.add_argument("--sample", type=int, default=200, help="pictures of the validation split")
    parser.add_argument("--mode", choices=MODES, default="default", help="how hard persons are looked for")
    parser.add_argument("--turn", type=int, choices=[0, 90, 180, 270], default=0, help="degrees clockwise")
    parser.add_argument("--montage", type=int, default=1, metavar="N", help="N x N pictures in one")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    role = ModelRole.EMBEDDER if options.what == "reid" else ModelRole.DETECTOR
    with tempfile.TemporaryDirectory() as scratch:
        cache = Path(scratch)
        library = CardLibrary(CARDS, [*options.models, CARDS], cache / "user", cache)
        builder = Builder(library.graphs, cache, workers=1)
        for card in chosen(library, role, options.model):
            done: set[str] = set()
            for wanted in options.precision or ["float32"]:
                precision = precision_for(card, wanted)
                if precision in done:
                    continue
                done.add(precision)
                try:
                    report(measure(builder, library, card, precision, options), as_json=options.json)
                except ModelError as problem:
                    print(f"{card.name}: {problem}", file=sys.stderr)


def measure(
    builder: Builder, library: CardLibrary, card: ModelCard, precision: str, options: argparse.Namespace
) -> Retrieval | Finding:
    """Load one model and measure it."""
    located = library.locate(card)
    if card.role is ModelRole.EMBEDDER:
        embedder = builder.embedder(located, precision)
        return measure_embedder(card.name, precision, embedder.embed, options.folder, options.subset)
    detector = builder.detector(located, precision)
    return measure_detector(detector, precision, options)


def report(row: Retrieval | Finding, *, as_json: bool) -> None:
    """Print one line."""
    values = asdict(row)
    if as_json:
        print(json.dumps(values), flush=True)
    else:
        by_height = values.pop("bands", ())
        values |= {f"from_{b['from_px']}_px": f"{b['recall']} of {b['persons']}" for b in by_height}
        print("  ".join(f"{key} {value}" for key, value in values.items()), flush=True)


if __name__ == "__main__":
    main()
