"""The programming interface: a case from a script of one's own, as the command line works on it.

What a script asks for runs in the case's own processes, is checked against roles and authority, and is
recorded in the log, just as if it had been asked for in the window. See `docs/api.md`.
"""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from reid_desktop import __version__
from reid_desktop.adapters.store.case import may_write
from reid_desktop.app.bootstrap import OpenCase
from reid_desktop.app.case_folders import case_folder, new_case_folder, refuse_own_folder
from reid_desktop.app.clock import SystemClock
from reid_desktop.app.engine import start_engine
from reid_desktop.app.making import make_case
from reid_desktop.app.registry import check_format
from reid_desktop.app.settings import Settings, load_settings
from reid_desktop.app.waiting import answer_of
from reid_desktop.domain.authority import Gate
from reid_desktop.domain.capture import iso_utc
from reid_desktop.domain.case import AuditEntry, CaseFacts, Exhibit
from reid_desktop.domain.errors import ReidError, UsageError
from reid_desktop.domain.geometry import Box
from reid_desktop.domain.ids import ExhibitId, SearchId, SightingId
from reid_desktop.domain.jobs import JobState
from reid_desktop.domain.media import MediaItem
from reid_desktop.domain.query import DEFAULT_TOP, Candidate, Filters, SearchRecord
from reid_desktop.domain.roles import Right
from reid_desktop.domain.sighting import Sighting
from reid_desktop.ports.engine import (
    AnalyseRequest,
    AnalysisOptions,
    Answer,
    ExportRequest,
    ImportRequest,
    ImportSummary,
    News,
    ProbePicture,
    Request,
    SearchRequest,
    VerifyReport,
    VerifyRequest,
)
from reid_desktop.ports.store import CaseStore
from reid_desktop.services.viewing import VIEWED

__all__ = [
    "AnalysisOptions",
    "Box",
    "Case",
    "CaseFacts",
    "Exhibit",
    "Filters",
    "Found",
    "Gate",
    "ReidError",
    "Request",
    "SearchRequest",
    "Settings",
    "load_settings",
    "new_case",
]

PAGE = 500
Expected = TypeVar("Expected")
Watch = Callable[[JobState], None]
"""Told how far a job is, in the thread that waits for it."""


def new_case(
    folder: Path | str, facts: CaseFacts, gate: Gate | None = None, settings: Settings | None = None
) -> Path:
    """Make a case and return its folder, which gets the suffix `.reidcase`.

    :param facts: number, title and examiner at least; without an authority it begins with an urgent use.
    :param gate: how strictly an authority is asked for; None: strictly.
    :raises CaseError: there is a case already, or the folder cannot be written to.
    """
    named = Path(folder)
    path = new_case_folder(named)
    made = replace(facts, created_utc=iso_utc(SystemClock().now_utc_ms()), program_version=__version__)
    make_case(settings or load_settings(), path, made, gate)
    return path


@dataclass(frozen=True, slots=True)
class Found:
    """A recorded search. Its candidates are leads, not identifications."""

    record: SearchRecord
    hits: tuple[tuple[Candidate, Sighting, MediaItem], ...]
    """The candidates, best first, each with where it was seen."""


