"""What lies on the map, file by file: order, opacity, and what proves which files these were."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QTableView, QWidget

from reid_desktop.ui.models.rows import RowsModel
from reid_desktop.ui.painting.making import label, push_button
from reid_desktop.ui.text import plain
from reid_desktop.ui.translating import tr

from .frame import DialogFrame
from .tables import fit_columns, rows_table

Row = tuple[str, str, str, str, str, str, str, str]
"""Name, kind, whether shown, opacity, size or parts, SHA-256, whom it is from, path."""
_STEP_PERCENT = 10
_PATH_COLUMN = 7
_MOST_PX = 190
_WIDE_PX, _HIGH_PX, _EMPTY_PX = 1040, 400, 100


class MapFilesDialog(DialogFrame):
    """Lists archives of tiles and overlays, the topmost first, and changes how they lie.

    Signals: moved (str path, int steps up), faded (str path, float opacity), turned (str path), shown
    (str path: go there), removed (str path).
    """

    moved = Signal(str, int)
    faded = Signal(str, float)
    turned = Signal(str)
    wanted = Signal(str)
    removed = Signal(str)

    def __init__(self, parent: QWidget | None, rows: Callable[[], Sequence[Row]]) -> None:
        """Show what `rows` tells; `refresh` has it told again."""
        words = tr(
            "When a file is laid on the map or taken off, that goes into the log with name and size, and "
            "with its hash once that is known."
        )
        super().__init__(parent, tr("What lies on the map"), words)
        self.setWindowModality(Qt.WindowModality.NonModal)  # the map is looked at meanwhile
        self._tell = rows
        self._rows: list[Row] = []
        self._table: QTableView = rows_table(tr("What lies on the map"), self._model(), _PATH_COLUMN)
        self._none = label(tr("Only the base map: Natural Earth, GeoNames, GSHHG."), "muted")
        self.add_body(self._table)
        self.add_body(self._none, 0)
        self._whole = label("", "muted", wraps=True)
        self._whole.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.add_body(self._whole, 0)
        self._tools = QWidget()
        self._opacity = QSlider(Qt.Orientation.Horizontal)
        self._percent = QLabel()
        self._set_up_tools()
        self.add_body(self._tools, 0)
        self.add_button(tr("Close"), self.accept, primary=True)
        self.finish()
        self.refresh()
        self.resize(_WIDE_PX, _HIGH_PX if self._rows else _EMPTY_PX)

    @property
    def path(self) -> str:
        """The file that is chosen, empty for none."""
        row = self._table.currentIndex().row()
        return self._rows[row][-1] if 0 <= row < len(self._rows) else ""

    def choose(self, path: str) -> None:
        """Choose a file."""
        for number, row in enumerate(self._rows):
            if row[-1] == path:
                self._table.selectRow(number)
        self._follow()

    def refresh(self) -> None:
        """Show anew what lies there; the chosen file stays chosen."""
        path = self.path
        self._rows = list(self._tell())
        old = self._table.selectionModel()
        self._table.setModel(self._model())
        if old is not None:
            old.deleteLater()
        self._table.selectionModel().currentRowChanged.connect(lambda _now, _was: self._follow())
        for part, is_shown in ((self._table, True), (self._tools, True), (self._none, False)):
            part.setVisible(bool(self._rows) == is_shown)
        fit_columns(self._table, _PATH_COLUMN, _MOST_PX)
        if self._rows:
            self._table.selectRow(0)
            self.choose(path)

    def _model(self) -> RowsModel:
        headings = (
            tr("Name"),
            tr("Kind"),
            tr("Shown"),
            tr("Opacity"),
            tr("How much"),
            tr("SHA-256"),
            tr("From"),
            tr("Path"),
        )
        return RowsModel(headings, self._rows, self)

    def _set_up_tools(self) -> None:
        row = QHBoxLayout(self._tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        commands = (
            (tr("Up"), tr("Lay it above the next one"), lambda: self.moved.emit(self.path, 1)),
            (tr("Down"), tr("Lay it below the next one"), lambda: self.moved.emit(self.path, -1)),
            (tr("Show or hide"), "", lambda: self.turned.emit(self.path)),
            (
                tr("Go there"),
                tr("Show the part of the map where it lies"),
                lambda: self.wanted.emit(self.path),
            ),
            (tr("Take off"), tr("Take it off the map"), lambda: self.removed.emit(self.path)),
        )
        for words, hint, command in commands:
            button = push_button(words, command)
            button.setToolTip(hint)
            row.addWidget(button)
        row.addStretch(1)
        name = label(tr("Opacity"))
        name.setBuddy(self._opacity)
        self._opacity.setRange(0, 100)
        self._opacity.setPageStep(_STEP_PERCENT)
        self._opacity.setFixedWidth(150)
        self._opacity.setAccessibleName(tr("Opacity"))
        self._opacity.valueChanged.connect(self._on_faded)
        self._percent.setMinimumWidth(44)
        for part in (name, self._opacity, self._percent):
            row.addWidget(part)

    def _follow(self) -> None:
        """Show the opacity of the chosen file."""
        row = self._table.currentIndex().row()
        self._whole.setText("")
        if 0 <= row < len(self._rows):
            *_, sha256, _, path = self._rows[row]
            self._whole.setText(f"{plain(path)}\nSHA-256: {plain(sha256)}")
            percent = self._rows[row][3]
            self._opacity.blockSignals(True)  # it is shown, not changed
            self._opacity.setValue(int("".join(filter(str.isdecimal, percent)) or 100))
            self._opacity.blockSignals(False)
            self._percent.setText(percent)

    def _on_faded(self, percent: int) -> None:
        self.faded.emit(self.path, percent / 100)
