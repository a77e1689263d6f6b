"""How far the analysis of long clips has come."""

from __future__ import annotations

from collections.abc import Callable

from reid_desktop.domain.ids import MediaId

from .database import Database


class ClipProgressReading:
    """Answers about clips in work."""

    _database: Database

    def clip_progress(self, media_id: MediaId, model_key: str) -> bytes | None:
        """Return what was kept last; None if nothing was."""
        rows = self._database.rows(
            "SELECT state FROM clip_progress WHERE media_id = ? AND model_key = ?", (media_id, model_key)
        )
        return bytes(rows[0]["state"]) if rows else None


class ClipProgressWriting:
    """Writes about clips in work."""

    _run: Callable[..., int]

    def keep_clip_progress(self, media_id: MediaId, model_key: str, until_s: float, state: bytes) -> None:
        """Keep the state of a clip, instead of what was kept before."""
        self._run(
            "INSERT OR REPLACE INTO clip_progress (media_id, model_key, until_s, state) VALUES (?, ?, ?, ?)",
            media_id,
            model_key,
            until_s,
            state,
        )

    def forget_clip_progress(self, media_id: MediaId, model_key: str) -> None:
        """Let go of what was kept: the clip is done with."""
        self._run("DELETE FROM clip_progress WHERE media_id = ? AND model_key = ?", media_id, model_key)
