"""MBTiles 1.3: tiles in an SQLite file, opened read-only and as a file that never changes."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path
from urllib.parse import quote

from reid_desktop.domain.errors import MapFileError
from reid_desktop.ports.maps import ArchiveFacts, TileFormat

from .limits import MAX_ZOOM, TILE_BYTES, checked_bounds, short_text

MAGIC = b"SQLite format 3\x00"
_STEPS = 20_000_000
"""Of the SQLite machine for one question: a view made to run for ever is stopped."""
_FORMATS = {
    "png": TileFormat.PNG, "jpg": TileFormat.JPEG, "jpeg": TileFormat.JPEG, "webp": TileFormat.WEBP,
    "pbf": TileFormat.MVT,
}  # fmt: skip


class MbtilesArchive:
    """An open MBTiles file."""

    def __init__(self, path: Path) -> None:
        """Open it.

        :raises MapFileError: it is no MBTiles file.
        """
        self._path = path
        self._lock = threading.Lock()
        # immutable: no lock, no journal and no write-ahead log is made beside the file.
        address = f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"
        self._connection = sqlite3.connect(address, uri=True, check_same_thread=False)
        try:
            self._ask("PRAGMA trusted_schema = OFF")
            self._ask("PRAGMA query_only = ON")
            self._connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 2 * TILE_BYTES)
            self.facts = self._facts()
        except BaseException:
            self._connection.close()
            raise

    def tile(self, zoom: int, column: int, row: int) -> bytes | None:
        """Return the bytes of a tile, rows from the north; None where there is none."""
        found = self._ask(
            "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?",
            (zoom, column, (1 << zoom) - 1 - row),  # MBTiles counts rows from the south
        )
        if not found or found[0][0] is None:
            return None
        if not isinstance(found[0][0], bytes):
            raise MapFileError("A tile of {path} is no binary data.", path=self._path)
        return found[0][0]

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def _ask(self, sql: str, values: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
        left = [_STEPS // 1000]

        def tired() -> int:
            left[0] -= 1
            return 1 if left[0] < 0 else 0

        with self._lock:
            self._connection.set_progress_handler(tired, 1000)
            try:
                return self._connection.execute(sql, values).fetchmany(2000)
            except sqlite3.Error as cause:
                raise MapFileError(
                    "{path} is damaged, or no MBTiles file ({why}).", path=self._path, why=cause
                ) from cause

    def _facts(self) -> ArchiveFacts:
        noted = {str(name): value for name, value in self._ask("SELECT name, value FROM metadata")}
        some = self._ask("SELECT min(zoom_level), max(zoom_level) FROM tiles")
        lowest, highest = some[0] if some else (None, None)
        if not isinstance(lowest, int) or not isinstance(highest, int):
            raise MapFileError("{path} holds no tiles.", path=self._path)
        return ArchiveFacts(
            str(self._path),
            "mbtiles",
            short_text(noted.get("name") or self._path.stem),
            self._format(str(noted.get("format", "")).lower()),
            min(max(lowest, 0), MAX_ZOOM),
            min(max(highest, 0), MAX_ZOOM),
            _bounds(str(noted.get("bounds", ""))),
            short_text(noted.get("attribution", "")),
            self._path.stat().st_size,
        )

    def _format(self, noted: str) -> TileFormat:
        """Return what the tiles are; by the first one's own bytes, the note being optional in old files."""
        found = self._ask("SELECT tile_data FROM tiles LIMIT 1")
        by_content = sniffed(found[0][0]) if found and isinstance(found[0][0], bytes) else None
        known = by_content or _FORMATS.get(noted)
        if known is None:
            raise MapFileError(
                "The tiles of {path} are neither PNG, JPEG, WebP nor vector tiles.", path=self._path
            )
        return known


def sniffed(tile: bytes) -> TileFormat | None:
    """Return what the bytes of a tile are; None where they do not tell."""
    if tile.startswith(b"\x89PNG\r\n\x1a\n"):
        return TileFormat.PNG
    if tile.startswith(b"\xff\xd8\xff"):
        return TileFormat.JPEG
    if tile[:4] == b"RIFF" and tile[8:12] == b"WEBP":
        return TileFormat.WEBP
    return TileFormat.MVT if tile[:2] == b"\x1f\x8b" else None


def _bounds(text: str) -> tuple[float, float, float, float]:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        return checked_bounds(1, 0, 0, 0)
    return checked_bounds(south, west, north, east)
