"""Dialogs of words: about the program, a problem, a question."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from reid_desktop.domain.query import LEAD_NOTICE
from reid_desktop.ui.painting.making import label
from reid_desktop.ui.translating import tr

from .frame import DialogFrame


class AboutDialog(DialogFrame):
    """Says what the program is, its version and its licence."""

    def __init__(self, parent: QWidget | None, version: str) -> None:
        """Show `version`."""
        super().__init__(parent, tr("reid-desktop"), tr("Version {version}", version=version))
        self.setMinimumWidth(580)
        self.add_body(
            label(
                tr("Finds a person again in lawfully seized photos and videos, on this computer only."),
                wraps=True,
            )
        )
        self.add_body(label(tr(LEAD_NOTICE), "lead", wraps=True))
        self.add_body(
            label(
                tr("Free software under the GNU Affero General Public License, version 3 or later."),
                wraps=True,
            )
        )
        licences = tr(
            "The licences of models and libraries are in Help, Models, and in THIRD_PARTY_NOTICES.md."
        )
        self.add_body(label(licences, "muted", wraps=True))
        self.add_button(tr("Close"), self.accept, primary=True)
        self.finish()


class ProblemDialog(DialogFrame):
    """Says what happened and what to do, with details to copy."""

    def __init__(self, parent: QWidget | None, happened: str, to_do: str, details: str = "") -> None:
        """Show a problem; `details` are for whoever mends it."""
        super().__init__(parent, tr("Something went wrong"))
        self.setMinimumWidth(560)
        self._details = details
        self.add_body(label(happened, wraps=True), 0)
        self.add_body(label(to_do, "muted", wraps=True), 0)
        if details:
            box = QPlainTextEdit(details)
            box.setReadOnly(True)
            box.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
            box.setAccessibleName(tr("Details"))
            box.setMinimumHeight(160)
            self.add_body(box)
            self.add_button(tr("Copy details"), self.copy_details)
        self.add_button(tr("Close"), self.accept, primary=True)
        self.finish()

    @property
    def details(self) -> str:
        """Return what is for whoever mends it."""
        return self._details

    def copy_details(self) -> None:
        """Put the details on the clipboard."""
        QGuiApplication.clipboard().setText(self._details)


class QuestionDialog(DialogFrame):
    """Asks whether to go on."""

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        words: str,
        go_on: str,
        on_go: Callable[[], None],
        *,
        is_final: bool = False,
    ) -> None:
        """Ask; `on_go` is called when the user agrees. What is final is not done by Return alone."""
        super().__init__(parent, title)
        self.setMinimumWidth(440)
        self.add_body(label(words, wraps=True), 0)
        self.add_button(tr("Cancel"), self.reject, primary=is_final).setFocus()
        self.accepted.connect(on_go)
        self.add_button(go_on, self.accept, primary=not is_final).setAutoDefault(not is_final)
        self.finish()
