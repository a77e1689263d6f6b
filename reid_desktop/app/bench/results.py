"""What the benchmark found; `dataclasses.asdict` of it is the JSON that is printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reid_desktop.app.bench.agreement import Agreement
from reid_desktop.domain.late_turns import LateTurn

USUAL, OURS = "usual", "reid-desktop"


@dataclass(frozen=True, slots=True)
class Limit:
    """What the machine can do at most."""

    gflop_per_s: Mapping[str, float]
    """By precision: the fastest convolution or matrix product seen, on all cores."""
    gflop: Mapping[str, float]
    """By network: one picture."""
    decode_ms: float
    """One photo at half scale, all cores together."""


@dataclass(frozen=True, slots=True)
class PipelineRow:
    """One pipeline, in medians over the rounds."""

    pipeline: str
    precision: str
    ms_per_photo: float
    range_ms: tuple[float, float]
    ratio: float
    """Median over the rounds of: time of the usual pipeline by this one's."""
    range_ratio: tuple[float, float]
    target: float | None
    cpu_ms_per_photo: float
    cpu_ratio: float
    """As `ratio`, in processor time, which other work on the machine disturbs less."""
    floor_ms: float | None
    of_limit: float | None
    """Floor by time taken: 1 is the machine's limit."""
    peak_mib: float
    persons_per_photo: float
    agreement: Agreement | None
    """With the usual pipeline."""


@dataclass(frozen=True, slots=True)
class EmbedderResult:
    """All pipelines with one embedder."""

    embedder: str
    architecture: str
    trained: bool
    headline: bool
    rows: tuple[PipelineRow, ...]


@dataclass(frozen=True, slots=True)
class PhotoResult:
    """Import and analysis of phone photos."""

    photos: int
    rounds: int
    size_px: tuple[int, int]
    mean_bytes: int
    detector: str
    side_px: int
    limit: Limit
    embedders: tuple[EmbedderResult, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MemoryResult:
    """Memory of the analysis process during a long import."""

    photos: int
    size_px: tuple[int, int]
    models: str
    half: int
    peak_mib_at_half: float
    peak_mib_at_end: float
    growth: float
    """Peak at the end by peak at half, less 1."""
    resident_mib: tuple[float, ...]
    """At every twentieth of the import."""
    elapsed_s: float


@dataclass(frozen=True, slots=True)
class WindowResult:
    """The window while an import runs, and its start."""

    starts: int
    start_s: float
    """Median, from the start of the process to a usable window."""
    range_start_s: tuple[float, float]
    watched_s: float
    ticks: int
    repaints: int
    longest_gap_ms: float
    p99_gap_ms: float
    gaps_over_50_ms: int
    longest_gap_parts_ms: tuple[float, float, float]
    """Of the longest gap: worked, ready without a processor, held up by another thread."""
    longest_own_ms: float
    """The longest gap after what other processes took of the processors is left out."""
    own_gaps_over_50_ms: int
    media_during: int
    """Photos analysed while the window was watched."""
    heavy_modules: tuple[str, ...]
    """Of torch, ultralytics, onnxruntime, openvino, cv2, av, PIL: those loaded in the window's process."""
    platform: str
    late: tuple[LateTurn, ...] = ()


@dataclass(frozen=True, slots=True)
class StepResult:
    """What one kind of step took in the window: by the clock, and in processor time of its thread."""

    p50_ms: float
    p95_ms: float
    max_ms: float
    p50_work_ms: float
    p95_work_ms: float
    max_work_ms: float


@dataclass(frozen=True, slots=True)
class OpenResult:
    """How long a dialog or page held the event loop when it came up for the first time."""

    gap_ms: float
    """The longest turn of the event loop."""
    work_ms: float
    """The most processor time of the window's thread within one."""


@dataclass(frozen=True, slots=True)
class OpeningResult:
    """The event loop from the wish to open a case until all of its sightings are in the gallery."""

    ticks: int
    gap_max_ms: float
    work_max_ms: float
    """The most processor time of the window's thread within one gap."""
    own_gap_max_ms: float
    """The longest gap with the time left out in which the thread was ready and had no processor."""
    gaps_over_50_ms: int
    work_gaps_over_50_ms: int


@dataclass(frozen=True, slots=True)
class GalleryResult:
    """The window of a very large case."""

    import_beside: bool
    platform: str
    first_s: float
    """From opening the case to the first sightings in the gallery."""
    filled_s: float
    """From opening the case to all of them."""
    steps: dict[str, StepResult]
    """`show` (an answer in hand painted), `scroll`, `jump`, `resize`, `mode` (crops or scenes), `theme`."""
    opened: dict[str, OpenResult]
    """Dialogs and pages, by the command that opens them."""
    opening: OpeningResult
    probes_ms: tuple[float, ...]
    """From the wish for a search by a sighting to the first candidates painted; the first one loads."""
    probe_problem: str
    """Why there are none, or fewer than were asked for, in the window's words."""
    gap_p99_ms: float
    gap_max_ms: float
    """Of the event loop."""
    gap_max_work_ms: float
    """The most processor time of the window's thread within one gap."""
    own_gap_max_ms: float
    """The longest gap with the time left out in which the thread was ready and had no processor."""
    gaps_over_50_ms: int
    work_gaps_over_50_ms: int
    own_gaps_over_50_ms: int
    ticks: int
    peak_mib: float
    late: tuple[LateTurn, ...] = ()
