"""The tables of a case: numbered steps that are only ever appended to."""

from __future__ import annotations

from collections.abc import Callable

from sqlite_utils import Database

from .protection import append_only
from .schema_accountability import version_6
from .schema_clips import version_7
from .schema_evidence import version_9
from .schema_outcomes import version_8
from .schema_persons import version_4
from .schema_review import version_3
from .schema_searches import version_5

Step = Callable[[Database], None]


def _case(db: Database) -> None:
    db.table("case_fact").create({"name": str, "value": bytes}, pk="name", not_null={"value"})
    db.table("exhibit").create(
        {
            "exhibit_row": int,
            "exhibit_id": bytes,  # texts are declared as blobs: no conversion, either kind is kept
            "description": bytes,
            "seal": bytes,
            "owner": bytes,
            "time_zone": bytes,
            "clock_offset_s": float,
        },
        pk="exhibit_row",
        not_null={"exhibit_id", "description", "seal", "owner", "clock_offset_s"},
    ).create_index(["exhibit_id"], unique=True)
    db.table("source").create(
        {"source_id": int, "exhibit_row": int, "path": bytes, "kind": str},
        pk="source_id",
        not_null={"exhibit_row", "path", "kind"},
        foreign_keys=[("exhibit_row", "exhibit", "exhibit_row")],
    ).create_index(["exhibit_row", "path"], unique=True)


def _files(db: Database) -> None:
    db.table("copy").create(
        {
            "copy_id": int,
            "media_id": int,
            "exhibit_row": int,
            "source_id": int,
            "path": bytes,
            "device_path": bytes,
            "size_bytes": int,
            "mtime_ns": int,
        },
        pk="copy_id",
        not_null={"media_id", "exhibit_row", "source_id", "path", "device_path", "size_bytes", "mtime_ns"},
        foreign_keys=[
            ("media_id", "media", "media_id"),
            ("exhibit_row", "exhibit", "exhibit_row"),
            ("source_id", "source", "source_id"),
        ],
    ).create_index(["exhibit_row", "path"], unique=True).create_index(["media_id", "exhibit_row"])
    db.table("file_outcome").create(
        {"outcome_id": int, "source_id": int, "path": bytes, "outcome": str, "reason": bytes},
        pk="outcome_id",
        not_null={"source_id", "path", "outcome"},
        foreign_keys=[("source_id", "source", "source_id")],
    ).create_index(["source_id", "path"], unique=True).create_index(["outcome"])


def _media(db: Database) -> None:
    db.table("media").create(
        {
            "media_id": int,
            "sha256": str,
            "kind": str,
            "container": str,
            "size_bytes": int,
            "facts": str,
            "time_utc_ms": int,
            "time_uncertainty_s": float,
            "time_original": bytes,
            "time_zone": bytes,
            "time_source": str,
            "latitude_deg": float,
            "longitude_deg": float,
            "accuracy_m": float,
            "altitude_m": float,
            "place_source": str,
        },
        pk="media_id",
        not_null={"sha256", "kind", "container", "size_bytes", "facts"},
    ).create_index(["sha256"], unique=True)
    # The order in which media are analysed: photos before videos, newest first.
    db.execute("CREATE INDEX idx_media_work ON media (kind, time_utc_ms DESC, media_id)")


def _analyses(db: Database) -> None:
    db.table("model").create(
        {"model_id": int, "model_key": str, "dimensions": int}, pk="model_id", not_null={"model_key"}
    ).create_index(["model_key"], unique=True)
    db.table("analysis").create(
        {
            "analysis_id": int,
            "model_id": int,
            "media_id": int,
            "state": str,
            "sightings": int,  # how many: counting their rows takes ten times as long
            "reason": bytes,
            "elapsed_ms": float,
        },
        pk="analysis_id",
        not_null={"model_id", "media_id", "state", "sightings"},
        foreign_keys=[("model_id", "model", "model_id"), ("media_id", "media", "media_id")],
    ).create_index(["model_id", "media_id"], unique=True)


