"""Every layout's figures against a computation that shares nothing with the program but the vectors."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest
from PIL import Image

from reid_desktop.adapters.datasets.layouts import SPLITS, read_layout
from reid_desktop.domain.geometry import Pixels
from reid_desktop.domain.retrieval import RANKS
from reid_desktop.services.evaluating import Evaluation, evaluate
from tests.fakes.vision import FakeEmbedder

Item = tuple[str, int, int]
"""Path, person, camera."""
Figures = tuple[list[float], float, float]
PERSONS, SHOTS = 14, 3


def picture(person: int, camera: int, seed: int) -> Image.Image:
    """Return a noisy patch whose colour is the person's, tinted by the camera."""
    chance = np.random.default_rng((person + 2, 7))
    colour = chance.integers(40, 215, 3) + np.array([0, 12, -12]) * camera
    noise = np.random.default_rng(seed).normal(0, 45, (24, 12, 3))
    return Image.fromarray(np.clip(colour + noise, 0, 255).astype(np.uint8))


def write(folder: Path, name: str, person: int, camera: int) -> Item:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    picture(person, camera, crc32(name.encode())).save(path)
    return name, person, camera


def market(folder: Path, home: str = "", middle: str = "s1_{:06}_00.png") -> tuple[list[Item], list[Item]]:
    asked: list[Item] = []
    held: list[Item] = []
    for person in range(1, PERSONS):
        for camera in (1, 2, 3):
            for shot in range(SHOTS):
                name = f"{person:04}_c{camera}{middle.format(shot)}"
                part = "query" if shot == 0 and camera < 3 else "bounding_box_test"
                item = write(folder, f"{home}{part}/{name}", person, camera)
                (asked if part == "query" else held).append(item)
    for number in range(6):  # distractors stay and are never right, junk is in nobody's gallery
        held.append(write(folder, f"{home}bounding_box_test/0000_c1{middle.format(100 + number)}", 0, 1))
        write(folder, f"{home}bounding_box_test/-1_c2{middle.format(100 + number)}", -1, 2)
    return asked, held


def duke(folder: Path) -> tuple[list[Item], list[Item]]:
    return market(folder, middle="_f{:07}.png")


def cuhk03(folder: Path) -> tuple[list[Item], list[Item]]:
    return market(folder, home="labeled/", middle="_{}.png")


def msmt17(folder: Path) -> tuple[list[Item], list[Item]]:
    asked: list[Item] = []
    held: list[Item] = []
    for person in range(PERSONS):
        for camera in (1, 9, 15):
            for shot in range(SHOTS):
                name = f"{person:04}/{person:04}_{shot:03}_{camera:02}_0303morning_0019_{shot}.png"
                item = write(folder, f"test/{name}", person, camera)
                (asked if shot == 0 else held).append(item)
    for name, items in (("query", asked), ("gallery", held)):
        lines = [f"{path.removeprefix('test/')} {person}" for path, person, _ in items]
        (folder / f"list_{name}.txt").write_text("\n".join(lines), encoding="utf-8")
    return asked, held


def folder_of_all(folder: Path) -> tuple[list[Item], list[Item]]:
    items = [
        write(folder, f"{person}/{camera}/{shot}.png", person, camera)
        for person in range(PERSONS)
        for camera in (1, 2)
        for shot in range(SHOTS)
    ]
    items.sort()
    return items, items