class Case:
    """An open case. Requests run one at a time, and raise what went wrong as a `ReidError` with its sentence.

    :param folder: the case folder, with or without its suffix.
    :param who: stands in the log; None: as `REID_DESKTOP_EXAMINER` says, else the case's examiner.
    :param settings: folders and device; None: as for the command line.
    """

    def __init__(self, folder: Path | str, who: str | None = None, settings: Settings | None = None) -> None:
        """Get ready; the case is opened with the first request or reading."""
        self.folder = case_folder(Path(folder))
        self._settings = settings or load_settings(examiner=who)
        self._who = who
        self._news: queue.SimpleQueue[News] = queue.SimpleQueue()
        self._engine = start_engine(self._settings, self.folder, who)
        self._engine.subscribe(self._news.put)

    def __enter__(self) -> Self:
        """Return the case."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Stop the case's processes and let go of its files; what was committed stays."""
        self._engine.close()
        if "_opened" in self.__dict__:
            self._opened.close()

    # ------------------------------------------------------------ doing

    def run(self, request: Request, watch: Watch | None = None) -> Answer:
        """Have the case's processes do anything that there is a request for, and return the answer.

        :raises ReidError: it failed; nothing but what was committed before is kept.
        :raises KeyboardInterrupt: the job was told to stop at its next safe point.
        """
        job_id = self._engine.submit(request, type(request).__name__.removesuffix("Request"))
        try:
            return answer_of(job_id, self._news, watch or (lambda _: None))
        except KeyboardInterrupt:
            self._engine.cancel(job_id)
            raise

    def bring_in(
        self,
        paths: Sequence[Path | str],
        exhibit: Exhibit | str,
        options: AnalysisOptions | None = None,
        watch: Watch | None = None,
        *,
        analyse: bool = True,
    ) -> ImportSummary:
        """Import files and folders for an exhibit, and look for persons in them unless `analyse` is False.

        :param exhibit: its id, keeping what the case declares of it, or all that is to be declared.
        :raises UsageError: a path is not there, or is the case itself.
        """
        absolute = tuple(str(Path(path).absolute()) for path in paths)
        for path in absolute:
            if not Path(path).exists():
                raise UsageError("There is nothing at {path}.", path=path)
            refuse_own_folder(self.folder, path)
        declared = exhibit if isinstance(exhibit, Exhibit) else self._exhibit(ExhibitId(exhibit))
        wanted = (options or AnalysisOptions()) if analyse else None
        return _as(ImportSummary, self.run(ImportRequest(absolute, declared, wanted), watch))

    def analyse(self, options: AnalysisOptions | None = None, watch: Watch | None = None) -> ImportSummary:
        """Analyse what has no result under the models chosen."""
        return _as(ImportSummary, self.run(AnalyseRequest(options or AnalysisOptions()), watch))

    def search(
        self,
        probe: Path | str | int,
        box: Box | None = None,
        top: int = DEFAULT_TOP,
        filters: Filters | None = None,
        reason: str = "",
    ) -> Found:
        """Rank the sightings by likeness to a person, and record that.

        :param probe: a picture, or the id of a sighting.
        :param box: upright pixels of the picture; None for its largest person.
        :param reason: why, for the log.
        """
        if isinstance(probe, int):
            picture = ProbePicture(f"sighting {probe}", sighting_id=SightingId(probe))
        else:
            path = Path(probe).absolute()
            picture = ProbePicture(path.name, path=str(path))
        return self.found(self.ask(SearchRequest(picture, box, top, filters or Filters(), reason=reason)))

    def ask(self, request: SearchRequest) -> SearchId:
        """Make a search with anything that a search can be asked for (several crops, like and unlike)."""
        answer = self.run(request)
        assert isinstance(answer, int)
        return SearchId(answer)

    def export(
        self, format_name: str, out: Path | str, search: SearchId | None = None, reason: str = ""
    ) -> Path:
        """Write a search, or all sightings, and return where it lies; formats as for the command `export`."""
        check_format(format_name)
        request = ExportRequest(format_name, Path(out).absolute(), search, reason)
        return _as(Path, self.run(request))

    def verify(self) -> VerifyReport:
        """Hash the evidence again and check the case."""
        return _as(VerifyReport, self.run(VerifyRequest()))

    # ------------------------------------------------------------ reading

    @property
    def store(self) -> CaseStore:
        """The case for reading, whose first use is logged: see `ports/store.py` for all that it tells."""
        return self._opened.store

    def media(self) -> Iterator[MediaItem]:
        """Tell all photos and videos."""
        ids = self.store.media_ids()
        for start in range(0, len(ids), PAGE):
            yield from self.store.media(ids[start : start + PAGE])

    def sightings(self, filters: Filters | None = None) -> Iterator[Sighting]:
        """Tell the sightings under the newest models, in the order in which they were found."""
        key = self.store.newest_model_key()
        ids = [] if key is None else self.store.filtered(key, filters or Filters()).tolist()
        for start in range(0, len(ids), PAGE):
            yield from self.store.sightings(ids[start : start + PAGE])

    def found(self, search: SearchId) -> Found:
        """Return a recorded search."""
        record = self.store.search(search)
        sightings = {
            one.sighting_id: one for one in self.store.sightings([c.sighting_id for c in record.candidates])
        }
        items = {
            one.media_id: one for one in self.store.media(sorted({s.media_id for s in sightings.values()}))
        }
        seen = [(candidate, sightings[candidate.sighting_id]) for candidate in record.candidates]
        return Found(record, tuple((candidate, one, items[one.media_id]) for candidate, one in seen))

    def log(self) -> Iterator[AuditEntry]:
        """Tell the log, oldest first; needs the right to read it."""
        self._opened.oversight.gatekeeper.require(self._opened.who, Right.AUDIT)
        return self.store.audit()

    @cached_property
    def _opened(self) -> OpenCase:
        case = OpenCase(self._settings, self.folder, who=self._who, read_only=not may_write(self.folder))
        try:
            case.oversight.gatekeeper.require(case.who, Right.VIEW)
            if not case.store.is_read_only:
                with case.store.transaction(case.who) as writer:
                    writer.log(VIEWED, "api")
        except BaseException:
            case.close()
            raise
        return case

    def _exhibit(self, exhibit_id: ExhibitId) -> Exhibit:
        known = {one.exhibit_id: one for one in self.store.exhibits()}
        return known.get(exhibit_id, Exhibit(exhibit_id))


def _as(kind: type[Expected], answer: Answer) -> Expected:
    assert isinstance(answer, kind)
    return answer
