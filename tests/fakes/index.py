"""Vector indexes without tricks, for tests of what uses an index."""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.geometry import Vectors
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.query import IndexKind
from reid_desktop.ports.prepared import Prepared
from reid_desktop.ports.scan import Floats, Ids, Rows, TakenOut


class FakeIndex:
    """A dictionary of vectors; every search looks at each."""

    def __init__(self, dimensions: int, kind: IndexKind = IndexKind.EXACT) -> None:
        self.kind = kind
        self.saved = 0
        self.was_refused = False
        self._dimensions = dimensions
        self._vectors: dict[int, NDArray[np.float64]] = {}

    def __len__(self) -> int:
        return len(self._vectors)

    @property
    def newest(self) -> SightingId | None:
        return SightingId(max(self._vectors)) if self._vectors else None

    def add(self, ids: Ids, vectors: Vectors) -> None:
        if vectors.shape != (len(ids), self._dimensions):
            raise ValueError(f"vectors of shape {vectors.shape}")
        for number, vector in zip(ids.tolist(), vectors, strict=True):
            self._vectors[number] = vector.astype(np.float64)

    def remove(self, ids: Ids) -> None:
        for number in ids.tolist():
            self._vectors.pop(number, None)

    def nearest(
        self,
        probe: NDArray[np.float32],
        count: int,
        allowed: Ids | None = None,
        effort: int = 0,  # noqa: ARG002 - it looks at all
    ) -> list[tuple[SightingId, float]]:
        within = set(self._vectors) if allowed is None else set(self._vectors) & set(allowed.tolist())
        scored = [(float(np.sum(self._vectors[i] * probe.astype(np.float64))), i) for i in within]
        scored.sort(key=lambda pair: (-pair[0], pair[1]))
        return [(SightingId(i), min(max(score, -1.0), 1.0)) for score, i in scored[: max(count, 0)]]

    @property
    def ids(self) -> Ids:
        return np.array(sorted(self._vectors), np.int64)

    def stored(self, ids: Ids) -> Vectors:
        return np.array([self._vectors[i] for i in ids.tolist()], np.float32).reshape(-1, self._dimensions)

    def save(self) -> None:
        self.saved += 1


class FakeScan:
    """Vectors in full; its bounds are the scores themselves, but for rounding."""

    def __init__(self, dimensions: int) -> None:
        self.saved = 0
        self.was_refused = False
        self.change = 0
        self._dimensions = dimensions
        self._vectors: dict[int, NDArray[np.float32]] = {}

    @property
    def ids(self) -> Ids:
        return np.array(list(self._vectors), np.int64)

    @property
    def errors(self) -> Floats:
        return np.zeros(len(self._vectors), np.float32)

    def __len__(self) -> int:
        return len(self._vectors)

    @property
    def newest(self) -> SightingId | None:
        return SightingId(max(self._vectors)) if self._vectors else None

    def add(self, ids: Ids, vectors: Vectors) -> None:
        if vectors.shape != (len(ids), self._dimensions):
            raise ValueError(f"vectors of shape {vectors.shape}")
        if sorted({*self._vectors, *ids.tolist()}) != [*self._vectors, *ids.tolist()]:
            raise ValueError("ids come in ascending order")
        self._vectors.update(zip(ids.tolist(), vectors.copy(), strict=True))

    def remove(self, ids: Ids) -> None:
        for number in ids.tolist():
            self._vectors.pop(number, None)

    def follow(self, change: int) -> None:
        self.change = change

    def digest(self) -> str:
        return hashlib.sha256(self.ids.tobytes() + self.decoded(np.arange(len(self))).tobytes()).hexdigest()

    def decoded(self, rows: Rows) -> Vectors:
        return np.array(list(self._vectors.values()), np.float32).reshape(-1, self._dimensions)[rows]

    def bounds(
        self, probe: NDArray[np.float32], rows: Rows | None = None, taken: TakenOut | None = None
    ) -> tuple[Floats, Floats]:
        chosen = np.arange(len(self)) if rows is None else rows
        vectors = self.decoded(chosen)
        if taken is not None:
            vectors = vectors - taken.means[taken.groups[chosen]]
            if taken.turns is not None:
                vectors = taken.turns.apply(vectors, taken.groups[chosen])
            vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
        scores = (vectors @ probe).astype(np.float32)
        return scores - np.float32(1e-5), scores + np.float32(1e-5)

    def save(self) -> None:
        self.saved += 1


class FakeShelf:
    """Keeps in memory."""

    def __init__(self) -> None:
        self.kept: Prepared | None = None
        self.was_refused = False

    def load(self) -> Prepared | None:
        return self.kept

    def keep(self, prepared: Prepared) -> None:
        self.kept = prepared


class FakeIndexStore:
    """Keeps indexes in memory: opening again gives the same one."""

    def __init__(self, is_available: bool = True) -> None:
        self._is_available = is_available
        self.opened: dict[tuple[str, int], FakeIndex] = {}
        self.scans: dict[tuple[str, int], FakeScan] = {}
        self.shelves: dict[tuple[str, int], FakeShelf] = {}

    @property
    def is_available(self) -> bool:
        return self._is_available

    def open(self, model_key: str, dimensions: int) -> FakeIndex:
        return self.opened.setdefault((model_key, dimensions), FakeIndex(dimensions, IndexKind.HNSW))

    def open_scan(self, model_key: str, dimensions: int) -> FakeScan:
        return self.scans.setdefault((model_key, dimensions), FakeScan(dimensions))

    def shelf(self, model_key: str, dimensions: int) -> FakeShelf:
        return self.shelves.setdefault((model_key, dimensions), FakeShelf())
