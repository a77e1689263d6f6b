"""What stands above candidates: that they are leads, what their scores are worth, how they were found."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.query import LEAD_NOTICE, SearchRecord
from reid_desktop.services.browsing import View
from reid_desktop.services.weighing import Weighed
from reid_desktop.ui.facts import search_facts
from reid_desktop.ui.painting.elided import ElidedLabel
from reid_desktop.ui.painting.making import label, text_button
from reid_desktop.ui.translating import tr
from reid_desktop.ui.weighed_words import list_words


class LeadNotice(QFrame):
    """Shown while candidates are listed."""

    narrowed_search_wanted = Signal()

    def __init__(self) -> None:
        """Start hidden."""
        super().__init__()
        self.setProperty("part", "notice")
        self._facts = ElidedLabel("", tone="muted")
        self._again = text_button(tr("Search again within the filters"), self.narrowed_search_wanted.emit)
        self._record: SearchRecord | None = None
        self._weighed: Mapping[SightingId, Weighed] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 8, 4)
        row.setSpacing(10)
        row.addWidget(label(tr(LEAD_NOTICE), "lead"))
        row.addWidget(self._facts, 1)
        row.addWidget(self._again)
        self.hide()
        self._again.hide()

    def show_view(self, view: View) -> None:
        """Tell of the search whose candidates are listed, if any are."""
        self._record = view.record
        self.setVisible(view.record is not None)
        if view.record is not None:
            self._tell()
            self._again.setVisible(view.record.filters != view.question.filters)

    def show_weighed(self, found: Mapping[SightingId, Weighed]) -> None:
        """Tell what the candidates' scores are worth."""
        self._weighed = found
        self._tell()

    def _tell(self) -> None:
        record = self._record
        if record is not None:
            worth = list_words([one.sighting_id for one in record.candidates], self._weighed)
            whole = " · ".join(part for part in (worth, search_facts(record)) if part)
            first = worth.partition(" · ")[0]
            ways = [worth, first, first.partition(":")[0].strip(), ""]  # dots alone would tell nothing
            self._facts.set_words(whole, shorter=ways)
