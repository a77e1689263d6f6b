"""Tracklets of real clips: one for each appearance, and none where there is nobody."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.e2e.program import Program

APPEARANCES_S = ((6, 20), (23, 45), (51, 70), (75, 87), (93, 120), (124, 136))
"""When somebody is in the picture, as a person sees who looks at the clip."""


@pytest.mark.slow
def test_each_appearance_is_one_tracklet_and_a_street_of_cars_has_none(
    program: Program, shared_models: Path, shared_samples: Path, tmp_path: Path
) -> None:
    assert shared_models.is_dir(), "the built-in detector sees less"
    case = program.new_case(tmp_path / "clips")
    folder = shared_samples / "video"
    clips = [folder / "one-by-one-person-detection.mp4", folder / "car-detection.mp4"]
    program.must("import", case, *clips, "--exhibit", "E1", "--video-fps", "2")
    rows = program.must("show", case, "media", "--json").json
    media = {row["sha256"]: Path(row["paths"][0]).name for row in rows}
    found = program.must("show", case, "sightings", "--json").json
    counts = Counter(media[sighting["sha256"]] for sighting in found)
    assert counts["car-detection.mp4"] <= 1
    people = sorted((s["start_s"], s["end_s"]) for s in found if media[s["sha256"]] == clips[0].name)
    assert len(people) == len(APPEARANCES_S)
    for (start_s, end_s), (from_s, until_s) in zip(people, APPEARANCES_S, strict=True):
        assert start_s == pytest.approx(from_s, abs=2)
        assert end_s == pytest.approx(until_s, abs=2)
