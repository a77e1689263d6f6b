"""Noticing what arrives in a folder."""

from __future__ import annotations

from pathlib import Path

from reid_desktop.adapters.sources.arriving import Arriving


def test_what_is_there_at_first_is_new_once_it_rests(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"1")
    arriving = Arriving(tmp_path)
    assert [arriving.has_settled() for _ in range(3)] == [False, True, False]


def test_a_growing_file_is_waited_for(tmp_path: Path) -> None:
    arriving = Arriving(tmp_path)
    assert [arriving.has_settled() for _ in range(2)] == [False, False]
    (tmp_path / "deep").mkdir()
    file = tmp_path / "deep" / "b.mp4"
    for size in (1, 2, 3):
        file.write_bytes(b"x" * size)
        assert not arriving.has_settled()
    assert arriving.has_settled()
    assert not arriving.has_settled()


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    outside.mkdir()
    inside.mkdir()
    (inside / "link").symlink_to(outside)
    arriving = Arriving(inside)
    arriving.has_settled()
    arriving.has_settled()
    (outside / "new.jpg").write_bytes(b"1")
    assert [arriving.has_settled() for _ in range(2)] == [False, False]
