"""Map files that an agency or an examiner brings: archives of tiles, and overlays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class TileFormat(StrEnum):
    """What the tiles of an archive are."""

    PNG = "png"
    JPEG = "jpeg"
    WEBP = "webp"
    MVT = "mvt"
    """Mapbox vector tiles."""


@dataclass(frozen=True, slots=True)
class ArchiveFacts:
    """What an archive says of itself."""

    path: str
    kind: str
    """`mbtiles` or `pmtiles`."""
    name: str
    """As it calls itself, else its file name; hostile text."""
    format: TileFormat
    min_zoom: int
    max_zoom: int
    bounds_deg: tuple[float, float, float, float]
    """South, west, north, east."""
    attribution: str
    """Whom the map is from, without markup; hostile text."""
    size_bytes: int

    @property
    def is_vector(self) -> bool:
        """Tell whether tiles are shapes and not pictures."""
        return self.format is TileFormat.MVT


@dataclass(frozen=True, slots=True)
class PictureTile:
    """A tile that is a picture."""

    width_px: int
    height_px: int
    rgba: bytes
    """Rows from the top, four bytes a pixel."""


class Role(StrEnum):
    """What shapes of a vector tile are drawn as."""

    WATER = "water"
    GREEN = "green"
    BUILT = "built"
    BUILDING = "building"
    MAJOR_ROAD = "major_road"
    ROAD = "road"
    PATH = "path"
    RAIL = "rail"
    WATERWAY = "waterway"
    BORDER = "border"
    OTHER = "other"
    PLACE = "place"
    STREET_NAME = "street_name"
    WATER_NAME = "water_name"


@dataclass(frozen=True, slots=True, eq=False)
class Shapes:
    """Shapes of one role: areas and lines joined in one array, points with a name each."""

    role: Role
    is_area: bool
    points: NDArray[np.float32]
    """(n, 2), a tile being 0..1 from its upper left; what reaches over the edge is outside that."""
    sizes: NDArray[np.int32]
    """Points in each ring, line or place."""
    names: tuple[str, ...] = ()
    """One for each of `sizes` where the role is a name; hostile text."""


@dataclass(frozen=True, slots=True, eq=False)
class ShapeTile:
    """A tile that is shapes, those below first."""

    shapes: tuple[Shapes, ...]


class OverlayKind(StrEnum):
    """What a part of an overlay is."""

    POINT = "point"
    LINE = "line"
    AREA = "area"


@dataclass(frozen=True, slots=True, eq=False)
class OverlayPart:
    """One point, line or ring of an overlay."""

    kind: OverlayKind
    name: str
    """Hostile text."""
    degrees: NDArray[np.float64]
    """(n, 2) of latitude, longitude; a ring is not closed."""
    times_utc_ms: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    """One for each point where all have one, else none."""
    holes: tuple[NDArray[np.float64], ...] = ()
    """Rings inside an area that are no part of it, each (n, 2)."""


@dataclass(frozen=True, slots=True, eq=False)
class Overlay:
    """A file laid over the map."""

    path: str
    format: str
    """`geojson`, `kml`, `kmz` or `gpx`."""
    name: str
    sha256: str
    parts: tuple[OverlayPart, ...]
    left_out: int
    """Parts with coordinates that do not exist, or of kinds that are not drawn."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What proves which file it was."""

    sha256: str
    size_bytes: int
    state: str = ""
    """Of the file when it was read: its times of change. Another one means that it may be another file."""


class MapFiles(Protocol):
    """Reads map files; every call may take a while and is safe from several threads."""

    def describe(self, path: str) -> ArchiveFacts:
        """Return what an archive says of itself.

        :raises MapFileError: it is none, or is damaged.
        """
        ...

    def tile(self, path: str, zoom: int, column: int, row: int) -> PictureTile | ShapeTile | None:
        """Return a decoded tile, rows counted from the north; None where the archive has none.

        :raises MapFileError: the archive or this tile is damaged.
        """
        ...

    def overlay(self, path: str) -> Overlay:
        """Return what an overlay holds.

        :raises MapFileError: it is none, or is damaged.
        """
        ...

    def fingerprint(
        self, path: str, is_wanted: Callable[[], bool], known: Fingerprint | None = None
    ) -> Fingerprint:
        """Return SHA-256 and size of any file; of a large one that takes minutes.

        :param is_wanted: asked every few megabytes.
        :param known: returned at once where size and state of the file still are what they were.
        :raises MapFileError: it cannot be read, changed meanwhile, or is not wanted any more.
        """
        ...

    def close(self) -> None:
        """Let go of the files."""
        ...
