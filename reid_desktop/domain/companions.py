"""Which stills and clips are one shot: live photos, motion photos."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from .ids import MediaId
from .media import MediaKind, whole_of
from .stacks import LinkKind, MediaLink

LONGEST_MOVING_PART_S = 6.0
"""Live and motion photos move for 1.5 to 4 seconds."""
MOST_APART_MS = 60_000
"""Times of still and moving part, beyond what they are uncertain by; paired by name only."""
BY_ID, BY_NAME, INSIDE = "content identifier", "name", "inside the file of the still"
_COUNTED = re.compile(r"\d", re.ASCII)
"""In the names that cameras give: a counter or a date."""
_MOTION = re.compile(r"\.mp$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Where:
    """One place at which an item was found."""

    source: int
    path: str
    device_path: str


@dataclass(frozen=True, slots=True)
class Companion:
    """What is needed of an item to tell whom it belongs to."""

    media_id: MediaId
    kind: MediaKind
    pixels: int = 0
    """Width times height; 0 where it is not known."""
    size_bytes: int = 0
    content_id: str | None = None
    duration_s: float | None = None
    utc_ms: int | None = None
    uncertainty_ms: int = 0
    places: tuple[Where, ...] = field(default=())


def shots(read: Callable[[], Iterable[Companion]]) -> Iterator[MediaLink]:
    """Yield the links of live and motion photos, each pair once.

    :param read: gives all items of the case, in the same order each time; twice, so that few are kept.
    """
    items = _concerned(read)
    seen: set[tuple[MediaId, MediaId]] = set()
    for link in (*_inside(items), *_by_content_id(items), *_by_name(items)):
        if (link.first, link.second) not in seen:
            seen.add((link.first, link.second))
            yield link


def _concerned(read: Callable[[], Iterable[Companion]]) -> list[Companion]:
    """Return the clips, what carries an identifier, and the stills that may belong to a clip."""
    found = [one for one in read() if one.kind is MediaKind.VIDEO or one.content_id]
    clips = [(one, where) for one in found if one.kind is MediaKind.VIDEO for where in one.places]
    stems = {(where.source, _stem(where.device_path)) for one, where in clips if _is_short(one)}
    wholes = {(where.source, whole_of(where.path)) for _, where in clips}
    for one in read():
        is_left = one.kind is MediaKind.PHOTO and not one.content_id
        if is_left and any(
            (where.source, where.path) in wholes or (where.source, _stem(where.device_path)) in stems
            for where in one.places
        ):
            found.append(one)
    return sorted(found, key=lambda one: one.media_id)


def _is_short(one: Companion) -> bool:
    return 0 < (one.duration_s or 0) <= LONGEST_MOVING_PART_S


def best_first(items: Iterable[Companion]) -> list[Companion]:
    """Return items with the largest picture first; of like ones the larger file, then the older row."""
    return sorted(items, key=lambda one: (-one.pixels, -one.size_bytes, one.media_id))


def _inside(items: Sequence[Companion]) -> Iterator[MediaLink]:
    stills = {(w.source, w.path): one.media_id for one in items for w in one.places}
    for one in items:
        for where in one.places:
            whole = whole_of(where.path)
            still = stills.get((where.source, whole)) if whole else None
            if still is not None:
                yield MediaLink(still, one.media_id, LinkKind.MOTION_PHOTO, INSIDE)


def _by_content_id(items: Sequence[Companion]) -> Iterator[MediaLink]:
    groups: defaultdict[str, list[Companion]] = defaultdict(list)
    for one in items:
        if one.content_id:
            groups[one.content_id].append(one)
    for group in groups.values():
        yield from _joined(group, BY_ID)


def _by_name(items: Sequence[Companion]) -> Iterator[MediaLink]:
    groups: defaultdict[tuple[int, str], list[Companion]] = defaultdict(list)
    for one in items:
        if one.kind is MediaKind.PHOTO or _is_short(one):
            for key in {(w.source, _stem(w.device_path)) for w in one.places}:
                groups[key].append(one)
    for group in groups.values():
        stills = [one for one in group if one.kind is MediaKind.PHOTO]
        clips = [one for one in group if one.kind is MediaKind.VIDEO]
        if stills and len(clips) == 1:
            clip = clips[0]
            fitting = [still for still in stills if _may_be_one_shot(still, clip)]
            yield from _joined([*fitting, clip], BY_NAME)


def _joined(group: Sequence[Companion], how: str) -> Iterator[MediaLink]:
    """Link the best still with every clip, and the other stills with the first clip."""
    stills = best_first(one for one in group if one.kind is MediaKind.PHOTO)
    clips = best_first(one for one in group if one.kind is MediaKind.VIDEO)
    if not stills or not clips:
        return
    for clip in clips:
        yield MediaLink(stills[0].media_id, clip.media_id, LinkKind.LIVE_PHOTO, how)
    for still in stills[1:]:
        yield MediaLink(still.media_id, clips[0].media_id, LinkKind.LIVE_PHOTO, how)


def _may_be_one_shot(still: Companion, clip: Companion) -> bool:
    if still.content_id and clip.content_id and still.content_id != clip.content_id:
        return False
    if still.utc_ms is None or clip.utc_ms is None:
        # A word is no evidence (`holiday.jpg`, `holiday.mov`); a counter or a date in the name is.
        return any(_COUNTED.search(_stem(where.device_path).rpartition("/")[2]) for where in clip.places)
    apart_ms = abs(still.utc_ms - clip.utc_ms)
    return apart_ms <= MOST_APART_MS + still.uncertainty_ms + clip.uncertainty_ms


def _stem(device_path: str) -> str:
    """Return folder and name without its ending: `PXL_1.MP.jpg` and `PXL_1.MP` have the same."""
    folder, _, name = device_path.rpartition("/")
    stem = name.rpartition(".")[0] or name
    return f"{folder}/{_MOTION.sub('', stem)}".casefold()
