"""Cards laid out in rows, where every group begins a row of its own."""

from __future__ import annotations

from array import array
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
        self._first_row_of, self._start_of, self._end_of = map(
            _quick, (self._first_rows, self._starts, self._ends)
        )

    @property
    def group_count(self) -> int:
        """Return how many groups there are; 0 where nothing is grouped."""
        return len(self._starts) if self.is_grouped else 0

    @property
    def heading_rows(self) -> Ints:
        """Return the rows that a group begins in, ascending; none where nothing is grouped."""
        return self._first_rows if self.is_grouped else np.empty(0, np.int64)

    def begins_group(self, row: int) -> bool:
        """Tell whether a group begins in a row."""
        return self.is_grouped and self._first_row_of[self.group_of_row(row)] == row

    def group_of_row(self, row: int) -> int:
        """Return the number of the group that a row lies in."""
        return bisect_right(self._first_row_of, row) - 1

    def group_of(self, position: int) -> int:
        """Return the number of the group that a position lies in."""
        return bisect_right(self._start_of, position) - 1

    def start_of(self, group: int) -> int:
        """Return the first position of a group."""
        return self._start_of[group]

    def size_of(self, group: int) -> int:
        """Return how many cards a group has."""
        return self._end_of[group] - self._start_of[group]

    def position(self, row: int, column: int) -> int | None:
        """Return the position in a cell, or None where none is."""
        if not (0 <= row < self.row_count and 0 <= column < self.columns):
            return None
        group = self.group_of_row(row)
        found = self._start_of[group] + (row - self._first_row_of[group]) * self.columns + column
        return found if found < self._end_of[group] else None

    def nearest(self, row: int, column: int) -> int:
        """Return the position in a cell, or that of the last one before it in its row."""
        group = self.group_of_row(row)
        first = self._start_of[group] + (row - self._first_row_of[group]) * self.columns
        return min(first + column, self._end_of[group] - 1)

    def cell(self, position: int) -> tuple[int, int]:
        """Return the row and column of a position."""
        group = self.group_of(position)
        row, column = divmod(position - self._start_of[group], self.columns)
        return self._first_row_of[group] + row, column

    def blocks(self, first: int, last: int) -> list[tuple[int, int, int, int]]:
        """Return a run of positions as a few rectangles (top, left, bottom, right).

        Groups between the first and the last are taken whole, with the empty cells at their ends.
        """
        begin, end = self.group_of(first), self.group_of(last)
        if begin == end:
            return self._blocks_in(begin, first, last)
        found = self._blocks_in(begin, first, self._end_of[begin] - 1)
        if end - begin > 1:
            found.append((self._first_row_of[begin + 1], 0, self._first_row_of[end] - 1, self.columns - 1))
        return found + self._blocks_in(end, self._start_of[end], last)

    def _blocks_in(self, group: int, first: int, last: int) -> list[tuple[int, int, int, int]]:
        """Return a run within a group as at most three rectangles."""
        start, row = self._start_of[group], self._first_row_of[group]
        parts = _blocks(first - start, last - start, self.columns)
        return [(top + row, left, bottom + row, right) for top, left, bottom, right in parts]

    def positions(self, top: int, left: int, bottom: int, right: int) -> Ints:
        """Return the positions in a rectangle of cells, ascending."""
        rows = np.arange(top, bottom + 1)
        groups = np.searchsorted(self._first_rows, rows, "right") - 1
        first = self._starts[groups] + (rows - self._first_rows[groups]) * self.columns
        found = first[:, None] + np.arange(left, right + 1)
        there: Ints = found[found < self._ends[groups][:, None]].astype(np.int64)
        return there


def _quick(values: Ints) -> array[int]:
    """Return the values where Python finds one sooner than numpy does, made without a number object each."""
    return array("q", values.astype(np.int64).tobytes())


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
