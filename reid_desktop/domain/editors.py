"""Programs that change pictures, by the name they leave in the file."""

from __future__ import annotations

_EDITORS = (
    "photoshop", "lightroom", "gimp", "snapseed", "picsart", "facetune", "vsco", "pixlr", "paint.net",
    "affinity", "capture one", "darktable", "rawtherapee", "luminar", "acdsee", "picasa", "photoscape",
    "canva", "meitu", "b612", "faceapp", "remini", "topaz", "aviary", "imagemagick", "irfanview",
    "xnview", "acorn", "pixelmator", "polarr", "instagram", "faststone", "photodirector", "photoimpact",
    "paint shop", "paintshop", "microsoft photo", "windows photo", "photo editor", "corel", "krita",
    "inkscape", "premiere", "after effects", "final cut", "imovie", "capcut", "inshot", "kinemaster",
    "handbrake", "lavf", "ffmpeg", "openshot", "shotcut", "davinci",
)  # fmt: skip


def is_editor(software: str | None) -> bool:
    """Tell whether the software named in a file is known to change pictures or clips."""
    name = (software or "").casefold()
    return any(editor in name for editor in _EDITORS)
