"""TAR archives (POSIX.1-2001 pax, GNU, old), read in place."""

from __future__ import annotations

import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, cast

from reid_desktop.adapters.sources.blocks import Block, BlockFile, PartBlock, SparseBlock
from reid_desktop.adapters.sources.files import why
from reid_desktop.adapters.sources.limits import MIB
from reid_desktop.adapters.sources.members import LINK, NO_FILE, ArchiveBase, Found, Member
from reid_desktop.adapters.sources.names import tidy
from reid_desktop.domain.errors import SourceError
from reid_desktop.domain.media import Outcome

_DAMAGED = (tarfile.TarError, ValueError, EOFError, OverflowError, UnicodeError, RecursionError)
_LARGEST_HEADER_BYTES = 16 * MIB
_BLOCK_BYTES = 512
_NO_TARGET = "It is another name of {name}, which is not in the archive."


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a member's bytes lie."""

    start: int
    size_bytes: int
    pieces: tuple[tuple[int, int], ...] | None = None
    """Of a sparse file."""


class TarArchive(ArchiveBase[_Place]):
    """A TAR archive over plain or expanded bytes; members are read where they lie."""

    def __init__(self, kind: str, below: Block, release: Callable[[], None]) -> None:
        """Read nothing yet. `kind` is `tar`, `tar.gz`, ..."""
        self.kind = kind
        super().__init__(below, release)

    def block(self, member: Member) -> Block:
        """Open a member."""
        place = self._members.handle(member)
        if place.pieces is not None:
            return SparseBlock(self._below, place.start, place.pieces, place.size_bytes)
        return PartBlock(self._below, place.start, place.size_bytes)

    def _read(self) -> Iterator[Found[_Place]]:
        places: dict[str, _Place] = {}
        for info in self._headers():
            if info.isdir():
                continue
            outcome, reason = _special(info)
            place = _Place(info.offset_data, info.size, _pieces(info))
            if info.islnk():
                linked = places.get(tidy(info.linkname))
                if linked is None:
                    name = info.linkname.encode("utf-8", "backslashreplace").decode("utf-8")
                    outcome, reason = Outcome.FAILED, _NO_TARGET.format(name=name)
                place = linked or place
            else:
                places[tidy(info.name)] = place
            yield Found(info.name, place.size_bytes, _mtime_ns(info), place, outcome, reason)

    def _headers(self) -> Iterator[tarfile.TarInfo]:
        """Yield the headers; notice damage that tarfile takes for the end of the archive."""
        try:
            tar = tarfile.open(  # noqa: SIM115 - holds nothing that needs closing
                fileobj=cast(IO[bytes], _HeaderFile(self._below)),
                mode="r:",
                encoding="utf-8",
                errors="surrogateescape",
            )
            while (info := tar.next()) is not None:
                vars(tar)["members"].clear()  # it would keep them all
                yield info
        except _DAMAGED as cause:
            raise SourceError("The TAR archive is damaged: {reason}.", reason=why(cause)) from cause
        rest = self._below.read_at(tar.offset, _BLOCK_BYTES)
        if rest.strip(b"\0"):
            raise SourceError(
                "The TAR archive is damaged at byte {place}: what follows there cannot be listed.",
                place=tar.offset,
            )


class _HeaderFile(BlockFile):
    """Refuses headers that would fill the memory: a pax header may state any size."""

    def read(self, size: int = -1, /) -> bytes:
        if not 0 <= size <= _LARGEST_HEADER_BYTES:
            raise tarfile.ReadError(f"a header of {size} bytes")
        found = self._block.read_at(self._at, size)
        self._at += len(found)
        return found


def _special(info: tarfile.TarInfo) -> tuple[Outcome | None, str | None]:
    if info.issym():
        return Outcome.NOT_MEDIA, LINK
    if not info.isreg() and not info.islnk():
        return Outcome.NOT_MEDIA, NO_FILE
    return None, None


def _pieces(info: tarfile.TarInfo) -> tuple[tuple[int, int], ...] | None:
    """Return (offset, length) of what a sparse file holds besides holes; None for an ordinary one."""
    found: object = info.sparse
    return tuple((int(at), int(length)) for at, length in found) if isinstance(found, list) else None


def _mtime_ns(info: tarfile.TarInfo) -> int:
    """Return the date of change; a pax header has parts of seconds."""
    try:
        return int(info.mtime * 1_000_000_000)
    except (ValueError, OverflowError):
        return 0
