"""The analysis process as the window and the command line see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from reid_desktop.domain.alarms import AlarmDecision, Verdict
from reid_desktop.domain.audit_log import LogHead
from reid_desktop.domain.capture import CaptureTime, Place
from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.changes import ChangeSet
from reid_desktop.domain.clocks import ClockSolution, ReferenceEvent, SameMoment
from reid_desktop.domain.corrections import Corrected
from reid_desktop.domain.export_preview import ExportPreview
from reid_desktop.domain.export_profile import Field
from reid_desktop.domain.geometry import Box, Size
from reid_desktop.domain.ids import AlarmId, ExhibitId, JobId, MediaId, PersonId, SearchId, SightingId
from reid_desktop.domain.jobs import JobState
from reid_desktop.domain.merging import Merged
from reid_desktop.domain.person_groups import Groups
from reid_desktop.domain.persons import PersonAct, PersonEvent
from reid_desktop.domain.query import DEFAULT_TOP, Filters
from reid_desktop.domain.search_options import DEFAULT, SearchOptions
from reid_desktop.domain.sighting import PersonBox
from reid_desktop.domain.stacks import MediaLink
from reid_desktop.ports.clothing import Dressed, DressRequest
from reid_desktop.ports.copies import Carried, CopyRequest
from reid_desktop.ports.drawing import Drawn, DrawRequest, GetReadyRequest
from reid_desktop.ports.ledger import Governed, LedgerRequest
from reid_desktop.ports.review import Reviewed, ReviewRequest

from .inspection import InspectAnswer, InspectRequest


@dataclass(frozen=True, slots=True)
class AnalysisOptions:
    """How media are analysed."""

    detector: str | None = None
    """Card name; None for the best present."""
    embedder: str | None = None
    precision: str = "float32"
    video_frames_per_s: float = 3.0
    workers: int | None = None
    """Threads; None for all cores."""
    thorough: bool | None = None
    """Look closer: small, lying and crowded persons in photos are found too, at many times the cost.
    None: as the case was analysed last, so that what is added later is looked at alike."""
    quick_pass: bool = True
    """Look at key frames of all long clips before any clip is looked through."""


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """Bring files and folders in, and analyse them unless `analyse` is None."""

    paths: tuple[str, ...]
    exhibit: Exhibit
    analyse: AnalysisOptions | None = field(default_factory=AnalysisOptions)
    passwords: tuple[str, ...] = field(default=(), repr=False)
    """Tried on encrypted archives and backups; never stored and never logged."""
    name_templates: tuple[str, ...] = ()
    """How file names are read into fields (`domain.name_template`); the first that fits is taken."""


@dataclass(frozen=True, slots=True)
class AnalyseRequest:
    """Analyse what is not yet analysed under the models chosen."""

    options: AnalysisOptions = field(default_factory=AnalysisOptions)
    passwords: tuple[str, ...] = field(default=(), repr=False)
    """As for an import: the case knows none."""
    again: bool = False
    """Look again at clips that were looked at another number of times a second."""


@dataclass(frozen=True, slots=True)
class ProbePicture:
    """A picture that shows who is looked for: exactly one of path, data and sighting is given."""

    name: str
    path: str | None = None
    data: bytes | None = None
    """Encoded picture, such as a PNG from the clipboard."""
    sighting_id: SightingId | None = None
    at_s: float | None = None
    """With a path: it is a clip, and the frame shown at this moment is the picture."""


@dataclass(frozen=True, slots=True)
class LookRequest:
    """Find the persons in a probe picture (answer: ProbePersons)."""

    picture: ProbePicture
    is_added: bool = False
    """It is to be searched with beside another picture."""


@dataclass(frozen=True, slots=True)
class ProbePersons:
    """The persons in a probe picture, largest first."""

    picture: ProbePicture
    size: Size
    persons: tuple[PersonBox, ...]
    view_jpeg: bytes
    """The upright picture, encoded by the product, longest side at most 1280 px."""


@dataclass(frozen=True, slots=True)
class ProbeCrop:
    """One more crop of who is looked for, or of someone else who is."""

    picture: ProbePicture
    box: Box | None = None
    person: int = 0
    """Crops of one number show one person; the first picture of a search is of person 0."""


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """Search the case for the person in a probe (answer: SearchId)."""

    picture: ProbePicture
    box: Box | None = None
    """Upright pixels of the probe picture; None for the largest person."""
    top: int = DEFAULT_TOP
    filters: Filters = field(default_factory=Filters)
    exact: bool = False
    hnsw: bool = False
    """Ask for the approximate index whatever the size."""
    bare: bool = False
    """Compare the vectors as the network gave them: leave in what one camera's crops share."""
    reason: str = ""
    """Why, for the log."""
    more: tuple[ProbeCrop, ...] = ()
    """Further crops."""
    options: SearchOptions = DEFAULT
    """What else decides the list; `bare` above counts too."""
    sought: str = ""
    """Who is looked for, in words: compared with those whom an authority names."""

    @property
    def crops(self) -> tuple[ProbeCrop, ...]:
        """Return all probe crops."""
        return (ProbeCrop(self.picture, self.box), *self.more)


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """Write an export (answer: the path)."""

    format: str
    out: Path
    search_id: SearchId | None = None
    reason: str = ""
    """Why, for the log."""
    filters: Filters = field(default_factory=Filters)
    """What an export of all sightings is narrowed to; a search is exported as it was recorded."""
    subjects: frozenset[SightingId] = frozenset()
    """Who stays visible in redacted copies; empty: those of the sightings that are confirmed."""
    profile: str = ""
    """Name of the profile, for the log and the export."""
    leave_out: frozenset[Field] = frozenset()
    """What the export leaves out."""
    key: str = ""
    """Name of the key that signs a bundle; empty: it is not signed."""
    passphrase: str = field(default="", repr=False)
    """Opens the key; never stored and never logged."""


