"""Times as text: tick labels, their context, and exact stretches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from reid_desktop.ui.geometry.time_steps import Step, Unit, local

_DASH = "\u2013"


@dataclass(frozen=True, slots=True)
class Months:
    """The short names of the twelve months, and how a language writes a day of one."""

    alone: Sequence[str]
    in_dates: Sequence[str]
    day_month: str = "{day} {month}"
    day_month_year: str = "{day} {month} {year}"

    def date(self, moment: datetime, *, with_year: bool) -> str:
        """Return a day, without leading zeros: `20 May`, `20. Mai 2024`."""
        pattern = self.day_month_year if with_year else self.day_month
        name = self.in_dates[moment.month - 1]
        return pattern.format(day=moment.day, month=name, year=f"{moment.year:04d}")


def tick_text(time_ms: int, step: Step, zone: tzinfo, months: Months) -> str:
    """Return the short label of a tick."""
    moment = local(time_ms, zone)
    if step.unit == Unit.SECOND:
        return moment.strftime("%H:%M:%S")
    if step.unit in (Unit.MINUTE, Unit.HOUR):
        return moment.strftime("%H:%M")
    if step.unit == Unit.DAY:
        return months.date(moment, with_year=False)
    return months.alone[moment.month - 1] if step.unit == Unit.MONTH else f"{moment.year:04d}"


def context_text(time_ms: float, step: Step, zone: tzinfo, months: Months) -> str:
    """Return what the short labels leave out: the day, or the year; nothing for years."""
    moment = local(time_ms, zone)
    if step.unit <= Unit.HOUR:
        return months.date(moment, with_year=True)
    return f"{moment.year:04d}" if step.unit <= Unit.MONTH else ""


def context_step(step: Step) -> Step | None:
    """Return the step at which the context changes: days under hours, years under months."""
    if step.unit <= Unit.HOUR:
        return Step(Unit.DAY, 1, 86_400_000)
    return Step(Unit.YEAR, 1, 31_556_952_000) if step.unit <= Unit.MONTH else None


def stretch_text(start_ms: float, end_ms: float, zone: tzinfo) -> str:
    """Return a stretch of time, as exact as its length asks for: 2024-03-12 14:05 to 18:20."""
    start, end = local(start_ms, zone), local(end_ms, zone)
    length = end_ms - start_ms
    if length >= 90 * 86_400_000:
        return f"{start:%Y-%m-%d} {_DASH} {end:%Y-%m-%d}"
    clock = "%H:%M:%S" if length < 600_000 else "%H:%M"
    if start.date() == end.date():
        return f"{start:%Y-%m-%d} {start.strftime(clock)} {_DASH} {end.strftime(clock)}"
    return f"{start:%Y-%m-%d} {start.strftime(clock)} {_DASH} {end:%Y-%m-%d} {end.strftime(clock)}"
