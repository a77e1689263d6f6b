"""The services over persons of interest of one open case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reid_desktop.domain.alarms import AlarmDecision
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.persons import PersonEvent
from reid_desktop.ports.calibrations import Calibrations
from reid_desktop.ports.engine import (
    AcknowledgeRequest,
    AddProbeRequest,
    ChangePersonRequest,
    ProposeThresholdRequest,
    Request,
)
from reid_desktop.ports.vision import Vision
from reid_desktop.services.acknowledging import AcknowledgeAlarm, ProposeThreshold
from reid_desktop.services.alarms import AlarmWatch
from reid_desktop.services.grouping import GroupSightings
from reid_desktop.services.person_probes import KeepProbe, ProbeVectors
from reid_desktop.services.persons_of_interest import ChangePersons
from reid_desktop.services.strengths import Strengths

if TYPE_CHECKING:
    from reid_desktop.app.bootstrap import OpenCase

LAST = SightingId(2**62)
"""No sighting is newer."""


class People:
    """Builds them; what is costly to make is kept."""

    def __init__(self, case: OpenCase, calibrations: Calibrations) -> None:
        """Work over an open case."""
        self._case = case
        self._groupings: dict[str, GroupSightings] = {}
        self._watches: dict[str, AlarmWatch] = {}
        self.strengths = Strengths(case.store, calibrations)
        """What the scores of a search are worth."""

    def change(self, request: Request, who: str) -> PersonEvent | AlarmDecision | None:
        """Carry out a change of persons or alarms; None for any other request."""
        store = self._case.store
        if isinstance(request, ChangePersonRequest):
            return ChangePersons(store)(request, who)
        if isinstance(request, AddProbeRequest):
            return self._probe_keeping()(request, who)
        if isinstance(request, ProposeThresholdRequest):
            return ProposeThreshold(store, self.strengths)(request, who)
        if isinstance(request, AcknowledgeRequest):
            return AcknowledgeAlarm(store)(request, who)
        return None

    def _probe_keeping(self) -> KeepProbe:
        from reid_desktop.adapters.media.thumbnails import encode_probe

        case = self._case
        return KeepProbe(
            case.store, case.thumbnails, case.probes(), case.models.case_vision().model_key, encode_probe
        )

    def grouping(self) -> GroupSightings:
        """Return what proposes groups under the newest model key; kept, so that neighbours are found once.

        :raises UsageError: nothing is analysed yet.
        """
        key = self._case.store.newest_model_key()
        if key is None:
            raise UsageError("Nothing is analysed yet: import something first.")
        if key not in self._groupings:
            _, none = self._case.store.vectors(key, after=LAST)  # only how many numbers a vector has
            compared = self._case.searching.compared(key, none.shape[1])
            self._groupings[key] = GroupSightings(self._case.store, key, compared)
        return self._groupings[key]

    def watch(self, vision: Vision) -> AlarmWatch:
        """Return what compares new sightings with the persons; kept, so that it knows when it looked last."""
        from reid_desktop.adapters.media.photos import PhotoOpener

        case, key = self._case, vision.model_key
        if key not in self._watches:
            self._watches[key] = AlarmWatch(
                case.store,
                key,
                ProbeVectors(case.store, PhotoOpener(), vision, case.who),
                case.searching.compared(key, vision.embedder.dimensions),
                self.strengths,
                case.clock,
                case.oversight.gatekeeper,
            )
        return self._watches[key]
