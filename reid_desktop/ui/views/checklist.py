"""The list of features that are compared one by one, in the manner of ACE-V."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from reid_desktop.domain.review import FEATURES, FINDINGS
from reid_desktop.ui.painting.making import label
from reid_desktop.ui.translating import said, tr

FEATURE_WORDS = {
    "clothing": said("Clothing"),
    "footwear": said("Footwear"),
    "build": said("Build"),
    "gait": said("Gait (clips)"),
    "carried items": said("Carried items"),
}
FINDING_WORDS = {
    "agrees": said("agrees"),
    "differs": said("differs"),
    "not comparable": said("not comparable"),
}
_NOTE_SEPARATOR = ": "


class ChecklistView(QWidget):
    """A finding and a few words on each feature, and the reason of the decision."""

    edited = Signal()

    def __init__(self) -> None:
        """Start with nothing found."""
        super().__init__()
        self.setProperty("part", "panel")
        self._findings: dict[str, QComboBox] = {}
        self._notes: dict[str, QLineEdit] = {}
        self._reason = QPlainTextEdit()
        self._is_showing = False
        self._build()
        self._reason.textChanged.connect(self._on_reason)

    @property
    def findings(self) -> dict[str, str]:
        """Return feature to finding, with the words beside it; features without one are left out."""
        found = {}
        for feature, box in self._findings.items():
            finding, words = str(box.currentData()), self._notes[feature].text().strip()
            if finding or words:
                found[feature] = _NOTE_SEPARATOR.join(part for part in (finding, words) if part)
        return found

    @property
    def reason(self) -> str:
        """Return why it was decided so."""
        return self._reason.toPlainText().strip()

    def show_findings(self, findings: dict[str, str], reason: str = "") -> None:
        """Show what was found earlier, or nothing."""
        for feature, box in self._findings.items():
            finding, words = parted(findings.get(feature, ""))
            box.setCurrentIndex(max(box.findData(finding), 0))
            self._notes[feature].setText(words)
            self._notes[feature].setCursorPosition(0)  # of a long text the beginning is shown
        self._is_showing = True
        self._reason.setPlainText(reason)
        self._is_showing = False

    def _on_reason(self) -> None:
        if not self._is_showing:
            self.edited.emit()

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for row, feature in enumerate(FEATURES):
            words = tr(FEATURE_WORDS.get(feature, feature))
            box, note = QComboBox(), QLineEdit()
            box.addItem(tr("no finding"), "")
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(8)
            note.setMinimumWidth(60)
            for finding in FINDINGS:
                box.addItem(tr(FINDING_WORDS.get(finding, finding)), finding)
            box.setAccessibleName(words)
            note.setAccessibleName(tr("Words on: {feature}", feature=words))
            note.setPlaceholderText(tr("what is seen"))
            box.activated.connect(lambda _row: self.edited.emit())
            note.textEdited.connect(lambda _words: self.edited.emit())
            self._findings[feature], self._notes[feature] = box, note
            grid.addWidget(label(words), 2 * row, 0)
            grid.addWidget(box, 2 * row, 1)
            grid.addWidget(note, 2 * row + 1, 0, 1, 2)
        self._reason.setAccessibleName(tr("Reason of the decision"))
        self._reason.setPlaceholderText(tr("Reason of the decision"))
        self._reason.setTabChangesFocus(True)
        self._reason.setMaximumHeight(64)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        column.addWidget(label(tr("Features, one by one"), "heading"))
        column.addLayout(grid)
        column.addWidget(self._reason)
        column.addStretch(1)
        words = tr("Saved with the decision. Look for what differs before what agrees.")
        column.addWidget(label(words, "muted", wraps=True), 0, Qt.AlignmentFlag.AlignBottom)


def parted(words: str) -> tuple[str, str]:
    """Return the usual finding that is kept of a feature, empty for none, and the words beside it."""
    finding, _, rest = words.partition(_NOTE_SEPARATOR)
    return (finding, rest) if finding in FINDINGS else ("", words)
