"""What finds and compares persons: cards with licence, hash, state and limits."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QListWidget, QListWidgetItem, QScrollArea, QSplitter, QWidget

from reid_desktop.domain.model_card import ModelRole, ModelState, ModelStatus
from reid_desktop.ui import text
from reid_desktop.ui.painting.making import label
from reid_desktop.ui.painting.wrapped_rows import WrappedRows
from reid_desktop.ui.translating import said, tr

from .frame import DialogFrame

_ROLES = {
    ModelRole.DETECTOR: said("finds persons"),
    ModelRole.EMBEDDER: said("compares persons"),
    ModelRole.ATTRIBUTES: said("describes clothing"),
}
_STATES = {
    ModelState.PRESENT: (said("present"), "good"),
    ModelState.MISSING: (said("not on this computer"), "muted"),
    ModelState.DAMAGED: (said("damaged"), "danger"),
    ModelState.NEEDS_EXTRA: (said("needs the [torch] extra"), "warning"),
}


class ModelsDialog(DialogFrame):
    """Shows every model card with what was found of it on this computer."""

    def __init__(self, parent: QWidget | None, statuses: Sequence[ModelStatus]) -> None:
        """Show `statuses`: defaults first, then what is present."""
        words = tr("Scores of different models are never compared. The ones in use are marked.")
        super().__init__(parent, tr("Models"), words)
        self.resize(980, 560)
        ranked = sorted(statuses, key=lambda one: (not one.is_default, one.state is not ModelState.PRESENT))
        self._statuses = ranked
        self._list = QListWidget()
        self._list.setAccessibleName(tr("Models"))
        self._list.setWordWrap(True)
        self._list.setItemDelegate(WrappedRows(self._list))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setSpacing(2)
        self._card = QScrollArea()
        self._card.setWidgetResizable(True)
        self._card.setAccessibleName(tr("Model card"))
        self._card.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for status in ranked:
            mark = tr("in use") + " · " if status.is_default else ""
            item = QListWidgetItem(f"{text.told(status.card.title)}\n{mark}{tr(_STATES[status.state][0])}")
            self._list.addItem(item)
        self._list.currentRowChanged.connect(self._show)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self._list)
        split.addWidget(self._card)
        split.setSizes([440, 500])
        split.setChildrenCollapsible(False)
        self.add_body(split)
        self.add_button(tr("Close"), self.accept, primary=True)
        self.finish()
        if ranked:
            self._list.setCurrentRow(0)

    def _show(self, row: int) -> None:
        status = self._statuses[row]
        page = QWidget()
        page.setProperty("part", "panel")
        form = QFormLayout(page)
        form.setContentsMargins(14, 10, 14, 10)
        form.setVerticalSpacing(6)
        form.setHorizontalSpacing(12)
        state, tone = _STATES[status.state]
        form.addRow(label(text.told(status.card.title), "strong", wraps=True))
        if status.card.baseline:
            words = tr("Trained on research data: for a first look, not for casework.")
            form.addRow(label(words, "warning", wraps=True))
        form.addRow(label(tr("State"), "muted"), label(tr(state), tone))
        for name, value in _facts(status):
            made = label(text.plain(value), wraps=True)
            made.setMinimumWidth(1)
            made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            heading = label(name, "muted")
            heading.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            form.addRow(heading, made)
        self._card.setWidget(page)


def _facts(status: ModelStatus) -> list[tuple[str, str]]:
    card = status.card
    facts = [
        (tr("Name"), card.name),
        (tr("Does"), tr(_ROLES[card.role])),
        (tr("Architecture"), card.architecture),
        (tr("Trained on"), text.told(card.trained_on)),
        (tr("Licence"), text.told(card.licence)),
        (tr("Known limits"), text.told(card.limits)),
        (tr("Errors measured"), text.told(card.measured)),
        (tr("Runs on"), card.runtime),
        (tr("Version of handling"), card.preprocessing),
        (tr("Official page"), text.told(card.source)),
    ]
    if card.dimensions:
        facts.append((tr("Vector"), text.counted(card.dimensions, "number", "numbers")))
    if status.folder:
        facts.append((tr("Found in"), status.folder))
    if status.problem:
        facts.append((tr("Problem"), text.told(status.problem)))
    for file in card.files:
        facts.append((tr("File"), f"{file.name}, {text.size(file.size_bytes)}"))
        facts.append((tr("SHA-256"), f"{file.sha256[:32]} {file.sha256[32:]}"))
    return [(name, value) for name, value in facts if value]
