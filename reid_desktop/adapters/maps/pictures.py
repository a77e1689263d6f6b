"""Tiles that are pictures, decoded within limits."""

from __future__ import annotations

import io

from PIL import Image

from reid_desktop.domain.errors import MapFileError
from reid_desktop.ports.maps import PictureTile, TileFormat

from .limits import TILE_BYTES, TILE_PIXELS

_DECODERS = {TileFormat.PNG: "PNG", TileFormat.JPEG: "JPEG", TileFormat.WEBP: "WEBP"}


def decoded(data: bytes) -> PictureTile:
    """Return the pixels of a PNG, JPEG or WebP tile; no other decoder is tried on it.

    :raises MapFileError: it is damaged, or too large for a tile.
    """
    if len(data) > TILE_BYTES:
        raise MapFileError("A tile of {size} bytes is too large for a tile.", size=len(data))
    try:
        with Image.open(io.BytesIO(data), formats=tuple(_DECODERS.values())) as picture:
            width, height = picture.size
            if width * height > TILE_PIXELS:
                raise MapFileError(
                    "A tile of {width} x {height} pixels is too large for a tile.", width=width, height=height
                )
            pixels = picture.convert("RGBA")
    except MapFileError:
        raise
    except Exception as cause:  # Pillow's decoders raise whatever they meet
        raise MapFileError("A tile is damaged ({why}).", why=cause) from cause
    return PictureTile(width, height, pixels.tobytes())
