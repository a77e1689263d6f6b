"""The map and the timeline of the rows of a report, as shapes that every format draws."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from reid_desktop.ports.export import ExportRow

from .overview_map import OverviewMap, Spot, draw_map
from .row_facts import appearance_utc_ms
from .timeline import Moment, Timeline, draw_timeline


def number_of(row: ExportRow, done: int) -> int:
    """Return the number that a row bears in drawings: its rank, or its position from 1."""
    return done + 1 if row.rank is None else row.rank


def map_of(rows: Iterable[ExportRow], basemap: Path | None) -> OverviewMap | None:
    """Return the map of the placed rows, None when there are none."""
    spots = [
        Spot(
            number_of(row, done),
            row.media.place.latitude_deg,
            row.media.place.longitude_deg,
            row.media.place.accuracy_m,
            row.media.place.source.value != "manual",
        )
        for done, row in enumerate(rows)
        if row.media.place is not None
    ]
    return draw_map(spots, basemap)


def timeline_of(rows: Iterable[ExportRow]) -> Timeline | None:
    """Return the timeline of the timed rows, None when there are none."""
    moments = []
    for done, row in enumerate(rows):
        at_ms = appearance_utc_ms(row)
        if at_ms is not None and row.media.time is not None:
            moments.append(Moment(number_of(row, done), at_ms, row.media.time.uncertainty_s * 1000))
    return draw_timeline(moments)
