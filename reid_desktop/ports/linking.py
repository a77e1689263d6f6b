"""What linking asks of a case besides what all use cases do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from reid_desktop.domain.companions import Companion
from reid_desktop.ports.store import CaseStore


class LinkStore(CaseStore, Protocol):
    """A case whose items can be told apart and together by what is known of all of them."""

    def companions(self) -> Iterator[Companion]:
        """Yield what is needed of every item to tell whom it belongs to, in ascending order of id."""
        ...
