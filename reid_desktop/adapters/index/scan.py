"""A scan of all vectors in 8 bits, whose answers are bounds."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.codes import Codes, bounds, decode, encode
from reid_desktop.domain.geometry import Vectors
from reid_desktop.domain.id_sets import among
from reid_desktop.domain.ids import SightingId
from reid_desktop.ports.scan import Floats, Ids, Rows, TakenOut

from .manifest import IndexFiles, Manifest

ROWS_AT_ONCE = 32_768
"""A thread's share of work: its results stay in the processor's cache."""
MOST_THREADS = 4
MANY = 0.2
"""Above this share of the rows, all around them are scanned and those asked for are taken from the answer."""
_ENCODED_AT_ONCE = 16_384
_HEADER = 8


class CodeScan:
    """8-bit codes in memory, with room to grow; the products of whole numbers are exact."""

    def __init__(self, dimensions: int, files: IndexFiles | None = None) -> None:
        """Load what is on disk if it is sound, else start empty; without `files` it lives in memory only."""
        self._dimensions = dimensions
        self._files = files
        self._count = 0
        self._change = 0
        self._id_room: Ids = np.empty(0, np.int64)
        self._room = _empty(0, dimensions)
        self._digests: list[bytes] = []
        is_loaded = files is not None and self._load_stored(files)
        self._was_refused = files is not None and not is_loaded and files.manifest_path.exists()

    @property
    def was_refused(self) -> bool:
        """Tell whether one was on disk that is damaged or foreign, so that this one began empty."""
        return self._was_refused

    @property
    def ids(self) -> Ids:
        """Return the id of each row."""
        return self._id_room[: self._count]

    def __len__(self) -> int:
        """Return how many vectors it holds."""
        return self._count

    @property
    def errors(self) -> Floats:
        """Return for each row how far, at most, what `decoded` gives is from the vector."""
        return self._room.errors[: self._count]

    @property
    def newest(self) -> SightingId | None:
        """Return the highest id it holds."""
        return SightingId(int(self._id_room[self._count - 1])) if self._count else None

    @property
    def change(self) -> int:
        """Return the last change of the database that it has followed."""
        return self._change

    def follow(self, change: int) -> None:
        """Remember the last change of the database that was followed."""
        self._change = change

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """Add vectors whose ids are higher than all before.

        :raises ValueError: they are not, or the vectors have another length.
        """
        if vectors.shape != (len(ids), self._dimensions):
            raise ValueError(f"vectors of shape {vectors.shape} for {len(ids)} ids")
        newest = -1 if self.newest is None else int(self.newest)
        if len(ids) and (ids[0] <= newest or (np.diff(ids) <= 0).any()):
            raise ValueError("ids come in ascending order")
        end = self._count + len(ids)
        self._make_room(end)
        self._id_room[self._count : end] = ids
        for start in range(0, len(ids), _ENCODED_AT_ONCE):
            new = encode(np.asarray(vectors[start : start + _ENCODED_AT_ONCE], np.float32))
            here = slice(self._count + start, self._count + start + len(new))
            self._room.values[here] = new.values
            self._room.scales[here] = new.scales
            self._room.errors[here] = new.errors
        del self._digests[self._count // ROWS_AT_ONCE :]
        self._count = end

    def remove(self, ids: Ids) -> None:
        """Forget vectors; unknown ids are ignored."""
        lost = among(self.ids, np.sort(ids))
        if not lost.any():
            return
        keep = np.flatnonzero(~lost)
        for room in (self._id_room, self._room.values, self._room.scales, self._room.errors):
            room[: len(keep)] = room[keep]
        self._count = len(keep)
        self._digests.clear()

    def decoded(self, rows: Rows) -> Vectors:
        """Return about what these vectors are."""
        return decode(self._room, rows)

    def digest(self) -> str:
        """Return the SHA-256 of ids and codes: over those of blocks, so that growth costs one block."""
        whole = hashlib.sha256()
        for number, start in enumerate(range(0, self._count, ROWS_AT_ONCE)):
            here = slice(start, min(start + ROWS_AT_ONCE, self._count))
            if number >= len(self._digests) or here.stop - start < ROWS_AT_ONCE:
                block = hashlib.sha256(self.ids[here].tobytes())
                block.update(self._room.scales[here].tobytes())
                block.update(self._room.values[here].tobytes())
                self._digests[number:] = [block.digest()]
            whole.update(self._digests[number])
        return whole.hexdigest()

    def bounds(
        self, probe: NDArray[np.float32], rows: Rows | None = None, taken: TakenOut | None = None
    ) -> tuple[Floats, Floats]:
        """Return for each row (or each of `rows`) between which two numbers its cosine with `probe` lies."""
        asked = _Asked(np.asarray(probe, np.float32).reshape(1, self._dimensions), self._room, taken)
        count = self._count if rows is None else len(rows)
        lower, upper = np.empty(count, np.float32), np.empty(count, np.float32)

        def all_of(start: int) -> None:
            here = slice(start, min(start + ROWS_AT_ONCE, self._count))
            lower[here], upper[here] = asked.bounds(here)

        def gathered(start: int) -> None:
            out = slice(start, min(start + ROWS_AT_ONCE, count))
            assert rows is not None
            lower[out], upper[out] = asked.bounds(rows[out])

        def chosen(start: int) -> None:
            assert rows is not None
            stop = min(start + ROWS_AT_ONCE, self._count)
            first, last = np.searchsorted(rows, [start, stop])
            if first < last:
                low, high = asked.bounds(slice(start, stop))
                picked = rows[first:last] - start
                np.take(low, picked, out=lower[first:last])
                np.take(high, picked, out=upper[first:last])

        if rows is not None and len(rows) <= MANY * self._count:
            self._share_out(gathered, range(0, count, ROWS_AT_ONCE))
        else:  # looking at all is cheaper than gathering many
            self._share_out(all_of if rows is None else chosen, range(0, self._count, ROWS_AT_ONCE))
        return lower, upper

    def save(self) -> None:
        """Write aside, checksum, rename.

        :raises CaseError: the folder cannot be written to or the disk is full.
        """
        if self._files is not None:
            newest = None if self.newest is None else int(self.newest)
            self._files.write(self._write, self._count, newest, ())

    def _share_out(self, do: Callable[[int], None], starts: range) -> None:
        if len(starts) <= 1:
            for start in starts:
                do(start)
            return
        for _ in self._threads.map(do, starts):
            pass

    @cached_property
    def _threads(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(min(MOST_THREADS, os.cpu_count() or 1), thread_name_prefix="scan")

    def _make_room(self, count: int) -> None:
        if count <= len(self._id_room):
            return
        # Some room to grow, but not twice the memory: a case of millions shall fit.
        wider = _empty(max(count, self._count + self._count // 4, 1024), self._dimensions)
        ids = np.empty(len(wider), np.int64)
        ids[: self._count] = self.ids
        wider.values[: self._count] = self._room.values[: self._count]
        wider.scales[: self._count] = self._room.scales[: self._count]
        wider.errors[: self._count] = self._room.errors[: self._count]
        self._id_room, self._room = ids, wider

    def _write(self, path: Path) -> None:
        with path.open("wb") as file:
            file.write(self._change.to_bytes(_HEADER, "little"))
            for part in (self.ids, self._room.scales, self._room.errors, self._room.values):
                part[: self._count].tofile(file)

    def _load_stored(self, files: IndexFiles) -> bool:
        try:
            stored = files.sound()
        except FileNotFoundError:  # just replaced by another process: the database has it all
            return False
        return stored is not None and self._load(*stored)

    def _load(self, manifest: Manifest, path: Path) -> bool:
        count, width = manifest.count, self._dimensions
        if path.stat().st_size != _HEADER + count * (8 + 4 + 4 + width):
            return False
        with path.open("rb") as file:
            self._change = int.from_bytes(file.read(_HEADER), "little")
            self._id_room = np.fromfile(file, np.int64, count)
            scales = np.fromfile(file, np.float32, count)
            errors = np.fromfile(file, np.float32, count)
            values = np.fromfile(file, np.int8, count * width).reshape(count, width)
        self._room = Codes(values, scales, errors)
        self._count = count
        return True


class _Asked:
    """A probe as it is compared with codes: once as it is, and once for each turn that vectors may have."""

    def __init__(self, probe: Vectors, codes: Codes, taken: TakenOut | None) -> None:
        """Take a probe (1, d)."""
        self._codes, self._taken = codes, taken
        turns = taken.turns if taken is not None else None
        self._turn_of = None if turns is None else turns.of_group
        # (x A) p is x (A p): the probe is turned instead of every vector.
        every = [probe] if turns is None else [probe, *(probe @ one.T for one in turns.matrices)]
        self._probes = [_Probe(np.ascontiguousarray(one, np.float32), taken) for one in every]

    def bounds(self, here: slice | Rows) -> tuple[Floats, Floats]:
        """Return between which two numbers the cosine of some rows lies."""
        codes, taken = self._codes, self._taken
        groups = None if taken is None else taken.groups[here]
        inverse = None if taken is None else (taken.inverse[0][here], taken.inverse[1][here])
        values, scales, errors = codes.values[here], codes.scales[here], codes.errors[here]
        if self._turn_of is None or groups is None:
            shares, slack = self._probes[0].shares(values, scales, errors, groups)
            return bounds(shares, slack, inverse)
        turns = self._turn_of[groups] + 1
        present = np.flatnonzero(np.bincount(turns))
        if len(present) == 1:
            shares, slack = self._probes[present[0]].shares(values, scales, errors, groups)
            return bounds(shares, slack, inverse)
        # Brought together by their turn once: gathering those of each turn by itself takes six times as long.
        order = np.argsort(turns.astype(np.int32), kind="stable")
        values, scales, errors = values.take(order, axis=0), scales[order], errors[order]
        groups, edges = groups[order], np.searchsorted(turns[order], [*present, len(self._probes)])
        shares, slack = np.empty(len(turns), np.float32), np.empty(len(turns), np.float32)
        for turn, first, last in zip(present, edges[:-1], edges[1:], strict=True):
            rows, part = order[first:last], slice(first, last)
            shares[rows], slack[rows] = self._probes[turn].shares(
                values[part], scales[part], errors[part], groups[part]
            )
        return bounds(shares, slack, inverse)


class _Probe:
    """A vector encoded twice: what the first code leaves out, in a second one."""

    def __init__(self, probe: Vectors, taken: TakenOut | None) -> None:
        self._one = encode(probe)
        self._rest = encode(probe - decode(self._one))
        self._length = np.float32(np.linalg.norm(decode(self._one) + decode(self._rest)))
        # Vectors have length 1, but for rounding.
        self._left = np.float32(float(self._rest.errors[0]) * 1.001)
        self._shared = taken.means @ probe[0] if taken is not None else None

    def shares(
        self, values: NDArray[np.int8], scales: Floats, errors: Floats, groups: NDArray[np.int64] | None
    ) -> tuple[Floats, Floats]:
        """Return products with vectors without their mean, and how far off each may be."""
        values = np.ascontiguousarray(values)
        shares = _products(self._one.values, values) * self._one.scales[0]
        shares += _products(self._rest.values, values) * self._rest.scales[0]
        shares *= scales
        slack = errors * self._length
        slack += self._left
        if groups is not None and self._shared is not None:
            shares -= self._shared[groups]
        return shares, slack


def _products(probe: NDArray[np.int8], values: NDArray[np.int8]) -> Floats:
    """Return the dot product of each row with the probe: a sum of whole numbers, so it is exact."""
    import simsimd  # compiled code: loaded with the first search

    # Whole numbers below 2**24 for up to 1,040 a vector: exact in single precision. The library's own `out`
    # loses a reference to None with every call (6.5.16), which ends older Pythons.
    found = simsimd.cdist(probe, values, "dot", out_dtype="float32")
    return np.asarray(found, np.float32).reshape(-1)


def _empty(count: int, dimensions: int) -> Codes:
    return Codes(
        np.empty((count, dimensions), np.int8), np.empty(count, np.float32), np.empty(count, np.float32)
    )
