"""Reasons that the policy of a case asks for: asked when they are needed, kept for what follows alike."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from reid_desktop.ports.ledger import PolicyRequest

from .dialogs.naming import NameDialog
from .panels import Panels
from .translating import said, tr

SEARCH, DECIDE = "search", "decide"
_TITLES = {
    SEARCH: said("Why is this person searched for?"),
    DECIDE: said("Why is it decided so?"),
}
_WORDS = {
    SEARCH: said("The policy of this case asks for a reason with each search. It stands in the log."),
    DECIDE: said(
        "The policy of this case asks for a reason with each decision. This one goes with your decisions "
        "until you change it in Oversight, Reason in use."
    ),
}


class Justifying(QObject):
    """Knows for which acts a reason is asked, and has it given; serves the command `reason`."""

    def __init__(self, panels: Panels, window: QWidget) -> None:
        """Open dialogs over `window`; what is demanded is read with `refresh`."""
        super().__init__(window)
        self._panels, self._window = panels, window
        self._demanded: frozenset[str] = frozenset()
        self._kept: dict[str, str] = {}
        panels.actions.connect({"reason": self._change})
        panels.tasks.answered.connect(self._on_answered)

    def refresh(self) -> None:
        """Read what the policy asks."""
        self._panels.reader.ask("reasons", lambda: self._panels.desk.gatekeeper.policy().reasons, self._know)

    def ask(self, act: str, then: Callable[[str], None]) -> None:
        """Call `then` with the reason of an act; at once where none is asked for, or one is kept.

        Searches are asked about each time, with the last reason filled in: each has its own.
        """
        if act not in self._demanded:
            then("")
        elif act == DECIDE and act in self._kept:
            then(self._kept[act])
        else:
            self._open(act, then)

    def _know(self, demanded: frozenset[str]) -> None:
        self._demanded = demanded
        self._panels.actions.enable(("reason",), DECIDE in demanded)

    def _change(self) -> None:
        self._open(DECIDE, lambda _reason: None)

    def _open(self, act: str, then: Callable[[str], None]) -> None:
        def given(reason: str) -> None:
            self._kept[act] = reason
            then(reason)

        dialog = NameDialog(
            self._window,
            tr(_TITLES[act]),
            tr(_WORDS[act]),
            tr("Reason"),
            tr("Go on"),
            self._kept.get(act, ""),
        )
        dialog.name_given.connect(given)
        dialog.open()

    def _on_answered(self, request: object, _answer: object) -> None:
        if isinstance(request, PolicyRequest):
            self.refresh()
