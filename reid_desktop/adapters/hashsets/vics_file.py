"""Files of Project VIC: VICS 1.1 to 1.3 and 2.0, of a case or of a hash set; read in little memory."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import ijson

from reid_desktop.domain.errors import SourceError, UsageError
from reid_desktop.ports.hash_sets import FileHashes, KnownFile

_MODEL = re.compile(rb"ProjectVic/DataModels/(\d+\.\d+)\.xml[^\"#]{0,60}#(\w+)", re.IGNORECASE)
HEAD_BYTES = 64 * 1024
VERSIONS = ("1.1", "1.2", "1.3", "2.0")
NO_VICS = "{name} is no file of Project VIC: it does not say which data model it follows."
MOST_TAGS = 20


class VicsFile:
    """Knows files by MD5 and SHA-1; the first record that fits a file counts."""

    needs_bytes = True

    def __init__(self, path: Path) -> None:
        """Look which version it is.

        :raises UsageError: it is no such file, or of a version that is not known.
        """
        self._path = path
        try:
            with path.open("rb") as file:
                match = _MODEL.search(file.read(HEAD_BYTES))
        except OSError as cause:
            raise UsageError("{name} cannot be read.", name=path.name) from cause
        if match is None:
            raise UsageError(NO_VICS, name=path.name)
        self.version = match[1].decode()
        if self.version not in VERSIONS:
            raise UsageError(
                "{name} follows version {version}; {known} can be read.",
                name=path.name, version=self.version, known=", ".join(VERSIONS),
            )  # fmt: skip
        self._is_case = match[2].lower() == b"cases"

    @property
    def name(self) -> str:
        """Return the name of the file."""
        return f"VICS {self._path.stem}"

    def matches(self, files: Sequence[FileHashes]) -> dict[str, KnownFile]:
        """Return those that the file names."""
        by_hash = {one.md5.lower(): one.sha256 for one in files if one.md5}
        by_hash |= {one.sha1.lower(): one.sha256 for one in files if one.sha1}
        found: dict[str, KnownFile] = {}
        for record in self._records():
            sha256 = next(filter(None, (by_hash.get(one) for one in _hashes(record))), None)
            if sha256 is not None and sha256 not in found:
                found[sha256] = KnownFile(_category(record), _tags(record))
        return found

    def _records(self) -> Iterator[Mapping[str, Any]]:
        try:
            with self._path.open("rb") as file:
                for record in ijson.items(file, "value.item.Media.item" if self._is_case else "value.item"):
                    if isinstance(record, dict):
                        yield record
        except (OSError, ijson.JSONError, ValueError) as cause:
            raise SourceError(
                "{name} cannot be read to its end: {why}", name=self._path.name, why=cause
            ) from cause


def _hashes(record: Mapping[str, Any]) -> Iterator[str]:
    for name in ("MD5", "SHA1"):
        value = record.get(name)
        if isinstance(value, str):
            yield value.strip().lower()


def _category(record: Mapping[str, Any]) -> int | None:
    value = record.get("Category")
    try:
        number = int(value) if value is not None else -1
    except (TypeError, ValueError):
        return None
    return number if 0 <= number <= 5 else None


def _tags(record: Mapping[str, Any]) -> tuple[str, ...]:
    value = record.get("Tags")
    words = value if isinstance(value, list) else str(value).split(",") if isinstance(value, str) else []
    clean = (" ".join(str(one).split())[:100] for one in words)
    return tuple(dict.fromkeys(one for one in clean if one.isprintable() and one))[:MOST_TAGS]
