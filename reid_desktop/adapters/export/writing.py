"""The disk as the exporters meet it: its errors in the user's words, pictures that may be missing."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reid_desktop.domain.errors import ExportError

LARGEST_PICTURE_BYTES = 16 * 2**20
"""Our own crops and views are far smaller; anything else in their place is not ours."""

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


@contextmanager
def in_the_users_words() -> Iterator[None]:
    """Turn what the system says about writing into an ExportError.

    No name in the sentences: the caller writes aside and renames, the user knows only the target.
    """
    try:
        yield
    except OSError as cause:
        if cause.errno in _FULL:
            sentence = "There is no room left for the export. Free some space or choose another disk."
        elif cause.errno in _FORBIDDEN:
            sentence = "The export cannot be written: the folder does not allow it. Choose another folder."
        elif isinstance(cause, FileExistsError):
            sentence = "A file of that name is there already and is not overwritten. Choose another name."
        elif isinstance(cause, FileNotFoundError | NotADirectoryError):
            sentence = "The export cannot be written: its folder is not there. Choose another folder."
        else:
            raise ExportError(
                "The export cannot be written ({reason}). Choose another place and try again.",
                reason=cause.strerror or type(cause).__name__,
            ) from cause
        raise ExportError(sentence) from cause


def jpeg_bytes(path: Path | None) -> bytes | None:
    """Return a picture that the product encoded, or None when it is missing, unreadable or no JPEG."""
    if path is None:
        return None
    try:
        data = path.read_bytes() if path.stat().st_size <= LARGEST_PICTURE_BYTES else b""
    except OSError:
        return None  # the format shows a placeholder in its place
    return data if data.startswith(b"\xff\xd8\xff") else None
