"""The filters in force, each with the name it is taken off by."""

from __future__ import annotations

from reid_desktop.domain.media import MediaKind
from reid_desktop.domain.query import Filters

from . import text
from .clothing_words import wearing_words
from .flag_words import flags_in
from .tag_words import tag_words
from .translating import said, tr


def filter_chips(filters: Filters) -> list[tuple[str, str]]:
    """Return (name, words) for every filter that is set; the names are those of `without`."""
    chips: list[tuple[str, str]] = []
    if filters.after_utc_ms is not None or filters.before_utc_ms is not None:
        after, before = filters.after_utc_ms, filters.before_utc_ms
        start = tr("from {moment}", moment=text.moment(after)[:16]) if after is not None else ""
        end = tr("to {moment}", moment=text.moment(before)[:16]) if before is not None else ""
        span = " ".join(part for part in (start, end) if part)
        chips.append(("time", tr("Time {span} UTC", span=span)))
    if filters.near is not None:
        near = filters.near
        where = f"{near.latitude_deg:.4f}, {near.longitude_deg:.4f}"
        chips.append(
            (
                "near",
                tr("Within {radius} m of {where}", radius=text.figures_in(f"{near.radius_m:g}"), where=where),
            )
        )
    if filters.sightings is not None:
        many = text.counted(len(filters.sightings), "sighting", "sightings")
        chips.append(("area", tr("These only: {many}", many=many)))
    for exhibit in sorted(filters.exhibits):
        chips.append((f"exhibit:{exhibit}", tr("Exhibit {name}", name=text.plain(exhibit))))
    for kind in sorted(filters.kinds):
        chips.append((f"kind:{kind}", tr("Photos") if kind == MediaKind.PHOTO else tr("Videos")))
    if filters.quick_only or filters.without_quick:
        words = tr("Quick pass only") if filters.quick_only else tr("Without the quick pass")
        chips.append(("quick", words))
    if filters.minimum_quality > 0:
        value = text.figure(filters.minimum_quality, 2)
        chips.append(("quality", tr("Quality {value} or better", value=value)))
    if filters.untimed_only:
        chips.append(("untimed", tr("No time known")))
    if filters.unplaced_only:
        chips.append(("unplaced", tr("No place known")))
    return [*chips, *_quality_chips(filters), *_flag_chips(filters), *_review_chips(filters)]


def _quality_chips(filters: Filters) -> list[tuple[str, str]]:
    empty = Filters()
    possible = (
        ("minimum_height_px", tr("At least {height} px tall", height=filters.minimum_height_px)),
        (
            "minimum_sharpness",
            tr("Sharpness {value} or more", value=text.figures_in(f"{filters.minimum_sharpness:g}")),
        ),
        ("minimum_score", tr("Detector {value} or more", value=text.figure(filters.minimum_score, 2))),
        ("maximum_overlap", tr("Covered {share} at most", share=f"{filters.maximum_overlap:.0%}")),
        ("whole_only", tr("Whole persons only")),
        ("camera", tr("Camera holds “{name}”", name=text.plain(filters.camera))),
        ("place_name", tr("Place name holds “{name}”", name=text.plain(filters.place_name))),
    )
    return [(name, words) for name, words in possible if getattr(filters, name) != getattr(empty, name)]


def _flag_chips(filters: Filters) -> list[tuple[str, str]]:
    having = [
        (f"flag:{flag.value}", tr("With: {name}", name=words.name)) for flag, words in flags_in(filters.flags)
    ]
    lacking = [
        (f"without:{flag.value}", tr("Without: {name}", name=words.name))
        for flag, words in flags_in(filters.without_flags)
    ]
    return having + lacking


_DECISIONS = {
    "undecided": said("Undecided"),
    "confirmed": said("Confirmed"),
    "excluded": said("Excluded"),
    "inconclusive": said("Inconclusive"),
}


def _review_chips(filters: Filters) -> list[tuple[str, str]]:
    chips = [(f"decision:{one}", tr(_DECISIONS.get(one, one))) for one in sorted(filters.decisions)]
    chips += [("bookmarked", tr("Bookmarked"))] if filters.bookmarked_only else []
    chips += [(f"tag:{one}", tr("Tag: {name}", name=tag_words(one))) for one in sorted(filters.tags)]
    chips += [
        (f"untagged:{one}", tr("Not tagged: {name}", name=tag_words(one)))
        for one in sorted(filters.without_tags)
    ]
    chips += [(f"grade:{one}", tr("Grade: {name}", name=text.plain(one))) for one in sorted(filters.grades)]
    chips += [("new", tr("New since you looked"))] if filters.newer_than is not None else []
    chips += [
        (f"wearing:{one}", tr("Wearing: {name}", name=wearing_words(one))) for one in sorted(filters.wearing)
    ]
    return chips
