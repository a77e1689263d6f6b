"""The authority for searches and second looks: their dialogs, and what follows from them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from reid_desktop.domain.authority import Authority, Gate
from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.errors import ReidError
from reid_desktop.domain.ids import EntryId
from reid_desktop.domain.review import Verdict
from reid_desktop.ports.engine import SearchRequest
from reid_desktop.ports.ledger import (
    AuthorityRequest,
    AuthorityVerdictRequest,
    Governed,
    SecondAnswerRequest,
    SecondLookRequest,
)
from reid_desktop.services.gatekeeping import Standings
from reid_desktop.services.second_looks import BlindPair

from . import text
from .dialogs.authority import AuthorityDialog
from .dialogs.second_look import SecondLookDialog
from .panels import Panels
from .translating import tr
from .views.notices import Notice


class Governing(QObject):
    """Serves the commands `authority` and `second_look`."""

    def __init__(self, panels: Panels, window: QWidget) -> None:
        """Open dialogs over `window`."""
        super().__init__(window)
        self._panels, self._window = panels, window
        self._look: SecondLookDialog | None = None
        panels.tasks.answered.connect(self._on_answered)
        panels.tasks.failed.connect(self._on_failed)
        panels.actions.connect({"authority": self.show_authority, "second_look": self.begin_second_look})
        self._ask_standing()

    # ------------------------------------------------------------ authority

    def show_authority(self) -> None:
        """Show what is recorded."""
        desk = self._panels.desk

        def show(found: tuple[Standings, Sequence[Exhibit]]) -> None:
            dialog = AuthorityDialog(self._window, *found)
            dialog.recorded.connect(self._record)
            dialog.judged.connect(self._judge)
            dialog.open()

        def read() -> tuple[Standings, Sequence[Exhibit]]:
            return desk.gatekeeper.standings(), desk.running.exhibits()

        self._panels.reader.ask("standings", read, show)

    def _ask_standing(self) -> None:
        """Say above the gallery what is to be seen to, as the time left of an urgent use."""
        self._panels.reader.ask("standing", self._panels.desk.gatekeeper.standings, self._tell_standing)

    def _tell_standing(self, standings: Standings) -> None:
        is_asked_for = standings.policy.gate is Gate.ENFORCE or bool(standings.authorities)
        if not standings.sentences or not is_asked_for:
            self._panels.notices.close_notice("standing")
            return
        words = " ".join(text.told(one) for one in standings.sentences)
        offers = ((tr("Authority…"), self.show_authority),)
        self._panels.notices.say(Notice("standing", words, "warning", offers))

    def _record(self, authority: Authority) -> None:
        self._panels.tasks.submit(AuthorityRequest(authority), tr("Record the authority"))

    def _judge(self, number: EntryId, verdict: str, reason: str) -> None:
        request = AuthorityVerdictRequest(number, verdict, reason)
        self._panels.tasks.submit(request, tr("Change the authority"))

    # ------------------------------------------------------------ second looks

    def begin_second_look(self) -> None:
        """Show the next pair that waits for whoever works here."""
        can_ask = self._panels.workbench.question.search_id is not None
        self._look = SecondLookDialog(self._window, can_ask, self._panels.loader.veil)
        self._look.answered.connect(self._keep)
        self._look.asked.connect(self._ask)
        self._look.finished.connect(self._closed)
        self._look.open()
        self._next()

    def _closed(self) -> None:
        self._look = None

    def _next(self) -> None:
        if self._look is None:
            return  # asked from elsewhere: nobody looks at a pair now
        desk = self._panels.desk

        def read() -> tuple[BlindPair | None, str]:
            try:
                pair = desk.second_looks.pair(desk.who)
            except ReidError as refusal:
                return None, text.told_problem(refusal)
            if pair is not None:
                desk.second_looks.seen(pair, desk.who)
            return pair, ""

        self._panels.reader.ask("second look", read, self._show)

    def _show(self, found: tuple[BlindPair | None, str]) -> None:
        if self._look is not None:
            self._look.show_pair(*found)

    def _keep(self, pair: BlindPair, verdict: Verdict, reason: str) -> None:
        request = SecondAnswerRequest(pair.task_id, pair.place, verdict, reason)
        self._panels.tasks.submit(request, tr("Keep the answer"))

    def _ask(self) -> None:
        search_id = self._panels.workbench.question.search_id
        if search_id is not None:
            self._panels.tasks.submit(SecondLookRequest(search_id), tr("Ask a second person"))

    # ------------------------------------------------------------ answers

    def _on_answered(self, request: object, answer: object) -> None:
        if isinstance(request, SearchRequest):
            self._ask_standing()
        if not isinstance(answer, Governed):
            return
        if isinstance(request, SecondAnswerRequest):
            self._next()
        elif isinstance(request, SecondLookRequest):
            self._say(tr("A second person can look now; it must be somebody who did not decide."))
            self._next()
        elif isinstance(request, AuthorityRequest):
            self._ask_standing()
            self._say(tr("The authority is recorded."))
        elif isinstance(request, AuthorityVerdictRequest):
            self._ask_standing()
            self._say(tr("Kept. Searches that were deleted: {count}", count=answer.count))

    def _on_failed(self, request: object, sentence: str) -> None:
        if isinstance(request, SecondLookRequest | SecondAnswerRequest) and self._look is not None:
            self._look.show_pair(None, text.told(sentence))
        elif isinstance(request, AuthorityRequest | AuthorityVerdictRequest | SecondLookRequest):
            self._panels.notices.say(Notice("authority", text.told(sentence), "danger"))

    def _say(self, words: str) -> None:
        self._panels.notices.say(Notice("authority", words, "good"))
