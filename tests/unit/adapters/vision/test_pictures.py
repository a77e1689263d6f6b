"""Laying pictures into a network's input, and suppression of doubles."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from reid_desktop.adapters.vision.pictures import fit_crop, letterbox, stretch, to_batch
from reid_desktop.adapters.vision.suppression import keep_best
from reid_desktop.adapters.vision.yolo import hot_shapes, persons_of
from reid_desktop.domain.geometry import Box, Size
from reid_desktop.domain.model_card import ModelInput

SIDES = st.integers(min_value=1, max_value=3000)


@given(width=SIDES, height=SIDES, stride=st.sampled_from([32, None]))
def test_a_letterboxed_picture_keeps_its_proportions_inside_grey(
    width: int, height: int, stride: int | None
) -> None:
    picture = np.zeros((height, width, 3), dtype=np.uint8)
    laid, framing = letterbox(picture, Size(640, 640), stride)
    assert max(laid.shape[:2]) == 640
    if stride is None:
        assert laid.shape == (640, 640, 3)
    else:
        assert laid.shape[0] % stride == laid.shape[1] % stride == 0
        assert min(laid.shape[:2]) - stride < max(1, round(min(width, height) * framing.scale_x))
    black = np.argwhere(laid[..., 0] == 0)
    (top, left), (bottom, right) = black.min(axis=0), black.max(axis=0) + 1
    assert (left, top) == (framing.left_px, framing.top_px)
    back = framing.back(float(left), float(top), float(right), float(bottom))
    # Rounding to whole pixels of the input costs at most one of them.
    slack = 1 / framing.scale_x + 1
    assert back.left_px == back.top_px == 0
    assert width - back.right_px <= slack
    assert height - back.bottom_px <= slack


@given(
    width=SIDES, height=SIDES, left=st.floats(-50, 700), top=st.floats(-50, 700), side=st.floats(0, 700)
)  # fmt: skip
def test_a_box_comes_back_inside_the_picture(
    width: int, height: int, left: float, top: float, side: float
) -> None:
    picture = np.zeros((height, width, 3), dtype=np.uint8)
    for framing in (letterbox(picture, Size(640, 640), 32)[1], stretch(picture, Size(544, 320))[1]):
        box = framing.back(left, top, left + side, top + side)
        assert 0 <= box.left_px < box.right_px <= width
        assert 0 <= box.top_px < box.bottom_px <= height


def test_stretching_goes_there_and_back() -> None:
    picture = np.zeros((1080, 1920, 3), dtype=np.uint8)
    laid, framing = stretch(picture, Size(544, 320))
    assert laid.shape == (320, 544, 3)
    assert framing.back(272, 160, 544, 320) == Box(960, 540, 1920, 1080)


def test_a_batch_is_scaled_swapped_and_normalised_as_the_card_says() -> None:
    picture = np.zeros((2, 3, 3), dtype=np.uint8)
    picture[..., 0], picture[..., 1], picture[..., 2] = 10, 20, 30  # blue, green, red
    plain = ModelInput(2, 3, "NCHW", "BGR", 1.0, (0.0, 0.0, 0.0), (1.0, 1.0, 1.0), "stretch")
    assert to_batch([picture, picture], plain).shape == (2, 3, 2, 3)
    assert to_batch([picture], plain)[0, :, 0, 0].tolist() == [10, 20, 30]
    normal = ModelInput(2, 3, "NCHW", "RGB", 0.1, (1.0, 2.0, 3.0), (2.0, 1.0, 0.5), "stretch")
    assert to_batch([picture], normal)[0, :, 1, 2].tolist() == pytest.approx([1.0, 0.0, -4.0])
    last = ModelInput(2, 3, "NHWC", "RGB", 1.0, (0.0, 0.0, 0.0), (1.0, 1.0, 1.0), "stretch")
    assert to_batch([picture], last)[0, 0, 0].tolist() == [30, 20, 10]


@pytest.mark.parametrize(("width", "height"), [(512, 1024), (256, 300), (700, 256)])
def test_a_wide_crop_is_averaged_and_not_sampled(width: int, height: int) -> None:
    stripes = np.zeros((height, width, 3), dtype=np.uint8)
    stripes[:, ::2] = 200
    assert np.abs(fit_crop(stripes, Size(128, 256)).astype(int) - 100).max() <= 1


@pytest.mark.parametrize(("width", "height"), [(512, 1024), (128, 512), (200, 1100)])
def test_a_tall_crop_is_averaged_and_not_sampled(width: int, height: int) -> None:
    stripes = np.zeros((height, width, 3), dtype=np.uint8)
    stripes[::2] = 200
    assert np.abs(fit_crop(stripes, Size(128, 256)).astype(int) - 100).max() <= 1


BOXES = arrays(np.float32, (12, 4), elements=st.floats(0, 100, width=32))
SCORES = arrays(np.float32, 12, elements=st.sampled_from([0.3, 0.5, 0.9]))


@given(boxes=BOXES, scores=SCORES, overlap=st.sampled_from([0.3, 0.7]))
def test_suppression_is_the_greedy_one(
    boxes: NDArray[np.float32], scores: NDArray[np.float32], overlap: float
) -> None:
    corners = np.concatenate([boxes[:, :2], boxes[:, :2] + boxes[:, 2:] + 1], axis=1).astype(np.float32)

    def iou(one: int, two: int) -> float:
        first, second = corners[one].astype(float), corners[two].astype(float)
        width = min(first[2], second[2]) - max(first[0], second[0])
        height = min(first[3], second[3]) - max(first[1], second[1])
        shared = max(width, 0) * max(height, 0)
        areas = [(c[2] - c[0]) * (c[3] - c[1]) for c in (first, second)]
        return float(shared / (sum(areas) - shared))

    kept = keep_best(corners, scores, overlap, 100).tolist()
    assert [scores[row] for row in kept] == sorted((scores[row] for row in kept), reverse=True)
    for place, row in enumerate(kept):
        assert all(iou(row, earlier) <= overlap + 1e-4 for earlier in kept[:place])
    for row in set(range(12)) - set(kept):
        assert any(iou(row, better) > overlap - 1e-4 and scores[better] >= scores[row] for better in kept)
    assert keep_best(corners, scores, overlap, 2).tolist() == kept[:2]


def test_an_anchor_whose_best_class_is_no_person_is_left_out() -> None:
    answer = np.zeros((4 + 3, 3), dtype=np.float32)
    answer[:4] = [[50], [60], [20], [40]]
    answer[4] = [0.6, 0.6, 0.2]  # person
    answer[5] = [0.1, 0.7, 0.1]  # something else
    corners, scores = persons_of(answer)
    assert scores.tolist() == pytest.approx([0.6])
    assert corners.tolist() == [[40, 40, 60, 80]]


def test_the_usual_photo_shapes_are_hot() -> None:
    shapes = hot_shapes(640)
    for width, height in [(4032, 3024), (3024, 4032), (1920, 1080), (1080, 1920), (1000, 1000)]:
        laid, _ = letterbox(np.zeros((height, width, 3), dtype=np.uint8), Size(640, 640), 32)
        assert (1, 3, *laid.shape[:2]) in shapes
