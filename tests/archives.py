"""Makes real archives of every kind that is read."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import pyzipper
import zstandard

MTIME_S = 1_700_000_000
ZIP_DATE = (2023, 11, 14, 22, 13, 20)
"""The same moment."""

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": lambda data: gzip.compress(data, mtime=0),
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": lambda data: zstandard.ZstdCompressor().compress(data),
}
TREES = ("folder", "zip", "zip-stored", "tar", "tar.gz", "tar.bz2", "tar.xz", "tar.zst", "android_backup")


def zip_info(name: str, mode: int = 0o100644) -> zipfile.ZipInfo:
    """Return an entry of fixed date, as a Unix tool writes it."""
    info = zipfile.ZipInfo(name, ZIP_DATE)
    info.create_system = 3
    info.external_attr = mode << 16
    return info


def zip_bytes(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a ZIP archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(zip_info(name), data, method)
    return out.getvalue()


def locked_zip(files: Mapping[str, bytes], password: str) -> bytes:
    """Return a ZIP archive whose members are encrypted with AES."""
    out = io.BytesIO()
    with pyzipper.AESZipFile(
        out, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES
    ) as archive:
        archive.setpassword(password.encode())
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def tar_info(name: str, size: int = 0, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    """Return a header of fixed date."""
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.type, info.linkname = size, MTIME_S, kind, link
    return info


def tar_bytes(files: Mapping[str, bytes], *special: tarfile.TarInfo) -> bytes:
    """Return a TAR archive with some members that are no files after the others."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in files.items():
            archive.addfile(tar_info(name, len(data)), io.BytesIO(data))
        for info in special:
            archive.addfile(info)
    return out.getvalue()


def android_backup(files: Mapping[str, bytes]) -> bytes:
    """Return what `adb backup` writes, unencrypted."""
    return b"ANDROID BACKUP\n5\n1\nnone\n" + zlib.compress(tar_bytes(files))


def make_tree(kind: str, at: Path, files: Mapping[str, bytes]) -> str:
    """Write the files as a tree of one kind; return its path."""
    if kind == "folder":
        for name, data in files.items():
            (at / name).parent.mkdir(parents=True, exist_ok=True)
            (at / name).write_bytes(data)
        return str(at)
    at.write_bytes(archive_bytes(kind, files))
    return str(at)


def archive_bytes(kind: str, files: Mapping[str, bytes]) -> bytes:
    """Return the files as an archive of one kind."""
    if kind == "zip":
        return zip_bytes(files)
    if kind == "zip-stored":
        return zip_bytes(files, zipfile.ZIP_STORED)
    if kind == "android_backup":
        return android_backup(files)
    if kind == "tar":
        return tar_bytes(files)
    return PACKERS[kind.removeprefix("tar.")](tar_bytes(files))
