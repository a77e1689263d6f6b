"""What a search or gallery is narrowed to, said in SQL."""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.query import Filters, NearPlace
from reid_desktop.domain.review import UNDECIDED, VERDICTS, parsed_grade
from reid_desktop.ports.store import Ids

from .reading import id_list
from .review_reading import decided_sql
from .rows import stored
from .schema_review import BOOKMARK_SLOT

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius (IUGG R1)."""

TIME_UTC_MS = "(media.time_utc_ms + CAST(ifnull(sighting.start_s, 0) * 1000 + 0.5 AS INTEGER))"
"""When a sighting begins: the clip's time plus its start, to the millisecond."""


@dataclass(slots=True)
class _Conditions:
    """Conditions joined by AND, with the values for their question marks."""

    sql: list[str] = field(default_factory=list)
    values: list[object] = field(default_factory=list)

    def add(self, sql: str, *values: object) -> None:
        self.sql.append(sql)
        self.values.extend(values)


def filtered_ids(connection: sqlite3.Connection, model_id: int, filters: Filters) -> Ids:
    """Return the ids of the sightings that pass, ascending."""
    conditions = _Conditions()
    conditions.add("sighting.model_id = ?", model_id)
    _time(conditions, filters)
    _place(conditions, filters)
    _origin(conditions, filters)
    _review(conditions, filters)
    _wearing(conditions, filters)
    where = " AND ".join(conditions.sql)
    if filters.near is None and filters.area is None:
        return _ids(connection, where, conditions.values)
    sql = (
        "SELECT sighting.sighting_id, ifnull(media.latitude_deg, 0.0), ifnull(media.longitude_deg, 0.0) "
        f"FROM sighting JOIN media USING (media_id) WHERE {where}"
    )
    found = np.fromiter(
        connection.execute(sql, conditions.values), np.dtype([("id", "i8"), ("lat", "f8"), ("lon", "f8")])
    )
    if filters.near is not None:
        found = found[distance_m(found["lat"], found["lon"], filters.near) <= filters.near.radius_m]
    if filters.area is not None:
        found = found[filters.area.holds(found["lat"], found["lon"])]
    ids: Ids = np.sort(found["id"])
    return ids


def _ids(connection: sqlite3.Connection, where: str, values: list[object]) -> Ids:
    """Return ids as one text: a million of them as rows take four times as long."""
    media = " JOIN media USING (media_id)" if "media." in where else ""
    sql = f"SELECT group_concat(sighting.sighting_id) FROM sighting{media} WHERE {where}"
    (text,) = connection.execute(sql, values).fetchone()
    return np.sort(np.fromstring(text or "", np.int64, sep=","))


def distance_m(
    latitude_deg: NDArray[np.float64], longitude_deg: NDArray[np.float64], place: NearPlace
) -> NDArray[np.float64]:
    """Return great-circle distances in metres (haversine formula on a sphere)."""
    lat, lon = np.radians(latitude_deg), np.radians(longitude_deg)
    lat0, lon0 = math.radians(place.latitude_deg), math.radians(place.longitude_deg)
    half_chord = np.sin((lat - lat0) / 2) ** 2 + np.cos(lat) * math.cos(lat0) * np.sin((lon - lon0) / 2) ** 2
    distances: NDArray[np.float64] = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.clip(half_chord, 0, 1)))
    return distances


def _time(conditions: _Conditions, filters: Filters) -> None:
    if filters.after_utc_ms is not None:
        conditions.add(f"{TIME_UTC_MS} >= ?", filters.after_utc_ms)
    if filters.before_utc_ms is not None:
        conditions.add(f"{TIME_UTC_MS} <= ?", filters.before_utc_ms)
    if filters.untimed_only:
        conditions.add("media.time_utc_ms IS NULL")


def _place(conditions: _Conditions, filters: Filters) -> None:
    if filters.unplaced_only:
        conditions.add("media.latitude_deg IS NULL")
    if filters.area is not None:
        conditions.add("media.latitude_deg IS NOT NULL")
    if filters.near is None:
        return
    place = filters.near
    reach = math.degrees(place.radius_m / EARTH_RADIUS_M) + 1e-6
    south, north = place.latitude_deg - reach, place.latitude_deg + reach
    conditions.add("media.latitude_deg BETWEEN ? AND ?", south, north)
    if south <= -90 or north >= 90:
        return  # a pole lies inside: every longitude is near
    widest = math.sin(math.radians(reach)) / math.cos(math.radians(place.latitude_deg))
    side = math.degrees(math.asin(min(widest, 1.0))) + 1e-6
    west, east = place.longitude_deg - side, place.longitude_deg + side
    if west >= -180 and east <= 180:  # across the date line the haversine alone decides
        conditions.add("media.longitude_deg BETWEEN ? AND ?", west, east)


