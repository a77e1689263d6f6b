"""Made-up vectors with the structure of real ones: persons, cameras and a part that all share."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reid_desktop.adapters.store.case import create_case
from reid_desktop.domain.capture import CaptureTime, TimeSource
from reid_desktop.domain.case import CaseFacts, Exhibit
from reid_desktop.domain.geometry import Box, Size, Vectors
from reid_desktop.domain.ids import ExhibitId, SourceId
from reid_desktop.domain.media import Copy, Inspection, MediaKind, RawFacts
from reid_desktop.domain.sighting import NewSighting, Quality
from reid_desktop.ports.store import CaseStore, CaseWriter

MODEL_KEY = "made-up@000000000000#v1 + made-up@000000000000#v1"
DIMENSIONS = 256
LATENT = 64
"""Real vectors of persons fill far fewer dimensions than they have numbers."""
PERSONS = 20_000
PHONES = 40
AT_ONCE = 4000
HIDDEN_CAMERA = "Camera"
"""Name of the models with which the hidden crops were taken."""
_EXAMINER = "Benchmark"
_FRAME = Size(1600, 1200)
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True, eq=False)
class Hidden:
    """Real crops to be hidden in a case: their vectors, persons and cameras."""

    vectors: Vectors
    persons: tuple[str, ...]
    cameras: tuple[str, ...]


class Likenesses:
    """Draws vectors: what all share, a phone, a scene, a person, and chance."""

    def __init__(self, dimensions: int, random: np.random.Generator) -> None:
        """Draw the persons and the phones."""
        self._random = random
        latent = random.standard_normal((LATENT, dimensions)).astype(np.float32) / np.sqrt(LATENT)
        self._persons = random.standard_normal((PERSONS, LATENT)).astype(np.float32) @ latent
        self._common = random.standard_normal(dimensions).astype(np.float32) * 0.9
        self._phones = random.standard_normal((PHONES, dimensions)).astype(np.float32) * 0.4

    def scene(self, phone: int) -> NDArray[np.float32]:
        """Return what the crops of a new scene of a phone share."""
        here = self._random.standard_normal(self._common.size).astype(np.float32) * 0.4
        return np.asarray(self._common + self._phones[phone] + here, np.float32)

    def crops(self, shared: NDArray[np.float32], count: int) -> Vectors:
        """Return vectors of length 1 of persons in a scene, now and then the same one."""
        near = int(self._random.integers(PERSONS))  # those about are few, and return
        who = (near + self._random.integers(0, 40, size=count)) % PERSONS
        chance = self._random.standard_normal((count, shared.size)).astype(np.float32) * 0.5
        drawn = self._persons[who] + shared + chance
        return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), np.float32)


def make_likenesses(folder: Path, sightings: int, hidden: Hidden | None, tell: Tell, seed: int = 5) -> None:
    """Make a case of at least `sightings` sightings, with real crops hidden among them.

    :raises CaseError: the folder is not empty, or the disk is full.
    """
    store = create_case(folder, CaseFacts("LIKENESSES", "Made-up likenesses", _EXAMINER), _EXAMINER)
    dimensions = DIMENSIONS if hidden is None else hidden.vectors.shape[1]
    random = np.random.default_rng(seed)
    drawn = Likenesses(dimensions, random)
    try:
        with store.transaction(_EXAMINER) as case:
            case.add_exhibit(Exhibit(ExhibitId("EX-1"), "Made-up phones"))
            source = case.add_source(ExhibitId("EX-1"), "/made-up", "folder")
        made = number = 0
        scenes = _scenes(drawn, random)
        while made < sightings:
            with store.transaction(_EXAMINER) as case:
                for _ in range(AT_ONCE):
                    shot = next(scenes)
                    crops = drawn.crops(shot.shared, int(random.integers(1, 7)))
                    made += _add(case, source, f"made/{number}", shot, crops)
                    number += 1
                    if made >= sightings:
                        break
            tell(f"  {made} of {sightings} sightings ...")
        if hidden is not None:
            _hide(store, source, hidden)
    finally:
        store.close()


@dataclass(frozen=True, slots=True, eq=False)
class _Shot:
    phone: str
    utc_ms: int
    shared: NDArray[np.float32]


def _scenes(drawn: Likenesses, random: np.random.Generator) -> Iterator[_Shot]:
    """Yield shots without end: scenes of up to some dozen photos within an hour."""
    hour = 0
    while True:
        hour += 1
        phone = int(random.integers(PHONES))
        shared = drawn.scene(phone)
        for minute in range(int(random.integers(4, 40))):
            yield _Shot(f"Phone {phone}", hour * 3_600_000 + minute * 60_000, shared)


def _hide(store: CaseStore, source: SourceId, hidden: Hidden) -> None:
    with store.transaction(_EXAMINER) as case:
        for row, camera in enumerate(hidden.cameras):
            shot = _Shot(f"{HIDDEN_CAMERA} {camera}", 0, hidden.vectors[row])
            _add(case, source, f"hidden/{row}", shot, hidden.vectors[row : row + 1])


def add_one(store: CaseStore, dimensions: int, number: int) -> None:
    """Add one more photo with one person to a case that was made here."""
    vector = np.full((1, dimensions), dimensions**-0.5, np.float32)
    with store.transaction(_EXAMINER) as case:
        source = case.add_source(ExhibitId("EX-1"), "/made-up", "folder")
        _add(case, source, f"one more {number}", _Shot("Phone 1", 1, vector[0]), vector)


def _add(case: CaseWriter, source: SourceId, name: str, shot: _Shot, vectors: Vectors) -> int:
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    facts = RawFacts(size=_FRAME, make="Made-up", model=shot.phone)
    time = CaptureTime(shot.utc_ms, 1.0, "", None, TimeSource.GPS_UTC) if shot.utc_ms else None
    media_id, _ = case.add_media(Inspection(sha256, 1000, MediaKind.PHOTO, "jpeg", facts), time, None)
    case.add_copy(media_id, Copy(ExhibitId("EX-1"), source, f"/made-up/{name}", name, 1000, 1))
    quality = Quality(0.5, 300, 10.0, truncated=False)
    news = [NewSighting(Box(0, 0, 120, 300), _FRAME, 0.9, quality, vector) for vector in vectors]
    return len(case.finish_media(media_id, MODEL_KEY, news, 1.0))
