"""The files that did not come in: how an import ended, with a search in the reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, QSortFilterProxyModel, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from reid_desktop.domain.media import FileOutcome, Outcome
from reid_desktop.ui import text
from reid_desktop.ui.models.rows import RowsModel
from reid_desktop.ui.painting.making import label
from reid_desktop.ui.reasons import group_of, grouped
from reid_desktop.ui.translating import said, tr

from .frame import DialogFrame, note
from .tables import rows_table

_WORDS = said("Each was left as it is. They are recorded in the case and in every export.")
_GROUP_COLUMN = 2
_PATH_PX = 380


class FailuresDialog(DialogFrame):
    """Lists the files that did not come in, with the reason, to be searched."""

    retry_wanted = Signal()

    def __init__(
        self,
        parent: QWidget | None,
        failures: Sequence[FileOutcome],
        counts: Mapping[Outcome, int] | None = None,
    ) -> None:
        """Show `failures`, or that there are none; `counts` are how all files of the case ended."""
        super().__init__(parent, tr("Files that did not come in"), tr(_WORDS))
        self.resize(900, 520 if failures else 190)
        self._search, self._group = QLineEdit(), QComboBox()
        self._shown = label("", "muted")
        self._whole = note(lines=3, tone="")
        self._whole.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._rows = QSortFilterProxyModel(self)
        is_begun = counts is None or sum(counts.values()) > 0
        if counts is not None and is_begun:
            self.add_body(label(counts_words(counts), wraps=True), 0)
        if failures:
            self._list(failures)
        else:
            whole = tr("Every file came in or was recognised as a double or no photo or video.")
            words = whole if is_begun else tr("Nothing has been imported into this case yet.")
            self.add_body(label(words, "muted", wraps=True), 0)
        if failures:
            self.add_button(tr("Try all again"), self._on_retry)
        self.add_button(tr("Close"), self.accept, primary=True)
        self.finish()

    def _on_retry(self) -> None:
        self.retry_wanted.emit()
        self.accept()

    @property
    def shown_paths(self) -> list[str]:
        """Return the paths that are listed now."""
        rows = range(self._rows.rowCount())
        return [str(self._rows.index(row, 0).data()) for row in rows]

    @property
    def groups(self) -> list[str]:
        """Return the kinds of reasons to choose from."""
        return [self._group.itemText(row) for row in range(self._group.count())]

    def search(self, words: str) -> None:
        """List only what holds these words."""
        self._search.setText(words)

    def choose_group(self, row: int) -> None:
        """List only one kind of reason."""
        self._group.setCurrentIndex(row)

    def _list(self, failures: Sequence[FileOutcome]) -> None:
        reasons = [one.reason or tr("no reason recorded") for one in failures]
        found = [
            (one.path, text.told(why), tr(group_of(why))) for one, why in zip(failures, reasons, strict=True)
        ]
        model = RowsModel((tr("File"), tr("Reason"), tr("Kind")), found, self)
        self._rows.setFilterKeyColumn(-1)
        self._rows.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._kinds = _OneGroup(self)
        self._kinds.setSourceModel(model)
        self._rows.setSourceModel(self._kinds)
        self._search.setPlaceholderText(tr("Find in paths and reasons"))
        self._search.setClearButtonEnabled(True)
        self._search.setAccessibleName(tr("Find in paths and reasons"))
        self._group.setAccessibleName(tr("Kind of reason"))
        self._group.addItem(tr("All reasons: {number}", number=text.number(len(failures))), "")
        for name, count in grouped(failures):
            shown = tr(name)
            self._group.addItem(text.labelled(f"{shown[:1].upper()}{shown[1:]}", text.number(count)), shown)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._search, 1)
        line.addWidget(self._group)
        self.add_body(line, 0)
        self._table = rows_table(tr("Files that did not come in"), self._rows, 1)
        self._table.setColumnWidth(0, _PATH_PX)
        self._table.selectionModel().currentRowChanged.connect(self._on_row)
        self.add_body(self._table)
        self.add_body(self._whole, 0)
        self.add_body(self._shown, 0)
        self._search.textChanged.connect(self._narrow)
        self._group.currentIndexChanged.connect(self._narrow)
        self._narrow()

    def _on_row(self, now: QModelIndex) -> None:
        """Say path and reason of a row in full."""
        cells = [str(now.siblingAtColumn(column).data() or "") for column in (0, 1)]
        self._whole.setText("\n".join(cells) if now.isValid() else "")

    def _narrow(self) -> None:
        self._kinds.choose(str(self._group.currentData()))
        self._rows.setFilterFixedString(self._search.text().strip())
        shown, total = self._rows.rowCount(), self._kinds.sourceModel().rowCount()
        if shown:
            self._table.selectRow(0)
        self._shown.setText(
            tr(
                "{shown} of {files} listed",
                shown=text.number(shown),
                files=text.counted(total, "file", "files"),
            )
        )


class _OneGroup(QSortFilterProxyModel):
    """Lets the rows of one kind of reason pass, or all."""

    def choose(self, group: str) -> None:
        """Let this kind pass; an empty name lets all pass."""
        self.setFilterKeyColumn(_GROUP_COLUMN)
        self.setFilterFixedString(group)


def counts_words(counts: Mapping[Outcome, int]) -> str:
    """Return how all files ended; the four counts add up to the files."""
    total = sum(counts.values())
    parts = [
        tr("{number} imported", number=text.number(counts.get(Outcome.IMPORTED, 0))),
        tr("{number} doubles", number=text.number(counts.get(Outcome.DUPLICATE, 0))),
        tr("{number} not photo or video", number=text.number(counts.get(Outcome.NOT_MEDIA, 0))),
        tr("{number} failed", number=text.number(counts.get(Outcome.FAILED, 0))),
    ]
    files = text.counted(total, "file", "files")
    return tr("{files} of this case = {parts}.", files=files, parts=", ".join(parts))
