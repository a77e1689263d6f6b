"""Room for clips in work."""

from __future__ import annotations

from sqlite_utils import Database


def version_7(db: Database) -> None:
    """How far the analysis of a long clip has come, until it is done."""
    db.table("clip_progress").create(
        {"media_id": int, "model_key": str, "until_s": float, "state": bytes},
        pk=("media_id", "model_key"),
        not_null={"until_s", "state"},
        foreign_keys=[("media_id", "media", "media_id")],
    )
