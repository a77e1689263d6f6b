"""The timeline of a report: when the timed candidates appear, drawn as plain SVG shapes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from .row_facts import EARLIEST_MS, LATEST_MS
from .scales import COUNT_JOIN_PX, JOIN_PX, MOST_NUMBERED, Cluster

WIDTH_PX = 720
_LEFT_PX, _RIGHT_PX = 34.0, 686.0
_MOST_ROWS = 5
_MOST_TICKS = 7
_LEAST_SPAN_MS = 120_000
_STEPS_S = (
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200,
    86400, 2 * 86400, 7 * 86400, 14 * 86400,
)  # fmt: skip
_STEPS_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12000, 24000)
_LAST_YEAR = 9999
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Moment:
    """One timed row."""

    number: int
    utc_ms: int
    uncertainty_ms: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of the axis."""

    x_px: float
    label: str


@dataclass(frozen=True, slots=True)
class Whisker:
    """How uncertain a time is, in pixels."""

    left_px: float
    right_px: float
    y_px: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """Shapes in pixels; the template only writes them down."""

    ticks: tuple[Tick, ...]
    markers: tuple[Cluster, ...]
    whiskers: tuple[Whisker, ...]
    first: str
    """The earliest time, `2024-05-18 12:22:33`."""
    last: str
    axis_px: float
    height_px: float
    width_px: int = WIDTH_PX


def draw_timeline(moments: Sequence[Moment]) -> Timeline | None:
    """Return the timeline that shows all `moments` (UTC), or None when there are none."""
    if not moments:
        return None
    first, last = min(m.utc_ms for m in moments), max(m.utc_ms for m in moments)
    pad = max(_LEAST_SPAN_MS - (last - first), 0) / 2
    first_ms, last_ms = max(first - pad, EARLIEST_MS), min(last + pad, LATEST_MS)
    px_per_ms = (_RIGHT_PX - _LEFT_PX) / (last_ms - first_ms)
    shows_count = len(moments) > MOST_NUMBERED
    columns = _columns(moments, (COUNT_JOIN_PX if shows_count else JOIN_PX) / px_per_ms)
    rows = 1 if shows_count else min(_MOST_ROWS, max(len(column) for column in columns))
    axis_px = 10.0 + rows * JOIN_PX
    markers: list[Cluster] = []
    whiskers: list[Whisker] = []
    for column in columns:
        x_px = round(_LEFT_PX + (min(m.utc_ms for m in column) - first_ms) * px_per_ms, 1)
        for level, group in enumerate([column] if shows_count else _stacked(column)):
            y_px = axis_px - JOIN_PX * (level + 0.5) - 2
            markers.append(Cluster(x_px, y_px, tuple(m.number for m in group), shows_count=shows_count))
            reach_px = max(m.uncertainty_ms for m in group) * px_per_ms
            if reach_px > 3:
                whiskers.append(Whisker(max(x_px - reach_px, 0), min(x_px + reach_px, WIDTH_PX), y_px))
    ticks = tuple(
        Tick(round(_LEFT_PX + (at - first_ms) * px_per_ms, 1), text) for at, text in _ticks(first_ms, last_ms)
    )
    return Timeline(
        tuple(ticks), tuple(markers), tuple(whiskers), _second(first), _second(last), axis_px, axis_px + 24.0
    )


def _columns(moments: Sequence[Moment], width_ms: float) -> list[list[Moment]]:
    """Gather what stands too close to be drawn side by side; the best rank first in each."""
    columns: list[list[Moment]] = []
    for moment in sorted(moments, key=lambda m: (m.utc_ms, m.number)):
        if columns and moment.utc_ms - columns[-1][0].utc_ms < width_ms:
            columns[-1].append(moment)
        else:
            columns.append([moment])
    return [sorted(column, key=lambda m: m.number) for column in columns]


def _stacked(column: list[Moment]) -> list[list[Moment]]:
    """One marker a row; what does not fit shares the topmost."""
    if len(column) <= _MOST_ROWS:
        return [[moment] for moment in column]
    return [*([moment] for moment in column[: _MOST_ROWS - 1]), column[_MOST_ROWS - 1 :]]


def _ticks(first_ms: float, last_ms: float) -> Iterable[tuple[float, str]]:
    span_s = (last_ms - first_ms) / 1000
    step_s = next((step for step in _STEPS_S if span_s / step <= _MOST_TICKS), None)
    if step_s is not None:
        at_s = -(-first_ms // (1000 * step_s)) * step_s
        while at_s * 1000 <= last_ms:
            yield at_s * 1000, _label(_EPOCH + timedelta(seconds=at_s), step_s)
            at_s += step_s
        return
    step = next(s for s in _STEPS_MONTHS if span_s / (s * 30.44 * 86400) <= _MOST_TICKS)
    start = _EPOCH + timedelta(milliseconds=first_ms)
    month = -(-(start.year * 12 + start.month - 1) // step) * step
    while month // 12 <= _LAST_YEAR:
        moment = datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)
        at_ms = (moment - _EPOCH).total_seconds() * 1000
        if at_ms > last_ms:
            return
        if at_ms >= first_ms:
            yield at_ms, f"{moment.year:04d}" if step >= 12 else f"{moment.year:04d}-{moment.month:02d}"
        month += step


def _second(at_ms: int) -> str:
    moment = _EPOCH + timedelta(seconds=at_ms // 1000)
    return f"{moment.year:04d}{moment:-%m-%d %H:%M:%S}"


def _label(moment: datetime, step_s: float) -> str:
    if step_s >= 86400 or (step_s > 10800 and moment.hour == moment.minute == 0):
        return f"{moment:%Y-%m-%d}"
    if step_s >= 60:
        return f"{moment:%m-%d %H:%M}"
    return f"{moment:%H:%M:%S}"
