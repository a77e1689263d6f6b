"""The timeline as a user meets it: clicks, brushing, keys, zones; ids are compared, never counts."""

from zoneinfo import ZoneInfoNotFoundError

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QPalette, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from reid_desktop.ui.painting.map_colours import DARK, LIGHT
from reid_desktop.ui.painting.timeline_layout import TimelineLayout
from reid_desktop.ui.views.timeline import TimelineView

Ints = npt.NDArray[np.int64]
NO_KEYS = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton
DAY_MS = 86_400_000
START_MS = 1_704_067_200_000  # 2024-01-01 00:00 UTC
NAMES = ["EX-01 Phone", "EX-02 Tablet with a label that is far too long to be shown whole", "EX-03"]


def days(count: int, seed: int = 1, lanes: int = 3) -> tuple[Ints, Ints, npt.NDArray[np.int32]]:
    """Return ids, times over 200 days (some at the very same moment) and lanes."""
    dice = np.random.default_rng(seed)
    start = START_MS + dice.choice(
        [dice.integers(0, 200 * DAY_MS), *dice.integers(0, 200 * DAY_MS, count)], count
    )
    return (
        dice.permutation(count).astype(np.int64) * 7 + 3,
        start,
        dice.integers(0, lanes, count).astype(np.int32),
    )


@pytest.fixture
def view(qtbot: QtBot) -> TimelineView:
    made = TimelineView()
    light = QPalette()
    for role, colour in ((QPalette.ColorRole.Window, "#f3f4f6"), (QPalette.ColorRole.WindowText, "#1d2329")):
        light.setColor(role, QColor(colour))
    made.setPalette(light)
    qtbot.addWidget(made)
    made.resize(1000, 260)
    made.show()
    return made


def layout_of(view: TimelineView, lanes: int = 3) -> TimelineLayout:
    return view._layout if view._layout.lanes_shown == lanes else pytest.fail("other lanes are shown")


def test_every_bar_that_is_clicked_gives_its_own_ids(view: TimelineView, qtbot: QtBot) -> None:
    ids, start, lanes = days(2000)
    view.show_events(ids, start, lanes, NAMES, 0)
    clicked: list[int] = []
    bars = view.bars()
    for begin, end, at in bars:
        with qtbot.waitSignal(view.ids_picked, timeout=1000) as picked:
            QTest.mouseClick(view, LEFT, NO_KEYS, at.toPoint())
        expected = sorted(int(i) for i, t in zip(ids, start, strict=True) if begin <= t < end)
        assert picked.args[0].dtype == np.int64
        assert picked.args[0].tolist() == expected
        clicked += expected
    assert len(bars) > 20
    assert sorted(clicked) == sorted(ids.tolist()), "the bars together hold every event once"


@pytest.mark.parametrize("lane", [0, 1, 2])
def test_a_lane_cell_gives_the_ids_of_its_lane(view: TimelineView, qtbot: QtBot, lane: int) -> None:
    ids, start, lanes = days(600)
    view.show_events(ids, start, lanes, NAMES, 0)
    row = layout_of(view).lane_box(lane)
    for begin, end, at in view.bars()[3:12]:
        expected = sorted(
            int(i) for i, t, own in zip(ids, start, lanes, strict=True) if begin <= t < end and own == lane
        )
        if expected:
            with qtbot.waitSignal(view.ids_picked, timeout=1000) as picked:
                QTest.mouseClick(view, LEFT, NO_KEYS, QPointF(at.x(), row.center().y()).toPoint())
            assert picked.args[0].tolist() == expected


