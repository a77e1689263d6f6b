"""Searching a large case: answer times, completeness, start, memory."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import psutil

from reid_desktop.adapters.index.scan import CodeScan
from reid_desktop.app.bench.likenesses import (
    DIMENSIONS,
    HIDDEN_CAMERA,
    MODEL_KEY,
    Hidden,
    Tell,
    add_one,
    make_likenesses,
)
from reid_desktop.app.bootstrap import OpenCase
from reid_desktop.app.settings import Settings
from reid_desktop.domain.geometry import Box, Vectors
from reid_desktop.domain.ids import MediaId, SearchId
from reid_desktop.domain.query import ProbeOrigin
from reid_desktop.domain.scoring import Ranked
from reid_desktop.ports.engine import ProbePicture, SearchRequest
from reid_desktop.ports.scan import Ids
from reid_desktop.services.comparing import Compared, ComparedVectors
from reid_desktop.services.probing import Probe
from reid_desktop.services.recall import RecallGauge, near

TOP = 100
PROBES = 100
CHECKED = 20
"""So many answers are compared with those of comparing every vector in single precision."""
MOST_SCORED = 20_000
"""Among more sightings filtered answers are timed only; tests compare them."""
_SHARES = (0.5, 0.1, 0.01)
_Answer = TypeVar("_Answer")
_Input = TypeVar("_Input")


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds."""

    p50_ms: float
    p95_ms: float
    most_ms: float


@dataclass(frozen=True, slots=True)
class Filtered:
    """Exact search among a share of the sightings."""

    share: float
    times: Times
    equal: int | None
    """Answers that are those of scoring all these sightings in full; None: too many to be compared."""


@dataclass(frozen=True, slots=True)
class GraphResult:
    """The approximate index."""

    build_s: float
    renewed: int
    """Vectors put in again, because their scene's shared part had moved since."""
    load_s: float
    file_mib: float
    times: Times
    effort: int
    """Candidates looked at (ef), chosen by the recall that was measured on the case."""
    recall: float
    """Share of the exact best 100 found, mean, of other probes than those it was chosen by."""
    least_recall: float


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Figures of one case."""

    sightings: int
    dimensions: int
    make_s: float
    first_load_s: float
    """Everything from the database, with the shared parts made."""
    load_s: float
    """The scan from its file ..."""
    prepare_s: float
    """... and cameras and shared parts after it, from their own file."""
    grow_ms: float
    """A search's first step after one photo came."""
    scan_mib: float
    resident_mib: float
    exact: Times
    equal: int
    checked: int
    filtered: tuple[Filtered, ...]
    whole: Times
    """From the probe's vector to the recorded search."""
    hidden_rank_1: float | None
    """Share of real crops whose person comes first, seen by another camera."""
    hidden_found: float | None
    """Share of the hidden persons' other crops that are among the first 100."""
    graph: GraphResult | None


def measure_search(
    settings: Settings,
    sightings: int,
    hidden: Hidden | None,
    tell: Tell,
    *,
    graph: bool = True,
    keep: Path | None = None,
) -> SearchResult:
    """Make a case of so many sightings and search it; return the figures.

    :param keep: the case, if it was made before; else it is made and left there, with its index.
    """
    with tempfile.TemporaryDirectory(prefix="reid-bench-") as name:
        folder = keep or Path(name) / "Search.reidcase"
        make_s = 0.0
        if not folder.exists():
            tell(f"Making a case of {sightings} sightings ...")
            _, make_s = _timed(lambda: make_likenesses(folder, sightings, hidden, tell))
        case = OpenCase(settings, folder)
        try:
            return _Bench(case, hidden, tell).measure(make_s, graph=graph)
        finally:
            case.close()


