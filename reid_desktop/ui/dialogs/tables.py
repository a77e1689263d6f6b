"""Dialogs that show a small table: shortcuts, searches, models, a verification."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from reid_desktop.domain.ids import SearchId
from reid_desktop.domain.query import SearchRecord
from reid_desktop.ports.engine import VerifyReport
from reid_desktop.ui import text
from reid_desktop.ui.actions import shortcut_rows
from reid_desktop.ui.facts import search_facts
from reid_desktop.ui.models.rows import RowsModel
from reid_desktop.ui.painting.making import label
from reid_desktop.ui.translating import tr

from .frame import DialogFrame


def rows_table(name: str, model: QAbstractItemModel, wide_column: int) -> QTableView:
    """Return a read-only table for short lists."""
    table = QTableView()
    table.setModel(model)
    table.setAccessibleName(name)
    table.setProperty("rows", "true")
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.setAlternatingRowColors(True)
    table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
    table.setWordWrap(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(table.fontMetrics().lineSpacing() + 10)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    fit_columns(table, wide_column)
    return table


def fit_columns(table: QTableView, wide_column: int, most_px: int = 320) -> None:
    """Give each column of a table what it holds, up to `most_px`, and one of them the rest."""
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    table.resizeColumnsToContents()
    for column in range(table.model().columnCount()):
        table.setColumnWidth(column, min(table.columnWidth(column) + 12, most_px))
    header.setSectionResizeMode(wide_column, QHeaderView.ResizeMode.Stretch)


class ShortcutsDialog(DialogFrame):
    """Lists every shortcut."""

    def __init__(self, parent: QWidget | None) -> None:
        """Show the table of commands."""
        super().__init__(parent, tr("Keyboard shortcuts"))
        self.resize(1160, 600)
        extra = [
            (
                tr("Arrows"),
                tr("Move in the gallery"),
                tr("Shift selects a range, Ctrl adds single sightings"),
            ),
            ("+  -  0", tr("In a picture: magnify, reduce, whole picture"), tr("Also with the wheel")),
            (
                tr("L, V, Esc"),
                tr("On the map: lasso, what is in view, clear"),
                tr("Shift and drag draws a rectangle"),
            ),
        ]
        model = RowsModel((tr("Keys"), tr("Command"), tr("What it does")), [*shortcut_rows(), *extra], self)
        table = rows_table(tr("Keyboard shortcuts"), model, 2)
        table.setTextElideMode(Qt.TextElideMode.ElideRight)
        table.selectRow(0)
        self.add_body(table)
        self.add_button(tr("Close"), self.accept, primary=True)
        self.finish()


class SearchesDialog(DialogFrame):
    """Lists the recorded searches, newest first, to show one again."""

    search_chosen = Signal(object)  # SearchId

    def __init__(self, parent: QWidget | None, searches: Sequence[SearchRecord]) -> None:
        """Show `searches`."""
        words = tr("Searches are recorded as they were made and never change.")
        super().__init__(parent, tr("Past searches"), words)
        self.resize(860, 420 if searches else 170)
        self._searches = list(searches)
        rows = [
            (
                record.created_utc[:19].replace("T", " "),
                text.probe_name(record.probe),
                record.examiner,
                tr("top {number}", number=record.top),
                search_facts(record),
            )
            for record in searches
        ]
        headings = (tr("When (UTC)"), tr("Probe"), tr("Examiner"), tr("Asked for"), tr("How"))
        model = RowsModel(headings, rows, self)
        self._table = rows_table(tr("Past searches"), model, 4)
        self.add_button(tr("Close"), self.reject)
        show = self.add_button(tr("Show candidates"), self._on_show, primary=True)
        show.setEnabled(bool(rows))
        if rows:
            self.add_body(self._table)
            self._table.selectRow(0)
            self._table.doubleClicked.connect(self._on_show)
        else:
            self.add_body(label(tr("Nothing has been searched for yet in this case."), "muted"), 0)
        self.finish()

    def _on_show(self) -> None:
        row = self._table.currentIndex().row()
        if row >= 0:
            self.search_chosen.emit(SearchId(self._searches[row].search_id))
            self.accept()


class VerifyDialog(DialogFrame):
    """Says what a check of the case found."""

    def __init__(self, parent: QWidget | None, report: VerifyReport) -> None:
        """Show `report`."""
        is_well = not report.problems and report.database_ok and report.audit_ok and report.index_ok
        super().__init__(parent, tr("Everything is unchanged") if is_well else tr("The check found problems"))
        self.resize(720, 360 if report.problems else 200)
        files = text.counted(report.files_checked, "file", "files")
        checks = [
            (text.plural(
                report.unchanged,
                "{count} of {files} has the same SHA-256 as at import",
                "{count} of {files} have the same SHA-256 as at import",
                files=files,
             ),
             report.unchanged == report.files_checked),
            (tr("The database is intact"), report.database_ok),
            (tr("The audit log is unbroken"), report.audit_ok),
            (tr("The search index agrees with the database"), report.index_ok),
        ]  # fmt: skip
        for words, passed in checks:
            line = text.labelled(tr("Yes") if passed else tr("NO"), f" {words}")
            self.add_body(label(line, "good" if passed else "danger", wraps=True), 0)
        self.add_body(label(tr("Checked in {span}.", span=text.span(report.elapsed_s)), "muted"), 0)
        if report.unguarded_rows:
            words = text.plural(
                report.unguarded_rows,
                "{count} fact was written by an earlier version that did not guard it.",
                "{count} facts were written by an earlier version that did not guard them.",
            )
            self.add_body(label(words, "muted", wraps=True), 0)
        if report.problems:
            rows = [(one.path, text.told(one.reason)) for one in report.problems]
            table = rows_table(tr("Problems"), RowsModel((tr("File"), tr("Problem")), rows, self), 0)
            table.selectRow(0)
            self.add_body(table)
        else:
            self.add_body(QWidget())
        self.add_button(tr("Close"), self.accept, primary=True)
        self.finish()
