"""The picture with boxes: pixels of the frame whatever the zoom, the smallest box under the pointer."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from reid_desktop.domain.geometry import Box, Size
from reid_desktop.ui.painting.scene_view import MOST_ZOOM, SceneView

FRAME = Size(4000, 3000)
LARGE, SMALL = Box(1000, 500, 3000, 2800), Box(1600, 1200, 2000, 2000)


@pytest.fixture
def scene(qtbot: QtBot) -> SceneView:
    """A view of 400 by 400 pixels on a frame of 4000 by 3000, with one box inside another."""
    view = SceneView()
    qtbot.addWidget(view)
    view.resize(400, 400)
    picture = QPixmap(400, 300)
    picture.fill(QColor("grey"))
    view.show_picture(picture, FRAME, (LARGE, SMALL), 0)
    view.can_choose = True
    view.show()
    return view


def drag(view: SceneView, start: QPoint, end: QPoint) -> None:
    """Press, move and release the left button."""
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(view, (start + end) / 2)
    QTest.mouseMove(view, end)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=end)


def test_boxes_lie_where_they_are_in_the_frame(scene: SceneView) -> None:
    area = scene.area_of(SMALL)
    assert (area.left(), area.top(), area.width(), area.height()) == pytest.approx((160, 170, 40, 80))


def test_of_boxes_over_one_another_the_smallest_is_chosen(scene: SceneView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(scene.box_chosen) as chosen:
        QTest.mouseClick(scene, Qt.MouseButton.LeftButton, pos=QPoint(180, 200))
    assert chosen.args == [1]
    with qtbot.waitSignal(scene.box_chosen) as chosen:
        QTest.mouseClick(scene, Qt.MouseButton.LeftButton, pos=QPoint(120, 200))
    assert chosen.args == [0]
    with qtbot.assertNotEmitted(scene.box_chosen):
        QTest.mouseClick(scene, Qt.MouseButton.LeftButton, pos=QPoint(20, 200))


def test_a_drawn_box_is_cut_to_the_frame(scene: SceneView, qtbot: QtBot) -> None:
    scene.can_draw = True
    with qtbot.waitSignal(scene.box_drawn) as drawn:
        drag(scene, QPoint(300, 250), QPoint(399, 399))
    assert drawn.args == [Box(3000, 2000, 3990, 3000)]
    with qtbot.assertNotEmitted(scene.box_drawn):
        drag(scene, QPoint(10, 10), QPoint(11, 17))


def test_zooming_keeps_the_point_under_the_pointer(scene: SceneView) -> None:
    before = scene.area_of(SMALL).center()
    scene.zoom_by(3.0, before)
    after = scene.area_of(SMALL).center()
    assert (after.x(), after.y()) == pytest.approx((before.x(), before.y()), abs=0.5)
    assert scene.area_of(SMALL).width() == pytest.approx(120)
    scene.zoom_by(1000.0)
    assert scene.zoom == MOST_ZOOM
    scene.zoom_by(0.0001)
    assert scene.zoom == 1.0
    assert scene.area_of(SMALL).width() == pytest.approx(40)


def test_a_box_drawn_while_zoomed_is_still_in_pixels_of_the_frame(scene: SceneView, qtbot: QtBot) -> None:
    scene.can_draw = True
    scene.zoom_by(2.0, QPointF(200, 200))
    with qtbot.waitSignal(scene.box_drawn) as drawn:
        drag(scene, QPoint(100, 100), QPoint(300, 300))
    [box] = drawn.args
    assert (box.left_px, box.top_px, box.right_px, box.bottom_px) == pytest.approx(
        (1500, 1000, 2500, 2000), abs=6
    )


def test_persons_can_be_walked_through_by_key(scene: SceneView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(scene.box_chosen) as chosen:
        QTest.keyClick(scene, Qt.Key.Key_Right)
    assert chosen.args == [1]
    with qtbot.waitSignal(scene.activated):
        QTest.keyClick(scene, Qt.Key.Key_Return)


def test_a_box_is_drawn_moved_and_sized_by_key(scene: SceneView, qtbot: QtBot) -> None:
    scene.can_draw = True
    none, shift, control = (
        Qt.KeyboardModifier.NoModifier,
        Qt.KeyboardModifier.ShiftModifier,
        Qt.KeyboardModifier.ControlModifier,
    )
    with qtbot.waitSignal(scene.box_drawn) as first:
        QTest.keyClick(scene, Qt.Key.Key_Right)
        QTest.keyClick(scene, Qt.Key.Key_Return)
    [begun] = first.args
    steps = ((Qt.Key.Key_Right, none), (Qt.Key.Key_Down, shift), (Qt.Key.Key_Left, control))
    with qtbot.waitSignal(scene.box_drawn) as drawn:
        QTest.keyClick(scene, Qt.Key.Key_Right)
        for key, held in steps:
            QTest.keyClick(scene, key, held)
        QTest.keyClick(scene, Qt.Key.Key_Return)
    [box] = drawn.args
    assert box.left_px == begun.left_px + 80 - 1
    assert (box.width_px, box.height_px) == (begun.width_px, begun.height_px + 80)


def test_a_box_drawn_by_key_never_leaves_the_frame_and_escape_drops_it(
    scene: SceneView, qtbot: QtBot
) -> None:
    scene.can_draw = True
    for _ in range(90):
        QTest.keyClick(scene, Qt.Key.Key_Right)
        QTest.keyClick(scene, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    with qtbot.waitSignal(scene.box_drawn) as drawn:
        QTest.keyClick(scene, Qt.Key.Key_Return)
    [box] = drawn.args
    assert (box.right_px, box.bottom_px) == (4000, 3000)
    QTest.keyClick(scene, Qt.Key.Key_Left)
    QTest.keyClick(scene, Qt.Key.Key_Escape)
    with qtbot.assertNotEmitted(scene.box_drawn):
        QTest.keyClick(scene, Qt.Key.Key_Return)
