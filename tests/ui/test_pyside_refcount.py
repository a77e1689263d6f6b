"""Void Qt calls keep the reference count of None: PySide6 6.12 before CPython 3.12 does not."""

import os
import subprocess
import sys

import pytest
from packaging.requirements import Requirement

CALLS = 50_000

SCRIPT = f"""
import sys
from PySide6.QtCore import QObject, Signal, QTimer
from PySide6.QtWidgets import QApplication, QWidget

class Sender(QObject):
    sent = Signal(bool)

app = QApplication([])
widget, timer, sender = QWidget(), QTimer(), Sender()
# So many that a loss shows as a number, not as an abort: a list holds this many references.
ballast = [None] * 1_000_000
flags = [True] * 1_000_000
sender.sent.connect(lambda value: None)
before = sys.getrefcount(None), sys.getrefcount(True)
for _ in range({CALLS}):
    widget.update()
    timer.setSingleShot(True)
    sender.sent.emit(True)
after = sys.getrefcount(None), sys.getrefcount(True)
print(after[0] - before[0], after[1] - before[1])
"""


def test_void_calls_keep_none_and_true_alive() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    drift_none, drift_true = (int(number) for number in done.stdout.split())
    assert abs(drift_none) < 100, f"None drifted by {drift_none} in {3 * CALLS} calls"
    assert abs(drift_true) < 100, f"True drifted by {drift_true} in {3 * CALLS} calls"


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
@pytest.mark.parametrize("pyside", ["6.11.3", "6.12.0", "6.12.1"])
def test_the_broken_pair_cannot_be_installed(python: str, pyside: str, project: dict[str, object]) -> None:
    metadata = project["project"]
    assert isinstance(metadata, dict)
    wanted = [
        requirement
        for requirement in map(Requirement, metadata["dependencies"])
        if requirement.name == "PySide6_Essentials"
        and requirement.marker is not None
        and requirement.marker.evaluate({"python_version": python})
    ]
    broken = python == "3.11" and pyside >= "6.12"
    assert len(wanted) == 1
    assert wanted[0].specifier.contains(pyside) is not broken
