"""Cards in rows where every group begins its own: each position has one cell, and each cell at most one."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from reid_desktop.ui.geometry.card_rows import CardRows

SIZES = st.lists(st.integers(1, 9), min_size=1, max_size=8)


def grouped(sizes: list[int], columns: int) -> CardRows:
    starts = np.cumsum([0, *sizes[:-1]]).astype(np.int64)
    return CardRows(sum(sizes), columns, starts)


@given(SIZES, st.integers(1, 6))
def test_every_position_has_a_cell_of_its_own_and_groups_begin_at_the_left(
    sizes: list[int], columns: int
) -> None:
    rows = grouped(sizes, columns)
    cells = [rows.cell(position) for position in range(sum(sizes))]
    assert len(set(cells)) == len(cells)
    assert [rows.position(*cell) for cell in cells] == list(range(sum(sizes)))
    everywhere = [(row, column) for row in range(rows.row_count) for column in range(columns)]
    assert {cell for cell in everywhere if rows.position(*cell) is not None} == set(cells)
    assert rows.group_count == len(sizes)
    begin = [row for row in range(rows.row_count) if rows.begins_group(row)]
    assert begin == rows.heading_rows.tolist()
    for group, row in enumerate(rows.heading_rows.tolist()):
        assert rows.cell(rows.start_of(group)) == (row, 0)
    assert all(rows.position(row, rows.columns - 1) in (None, rows.nearest(row, columns - 1))
               for row in range(rows.row_count))  # fmt: skip


@given(SIZES, st.integers(1, 6), st.data())
def test_runs_become_rectangles_and_back(sizes: list[int], columns: int, data: st.DataObject) -> None:
    rows, last = grouped(sizes, columns), sum(sizes) - 1
    first, final = sorted((data.draw(st.integers(0, last)), data.draw(st.integers(0, last))))
    blocks = rows.blocks(first, final)
    found = np.concatenate([rows.positions(*block) for block in blocks])
    assert sorted(found.tolist()) == list(range(first, final + 1))
    assert len(blocks) <= 7, "however many groups lie between"


@given(st.integers(0, 60), st.integers(1, 6))
def test_without_groups_cards_run_on(count: int, columns: int) -> None:
    rows = CardRows(count, columns)
    assert (rows.row_count, rows.heading_rows.tolist()) == (-(-count // columns), [])
    assert (rows.group_count, rows.begins_group(0)) == (0, False)
    assert [rows.cell(position) for position in range(count)] == [divmod(p, columns) for p in range(count)]
    assert rows.position(rows.row_count, 0) is None
