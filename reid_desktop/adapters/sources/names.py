"""Names inside archives, and the paths by which their members are opened again.

`ARCHIVE!/NAME` is a member by its name, `ARCHIVE!/@N/NAME` the N-th member of
the archive (from 0) where the name alone would not tell: it occurs twice, holds
`!/` itself, or begins with `@`. `FILE!/@START+SIZE.EXT` is a part of a file.
"""

from __future__ import annotations

import re
from pathlib import Path

MARK = "!/"
_NUMBERED = re.compile(r"@(\d+)/")
_PART = re.compile(r"@(\d+)\+(\d+)(?:\.\w*)?")

CLIMBS = "Its name climbs out of the archive ({name}), so it was not read."
NAMELESS = "It has no name, so it was not read."


def split(path: str) -> tuple[str, tuple[str, ...]]:
    """Return the file of this computer that a path leads into, and the steps inside; none for a plain file.

    What is real on this computer comes first: the longest path that is a file.
    """
    if MARK not in path or _is_file(path):
        return path, ()
    at = path.rfind(MARK)
    while at >= 0:
        if _is_file(path[:at]):
            return path[:at], tuple(path[at + len(MARK) :].split(MARK))
        at = path.rfind(MARK, 0, at)
    return path, ()


def step_to(name: str, number: int, *, is_known: bool) -> str:
    """Return the step that leads to a member; `is_known`: an earlier one has that name."""
    if is_known or MARK in name or name.startswith("@"):
        return f"@{number}/{name.replace(MARK, '!_')}"
    return name


def number_of(step: str) -> int | None:
    """Return the number in a step that counts members."""
    found = _NUMBERED.match(step)
    return int(found[1]) if found and len(found[1]) < 12 else None


def part_of(step: str) -> tuple[int, int] | None:
    """Return start and size in bytes, when a step is a part of a file."""
    found = _PART.fullmatch(step)
    return (int(found[1]), int(found[2])) if found else None


def tidy(name: str) -> str:
    """Return a member's name without empty parts and `.`; a leading `/` stays."""
    parts = [part for part in name.split("/") if part not in {"", "."}]
    return ("/" if name.startswith("/") else "") + "/".join(parts)


def refusal_of(name: str) -> str | None:
    """Return why a member with this name is not read, if it is not.

    Nothing is ever written under a member's name; but one that climbs is the
    work of somebody who wants it to be, and has no place on the phone.
    """
    if not name.strip("/"):
        return NAMELESS
    if ".." in re.split(r"[/\\]", name):
        return CLIMBS.format(name=name.encode("utf-8", "backslashreplace").decode("utf-8"))
    return None


def _is_file(path: str) -> bool:
    try:
        return Path(path).is_file()
    except OSError:  # such as a member's name that is too long for one of this computer
        return False
