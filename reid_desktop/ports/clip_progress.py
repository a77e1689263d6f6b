"""Keeping how far the analysis of a long clip has come, so that it can go on there."""

from __future__ import annotations

from typing import Protocol

from reid_desktop.domain.ids import MediaId


class ClipProgressReader(Protocol):
    """Part of a case store that reads."""

    def clip_progress(self, media_id: MediaId, model_key: str) -> bytes | None:
        """Return what was kept last of a clip that is not analysed to its end; None if nothing was."""
        ...


class ClipProgressWriter(Protocol):
    """Part of a transaction."""

    def keep_clip_progress(self, media_id: MediaId, model_key: str, until_s: float, state: bytes) -> None:
        """Keep the state of a clip that is analysed up to `until_s`, instead of what was kept before.

        It goes as soon as the item is analysed or failed under the model key.
        """
        ...
