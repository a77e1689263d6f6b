"""A part of a case as a case of its own: to be read elsewhere, without the evidence and without vectors."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from reid_desktop.domain.errors import CaseError
from reid_desktop.domain.ids import SightingId

from .database import FILE_NAME, connect
from .guarding import GUARD_ROWS, GUARD_SHA256, touch_all, watch
from .log_head import write_head
from .problems import case_errors, file_errors
from .reading import id_list
from .writing import SqliteWriter

MARKER = "portable.json"
"""Stands in the folder of a case that is for reading only."""
LOGGED_AS = "portable"
_LEFT_BEHIND = (
    "vector", "search_probe", "person_probe_vector", "file_outcome", "clip_progress", "search_change",
    "alarm_mark", "looked", "row_guard",
)  # fmt: skip
"""What nobody needs who only reads: all descriptions of persons among it."""


def is_part(folder: Path) -> bool:
    """Tell whether a case folder is a part of a case that can only be read."""
    return (folder / MARKER).exists()


def carry(
    folder: Path,
    out: Path,
    keep: Sequence[SightingId],
    who: str,
    reason: str,
    now_utc: Callable[[], str],
    account: str = "",
) -> None:
    """Write what belongs to the sightings as a case folder `out`, without pictures.

    The log comes along whole. Searches come along where all their candidates do: a list is never cut.

    :raises CaseError: it cannot be written, or does not hold together afterwards.
    """
    with file_errors(out):
        for name in ("index", "thumbs", "exports"):
            (out / name).mkdir(parents=True)
        path = out / FILE_NAME
        whole = connect(folder / FILE_NAME, read_only=True, folder=folder)
        with closing(whole), closing(sqlite3.connect(path)) as copy:
            whole.backup(copy)
        with closing(connect(path, read_only=False, folder=out)) as part, case_errors(out):
            part.execute("PRAGMA foreign_keys = OFF")
            part.execute("PRAGMA secure_delete = ON")
            watch(part)
            part.execute("BEGIN IMMEDIATE")
            _cut(part, id_list(keep), out)
            touch_all(part)
            writer = SqliteWriter(part, out, who, now_utc, account)
            writer.log(LOGGED_AS, f"{len(keep)} sightings", of=str(folder), reason=reason)
            part.execute("COMMIT")
            part.execute("VACUUM")
            part.execute("PRAGMA journal_mode = DELETE").fetchone()
        note = {"of": folder.name, "made_utc": now_utc(), "by": who, "sightings": len(keep)}
        (out / MARKER).write_text(json.dumps(note, ensure_ascii=True) + "\n", encoding="ascii")
    if writer.head is not None:
        write_head(out, writer.head)


def _cut(db: sqlite3.Connection, keep: str, out: Path) -> None:
    """Delete all that does not belong to the sightings, with the protection off meanwhile."""
    triggers = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        db.execute(f"DROP TRIGGER {name}")
    db.execute("CREATE TEMP TABLE kept AS SELECT value AS sighting_id FROM json_each(?)", (keep,))
    db.execute(
        "CREATE TEMP TABLE kept_media AS SELECT DISTINCT media_id FROM sighting JOIN kept USING (sighting_id)"
    )
    for table in _LEFT_BEHIND:
        db.execute(f"DELETE FROM {table}")
    db.execute("DELETE FROM case_fact WHERE name IN (?, ?)", (GUARD_ROWS, GUARD_SHA256))
    db.execute(
        "DELETE FROM search WHERE search_id IN (SELECT search_id FROM candidate "
        "WHERE sighting_id NOT IN (SELECT sighting_id FROM kept))"
    )
    db.execute("DELETE FROM search_left_out")
    db.execute("DELETE FROM id_set")
    db.execute("DELETE FROM sighting WHERE sighting_id NOT IN (SELECT sighting_id FROM kept)")
    db.execute("DELETE FROM media WHERE media_id NOT IN (SELECT media_id FROM kept_media)")
    db.execute("DELETE FROM review_state WHERE sighting_id NOT IN (SELECT sighting_id FROM kept)")
    _orphans(db, out)
    db.execute(
        "DELETE FROM review_act WHERE deed = 'mark' AND act_id NOT IN (SELECT act_id FROM review_item)"
    )
    db.execute(
        "DELETE FROM note WHERE (about = 'sighting' AND object_id NOT IN (SELECT sighting_id FROM kept)) "
        "OR (about = 'media' AND object_id NOT IN (SELECT media_id FROM kept_media)) "
        "OR (about = 'decision' AND object_id NOT IN (SELECT item_id FROM review_item))"
    )
    _orphans(db, out)
    for _, sql in triggers:
        db.execute(sql)
    db.execute("DROP TABLE kept")
    db.execute("DROP TABLE kept_media")


def _orphans(db: sqlite3.Connection, out: Path) -> None:
    """Delete rows that point at rows that went, and those that point at them."""
    for _ in range(10):
        loose = db.execute('SELECT DISTINCT "table" FROM pragma_foreign_key_check').fetchall()
        if not loose:
            return
        for (table,) in loose:
            db.execute(f"DELETE FROM {table} WHERE {_points_nowhere(db, table)}")
    raise CaseError("The part {folder} does not hold together; nothing was written.", folder=out)


def _points_nowhere(db: sqlite3.Connection, table: str) -> str:
    keys = db.execute(f"PRAGMA foreign_key_list({table})").fetchall()
    return " OR ".join(
        f"({key[3]} IS NOT NULL AND {key[3]} NOT IN (SELECT {key[4] or key[3]} FROM {key[2]}))"
        for key in keys
    )
