"""PMTiles 3: tiles in one file with directories of its own, read piece by piece."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from pathlib import Path

from pmtiles import tile as format_

from reid_desktop.domain.errors import MapFileError
from reid_desktop.ports.maps import ArchiveFacts, TileFormat

from .limits import MAX_ZOOM, MIB, TILE_BYTES, checked_bounds, short_text, unpacked

MAGIC = b"PMTiles"
_HEADER_BYTES = 127
_DIRECTORY_BYTES = 16 * MIB
_DEPTH = 4
"""Directories below directories, as the format allows."""
_KEPT_DIRECTORIES = 32
_FORMATS = {
    format_.TileType.MVT: TileFormat.MVT,
    format_.TileType.PNG: TileFormat.PNG,
    format_.TileType.JPEG: TileFormat.JPEG,
    format_.TileType.WEBP: TileFormat.WEBP,
}


class PmtilesArchive:
    """An open PMTiles file."""

    def __init__(self, path: Path) -> None:
        """Open it.

        :raises MapFileError: it is no PMTiles file of version 3, or is damaged.
        """
        self._path = path
        self._lock = threading.Lock()
        self._directories: OrderedDict[int, list[format_.Entry]] = OrderedDict()
        self._size_bytes = path.stat().st_size
        self._file = path.open("rb")
        try:
            self._header = self._read_header()
            self.facts = self._facts()
            self._directory(self._header["root_offset"], self._header["root_length"])
        except BaseException:
            self._file.close()
            raise

    def tile(self, zoom: int, column: int, row: int) -> bytes | None:
        """Return the bytes of a tile, unpacked; None where there is none."""
        wanted = format_.zxy_to_tileid(zoom, column, row)
        header = self._header
        offset, length = header["root_offset"], header["root_length"]
        for _ in range(_DEPTH):
            entry = format_.find_tile(self._directory(offset, length), wanted)
            if entry is None:
                return None
            if entry.run_length > 0:
                data = self._bytes(header["tile_data_offset"] + entry.offset, entry.length, TILE_BYTES)
                return self._opened(data)
            offset, length = header["leaf_directory_offset"] + entry.offset, entry.length
        raise MapFileError("The directories of {path} lead nowhere.", path=self._path)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._file.close()

    def _opened(self, data: bytes) -> bytes:
        if self._header["tile_compression"] == format_.Compression.GZIP:
            return unpacked(data)
        return data

    def _read_header(self) -> format_.HeaderDict:
        head = self._bytes(0, _HEADER_BYTES, _HEADER_BYTES)
        if head[:7] != MAGIC:
            raise MapFileError("{path} is no PMTiles file.", path=self._path)
        if head[7] != 3:
            raise MapFileError(
                "{path} is PMTiles of version {version}; version 3 is read.",
                path=self._path,
                version=head[7],
            )
        try:
            header = format_.deserialize_header(head)
        except ValueError as cause:
            raise MapFileError(
                "The header of {path} is damaged ({why}).", path=self._path, why=cause
            ) from cause
        readable = (format_.Compression.NONE, format_.Compression.GZIP)
        if header["tile_compression"] not in readable or header["internal_compression"] not in readable:
            raise MapFileError(
                "{path} is packed with a method that is not read here; gzip and none are.", path=self._path
            )
        return header

    def _directory(self, offset: int, length: int) -> list[format_.Entry]:
        with self._lock:
            kept = self._directories.get(offset)
            if kept is not None:
                self._directories.move_to_end(offset)
                return kept
        data = self._bytes(offset, length, _DIRECTORY_BYTES)
        if self._header["internal_compression"] == format_.Compression.GZIP:
            data = unpacked(data)
        entries = self._entries(data)
        with self._lock:
            self._directories[offset] = entries
            while len(self._directories) > _KEPT_DIRECTORIES:
                self._directories.popitem(last=False)
        return entries

    def _entries(self, data: bytes) -> list[format_.Entry]:
        """Read a directory; the count it begins with cannot exceed its bytes, four for each entry."""
        numbers = _varints(data)
        count = numbers[0] if numbers else -1
        if count < 0 or len(numbers) < 1 + 4 * count:
            raise MapFileError("A directory of {path} is damaged.", path=self._path)
        steps, runs = numbers[1 : 1 + count], numbers[1 + count : 1 + 2 * count]
        lengths, offsets = numbers[1 + 2 * count : 1 + 3 * count], numbers[1 + 3 * count : 1 + 4 * count]
        entries: list[format_.Entry] = []
        tile_id = 0
        for step, run, length, offset in zip(steps, runs, lengths, offsets, strict=True):
            tile_id += step
            at = entries[-1].offset + entries[-1].length if offset == 0 and entries else offset - 1
            entries.append(format_.Entry(tile_id, at, length, run))
        return entries

    def _facts(self) -> ArchiveFacts:
        header, noted = self._header, self._metadata()
        kind = _FORMATS.get(header["tile_type"])
        if kind is None:
            raise MapFileError(
                "The tiles of {path} are neither PNG, JPEG, WebP nor Mapbox vector tiles.", path=self._path
            )
        if header["tile_data_offset"] + header["tile_data_length"] > self._size_bytes:
            raise MapFileError("{path} is cut short: its tiles end after the file does.", path=self._path)
        return ArchiveFacts(
            str(self._path),
            "pmtiles",
            short_text(noted.get("name") or self._path.stem),
            kind,
            min(header["min_zoom"], MAX_ZOOM),
            min(header["max_zoom"], MAX_ZOOM),
            checked_bounds(
                header["min_lat_e7"] / 1e7,
                header["min_lon_e7"] / 1e7,
                header["max_lat_e7"] / 1e7,
                header["max_lon_e7"] / 1e7,
            ),
            short_text(noted.get("attribution", "")),
            self._size_bytes,
        )

    def _metadata(self) -> dict[str, object]:
        """Return what the file notes of itself; nothing where that is damaged, for it is not needed."""
        header = self._header
        try:
            data = self._bytes(header["metadata_offset"], header["metadata_length"], _DIRECTORY_BYTES)
            if header["internal_compression"] == format_.Compression.GZIP:
                data = unpacked(data)
            noted = json.loads(data)
        except (MapFileError, ValueError, RecursionError):
            return {}
        return noted if isinstance(noted, dict) else {}

    def _bytes(self, offset: int, length: int, most: int) -> bytes:
        if length > most or offset + length > self._size_bytes:
            raise MapFileError("{path} is damaged: a part of it lies outside the file.", path=self._path)
        with self._lock:
            self._file.seek(offset)
            data = self._file.read(length)
        if len(data) != length:
            raise MapFileError("{path} became shorter while it was read.", path=self._path)
        return data


def _varints(data: bytes) -> list[int]:
    """Return the numbers of a directory (LEB128); one that is cut short or longer than 64 bits ends them."""
    numbers: list[int] = []
    value = shift = 0
    for byte in data:
        value |= (byte & 0x7F) << shift
        if byte & 0x80:
            shift += 7
            if shift > 63:
                break
        else:
            numbers.append(value)
            value = shift = 0
    return numbers
