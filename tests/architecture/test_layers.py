"""The layers hold, and a planted violation of each contract breaks it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from reid_desktop.adapters.store.case import create_case
from reid_desktop.domain.case import CaseFacts

PLANTS = [
    ("layers", "domain/planted.py", "import reid_desktop.ports"),
    ("layers", "ports/planted.py", "import reid_desktop.services"),
    ("layers", "services/planted.py", "import reid_desktop.adapters"),
    ("layers", "ui/planted.py", "import reid_desktop.adapters"),
    ("layers", "adapters/planted.py", "import reid_desktop.ui"),
    ("layers", "services/planted.py", "import reid_desktop.app"),
    ("layers", "planted/__init__.py", ""),  # a package that takes no place among the layers
    ("qt", "domain/planted.py", "from PySide6 import QtCore"),
    ("qt", "services/planted.py", "def late():\n    import PySide6.QtGui"),
    (
        "qt",
        "adapters/planted.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import shiboken6",
    ),
    ("qt-app", "app/planted.py", "from PySide6 import QtWidgets"),
    ("qt-app", "app/cli/planted.py", "from PySide6 import QtWidgets"),
    ("world", "domain/planted.py", "import cv2"),
    ("world", "ports/planted.py", "import sqlite3"),
    ("world", "services/planted.py", "import subprocess"),
    ("world", "ui/planted.py", "def late():\n    from PIL import Image"),
    ("world-app", "app/planted.py", "import sqlite_utils"),
    ("world-app", "app/cli/planted.py", "import torch"),
    ("window", "ui/planted.py", "import openvino"),
    ("families", "adapters/store/planted.py", "import reid_desktop.adapters.media"),
    ("families", "adapters/vision/planted.py", "import reid_desktop.adapters.index"),
    ("ui-layers", "ui/models/planted.py", "import reid_desktop.ui.views"),
    ("ui-layers", "ui/painting/planted.py", "import reid_desktop.ui.dialogs"),
    ("ui-layers", "ui/views/planted.py", "import reid_desktop.ui.main_window"),
    ("ui-layers", "ui/geometry/planted.py", "import reid_desktop.ui.models"),
    ("screens", "ui/views/start.py", "import reid_desktop.ui.views.map"),
]


def lint(folder: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    """Check the copy in `folder`, which comes first on the path because Python starts there."""
    limits = [word for name in contracts for word in ("--contract", name)]
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run(
        [sys.executable, "-c", program, "--no-logo", *limits],
        cwd=folder,
        env={**os.environ, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def copy(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package and its contracts, free to be spoilt."""
    folder = tmp_path_factory.mktemp("layers")
    shutil.copy(checkout / "pyproject.toml", folder)
    shutil.copytree(
        checkout / "reid_desktop",
        folder / "reid_desktop",
        ignore=lambda _, names: [name for name in names if "." in name and not name.endswith(".py")],
    )
    return folder


def test_the_layers_hold(copy: Path) -> None:
    done = lint(copy)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 broken" in done.stdout


@pytest.mark.parametrize(("contract", "file", "line"), PLANTS)
def test_a_planted_violation_breaks_its_contract(copy: Path, contract: str, file: str, line: str) -> None:
    planted = copy / "reid_desktop" / file
    before = planted.read_text(encoding="utf-8") if planted.exists() else None
    new_folder = not planted.parent.exists()
    planted.parent.mkdir(exist_ok=True)
    planted.write_text(f"{before or ''}\n{line}\n", encoding="utf-8")
    try:
        done = lint(copy, contract)
    finally:
        if before is None:
            planted.unlink()
        else:
            planted.write_text(before, encoding="utf-8")
        if new_folder:
            planted.parent.rmdir()
    assert done.returncode == 1, done.stdout + done.stderr
    guilty = file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    assert f"reid_desktop.{guilty}" in done.stdout.partition("Broken contracts")[2], done.stdout


def test_the_window_reaches_no_runtime_by_a_detour(copy: Path) -> None:
    window = copy / "reid_desktop" / "app" / "window.py"
    if not window.exists():
        window = window.with_suffix("") / "__init__.py"
    step = copy / "reid_desktop" / "adapters" / "vision" / "planted.py"
    before = window.read_text(encoding="utf-8")
    step.write_text("def late():\n    import openvino\n", encoding="utf-8")
    window.write_text(before + "\nimport reid_desktop.adapters.vision.planted\n", encoding="utf-8")
    try:
        done = lint(copy, "window")
    finally:
        window.write_text(before, encoding="utf-8")
        step.unlink()
    assert done.returncode == 1, done.stdout + done.stderr
    assert "vision.planted" in done.stdout.partition("Broken contracts")[2], done.stdout


def test_every_contract_has_a_plant(project: Mapping[str, object]) -> None:
    tools = project["tool"]
    assert isinstance(tools, dict)
    contracts = {contract["id"] for contract in tools["importlinter"]["contracts"]}
    assert contracts == {contract for contract, _, _ in PLANTS}


OPEN_A_WINDOW = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from reid_desktop.app.settings import load_settings
from reid_desktop.app.window import make_program

application = QApplication([])
program = make_program(application, load_settings())
program.open(Path(sys.argv[1]))
looks, seen = iter(range(600)), []

def look():
    if program.window is not None or next(looks, None) is None:
        seen.append(program.window)
        clock.stop()
        QTimer.singleShot(1000, application.quit)  # what the window asks for at its start comes in

clock = QTimer(interval=100, timeout=look)
clock.start()
application.exec()
assert seen[0] is not None, "the case was not opened"
heavy = {"torch", "ultralytics", "torchreid", "onnxruntime", "openvino", "cv2", "av", "PIL", "pillow_heif"}
heavy |= {"simplejpeg"}
print("loaded:", *sorted(heavy & set(sys.modules)))
program.close()
"""


def test_an_open_window_has_loaded_no_decoder_and_no_runtime(tmp_path: Path) -> None:
    create_case(tmp_path / "a.reidcase", CaseFacts("1", "Empty", "Examiner"), "Examiner").close()
    done = subprocess.run(
        [sys.executable, "-c", OPEN_A_WINDOW, str(tmp_path / "a.reidcase")],
        env={**os.environ, "REID_DESKTOP_HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "loaded:" in done.stdout
    assert done.stdout.partition("loaded:")[2].strip() == ""
