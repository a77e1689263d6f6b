"""Whole scenes in the ways they are published."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from reid_desktop.adapters.datasets.scenes import read_scenes
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.geometry import Box


def test_plain_tables(tmp_path: Path) -> None:
    (tmp_path / "boxes.csv").write_text(
        "frame,person,left,top,right,bottom,camera\n"
        "a.jpg,7,10,20,30,90,1\nb.jpg,7,11,20,31,90,2\nb.jpg,,50,20,70,90,2\nc.jpg,-1,1,1,9,30,2\n",
        encoding="utf-8",
    )
    found = read_scenes(tmp_path)
    assert [scene.path for scene in found.scenes] == ["a.jpg", "b.jpg", "c.jpg"]
    assert [len(scene.boxes) for scene in found.scenes] == [1, 1, 0]
    assert [(query.scene, query.person) for query in found.queries] == [(0, "7"), (1, "7")]
    assert found.across_cameras
    (tmp_path / "queries.csv").write_text(
        "frame,person,left,top,right,bottom\na.jpg,7,10,20,30,90\n", encoding="utf-8"
    )
    assert len(read_scenes(tmp_path).queries) == 1


def test_prw(tmp_path: Path) -> None:
    savemat = pytest.importorskip("scipy.io", reason="scipy is not installed").savemat
    (tmp_path / "annotations").mkdir()
    boxes = {"c1s1_000151": [[479, 10, 20, 30, 70]], "c2s1_000151": [[479, 1, 2, 30, 70], [-2, 5, 5, 9, 9]]}
    for frame, rows in boxes.items():
        savemat(tmp_path / "annotations" / f"{frame}.jpg.mat", {"box_new": np.array(rows, float)})
    savemat(tmp_path / "annotations" / "c3s1_000001.jpg.mat", {"box_new": np.array([[1, 1, 1, 9, 9]], float)})
    names = np.array([[frame] for frame in boxes], object)
    savemat(tmp_path / "frame_test.mat", {"img_index_test": names})
    (tmp_path / "query_info.txt").write_text("479 10.4 20 30 70 c1s1_000151\n", encoding="utf-8")
    found = read_scenes(tmp_path)
    assert [(s.path, s.camera, len(s.boxes)) for s in found.scenes] == [
        ("c1s1_000151.jpg", "1", 1),
        ("c2s1_000151.jpg", "2", 1),
    ]
    [query] = found.queries
    assert (query.scene, query.person, query.box) == (0, "479", Box(10, 20, 40, 90))


def test_cuhk_sysu(tmp_path: Path) -> None:
    savemat = pytest.importorskip("scipy.io", reason="scipy is not installed").savemat
    gallery = np.empty((1, 2), dtype=[("imname", object), ("idlocate", object)])
    gallery[0, 0] = ("s2.jpg", np.array([[5, 6, 20, 40]], float))
    gallery[0, 1] = ("s3.jpg", np.empty((0, 0)))
    query = np.empty((1, 1), dtype=[("imname", object), ("idlocate", object), ("idname", object)])
    query[0, 0] = ("s1.jpg", np.array([[1, 2, 30, 60]], float), "p1")
    table = np.empty((1, 1), dtype=[("Query", object), ("Gallery", object)])
    table[0, 0] = (query, gallery)
    home = tmp_path / "annotation" / "test" / "train_test"
    home.mkdir(parents=True)
    savemat(home / "TestG100.mat", {"TestG100": table})
    found = read_scenes(tmp_path)
    assert [(scene.path, len(scene.boxes)) for scene in found.scenes] == [
        ("s1.jpg", 1),
        ("s2.jpg", 1),
        ("s3.jpg", 0),
    ]
    assert found.scenes[1].boxes[0].box == Box(5, 6, 25, 46)
    assert found.queries[0].person == "p1"


@pytest.mark.parametrize(
    "text", ["", "frame,person\na,1\n", "frame,person,left,top,right,bottom\na,1,9,9,1,1\n"]
)
def test_nonsense_is_told(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError):
        read_scenes(tmp_path)
    (tmp_path / "boxes.csv").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError):
        read_scenes(tmp_path)
