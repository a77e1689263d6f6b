"""Taking off an export what it is to leave out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.export_profile import Field
from reid_desktop.domain.flags import MediaFlag
from reid_desktop.domain.media import MediaItem
from reid_desktop.domain.review import SightingReview
from reid_desktop.ports.export import ExportRow

NO_PICTURE = Path("left-out.jpg")
"""Is nowhere: formats show a placeholder."""


def without(row: ExportRow, fields: frozenset[Field]) -> ExportRow:
    """Return a row without what is left out.

    Paths on this computer stay, for the evidence is read through them; formats do not write them.
    """
    if not fields:
        return row
    linked = tuple(replace(one, media=_media(one.media, fields)) for one in row.linked)
    row = replace(row, left_out=fields, media=_media(row.media, fields), linked=linked)
    if Field.SCORES in fields:
        row = replace(row, score=None, strength=None)
    if Field.DECISIONS in fields:
        row = replace(row, decisions=(), opinions=(), persons=())
    if Field.SCENES in fields:
        row = replace(row, scene_path=NO_PICTURE)
    return replace(row, review=_review(row.review, fields))


def _media(media: MediaItem, fields: frozenset[Field]) -> MediaItem:
    if Field.PLACES in fields:
        flags = media.flags & ~(MediaFlag.PLACES_DISAGREE | MediaFlag.IMPOSSIBLE_PLACE)
        facts = replace(media.facts, place=None, places=(), impossible_places=())
        media = replace(media, place=None, place_name=None, flags=flags, facts=facts)
    if Field.CAMERAS in fields:
        media = replace(media, facts=replace(media.facts, make=None, model=None, serial=None))
    return media


def _review(review: SightingReview | None, fields: frozenset[Field]) -> SightingReview | None:
    if review is None:
        return None
    if Field.DECISIONS in fields:
        review = replace(review, decision=None)
    if Field.MARKS in fields:
        review = replace(review, tags=(), grades={}, is_bookmarked=False)
    return review


def without_owner(exhibit: Exhibit, fields: frozenset[Field]) -> Exhibit:
    """Return an exhibit, without its owner where owners are left out."""
    return replace(exhibit, owner="") if Field.OWNERS in fields else exhibit
