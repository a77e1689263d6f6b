"""Policy, roles, snapshots, merges, parts, encryption and purge in the window."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from reid_desktop.domain.authority import Gate, Policy, Standing
from reid_desktop.domain.errors import ReidError, UsageError
from reid_desktop.domain.ids import EntryId, ExhibitId, SightingId
from reid_desktop.domain.merging import CONFLICT, Conflict, Merged
from reid_desktop.domain.review import ANYTHING, DECISION
from reid_desktop.domain.roles import Role
from reid_desktop.ports.closing import LockErrand, PurgeErrand
from reid_desktop.ports.copies import Carried, MergeRequest, PortableRequest
from reid_desktop.ports.engine import Answer, Request
from reid_desktop.ports.ledger import (
    AuthorityRequest,
    AuthorityVerdictRequest,
    PolicyRequest,
    RestoreRequest,
    RoleRequest,
    SnapshotRequest,
)
from reid_desktop.ports.review import Said
from reid_desktop.services.gatekeeping import Gatekeeper
from reid_desktop.services.running import RunCase
from reid_desktop.services.snapshots import Snapshots
from reid_desktop.ui.dialogs.authority import AuthorityDialog
from reid_desktop.ui.dialogs.frame import DialogFrame
from reid_desktop.ui.dialogs.locking import LockDialog
from reid_desktop.ui.dialogs.merging import ConflictsDialog, MergeDialog
from reid_desktop.ui.dialogs.policy import PolicyDialog
from reid_desktop.ui.dialogs.portable import PortableDialog
from reid_desktop.ui.dialogs.purging import PurgeDialog
from reid_desktop.ui.dialogs.roles import RolesDialog
from reid_desktop.ui.dialogs.snapshots import SnapshotsDialog
from reid_desktop.ui.dialogs.words import QuestionDialog
from reid_desktop.ui.main_window import MainWindow
from tests.fakes.media import FixedClock
from tests.fakes.whole_cases import PUBLIC_KEY
from tests.ui.conftest import MakeWindow
from tests.ui.handling import mute, settle, shown_dialog, view_of
from tests.ui.scenery import EXAMINER, Scenery, scenery_script

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")
_Dialog = TypeVar("_Dialog", bound=DialogFrame)


class Engine:
    """Answers as the product does, over the case in memory."""

    def __init__(self, scenery: Scenery) -> None:
        """Keep what is asked for in the store of the scenery."""
        gatekeeper = Gatekeeper(scenery.store, FixedClock())
        self._running = RunCase(scenery.store, gatekeeper, FixedClock(), lambda searches, *_: len(searches))
        self._snapshots = Snapshots(scenery.store, gatekeeper, FixedClock())
        self._before = scenery_script(scenery)

    def __call__(self, request: Request) -> Answer | ReidError | None:
        """Answer, or refuse."""
        try:
            return self._run(request) or self._copy(request) or self._before(request)
        except ReidError as refusal:
            return refusal

    def _run(self, request: Request) -> Answer | None:
        if isinstance(request, PolicyRequest):
            return self._running.set_policy(request, EXAMINER)
        if isinstance(request, AuthorityRequest):
            return self._running.record(request, EXAMINER)
        if isinstance(request, AuthorityVerdictRequest):
            return self._running.judge(request, EXAMINER)
        if isinstance(request, RoleRequest):
            return self._running.set_role(request, EXAMINER)
        return None

    def _copy(self, request: Request) -> Answer | None:
        if isinstance(request, SnapshotRequest):
            return self._snapshots.take(request, EXAMINER)
        if isinstance(request, RestoreRequest):
            return self._snapshots.restore(request, EXAMINER)
        if isinstance(request, MergeRequest):
            return merged(request)
        return Carried(request.out, 7, 14) if isinstance(request, PortableRequest) else None


@pytest.fixture
def overseen(scenery: Scenery) -> Scenery:
    """A case whose engine also keeps policies, roles, snapshots and copies."""
    scenery.engine.script = Engine(scenery)
    return scenery


def merged(request: MergeRequest) -> Merged:
    """Return a merge with one conflict, or refuse what is no copy."""
    if "other" not in request.other.name:
        raise UsageError("This is another case.")
    conflict = Conflict(SightingId(3), DECISION, ANYTHING, 1, "Anna", 2, "B. <b>")
    return Merged(EntryId(9), 12, 2, 1, (conflict,))


def decided(scenery: Scenery) -> list[Said]:
    """Return the decisions that count."""
    newest = {(one.sighting_id, one.act.slot): one for one in scenery.store.said_until(None)}
    return [one for one in newest.values() if one.act.slot == DECISION and one.act.code is not None]


def opened(window: MainWindow, command: str, kind: type[_Dialog], qtbot: QtBot) -> _Dialog:
    """Open the dialog of a command; a screen reader can name all of it."""
    window.actions_table[command].trigger()
    settle(window, qtbot)
    dialog = shown_dialog(window, kind, qtbot)
    assert mute(dialog) == []
    return dialog


def test_a_policy_is_set_with_a_reason_and_shown_again(
    overseen: Scenery, make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window(overseen)
    dialog = opened(window, "policy", PolicyDialog, qtbot)
    assert not dialog.can_set
    wanted = Policy(Gate.ENFORCE, frozenset({"export"}), "2031-12-31T23:59:59.999Z")
    dialog.choose(wanted, "as the office says")
    dialog.set_policy()
    settle(window, qtbot)
    assert window.panels.desk.running.policies().own == wanted
    again = opened(window, "policy", PolicyDialog, qtbot)
    again.choose(wanted, " ")
    assert not again.can_set
    again.reject()


def test_roles_are_given_and_taken_and_a_refusal_is_said_in_the_dialog(
    overseen: Scenery, make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window(overseen)
    dialog = opened(window, "roles", RolesDialog, qtbot)
    dialog.choose("Berta", Role.EXAMINER)
    dialog.ask(is_on=True)
    settle(window, qtbot)
    assert "supervisor" in dialog.problem
    dialog.choose(EXAMINER, Role.SUPERVISOR)
    dialog.ask(is_on=True)
    settle(window, qtbot)
    assert dialog.problem == ""
    dialog.choose("Berta", Role.REVIEWER)
    dialog.ask(is_on=True)
    settle(window, qtbot)
    assert dialog.lines == [("Berta", "reviewer"), (EXAMINER, "supervisor")]
    dialog.ask(is_on=False)
    settle(window, qtbot)
    assert dialog.lines == [(EXAMINER, "supervisor")]
    dialog.reject()


def test_the_first_role_offered_is_a_supervisors_and_a_row_of_the_list_fills_the_form(
    overseen: Scenery, make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window(overseen)
    dialog = opened(window, "roles", RolesDialog, qtbot)
    dialog.ask(is_on=True)
    settle(window, qtbot)
    assert (dialog.problem, dialog.lines) == ("", [(EXAMINER, "supervisor")])
    dialog.choose("Berta", Role.REVIEWER)
    dialog.ask(is_on=True)
    settle(window, qtbot)
    dialog.choose("Carla", Role.AUDITOR)
    table = dialog.findChild(QTableView)
    assert table is not None
    table.selectRow(1)
    table.selectRow(0)
    dialog.ask(is_on=False)
    settle(window, qtbot)
    assert dialog.lines == [(EXAMINER, "supervisor")]
    dialog.reject()


def test_going_back_to_a_snapshot_is_a_step_that_undo_takes_back(
    overseen: Scenery, make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window(overseen)
    dialog = opened(window, "snapshots", SnapshotsDialog, qtbot)
    dialog.name("before lunch")
    dialog.take()
    settle(window, qtbot)
    [line] = dialog.lines
    assert line.startswith("before lunch")
    dialog.reject()
    window.panels.selection.look_at(SightingId(int(view_of(window).ids[0])))
    window.actions_table["confirm"].trigger()
    settle(window, qtbot)
    dialog = opened(window, "snapshots", SnapshotsDialog, qtbot)
    dialog.choose(0, "it was too early")
    dialog.restore()
    settle(window, qtbot)
    assert "Undo" in window.panels.notices.words["running"]
    assert decided(overseen) == []
    window.actions_table["undo"].trigger()
    settle(window, qtbot)
    assert len(decided(overseen)) == 1


def test_a_merge_ends_in_its_conflicts_and_these_are_shown(
    overseen: Scenery, make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window = make_window(overseen)
    dialog = opened(window, "merge", MergeDialog, qtbot)
    dialog.fill(tmp_path / "foreign.reidcase")
    dialog.merge()
    settle(window, qtbot)
    assert dialog.problem == "This is another case."
    dialog.fill(tmp_path / "other.reidcase", "Berta")
    dialog.merge()
    settle(window, qtbot)
    conflicts = shown_dialog(window, ConflictsDialog, qtbot)
    assert mute(conflicts) == []
    conflicts.settling_wanted.emit()
    settle(window, qtbot)
    assert window.panels.workbench.question.filters.tags == {CONFLICT}
    conflicts.reject()


def test_a_part_is_written_as_it_was_asked_for(
    overseen: Scenery, make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window = make_window(overseen)
    dialog = opened(window, "portable", PortableDialog, qtbot)
    dialog.fill(tmp_path / "part.reidcase", "for the court")
    dialog.write()
    settle(window, qtbot)
    [request] = [one for _, one in overseen.engine.requests if isinstance(one, PortableRequest)]
    assert (request.reason, request.search_id, request.filters.is_empty) == ("for the court", None, True)
    assert "7 sightings" in window.panels.notices.words["portable"]


def test_an_authority_covers_exhibits_and_days_and_rejecting_it_asks_first(
    overseen: Scenery, make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window(overseen)
    dialog = opened(window, "authority", AuthorityDialog, qtbot)
    dialog.form.write("AG 12", "theft")
    dialog.form.tick(frozenset({ExhibitId("EX-2")}))
    _after, before, expires = dialog.form.days
    for day in (before, expires):
        day.show_day(date(2030, 5, 17))
    dialog._on_record()
    settle(window, qtbot)
    [authority] = Gatekeeper(overseen.store, FixedClock()).authorities()
    assert authority.exhibits == {"EX-2"}
    assert authority.before_utc_ms is not None
    assert authority.before_utc_ms == authority.expires_utc_ms
    assert authority.before_utc_ms % 86_400_000 == 86_399_999
    dialog = opened(window, "authority", AuthorityDialog, qtbot)
    dialog.choose(0, "refused")
    dialog.ask_rejection()
    question = next(one for one in dialog.children() if isinstance(one, QuestionDialog))
    question.accept()
    settle(window, qtbot)
    [(_, standing)] = window.panels.desk.gatekeeper.standings().authorities
    assert standing is Standing.REJECTED


def test_encrypting_asks_for_a_key_and_for_being_sure_and_closes_the_window(
    overseen: Scenery, make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window = make_window(overseen)
    dialog = opened(window, "lock", LockDialog, qtbot)
    overseen.whole_cases.problem = "A key is never overwritten."
    dialog.key_wanted.emit(tmp_path / "key.txt")
    settle(window, qtbot)
    assert dialog.problem == "A key is never overwritten."
    overseen.whole_cases.problem = ""
    dialog.key_wanted.emit(tmp_path / "key.txt")
    settle(window, qtbot)
    assert dialog.keys == (PUBLIC_KEY,)
    before_agreeing = dialog.can_lock
    dialog.agree()
    assert (before_agreeing, dialog.can_lock) == (False, True)
    with qtbot.waitSignal(window.left):
        dialog.lock()
    assert isinstance(window.errand, LockErrand)
    assert window.errand.keys == (PUBLIC_KEY,)


def test_purging_asks_for_the_number_of_the_case_and_a_reason(
    overseen: Scenery, make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window(overseen)
    dialog = opened(window, "purge", PurgeDialog, qtbot)
    for reason, number, may in (
        ("over", "2024", False),
        ("", "2024-0117", False),
        ("over", "2024-0117", True),
    ):
        dialog.fill(reason, number)
        assert dialog.can_purge is may
    with qtbot.waitSignal(window.left):
        dialog.purge()
    assert window.errand == PurgeErrand("over")
