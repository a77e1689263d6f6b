"""Crops as other cameras and moments might have them, for training."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.geometry import Pixels

HEIGHT_PX, WIDTH_PX = 256, 128
MEAN = np.array([0.485, 0.456, 0.406], np.float32)
STD = np.array([0.229, 0.224, 0.225], np.float32)
_PAD_PX = 10
_GAIN = 0.15
_ERASED = (0.02, 0.33)
_ASPECT = (0.3, 3.3)

Chw = NDArray[np.float32]


def plain(crop: Pixels) -> Chw:
    """Return a crop as the network sees it in use: (3, 256, 128), RGB."""
    return _normal(_sized(crop))


def varied(crop: Pixels, erasing: float, random: np.random.Generator) -> Chw:
    """Return a crop mirrored, shifted, in other light, and with a part erased, each by chance."""
    picture = _sized(crop)
    if random.random() < 0.5:
        picture = picture[:, ::-1]
    padded = np.pad(picture, ((_PAD_PX, _PAD_PX), (_PAD_PX, _PAD_PX), (0, 0)))
    top, left = random.integers(0, 2 * _PAD_PX + 1, 2)
    shifted = padded[top : top + HEIGHT_PX, left : left + WIDTH_PX].astype(np.float32)
    gains = (1 + random.uniform(-_GAIN, _GAIN)) * (1 + random.uniform(-_GAIN, _GAIN, 3) / 2)
    offset = 255 * random.uniform(-_GAIN, _GAIN) / 2
    found = _normal(np.clip(shifted * gains.astype(np.float32) + np.float32(offset), 0, 255))
    return _erased(found, random) if random.random() < erasing else found


def _sized(crop: Pixels) -> Pixels:
    picture = cv2.resize(crop, (WIDTH_PX, HEIGHT_PX), interpolation=cv2.INTER_LINEAR)
    return np.asarray(picture, np.uint8)


def _normal(bgr: NDArray[np.uint8] | NDArray[np.float32]) -> Chw:
    rgb = bgr[:, :, ::-1].astype(np.float32) / np.float32(255)
    return np.ascontiguousarray(((rgb - MEAN) / STD).transpose(2, 0, 1))


def _erased(found: Chw, random: np.random.Generator) -> Chw:
    """Erase a rectangle (Zhong et al. 2020, `Random Erasing Data Augmentation`) with the mean colour."""
    area = random.uniform(*_ERASED) * HEIGHT_PX * WIDTH_PX
    aspect = np.exp(random.uniform(*np.log(_ASPECT)))
    height, width = round(float(np.sqrt(area * aspect))), round(float(np.sqrt(area / aspect)))
    if 0 < height < HEIGHT_PX and 0 < width < WIDTH_PX:
        top = int(random.integers(0, HEIGHT_PX - height))
        left = int(random.integers(0, WIDTH_PX - width))
        found[:, top : top + height, left : left + width] = 0.0
    return found
