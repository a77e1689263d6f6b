"""Cuts varied views out of two pictures of people that ship inside the package ultralytics."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from reid_desktop.domain.errors import SourceError
from reid_desktop.domain.geometry import Box, Pixels, Size

PACKAGE = "ultralytics"
MARGIN_PX = 12
GRAIN = 5.0
"""Noise of a made-up sensor: standard deviation in grey levels."""
_ROOM = (1.3, 2.1)
"""A view is so many times as high as the persons it must show, where the original has that much."""
_LEAST_VISIBLE = 0.6
"""A person of whom less is left in a view does not count as shown."""


@dataclass(frozen=True, slots=True, eq=False)
class Original:
    """A shipped picture and who stands where in it (looked up by eye)."""

    name: str
    pixels: Pixels
    persons: Mapping[str, Box]


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """A picture cut out of an original, and where its persons are."""

    pixels: Pixels
    persons: Mapping[str, Box]


_PERSONS = {
    "bus.jpg": {
        "man in light coat": Box(47, 400, 240, 904),
        "man in dark coat": Box(223, 409, 345, 860),
        "walker at the edge": Box(670, 394, 810, 879),
    },
    "zidane.jpg": {
        "man with badge": Box(748, 42, 1149, 711),
        "man with tie": Box(124, 201, 851, 714),
    },
}


def shipped_pictures() -> list[Path]:
    """Return the pictures inside ultralytics, which is not imported for it.

    :raises SourceError: the package is not installed, or ships them no more.
    """
    spec = importlib.util.find_spec(PACKAGE)
    folder = Path(spec.origin).parent / "assets" if spec and spec.origin else None
    paths = [folder / name for name in _PERSONS] if folder else []
    if not paths or not all(path.is_file() for path in paths):
        raise SourceError(
            "The made-up phones are cut from two pictures that ship inside the package ultralytics, and it "
            'is not installed. Install it with `python -m pip install "reid-desktop[torch]"`, or import '
            "pictures of your own."
        )
    return paths


def load_originals() -> dict[str, Original]:
    """Return the shipped pictures by file name.

    :raises SourceError: they are not there or cannot be read.
    """
    found = {}
    for path in shipped_pictures():
        pixels = cv2.imread(str(path), cv2.IMREAD_COLOR_BGR)
        if pixels is None:
            raise SourceError("The picture {path} cannot be read; install ultralytics again.", path=str(path))
        found[path.name] = Original(path.name, np.asarray(pixels, dtype=np.uint8), _PERSONS[path.name])
    return found


def cut_view(original: Original, wanted: Sequence[str], size: Size, seed: int) -> View:
    """Return a view of `size` that shows the wanted persons whole; each seed frames and lights it anew."""
    random = np.random.default_rng(seed)
    window = _window(original, [original.persons[name] for name in wanted], size, random)
    height, width = original.pixels.shape[:2]
    piece = original.pixels[
        max(window.top_px, 0) : min(window.bottom_px, height),
        max(window.left_px, 0) : min(window.right_px, width),
    ]
    how = cv2.INTER_AREA if window.width_px > size.width_px else cv2.INTER_CUBIC
    scaled = cv2.resize(piece, (size.width_px, size.height_px), interpolation=how)
    pixels = relit(np.asarray(scaled, dtype=np.uint8), random)
    return View(pixels, _placed(original.persons, window, size))


def relit(pixels: Pixels, random: np.random.Generator) -> Pixels:
    """Return the picture under another light, with the grain of a small sensor."""
    red, blue = random.uniform(0.93, 1.07, size=2)
    light = np.array([blue, 1.0, red], dtype=np.float32) * np.float32(random.uniform(0.72, 1.18))
    grain = random.standard_normal(pixels.shape, dtype=np.float32) * np.float32(GRAIN)
    return np.asarray(np.clip(pixels * light + grain, 0, 255), dtype=np.uint8)


def _window(original: Original, boxes: Sequence[Box], size: Size, random: np.random.Generator) -> Box:
    """Return a window with the proportions of `size` around the boxes, inside the original where it fits."""
    height, width = original.pixels.shape[:2]
    left, top = min(b.left_px for b in boxes) - MARGIN_PX, min(b.top_px for b in boxes) - MARGIN_PX
    right, bottom = max(b.right_px for b in boxes) + MARGIN_PX, max(b.bottom_px for b in boxes) + MARGIN_PX
    left, top, right, bottom = max(left, 0), max(top, 0), min(right, width), min(bottom, height)
    ratio = size.width_px / size.height_px
    least = max(bottom - top, (right - left) / ratio)
    most = min(height, width / ratio)
    low, high = (min(part * least, most) for part in _ROOM)
    window_height = random.uniform(low, high)
    window_width = window_height * ratio
    x = _between(random, right - window_width, left, width - window_width)
    y = _between(random, bottom - window_height, top, height - window_height)
    return Box(round(x), round(y), round(x + window_width), round(y + window_height))


def _between(random: np.random.Generator, low: float, high: float, limit: float) -> float:
    """Return where a window begins so that it covers what it must and stays inside."""
    low, high = max(low, 0.0), min(high, limit)
    return float(random.uniform(low, high)) if low < high else max(min(low, limit), 0.0)


def _placed(persons: Mapping[str, Box], window: Box, size: Size) -> dict[str, Box]:
    """Return the persons that the window shows, in pixels of the view."""
    x, y = size.width_px / window.width_px, size.height_px / window.height_px
    found = {}
    for name, box in persons.items():
        left, top = max(box.left_px, window.left_px), max(box.top_px, window.top_px)
        right, bottom = min(box.right_px, window.right_px), min(box.bottom_px, window.bottom_px)
        if right <= left or bottom <= top:
            continue
        seen = Box(left, top, right, bottom)
        if seen.area_px >= _LEAST_VISIBLE * box.area_px:
            moved = Box(
                left - window.left_px, top - window.top_px, right - window.left_px, bottom - window.top_px
            )
            found[name] = moved.scaled(x, y, size)
    return found
