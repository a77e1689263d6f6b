"""How the folder of a case is named and found, and what may not lie in it."""

from __future__ import annotations

import os
from pathlib import Path

from reid_desktop.domain.case import CASE_SUFFIX
from reid_desktop.domain.errors import UsageError


def new_case_folder(named: Path) -> Path:
    """Return the folder that a new case gets: as named, with the suffix."""
    return named if named.suffix == CASE_SUFFIX else named.with_name(named.name + CASE_SUFFIX)


def case_folder(named: Path) -> Path:
    """Return the folder of a case named with or without its suffix."""
    if named.name in {"", ".."}:
        return named.resolve()
    suffixed = named.with_name(named.name + CASE_SUFFIX)
    return suffixed if not is_there(named) and is_there(suffixed) else named


def is_there(path: Path) -> bool:
    """Tell whether something can be seen at `path`; never raise, as `Path.exists` does."""
    return os.access(path, os.F_OK)


def refuse_own_folder(case: Path, path: str) -> None:
    """Keep the case's own pictures from coming in as evidence.

    :raises UsageError: `path` is the case folder, lies in it, or holds it.
    """
    own, source = Path(os.path.realpath(case)), Path(os.path.realpath(path))
    if own.is_relative_to(source) or source.is_relative_to(own):
        raise UsageError(
            "The case itself lies in {path}, and what the program made is no evidence. "
            "Import the folders beside it, or keep the case elsewhere.",
            path=path,
        )
