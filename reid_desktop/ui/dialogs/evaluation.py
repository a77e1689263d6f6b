"""Judging a model on labelled crops: what to judge, its curves, and what it got wrong."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QTableView,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from reid_desktop.domain.judged import Failed, Judged
from reid_desktop.domain.slices import Slice
from reid_desktop.ports.judging import Wanted
from reid_desktop.ui import text
from reid_desktop.ui.models.rows import RowsModel
from reid_desktop.ui.painting.making import label, push_button
from reid_desktop.ui.translating import said, tr

from .evaluation_curves import cmc_page, det_page, tippett_page
from .frame import AskingFrame, FieldForm
from .tables import rows_table

LAYOUTS = (
    ("folder", said("A folder with labels.csv, or a folder for each person")),
    ("market1501", "Market-1501"),
    ("cuhk03", "CUHK03"),
    ("msmt17", "MSMT17"),
    ("dukemtmc", "DukeMTMC-reID"),
    ("viper", "VIPeR"),
    ("grid", "GRID"),
)
_ASKED_PX, _JUDGED_PX = (960, 280), (960, 640)
"""Size before there are figures, and with them."""
_FIGURES = ("rank_1", "rank_5", "rank_10", "rank_20", "mAP", "mINP")


class EvaluationDialog(AskingFrame):
    """Asks what is to be judged, and shows what came of it."""

    wanted = Signal(object)  # Wanted
    stopped = Signal()

    def __init__(self, parent: QWidget | None) -> None:
        """Ask for the crops."""
        words = tr(
            "Crops whose persons are known show how often a model finds the same person again from another "
            "camera. The figures hold for crops like these, not for every case."
        )
        super().__init__(parent, tr("Judge a model"), words)
        self.resize(*_ASKED_PX)
        self._pictures: tuple[Path, ...] = ()
        self._folder, self._layout, self._embedder = QLineEdit(), QComboBox(), QLineEdit()
        for key, name in LAYOUTS:
            self._layout.addItem(tr(name), key)
        self.add_body(self._form(), 0)
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setAccessibleName(tr("Judging"))
        self.add_body(self._busy, 0)
        self._title = label("", "muted", wraps=True)
        self.add_body(self._title, 0)
        self._tabs = QTabWidget()
        self._tabs.setAccessibleName(tr("Judged"))
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._picture.setMinimumSize(310, 200)
        self._room = QWidget()
        self.add_body(self._room)
        self.add_body(self._tabs)
        self.add_problem()
        self._stop = self.add_button(tr("Stop"), self.stopped.emit)
        self.add_button(tr("Close"), self.reject)
        self._go = self.add_button(tr("Judge"), self.ask, primary=True)
        self.finish()
        self._folder.textChanged.connect(lambda _words: self._tell(busy=False))
        self._show_tabs(False)
        self._tell(busy=False)

    @property
    def told(self) -> str:
        """Return the line above the figures."""
        return self._title.text()

    def _form(self) -> FieldForm:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._folder, 1)
        row.addWidget(push_button(tr("Choose…"), self._choose))
        for field, name in (
            (self._folder, tr("Folder")),
            (self._layout, tr("Laid out as")),
            (self._embedder, tr("Model")),
        ):
            field.setAccessibleName(name)
        self._embedder.setPlaceholderText(tr("The best that is present"))
        form = FieldForm()
        form.add(tr("Folder"), row)
        form.add(tr("Laid out as"), self._layout)
        form.add(tr("Model"), self._embedder)
        return form

    def choose(self, wanted: Wanted) -> None:
        """Fill in what is to be judged."""
        self._folder.setText(wanted.folder)
        self._layout.setCurrentIndex(self._layout.findData(wanted.layout))
        self._embedder.setText(wanted.embedder)

    def ask(self) -> None:
        """Ask for it, and wait."""
        wanted = Wanted(
            self._folder.text().strip(), self._layout.currentData(), self._embedder.text().strip()
        )
        if wanted.folder:
            self.say_problem("")
            self._show_tabs(False)
            self._title.setText(
                tr("Every crop is described and looked for among the others. This takes a while.")
            )
            self._tell(busy=True)
            self.wanted.emit(wanted)

    def fail(self, words: str) -> None:
        """Say why there are no figures."""
        self._title.setText("")
        self.say_problem(words)
        self._tell(busy=False)

    def show_judged(self, judged: Judged) -> None:
        """Show figures, curves and failures."""
        self._pictures = judged.pictures
        self._title.setText(text.plain(_title(judged)))
        self._tabs.clear()
        slices = RowsModel(
            (tr("By"), tr("Condition"), tr("Queries"), "Rank-1", tr("95 % interval"), "mAP"),
            [_slice_row(one) for one in judged.slices],
            self,
        )
        for page, name in (
            (self._summary(judged), tr("Figures")),
            (det_page(judged.errors), tr("DET")),
            (tippett_page(judged.errors), tr("Tippett")),
            (rows_table(tr("By condition"), slices, 1), tr("By condition")),
            (self._wrong(judged), tr("Failures ({number})", number=len(judged.failures))),
        ):
            self._tabs.addTab(page, name)
        self._show_tabs(True)
        self.resize(max(self.width(), _JUDGED_PX[0]), max(self.height(), _JUDGED_PX[1]))
        self._tell(busy=False)

    def _summary(self, judged: Judged) -> QWidget:
        page = QWidget()
        grid = QGridLayout()
        grid.setContentsMargins(8, 8, 8, 0)
        grid.setHorizontalSpacing(18)
        for column, name in enumerate(_FIGURES, start=1):
            grid.addWidget(label(name.replace("rank_", tr("Rank-")), "muted"), 0, column)
        for row, (name, figures) in enumerate(
            ((tr("as searched"), judged.searched), (tr("vectors alone"), judged.bare)), start=1
        ):
            grid.addWidget(label(name), row, 0)
            for column, figure in enumerate(_FIGURES, start=1):
                grid.addWidget(label(f"{text.figure(figures[figure])} %"), row, column)
        grid.setColumnStretch(len(_FIGURES) + 1, 1)
        column_of = QVBoxLayout(page)
        column_of.setContentsMargins(0, 0, 0, 0)
        column_of.addLayout(grid)
        column_of.addWidget(cmc_page(judged), 1)
        return page

    def _wrong(self, judged: Judged) -> QWidget:
        page = QWidget()
        row = QHBoxLayout(page)
        row.setSpacing(12)
        headings = (
            tr("Crop"), tr("Right person at rank"), tr("First candidate"), tr("Score"), tr("Right person"),
            tr("Score"),
        )  # fmt: skip
        table = rows_table(
            tr("Failures"), RowsModel(headings, [_failure_row(one) for one in judged.failures], self), 0
        )
        table.selectionModel().currentRowChanged.connect(self._on_failure)
        row.addWidget(table, 1)
        shown = QVBoxLayout()
        words = tr("The crop, the first candidate, the right person")
        shown.addWidget(label(words, "muted", wraps=True))
        shown.addWidget(self._picture)
        shown.addStretch(1)
        row.addLayout(shown)
        if judged.failures:
            table.selectRow(0)
        self._table: QTableView = table
        return page

    def _on_failure(self, now: QModelIndex, _before: QModelIndex) -> None:
        shown = now.row() < len(self._pictures) and now.isValid()
        self._picture.setPixmap(QPixmap(str(self._pictures[now.row()])) if shown else QPixmap())

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("Folder of labelled crops"), self._folder.text())
        if folder:
            self._folder.setText(folder)

    def _show_tabs(self, shown: bool) -> None:
        self._tabs.setVisible(shown)
        self._room.setVisible(not shown)

    def _tell(self, *, busy: bool) -> None:
        self._busy.setVisible(busy)
        self._stop.setVisible(busy)
        self._go.setEnabled(not busy and bool(self._folder.text().strip()))


def _title(judged: Judged) -> str:
    return tr(
        "{model}: {queries} queries among {gallery} crops, {cameras} cameras.",
        model=judged.model_key,
        queries=text.number(judged.queries),
        gallery=text.number(judged.gallery),
        cameras=judged.cameras,
    )


def _slice_row(one: Slice) -> tuple[str, ...]:
    """Return what a slice is of, and its figures in per cent."""
    span = f"{text.figure(100 * one.low)} - {text.figure(100 * one.high)}"
    figures = (text.figure(100 * one.rank_1), span, text.figure(100 * one.mean_ap))
    return one.by, one.condition, str(one.queries), *figures


def _failure_row(one: Failed) -> tuple[str, ...]:
    """Return query, rank of the right person, first candidate, its score, right person, their score."""
    wrong, right = (text.score(score) for score in (one.wrong_score, one.right_score))
    return one.query, str(one.rank), one.wrong, wrong, one.right, right
