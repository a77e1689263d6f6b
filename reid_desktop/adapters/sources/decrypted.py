"""Bytes that are decrypted where they are read: AES in CBC mode, as iOS and Android backups use it."""

from __future__ import annotations

from Crypto.Cipher import AES

from reid_desktop.adapters.sources.blocks import Block
from reid_desktop.domain.errors import SourceError

STEP = "@decrypted"
"""The step into an encrypted file of a backup: `BACKUP/ab/abcdef...!/@decrypted`."""
_BLOCK_BYTES = 16
_NO_IV = bytes(_BLOCK_BYTES)


class CbcBlock:
    """An encrypted block, decrypted where it is read; its padding (RFC 5652) is cut off."""

    def __init__(self, whole: Block, key: bytes, start: int = 0, iv: bytes = _NO_IV) -> None:
        """Begin at `start` of the whole; `whole` stays open when this is closed.

        :raises SourceError: what is encrypted has no fitting length.
        """
        self._whole = whole
        self._key = key
        self._start = start
        self._iv = iv
        self._packed_bytes = whole.size_bytes() - start
        if self._packed_bytes % _BLOCK_BYTES or self._packed_bytes < 0:
            raise SourceError("It is encrypted, and cut short or damaged: its length fits no cipher.")
        self._size_bytes = self._packed_bytes - self._padding()

    @property
    def is_lost(self) -> bool:
        """Whether the whole is."""
        return self._whole.is_lost

    def read_at(self, start: int, count: int) -> bytes:
        """Return decrypted bytes."""
        end = min(start + count, self._size_bytes)
        if start >= end:
            return b""
        first = start // _BLOCK_BYTES * _BLOCK_BYTES
        last = -(-end // _BLOCK_BYTES) * _BLOCK_BYTES
        return self._decrypted(first, last)[start - first : end - first]

    def size_bytes(self) -> int:
        """Return the length without the padding."""
        return self._size_bytes

    def close(self) -> None:
        """Own nothing."""

    def _padding(self) -> int:
        if not self._packed_bytes:
            return 0
        last = self._decrypted(self._packed_bytes - _BLOCK_BYTES, self._packed_bytes)
        count = last[-1]
        is_padded = 1 <= count <= _BLOCK_BYTES and last.endswith(bytes([count]) * count)
        return count if is_padded else 0

    def _decrypted(self, first: int, last: int) -> bytes:
        """Return whole blocks; each needs the one before it, the first one the IV."""
        before = _BLOCK_BYTES if first else 0
        packed = self._whole.read_at(self._start + first - before, last - first + before)
        if len(packed) < last - first + before:
            raise SourceError("It is encrypted, and cut short.")
        iv = packed[:before] or self._iv
        return AES.new(self._key, AES.MODE_CBC, iv).decrypt(packed[before:])
