"""What makes a search more than its first picture: further crops, other persons, feedback."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reid_desktop.domain.geometry import Box
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.query import ProbeOrigin, SearchRecord
from reid_desktop.domain.search_options import SearchOptions, Together
from reid_desktop.ports.engine import ProbeCrop, ProbePicture

SAME = 0
"""Number of the person whom the first picture of a search shows."""


@dataclass(frozen=True, slots=True)
class Extra:
    """One more crop of a search."""

    name: str
    person: int
    picture: ProbePicture | None
    """None where a past search used a picture that is not kept: it cannot be searched with again."""
    box: Box | None = None
    """Of the person in a picture from outside, in its upright pixels."""

    @property
    def sighting_id(self) -> SightingId | None:
        """Return the sighting of the case that it is, if it is one."""
        return None if self.picture is None else self.picture.sighting_id


@dataclass(frozen=True, slots=True)
class Refinement:
    """Everything beside the first picture, the filters and the length of the list."""

    extras: tuple[Extra, ...] = ()
    together: Together = Together.ANY
    """What is meant where there are several persons."""
    within_s: float | None = None
    liked: tuple[SightingId, ...] = ()
    unliked: tuple[SightingId, ...] = ()
    rerank: bool = False
    expand: bool = False

    @property
    def persons(self) -> int:
        """Return how many persons are looked for."""
        return 1 + len({extra.person for extra in self.extras} - {SAME})

    @property
    def is_plain(self) -> bool:
        """Tell whether there is nothing beside the first picture."""
        return not (self.extras or self.liked or self.unliked or self.rerank or self.expand)

    @property
    def lost(self) -> int:
        """Return how many pictures of a past search cannot be searched with again."""
        return sum(extra.picture is None for extra in self.extras)

    @property
    def crops(self) -> tuple[ProbeCrop, ...]:
        """Return the further crops as a search takes them."""
        return tuple(
            ProbeCrop(extra.picture, extra.box, extra.person)
            for extra in self.extras
            if extra.picture is not None
        )

    @property
    def options(self) -> SearchOptions:
        """Return the options as a search takes them; feedback and expansion are about one person."""
        if self.persons > 1:
            within_s = self.within_s if self.together is Together.ALL else None
            return SearchOptions(together=self.together, within_s=within_s)
        return SearchOptions(liked=self.liked, unliked=self.unliked, rerank=self.rerank, expand=self.expand)

    def with_picture(self, picture: ProbePicture, box: Box | None = None, *, is_other: bool) -> Refinement:
        """Return it with one more crop, of the same person or of somebody else; each crop counts once."""
        person = max([SAME, *(extra.person for extra in self.extras)]) + 1 if is_other else SAME
        kept = tuple(extra for extra in self.extras if (extra.picture, extra.box) != (picture, box))
        return replace(self, extras=(*kept, Extra(picture.name, person, picture, box)))

    def without(self, extra: Extra) -> Refinement:
        """Return it without a crop; the numbers of the other persons close up."""
        kept = [one for one in self.extras if one != extra]
        numbers = {SAME: SAME}
        for one in kept:
            numbers.setdefault(one.person, len(numbers))
        return replace(self, extras=tuple(replace(one, person=numbers[one.person]) for one in kept))

    def liking(self, ids: Sequence[SightingId]) -> Refinement:
        """Return it with sightings marked as more like the person."""
        unliked = tuple(one for one in self.unliked if one not in ids)
        return replace(self, liked=tuple(dict.fromkeys((*self.liked, *ids))), unliked=unliked)

    def unliking(self, ids: Sequence[SightingId]) -> Refinement:
        """Return it with sightings marked as not the person."""
        liked = tuple(one for one in self.liked if one not in ids)
        return replace(self, unliked=tuple(dict.fromkeys((*self.unliked, *ids))), liked=liked)

    def unmarking(self, sighting_id: SightingId) -> Refinement:
        """Return it without what was said about a sighting."""
        return replace(
            self,
            liked=tuple(one for one in self.liked if one != sighting_id),
            unliked=tuple(one for one in self.unliked if one != sighting_id),
        )


def refinement_of(record: SearchRecord, known: Refinement) -> Refinement:
    """Return what a recorded search was made with; pictures that are at hand are those of `known`."""
    at_hand = {extra.name: extra.picture for extra in known.extras}
    options = record.options
    return Refinement(
        tuple(
            Extra(
                origin.name,
                origin.person,
                _picture_of(origin, at_hand),
                origin.box if origin.sighting_id is None else None,
            )
            for origin in record.also
        ),
        Together.ANY if options.together is Together.ONE else options.together,
        options.within_s,
        options.liked,
        options.unliked,
        options.rerank,
        options.expand,
    )


def _picture_of(origin: ProbeOrigin, at_hand: dict[str, ProbePicture | None]) -> ProbePicture | None:
    if origin.sighting_id is not None:
        return ProbePicture(origin.name, sighting_id=origin.sighting_id)
    return at_hand.get(origin.name)
