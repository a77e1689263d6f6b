"""Review by keyboard: decisions, auto-advance, undo, tags, grades, bookmarks, notes, what is new."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit
from pytestqt.qtbot import QtBot

from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.query import Filters
from reid_desktop.domain.review import About, GradeLevel, GradeSet, NoteKind, NoteTarget, Verdict
from reid_desktop.ports.review import DecideRequest, LookedRequest, NoteRequest, ReviewTable
from reid_desktop.services.reviewing import ReviewCase
from reid_desktop.ui.dialogs.grading import GradeDialog, GradeSetDialog, levels_in
from reid_desktop.ui.dialogs.notes import NotesDialog
from reid_desktop.ui.dialogs.tagging import TagsDialog
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.models.review_marks import ReviewMarks
from tests.fakes.media import FixedClock
from tests.ui.handling import mute, settle, shown_dialog
from tests.ui.scenery import Scenery, add_media, add_search

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def gallery(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """The window with the keyboard on its first card."""
    window.activateWindow()
    table = window.panels.gallery.table
    table.setFocus()
    window.panels.selection.look_at(SightingId(int(window.panels.gallery.model.ids[0])))
    settle(window, qtbot)
    return window


def key(window: MainWindow, letter: str, qtbot: QtBot) -> None:
    """Press a key on the gallery and let everything follow."""
    window.activateWindow()
    window.panels.gallery.table.setFocus()
    QTest.keyClick(window.panels.gallery.table, Qt.Key(ord(letter.upper())))
    settle(window, qtbot)


def verdict_of(scenery: Scenery, sighting_id: int) -> Verdict | None:
    """Return what counts now."""
    [review] = scenery.store.reviews([SightingId(sighting_id)])
    return None if review.decision is None else review.decision.verdict


def test_single_keys_decide_and_go_on(gallery: MainWindow, scenery: Scenery, qtbot: QtBot) -> None:
    ids = [int(one) for one in gallery.panels.gallery.model.ids[:4]]
    for letter in "ynu":
        key(gallery, letter, qtbot)
    assert [verdict_of(scenery, one) for one in ids] == [
        Verdict.CONFIRMED,
        Verdict.EXCLUDED,
        Verdict.INCONCLUSIVE,
        None,
    ]
    assert gallery.panels.selection.current == ids[3]
    total = len(gallery.panels.gallery.model.ids)
    assert gallery.panels.gallery.progress_words == f"{total - 3} of {total} left"
    assert "Ctrl+Z" in gallery.panels.gallery.last_words


def test_skipping_decides_nothing_and_comes_round_again(
    gallery: MainWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    model, selection = gallery.panels.gallery.model, gallery.panels.selection
    key(gallery, "s", qtbot)
    assert selection.current == model.ids[1]
    selection.look_at(SightingId(int(model.ids[-1])))
    key(gallery, "s", qtbot)
    assert selection.current == model.ids[0]
    assert verdict_of(scenery, int(model.ids[0])) is None


def test_undo_and_redo_reach_over_sessions(gallery: MainWindow, scenery: Scenery, qtbot: QtBot) -> None:
    first = int(gallery.panels.gallery.model.ids[0])
    key(gallery, "y", qtbot)
    gallery.actions_table["undo"].trigger()
    settle(gallery, qtbot)
    assert verdict_of(scenery, first) is None
    assert gallery.judging.marks.mark(first).verdict == 0
    assert gallery.panels.selection.current == first  # one is taken to what was undone
    assert gallery.panels.notices.words["undone"] == "Taken back: 1 sighting."
    key(gallery, "y", qtbot)
    assert "undone" not in gallery.panels.notices.words  # what was only said is gone at the next decision
    gallery.actions_table["undo"].trigger()
    settle(gallery, qtbot)
    gallery.actions_table["redo"].trigger()
    settle(gallery, qtbot)
    assert verdict_of(scenery, first) is Verdict.CONFIRMED
    assert gallery.judging.marks.mark(first).verdict == 1


def test_what_is_undone_out_of_sight_is_said_and_can_be_shown(gallery: MainWindow, qtbot: QtBot) -> None:
    first = SightingId(int(gallery.panels.gallery.model.ids[0]))
    key(gallery, "n", qtbot)
    gallery.panels.workbench.set_filters(Filters(decisions=frozenset({"undecided"}), sightings=frozenset()))
    settle(gallery, qtbot)
    gallery.actions_table["undo"].trigger()
    settle(gallery, qtbot)
    assert "not in the list" in gallery.panels.notices.words["undone"]
    gallery.taking_back._show((first,))
    settle(gallery, qtbot)
    assert gallery.panels.gallery.model.ids.tolist() == [first]


def test_several_are_decided_at_once_and_undone_at_once(
    gallery: MainWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    ids = np.sort(gallery.panels.gallery.model.ids[2:6])
    gallery.panels.selection.select(ids)
    gallery.panels.selection.look_at(SightingId(int(ids[0])))
    key(gallery, "n", qtbot)
    assert {verdict_of(scenery, int(one)) for one in ids} == {Verdict.EXCLUDED}
    gallery.actions_table["undo"].trigger()
    settle(gallery, qtbot)
    assert {verdict_of(scenery, int(one)) for one in ids} == {None}


def test_a_decision_in_a_search_is_about_that_search(
    window: MainWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    search_id = add_search(scenery)
    window.probing.show_search(search_id)
    settle(window, qtbot)
    window.actions_table["confirm"].trigger()
    [request] = [one for _, one in scenery.engine.requests if isinstance(one, DecideRequest)]
    assert request.about == About(search_id)


def test_letters_typed_into_a_field_decide_nothing(
    gallery: MainWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    field = next(one for one in gallery.panels.sources.findChildren(QLineEdit) if one.isVisibleTo(gallery))
    field.setFocus()
    QTest.keyClicks(field, "yes no")
    settle(gallery, qtbot)
    assert not [one for _, one in scenery.engine.requests if isinstance(one, DecideRequest)]


def test_advancing_can_be_turned_off(gallery: MainWindow, qtbot: QtBot) -> None:
    gallery.actions_table["auto_advance"].trigger()
    first = gallery.panels.selection.current
    key(gallery, "y", qtbot)
    assert gallery.panels.selection.current == first
    assert not gallery.preferences.advances


def test_a_bookmark_comes_and_goes(gallery: MainWindow, scenery: Scenery, qtbot: QtBot) -> None:
    current = gallery.panels.selection.current
    assert current is not None
    key(gallery, "b", qtbot)
    assert scenery.store.reviews([current])[0].is_bookmarked
    assert gallery.judging.marks.mark(current).is_bookmarked
    key(gallery, "b", qtbot)
    assert not scenery.store.reviews([current])[0].is_bookmarked


def test_tags_are_given_and_taken_off(gallery: MainWindow, scenery: Scenery, qtbot: QtBot) -> None:
    current = gallery.panels.selection.current
    assert current is not None
    key(gallery, "t", qtbot)
    dialog = shown_dialog(gallery, TagsDialog, qtbot)
    assert mute(dialog) == []
    dialog.type_new("red <b>cap</b>")
    dialog._finish()
    settle(gallery, qtbot)
    assert scenery.store.reviews([current])[0].tags == ("red <b>cap</b>",)
    gallery.actions_table["tag"].trigger()
    dialog = shown_dialog(gallery, TagsDialog, qtbot)
    dialog.tick("red <b>cap</b>", False)
    dialog._finish()
    settle(gallery, qtbot)
    assert scenery.store.reviews([current])[0].tags == ()


def test_a_digit_grades(gallery: MainWindow, scenery: Scenery, qtbot: QtBot) -> None:
    current = gallery.panels.selection.current
    assert current is not None
    key(gallery, "g", qtbot)
    dialog = shown_dialog(gallery, GradeDialog, qtbot)
    assert mute(dialog) == []
    assert [value for one, (_, value) in dialog._grades.items() if one.isChecked()] == [None]
    next(one for one, (_, value) in dialog._grades.items() if value == 3).click()
    settle(gallery, qtbot)
    assert dict(scenery.store.reviews([current])[0].grades) == {"vic": 3}
    gallery.panels.selection.look_at(current)
    gallery.actions_table["grade"].trigger()
    again = shown_dialog(gallery, GradeDialog, qtbot)
    assert [value for one, (_, value) in again._grades.items() if one.isChecked()] == [3]
    again.reject()


def test_a_set_of_grades_of_ones_own_is_made_used_and_shown_on_the_cards(
    gallery: MainWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    current = gallery.panels.selection.current
    assert current is not None
    key(gallery, "g", qtbot)
    shown_dialog(gallery, GradeDialog, qtbot)._on_own()
    making = shown_dialog(gallery, GradeSetDialog, qtbot)
    assert mute(making) == []
    making.write("roles", "1 Suspect\nno number")
    making._finish()
    assert "no number" in making.problem
    making.write("roles", "1 Suspect\n\n 2: Witness <b>")
    making._finish()
    dialog = shown_dialog(gallery, GradeDialog, qtbot)  # it comes back by itself, with the new set first
    assert list(dialog._grades.values())[:3] == [("roles", 1), ("roles", 2), ("roles", None)]
    list(dialog._grades)[1].click()
    settle(gallery, qtbot)
    assert dict(scenery.store.reviews([current])[0].grades) == {"roles": 2}
    qtbot.waitUntil(lambda: gallery.judging.marks.mark(current).grade == 2)
    made = GradeSet("roles", (GradeLevel(1, "Suspect"), GradeLevel(2, "Witness <b>")))
    assert made in scenery.store.grade_sets()


@pytest.mark.parametrize("line", ["Suspect", "1", "123 x", "- 1 x"])
def test_a_line_that_is_no_grade_is_named(line: str) -> None:
    with pytest.raises(ValueError, match=line):
        levels_in(f"0 fine\n{line}")


def test_notes_are_kept_with_their_time(gallery: MainWindow, scenery: Scenery, qtbot: QtBot) -> None:
    current = gallery.panels.selection.current
    assert current is not None
    gallery.actions_table["note"].trigger()
    dialog = shown_dialog(gallery, NotesDialog, qtbot)
    assert mute(dialog) == []
    dialog.write("Limps on the left.\nSee 0:14.")
    dialog._finish()
    settle(gallery, qtbot)
    [note] = scenery.store.notes(NoteTarget.sighting(current))
    assert (note.text, note.author) == ("Limps on the left.\nSee 0:14.", "J. de Vries")


def test_notes_can_be_on_file_decision_and_case_and_have_versions(
    gallery: MainWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    gallery.actions_table["auto_advance"].trigger()
    key(gallery, "y", qtbot)
    for row in range(4):
        gallery.actions_table["note"].trigger()
        dialog = shown_dialog(gallery, NotesDialog, qtbot)
        dialog.turn_to(row)
        dialog.write(f"note {row}")
        dialog._finish()
        settle(gallery, qtbot)
    kinds = {note.text: note.target.kind for note in scenery.store.notes()}
    assert kinds == {
        "note 0": NoteKind.SIGHTING, "note 1": NoteKind.MEDIA,
        "note 2": NoteKind.DECISION, "note 3": NoteKind.CASE,
    }  # fmt: skip
    gallery.actions_table["note"].trigger()
    dialog = shown_dialog(gallery, NotesDialog, qtbot)
    dialog._list.setCurrentRow(0)
    dialog._renew.click()
    dialog.write("note 0, put right")
    dialog._finish()
    settle(gallery, qtbot)
    current = gallery.panels.selection.current
    assert current is not None
    first, second = scenery.store.notes(NoteTarget.sighting(current))
    assert (first.replaced_by, second.text) == (second.note_id, "note 0, put right")
    told = gallery.panels.inspector.facts_text
    assert "note 0, put right" in told
    assert "note 1" in told


def test_a_note_that_was_begun_is_there_when_the_dialog_is_opened_again(
    gallery: MainWindow, qtbot: QtBot
) -> None:
    gallery.actions_table["note"].trigger()
    dialog = shown_dialog(gallery, NotesDialog, qtbot)
    dialog.write("Half a sen")
    dialog.reject()
    settle(gallery, qtbot)
    gallery.actions_table["note"].trigger()
    again = shown_dialog(gallery, NotesDialog, qtbot)
    assert again._new.toPlainText() == "Half a sen"
    again._finish()
    settle(gallery, qtbot)
    assert gallery.panels.drafts.all == {}


def test_what_is_new_since_one_looked_can_be_shown(
    window: MainWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    window.actions_table["looked"].trigger()
    settle(window, qtbot)
    assert [one for _, one in scenery.engine.requests if isinstance(one, LookedRequest)]
    found = add_media(scenery, 2, seed=91)
    settle(window, qtbot)
    window.actions_table["news"].trigger()
    qtbot.waitUntil(lambda: window.panels.workbench.question.filters.newer_than is not None)
    shown, new = window.panels.gallery.model, np.array(sorted(found), np.int64)
    qtbot.waitUntil(lambda: set(shown.seen_as(new).tolist()) == set(shown.ids.tolist()))
    assert f"{len(found)} sightings" in window.panels.notices.words["news"]


def test_what_others_said_since_one_looked_can_be_shown(
    window: MainWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    window.actions_table["looked"].trigger()
    settle(window, qtbot)
    [first, second] = (SightingId(int(one)) for one in window.panels.gallery.model.ids[:2])
    other = ReviewCase(scenery.store, FixedClock())
    other(DecideRequest((first, second), Verdict.CONFIRMED), "Berta")
    other(NoteRequest(NoteTarget.sighting(first), "by the gate"), "Berta")
    window.actions_table["news"].trigger()
    qtbot.waitUntil(lambda: "2 sightings" in window.panels.notices.words.get("news", ""))
    assert window.panels.notices.words["news"].endswith("1 note.")
    [show] = [one for one in window.panels.notices.findChildren(QAbstractButton) if "others" in one.text()]
    show.click()
    settle(window, qtbot)
    assert window.panels.workbench.question.filters.sightings == frozenset({first, second})


def test_an_unknown_sighting_has_no_mark() -> None:
    marks = ReviewMarks()
    assert marks.mark(7).verdict == 0
    assert marks.next_undecided(np.array([5, 6], np.int64), 0) == 1
    assert marks.next_undecided(np.empty(0, np.int64), 0) is None


def test_sightings_that_came_since_are_known_in_their_order() -> None:
    marks = ReviewMarks()
    assert marks.unknown(np.array([4, 6], np.int64)).tolist() == [4, 6]
    for more, known in (([4, 8], [4, 8]), ([9, 11], [4, 8, 9, 11]), ([6, 12], [4, 6, 8, 9, 11, 12])):
        marks.add(np.array(more, np.int64))
        assert marks.unknown(np.array(known, np.int64)).tolist() == []
        marks.decide([known[-1]], 2)
    shown = [marks.mark(one) for one in (4, 6, 8, 9, 11, 12)]
    assert [one.verdict for one in shown] == [0, 0, 2, 0, 2, 2]
    assert {(one.grade, one.is_bookmarked, one.is_tagged) for one in shown} == {(-1, False, False)}
    assert marks.unknown(np.array([3, 4, 7, 13], np.int64)).tolist() == [3, 7, 13]


def test_of_sightings_that_came_since_only_what_was_said_of_them_is_read(
    gallery: MainWindow, scenery: Scenery, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables: list[About] = []
    read = scenery.store.review_table

    def told(key: str, about: About, name: str) -> ReviewTable:
        tables.append(about)
        return read(key, about, name)

    monkeypatch.setattr(scenery.store, "review_table", told)
    gallery.judging.decide(Verdict.EXCLUDED)
    found = add_media(scenery, 2, seed=91)
    ReviewCase(scenery.store, FixedClock())(DecideRequest((found[0],), Verdict.CONFIRMED), "Berta")
    qtbot.waitUntil(lambda: len(gallery.judging.marks.unknown(np.array(found, np.int64))) == 0)
    settle(gallery, qtbot)
    verdicts = gallery.judging.marks.verdicts(np.array(found, np.int64)).tolist()
    assert verdicts == [1] + [0] * (len(found) - 1)
    assert np.count_nonzero(gallery.judging.marks.verdicts(gallery.panels.gallery.model.ids) == 2) == 1
    assert tables == []


def test_that_all_is_decided_is_not_said_of_another_list(
    gallery: MainWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    notices = gallery.panels.notices
    gallery.panels.selection.select(np.sort(gallery.panels.gallery.model.ids))
    gallery.judging.decide(Verdict.EXCLUDED)
    settle(gallery, qtbot)
    assert "decided" in notices.words
    gallery.probing.show_search(add_search(scenery))  # nothing is decided about this one
    settle(gallery, qtbot)
    qtbot.waitUntil(lambda: "decided" not in notices.words)
