"""Persons of interest in a case: what is read of them, and what is written."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.geometry import Vectors
from reid_desktop.domain.ids import ProbeId
from reid_desktop.domain.persons import PersonAct, PersonEvent, PersonProbe
from reid_desktop.ports.alarms import AlarmReader, AlarmWriter

ProbeIds = NDArray[np.int64]


class PersonReader(AlarmReader, Protocol):
    """What can be asked about persons of interest; safe from several threads."""

    def person_events(self) -> list[PersonEvent]:
        """Return all that was done with persons of interest, oldest first."""
        ...

    def person_probes(self) -> list[PersonProbe]:
        """Return every probe that was ever added, oldest first; who has it now stands in the events."""
        ...

    def probe_picture(self, probe_id: ProbeId) -> bytes:
        """Return the kept crop of a probe, a PNG or JPEG made by the product.

        :raises CaseError: there is no such probe.
        """
        ...

    def probe_vectors(self, model_key: str) -> tuple[ProbeIds, Vectors]:
        """Return ids (ascending) and vectors (n, d) of the probes described under a model key."""
        ...


class PersonWriter(AlarmWriter, Protocol):
    """What can be written about persons of interest inside one transaction."""

    def add_person_event(self, act: PersonAct, reason: str) -> PersonEvent:
        """Keep an act; one that makes a person is given a new person id, whatever it carries.

        The acts must fit those before (`domain.person_history`); the caller has seen to that.
        """
        ...

    def add_person_probe(self, probe: PersonProbe, picture: bytes) -> ProbeId:
        """Keep a probe (its `probe_id` is ignored) with its encoded crop; return its id."""
        ...

    def put_probe_vector(self, probe_id: ProbeId, model_key: str, vector: NDArray[np.float32]) -> None:
        """Keep how a probe is described under a model key."""
        ...
