"""Fills the fields of `RawFacts` that hold one time and one place from its claims."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from reid_desktop.adapters.media import moments
from reid_desktop.domain.claims import TimeClaim, TimeTag
from reid_desktop.domain.media import RawFacts

_CAMERA = {TimeTag.EXIF_ORIGINAL, TimeTag.EXIF_DIGITIZED, TimeTag.EXIF_CHANGED}
_CONTAINER = {TimeTag.APPLE_CREATION, TimeTag.CONTAINER}


def with_single_values(facts: RawFacts) -> RawFacts:
    """Return the facts with the best claim of each kind in a field of its own."""
    facts = replace(facts, place=facts.places[0].place if facts.places else None)
    for claim in reversed(facts.times):
        if claim.tag in _CAMERA:
            facts = replace(
                facts, local_time=claim.wall, local_time_original=claim.text, utc_offset=claim.zone
            )
        elif claim.tag is TimeTag.GPS:
            facts = replace(facts, gps_utc_ms=claim.utc_ms, gps_time_original=claim.text)
        elif claim.tag in _CONTAINER:
            facts = _with_container(facts, claim)
    return facts


def _with_container(facts: RawFacts, claim: TimeClaim) -> RawFacts:
    if claim.wall is not None and claim.zone is None:
        return replace(facts, local_time=claim.wall, local_time_original=claim.text)
    utc_ms = claim.utc_ms
    if claim.wall is not None and claim.zone is not None:
        utc_ms = moments.utc_ms(datetime.fromisoformat(claim.wall), claim.zone)
    return replace(
        facts,
        container_time_original=claim.text,
        container_utc_ms=utc_ms,
        container_offset=claim.zone,
    )
