"""Files and folders that are there whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from reid_desktop.domain.errors import ExportError


@contextmanager
def whole_or_not(out: Path) -> Iterator[Path]:
    """Give a place beside `out` to write a file or folder to, which takes its name at the end.

    :raises ExportError: it cannot be written.
    """
    partial = out.with_name(f".{out.name}.partial")
    try:
        _remove(partial)
        partial.parent.mkdir(parents=True, exist_ok=True)
        yield partial
        partial.rename(out)
    except OSError as cause:
        raise ExportError(
            "{name} cannot be written ({why}). Choose another folder or free some space.",
            name=out.name,
            why=cause.strerror or cause,
        ) from cause
    finally:
        with suppress(OSError):  # what cannot be reached was not written either
            _remove(partial)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
