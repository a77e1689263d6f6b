"""What is told beside the score of each candidate: what it is worth, and whether clothes may have changed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from reid_desktop.domain.calibration import Strength
from reid_desktop.domain.candidate_groups import CLOTHES_S
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.query import SearchRecord
from reid_desktop.ports.store import CaseReader

from .candidate_facts import times_apart
from .strengths import Strengths


@dataclass(frozen=True, slots=True)
class Weighed:
    """About one candidate."""

    strength: Strength
    apart_s: float | None
    """Time between it and the nearest probe; None where one of them is unknown."""

    @property
    def may_be_dressed_anew(self) -> bool:
        """Tell whether so much time lies between that clothes may have been changed."""
        return self.apart_s is not None and self.apart_s > CLOTHES_S


class Weighing:
    """Weighs the candidates of a recorded search; pure reads."""

    def __init__(self, reader: CaseReader, strengths: Strengths) -> None:
        """Judge scores with `strengths`."""
        self._reader, self._strengths = reader, strengths

    def __call__(self, record: SearchRecord) -> dict[SightingId, Weighed]:
        """Return what is told of each candidate; sightings that are gone are left out."""
        found = self._reader.sightings([candidate.sighting_id for candidate in record.candidates])
        sightings = {sighting.sighting_id: sighting for sighting in found}
        media = sorted({sighting.media_id for sighting in found})
        items = {item.media_id: item for item in self._reader.media(media)}
        there = tuple(one for one in record.candidates if one.sighting_id in sightings)
        strengths = self._strengths.of_search(replace(record, candidates=there), sightings, items)
        apart = times_apart(self._reader, record, sightings, items)
        return {number: Weighed(one, apart[number]) for number, one in strengths.items()}
