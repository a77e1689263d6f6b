"""Correcting when or where files were taken, by hand and with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from reid_desktop.domain.capture import CaptureTime, Place, PlaceSource
from reid_desktop.domain.corrections import Corrected
from reid_desktop.domain.ids import MediaId
from reid_desktop.ports.engine import CorrectRequest
from reid_desktop.ui import text
from reid_desktop.ui.painting.elided import ElidedLabel
from reid_desktop.ui.painting.making import label, padded, push_button
from reid_desktop.ui.translating import said, tr
from reid_desktop.ui.written_place import read_place

from .correct_time import TimeFields
from .frame import DialogFrame, FieldForm, note

_WORDS = said(
    "Nothing in the files is changed, and what was found stays visible beside the correction. The newest"
    " correction counts; it can be withdrawn."
)


@dataclass(frozen=True, slots=True)
class Amendable:
    """What is to be corrected, and what counts now."""

    media: tuple[MediaId, ...]
    name: str
    """Of the file, or how many there are."""
    time: CaptureTime | None
    place: Place | None
    corrected: frozenset[Corrected] = frozenset()
    """What a correction is in force for."""


class CorrectionDialog(DialogFrame):
    """Collects a time or a place and the reason."""

    correction_wanted = Signal(object)  # CorrectRequest
    map_wanted = Signal()
    """A place is to be picked on the map; `take_place` is called with it."""

    def __init__(self, parent: QWidget | None, what: Amendable, zones: Sequence[str]) -> None:
        """Begin with the time; `zones` are IANA names."""
        super().__init__(parent, tr("Correct time or place"), tr(_WORDS))
        self.setMinimumWidth(640)
        self._what = what
        self._about = QComboBox()
        self._time = TimeFields(zones, what.time)
        self._place, self._accuracy = QLineEdit(), QSpinBox()
        self._where = QWidget()
        self._reason = QLineEdit()
        self._problem = label("", "danger", wraps=True)
        self._is_touched = False
        self._build()
        self.add_button(tr("Cancel"), self.reject)
        self._withdraw = self.add_button(tr("Withdraw the correction"), self.withdraw)
        self._apply = self.add_button(tr("Correct"), self.apply, primary=True)
        self.finish()
        self._connect()
        self._check()

    @property
    def time_fields(self) -> TimeFields:
        """Return the fields of the time."""
        return self._time

    @property
    def can_apply(self) -> bool:
        """Tell whether all is filled in."""
        return self._apply.isEnabled()

    @property
    def can_withdraw(self) -> bool:
        """Tell whether there is a correction to withdraw and a reason for it."""
        return self._withdraw.isEnabled()

    @property
    def problem(self) -> str:
        """Return what is still missing or wrong."""
        return self._problem.text()

    def choose(self, about: Corrected) -> None:
        """Correct the time, or the place."""
        self._about.setCurrentIndex(self._about.findData(about))

    def give_reason(self, words: str) -> None:
        """Write the reason."""
        self._reason.setText(words)

    def write_place(self, words: str, accuracy_m: int = 50) -> None:
        """Write a place as `52.3731, 4.8925`."""
        self._place.setText(words)
        self._accuracy.setValue(accuracy_m)

    def take_place(self, latitude_deg: float, longitude_deg: float) -> None:
        """Take a place that was picked on the map, and come back."""
        self._place.setText(f"{latitude_deg:.5f}, {longitude_deg:.5f}")
        self.show()
        self._reason.setFocus()

    def _build(self) -> None:
        self._about.addItem(tr("Time taken"), Corrected.TIME)
        self._about.addItem(tr("Place"), Corrected.PLACE)
        self._about.setAccessibleName(tr("What is corrected"))
        self._reason.setAccessibleName(tr("Reason"))
        self._reason.setPlaceholderText(tr("Required: how you know, such as the church clock in the picture"))
        name = ElidedLabel(text.plain(self._what.name), Qt.TextElideMode.ElideMiddle, "strong")
        self.add_body(name, 0)
        form = FieldForm()
        form.add(tr("Correct"), self._about)
        form.add(tr("Known now"), self._now())
        self.add_body(form, 0)
        self._fill_place()
        self.add_body(self._time, 0)
        self.add_body(self._where, 0)
        self._where.hide()
        reason = FieldForm()
        reason.add(tr("Reason"), self._reason)
        self.add_body(reason, 0)
        self.add_body(self._problem, 0)

    def _now(self) -> QWidget:
        time, place = self._what.time, self._what.place
        when = tr("no time known")
        if time is not None:
            doubt = text.give_or_take(time.uncertainty_s)
            when = f"{text.moment_utc(time.utc_ms)} {doubt}, {text.known_time(time)}"
        where = text.coordinates(place) if place is not None else tr("no place known")
        return note(f"{when}\n{where}", lines=3)

    def _fill_place(self) -> None:
        form = FieldForm(self._where)
        self._place.setPlaceholderText(tr("latitude, longitude, such as 52.3731, 4.8925"))
        self._place.setAccessibleName(tr("Latitude and longitude"))
        self._accuracy.setRange(1, 1_000_000)
        self._accuracy.setValue(50)
        self._accuracy.setSuffix(tr(" m"))
        self._accuracy.setAccessibleName(tr("Right to plus or minus, in metres"))
        padded(self._accuracy, 110)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._place, 1)
        row.addWidget(push_button(tr("Pick on the map"), self._pick))
        form.add(tr("Position"), row)
        form.add(tr("Right to ±"), self._accuracy)

    def _connect(self) -> None:
        self._about.currentIndexChanged.connect(self._turn)
        self._about.currentIndexChanged.connect(self._check)
        for changed in (self._time.changed, self._place.textChanged, self._reason.textChanged):
            changed.connect(self._on_touched)

    def _turn(self) -> None:
        """Show the fields of what is corrected."""
        self._time.setVisible(self._kind is Corrected.TIME)
        self._where.setVisible(self._kind is Corrected.PLACE)
        self.shrink()

    def _on_touched(self) -> None:
        """Say what is missing only once something was filled in."""
        self._is_touched = True
        self._check()

    def _pick(self) -> None:
        self.hide()
        self.map_wanted.emit()

    @property
    def _kind(self) -> Corrected:
        return Corrected(self._about.currentData())

    def _placed(self) -> Place | None:
        near = read_place(self._place.text().strip(), self._accuracy.value())
        if near is None:
            return None
        return Place(near.latitude_deg, near.longitude_deg, PlaceSource.MANUAL, near.radius_m)

    def _check(self) -> None:
        has_reason = bool(self._reason.text().strip())
        if self._kind is Corrected.TIME:
            wrong, is_filled = self._time.problem, self._time.value() is not None
        else:
            is_filled = self._placed() is not None
            typed = bool(self._place.text().strip())
            how = tr("Write the place as 52.3731, 4.8925.")
            wrong = how if typed and not is_filled else ""
        lacks = tr("A correction needs a reason.") if self._is_touched and not has_reason else ""
        self._problem.setText(wrong or lacks)
        self._apply.setEnabled(is_filled and has_reason and not wrong)
        self._withdraw.setEnabled(has_reason and self._kind in self._what.corrected)
        self._withdraw.setVisible(bool(self._what.corrected))

    def apply(self) -> None:
        """Ask for the correction as it was filled in."""
        time = self._time.value() if self._kind is Corrected.TIME else None
        place = self._placed() if self._kind is Corrected.PLACE else None
        self._ask(time, place)

    def withdraw(self) -> None:
        """Ask that what was found counts again."""
        self._ask(None, None)

    def _ask(self, time: CaptureTime | None, place: Place | None) -> None:
        reason = self._reason.text().strip()
        self.correction_wanted.emit(CorrectRequest(self._what.media, self._kind, reason, time, place))
        self.accept()
