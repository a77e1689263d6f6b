"""Exports and oversight: the dialogs empty and filled, a second person's look, what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QDialog

from reid_desktop.domain.authority import Authority, Gate, Policy
from reid_desktop.domain.ids import EntryId
from reid_desktop.domain.query import Filters
from reid_desktop.domain.review import Verdict
from reid_desktop.domain.roles import Role
from reid_desktop.ports.engine import ExportRequest
from reid_desktop.ports.ledger import (
    AuthorityRequest,
    PolicyRequest,
    RoleRequest,
    SecondLookRequest,
    SeedPhotosRequest,
    SnapshotRequest,
)
from reid_desktop.services.case_desk import Moment
from reid_desktop.ui.dialogs.authority import AuthorityDialog
from reid_desktop.ui.dialogs.export_case import ExportDialog
from reid_desktop.ui.dialogs.merging import ConflictsDialog, MergeDialog
from reid_desktop.ui.dialogs.second_look import SecondLookDialog
from reid_desktop.ui.dialogs.second_results import SecondResultsDialog
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.translating import tr

from .camera import Camera
from .main_job import begin_search
from .persons import LONG_NAME
from .showing import view_of

COLLEAGUE = "M. Berg-Lindqvist"
"""Who looks a second time: not who decided."""
EMPTY = (
    "authority",
    "policy",
    "roles",
    "second_look",
    "second_results",
    "snapshots",
    "merge",
    "portable",
    "lock",
    "purge",
)
"""The dialogs that say something before anything was recorded."""
_PAGES = ("opinions", "agreement", "error-rates", "ask-and-seed")
"""Of the results of second looks."""
_WARRANT = "Warrant 2026/0815 of the local court, issued at short notice and extended twice since"
_SNAPSHOT = "Before the second look, as agreed with the prosecutor's office"
_REASON = "As agreed with the prosecutor's office on the telephone"
_DECIDED = (Verdict.CONFIRMED, Verdict.CONFIRMED, Verdict.EXCLUDED, Verdict.INCONCLUSIVE)
_FILLERS, _SEEDS = 3, 3


def export(camera: Camera, window: MainWindow) -> None:
    """Ask for an export, with and without a search, redacted, narrowed, refused; write one."""
    window.actions_table["clear_search"].trigger()
    camera.rest(window)
    _ask_export(camera, window, "all-sightings")
    for kind in ("redacted", "bag"):
        _ask_export(camera, window, kind, partial(ExportDialog.choose, kind=kind))
    _ask_export(camera, window, "save-profile", lambda dialog: _save_profile(camera, dialog))
    begin_search(camera, window)
    _ask_export(camera, window, "a-search")
    before = window.panels.workbench.question.filters
    window.panels.workbench.set_filters(Filters(minimum_quality=0.1))
    camera.rest(window)
    _ask_export(camera, window, "within-filters")
    window.panels.workbench.set_filters(before)
    camera.rest(window)
    out = camera.stops.out / "tour.html"
    window.panels.tasks.submit(ExportRequest("html", out), "Export html")
    camera.wait_for_work(window, "the export")
    camera.keep(window, "written")
    _ask_export(camera, window, "refused", lambda dialog: dialog.set_path(camera.stops.source))


def _ask_export(
    camera: Camera, window: MainWindow, name: str, then: Callable[[ExportDialog], None] | None = None
) -> None:
    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, ExportDialog)
        if then is not None:
            then(dialog)
        camera.wait("the preview", lambda: not dialog.preview.endswith("…"))  # counting

    window.exporting.ask()
    camera.keep_dialog(window, name, fill)


def _save_profile(camera: Camera, dialog: ExportDialog) -> None:
    dialog.profile_wanted.emit(frozenset())
    camera.keep_dialog(dialog, "profile")


def oversight(camera: Camera, window: MainWindow) -> None:
    """Show every dialog of oversight, empty first where it lists something, then filled."""
    for command in EMPTY:
        window.actions_table[command].trigger()
        camera.keep_dialog(window, command.replace("_", "-"))
    _demand_reasons(camera, window)
    _ask_second_person(camera, window)
    _fill(camera, window)
    camera.keep(window, "after-an-authority")
    for command in ("roles", "snapshots", "second_look"):
        window.actions_table[command].trigger()
        camera.keep_dialog(window, f"{command.replace('_', '-')}-filled")
    window.actions_table["authority"].trigger()
    camera.keep_dialog(window, "authority-filled", lambda dialog: _reject(camera, dialog))
    camera.wait_for_work(window, "the rejection")
    window.actions_table["authority"].trigger()
    camera.keep_dialog(window, "authority-rejected")
    _show_merges(camera, window)


def _demand_reasons(camera: Camera, window: MainWindow) -> None:
    """Have the policy ask for a reason with decisions, see it asked, and take it back."""
    tasks = window.panels.tasks
    tasks.submit(PolicyRequest(Policy(Gate.ADVISE, frozenset({"decide"})), _REASON), "Policy")
    camera.wait_for_work(window, "the policy")
    window.actions_table["reason"].trigger()
    camera.keep_dialog(window, "reason-in-use")
    tasks.submit(PolicyRequest(Policy(Gate.ADVISE, frozenset()), _REASON), "Policy")
    camera.wait_for_work(window, "the policy")


def _ask_second_person(camera: Camera, window: MainWindow) -> None:
    """Decide about some candidates, and have somebody else asked about them."""
    begin_search(camera, window)
    record = view_of(window).record
    assert record is not None
    candidates = record.candidates[1:]  # the first may be the probe itself
    for verdict, candidate in zip(_DECIDED, candidates, strict=False):
        window.panels.selection.look_at(candidate.sighting_id)
        window.judging.decide(verdict)
        camera.wait_for_work(window, "the decision")
    tasks = window.panels.tasks
    tasks.submit(SeedPhotosRequest(2 * _SEEDS, "they stand apart in one photo"), "Pairs")
    tasks.submit(SecondLookRequest(record.search_id, fillers=_FILLERS, seeds=_SEEDS), "Second look")
    camera.wait_for_work(window, "the second look")


def _fill(camera: Camera, window: MainWindow) -> None:
    """Record authorities and a snapshot, and give roles."""
    tasks = window.panels.tasks
    sought = ("the man with the blue coat", LONG_NAME)
    tasks.submit(AuthorityRequest(Authority(_WARRANT, "robbery", persons=sought)), "Authority")
    tasks.submit(AuthorityRequest(Authority("2026/0816", "robbery", is_urgent=True)), "Authority")
    tasks.submit(
        SnapshotRequest("Before the second look, as agreed with the prosecutor's office"), "Snapshot"
    )
    own = window.panels.desk.who
    for person, role in ((own, Role.SUPERVISOR), (LONG_NAME, Role.AUDITOR), (COLLEAGUE, Role.REVIEWER)):
        tasks.submit(RoleRequest(person, role, is_on=True, reason=_REASON), "Roles")
    camera.wait_for_work(window, "the authority")


def _reject(camera: Camera, dialog: QDialog) -> None:
    assert isinstance(dialog, AuthorityDialog)
    dialog.choose(0, _REASON)
    dialog.ask_rejection()
    camera.keep_dialog(dialog, "rejection")
    dialog.judged.emit(dialog.chosen, "rejected", _REASON)


def _show_merges(camera: Camera, window: MainWindow) -> None:
    said = {"what": "decision", "name": "", "ours": "confirmed", "our_author": "Tour", "theirs": "excluded"}
    rows: list[Mapping[str, object]] = [
        {"sighting_id": number, "their_author": LONG_NAME, **said} for number in range(1, 9)
    ]
    merge = Moment(EntryId(1), "The review of K. Example", "Tour", "2026-07-01T09:30:00.000Z", tuple(rows))
    merges = [merge, replace(merge, name=LONG_NAME, author=LONG_NAME, conflicts=())]
    dialog = MergeDialog(window, camera.stops.out, merges)
    dialog.open()
    camera.keep_dialog(window, "merge-filled")
    words = tr("The review of {name}, taken over by {who}.", name="K. Example", who="Tour")
    for name, found in (("conflicts", rows), ("no-conflicts", [])):
        ConflictsDialog(window, words, found).open()
        camera.keep_dialog(window, name)


def second_person(camera: Camera, window: MainWindow) -> None:
    """Look at pairs as somebody who did not decide; the results are not for them."""
    window.actions_table["second_look"].trigger()
    camera.keep_dialog(window, "pair", lambda dialog: camera.wait("a pair", lambda: _has_pair(dialog)))
    window.actions_table["second_look"].trigger()
    camera.keep_dialog(window, "answered", lambda dialog: _answer(camera, dialog))
    window.actions_table["second_results"].trigger()
    camera.keep_dialog(window, "results-refused")


def _has_pair(dialog: QDialog) -> bool:
    assert isinstance(dialog, SecondLookDialog)
    return dialog.has_pair


def _answer(camera: Camera, dialog: QDialog) -> None:
    """Answer every pair, each time something else."""
    assert isinstance(dialog, SecondLookDialog)
    camera.wait("a pair", lambda: dialog.has_pair)
    answers = (Verdict.EXCLUDED, Verdict.CONFIRMED, Verdict.EXCLUDED, Verdict.INCONCLUSIVE)
    given = 0
    while dialog.has_pair:
        told = dialog.state
        dialog.answer(answers[given % len(answers)])
        given += 1
        camera.wait("the next pair", partial(_is_past, dialog, told))


def _is_past(dialog: SecondLookDialog, told: str) -> bool:
    return dialog.state != told


def results(camera: Camera, window: MainWindow) -> None:
    """Show what came of the second look, page by page, with two sightings chosen."""
    begin_search(camera, window)
    window.panels.selection.select(window.panels.gallery.model.ids[:2])
    for page, name in enumerate(_PAGES):
        window.actions_table["second_results"].trigger()
        camera.keep_dialog(window, f"results-{name}", partial(_turn_to, page=page))
    window.panels.selection.clear()


def _turn_to(dialog: QDialog, page: int) -> None:
    assert isinstance(dialog, SecondResultsDialog)
    dialog.show_all(True)
    dialog.turn_to(page)
