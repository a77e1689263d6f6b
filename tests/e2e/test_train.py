"""Training through the command line, on made-up persons."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from reid_desktop.adapters.datasets.layouts import read_training
from tests.e2e.program import Program
from tests.e2e.test_calibrate import lay_out_crops

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_an_embedder_is_trained_exported_and_used(program: Program, tmp_path: Path) -> None:
    pytest.importorskip("torchreid", reason="the extra [torch] is not installed")
    (tmp_path / "crops").mkdir()
    lay_out_crops(tmp_path / "crops", 8)
    words = ("train", "embedder", "--layout", "folder", tmp_path / "crops", "--name", "own-net")
    work = ("--work", tmp_path / "work", "--persons-per-batch", "3", "--crops-per-person", "2")
    made = program.must(*words, *work, "--rounds", "1", "--json").json
    assert (made["name"], made["persons"], made["held_out"]) == ("own-net", 6, 2)
    assert [one["number"] for one in made["rounds"]] == [0, 1]
    longer = program.must(*words, *work, "--rounds", "2", "--json").json
    assert longer["rounds"][:2] == made["rounds"]
    judged = program.must(
        "evaluate", "--layout", "folder", tmp_path / "crops", "--embedder", "own-net", "--json"
    ).json
    assert judged["model_key"].startswith("own-net@")
    assert program.run(*words[:-1], "Bad Name", *work).code == 2
    judges = "\n".join(made_up_judges(tmp_path / "crops"))
    (tmp_path / "judges.txt").write_text(judges, encoding="utf-8")
    more = ("--teacher", "own-net", "--unlabelled", tmp_path / "crops", "--judges", tmp_path / "judges.txt")
    target = (
        "--name",
        "taught-net",
        "--out",
        tmp_path / "models",
        "--half",
        "--even-light",
        "--work",
        tmp_path / "taught",
    )
    again = ("train", "embedder", "--layout", "folder", tmp_path / "crops", *more, *target, *work[2:])
    taught = program.must(*again, "--rounds", "1", "--unlabelled-per-batch", "4", "--json").json
    assert (taught["name"], taught["persons"], taught["held_out"]) == ("taught-net", 5, 3)
    card = (tmp_path / "models" / "taught-net.toml").read_text(encoding="utf-8")
    assert "taught by own-net on these and" in card
    assert (tmp_path / "models" / "taught-net.onnx").stat().st_size < 650_000  # 860,000 in 32 bit
    start = ("--from", CHECKOUT / "models" / "reid-desktop-osnet.onnx", "--half", "--persons-per-batch", "3")
    other = ("train", "embedder", "--layout", "folder", tmp_path / "crops", "--name", "graph-net", *start)
    own = program.must(*other, "--work", tmp_path / "graph", "--rounds", "1", "--json").json
    assert (own["name"], own["persons"]) == ("graph-net", 6)
    assert program.must("self-test", "graph-net", "--json").json["passed"] is True


def made_up_judges(folder: Path) -> list[str]:
    """Return three of the persons that were laid out."""
    return sorted({crop.person for crop in read_training("folder", folder)})[:3]


@pytest.mark.slow
def test_a_detector_is_trained_exported_and_tested(program: Program, tmp_path: Path) -> None:
    if importlib.util.find_spec("ultralytics") is None:
        pytest.skip("the extra [torch] is not installed")
    lay_out_pictures(tmp_path / "data", 12)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "data").rglob("*")}
    words = ("train", "detector", tmp_path / "data", "--name", "own-finder", "--work", tmp_path / "work")
    recipe = ("--side", "64", "--batch", "4", "--rounds", "2", "--hold-out", "0.25", "--json")
    ended = program.must(*words, *recipe)
    made = ended.json
    assert (made["name"], made["pictures"], made["judging"]) == ("own-finder", 9, 3)
    assert (made["labelled"], made["completed"], made["painted_over"]) == (9, 0, 0)
    assert [one["number"] for one in made["rounds"]] == [0, 1, 2]
    assert "Round 1:" in ended.err
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "data").rglob("*")} == before
    assert made["self_test"] is False  # after two rounds it finds nobody, and so it may not be used
    assert program.run("self-test", "own-finder", "--json").code == 1
    assert program.run(*words, "--side", "100").code == 2
    (tmp_path / "other.pth").write_bytes(b"no checkpoint")
    refused = program.run(*words[:5], "--work", tmp_path / "new", "--from", tmp_path / "other.pth")
    assert refused.code == 1
    assert "no checkpoint" in refused.err


def lay_out_pictures(folder: Path, count: int) -> None:
    """Write pictures of an upright bar on noise, each labelled as a person."""
    random = np.random.default_rng(3)
    for kind in ("images", "labels"):
        (folder / kind / "train").mkdir(parents=True)
    for number in range(count):
        pixels = random.integers(0, 60, (48, 64, 3)).astype(np.uint8)
        left = int(random.integers(4, 40))
        pixels[8:44, left : left + 14] = 230
        Image.fromarray(pixels).save(folder / "images" / "train" / f"{number}.png")
        label = f"0 {(left + 7) / 64:.4f} {26 / 48:.4f} {14 / 64:.4f} {36 / 48:.4f}\n"
        (folder / "labels" / "train" / f"{number}.txt").write_text(label, encoding="ascii")
