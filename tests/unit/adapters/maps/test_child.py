"""The process that reads maps: what ends it does not end the program."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from reid_desktop.adapters.maps.child import ChildMapFiles
from reid_desktop.domain.errors import MapFileError
from tests.map_files import picture, write_mbtiles


@pytest.fixture
def files() -> Iterator[ChildMapFiles]:
    files = ChildMapFiles()
    yield files
    files.close()


def test_a_child_that_was_killed_is_replaced(files: ChildMapFiles, tmp_path: Path) -> None:
    path = str(write_mbtiles(tmp_path / "a.mbtiles", {(0, 0, 0): picture("red")}))
    assert files.describe(path).max_zoom == 0
    process = files._process
    assert process is not None
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    assert files.tile(path, 0, 0, 0) is not None


def test_what_ends_the_child_is_refused_from_then_on(
    files: ChildMapFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe = tmp_path / "waits.geojson"
    os.mkfifo(pipe)  # whoever opens it waits for ever
    monkeypatch.setattr("reid_desktop.adapters.maps.child._SILENCE_S", {"overlay": 0.3, "describe": 20.0})
    for _ in range(2):
        with pytest.raises(MapFileError, match="took too long"):
            files.overlay(str(pipe))
    path = str(write_mbtiles(tmp_path / "a.mbtiles", {(0, 0, 0): picture("red")}))
    assert files.describe(path).kind == "mbtiles"


def test_closed_files_answer_no_more(tmp_path: Path) -> None:
    files = ChildMapFiles()
    files.close()
    with pytest.raises(MapFileError, match="closed"):
        files.describe(str(tmp_path))
