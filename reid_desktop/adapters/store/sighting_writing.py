"""Writing sightings: those that an analysis found, and those drawn by hand."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from reid_desktop.domain.errors import CaseError
from reid_desktop.domain.ids import MediaId, SightingId
from reid_desktop.domain.sighting import NewSighting
from reid_desktop.ports.drawing import DrawnBox

from .rows import stored
from .statements import Statements

REPLACED = " (boxes put right)"
"""Behind a model key: whose sightings were replaced. No query for the key itself finds them."""


class SightingWriting(Statements):
    """The part of a writer that keeps sightings."""

    def __init__(self, connection: sqlite3.Connection, folder: Path) -> None:
        """Write through `connection`."""
        super().__init__(connection, folder)
        self._models: dict[str, int] = {}
        self._sightings: set[SightingId] = set()

    def draw_sighting(
        self, media_id: MediaId, model_key: str, new: NewSighting, drawn: DrawnBox
    ) -> SightingId:
        """Add a sighting; what it replaces is no longer found or searched."""
        [sighting_id] = self._insert_sightings(media_id, model_key, [new])
        if drawn.replaces is not None:
            self.retire(drawn.replaces, media_id, model_key, REPLACED)
        else:
            self._run(
                "UPDATE analysis SET sightings = sightings + 1 WHERE media_id = ? AND model_id = "
                "(SELECT model_id FROM model WHERE model_key = ?)",
                media_id,
                model_key,
            )
        self._run(
            "INSERT INTO drawn_box (sighting_id, replaces, author, at_utc, reason) VALUES (?, ?, ?, ?, ?)",
            sighting_id,
            drawn.replaces,
            stored(drawn.author),
            drawn.at_utc,
            stored(drawn.reason),
        )
        return sighting_id

    def retire(self, sighting_id: SightingId, media_id: MediaId, model_key: str, suffix: str) -> None:
        """Move a sighting and its vector under a key of their own, so that only its id still leads there."""
        retired = self._model_id(model_key + suffix)
        moved = self._run(
            "UPDATE sighting SET model_id = ? WHERE sighting_id = ? AND media_id = ? AND model_id = "
            "(SELECT model_id FROM model WHERE model_key = ?)",
            retired,
            sighting_id,
            media_id,
            model_key,
        )
        if not moved:
            raise CaseError(
                "Sighting {number} is not one of this photo or video, or its box was put right before.",
                number=sighting_id,
            )
        self._run("UPDATE vector SET model_id = ? WHERE sighting_id = ?", retired, sighting_id)

    def _insert_sightings(
        self, media_id: MediaId, model_key: str, sightings: Sequence[NewSighting]
    ) -> list[SightingId]:
        """Add sightings of an item with their vectors and tracks; return their ids."""
        model_id = self._model_id(model_key)
        first = self._one("SELECT ifnull(max(sighting_id), 0) + 1 FROM sighting")
        ids = [SightingId(first + number) for number in range(len(sightings))]
        if sightings:
            self._check_dimensions(model_id, model_key, sightings)
        self._many(
            "INSERT INTO sighting VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (sighting_id, model_id, media_id, *_sighting_columns(new))
                for sighting_id, new in zip(ids, sightings, strict=True)
            ],
        )
        self._many(
            "INSERT INTO vector (sighting_id, model_id, data) VALUES (?, ?, ?)",
            [
                (sighting_id, model_id, np.ascontiguousarray(new.vector, "<f4").tobytes())
                for sighting_id, new in zip(ids, sightings, strict=True)
            ],
        )
        self._many(
            "INSERT INTO track (sighting_id, boxes) VALUES (?, ?)",
            [
                (sighting_id, np.ascontiguousarray(new.track, "<f4").tobytes())
                for sighting_id, new in zip(ids, sightings, strict=True)
                if new.track is not None
            ],
        )
        self._sightings.update(ids)
        return ids

    def _model_id(self, model_key: str) -> int:
        if model_key not in self._models:
            self._run("INSERT OR IGNORE INTO model (model_key) VALUES (?)", model_key)
            self._models[model_key] = self._one("SELECT model_id FROM model WHERE model_key = ?", model_key)
        return self._models[model_key]

    def _check_dimensions(self, model_id: int, model_key: str, sightings: Sequence[NewSighting]) -> None:
        given = {new.vector.shape for new in sightings}
        known = self._one("SELECT ifnull(dimensions, 0) FROM model WHERE model_id = ?", model_id)
        dimensions = known or sightings[0].vector.size
        if given != {(dimensions,)}:
            raise CaseError(
                "The model {model_key} gave vectors of shapes {given}, expected {dimensions} numbers.",
                model_key=model_key,
                given=sorted(given),
                dimensions=dimensions,
            )
        if not known:
            self._run("UPDATE model SET dimensions = ? WHERE model_id = ?", dimensions, model_id)


def _sighting_columns(new: NewSighting) -> tuple[object, ...]:
    """Return the columns of `sighting` after the three ids, in the order of the table."""
    box, quality = new.box, new.quality
    return (
        *(int(side) for side in (box.left_px, box.top_px, box.right_px, box.bottom_px)),
        int(new.frame_size.width_px),
        int(new.frame_size.height_px),
        float(new.score),
        float(quality.value),
        int(quality.height_px),
        float(quality.sharpness),
        int(quality.truncated),
        new.start_s,
        new.end_s,
        new.best_s,
        None if quality.overlap is None else float(quality.overlap),
        new.appearance,
        int(new.turn_deg),
        int(new.is_quick),
    )
