"""Who the persons of interest are among the sightings that other models found."""

from __future__ import annotations

import numpy as np

from reid_desktop.domain.ids import MediaId, PersonId, SightingId
from reid_desktop.domain.sighting import Sighting
from reid_desktop.ports.store import CaseReader
from reid_desktop.services.persons_of_interest import people_in

SAME_BOX = 0.5
"""Two models' boxes in one frame are one sighting from this overlap on."""


def owners_under(reader: CaseReader, model_key: str) -> dict[SightingId, PersonId]:
    """Return whose the sightings of a model key are: those confirmed, and those where others were confirmed.

    What was confirmed belongs to a sighting of the models that were in use then. When a case is
    analysed with others, the same box in the same frame, or at the same time of a clip, is the same
    sighting. What was denied for a person stays denied.
    """
    people = people_in(reader)
    if not people.owners:
        return {}
    owned = np.array(sorted(people.owners), np.int64)  # few: a set of all the others would take a while
    here = set(owned[np.isin(owned, reader.sighting_table(model_key).ids)].tolist())
    found = {sighting_id: who for sighting_id, who in people.owners.items() if sighting_id in here}
    there: dict[MediaId, list[tuple[Sighting, PersonId]]] = {}
    elsewhere = [sighting_id for sighting_id in people.owners if sighting_id not in here]
    for sighting in reader.sightings(elsewhere):
        there.setdefault(sighting.media_id, []).append((sighting, people.owners[sighting.sighting_id]))
    for media_id, confirmed in there.items():
        for new in reader.sightings_of_media(media_id, model_key):
            old, who = max(confirmed, key=lambda one: _overlap(one[0], new))
            is_denied = new.sighting_id in people.persons[who].denied
            if _overlap(old, new) >= SAME_BOX and new.sighting_id not in found and not is_denied:
                found[new.sighting_id] = who
    return found


def _overlap(old: Sighting, new: Sighting) -> float:
    """Return the overlap of two boxes; 0 where they are of different times of a clip."""
    if old.start_s is not None and new.start_s is not None:
        old_end_s, new_end_s = old.end_s or old.start_s, new.end_s or new.start_s
        if old.start_s > new_end_s or new.start_s > old_end_s:
            return 0.0
    return old.box.iou(new.box)
