"""How far the log has come, written beside the database: a log whose end was cut off lacks it."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path

from reid_desktop.domain.audit_log import LogHead

HEAD_NAME = "log-head.json"


def write_head(folder: Path, head: LogHead) -> None:
    """Keep the head; a disk that takes no more costs the note, not the case."""
    aside = folder / f".{HEAD_NAME}.{os.getpid()}"
    with suppress(OSError):
        aside.write_text(json.dumps({"rows": head.rows, "sha256": head.sha256}) + "\n", encoding="ascii")
        aside.replace(folder / HEAD_NAME)


def read_head(folder: Path) -> LogHead | None:
    """Return the head that was kept; None where there is none that can be read."""
    try:
        kept = json.loads((folder / HEAD_NAME).read_text(encoding="ascii"))
        rows, sha256 = kept["rows"], kept["sha256"]
    except (OSError, ValueError, LookupError, TypeError):
        return None
    if not (isinstance(rows, int) and isinstance(sha256, str)):
        return None
    return LogHead(rows, sha256, f"the file {HEAD_NAME}")
