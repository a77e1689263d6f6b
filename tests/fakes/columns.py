"""What a fake store answers for all sightings at once."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.changes import ChangeSet
from reid_desktop.domain.review import ANYTHING, DECISION, About
from reid_desktop.ports.columns import NO_TIME, Columns, Ids, SightingTable
from reid_desktop.ports.whereabouts import Whereabouts
from tests.fakes.review import FakeReviewReading
from tests.fakes.whereabouts import WhereaboutsAnswers


class ColumnAnswers(FakeReviewReading, WhereaboutsAnswers):
    """The part of the fake store that gives whole columns."""

    def sighting_table(self, model_key: str) -> SightingTable:
        raise NotImplementedError

    def columns(self, model_key: str, touched: ChangeSet | None = None) -> Columns:
        table, known = self.sighting_table(model_key), self.whereabouts(model_key)
        if touched is None:
            return Columns(table, known)
        rows = np.flatnonzero(
            np.isin(table.ids, list(touched.sightings)) | np.isin(table.media_ids, list(touched.media))
        )
        return Columns(
            SightingTable(*(getattr(table, one.name)[rows] for one in fields(table))),
            Whereabouts(*(getattr(known, one.name)[rows] for one in fields(known))),
        )

    def newest_sightings(self, model_key: str, limit: int) -> Ids:
        table = self.sighting_table(model_key)
        timed = table.time_utc_ms != NO_TIME
        order = np.lexsort((table.ids[timed], -table.time_utc_ms[timed]))
        newest: Ids = table.ids[timed][order][:limit]
        return newest

    def verdicts(self, about: About = ANYTHING) -> tuple[Ids, NDArray[np.uint8]]:
        found = sorted(
            (sighting, code) for (slot, sighting), code in self._counting(about).items() if slot == DECISION
        )
        return np.array([i for i, _ in found], np.int64), np.array([code for _, code in found], np.uint8)
