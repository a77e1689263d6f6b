"""The wheel carries what the program needs, and no weights but those of the small networks that ship."""

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

PARTS = (
    "pyproject.toml", "README.md", "LICENSE", "THIRD_PARTY_NOTICES.md", ".gitignore",
    "reid_desktop", "resources", "models",
)  # fmt: skip
WEIGHTS = ("evil.pt", "evil.pth", "evil.onnx", "evil.bin", "evil.xml", "folder/evil.pt", "selftest/evil.bin")


@pytest.fixture(scope="module")
def wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    """The wheel, built from a copy of the checkout in which weights lie about."""
    source = tmp_path_factory.mktemp("source")
    for name in PARTS:
        if (checkout / name).is_dir():
            shutil.copytree(checkout / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(checkout / name, source / name)
    for name in WEIGHTS:
        (source / "models" / name).parent.mkdir(exist_ok=True)
        (source / "models" / name).write_bytes(b"weights")
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    (built,) = out.glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        yield archive


def test_resources_and_cards_travel(wheel: zipfile.ZipFile, checkout: Path) -> None:
    names = set(wheel.namelist())
    for folder, pattern in (("resources", "**/*"), ("models", "*.toml"), ("models", "reid-desktop-*")):
        files = [path for path in (checkout / folder).glob(pattern) if path.is_file()]
        assert files
        missing = {f"reid_desktop/{path.relative_to(checkout).as_posix()}" for path in files} - names
        assert missing == set()


def test_every_module_travels(wheel: zipfile.ZipFile, checkout: Path) -> None:
    modules = {path.relative_to(checkout).as_posix() for path in checkout.glob("reid_desktop/**/*.py")}
    assert modules <= set(wheel.namelist())
    assert "reid_desktop/py.typed" in wheel.namelist()


def test_no_other_weights_and_no_tests_travel(wheel: zipfile.ZipFile) -> None:
    names = wheel.namelist()
    assert [name for name in names if "evil" in name] == []
    assert {name.split("/")[0] for name in names} == {"reid_desktop", "reid_desktop-0.1.0.dist-info"}
    assert sum(info.file_size for info in wheel.infolist()) < 40_000_000


def test_the_wheel_says_what_it_needs(wheel: zipfile.ZipFile) -> None:
    metadata = wheel.read("reid_desktop-0.1.0.dist-info/METADATA").decode()
    assert "License-Expression: AGPL-3.0-or-later" in metadata
    lean = [
        line for line in metadata.splitlines() if line.startswith("Requires-Dist") and "extra ==" not in line
    ]
    assert not any(word in line for line in lean for word in ("torch", "ultralytics", "hnswlib", "lap>"))
    points = wheel.read("reid_desktop-0.1.0.dist-info/entry_points.txt").decode()
    assert "reid-desktop = reid_desktop.__main__:run" in points


def test_what_is_unpacked_runs_and_finds_its_cards(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path / "site")
    program = "import reid_desktop, sys; from reid_desktop.__main__ import run; sys.exit(run())"
    environment = {
        **os.environ, "PYTHONPATH": str(tmp_path / "site"), "REID_DESKTOP_HOME": str(tmp_path / "home"),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", program, "models", "list"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "yolo11n" in done.stdout