@dataclass(frozen=True, slots=True)
class PreviewRequest:
    """Tell what an export would hold (answer: ExportPreview); nothing is written or logged."""

    export: ExportRequest


@dataclass(frozen=True, slots=True)
class VerifyRequest:
    """Hash the evidence again and check the case (answer: VerifyReport)."""

    heads: tuple[LogHead, ...] = ()
    """Where the log stood at some moment, as exports tell it: a cut-off end shows against them."""
    passwords: tuple[str, ...] = field(default=(), repr=False)
    """As for an import: the case knows none."""


@dataclass(frozen=True, slots=True)
class DeclareExhibitRequest:
    """Change what is declared of an exhibit, its clock and zone among it (answer: Settling)."""

    exhibit: Exhibit
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CorrectRequest:
    """Correct time or place of media by hand, or withdraw that (answer: Settling)."""

    media: tuple[MediaId, ...]
    about: Corrected
    reason: str
    time: CaptureTime | None = None
    """Source MANUAL; None with `about` TIME withdraws earlier corrections."""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class SolveClockRequest:
    """Find the offset of an exhibit's clock (answer: ClockSolution); nothing is changed."""

    exhibit_id: ExhibitId
    events: tuple[ReferenceEvent, ...] = ()
    """Given by hand; those that the case holds (satellite time, copies on other exhibits) are found."""
    same: tuple[SameMoment, ...] = ()
    """Of one scene, taken on this exhibit and on another whose times are trusted."""


@dataclass(frozen=True, slots=True)
class LinkRequest:
    """Take linked media apart (`is_undone`), or join them again (answer: Settling)."""

    links: tuple[MediaLink, ...]
    reason: str = ""
    """Why, for the log."""


@dataclass(frozen=True, slots=True)
class FindLinksRequest:
    """Link what belongs together and is not linked yet (answer: Settling)."""


@dataclass(frozen=True, slots=True)
class Settling:
    """What a change of clock, place or links touched."""

    changed: int
    """Media whose time, place or links are different now."""


@dataclass(frozen=True, slots=True)
class ChangePersonRequest:
    """Do something with a person of interest (answer: PersonEvent).

    For ADDED and SPLIT the store gives the new person's id; UNDONE needs `undoes` only. PROBE_ADDED
    is an AddProbeRequest.
    """

    act: PersonAct
    reason: str = ""
    """Why, for the log."""


