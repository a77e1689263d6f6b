"""Where the small pictures of a case lie; the window needs this much, and no codec."""

from __future__ import annotations

from pathlib import Path

from reid_desktop.domain.geometry import Box


class ThumbnailNames:
    """Names pictures by what they are made of, so that writing one twice is harmless."""

    def __init__(self, folder: Path) -> None:
        """Name files below `folder`."""
        self._folder = folder

    def crop_path(self, sha256: str, box: Box, best_s: float | None) -> Path:
        """Return where the crop is; the file may be missing."""
        edges = f"{box.left_px}-{box.top_px}-{box.right_px}-{box.bottom_px}"
        return self._folder / "crops" / sha256[:2] / f"{sha256}_{edges}{_moment(best_s)}.jpg"

    def scene_path(self, sha256: str, best_s: float | None) -> Path:
        """Return where the view is; the file may be missing."""
        return self._folder / "scenes" / sha256[:2] / f"{sha256}{_moment(best_s)}.jpg"


def _moment(best_s: float | None) -> str:
    return "" if best_s is None else f"_{round(best_s * 1000)}ms"
