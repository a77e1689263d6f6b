"""A tour of the real window: the main job and all that stands around it, with pictures of every step."""

from .guide import Tour, take_tour
from .overseen import COLLEAGUE
from .stops import PARTS, SIZES_PX, THEMES, Stops

__all__ = ["COLLEAGUE", "PARTS", "SIZES_PX", "THEMES", "Stops", "Tour", "take_tour"]
