"""Steps of the calendar for bars and ticks: seconds to centuries, in any time zone."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from reid_desktop.ui.geometry.time_scale import TimeScale

Ints = npt.NDArray[np.int64]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY_MS = 86_400_000
_LEAST_SPLIT_MS = 1000


class Unit(IntEnum):
    """What a step counts, from the shortest."""

    SECOND = 0
    MINUTE = 1
    HOUR = 2
    DAY = 3
    MONTH = 4
    YEAR = 5


@dataclass(frozen=True, slots=True)
class Step:
    """So many units, and roughly how long they are."""

    unit: Unit
    count: int
    about_ms: int


def _steps() -> tuple[Step, ...]:
    ladder = (
        (Unit.SECOND, 1_000, (1, 5, 15, 30)),
        (Unit.MINUTE, 60_000, (1, 5, 15, 30)),
        (Unit.HOUR, 3_600_000, (1, 3, 6, 12)),
        (Unit.DAY, _DAY_MS, (1, 2, 7)),
        (Unit.MONTH, 2_629_746_000, (1, 3, 6)),
        (Unit.YEAR, 31_556_952_000, (1, 2, 5, 10, 20, 50, 100)),
    )
    return tuple(Step(unit, count, ms * count) for unit, ms, counts in ladder for count in counts)


STEPS = _steps()
_LABELS_PX = {
    Unit.SECOND: 78.0,
    Unit.MINUTE: 60.0,
    Unit.HOUR: 60.0,
    Unit.DAY: 58.0,
    Unit.MONTH: 48.0,
    Unit.YEAR: 44.0,
}


def step_for(scale: TimeScale, least_px: float) -> Step:
    """Return the shortest step that is at least so many pixels wide."""
    return next((step for step in STEPS if step.about_ms / scale.ms_per_px >= least_px), STEPS[-1])


def tick_step(scale: TimeScale) -> Step:
    """Return the shortest step whose labels have room beside each other."""
    fits = (step for step in STEPS if step.about_ms / scale.ms_per_px >= _LABELS_PX[step.unit])
    return next(fits, STEPS[-1])


def local(time_ms: float, zone: tzinfo) -> datetime:
    """Return a time on the clocks of a zone."""
    return (_EPOCH + timedelta(milliseconds=round(time_ms))).astimezone(zone)


def utc_ms(moment: datetime) -> int:
    """Return an aware time as UTC milliseconds."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def edges(start_ms: float, end_ms: float, step: Step, zone: tzinfo) -> Ints:
    """Return the ascending boundaries (k,) of steps from at or before the start to at or after the end.

    Days and longer begin at local midnight, weeks on Mondays; a day of 23 or 25 hours is one step.
    """
    if step.about_ms <= 3_600_000 or (zone is UTC and step.unit <= Unit.DAY):
        return _even_edges(start_ms, end_ms, step, zone)
    found = [_floor(local(start_ms, zone), step)]
    while utc_ms(found[-1]) < end_ms:
        found.append(_following(found[-1], step))
    # Where clocks are put back, two wall times can name one moment.
    return np.unique(np.array([utc_ms(moment) for moment in found], dtype=np.int64))


def _even_edges(start_ms: float, end_ms: float, step: Step, zone: tzinfo) -> Ints:
    offset = local(start_ms, zone).utcoffset() or timedelta()
    moved = (local(end_ms, zone).utcoffset() or timedelta()) - offset
    if moved % timedelta(milliseconds=step.about_ms) and end_ms - start_ms > _LEAST_SPLIT_MS:
        # The clocks were moved by less than a step (Lord Howe: half an hour): each part has its own edges.
        middle = (start_ms + end_ms) / 2
        parts = (_even_edges(start_ms, middle, step, zone), _even_edges(middle, end_ms, step, zone))
        return np.concatenate([parts[0][parts[0] <= middle], parts[1][parts[1] > middle]])
    # The first Monday of the epoch was its fifth day.
    phase = 4 * _DAY_MS if step.count == 7 else 0
    shift = (offset // timedelta(milliseconds=1) - phase) % step.about_ms
    first = (int(start_ms // 1) + shift) // step.about_ms * step.about_ms - shift
    count = int(-(-(end_ms - first) // step.about_ms)) + 1
    return first + np.arange(count, dtype=np.int64) * step.about_ms


def _floor(moment: datetime, step: Step) -> datetime:
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    if step.unit == Unit.HOUR:
        return midnight.replace(hour=moment.hour // step.count * step.count)
    if step.unit == Unit.DAY:
        return _shifted(midnight, -(midnight.weekday() if step.count == 7 else _days(midnight) % step.count))
    if step.unit == Unit.MONTH:
        return midnight.replace(day=1, month=(moment.month - 1) // step.count * step.count + 1)
    return midnight.replace(day=1, month=1, year=max(moment.year // step.count * step.count, 1))


def _days(midnight: datetime) -> int:
    """Return the days since the epoch by the calendar."""
    return midnight.toordinal() - _EPOCH.toordinal()


def _shifted(midnight: datetime, days: int) -> datetime:
    """Return midnight some days on by the calendar, whatever the clocks did in between."""
    return (midnight.replace(tzinfo=None) + timedelta(days=days)).replace(tzinfo=midnight.tzinfo)


def _following(moment: datetime, step: Step) -> datetime:
    if step.unit == Unit.HOUR:
        hour = moment.hour + step.count
        return moment.replace(hour=hour) if hour < 24 else _shifted(moment.replace(hour=0), 1)
    if step.unit == Unit.DAY:
        return _shifted(moment, step.count)
    if step.unit == Unit.MONTH:
        months = moment.year * 12 + moment.month - 1 + step.count
        return moment.replace(year=months // 12, month=months % 12 + 1)
    # From the year 1 the next round year follows, not the year 1 plus the step.
    return moment.replace(year=moment.year // step.count * step.count + step.count)
