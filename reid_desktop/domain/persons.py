"""Persons of interest: what was decided about them, and what they are by it.

The acts are the truth and are never changed; a person is what remains after
all acts that were not undone. So merging, splitting and moving leave nothing
behind that cannot be taken back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from .geometry import Box
from .ids import PersonEventId, PersonId, ProbeId, SightingId

NO_SIGHTING = SightingId(0)
NOBODY = PersonId(0)
"""Stands for a person yet to be made."""


class Comparison(StrEnum):
    """How two vectors were compared: scores of one way say nothing about the other."""

    WITHOUT_CAMERAS = "without_cameras"
    """After taking out what the crops of one camera share: the default of the program."""
    BARE = "bare"
    """As the network gave them; also in a case too small to know its cameras."""


class PersonVerb(StrEnum):
    """What can be done with a person of interest."""

    ADDED = "added"
    RENAMED = "renamed"
    NOTED = "noted"
    PROBE_ADDED = "probe_added"
    PROBE_TAKEN_OUT = "probe_taken_out"
    THRESHOLD_SET = "threshold_set"
    CONFIRMED = "confirmed"
    """These sightings show the person."""
    RELEASED = "released"
    """These sightings are nobody's again."""
    DENIED = "denied"
    """These sightings do not show the person."""
    MOVED = "moved"
    """These sightings and probes are this person's, whosever they were."""
    MERGED = "merged"
    """`other` is this person."""
    SPLIT = "split"
    """A new person with some of the sightings and probes of `other`."""
    RETIRED = "retired"
    """No alarm is raised for the person any more."""
    UNDONE = "undone"
    """An earlier act counts no longer."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """From which score on a sighting raises an alarm, under one model key and way to compare."""

    model_key: str
    comparison: Comparison
    score: float
    basis: str = "set by hand"
    """Where it comes from, such as `1 false alarm in 1,000 (calibration ...)`."""


@dataclass(frozen=True, slots=True)
class PersonAct:
    """One thing done with a person; which of the fields are filled depends on the verb."""

    verb: PersonVerb
    person_id: PersonId = NOBODY
    """Whom it is about; NOBODY for one yet to be made (ADDED, SPLIT)."""
    text: str = ""
    """The name (ADDED, RENAMED, SPLIT) or note (NOTED)."""
    sightings: tuple[SightingId, ...] = ()
    probes: tuple[ProbeId, ...] = ()
    other: PersonId | None = None
    threshold: Threshold | None = None
    undoes: PersonEventId | None = None


@dataclass(frozen=True, slots=True)
class PersonEvent:
    """An act as it stands in the case."""

    event_id: PersonEventId
    act: PersonAct
    author: str
    reason: str
    at_utc: str


@dataclass(frozen=True, slots=True)
class PersonProbe:
    """A crop that shows a person of interest; its picture is kept in the case."""

    probe_id: ProbeId
    person_id: PersonId
    """Whose it was when it was added."""
    name: str
    """File name, `clipboard`, or `sighting 42`."""
    sha256: str
    """Of the picture that it was cut from."""
    box: Box | None
    """In upright pixels of that picture."""
    sighting_id: SightingId | None = None
    note: str = ""
    newest_sighting: SightingId = NO_SIGHTING
    """The newest of the case when the probe came, set by the store: alarms tell of later ones."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person of interest as the acts have it."""

    person_id: PersonId
    name: str
    note: str = ""
    probes: tuple[ProbeId, ...] = ()
    sightings: tuple[SightingId, ...] = ()
    """Confirmed by an examiner; ascending."""
    denied: tuple[SightingId, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    merged_into: PersonId | None = None
    is_retired: bool = False

    @property
    def is_live(self) -> bool:
        """Tell whether alarms are raised for the person."""
        return self.merged_into is None and not self.is_retired

    def threshold(self, model_key: str, comparison: Comparison) -> Threshold | None:
        """Return the threshold under a model key and way to compare, if one is set."""
        fits = (t for t in self.thresholds if (t.model_key, t.comparison) == (model_key, comparison))
        return next(fits, None)


@dataclass(frozen=True, slots=True)
class People:
    """All persons of interest of a case, and whose each sighting is."""

    persons: dict[PersonId, Person] = field(default_factory=dict)
    owners: dict[SightingId, PersonId] = field(default_factory=dict)

    @property
    def present(self) -> list[Person]:
        """Return those that were not merged into another, in the order they came."""
        return [person for person in self.persons.values() if person.merged_into is None]

    def named(self, name: str) -> list[Person]:
        """Return the present persons of a name, whatever its case."""
        return [person for person in self.present if person.name.casefold() == name.strip().casefold()]
