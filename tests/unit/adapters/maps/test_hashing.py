"""The hash of a map file is that of one state of it."""

from __future__ import annotations

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
