"""Measured colours have names; nothing is told of the person."""

from __future__ import annotations

import numpy as np
import pytest

from reid_desktop.domain.clothing import WORDS, colours_of
from reid_desktop.domain.geometry import Pixels

BGR = {
    "black": (20, 20, 22),
    "grey": (128, 130, 127),
    "white": (240, 242, 241),
    "red": (30, 25, 190),
    "orange": (20, 120, 240),
    "yellow": (40, 220, 235),
    "green": (60, 150, 40),
    "blue": (180, 80, 30),
    "purple": (160, 40, 120),
    "pink": (190, 150, 245),
    "brown": (40, 60, 100),
}


def dressed(upper: str, lower: str) -> Pixels:
    crop = np.full((200, 80, 3), 90, np.uint8)
    crop[30:95] = BGR[upper]
    crop[100:175] = BGR[lower]
    noise = np.random.default_rng(1).integers(-6, 7, crop.shape)
    noisy: Pixels = np.clip(crop.astype(np.int16) + noise, 0, 255).astype(np.uint8)
    return noisy


@pytest.mark.parametrize("name", BGR)
def test_a_colour_is_called_by_its_name(name: str) -> None:
    other = "white" if name != "white" else "black"
    assert colours_of(dressed(name, other)) == {f"upper:{name}", f"lower:{other}"}


def test_a_medley_has_no_name_and_two_halves_have_two() -> None:
    medley = np.random.default_rng(2).integers(0, 256, (200, 80, 3)).astype(np.uint8)
    assert colours_of(medley) == set()
    halves = dressed("red", "blue")
    halves[:, 40:] = dressed("black", "blue")[:, 40:]
    assert {"upper:red", "upper:black"} <= colours_of(halves)


def test_tiny_crops_do_no_harm() -> None:
    assert colours_of(np.zeros((1, 1, 3), np.uint8)) <= WORDS


def test_no_word_is_about_the_person() -> None:
    forbidden = ("male", "female", "man", "woman", "sex", "gender", "age", "hair", "race", "skin", "mood")
    assert not [word for word in WORDS if any(part in word.split(":") for part in forbidden)]
