"""A picture's perceptual hash: near doubles have nearly the same, in any size and compression.

Built like PDQ (Facebook, 2019): the grey picture in 64 x 64 cells, its 16 x 16 lowest frequencies without the
mean, and one bit for each, whether it lies above their median. Behind the 32 bytes of the hash stand the grey
values of 16 x 16 cells, by which two pictures of one place at different moments are told apart.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .geometry import Pixels

HASH_BYTES = 32
CELLS = 16
"""Per side, of the grey values kept."""
FINGERPRINT_BYTES = HASH_BYTES + CELLS * CELLS

FARTHEST_BITS = 31
"""Of 256. Measured on 172 pictures: halved and recompressed ones lie at most 28 apart, others from 20 on."""
LARGEST_RESIDUE = 20.0
"""Grey levels by which a cell may differ when brightness and contrast are fitted. Photos that were halved,
recompressed or brought to 320 px: at most 20. Two frames of one street camera with walkers: 28 and more."""

_SIDE = 64
_ENOUGH_PX = 640
"""Every so many pixels are looked at that the longest side has about as many."""
_PLAIN = 1.0
"""A picture whose cells differ less from their neighbours, in grey levels, is a plain surface: no hash."""
_LUMA_BGR = np.array([0.114, 0.587, 0.299], np.float32)
_ROWS = 64
"""So many rows of a picture stay in the processor's cache while their channels are added."""

Fingerprints = NDArray[np.uint8]
"""(n, FINGERPRINT_BYTES)"""


def _waves() -> NDArray[np.float32]:
    """Return the cosines 1 to 16 of the discrete cosine transform of 64 values, as rows."""
    number, place = np.arange(1, CELLS + 1)[:, None], np.arange(_SIDE)[None, :]
    return np.asarray(np.cos(np.pi / (2 * _SIDE) * number * (2 * place + 1)), np.float32)


_WAVES = _waves()


def fingerprint(picture: Pixels) -> bytes | None:
    """Return the fingerprint of an upright picture; None for a plain surface, which is like all others."""
    step = max(1, max(picture.shape[:2]) // _ENOUGH_PX)
    rows = _averaged(_grey(picture[::step, ::step]))
    cells = np.ascontiguousarray(_averaged(rows.T).T)
    unrest = float(np.abs(np.diff(cells, axis=0)).mean() + np.abs(np.diff(cells, axis=1)).mean()) / 2
    if unrest < _PLAIN:
        return None
    waves = _WAVES @ cells @ _WAVES.T
    bits = np.packbits((waves > np.median(waves)).ravel())
    small = cells.reshape(CELLS, _SIDE // CELLS, CELLS, _SIDE // CELLS).mean(axis=(1, 3))
    return bytes(bits.tobytes() + np.clip(np.rint(small), 0, 255).astype(np.uint8).tobytes())


def as_array(found: list[bytes]) -> Fingerprints:
    """Return fingerprints as rows; all must have the right length."""
    return np.frombuffer(b"".join(found), np.uint8).reshape(-1, FINGERPRINT_BYTES)


def bits_apart(one: bytes, other: bytes) -> int:
    """Return in how many bits two hashes differ."""
    return (int.from_bytes(one[:HASH_BYTES]) ^ int.from_bytes(other[:HASH_BYTES])).bit_count()


def show_one_moment(ones: Fingerprints, others: Fingerprints) -> NDArray[np.bool_]:
    """Tell for each pair of rows whether no cell differs by more than light and contrast explain.

    Of two pictures of one place, somebody who walked on changes the cells where he was and is.
    """
    x = ones[:, HASH_BYTES:].astype(np.float32)
    y = others[:, HASH_BYTES:].astype(np.float32)
    x -= x.mean(axis=1, keepdims=True)
    y -= y.mean(axis=1, keepdims=True)
    gain = (x * y).sum(axis=1, keepdims=True) / np.maximum((x * x).sum(axis=1, keepdims=True), 1e-6)
    off = np.abs(gain * x - y).max(axis=1) / np.maximum(gain[:, 0], 1.0)
    return np.asarray((gain[:, 0] > 0) & (off <= LARGEST_RESIDUE))


def _grey(picture: Pixels) -> NDArray[np.float32]:
    """Return the luma of a BGR picture.

    Channel by channel, a few rows at a time: a fifth of the time that a product over all of it takes.
    """
    grey = np.empty(picture.shape[:2], np.float32)
    for start in range(0, len(grey), _ROWS):
        part, into = picture[start : start + _ROWS], grey[start : start + _ROWS]
        np.multiply(part[:, :, 0], _LUMA_BGR[0], out=into)
        for channel in (1, 2):
            into += part[:, :, channel] * _LUMA_BGR[channel]
    return grey


def _averaged(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return `values` (n, ...) averaged along the first axis in 64 cells, parts of values among them.

    By sums up to the edges of the cells, not by a product of matrices, which would wake all cores for it.
    """
    count = len(values)
    edges = np.linspace(0.0, count, _SIDE + 1)
    whole = np.minimum(edges.astype(np.int64), count - 1)
    part = (edges - whole).reshape(-1, *(1,) * (values.ndim - 1))
    before = np.zeros((_SIDE + 1, *values.shape[1:]))
    if count >= _SIDE:
        # A cell's few values are added as they are: widening them first would take twice as long.
        np.cumsum(np.add.reduceat(values, whole[:-1], axis=0)[:-1], axis=0, out=before[1:-1])
        before[-1] = before[-2] + values[whole[-2] : whole[-1]].sum(axis=0, dtype=np.float64)
    else:  # a cell may lie inside one value
        sums = np.cumsum(values, axis=0, dtype=np.float64)
        before[:] = np.concatenate([np.zeros_like(sums[:1]), sums])[whole]
    return np.asarray(np.diff(before + part * values[whole], axis=0) * (_SIDE / count), np.float32)
