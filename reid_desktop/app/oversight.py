"""Who may do what in an open case: the services of its oversight, wired."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from reid_desktop.app.clock import SystemClock
from reid_desktop.domain.roles import Right
from reid_desktop.ports.clothing import DressRequest
from reid_desktop.ports.drawing import DrawRequest, GetReadyRequest
from reid_desktop.ports.engine import (
    AcknowledgeRequest,
    AddProbeRequest,
    AnalyseRequest,
    ChangePersonRequest,
    CorrectRequest,
    DeclareExhibitRequest,
    FindLinksRequest,
    GroupRequest,
    ImportRequest,
    LinkRequest,
    LookRequest,
    ProposeThresholdRequest,
    Request,
    SolveClockRequest,
)
from reid_desktop.ports.inspection import (
    CloseUpRequest,
    FramesRequest,
    KeepFrameRequest,
    LaidRequest,
    PartsRequest,
    ViewedRequest,
)
from reid_desktop.ports.ledger import (
    AuthorityRequest,
    AuthorityVerdictRequest,
    Governed,
    LedgerRequest,
    PolicyRequest,
    RestoreRequest,
    RoleRequest,
    SecondAnswerRequest,
    SecondLookRequest,
    SecondResultsRequest,
    SeedPhotosRequest,
    SeedRequest,
    SnapshotRequest,
)
from reid_desktop.services.exporting import refuse_target
from reid_desktop.services.gatekeeping import Gatekeeper
from reid_desktop.services.merging import MergeReviews
from reid_desktop.services.probe_crops import lost_crops
from reid_desktop.services.running import RunCase
from reid_desktop.services.second_looks import SecondLooks
from reid_desktop.services.second_results import ReadSecondResults
from reid_desktop.services.snapshots import Snapshots

if TYPE_CHECKING:
    from reid_desktop.adapters.media.thumbnail_names import ThumbnailNames
    from reid_desktop.adapters.store.case import SqliteCaseStore
    from reid_desktop.domain.authority import Policy
    from reid_desktop.domain.ids import AlarmId, PersonEventId, SearchId
    from reid_desktop.domain.persons import PersonAct

RIGHTS: dict[type, Right] = {
    ImportRequest: Right.IMPORT,
    AnalyseRequest: Right.IMPORT,
    FindLinksRequest: Right.IMPORT,
    DressRequest: Right.IMPORT,
    LinkRequest: Right.CORRECT,
    DeclareExhibitRequest: Right.CORRECT,
    CorrectRequest: Right.CORRECT,
    SolveClockRequest: Right.CORRECT,
    ChangePersonRequest: Right.DECIDE,
    AddProbeRequest: Right.DECIDE,
    GroupRequest: Right.SEARCH,
    DrawRequest: Right.CORRECT,
    LookRequest: Right.VIEW,
    GetReadyRequest: Right.VIEW,
    CloseUpRequest: Right.VIEW,
    FramesRequest: Right.VIEW,
    KeepFrameRequest: Right.EXPORT,
    AcknowledgeRequest: Right.DECIDE,
    ProposeThresholdRequest: Right.DECIDE,
    ViewedRequest: Right.VIEW,
    PartsRequest: Right.VIEW,
    LaidRequest: Right.VIEW,
}
"""What a request takes; those that are not named here ask for themselves."""

SecondRequest = (
    SecondLookRequest | SecondAnswerRequest | SeedRequest | SeedPhotosRequest | SecondResultsRequest
)


class Oversight:
    """Policies, authorities, roles and snapshots of one open case."""

    def __init__(self, store: SqliteCaseStore, thumbnails: ThumbnailNames, agency: Policy) -> None:
        """`agency` is what the agency demands of all its cases."""
        self._store = store
        self._thumbnails = thumbnails
        self._agency = agency
        self._clock = SystemClock()
        self._has_noted_grouping = False

    @cached_property
    def gatekeeper(self) -> Gatekeeper:
        """What policy, authority and roles let through."""
        return Gatekeeper(self._store, self._clock, self._agency)

    @cached_property
    def running(self) -> RunCase:
        """What keeps policy, authority and roles."""
        return RunCase(self._store, self.gatekeeper, self._clock, self._purge_results)

    @cached_property
    def second_looks(self) -> SecondLooks:
        """What asks second and third persons."""
        return SecondLooks(self._store, self._thumbnails, self.gatekeeper, self._clock)

    @cached_property
    def second_results(self) -> ReadSecondResults:
        """What tells what came of them."""
        return ReadSecondResults(self._store, self.gatekeeper)

    @cached_property
    def merging(self) -> MergeReviews:
        """What takes over the review of another copy."""
        return MergeReviews(self._store, self.gatekeeper, self._clock)

    @cached_property
    def snapshots(self) -> Snapshots:
        """What remembers moments of the review."""
        return Snapshots(self._store, self.gatekeeper, self._clock)

    def allow_grouping(self, who: str) -> None:
        """Let all sightings be grouped by likeness, and log it once while the case is open.

        :raises NotAuthorisedError: nothing allows it.
        """
        self.gatekeeper.group(who)
        if not self._has_noted_grouping and not self._store.is_read_only:
            with self._store.transaction(who) as case:
                case.log("group", "all sightings")
            self._has_noted_grouping = True

    def note_repetition(self, search_id: SearchId, reason: str, who: str, *, same: bool) -> None:
        """Log that a recorded search was made again, where the case can be written to."""
        if not self._store.is_read_only:
            with self._store.transaction(who) as case:
                case.log("search.repeated", f"search {search_id}", same=same, reason=reason)

    def require_right(self, request: Request, who: str) -> None:
        """Refuse what the person who works may not ask for.

        :raises NotAuthorisedError: their roles do not allow it.
        """
        right = RIGHTS.get(type(request))
        if right is not None:
            self.gatekeeper.require(who, right)

    def do(self, request: LedgerRequest, who: str) -> Governed:
        """Do what a request about the running of the case asks for."""
        if isinstance(request, PolicyRequest):
            return self.running.set_policy(request, who)
        if isinstance(request, AuthorityRequest):
            return self.running.record(request, who)
        if isinstance(request, AuthorityVerdictRequest):
            return self.running.judge(request, who)
        if isinstance(request, RoleRequest):
            return self.running.set_role(request, who)
        if isinstance(request, SnapshotRequest):
            return self.snapshots.take(request, who)
        if isinstance(request, RestoreRequest):
            return self.snapshots.restore(request, who)
        return self._second_look(request, who)

    def _second_look(self, request: SecondRequest, who: str) -> Governed:
        if isinstance(request, SecondLookRequest):
            return self.second_looks.ask(request, who)
        if isinstance(request, SecondAnswerRequest):
            return self.second_looks.answer(request, who)
        if isinstance(request, SeedPhotosRequest):
            return self.second_looks.seed_from_photos(request, who)
        if isinstance(request, SecondResultsRequest):
            return self._write_results(request, who)
        return self.second_looks.seed(request, who)

    def _write_results(self, request: SecondResultsRequest, who: str) -> Governed:
        """Write what came of the second looks, and log it."""
        from reid_desktop.adapters.export.second_results import write_second_results

        results = self.second_results(who)
        refuse_target(self._store, request.out)
        sha256 = write_second_results(request.out, results)
        if not self._store.is_read_only:
            with self._store.transaction(who) as case:
                case.log("export.second_looks", "second looks", path=str(request.out), sha256=sha256)
        return Governed(None, len(results.opinions))

    def _purge_results(
        self,
        searches: Sequence[SearchId],
        alarms: Sequence[AlarmId],
        acts: Mapping[PersonEventId, PersonAct],
        who: str,
        detail: Mapping[str, object],
    ) -> int:
        """Take results out of the case for good, with the crops of probes that came from outside."""
        gone = [self._store.search(search_id) for search_id in searches]
        try:
            return self._store.purge_results(searches, alarms, acts, who, detail)
        finally:  # also where another program keeps traces alive for the moment
            for sha256, box, at_s in lost_crops(self._store, gone):
                self._thumbnails.crop_path(sha256, box, at_s).unlink(missing_ok=True)
