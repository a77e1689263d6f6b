"""The members of one archive: numbered, named, and refused where they must be."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from reid_desktop.adapters.sources.blocks import Block
from reid_desktop.adapters.sources.names import number_of, refusal_of, step_to, tidy
from reid_desktop.domain.errors import SourceError
from reid_desktop.domain.media import Outcome

LINK = "It is a link; links are not followed."
NO_FILE = "It is no regular file but a device, pipe or socket."

H = TypeVar("H")


@dataclass(frozen=True, slots=True)
class Found(Generic[H]):
    """One member as the archive's own records give it."""

    name: str
    """With `/`, otherwise as found."""
    size_bytes: int
    mtime_ns: int
    handle: H
    """What the archive needs to open it."""
    outcome: Outcome | None = None
    """Set when there is nothing to open."""
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """One member under the step that leads to it."""

    number: int
    step: str
    name: str
    size_bytes: int
    mtime_ns: int
    outcome: Outcome | None
    reason: str | None


class Archive(Protocol):
    """An opened archive; safe from several threads."""

    kind: str

    def members(self) -> Iterator[Member]:
        """Yield the members in the archive's order, reading on as they are asked for.

        :raises SourceError: after the good ones, where the archive is damaged.
        """
        ...

    def find(self, step: str) -> Member | None:
        """Return the member that a step (or a plain name) leads to."""
        ...

    def names_in(self, folder: str) -> Sequence[str]:
        """Return the names of the members right in a folder, sorted."""
        ...

    def block(self, member: Member) -> Block:
        """Open a member; to be closed by the caller.

        :raises SourceError: it cannot be opened.
        """
        ...

    @property
    def is_lost(self) -> bool:
        """Whether a medium failed below, so that it is to be opened anew."""
        ...

    def close(self) -> None:
        """Let go of files."""
        ...


class Members(Generic[H]):
    """Draws members from an archive's records as far as they are asked for, and remembers them."""

    def __init__(self, found: Iterator[Found[H]]) -> None:
        """`found` may raise SourceError where the archive is damaged; that is told after the good ones."""
        self._found = found
        self._lock = threading.RLock()
        self._members: list[Member] = []
        self._handles: list[H] = []
        self._by_step: dict[str, int] = {}
        self._folders: dict[str, list[str]] | None = None
        self._is_complete = False
        self._problem: SourceError | None = None

    def __iter__(self) -> Iterator[Member]:
        """Yield every member; what is drawn once is not drawn again."""
        at = 0
        while self._reaches(at):
            yield self._members[at]
            at += 1
        if self._problem is not None:
            raise self._problem

    def find(self, step: str) -> Member | None:
        """Return the member that a step leads to."""
        number = number_of(step)
        if number is not None:
            return self._members[number] if self._reaches(number) else None
        while step not in self._by_step:
            if not self._reaches(len(self._members)):
                return None
        return self._members[self._by_step[step]]

    def handle(self, member: Member) -> H:
        """Return what the archive needs to open a member."""
        return self._handles[member.number]

    def names_in(self, folder: str) -> Sequence[str]:
        """Return the names of the readable members right in a folder, sorted."""
        with self._lock:
            while self._reaches(len(self._members)):
                pass
            if self._folders is None:
                self._folders = {}
                for member in self._members:
                    if member.outcome is None:
                        above, _, name = member.name.rpartition("/")
                        self._folders.setdefault(above, []).append(name)
                for names in self._folders.values():
                    names.sort()
        return self._folders.get(folder, [])

    def _reaches(self, number: int) -> bool:
        """Draw until the member of this number is there; False when there are not so many."""
        if len(self._members) > number:
            return True
        with self._lock:
            while len(self._members) <= number and not self._is_complete:
                try:
                    self._add(next(self._found))
                except StopIteration:
                    self._is_complete = True
                except SourceError as problem:
                    self._is_complete, self._problem = True, problem
        return len(self._members) > number

    def _add(self, found: Found[H]) -> None:
        number = len(self._members)
        refused = refusal_of(found.name)
        name = found.name if refused else tidy(found.name)
        step = step_to(name, number, is_known=name in self._by_step)
        outcome, reason = (Outcome.FAILED, refused) if refused else (found.outcome, found.reason)
        self._handles.append(found.handle)
        self._by_step.setdefault(step, number)
        self._members.append(Member(number, step, name, found.size_bytes, found.mtime_ns, outcome, reason))


class ArchiveBase(Generic[H]):
    """What all archives share: members by step, and a block below that is read."""

    def __init__(self, below: Block, release: Callable[[], None]) -> None:
        """Read `below`; call `release` when closed."""
        self._below = below
        self._release = release
        self._members: Members[H] = Members(self._read())

    def _read(self) -> Iterator[Found[H]]:
        raise NotImplementedError

    def members(self) -> Iterator[Member]:
        """Yield the members in the archive's order."""
        return iter(self._members)

    def find(self, step: str) -> Member | None:
        """Return the member that a step leads to."""
        return self._members.find(step)

    def names_in(self, folder: str) -> Sequence[str]:
        """Return the names of the members right in a folder."""
        return self._members.names_in(folder)

    @property
    def is_lost(self) -> bool:
        """Whether a medium failed below."""
        return self._below.is_lost

    def close(self) -> None:
        """Let go of the block below."""
        self._release()
