"""The export dialog: contents, persons, what is left out, preview, reason, profiles."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from reid_desktop.domain.authority import Gate, Policy
from reid_desktop.domain.export_profile import PROSECUTOR, ExportProfile, Field
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.query import Filters
from reid_desktop.ports.engine import ExportRequest, PreviewRequest
from reid_desktop.ports.ledger import PolicyRequest
from reid_desktop.services.gatekeeping import Gatekeeper
from reid_desktop.services.running import RunCase
from reid_desktop.ui.dialogs.export_case import ExportDialog
from reid_desktop.ui.dialogs.naming import NameDialog
from reid_desktop.ui.main_window import MainWindow
from tests.fakes.media import FixedClock
from tests.ui.conftest import MakeWindow
from tests.ui.handling import mute, settle, shown_dialog, view_of
from tests.ui.scenery import EXAMINER, Scenery, add_search

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")


def opened(window: MainWindow, qtbot: QtBot) -> ExportDialog:
    window.exporting.ask()
    dialog = shown_dialog(window, ExportDialog, qtbot)
    assert mute(dialog) == []
    return dialog


def asked(scenery: Scenery) -> ExportRequest:
    """Return the export that was asked for last."""
    return [one for _, one in scenery.engine.requests if isinstance(one, ExportRequest)][-1]


def test_an_export_is_asked_for_with_the_search_that_is_shown(
    window: MainWindow, qtbot: QtBot, scenery: Scenery, tmp_path: Path
) -> None:
    search_id = add_search(scenery, 7)
    window.probing.show_search(search_id)
    settle(window, qtbot)
    dialog = opened(window, qtbot)
    dialog.set_path(tmp_path / "report.html")
    dialog.write()
    assert asked(scenery) == ExportRequest("html", tmp_path / "report.html", search_id)


def test_an_export_is_asked_for_with_profile_key_and_passphrase(
    window: MainWindow, qtbot: QtBot, scenery: Scenery, tmp_path: Path
) -> None:
    dialog = opened(window, qtbot)
    dialog.choose("bag", PROSECUTOR.name, "agency")
    dialog.type_passphrase("correct horse")
    dialog.set_path(tmp_path / "bundle")
    dialog.write()
    request = asked(scenery)
    assert (request.format, request.profile, request.leave_out) == ("bag", "prosecutor", PROSECUTOR.leave_out)
    assert (request.key, request.passphrase) == ("agency", "correct horse")
    assert "correct horse" not in repr(request)


def test_an_export_over_something_that_exists_is_not_offered(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = opened(window, qtbot)
    dialog.set_path(tmp_path)
    assert not dialog.can_write


def test_a_preview_tells_what_would_be_written(window: MainWindow, qtbot: QtBot, scenery: Scenery) -> None:
    dialog = opened(window, qtbot)
    qtbot.waitUntil(lambda: dialog.preview.startswith("39 sightings in 24 files. 2 confirmed, 37 undecided."))
    assert "Without a time: 4; without a place: 9." in dialog.preview
    previews = [one for _, one in scenery.engine.requests if isinstance(one, PreviewRequest)]
    dialog.fields.tick(frozenset({Field.PLACES}))
    qtbot.waitUntil(lambda: len(scenery.engine.requests) > len(previews))
    newest = scenery.engine.requests[-1][1]
    assert isinstance(newest, PreviewRequest)
    assert newest.export.leave_out == {Field.PLACES}
    dialog.reject()


def test_what_would_be_refused_is_not_offered(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = opened(window, qtbot)
    dialog.set_path(tmp_path / "report.html")
    asked_for: list[ExportRequest] = []
    dialog.preview_wanted.connect(asked_for.append)
    dialog.fields.tick(frozenset({Field.PLACES}))
    qtbot.waitUntil(lambda: bool(asked_for))
    dialog.show_refusal(asked_for[-1], "Nothing is there to export.")
    assert (dialog.preview, dialog.can_write) == ("Nothing is there to export.", False)
    dialog.fields.tick(frozenset())
    qtbot.waitUntil(lambda: dialog.can_write)
    dialog.reject()


def test_what_the_filters_let_pass_is_exported_as_it_is_seen(
    window: MainWindow, qtbot: QtBot, scenery: Scenery, tmp_path: Path
) -> None:
    filters = Filters(unplaced_only=True)
    window.panels.workbench.set_filters(filters)
    settle(window, qtbot)
    dialog = opened(window, qtbot)
    dialog.set_path(tmp_path / "narrowed.html")
    dialog.write()
    assert (asked(scenery).filters, asked(scenery).search_id) == (filters, None)


def test_persons_narrow_an_export_and_stay_visible_in_redacted_copies(
    window: MainWindow, qtbot: QtBot, scenery: Scenery, tmp_path: Path
) -> None:
    shown = tuple(SightingId(int(one)) for one in view_of(window).ids[:2])
    window.peopling.make_person("Unknown 1", shown)
    settle(window, qtbot)
    for kind, name in (("html", "a.html"), ("redacted", "b")):
        dialog = opened(window, qtbot)
        dialog.choose(kind)
        dialog.persons.tick(0)
        dialog.set_path(tmp_path / name)
        dialog.write()
        settle(window, qtbot)
        request = asked(scenery)
        by_kind = {"html": request.filters.sightings, "redacted": request.subjects}
        assert by_kind[kind] == frozenset(shown)


def test_an_own_choice_of_fields_is_saved_as_a_profile(
    window: MainWindow, qtbot: QtBot, scenery: Scenery
) -> None:
    dialog = opened(window, qtbot)
    dialog.fields.tick(frozenset({Field.SCENES}))
    dialog.profile_wanted.emit(dialog.fields.ticked)
    naming = next(one for one in dialog.children() if isinstance(one, NameDialog))
    naming.type_name("press")
    naming.accept()
    settle(window, qtbot)
    assert scenery.saved_profiles == [ExportProfile("press", frozenset({Field.SCENES}))]
    dialog.reject()


def test_where_the_policy_asks_why_nothing_is_done_without_a_reason(
    make_window: MakeWindow, scenery: Scenery, qtbot: QtBot, tmp_path: Path
) -> None:
    policy = Policy(Gate.ADVISE, frozenset({"export", "decide", "search"}))
    running = RunCase(scenery.store, Gatekeeper(scenery.store, FixedClock()), FixedClock(), lambda *_: 0)
    running.set_policy(PolicyRequest(policy, "test"), EXAMINER)
    window = make_window(scenery)
    dialog = opened(window, qtbot)
    dialog.set_path(tmp_path / "x.html")
    before = dialog.can_write
    dialog.type_reason("for the court")
    assert (before, dialog.can_write) == (False, True)
    dialog.write()
    assert asked(scenery).reason == "for the court"
    settle(window, qtbot)
    for _ in range(2):  # a reason is asked for once, and goes with the decisions that follow
        window.actions_table["confirm"].trigger()
        for naming in [one for one in window.children() if isinstance(one, NameDialog) and one.isVisible()]:
            naming.type_name("same jacket")
            naming.accept()
        settle(window, qtbot)
    decided = [one for one in scenery.store.said_until(None) if one.act.code]
    assert [one.act.reason for one in decided] == ["same jacket"] * 2