class _Bench:
    def __init__(self, case: OpenCase, hidden: Hidden | None, tell: Tell) -> None:
        self._case = case
        self._hidden = hidden
        self._tell = tell
        self._width = DIMENSIONS if hidden is None else hidden.vectors.shape[1]
        self._random = np.random.default_rng(9)

    def measure(self, make_s: float, *, graph: bool) -> SearchResult:
        before = _resident_mib()
        self._tell("Loading ...")
        width = self._width
        of = ComparedVectors(self._case.store, MODEL_KEY, width, lambda: CodeScan(width))
        _, first_s = _timed(of.bring_up)
        del of
        of = self._compared()
        of.bring_up()
        of.save()
        load_s = self._load_s()
        again = self._compared()
        _, whole_s = _timed(again.bring_up)
        resident = _resident_mib() - before
        del of
        self._tell("Searching ...")
        probes = self._probes(again, PROBES)
        exact = _times(lambda one: again.rank(one, TOP), probes)
        filtered = tuple(self._filtered(again, probes, share) for share in _SHARES)
        first, found = self._find_hidden(again)
        ids, vectors = self._case.store.vectors(MODEL_KEY)
        ready = again.prepared(ids, vectors)
        equal = sum(_is_equal(again, ready, one) for one in probes[:CHECKED])
        del vectors, ready
        whole = _times(self._search, list(range(0, len(again), max(1, len(again) // PROBES))))
        result = self._graph(again, probes) if graph else None
        grow_ms = self._grow_ms(again)
        return SearchResult(
            len(again), self._width, round(make_s, 1), round(first_s, 2), round(load_s, 2),
            round(whole_s - load_s, 2), grow_ms, self._scan_mib(), round(resident, 1), exact, equal, CHECKED,
            filtered, whole, first, found, result,
        )  # fmt: skip

    def _compared(self) -> ComparedVectors:
        case, width = self._case, self._width
        return ComparedVectors(
            case.store,
            MODEL_KEY,
            width,
            lambda: case.searching.indexes.open_scan(MODEL_KEY, width),
            shelf=case.searching.indexes.shelf(MODEL_KEY, width),
        )

    def _load_s(self) -> float:
        return _timed(lambda: self._case.searching.indexes.open_scan(MODEL_KEY, self._width))[1]

    def _scan_mib(self) -> float:
        files = (self._case.folder / "index").glob("scan-*.bin")
        return round(sum(path.stat().st_size for path in files) / 2**20, 1)

    def _probes(self, of: ComparedVectors, count: int) -> list[Compared]:
        ids = np.sort(self._random.choice(of.ids, min(count, len(of)), replace=False))
        found, vectors = self._case.store.vectors_of(MODEL_KEY, ids)
        media = of.media_of(found).tolist()
        return [of.probe(v, MediaId(m), bare=False) for m, v in zip(media, vectors, strict=True)]

    def _filtered(self, of: ComparedVectors, probes: list[Compared], share: float) -> Filtered:
        count = max(1, int(share * len(of)))
        allowed = np.sort(self._random.choice(of.ids, count, replace=False))
        times = _times(lambda one: of.rank(one, TOP, allowed), probes)
        if count > MOST_SCORED:
            return Filtered(share, times, None)
        equal = sum(of.rank(one, TOP, allowed) == of.score(one, allowed)[:TOP] for one in probes[:CHECKED])
        return Filtered(share, times, equal)

    def _search(self, row: int) -> SearchId:
        of = self._case.searching.compared(MODEL_KEY, self._width)
        ids = of.ids[row : row + 1] if len(of) else np.array([1])
        _, vectors = self._case.store.vectors_of(MODEL_KEY, ids)
        probe = Probe(ProbeOrigin("made up", "0" * 64, Box(0, 0, 120, 300)), vectors[0])
        request = SearchRequest(ProbePicture("made up", data=b""), top=TOP, exact=True)
        return self._case.searching.search_under(MODEL_KEY, self._width)(probe, request, "Benchmark")

    def _find_hidden(self, of: ComparedVectors) -> tuple[float | None, float | None]:
        if self._hidden is None:
            return None, None
        persons, cameras = np.array(self._hidden.persons), np.array(self._hidden.cameras)
        cameras_of = [shot.media_id for shot in self._case.store.shots() if HIDDEN_CAMERA in shot.device]
        ids = of.ids[np.isin(of.media_of(of.ids), cameras_of)]
        media = of.media_of(ids).tolist()
        rows = {int(i): row for row, i in enumerate(ids)}
        firsts, found = [], []
        for row, vector in enumerate(self._hidden.vectors):
            wanted = (persons == persons[row]) & (cameras != cameras[row])
            left_out = {int(i) for i in ids[(persons == persons[row]) & (cameras == cameras[row])]}
            ranked = of.rank(of.probe(vector, MediaId(media[row]), bare=False), TOP + len(left_out))
            kept = [rows.get(i, -1) for i, _ in ranked if i not in left_out][:TOP]
            right = [place for place in kept if place >= 0 and wanted[place]]
            firsts.append(bool(kept) and kept[0] in right)
            found.append(len(right) / max(int(wanted.sum()), 1))
        return round(float(np.mean(firsts)), 4), round(float(np.mean(found)), 4)

    def _graph(self, of: ComparedVectors, probes: list[Compared]) -> GraphResult | None:
        keeper = self._case.searching.keeper(MODEL_KEY, self._width)
        self._case.searching.compared(MODEL_KEY, self._width).bring_up()
        if not keeper.is_available:
            return None
        self._tell("Building the approximate index ...")
        index, build_s = _timed(keeper.catch_up)
        assert index is not None
        renewed = keeper.renew()
        keeper.save()
        measured = RecallGauge(self._case.store, MODEL_KEY, of).of(index)

        def approximate(one: Compared) -> Ranked:
            return of.score(one, near(index, one.vector, TOP, None, measured.effort), TOP)

        times = _times(approximate, probes)
        recalls = []
        for one in probes:
            best = {i for i, _ in of.rank(one, TOP)}
            got = {i for i, _ in approximate(one)}
            recalls.append(len(best & got) / len(best))
        files = sum(path.stat().st_size for path in (self._case.folder / "index").glob("hnsw-*.bin"))
        load_s = _timed(lambda: self._case.searching.indexes.open(MODEL_KEY, self._width))[1]
        return GraphResult(
            round(build_s, 1), renewed, round(load_s, 2), round(files / 2**20, 1), times, measured.effort,
            round(float(np.mean(recalls)), 4), round(min(recalls), 4),
        )  # fmt: skip

    def _grow_ms(self, of: ComparedVectors) -> float:
        """Tell how long it takes to follow one more photo."""
        add_one(self._case.store, self._width, len(of))
        return round(1000 * _timed(of.bring_up)[1], 1)


def _is_equal(of: ComparedVectors, ready: Vectors, one: Compared) -> bool:
    """Tell whether the answer is that of comparing every vector in single precision, up to its rounding."""
    scores = ready @ one.vector
    found = of.rank(one, TOP)
    rows = np.searchsorted(of.ids, np.array([i for i, _ in found]))
    border = np.partition(scores, len(scores) - len(found))[len(scores) - len(found)]
    sure: Ids = np.flatnonzero(scores > border + 1e-5)
    return set(sure.tolist()) <= set(rows.tolist()) and bool((scores[rows] >= border - 1e-5).all())


def _times(do: Callable[[_Input], object], inputs: list[_Input]) -> Times:
    do(inputs[0])
    spent = [1000 * _timed(lambda one=one: do(one))[1] for one in inputs]  # type: ignore[misc]
    low, high = np.percentile(spent, [50, 95])
    return Times(round(float(low), 2), round(float(high), 2), round(max(spent), 2))


def _timed(do: Callable[[], _Answer]) -> tuple[_Answer, float]:
    started_s = time.perf_counter()
    answer = do()
    return answer, time.perf_counter() - started_s


def _resident_mib() -> float:
    return float(psutil.Process().memory_info().rss) / 2**20


def search_lines(found: SearchResult) -> Iterator[str]:
    """Return the figures as text."""
    yield f"Search: {found.sightings} sightings of {found.dimensions} numbers (made in {found.make_s:.0f} s)"
    yield (
        f"  start: from the database {found.first_load_s:.2f} s; from disk {found.load_s:.2f} s, cameras and "
        f"shared parts {found.prepare_s:.2f} s; one more photo {found.grow_ms:.0f} ms"
    )
    yield f"  memory: scan {found.scan_mib:.0f} MiB, process grown by {found.resident_mib:.0f} MiB"
    yield f"  exact: {_ms(found.exact)}; {found.equal} of {found.checked} equal to single precision"
    for one in found.filtered:
        told = "not compared" if one.equal is None else f"{one.equal} of {found.checked} equal"
        yield f"  among {one.share:.0%}: {_ms(one.times)}; {told}"
    yield f"  from the probe's vector to the recorded search: {_ms(found.whole)}"
    if found.hidden_rank_1 is not None and found.hidden_found is not None:
        yield (
            f"  real crops hidden among them: right person first {found.hidden_rank_1:.1%}, "
            f"{found.hidden_found:.1%} of the person's other crops among the first {TOP}"
        )
    if found.graph is not None:
        graph = found.graph
        yield (
            f"  approximate: {_ms(graph.times)}, recall {graph.recall:.3f} (least {graph.least_recall:.2f}) "
            f"at an effort of {graph.effort}; "
            f"built in {graph.build_s:.0f} s, {graph.file_mib:.0f} MiB, loaded in {graph.load_s:.1f} s"
        )
    ten = 10_000_000 / found.sightings
    yield (
        f"  10,000,000 sightings would take about {ten * found.scan_mib / 1024:.1f} GiB of memory and "
        f"{ten * found.exact.p50_ms / 1000:.1f} s an exact search; the answer stays exact"
    )


def _ms(times: Times) -> str:
    return f"p50 {times.p50_ms:.1f} ms, p95 {times.p95_ms:.1f} ms, most {times.most_ms:.1f} ms"
