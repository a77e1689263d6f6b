"""Where concrete classes meet: one open case and the services over it, in this process."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from reid_desktop.adapters.media.evidence import sha256_of
from reid_desktop.adapters.media.thumbnails import ThumbnailFolder
from reid_desktop.adapters.sources.evidence import OpenEvidence
from reid_desktop.adapters.store.case import SqliteCaseStore, may_write, open_case
from reid_desktop.app.account import system_account
from reid_desktop.app.agency import agency_policy
from reid_desktop.app.calibrations import open_calibrations
from reid_desktop.app.case_folders import refuse_own_folder
from reid_desktop.app.case_models import CaseModels
from reid_desktop.app.clock import SystemClock
from reid_desktop.app.copies import Copies
from reid_desktop.app.oversight import Oversight
from reid_desktop.app.people import People
from reid_desktop.app.registry import ExportTools, source_reader
from reid_desktop.app.search_desk import SearchDesk
from reid_desktop.app.settings import Settings
from reid_desktop.domain.errors import CaseTooOldError
from reid_desktop.ports.engine import AnalysisOptions
from reid_desktop.ports.export_media import EvidencePictures, PictureEncoder
from reid_desktop.ports.media import MediaInspector, SourceReader
from reid_desktop.ports.signing import KeyRing
from reid_desktop.ports.store import Listener
from reid_desktop.ports.system import JobControl
from reid_desktop.services.analysing import QUICK_FROM_S, AnalyseMedia, KeepUp
from reid_desktop.services.bringing_in import BringIn
from reid_desktop.services.clock_events import SolveClock
from reid_desktop.services.exporting import ExportCase
from reid_desktop.services.importing import ImportSource
from reid_desktop.services.indexing import problem_of
from reid_desktop.services.inspecting import Encoders, Inspect
from reid_desktop.services.known_files import MarkKnownFiles
from reid_desktop.services.linking import LinkMedia, TurnLinks
from reid_desktop.services.probing import ProbeClips, ProbeReader
from reid_desktop.services.reviewing import ReviewCase
from reid_desktop.services.searching import SearchCase
from reid_desktop.services.settling import CorrectMedia, DeclareExhibit, Settler
from reid_desktop.services.stage_times import Stages
from reid_desktop.services.verifying import CaseChecks, VerifyCase

if TYPE_CHECKING:
    from reid_desktop.ports.places import Places


def key_ring(settings: Settings) -> KeyRing:
    """Return the keys on this computer."""
    from reid_desktop.adapters.signing.keys import KeyFolder

    return KeyFolder(settings.keys)


def in_turn(*parts: KeepUp) -> KeepUp:
    """Return what does all of these, one after another."""

    def all_of_them(who: str, job: JobControl) -> None:
        for part in parts:
            part(who, job)

    return all_of_them


def _opened(folder: Path, *, read_only: bool, listener: Listener | None) -> SqliteCaseStore:
    """Open a case; one of an older version that can be written to is brought up to date, even to be read."""
    account = system_account()
    try:
        return open_case(folder, read_only=read_only, listener=listener, account=account)
    except CaseTooOldError:
        if not may_write(folder):
            raise
    open_case(folder, account=account).close()
    return open_case(folder, read_only=read_only, listener=listener, account=account)


class OpenCase:
    """One open case and the services over it; heavy parts come when they are first used."""

    def __init__(
        self,
        settings: Settings,
        folder: Path,
        *,
        who: str | None = None,
        read_only: bool = False,
        listener: Listener | None = None,
        models_loaded: Callable[[], None] = lambda: None,
    ) -> None:
        """Open the case; `who` stands in the log (None: as the settings say, else the case's examiner).

        `models_loaded` is called each time that models were.
        """
        self.settings = settings
        self.folder = folder
        self.store: SqliteCaseStore = _opened(folder, read_only=read_only, listener=listener)
        self.thumbnails = ThumbnailFolder(folder / "thumbs")
        self.clock = SystemClock()
        self.evidence = OpenEvidence(folder if os.access(folder, os.W_OK) else None)
        self.who = who or settings.examiner or self.store.facts().examiner
        self.models = CaseModels(settings, self.store, models_loaded)

    def try_passwords(self, passwords: Sequence[str]) -> None:
        """Try these on encrypted archives and backups from now on; they are kept in memory only."""
        self.evidence.add_passwords(passwords)

    def close(self) -> None:
        """Let go of the files."""
        self.evidence.close()
        self.store.close()

    def export_tools(self, key: str = "", passphrase: str = "") -> ExportTools:
        """Return what exporters are made of; `key` is the name of the key that signs.

        :raises UsageError: there is no such key, or the passphrase does not open it.
        """
        from reid_desktop.adapters.signing.stamps import stamp_question

        signer = key_ring(self.settings).signer(key, passphrase) if key else None
        resources = self.settings.resources
        return ExportTools(
            self.basemap,
            self._export_pictures,
            resources / "check",
            stamp_question,
            resources / "fonts",
            signer,
        )

    def _export_pictures(self) -> tuple[EvidencePictures, PictureEncoder]:
        from reid_desktop.adapters.media.export_pictures import CheckedEvidence, MediaEncoder

        return CheckedEvidence(self.evidence), MediaEncoder()

    @property
    def basemap(self) -> Path:
        """Folder of the bundled world map."""
        return self.settings.resources / "map"

    # ------------------------------------------------------------ services

    def bring_in(self, condemned: dict[str, str]) -> BringIn:
        """Return import with analysis beside it."""
        importing = ImportSource(
            self.store,
            self._inspector(),
            self._source_reader,
            self._settler,
            self.clock,
            condemned,
            self._hash_evidence,
        )

        def make(options: AnalysisOptions) -> tuple[AnalyseMedia, str]:
            return self.analysis(options, condemned)

        return BringIn(self.store, importing, make, self.linking(), self.clock)

    def linking(self) -> LinkMedia:
        """Return what links media that belong together."""
        return LinkMedia(self.store, self.clock)

    def turning_links(self) -> TurnLinks:
        """Return what takes linked media apart, or joins them again."""
        return TurnLinks(self.store)

    def analysis(self, options: AnalysisOptions, condemned: dict[str, str]) -> tuple[AnalyseMedia, str]:
        """Return the analysis and the model key it works under."""
        from reid_desktop.adapters.media.decoding import keep_to_one_thread
        from reid_desktop.adapters.media.photos import PhotoOpener
        from reid_desktop.adapters.media.videos import ClipReader

        if self.models.workers(options) > 1:
            keep_to_one_thread()
        vision = self.models.vision(options)
        stages = Stages(self.store, vision.model_key, self.clock)
        alarms = self.people.watch(vision)
        analyse = AnalyseMedia(
            self.store,
            stages.photos(PhotoOpener()),
            stages.videos(ClipReader(self.evidence)),
            self.thumbnails,
            stages.vision(vision),
            self.searching.keeper(vision.model_key, vision.embedder.dimensions),
            stages.reading(self.read_bytes),
            self._hash_evidence,
            self.clock,
            workers=self.models.workers(options),
            condemned=condemned,
            keep_up=in_turn(self.linking().keep_up, alarms.keep_up, stages.keep_up),
            at_end=in_turn(alarms, stages),
            quick_from_s=QUICK_FROM_S if options.quick_pass else None,
        )
        return analyse, vision.model_key

    @cached_property
    def people(self) -> People:
        """Return the services over persons of interest."""
        return People(self, open_calibrations(self.settings))

    def declaring(self) -> DeclareExhibit:
        """Return what changes the declared facts of an exhibit."""
        return DeclareExhibit(self.store, self._settler)

    def correcting(self) -> CorrectMedia:
        """Return what corrects times and places by hand."""
        return CorrectMedia(self.store, self._settler, self.clock)

    def clock_solving(self) -> SolveClock:
        """Return what finds the offset of an exhibit's clock."""
        return SolveClock(self.store, self._places)

    def reviewing(self) -> ReviewCase:
        """Return what keeps decisions, tags, grades, bookmarks and notes."""
        return ReviewCase(self.store, self.clock, self.oversight.gatekeeper)

    def known_marking(self) -> MarkKnownFiles:
        """Return what marks files that are known elsewhere."""
        return MarkKnownFiles(self.store, self._export_pictures()[0], self.reviewing())

    @cached_property
    def oversight(self) -> Oversight:
        """Policy, authority, roles and snapshots of the case."""
        return Oversight(self.store, self.thumbnails, agency_policy(self.settings.config))

    def copies(self) -> Copies:
        """Return what writes parts of the case, and takes over the review of copies."""
        return Copies(self.folder, self.store, self.oversight, self.who)

    def probes(self) -> ProbeReader:
        """Return what reads probe pictures."""
        from reid_desktop.adapters.media.photos import PhotoOpener
        from reid_desktop.adapters.media.thumbnails import encode_view
        from reid_desktop.adapters.media.videos import ClipReader

        clips = ProbeClips(ClipReader(self.evidence, threads=2), self.sha256_of)
        return ProbeReader(
            self.store,
            PhotoOpener(),
            self.thumbnails,
            self.models.case_vision(),
            self.read_bytes,
            encode_view,
            clips,
        )

    def sha256_of(self, path: str) -> str:
        """Return the SHA-256 of a file of evidence, read where it lies.

        :raises SourceError: it cannot be reached.
        """
        from reid_desktop.adapters.media.evidence import sha256_of

        with self.evidence.open(path) as file:
            return sha256_of(file)[0]

    @cached_property
    def inspecting(self) -> Inspect:
        """What shows original pixels and exact frames."""
        from reid_desktop.adapters.media.exact_pictures import encode_exact
        from reid_desktop.adapters.media.photos import PhotoOpener
        from reid_desktop.adapters.media.thumbnails import encode_view
        from reid_desktop.adapters.media.videos import ClipReader

        encoders = Encoders(encode_exact, encode_view)
        clips = ClipReader(self.evidence, threads=2)
        return Inspect(self.store, PhotoOpener(), clips, self.read_bytes, encoders)

    def search(self) -> SearchCase:
        """Return the search over the newest model key; kept, so that vectors are loaded once."""
        return self.searching.search()

    @cached_property
    def searching(self) -> SearchDesk:
        """Vectors, indexes and searches."""
        return SearchDesk(self)

    def exports(self) -> ExportCase:
        """Return what writes exports."""
        cards = [status.card for status in self.models.library.statuses()]
        return ExportCase(
            self.store,
            self.thumbnails,
            cards,
            self.clock,
            self.oversight.gatekeeper,
            self.people.strengths,
        )

    def verification(self, condemned: dict[str, str]) -> VerifyCase:
        """Return what checks the case."""
        checks = CaseChecks(
            lambda: self.store.integrity_problem() or self.store.review_problem(),
            self.store.protection_problem,
            lambda: problem_of(self.searching.indexes, self.store),
            self.store.guard_findings,
        )
        return VerifyCase(
            self.store,
            self._hash_evidence,
            self.evidence.mtime_ns,
            lambda source: self._source_reader(source.path).entries(source.path),
            checks,
            self.clock,
            condemned,
        )

    # ------------------------------------------------------------ parts

    @cached_property
    def _places(self) -> Places:
        from reid_desktop.adapters.places.offline import OfflinePlaces

        return OfflinePlaces(self.basemap)

    @cached_property
    def _settler(self) -> Settler:
        return Settler(self.store, self._places, self.clock)

    def _source_reader(self, path: str) -> SourceReader:
        from reid_desktop.adapters.media.xmp import xmp_properties

        refuse_own_folder(self.folder, path)
        return source_reader(path, self.evidence, xmp_properties)

    def _inspector(self) -> MediaInspector:
        from reid_desktop.adapters.media.inspector import FileInspector

        return FileInspector(self.clock, self.evidence)

    def read_bytes(self, path: str) -> bytes:
        """Return a whole file of evidence.

        :raises SourceError: it cannot be reached.
        """
        with self.evidence.open(path) as file:
            return file.read()

    def _hash_evidence(self, path: str, breathe: Callable[[], None]) -> str:
        with self.evidence.open(path) as file:
            return sha256_of(file, breathe)[0]
