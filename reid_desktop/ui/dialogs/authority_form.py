"""What a court or an office has allowed, filled in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QWidget

from reid_desktop.domain.authority import Authority
from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.ids import ExhibitId
from reid_desktop.ui import text
from reid_desktop.ui.translating import tr

from .date_field import DateField
from .frame import FieldForm

_ID_ROLE = Qt.ItemDataRole.UserRole
_SHOWN_EXHIBITS = 3
_BETWEEN = ";"


class AuthorityForm(QWidget):
    """Reference, offence, exhibits, period, who is sought, expiry, urgency."""

    changed = Signal()

    def __init__(self, exhibits: Sequence[Exhibit]) -> None:
        """Offer `exhibits`; none ticked means all of them."""
        super().__init__()
        self._reference, self._offence, self._sought = QLineEdit(), QLineEdit(), QLineEdit()
        self._after = DateField(tr("from"), tr("Covers times from"))
        self._before = DateField(tr("until"), tr("Covers times until"))
        self._expires = DateField(tr("after"), tr("Expires after"))
        self._urgent = QCheckBox(tr("Urgent: to be confirmed within 48 hours"))
        self._exhibits = self._list_of(exhibits)
        period = QHBoxLayout()
        period.setSpacing(12)
        period.addWidget(self._after)
        period.addWidget(self._before, 1)
        form = FieldForm(self)
        for name, field, hint in (
            (tr("Reference"), self._reference, tr("Reference, such as the number of a warrant")),
            (tr("Offence"), self._offence, tr("Optional")),
            (tr("Sought"), self._sought, tr("Who may be looked for, in words; several with ; between")),
        ):
            field.setPlaceholderText(hint)
            field.setAccessibleName(name)
            field.textChanged.connect(lambda _words: self.changed.emit())
            form.add(name, field)
        if exhibits:
            form.add(tr("Exhibits"), self._exhibits)
        form.add(tr("Times (UTC)"), period)
        form.add(tr("Expires"), self._expires)
        form.add("", self._urgent)
        for day in (self._after, self._before):
            day.changed.connect(self.changed)
        self.setFocusProxy(self._reference)

    @property
    def problem(self) -> str:
        """Return what is wrong with what was filled in, if anything."""
        after, before = self._after.day, self._before.day
        if after is not None and before is not None and before < after:
            return tr("The period ends before it begins.")
        return ""

    @property
    def is_ready(self) -> bool:
        """Tell whether an authority can be made of it."""
        return bool(self._reference.text().strip()) and not self.problem

    def write(self, reference: str, offence: str = "", urgent: bool = False) -> None:
        """Fill in what is most often needed."""
        self._reference.setText(reference)
        self._offence.setText(offence)
        self._urgent.setChecked(urgent)

    def tick(self, exhibits: frozenset[ExhibitId]) -> None:
        """Tick these exhibits and no others."""
        for row in range(self._exhibits.count()):
            item = self._exhibits.item(row)
            is_on = item.data(_ID_ROLE) in exhibits
            item.setCheckState(Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked)

    @property
    def days(self) -> tuple[DateField, DateField, DateField]:
        """Return the fields of the days: from, until, expires."""
        return self._after, self._before, self._expires

    def value(self) -> Authority:
        """Return the authority."""
        sought = [one.strip() for one in self._sought.text().split(_BETWEEN)]
        return Authority(
            self._reference.text().strip(),
            self._offence.text().strip(),
            self._ticked(),
            self._after.first_ms,
            self._before.last_ms,
            tuple(one for one in sought if one),
            self._expires.last_ms,
            self._urgent.isChecked(),
        )

    def _ticked(self) -> frozenset[ExhibitId]:
        rows = [self._exhibits.item(row) for row in range(self._exhibits.count())]
        on = Qt.CheckState.Checked
        return frozenset(ExhibitId(row.data(_ID_ROLE)) for row in rows if row.checkState() is on)

    def _list_of(self, exhibits: Sequence[Exhibit]) -> QListWidget:
        made = QListWidget()
        made.setAccessibleName(tr("Exhibits that it covers; none ticked: all"))
        made.setToolTip(tr("None ticked: all exhibits of the case"))
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for exhibit in exhibits:
            name = text.plain(exhibit.exhibit_id)
            item = QListWidgetItem(f"{name}  {text.plain(exhibit.description)}".rstrip())
            item.setToolTip(text.as_plain_tooltip(item.text()))
            item.setData(_ID_ROLE, exhibit.exhibit_id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            made.addItem(item)
        made.setSpacing(1)
        made.ensurePolished()
        line_px = max(made.sizeHintForRow(0), made.fontMetrics().lineSpacing()) + 2 * made.spacing()
        made.setFixedHeight(min(len(exhibits), _SHOWN_EXHIBITS) * line_px + 2 * made.frameWidth() + 4)
        return made
