"""From BGR pixels to the input of a network."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from reid_desktop.adapters.vision.sessions import Batch
from reid_desktop.domain.geometry import Box, Pixels, Size
from reid_desktop.domain.model_card import ModelInput

_GREY = 114
"""Border of a letterboxed picture, as YOLO was trained with."""


@dataclass(frozen=True, slots=True)
class Framing:
    """How a picture was laid into the network's input."""

    picture: Size
    scale_x: float
    scale_y: float
    left_px: int
    top_px: int

    def back(self, left: float, top: float, right: float, bottom: float) -> Box:
        """Return a box of the input in pixels of the picture, cut to it."""
        return _box(
            (left - self.left_px) / self.scale_x,
            (top - self.top_px) / self.scale_y,
            (right - self.left_px) / self.scale_x,
            (bottom - self.top_px) / self.scale_y,
            self.picture,
        )


def _box(left: float, top: float, right: float, bottom: float, within: Size) -> Box:
    left_px = min(max(round(left), 0), within.width_px - 1)
    top_px = min(max(round(top), 0), within.height_px - 1)
    right_px = max(min(round(right), within.width_px), left_px + 1)
    bottom_px = max(min(round(bottom), within.height_px), top_px + 1)
    return Box(left_px, top_px, right_px, bottom_px)


def size_of(picture: Pixels) -> Size:
    """Return the size of a picture."""
    return Size(picture.shape[1], picture.shape[0])


def letterbox(picture: Pixels, within: Size, stride_px: int | None) -> tuple[Pixels, Framing]:
    """Scale a picture into `within`, keep its proportions, and put grey around it.

    With `stride_px` the border is only as wide as the next multiple of the
    stride asks for; with None the result has exactly the size of `within`.
    Rounding follows ultralytics' letterbox, so that the boxes agree.
    """
    height, width = picture.shape[:2]
    ratio = min(within.height_px / height, within.width_px / width)
    new_width, new_height = max(1, round(width * ratio)), max(1, round(height * ratio))
    spare_x, spare_y = float(within.width_px - new_width), float(within.height_px - new_height)
    if stride_px is not None:
        spare_x, spare_y = spare_x % stride_px, spare_y % stride_px
    left, right = round(spare_x / 2 - 0.1), round(spare_x / 2 + 0.1)
    top, bottom = round(spare_y / 2 - 0.1), round(spare_y / 2 + 0.1)
    small = picture if (new_width, new_height) == (width, height) else _shrink(picture, new_width, new_height)
    framing = Framing(size_of(picture), ratio, ratio, left, top)
    if not (left or right or top or bottom):
        return np.ascontiguousarray(small), framing
    canvas = np.full((new_height + top + bottom, new_width + left + right, 3), _GREY, dtype=np.uint8)
    canvas[top : top + new_height, left : left + new_width] = small
    return canvas, framing


def stretch(picture: Pixels, to: Size) -> tuple[Pixels, Framing]:
    """Scale a picture to exactly `to`."""
    framing = Framing(size_of(picture), to.width_px / picture.shape[1], to.height_px / picture.shape[0], 0, 0)
    return _shrink(picture, to.width_px, to.height_px), framing


def _shrink(picture: Pixels, width: int, height: int) -> Pixels:
    scaled = cv2.resize(picture, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(scaled, dtype=np.uint8)


def fit_crop(crop: Pixels, to: Size) -> Pixels:
    """Scale a person crop to `to`; a much larger one is averaged.

    Plain bilinear scaling reads four pixels only, whatever the factor, so
    that a large crop would come out grainy and unlike a small one. So it is
    halved, each pixel the mean of four, until bilinear scaling reads all that
    is left: an eighth of the time that averaging to any size takes, and less
    than one grey level from it.
    """
    while True:
        down = 2 if crop.shape[0] >= 2 * to.height_px else 1
        across = 2 if crop.shape[1] >= 2 * to.width_px else 1
        if down == across == 1:
            return _shrink(crop, to.width_px, to.height_px)
        crop = _meaned(crop, down, across)


def _meaned(picture: Pixels, down: int, across: int) -> Pixels:
    """Return the means of blocks of `down` by `across`; odd rows and columns at the end are left out."""
    height, width = picture.shape[0] // down, picture.shape[1] // across
    even = picture[: down * height, : across * width]
    return np.asarray(cv2.resize(even, (width, height), interpolation=cv2.INTER_AREA), dtype=np.uint8)


def to_batch(pictures: list[Pixels], how: ModelInput) -> Batch:
    """Return pictures of one size as a float32 batch, scaled and normalised as the card says."""
    blob = cv2.dnn.blobFromImages(pictures, how.scale, swapRB=how.colour_order == "RGB")
    batch = np.asarray(blob, dtype=np.float32)
    if any(how.mean) or any(side != 1.0 for side in how.std):
        batch -= np.asarray(how.mean, dtype=np.float32).reshape(1, 3, 1, 1)
        batch /= np.asarray(how.std, dtype=np.float32).reshape(1, 3, 1, 1)
    return batch if how.layout == "NCHW" else np.ascontiguousarray(batch.transpose(0, 2, 3, 1))
