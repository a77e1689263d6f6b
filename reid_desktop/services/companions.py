"""Who of the persons of interest appears with whom, when and where."""

from __future__ import annotations

import numpy as np

from reid_desktop.domain.co_presence import NEAR_M, NEAR_S, Appearance, Companions, companions
from reid_desktop.domain.ids import MediaId, SightingId
from reid_desktop.ports.store import NO_TIME, CaseReader
from reid_desktop.services.carried import owners_under


def companions_in(reader: CaseReader, near_s: float = NEAR_S, near_m: float = NEAR_M) -> list[Companions]:
    """Return the pairs of persons of interest who are together, as the newest models have their sightings."""
    key = reader.newest_model_key()
    owners = owners_under(reader, key) if key is not None else {}
    found: list[Appearance] = []
    if key is not None and owners:
        table = reader.sighting_table(key)
        for row in np.flatnonzero(np.isin(table.ids, np.array(sorted(owners), np.int64))).tolist():
            sighting_id = SightingId(int(table.ids[row]))
            time_ms, latitude = int(table.time_utc_ms[row]), float(table.latitude_deg[row])
            found.append(
                Appearance(
                    owners[sighting_id],
                    sighting_id,
                    MediaId(int(table.media_ids[row])),
                    None if time_ms == NO_TIME else time_ms,
                    None if np.isnan(latitude) else latitude,
                    None if np.isnan(latitude) else float(table.longitude_deg[row]),
                )
            )
    return companions(found, near_s, near_m)
