"""Map and timeline of the report: everything is inside, nothing hides another, seams do not tear."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reid_desktop.adapters.export.outlines import Window, clipped, read_outlines
from reid_desktop.adapters.export.overview_map import HEIGHT_PX, WIDTH_PX, Spot, draw_map
from reid_desktop.adapters.export.scales import JOIN_PX, MOST_NUMBERED, clustered, nice_step
from reid_desktop.adapters.export.timeline import Moment, draw_timeline

LATITUDES, LONGITUDES = st.floats(-90, 90), st.floats(-180, 180)
YEARS_1_TO_9999_MS = st.integers(-62_135_596_800_000, 253_402_300_799_999)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(LATITUDES, LONGITUDES), min_size=1, max_size=40))
def test_every_place_is_inside_the_map_and_in_one_marker(places: list[tuple[float, float]]) -> None:
    drawn = draw_map([Spot(n, *place, 5.0) for n, place in enumerate(places)], None)
    assert drawn is not None
    assert sorted(n for marker in drawn.markers for n in marker.numbers) == list(range(len(places)))
    for marker in drawn.markers:
        assert -0.2 <= marker.x_px <= WIDTH_PX + 0.2
        assert -0.2 <= marker.y_px <= HEIGHT_PX + 0.2
    assert 0 < drawn.scale_px <= WIDTH_PX


def test_both_sides_of_the_date_line_lie_together() -> None:
    drawn = draw_map([Spot(1, -17.0, 179.9), Spot(2, -17.0, -179.9)], None)
    assert drawn is not None
    first, second = drawn.markers
    assert 300 < second.x_px - first.x_px < 720  # 0.2 degrees fill the map instead of 359.8
    assert {line.label[-1] for line in drawn.meridians} == {"E", "W"}


def test_markers_nearer_than_they_are_wide_become_one_and_the_best_rank_stays_where_it_is() -> None:
    joined = clustered([(7, 100.0, 100.0, True), (2, 105.0, 100.0, False), (9, 300.0, 100.0, False)])
    assert [(c.label, c.x_px, c.is_measured) for c in joined] == [("2 +1", 105.0, True), ("9", 300.0, False)]


def test_many_rows_are_counted_not_numbered() -> None:
    many = [(n, float(n % 40), 0.0, True) for n in range(MOST_NUMBERED + 1)]
    assert sum(int(cluster.label) for cluster in clustered(many)) == MOST_NUMBERED + 1
    drawn = draw_timeline([Moment(n, n * 1000, 0.0) for n in range(MOST_NUMBERED + 1)])
    assert drawn is not None
    assert sum(int(marker.label) for marker in drawn.markers) == MOST_NUMBERED + 1
    assert len({marker.y_px for marker in drawn.markers}) == 1


@given(st.lists(st.tuples(st.floats(0, 200), st.floats(0, 200)), max_size=60))
def test_no_two_markers_stand_on_one_another(spots: list[tuple[float, float]]) -> None:
    joined = clustered([(n, *spot, True) for n, spot in enumerate(spots)])
    for i, one in enumerate(joined):
        for other in joined[:i]:
            assert math.dist((one.x_px, one.y_px), (other.x_px, other.y_px)) > JOIN_PX - 0.2


def test_an_inaccurate_place_is_a_circle() -> None:
    drawn = draw_map([Spot(1, 52.5, 13.4, 900.0), Spot(2, 52.51, 13.41, 2.0)], None)
    assert drawn is not None
    [circle] = drawn.circles
    assert circle.radius_px == pytest.approx(900 / 1000 * drawn.scale_px, rel=0.02)
    assert drawn.scale_label == "1 km"


def test_the_base_map_is_drawn_where_it_is(checkout: Path) -> None:
    folder = checkout / "resources" / "map"
    if not (folder / "land-50m.npz").is_file():
        pytest.skip("no base map in the checkout")
    drawn = draw_map([Spot(1, 50.8, 1.4), Spot(2, 51.3, 1.7)], folder)  # the Strait of Dover
    assert drawn is not None
    assert drawn.land
    assert drawn.coasts
    assert {"Calais", "Dover"} & {name.text for name in drawn.names}
    world = draw_map([Spot(1, -41.3, 174.8), Spot(2, 64.1, -21.9), Spot(3, 35.7, 139.7)], folder)
    assert world is not None
    assert len(world.land) < 400_000


def test_a_damaged_or_missing_base_map_leaves_a_grid(tmp_path: Path) -> None:
    window = Window(0.5, 0.3, 0.6, 0.4)
    assert read_outlines(tmp_path, window).is_empty
    for name in ("land-110m", "land-50m", "land-10m", "places"):
        (tmp_path / f"{name}.npz").write_bytes(b"PK\x03\x04 broken")
    assert read_outlines(tmp_path, window).is_empty
    drawn = draw_map([Spot(1, 0, 0)], tmp_path)
    assert drawn is not None
    assert not drawn.has_outlines


def test_a_ring_is_cut_at_the_window() -> None:
    square = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
    cut = clipped(square, Window(0.25, -1.0, 0.5, 0.75))
    assert cut.min(axis=0).tolist() == [0.25, 0.0]
    assert cut.max(axis=0).tolist() == [0.5, 0.75]
    assert len(clipped(square, Window(2.0, 2.0, 3.0, 3.0))) == 0


@settings(max_examples=100, deadline=None)
@given(st.lists(YEARS_1_TO_9999_MS, min_size=1, max_size=30), st.floats(0, 1e9))
def test_every_time_is_inside_the_timeline(times_ms: list[int], uncertainty_ms: float) -> None:
    drawn = draw_timeline([Moment(n, at, uncertainty_ms) for n, at in enumerate(times_ms)])
    assert drawn is not None
    assert sorted(n for marker in drawn.markers for n in marker.numbers) == list(range(len(times_ms)))
    assert all(30 <= marker.x_px <= 690 and 0 < marker.y_px < drawn.axis_px for marker in drawn.markers)
    assert all(0 <= w.left_px <= w.right_px <= drawn.width_px for w in drawn.whiskers)
    assert len(drawn.ticks) <= 9
    assert [tick.x_px for tick in drawn.ticks] == sorted(tick.x_px for tick in drawn.ticks)


def test_the_axis_is_labelled_in_round_steps() -> None:
    day_ms = 86_400_000
    start_ms = 19_858 * day_ms  # 2024-05-15
    drawn = draw_timeline([Moment(1, start_ms, 0), Moment(2, start_ms + 4 * day_ms, 0)])
    assert drawn is not None
    assert [tick.label for tick in drawn.ticks] == [f"2024-05-{day}" for day in range(15, 20)]
    assert (drawn.first, drawn.last) == ("2024-05-15 00:00:00", "2024-05-19 00:00:00")
    years = draw_timeline([Moment(1, 0, 0), Moment(2, 30 * 365 * day_ms, 0)])
    assert years is not None
    assert [tick.label for tick in years.ticks] == ["1970", "1975", "1980", "1985", "1990", "1995"]


def test_nothing_to_draw_is_no_drawing() -> None:
    assert draw_map([], None) is None
    assert draw_timeline([]) is None


@given(st.floats(1e-9, 1e9))
def test_a_step_is_round_and_large_enough(least: float) -> None:
    step = nice_step(least)
    assert least * 0.999 <= step <= least * 2.51
