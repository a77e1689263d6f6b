"""Makes phone photos of twelve megapixels with four persons each, for the benchmark."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import cv2
import numpy as np

from reid_desktop.adapters.media.demo_files import Shot, write_jpeg
from reid_desktop.adapters.media.demo_scenes import Original, load_originals, relit
from reid_desktop.domain.geometry import Box, Pixels, Size, crop

PHONE = Size(4032, 3024)
SMALL = Size(1632, 1224)
"""Two megapixels, for the measurement of memory."""
_LEAST, _MOST = 0.36, 0.64
"""Height of a person, as part of the photo's."""
_CAST = (
    ("bus.jpg", Box(40, 390, 250, 910)),
    ("bus.jpg", Box(216, 400, 350, 868)),
    ("zidane.jpg", Box(745, 30, 1155, 715)),
    ("zidane.jpg", Box(130, 190, 640, 715)),
)
"""Four men, cut so that no part of another is left."""
_WARM_UP, _WARM_UPS, _FEWER = 99_900, 12, 4
_BEGINS = datetime(2024, 5, 18, 9, 0, tzinfo=UTC)
_PLACE = (48.2085, 16.3721)


def make_photos(folder: Path, count: int, size: Size = PHONE, first: int = 0) -> list[Path]:
    """Write `count` photos, each made alike for the same number; return their paths.

    :raises SourceError: the pictures that they are made of are not installed.
    """
    originals = load_originals()
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number in range(first, first + count):
        path = folder / f"IMG_{number:05d}.jpg"
        place = (_PLACE[0] + 0.0007 * (number % 97), _PLACE[1] + 0.0009 * (number % 89))
        shot = Shot("Bench", "Phone", _BEGINS + timedelta(minutes=number), place)
        write_jpeg(path, _scene(originals, size, number), shot)
        paths.append(path)
    return paths


def cast_of(number: int) -> list[int]:
    """Return which of the four men stands in which quarter of a photo, from left to right."""
    return [int(row) for row in np.random.default_rng((number, 1)).permutation(len(_CAST))]


def make_warm_up(folder: Path) -> list[Path]:
    """Write photos of four and of fewer persons, so that all threads at once have met every batch size.

    :raises SourceError: the pictures that they are made of are not installed.
    """
    paths = make_photos(folder, _WARM_UPS, first=_WARM_UP)
    originals = load_originals()
    for number in range(_FEWER):
        paths.append(folder / f"IMG_fewer_{number}.jpg")
        write_jpeg(paths[-1], _scene(originals, PHONE, _WARM_UP + number, men=2), None)
    return paths


def _scene(originals: dict[str, Original], size: Size, number: int, men: int = len(_CAST)) -> Pixels:
    """Return a street with so many of the men side by side, at varied places and sizes."""
    random = np.random.default_rng(number)
    scene = _street(originals["bus.jpg"].pixels, size, random)
    column = size.width_px // len(_CAST)
    for place, row in enumerate(cast_of(number)[:men]):
        name, box = _CAST[row]
        height = round(size.height_px * random.uniform(_LEAST, _MOST))
        figure = _figure(originals[name].pixels, box, height, column, random)
        _put(scene, figure, place * column, column, random)
    return _grained(scene, random)


def _street(bus: Pixels, size: Size, random: np.random.Generator) -> Pixels:
    """Return the part of the picture above the people, blown up and out of focus."""
    top = int(random.integers(0, 60))
    part = cv2.resize(bus[top : top + 320], (size.width_px // 8, size.height_px // 8))
    soft = cv2.GaussianBlur(part, (0, 0), 3)
    return np.asarray(cv2.resize(soft, (size.width_px, size.height_px)), dtype=np.uint8)


def _figure(picture: Pixels, box: Box, height: int, width_limit: int, random: np.random.Generator) -> Pixels:
    """Return a person, cut out with a small border, at most `width_limit` wide."""
    scale = min(height / box.height_px, width_limit / box.width_px)
    size = Size(max(1, round(box.width_px * scale)), max(1, round(box.height_px * scale)))
    piece = crop(picture, box)
    light = relit(piece, random)
    return np.asarray(
        cv2.resize(light, (size.width_px, size.height_px), interpolation=cv2.INTER_CUBIC), dtype=np.uint8
    )


def _put(scene: Pixels, figure: Pixels, left: int, column: int, random: np.random.Generator) -> None:
    height, width = figure.shape[:2]
    x = left + int(random.integers(0, max(column - width, 0) + 1))
    lowest = scene.shape[0] - height
    y = int(random.integers(lowest // 2, lowest + 1))
    scene[y : y + height, x : x + width] = figure


def _grained(scene: Pixels, random: np.random.Generator) -> Pixels:
    """Return the scene with the grain of a sensor: one tile of noise, laid at random."""
    tile = random.standard_normal((512, 512, 3), dtype=np.float32) * np.float32(8.5)
    times: Sequence[int] = (-(-scene.shape[0] // 512), -(-scene.shape[1] // 512), 1)
    noise = np.tile(tile.astype(np.int16), times)[: scene.shape[0], : scene.shape[1]]
    return np.asarray(np.clip(scene.astype(np.int16) + noise, 0, 255), dtype=np.uint8)
