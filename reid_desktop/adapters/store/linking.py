"""Reads what linking needs of all items, without making whole items of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

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
    FROM media ORDER BY media_id
"""


class LinkReading:
    """Answers about all items at once."""

    _database: Database

    def companions(self) -> list[Companion]:
        """Return what is needed of every item to tell whom it belongs to, in ascending order of id."""
        places: defaultdict[int, list[Where]] = defaultdict(list)
        with self._database.reading() as connection:
            copies = connection.execute(
                "SELECT media_id, source_id, path, device_path FROM copy ORDER BY copy_id"
            )
            for media_id, source_id, path, device_path in copies:
                places[media_id].append(Where(source_id, restored(path), restored(device_path)))
            rows = rows_of(connection, _ITEMS)
        return [
            Companion(
                MediaId(row["media_id"]),
                MediaKind(row["kind"]),
                int(row["pixels"] or 0),
                int(row["size_bytes"]),
                any_text(row["content_id"]) if row["content_id"] else None,
                row["duration_s"],
                row["time_utc_ms"],
                round(1000 * (row["time_uncertainty_s"] or 0.0)),
                tuple(places[row["media_id"]]),
            )
            for row in rows
        ]


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
