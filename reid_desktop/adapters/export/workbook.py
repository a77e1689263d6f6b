"""The case file as an Excel workbook: the table of the CSV export, and sheets about case and search."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from reid_desktop.domain.jobs import Progress
from reid_desktop.domain.query import LEAD_NOTICE
from reid_desktop.ports.export import Selection
from reid_desktop.ports.system import JobControl

from .csv_table import COLUMNS, Cell, closing_cells, row_cells, text_cell
from .head_fields import head_fields
from .writing import in_the_users_words

ROWS_A_SHEET = 1_000_000
"""A sheet holds 1,048,576; what goes beyond comes on the next."""
LONGEST_CELL = 32_000
"""Excel refuses cells of more than 32,767 characters."""
_WIDTHS = {
    "sha256": 22,
    "device_paths": 44,
    "paths": 44,
    "time_utc": 25,
    "time_original": 22,
    "crop_name": 40,
}
_INERT = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class Workbook:
    """Writes each text as a text cell: a workbook of ours holds no formula, no link and no macro."""

    format = "xlsx"
    title = "Excel workbook"

    def __init__(self, program_version: str, rows_a_sheet: int = ROWS_A_SHEET) -> None:
        """`program_version` stands in the sheet `About`."""
        self._program_version = program_version
        self._rows_a_sheet = rows_a_sheet

    def write(self, selection: Selection, out: Path, job: JobControl) -> None:
        """Write to `out`, a file that does not exist; half-written parts lie beside it until the end.

        :raises ExportError: it cannot be written.
        """
        with (
            in_the_users_words(),
            out.open("xb") as file,
            TemporaryDirectory(prefix=".parts-", dir=out.parent, ignore_cleanup_errors=True) as parts,
        ):
            book = xlsxwriter.Workbook(file, {**_INERT, "tmpdir": parts})
            try:
                book.set_properties({"created": datetime.fromisoformat(selection.created_utc)})
                self._fill(book, selection, job)
                _close(book)
            except BaseException:
                _let_go(book)
                raise
            file.flush()
            os.fsync(file.fileno())

    def _fill(self, book: Any, selection: Selection, job: JobControl) -> None:
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": False})
        about = book.add_worksheet("About")
        about.set_column(0, 0, 26)
        about.set_column(1, 1, 90)
        lines = _about_lines(selection, self._program_version)
        for number, cells in enumerate(lines):
            _put(about, number, cells, head if len(cells) == 1 else None)
        closing = closing_cells(selection)
        sheet: Any = None
        for done, row in enumerate(selection.rows):
            job.checkpoint(Progress("Writing the workbook", done, len(selection.rows), "sightings"))
            if done % self._rows_a_sheet == 0:
                sheet = _table_sheet(book, done // self._rows_a_sheet, head)
            _put(sheet, done % self._rows_a_sheet + 1, (*row_cells(row), *closing(row)))
        if sheet is None:
            _table_sheet(book, 0, head)


def _table_sheet(book: Any, number: int, head: Any) -> Any:
    sheet = book.add_worksheet("Sightings" if number == 0 else f"Sightings {number + 1}")
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(COLUMNS):
        sheet.set_column(column, column, _WIDTHS.get(name, max(len(name) + 2, 10)))
    _put(sheet, 0, COLUMNS, head)
    return sheet


def _put(sheet: Any, number: int, cells: Sequence[Cell], style: Any = None) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, str):
            sheet.write_string(number, column, cell[:LONGEST_CELL], style)
        elif cell is not None:
            sheet.write_number(number, column, cell, style)


def _about_lines(selection: Selection, program_version: str) -> Iterator[tuple[str, ...]]:
    """Yield the lines of the first sheet: a title alone, or a name and a value."""
    yield (LEAD_NOTICE,)
    yield from _lines("", head_fields(selection, program_version))


def _lines(path: str, value: object) -> Iterator[tuple[str, ...]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _lines(f"{path} {name}".strip(), inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            yield from _lines(f"{path} {number}", inner)
    else:
        yield text_cell(path), "" if value is None else text_cell(str(value))


def _close(book: Any) -> None:
    try:
        book.close()
    except XlsxWriterException as cause:
        inner = cause.args[0] if cause.args else None
        raise inner if isinstance(inner, OSError) else OSError(str(cause)) from cause


def _let_go(book: Any) -> None:
    """Keep the workbook from writing itself when it is forgotten, and close its parts."""
    book.fileclosed = True
    for sheet in book.worksheets():
        part = getattr(sheet, "row_data_fh", None)
        if part is not None:
            part.close()
