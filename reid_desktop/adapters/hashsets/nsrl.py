"""The Reference Data Set of the NSRL, version 3: an SQLite database of files of known software."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from reid_desktop.domain.errors import SourceError, UsageError
from reid_desktop.ports.hash_sets import FileHashes, KnownFile

_TABLE = "FILE"
NO_RDS = "{name} is no Reference Data Set of version 3: it has no table FILE with a column sha256."


class Nsrl:
    """Looks all files up in one pass, for the table may have no index on the hash.

    See https://www.nist.gov/itl/ssd/software-quality-group/national-software-reference-library-nsrl.
    """

    needs_bytes = False

    def __init__(self, path: Path) -> None:
        """Open nothing yet, but look whether it is such a set.

        :raises UsageError: it is not.
        """
        self._path = path
        try:
            with closing(self._connect()) as db:
                columns = {str(row[1]).lower() for row in db.execute(f"PRAGMA rds.table_info({_TABLE})")}
        except sqlite3.Error as cause:
            raise UsageError(NO_RDS, name=path.name) from cause
        if "sha256" not in columns:
            raise UsageError(NO_RDS, name=path.name)

    @property
    def name(self) -> str:
        """Return the name of the file."""
        return f"NSRL {self._path.stem}"

    def matches(self, files: Sequence[FileHashes]) -> dict[str, KnownFile]:
        """Return those that the set has."""
        try:
            with closing(self._connect()) as db:
                db.execute("CREATE TABLE wanted (hash TEXT PRIMARY KEY) WITHOUT ROWID")
                both = {one.sha256.lower() for one in files} | {one.sha256.upper() for one in files}
                db.executemany("INSERT INTO wanted VALUES (?)", ((one,) for one in sorted(both)))
                found = db.execute(
                    f"SELECT sha256 FROM rds.{_TABLE} WHERE sha256 IN (SELECT hash FROM wanted)"
                )
                known = {str(row[0]).lower() for row in found}
        except sqlite3.Error as cause:
            raise SourceError("{name} cannot be read: {why}", name=self._path.name, why=cause) from cause
        return {one.sha256: KnownFile() for one in files if one.sha256.lower() in known}

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(":memory:")
        db.execute("ATTACH ? AS rds", (f"{self._path.absolute().as_uri()}?mode=ro&immutable=1",))
        return db
