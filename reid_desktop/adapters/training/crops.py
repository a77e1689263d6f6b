"""Crops at the network's size, read once where they fit into memory."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import torch

from reid_desktop.adapters.training.augmenting import HEIGHT_PX, WIDTH_PX
from reid_desktop.domain.geometry import Pixels
from reid_desktop.ports.training import ReadRow, Rows

KEPT_BYTES = 4 * 1024**3
_READERS = 4


def sized(crop: Pixels) -> Pixels:
    """Return a crop stretched to the network's input, (256, 128, 3) BGR, as it is in use."""
    picture = cv2.resize(crop, (WIDTH_PX, HEIGHT_PX), interpolation=cv2.INTER_LINEAR)
    return np.asarray(picture, np.uint8)


class SizedCrops:
    """Gives crops by their rows, on the device that trains."""

    def __init__(self, count: int, device: torch.device, limit_bytes: int = KEPT_BYTES) -> None:
        """Keep all of `count` crops if they fit into `limit_bytes`, none otherwise."""
        shape = (count, HEIGHT_PX, WIDTH_PX, 3)
        self._device = device
        self._kept = (
            None if np.prod(shape) > limit_bytes else torch.empty(shape, dtype=torch.uint8, device=device)
        )
        self._has = np.zeros(count, np.bool_)

    def take(self, rows: Rows, read: ReadRow) -> torch.Tensor:
        """Return (n, 256, 128, 3) bytes, BGR."""
        if self._kept is None:
            return self._read(rows, read)
        new = np.unique(rows[~self._has[rows]])
        if len(new):
            self._kept[self._sent(new)] = self._read(new, read)
            self._has[new] = True
        return self._kept[self._sent(rows)]

    def _sent(self, rows: Rows) -> torch.Tensor:
        return torch.from_numpy(rows).to(self._device, non_blocking=True)

    def _read(self, rows: Rows, read: ReadRow) -> torch.Tensor:
        with ThreadPoolExecutor(_READERS) as readers:
            found = list(readers.map(lambda row: sized(read(int(row))), rows))
        return torch.from_numpy(np.stack(found)).to(self._device)
