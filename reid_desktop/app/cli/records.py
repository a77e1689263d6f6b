"""Domain values as the JSON rows that the command line promises."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.capture import iso_utc
from reid_desktop.domain.case import AuditEntry, Exhibit
from reid_desktop.domain.claims import Beside, joined
from reid_desktop.domain.corrections import Correction
from reid_desktop.domain.geometry import Box
from reid_desktop.domain.ids import ExhibitId, MediaId, SightingId
from reid_desktop.domain.known_from import flag_names
from reid_desktop.domain.media import Copy, MediaItem
from reid_desktop.domain.query import LEAD_NOTICE, ProbeOrigin, SearchRecord
from reid_desktop.domain.search_options import OF_SIGHTINGS, SearchOptions, Unsearched
from reid_desktop.domain.sighting import Sighting
from reid_desktop.domain.stacks import MediaLink
from reid_desktop.domain.testimony import Reading, readings_of
from reid_desktop.ports.engine import ImportSummary, VerifyReport

Row = dict[str, object]


def box_row(box: Box | None) -> list[int] | None:
    """Return `[left, top, right, bottom]` in upright full-frame pixels."""
    return None if box is None else [box.left_px, box.top_px, box.right_px, box.bottom_px]


def media_row(item: MediaItem, links: Sequence[Row] = (), corrections: Sequence[Correction] = ()) -> Row:
    """Return a media item with the rows of its links, and how it was corrected."""
    readings = readings_of(item)
    facts, time, place = item.facts, item.time, item.place
    beside = reduce(joined, (copy.beside for copy in item.copies), Beside())
    return {
        "media_id": item.media_id,
        "sha256": item.sha256,
        "kind": item.kind.value,
        "format": item.container,
        "size_bytes": item.size_bytes,
        "paths": [copy.path for copy in item.copies],
        "exhibits": sorted({str(copy.exhibit_id) for copy in item.copies}),
        "width_px": facts.size.width_px if facts.size else None,
        "height_px": facts.size.height_px if facts.size else None,
        "orientation": facts.orientation,
        "make": facts.make,
        "model": facts.model,
        "time_utc": time.iso_utc if time else None,
        "time_uncertainty_s": time.uncertainty_s if time else None,
        "time_original": time.original if time else None,
        "time_zone": time.zone if time else None,
        "time_source": time.source.value if time else None,
        "latitude": place.latitude_deg if place else None,
        "longitude": place.longitude_deg if place else None,
        "altitude_m": place.altitude_m if place else None,
        "accuracy_m": place.accuracy_m if place else None,
        "place_source": place.source.value if place else None,
        "duration_s": facts.duration_s,
        "app": beside.app,
        "fields": dict(beside.fields),
        "sidecars": list(beside.sidecars),
        "notes": list(beside.notes),
        "links": list(links),
        "warnings": list(facts.warnings),
        "flags": flag_names(item.flags),
        "place_name": item.place_name,
        "readings": [reading_row(one) for one in readings],
        "disagreements": [
            {"tag": one.tag, "text": one.text, "sentence": sentence}
            for one in readings
            for sentence in one.disagrees
        ],
        "corrections": [correction_row(one) for one in corrections],
    }


def reading_row(reading: Reading) -> Row:
    """Return one thing that was found about time or place."""
    row: Row = {
        "tag": reading.tag,
        "text": reading.text,
        "counts": reading.counts,
        "exhibit": reading.exhibit,
    }
    if not reading.is_time:
        return {
            **row,
            "latitude": reading.latitude_deg,
            "longitude": reading.longitude_deg,
            "off_m": reading.off_m,
        }
    return {
        **row,
        "utc": iso_utc(reading.utc_ms) if reading.utc_ms is not None else None,
        "zone": reading.zone,
        "zone_known": reading.zone_known,
        "uncertainty_s": reading.uncertainty_s,
        "off_s": reading.off_s,
        "note": reading.note,
    }


def correction_row(correction: Correction) -> Row:
    """Return a correction by hand, or its withdrawal."""
    time, place = correction.time, correction.place
    return {
        "about": correction.about.value,
        "time_utc": time.iso_utc if time else None,
        "latitude": place.latitude_deg if place else None,
        "longitude": place.longitude_deg if place else None,
        "withdrawn": time is None and place is None,
        "author": correction.author,
        "reason": correction.reason,
        "at_utc": correction.at_utc,
    }


def link_row(link: MediaLink, hashes: Mapping[MediaId, str]) -> Row:
    """Return a link; `hashes` has the SHA-256 of both items."""
    return {
        "kind": link.kind.value,
        "first": hashes[link.first],
        "second": hashes[link.second],
        "detail": link.detail,
        "undone": link.is_undone,
    }


def sighting_row(
    sighting: Sighting, sha256: str, track: NDArray[np.float32] | None = None, *, shows_track: bool = False
) -> Row:
    """Return a sighting, with the boxes of a tracklet if they are asked for."""
    boxes = None if track is None else [[round(float(v), 3) for v in row] for row in track]
    return {
        "sighting_id": sighting.sighting_id,
        "sha256": sha256,
        "box": box_row(sighting.box),
        "score": round(sighting.score, 6),
        "quality": round(sighting.quality, 6),
        "quality_facts": quality_row(sighting),
        "turn_deg": sighting.turn_deg,
        "start_s": sighting.start_s,
        "end_s": sighting.end_s,
        "best_s": sighting.best_s,
        "appearance": sighting.appearance,
        "quick": sighting.is_quick,
        **({"track": boxes} if shows_track else {}),
    }


def quality_row(sighting: Sighting) -> Row | None:
    """Return what the quality is made of; None where the case does not hold it."""
    found = sighting.assessment
    if found is None:
        return None
    return {
        "height_px": found.height_px,
        "sharpness": found.sharpness,
        "truncated": found.truncated,
        "overlap": found.overlap,
        "score": round(sighting.score, 6),
    }


def exhibit_row(exhibit: Exhibit) -> Row:
    """Return an exhibit."""
    return {
        "exhibit": str(exhibit.exhibit_id),
        "description": exhibit.description,
        "seal": exhibit.seal,
        "owner": exhibit.owner,
        "time_zone": exhibit.time_zone,
        "clock_offset_s": exhibit.clock_offset_s,
        "clock_uncertainty_s": exhibit.clock_uncertainty_s,
        "clock_basis": exhibit.clock_basis,
        "make": exhibit.make,
        "model": exhibit.model,
    }


def audit_row(entry: AuditEntry) -> Row:
    """Return a log row."""
    return {
        "audit_id": entry.audit_id,
        "at_utc": entry.at_utc,
        "who": entry.who,
        "action": entry.action,
        "object": entry.object,
        "detail": entry.detail,
        "previous_sha256": entry.previous_sha256,
        "sha256": entry.sha256,
    }


def probe_row(probe: ProbeOrigin) -> Row:
    """Return where a probe is from."""
    return {
        "name": probe.name,
        "sha256": probe.sha256,
        "box": box_row(probe.box),
        "sighting_id": probe.sighting_id,
        "note": probe.note,
        "person": probe.person,
        "at_s": probe.at_s,
    }


def search_row(
    search: SearchRecord,
    sightings: Mapping[SightingId, Sighting],
    items: Mapping[MediaId, MediaItem],
) -> Row:
    """Return a search with its candidates."""
    rows = []
    for candidate in search.candidates:
        sighting = sightings[candidate.sighting_id]
        item = items[sighting.media_id]
        copy = copy_on(item, search.filters.exhibits)
        row = candidate_row(candidate.rank, candidate.score, sighting, item, copy)
        rows.append({**row, "person": candidate.person, "joint": candidate.joint})
    return {**search_head(search), "candidates": rows}


def search_head(search: SearchRecord) -> Row:
    """Return a search without its candidates."""
    return {
        "search_id": search.search_id,
        "created_utc": search.created_utc,
        "examiner": search.examiner,
        "notice": LEAD_NOTICE,
        "probe": probe_row(search.probe),
        "probes": [probe_row(probe) for probe in search.probes],
        "model_key": search.model_key,
        "top": search.top,
        "index": {
            "kind": search.index.kind.value,
            "exact": search.index.exact,
            "size": search.index.size,
            "searched": search.index.searched,
            "note": search.index.note,
            "shared_part": search.index.shared_part or None,
            "recall": search.index.recall,
            "newest": search.index.newest,
            "sha256": search.index.sha256 or None,
        },
        "options": options_row(search.options),
        "not_searched": [
            {"reason": one.reason.value, "of": unsearched_kind(one.reason), "count": one.count}
            for one in search.left_out
        ],
        "program": search.program or None,
        "log": {"row": search.log_head.rows, "sha256": search.log_head.sha256} if search.log_head else None,
    }


def options_row(options: SearchOptions) -> Row:
    """Return how a search was to be made."""
    return {
        "bare": options.bare,
        "together": options.together.value,
        "within_s": options.within_s,
        "liked": list(options.liked),
        "unliked": list(options.unliked),
        "rerank": options.rerank,
        "expand": options.expand,
    }


def unsearched_kind(reason: Unsearched) -> str:
    """Return what the ids of a reason are of: `files`, `media` or `sightings`."""
    if reason is Unsearched.UNDECODABLE_FILE:
        return "files"
    return "sightings" if reason in OF_SIGHTINGS else "media"


def copy_on(item: MediaItem, exhibits: Collection[ExhibitId]) -> Copy:
    """Return the first copy that was found on one of the exhibits asked for (none: on any)."""
    return next((copy for copy in item.copies if copy.exhibit_id in exhibits), item.copies[0])


def candidate_row(rank: int, score: float, sighting: Sighting, item: MediaItem, copy: Copy) -> Row:
    """Return a candidate; its time is the appearance's: clip time plus the start of the tracklet."""
    shift_ms = round((sighting.start_s or 0.0) * 1000)
    return {
        "rank": rank,
        "sighting_id": sighting.sighting_id,
        "score": score,
        "sha256": item.sha256,
        "path": copy.path,
        "exhibit": str(copy.exhibit_id),
        "kind": item.kind.value,
        "box": box_row(sighting.box),
        "time_utc": iso_utc(item.time.utc_ms + shift_ms) if item.time else None,
        "time_source": item.time.source.value if item.time else None,
        "latitude": item.place.latitude_deg if item.place else None,
        "longitude": item.place.longitude_deg if item.place else None,
        "start_s": sighting.start_s,
        "end_s": sighting.end_s,
    }


