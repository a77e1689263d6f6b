"""A tour of the real window: the main job and all that stands around it, with pictures of every step."""

from reid_desktop.ui.tour_parts import PARTS

from .guide import Tour, take_tour
from .overseen import COLLEAGUE
from .stops import SIZES_PX, THEMES, Stops

__all__ = ["COLLEAGUE", "PARTS", "SIZES_PX", "THEMES", "Stops", "Tour", "take_tour"]
