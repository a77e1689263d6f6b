"""Which crops of probes nothing in the case refers to any more."""

from __future__ import annotations

from collections.abc import Sequence

from reid_desktop.domain.geometry import Box
from reid_desktop.domain.query import SearchRecord
from reid_desktop.ports.store import CaseReader

Crop = tuple[str, Box, float | None]
"""SHA-256 of the file, box, and moment of a clip."""


def lost_crops(reader: CaseReader, searched: Sequence[SearchRecord]) -> set[Crop]:
    """Return the crops of these searches' probes that only searches needed which are not there any more.

    A probe that is a file of the case, or a sighting, may have its crop in common with a sighting: it stays.
    """
    still = reader.searches()
    kept = {one.search_id for one in still}
    lost = _crops([one for one in searched if one.search_id not in kept]) - _crops(still)
    return {crop for crop in lost if reader.media_by_sha256(crop[0]) is None}


def _crops(searches: Sequence[SearchRecord]) -> set[Crop]:
    return {
        (probe.sha256, probe.box, probe.at_s)
        for one in searches
        for probe in one.probes
        if probe.box is not None
    }
