"""The base map under the marks: a view that is left and come back to keeps its picture."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QThreadPool
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from reid_desktop.ui.geometry.map_names import NameStyle
from reid_desktop.ui.geometry.mercator import to_unit
from reid_desktop.ui.geometry.viewport import Viewport
from reid_desktop.ui.painting.map_base_layer import BaseLayer
from reid_desktop.ui.painting.map_colours import MapColours
from tests.ui.conftest import RESOURCES

HERE = Viewport(0.51, 0.33, 4.0, 300, 200)


@pytest.fixture
def layer(qtbot: QtBot) -> Iterator[BaseLayer]:
    """A base map that shows `HERE`."""
    owner, pool = QObject(), QThreadPool()
    made = BaseLayer(RESOURCES / "map", pool, owner)
    want(made, HERE)
    qtbot.waitUntil(lambda: made.is_settled, timeout=20_000)
    yield made
    pool.waitForDone()
    owner.deleteLater()


def want(layer: BaseLayer, view: Viewport) -> None:
    """Ask for the picture of a view."""
    layer.want(view, 1.0, MapColours.of(QGuiApplication.palette()), "Sans Serif", None)


@pytest.mark.parametrize("other", [HERE.zoomed(2.0, 150, 100), HERE.panned(900, 0)])
def test_what_is_on_its_way_for_a_view_that_was_left_does_not_take_its_place(
    layer: BaseLayer, qtbot: QtBot, other: Viewport
) -> None:
    assert layer.is_crisp(HERE)
    want(layer, other)
    want(layer, HERE)
    qtbot.waitUntil(lambda: layer.is_settled, timeout=20_000)
    assert layer.is_crisp(HERE)
    want(layer, other)
    qtbot.waitUntil(lambda: layer.is_settled, timeout=20_000)
    assert layer.is_crisp(other)


def test_the_country_under_the_pointer_is_named_as_on_the_map(layer: BaseLayer) -> None:
    x, y = (float(value) for value in to_unit(51.0, 10.0))
    assert layer.country_at(x, y) == "Germany"
    layer.names = NameStyle("de")
    assert layer.country_at(x, y) == "Deutschland"
