"""One exported row as named values: what JSON, GeoJSON, KML and GPX write alike."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from reid_desktop.domain.calibration import Strength
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.export_profile import Field
from reid_desktop.domain.geometry import Box
from reid_desktop.domain.known_from import (
    flag_names,
    zone_known_from,
)
from reid_desktop.domain.media import MediaItem
from reid_desktop.domain.provenance import place_known_from, time_known_from
from reid_desktop.domain.review import Decision
from reid_desktop.domain.second_look import Outcome
from reid_desktop.domain.testimony import readings_of
from reid_desktop.domain.zones import zone_named
from reid_desktop.ports.export import ExportRow

from .plain_text import encodable
from .row_facts import appearance_iso_utc, appearance_utc_ms, camera, crop_name

Fields = dict[str, Any]


def sighting_fields(row: ExportRow) -> Fields:
    """Return a row; what is not known is None, texts are as found but for what cannot be encoded."""
    return {
        "rank": row.rank,
        "score": None if row.score is None else round(row.score, 6),
        "sighting_id": int(row.sighting.sighting_id),
        "strength": strength_fields(row.strength),
        **time_fields(row),
        **place_fields(row),
        **_position_fields(row),
        "camera": encodable(camera(row)) or None,
        **review_fields(row),
        "left_out": sorted(row.left_out),
        "media": media_fields(row.media, row.left_out),
        "linked": linked_fields(row),
        "crop_name": crop_name(row),
    }


def time_fields(row: ExportRow) -> Fields:
    """Return when the person appears, in UTC and on the wall, and how both are known."""
    time = row.media.time
    at_ms = appearance_utc_ms(row)
    return {
        "time_utc": appearance_iso_utc(row),
        "time_local": None if time is None or at_ms is None else local_iso(at_ms, time.zone),
        "time_zone": encodable(time.zone) if time and time.zone else None,
        "time_zone_known_from": zone_known(row.media),
        "time_uncertainty_s": time.uncertainty_s if time else None,
        "time_original": encodable(time.original) if time else None,
        "time_source": time.source.value if time else None,
        "time_known_from": _encodable(time_known_from(row.media)),
    }


def place_fields(row: ExportRow) -> Fields:
    """Return where the camera stood (WGS 84), and how that is known."""
    place = row.media.place
    return {
        "latitude_deg": round(place.latitude_deg, 7) if place else None,
        "longitude_deg": round(place.longitude_deg, 7) if place else None,
        "altitude_m": place.altitude_m if place else None,
        "accuracy_m": place.accuracy_m if place else None,
        "place_source": place.source.value if place else None,
        "place_known_from": _encodable(place_known_from(row.media)),
        "place_name": encodable(row.media.place_name) if row.media.place_name else None,
    }


def _position_fields(row: ExportRow) -> Fields:
    sighting = row.sighting
    return {
        "start_s": sighting.start_s,
        "end_s": sighting.end_s,
        "best_s": sighting.best_s,
        "box_px": box_list(sighting.box),
        "frame_width_px": sighting.frame_size.width_px,
        "frame_height_px": sighting.frame_size.height_px,
        "turn_deg": sighting.turn_deg,
        "quick": sighting.is_quick,
        "detector_score": round(sighting.score, 6),
        "quality": round(sighting.quality, 6),
        **quality_fields(row),
    }


def quality_fields(row: ExportRow) -> Fields:
    """Return what the quality of the crop is made of; None where it was not measured."""
    facts = row.sighting.assessment
    return {
        "height_px": facts.height_px if facts else None,
        "sharpness": facts.sharpness if facts else None,
        "truncated": facts.truncated if facts else None,
        "overlap": facts.overlap if facts else None,
    }


def review_fields(row: ExportRow) -> Fields:
    """Return what examiners said about the sighting: what counts, and everything that was decided."""
    review = row.review
    return {
        "decision": review.decision.verdict.value
        if review and review.decision and review.decision.verdict
        else None,
        "decisions": [decision_fields(one) for one in row.decisions],
        "second_opinions": [opinion_fields(one) for one in row.opinions],
        "persons": [encodable(name) for name in row.persons],
        "tags": [encodable(tag) for tag in review.tags] if review else [],
        "grades": {encodable(name): value for name, value in review.grades.items()} if review else {},
        "bookmarked": bool(review and review.is_bookmarked),
    }


def strength_fields(strength: Strength | None) -> Fields | None:
    """Return what a score is worth: log10 of a likelihood ratio with its interval, or why there is none."""
    if strength is None:
        return None
    return {
        "log10_lr": strength.log10_lr,
        "low": strength.low,
        "high": strength.high,
        "expected_false": strength.expected_false,
        "reason": strength.reason or None,
    }


def opinion_fields(outcome: Outcome) -> Fields:
    """Return what a second and a third person said who knew nothing of the first."""
    asked = (("second", outcome.second), ("third", outcome.third))
    return {
        "search_id": int(outcome.search_id),
        "first": outcome.first.value,
        **{
            name: None
            if answer is None
            else {
                "verdict": answer.verdict.value,
                "reviewer": encodable(answer.reviewer),
                "at_utc": answer.at_utc,
                "reason": encodable(answer.reason),
                "checklist": {encodable(f): encodable(t) for f, t in answer.checklist.items()},
            }
            for name, answer in asked
        },
        "agreement": outcome.agreement.value,
        "verdict": outcome.verdict.value if outcome.verdict else None,
    }


def opinion_line(opinion: Fields) -> str:
    """Return the opinions on a sighting as one line."""
    said = [
        f"{name} person, not told the first: {opinion[name]['verdict']} by {opinion[name]['reviewer']} "
        f"{opinion[name]['at_utc']}"
        for name in ("second", "third")
        if opinion[name]
    ]
    return "; ".join([*said, opinion["agreement"]])


def decision_fields(decision: Decision) -> Fields:
    """Return one decision as it was made."""
    return {
        "verdict": decision.verdict.value if decision.verdict else "withdrawn",
        "reviewer": encodable(decision.reviewer),
        "at_utc": decision.at_utc,
        "reason": encodable(decision.reason),
        "checklist": {encodable(name): encodable(text) for name, text in decision.checklist.items()},
        "search_id": decision.about.search_id,
        "person_id": decision.about.person_id,
        "origin": encodable(decision.origin),
        "undone": decision.is_undone,
        "counts": decision.is_current,
    }


def decision_line(decision: Fields) -> str:
    """Return a decision as one line."""
    about = "" if decision["search_id"] is None else f" in search {decision['search_id']}"
    state = "" if decision["counts"] else " (no longer counts)"
    why = f": {decision['reason']}" if decision["reason"] else ""
    return f"{decision['verdict']} by {decision['reviewer']} {decision['at_utc']}{about}{state}{why}"


def features_line(checklist: Mapping[str, str]) -> str:
    """Return what was found feature by feature as one line, empty where nothing was."""
    return "; ".join(f"{feature}: {finding}" for feature, finding in checklist.items())


def whole_decision(decision: Fields) -> str:
    """Return a decision with what was found feature by feature as one line."""
    compared = features_line(decision["checklist"])
    return f"{decision_line(decision)} [{compared}]" if compared else decision_line(decision)


def media_fields(media: MediaItem, left_out: frozenset[Field] = frozenset()) -> Fields:
    """Return the file that a sighting is in, with every path it was found at."""
    return {
        "sha256": encodable(media.sha256),
        "kind": media.kind.value,
        "container": encodable(media.container),
        "file_bytes": media.size_bytes,
        "make": encodable(media.facts.make) if media.facts.make else None,
        "model": encodable(media.facts.model) if media.facts.model else None,
        "flags": flag_names(media.flags),
        "warnings": [encodable(one) for one in media.facts.warnings],
        "copies": copies_fields(media, left_out),
    }


def linked_fields(row: ExportRow) -> list[Fields]:
    """Return what belongs together with the file: its moving part, its still, near doubles."""
    return [
        {
            "kind": one.kind.value,
            "detail": encodable(one.detail),
            "sha256": encodable(one.media.sha256),
            "copies": copies_fields(one.media, row.left_out),
        }
        for one in row.linked
    ]


def copies_fields(media: MediaItem, left_out: frozenset[Field]) -> list[Fields]:
    """Return where a file was found."""
    return [
        {
            "exhibit": encodable(copy.exhibit_id),
            "device_path": encodable(copy.device_path),
            "path": None if Field.LOCAL_PATHS in left_out else encodable(copy.path),
        }
        for copy in media.copies
    ]


def box_list(box: Box | None) -> list[int] | None:
    """Return `[left, top, right, bottom]` in pixels of the upright full frame."""
    return None if box is None else [box.left_px, box.top_px, box.right_px, box.bottom_px]


def local_iso(at_ms: int, zone: str | None) -> str | None:
    """Return ISO 8601 on the wall of a zone, such as `2024-05-18T14:22:33.000+02:00`; None without a zone."""
    if zone is None:
        return None
    try:
        moment = datetime.fromtimestamp(at_ms // 1000, tz=UTC).astimezone(zone_named(zone))
    except (UsageError, OverflowError, ValueError):
        return None  # the zone is a text that names none: it is given as found beside this
    offset = moment.strftime("%z")
    return f"{moment.replace(tzinfo=None).isoformat()}.{at_ms % 1000:03d}{offset[:3]}:{offset[3:5] or '00'}"


def _encodable(text: str | None) -> str | None:
    return None if text is None else encodable(text)


def zone_known(media: MediaItem) -> str | None:
    """Return how the zone of the time that counts is known, in words; None where nothing tells."""
    counting = next((one for one in readings_of(media) if one.is_time and one.counts), None)
    return zone_known_from(counting.zone_known) or None if counting else None


def title_of(row: ExportRow) -> str:
    """Return what a marker is called."""
    number = f"sighting {row.sighting.sighting_id}"
    return number.capitalize() if row.rank is None else f"Rank {row.rank}, {number}"
