"""Pictures with persons marked in YOLO's form."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from reid_desktop.adapters.datasets.pictures import read_pictures
from reid_desktop.domain.errors import UsageError


def lay_out(folder: Path, name: str, label: str | None, exif: Image.Exif | None = None) -> None:
    for kind in ("images", "labels"):
        (folder / kind / "train").mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (40, 30)).save(folder / "images" / "train" / name, exif=exif or Image.Exif())
    if label is not None:
        (folder / "labels" / "train" / name).with_suffix(".txt").write_text(label, encoding="utf-8")


def test_persons_are_read_and_cut_at_the_edge(tmp_path: Path) -> None:
    lay_out(tmp_path, "a.png", "0 0.5 0.5 0.2 0.4\n\n1 0.1 0.1 0.1 0.1\n0 0.0 0.5 0.4 1.0\n0 0.5 0.5 0 0.4\n")
    lay_out(tmp_path, "b.jpg", None)
    lay_out(tmp_path, "c.jpg", "")
    (tmp_path / "images" / "train" / "d.jpg").write_bytes(b"no picture")
    (tmp_path / "images" / "train" / "e.txt").write_text("0 0.5 0.5 0.2 0.4", encoding="ascii")
    first, second, third = read_pictures(tmp_path, "train")
    assert (first.width_px, first.height_px) == (40, 30)
    assert first.persons[0] == pytest.approx((0.5, 0.5, 0.2, 0.4))
    assert first.persons[1] == pytest.approx((0.1, 0.5, 0.2, 1.0))
    assert (len(first.persons), second.persons, third.persons) == (2, (), ())


def test_a_picture_stored_on_its_side_is_measured_as_it_is_shown(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    lay_out(tmp_path, "a.jpg", "0 0.5 0.5 0.2 0.4", exif=exif)
    [found] = read_pictures(tmp_path, "train")
    assert (found.width_px, found.height_px) == (30, 40)


@pytest.mark.parametrize(
    "label", ["0 0.5 0.5 0.2", "0 1.5 0.5 0.2 0.4", "person 0.5 0.5 0.2 0.4", "0 nan 0 1 1"]
)
def test_a_label_that_is_none_is_named(tmp_path: Path, label: str) -> None:
    lay_out(tmp_path, "a.png", f"0 0.5 0.5 0.2 0.4\n{label}\n")
    with pytest.raises(UsageError, match=r"Line 2 of .*a\.txt"):
        read_pictures(tmp_path, "train")


@given(text=st.text(max_size=200))
def test_any_text_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.mktemp("any")
    lay_out(folder, "a.png", None)
    (folder / "labels" / "train" / "a.txt").write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        [found] = read_pictures(folder, "train")
    except UsageError:
        return
    assert all(0 <= value <= 1 for person in found.persons for value in person)


def test_a_folder_without_pictures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        read_pictures(tmp_path, "train")
