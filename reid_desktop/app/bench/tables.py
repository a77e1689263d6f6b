"""The figures as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reid_desktop.app.bench.agreement import Agreement
from reid_desktop.app.bench.late import late_lines
from reid_desktop.app.bench.machine import Machine
from reid_desktop.app.bench.results import (
    EmbedderResult,
    GalleryResult,
    MemoryResult,
    OpeningResult,
    PhotoResult,
    PipelineRow,
    WindowResult,
)

_BUSIEST = 4
"""So many dialogs are named by the work that they took."""


def machine_lines(machine: Machine) -> Iterator[str]:
    """Say what was measured on."""
    yield f"{machine.processor}, {machine.cores} cores, {machine.memory_gib} GiB, {machine.system}"
    versions = ", ".join(f"{name} {number}" for name, number in machine.packages.items())
    yield f"Python {machine.python}, {versions}"
    if machine.load_before:
        load = " ".join(f"{one:.1f}" for one in machine.load_before)
        yield f"Load of the machine before (1, 5, 15 minutes): {load}"


def photo_lines(found: PhotoResult) -> Iterator[str]:
    """Return the tables of the photo pipelines."""
    width, height = found.size_px
    yield (
        f"Photos: {found.photos} of {width} x {height} pixels and {found.mean_bytes / 1e6:.1f} MB, "
        f"{found.rounds} rounds in turn, each in a fresh process; detector {found.detector} at "
        f"{found.side_px} px"
    )
    roofs = ", ".join(f"{name} {value:.0f} GFLOP/s" for name, value in found.limit.gflop_per_s.items())
    work = ", ".join(f"{name} {value:.2f} GFLOP" for name, value in found.limit.gflop.items())
    yield f"At most, all cores: {roofs}; decoding at half scale {found.limit.decode_ms:.1f} ms a photo"
    yield f"Work of one run: {work}"
    for note in found.notes:
        yield f"Note: {note}"
    for embedder in found.embedders:
        yield ""
        yield from _embedder_lines(embedder)


def _embedder_lines(found: EmbedderResult) -> Iterator[str]:
    weights = "trained weights" if found.trained else "seeded weights"
    headline = " (the figure to quote)" if found.headline else ""
    yield f"Embedder {found.architecture}, {weights}{headline}"
    yield (
        "  pipeline      precision  ms/photo [range]         times faster [range]   target  CPU ms  CPU x  "
        "floor ms  of limit  peak MiB"
    )
    for row in found.rows:
        yield _pipeline_line(row)
    for row in found.rows:
        if row.agreement is not None:
            yield _agreement_line(row.precision, row.agreement, found.trained)


def _agreement_line(precision: str, agreed: Agreement, is_trained: bool) -> str:
    boxes = (
        f"  {precision}: {agreed.persons_ours} persons, the usual way {agreed.persons_theirs}; "
        f"same box (IoU >= 0.9) {agreed.same_boxes:.1%}, mean IoU {agreed.mean_iou:.3f}"
    )
    if not is_trained:
        return boxes
    return (
        f"{boxes}; mean cosine {agreed.mean_cosine:.4f} (of others {agreed.mean_cosine_of_others:.4f}); "
        f"nearest neighbour is the same man {agreed.right_neighbour_ours:.1%} (usual way "
        f"{agreed.right_neighbour_theirs:.1%}), the same view of him {agreed.same_neighbour:.1%}, "
        f"or one as near {agreed.as_near_neighbour:.1%}"
    )


def _pipeline_line(row: PipelineRow) -> str:
    spread = f"[{row.range_ms[0]:.0f}-{row.range_ms[1]:.0f}]"
    ratios = f"[{row.range_ratio[0]:.2f}-{row.range_ratio[1]:.2f}]"
    target = "" if row.target is None else f"{row.target:.1f}"
    floor = "" if row.floor_ms is None else f"{row.floor_ms:.1f}"
    part = "" if row.of_limit is None else f"{row.of_limit:.0%}"
    return (
        f"  {row.pipeline:13} {row.precision:9} {row.ms_per_photo:9.1f} {spread:14} {row.ratio:9.2f} "
        f"{ratios:13}  {target:>6}  {row.cpu_ms_per_photo:6.0f}  {row.cpu_ratio:5.2f}  {floor:>8}  "
        f"{part:>8}  {row.peak_mib:8.0f}"
    )


def memory_lines(found: MemoryResult) -> Iterator[str]:
    """Return the figures of a long import."""
    width, height = found.size_px
    yield (
        f"Memory: import of {found.photos} photos of {width} x {height} pixels ({found.models}), "
        f"{found.elapsed_s:.0f} s"
    )
    yield (
        f"  peak of the analysis process after {found.half}: {found.peak_mib_at_half:.0f} MiB, after "
        f"{found.photos}: {found.peak_mib_at_end:.0f} MiB ({found.growth:+.1%})"
    )
    yield "  resident on the way: " + " ".join(f"{one:.0f}" for one in found.resident_mib) + " MiB"


def window_lines(found: WindowResult) -> Iterator[str]:
    """Return the figures of the window."""
    low, high = found.range_start_s
    yield (
        f"Window ({found.platform}): start to usable {found.start_s:.2f} s, median of {found.starts} "
        f"[{low:.2f}-{high:.2f}]"
    )
    yield (
        f"  with an import running and the map moving, {found.watched_s:.0f} s, {found.repaints} repaints, "
        f"{found.media_during} media analysed: longest gap of the event loop {found.longest_gap_ms:.0f} ms, "
        f"99th percentile {found.p99_gap_ms:.0f} ms, {found.gaps_over_50_ms} of {found.ticks} above 50 ms"
    )
    worked, queued, held = found.longest_gap_parts_ms
    yield (
        f"  of the longest gap the window's thread worked {worked:.0f} ms, was ready without a processor "
        f"{queued:.0f} ms, waited {held:.0f} ms for its timer or another thread; with the time "
        f"without a processor left out, the longest is {found.longest_own_ms:.0f} ms and "
        f"{found.own_gaps_over_50_ms} are above 50 ms"
    )
    heavy = ", ".join(found.heavy_modules) or "none"
    yield f"  codecs and runtimes loaded in the window's process: {heavy}"
    yield from late_lines(found.late)


def gallery_lines(found: Sequence[GalleryResult], sightings: int) -> Iterator[str]:
    """Return the figures of the window of a very large case."""
    yield f"Window of {sightings} sightings ({found[0].platform})"
    for one in found:
        name = "an import beside" if one.import_beside else "nothing beside"
        probes = " ".join(f"{probe:.0f}" for probe in one.probes_ms)
        told = " ".join(filter(None, (probes, one.probe_problem))) or "no answer"
        yield (
            f"  {name}: first sightings {one.first_s:.1f} s after the case was opened, all after "
            f"{one.filled_s:.1f} s; peak memory {one.peak_mib:.0f} MiB; from a sighting as probe to its "
            f"candidates painted, ms: {told}"
        )
        yield _opening_line(one.opening)
        yield "    ms           by the clock: p50    p95    max    window's thread: p50    p95    max"
        for step, took in one.steps.items():
            yield (
                f"    {step:12} {took.p50_ms:18.1f} {took.p95_ms:6.1f} {took.max_ms:6.1f} "
                f"{took.p50_work_ms:23.1f} {took.p95_work_ms:6.1f} {took.max_work_ms:6.1f}"
            )
        yield _opened_line(one)
        yield (
            f"    event loop: longest gap {one.gap_max_ms:.0f} ms, 99th percentile {one.gap_p99_ms:.0f} ms, "
            f"{one.gaps_over_50_ms} of {one.ticks} above 50 ms; processor time of the window's thread in "
            f"one at most {one.gap_max_work_ms:.0f} ms, {one.work_gaps_over_50_ms} above 50 ms; the time "
            f"without a processor left out, {one.own_gap_max_ms:.0f} ms and {one.own_gaps_over_50_ms}"
        )
        yield from late_lines(one.late)


def _opening_line(found: OpeningResult) -> str:
    return (
        f"    event loop while the case is opened: longest gap {found.gap_max_ms:.0f} ms, "
        f"{found.gaps_over_50_ms} of {found.ticks} above 50 ms; processor time of the window's thread in one "
        f"at most {found.work_max_ms:.0f} ms, {found.work_gaps_over_50_ms} above 50 ms; the time without a "
        f"processor left out, {found.own_gap_max_ms:.0f} ms"
    )


def _opened_line(found: GalleryResult) -> str:
    longest = max(found.opened, key=lambda name: found.opened[name].gap_ms, default="none")
    busiest = sorted(found.opened, key=lambda name: -found.opened[name].work_ms)[:_BUSIEST]
    work = ", ".join(f"{name} {found.opened[name].work_ms:.0f}" for name in busiest)
    gap_ms = found.opened[longest].gap_ms if found.opened else 0.0
    return (
        f"    {len(found.opened)} dialogs and pages opened for the first time: longest gap {gap_ms:.0f} ms "
        f"({longest}); most processor time of the window's thread in one, ms: {work}"
    )
