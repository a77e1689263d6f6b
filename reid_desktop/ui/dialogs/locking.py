"""Encrypting a case into one file, and bringing it back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from reid_desktop.ports.closing import LockErrand, UnlockErrand
from reid_desktop.ui.painting.making import push_button
from reid_desktop.ui.translating import tr

from .frame import AskingFrame, FieldForm, note
from .typed_place import place_problem

SUFFIX = ".age"
_KEYS_PX = 84


class LockDialog(AskingFrame):
    """Collects the keys that shall open the case, where the file goes, and why."""

    lock_wanted = Signal(object)  # LockErrand
    key_wanted = Signal(object)  # Path

    def __init__(self, parent: QWidget | None, case: Path, recovery: Sequence[str]) -> None:
        """`recovery` are the agency's own keys: they open every case."""
        words = tr(
            "The case becomes one encrypted file, and its folder is removed. Whoever has the secret part of "
            "one of the keys brings it back from the start page. Without one of them nobody can, and neither "
            "can we."
        )
        super().__init__(parent, tr("Encrypt the case"), words)
        self.setMinimumWidth(620)
        self._recovery, self._case = tuple(recovery), case
        self._keys = QPlainTextEdit()
        self._keys.setAccessibleName(tr("Public keys or files that hold one, one a line"))
        self._keys.setPlaceholderText(tr("Public keys (age1…) or files that hold one, one a line"))
        self._keys.setTabChangesFocus(True)
        self._keys.setFixedHeight(_KEYS_PX)
        self._out, self._reason = QLineEdit(str(case.with_name(case.name + SUFFIX))), QLineEdit()
        self._told = note(lines=1)
        self._sure = QCheckBox(tr("I know where the secret key is, and that it is needed to open the case"))
        self._build()
        self.add_problem()
        self.add_button(tr("Cancel"), self.reject)
        self._lock = self.add_button(tr("Close and encrypt"), self.lock, primary=True)
        self.finish()
        self._keys.textChanged.connect(self._tell)
        self._out.textChanged.connect(lambda _words: self._tell())
        self._sure.toggled.connect(lambda _on: self._tell())
        self._tell()

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the keys as they were given."""
        lines = (line.strip() for line in self._keys.toPlainText().splitlines())
        return tuple(dict.fromkeys(line for line in lines if line))

    @property
    def can_lock(self) -> bool:
        """Tell whether all is filled in, and said to be known."""
        return self._lock.isEnabled()

    def add_key(self, words: str) -> None:
        """Take a key along."""
        self._keys.setPlainText("\n".join((*self.keys, words)))

    def tell(self, words: str) -> None:
        """Say something beside the keys."""
        self._told.setText(words)
        self._form.setRowVisible(self._told, bool(words))

    def agree(self) -> None:
        """Say that one knows where the secret key is."""
        self._sure.setChecked(True)

    def lock(self) -> None:
        """Ask for the case to be closed and encrypted."""
        out = Path(self._out.text().strip()).expanduser()
        self.lock_wanted.emit(LockErrand(self.keys, out, self._reason.text().strip()))
        self.accept()

    def _build(self) -> None:
        ways = QHBoxLayout()
        ways.setSpacing(8)
        ways.addWidget(push_button(tr("Add a key file…"), self._add_file))
        ways.addWidget(push_button(tr("Make a new key…"), self._make_key))
        ways.addStretch(1)
        keys = QVBoxLayout()
        keys.setSpacing(6)
        keys.addWidget(self._keys)
        keys.addLayout(ways)
        self._out.setAccessibleName(tr("File to write"))
        self._reason.setAccessibleName(tr("Reason"))
        self._reason.setPlaceholderText(tr("Optional"))
        form = FieldForm()
        form.add(tr("For the keys"), keys)
        form.add("", self._told)
        form.add(tr("Write to"), self._out)
        form.add(tr("Reason"), self._reason)
        form.add("", self._sure)
        self._form = form
        self.add_body(form)

    def _add_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, tr("File with a public key"))
        if chosen:
            self.add_key(chosen)

    def _make_key(self) -> None:
        start = str(self._case.parent / "case-key.txt")
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Where the secret key is written"), start)
        if chosen:
            self.key_wanted.emit(Path(chosen))

    def _tell(self) -> None:
        count = len(self.keys) + len(self._recovery)
        if self._recovery:
            self.tell(tr("The agency's recovery keys are added: {count}.", count=len(self._recovery)))
        elif count == 1:
            words = tr("Only one key will open the case: if it is lost, so is the case. Better add another.")
            self.tell(words)
        else:
            self.tell("")
        words = self._out.text().strip()
        problem = place_problem(words)
        self.say_problem(problem)
        self._lock.setEnabled(bool(count and words) and not problem and self._sure.isChecked())


class UnlockDialog(AskingFrame):
    """Collects the encrypted file, the key and the folder that the case comes back to."""

    unlock_wanted = Signal(object)  # UnlockErrand

    def __init__(self, parent: QWidget | None, sealed: Path | None = None) -> None:
        """Begin with the file `sealed`, if one is named."""
        words = tr("The encrypted file stays; the case lies unencrypted beside it until it is locked again.")
        super().__init__(parent, tr("Open an encrypted case"), words)
        self.setMinimumWidth(580)
        self._sealed, self._key, self._folder = QLineEdit(), QLineEdit(), QLineEdit()
        form = FieldForm()
        for name, field, choose in (
            (tr("Encrypted case"), self._sealed, self._choose_sealed),
            (tr("Secret key"), self._key, self._choose_key),
            (tr("Bring back to"), self._folder, None),
        ):
            field.setAccessibleName(name)
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(field, 1)
            if choose is not None:
                row.addWidget(push_button(tr("Choose…"), choose))
            form.add(name, row)
            field.textChanged.connect(lambda _words: self._tell())
        self._sealed.textChanged.connect(self._suggest)
        self._form = form
        self.add_body(form)
        self.add_problem()
        self.add_button(tr("Cancel"), self.reject)
        self._unlock = self.add_button(tr("Decrypt and open"), self.unlock, primary=True)
        self.finish()
        if sealed is not None:
            self._sealed.setText(str(sealed))
        self._tell()

    def fill(self, sealed: Path, key: Path) -> None:
        """Name file and key."""
        self._sealed.setText(str(sealed))
        self._key.setText(str(key))

    @property
    def can_unlock(self) -> bool:
        """Tell whether all is filled in and nothing would be overwritten."""
        return self._unlock.isEnabled()

    def unlock(self) -> None:
        """Ask for the case."""
        sealed, key, folder = (Path(one.text().strip()).expanduser() for one in self._fields)
        self.unlock_wanted.emit(UnlockErrand(sealed, key, folder))
        self.accept()

    @property
    def _fields(self) -> tuple[QLineEdit, QLineEdit, QLineEdit]:
        return self._sealed, self._key, self._folder

    def _suggest(self, words: str) -> None:
        self._folder.setText(words.strip().removesuffix(SUFFIX))

    def _choose_sealed(self) -> None:
        kinds = tr("Encrypted cases (*.age)")
        chosen, _ = QFileDialog.getOpenFileName(self, tr("Encrypted case"), self._sealed.text(), kinds)
        if chosen:
            self._sealed.setText(chosen)

    def _choose_key(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, tr("File with a secret key"), self._key.text())
        if chosen:
            self._key.setText(chosen)

    def _tell(self) -> None:
        words = self._folder.text().strip()
        problem = place_problem(words)
        self.say_problem(problem)
        self._unlock.setEnabled(all(one.text().strip() for one in self._fields) and not problem)
