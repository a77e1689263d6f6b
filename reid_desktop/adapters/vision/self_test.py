"""The known-answer test: a model must give for stored inputs what it gave when its card was written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from reid_desktop.adapters.vision.known_answers import Answer, KnownAnswers
from reid_desktop.adapters.vision.self_test_pictures import person_crop, street
from reid_desktop.domain.errors import SelfTestError
from reid_desktop.domain.geometry import Box
from reid_desktop.ports.vision import Detector, Embedder, SelfTestResult

LEAST_COSINE = {"float32": 1 - 1e-3, "bf16": 1 - 5e-3, "int8": 1 - 5e-3}
"""bf16 itself moves a vector by up to 1.3e-3; what that costs is measured in docs/models.md."""
LEAST_IOU = 0.9
MOST_SCORE_CHANGE = 0.05
SURE = 0.5
"""Boxes below this score may come and go with the processor and are not compared."""
_CROPS = (11, 12, 13, 14)
_STREETS = ((6, 640, 480), (8, 480, 640))
_PERSONS = 2


def vectors_of(embedder: Embedder) -> Answer:
    """Run an embedder on the drawn crops."""
    vectors = embedder.embed([person_crop(seed) for seed in _CROPS])
    return Answer(tuple(tuple(round(float(v), 4) for v in row) for row in vectors))


def boxes_of(detector: Detector) -> Answer:
    """Run a detector on the drawn streets."""
    rows: list[tuple[float, ...]] = []
    for number, (seed, width, height) in enumerate(_STREETS):
        for person in detector.detect(street(seed, width, height, _PERSONS)):
            box = person.box
            corners = (box.left_px, box.top_px, box.right_px, box.bottom_px)
            rows.append((float(number), *(float(v) for v in corners), round(person.score, 4)))
    return Answer(tuple(rows))


def compare_vectors(name: str, stored: Answer, found: Answer, precision: str = "float32") -> SelfTestResult:
    """Return the smallest cosine between stored and new vectors, row by row."""
    before = np.asarray(stored.rows, dtype=np.float64)
    after = np.asarray(found.rows, dtype=np.float64)
    if before.shape != after.shape:
        detail = f"{after.shape} numbers instead of {before.shape}"
        return SelfTestResult(name, passed=False, cosine=0.0, detail=detail)
    lengths = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
    cosines = (before * after).sum(axis=1) / np.maximum(lengths, 1e-12)
    worst = int(np.argmin(cosines))
    cosine = float(cosines[worst])
    detail = f"stored input {worst + 1} of {len(cosines)}: cosine {cosine:.5f}"
    return SelfTestResult(
        name, passed=bool(cosine >= LEAST_COSINE[precision]), cosine=round(cosine, 6), detail=detail
    )


def compare_boxes(name: str, stored: Answer, found: Answer) -> SelfTestResult:
    """Return the smallest overlap between stored boxes and the new ones nearest to them."""
    before = [row for row in stored.rows if row[5] >= SURE]
    after = [row for row in found.rows if row[5] >= SURE]
    if len(before) != len(after) or not before:
        detail = f"{len(after)} persons instead of {len(before)}"
        return SelfTestResult(name, passed=False, cosine=0.0, detail=detail)
    overlap, change = 1.0, 0.0
    for row in before:
        iou, score_change = _nearest(row, after)
        overlap, change = min(overlap, iou), max(change, score_change)
    passed = overlap >= LEAST_IOU and change <= MOST_SCORE_CHANGE
    detail = f"{len(before)} persons, smallest overlap {overlap:.3f}, largest change of score {change:.3f}"
    return SelfTestResult(name, passed=passed, cosine=round(overlap, 6), detail=detail)


def _nearest(row: Sequence[float], rows: Sequence[Sequence[float]]) -> tuple[float, float]:
    same = [other for other in rows if other[0] == row[0]]
    if not same:
        return 0.0, 1.0
    overlaps = [_box(row).iou(_box(other)) for other in same]
    best = int(np.argmax(overlaps))
    return overlaps[best], abs(same[best][5] - row[5])


def _box(row: Sequence[float]) -> Box:
    left, top, right, bottom = (int(v) for v in row[1:5])
    return Box(left, top, right, bottom)


class SelfTest:
    """Runs the known-answer test of loaded models."""

    def __init__(self, answers: KnownAnswers) -> None:
        """Compare with these answers."""
        self._answers = answers

    def embedder(self, embedder: Embedder, precision: str) -> SelfTestResult:
        """Test an embedder; a first answer is recorded where none is stored."""
        name, sha256 = embedder.key.name, embedder.key.sha256
        found = vectors_of(embedder)
        stored = self._answers.find(name, sha256, precision)
        if stored is None:
            return self._first(name, sha256, precision, found)
        return _marked(compare_vectors(name, stored[0], found, precision), is_shipped=stored[1])

    def detector(self, detector: Detector, precision: str) -> SelfTestResult:
        """Test a detector; a first answer is recorded where none is stored."""
        name, sha256 = detector.key.name, detector.key.sha256
        found = boxes_of(detector)
        stored = self._answers.find(name, sha256, precision)
        if stored is None:
            return self._first(name, sha256, precision, found)
        return _marked(compare_boxes(name, stored[0], found), is_shipped=stored[1])

    def _first(self, name: str, sha256: str, precision: str, found: Answer) -> SelfTestResult:
        if not found.rows:
            return SelfTestResult(name, passed=False, cosine=0.0, detail="finds none of the drawn persons")
        self._answers.record(name, sha256, precision, found)
        detail = "no published answer: this first one is recorded and later ones are compared with it"
        return SelfTestResult(name, passed=True, cosine=1.0, detail=detail)


def _marked(result: SelfTestResult, *, is_shipped: bool) -> SelfTestResult:
    if is_shipped:
        return result
    return replace(result, detail=f"{result.detail} (against the first run on this computer)")


def demand(result: SelfTestResult) -> None:
    """Refuse a model that failed.

    :raises SelfTestError: with its name and what differs.
    """
    if not result.passed:
        raise SelfTestError(
            "The model {name} does not give its known answer ({detail}); it is not used. "
            "Fetch or add it again, and run the self-test.",
            name=result.model,
            detail=result.detail,
        )
