"""Checks the log of a reid-desktop case without reid-desktop: Python 3.9 or newer, nothing to install.

    python check_log.py CASE.reidcase [--head ROW:SHA256 ...]

CASE is the case folder, or its `case.db`. It is opened read-only. `--head` takes a row of the log and
its hash as a report or a table that was exported tells them.

What is checked
  1. The chain. Each row of the table `audit` holds the SHA-256 of the row before it, and its own: over
     the text of the former hash followed by its content as JSON (keys action, detail, object, when,
     who in this order; no spaces; ASCII). The row before the first has 64 zeros. A row that was
     changed, taken out, put in or moved does not fit any more.
  2. The heads. How far the log had come is also written into the table `case_fact`, into the file
     `log-head.json`, into every search, and into every export. A log whose end was cut off, or that
     was rewritten from some row on, does not fit those that are left.
  3. The protection. The database refuses to change rows of some tables; whoever takes this off leaves
     a gap here unless he puts it back.
  4. The lists. The log holds a hash of every ranked list, and of what each import read from a source:
     an edited list of candidates, and an edited hash, size, date or path of a file, do not fit it.

What cannot be found out: that somebody rewrote the log and all heads in the case, when no export and no
other copy of a head is left outside; and that something was never logged.

Exit code: 0 nothing found, 1 something found (one line each), 2 it could not be checked.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

ZEROS = "0" * 64
PROTECTED = (
    "audit", "search", "candidate", "correction",
    "review_act", "review_item", "grade_set", "note", "looked",
    "search_probe", "id_set", "search_left_out", "drawn_box",
    "ledger", "person_event", "person_probe", "alarm", "alarm_decision", "stage_time",
)  # fmt: skip
PROTECTED_SINCE_9 = ("superseded", "row_guard", "guard_start")


def main() -> int:
    """Check one case; print what was found."""
    parser = argparse.ArgumentParser(description="Checks the log of a reid-desktop case.")
    parser.add_argument("case", type=Path, help="case folder or its case.db")
    parser.add_argument("--head", action="append", default=[], metavar="ROW:SHA256")
    arguments = parser.parse_args()
    file = arguments.case / "case.db" if arguments.case.is_dir() else arguments.case
    given = [re.fullmatch(r"(\d+):([0-9a-f]{64})", head.lower()) for head in arguments.head]
    if not file.is_file() or None in given:
        parser.error(f"there is no {file}" if not file.is_file() else "a head is ROW:SHA256")
    heads = [(int(one[1]), one[2], "the head that was given") for one in given if one]
    # A log of the database that is still pending is read too; without one nothing beside the file is made.
    mode = "mode=ro" if Path(f"{file}-wal").exists() else "immutable=1"
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?{mode}", uri=True)) as db:
            found = [*check(db, file.parent, heads)]
            (rows,) = db.execute("SELECT count(*) FROM audit").fetchone()
    except sqlite3.Error as error:
        say(f"The database cannot be read: {error}")
        return 2
    for line in found:
        say(line)
    say(f"{rows} rows of the log were checked: {'nothing is wrong' if not found else 'see above'}.")
    return 1 if found else 0


def say(line: str) -> None:
    """Print a line; what a text from evidence could do to a terminal is spelt out."""
    sys.stdout.write(line.encode("unicode_escape").decode("ascii") + "\n")


def check(db: sqlite3.Connection, folder: Path, heads: list[tuple[int, str, str]]) -> Iterator[str]:
    """Yield one line for everything that does not fit."""
    db.row_factory = sqlite3.Row
    rows = [dict(row) for row in db.execute("SELECT * FROM audit ORDER BY audit_id")]
    yield from check_chain(rows)
    yield from check_heads(rows, [*heads_in(db, folder), *heads])
    yield from check_protection(db)
    purged, emptied_row = purges(rows)
    for row in rows:
        detail = detail_of(row)
        if row["audit_id"] < emptied_row:
            continue
        if row["action"] == "search" and "list_sha256" in detail and detail.get("search_id") not in purged:
            yield from check_search(db, row["audit_id"], detail)
        if row["action"] == "import.read" and "manifest_sha256" in detail:
            yield from check_import(db, row["audit_id"], detail)


def purges(rows: list[dict[str, Any]]) -> tuple[set[object], int]:
    """Return the searches that the log says were deleted, and the row that says that everything was."""
    purged: set[object] = set()
    emptied_row = 0
    for row in rows:
        if row["action"] == "purge.searches":
            listed = detail_of(row).get("searches")
            purged.update(listed if isinstance(listed, list) else [])
        elif row["action"] in ("purge.case", "portable"):
            emptied_row = row["audit_id"]
    return purged, emptied_row


def check_chain(rows: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the rows that do not follow from the row before, or do not fit their own hash."""
    if not rows:
        yield "The log is empty."
    number_before, hash_before = 0, ZEROS
    for row in rows:
        number = row["audit_id"]
        if number != number_before + 1:
            yield f"Rows {number_before + 1} to {number - 1} are missing."
        elif text(row["previous_sha256"]) != hash_before:
            yield f"Row {number} does not follow from row {number_before}."
        if hash_of(row) != text(row["sha256"]):
            yield f"Row {number} was changed after it was written."
        number_before, hash_before = number, text(row["sha256"])