def drag(view: TimelineView, x1: int, x2: int, y: int = 100) -> None:
    QTest.mousePress(view, LEFT, NO_KEYS, QPoint(x1, y))
    QTest.mouseMove(view, QPoint((x1 + x2) // 2, y))
    QTest.mouseMove(view, QPoint(x2, y))
    QTest.mouseRelease(view, LEFT, NO_KEYS, QPoint(x2, y))


def test_brushing_gives_the_stretch_under_the_pointer(view: TimelineView, qtbot: QtBot) -> None:
    view.show_events(*days(300), NAMES, 0)
    left = layout_of(view).plot.left()
    with qtbot.waitSignal(view.range_chosen, timeout=1000) as chosen, qtbot.assertNotEmitted(view.ids_picked):
        drag(view, 400, 600)
    begin, end = chosen.args[0]
    assert isinstance(begin, int)
    assert isinstance(end, int)
    assert begin == pytest.approx(view.scale.start_ms + (400 - left) * view.scale.ms_per_px, abs=1)
    assert end == pytest.approx(view.scale.start_ms + (600 - left) * view.scale.ms_per_px, abs=1)
    with qtbot.waitSignal(view.range_chosen, timeout=1000) as moved:
        drag(view, 600, 700)
    assert moved.args[0][0] == begin, "dragging the right edge keeps the left one"
    assert moved.args[0][1] > end
    with qtbot.waitSignal(view.range_chosen, timeout=1000) as cleared:
        QTest.keyClick(view, Qt.Key.Key_Escape)
    assert cleared.args == [None]


def test_a_drag_to_the_left_gives_an_ascending_stretch(view: TimelineView, qtbot: QtBot) -> None:
    view.show_events(*days(300), NAMES, 0)
    with qtbot.waitSignal(view.range_chosen, timeout=1000) as chosen:
        drag(view, 700, 500)
    begin, end = chosen.args[0]
    assert begin < end


def test_the_stretch_chip_counts_and_clears(view: TimelineView, qtbot: QtBot) -> None:
    ids, start, lanes = days(300)
    view.show_events(ids, start, lanes, NAMES, 0)
    with qtbot.waitSignal(view.range_chosen, timeout=1000) as chosen:
        drag(view, 400, 600)
    begin, end = chosen.args[0]
    inside = int(((start >= begin) & (start < end)).sum())
    chip = next(one for one in view.findChildren(QAbstractButton) if "\u2715" in one.text())
    assert f": {inside} " in chip.text()
    with qtbot.waitSignal(view.range_chosen, timeout=1000) as cleared:
        QTest.mouseClick(chip, LEFT)
    assert cleared.args == [None]
    assert not chip.isVisible()


def test_the_wheel_goes_from_years_to_seconds_and_keeps_the_time(view: TimelineView) -> None:
    view.show_events(*days(300), NAMES, 0)
    spot = QPointF(500, 100)
    left = layout_of(view).plot.left()
    time_ms = view.scale.ms_at(spot.x() - left)
    for turn in (120, 120, 1200, 6000, 6000):
        wheel = QWheelEvent(
            spot, view.mapToGlobal(spot), QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton, NO_KEYS,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(view, wheel)
        view.grab()
        assert view.scale.ms_at(spot.x() - left) == pytest.approx(time_ms, abs=max(view.scale.ms_per_px, 1))
    assert view.scale.ms_per_px == pytest.approx(4.0)


def test_keys_step_pick_and_brush(view: TimelineView, qtbot: QtBot) -> None:
    ids, start, lanes = days(5000)
    view.show_events(ids, start, lanes, NAMES, 0)
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Right)
    with qtbot.waitSignal(view.ids_picked, timeout=1000) as picked:
        QTest.keyClick(view, Qt.Key.Key_Return)
    own = {tuple(sorted(ids[(start >= a) & (start < b)].tolist())) for a, b, _ in view.bars()}
    assert tuple(picked.args[0].tolist()) in own
    with qtbot.waitSignal(view.range_chosen, timeout=1000) as first:
        QTest.keyClick(view, Qt.Key.Key_Right, SHIFT)
    with qtbot.waitSignal(view.range_chosen, timeout=1000) as second:
        QTest.keyClick(view, Qt.Key.Key_Right, SHIFT)
    assert second.args[0][0] == first.args[0][0]
    assert second.args[0][1] > first.args[0][1]
    before = view.scale.start_ms
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    assert view.scale.start_ms > before
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.scale.start_ms < int(start.min()) < int(start.max()) < view.scale.end_ms


def test_the_chip_counts_what_has_no_time(view: TimelineView, qtbot: QtBot) -> None:
    view.show_events(*days(10), NAMES, 41)
    chip = next(one for one in view.findChildren(QAbstractButton) if "41" in one.text())
    assert chip.text() == "no time known: 41"
    with qtbot.waitSignal(view.untimed_wanted, timeout=1000):
        QTest.mouseClick(chip, LEFT)


def test_programmatic_calls_say_nothing_and_nonsense_is_refused(view: TimelineView, qtbot: QtBot) -> None:
    ids, start, lanes = days(50)
    with qtbot.assertNotEmitted(view.ids_picked), qtbot.assertNotEmitted(view.range_chosen):
        view.show_events(ids, start, lanes, NAMES, 0)
        view.set_selection(set(ids[:5].tolist()))
        view.set_current(int(ids[0]))
        view.set_current(987_654)
        view.set_range((START_MS, START_MS + DAY_MS))
        view.set_zone("Asia/Kathmandu")
        view.grab()
    with pytest.raises(ValueError, match="length"):
        view.show_events(ids, start[1:], lanes, NAMES, 0)
    with pytest.raises(ValueError, match="lanes"):
        view.show_events(ids, start, lanes + 1, NAMES, 0)
    with pytest.raises(ZoneInfoNotFoundError):
        view.set_zone("Middle/Earth")


@pytest.mark.parametrize("moment", [-62_135_596_800_000, -9_000_000_000_000_000, 0, 2**62])
def test_absurd_times_do_no_harm(view: TimelineView, moment: int) -> None:
    ids = np.array([1, 2], dtype=np.int64)
    lanes = np.zeros(2, dtype=np.int32)
    view.show_events(ids, np.array([START_MS, moment], dtype=np.int64), lanes, NAMES, 0)
    view.set_current(2)
    view.grab()
    view.fit()
    view.grab()
    assert view.event_count == 2


def test_bars_follow_the_zone(view: TimelineView) -> None:
    ids, start, lanes = days(4000)
    view.show_events(ids, start, lanes, NAMES, 0)
    in_utc = {begin for begin, _, _ in view.bars()}
    assert all((begin - START_MS) % DAY_MS == 0 for begin in in_utc)
    view.set_zone("Asia/Tokyo")
    assert all((begin - START_MS) % DAY_MS == 15 * 3_600_000 for begin, _, _ in view.bars())


def test_large_cases_are_sorted_beside_the_window(view: TimelineView, qtbot: QtBot) -> None:
    ids, start, lanes = days(30_000)
    with qtbot.waitSignal(view.events_shown, timeout=10_000):
        view.show_events(ids, start, lanes, NAMES, 0)
        assert view.event_count == 0
    assert view.event_count == 30_000


def test_many_exhibits_scroll(view: TimelineView, qtbot: QtBot) -> None:
    ids, start, lanes = days(3000, lanes=40)
    view.show_events(ids, start, lanes, [f"Exhibit {i}" for i in range(40)], 0)
    shown = view._layout.lanes_shown
    assert 0 < shown < 40
    view.setFocus()
    for _ in range(60):
        QTest.keyClick(view, Qt.Key.Key_Down)
    row = view._layout.lane_box(shown - 1)
    for begin, end, at in view.bars():
        expected = sorted(ids[(start >= begin) & (start < end) & (lanes == 39)].tolist())
        if expected:
            with qtbot.waitSignal(view.ids_picked, timeout=1000) as picked:
                QTest.mouseClick(view, LEFT, NO_KEYS, QPointF(at.x(), row.center().y()).toPoint())
            assert picked.args[0].tolist() == expected


def has(view: TimelineView, colour: str) -> bool:
    image, wanted = view.grab().toImage(), QColor(colour).rgb()
    return any(image.pixel(x, y) == wanted for x in range(image.width()) for y in range(36, image.height()))


def test_marks_and_theme_are_seen(view: TimelineView) -> None:
    ids, start, lanes = days(300)
    view.show_events(ids, start, lanes, NAMES, 0)
    assert has(view, LIGHT.mark)
    assert not has(view, LIGHT.chosen)
    view.set_selection(ids[:3])
    assert has(view, LIGHT.chosen)
    view.set_current(int(ids[5]))
    assert has(view, LIGHT.current)
    dark = QPalette()
    for role, colour in (
        (QPalette.ColorRole.Window, "#1b2127"),
        (QPalette.ColorRole.WindowText, "#e6e9ec"),
        (QPalette.ColorRole.Base, "#14191e"),
        (QPalette.ColorRole.Text, "#e6e9ec"),
    ):
        dark.setColor(role, QColor(colour))
    view.setPalette(dark)
    assert has(view, "#14191e")
    assert has(view, DARK.mark)
    assert not has(view, LIGHT.mark)


def test_everything_that_takes_the_keyboard_has_a_name(view: TimelineView) -> None:
    for widget in [view, *view.findChildren(QAbstractButton)]:
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not widget.isHidden():
            assert widget.accessibleName(), widget
