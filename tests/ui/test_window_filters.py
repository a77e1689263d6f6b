"""The filters panel: every filter reaches the question, what is left out is said, a case keeps its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from reid_desktop.domain.clothing import WORDS
from reid_desktop.domain.errors import EngineError, ReidError
from reid_desktop.domain.flags import MediaFlag
from reid_desktop.domain.ids import ExhibitId, MediaId, SightingId
from reid_desktop.domain.query import Filters, NearPlace
from reid_desktop.domain.review import VERDICTS
from reid_desktop.ports.clothing import Dressed, DressRequest
from reid_desktop.ports.engine import Answer, Request
from reid_desktop.ui.chip_words import filter_chips
from reid_desktop.ui.kept_filters import filters_as_text, filters_from_text
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.narrowing import without
from tests.ui.conftest import MakeWindow
from tests.ui.evidence import add_clip, bear_witness, media_of
from tests.ui.handling import mute, settle, view_of
from tests.ui.scenery import Scenery, make_scenery

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")

FILTERS = st.builds(
    Filters,
    after_utc_ms=st.none() | st.integers(0, 10**13),
    before_utc_ms=st.none() | st.integers(0, 10**13),
    near=st.none() | st.builds(NearPlace, st.floats(-90, 90), st.floats(-180, 180), st.floats(1, 1e6)),
    exhibits=st.frozensets(st.builds(ExhibitId, st.text(max_size=5)), max_size=3),
    kinds=st.frozensets(st.sampled_from(["photo", "video"])),
    minimum_quality=st.floats(0, 1),
    untimed_only=st.booleans(),
    minimum_height_px=st.integers(0, 4000),
    minimum_sharpness=st.floats(0, 99),
    maximum_overlap=st.floats(0, 1),
    whole_only=st.booleans(),
    quick_only=st.booleans(),
    without_quick=st.booleans(),
    flags=st.integers(0, 4095).map(MediaFlag),
    without_flags=st.integers(0, 4095).map(MediaFlag),
    place_name=st.text(max_size=9),
    camera=st.text(max_size=9),
    decisions=st.frozensets(st.sampled_from(VERDICTS)),
    tags=st.frozensets(st.text(min_size=1, max_size=5), max_size=3),
    without_tags=st.frozensets(st.text(min_size=1, max_size=5), max_size=3),
    grades=st.frozensets(st.sampled_from(["vic:1", "own: set:12"])),
    bookmarked_only=st.booleans(),
    wearing=st.frozensets(st.sampled_from(sorted(WORDS)), max_size=2),
)


@given(FILTERS)
def test_filters_are_kept_as_they_are(filters: Filters) -> None:
    assert filters_from_text(filters_as_text(filters)) == filters


def test_what_was_chosen_one_by_one_is_not_kept() -> None:
    chosen = Filters(sightings=frozenset({SightingId(1)}), media=frozenset({MediaId(2)}), minimum_quality=0.5)
    assert filters_from_text(filters_as_text(chosen)) == Filters(minimum_quality=0.5)


@pytest.mark.parametrize(
    "words", ["", "[1]", '{"near": 7}', '{"nothing": 1}', '{"kinds": 3}', '{"sightings": [1]}', "{"]
)
def test_kept_filters_that_make_no_sense_are_none(words: str) -> None:
    assert filters_from_text(words).is_empty


@given(FILTERS)
def test_taking_off_every_chip_lets_everything_pass(filters: Filters) -> None:
    names = [name for name, _ in filter_chips(filters)]
    assert len(names) == len(set(names))
    for name in names:
        filters = without(filters, name)
    assert filters.is_empty


def test_every_field_of_the_panel_reaches_the_question(window: MainWindow, qtbot: QtBot) -> None:
    panel = window.panels.sources.filters
    wanted = Filters(
        minimum_height_px=64,
        minimum_sharpness=3.5,
        minimum_score=0.4,
        maximum_overlap=0.5,
        whole_only=True,
        minimum_quality=0.35,
    )
    panel.quality.show_filters(wanted)
    panel.quality.changed.emit()
    panel.flags.button(MediaFlag.EDITED, is_with=True).click()
    panel.flags.button(MediaFlag.STRIPPED, is_with=False).click()
    panel.place_name.setText("Köln")
    flagged = replace(wanted, flags=MediaFlag.EDITED, without_flags=MediaFlag.STRIPPED, place_name="Köln")
    qtbot.waitUntil(lambda: window.panels.workbench.question.filters == flagged)
    panel.flags.button(MediaFlag.EDITED, is_with=False).click()
    assert panel.flags.wanted == (MediaFlag.NONE, MediaFlag.EDITED | MediaFlag.STRIPPED)
    for name in ("quality", "flags", "place"):
        assert "in force" in panel.section(name).head.text()
    assert "in force" not in panel.section("kind").head.text()


def test_what_is_filtered_out_is_said_and_one_click_brings_it_back(
    make_window: MakeWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    add_clip(scenery, (1.0, 4.0))
    window = make_window(scenery)
    panel, bench = window.panels.sources.filters, window.panels.workbench
    assert panel.left_out_words == "Nothing is filtered out."
    assert not panel.reset_button.isVisible()
    bench.set_filters(Filters(whole_only=True))
    settle(window, qtbot)
    view = view_of(window)
    assert view.total - view.passing > 0
    assert panel.left_out_words.startswith(f"{view.total - view.passing} of {view.total} sightings")
    panel.reset_button.click()
    settle(window, qtbot)
    assert bench.question.filters.is_empty
    assert panel.left_out_words == "Nothing is filtered out."


def test_flags_and_place_names_narrow_the_gallery(window: MainWindow, scenery: Scenery, qtbot: QtBot) -> None:
    first = int(window.panels.gallery.model.ids[0])
    media_id = media_of(scenery, first)
    bear_witness(scenery, media_id, MediaFlag.EDITED, "Leipzig, Saxony, DE")
    expected = {
        int(one.sighting_id)
        for one in scenery.store.sightings_of_media(media_id, scenery.store.newest_model_key() or "")
    }
    for filters in (Filters(flags=MediaFlag.EDITED), Filters(place_name="leipZIG")):
        window.panels.workbench.set_filters(filters)
        settle(window, qtbot)
        assert set(window.panels.gallery.model.ids.tolist()) == expected
        window.linking.clear_filters()
    window.panels.workbench.set_filters(Filters(without_flags=MediaFlag.EDITED))
    settle(window, qtbot)
    assert not expected & set(window.panels.gallery.model.ids.tolist())


def test_a_case_opens_as_narrowed_as_it_was_left_and_another_does_not(
    make_window: MakeWindow, scenery: Scenery, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    kept = Filters(minimum_height_px=64, exhibits=frozenset({ExhibitId("EX-3/a")}))
    kept = replace(kept, sightings=frozenset({SightingId(1)}), newer_than=SightingId(0))
    window.panels.workbench.set_filters(kept)
    settle(window, qtbot)
    window.close_at_once()
    again = make_window(scenery)
    assert view_of(again).question.filters == kept
    assert again.panels.chips.isVisible()
    assert again.panels.sources.filters.reset_button.isVisible()
    other = make_window(make_scenery(tmp_path / "other.reidcase", 4, pictures=False))
    assert view_of(other).question.filters.is_empty


def test_no_filter_is_cut_by_the_edge_of_its_panel(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1280, 720)
    window.lay_out()
    settle(window, qtbot)
    sources = window.panels.sources
    page = sources.widget()
    assert page is not None
    assert page.width() <= sources.viewport().width()


def test_clothing_narrows_once_it_is_described(window: MainWindow, scenery: Scenery, qtbot: QtBot) -> None:
    panel, fields = window.panels.sources.filters, window.panels.sources.filters.clothing
    asked: list[DressRequest] = []
    before = scenery.engine.script

    def answer(request: Request) -> Answer | ReidError | None:
        if not isinstance(request, DressRequest):
            return before(request)
        asked.append(request)
        with scenery.store.transaction("t") as case:
            for number in range(1, 4):
                case.dress(SightingId(number), "m", ("backpack", "upper:red") if number > 1 else ("coat",))
        return Dressed(3, 0)

    scenery.engine.script = answer
    assert not fields.dress_button.isVisible()
    panel.section("clothing").head.click()
    settle(window, qtbot)
    total = view_of(window).total
    assert fields.waiting_words == f"Not described yet, and so not found: {total}"
    fields.dress_button.click()
    settle(window, qtbot)
    assert asked == [DressRequest()]
    assert fields.waiting_words.endswith(f": {total - 3}")
    assert "Clothing described: 3 sightings" in window.panels.notices.words.values()
    fields.tick("backpack").click()
    settle(window, qtbot)
    assert view_of(window).passing == 2
    assert panel.section("clothing").head.text() == "Clothing  ·  in force"
    colours = fields.colour("upper")
    colours.setCurrentIndex(colours.findData("upper:red"))
    colours.activated.emit(colours.currentIndex())
    settle(window, qtbot)
    assert window.panels.workbench.question.filters.wearing == {"backpack", "upper:red"}
    chips = [words for _, words in filter_chips(window.panels.workbench.question.filters)]
    assert chips == ["Wearing: Backpack", "Wearing: Upper body: red"]
    window.panels.workbench.set_filters(Filters(wearing=frozenset({"lower:red", "lower:blue"})))
    settle(window, qtbot)
    assert fields.colour("lower").currentIndex() == -1
    fields.tick("hat").click()  # colours that others set stay
    settle(window, qtbot)
    assert window.panels.workbench.question.filters.wearing == {"lower:red", "lower:blue", "hat"}
    assert mute(panel) == []


def test_a_description_that_is_stopped_can_be_asked_for_again(
    window: MainWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    fields = window.panels.sources.filters.clothing
    window.panels.sources.filters.section("clothing").head.click()
    settle(window, qtbot)
    scenery.engine.script = lambda _request: EngineError("The disk is full.")
    fields.dress_button.click()
    settle(window, qtbot)
    assert fields.dress_button.isEnabled()
    assert "The disk is full." in window.panels.notices.words["problem"]
