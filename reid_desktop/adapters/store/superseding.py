"""What a further look at a clip takes the place of."""

from __future__ import annotations

from collections.abc import Sequence

from reid_desktop.domain.errors import CaseError
from reid_desktop.domain.ids import MediaId, SightingId
from reid_desktop.domain.media import MediaItem
from reid_desktop.domain.sighting import NewSighting, Sighting

from .reading import MediaReading, id_list, model_id_of
from .rows import sighting_from
from .sighting_writing import SightingWriting
from .states import AGAIN, PENDING, QUICK

NOT_NOW = " (superseded)"
"""Behind a model key: whose sightings have a successor, or were not seen again. No query finds them."""

_STALE = (
    "analysis.model_id = ? AND state = 'done' AND frames_per_s IS NOT NULL AND abs(frames_per_s - ?) > 1e-6"
)


class SupersedingReading(MediaReading):
    """Answers about clips that are looked at more than once."""

    def quick_due(
        self, model_key: str, from_s: float, limit: int, leave_out: Sequence[MediaId] = ()
    ) -> list[MediaItem]:
        """Return clips of at least `from_s` seconds that nothing was seen of yet, newest first."""
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT media_id FROM media WHERE kind = 'video' AND NOT EXISTS (SELECT 1 FROM analysis "
                "    WHERE analysis.model_id = ? AND analysis.media_id = media.media_id) "
                "AND json_extract(facts, '$.duration_s') >= ? "
                "AND media_id NOT IN (SELECT value FROM json_each(?)) "
                "ORDER BY time_utc_ms DESC, media_id LIMIT ?",
                (model_id_of(connection, model_key), from_s, id_list(leave_out), limit),
            ).fetchall()
            return self.media([MediaId(i) for (i,) in found])

    def to_supersede(self, media_id: MediaId, model_key: str) -> list[Sighting]:
        """Return what the next result of an item takes the place of."""
        rows = self._database.rows(
            "SELECT sighting.* FROM sighting JOIN model USING (model_id) JOIN analysis "
            "ON analysis.model_id = model.model_id AND analysis.media_id = sighting.media_id "
            f"WHERE sighting.media_id = ? AND model_key = ? AND state IN {PENDING} "
            f"AND (state = '{QUICK}' OR sighting_id NOT IN (SELECT sighting_id FROM drawn_box)) "
            "ORDER BY sighting_id",
            (media_id, model_key),
        )
        return [sighting_from(row) for row in rows]

    def successors(self, ids: Sequence[SightingId]) -> dict[SightingId, SightingId]:
        """Return what stands in the place of sightings, at the end of each chain."""
        found: dict[SightingId, SightingId] = {}
        rows = self._database.rows(
            "WITH RECURSIVE step (first, now) AS (SELECT value, value FROM json_each(?) UNION "
            "SELECT step.first, next.successor FROM step JOIN ("
            "    SELECT sighting_id, successor FROM superseded WHERE successor IS NOT NULL "
            "    UNION ALL SELECT replaces, sighting_id FROM drawn_box WHERE replaces IS NOT NULL"
            ") AS next ON next.sighting_id = step.now) "
            "SELECT first, max(now) AS last FROM step WHERE now <> first GROUP BY first",
            (id_list(ids),),
        )
        for row in rows:  # a successor is always newer than what it stands for
            found[SightingId(row["first"])] = SightingId(row["last"])
        return found

    def clips_at_another_rate(self, model_key: str, frames_per_s: float) -> int:
        """Return how many clips were looked at another number of times a second."""
        with self._database.reading() as connection:
            (count,) = connection.execute(
                f"SELECT COUNT(*) FROM analysis WHERE {_STALE}",
                (model_id_of(connection, model_key), frames_per_s),
            ).fetchone()
        return int(count)


class SupersedingWriting(SightingWriting):
    """Writes about clips that are looked at more than once."""

    def finish_quick_pass(
        self, media_id: MediaId, model_key: str, sightings: Sequence[NewSighting]
    ) -> list[SightingId]:
        """Keep what the key frames of a clip show; the clip goes on waiting."""
        added = self._run(
            "INSERT INTO analysis (model_id, media_id, state, sightings) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (model_id, media_id) DO NOTHING",
            self._model_id(model_key),
            media_id,
            QUICK,
            len(sightings),
        )
        return self._insert_sightings(media_id, model_key, sightings) if added else []

    def supersede(self, old: SightingId, new: SightingId | None) -> None:
        """Let `new` stand for `old`, or nothing; it stays by its id."""
        row = self._connection.execute(
            "SELECT media_id, model_key FROM sighting JOIN model USING (model_id) WHERE sighting_id = ?",
            (old,),
        ).fetchone()
        if row is None or str(row[1]).endswith(NOT_NOW):
            raise CaseError("Sighting {number} was superseded before, or is not there.", number=old)
        media_id, model_key = row
        self.retire(old, media_id, model_key, NOT_NOW)
        self._run("INSERT INTO superseded (sighting_id, successor) VALUES (?, ?)", old, new)
        self._run(
            "UPDATE analysis SET sightings = sightings - 1 WHERE media_id = ? AND model_id = ?",
            media_id,
            self._model_id(model_key),
        )
        self._sightings.add(old)

    def stand_alone(self, ids: Sequence[SightingId]) -> None:
        """Take sightings out of the appearances of their clips."""
        self._run(
            "UPDATE sighting SET appearance = NULL WHERE sighting_id IN (SELECT value FROM json_each(?))",
            id_list(ids),
        )
        self._sightings.update(ids)

    def look_again(self, model_key: str, frames_per_s: float) -> int:
        """Have clips that were looked at another number of times a second wait again."""
        return self._run(
            f"UPDATE analysis SET state = '{AGAIN}' WHERE {_STALE}", self._model_id(model_key), frames_per_s
        )
