"""The body of an Android backup (`adb backup`): a TAR, packed with zlib perhaps, encrypted perhaps."""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Sequence
from typing import BinaryIO, cast

from Crypto.Cipher import AES

from reid_desktop.adapters.sources.blocks import Block, as_file
from reid_desktop.adapters.sources.decrypted import CbcBlock
from reid_desktop.domain.errors import SourceError

NO_PASSWORD = "The Android backup is encrypted, and {what}. Import again with the password of the backup."
_HEADER_BYTES = 8192
_PIECE_BYTES = 1 << 16
_PLAIN_LINES, _ENCRYPTED_LINES = 4, 9
_MOST_ROUNDS = 10_000_000
_IV_BYTES, _KEY_BYTES = 16, 32


def android_body(block: Block, passwords: Sequence[str]) -> BinaryIO:
    """Return the TAR inside: lines of text (name, version, packed or not, cipher, its facts), then the body.

    :raises SourceError: no password fits, or the header makes no sense.
    """
    lines = block.read_at(0, _HEADER_BYTES).split(b"\n", _ENCRYPTED_LINES)
    if len(lines) <= _PLAIN_LINES or not lines[1].isdigit() or lines[2] not in {b"0", b"1"}:
        raise SourceError("The header of the Android backup makes no sense.")
    if lines[3] == b"none":
        body = as_file(block)
        body.seek(_length(lines, _PLAIN_LINES))
    else:
        body = as_file(_decrypted(block, lines, passwords))
    return body if lines[2] == b"0" else cast(BinaryIO, io.BufferedReader(_ZlibStream(body)))


def _decrypted(block: Block, lines: Sequence[bytes], passwords: Sequence[str]) -> CbcBlock:
    if lines[3] != b"AES-256" or len(lines) <= _ENCRYPTED_LINES:
        raise SourceError("The Android backup is encrypted in a way that is not known.")
    try:
        salt, rounds, iv, blob = (
            bytes.fromhex(lines[4].decode("ascii")),
            int(lines[6]),
            bytes.fromhex(lines[7].decode("ascii")),
            bytes.fromhex(lines[8].decode("ascii")),
        )
        if not 0 < rounds <= _MOST_ROUNDS or len(iv) != _IV_BYTES or len(blob) % _IV_BYTES:
            raise ValueError("out of range")
    except ValueError as cause:
        raise SourceError("The header of the encrypted Android backup makes no sense.") from cause
    for password in passwords:
        key = hashlib.pbkdf2_hmac("sha1", password.encode(), salt, rounds, _KEY_BYTES)
        inner = _master(AES.new(key, AES.MODE_CBC, iv).decrypt(blob))
        if inner is not None:
            return CbcBlock(block, inner[1], _length(lines, _ENCRYPTED_LINES), inner[0])
    raise SourceError(NO_PASSWORD, what="no password fits" if passwords else "no password was given")


def _master(blob: bytes) -> tuple[bytes, bytes] | None:
    """Return IV and key of the body; None where a wrong password made nonsense of them.

    Each of the three fields (IV, key, checksum) stands behind its length.
    """
    fields = []
    for _ in range(3):
        if not blob or len(blob) <= blob[0]:
            return None
        fields.append(blob[1 : 1 + blob[0]])
        blob = blob[1 + len(fields[-1]) :]
    iv, key, checksum = fields
    fits = (len(iv), len(key), len(checksum)) == (_IV_BYTES, _KEY_BYTES, _KEY_BYTES)
    return (iv, key) if fits else None


def _length(lines: Sequence[bytes], count: int) -> int:
    return sum(len(line) + 1 for line in lines[:count])


class _ZlibStream(io.RawIOBase):
    """A bare zlib stream (RFC 1950) as a file."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file = file
        self._zlib = zlib.decompressobj()

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Expand no more than the buffer holds."""
        found = b""
        while not found and not self._zlib.eof:
            packed = self._zlib.unconsumed_tail or self._file.read(_PIECE_BYTES)
            if not packed:
                raise EOFError("the packed data ends too early")
            found = self._zlib.decompress(packed, len(buffer))
        buffer[: len(found)] = found
        return len(found)
