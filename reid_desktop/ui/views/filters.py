"""The filters: what is shown of a case is narrowed here."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QDateTime, QTimer, QTimeZone, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateTimeEdit,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from reid_desktop.domain.ids import ExhibitId
from reid_desktop.domain.media import MediaKind
from reid_desktop.domain.query import Filters, NearPlace
from reid_desktop.services.browsing import View
from reid_desktop.ui import text
from reid_desktop.ui.painting.elided import ElidedLabel
from reid_desktop.ui.painting.making import label, padded, text_button
from reid_desktop.ui.painting.section import FoldingSection
from reid_desktop.ui.text import as_plain_tooltip
from reid_desktop.ui.translating import tr
from reid_desktop.ui.written_place import read_place

from .filter_clothing import ClothingFields
from .filter_flags import FlagFields
from .filter_quality import QualityFields
from .filter_review import ReviewFields

_APPLY_MS = 250


class FiltersPanel(QWidget):
    """Says what is filtered out, and lets the user change it."""

    narrowed = Signal(object)  # Filters
    reset_wanted = Signal()

    def __init__(self) -> None:
        """Start without filters."""
        super().__init__()
        self._filters = Filters()
        self._is_syncing = False
        self._left_out = ElidedLabel("", tone="muted")
        self._reset = text_button(tr("Show everything"), self.reset_wanted.emit)
        self._after, self._after_on = QDateTimeEdit(), QCheckBox(tr("From"))
        self._before, self._before_on = QDateTimeEdit(), QCheckBox(tr("To"))
        self._photos, self._videos = QCheckBox(tr("Photos")), QCheckBox(tr("Videos"))
        self._place_name = QLineEdit()
        self._near, self._radius = QLineEdit(), QSpinBox()
        self._near_problem = label("", "danger", wraps=True)
        self._untimed, self._unplaced = QCheckBox(), QCheckBox()
        self._quick, self._camera = QComboBox(), QLineEdit()
        self._quality, self._flags, self.review = QualityFields(), FlagFields(), ReviewFields()
        self.clothing = ClothingFields()
        self._sections = {
            "time": FoldingSection(tr("Taken (UTC)"), self._time_fields(), is_open=True),
            "kind": FoldingSection(tr("Kind"), self._kind_fields(), is_open=True),
            "place": FoldingSection(tr("Place"), self._place_fields(), is_open=True),
            "review": FoldingSection(tr("Review"), self.review),
            "clothing": FoldingSection(tr("Clothing"), self.clothing),
            "quality": FoldingSection(tr("Quality"), self._quality),
            "flags": FoldingSection(tr("Warnings about the file"), self._flags),
        }
        self._apply = QTimer(self, singleShot=True, interval=_APPLY_MS)
        self._apply.timeout.connect(self._tell)
        self._build()
        self._connect()
        self.show_filters(Filters())

    @property
    def left_out_words(self) -> str:
        """Return what is said of the sightings that the filters leave out."""
        return self._left_out.words

    @property
    def reset_button(self) -> QToolButton:
        """Return the button that lets everything pass."""
        return self._reset

    @property
    def quality(self) -> QualityFields:
        """Return the fields for quality facts."""
        return self._quality

    @property
    def flags(self) -> FlagFields:
        """Return the buttons for flags."""
        return self._flags

    @property
    def place_name(self) -> QLineEdit:
        """Return the field for a place's name."""
        return self._place_name

    @property
    def camera(self) -> QLineEdit:
        """Return the field for make or model of the camera."""
        return self._camera

    def section(self, name: str) -> FoldingSection:
        """Return a part of the panel: `time`, `kind`, `place`, `review`, `clothing`, `quality` or `flags`."""
        return self._sections[name]

    def show_view(self, view: View) -> None:
        """Say what the filters leave out of an answer, and offer its times."""
        out = view.total - view.passing
        noun = ("candidate", "candidates") if view.record is not None else ("sighting", "sightings")
        whole, short = (
            tr("{number} of {many} filtered out", number=text.number(out), many=many)
            for many in (text.counted(view.total, *noun), text.number(view.total))
        )
        if out:
            self._left_out.set_words(whole, shorter=[short])
        else:
            self._left_out.set_words(tr("Nothing is filtered out."))
        self._reset.setVisible(not view.question.filters.is_empty)
        self._offer_times(view)
        self._untimed.setText(tr("No time known: {number}", number=text.number(view.events.untimed)))
        self._unplaced.setText(tr("No place known: {number}", number=text.number(view.points.unplaced)))

    def _offer_times(self, view: View) -> None:
        """Let the time fields begin at the first and last time that is known."""
        times = view.events.start_ms
        if not len(times):
            return
        self._is_syncing = True
        for edit, tick, value in (
            (self._after, self._after_on, times.min()),
            (self._before, self._before_on, times.max()),
        ):
            if not tick.isChecked():
                edit.setDateTime(QDateTime.fromMSecsSinceEpoch(int(value), QTimeZone.utc()))
        self._is_syncing = False

    def choose_exhibits(self, chosen: frozenset[ExhibitId]) -> None:
        """Narrow to these exhibits, or to none in particular."""
        self._filters = replace(self._filters, exhibits=chosen)
        self._tell_now()

    def show_filters(self, filters: Filters) -> None:
        """Show what is narrowed, whoever narrowed it."""
        self._filters = filters
        self._is_syncing = True
        for edit, tick, value in (
            (self._after, self._after_on, filters.after_utc_ms),
            (self._before, self._before_on, filters.before_utc_ms),
        ):
            tick.setChecked(value is not None)
            edit.setEnabled(value is not None)
            if value is not None:
                edit.setDateTime(QDateTime.fromMSecsSinceEpoch(value, QTimeZone.utc()))
        self._photos.setChecked(MediaKind.PHOTO in filters.kinds)
        self._videos.setChecked(MediaKind.VIDEO in filters.kinds)
        self._quick.setCurrentIndex(1 if filters.quick_only else 2 if filters.without_quick else 0)
        self._quality.show_filters(filters)
        self.review.show_filters(filters)
        self.clothing.show_filters(filters)
        if not self._camera.hasFocus() or not filters.camera:
            self._camera.setText(filters.camera)
        self._flags.show_flags(filters.flags, filters.without_flags)
        if not self._place_name.hasFocus() or not filters.place_name:
            self._place_name.setText(filters.place_name)
        if filters.near is not None:
            self._near.setText(f"{filters.near.latitude_deg:.5f}, {filters.near.longitude_deg:.5f}")
            self._radius.setValue(round(filters.near.radius_m))
        elif not self._near.hasFocus():
            self._near.clear()
        self._untimed.setChecked(filters.untimed_only)
        self._unplaced.setChecked(filters.unplaced_only)
        self._is_syncing = False
        self._tell_sections(filters)

    def _tell_sections(self, filters: Filters) -> None:
        """Mark the sections in which something is narrowed, so that none hides a filter in force."""
        empty = Filters()
        times = replace(
            empty,
            after_utc_ms=filters.after_utc_ms,
            before_utc_ms=filters.before_utc_ms,
            untimed_only=filters.untimed_only,
        )
        places = replace(
            empty, near=filters.near, place_name=filters.place_name, unplaced_only=filters.unplaced_only
        )
        in_force = {
            "time": times != empty,
            "kind": bool(filters.kinds or filters.camera or filters.quick_only or filters.without_quick),
            "review": self.review.narrowed(empty) != empty,
            "place": places != empty,
            "clothing": bool(filters.wearing),
            "quality": self._quality.narrowed(empty) != empty,
            "flags": bool(filters.flags | filters.without_flags),
        }
        for name, section in self._sections.items():
            section.set_note("·  " + tr("in force") if in_force[name] else "")

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 4, 10, 0)
        column.setSpacing(4)
        column.addWidget(self._left_out)
        self._reset.setProperty("flush", "true")
        column.addWidget(self._reset)
        for section in self._sections.values():
            column.addWidget(section)

    def _time_fields(self) -> QWidget:
        for edit, name in ((self._after, tr("Earliest time")), (self._before, tr("Latest time"))):
            edit.setDisplayFormat("yyyy-MM-dd HH:mm")
            edit.setTimeZone(QTimeZone.utc())
            edit.setAccessibleName(name)
            padded(edit, 128)
            edit.setDateTime(QDateTime.currentDateTimeUtc())
        self._untimed.setText(tr("No time known: 0"))
        page, grid = _page()
        grid.addWidget(self._after_on, 0, 0)
        grid.addWidget(self._after, 0, 1)
        grid.addWidget(self._before_on, 1, 0)
        grid.addWidget(self._before, 1, 1)
        grid.addWidget(self._untimed, 2, 0, 1, 2)
        return page

    def _kind_fields(self) -> QWidget:
        self._camera.setPlaceholderText(tr("make or model"))
        self._camera.setAccessibleName(tr("Make or model of the camera"))
        self._camera.setClearButtonEnabled(True)
        self._camera.setMinimumWidth(60)
        page, grid = _page()
        kinds = QHBoxLayout()
        kinds.setSpacing(14)
        kinds.addWidget(self._photos)
        kinds.addWidget(self._videos)
        kinds.addStretch(1)
        for words in (tr("any"), tr("only these"), tr("without these")):
            self._quick.addItem(words)
        self._quick.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._quick.setMinimumContentsLength(4)
        self._quick.setAccessibleName(tr("Seen in the quick pass over a clip only"))
        hint = tr(
            "Seen in a key frame of a long clip that is not looked through yet, or that no passage covers"
        )
        self._quick.setToolTip(as_plain_tooltip(hint))
        grid.addLayout(kinds, 0, 0, 1, 2)
        grid.addWidget(label(tr("Quick pass")), 1, 0)
        grid.addWidget(self._quick, 1, 1)
        grid.addWidget(label(tr("Camera")), 2, 0)
        grid.addWidget(self._camera, 2, 1)
        return page

    def _place_fields(self) -> QWidget:
        self._place_name.setPlaceholderText(tr("town or country"))
        self._place_name.setAccessibleName(tr("Name of a place"))
        self._place_name.setClearButtonEnabled(True)
        self._near.setPlaceholderText(tr("latitude, longitude"))
        self._near.setAccessibleName(tr("Latitude and longitude of a place"))
        for field in (self._near, self._place_name):
            field.setMinimumWidth(60)
        padded(self._radius)
        self._radius.setRange(10, 500_000)
        self._radius.setValue(500)
        self._radius.setSuffix(tr(" m"))
        self._radius.setSingleStep(100)
        self._radius.setAccessibleName(tr("Radius around the place in metres"))
        self._near_problem.hide()
        self._unplaced.setText(tr("No place known: 0"))
        page, grid = _page()
        grid.addWidget(label(tr("Name")), 0, 0)
        grid.addWidget(self._place_name, 0, 1)
        grid.addWidget(label(tr("Near")), 1, 0)
        grid.addWidget(self._near, 1, 1)
        grid.addWidget(label(tr("Within")), 2, 0)
        grid.addWidget(self._radius, 2, 1)
        grid.addWidget(self._near_problem, 3, 0, 1, 2)
        grid.addWidget(self._unplaced, 4, 0, 1, 2)
        return page

    def _connect(self) -> None:
        ticks = (self._after_on, self._before_on, self._photos, self._videos, self._untimed, self._unplaced)
        for tick in ticks:
            tick.toggled.connect(self._tell_now)
        self._quick.currentIndexChanged.connect(self._tell_now)
        self._after.dateTimeChanged.connect(self._tell_soon)
        self._before.dateTimeChanged.connect(self._tell_soon)
        self._quality.changed.connect(self._tell_soon)
        self._flags.changed.connect(self._tell_now)
        self.review.changed.connect(self._tell_now)
        self.clothing.changed.connect(self._tell_now)
        self._camera.textChanged.connect(self._tell_soon)
        self._place_name.textChanged.connect(self._tell_soon)
        self._near.editingFinished.connect(self._tell_now)
        self._radius.valueChanged.connect(self._tell_soon)

    def _tell_soon(self) -> None:
        if not self._is_syncing:
            self._apply.start()

    def _tell_now(self) -> None:
        if self._is_syncing:
            return
        self._after.setEnabled(self._after_on.isChecked())
        self._before.setEnabled(self._before_on.isChecked())
        self._tell()

    def _tell(self) -> None:
        self._apply.stop()
        kinds = {
            kind
            for kind, tick in ((MediaKind.PHOTO, self._photos), (MediaKind.VIDEO, self._videos))
            if tick.isChecked()
        }
        flags, without_flags = self._flags.wanted
        wanted = replace(
            self.clothing.narrowed(self.review.narrowed(self._quality.narrowed(self._filters))),
            after_utc_ms=self._after.dateTime().toMSecsSinceEpoch() if self._after_on.isChecked() else None,
            before_utc_ms=self._before.dateTime().toMSecsSinceEpoch()
            if self._before_on.isChecked()
            else None,
            kinds=frozenset(str(kind) for kind in kinds),
            near=self._near_place(),
            place_name=self._place_name.text().strip(),
            camera=self._camera.text().strip(),
            untimed_only=self._untimed.isChecked(),
            quick_only=self._quick.currentIndex() == 1,
            without_quick=self._quick.currentIndex() == 2,
            unplaced_only=self._unplaced.isChecked(),
            flags=flags,
            without_flags=without_flags,
        )
        self._filters = wanted
        self.narrowed.emit(wanted)

    def _near_place(self) -> NearPlace | None:
        words = self._near.text().strip()
        self._near_problem.hide()
        if not words:
            return None
        place = read_place(words, self._radius.value())
        if place is None:
            self._near_problem.setText(tr("Write it as 52.3731, 4.8925"))
            self._near_problem.show()
        return place


def _page() -> tuple[QWidget, QGridLayout]:
    page = QWidget()
    grid = QGridLayout(page)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setVerticalSpacing(5)
    grid.setHorizontalSpacing(8)
    grid.setColumnStretch(1, 1)
    return page, grid
