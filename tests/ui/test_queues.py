"""Review queues and what was said: listed, worked through, narrowed to, shown beside the sighting."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.review import About, Verdict
from reid_desktop.ports.review import BookmarkRequest, DecideRequest, GradeRequest, TagRequest
from reid_desktop.ui.dialogs.queues import QueuesDialog
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.pages import REVIEW
from tests.ui.conftest import MakeWindow
from tests.ui.handling import mute, settle, shown_dialog
from tests.ui.scenery import Scenery, add_search

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")


@pytest.fixture
def reviewed(make_window: MakeWindow, scenery: Scenery, qtbot: QtBot) -> MainWindow:
    """A window in which the first five sightings of the gallery were reviewed."""
    window = make_window(scenery)
    window.actions_table["fold"].trigger()
    settle(window, qtbot)
    some = tuple(SightingId(int(one)) for one in window.panels.gallery.model.ids[:5])
    for request in (
        DecideRequest(some[:2], Verdict.CONFIRMED, reason="tattoo", checklist={"gait": "agrees: limps"}),
        DecideRequest(some[2:3], Verdict.EXCLUDED),
        TagRequest(some[1:4], "red <b>cap</b>"),
        GradeRequest(some[4:], 3),
        BookmarkRequest(some[:1]),
    ):
        window.panels.tasks.submit(request, "Review")
    settle(window, qtbot)
    return window


def names(dialog: QueuesDialog) -> list[tuple[str, str]]:
    """Return the queues that are listed, each with what is left."""
    model = dialog.table.model()
    return [(model.index(row, 0).data(), model.index(row, 1).data()) for row in range(model.rowCount())]


def test_queues_are_listed_with_what_is_left_and_worked_through(
    reviewed: MainWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    add_search(scenery, 12)
    total = len(reviewed.panels.gallery.model.ids)
    reviewed.actions_table["queues"].trigger()
    dialog = shown_dialog(reviewed, QueuesDialog, qtbot)
    assert mute(dialog) == []
    listed = names(dialog)
    assert listed == [
        ("All sightings", f"{total - 3} of {total}"),
        ("Undecided", f"{total - 3} of {total - 3}"),
        ("Bookmarked", "0 of 1"),
        ("Tag: red <b>cap</b>", "1 of 3"),
        ("Grade: vic:3 Computer-generated or animated", "1 of 1"),
        ("Search 1: suspect.jpg", "12 of 12"),
    ]
    dialog.choose(3)
    dialog._on_show()
    settle(reviewed, qtbot)
    assert len(reviewed.panels.gallery.model.ids) == 3
    assert reviewed.panels.gallery.progress_words == "1 of 3 left"
    assert reviewed.panels.pages.shown == REVIEW
    assert reviewed.panels.chips.names == ["tag:red <b>cap</b>"]
    current = reviewed.panels.selection.current
    assert current is not None
    assert reviewed.judging.marks.mark(current).verdict == 0  # work begins with the first undecided one
    reviewed.actions_table["queues"].trigger()
    again = shown_dialog(reviewed, QueuesDialog, qtbot)
    again.choose(5)
    again._on_show()
    settle(reviewed, qtbot)
    assert reviewed.panels.workbench.question.search_id == 1
    assert reviewed.panels.selection.current == reviewed.panels.gallery.model.ids[0]
    assert reviewed.panels.chips.names == []


def test_decisions_bookmarks_tags_and_grades_narrow_the_gallery(reviewed: MainWindow, qtbot: QtBot) -> None:
    ids, fields = reviewed.panels.gallery.model.ids.tolist(), reviewed.panels.sources.filters.review
    for tick, expected in (
        (fields.tick("confirmed"), ids[:2]),
        (fields.tick("excluded"), ids[:3]),
        (fields._bookmarked, ids[:1]),
    ):
        tick.click()
        settle(reviewed, qtbot)
        assert reviewed.panels.gallery.model.ids.tolist() == expected
    assert reviewed.panels.chips.names == ["decision:confirmed", "decision:excluded", "bookmarked"]
    reviewed.actions_table["clear_filters"].trigger()
    for box, value, expected in (
        (fields._tag, "red <b>cap</b>", ids[1:4]),
        (fields._without, "red <b>cap</b>", ids[:1] + ids[4:]),
        (fields._grade, "vic:3", ids[4:5]),
    ):
        box.setCurrentIndex(box.findData(value))
        box.activated.emit(box.currentIndex())
        settle(reviewed, qtbot)
        assert reviewed.panels.gallery.model.ids.tolist() == expected
        reviewed.actions_table["clear_filters"].trigger()
        settle(reviewed, qtbot)
        assert box.currentIndex() == 0


def test_in_a_search_the_decisions_made_in_it_count(
    reviewed: MainWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    search_id = add_search(scenery, 60)
    reviewed.probing.show_search(search_id)
    settle(reviewed, qtbot)
    first = SightingId(int(reviewed.panels.gallery.model.ids[0]))
    reviewed.panels.tasks.submit(DecideRequest((first,), Verdict.EXCLUDED, About(search_id)), "Review")
    reviewed.panels.sources.filters.review.tick("excluded").click()
    settle(reviewed, qtbot)
    assert reviewed.panels.gallery.model.ids.tolist() == [first]


def test_what_was_said_stands_beside_the_sighting_and_in_its_copied_facts(
    reviewed: MainWindow, qtbot: QtBot
) -> None:
    second = SightingId(int(reviewed.panels.gallery.model.ids[1]))
    reviewed.panels.selection.look_at(second)
    settle(reviewed, qtbot)
    told = reviewed.panels.inspector.facts_text
    for words in ("What was said", "confirmed", "J. de Vries", "tattoo", "agrees · limps", "red <b>cap</b>"):
        assert words in told
    reviewed.actions_table["undo"].trigger()  # the bookmark of the first
    settle(reviewed, qtbot)
    reviewed.panels.selection.look_at(SightingId(int(reviewed.panels.gallery.model.ids[-1])))
    settle(reviewed, qtbot)
    assert "What was said" not in reviewed.panels.inspector.facts_text


def test_ones_own_checklist_is_there_again_and_what_is_begun_is_not_lost(
    reviewed: MainWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    ids = np.sort(reviewed.panels.gallery.model.ids[:2])
    other = SightingId(int(reviewed.panels.gallery.model.ids[6]))
    checklist = reviewed.panels.compare.checklist
    reviewed.panels.selection.look_at(SightingId(int(ids[0])))
    settle(reviewed, qtbot)
    reviewed.actions_table["compare"].trigger()
    settle(reviewed, qtbot)
    assert (checklist.findings, checklist.reason) == ({"gait": "agrees: limps"}, "tattoo")
    reviewed.panels.selection.look_at(other)
    settle(reviewed, qtbot)
    assert (checklist.findings, checklist.reason) == ({}, "")
    checklist.show_findings({"build": "differs"}, "")
    checklist.edited.emit()
    reviewed.panels.selection.look_at(SightingId(int(ids[0])))
    settle(reviewed, qtbot)
    reviewed.panels.selection.look_at(other)
    settle(reviewed, qtbot)
    assert checklist.findings == {"build": "differs"}
    reviewed.actions_table["exclude"].trigger()
    settle(reviewed, qtbot)
    assert reviewed.panels.drafts.all == {}
    [decision] = scenery.store.decisions([other])
    assert dict(decision.checklist) == {"build": "differs"}
