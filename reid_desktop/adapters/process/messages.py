"""What goes over the pipe between the parent and the engine's child process."""

from __future__ import annotations

from dataclasses import dataclass, field

from reid_desktop.domain.ids import JobId
from reid_desktop.ports.engine import News, Request
from reid_desktop.ports.store import Mark


@dataclass(frozen=True, slots=True)
class Run:
    """Parent to child: do this."""

    job_id: JobId
    title: str
    request: Request
    careful: frozenset[str] = frozenset()
    """Files that were in work when the process died: one of them is to blame."""
    condemned: dict[str, str] = field(default_factory=dict)
    """Files that killed or hung the process, with the reason."""
    mark: Mark | None = None
    """Where the case stood before the first attempt; None in the first attempt."""
    passwords: tuple[str, ...] = field(default=(), repr=False)
    """All that were given since the engine was started, for every process that it starts."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Parent to child: hold at the next safe point."""

    job_id: JobId


@dataclass(frozen=True, slots=True)
class Resume:
    """Parent to child: go on."""

    job_id: JobId


@dataclass(frozen=True, slots=True)
class Cancel:
    """Parent to child: stop at the next safe point."""

    job_id: JobId


@dataclass(frozen=True, slots=True)
class Stop:
    """Parent to child: end the process."""


@dataclass(frozen=True, slots=True)
class Told:
    """Child to parent: news for the listeners."""

    news: News


@dataclass(frozen=True, slots=True)
class Begun:
    """Child to parent: a thread took a file in hand, or is still alive with it."""

    path: str


@dataclass(frozen=True, slots=True)
class Ended:
    """Child to parent: the file is dealt with."""

    path: str


@dataclass(frozen=True, slots=True)
class Marked:
    """Child to parent: where the case stands before the first attempt."""

    mark: Mark


ToChild = Run | Pause | Resume | Cancel | Stop
FromChild = Told | Begun | Ended | Marked
