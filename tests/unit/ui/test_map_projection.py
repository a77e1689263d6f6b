"""Projection, viewport and ground lengths, checked against formulas written another way."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reid_desktop.ui.geometry.ground import degrees_text, grid_lines, grid_step_deg, scale_bar, useful_digits
from reid_desktop.ui.geometry.mercator import MAX_LATITUDE_DEG, metres_per_px, to_degrees, to_unit
from reid_desktop.ui.geometry.viewport import Bounds, Viewport, world_bounds

latitudes = st.floats(-85.0, 85.0)
longitudes = st.floats(-180.0, 180.0)
views = st.builds(
    Viewport,
    st.floats(0.0, 1.0),
    st.floats(0.0, 1.0),
    st.floats(0.0, 19.0),
    st.integers(200, 3000),
    st.integers(150, 2000),
).map(Viewport.held)


@given(latitudes, longitudes)
def test_degrees_come_back(latitude: float, longitude: float) -> None:
    x, y = to_unit(latitude, longitude)
    back = to_degrees(x, y)
    assert float(back[0]) == pytest.approx(latitude, abs=1e-9)
    assert float(back[1]) == pytest.approx(longitude, abs=1e-9)


@given(latitudes, longitudes)
def test_projection_equals_the_tile_formula(latitude: float, longitude: float) -> None:
    x, y = to_unit(latitude, longitude)
    angle = math.radians(latitude)
    assert float(x) == pytest.approx((longitude + 180) / 360, abs=1e-12)
    assert float(y) == pytest.approx(
        (1 - math.log(math.tan(angle) + 1 / math.cos(angle)) / math.pi) / 2, abs=1e-10
    )


def test_poles_are_held_to_the_edge() -> None:
    _, y = to_unit([90.0, -90.0, MAX_LATITUDE_DEG], [0.0, 0.0, 0.0])
    assert y == pytest.approx([0.0, 1.0, 0.0], abs=1e-12)


@given(views, st.floats(0, 1), st.floats(0, 1))
def test_pixels_come_back(view: Viewport, across: float, down: float) -> None:
    px, py = across * view.width_px, down * view.height_px
    assert view.point_px(*view.unit_at(px, py)) == pytest.approx((px, py), abs=1e-4)


@given(views, st.floats(-3, 3), st.floats(0.2, 0.8), st.floats(0.2, 0.8))
def test_zoom_keeps_the_place_under_the_pointer(
    view: Viewport, levels: float, across: float, down: float
) -> None:
    px, py = across * view.width_px, down * view.height_px
    closer = view.zoomed(abs(levels), px, py)
    # Where the world would leave the view, holding it wins over the pointer; zooming in never does.
    assert closer.point_px(*view.unit_at(px, py)) == pytest.approx((px, py), abs=1e-2) or view.zoom < 3.5


@given(views, st.floats(-5000, 5000), st.floats(-5000, 5000))
def test_the_world_never_leaves_the_view(view: Viewport, dx_px: float, dy_px: float) -> None:
    bounds = view.panned(dx_px, dy_px).bounds
    slack = 1e-9
    if bounds.right - bounds.left <= 1:
        assert bounds.left >= -slack
        assert bounds.right <= 1 + slack
    else:
        assert bounds.left <= slack
        assert bounds.right >= 1 - slack


@given(views)
def test_fit_shows_what_it_should(view: Viewport) -> None:
    x, y = to_unit([51.3, 50.5], [3.0, 5.5])
    wanted = Bounds(float(x[0]), float(y[0]), float(x[1]), float(y[1]))
    assert view.fitted(wanted).bounds.grown(1e-9).contains(wanted)


def test_the_inhabited_world_fits_a_wide_view() -> None:
    view = Viewport(0.5, 0.5, 5.0, 1200, 800).fitted(world_bounds(), padding_px=8)
    assert view.bounds.left <= 0
    assert view.bounds.right >= 1


def test_one_pixel_at_the_equator_at_zoom_zero() -> None:
    assert metres_per_px(0.0, 0.0) == pytest.approx(156_543.034, abs=0.001)
    assert metres_per_px(60.0, 1.0) == pytest.approx(156_543.034 / 4, abs=0.001)


@given(st.floats(0.05, 150_000))
def test_the_scale_bar_fits_and_is_as_long_as_it_says(ground: float) -> None:
    length_px, text = scale_bar(ground, 120.0)
    value, unit = text.split()
    assert 48.0 - 1e-6 <= length_px <= 120.0 + 1e-6
    said_m = float(value.replace(",", "")) * (1000 if unit == "km" else 1)
    assert said_m == pytest.approx(length_px * ground, rel=1e-4)


@given(views.filter(lambda view: view.zoom > 4))
def test_grid_lines_lie_in_view_on_round_degrees(view: Viewport) -> None:
    step = grid_step_deg(view.bounds, view.width_px)
    south_north, west_east = grid_lines(view.bounds, step)
    for longitude in west_east:
        assert longitude / step == pytest.approx(round(longitude / step), abs=1e-4)
        x, _ = to_unit(0.0, longitude)
        assert view.bounds.left - 1e-6 <= float(x) <= view.bounds.right + 1e-6
    assert len(south_north) < 60


def test_positions_as_text() -> None:
    assert degrees_text(-33.8688, 151.2093, 2) == "33.87° S, 151.21° E"
    assert degrees_text(50.8467, -4.3525, 4) == "50.8467° N, 4.3525° W"
    assert [useful_digits(m) for m in (150_000.0, 1000.0, 1.0)] == [0, 3, 6]


def test_scalars_and_arrays_project_alike() -> None:
    x, y = to_unit(np.array([51.0]), np.array([4.0]))
    one_x, one_y = to_unit(51.0, 4.0)
    assert float(x[0]) == float(one_x)
    assert float(y[0]) == float(one_y)


@given(views, st.floats(0, 0.999))
def test_another_seam_shows_the_same_place(view: Viewport, seam: float) -> None:
    moved = view.cut_at(seam)
    assert seam - 1e-9 <= moved.centre_x <= seam + 1 + 1e-9
    half = view.width_px / view.scale / 2
    if half < 0.5 and seam + half < (view.centre_x - seam) % 1 + seam < seam + 1 - half:
        assert (moved.centre_x - view.centre_x) % 1 == pytest.approx(0, abs=1e-9) or (
            moved.centre_x - view.centre_x
        ) % 1 == pytest.approx(1, abs=1e-9)


def test_a_view_over_the_antimeridian_is_shown_by_two_copies_of_the_world() -> None:
    view = Viewport(1.0, 0.5, 5.0, 800, 600, seam=0.5)
    lefts = sorted(copy.bounds.left for copy in view.world_copies())
    assert len(lefts) == 2
    assert lefts[1] - lefts[0] == pytest.approx(1.0)
    assert len(Viewport(0.5, 0.5, 5.0, 800, 600).world_copies()) == 1
