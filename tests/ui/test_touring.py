"""The tour: its parts agree with the command line, odd names are laid out, the first page is taken."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from reid_desktop.app.cli.values import size_px
from reid_desktop.app.demo.tour_names import lay_out
from reid_desktop.ui.touring import PARTS


def test_the_command_line_names_every_part_without_loading_the_window() -> None:
    code = (
        "import sys; from reid_desktop.app.cli.grammar_machine import PARTS; "
        "print(*PARTS, *(name for name in sys.modules if name.startswith('PySide6')))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert tuple(said.split()) == PARTS


def test_a_size_is_two_numbers() -> None:
    assert size_px("1280x720") == (1280, 720)
    for wrong in ("1280", "0x720", "1280x", "12800x720", "-1x5", "1280X720"):
        with pytest.raises(Exception, match="is no size"):
            size_px(wrong)


def test_photos_are_copied_under_names_of_every_script(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for number in range(7):
        Image.new("RGB", (8, 8), (30 * number, 0, 0)).save(source / f"{number}.jpg")
    exhibits = lay_out(source, tmp_path / "odd")
    copies = sorted(one for one in (tmp_path / "odd").rglob("*") if one.is_file())
    assert len(copies) == 7
    assert len({one.read_bytes() for one in copies}) == 7
    assert max(len(one.name.encode()) for one in copies) > 190
    assert any("\u0600" <= letter <= "\u06ff" for one in copies for letter in one.name)
    assert max(len(one.exhibit_id) for one in exhibits) == 120
    assert [one.name for one in sorted((tmp_path / "odd").iterdir())] == [
        str(n) for n in range(len(exhibits))
    ]


def test_a_part_of_the_tour_is_taken_in_the_theme_size_and_scale_that_are_wanted(tmp_path: Path) -> None:
    out = tmp_path / "pictures"
    words = ["tour", "--out", str(out), "--source", str(tmp_path), "--part", "start", "--theme", "dark"]
    words += ["--size", "1100x700", "--scale", "150", "--language", "de", "--json"]
    done = subprocess.run(
        [sys.executable, "-m", "reid_desktop", *words],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    taken = [Path(one) for one in json.loads(done.stdout)["pictures"]]
    assert [one.name for one in taken] == [
        "01-start-01-first-start-dark-1100.png",
        "01-start-02-new-case-dark.png",
        "01-start-03-unlock-dark.png",
    ]
    with Image.open(taken[0]) as picture:
        assert picture.size == (1650, 1050)


def test_no_such_part_or_theme_is_refused(tmp_path: Path) -> None:
    for words in (["--part", "nothing"], ["--theme", "pink"], ["--scale", "99"]):
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "reid_desktop",
                "tour",
                "--out",
                str(tmp_path / "o"),
                "--source",
                ".",
                *words,
            ],
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 2
