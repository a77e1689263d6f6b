"""Places that are typed: what is there is not overwritten, and what cannot be is said, not raised."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from reid_desktop.ui.dialogs.export_case import ExportDialog
from reid_desktop.ui.dialogs.new_case import NewCaseDialog
from reid_desktop.ui.dialogs.portable import PortableDialog
from reid_desktop.ui.dialogs.typed_place import place_problem
from reid_desktop.ui.main_window import MainWindow
from tests.ui.handling import shown_dialog

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")
TOO_LONG = "x" * 5000


def test_a_typed_place_is_free_taken_or_impossible(tmp_path: Path) -> None:
    assert place_problem("") == ""
    assert place_problem(str(tmp_path / "new")) == ""
    assert "already" in place_problem(str(tmp_path))
    assert "can have this name" in place_problem(TOO_LONG)


@pytest.mark.parametrize(("command", "kind"), [("portable", PortableDialog), ("export", ExportDialog)])
def test_a_dialog_says_so(
    window: MainWindow, qtbot: QtBot, command: str, kind: type[PortableDialog] | type[ExportDialog]
) -> None:
    window.actions_table[command].trigger()
    dialog = shown_dialog(window, kind, qtbot)
    for field in dialog.findChildren(QLineEdit):
        if not field.isReadOnly():
            field.setText(TOO_LONG)
    assert "can have this name" in dialog.problem
    dialog.reject()


def test_a_new_case_says_so(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = NewCaseDialog(None, tmp_path, "A", "B")
    qtbot.addWidget(dialog)
    dialog.fill("1", "t", "e")
    could_before = dialog.can_make
    dialog._folder.setText(f"/{TOO_LONG}")
    assert (could_before, dialog.can_make) == (True, False)
    assert "can have this name" in dialog._problem.text()
