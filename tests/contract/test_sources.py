"""What every source reader must do."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from reid_desktop.adapters.sources import reader_for
from reid_desktop.adapters.sources.folder import SingleFileTree
from reid_desktop.domain.errors import SourceError
from reid_desktop.domain.media import FileOutcome, Outcome, SourceEntry
from reid_desktop.ports.media import SourceReader
from tests.fakes.media import FakeSource

NAMES = ("a.jpg", "b/1.jpg", "b/2.jpg", "b/c/ä 写真.jpg", "z.jpg")


@pytest.fixture(params=["fake", "folder"])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[SourceReader, str]:
    root = tmp_path / "phone"
    listed: list[SourceEntry | FileOutcome] = []
    for name in NAMES:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
        os.utime(path, ns=(1, 1_700_000_000_000_000_001))
        listed.append(SourceEntry(str(path), name, len(name.encode()), 1_700_000_000_000_000_001))
    return (FakeSource(listed) if request.param == "fake" else reader_for(root)), str(root)


def entries(reader: SourceReader, root: str) -> list[SourceEntry]:
    return [found for found in reader.entries(root) if isinstance(found, SourceEntry)]


def outcomes(reader: SourceReader, root: str) -> dict[str, FileOutcome]:
    found = (one for one in reader.entries(root) if isinstance(one, FileOutcome))
    return {Path(one.path).name: one for one in found}


def test_every_file_comes_once_with_its_facts(source: tuple[SourceReader, str]) -> None:
    reader, root = source
    found = entries(reader, root)
    assert sorted(entry.device_path for entry in found) == sorted(NAMES)
    for entry in found:
        assert entry.path == f"{root}/{entry.device_path}"
        assert entry.size_bytes == len(entry.device_path.encode())
        assert entry.mtime_ns == 1_700_000_000_000_000_001


def test_the_order_is_stable(source: tuple[SourceReader, str]) -> None:
    reader, root = source
    assert entries(reader, root) == entries(reader, root)


def test_a_missing_root_is_an_error(source: tuple[SourceReader, str]) -> None:
    reader, root = source
    with pytest.raises(SourceError):
        list(reader.entries(f"{root}-not-there"))


def test_a_folder_is_walked_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("b/x", "a/x", "B", "10", "9"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    found = [entry.device_path for entry in entries(reader_for(tmp_path), str(tmp_path))]
    assert found == ["10", "9", "B", "a/x", "b/x"]


def test_links_are_reported_and_not_followed(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (outside / "secret.jpg").touch()
    (root / "real.jpg").touch()
    (root / "loop").symlink_to(root)
    (root / "out").symlink_to(outside)
    (root / "link.jpg").symlink_to(root / "real.jpg")
    (root / "broken").symlink_to(root / "nothing")
    assert [entry.device_path for entry in entries(reader_for(root), str(root))] == ["real.jpg"]
    found = outcomes(reader_for(root), str(root))
    assert sorted(found) == ["broken", "link.jpg", "loop", "out"]
    assert all(one.outcome is Outcome.NOT_MEDIA and one.reason for one in found.values())


def test_pipes_are_reported_and_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    assert outcomes(reader_for(tmp_path), str(tmp_path))["pipe.jpg"].outcome is Outcome.NOT_MEDIA


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every folder")
def test_an_unreadable_folder_is_a_failed_outcome(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    (tmp_path / "open.jpg").touch()
    closed.chmod(0)
    try:
        found = list(reader_for(tmp_path).entries(str(tmp_path)))
    finally:
        closed.chmod(stat.S_IRWXU)
    assert [type(one) for one in found] == [SourceEntry, FileOutcome]
    assert isinstance(found[1], FileOutcome)
    assert found[1].outcome is Outcome.FAILED
    assert "permission denied" in str(found[1].reason)


def test_a_folder_that_vanishes_during_the_walk_is_a_failed_outcome(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").touch()
    (tmp_path / "gone").mkdir()
    walk = reader_for(tmp_path).entries(str(tmp_path))
    next(walk)
    (tmp_path / "gone").rmdir()
    (left,) = list(walk)
    assert isinstance(left, FileOutcome)
    assert left.outcome is Outcome.FAILED


def test_names_that_are_no_text_keep_their_bytes(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/caf\xe9.jpg"
    os.close(os.open(raw, os.O_CREAT | os.O_WRONLY))
    (entry,) = entries(reader_for(tmp_path), str(tmp_path))
    assert entry.device_path == "caf\udce9.jpg"
    assert os.fsencode(entry.path) == raw


def test_deep_and_long_paths_are_walked_or_reported(tmp_path: Path) -> None:
    here = os.open(tmp_path, os.O_RDONLY)
    try:  # deeper than a path may be long
        for _ in range(25):
            os.mkdir("d" * 200, dir_fd=here)
            deeper = os.open("d" * 200, os.O_RDONLY, dir_fd=here)
            os.close(here)
            here = deeper
    finally:
        os.close(here)
    (tmp_path / "z.jpg").touch()
    found = list(reader_for(tmp_path).entries(str(tmp_path)))
    assert isinstance(found[0], SourceEntry)
    assert isinstance(found[-1], FileOutcome)
    assert found[-1].outcome is Outcome.FAILED


def test_a_single_file_is_its_own_source(tmp_path: Path) -> None:
    path = tmp_path / "x.jpg"
    path.write_bytes(b"abc")
    (entry,) = entries(reader_for(path), str(path))
    assert (entry.path, entry.device_path, entry.size_bytes) == (str(path), "x.jpg", 3)
    with pytest.raises(SourceError):
        list(SingleFileTree(str(tmp_path)).files())
    with pytest.raises(SourceError):
        list(SingleFileTree("x\0y").files())


def test_the_reader_fits_what_lies_at_the_path(tmp_path: Path) -> None:
    (tmp_path / "x.jpg").touch()
    assert reader_for(tmp_path).kind == "folder"
    assert reader_for(str(tmp_path / "x.jpg")).kind == "file"
    with pytest.raises(SourceError, match="no file or folder"):
        reader_for(str(tmp_path / "nothing"))
