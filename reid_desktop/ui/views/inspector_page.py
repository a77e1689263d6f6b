"""The page of facts below the picture: badges, facts, readings, what belongs together."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from reid_desktop.domain.flags import MediaFlag
from reid_desktop.domain.stacks import LinkKind
from reid_desktop.domain.testimony import Reading, readings_of
from reid_desktop.services.cards import Details, Linked
from reid_desktop.ui import facts, text
from reid_desktop.ui.flag_words import flags_in
from reid_desktop.ui.painting.crop_strip import CropStrip
from reid_desktop.ui.painting.elided import ElidedLabel
from reid_desktop.ui.painting.flow import FlowLayout
from reid_desktop.ui.painting.making import label, text_button
from reid_desktop.ui.painting.section import FoldingSection
from reid_desktop.ui.painting.thumbnails import ThumbnailLoader
from reid_desktop.ui.reading_words import count_words, reading_words
from reid_desktop.ui.translating import said, tr

_NAME_PX, _WIDE_NAME_PX = 92, 124
_WIDE_PX = 400
"""From here on the names of facts need not wrap."""
_FACT_NAME = "fact"
_LONGEST_WORD = 24
"""A longer one would push the page wider than its room."""
_UNBROKEN = re.compile(rf"[^\s\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]{{{_LONGEST_WORD + 1},}}")
"""A run of letters in which no line can end; in Chinese, Japanese and Korean it can after each."""
_KINDS = {
    LinkKind.LIVE_PHOTO: (
        said("The moving part of this live photo"),
        said("The still of this live photo"),
    ),
    LinkKind.MOTION_PHOTO: (
        said("The video inside this motion photo"),
        said("The still of this motion photo"),
    ),
    LinkKind.NEAR_DOUBLE: (said("Near double, the lesser one"), said("Near double, the better one")),
}
"""What the other one is, when the one that is looked at comes first in the link, and when second."""


class FactsPage(QWidget):
    """Everything that is known of one sighting, made anew for each."""

    jump_wanted = Signal(object)  # SightingId
    link_turned = Signal(object, bool)  # MediaLink, is_undone
    readings_turned = Signal(bool)

    def __init__(
        self,
        details: Details | None,
        sections: Sequence[facts.Section],
        loader: ThumbnailLoader,
        shows_readings: bool,
    ) -> None:
        """Show `sections` and whatever else `details` hold."""
        super().__init__()
        self.setProperty("part", "panel")
        self.readings: FoldingSection | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 8, 10, 10)
        self._column.setSpacing(8)
        if details is not None and details.media.flags:
            self._column.addWidget(_badges(details.media.flags))
        if details is not None and details.appearance:
            self._add_strip(details, loader)
        if sections:
            self._column.addWidget(_facts_grid(sections))
        if details is not None:
            self._add_readings(readings_of(details.media), shows_readings)
            self._add_links(details.linked)
        self._column.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the names of facts the room that there is."""
        super().resizeEvent(event)
        width_px = _WIDE_NAME_PX if self.width() >= _WIDE_PX else _NAME_PX
        for name in self.findChildren(QLabel, _FACT_NAME):
            name.setFixedWidth(width_px)

    def _add_strip(self, details: Details, loader: ThumbnailLoader) -> None:
        count = text.counted(len(details.appearance), "tracklet", "tracklets")
        self._column.addWidget(label(tr("This person in the clip: {count}", count=count), "heading"))
        strip = CropStrip(details.appearance, int(details.card.sighting_id), loader)
        strip.chosen.connect(self.jump_wanted)
        self._column.addWidget(strip)

    def _add_readings(self, readings: list[Reading], is_open: bool) -> None:
        if not readings:
            return
        section = FoldingSection(tr("Readings of time and place"), _readings_grid(readings), is_open)
        section.set_note(count_words(readings))
        section.turned.connect(self.readings_turned)
        self.readings = section
        self._column.addWidget(section)

    def _add_links(self, linked: Sequence[Linked]) -> None:
        if not linked:
            return
        self._column.addWidget(label(tr("Belongs together"), "heading"))
        for one in linked:
            self._column.addWidget(self._link(one))

    def _link(self, one: Linked) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        is_first = one.link.first != one.media_id
        kind = tr(_KINDS[one.link.kind][0 if is_first else 1])
        row = QHBoxLayout()
        row.setSpacing(2)
        row.addWidget(ElidedLabel(text.plain(one.name), Qt.TextElideMode.ElideMiddle), 1)
        if one.sighting_id is not None:
            row.addWidget(_link_button(tr("Go to it"), one, lambda: self.jump_wanted.emit(one.sighting_id)))
        turn = tr("Join again") if one.link.is_undone else tr("Take apart")
        undone = not one.link.is_undone
        row.addWidget(_link_button(turn, one, lambda: self.link_turned.emit(one.link, undone)))
        column.addLayout(row)
        note = tr("taken apart by hand") if one.link.is_undone else text.told(one.link.detail)
        column.addWidget(label(" · ".join(part for part in (kind, note) if part), "muted", wraps=True))
        return made


