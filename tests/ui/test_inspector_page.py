"""The inspector shows every reading, flag, correction, copy, link and quality fact, hostile text inert."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot

from reid_desktop.domain.claims import Beside, PlaceTag, TimeTag
from reid_desktop.domain.flags import MediaFlag
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.media import Copy
from reid_desktop.ui import text
from reid_desktop.ui.flag_words import FLAGS
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.painting.crop_strip import CropStrip
from reid_desktop.ui.painting.elided import ElidedLabel
from reid_desktop.ui.reading_words import PLACE_TAGS, TIME_TAGS
from reid_desktop.ui.views.inspector_page import value_label
from tests.ui.evidence import add_clip, bear_witness, correct, media_of
from tests.ui.handling import mute, settle, view_of
from tests.ui.scenery import EXHIBITS, Scenery

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")


def look_at(window: MainWindow, sighting_id: int, qtbot: QtBot) -> list[str]:
    """Look at a sighting; return every text on its page."""
    window.panels.selection.look_at(SightingId(sighting_id))
    window.panels.workbench.refresh()
    settle(window, qtbot)
    page = window.panels.inspector.page
    elided = [one.words for one in page.findChildren(ElidedLabel) if not one.isHidden()]
    return [one.text() for one in page.findChildren(QLabel)] + elided


def test_every_flag_and_tag_has_its_words() -> None:
    assert set(FLAGS) == set(MediaFlag)
    assert set(TIME_TAGS) == set(TimeTag)
    assert set(PLACE_TAGS) == set(PlaceTag)


def test_readings_disagreements_flags_and_corrections_are_all_there(
    window: MainWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    first = int(view_of(window).points.ids[0])
    media_id = media_of(scenery, first)
    bear_witness(scenery, media_id, MediaFlag.NAME_DISAGREES | MediaFlag.CORRECTED, "Leipzig, Saxony, DE")
    correct(scenery, media_id)
    words = look_at(window, first, qtbot)
    page = window.panels.inspector.page
    assert page.readings is not None
    assert not page.readings.is_open
    assert page.readings.head.accessibleName() == "Readings of time and place  3 · 1 disagrees"
    for needed in (
        "File name disagrees",
        "Corrected by hand",
        "Leipzig, Saxony, DE",
        "2024:05:18 14:22:33",
        "The file name says 17 May 2024.",
        "this one counts",
        "2024-05-17 10:00:00, no zone",
        "52.37310° N, 4.89250° E",
    ):
        assert needed in words, needed
    assert any("church <i>clock</i>" in one and "J. de Vries" in one for one in words)
    assert not any("\u202e" in one for one in words)
    page.readings.head.click()
    second = next(int(i) for i in window.panels.gallery.model.ids if media_of(scenery, int(i)) != media_id)
    look_at(window, second, qtbot)
    look_at(window, first, qtbot)
    again = window.panels.inspector.page.readings
    assert again is not None
    assert again.is_open
    assert mute(window) == []
    copied = window.panels.inspector.facts_text
    assert "[The file name says 17 May 2024.]" in copied
    assert FLAGS[MediaFlag.NAME_DISAGREES].sentence in copied


def test_badges_say_their_sentence(window: MainWindow, scenery: Scenery, qtbot: QtBot) -> None:
    first = int(window.panels.gallery.model.ids[0])
    bear_witness(scenery, media_of(scenery, first), MediaFlag(sum(MediaFlag)))
    look_at(window, first, qtbot)
    badges = [one for one in window.panels.inspector.page.findChildren(QLabel) if one.property("badge")]
    assert [one.text() for one in badges] == [words.name for words in FLAGS.values()]
    for badge, words in zip(badges, FLAGS.values(), strict=True):
        assert words.sentence.split(":")[0] in badge.toolTip()
        assert badge.accessibleDescription() == words.sentence


def test_all_copies_and_what_lay_beside_them_are_listed(
    window: MainWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    first = int(window.panels.gallery.model.ids[0])
    beside = Beside(fields={"person": "0002"}, app="WhatsApp", notes=("deleted on the device",))
    with scenery.store.transaction("test") as case:
        source = case.add_source(EXHIBITS[1].exhibit_id, "/evidence/two", "zip")
        copy = Copy(
            EXHIBITS[1].exhibit_id, source, "/evidence/two.zip/x", "Android/\u202ex.jpg", 1, 0, beside
        )
        case.add_copy(media_of(scenery, first), copy)
    words = look_at(window, first, qtbot)
    for needed in (
        "Copy 2",
        text.side_by_side(("EX-2", "Android/\\u202ex.jpg"), ": "),
        "WhatsApp",
        "person 0002",
        "deleted on the device",
    ):
        assert needed in words, needed


def test_quality_facts_and_the_tracklets_of_a_clip_are_shown(
    window: MainWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    tracklets = add_clip(scenery, (1.0, 30.0))
    words = look_at(window, tracklets[1], qtbot)
    for needed in (
        "00:30.0",
        "00:33.0",
        "9 sampled frames",
        "60% by others",
        "yes",
        "4.5 (12 is well focused)",
    ):
        assert needed in words, needed
    [strip] = window.panels.inspector.page.findChildren(CropStrip)
    crops = strip.findChildren(QToolButton)
    assert [one.text() for one in crops] == ["00:01", "00:30"]
    assert [one.isChecked() for one in crops] == [False, True]
    crops[0].click()
    settle(window, qtbot)
    assert window.panels.selection.current == tracklets[0]


def test_one_long_word_does_not_cut_the_others(qtbot: QtBot) -> None:
    address = "https://example.org/" + "very-long/" * 9
    made = value_label(f"as he says on {address} himself")
    qtbot.addWidget(made)
    assert isinstance(made, QLabel)
    assert made.wordWrap()
    assert made.text().startswith("as he says on https://exa")
    assert made.text().endswith(" himself")
    assert "example.org/very-long/very-long" in made.toolTip()


@pytest.mark.parametrize(
    "words",
    [
        "身元不明の男性、青いコート、白い運動靴、黒いリュックサック、駅前で最初に目撃",
        "가나다라마바사아자차카타파하" * 3,
    ],
)
def test_words_of_scripts_without_spaces_wrap(qtbot: QtBot, words: str) -> None:
    made = value_label(words)
    qtbot.addWidget(made)
    assert isinstance(made, QLabel)
    assert made.text() == words
