"""What somebody wears, in words of the window."""

from __future__ import annotations

from reid_desktop.domain.clothing import LOWER, UPPER, Colour, Worn

from . import text
from .translating import said, tr

WORN = {
    Worn.BAG: said("Bag"),
    Worn.BACKPACK: said("Backpack"),
    Worn.HAT: said("Hat"),
    Worn.LONG_SLEEVES: said("Long sleeves"),
    Worn.LONG_TROUSERS: said("Long trousers"),
    Worn.COAT: said("Coat"),
}
COLOURS = {
    Colour.BLACK: said("black"),
    Colour.GREY: said("grey"),
    Colour.WHITE: said("white"),
    Colour.RED: said("red"),
    Colour.ORANGE: said("orange"),
    Colour.YELLOW: said("yellow"),
    Colour.GREEN: said("green"),
    Colour.BLUE: said("blue"),
    Colour.PURPLE: said("purple"),
    Colour.PINK: said("pink"),
    Colour.BROWN: said("brown"),
}
PARTS = {UPPER: said("Upper body"), LOWER: said("Lower body")}


def wearing_words(word: str) -> str:
    """Return a word of `domain.clothing.WORDS` as it is shown: `Backpack`, `Upper body: red`."""
    part, _, colour = word.partition(":")
    if part in PARTS and colour in COLOURS:
        return f"{tr(PARTS[part])}: {tr(COLOURS[Colour(colour)])}"
    return tr(WORN[Worn(word)]) if word in WORN else text.plain(word)
