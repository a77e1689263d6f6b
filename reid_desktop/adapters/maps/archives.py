"""Opening map archives by what they hold, not by their names."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from reid_desktop.domain.errors import MapFileError
from reid_desktop.ports.maps import ArchiveFacts, PictureTile, ShapeTile, TileFormat

from . import mbtiles, pmtiles_file
from .limits import MAX_ZOOM
from .pictures import decoded
from .vectors import decoded_shapes


class Archive(Protocol):
    """An open archive."""

    facts: ArchiveFacts

    def tile(self, zoom: int, column: int, row: int) -> bytes | None:
        """Return the bytes of a tile, rows from the north; None where there is none."""
        ...

    def close(self) -> None:
        """Close the file."""
        ...


def open_archive(path: Path) -> Archive:
    """Open an archive for reading; it is never written to.

    :raises MapFileError: it cannot be read, or is no archive of tiles.
    """
    try:
        if not path.is_file():
            raise MapFileError("{path} is not there, or is no file.", path=path)
        with path.open("rb") as file:
            head = file.read(16)
        if not head:
            raise MapFileError("{path} is empty.", path=path)
        if head == mbtiles.MAGIC:
            return mbtiles.MbtilesArchive(path)
        if head.startswith((pmtiles_file.MAGIC, b"PM")):
            return pmtiles_file.PmtilesArchive(path)
    except OSError as cause:
        raise MapFileError("{path} cannot be read ({why}).", path=path, why=cause) from cause
    raise MapFileError("{path} is neither an MBTiles nor a PMTiles file.", path=path)


def decoded_tile(archive: Archive, zoom: int, column: int, row: int) -> PictureTile | ShapeTile | None:
    """Return a tile ready to be drawn; None where the archive has none.

    :raises MapFileError: it is damaged.
    """
    if not (0 <= zoom <= MAX_ZOOM and 0 <= column < 1 << zoom and 0 <= row < 1 << zoom):
        return None
    data = archive.tile(zoom, column, row)
    if not data:
        return None
    return decoded_shapes(data) if archive.facts.format is TileFormat.MVT else decoded(data)
