"""What the crops of each camera share, kept up to date while a case grows.

The numbers depend on what the case holds and on nothing else: a group's mean
and its persons are always made from all of its members in the order of their
ids, so it does not matter in how many steps they came.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.codes import inverse_bounds
from reid_desktop.domain.common_part import ALIKE, MOST, distinct, own_share, unit
from reid_desktop.domain.geometry import Vectors
from reid_desktop.domain.id_sets import runs
from reid_desktop.domain.spread import Turns
from reid_desktop.ports.prepared import Array
from reid_desktop.ports.scan import TakenOut, VectorScan
from reid_desktop.services.spreads import Spreads

ALL_UP_TO = 4096
"""Up to so many sightings, the centre that persons are told apart around is the mean of all ..."""
STEP = 1.06
"""... beyond, that of the first so many, which grows in steps of 6 %: else every crop would change all."""
DRIFT = 0.002
"""Lengths are told anew when a group's mean has moved by more than this; below it, the bounds widen."""
TURN_ROUNDING = 1e-5
"""More than a length of a turned vector can be off that is told in single precision."""
_NUMBERS_AT_ONCE = 4_000_000

_FLOATS = ("centres", "persons", "means", "used", "centre", "lengths")

Rows = NDArray[np.int64]
Floats = NDArray[np.float32]


