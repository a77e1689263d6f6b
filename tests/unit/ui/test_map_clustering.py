"""Bubbles and areas hold exactly the ids that a plain count over all points gives."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from reid_desktop.ui.geometry import clustering
from reid_desktop.ui.geometry.clustering import (
    MIXED,
    NO_RANK,
    PointIndex,
    _merged,
    best_seam,
    bubble_radius_px,
    morton_codes,
)
from reid_desktop.ui.geometry.lasso import points_inside, rectangle_outline
from reid_desktop.ui.geometry.mercator import to_unit
from reid_desktop.ui.geometry.placement import LabelPlacer
from reid_desktop.ui.geometry.viewport import Bounds, Viewport
from reid_desktop.ui.painting.map_points import PointLayer

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

unit = st.floats(0.0, 1.0)
#: Points that pile up on each other, lie on cell edges and at the rims of the world as often as not.
spots = arrays.arrays(
    np.float64,
    st.tuples(st.integers(1, 50), st.just(2)),
    elements=st.one_of(unit, st.integers(0, 8).map(lambda n: n / 8)),
)


def index_of(points: Floats, ranks: npt.NDArray[np.int32] | None = None) -> PointIndex:
    ids = np.arange(len(points), dtype=np.int64)[::-1] * 5 + 100
    return PointIndex.build(ids, points[:, 0].copy(), points[:, 1].copy(), ranks)


def inside_by_winding(x: float, y: float, outline: Floats) -> bool:
    """Decide by crossings of a ray, edge by edge, in plain Python."""
    inside = False
    for i in range(len(outline)):
        (ax, ay), (bx, by) = outline[i - 1], outline[i]
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
    return inside


@given(spots)
def test_morton_codes_interleave_the_bits(points: Floats) -> None:
    codes = morton_codes(points[:, 0], points[:, 1])
    for (x, y), code in zip(points.tolist(), codes.tolist(), strict=True):
        column, row = (min(int(value * 2**26), 2**26 - 1) for value in (x, y))
        plain = sum(((column >> bit & 1) << 2 * bit) | ((row >> bit & 1) << 2 * bit + 1) for bit in range(26))
        assert code == plain


@settings(deadline=None, max_examples=40)
@given(spots, st.floats(0.0, 19.0), st.integers(0, 49), st.integers(200, 2000), st.integers(150, 1500))
def test_every_point_in_view_is_in_exactly_one_bubble(
    points: Floats, zoom: float, at: int, width_px: int, height_px: int
) -> None:
    index = index_of(points)
    x, y = points[at % len(points)]
    view = Viewport(float(x), float(y), zoom, width_px, height_px).held()
    bubbles = index.bubbles(view)
    members = [index.members(bubbles, i).tolist() for i in range(len(bubbles))]
    flat = [one for some in members for one in some]
    box = view.bounds
    seen = set(
        index.ids[
            (index.x >= box.left) & (index.x <= box.right) & (index.y >= box.top) & (index.y <= box.bottom)
        ].tolist()
    )
    assert len(flat) == len(set(flat)), "an id is in two bubbles"
    assert seen <= set(flat), "a point in view is in no bubble"
    assert [len(some) for some in members] == bubbles.count.tolist()


@settings(deadline=None, max_examples=40)
@given(spots, st.floats(0.0, 10.0))
def test_bubbles_keep_clear_of_one_another(points: Floats, zoom: float) -> None:
    view = Viewport(0.5, 0.5, zoom, 1200, 800).held()
    bubbles = index_of(points).bubbles(view)
    x, y = view.to_px(bubbles.x, bubbles.y)
    for i in range(len(bubbles)):
        for j in range(i):
            gap = np.hypot(x[i] - x[j], y[i] - y[j])
            assert gap >= 0.9 * (bubbles.radius_px[i] + bubbles.radius_px[j])


@settings(deadline=None, max_examples=40)
@given(spots, st.floats(0.0, 12.0), st.data())
def test_the_best_rank_is_that_of_the_members(points: Floats, zoom: float, data: st.DataObject) -> None:
    ranks = data.draw(arrays.arrays(np.int32, len(points), elements=st.integers(-1, 30)))
    index = index_of(points, ranks)
    rank_of = {int(i): int(r) for i, r in zip(np.arange(len(points))[::-1] * 5 + 100, ranks, strict=True)}
    bubbles = index.bubbles(Viewport(0.5, 0.5, zoom, 1200, 800).held())
    for i in range(len(bubbles)):
        known = [rank_of[one] for one in index.members(bubbles, i).tolist() if rank_of[one] >= 1]
        assert int(bubbles.best_rank[i]) == (min(known) if known else NO_RANK)


@settings(deadline=None, max_examples=40)
@given(spots, arrays.arrays(np.float64, st.tuples(st.integers(3, 14), st.just(2)), elements=unit))
def test_a_lasso_holds_what_a_ray_count_says(points: Floats, outline: Floats) -> None:
    index = index_of(points)
    found = index.ids[points_inside(index, outline)]
    expected = [
        int(one)
        for one, x, y in zip(index.ids, index.x.tolist(), index.y.tolist(), strict=True)
        if inside_by_winding(x, y, outline)
    ]
    near = {
        int(one)
        for one, x, y in zip(index.ids, index.x.tolist(), index.y.tolist(), strict=True)
        if _rim_gap(x, y, outline) < 1e-9
    }
    assert set(found.tolist()) ^ set(expected) <= near
    assert len(found) == len(set(found.tolist()))


def _rim_gap(x: float, y: float, outline: Floats) -> float:
    """Return how far a point is from the outline: within rounding both answers are right."""
    least = np.inf
    for i in range(len(outline)):
        a, b = outline[i - 1], outline[i]
        edge = b - a
        along = np.clip(((x - a[0]) * edge[0] + (y - a[1]) * edge[1]) / max(float(edge @ edge), 1e-300), 0, 1)
        least = min(least, float(np.hypot(x - a[0] - along * edge[0], y - a[1] - along * edge[1])))
    return least


@given(spots, unit, unit, unit, unit)
def test_a_box_holds_what_comparing_says(points: Floats, a: float, b: float, c: float, d: float) -> None:
    index = index_of(points)
    box = Bounds(min(a, b), min(c, d), max(a, b), max(c, d))
    expected = np.flatnonzero(
        (index.x >= box.left) & (index.x <= box.right) & (index.y >= box.top) & (index.y <= box.bottom)
    )
    assert sorted(index.within(box).tolist()) == expected.tolist()


def test_a_lasso_of_two_points_holds_nothing() -> None:
    index = index_of(np.array([[0.5, 0.5]]))
    assert len(points_inside(index, np.array([[0.0, 0.0], [1.0, 1.0]]))) == 0
    assert points_inside(index, rectangle_outline(0.4, 0.4, 0.6, 0.6)).tolist() == [0]


@given(spots, st.sets(st.integers(0, 150)))
def test_a_bubble_tells_the_share_of_its_own_that_are_chosen(points: Floats, wanted: set[int]) -> None:
    layer, view = PointLayer(), Viewport(0.5, 0.5, 3.0, 900, 700)
    layer.show(index_of(points))
    layer.choose(np.array([100 + 5 * one for one in sorted(wanted)], dtype=np.int64))
    bubbles = layer.bubbles(view)
    assert len(layer.chosen_shares) == len(bubbles)
    for i, share in enumerate(layer.chosen_shares.tolist()):
        members = layer.members(i).tolist()
        chosen = sum((one - 100) % 5 == 0 and (one - 100) // 5 in wanted for one in members)
        assert share == pytest.approx(chosen / len(members))


@given(spots, unit, unit, unit, unit, st.integers(0, 12))
def test_cells_looked_up_hold_what_a_pass_over_all_finds(
    points: Floats, a: float, b: float, c: float, d: float, level: int
) -> None:
    index = index_of(points)
    box = Bounds(min(a, b), min(c, d), max(a, b), max(c, d)).grown(2.0**-level)
    with pytest.MonkeyPatch.context() as patch:
        looked_up = cells_of(index, box, level)
        patch.setattr(clustering, "_FEW_CELLS", -1)
        passed = cells_of(index, box, level)
    # Each is one cell's, whole; the pass may have cells beyond the rectangle.
    assert looked_up <= passed
    inside = set(index.within(box).tolist())
    assert inside <= {place for run in looked_up for place in range(*run)}


def cells_of(index: PointIndex, box: Bounds, level: int) -> set[tuple[int, int]]:
    """Return the runs of the cells of a level that a rectangle touches."""
    starts, stops = index.runs_in(box, level)
    assert (np.diff(starts) > 0).all()
    assert (starts < stops).all()
    return set(zip(starts.tolist(), stops.tolist(), strict=True))


@pytest.mark.parametrize("zoom", [1.0, 2.6, 4.0, 5.3, 7.7, 9.0, 11.2])
def test_bubbles_that_swallow_bubbles_keep_every_id(zoom: float) -> None:
    dice = np.random.default_rng(4)
    points = 0.5 + dice.normal(0, 1, (20_000, 2)) * dice.choice([0.0003, 0.004, 0.05], (20_000, 1))
    index = index_of(np.clip(points, 0, 1))
    view = Viewport(0.5, 0.5, zoom, 1600, 900)
    bubbles = index.bubbles(view)
    members = np.concatenate([index.members(bubbles, i) for i in range(len(bubbles))])
    box = view.bounds
    seen = (index.x > box.left) & (index.x < box.right) & (index.y > box.top) & (index.y < box.bottom)
    assert len(np.unique(members)) == len(members) == bubbles.count.sum()
    assert np.isin(index.ids[seen], members).all()


def test_a_bubble_that_is_swallowed_late_takes_its_own_along() -> None:
    # At zoom 0 a pixel is 1/256. The large one first swallows five, grows by that, and then reaches
    # the one of ten, which has swallowed a single point before.
    x = np.array([100.0, 95, 94, 93, 92, 91, 133.5, 140.0]) / 256
    size = np.array([1000, 800, 800, 800, 800, 800, 10, 1])
    stop = np.cumsum(size)
    bubbles = _merged(x, np.full(8, 0.5), stop - size, stop, (np.arange(8, 0, -1),) * 3, 0.0)
    assert bubbles.count.tolist() == [5011]
    assert bubbles.best_rank.tolist() == [1]
    assert sorted(bubbles.runs(0)) == list(zip((stop - size).tolist(), stop.tolist(), strict=True))


def test_points_on_one_spot_stay_one_bubble_at_the_closest_zoom() -> None:
    points = np.full((50, 2), 0.34567)
    bubbles = index_of(points).bubbles(Viewport(0.34567, 0.34567, 19.0, 800, 600))
    assert bubbles.count.tolist() == [50]


def test_no_points_give_no_bubbles() -> None:
    index = index_of(np.zeros((0, 2)))
    assert len(index.bubbles(Viewport(0.5, 0.5, 3.0, 800, 600))) == 0
    assert index.box is None


@given(st.lists(st.tuples(unit, unit, st.floats(5, 90), st.floats(5, 20)), max_size=60))
def test_placed_labels_never_overlap(boxes: list[tuple[float, float, float, float]]) -> None:
    placer = LabelPlacer(gap_px=3.0)
    taken: list[tuple[float, float, float, float]] = []
    for x, y, width, height in boxes:
        left, top = x * 400, y * 300
        free = all(
            left >= r + 3 or left + width <= a - 3 or top >= b + 3 or top + height <= t - 3
            for a, t, r, b in taken
        )
        assert placer.place(left, top, width, height) == free
        if free:
            taken.append((left, top, left + width, top + height))


@pytest.mark.parametrize("count", [1, 2, 10, 9_999, 1_000_000])
def test_larger_bubbles_are_drawn_larger(count: int) -> None:
    assert float(bubble_radius_px(count + 1)) >= float(bubble_radius_px(count)) > 5


def test_points_on_both_sides_of_the_antimeridian_lie_together() -> None:
    """Fiji: the world is cut in the Atlantic, and one bubble holds both sides."""
    longitude = np.array([179.9, -179.9, 178.0, -178.5])
    x, y = to_unit(np.full(4, -17.0), longitude)
    index = PointIndex.build(np.arange(4), x, y, None, seam=best_seam(x))
    assert 0 < index.seam < 0.9
    bounds = index.box
    assert bounds is not None
    assert bounds.right - bounds.left == pytest.approx(3.5 / 360, abs=1e-9)
    view = Viewport(1.0, float(y[0]), 4.0, 800, 600, seam=index.seam)
    bubbles = index.bubbles(view)
    assert sorted(np.concatenate([index.members(bubbles, i) for i in range(len(bubbles))])) == [0, 1, 2, 3]
    assert len(index.within(view.bounds)) == 4


@given(st.lists(st.floats(0, 0.999999), max_size=30))
def test_the_seam_lies_in_a_gap(places: list[float]) -> None:
    x = np.array(places)
    seam = best_seam(x)
    if seam:
        assert np.abs(x - seam).min() > 0.2
        moved = np.where(x < seam, x + 1, x)
        assert moved.max() - moved.min() < 0.51


def test_a_bubble_knows_whether_its_points_look_alike() -> None:
    x, y = np.array([0.5, 0.5, 0.8, 0.8]), np.full(4, 0.5)
    index = PointIndex.build(np.arange(4), x, y, None, np.array([2, 2, 0, 1]))
    bubbles = index.bubbles(Viewport(0.5, 0.5, 2.0, 1200, 900))
    assert sorted(bubbles.mark.tolist()) == [MIXED, 2]
