"""Links of a case kept in memory."""

from __future__ import annotations

from collections.abc import Iterator

from reid_desktop.domain.changes import ChangeSet
from reid_desktop.domain.companions import Companion, Where
from reid_desktop.domain.media import MediaItem
from reid_desktop.domain.stacks import MediaLink
from tests.fakes.state import State


class LinkWriting:
    """Adds links to the state."""

    _state: State
    changes: ChangeSet

    def add_link(self, link: MediaLink) -> bool:
        key = (link.first, link.second, link.kind)
        if key in self._state.links:
            return False
        self._state.links[key] = link
        self.changes |= ChangeSet(media=frozenset({link.first, link.second}))
        return True


class LinkReading:
    """Answers about all items at once."""

    _state: State

    def companions(self) -> Iterator[Companion]:
        return iter([companion_of(item) for item in self._state.media.values()])


def companion_of(item: MediaItem) -> Companion:
    size, time = item.facts.size, item.time
    return Companion(
        item.media_id,
        item.kind,
        size.width_px * size.height_px if size else 0,
        item.size_bytes,
        item.facts.content_id,
        item.facts.duration_s,
        time.utc_ms if time else None,
        round(1000 * time.uncertainty_s) if time else 0,
        tuple(Where(copy.source_id, copy.path, copy.device_path) for copy in item.copies),
    )
