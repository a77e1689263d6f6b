"""The hash of a map file is that of one state of it."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from reid_desktop.adapters.maps.hashing import fingerprint
from reid_desktop.domain.errors import MapFileError


def test_a_file_that_changes_while_it_is_read_has_no_hash(tmp_path: Path) -> None:
    path = tmp_path / "town.mbtiles"
    path.write_bytes(b"x" * 100)

    def write_once() -> bool:
        if path.stat().st_size == 100:
            path.write_bytes(b"x" * 101)
        return True

    with pytest.raises(MapFileError, match="changed while"):
        fingerprint(str(path), write_once)


def test_a_folder_or_device_has_no_hash(tmp_path: Path) -> None:
    with pytest.raises(MapFileError):
        fingerprint(str(tmp_path), lambda: True)
    with pytest.raises(MapFileError, match="no file"):
        fingerprint("/dev/null", lambda: True)


def test_a_file_written_anew_with_the_time_of_before_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "town.mbtiles"
    path.write_bytes(b"before")
    before = path.stat()
    known = fingerprint(str(path), lambda: True)
    path.write_bytes(b"after!")
    while path.stat().st_ctime_ns == before.st_ctime_ns:  # the clock of a file system may be coarse
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    found = fingerprint(str(path), lambda: True, known)
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert found.sha256 == hashlib.sha256(b"after!").hexdigest()
