"""Gives a YOLO graph that was exported for one size other sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import openvino

STRIDES_PX = (8, 16, 32)
"""Of the three maps that the head of YOLO v8 to v12 reads."""
_PLACES, _STRIDES = 0, 1


def give_sides(model: openvino.Model, height_px: int, width_px: int) -> None:
    """Have the graph look at `height_px` x `width_px`, multiples of 32.

    An export of fixed size holds as constants what follows from its size: the place and the
    stride of each anchor, and shapes in the attention block and the head. They are computed
    anew; weights and 8-bit scales stay as they are.

    :raises ValueError: the graph is not built as ultralytics builds it; it is spoilt then.
    """
    from openvino import PartialShape

    _, _, height, width = (int(side) for side in model.input(0).shape)
    if (height, width) == (height_px, width_px):
        return
    before, after = _Sides(height, width), _Sides(height_px, width_px)
    tables: set[int] = set()
    for node in model.get_ordered_ops():
        if node.get_type_name() == "Reshape":
            _renew_shape(node, before, after)
        else:
            tables |= _renew_places(node, before, after)
    # `reshape` would first ask whether the new shapes fit the old sides.
    model.get_parameters()[0].set_partial_shape(PartialShape([1, 3, height_px, width_px]))
    model.validate_nodes_and_infer_types()
    found = tuple(int(side) for side in model.output(0).shape)
    if tables != {_PLACES, _STRIDES} or found[2:] != (after.anchors,):
        raise ValueError(f"no graph of ultralytics: output {found}, tables {sorted(tables)}")


class _Sides:
    """What follows from the sides of the input."""

    def __init__(self, height_px: int, width_px: int) -> None:
        maps = [(height_px // stride, width_px // stride) for stride in STRIDES_PX]
        self.smallest = maps[-1]
        self.anchors = sum(rows * columns for rows, columns in maps)
        places = [np.mgrid[:rows, :columns][::-1].reshape(2, -1) + 0.5 for rows, columns in maps]
        strides = [
            np.full(rows * columns, stride) for (rows, columns), stride in zip(maps, STRIDES_PX, strict=True)
        ]
        self.tables: tuple[NDArray[np.float32], ...] = (
            np.concatenate(places, axis=1)[None].astype(np.float32),
            np.concatenate(strides)[None, None].astype(np.float32),
        )
        """Middle of each anchor in cells of its map (1, 2, anchors), its stride in pixels (1, 1, anchors)."""


def _renew_shape(node: openvino.Node, before: _Sides, after: _Sides) -> None:
    """Replace in the shape that a Reshape asks for what depends on the sides."""
    source = node.input_value(1).get_node()
    if source.get_type_name() != "Constant":
        return
    asked = [int(side) for side in source.get_data()]
    cells = before.smallest[0] * before.smallest[1]
    known = {before.anchors: after.anchors, cells: after.smallest[0] * after.smallest[1]}
    wanted = [known.get(side, side) for side in asked]
    if tuple(asked[-2:]) == before.smallest:
        wanted[-2:] = after.smallest
    if wanted != asked:
        _put(node, 1, np.array(wanted, dtype=np.int64))


def _renew_places(node: openvino.Node, before: _Sides, after: _Sides) -> set[int]:
    """Replace the tables of places and strides among the inputs of a node; return which they were."""
    met = set()
    for number, value in enumerate(node.input_values()):
        source = value.get_node()
        if source.get_type_name() != "Constant" or list(value.get_shape())[-1:] != [before.anchors]:
            continue
        for table, (old, new) in enumerate(zip(before.tables, after.tables, strict=True)):
            if np.array_equal(source.get_data(), old):
                _put(node, number, new)
                met.add(table)
    return met


def _put(node: openvino.Node, number: int, values: NDArray[np.generic]) -> None:
    from openvino import opset13

    node.input(number).replace_source_output(opset13.constant(values).output(0))
