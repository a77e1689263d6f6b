"""Drawn persons: the stored inputs of the known-answer test, made by code, no real person among them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.geometry import Pixels

_FINE = 8
"""Drawing is done in eighths of a pixel."""
_SHIFT = 3
Colour = tuple[int, int, int]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Figure:
    """A standing person, eight head heights tall; coordinates are in heads from the top of the head."""

    canvas: Pixels
    centre_px: float
    top_px: float
    head_px: float

    def at(self, point: Point) -> tuple[int, int]:
        x = self.centre_px + point[0] * self.head_px
        y = self.top_px + point[1] * self.head_px
        return round(x * _FINE), round(y * _FINE)

    def limb(self, points: list[Point], width: float, colour: Colour) -> None:
        thickness = max(1, round(width * self.head_px))
        for start, end in pairwise(points):
            cv2.line(self.canvas, self.at(start), self.at(end), colour, thickness, cv2.LINE_AA, _SHIFT)

    def patch(self, points: list[Point], colour: Colour) -> None:
        corners = np.array([self.at(point) for point in points], dtype=np.int32)
        cv2.fillPoly(self.canvas, [corners], colour, cv2.LINE_AA, _SHIFT)

    def oval(self, centre: Point, radii: Point, colour: Colour, start_deg: float = 0) -> None:
        axes = (round(radii[0] * self.head_px * _FINE), round(radii[1] * self.head_px * _FINE))
        cv2.ellipse(self.canvas, self.at(centre), axes, 0, start_deg, 360, colour, -1, cv2.LINE_AA, _SHIFT)


def _shade(colour: NDArray[np.float64], by: float = 1.0) -> Colour:
    blue, green, red = (int(v) for v in np.clip(colour * by, 0, 255))
    return blue, green, red


def draw_person(
    canvas: Pixels, centre_px: float, top_px: float, height_px: float, random: np.random.Generator
) -> None:
    """Draw a shaded person with clothes of random colours."""
    figure = _Figure(canvas, centre_px, top_px, height_px / 8.0)
    skin = np.array([110.0, 150.0, 200.0]) + float(random.integers(-15, 15))
    shirt = random.integers(30, 220, 3).astype(np.float64)
    trousers = random.integers(20, 120, 3).astype(np.float64)
    hair = random.integers(10, 60, 3).astype(np.float64)
    figure.limb([(-0.45, 3.9), (-0.6, 5.9), (-0.7, 7.5)], 0.68, _shade(trousers))
    figure.limb([(0.45, 3.9), (0.6, 5.9), (0.8, 7.5)], 0.68, _shade(trousers, 0.82))
    figure.limb([(-0.75, 7.75), (-1.05, 7.85)], 0.4, (20, 20, 20))
    figure.limb([(0.85, 7.75), (1.15, 7.85)], 0.4, (25, 20, 20))
    figure.limb([(-1.0, 1.75), (-1.35, 3.0), (-1.2, 4.1)], 0.46, _shade(shirt, 0.78))
    figure.limb([(1.0, 1.75), (1.4, 2.9), (1.3, 4.1)], 0.46, _shade(shirt, 0.68))
    figure.oval((-1.2, 4.3), (0.25, 0.25), _shade(skin))
    figure.oval((1.3, 4.3), (0.25, 0.25), _shade(skin))
    left: list[Point] = [(-1.1, 1.55), (-0.4, 1.3), (0.4, 1.3), (1.1, 1.55)]
    figure.patch([*left, (0.95, 2.8), (0.85, 4.1), (-0.85, 4.1), (-0.95, 2.8)], _shade(shirt))
    figure.patch([(0.2, 1.35), (1.1, 1.55), (0.95, 2.8), (0.85, 4.1), (0.35, 4.1)], _shade(shirt, 0.85))
    figure.limb([(-0.85, 4.05), (0.85, 4.05)], 0.18, (30, 25, 25))
    figure.limb([(0, 1.0), (0, 1.4)], 0.4, _shade(skin, 0.9))
    figure.oval((0, 0.58), (0.42, 0.56), _shade(skin))
    figure.oval((0, 0.38), (0.46, 0.42), _shade(hair), start_deg=180)
    for eye in (-0.16, 0.16):
        figure.oval((eye, 0.55), (0.05, 0.05), (20, 20, 20))
    figure.limb([(-0.12, 0.88), (0.12, 0.88)], 0.05, (120, 60, 60))


def street(seed: int, width_px: int = 640, height_px: int = 480, persons: int = 3) -> Pixels:
    """Return a drawn street with persons side by side; the same seed gives the same pixels."""
    random = np.random.default_rng(seed)
    down = np.linspace(0, 1, height_px)[:, None, None]
    sky = np.array([215.0, 200.0, 185.0]) * (1 - 0.2 * down)
    road = np.array([120.0, 125.0, 128.0]) * (1.1 - 0.4 * down)
    column = np.where(down < 0.55, sky, road).astype(np.uint8)
    canvas = np.ascontiguousarray(np.broadcast_to(column, (height_px, width_px, 3)))
    for _ in range(6):
        left = int(random.integers(0, width_px))
        right = left + int(random.integers(30, 90))
        wall = _shade(random.integers(120, 200, 3).astype(np.float64))
        cv2.rectangle(canvas, (left, int(height_px * 0.1)), (right, int(height_px * 0.55)), wall, -1)
    for number in range(persons):
        tall = height_px * (0.55 + 0.1 * number)
        centre = width_px * (number + 0.5) / persons
        shadow = (int(tall * 0.18), int(tall * 0.03))
        spot = (int(centre), int(height_px * 0.95))
        cv2.ellipse(canvas, spot, shadow, 0, 0, 360, (70, 72, 75), -1, cv2.LINE_AA)
        draw_person(canvas, centre, height_px * 0.96 - tall, tall, random)
    return _grain(canvas, random)


def person_crop(seed: int, width_px: int = 120, height_px: int = 280) -> Pixels:
    """Return a drawn crop of one person; the same seed gives the same pixels."""
    random = np.random.default_rng(seed)
    canvas = np.empty((height_px, width_px, 3), dtype=np.uint8)
    canvas[:] = _shade(random.integers(90, 190, 3).astype(np.float64))
    draw_person(canvas, width_px * 0.5, height_px * 0.04, height_px * 0.93, random)
    return _grain(canvas, random)


def _grain(canvas: Pixels, random: np.random.Generator) -> Pixels:
    soft = cv2.GaussianBlur(canvas, (0, 0), 0.8).astype(np.float64)
    return np.clip(soft + random.normal(0, 5, canvas.shape), 0, 255).astype(np.uint8)
