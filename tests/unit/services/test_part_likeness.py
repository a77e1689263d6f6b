"""Candidates are compared part by part, from the crops that were kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from reid_desktop.domain.body_parts import BANDS, BodyPart, alone, without
from reid_desktop.domain.common_part import unit
from reid_desktop.domain.errors import CaseError
from reid_desktop.domain.geometry import Box, Pixels, Size, Vectors
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.query import Candidate
from reid_desktop.domain.sighting import ModelKey
from reid_desktop.ports.inspection import PartsRequest
from reid_desktop.services.part_likeness import ComparePart
from tests.contract.store.builders import search_record
from tests.unit.services.test_searching import filled

LIKE, OTHER_TORSO, OTHER = 1, 2, 3


def dressed(torso: int, legs: int) -> Pixels:
    crop = np.full((100, 40, 3), 30, np.uint8)
    crop[20:52] = torso
    crop[52:] = legs
    return crop


CROPS = {"probe": dressed(200, 80), "1": dressed(200, 80), "2": dressed(90, 80), "3": dressed(90, 240)}


class Folder:
    """Crops by the number of the item; the fourth is missing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def crop_path(self, sha256: str, box: Box, best_s: float | None) -> Path:  # noqa: ARG002
        name = "probe" if sha256 == search_record().probe.sha256 else str(int(sha256, 16) + 1)
        path = self._folder / name
        if name in CROPS:
            path.write_bytes(name.encode())
        return path

    def scene_path(self, sha256: str, best_s: float | None) -> Path:  # noqa: ARG002
        return self._folder / "none"


class Rows:
    """Describes a crop by the brightness of its rows."""

    key = ModelKey("rows", "r" * 64, "v1")
    dimensions = 100
    input_size = Size(40, 100)

    def embed(self, crops: Sequence[Pixels]) -> Vectors:
        rows = np.array([crop.mean(axis=(1, 2)) + 1 for crop in crops], np.float32)
        return unit(rows)


def compare(tmp_path: Path) -> ComparePart:
    return ComparePart(filled(4), Folder(tmp_path), lambda data: CROPS[data.decode()], Rows())


def test_parts_tell_on_what_a_likeness_rests(tmp_path: Path) -> None:
    found = tuple(Candidate(n, SightingId(n), 0.9) for n in (1, 2, 3, 4))
    record = replace(search_record(), candidates=found)
    like, jacket, other, missing = compare(tmp_path)(record, 10)
    assert (like.parts or {})[BodyPart.TORSO] > 0.9 > (jacket.parts or {})[BodyPart.TORSO]
    assert (jacket.parts or {})[BodyPart.LEGS] > (other.parts or {})[BodyPart.LEGS]
    assert (missing.parts, missing.rest, like.rest) == (None, None, None)
    again = compare(tmp_path)(record, 3, [BodyPart.TORSO])
    assert {one.sighting_id for one in again[:2]} == {LIKE, OTHER_TORSO}
    assert again[-1].sighting_id == OTHER
    assert again[1].rest is not None


def test_one_candidate_is_told_beside_others(tmp_path: Path) -> None:
    store = filled(4)
    found = tuple(Candidate(n, SightingId(n), 0.9) for n in (1, 2, 3, 4))
    with store.transaction("t") as case:
        search_id = case.add_search(replace(search_record(), candidates=found))
    compare_parts = ComparePart(store, Folder(tmp_path), lambda data: CROPS[data.decode()], Rows())
    told = compare_parts.tell(PartsRequest(search_id, SightingId(2)))
    whole = {one.sighting_id: one for one in compare_parts(store.search(search_id), 4, [BodyPart.TORSO])}
    assert (told.parts, told.rest) == (whole[SightingId(2)].parts, whole[SightingId(2)].rest)
    assert compare_parts.tell(PartsRequest(search_id, SightingId(4))).parts is None
    with pytest.raises(CaseError, match="not among the candidates"):
        compare_parts.tell(PartsRequest(search_id, SightingId(9)))


def test_without_the_probes_crop_it_is_said(tmp_path: Path) -> None:
    origin = replace(search_record().probe, sha256=f"{8:064x}")
    with pytest.raises(CaseError, match="no longer in the case folder"):
        compare(tmp_path)(replace(search_record(), probe=origin), 5)


@pytest.mark.parametrize("part", BodyPart)
def test_painting_leaves_the_rest_alone(part: BodyPart) -> None:
    crop = np.random.default_rng(1).integers(0, 256, (100, 40, 3)).astype(np.uint8)
    top, bottom = (round(share * 100) for share in BANDS[part])
    assert np.array_equal(alone(crop, part)[top:bottom], crop[top:bottom])
    assert len(np.unique(without(crop, [part])[top:bottom].reshape(-1, 3), axis=0)) == 1
    assert np.array_equal(without(crop, [part])[bottom:], crop[bottom:])
    assert alone(np.zeros((1, 1, 3), np.uint8), part).shape == (1, 1, 3)
