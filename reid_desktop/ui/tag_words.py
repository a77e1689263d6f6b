"""What tags and sets of grades are called in the window: a few are ours, the others somebody's own."""

from __future__ import annotations

from reid_desktop.domain.merging import CONFLICT
from reid_desktop.domain.review import VIC

from . import text
from .translating import said, tr

_OURS = {CONFLICT: said("merge conflict")}
_SETS = {VIC.name: "Project VIC"}


def tag_words(name: str) -> str:
    """Return a tag as it is shown; in the case it stays as it was given."""
    return tr(_OURS[name]) if name in _OURS else text.plain(name)


def set_words(name: str) -> str:
    """Return what a set of grades is called."""
    return _SETS.get(name) or text.plain(name)
