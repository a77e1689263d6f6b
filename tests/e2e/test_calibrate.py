"""Calibrations through the command line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.e2e.program import Program


def lay_out_crops(folder: Path, persons: int) -> None:
    """Write two shots of each person by each of two cameras: bands of a person's own colours, with noise."""
    random = np.random.default_rng(5)
    for person in range(persons):
        colours = random.integers(20, 235, (4, 1, 3))
        for camera in (1, 2):
            for shot in (1, 2):
                bands = np.repeat(np.repeat(colours, 32, axis=0), 48, axis=1)
                light = 0.9 if camera == 1 else 1.1
                noisy = np.clip(bands * light + random.normal(0, 20, bands.shape), 0, 255)
                Image.fromarray(noisy.astype(np.uint8)).save(
                    folder / f"{person:04}_c{camera}s1_{shot:06}_00.png"
                )


@pytest.fixture(scope="module")
def crops(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small labelled set."""
    folder = tmp_path_factory.mktemp("crops")
    lay_out_crops(folder, 24)
    return folder


def test_a_calibration_is_made_kept_and_told(program: Program, crops: Path) -> None:
    words = ("calibrate", "--layout", "folder", crops, "--embedder", "reid-desktop-osnet", "--keep", "--json")
    made = program.must(*words).json
    assert made["embedder"].startswith("reid-desktop-osnet@")
    assert (made["persons"], made["sets"]) == (24, ["labelled crops"])
    assert made["validity"]["across_cameras"] is True
    assert Path(made["kept"]).is_file()
    for condition in made["conditions"]:
        assert set(condition) >= {
            "comparison",
            "knots",
            "cllr",
            "least_cllr",
            "equal_error_rate",
            "det",
            "tippett",
        }
        assert 0 <= condition["cllr"]["low"] <= condition["cllr"]["high"]
    Path(made["kept"]).unlink()


def test_too_few_persons_and_unknown_models_are_told(program: Program, tmp_path: Path) -> None:
    lay_out_crops(tmp_path, 3)
    few = program.run("calibrate", "--layout", "folder", tmp_path, "--embedder", "reid-desktop-osnet")
    assert (few.code, "needs two parts" in few.err) == (2, True)
