"""Hands that use whatever control of a dialog or page lies in their way, as somebody careless would."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QAbstractItemModel, QItemSelectionModel, Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QTabWidget,
    QToolButton,
    QWidget,
)

from reid_desktop.ui.painting.close_view import CloseView
from reid_desktop.ui.painting.scene_view import SceneView

WORDS = ("", "a", "roles", "1 Suspect\n2 Witness", "52.37, 4.89", "<b>x</b> \u202e &amp;", "0", "x" * 300)
KEYS = (
    Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Escape,
    Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_0, Qt.Key.Key_1, Qt.Key.Key_R,
)  # fmt: skip
MODIFIERS = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)
_USED = (
    QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox, QAbstractSlider, QPlainTextEdit,
    QAbstractItemView, QTabWidget, CloseView, SceneView,
)  # fmt: skip


def use(root: QWidget, chance: random.Random) -> str:
    """Use one control of `root` that can be seen and used; return what it was."""
    found = [one for one in root.findChildren(QWidget) if _can_be_used(one)]
    if not found:
        return ""
    one = chance.choice(found)
    name = f"{type(one).__name__} {one.accessibleName() or getattr(one, 'text', str)()!r}"
    _use(one, chance)
    return name


def _can_be_used(one: QWidget) -> bool:
    if not (isinstance(one, _USED) and one.isVisible() and one.isEnabled()):
        return False
    if isinstance(one, QToolButton) and one.menu() is not None:
        return False  # a menu waits for a hand that is not ours
    parent = one.parentWidget()
    return not isinstance(parent, QAbstractSpinBox | QComboBox)


def _use(one: QWidget, chance: random.Random) -> None:
    if isinstance(one, QAbstractButton):
        one.click()
    elif isinstance(one, QLineEdit | QPlainTextEdit):
        _write(one, chance)
    elif isinstance(one, QComboBox | QTabWidget):
        if one.count():
            one.setCurrentIndex(chance.randrange(one.count()))
        if isinstance(one, QComboBox):
            one.activated.emit(one.currentIndex())
    elif isinstance(one, QAbstractSpinBox):
        one.stepBy(chance.choice((-3, -1, 1, 5)))
    elif isinstance(one, QAbstractSlider):
        one.setValue(chance.randint(one.minimum(), one.maximum()))
    elif isinstance(one, QAbstractItemView):
        _use_list(one, chance)
    else:
        QTest.keyClick(one, chance.choice(KEYS), chance.choice(MODIFIERS))


def _write(one: QLineEdit | QPlainTextEdit, chance: random.Random) -> None:
    words = chance.choice(WORDS)
    if one.isReadOnly():
        return
    if isinstance(one, QPlainTextEdit):
        one.setPlainText(words)
    else:
        one.setText(words.replace("\n", " "))
        one.textEdited.emit(one.text())
        one.editingFinished.emit()


def _use_list(one: QAbstractItemView, chance: random.Random) -> None:
    model: QAbstractItemModel | None = one.model()
    if model is None or not model.rowCount():
        return
    index = model.index(chance.randrange(model.rowCount()), 0)
    one.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    if isinstance(one, QListWidget) and index.flags() & Qt.ItemFlag.ItemIsUserCheckable:
        item = one.item(index.row())
        is_on = item.checkState() is Qt.CheckState.Checked
        item.setCheckState(Qt.CheckState.Unchecked if is_on else Qt.CheckState.Checked)
    elif chance.random() < 0.3:
        one.activated.emit(index)


@contextmanager
def no_system(folder: Path, chance: random.Random) -> Iterator[None]:
    """Have the dialogs of the system answered at once, and nothing opened outside the window."""

    def path(*_asked: object) -> str:
        return chance.choice(("", str(folder / "other")))

    def file(*_asked: object) -> tuple[str, str]:
        return path(), ""

    def files(*_asked: object) -> tuple[list[str], str]:
        found = path()
        return [found] if found else [], ""

    asked = {
        "getOpenFileName": file,
        "getSaveFileName": file,
        "getOpenFileNames": files,
        "getExistingDirectory": path,
    }
    before = {name: getattr(QFileDialog, name) for name in asked}
    opens = QDesktopServices.openUrl
    for name, answer in asked.items():
        setattr(QFileDialog, name, staticmethod(answer))
    setattr(QDesktopServices, "openUrl", staticmethod(lambda _url: True))  # noqa: B010
    try:
        yield
    finally:
        for name, found in before.items():
            setattr(QFileDialog, name, found)
        setattr(QDesktopServices, "openUrl", opens)  # noqa: B010
