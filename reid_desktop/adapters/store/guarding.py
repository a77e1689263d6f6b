"""Digests of rows each time that they are written, sealed by the log: what was changed from outside shows.

Triggers of the writing connection note which rows a transaction touches; at its end, and before each row
of the log, their digests are kept. A row of the log seals the digests kept since the seal before it.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

GENESIS = "0" * 64
GUARD_ROWS, GUARD_SHA256 = "guard_rows", "guard_sha256"
"""Case facts that say how far digests are sealed."""
INTERNAL = ("log_rows", "log_sha256", GUARD_ROWS, GUARD_SHA256)
"""Case facts that the log itself keeps."""
SEALED = "rows_sealed"
"""Name in the detail of a row of the log."""

_MODEL = "(SELECT model_key FROM model WHERE model.model_id = {table}.model_id)"


@dataclass(frozen=True, slots=True)
class Guarded:
    """What of a table is guarded."""

    key: str
    columns: tuple[str, ...]
    """Expressions, in the order of the digest: never changed, only added under a table's new name."""
    watched: tuple[str, ...]
    """Columns whose change touches a row."""
    name: str
    """Expression that tells a person which row it is."""


def _plain(key: str, name: str, *columns: str) -> Guarded:
    return Guarded(key, columns, columns, name)


_OF_SIGHTING = (
    "media_id", "left_px", "top_px", "right_px", "bottom_px", "frame_width_px", "frame_height_px", "score",
    "quality", "height_px", "sharpness", "truncated", "start_s", "end_s", "best_s", "overlap", "appearance",
    "turn_deg", "quick",
)  # fmt: skip
_OF_ANALYSIS = ("media_id", "state", "sightings", "reason", "frames_per_s")
GUARDED = {
    "case_fact": _plain("name", "'the case, ' || name", "value"),
    "exhibit": _plain(
        "exhibit_row", "'exhibit ' || exhibit_id", "exhibit_id", "description", "seal", "owner", "time_zone",
        "clock_offset_s", "clock_uncertainty_s", "clock_basis", "make", "model",
    ),
    "source": _plain("source_id", "'source ' || path", "exhibit_row", "path", "kind"),
    "media": _plain(
        "media_id", "'photo or video ' || sha256", "sha256", "kind", "container", "size_bytes", "facts",
        "time_utc_ms", "time_uncertainty_s", "time_original", "time_zone", "time_source", "latitude_deg",
        "longitude_deg", "accuracy_m", "altitude_m", "place_source", "flags", "place_name", "testimony",
    ),
    "copy": _plain(
        "copy_id", "'the copy ' || path", "media_id", "exhibit_row", "source_id", "path", "device_path",
        "size_bytes", "mtime_ns", "beside",
    ),
    "file_outcome": _plain(
        "outcome_id", "'what became of ' || path", "source_id", "path", "outcome", "reason", "size_bytes",
        "mtime_ns", "sha256",
    ),
    "correction": _plain(
        "correction_id", "'correction ' || correction_id", "media_id", "about", "value", "author", "reason",
        "at_utc",
    ),
    "media_link": _plain(
        "link_id", "'the link of items ' || first || ' and ' || second", "first", "second", "kind", "detail",
        "is_undone",
    ),
    "analysis": Guarded(
        "analysis_id", (_MODEL.format(table="analysis"), *_OF_ANALYSIS), ("model_id", *_OF_ANALYSIS),
        "'the analysis of item ' || media_id",
    ),
    "sighting": Guarded(
        "sighting_id",
        (
            _MODEL.format(table="sighting"), *_OF_SIGHTING,
            "(SELECT data FROM vector WHERE vector.sighting_id = sighting.sighting_id)",
            "(SELECT boxes FROM track WHERE track.sighting_id = sighting.sighting_id)",
        ),
        ("model_id", *_OF_SIGHTING),
        "'sighting ' || sighting_id",
    ),
}  # fmt: skip
_PARTS = {"vector": "data", "track": "boxes"}
"""Tables that hold a part of a sighting."""


def watch(connection: sqlite3.Connection) -> None:
    """Have a connection note which guarded rows it touches; each connection that writes needs it once."""
    # A row that another takes the place of (INSERT OR REPLACE) counts as taken out.
    connection.execute("PRAGMA recursive_triggers = ON")
    connection.execute(
        "CREATE TEMP TABLE IF NOT EXISTS guard_touched (of_table TEXT, row_key, "
        "PRIMARY KEY (of_table, row_key)) WITHOUT ROWID"
    )
    for table, guarded in GUARDED.items():
        internal = f"IN ({', '.join(repr(name) for name in INTERNAL)})"
        update = f"UPDATE OF {', '.join(guarded.watched)}"
        for verb, row in (("INSERT", "new"), (update, "new"), ("DELETE", "old")):
            condition = f"WHEN {row}.name NOT {internal}" if table == "case_fact" else ""
            _note(connection, table, verb, condition, table, f"{row}.{guarded.key}")
    for table, column in _PARTS.items():
        for verb, row in (("INSERT", "new"), (f"UPDATE OF {column}", "new"), ("DELETE", "old")):
            _note(connection, table, verb, "", "sighting", f"{row}.sighting_id")