def _sightings(db: Database) -> None:
    db.table("sighting").create(
        {
            "sighting_id": int,
            "model_id": int,
            "media_id": int,
            "left_px": int,
            "top_px": int,
            "right_px": int,
            "bottom_px": int,
            "frame_width_px": int,
            "frame_height_px": int,
            "score": float,
            "quality": float,
            "height_px": int,
            "sharpness": float,
            "truncated": int,
            "start_s": float,
            "end_s": float,
            "best_s": float,
        },
        pk="sighting_id",
        not_null={
            "model_id", "media_id", "left_px", "top_px", "right_px", "bottom_px",
            "frame_width_px", "frame_height_px", "score", "quality",
        },
        foreign_keys=[("model_id", "model", "model_id"), ("media_id", "media", "media_id")],
    ).create_index(["media_id", "model_id"]).create_index(["model_id"])  # fmt: skip
    db.table("vector").create(
        {"sighting_id": int, "model_id": int, "data": bytes},
        pk="sighting_id",
        not_null={"model_id", "data"},
        foreign_keys=[("sighting_id", "sighting", "sighting_id"), ("model_id", "model", "model_id")],
    ).create_index(["model_id"])


def _searches_and_log(db: Database) -> None:
    db.table("search").create(
        {
            "search_id": int,
            "created_utc": str,
            "examiner": bytes,
            "probe": str,
            "model_key": str,
            "filters": str,
            "top": int,
            "index_state": str,
        },
        pk="search_id",
        not_null={"created_utc", "examiner", "probe", "model_key", "filters", "top", "index_state"},
    )
    db.table("candidate").create(
        {"search_id": int, "rank": int, "sighting_id": int, "score": float},
        pk=("search_id", "rank"),
        not_null={"search_id", "rank", "sighting_id", "score"},
        foreign_keys=[("search_id", "search", "search_id"), ("sighting_id", "sighting", "sighting_id")],
    )
    db.table("audit").create(
        {
            "audit_id": int,
            "at_utc": str,
            "who": bytes,
            "action": bytes,
            "object": bytes,
            "detail": str,
            "previous_sha256": str,
            "sha256": str,
        },
        pk="audit_id",
        not_null={"at_utc", "who", "action", "object", "detail", "previous_sha256", "sha256"},
    )
    for table in ("audit", "search", "candidate"):
        append_only(db, table)


def _version_1(db: Database) -> None:
    _case(db)
    _media(db)
    _files(db)
    _analyses(db)
    _sightings(db)
    _searches_and_log(db)


def _version_2(db: Database) -> None:
    """Room for what disagrees, what was corrected, what belongs together, and tracklets."""
    db.table("exhibit").add_column("clock_uncertainty_s", float, not_null_default=0.0)
    for name in ("clock_basis", "make", "model"):
        db.execute(f"ALTER TABLE exhibit ADD COLUMN {name} BLOB NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE copy ADD COLUMN beside TEXT")
    db.table("media").add_column("flags", int, not_null_default=0)
    for name, kind in (("place_name", "BLOB"), ("testimony", "TEXT"), ("fingerprint", "BLOB")):
        db.execute(f"ALTER TABLE media ADD COLUMN {name} {kind}")
    db.table("sighting").add_column("overlap", float)  # null: analysed before it was measured
    db.table("sighting").add_column("appearance", int)
    db.table("sighting").add_column("turn_deg", int, not_null_default=0)
    db.table("track").create(
        {"sighting_id": int, "boxes": bytes},
        pk="sighting_id",
        not_null={"boxes"},
        foreign_keys=[("sighting_id", "sighting", "sighting_id")],
    )
    db.table("analysis").add_column("until_s", float)
    db.table("media_link").create(
        {"link_id": int, "first": int, "second": int, "kind": str, "detail": bytes, "is_undone": int},
        pk="link_id",
        not_null={"first", "second", "kind", "detail", "is_undone"},
        foreign_keys=[("first", "media", "media_id"), ("second", "media", "media_id")],
    ).create_index(["first", "second", "kind"], unique=True).create_index(["second"])
    db.table("correction").create(
        {
            "correction_id": int,
            "media_id": int,
            "about": str,
            "value": str,  # JSON; null withdraws
            "author": bytes,
            "reason": bytes,
            "at_utc": str,
        },
        pk="correction_id",
        not_null={"media_id", "about", "author", "reason", "at_utc"},
        foreign_keys=[("media_id", "media", "media_id")],
    ).create_index(["media_id"])
    append_only(db, "correction")
    db.execute("ALTER TABLE search ADD COLUMN log_rows INTEGER")  # how far the log was at the search
    db.execute("ALTER TABLE search ADD COLUMN log_sha256 TEXT")


STEPS: tuple[Step, ...] = (
    _version_1,
    _version_2,
    version_3,
    version_4,
    version_5,
    version_6,
    version_7,
    version_8,
    version_9,
)
"""Step n brings a file from version n to n + 1; a released step is never edited."""
