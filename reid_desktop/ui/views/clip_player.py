"""Playing a tracklet: play, step frame by frame, jump between appearances, take a paused frame."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QSlider, QToolButton, QWidget

from reid_desktop.ui import text
from reid_desktop.ui.icons import IconShelf
from reid_desktop.ui.painting.making import icon_button, label, push_button
from reid_desktop.ui.translating import tr

_USUAL_STEP_MS = 40
_STEPS = 1000
_BACK_FRAMES = 12
_SAME_S = 1e-4


class ClipPlayer(QWidget):
    """The buttons below a clip; frames are asked for in runs and shown by others."""

    frames_wanted = Signal(float)
    """A moment of the clip: a run of frames from there on is wanted."""
    frame_shown = Signal(int)
    """Number of the frame in the run at hand."""
    jump_wanted = Signal(int)
    """-1 or 1: the appearance before or after this one."""
    probe_wanted = Signal()
    keep_wanted = Signal()
    outline_wanted = Signal()
    """Somebody in the frame that is shown is to be outlined by hand."""

    def __init__(self, icons: IconShelf) -> None:
        """Start without a clip."""
        super().__init__()
        self._icons = icons
        self._times_s: list[float] = []
        self._now = 0
        self._span_s = (0.0, 1.0)
        self._is_end = self._is_waiting = False
        self._step_back = self._wants_play = False
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._play = icon_button(icons, "play", tr("Play"), self.turn)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._where = label("", "muted")
        self._build()

    @property
    def is_playing(self) -> bool:
        """Tell whether frames follow one another."""
        return self._timer.isActive() or (self._is_waiting and self._wants_play)

    @property
    def time_s(self) -> float | None:
        """Return the moment of the frame that is shown."""
        return self._times_s[self._now] if self._times_s else None

    @property
    def next_run_s(self) -> float:
        """Return the moment that the next run of frames will be asked for."""
        return (self._times_s[-1] if self._times_s else 0.0) + self._frame_s()

    @property
    def play_button(self) -> QToolButton:
        """Return the button that plays and pauses."""
        return self._play

    def show_clip(self, start_s: float, end_s: float, has_others: bool) -> None:
        """Have another tracklet at hand; its frames are fetched once they are wanted."""
        self.pause()
        self._times_s, self._now, self._is_end = [], 0, False
        self._span_s = (start_s, max(end_s, start_s + 0.001))
        for button in (self._before, self._after):
            button.setEnabled(has_others)
        self._slider.setValue(0)
        self._where.setText(text.clip_moment(start_s))

    def show_run(self, times_s: Sequence[float], is_end: bool) -> None:
        """Take the times of the frames that were asked for."""
        self._is_waiting = False
        if not times_s:
            self._is_end = True
            self.pause()
            return
        shown_s = self._times_s[0] if self._step_back and self._times_s else times_s[0]
        self._times_s, self._is_end = list(times_s), is_end
        self._now = max(0, sum(1 for one in times_s if one < shown_s - _SAME_S) - 1)
        self._step_back = False
        self._show()
        if self._wants_play:
            self._timer.start(self._pause_ms())

    def turn(self) -> None:
        """Play, or pause."""
        if self._wants_play:
            self.pause()
            return
        self._wants_play = True
        self._dress()
        if self._at_end_of_tracklet():
            self._ask(self._span_s[0])
        else:
            self._timer.start(0)

    def pause(self) -> None:
        """Stay on the frame that is shown."""
        self._wants_play = False
        self._timer.stop()
        self._dress()

    def step(self, by: int) -> None:
        """Go one frame on or back."""
        self.pause()
        if self._is_waiting:
            return
        if not self._times_s:
            self._ask(self._span_s[0])
            return
        wanted = self._now + by
        if 0 <= wanted < len(self._times_s):
            self._now = wanted
            self._show()
        elif wanted >= len(self._times_s) and not self._is_end:
            self._ask(self.next_run_s)
        elif wanted < 0 and self._times_s[0] > 0:
            self._step_back = True
            self._ask(max(0.0, self._times_s[0] - _BACK_FRAMES * self._frame_s()))

    def _build(self) -> None:
        icons = self._icons
        self._before = icon_button(icons, "up", "", lambda: self.jump_wanted.emit(-1))
        self._after = icon_button(icons, "down", "", lambda: self.jump_wanted.emit(1))
        for button, words, icon in (
            (self._before, tr("Appearance before this one"), "previous"),
            (self._after, tr("Next appearance"), "next"),
        ):
            icons.dress(button, icon)
            button.setToolTip(words)
            button.setAccessibleName(words)
        self._slider.setRange(0, _STEPS)
        self._slider.setAccessibleName(tr("Moment of the tracklet"))
        self._slider.sliderMoved.connect(self._on_slider)
        self._slider.actionTriggered.connect(lambda _action: self._on_slider(self._slider.sliderPosition()))
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 3, 6, 3)
        row.setSpacing(4)
        row.addWidget(self._before)
        row.addWidget(icon_button(icons, "step-back", tr("One frame back"), lambda: self.step(-1)))
        row.addWidget(self._play)
        row.addWidget(icon_button(icons, "step-on", tr("One frame on"), lambda: self.step(1)))
        row.addWidget(self._after)
        row.addWidget(self._slider, 1)
        row.addWidget(self._where)
        outline = push_button(tr("Draw box…"), self.outline_wanted.emit)
        outline.setToolTip(tr("Outline a person in this frame: to search for, to add, or to correct the box"))
        row.addWidget(outline)
        row.addWidget(push_button(tr("Use as probe"), self.probe_wanted.emit))
        row.addWidget(push_button(tr("Keep frame"), self.keep_wanted.emit))

    def _on_slider(self, position: int) -> None:
        self.pause()
        start, end = self._span_s
        self._ask(start + (end - start) * position / _STEPS)

    def _ask(self, at_s: float) -> None:
        self._is_waiting = True
        self.frames_wanted.emit(at_s)

    def _tick(self) -> None:
        if not self._wants_play or self._is_waiting:
            return
        if self._at_end_of_tracklet():
            self.pause()
        elif self._now + 1 < len(self._times_s):
            self._now += 1
            self._show()
            self._timer.start(self._pause_ms())
        elif self._is_end:
            self.pause()
        else:
            self._ask(self.next_run_s)

    def _at_end_of_tracklet(self) -> bool:
        return not self._times_s or self._times_s[self._now] >= self._span_s[1]

    def _frame_s(self) -> float:
        """Return how long a frame is shown, as the frames at hand tell."""
        if len(self._times_s) < 2:
            return _USUAL_STEP_MS / 1000
        return max((self._times_s[-1] - self._times_s[0]) / (len(self._times_s) - 1), 0.001)

    def _pause_ms(self) -> int:
        if self._now + 1 < len(self._times_s):
            return max(1, round(1000 * (self._times_s[self._now + 1] - self._times_s[self._now])))
        return _USUAL_STEP_MS

    def _show(self) -> None:
        time_s = self._times_s[self._now]
        start, end = self._span_s
        self._where.setText(f"{text.clip_moment(time_s)}")
        if not self._slider.isSliderDown():
            self._slider.setValue(round(_STEPS * min(max((time_s - start) / (end - start), 0.0), 1.0)))
        self.frame_shown.emit(self._now)

    def _dress(self) -> None:
        words = tr("Pause") if self._wants_play else tr("Play")
        self._icons.dress(self._play, "pause" if self._wants_play else "play")
        self._play.setToolTip(words)
        self._play.setAccessibleName(words)
