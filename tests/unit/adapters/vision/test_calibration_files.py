"""Calibrations on disk."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from reid_desktop.adapters.vision.calibration_files import (
    CalibrationFiles,
    encode_calibration,
    read_calibration,
)
from reid_desktop.adapters.vision.cards import read_card
from reid_desktop.adapters.vision.hashing import weights_digest
from reid_desktop.domain.errors import ModelError
from tests.conftest import ROOT
from tests.unit.domain.test_calibration import CALIBRATION


def test_a_calibration_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    files = CalibrationFiles(tmp_path / "own", tmp_path / "shipped")
    assert files.find(CALIBRATION.embedder) is None
    files.keep(CALIBRATION)
    assert files.find(CALIBRATION.embedder) == CALIBRATION


def test_one_made_here_comes_before_one_that_ships(tmp_path: Path) -> None:
    shipped = CalibrationFiles(tmp_path / "shipped", tmp_path / "none")
    shipped.keep(CALIBRATION)
    files = CalibrationFiles(tmp_path / "own", tmp_path / "shipped")
    assert files.find(CALIBRATION.embedder) == CALIBRATION
    own = replace(CALIBRATION, persons=7)
    files.keep(own)
    assert files.find(CALIBRATION.embedder) == own


def test_other_weights_and_other_precision_have_none(tmp_path: Path) -> None:
    files = CalibrationFiles(tmp_path, tmp_path)
    files.keep(CALIBRATION)
    assert files.find("emb@222222222222#v1") is None
    assert files.find("emb@111111111111#v1-bf16") is None
    files.keep(replace(CALIBRATION, embedder="emb@111111111111#v1-bf16"))
    assert files.find(CALIBRATION.embedder) == CALIBRATION


@pytest.mark.parametrize(
    "damage",
    [
        lambda table: table.update(version=9),
        lambda table: table.pop("validity"),
        lambda table: table["conditions"][0]["knots"].reverse(),
        lambda table: table["conditions"][0].update(knots=[]),
        lambda table: table["conditions"][0]["knots"][0].append(1.0),
        lambda table: table["conditions"][0]["knots"][0].__setitem__(4, 0.0),
        lambda table: table["conditions"][0]["knots"][0].__setitem__(1, "much"),
        lambda table: table["conditions"][0].update(comparison="by feeling"),
        lambda table: table.update(conditions=7),
    ],
)
def test_a_damaged_one_is_refused_with_a_sentence(tmp_path: Path, damage: object) -> None:
    table = json.loads(encode_calibration(CALIBRATION))
    assert callable(damage)
    damage(table)
    path = tmp_path / "emb.json"
    path.write_text(json.dumps(table), encoding="utf-8")
    with pytest.raises(ModelError, match="is no calibration"):
        read_calibration(path)


@pytest.mark.parametrize("data", [b"", b"[]", b"\xff\xfe", b"{" * 100_000, b'{"version": 1e999}'])
def test_what_is_no_calibration_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.json").write_bytes(data)
    with pytest.raises(ModelError):
        read_calibration(tmp_path / "x.json")


SHIPPED = sorted((ROOT / "models" / "calibration").glob("*.json"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_what_ships_fits_its_card_and_says_how_it_was_made(path: Path) -> None:
    found = read_calibration(path)
    card = read_card(ROOT / "models" / f"{path.stem}.toml")
    name, _, rest = found.embedder.partition("@")
    digest, _, preprocessing = rest.partition("#")
    assert name == path.stem
    if card.files:  # what is built in has no weights to hash
        assert weights_digest([file.sha256 for file in card.files]).startswith(digest)
    assert preprocessing == card.preprocessing
    assert found.made
    # Ours may be judged only by the persons whom it was not trained on.
    sets, persons = (2, 100) if path.stem.startswith("reid-desktop-") else (3, 500)
    assert len(found.sets) >= sets
    assert found.persons > persons
    assert all(one.cllr.value < 1 for one in found.conditions)
