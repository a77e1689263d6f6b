"""How far clips have come, in memory."""

from __future__ import annotations

from reid_desktop.domain.ids import MediaId
from tests.fakes.state import State


class ClipProgressAnswers:
    """Answers about clips in work."""

    _state: State

    def clip_progress(self, media_id: MediaId, model_key: str) -> bytes | None:
        return self._state.clips.get((media_id, model_key))


class ClipProgressKeeping:
    """Writes about clips in work."""

    _state: State

    def keep_clip_progress(
        self,
        media_id: MediaId,
        model_key: str,
        until_s: float,  # noqa: ARG002 - the port's
        state: bytes,
    ) -> None:
        self._state.clips[media_id, model_key] = state
