"""What the user reads: hostile text made visible, facts, chips, both themes legible."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from reid_desktop.domain.capture import TimeSource
from reid_desktop.domain.ids import ExhibitId, MediaId, SightingId
from reid_desktop.domain.media import MediaKind
from reid_desktop.domain.query import Filters, NearPlace, ProbeOrigin
from reid_desktop.domain.travel import Stop, leg_between
from reid_desktop.ports.engine import ImportSummary
from reid_desktop.services.browsing import Browsing
from reid_desktop.ui import text
from reid_desktop.ui.chip_words import filter_chips
from reid_desktop.ui.colours import CONTRAST, DARK, LIGHT, Colours, contrast
from reid_desktop.ui.facts import as_text, import_words, sections
from reid_desktop.ui.icons import IconShelf
from reid_desktop.ui.narrowing import without
from reid_desktop.ui.painting.making import label
from reid_desktop.ui.route_words import leg_words, span_words
from reid_desktop.ui.theme import ThemeChoice, ThemeKeeper
from reid_desktop.ui.written_place import read_place
from tests.ui.scenery import HOSTILE, KEY, make_scenery

ICONS = Path(__file__).resolve().parents[2] / "resources" / "icons"


@given(st.text())
def test_plain_text_hides_nothing_and_turns_nothing(words: str) -> None:
    shown = text.plain(words)
    assert not any(0x202A <= ord(one) <= 0x202E or 0x2066 <= ord(one) <= 0x2069 for one in shown)
    assert all(one.isprintable() or one.isspace() for one in shown)
    assert "\n" not in shown
    shown.encode("utf-8")


def test_undecodable_bytes_of_a_file_name_are_shown_as_bytes() -> None:
    assert text.plain(b"caf\xe9.jpg".decode("utf-8", "surrogateescape")) == "caf\\xe9.jpg"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (3599, "59 min 59 s"),
        (3600, "1 h"),
        (3_900, "1 h 5 min"),
        (200_000, "2 days"),
    ],
)
def test_spans_are_said_as_one_would(seconds: float, words: str) -> None:
    assert text.span(seconds) == words


def test_every_time_source_has_its_words() -> None:
    assert set(text.TIME_SOURCES) == set(text.TIME_BADGES) == set(TimeSource)


def test_each_chip_takes_off_exactly_its_own_filter() -> None:
    filters = Filters(
        after_utc_ms=1,
        before_utc_ms=2,
        near=NearPlace(1.0, 2.0, 3.0),
        exhibits=frozenset({ExhibitId("A:1"), ExhibitId("B")}),
        sightings=frozenset({SightingId(4)}),
        kinds=frozenset({MediaKind.PHOTO.value, MediaKind.VIDEO.value}),
        minimum_quality=0.5,
        untimed_only=True,
        unplaced_only=True,
    )
    names = [name for name, _ in filter_chips(filters)]
    assert len(names) == len(set(names)) == 10
    for name in names:
        rest = without(filters, name)
        assert [other for other, _ in filter_chips(rest)] == [one for one in names if one != name]
    for name in names:
        filters = without(filters, name)
    assert filters.is_empty


def test_the_counts_of_an_import_are_all_said() -> None:
    words = import_words(ImportSummary(10, 5, 2, 2, 1, (), 4, 1, 1234, 65.0))
    assert words == (
        "Import finished: 10 files = 5 imported, 2 doubles, 2 not photo or video, 1 failed."
        " 1,234 sightings in 1 min 5 s."
    )


def test_the_facts_say_how_each_is_known_and_leave_hostile_names_inert(
    tmp_path: Path, qapp: QApplication
) -> None:
    assert qapp is not None
    scenery = make_scenery(tmp_path / "c", 6, pictures=False)
    browsing = Browsing(scenery.store, scenery.thumbnails)
    ids = [int(one) for one in browsing.table().ids]
    found = [browsing.details(SightingId(one)) for one in ids]
    details = next(one for one in found if one is not None and one.card.name == HOSTILE)
    words = as_text(sections(details, 3, 0.75))
    for needed in (
        "Rank: 3",
        "0.750",
        "not an identification",
        details.media.sha256,
        "How known:",
        "no place known",
    ):
        assert needed in words
    assert "\u202e" not in words
    assert "\\u202egpj.exe" in words


def test_a_sighting_of_a_quick_pass_says_so_and_what_stands_for_it_by_now(tmp_path: Path) -> None:
    scenery = make_scenery(tmp_path)
    browsing = Browsing(scenery.store, scenery.thumbnails)
    clips = [item for item, _ in scenery.store.copies() if item.kind is MediaKind.VIDEO]
    found = [one for item in clips for one in scenery.store.sightings_of_media(item.media_id, KEY)]
    details = browsing.details(found[0].sighting_id)
    assert details is not None
    quick = replace(details, card=replace(details.card, is_quick=True))
    assert "Quick pass: seen in a key frame" in as_text(sections(quick, None, None))
    taken_over = as_text(sections(replace(quick, successor=SightingId(77)), None, None))
    assert "Taken over: sighting 77 stands for it now" in taken_over
    assert "Quick pass" not in taken_over
    assert "Quick pass" not in as_text(sections(details, None, None))


@pytest.mark.parametrize("colours", [LIGHT, DARK, CONTRAST], ids=["light", "dark", "contrast"])
def test_all_text_is_legible(colours: Colours) -> None:
    """WCAG 2.2 AA: 4.5 for text, 3 for the outlines of controls."""
    grounds = [colours.window, colours.panel, colours.sunken, colours.raised, colours.stage]
    for ground in grounds:
        for ink in (colours.text, colours.muted, colours.link, colours.danger, colours.warning, colours.good):
            assert contrast(ink, ground) >= 4.5, (ink, ground)
        assert contrast(colours.strong_line, ground) >= 3.0, ground
    assert contrast(colours.on_accent, colours.accent) >= 4.5
    for ink in (colours.text, colours.muted, colours.link):
        assert contrast(ink, colours.accent_soft) >= 4.5, ink
    assert contrast(colours.warning, colours.warning_soft) >= 4.5
    assert contrast("#ffffff", colours.ticked) >= 4.5  # the tick is white in all themes
    arrow = re.findall("#[0-9a-f]{6}", (ICONS / "down.svg").read_text(encoding="utf-8"))[0]
    assert contrast(arrow, colours.panel) >= 3.0


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_icons_take_the_colour_of_the_theme_at_runtime(
    qtbot: QtBot, theme: ThemeKeeper, icons: IconShelf
) -> None:
    button = QToolButton()
    qtbot.addWidget(button)
    icons.dress(button, "search")

    def ink() -> set[str]:
        image = button.icon().pixmap(24, 24).toImage()
        pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
        return {one.name() for one in pixels if one.alpha() == 255}

    assert LIGHT.text in ink()
    theme.choose(ThemeChoice.DARK)
    qtbot.waitUntil(lambda: DARK.text in ink())  # it is not seen: its turn comes
    assert LIGHT.text not in ink()
    button.show()
    theme.choose(ThemeChoice.LIGHT)
    assert LIGHT.text in ink()


def test_every_icon_that_the_program_names_is_there() -> None:
    from reid_desktop.ui.commands import COMMANDS

    assert {command.icon for command in COMMANDS if command.icon} <= {one.stem for one in ICONS.glob("*.svg")}


@pytest.mark.parametrize("words", ["52.3731, 4.8925", "52.3731;4.8925", "52.3731 4.8925"])
def test_a_place_is_read_in_the_ways_people_write_it(words: str) -> None:
    assert read_place(words, 500) == NearPlace(52.3731, 4.8925, 500)


@pytest.mark.parametrize("words", ["Amsterdam", "1", "91, 0", "1, 2, 3", "nan, 1"])
def test_what_is_no_place_is_refused(words: str) -> None:
    assert read_place(words, 500) is None


AMOUNTS = [
    (3.6e-05, "< 0.001"),
    (0.0, "0"),
    (0.34567, "0.346"),
    (23.84, "23.8"),
    (123.4, "123"),
    (12_345.0, "12,300"),
    (1e9, "1,000,000,000"),
]


@pytest.mark.parametrize(("value", "words"), AMOUNTS)
def test_amounts_are_written_without_an_exponent(value: float, words: str) -> None:
    assert text.amount(value) == words


def test_long_stretches_are_said_in_years() -> None:
    assert span_words(2 * 86_400 + 4 * 3600) == "2 d 4 h"
    assert span_words(300 * 86_400 + 3600) == "300 d"
    assert span_words(5685 * 86_400) == "15.6 years"


def test_a_leg_is_told_with_what_both_times_and_places_may_be_off() -> None:
    def words(uncertainty_s: float, accuracy_m: float | None) -> str:
        places = ((52.52, 13.40), (48.86, 2.35))
        start, end = (
            Stop(SightingId(n), MediaId(n), True, n * 3_600_000, uncertainty_s, *place, accuracy_m=accuracy_m)
            for n, place in enumerate(places)
        )
        return leg_words(leg_between(start, end))

    assert words(0.0, 0.0) == "877 km · 1 h · 877 km/h · impossible"
    assert words(600.0, 1000.0) == "877 km · 1 h ± 20 min · 877 km/h (at least 656) · impossible"
    assert words(3600.0, 1000.0) == ("877 km · 1 h ± 2 h · 877 km/h · possible only within the uncertainty")


def test_the_middle_of_long_words_is_left_out() -> None:
    assert text.shortened("EX-7", 12) == "EX-7"
    assert text.shortened("0123456789" * 3, 11) == "01234…56789"
    assert len(text.shortened("x" * 500, 40)) == 40


def test_a_search_by_a_sighting_is_named_in_the_language_of_the_window() -> None:
    ours = ProbeOrigin("sighting 7", "", None, SightingId(7))
    assert text.probe_name(ours) == "sighting 7"
    assert text.probe_name(ProbeOrigin("sighting 7", "", None)) == "sighting 7"
    assert text.probe_name(ProbeOrigin("a\nb.jpg", "", None)) == text.plain("a\nb.jpg")


def test_parts_keep_their_order_whatever_script_one_is_in() -> None:
    told = text.side_by_side(["معرض-7", "96 x 207 px"], " · ")
    assert told.replace("\u200e", "") == "معرض-7 · 96 x 207 px"
    assert told.index("\u200e") == len("معرض-7")  # the figures after it go from left to right


def test_a_sentence_that_begins_with_an_arabic_name_goes_from_left_to_right() -> None:
    assert text.told("معرض: urgent use.") == "\u200eمعرض: urgent use."
    assert text.told("EX-1 معرض: urgent use.") == "EX-1 معرض: urgent use."
    assert text.told("12 معرض.") == "\u200e12 معرض."


def test_a_frame_of_a_clip_is_named_with_its_moment() -> None:
    assert text.picture_name("sighting 59 00:01.000") == "sighting 59, 00:01.000"
    assert text.picture_name("sighting 59.jpg") == "sighting 59.jpg"
    assert text.picture_title("sighting 59 00:01.000") == "Sighting 59, 00:01.000"
    assert text.picture_title("box drawn in a.jpg") == "Box drawn in a.jpg"
    assert text.picture_title("sighting 59.jpg") == "sighting 59.jpg"  # a file, as it is called


def test_words_written_from_the_right_stand_in_the_column_of_the_others(qtbot: QtBot) -> None:
    shown = label("معرض-7", wraps=True)
    qtbot.addWidget(shown)
    shown.resize(400, 30)
    ink = shown.grab().toImage()
    ground = ink.pixelColor(399, 0)
    right = [x for x in range(200, 400) for y in range(30) if ink.pixelColor(x, y) != ground]
    assert right == []
