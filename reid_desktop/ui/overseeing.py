"""Policy, roles and snapshots of a case: their dialogs, and what follows from them."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from reid_desktop.domain.authority import Policy
from reid_desktop.domain.ids import EntryId
from reid_desktop.domain.roles import Role
from reid_desktop.ports.ledger import (
    Governed,
    PolicyRequest,
    RestoreRequest,
    RoleRequest,
    SnapshotRequest,
)
from reid_desktop.services.case_desk import Moment, Policies

from . import text
from .dialogs.frame import AskingFrame
from .dialogs.policy import PolicyDialog
from .dialogs.roles import RolesDialog
from .dialogs.snapshots import SnapshotsDialog
from .panels import Panels
from .translating import tr
from .views.notices import Notice


class Overseeing(QObject):
    """Serves the commands `policy`, `roles` and `snapshots`."""

    def __init__(self, panels: Panels, window: QWidget) -> None:
        """Open dialogs over `window`."""
        super().__init__(window)
        self._panels, self._window = panels, window
        self._open: AskingFrame | None = None
        panels.tasks.answered.connect(self._on_answered)
        panels.tasks.failed.connect(self._on_failed)
        panels.actions.connect(
            {"policy": self.show_policy, "roles": self.show_roles, "snapshots": self.show_snapshots}
        )

    def show_policy(self) -> None:
        """Show what the case demands."""
        self._panels.reader.ask("policies", self._panels.desk.running.policies, self._open_policy)

    def show_roles(self) -> None:
        """Show who is what."""
        desk = self._panels.desk

        def show(roles: dict[str, frozenset[Role]]) -> None:
            dialog = RolesDialog(self._window, roles, desk.who)
            dialog.role_wanted.connect(self._change_role)
            self._show(dialog)

        self._panels.reader.ask("roles", lambda: dict(desk.running.roles()), show)

    def show_snapshots(self) -> None:
        """Show the moments that were kept."""

        def show(snapshots: list[Moment]) -> None:
            dialog = SnapshotsDialog(self._window, snapshots)
            dialog.taken.connect(self._take_snapshot)
            dialog.restored.connect(self._restore)
            self._show(dialog)

        self._panels.reader.ask("snapshots", self._panels.desk.running.snapshots, show)

    def _open_policy(self, policies: Policies) -> None:
        dialog = PolicyDialog(self._window, policies)
        dialog.policy_wanted.connect(self._set_policy)
        self._show(dialog)

    def _show(self, dialog: AskingFrame) -> None:
        self._open = dialog
        dialog.finished.connect(self._closed)
        dialog.open()

    def _closed(self) -> None:
        self._open = None

    # ------------------------------------------------------------ requests

    def _set_policy(self, policy: Policy, reason: str) -> None:
        self._panels.tasks.submit(PolicyRequest(policy, reason), tr("Set the policy"))

    def _change_role(self, person: str, role: Role, is_on: bool, reason: str) -> None:
        self._panels.tasks.submit(RoleRequest(person, role, is_on, reason), tr("Change a role"))

    def _take_snapshot(self, name: str) -> None:
        self._panels.tasks.submit(SnapshotRequest(name), tr("Take a snapshot"))

    def _restore(self, number: EntryId, reason: str) -> None:
        self._panels.tasks.submit(RestoreRequest(number, reason), tr("Go back to a snapshot"))

    # ------------------------------------------------------------ answers

    def _on_answered(self, request: object, answer: object) -> None:
        if not isinstance(answer, Governed):
            return
        running = self._panels.desk.running
        if isinstance(request, PolicyRequest):
            self._say(tr("The policy holds from now on."))
            self._close()
        elif isinstance(request, RoleRequest):
            self._panels.reader.ask("roles", lambda: dict(running.roles()), self._refresh_roles)
        elif isinstance(request, SnapshotRequest):
            self._panels.reader.ask("snapshots", running.snapshots, self._refresh_snapshots)
        elif isinstance(request, RestoreRequest):
            many = text.counted(answer.count, "sighting counts", "sightings count")
            self._say(tr("{many} as they did then. Undo takes this back.", many=many))
            self._close()

    def _refresh_roles(self, roles: dict[str, frozenset[Role]]) -> None:
        if isinstance(self._open, RolesDialog):
            self._open.show_roles(roles)

    def _refresh_snapshots(self, snapshots: list[Moment]) -> None:
        if isinstance(self._open, SnapshotsDialog):
            self._open.show_snapshots(snapshots)

    def _on_failed(self, request: object, sentence: str) -> None:
        if isinstance(request, PolicyRequest | RoleRequest | SnapshotRequest | RestoreRequest):
            if self._open is not None:
                self._open.say_problem(text.told(sentence))
            else:
                self._panels.notices.say(Notice("running", text.told(sentence), "danger"))

    def _close(self) -> None:
        if self._open is not None:
            self._open.accept()

    def _say(self, words: str) -> None:
        self._panels.notices.say(Notice("running", words, "good"))
