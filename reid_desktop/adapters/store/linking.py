"""Reads what linking needs of all items, without making whole items of them."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator

from reid_desktop.domain.companions import Companion, Where
from reid_desktop.domain.ids import MediaId
from reid_desktop.domain.media import MediaKind
from reid_desktop.domain.stacks import MediaLink

from .database import Database, rows_of
from .rows import any_text, restored, stored

_ITEMS = """
    SELECT media_id, kind, size_bytes, time_utc_ms, time_uncertainty_s,
           json_extract(facts, '$.size.width_px') * json_extract(facts, '$.size.height_px') AS pixels,
           json_extract(facts, '$.content_id') AS content_id,
           json_extract(facts, '$.duration_s') AS duration_s
    FROM media WHERE media_id > ? ORDER BY media_id LIMIT ?
"""
_PLACES = """
    SELECT media_id, source_id, path, device_path FROM copy
    WHERE media_id > ? AND media_id <= ? ORDER BY copy_id
"""
_PAGE = 2000


class LinkReading:
    """Answers about all items at once."""

    _database: Database

    def companions(self) -> Iterator[Companion]:
        """Yield what is needed of every item to tell whom it belongs to, in ascending order of id."""
        after = -1
        while True:
            places: defaultdict[int, list[Where]] = defaultdict(list)
            with self._database.reading() as connection:
                rows = rows_of(connection, _ITEMS, (after, _PAGE))
                last = rows[-1]["media_id"] if rows else after
                for media_id, source_id, path, device_path in connection.execute(_PLACES, (after, last)):
                    places[media_id].append(Where(source_id, restored(path), restored(device_path)))
            yield from (_companion(row, tuple(places[row["media_id"]])) for row in rows)
            if len(rows) < _PAGE:
                return
            after = last


def _companion(row: sqlite3.Row, places: tuple[Where, ...]) -> Companion:
    return Companion(
        MediaId(row["media_id"]),
        MediaKind(row["kind"]),
        int(row["pixels"] or 0),
        int(row["size_bytes"]),
        any_text(row["content_id"]) if row["content_id"] else None,
        row["duration_s"],
        row["time_utc_ms"],
        round(1000 * (row["time_uncertainty_s"] or 0.0)),
        places,
    )


class LinkWriting:
    """Writes links."""

    _run: Callable[..., int]
    _media: set[MediaId]

    def add_link(self, link: MediaLink) -> bool:
        """Add a link unless it is known; return False if it is, undone or not."""
        added = self._run(
            "INSERT INTO media_link (first, second, kind, detail, is_undone) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (first, second, kind) DO NOTHING",
            link.first,
            link.second,
            link.kind.value,
            stored(link.detail),
            int(link.is_undone),
        )
        if added:
            self._media.update((link.first, link.second))
        return bool(added)