@dataclass(frozen=True, slots=True)
class AddProbeRequest:
    """Keep a crop that shows a person of interest (answer: PersonEvent)."""

    person_id: PersonId
    picture: ProbePicture
    box: Box | None = None
    """Upright pixels of the picture; None for the largest person."""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class GroupRequest:
    """Propose groups of unconfirmed sightings that may show one person (answer: Groups)."""

    looseness: float = 0.5
    """Place of the slider: 0 strict, 1 loose."""
    minimum_quality: float = 0.0


@dataclass(frozen=True, slots=True)
class AcknowledgeRequest:
    """Decide about an alarm (answer: AlarmDecision); confirming or denying does so for the sighting, too."""

    alarm_id: AlarmId
    verdict: Verdict
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ProposeThresholdRequest:
    """Set a person's thresholds from the calibration (answer: PersonEvent of the last one)."""

    person_id: PersonId
    false_alarms: float
    """Share of other persons' sightings that may raise an alarm, such as 0.0001."""
    reason: str = ""


Request = (
    DrawRequest
    | GetReadyRequest
    | DeclareExhibitRequest
    | CorrectRequest
    | SolveClockRequest
    | LinkRequest
    | ChangePersonRequest
    | AddProbeRequest
    | GroupRequest
    | AcknowledgeRequest
    | ProposeThresholdRequest
    | FindLinksRequest
    | ImportRequest
    | AnalyseRequest
    | LookRequest
    | SearchRequest
    | InspectRequest
    | ExportRequest
    | PreviewRequest
    | VerifyRequest
    | ReviewRequest
    | LedgerRequest
    | CopyRequest
    | DressRequest
)


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that did not come in, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What an import brought; `files_total` is the sum of the four counts."""

    files_total: int
    imported: int
    duplicates: int
    not_media: int
    failed: int
    failures: tuple[Failure, ...]
    photos: int
    videos: int
    sightings: int
    elapsed_s: float
    model_key: str | None = None
    waiting: int = 0
    """Media whose files could not be reached for the analysis; the next one takes them up."""
    clips_at_another_rate: int = 0
    """Clips that were looked at another number of times a second, and were left as they are."""


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What a check of the case found; `problems` is empty when all is well."""

    files_checked: int
    unchanged: int
    problems: tuple[Failure, ...]
    database_ok: bool
    audit_ok: bool
    index_ok: bool
    elapsed_s: float
    new_files: tuple[Failure, ...] = ()
    """For information: files that came into the sources since, and sources that could not be listed."""
    is_logged: bool = True
    """False where the case cannot be written, so that its log does not know of the check."""
    unguarded_rows: int = 0
    """Facts written before facts were guarded, and not since: a change of them would not show."""
    unsealed_rows: int = 0
    """Facts written after the last row of the log, which the next one seals."""


@dataclass(frozen=True, slots=True)
class JobAnswer:
    """The result of a finished job."""

    job_id: JobId
    value: Answer


News = JobState | ChangeSet | JobAnswer
Answer = (
    ImportSummary
    | ProbePersons
    | SearchId
    | Path
    | VerifyReport
    | ExportPreview
    | Settling
    | ClockSolution
    | PersonEvent
    | Groups
    | AlarmDecision
    | InspectAnswer
    | Reviewed
    | Drawn
    | Governed
    | Merged
    | Carried
    | Dressed
)


class Engine(Protocol):
    """Runs requests for one case outside this process.

    Import, analysis, export and verification run one after another, niced;
    probe and search run beside them at once. A crash of the process costs the
    file that caused it and is not seen by the caller otherwise.
    """

    def submit(self, request: Request, title: str) -> JobId:
        """Queue a request; news follow until a JobAnswer or a failed/cancelled JobState."""
        ...

    def pause(self, job_id: JobId) -> None:
        """Hold a job at its next safe point."""
        ...

    def resume(self, job_id: JobId) -> None:
        """Let a paused job go on."""
        ...

    def cancel(self, job_id: JobId) -> None:
        """Stop a job at its next safe point; what was committed stays."""
        ...

    def subscribe(self, listener: Callable[[News], None]) -> None:
        """Have `listener` told the news, in a thread of the engine's own."""
        ...

    def close(self) -> None:
        """Stop the processes; unfinished work stays in the database's queue."""
        ...