def _origin(conditions: _Conditions, filters: Filters) -> None:
    if filters.exhibits:
        # Surrogates have no place in JSON text, so texts go in one by one.
        names = [stored(name) for name in sorted(filters.exhibits)]
        marks = ", ".join("?" * len(names))
        conditions.add(
            "sighting.media_id IN (SELECT media_id FROM copy WHERE exhibit_row IN "
            f"(SELECT exhibit_row FROM exhibit WHERE exhibit_id IN ({marks})))",
            *names,
        )
    _seen_with(conditions, filters)
    if filters.kinds:
        conditions.add("media.kind IN (SELECT value FROM json_each(?))", json.dumps(sorted(filters.kinds)))
    if filters.minimum_quality > 0:
        conditions.add("sighting.quality >= ?", filters.minimum_quality)
    _quality(conditions, filters)
    if filters.flags:
        conditions.add("media.flags & ? != 0", int(filters.flags))
    if filters.without_flags:
        conditions.add("media.flags & ? = 0", int(filters.without_flags))
    if filters.place_name:
        # SQLite folds ASCII only; place names are compared as Python folds them.
        _of_item(conditions, "folded(place_name)", filters.place_name)
    if filters.media is not None:
        conditions.add("media.media_id IN (SELECT value FROM json_each(?))", id_list(filters.media))
    if filters.sightings is not None:
        conditions.add("sighting.sighting_id IN (SELECT value FROM json_each(?))", id_list(filters.sightings))


def _seen_with(conditions: _Conditions, filters: Filters) -> None:
    """Narrow to sources and cameras."""
    if filters.sources:
        conditions.add(
            "sighting.media_id IN (SELECT media_id FROM copy WHERE source_id IN "
            "(SELECT value FROM json_each(?)))",
            id_list(sorted(filters.sources)),
        )
    if filters.camera:
        camera = (
            "folded(CAST(ifnull(json_extract(facts, '$.make'), '') || ' ' || "
            "ifnull(json_extract(facts, '$.model'), '') AS BLOB))"
        )
        _of_item(conditions, camera, filters.camera)


def _of_item(conditions: _Conditions, folded: str, text: str) -> None:
    """Narrow to items in whose folded text another occurs; told once an item, not once a sighting."""
    conditions.add(
        f"sighting.media_id IN (SELECT media_id FROM media WHERE instr({folded}, ?) > 0)", text.casefold()
    )


def _wearing(conditions: _Conditions, filters: Filters) -> None:
    for word in sorted(filters.wearing):
        conditions.add(
            "sighting.sighting_id IN (SELECT sighting_id FROM clothing WHERE instr(words, ?) > 0)",
            f" {word} ",
        )


def _quality(conditions: _Conditions, filters: Filters) -> None:
    if filters.minimum_height_px > 0:
        conditions.add("sighting.height_px >= ?", filters.minimum_height_px)
    if filters.minimum_sharpness > 0:
        conditions.add("sighting.sharpness >= ?", filters.minimum_sharpness)
    if filters.minimum_score > 0:
        conditions.add("sighting.score >= ?", filters.minimum_score)
    if filters.maximum_overlap < 1:
        conditions.add("ifnull(sighting.overlap, 0) <= ?", filters.maximum_overlap)
    if filters.whole_only:
        conditions.add("sighting.truncated = 0")
    if filters.quick_only:
        conditions.add("sighting.quick = 1")
    if filters.without_quick:
        conditions.add("sighting.quick = 0")


def _review(conditions: _Conditions, filters: Filters) -> None:
    """Narrow to what examiners said, by tables that are small beside the sightings."""
    if filters.decisions:
        sql, values = decided_sql(filters.decided_about)
        takes_undecided = UNDECIDED in filters.decisions
        # Whoever takes the undecided ones leaves out the others, since the undecided have no row.
        codes = [
            code
            for code, word in enumerate(VERDICTS)
            if word != UNDECIDED and (word in filters.decisions) != takes_undecided
        ]
        conditions.add(
            f"sighting.sighting_id {'NOT ' if takes_undecided else ''}IN (SELECT sighting_id FROM ({sql}) "
            "WHERE code IN (SELECT value FROM json_each(?)))",
            *values,
            json.dumps(codes),
        )
    for tags, within in ((filters.tags, "IN"), (filters.without_tags, "NOT IN")):
        if tags:
            conditions.add(
                f"sighting.sighting_id {within} (SELECT sighting_id FROM review_state "
                f"JOIN review_slot USING (slot_id) WHERE kind = 'tag' AND name IN ({_marks(tags)}))",
                *(stored(tag) for tag in sorted(tags)),
            )
    if filters.grades:
        graded = " OR ".join("(name = ? AND code = ?)" for _ in filters.grades)
        conditions.add(
            "sighting.sighting_id IN (SELECT sighting_id FROM review_state "
            f"JOIN review_slot USING (slot_id) WHERE kind = 'grade' AND ({graded}))",
            *(
                part
                for name, code in map(parsed_grade, sorted(filters.grades))
                for part in (stored(name), code)
            ),
        )
    if filters.bookmarked_only:
        conditions.add(
            "sighting.sighting_id IN (SELECT sighting_id FROM review_state WHERE slot_id = ?)", BOOKMARK_SLOT
        )
    if filters.newer_than is not None:
        conditions.add("sighting.sighting_id > ?", filters.newer_than)


def _marks(values: Collection[str]) -> str:
    return ", ".join("?" * len(values))
