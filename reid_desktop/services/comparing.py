"""What a probe is compared with: every vector, as it is or without what one camera's crops share."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.codes import contenders
from reid_desktop.domain.errors import CaseError
from reid_desktop.domain.geometry import Vectors
from reid_desktop.domain.id_sets import among, missing
from reid_desktop.domain.ids import MediaId, SightingId
from reid_desktop.domain.scoring import Ranked, best_first, cosines, merged, positions
from reid_desktop.ports.prepared import PreparedShelf
from reid_desktop.ports.scan import Ids, Rows, TakenOut, VectorScan
from reid_desktop.ports.vectors import VectorReader
from reid_desktop.services.bringing_back import Known, brought_back, is_of_case, kept
from reid_desktop.services.camera_book import CameraBook
from reid_desktop.services.shared_parts import SharedParts

FEWEST = 50
"""In a case with fewer sightings nothing is taken out: too little is known of its cameras."""
SAVE_EVERY = 20_000
"""The scan is written after so many additions: what is missing in it is read from the database."""
SAVED_SHARE = 0.05
"""... and in a large case not before it has grown by so much."""
READ_AT_ONCE = 50_000
FIRST_READ = 256


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """A probe as it is compared: the vector, and whether the shared part was taken out of it."""

    vector: NDArray[np.float32]
    is_bare: bool


class ComparedVectors:
    """All vectors of a model key, kept in step with the database.

    A scan of few bytes a vector tells who may be among the best; those are read
    in full and compared in double precision, so that the list is that of
    comparing every vector in full.
    """

    def __init__(
        self,
        reader: VectorReader,
        model_key: str,
        dimensions: int,
        open_scan: Callable[[], VectorScan],
        until: SightingId | None = None,
        shelf: PreparedShelf | None = None,
    ) -> None:
        """Load at the first use; with `until`, only what was there when that sighting was the newest.

        :param shelf: where cameras and shared parts are kept beside the scan.
        """
        self._reader = reader
        self._model_key = model_key
        self._dimensions = dimensions
        self._open_scan = open_scan
        self._until = until
        self._shelf = shelf
        self._on_disk: int | None = None
        """Change that the scan on disk has followed; None: there is none."""
        self._is_kept = shelf is None
        self._scan: VectorScan | None = None
        self._cameras = CameraBook(reader)
        self._parts: SharedParts | None = None
        self._media: Ids = np.empty(0, np.int64)
        self._scenes: Ids = np.empty(0, np.int64)
        self._taken: TakenOut | None = None
        self._unsaved = 0
        self.description = ""
        """What is taken out of the vectors; empty: nothing."""

    def __len__(self) -> int:
        """Return how many vectors there are, as of the last `bring_up`."""
        return 0 if self._scan is None else len(self._scan)

    @property
    def ids(self) -> Ids:
        """Return the ids, ascending, as of the last `bring_up`."""
        return np.empty(0, np.int64) if self._scan is None else self._scan.ids

    def bring_up(self) -> None:
        """Follow what was written since the last time."""
        is_first = self._scan is None
        scan = self._scan = self._scan or self._open_scan()
        self._parts = self._parts or SharedParts(scan, self._dimensions)
        is_known = not is_first or self._bring_back(scan)
        changes = self._reader.search_changes(scan.change)
        gone = np.array(sorted(changes.gone), np.int64)
        has_lost = is_known and self._drop(scan, gone)
        has_more = self._add(scan)
        has_moved = self._cameras.bring_up(changes.media)
        if changes.last != scan.change:
            scan.follow(changes.last)
        if is_first or has_lost or has_more or has_moved:
            self._prepare(scan)
        if self._unsaved >= max(SAVE_EVERY, SAVED_SHARE * len(scan)):
            self.save()
        elif is_first and not self._is_kept and len(scan) >= SAVE_EVERY:
            with suppress(CaseError):  # a folder that takes no files costs time at the next start, no answer
                self.save()

    def save(self) -> None:
        """Write the scan to disk if it changed, with what was told of cameras and shared parts."""
        scan = self._scan
        if scan is None:
            return
        if self._unsaved or (not self._is_kept and self._on_disk != scan.change):
            scan.save()
            self._unsaved, self._on_disk, self._is_kept = 0, scan.change, self._shelf is None
        if (
            self._shelf is not None
            and not self._is_kept
            and self._taken is not None
            and self._parts is not None
        ):
            known = Known(self._media, self._cameras, self._parts)
            self._shelf.keep(kept(self._reader, self._model_key, scan, known))
            self._is_kept = True

    def probe(self, vector: NDArray[np.float32], media_id: MediaId | None, *, bare: bool) -> Compared:
        """Return the probe without the part of its own camera, or of the whole case if that is unknown."""
        if bare or self._taken is None or self._parts is None:
            return Compared(np.asarray(vector, np.float32), is_bare=True)
        scenes = np.full(1, self._parts.everything, np.int64)
        if media_id is not None and (self._media == media_id).any():
            scenes = self._cameras.scenes(np.array([media_id], np.int64))
        apart = self._parts.without(np.asarray(vector, np.float32)[None, :], scenes)
        return Compared(apart[0], is_bare=False)

    def known(self, ids: Ids, *, bare: bool) -> Vectors:
        """Return the vectors of sightings (ascending) as they are compared; those without are left out."""
        found, vectors = self._reader.vectors_of(self._model_key, ids)
        return self.prepared(found, vectors, bare=bare)

    @property
    def newest(self) -> SightingId | None:
        """Return the highest id, as of the last `bring_up`."""
        return None if self._scan is None else self._scan.newest

    @property
    def change(self) -> int:
        """Return the last change of the database that was followed."""
        return 0 if self._scan is None else self._scan.change

    def digest(self) -> str:
        """Return a SHA-256 of all vectors as they are scanned."""
        return "" if self._scan is None else self._scan.digest()

    def rank(self, probe: Compared, count: int, allowed: Ids | None = None) -> Ranked:
        """Return the best `count` of all, or of `allowed` (ascending), as comparing each in full would.

        The most promising are read first; whoever cannot beat the `count` best of those is not read.
        """
        lower, upper, rows = self.bounds(probe, allowed)
        some = contenders(lower, upper, count)
        some = some[np.argsort(-upper[some], kind="stable")]
        ids = self.ids[rows[some] if rows is not None else some]
        found: Ranked = []
        start, step = 0, max(FIRST_READ, count)
        while start < len(ids):
            if len(found) >= count and upper[some[start]] < found[count - 1][1]:
                break
            found = merged(found, self.score(probe, ids[start : start + step]), count)
            start, step = start + step, 2 * step
        return found

    def bounds(
        self, probe: Compared, allowed: Ids | None = None
    ) -> tuple[NDArray[np.float32], NDArray[np.float32], Rows | None]:
        """Return between which two numbers each score lies, and the rows meant (None: all)."""
        assert self._scan is not None, "bring_up comes first"
        rows = None if allowed is None else positions(self._scan.ids, allowed)
        taken = None if probe.is_bare else self._taken
        return (*self._scan.bounds(probe.vector, rows, taken), rows)

    def score(self, probe: Compared, ids: Ids, count: int | None = None) -> Ranked:
        """Return the best `count` of `ids`, each compared in full."""
        found, vectors = self._reader.vectors_of(self._model_key, np.sort(ids))
        scores = cosines(self.prepared(found, vectors, bare=probe.is_bare), probe.vector)
        return best_first(found, scores, len(found) if count is None else count)

    def prepared(self, ids: Ids, vectors: Vectors, *, bare: bool = False) -> Vectors:
        """Return vectors as they are compared."""
        if bare or self._taken is None or self._parts is None:
            return vectors
        return self._parts.without(vectors, self._scenes[np.searchsorted(self.ids, ids)])

    def media_of(self, ids: Ids) -> Ids:
        """Return the item of each id."""
        return self._media[np.searchsorted(self.ids, ids)]

    def groups_of(self, ids: Ids) -> Ids:
        """Return the scene of each id."""
        return self._scenes[np.searchsorted(self.ids, ids)]

    def _bring_back(self, scan: VectorScan) -> bool:
        """Take cameras and shared parts from the shelf; tell whether they belong to scan and case."""
        found = self._shelf.load() if self._shelf is not None and len(scan) else None
        if found is not None and not is_of_case(self._reader, self._model_key, found):
            scan.remove(scan.ids.copy())  # made in another case, or in this one before it was put back
            scan.follow(0)
            return False
        self._on_disk = scan.change if len(scan) else None
        gone = np.array(sorted(self._reader.search_changes(scan.change).gone), np.int64)
        known = brought_back(self._reader, self._model_key, self._dimensions, scan, gone, found)
        if known is None:
            return False
        self._media, self._cameras, self._parts = known.media, known.cameras, known.parts
        self._is_kept = True
        return True

    def _drop(self, scan: VectorScan, gone: Ids) -> bool:
        keep = ~among(scan.ids, gone)
        if keep.all():
            return False
        scan.remove(gone)
        self._media = self._media[keep]
        assert self._parts is not None
        self._parts.forget(keep)
        self._unsaved += len(keep) - len(scan)
        return True

    def _add(self, scan: VectorScan) -> bool:
        """Add what is newer; at the first time, look whether a scan from disk belongs to this database."""
        known = SightingId(int(scan.ids[-1])) if len(self._media) else None
        ids, media = self._reader.vector_media(self._model_key, known)
        if self._until is not None:
            within = int(np.searchsorted(ids, self._until, side="right"))
            ids, media = ids[:within], media[:within]
        if known is None and len(scan):
            scan.remove(missing(scan.ids, ids))
            if not np.array_equal(scan.ids, ids[: len(scan)]):
                scan.remove(scan.ids.copy())
        before = len(scan)
        while len(ids) and (scan.newest is None or scan.newest < ids[-1]):
            limit = min(READ_AT_ONCE, len(ids))
            some, vectors = self._reader.vectors(self._model_key, scan.newest, limit)
            within = some <= ids[-1]  # what came in since the ids were read waits for the next time
            if not within.any():
                break
            scan.add(some[within], vectors[within])
        self._media = np.concatenate([self._media, media[among(ids, scan.ids)]])
        self._unsaved += len(scan) - before
        return bool(len(ids))

    def _prepare(self, scan: VectorScan) -> None:
        self._scenes = self._cameras.scenes(self._media)
        self._taken, self.description = None, ""
        if len(scan) < FEWEST:
            return
        assert self._parts is not None
        devices = self._cameras.devices
        self._taken = self._parts.bring_up(self._scenes, devices)
        filled = np.flatnonzero(np.bincount(self._scenes))
        turned = self._parts.turned_devices
        self.description = (
            "what the crops of one camera share was taken out "
            f"({len(filled)} clips and scenes of {len(np.unique(devices[filled]))} devices)"
        ) + (f", and how those of {turned} devices spread was evened out" if turned else "")
