"""The demo does the whole main job, and says what it is made of."""

from __future__ import annotations

import importlib.util
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from reid_desktop.adapters.media.demo_scenes import cut_view, load_originals, shipped_pictures
from reid_desktop.domain.errors import SourceError
from reid_desktop.domain.geometry import Size
from tests.e2e.program import Program, people_pictures


@dataclass(frozen=True)
class Made:
    """What a demo left."""

    out: Path
    document: dict[str, Any]
    is_baseline: bool


@pytest.fixture(scope="module", params=["models", "baseline"])
def made(request: pytest.FixtureRequest, program: Program, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Run the demo once with the models that are here, once without any."""
    people_pictures()  # skips where they are not installed
    is_baseline = request.param == "baseline"
    if not is_baseline and "REID_DESKTOP_MODELS" not in program.environment:
        pytest.skip("needs the models folder: set REID_DESKTOP_MODELS")
    folder = tmp_path_factory.mktemp("demo")
    runner = Program(folder / "home", None) if is_baseline else program
    out = folder / "out"
    return Made(out, runner.must("demo", "--out", out, "--json").json, is_baseline)


@pytest.mark.slow
def test_every_file_of_both_phones_is_accounted_for(made: Made) -> None:
    imports = made.document["imports"]
    assert set(imports) == {"A-1", "B-1"}
    for summary in imports.values():
        parts = (summary[name] for name in ("imported", "duplicates", "not_media", "failed"))
        assert summary["files_total"] == sum(parts)
    assert imports["A-1"]["not_media"] == 1  # the text file
    assert imports["A-1"]["videos"] == 1
    assert imports["B-1"]["duplicates"] == 1
    assert sum(summary["files_total"] for summary in imports.values()) == made.document["files"] >= 40
    assert made.document["notes"] == []


@pytest.mark.slow
def test_the_person_is_found_on_both_phones(made: Made) -> None:
    found = made.document["search"]
    assert made.document["models"]["baseline"] is made.is_baseline
    if made.is_baseline:
        assert found["right"] >= 3
    else:
        assert found["exhibits"] == ["A-1", "B-1"]
        assert found["right"] == found["judged"] >= 8


@pytest.mark.slow
def test_the_evidence_is_unchanged_and_the_case_file_is_there(made: Made) -> None:
    report = made.document["verify"]
    assert report["ok"]
    assert report["unchanged"] == report["files_checked"]
    page, table = (Path(path) for path in made.document["exports"])
    assert "not an identification" in page.read_text(encoding="utf-8")
    assert len(table.read_text(encoding="utf-8-sig").splitlines()) > made.document["search"]["candidates"]


@pytest.mark.slow
def test_the_window_was_pictured_in_light_and_dark(made: Made) -> None:
    paths = [Path(path) for path in made.document["screenshots"]]
    assert [path.name for path in paths] == [
        "window-light.png",
        "window-dark.png",
        "window-small.png",
        "window-large.png",
    ]
    for path in paths:
        assert path.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
        assert path.stat().st_size > 50_000  # an empty window is much smaller


@pytest.mark.slow
def test_the_readme_says_what_it_is_made_of(made: Made) -> None:
    text = (made.out / "README.txt").read_text(encoding="utf-8")
    assert "do not exist" in text
    assert "ultralytics" in text
    assert ("not for casework" in " ".join(text.split())) is made.is_baseline
    assert "not an identification" in text
    assert not re.search(r"[^\x00-\x7f]", text)


def test_a_folder_that_holds_something_is_refused(program: Program, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep me")
    ended = program.run("demo", "--out", tmp_path)
    assert ended.code == 2
    assert "not empty" in ended.err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_without_the_pictures_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(SourceError, match=r"reid-desktop\[torch\]"):
        shipped_pictures()


@pytest.mark.parametrize("seed", range(6))
def test_a_view_shows_the_wanted_persons_whole(seed: int) -> None:
    people_pictures()
    for original in load_originals().values():
        for name, box in original.persons.items():
            view = cut_view(original, [name], Size(800, 600), seed)
            assert view.pixels.shape == (600, 800, 3)
            shown = view.persons[name]
            assert shown.height_px / shown.width_px == pytest.approx(box.height_px / box.width_px, rel=0.02)
