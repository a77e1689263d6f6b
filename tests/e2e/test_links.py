"""Live photos, motion photos and near doubles, through the command line."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.dump.clips import lay_clip
from tests.e2e.program import Program, people_pictures


@pytest.fixture(scope="module")
def phone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A live photo, a motion photo, a picture and what a messenger made of it."""
    folder = tmp_path_factory.mktemp("phone")
    clip = lay_clip(1, [], datetime(2024, 5, 18, 12, tzinfo=UTC))[1]
    with Image.open(people_pictures()[0]) as picture:
        picture.save(folder / "IMG_0042.JPG", quality=90)
        sent = folder / "WhatsApp Images"
        sent.mkdir()
        picture.resize((picture.width // 2, picture.height // 2)).save(
            sent / "IMG-20240518-WA0001.jpg", quality=60
        )
    with Image.open(people_pictures()[1]) as picture:
        picture.save(folder / "MVIMG_1.jpg", quality=90)
    motion = folder / "MVIMG_1.jpg"
    motion.write_bytes(motion.read_bytes() + clip)
    (folder / "IMG_0042.MOV").write_bytes(clip + b"\0\0\0\x08free")
    return folder


def stacks(program: Program, case: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the links by kind."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in program.must("show", case, "stacks", "--json").json:
        found.setdefault(row["kind"], []).append(row)
    return found


def test_what_belongs_together_is_linked_taken_apart_and_stays_apart(
    program: Program, phone: Path, tmp_path: Path
) -> None:
    case = program.new_case(tmp_path / "links")
    summary = program.must("import", case, phone, "--exhibit", "E", "--json").json
    assert (summary["files_total"], summary["imported"]) == (4, 4)
    linked = stacks(program, case)
    assert {kind: len(rows) for kind, rows in linked.items()} == {
        "live_photo": 1,
        "motion_photo": 1,
        "near_double": 1,
    }
    media = {row["sha256"]: row for row in program.must("show", case, "media", "--json").json}
    [near] = linked["near_double"]
    assert media[near["first"]]["paths"][0].endswith("IMG_0042.JPG")
    assert near["detail"].startswith("perceptual hash, ")
    [motion] = linked["motion_photo"]
    inner = media[motion["second"]]
    assert inner["paths"][0].startswith(media[motion["first"]]["paths"][0] + "!/@")
    assert inner["kind"] == "video"

    apart = program.must("links", case, "--apart", near["second"], near["first"], "--reason", "two", "--json")
    assert (apart.json["changed"], apart.json["undone"]) == (2, True)
    again = program.must("links", case, "--json").json
    assert again["added"] == 0
    assert again["links"] == {"live_photo": 1, "motion_photo": 1, "near_double": 0}
    assert stacks(program, case)["near_double"][0]["undone"]
    program.must("links", case, "--join", near["first"], near["second"])
    assert not stacks(program, case)["near_double"][0]["undone"]
    assert program.run("links", case, "--apart", near["first"], motion["first"]).code == 2
    assert program.must("verify", case, "--json").json["problems"] == []
    again = program.must("import", case, phone, "--exhibit", "E", "--json").json
    assert (again["files_total"], again["duplicates"]) == (4, 4)
