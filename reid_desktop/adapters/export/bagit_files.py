"""The files that make a folder a bag (BagIt 1.0, RFC 8493)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from reid_desktop.ports.export_media import Breathe

from .evidence_tools import file_sha256, new_file
from .plain_text import plain

DATA = "data"
TAG_MANIFEST = "tagmanifest-sha256.txt"


def write_bag_files(bag: Path, info: Mapping[str, str], breathe: Breathe) -> None:
    """Write declaration, information and manifests around `bag/data`; other files of `bag` are listed too.

    :raises OSError: they cannot be written.
    """
    payload = sorted(path for path in (bag / DATA).rglob("*") if path.is_file())
    size_bytes = sum(path.stat().st_size for path in payload)
    _text(bag / "bagit.txt", ["BagIt-Version: 1.0", "Tag-File-Character-Encoding: UTF-8"])
    fields = {**info, "Payload-Oxum": f"{size_bytes}.{len(payload)}"}
    _text(bag / "bag-info.txt", (f"{name}: {plain(value)}" for name, value in fields.items() if value))
    _text(bag / "manifest-sha256.txt", _lines(bag, payload, breathe))
    beside = sorted(path for path in bag.iterdir() if path.is_file())
    _text(bag / TAG_MANIFEST, _lines(bag, beside, breathe))


def _lines(bag: Path, paths: Iterable[Path], breathe: Breathe) -> Iterable[str]:
    for path in paths:
        breathe()
        name = path.relative_to(bag).as_posix()
        escaped = name.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")
        yield f"{file_sha256(path)}  {escaped}"


def _text(path: Path, lines: Iterable[str]) -> None:
    with new_file(path) as file:
        for line in lines:
            file.write(f"{line}\n".encode())
