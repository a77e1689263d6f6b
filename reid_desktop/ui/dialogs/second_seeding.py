"""Asking a second person, and keeping pairs of known truth that are mixed into what they see."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from reid_desktop.domain.ids import SearchId, SightingId
from reid_desktop.domain.second_look import APART
from reid_desktop.ports.ledger import SecondLookRequest, SeedPhotosRequest, SeedRequest
from reid_desktop.ui import text
from reid_desktop.ui.painting.making import label, padded, push_button, rule
from reid_desktop.ui.translating import tr

from .frame import FieldForm

MOST = 500
"""Fillers or seeds in one task; nobody looks through more in one go."""
_PAIR = 2


class SeedingPage(QWidget):
    """A page of the results: asks for a second look, and keeps known pairs."""

    wanted = Signal(object)  # SecondLookRequest, SeedRequest or SeedPhotosRequest

    def __init__(self, search_id: SearchId | None, selected: Sequence[SightingId]) -> None:
        """`search_id` is the search that is shown; `selected` are the sightings chosen in the gallery."""
        super().__init__()
        self._search_id, self._selected = search_id, tuple(selected)
        self._reviewer, self._basis = QLineEdit(), QLineEdit()
        self._fillers, self._seeds, self._drawn = _number(10), _number(5), _number(20)
        self._truth = QComboBox()
        self._known = label("", "muted", wraps=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(10)
        column.addWidget(label(tr("Ask a second person"), "heading"))
        column.addLayout(self._asking())
        column.addWidget(rule())
        column.addWidget(label(tr("Pairs of known truth"), "heading"))
        column.addWidget(self._known)
        column.addLayout(self._seeding())
        column.addStretch(1)

    @property
    def told(self) -> str:
        """Return what is said of the known pairs."""
        return self._known.text()

    def fill(self, basis: str, *, is_same: bool) -> None:
        """Say what is true of the selected pair, and how that is known."""
        self._truth.setCurrentIndex(self._truth.findData(is_same))
        self._basis.setText(basis)

    def show_known(self, seeds: int) -> None:
        """Say how many known pairs there are."""
        pairs = text.counted(seeds, "pair", "pairs")
        self._known.setText(
            tr(
                "The case holds {pairs} of which the truth is known. Mixed in unmarked, they show how often "
                "somebody errs.",
                pairs=pairs,
            )
        )

    def ask(self) -> None:
        """Ask a second person about the search that is shown."""
        if self._search_id is not None:
            named = self._reviewer.text().strip()
            self.wanted.emit(
                SecondLookRequest(self._search_id, named, self._fillers.value(), self._seeds.value())
            )

    def keep_pair(self) -> None:
        """Keep the two selected sightings as a known pair."""
        basis = self._basis.text().strip()
        if len(self._selected) == _PAIR and basis:
            one, other = self._selected
            self.wanted.emit(SeedRequest(one, other, bool(self._truth.currentData()), basis))

    def draw_pairs(self) -> None:
        """Keep pairs who stand apart in one photo."""
        self.wanted.emit(SeedPhotosRequest(self._drawn.value(), APART))

    def _asking(self) -> FieldForm:
        self._reviewer.setPlaceholderText(tr("Whoever may; or a name"))
        ask = push_button(tr("Ask"), self.ask)
        ask.setEnabled(self._search_id is not None)
        self._fillers.setToolTip(tr("Sightings that nobody decided about"))
        self._seeds.setToolTip(tr("As far as the case holds some"))
        form = FieldForm()
        about = (
            tr("Show the search in the gallery first; a second look is at its decisions.")
            if self._search_id is None
            else tr("Search {number}, which the gallery shows", number=self._search_id)
        )
        form.add(tr("About"), label(about, "muted", wraps=True))
        for name, field in (
            (tr("Person"), self._reviewer),
            (tr("Fillers"), self._fillers),
            (tr("Known pairs"), self._seeds),
        ):
            field.setAccessibleName(name)
            form.add(name, _row(field))
        form.add("", _row(ask))
        return form

    def _seeding(self) -> FieldForm:
        self._truth.addItem(tr("show two persons"), False)
        self._truth.addItem(tr("show one person"), True)
        self._basis.setPlaceholderText(tr("How the truth is known"))
        for field, name in (
            (self._truth, tr("Truth")),
            (self._basis, tr("How the truth is known")),
            (self._drawn, tr("Pairs to draw")),
        ):
            field.setAccessibleName(name)
        keep = push_button(tr("Keep the pair"), self.keep_pair)
        is_pair = len(self._selected) == _PAIR
        self._basis.textChanged.connect(lambda words: keep.setEnabled(is_pair and bool(words.strip())))
        keep.setEnabled(False)
        self._truth.setEnabled(is_pair)
        self._basis.setEnabled(is_pair)
        form = FieldForm()
        chosen = (
            tr("Sightings {first} and {second}", first=self._selected[0], second=self._selected[1])
            if is_pair
            else tr("Select two sightings in the gallery first.")
        )
        form.add(tr("Selected"), label(chosen, "muted", wraps=True))
        form.add("", _row(self._truth, self._basis, keep))
        draw = push_button(tr("Draw pairs"), self.draw_pairs)
        form.add(tr("From photos"), _row(self._drawn, draw))
        words = tr("Two who stand apart in one photo are two, unless a mirror or a screen shows one twice.")
        form.add("", label(words, "muted", wraps=True))
        return form


def _row(*parts: QWidget) -> QHBoxLayout:
    """Return a line whose text field takes the room that is left."""
    row = QHBoxLayout()
    row.setSpacing(8)
    has_text = False
    for part in parts:
        is_text = isinstance(part, QLineEdit)
        row.addWidget(part, int(is_text))
        has_text = has_text or is_text
    if not has_text:
        row.addStretch(1)
    return row


def _number(value: int) -> QSpinBox:
    made = QSpinBox()
    made.setRange(0, MOST)
    made.setValue(value)
    return padded(made)
