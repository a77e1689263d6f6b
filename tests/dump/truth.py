"""What an import of a dump must come to, file by file."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

DUMP_ZONE = "Europe/Berlin"
"""Declare the exhibit with this zone; the truth is reckoned with it."""

# When the phone's files were copied: no capture time.
_COPIED_S = datetime(2024, 11, 2, 9, 0, tzinfo=UTC).timestamp()


@dataclass(frozen=True)
class Truth:
    """What an import of one file of the dump must come to."""

    path: str
    """Below the dump, with `/`."""
    outcome: str = "imported"
    """`imported`, `duplicate`, `not_media` or `failed`.

    Which of two equal files comes first, and so is the original, depends on
    the order of the walk; the sums do not.
    """
    kind: str | None = None
    width_px: int | None = None
    height_px: int | None = None
    utc_ms: int | None = None
    time_source: str | None = None
    latitude_deg: float | None = None
    longitude_deg: float | None = None
    made_from: str | None = None
    """Name of the source picture or clip: the same persons are in all that share it."""
    facts_known: bool = True
    """False for originals laid out untouched: only outcome and hash are known of them."""
    sha256: str = ""


def lay(out: Path, truth: Truth, data: bytes) -> Truth:
    """Write one file and return its truth with the hash."""
    target = out.joinpath(*truth.path.split("/"))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    os.utime(target, (_COPIED_S, _COPIED_S))
    return replace(truth, sha256=hashlib.sha256(data).hexdigest())


def truth_path(out: Path) -> Path:
    """Return where the truth about the dump `out` is kept: beside it, not inside."""
    return out.with_name(f"{out.name}.truth.json")


def write_truth(out: Path, truths: list[Truth]) -> None:
    """Write the truth beside the dump."""
    rows = {"zone": DUMP_ZONE, "files": [asdict(truth) for truth in truths]}
    truth_path(out).write_text(json.dumps(rows, indent=1, ensure_ascii=True), encoding="utf-8")


def utc_ms(moment: datetime) -> int:
    """Return milliseconds since 1970."""
    return round(moment.timestamp() * 1000)


def local(moment: datetime) -> datetime:
    """Return the wall clock of the phone."""
    return moment.astimezone(ZoneInfo(DUMP_ZONE))


def offset(moment: datetime) -> str:
    """Return the phone's UTC offset as `+HH:MM`."""
    text = f"{local(moment):%z}"
    return f"{text[:3]}:{text[3:]}"
