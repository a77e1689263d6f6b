"""Why files did not come in, put into a few groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from reid_desktop.domain.media import FileOutcome

from .translating import said

OTHER = said("other reasons")

_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (said("encrypted"), ("encrypted", "password")),
    (said("archive bomb"), ("times its packed size", "made to fill", "others are not read")),
    (said("stopped the reader"), ("crashed the analysis", "sign of life", "gib of memory")),
    (said("climbs out of its archive"), ("own tree", "climb", "out of the archive", "outside")),
    (said("kind that is not read"), ("are not read", "is not supported", "limit of")),
    (said("no room on the disk"), ("nearly full", "no space", "disk is full")),
    (said("cannot be reached"), ("cannot be reached", "there is no file", "permission", "no longer there",
                           "cannot be opened", "cannot be listed", "absent", "missing")),
    (said("damaged"), ("damaged", "cut short", "ends too early", "cannot be decoded", "cannot be read",
                 "makes no sense", "no frame", "expanded", "too large", "promises", "empty")),
)  # fmt: skip


def group_of(reason: str) -> str:
    """Return the group that a reason belongs to."""
    words = reason.casefold()
    for name, marks in _GROUPS:
        if any(mark in words for mark in marks):
            return name
    return OTHER


def grouped(failures: Iterable[FileOutcome]) -> list[tuple[str, int]]:
    """Return the groups that occur with how many files each has, the largest first."""
    counts = Counter(group_of(one.reason or "") for one in failures)
    return sorted(counts.items(), key=lambda found: (-found[1], found[0]))


def asks_password(reasons: Sequence[str]) -> bool:
    """Tell whether a password may bring some of these in."""
    encrypted = [reason for reason in reasons if group_of(reason) == "encrypted"]
    return any("such ones are not read" not in reason for reason in encrypted)