def summary_row(summary: ImportSummary) -> Row:
    """Return what an import brought."""
    return {
        "files_total": summary.files_total,
        "imported": summary.imported,
        "duplicates": summary.duplicates,
        "not_media": summary.not_media,
        "failed": summary.failed,
        "failures": [{"path": f.path, "reason": f.reason} for f in summary.failures],
        "photos": summary.photos,
        "videos": summary.videos,
        "sightings": summary.sightings,
        "waiting": summary.waiting,
        "clips_at_another_rate": summary.clips_at_another_rate,
        "model_key": summary.model_key,
        "elapsed_s": summary.elapsed_s,
    }


def verify_row(report: VerifyReport) -> Row:
    """Return what a check found."""
    problems: Sequence[Row] = [{"path": p.path, "reason": p.reason} for p in report.problems]
    return {
        "ok": not report.problems,
        "files_checked": report.files_checked,
        "unchanged": report.unchanged,
        "database_ok": report.database_ok,
        "audit_ok": report.audit_ok,
        "index_ok": report.index_ok,
        "problems": problems,
        "new_files": [{"path": n.path, "reason": n.reason} for n in report.new_files],
        "logged": report.is_logged,
        "unguarded_rows": report.unguarded_rows,
        "unsealed_rows": report.unsealed_rows,
        "elapsed_s": report.elapsed_s,
    }
