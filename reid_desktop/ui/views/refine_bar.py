"""The row below the probe: further crops, other persons and feedback, each with a cross to take it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QSizePolicy, QToolButton, QWidget

from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.search_options import Together
from reid_desktop.ui import text
from reid_desktop.ui.actions import ActionTable
from reid_desktop.ui.icons import IconShelf
from reid_desktop.ui.painting.flow import FlowLayout
from reid_desktop.ui.painting.making import action_button, command_button, label, text_button
from reid_desktop.ui.painting.thumbnails import PictureKey, ThumbnailLoader
from reid_desktop.ui.refinement import SAME, Extra, Refinement
from reid_desktop.ui.translating import said, tr

MINUTES = (5, 15, 60)
_SIDE_PX = 80
_SHOWN = QSize(14, 24)
_ROW_PX = 32
_APART_PX = 12
"""After a tick's words, so that they are not taken for those of the next one."""
_ADDING = (
    ("add_crop", said("Also this person")),
    ("add_person", said("Another person")),
    ("add_picture", said("Another picture of the person")),
)
_SAYING = (("like", "check", said("More like this")), ("unlike", "exclude", said("Not this")))


class RefineBar(QFrame):
    """Shows what a search is made with beside its first picture; is there only while one is shown."""

    changed = Signal(object)  # Refinement

    def __init__(self, actions: ActionTable, icons: IconShelf, loader: ThumbnailLoader) -> None:
        """Start hidden; pictures of sightings come from `loader`."""
        super().__init__()
        self._icons, self._loader = icons, loader
        self._shown = Refinement()
        self._crops: dict[SightingId, Path] = {}
        self._due: dict[QToolButton, PictureKey] = {}
        self._chips: list[QWidget] = []
        self.setProperty("part", "bar")
        self.setAccessibleName(tr("What the search is made with"))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._flow = FlowLayout(self)
        self._flow.setContentsMargins(10, 3, 8, 3)
        self._adding = [action_button(actions[name], tr(words)) for name, words in _ADDING]
        self._saying = [
            command_button(icons, actions[name], icon, tr(words)) for name, icon, words in _SAYING
        ]
        self._together = QComboBox()
        self._rerank = QCheckBox(tr("By neighbours"))
        self._expand = QCheckBox(tr("First five join in"))
        self._back = text_button(tr("Take all back"), lambda: self.changed.emit(Refinement()))
        self._build()
        loader.arrived.connect(self._fill)
        self.hide()

    @property
    def chip_words(self) -> list[str]:
        """Return what the chips say."""
        return [chip.text() for chip in self.chip_buttons]

    @property
    def chip_buttons(self) -> list[QToolButton]:
        """Return the chips that can be taken back."""
        return [chip for chip in self._chips if isinstance(chip, QToolButton)]

    @property
    def waits_for_pictures(self) -> bool:
        """Tell whether the picture of a chip is still to come."""
        return bool(self._due)

    @property
    def together(self) -> QComboBox:
        """Return how several persons belong together."""
        return self._together

    def take_back(self, number: int) -> None:
        """Take back what a chip stands for."""
        self.chip_buttons[number].click()

    def show_refinement(self, found: Refinement, crops: Mapping[SightingId, Path]) -> None:
        """Show what a search is made with; `crops` are the pictures of its sightings."""
        self._shown, self._crops = found, dict(crops)
        for old in self._chips:
            self._flow.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._chips, self._due = [], {}
        several = found.persons > 1
        for person in sorted({extra.person for extra in found.extras}):
            self._head(tr("Also of the person") if person == SAME else _of(person))
            for extra in (one for one in found.extras if one.person == person):
                self._add_extra(extra)
        if not several:
            self._add_said(tr("More like"), found.liked)
            self._add_said(tr("Not"), found.unliked)
        if found.lost:
            self._head(
                text.plural(
                    found.lost,
                    "{count} of these pictures is not kept: the next search goes without.",
                    "{count} of these pictures are not kept: the next search goes without.",
                )
            )
        for widget in (*self._saying, self._rerank, self._expand):
            widget.setVisible(not several)
        self._together.setVisible(several)
        self._back.setVisible(not found.is_plain)
        self._set_choices(found)
        self._put_in_order()
        self._fill()
        self.updateGeometry()

    def _build(self) -> None:
        for widget in (*self._adding, *self._saying, self._rerank, self._expand, self._together, self._back):
            widget.setFixedHeight(_ROW_PX)
        for tick in (self._rerank, self._expand):
            tick.ensurePolished()
            tick.setMinimumWidth(tick.sizeHint().width() + _APART_PX)
        self._together.setAccessibleName(tr("How the persons belong together"))
        self._together.addItem(tr("any of them"), (Together.ANY, None))
        self._together.addItem(tr("all in one photo or clip"), (Together.ALL, None))
        for minutes in MINUTES:
            self._together.addItem(
                tr("all within {minutes} minutes", minutes=minutes), (Together.ALL, 60.0 * minutes)
            )
        words = said(
            "The first 300 are ordered again by whom they have for neighbours; scores stay as they are."
        )
        self._rerank.setToolTip(tr(words))
        words = said(
            "The first five candidates join the picture: it finds more where they are right, less where not."
        )
        self._expand.setToolTip(tr(words))
        self._together.activated.connect(lambda _row: self._tell())
        self._rerank.clicked.connect(lambda _checked=False: self._tell())
        self._expand.clicked.connect(lambda _checked=False: self._tell())
        self._put_in_order()

    def _put_in_order(self) -> None:
        while self._flow.count():
            self._flow.takeAt(0)
        ends = (self._together, *self._adding, *self._saying, self._rerank, self._expand, self._back)
        for widget in (*self._chips, *ends):
            self._flow.addWidget(widget)

    def _set_choices(self, found: Refinement) -> None:
        within_s = found.within_s if found.together is Together.ALL else None
        known = [self._together.itemData(row) for row in range(self._together.count())]
        row = known.index((found.together, within_s)) if (found.together, within_s) in known else -1
        if row < 0:  # a time that was asked for on the command line
            words = tr("all within {minutes} minutes", minutes=text.figures_in(f"{(within_s or 0) / 60:g}"))
            self._together.addItem(words, (found.together, within_s))
            row = self._together.count() - 1
        self._together.setCurrentIndex(row)
        self._rerank.setChecked(found.rerank)
        self._expand.setChecked(found.expand)

    def _tell(self) -> None:
        together, within_s = self._together.currentData()
        self.changed.emit(
            replace(
                self._shown,
                together=together,
                within_s=within_s,
                rerank=self._rerank.isChecked(),
                expand=self._expand.isChecked(),
            )
        )

    def _head(self, words: str) -> None:
        made = label(words, "muted")
        made.setFixedHeight(_ROW_PX)
        self._chips.append(made)

    def _add_extra(self, extra: Extra) -> None:
        name = text.picture_name(extra.name) if extra.sighting_id is None else f"{extra.sighting_id}"
        if extra.picture is None:
            name = tr("{name} (not kept)", name=name)
        chip = self._chip(name, extra.sighting_id, lambda: self.changed.emit(self._shown.without(extra)))
        self._chips.append(chip)

    def _add_said(self, head: str, ids: tuple[SightingId, ...]) -> None:
        if ids:
            self._head(head)
        for one in ids:
            chip = self._chip(
                f"{one}",
                one,
                lambda one=one: self.changed.emit(self._shown.unmarking(one)),  # type: ignore[misc]
            )
            self._chips.append(chip)

    def _chip(self, words: str, sighting_id: SightingId | None, take_back: Callable[[], None]) -> QToolButton:
        chip = text_button(words.replace("&", "&&"), take_back, "true")
        chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._icons.dress(chip, "close")
        chip.setIconSize(QSize(12, 12))
        chip.setFixedHeight(_ROW_PX)
        chip.setAccessibleName(tr("Take back: {name}", name=words))
        chip.setToolTip(text.as_plain_tooltip(tr("{name}: click to take it back", name=words)))
        path = self._crops.get(sighting_id) if sighting_id is not None else None
        if path is not None:
            self._due[chip] = PictureKey(str(path), _SIDE_PX)
        return chip

    def _fill(self) -> None:
        for chip, key in list(self._due.items()):
            picture = self._loader.pixmap(key)
            if picture is not None:
                self._icons.undress(chip)  # else a change of theme would put the cross back
                chip.setIconSize(_SHOWN)
                chip.setIcon(QIcon(picture))
            if picture is not None or self._loader.is_missing(key):
                del self._due[chip]


def _of(person: int) -> str:
    """Return the heading of another person."""
    return tr("Person {letter}", letter=chr(ord("A") + min(person, 25)))
