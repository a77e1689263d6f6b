"""The fields of a time that is corrected by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QDateTime, Signal
from PySide6.QtWidgets import QDateTimeEdit, QWidget

from reid_desktop.domain.capture import CaptureTime, TimeSource
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.zones import zone_named
from reid_desktop.ui import text
from reid_desktop.ui.painting.making import padded
from reid_desktop.ui.translating import tr

from .frame import FieldForm, note
from .span_field import SpanField
from .zone_field import NO_SUCH_ZONE, ZoneField

_LAYOUT = "yyyy-MM-dd HH:mm:ss"


class TimeFields(QWidget):
    """A wall clock, its zone and its uncertainty, with the moment that they mean."""

    changed = Signal()

    def __init__(self, zones: Sequence[str], known: CaptureTime | None) -> None:
        """Begin at what is known, in UTC."""
        super().__init__()
        self._wall = QDateTimeEdit()
        self._zone = ZoneField(zones, "UTC")
        self._doubt = SpanField(tr("Uncertainty"))
        self._means = note()
        self._wall.setDisplayFormat(_LAYOUT)
        self._wall.setAccessibleName(tr("Date and time"))
        padded(self._wall, 170)
        begin = datetime.now(UTC).replace(microsecond=0)
        if known is not None:
            begin = datetime.fromtimestamp(known.utc_ms // 1000, UTC)
        self._wall.setDateTime(QDateTime.fromString(f"{begin:%Y-%m-%d %H:%M:%S}", _LAYOUT))
        self._doubt.show_value(60.0)
        self._zone.show_zone(None)
        form = FieldForm(self)
        form.add(tr("Date and time"), self._wall)
        form.add(tr("Time zone"), self._zone)
        form.add(tr("Right to ±"), self._doubt)
        form.add("", self._means)
        self._wall.dateTimeChanged.connect(self._on_changed)
        self._zone.editTextChanged.connect(self._on_changed)
        self._doubt.changed.connect(self._on_changed)
        self._on_changed()

    @property
    def problem(self) -> str:
        """Return what is wrong with what was filled in, if anything."""
        return "" if self._zone.is_known else tr(NO_SUCH_ZONE)

    @property
    def words(self) -> str:
        """Return what the fields mean."""
        return self._means.text()

    def fill(self, wall: str, zone: str | None, uncertainty_s: float) -> None:
        """Fill the fields in; `wall` is `YYYY-MM-DD HH:MM:SS`."""
        self._wall.setDateTime(QDateTime.fromString(wall, _LAYOUT))
        self._zone.show_zone(zone)
        self._doubt.show_value(uncertainty_s)

    def value(self) -> CaptureTime | None:
        """Return the time, or None while the zone is none."""
        local = datetime.fromisoformat(self._wall.dateTime().toString("yyyy-MM-ddTHH:mm:ss"))
        zone = self._zone.zone
        try:
            moment = local.replace(tzinfo=zone_named(zone or "UTC"))
        except UsageError:
            return None
        utc_ms = round((moment - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1))
        original = f"{local:%Y-%m-%d %H:%M:%S} {zone or 'UTC'}"
        return CaptureTime(utc_ms, self._doubt.value_s, original, zone or "+00:00", TimeSource.MANUAL)

    def _on_changed(self) -> None:
        value = self.value()
        if value is not None:
            moment, doubt = text.moment_utc(value.utc_ms), text.give_or_take(value.uncertainty_s)
            words = tr("That is {moment} {doubt}.", moment=moment, doubt=doubt)
            self._means.setText(words + self._doubled(value))
        self.changed.emit()

    def _doubled(self, value: CaptureTime) -> str:
        """Return a warning where daylight saving doubles or leaves out the hour."""
        zone = zone_named(self._zone.zone or "UTC")
        local = datetime.fromisoformat(self._wall.dateTime().toString("yyyy-MM-ddTHH:mm:ss"))
        first, second = (local.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
        if first == second or value.zone is None:
            return ""
        again = datetime.fromtimestamp(value.utc_ms / 1000, zone).replace(tzinfo=None)
        if again == local:
            return " " + tr("Clocks in this zone showed this hour twice that night; the first is meant.")
        return " " + tr("Clocks in this zone showed this hour not at all that night.")
