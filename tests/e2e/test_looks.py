"""Photos stored on their side, the thorough mode, and filters on quality, through the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from reid_desktop.domain.geometry import Box, Size
from reid_desktop.domain.turning import turned_back
from tests.e2e.program import Program, people_pictures

UPRIGHT_DEG = {"upright": 0, "right": 270, "over": 180, "left": 90}
"""The clockwise turn that brings each of the files upright."""


@pytest.fixture(scope="module")
def phone(tmp_path_factory: pytest.TempPathFactory, shared_models: Path) -> Path:  # noqa: ARG001 - skips
    """One photo, stored in each of the four turns, lossless and without EXIF."""
    folder = tmp_path_factory.mktemp("phone")
    with Image.open(people_pictures()[0]) as picture:
        for name, turn_deg in UPRIGHT_DEG.items():
            # Pillow turns the other way round, and bringing upright undoes how it is stored.
            picture.rotate(turn_deg, expand=True).save(folder / f"{name}.png")
    return folder


@pytest.fixture(scope="module")
def case(program: Program, phone: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with it."""
    folder = program.new_case(tmp_path_factory.mktemp("cases") / "looks")
    summary = program.must("import", folder, phone, "--exhibit", "EX-1", "--json").json
    assert ".turned + " in summary["model_key"]
    return folder


def sightings(program: Program, case: Path, *words: str) -> list[dict[str, Any]]:
    """Return what `show sightings` prints."""
    found: list[dict[str, Any]] = program.must("show", case, "sightings", *words, "--json").json
    return found


def by_file(program: Program, case: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the sightings of each file."""
    names = {
        m["sha256"]: Path(m["paths"][0]).stem for m in program.must("show", case, "media", "--json").json
    }
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in names.values()}
    for sighting in sightings(program, case):
        found[names[sighting["sha256"]]].append(sighting)
    return found


def test_each_photo_shows_the_same_persons_with_the_same_facts(program: Program, case: Path) -> None:
    found = by_file(program, case)
    upright = [s for s in found["upright"] if s["score"] >= 0.5]
    assert len(upright) >= 3
    for name, turn_deg in UPRIGHT_DEG.items():
        stored = Size(810, 1080) if turn_deg % 180 == 0 else Size(1080, 810)
        assert {s["turn_deg"] for s in found[name]} == {turn_deg}
        for one in upright:
            expected = turned_back(Box(*one["box"]), stored, turn_deg)
            nearest = max(found[name], key=lambda s: expected.iou(Box(*s["box"])))
            assert expected.iou(Box(*nearest["box"])) >= 0.9, (name, one)
            facts, same = one["quality_facts"], nearest["quality_facts"]
            assert same["height_px"] == pytest.approx(facts["height_px"], rel=0.05)
            assert same["overlap"] == pytest.approx(facts["overlap"], abs=0.1)
            assert same["truncated"] == facts["truncated"]


def test_a_person_is_found_again_on_the_side(program: Program, case: Path, phone: Path) -> None:
    """The probe is upside down, and the four files show whom it shows before anybody else."""
    found = by_file(program, case)
    one = max(found["over"], key=lambda s: s["score"])
    box = ",".join(map(str, one["box"]))
    words = ("search", case, "--probe", phone / "over.png", "--box", box, "--top", "4", "--bare", "--json")
    candidates = program.must(*words).json["candidates"]
    assert len({c["sha256"] for c in candidates}) == 4
    assert all(c["score"] > 0.9 for c in candidates)


def test_filters_on_quality_narrow_show_search_and_export(
    program: Program, case: Path, phone: Path, tmp_path: Path
) -> None:
    everyone = sightings(program, case)
    whole = [s["sighting_id"] for s in everyone if not s["quality_facts"]["truncated"]]
    assert 0 < len(whole) < len(everyone)
    assert [s["sighting_id"] for s in sightings(program, case, "--whole")] == whole
    tall = sightings(program, case, "--min-height", "400", "--max-overlap", "0.5", "--min-score", "0.6")
    assert 0 < len(tall) < len(everyone)
    for sighting in tall:
        facts = sighting["quality_facts"]
        assert facts["height_px"] >= 400
        assert facts["overlap"] <= 0.5
        assert facts["score"] >= 0.6
    searched = program.must("search", case, "--probe", phone / "left.png", "--whole", "--json").json
    assert searched["index"]["searched"] == len(whole)
    program.must("export", case, "--format", "csv", "--out", tmp_path / "a.csv", "--whole")
    assert len((tmp_path / "a.csv").read_text("utf-8-sig").splitlines()) == 1 + len(whole)
    log = program.must("show", case, "audit", "--json").json
    assert any(row["object"] == "filtered sightings" and "whole_only" in row["detail"] for row in log)


def test_a_thorough_case_stays_thorough(program: Program, case: Path, tmp_path: Path) -> None:
    """What comes in later is looked at alike, until somebody says otherwise; results of both modes stay."""
    thorough = program.must("analyse", case, "--thorough", "--json").json
    assert (thorough["media"], thorough["failed"]) == (4, 0)
    assert ".thorough + " in thorough["model_key"]
    later = tmp_path / "later"
    later.mkdir()
    with Image.open(people_pictures()[1]) as picture:
        picture.save(later / "later.png")
    summary = program.must("import", case, later, "--exhibit", "EX-1", "--json").json
    assert summary["model_key"] == thorough["model_key"]
    assert summary["sightings"] > 0
    back = program.must("analyse", case, "--no-thorough", "--json").json
    assert (back["media"], ".turned + " in back["model_key"]) == (1, True)
