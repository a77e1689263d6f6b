"""How the case file says what is known: sources, uncertainties, searches, in plain sentences."""

from __future__ import annotations

from collections.abc import Iterator

from reid_desktop.domain.capture import Place, iso_utc
from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.flags import MediaFlag
from reid_desktop.domain.media import MediaKind
from reid_desktop.domain.query import Filters, IndexKind, IndexState
from reid_desktop.domain.review import ANYTHING

KINDS: dict[str, str] = {MediaKind.PHOTO: "photo", MediaKind.VIDEO: "video"}


def span(seconds: float) -> str:
    """Return a length of time to the two largest units that matter: `± 14 h` reads better than seconds."""
    if seconds < 90:
        return f"{seconds:.3g} s"
    if seconds < 90 * 60:
        return f"{seconds / 60:.3g} min"
    if seconds < 72 * 3600:
        return f"{seconds / 3600:.3g} h"
    return f"{seconds / 86400:,.0f} days"


def clip_time(seconds: float) -> str:
    """Return a time in a video as `0:01:23.400`."""
    whole_ms = round(seconds * 1000)
    minutes, left_ms = divmod(whole_ms, 60_000)
    return f"{minutes // 60}:{minutes % 60:02d}:{left_ms / 1000:06.3f}"


def coordinates(place: Place) -> str:
    """Return `52.51630° N, 13.37770° E`."""
    north = "N" if place.latitude_deg >= 0 else "S"
    east = "E" if place.longitude_deg >= 0 else "W"
    return f"{abs(place.latitude_deg):.5f}° {north}, {abs(place.longitude_deg):.5f}° {east}"


def accuracy(place: Place) -> str:
    """Return what is known of the accuracy of a place."""
    if place.accuracy_m is None:
        return "accuracy not stated by the source"
    if place.accuracy_m >= 10_000:
        return f"accurate to about {place.accuracy_m / 1000:,.0f} km"
    return f"accurate to about {place.accuracy_m:,.0f} m"


def clock_offset(exhibit: Exhibit) -> str:
    """Return the correction of an exhibit's clock as a sentence."""
    if exhibit.clock_offset_s == 0:
        return "none declared"
    way = "added to" if exhibit.clock_offset_s > 0 else "taken from"
    return f"{abs(exhibit.clock_offset_s):,g} s {way} the device's clock"


def filters(narrowed: Filters) -> list[str]:
    """Return the filters of a search, one phrase each; `none` when everything was let through."""
    found = [*_when_and_where(narrowed), *_what(narrowed), *_reviewed(narrowed)]
    return found or ["none"]


def _when_and_where(narrowed: Filters) -> Iterator[str]:
    if narrowed.after_utc_ms is not None:
        yield f"taken after {iso_utc(narrowed.after_utc_ms)}"
    if narrowed.before_utc_ms is not None:
        yield f"taken before {iso_utc(narrowed.before_utc_ms)}"
    if narrowed.near is not None:
        near = narrowed.near
        where = f"latitude {near.latitude_deg:.5f}, longitude {near.longitude_deg:.5f}"
        yield f"within {near.radius_m:,g} m of {where}"
    if narrowed.area is not None:
        corners = "; ".join(f"{lat:.5f}, {lon:.5f}" for lat, lon in narrowed.area.corners)
        yield f"inside the area with the corners {corners}"
    if narrowed.untimed_only:
        yield "only what has no known time"
    if narrowed.unplaced_only:
        yield "only what has no known place"
    if narrowed.place_name:
        yield f"place name holds {narrowed.place_name!r}"


def _what(narrowed: Filters) -> Iterator[str]:
    if narrowed.exhibits:
        yield "exhibits " + ", ".join(sorted(narrowed.exhibits))
    yield from _seen_with(narrowed)
    if narrowed.kinds:
        yield "only " + " and ".join(sorted(f"{KINDS.get(kind, kind)}s" for kind in narrowed.kinds))
    if narrowed.minimum_quality > 0:
        yield f"crop quality at least {narrowed.minimum_quality:.2f}"
    yield from _quality(narrowed)
    if narrowed.flags:
        yield f"only files that are marked {_flags(narrowed.flags)}"
    if narrowed.without_flags:
        yield f"no files that are marked {_flags(narrowed.without_flags)}"
    if narrowed.media is not None:
        yield f"only {len(narrowed.media):,} chosen files"
    if narrowed.sightings is not None:
        yield f"only {len(narrowed.sightings):,} chosen sightings"


def _seen_with(narrowed: Filters) -> Iterator[str]:
    if narrowed.sources:
        yield "sources " + ", ".join(map(str, sorted(narrowed.sources)))
    if narrowed.camera:
        yield f"camera make and model hold {narrowed.camera!r}"
    if narrowed.wearing:
        yield "described as wearing " + ", ".join(sorted(narrowed.wearing))


def _reviewed(narrowed: Filters) -> Iterator[str]:
    if narrowed.decisions:
        yield f"only what is {' or '.join(sorted(narrowed.decisions))}"
    if narrowed.decided_about != ANYTHING:
        about = narrowed.decided_about
        search = None if about.search_id is None else f"search {about.search_id}"
        person = None if about.person_id is None else f"person {about.person_id}"
        yield f"decisions about {' and '.join(filter(None, (search, person)))} only"
    if narrowed.tags:
        yield f"only what is tagged {' or '.join(sorted(narrowed.tags))}"
    if narrowed.without_tags:
        yield f"nothing that is tagged {' or '.join(sorted(narrowed.without_tags))}"
    if narrowed.grades:
        yield f"only grades {', '.join(sorted(narrowed.grades))}"
    if narrowed.bookmarked_only:
        yield "only what is bookmarked"
    if narrowed.newer_than is not None:
        yield f"only what was found after sighting {narrowed.newer_than}"


def _quality(narrowed: Filters) -> Iterator[str]:
    if narrowed.minimum_height_px > 0:
        yield f"persons at least {narrowed.minimum_height_px:,} px tall"
    if narrowed.minimum_sharpness > 0:
        yield f"sharpness at least {narrowed.minimum_sharpness:g}"
    if narrowed.minimum_score > 0:
        yield f"detector score at least {narrowed.minimum_score:g}"
    if narrowed.maximum_overlap < 1:
        yield f"covered by others by at most {narrowed.maximum_overlap:.0%}"
    if narrowed.whole_only:
        yield "no persons whom the frame cuts"
    if narrowed.quick_only:
        yield "only what is known from the quick pass over clips"
    if narrowed.without_quick:
        yield "nothing that is known from the quick pass over clips only"


def _flags(flags: MediaFlag) -> str:
    return " or ".join(flag.name.lower().replace("_", " ") for flag in flags if flag.name)


def index(state: IndexState) -> str:
    """Return how the neighbours were found, with what that means for completeness."""
    if state.exact:
        how = "Exact: the probe was compared with every one of the"
        return f"{how} {state.searched:,} sightings left by the filters, of {state.size:,} in the case."
    graph = "an approximate index (HNSW)" if state.kind is IndexKind.HNSW else "an approximate comparison"
    return (
        f"Approximate: {graph} over {state.size:,} sightings, {state.searched:,} left by the filters. "
        "A near neighbour may have been missed; an exact search misses none."
    )
