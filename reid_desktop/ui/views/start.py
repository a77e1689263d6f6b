"""The start page: new case, open, recent cases, demo case."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from reid_desktop.domain.case import CASE_SUFFIX
from reid_desktop.domain.query import LEAD_NOTICE
from reid_desktop.ui import text
from reid_desktop.ui.bridge import later
from reid_desktop.ui.icons import IconShelf
from reid_desktop.ui.painting.making import frame, icon_button, label, set_tone
from reid_desktop.ui.painting.recent_delegate import RecentDelegate
from reid_desktop.ui.translating import tr

SEALED_SUFFIX = ".age"
_PATH_ROLE = Qt.ItemDataRole.UserRole
_INDENT_PX = 8
"""The words of the list begin so far from its edge."""


class StartView(QWidget):
    """Where the program begins."""

    new_wanted = Signal()
    open_wanted = Signal()
    case_chosen = Signal(object)  # Path
    case_forgotten = Signal(object)  # Path
    demo_wanted = Signal()
    unlock_wanted = Signal()
    sealed_chosen = Signal(object)  # Path

    def __init__(self, icons: IconShelf, version: str, has_demo: bool) -> None:
        """Show no recent cases yet."""
        super().__init__()
        self.setAcceptDrops(True)
        self.setAccessibleName(tr("Start"))
        self._recent = QListWidget()
        self._nothing = label(tr("Cases that you open are listed here."), "muted", wraps=True)
        self._status = label("", "muted", wraps=True)
        self._busy = QProgressBar()
        self._buttons: list[QPushButton] = []
        self._forget = icon_button(icons, "close", tr("Take the chosen case off the list"), self._on_forget)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(self._left(icons, version, has_demo), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addSpacing(36)
        row.addWidget(self._right(), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        self._recent.itemActivated.connect(self._on_activated)
        self._recent.itemClicked.connect(self._on_activated)
        self.say("", is_busy=False)

    @property
    def words(self) -> str:
        """Return what is said about what goes on."""
        return self._status.text()

    @property
    def is_ready(self) -> bool:
        """Tell whether something can be begun."""
        return self._recent.isEnabled()

    @property
    def recent_list(self) -> QListWidget:
        """Return the list of recent cases."""
        return self._recent

    def show_recent(self, folders: Sequence[Path]) -> None:
        """List recent cases; those that are not there any more are greyed."""
        self._recent.clear()
        for folder in folders:
            there = folder.is_dir()
            where = text.plain(str(folder.parent))
            note = "" if there else "  " + tr("(not there any more)")
            item = QListWidgetItem(f"{text.plain(folder.name.removesuffix(CASE_SUFFIX))}{note}\n{where}")
            item.setData(_PATH_ROLE, str(folder))
            item.setToolTip(text.as_plain_tooltip(text.plain(str(folder))))
            item.setSizeHint(QSize(200, 2 * self.fontMetrics().lineSpacing() + 14))
            if not there:
                item.setFlags(Qt.ItemFlag.ItemIsSelectable)
            self._recent.addItem(item)
        self._recent.setVisible(bool(folders))
        self._forget.setVisible(bool(folders))
        self._nothing.setVisible(not folders)

    def say(self, words: str, is_busy: bool, is_problem: bool = False) -> None:
        """Say what goes on; while busy nothing else can be begun."""
        self._status.setText(words)
        set_tone(self._status, "tone", "danger" if is_problem else "muted")
        self._busy.setVisible(is_busy)
        self._recent.setEnabled(not is_busy)
        for button in self._buttons:
            button.setEnabled(not is_busy)
        if not is_busy:
            self._buttons[0].setFocus()  # it was lost to whatever could still be pressed

    def _left(self, icons: IconShelf, version: str, has_demo: bool) -> QWidget:
        box = QWidget()
        box.setFixedWidth(400)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        mark = label()
        icons.dress(mark, "logo", 48)
        column.addWidget(mark)
        column.addWidget(label(tr("reid-desktop"), "display"))
        words = tr(
            "Find a person again in lawfully seized photos and videos: ranked, on a map, on a timeline."
        )
        column.addWidget(label(words, wraps=True))
        column.addWidget(label(tr("Everything stays on this computer."), "muted"))
        column.addSpacing(14)
        rows = [
            (tr("New case…"), "folder-new", self.new_wanted, True, "Ctrl+N"),
            (tr("Open case…"), "folder", self.open_wanted, False, "Ctrl+O"),
            (tr("Open an encrypted case…"), "lock", self.unlock_wanted, False, ""),
        ]
        if has_demo:
            rows.append((tr("Demo case"), "play", self.demo_wanted, False, ""))
        for words, icon, signal, primary, shortcut in rows:
            button = QPushButton(words)
            button.setMinimumHeight(36)
            button.setShortcut(shortcut)
            button.setProperty("primary", "true" if primary else "false")
            if not primary:
                icons.dress(button, icon)
            button.clicked.connect(lambda _checked=False, signal=signal: signal.emit())
            self._buttons.append(button)
            column.addWidget(button)
        column.addSpacing(8)
        self._busy.setRange(0, 0)
        self._busy.setAccessibleName(tr("Busy"))
        self._busy.setTextVisible(False)
        self._status.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        column.addWidget(self._busy)
        column.addWidget(self._status)
        column.addWidget(label(tr(LEAD_NOTICE), "muted", wraps=True))
        column.addWidget(label(tr("Version {version}", version=version), "muted"))
        return box

    def _right(self) -> QFrame:
        column = QVBoxLayout()
        column.setContentsMargins(8, 12, 8, 8)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.setContentsMargins(_INDENT_PX, 0, 4, 0)
        head.addWidget(label(tr("Recent cases"), "heading"), 1)
        head.addWidget(self._forget)
        column.addLayout(head)
        self._recent.setAccessibleName(tr("Recent cases"))
        self._recent.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._recent.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._recent.setMouseTracking(True)
        self._recent.setItemDelegate(RecentDelegate(self._recent))
        self._nothing.setContentsMargins(_INDENT_PX, 0, 8, 8)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        column.addWidget(self._nothing, 1)
        column.addWidget(self._recent, 1)
        drop = label(tr("Drop a case folder anywhere to open it."), "muted")
        drop.setContentsMargins(_INDENT_PX, 0, 8, 4)
        column.addWidget(drop)
        card = frame("card", column)
        card.setFixedSize(460, 440)
        return card

    def _on_activated(self, item: QListWidgetItem) -> None:
        self.case_chosen.emit(Path(item.data(_PATH_ROLE)))

    def _on_forget(self) -> None:
        for item in self._recent.selectedItems():
            self.case_forgotten.emit(Path(item.data(_PATH_ROLE)))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one case folder, or one encrypted case."""
        if self._dropped(event.mimeData().urls()) is not None:
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the case once the drop is over."""
        found = self._dropped(event.mimeData().urls())
        if found is None:
            event.ignore()
            return
        event.acceptProposedAction()
        signal = self.case_chosen if found.is_dir() else self.sealed_chosen
        later(self, lambda: signal.emit(found))

    @staticmethod
    def _dropped(urls: Sequence[QUrl]) -> Path | None:
        found = case_folders(urls)
        return found[0] if len(found) == 1 else None


def case_folders(urls: Sequence[QUrl]) -> list[Path]:
    """Return the case folders and encrypted cases among dropped addresses."""
    local = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    return [
        path
        for path in local
        if (path.name.endswith(CASE_SUFFIX) and path.is_dir())
        or (path.name.endswith(SEALED_SUFFIX) and path.is_file())
    ]