def _link_button(words: str, one: Linked, call: object) -> QToolButton:
    assert callable(call)
    made = text_button(words, call)
    made.setAccessibleName(text.labelled(words, text.plain(one.name)))
    return made


def _badges(flags: MediaFlag) -> QWidget:
    made = QWidget()
    flow = FlowLayout(made, spacing_px=4)
    for _, words in flags_in(flags):
        badge = label(words.name)
        badge.setProperty("badge", "warning" if words.warns else "plain")
        badge.setToolTip(text.as_plain_tooltip(words.sentence))
        badge.setAccessibleDescription(words.sentence)
        flow.addWidget(badge)
    return made


def _facts_grid(sections: Sequence[facts.Section]) -> QWidget:
    made = QWidget()
    grid = _grid(made)
    row = 0
    for section in sections:
        heading = label(section.title, "heading")
        heading.setContentsMargins(0, 7 if row else 0, 0, 1)
        grid.addWidget(heading, row, 0, 1, 2)
        row += 1
        for fact in section.facts:
            name = label(fact.name, "muted", wraps=True)
            name.setFixedWidth(_NAME_PX)
            name.setObjectName(_FACT_NAME)
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value_label(fact.value, fact.warns, fact.is_path), row, 1)
            row += 1
    return made


def _readings_grid(readings: list[Reading]) -> QWidget:
    made = QWidget()
    grid = _grid(made)
    row = 0
    for reading in readings:
        words = reading_words(reading)
        grid.addWidget(label(words.where, "muted"), row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(value_label(words.found), row, 1)
        row += 1
        if words.means and words.means != words.found:
            grid.addWidget(value_label(words.means, tone="muted"), row, 1)
            row += 1
        if words.counts:
            grid.addWidget(label(tr("this one counts"), "good"), row, 1)
            row += 1
        for sentence in words.disagrees:
            grid.addWidget(value_label(sentence, warns=True), row, 1)
            row += 1
    return made


def _grid(owner: QWidget) -> QGridLayout:
    grid = QGridLayout(owner)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(3)
    grid.setColumnMinimumWidth(0, _NAME_PX)
    grid.setColumnStretch(1, 1)
    return grid


def _short(word: re.Match[str]) -> str:
    return text.shortened(word[0], _LONGEST_WORD)


def value_label(value: str, warns: bool = False, is_path: bool = False, tone: str = "") -> QWidget:
    """Return a value that wraps; what cannot is cut short in its middle, and told in full by the tooltip."""
    tone = "warning" if warns else tone
    long = _UNBROKEN.findall(value)
    if is_path or long == [value]:
        return ElidedLabel(value, Qt.TextElideMode.ElideMiddle, tone)
    made = label(_UNBROKEN.sub(_short, value), tone, wraps=True)
    if long:
        made.setToolTip(text.as_plain_tooltip(value))
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    made.setMinimumWidth(1)
    return made
