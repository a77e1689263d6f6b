"""Labels placed in order of importance so that none covers another."""

import math


class LabelPlacer:
    """Accepts rectangles (pixels) that keep clear of all rectangles accepted before."""

    def __init__(self, gap_px: float = 3.0, cell_px: float = 64.0) -> None:
        """Keep a gap between labels; cell_px is the side of the look-up grid."""
        self._gap_px = gap_px
        self._cell_px = cell_px
        self._cells: dict[tuple[int, int], list[tuple[float, float, float, float]]] = {}

    def reserve(self, left: float, top: float, right: float, bottom: float) -> None:
        """Take a rectangle, free or not."""
        for cell in self._covered(left, top, right, bottom):
            self._cells.setdefault(cell, []).append((left, top, right, bottom))

    def place(self, left: float, top: float, width: float, height: float) -> bool:
        """Take the rectangle if it is free and tell whether it was."""
        is_free = self.is_free(left, top, width, height)
        if is_free:
            self.reserve(left, top, left + width, top + height)
        return is_free

    def is_free(self, left: float, top: float, width: float, height: float) -> bool:
        """Tell whether a rectangle keeps clear of all that are taken."""
        right, bottom = left + width, top + height
        cells = self._covered(
            left - self._gap_px, top - self._gap_px, right + self._gap_px, bottom + self._gap_px
        )
        for cell in cells:
            for other in self._cells.get(cell, ()):
                if (
                    left < other[2] + self._gap_px
                    and right > other[0] - self._gap_px
                    and top < other[3] + self._gap_px
                    and bottom > other[1] - self._gap_px
                ):
                    return False
        return True

    def _covered(self, left: float, top: float, right: float, bottom: float) -> list[tuple[int, int]]:
        columns = range(math.floor(left / self._cell_px), math.floor(right / self._cell_px) + 1)
        rows = range(math.floor(top / self._cell_px), math.floor(bottom / self._cell_px) + 1)
        return [(column, row) for column in columns for row in rows]
