"""Cards laid out in rows, where every group begins a row of its own."""

from __future__ import annotations

from bisect import bisect_right

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


class CardRows:
    """Tells the place of each position of a list in a grid of so many columns."""

    def __init__(self, count: int, columns: int, starts: Ints | None = None) -> None:
        """`starts`: positions at which groups begin, ascending from 0; None: nothing is grouped."""
        self.columns = columns
        grouped = starts is not None and len(starts) > 0
        self.is_grouped = grouped
        first = starts if grouped and starts is not None else np.zeros(1, np.int64)
        sizes = np.diff(np.append(first, count))
        rows = -(-sizes // columns)
        self._starts, self._ends = first, np.append(first[1:], count)
        self._first_rows = np.cumsum(rows) - rows
        self.row_count = int(rows.sum())
        self._starts_list: list[int] = self._starts.tolist()
        self._ends_list: list[int] = self._ends.tolist()
        self._rows_list: list[int] = self._first_rows.tolist()

    @property
    def heading_rows(self) -> list[int]:
        """Return the rows that a group begins in, ascending; none where nothing is grouped."""
        return self._rows_list if self.is_grouped else []

    def group_of_row(self, row: int) -> int:
        """Return the number of the group that a row lies in."""
        return bisect_right(self._rows_list, row) - 1

    def group_of(self, position: int) -> int:
        """Return the number of the group that a position lies in."""
        return bisect_right(self._starts_list, position) - 1

    def start_of(self, group: int) -> int:
        """Return the first position of a group."""
        return self._starts_list[group]

    def position(self, row: int, column: int) -> int | None:
        """Return the position in a cell, or None where none is."""
        if not (0 <= row < self.row_count and 0 <= column < self.columns):
            return None
        group = self.group_of_row(row)
        found = self._starts_list[group] + (row - self._rows_list[group]) * self.columns + column
        return found if found < self._ends_list[group] else None

    def nearest(self, row: int, column: int) -> int:
        """Return the position in a cell, or that of the last one before it in its row."""
        group = self.group_of_row(row)
        first = self._starts_list[group] + (row - self._rows_list[group]) * self.columns
        return min(first + column, self._ends_list[group] - 1)

    def cell(self, position: int) -> tuple[int, int]:
        """Return the row and column of a position."""
        group = self.group_of(position)
        row, column = divmod(position - self._starts_list[group], self.columns)
        return self._rows_list[group] + row, column

    def blocks(self, first: int, last: int) -> list[tuple[int, int, int, int]]:
        """Return a run of positions as rectangles (top, left, bottom, right), at most three a group."""
        found: list[tuple[int, int, int, int]] = []
        for group in range(self.group_of(first), self.group_of(last) + 1):
            start, row = self._starts_list[group], self._rows_list[group]
            begin, end = max(first, start) - start, min(last, self._ends_list[group] - 1) - start
            parts = _blocks(begin, end, self.columns)
            found += [(top + row, left, bottom + row, right) for top, left, bottom, right in parts]
        return found

    def positions(self, top: int, left: int, bottom: int, right: int) -> Ints:
        """Return the positions in a rectangle of cells, ascending."""
        rows = np.arange(top, bottom + 1)
        groups = np.searchsorted(self._first_rows, rows, "right") - 1
        first = self._starts[groups] + (rows - self._first_rows[groups]) * self.columns
        found = first[:, None] + np.arange(left, right + 1)
        there: Ints = found[found < self._ends[groups][:, None]].astype(np.int64)
        return there


def _blocks(first: int, last: int, columns: int) -> list[tuple[int, int, int, int]]:
    """Return the run of positions as at most three rectangles (top, left, bottom, right)."""
    top, left = divmod(first, columns)
    bottom, right = divmod(last, columns)
    if top == bottom:
        return [(top, left, bottom, right)]
    blocks = []
    if left:
        blocks.append((top, left, top, columns - 1))
        top += 1
    tail = right < columns - 1
    middle = bottom - 1 if tail else bottom
    if middle >= top:
        blocks.append((top, 0, middle, columns - 1))
    if tail:
        blocks.append((bottom, 0, bottom, right))
    return blocks