def hash_of(row: dict[str, Any]) -> str:
    """Return the hash that a row of this content must have."""
    names = {
        "action": "action",
        "detail": "detail",
        "object": "object",
        "when": "at_utc",
        "who": "who",
    }
    content = {name: text(row[column]) for name, column in names.items()}
    canonical = json.dumps(content, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256((text(row["previous_sha256"]) + canonical).encode("ascii", "replace")).hexdigest()


def heads_in(db: sqlite3.Connection, folder: Path) -> Iterator[tuple[int, str, str]]:
    """Yield row number, hash and place of every head that the case holds."""
    facts = {row["name"]: text(row["value"]) for row in db.execute("SELECT name, value FROM case_fact")}
    if facts.get("log_rows", "").isdecimal():
        yield int(facts["log_rows"]), facts.get("log_sha256", ""), "the table case_fact"
    try:
        kept = json.loads((folder / "log-head.json").read_text(encoding="ascii"))
        if isinstance(kept["rows"], int) and isinstance(kept["sha256"], str):
            yield kept["rows"], kept["sha256"], "the file log-head.json"
    except (OSError, ValueError, LookupError, TypeError):
        pass  # a case that was copied without it
    query = "SELECT search_id, log_rows, log_sha256 FROM search WHERE log_rows IS NOT NULL"
    for row in db.execute(query):
        yield int(row["log_rows"]), text(row["log_sha256"]), f"search {row['search_id']}"


def check_heads(rows: list[dict[str, Any]], heads: list[tuple[int, str, str]]) -> Iterator[str]:
    """Yield the heads that the log does not fit."""
    known = {row["audit_id"]: text(row["sha256"]) for row in rows}
    last = max(known, default=0)
    for number, sha256, where in heads:
        if number > last:
            yield f"The log ends with row {last}, but {where} knows of {number}: the end was cut off."
        elif number and number in known and known[number] != sha256:
            yield f"Row {number} is not the one that {where} knows: the log was rewritten."


def check_protection(db: sqlite3.Connection) -> Iterator[str]:
    """Yield the tables whose rows the database would let change."""
    there = {row["sql"] for row in db.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")}
    (version,) = db.execute("PRAGMA user_version").fetchone()
    for table in (*PROTECTED, *(PROTECTED_SINCE_9 if version >= 9 else ())):
        for verb in ("UPDATE", "DELETE"):
            wanted = (
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} rows are never changed'); END"
            )
            if wanted not in there:
                yield f"The table {table} is not protected against {verb}."


def check_search(db: sqlite3.Connection, row: int, detail: dict[str, Any]) -> Iterator[str]:
    """Yield a line if the ranked list is not the one that was logged."""
    digest = hashlib.sha256()
    query = "SELECT rank, sighting_id, score FROM candidate WHERE search_id = ? ORDER BY rank"
    for one in db.execute(query, (detail.get("search_id"),)):
        digest.update(f"{one['rank']} {one['sighting_id']} {float(one['score']):.6f}\n".encode("ascii"))
    if digest.hexdigest() != detail["list_sha256"]:
        yield f"The list of search {detail.get('search_id')} is not the one that row {row} of the log noted."


def check_import(db: sqlite3.Connection, row: int, detail: dict[str, Any]) -> Iterator[str]:
    """Yield a line if the files of a source are not those that were logged."""
    digest, count = hashlib.sha256(), 0
    query = (
        "SELECT sha256, copy.size_bytes, mtime_ns, path, device_path FROM copy JOIN media USING (media_id) "
        "WHERE source_id = ? AND copy_id <= ? ORDER BY copy_id"
    )
    for one in db.execute(query, (detail.get("source"), detail.get("last_copy"))):
        paths = (text(one["path"]), text(one["device_path"]))
        values = [one["sha256"], one["size_bytes"], one["mtime_ns"], *paths]
        digest.update(json.dumps(values, ensure_ascii=True).encode("ascii") + b"\n")
        count += 1
    if (count, digest.hexdigest()) != (detail.get("copies"), detail["manifest_sha256"]):
        yield f"The files of source {detail.get('source')} are not those that row {row} of the log sealed."


def detail_of(row: dict[str, Any]) -> dict[str, Any]:
    """Return the detail of a row; nothing where it is nonsense."""
    try:
        found = json.loads(text(row["detail"]))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def text(value: object) -> str:
    """Return a text; names of files that are no UTF-8 are kept as bytes."""
    if isinstance(value, bytes):
        try:
            return value.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            return value.decode("utf-8", "backslashreplace")
    return value if isinstance(value, str) else repr(value)


if __name__ == "__main__":
    sys.exit(main())
