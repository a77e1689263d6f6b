"""A time zone as a searchable list that takes an offset too."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QComboBox, QCompleter

from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.zones import zone_named
from reid_desktop.ui.translating import said, tr

NO_SUCH_ZONE = said(
    "There is no such time zone. Choose one from the list, such as Europe/Amsterdam, or write +02:00."
)


class ZoneField(QComboBox):
    """Takes an IANA name or `+HH:MM`; typing part of a name finds it."""

    def __init__(self, zones: Sequence[str], none_words: str = "") -> None:
        """Offer `zones`; the first entry, `none_words`, means that none is given."""
        super().__init__()
        self._none_words = none_words or tr("none declared")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        model = QStringListModel([self._none_words, *zones], self)
        self.setModel(model)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setAccessibleName(tr("Time zone"))
        self.setToolTip(tr("Type part of a name, such as Berlin, or an offset, such as +02:00"))
        completer = QCompleter(model, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompleter(completer)

    @property
    def zone(self) -> str | None:
        """Return what is written, or None where none is given."""
        words = self.currentText().strip()
        return None if words in ("", self._none_words) else words

    @property
    def is_known(self) -> bool:
        """Tell whether the zone exists, or none is given."""
        if self.zone is None:
            return True
        try:
            zone_named(self.zone)
        except UsageError:
            return False
        return True

    def show_zone(self, zone: str | None) -> None:
        """Show a zone, or that there is none."""
        self.setEditText(zone or self._none_words)
