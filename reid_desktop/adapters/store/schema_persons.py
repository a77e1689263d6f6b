"""Persons of interest, who belongs to them, alarms; how long stages took."""

from __future__ import annotations

from sqlite_utils import Database

from .protection import append_only


def version_4(db: Database) -> None:
    """Persons of interest, who belongs to them, alarms."""
    _persons(db)
    _alarms(db)
    _stage_times(db)


def _persons(db: Database) -> None:
    db.table("person_event").create(
        {
            "event_id": int,
            "person_id": int,
            "verb": str,
            "detail": str,  # JSON of what the verb needs
            "author": bytes,
            "reason": bytes,
            "at_utc": str,
        },
        pk="event_id",
        not_null={"person_id", "verb", "detail", "author", "reason", "at_utc"},
    )
    db.table("person_probe").create(
        {
            "probe_id": int,
            "person_id": int,
            "name": bytes,
            "sha256": str,
            "box": str,  # JSON; null: the whole picture
            "sighting_id": int,
            "note": bytes,
            "newest_sighting": int,  # of the case when the probe came: alarms tell of later ones
            "picture": bytes,  # an encoded crop, so that other models can describe it
        },
        pk="probe_id",
        not_null={"person_id", "name", "sha256", "note", "newest_sighting", "picture"},
        foreign_keys=[("sighting_id", "sighting", "sighting_id")],
    )
    db.table("person_probe_vector").create(
        {"probe_id": int, "model_key": str, "data": bytes},
        pk=("probe_id", "model_key"),
        not_null={"data"},
        foreign_keys=[("probe_id", "person_probe", "probe_id")],
    )
    for table in ("person_event", "person_probe"):
        append_only(db, table)


def _alarms(db: Database) -> None:
    db.table("alarm").create(
        {
            "alarm_id": int,
            "person_id": int,
            "probe_id": int,
            "sighting_id": int,
            "model_key": str,
            "comparison": str,
            "score": float,
            "threshold": float,
            "at_utc": str,
        },
        pk="alarm_id",
        not_null={
            "person_id", "probe_id", "sighting_id", "model_key", "comparison", "score", "threshold", "at_utc",
        },
        foreign_keys=[
            ("probe_id", "person_probe", "probe_id"),
            ("sighting_id", "sighting", "sighting_id"),
        ],
    ).create_index(["sighting_id"])  # fmt: skip
    db.table("alarm_decision").create(
        {
            "decision_id": int,
            "alarm_id": int,
            "decision": str,
            "author": bytes,
            "reason": bytes,
            "at_utc": str,
        },
        pk="decision_id",
        not_null={"alarm_id", "decision", "author", "reason", "at_utc"},
        foreign_keys=[("alarm_id", "alarm", "alarm_id")],
    ).create_index(["alarm_id"])
    db.table("alarm_mark").create(  # how far sightings were compared
        {"model_key": str, "sighting_id": int}, pk="model_key", not_null={"sighting_id"}
    )
    for table in ("alarm", "alarm_decision"):
        append_only(db, table)


def _stage_times(db: Database) -> None:
    db.table("stage_time").create(
        {
            "stage_time_id": int,
            "stretch": int,
            "ended_utc": str,
            "model_key": str,
            "stage": str,
            "count": int,
            "elapsed_s": float,
        },
        pk="stage_time_id",
        not_null={"stretch", "ended_utc", "model_key", "stage", "count", "elapsed_s"},
    )
    append_only(db, "stage_time")