def _note(
    connection: sqlite3.Connection, table: str, verb: str, condition: str, guarded: str, key: str
) -> None:
    name = f"guard_{table}_{verb.split()[0].lower()}"
    connection.execute(
        f"CREATE TEMP TRIGGER IF NOT EXISTS {name} AFTER {verb} ON main.{table} {condition} "
        # Not OR IGNORE: the statement that fires a trigger decides about conflicts in it, too.
        f"BEGIN INSERT INTO guard_touched SELECT '{guarded}', {key} WHERE NOT EXISTS "
        f"(SELECT 1 FROM guard_touched WHERE of_table = '{guarded}' AND row_key = {key}); END"
    )


def touch_all(connection: sqlite3.Connection) -> None:
    """Have every guarded row count as touched."""
    for table, guarded in GUARDED.items():
        condition = f"WHERE name NOT IN ({', '.join('?' * len(INTERNAL))})" if table == "case_fact" else ""
        connection.execute(
            f"INSERT OR IGNORE INTO guard_touched SELECT '{table}', {guarded.key} FROM {table} {condition}",
            INTERNAL if condition else (),
        )


def keep_digests(connection: sqlite3.Connection) -> None:
    """Keep the digests of all rows touched since the last time."""
    tables = connection.execute("SELECT DISTINCT of_table FROM guard_touched").fetchall()
    for (table,) in tables:
        guarded = GUARDED[table]
        found = {
            row[0]: row_digest(row[1:])
            for row in connection.execute(
                f"SELECT {guarded.key}, {', '.join(guarded.columns)} FROM {table} WHERE {guarded.key} IN "
                "(SELECT row_key FROM guard_touched WHERE of_table = ?)",
                (table,),
            )
        }
        touched = connection.execute(
            "SELECT row_key FROM guard_touched WHERE of_table = ? ORDER BY row_key", (table,)
        ).fetchall()
        connection.executemany(
            "INSERT INTO row_guard (of_table, row_key, sha256) VALUES (?, ?, ?)",
            [(table, key, found.get(key)) for (key,) in touched],
        )
    if tables:
        connection.execute("DELETE FROM guard_touched")


def seal(connection: sqlite3.Connection) -> tuple[int, str] | None:
    """Seal the digests kept since the last seal; return newest and hash, None where there are none."""
    keep_digests(connection)
    facts = dict(
        connection.execute(
            "SELECT name, value FROM case_fact WHERE name IN (?, ?)", (GUARD_ROWS, GUARD_SHA256)
        )
    )
    last = int(facts.get(GUARD_ROWS, 0))
    (newest,) = connection.execute("SELECT ifnull(max(guard_id), 0) FROM row_guard").fetchone()
    if newest <= last:
        return None
    before = str(facts.get(GUARD_SHA256) or genesis(connection))
    sha256 = range_sha256(connection, before, last, newest)
    connection.executemany(
        "INSERT OR REPLACE INTO case_fact (name, value) VALUES (?, ?)",
        [(GUARD_ROWS, str(newest)), (GUARD_SHA256, sha256)],
    )
    return newest, sha256


def genesis(connection: sqlite3.Connection) -> str:
    """Return the hash before the first seal: over what is not guarded."""
    rows = connection.execute("SELECT of_table, newest FROM guard_start ORDER BY of_table").fetchall()
    return hashlib.sha256(repr(rows).encode("ascii")).hexdigest()


def range_sha256(connection: sqlite3.Connection, before: str, after: int, until: int) -> str:
    """Return the hash over the digests of a range, and of the seal before it."""
    digest = hashlib.sha256(before.encode("ascii"))
    for row in connection.execute(
        "SELECT guard_id, of_table, row_key, sha256 FROM row_guard WHERE guard_id > ? AND guard_id <= ? "
        "ORDER BY guard_id",
        (after, until),
    ):
        digest.update(repr(row).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def row_digest(values: Sequence[object] | Iterable[object]) -> bytes:
    """Return the SHA-256 of a row's values with their types; of bytes their own SHA-256 goes in."""
    shown = [("b", hashlib.sha256(v).hexdigest()) if isinstance(v, bytes) else v for v in values]
    return hashlib.sha256(repr(shown).encode("utf-8", "surrogatepass")).digest()
