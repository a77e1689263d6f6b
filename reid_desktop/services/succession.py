"""A clip that is looked through takes the place of what an earlier look at it saw; nothing said is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from reid_desktop.domain.ids import MediaId, PersonId, SightingId
from reid_desktop.domain.review import Verdict
from reid_desktop.domain.sighting import NewSighting, Sighting
from reid_desktop.domain.succession import successors
from reid_desktop.ports.store import CaseReader, CaseWriter
from reid_desktop.services.persons_of_interest import people_in
from reid_desktop.services.putting_right import TakingOver, carry_over

PROGRAM = "reid-desktop"
"""Stands for what no examiner did: it is on nobody's list of steps to undo."""
TAG, DIFFER = "whole clip looked through", "decisions differed"
"""Tags of sightings that took over what was said of others; the second where that did not agree."""
NAMED = 200
"""So many sightings are named in a row of the log."""


Claims = dict[PersonId, bool]
"""Whether a sighting was confirmed or denied for persons of interest."""


@dataclass(slots=True)
class _Said:
    """What was said of one sighting."""

    verdicts: set[Verdict | None] = field(default_factory=set)
    claims: Claims = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Succession:
    """What became of the sightings of an earlier look."""

    followed: int
    """A tracklet stands for them now."""
    kept: int
    """Not seen again, but somebody said something of them: they stay."""
    withdrawn: int
    """Not seen again: no longer searched, still there by their numbers."""


def take_over(
    reader: CaseReader,
    case: CaseWriter,
    media_id: MediaId,
    old: Sequence[Sighting],
    new: Mapping[SightingId, NewSighting],
    step_s: float,
    at_utc: str,
) -> Succession:
    """Let the sightings of a whole clip stand for those of an earlier look, inside their transaction."""
    ids = list(new)
    covered = {number: ids[row] for number, row in successors(old, list(new.values()), step_s).items()}
    spoken = _spoken_of(reader, [one.sighting_id for one in old])
    verdicts: dict[SightingId, set[Verdict | None]] = {}
    claimed: dict[SightingId, Claims] = {}
    for number, said in spoken.items():
        successor = covered.get(number)
        if successor is None:
            continue
        there = claimed.setdefault(successor, {})
        if not _agree(there, said.claims):
            del covered[number]  # it shows another person of interest, somebody said: it stays beside
            continue
        there.update(said.claims)
        verdicts.setdefault(successor, set()).update(said.verdicts)
        taking = TakingOver(TAG, f"sighting {number} of an earlier look at the clip", TAG)
        carry_over(reader, case, number, successor, PROGRAM, at_utc, taking)
    differing = [number for number, given in verdicts.items() if len(given) > 1]
    if differing:
        case.mark([(TakingOver(DIFFER, "", "").act(PROGRAM, at_utc), differing)])
    gone = [o.sighting_id for o in old if o.sighting_id not in covered and o.sighting_id not in spoken]
    kept = [number for number in spoken if number not in covered]
    for number, successor in covered.items():
        case.supersede(number, successor)
    for number in gone:
        case.supersede(number, None)
    case.stand_alone(kept)
    case.log(
        "clip.looked_through",
        f"media {media_id}",
        **_told("followed", {str(number): successor for number, successor in covered.items()}),
        **_told("withdrawn", gone),
        **_told("kept", kept),
        decisions_differed=differing,
    )
    return Succession(len(covered), len(kept), len(gone))


def _told(name: str, found: Mapping[str, SightingId] | Sequence[SightingId]) -> dict[str, object]:
    """Return how many there are, and the first of them, for the log."""
    some = dict(list(found.items())[:NAMED]) if isinstance(found, Mapping) else found[:NAMED]
    return {name: some, f"{name}_count": len(found)}


def _agree(one: Claims, other: Claims) -> bool:
    """Tell whether one sighting can be what is said of two: of one person at most, and no contradiction."""
    if any(one.get(person_id, is_shown) != is_shown for person_id, is_shown in other.items()):
        return False
    return len({person_id for person_id, is_shown in (one | other).items() if is_shown}) <= 1


def _spoken_of(reader: CaseReader, ids: Sequence[SightingId]) -> dict[SightingId, _Said]:
    """Return those of the sightings of which something was said; what was decided last comes last."""
    found: dict[SightingId, _Said] = {}
    for review in reader.reviews(ids):
        if review.tags or review.grades or review.is_bookmarked or review.notes:
            found[review.sighting_id] = _Said()
    wanted = set(ids)
    for person in people_in(reader).persons.values():
        for members, is_shown in ((person.sightings, True), (person.denied, False)):
            for number in wanted.intersection(members):
                found.setdefault(number, _Said()).claims[person.person_id] = is_shown
    drawn = {box.sighting_id for box in reader.drawn_boxes()}  # who draws a box says that somebody is there
    for number in wanted & (drawn | {one.alarm.sighting_id for one in reader.alarms()}):
        found.setdefault(number, _Said())
    current = [one for one in reader.decisions(ids) if one.is_current]
    for decision in sorted(current, key=lambda one: (one.at_utc, one.decision_id)):
        said = found.pop(decision.sighting_id, None) or _Said()
        said.verdicts.add(decision.verdict)
        found[decision.sighting_id] = said
    return found