class SharedParts:
    """Means of scenes, devices and everything, each shrunk towards the wider one."""

    def __init__(self, scan: VectorScan, dimensions: int) -> None:
        """Start with nothing known."""
        self._scan = scan
        self._signs = np.empty((0, 3), np.int64)
        self._centres: Vectors = np.empty((0, dimensions), np.float32)
        self._persons = np.empty(0, np.float32)
        self._means: Vectors = np.empty((0, dimensions), np.float32)
        self._used: Vectors = np.empty((0, dimensions), np.float32)
        self._centre_sign: tuple[int, ...] = ()
        self._centre: Floats = np.zeros(dimensions, np.float32)
        self._counted: dict[int, tuple[tuple[int, ...], tuple[int, ...], float]] = {}
        self._groups = np.empty(0, np.int64)
        self._lengths = np.empty(0, np.float32)
        self._spreads = Spreads(scan, dimensions)
        self._turns: Turns | None = None

    @property
    def everything(self) -> int:
        """Return the number of the widest group, for a probe from nowhere known."""
        return len(self._means) - 1

    @property
    def turned_devices(self) -> int:
        """Return how many devices' vectors are turned."""
        return self._spreads.count

    def without(self, vectors: Vectors, scenes: Rows) -> Vectors:
        """Return vectors without the part of their scenes, spread alike, each of length 1."""
        apart = vectors - self._means[scenes]
        return unit(apart if self._turns is None else self._turns.apply(apart, scenes))

    def kept(self) -> tuple[dict[str, object], dict[str, Array]]:
        """Return what is known, to be brought back by `bring_back`."""
        counted = [[device, *found] for device, found in sorted(self._counted.items())]
        arrays: dict[str, Array] = {
            "signs": self._signs, "centres": self._centres, "persons": self._persons, "means": self._means,
            "used": self._used, "centre": self._centre, "groups": self._groups, "lengths": self._lengths,
        }  # fmt: skip
        of_spreads, more = self._spreads.kept()
        return {"centre_sign": self._centre_sign, "counted": counted, **of_spreads}, {**arrays, **more}

    def bring_back(self, facts: Mapping[str, object], arrays: Mapping[str, NDArray[np.generic]]) -> None:
        """Know again what was kept; the rows are those of the scan.

        :raises ValueError, TypeError, KeyError: it does not fit together.
        """
        found = {name: np.asarray(arrays[name], np.float32) for name in _FLOATS}
        signs, groups = (np.asarray(arrays[name], np.int64) for name in ("signs", "groups"))
        scenes, width = len(signs), self._centres.shape[1]
        shapes = {"centres": (scenes, width), "persons": (scenes,), "centre": (width,)}
        shapes |= {"means": (scenes + 1, width), "used": (scenes + 1, width), "lengths": (len(self._scan),)}
        if any(found[name].shape != shape for name, shape in shapes.items()):
            raise ValueError("shared parts of another number of scenes")
        if signs.shape != (scenes, 3) or groups.shape != (len(self._scan),) or (groups >= scenes).any():
            raise ValueError("scenes that are not described")
        sign, counted = facts["centre_sign"], facts["counted"]
        if not isinstance(sign, list) or not isinstance(counted, list):
            raise TypeError("no list of devices")
        self._counted = {
            int(device): (tuple(map(int, sign_of)), tuple(map(int, at)), float(persons))
            for device, sign_of, at, persons in counted
        }
        self._spreads.bring_back(facts, arrays)
        self._centre_sign = tuple(map(int, sign))
        self._signs, self._groups = signs, groups
        self._centres, self._persons, self._means, self._used, self._centre, self._lengths = found.values()

    def forget(self, keep: NDArray[np.bool_]) -> None:
        """Drop the rows that the scan has dropped."""
        self._groups, self._lengths = self._groups[keep], self._lengths[keep]

    def bring_up(self, scenes: Rows, devices: Rows) -> TakenOut:
        """Return what is taken out of each row of the scan.

        :param scenes: (n,) scene of each row; numbers stay the same from call to call.
        :param devices: device of each scene.
        """
        order = np.argsort(scenes, kind="stable")
        starts = runs(scenes[order])
        filled = scenes[order[starts]]
        members = np.split(order, starts[1:]) if len(filled) else []
        stale = self._stale(filled, order, starts, len(devices))
        if self._centre_moved():
            everyone = np.arange(len(filled))
            self._describe(filled, members, everyone, stale)
        else:
            self._describe(filled, members, stale, stale)
        self._set_means(filled, members, devices)
        if self._spreads.bring_up(scenes, devices):
            self._used = np.full_like(self._used, np.nan)  # every length is another one now
        self._turns = self._spreads.of(devices)
        return self._taken(scenes)

    def _stale(self, filled: Rows, order: Rows, starts: Rows, count: int) -> Rows:
        """Return which of the filled scenes have other members than when they were described last."""
        ids = self._scan.ids[order]
        ends = np.append(starts[1:], len(order))
        signs = np.zeros((count, 3), np.int64)
        if len(filled):
            with np.errstate(over="ignore"):
                signs[filled, 0] = ends - starts
                signs[filled, 1] = np.add.reduceat(ids, starts)
                signs[filled, 2] = np.add.reduceat(ids * ids, starts)
        known = np.zeros_like(signs)
        known[: len(self._signs)] = self._signs
        self._signs = signs
        width = self._centres.shape[1]
        more = count - len(self._centres)
        self._centres = np.concatenate([self._centres, np.zeros((more, width), np.float32)])
        self._persons = np.concatenate([self._persons, np.zeros(more, np.float32)])
        return np.flatnonzero((signs[filled] != known[filled]).any(axis=1))

    def _centre_moved(self) -> bool:
        """Make the centre anew if other sightings count for it now; tell whether they do."""
        count = len(self._scan)
        if count > ALL_UP_TO:
            steps = np.floor(np.log(count / ALL_UP_TO) / np.log(STEP) + 1e-9)
            count = min(int(ALL_UP_TO * STEP**steps), count)
        ids = self._scan.ids[:count]
        with np.errstate(over="ignore"):
            sign = (count, int(ids.sum()), int((ids * ids).sum()))
        if sign == self._centre_sign:
            return False
        self._centre_sign = sign
        total = np.zeros(self._centres.shape[1])
        for rows in _in_parts(np.arange(count), total.size):
            total += self._scan.decoded(rows).sum(axis=0, dtype=np.float64)
        self._centre = (total / max(count, 1)).astype(np.float32)
        return True

    def _describe(self, filled: Rows, members: list[Rows], counted: Rows, stale: Rows) -> None:
        """Make the means of stale scenes, and count the persons of those to be counted."""
        sizes = np.array([len(rows) for rows in members], np.int64)
        is_stale = np.zeros(len(members), bool)
        is_stale[stale] = True
        for chosen in _by_size(counted, sizes, self._centres.shape[1]):
            if sizes[chosen[0]] > MOST:
                for one in chosen:
                    self._describe_large(int(filled[one]), members[one], bool(is_stale[one]))
                continue
            vectors, real = self._padded([members[one] for one in chosen])
            self._persons[filled[chosen]] = _distinct_each(vectors - self._centre, real)
            if is_stale[chosen].any():
                self._centres[filled[chosen]] = vectors.sum(axis=1) / sizes[chosen][:, None]

    def _padded(self, groups: list[Rows]) -> tuple[Vectors, NDArray[np.bool_]]:
        """Return the vectors of groups of like size as one block, filled up with zeros."""
        width = _room(max(len(rows) for rows in groups))
        real = np.zeros((len(groups), width), bool)
        for number, rows in enumerate(groups):
            real[number, : len(rows)] = True
        block = np.zeros((len(groups), width, self._centres.shape[1]), np.float32)
        block[real] = self._scan.decoded(np.concatenate(groups))
        return block, real

    def _describe_large(self, scene: int, rows: Rows, is_stale: bool) -> None:
        self._persons[scene] = self._distinct(rows)
        if is_stale:
            total = np.zeros(self._centres.shape[1])
            for part in _in_parts(rows, total.size):
                total += self._scan.decoded(part).sum(axis=0, dtype=np.float64)
            self._centres[scene] = total / len(rows)

    def _distinct(self, rows: Rows) -> float:
        some = rows[:: max(1, -(-len(rows) // MOST))]
        return distinct(unit(self._scan.decoded(some) - self._centre))

    def _persons_of(self, device: int, scenes: Rows, members: list[Rows]) -> float:
        """Return the persons of a device; counted anew only if it has other vectors now."""
        with np.errstate(over="ignore"):
            sign = tuple(self._signs[scenes].sum(axis=0).tolist())
        known = self._counted.get(device)
        if known is None or known[:2] != (sign, self._centre_sign):
            rows = np.sort(np.concatenate(members))
            known = self._counted[device] = (sign, self._centre_sign, self._distinct(rows))
        return known[2]

    def _set_means(self, filled: Rows, members: list[Rows], devices: Rows) -> None:
        width = self._centres.shape[1]
        means = np.zeros((len(devices) + 1, width), np.float32)
        if len(filled):
            # In the order of their first sightings: sums shall not depend on how scenes are numbered.
            order = np.argsort([rows[0] for rows in members])
            counts = self._signs[filled[order], 0].astype(np.float64)
            sums = self._centres[filled[order]] * counts[:, None]
            everything = sums.sum(axis=0) / counts.sum()
            means[-1] = everything
            own, inner = np.unique(devices[filled[order]], return_inverse=True)
            of_device = np.zeros((len(own), width), np.float32)
            by_device = np.argsort(inner, kind="stable")
            borders = np.cumsum(np.bincount(inner, minlength=len(own)))[:-1]
            for number, here in enumerate(np.split(by_device, borders)):
                centre = sums[here].sum(axis=0) / counts[here].sum()
                inside = order[here]
                persons = self._persons_of(int(own[number]), filled[inside], [members[i] for i in inside])
                share = own_share(np.array([persons], np.float32))[0]
                of_device[number] = share * centre + (1 - share) * everything
            share = own_share(self._persons[filled[order]])[:, None]
            scene_means = share * self._centres[filled[order]] + (1 - share) * of_device[inner]
            means[filled[order]] = scene_means
        self._means = means

    def _taken(self, scenes: Rows) -> TakenOut:
        """Tell the lengths of new and moved rows anew, and bound all others."""
        count, known = len(scenes), len(self._lengths)
        lengths = np.zeros(count, np.float32)
        lengths[:known] = self._lengths
        before = np.full(count, -1, np.int64)
        before[:known] = self._groups
        used = np.full_like(self._means, np.nan)
        used[: len(self._used)] = self._used
        moved = np.linalg.norm(self._means - used, axis=1)
        is_fresh = ~(moved <= DRIFT)
        used[is_fresh] = self._means[is_fresh]
        moved[is_fresh] = 0
        # A row that came into a scene whose mean stayed is told with the mean in use there.
        due = np.flatnonzero((before != scenes) | is_fresh[scenes])
        for rows in _in_parts(due, self._means.shape[1]):
            apart = self._scan.decoded(rows) - used[scenes[rows]]
            if self._turns is not None:
                apart = self._turns.apply(apart, scenes[rows], is_exact=False)
            lengths[rows] = np.linalg.norm(apart, axis=1)
        self._groups, self._lengths, self._used = scenes.copy(), lengths, used
        slack = self._scan.errors + moved[scenes].astype(np.float32)
        if self._turns is not None:
            slack *= np.append(self._turns.norms, np.float32(1))[self._turns.of_group[scenes]]
            slack += np.float32(TURN_ROUNDING)
        return TakenOut(scenes, self._means, inverse_bounds(lengths, slack), self._turns)


def _distinct_each(apart: Vectors, real: NDArray[np.bool_]) -> Floats:
    """Return about how many persons each block of vectors (b, s, d) shows, as `distinct` does."""
    lengths = np.maximum(np.linalg.norm(apart, axis=2, keepdims=True), 1e-6)
    apart = apart / lengths
    alike = (apart @ apart.transpose(0, 2, 1)) > ALIKE
    alike &= real[:, None, :]
    diagonal = np.arange(apart.shape[1])
    alike[:, diagonal, diagonal] = True
    return np.asarray(np.where(real, 1.0 / alike.sum(axis=2), 0.0).sum(axis=1), np.float32)


def _room(size: int) -> int:
    """Return the next power of two: groups of one room are counted together."""
    return 1 << max(size - 1, 0).bit_length()


def _by_size(groups: Rows, sizes: Rows, width: int) -> Iterator[Rows]:
    """Yield groups of like size together, not more than fit into memory at once."""
    rooms = np.array([min(_room(int(size)), 2 * MOST) for size in sizes[groups]], np.int64)
    for room in np.unique(rooms):
        together = groups[rooms == room]
        at_once = max(1, _NUMBERS_AT_ONCE // (int(room) * width))
        for start in range(0, len(together), at_once):
            yield together[start : start + at_once]


def _in_parts(rows: Rows, width: int) -> Iterator[Rows]:
    """Yield rows in parts that fit into memory as vectors; the parts depend on the rows alone."""
    at_once = max(1, _NUMBERS_AT_ONCE // max(width, 1))
    for start in range(0, len(rows), at_once):
        yield rows[start : start + at_once]