class Described:
    """The fake embedder, asked through files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.vectors: dict[str, np.ndarray] = {}

    def read(self, path: str) -> Pixels:
        return np.ascontiguousarray(np.asarray(Image.open(self.folder / path).convert("RGB"))[:, :, ::-1])

    def of(self, path: str) -> np.ndarray:
        if path not in self.vectors:
            self.vectors[path] = FakeEmbedder().embed([self.read(path)])[0].astype(np.float64)
        return self.vectors[path]


def by_hand(asked: list[Item], held: list[Item], of: Callable[[str], np.ndarray], junk: bool) -> Figures:
    """Follow the protocol one candidate after another."""
    hits: list[list[bool]] = []
    for path, person, camera in asked:
        scored = [
            (
                -float(np.float32(of(path).astype(np.float32) @ of(other).astype(np.float32))),
                row,
                whose == person,
            )
            for row, (other, whose, where) in enumerate(held)
            if not (junk and whose == person and where == camera)
        ]
        found = [right for _, _, right in sorted(scored)]
        if any(found):
            hits.append(found)
    cmc = [100 * sum(any(found[:rank]) for found in hits) / len(hits) for rank in RANKS]
    precision, penalty = 0.0, 0.0
    for found in hits:
        places = [place for place, right in enumerate(found, start=1) if right]
        precision += sum(number / place for number, place in enumerate(places, start=1)) / len(places)
        penalty += len(places) / places[-1]
    return cmc, 100 * precision / len(hits), 100 * penalty / len(hits)


def told(folder: Path, layout: str) -> Evaluation:
    return evaluate(read_layout(layout, folder), FakeEmbedder(), Described(folder).read, lambda *_: None)


def same(found: Evaluation, expected: Figures) -> None:
    cmc, mean_ap, mean_inp = expected
    assert [100 * share for share in found.bare.cmc] == pytest.approx(cmc, abs=1e-4)
    assert 100 * found.bare.mean_ap == pytest.approx(mean_ap, abs=1e-4)
    assert 100 * found.bare.mean_inp == pytest.approx(mean_inp, abs=1e-4)
    assert 5 < mean_ap < 99  # neither trivial


LAYOUTS: dict[str, Callable[[Path], tuple[list[Item], list[Item]]]] = {
    "market1501": market,
    "dukemtmc": duke,
    "cuhk03": cuhk03,
    "msmt17": msmt17,
    "folder": folder_of_all,
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_one_split(tmp_path: Path, layout: str) -> None:
    asked, held = LAYOUTS[layout](tmp_path)
    held = sorted(held) if layout != "msmt17" else held
    same(told(tmp_path, layout), by_hand(asked, held, Described(tmp_path).of, junk=True))


@pytest.mark.parametrize(("layout", "parts"), [("viper", ("cam_a", "cam_b")), ("grid", ("probe", "gallery"))])
def test_ten_halves(tmp_path: Path, layout: str, parts: tuple[str, str]) -> None:
    """VIPeR and GRID: the splits are the program's own, drawn from seeds; what is counted in them is not."""
    for side, part in enumerate(parts):
        for person in range(1, PERSONS):
            name = f"{person:04}_{45 * side}.png" if layout == "viper" else f"{person:04}_{side + 1}_1.png"
            write(tmp_path, f"{part}/{name}", person, side)
    if layout == "grid":
        for number in range(5):
            write(tmp_path, f"gallery/0000_2_{number}.png", 0, 1)
    found = read_layout(layout, tmp_path)
    assert len(found.splits) == SPLITS
    results = []
    for split in found.splits:
        asked, held = (
            [(c.path, int(re.findall(r"/(\d+)_", c.path)[0]), 0) for c in (found.crops[r] for r in rows)]
            for rows in (split.queries, split.gallery)
        )
        assert len({person for _, person, _ in asked}) == (PERSONS - 1) // 2
        strangers = {person for _, person, _ in held} - {person for _, person, _ in asked}
        assert strangers == ({0} if layout == "grid" else set())
        results.append(by_hand(asked, held, Described(tmp_path).of, junk=False))
    cmc = np.mean([one[0] for one in results], axis=0).tolist()
    mean_ap, mean_inp = (float(np.mean([one[row] for one in results])) for row in (1, 2))
    same(told(tmp_path, layout), (cmc, mean_ap, mean_inp))


@pytest.mark.slow
def test_torchreid_counts_alike(tmp_path: Path) -> None:
    metrics = pytest.importorskip("torchreid.reid.metrics", reason="the extra [torch] is not installed")
    asked, held = market(tmp_path)
    held.sort()
    of = Described(tmp_path).of
    queries, gallery = (np.stack([of(path) for path, _, _ in items]) for items in (asked, held))
    labels = [np.array([item[column] for item in items]) for column in (1, 2) for items in (asked, held)]
    cmc, mean_ap = metrics.evaluate_rank(1 - queries @ gallery.T, *labels, max_rank=20, use_cython=False)
    found = told(tmp_path, "market1501")
    assert found.bare.mean_ap == pytest.approx(float(mean_ap), abs=1e-6)
    assert list(found.bare.cmc) == pytest.approx([float(cmc[rank - 1]) for rank in RANKS], abs=1e-6)


def test_slices_and_failures_tell_where_it_goes_wrong(tmp_path: Path) -> None:
    asked, _ = market(tmp_path)
    found = told(tmp_path, "market1501")
    of_cameras = [one for one in found.slices if one.by == "camera"]
    assert sum(one.queries for one in of_cameras) == found.as_searched.queries == len(asked)
    whole = sum(one.queries * one.rank_1 for one in of_cameras) / len(asked)
    assert whole == pytest.approx(found.as_searched.rank_1)
    assert all(one.low <= one.rank_1 <= one.high for one in found.slices)
    assert all(one.is_few for one in of_cameras)
    assert found.curve[0] == pytest.approx(found.as_searched.rank_1, abs=1e-5)
    ranks = [one.rank for one in found.failures]
    assert ranks == sorted(ranks, reverse=True)
    assert len(ranks) == round((1 - found.as_searched.rank_1) * len(asked))
    assert all(one.wrong_score >= one.right_score for one in found.failures)
    assert all(Path(one.query).name[:4] == Path(one.right).name[:4] for one in found.failures)


def test_days_between_are_a_slice_where_they_are_known(tmp_path: Path) -> None:
    lines = ["path,person,camera,date"]
    for person in range(PERSONS):
        for camera in (1, 2):
            name = write(tmp_path, f"{person}_{camera}.png", person, camera)[0]
            lines.append(f"{name},{person},{camera},2024-05-{1 if camera == 1 else 1 + person % 2 * 9:02}")
    (tmp_path / "labels.csv").write_text("\n".join(lines), encoding="utf-8")
    days = {one.condition: one.queries for one in told(tmp_path, "folder").slices if one.by == "days"}
    assert days == {"0 to 1 days": PERSONS, "7 to 30 days": PERSONS}
