"""Tells archives by their first bytes."""

from __future__ import annotations

HEAD_BYTES = 1024

_MAGIC = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),  # without members
    (b"PK\x07\x08", "zip"),  # in parts, of which this is the first
    (b"\x1f\x8b\x08", "gz"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zst"),
    (b"ANDROID BACKUP\n", "android_backup"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
)
NOT_READ = {"7z": "7z", "rar": "RAR"}
"""Kinds that are recognised only, with the name for the user."""
PACKED = frozenset({"gz", "bz2", "xz", "zst"})

_CHECKSUM = slice(148, 156)
_BLOCK_BYTES = 512


def archive_kind(head: bytes) -> str | None:
    """Return `zip`, `tar`, `gz`, `bz2`, `xz`, `zst`, `android_backup`, `7z` or `rar`; None for all else."""
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[:3] == b"BZh" and head[4:10] in {b"1AY&SY", b"\x17rE8P\x90"}:
        return "bz2"
    return "tar" if is_tar(head) else None


def is_tar(head: bytes) -> bool:
    """Tell whether the bytes begin with a tar header (ustar of POSIX.1-1988, or older) of right checksum."""
    block = head[:_BLOCK_BYTES]
    if len(block) < _BLOCK_BYTES or not block[0]:
        return False
    try:
        stated = int(block[_CHECKSUM].strip(b" \0") or b"-", 8)
    except ValueError:
        return False
    return stated == sum(block) - sum(block[_CHECKSUM]) + 8 * 0x20
