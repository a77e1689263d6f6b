"""Data sets in the folders of their publishers, made of empty files."""

from __future__ import annotations

from pathlib import Path

import pytest

from reid_desktop.adapters.datasets.layouts import LAYOUTS, read_layout, read_training
from reid_desktop.domain.errors import UsageError


def touch(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def labels(folder: Path, layout: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    found = read_layout(layout, folder)
    [split] = found.splits
    pair = [
        [(found.crops[r].person, found.crops[r].camera) for r in rows]
        for rows in (split.queries, split.gallery)
    ]
    return pair[0], pair[1]


def test_market_leaves_junk_out_and_keeps_distractors(tmp_path: Path) -> None:
    touch(
        tmp_path,
        "query/0002_c1s1_000451_00.jpg",
        "bounding_box_test/0002_c2s1_000451_00.jpg",
        "bounding_box_test/0000_c2s1_000451_00.jpg",
        "bounding_box_test/-1_c2s1_000451_00.jpg",
        "bounding_box_test/Thumbs.db",
    )
    queries, gallery = labels(tmp_path, "market1501")
    assert queries == [("2", "1")]
    assert sorted(gallery) == [("0", "2"), ("2", "2")]
    assert read_layout("market1501", tmp_path).left_out == 1


def test_duke_and_cuhk03_follow_market(tmp_path: Path) -> None:
    touch(tmp_path, "query/0001_c2_f0046182.jpg", "bounding_box_test/0001_c5_f0001.jpg")
    assert labels(tmp_path, "dukemtmc") == ([("1", "2")], [("1", "5")])
    touch(tmp_path, "labeled/query/0003_c1_1.png", "labeled/bounding_box_test/0003_c2_7.png")
    found = read_layout("cuhk03", tmp_path)
    assert [crop.path for crop in found.crops] == [
        "labeled/query/0003_c1_1.png",
        "labeled/bounding_box_test/0003_c2_7.png",
    ]


def test_msmt17_is_read_from_its_lists(tmp_path: Path) -> None:
    touch(tmp_path, "test/0000/x.jpg")
    (tmp_path / "list_query.txt").write_text("0000/0000_005_01_0303morning_0019_1.jpg 0\n")
    (tmp_path / "list_gallery.txt").write_text("0000/0000_010_14_0303noon_0008_0.jpg 0\n\n")
    assert labels(tmp_path, "msmt17") == ([("0", "1")], [("0", "14")])
    assert read_layout("msmt17", tmp_path).crops[0].path == "test/0000/0000_005_01_0303morning_0019_1.jpg"


def test_viper_and_grid_are_asked_ten_times_by_half_of_the_persons(tmp_path: Path) -> None:
    for person in range(8):
        touch(tmp_path, f"cam_a/{person:03d}_45.bmp", f"cam_b/{person:03d}_90.bmp")
        touch(tmp_path, f"probe/{person + 1:04d}_1_2.jpeg", f"gallery/{person + 1:04d}_2_2.jpeg")
    touch(tmp_path, "gallery/0000_5_1.jpeg", "gallery/0000_6_1.jpeg")
    viper, grid = read_layout("viper", tmp_path), read_layout("grid", tmp_path)
    for found, distractors in ((viper, 0), (grid, 2)):
        assert len(found.splits) == 10
        assert len({split.queries for split in found.splits}) > 5
        for split in found.splits:
            asked = {found.crops[row].person for row in split.queries}
            held = [found.crops[row].person for row in split.gallery]
            assert len(asked) == 4
            assert asked <= set(held)
            assert len(held) == 4 + distractors
    assert read_layout("viper", tmp_path) == viper


@pytest.mark.parametrize("layout", ["table", "folders", "names"])
def test_own_crops_are_asked_for_among_all_others(tmp_path: Path, layout: str) -> None:
    if layout == "table":
        (tmp_path / "labels.csv").write_text("path,person_id,camera\na.jpg,Anna,1\nb.jpg,Anna,2\n")
    elif layout == "folders":
        touch(tmp_path, "Anna/1/a.jpg", "Anna/2/b.jpg", "notes.txt")
    else:
        touch(tmp_path, "0007_c1s1_1.jpg", "0007_c2s1_1.jpg")
    found = read_layout("folder", tmp_path)
    assert [crop.camera for crop in found.crops] == ["1", "2"]
    assert len({crop.person for crop in found.crops}) == 1
    assert found.splits[0].queries == found.splits[0].gallery == (0, 1)


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_a_folder_of_another_kind_is_refused_with_a_sentence(tmp_path: Path, layout: str) -> None:
    touch(tmp_path, "query/who knows.jpg", "notes.txt")
    with pytest.raises(UsageError):
        read_layout(layout, tmp_path)


def test_a_table_without_its_columns_is_refused(tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_text("file,who\na.jpg,Anna\n")
    with pytest.raises(UsageError, match="column"):
        read_layout("folder", tmp_path)


def test_the_part_for_training_is_used_where_there_is_one(tmp_path: Path) -> None:
    touch(
        tmp_path / "market",
        "bounding_box_train/0002_c1s1_000451_00.jpg",
        "bounding_box_train/-1_c1s1_000451_00.jpg",
        "query/0001_c1s1_000451_00.jpg",
        "bounding_box_test/0001_c2s1_000451_00.jpg",
    )
    found = read_training("market1501", tmp_path / "market")
    assert [(crop.path, crop.person) for crop in found] == [
        ("bounding_box_train/0002_c1s1_000451_00.jpg", "2")
    ]
    (tmp_path / "msmt").mkdir()
    (tmp_path / "msmt" / "list_train.txt").write_text("0000/0000_005_01_0303morning_0019_1.jpg 0\n")
    [crop] = read_training("msmt17", tmp_path / "msmt")
    assert (crop.path, crop.camera) == ("train/0000/0000_005_01_0303morning_0019_1.jpg", "1")
    touch(tmp_path / "own", "0/1/a.jpg", "0/2/b.jpg", "7/1/c.jpg")
    assert {crop.person for crop in read_training("folder", tmp_path / "own")} == {"0", "7"}
    with pytest.raises(UsageError):
        read_training("market1501", tmp_path / "own")
