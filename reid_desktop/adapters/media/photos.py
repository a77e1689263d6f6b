"""Opens photos and decodes no more of them than is asked for."""

from __future__ import annotations

import io

from reid_desktop.adapters.media.decoding import CUT_SHORT, decode, shrinks
from reid_desktop.adapters.media.evidence import reason
from reid_desktop.adapters.media.header import PHOTO_LIMIT_BYTES, PictureHeader, read_header
from reid_desktop.adapters.media.orientation import stored_box, upright
from reid_desktop.adapters.media.sniff import HEAD_BYTES, sniff
from reid_desktop.domain.errors import MediaError, NotMediaError
from reid_desktop.domain.geometry import Box, Pixels, Size, crop
from reid_desktop.domain.media import MediaKind


class PhotoOpener:
    """Opens a photo of any known format from its bytes."""

    def open(self, data: bytes, name: str) -> StillPhoto:
        """Read the header; decoding waits until it is asked for.

        :raises NotMediaError: the bytes are no photo.
        :raises MediaError: the header is damaged, or promises more than the pixel limit.
        """
        found = sniff(data[:HEAD_BYTES])
        if found is None or found[0] is not MediaKind.PHOTO:
            raise NotMediaError("{name} is no photo.", name=name)
        if len(data) > PHOTO_LIMIT_BYTES:
            raise MediaError(
                "{name} is larger than the limit of {limit} bytes.", name=name, limit=PHOTO_LIMIT_BYTES
            )
        return StillPhoto(data, name, read_header(io.BytesIO(data), found[1]))


class StillPhoto:
    """One opened photo; not to be shared between threads."""

    def __init__(self, data: bytes, name: str, header: PictureHeader) -> None:
        """Keep the bytes; decode nothing yet."""
        self._data = data
        self._name = name
        self._header = header
        self._stored: Pixels | None = None
        self._upright: Pixels | None = None
        self._warnings: tuple[str, ...] = ()

    @property
    def size(self) -> Size:
        """Upright full size."""
        return self._header.upright

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences about damage met while decoding."""
        return self._warnings

    def at_least(self, longest_side_px: int) -> Pixels:
        """Return the whole picture, upright; JPEGs come at 1/8, 1/4 or 1/2 where that is enough.

        Treat the result as read-only: at full size it is shared.

        :raises MediaError: nothing of it can be decoded.
        """
        shrink = self._shrink_for(longest_side_px) if self._stored is None else 1
        if shrink > 1:
            return upright(self._decode(shrink), self._header.turn)
        if self._upright is None:
            self._upright = upright(self._full(), self._header.turn)
        return self._upright

    def region(self, box: Box) -> Pixels:
        """Return the part inside `box` at full resolution, upright; a copy.

        The first call decodes the whole picture once and keeps it.

        :raises MediaError: nothing of it can be decoded.
        """
        inside = box.clipped(self.size)
        part = crop(self._full(), stored_box(inside, self._header.stored, self._header.turn))
        return upright(part.copy(), self._header.turn)

    def _shrink_for(self, longest_side_px: int) -> int:
        if not shrinks(self._header):
            return 1
        longest = max(self._header.stored.width_px, self._header.stored.height_px)
        return next((scale for scale in (8, 4, 2) if -(-longest // scale) >= longest_side_px), 1)

    def _full(self) -> Pixels:
        if self._stored is None:
            self._stored = self._decode(1)
        return self._stored

    def _decode(self, shrink: int) -> Pixels:
        try:
            picture, is_damaged = decode(self._data, self._header, shrink)
        except MediaError:
            raise
        except Exception as cause:  # hostile bytes in a decoder: any exception may come out
            raise MediaError(
                "{name} cannot be decoded: {reason}.", name=self._name, reason=reason(cause)
            ) from cause
        expected = (-(-self._header.stored.height_px // shrink), -(-self._header.stored.width_px // shrink))
        if picture.shape[:2] != expected:
            raise MediaError("{name} holds another size than its header says.", name=self._name)
        if is_damaged and CUT_SHORT not in self._warnings:
            self._warnings = (*self._warnings, CUT_SHORT)
        return picture
