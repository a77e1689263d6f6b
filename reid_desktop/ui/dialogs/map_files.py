"""What lies on the map, file by file, with what proves which files these were."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from reid_desktop.ui.models.rows import RowsModel
from reid_desktop.ui.painting.making import label
from reid_desktop.ui.translating import tr

from .frame import DialogFrame
from .tables import rows_table

Row = tuple[str, str, str, str, str, str]
"""Name, kind, whether shown, size or parts, SHA-256 or whom it is from, path."""


class MapFilesDialog(DialogFrame):
    """Lists archives of tiles and overlays."""

    def __init__(self, parent: QWidget | None, rows: Sequence[Row]) -> None:
        """Show `rows`."""
        words = tr("When a file is laid on the map or taken off, that goes into the log, with its hash.")
        super().__init__(parent, tr("What lies on the map"), words)
        self.resize(860, 320)
        self.add_button(tr("Close"), self.accept, primary=True)
        if rows:
            headings = (
                tr("Name"),
                tr("Kind"),
                tr("Shown"),
                tr("How much"),
                tr("SHA-256, or whom it is from"),
                tr("Path"),
            )
            table = rows_table(tr("What lies on the map"), RowsModel(headings, rows, self), 5)
            table.selectRow(0)
            self.add_body(table)
        else:
            self.add_body(label(tr("Only the base map: Natural Earth, GeoNames, GSHHG."), "muted"))
        self.finish()
