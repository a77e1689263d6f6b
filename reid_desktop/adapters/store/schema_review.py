"""Decisions, grades, tags, bookmarks and notes."""

from __future__ import annotations

from sqlite_utils import Database

from .protection import append_only

DECISION_SLOT, BOOKMARK_SLOT = 1, 2
"""Rows of `review_slot` that every case has."""


def version_3(db: Database) -> None:
    """Decisions, grades, tags, bookmarks and notes."""
    _acts(db)
    _what_counts(db)
    _notes(db)
    for table in ("review_act", "review_item", "grade_set", "note", "looked"):
        append_only(db, table)


def _acts(db: Database) -> None:
    """Everything that was ever said, for good."""
    db.table("review_slot").create(
        {"slot_id": int, "kind": str, "name": bytes}, pk="slot_id", not_null={"kind", "name"}
    ).create_index(["kind", "name"], unique=True)
    db.execute(
        "INSERT INTO review_slot VALUES (?, 'decision', ''), (?, 'bookmark', '')",
        (DECISION_SLOT, BOOKMARK_SLOT),
    )
    db.table("review_act").create(
        {
            "act_id": int,
            "group_id": int,  # the first of the acts that were made, and are undone, together
            "deed": str,
            "of_group": int,  # of an undo or redo
            "slot_id": int,
            "code": int,  # null takes the value away
            "search_id": int,
            "person_id": int,
            "checklist": str,
            "author": bytes,
            "at_utc": str,
            "reason": bytes,
            "origin": bytes,
        },
        pk="act_id",
        not_null={"group_id", "deed", "checklist", "author", "at_utc", "reason", "origin"},
        foreign_keys=[("slot_id", "review_slot", "slot_id")],
    ).create_index(["author"]).create_index(["group_id"])
    for column in ("search_id", "person_id"):
        db.execute(
            f"CREATE INDEX idx_review_act_{column} ON review_act ({column}) WHERE {column} IS NOT NULL"
        )
    db.table("review_item").create(
        {"item_id": int, "act_id": int, "sighting_id": int},
        pk="item_id",
        not_null={"act_id", "sighting_id"},
        foreign_keys=[("act_id", "review_act", "act_id"), ("sighting_id", "sighting", "sighting_id")],
    ).create_index(["sighting_id", "act_id"]).create_index(["act_id"])


def _what_counts(db: Database) -> None:
    """What follows from the acts: kept so that a gallery of a million need not replay them."""
    db.execute("CREATE TABLE review_undone (group_id INTEGER PRIMARY KEY)")
    db.execute(
        "CREATE TABLE review_state (slot_id INTEGER NOT NULL, sighting_id INTEGER NOT NULL, "
        "item_id INTEGER NOT NULL, code INTEGER NOT NULL, PRIMARY KEY (slot_id, sighting_id)) WITHOUT ROWID"
    )
    db.execute("CREATE INDEX idx_review_state_sighting ON review_state (sighting_id)")


def _notes(db: Database) -> None:
    db.table("grade_set").create(
        {"grade_set_id": int, "name": bytes, "levels": str, "author": bytes, "at_utc": str},
        pk="grade_set_id",
        not_null={"name", "levels", "author", "at_utc"},
    )
    db.table("note").create(
        {
            "note_id": int,
            "about": str,
            "object_id": int,
            "text": bytes,
            "author": bytes,
            "at_utc": str,
            "replaces": int,
        },
        pk="note_id",
        not_null={"about", "object_id", "text", "author", "at_utc"},
        foreign_keys=[("replaces", "note", "note_id")],
    ).create_index(["about", "object_id"])
    db.execute("CREATE UNIQUE INDEX idx_note_replaces ON note (replaces) WHERE replaces IS NOT NULL")
    db.table("looked").create(
        {
            "looked_id": int,
            "who": bytes,
            "at_utc": str,
            "sighting_id": int,
            "act_id": int,
            "search_id": int,
            "note_id": int,
        },
        pk="looked_id",
        not_null={"who", "at_utc", "sighting_id", "act_id", "search_id", "note_id"},
    ).create_index(["who"])
