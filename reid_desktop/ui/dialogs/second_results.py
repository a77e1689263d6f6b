"""What came of second looks: who agrees with whom, where two differ, and how often eyes err."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QTableView, QTabWidget, QVBoxLayout, QWidget

from reid_desktop.domain.ids import SearchId, SightingId
from reid_desktop.domain.query import LEAD_NOTICE
from reid_desktop.domain.reviewer_agreement import Opinion, SecondResults
from reid_desktop.ui.models.rows import RowsModel
from reid_desktop.ui.painting.making import label
from reid_desktop.ui.second_words import error_rows, opinion_row, pairing_row, summary
from reid_desktop.ui.translating import tr

from .frame import AskingFrame
from .second_seeding import SeedingPage
from .tables import fit_columns, rows_table

_OPINIONS_WIDE, _PAIRS_WIDE, _RATES_WIDE = 3, 1, 1
_MOST_PX = 190
"""Of a column: names are long, and how two stand must be seen."""


class SecondResultsDialog(AskingFrame):
    """Shows opinions, agreement and error rates; asks for more of them."""

    sighting_wanted = Signal(object, object)  # SearchId, SightingId
    export_wanted = Signal(str)
    """The file to write."""
    request_wanted = Signal(object)
    """A request of the seeding page."""

    def __init__(
        self,
        parent: QWidget | None,
        folder: Path,
        search_id: SearchId | None,
        selected: Sequence[SightingId],
    ) -> None:
        """`folder` is where the choice of a file begins; the rest is what gallery and search show."""
        words = tr("Opinions given without knowledge of the first, and how often persons err on known pairs.")
        super().__init__(parent, tr("Results of second looks"), words)
        self.resize(1180, 620)
        self._folder = folder
        self._results = SecondResults((), (), (), 0, 0)
        self._listed: tuple[Opinion, ...] = ()
        self._summary = label("", "", wraps=True)
        self.add_body(self._summary, 0)
        self._only = QCheckBox(tr("Only where two differ"))
        self._only.setChecked(True)
        self._only.toggled.connect(lambda _on: self._list_opinions())
        self._opinions, self._pairs, self._rates = (
            _Listing(tr("Opinions")),
            _Listing(tr("Agreement")),
            _Listing(tr("Error rates")),
        )
        self._opinions.column.insertWidget(0, self._only)
        self.seeding = SeedingPage(search_id, selected)
        self.seeding.wanted.connect(self.request_wanted)
        self._tabs = QTabWidget()
        self._tabs.setAccessibleName(tr("Results of second looks"))
        for page, name in (
            (self._opinions, tr("Opinions")),
            (self._pairs, tr("Agreement")),
            (self._rates, tr("Error rates")),
            (self.seeding, tr("Ask and seed")),
        ):
            self._tabs.addTab(page, name)
        self.add_body(self._tabs)
        self.add_body(label(tr(LEAD_NOTICE), "muted", wraps=True), 0)
        self.add_problem()
        self._export = self.add_button(tr("Export…"), self._ask_file)
        self._show = self.add_button(tr("Show the sighting"), self.show_chosen)
        self.add_button(tr("Close"), self.reject, primary=True)
        self.finish()
        self._opinions.table.doubleClicked.connect(lambda _index: self.show_chosen())
        self._tabs.currentChanged.connect(lambda _page: self._tell())
        self.show_results(self._results)

    @property
    def told(self) -> str:
        """Return the line above the tables."""
        return self._summary.text()

    @property
    def listed(self) -> tuple[Opinion, ...]:
        """Return the opinions that are listed."""
        return self._listed

    @property
    def tables(self) -> tuple[QTableView, QTableView, QTableView]:
        """Return the tables of opinions, agreement and error rates."""
        return self._opinions.table, self._pairs.table, self._rates.table

    def show_results(self, results: SecondResults) -> None:
        """Show what there is now."""
        self._results = results
        self._summary.setText(summary(results))
        self._export.setEnabled(bool(results.opinions or results.proficiency))
        self._list_opinions()
        headings = (
            tr("Decided first"), tr("Judged second"), tr("Agreed"), tr("Share"), tr("95 % interval"),
            tr("Opposite"),
        )  # fmt: skip
        self._pairs.show_rows(
            headings,
            [pairing_row(one) for one in results.pairings],
            _PAIRS_WIDE,
            tr("Nobody gave a second opinion yet."),
        )
        self._rates.show_rows(
            (tr("Person"), tr("Error"), tr("Count"), tr("Share"), tr("95 % interval")),
            [row for one in results.proficiency for row in error_rows(one)],
            _RATES_WIDE,
            tr("No pair of known truth was answered yet. Keep some under “Ask and seed”, then ask."),
        )
        self.seeding.show_known(results.seeds)

    def refuse(self, words: str) -> None:
        """Say why whoever works here sees no results, and nothing else."""
        for part in (self._summary, self._tabs, self._export, self._show):
            part.hide()
        self.say_problem(words)
        self.shrink()

    def show_all(self, is_all: bool) -> None:
        """List every candidate, or only those on which two differ."""
        self._only.setChecked(not is_all)

    def turn_to(self, page: int) -> None:
        """Show a page: opinions, agreement, error rates, or asking and seeding."""
        self._tabs.setCurrentIndex(page)

    def show_chosen(self) -> None:
        """Ask for the sighting of the row that is chosen."""
        row = self._opinions.table.currentIndex().row()
        if 0 <= row < len(self._listed):
            found = self._listed[row].outcome
            self.sighting_wanted.emit(found.search_id, found.sighting_id)
            self.accept()

    def _list_opinions(self) -> None:
        found = self._results.contradictions if self._only.isChecked() else self._results.opinions
        self._listed = tuple(sorted(found, key=lambda one: not one.is_contradiction))
        headings = (
            tr("Sighting"), tr("In search"), tr("First opinion"), tr("Second opinion"), tr("Third opinion"),
            tr("How they stand"), tr("Two say"),
        )  # fmt: skip
        nothing = tr("Two differ nowhere.") if self._results.opinions else tr("Nobody was asked yet.")
        rows = [opinion_row(one) for one in self._listed]
        self._only.setVisible(bool(self._results.opinions))
        self._opinions.show_rows(headings, rows, _OPINIONS_WIDE, nothing)
        self._opinions.table.selectionModel().currentRowChanged.connect(self._on_row)
        self._tell()

    def _on_row(self, _now: QModelIndex, _before: QModelIndex) -> None:
        self._tell()

    def _tell(self) -> None:
        is_opinions = self._tabs.currentIndex() == 0
        self._show.setVisible(is_opinions)
        self._show.setEnabled(self._opinions.table.currentIndex().isValid())

    def _ask_file(self) -> None:
        start = str(self._folder / "second-looks.csv")
        kinds = tr("Table (*.csv);;Everything (*.json)")
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Export to"), start, kinds)
        if chosen:
            self.export_wanted.emit(chosen)


class _Listing(QWidget):
    """A table, or words where it would be empty."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.table = rows_table(name, RowsModel(("",), [], self), 0)
        self.table.setTextElideMode(Qt.TextElideMode.ElideRight)  # what is said stands before who said it
        self._nothing = label("", "muted", wraps=True)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(8, 8, 8, 8)
        self.column.addWidget(self.table, 1)
        self.column.addWidget(self._nothing)
        self._below = QWidget()
        self.column.addWidget(self._below, 1)

    def show_rows(
        self, headings: Sequence[str], rows: Sequence[Sequence[str]], wide: int, nothing: str
    ) -> None:
        """Show rows under headings, or say that there is nothing."""
        model = RowsModel(headings, rows, self)
        self.table.setModel(model)
        fit_columns(self.table, wide, _MOST_PX)
        if rows:
            self.table.selectRow(0)
        self.table.setVisible(bool(rows))
        self._nothing.setText(nothing)
        for part in (self._nothing, self._below):
            part.setVisible(not rows)
