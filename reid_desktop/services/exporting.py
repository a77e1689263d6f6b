"""Freezing a selection and writing it out, whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, is_dataclass, replace
from pathlib import Path

from reid_desktop.domain.audit_log import GENESIS, LogHead
from reid_desktop.domain.calibration import Strength
from reid_desktop.domain.capture import iso_utc
from reid_desktop.domain.case import Source
from reid_desktop.domain.errors import CaseError, ExportError, UsageError
from reid_desktop.domain.export_preview import ExportPreview
from reid_desktop.domain.export_profile import Field
from reid_desktop.domain.ids import EntryId, MediaId, SearchId, SightingId
from reid_desktop.domain.jobs import Progress
from reid_desktop.domain.ledger import EntryKind
from reid_desktop.domain.media import MediaItem
from reid_desktop.domain.model_card import ModelCard
from reid_desktop.domain.person_history import people_of
from reid_desktop.domain.query import Candidate, Filters, SearchRecord
from reid_desktop.domain.second_look import Outcome, outcomes, proficiency, tasks_of
from reid_desktop.domain.sighting import Sighting
from reid_desktop.ports.engine import ExportRequest
from reid_desktop.ports.export import Exporter, Oversight, Selection
from reid_desktop.ports.media import ThumbnailStore
from reid_desktop.ports.store import CaseStore
from reid_desktop.ports.system import Clock, JobControl
from reid_desktop.services.export_leaving import without_owner
from reid_desktop.services.export_preview import preview_of
from reid_desktop.services.export_rows import ExportRows, Judge, Told, links_by_media
from reid_desktop.services.gatekeeping import Gatekeeper
from reid_desktop.services.strengths import Strengths
from reid_desktop.services.verifying import tree_sha256
from reid_desktop.services.writing_aside import whole_or_not

ALL = Filters()


class ExportCase:
    """Writes what was found as a file that others can read."""

    def __init__(
        self,
        store: CaseStore,
        thumbnails: ThumbnailStore,
        cards: Sequence[ModelCard],
        clock: Clock,
        gatekeeper: Gatekeeper | None = None,
        strengths: Strengths | None = None,
    ) -> None:
        """`cards` are all that the program knows; those the search used are exported.

        `gatekeeper` is asked first; `strengths` tell what scores are worth (None: nothing is told).
        """
        self._store = store
        self._thumbnails = thumbnails
        self._cards = cards
        self._clock = clock
        self._gatekeeper = gatekeeper or Gatekeeper(store, clock)
        self._strengths = strengths

    def __call__(self, exporter: Exporter, request: ExportRequest, who: str, job: JobControl) -> Path:
        """Write to a sibling of `out`, then rename; cancelling leaves nothing.

        A case that cannot be written cannot log the export: the export then says so.

        :raises ExportError: `out` is there already, lies in the evidence, or cannot be written.
        :raises CaseError: there is no such search.
        :raises UsageError: a search is to be narrowed: its list is a record.
        :raises NotAuthorisedError: policy, authority or role of the case do not allow it.
        """
        out, search_id = request.out, request.search_id
        refuse_target(self._store, out)
        search = self._store.search(search_id) if search_id is not None else None
        allowed = self._gatekeeper.export(search, request.filters, request.reason, who)
        request = replace(request, filters=allowed)
        job.checkpoint(Progress("Gathering the sightings", unit="sightings"))
        selection = self.select(search_id, request.filters, request)

        def of_search(number: SearchId) -> Selection:
            record = self._store.search(number)
            self._gatekeeper.export(record, ALL, request.reason, who)
            return self.select(number, ALL, request)

        selection = replace(selection, of_search=of_search)
        _write(exporter, selection, out, job)
        digest = tree_sha256(out)
        if self._store.is_read_only:
            return out
        with self._store.transaction(who) as case:
            case.log(
                "export",
                _what(search_id, request.filters),
                format=exporter.format,
                path=str(out),
                sha256=digest,
                rows=len(selection.rows),
                reason=request.reason,
                profile=request.profile,
                left_out=sorted(request.leave_out),
                **_narrowing(request.filters),
            )
        return out

    def preview(self, request: ExportRequest, who: str) -> ExportPreview:
        """Return what an export would hold; nothing is written, and nothing logged.

        :raises CaseError: there is no such search.
        :raises NotAuthorisedError: policy, authority or role of the case do not allow it.
        """
        search = self._store.search(request.search_id) if request.search_id is not None else None
        allowed = self._gatekeeper.export(search, request.filters, request.reason, who)
        return preview_of(self.select(request.search_id, allowed, request))

    def select(
        self,
        search_id: SearchId | None,
        filters: Filters = ALL,
        asked: ExportRequest | None = None,
    ) -> Selection:
        """Return everything an export of one search, or of all sightings that pass the filters, says.

        :param asked: what is to be left out, and who stays visible; None: nothing, and the confirmed.
        """
        subjects = asked.subjects if asked else frozenset[SightingId]()
        leave_out = asked.leave_out if asked else frozenset[Field]()
        if search_id is not None and not filters.is_empty:
            raise UsageError(
                "A search is exported as it was recorded. Search again within the filters, or export "
                "without a search."
            )
        search = self._store.search(search_id) if search_id is not None else None
        key = search.model_key if search else self._store.newest_model_key()
        rows = self._rows(search, key, filters, leave_out)
        only = search.filters.exhibits if search else filters.exhibits
        exhibits = [one for one in self._store.exhibits() if not only or one.exhibit_id in only]
        return Selection(
            self._store.facts(),
            tuple(without_owner(exhibit, leave_out) for exhibit in exhibits),
            self._store.counts(key),
            key,
            tuple(card for card in self._cards if key and f"{card.name}@" in key),
            search,
            self._probe_crop(search),
            rows,
            iso_utc(self._clock.now_utc_ms()),
            self._log_head(),
            filters,
            is_logged=not self._store.is_read_only,
            records=self._store,
            oversight=self._oversight(key),
            subjects=subjects,
            profile=asked.profile if asked else "",
            left_out=leave_out,
            exhibits_only=only,
        )

    def _log_head(self) -> LogHead:
        """Return where the log stands: with it, an export shows later that rows were cut off."""
        last = None
        for last in self._store.audit():  # noqa: B007 - the last one is wanted
            pass
        return LogHead(0, GENESIS) if last is None else LogHead(last.audit_id, last.sha256)

    def _oversight(self, key: str | None) -> Oversight:
        tasks = tasks_of(self._store.ledger(EntryKind.SECOND_LOOK, EntryKind.SECOND_ANSWER))
        return Oversight(
            self._gatekeeper.policy(),
            tuple(self._gatekeeper.authorities()),
            self._strengths.calibration(key) if self._strengths and key else None,
            tuple(proficiency(tasks)),
            {
                SearchId(entry.subject): EntryId(entry.content["authority"])
                for entry in self._store.ledger(EntryKind.SEARCHED_UNDER)
            },
        )

    def _opinions(self, search_id: SearchId | None) -> dict[SightingId, list[Outcome]]:
        """Return what second and third persons said of each sighting, in one search or in any."""
        found: dict[SightingId, list[Outcome]] = {}
        tasks = tasks_of(self._store.ledger(EntryKind.SECOND_LOOK, EntryKind.SECOND_ANSWER))
        for outcome in outcomes(tasks):
            if search_id in (None, outcome.search_id):
                found.setdefault(outcome.sighting_id, []).append(outcome)
        return found

    def _persons(self) -> dict[SightingId, list[str]]:
        """Return the names of the persons of interest that sightings are confirmed to show."""
        found: dict[SightingId, list[str]] = {}
        for person in people_of(self._store.person_events()).present:
            for sighting_id in person.sightings:
                found.setdefault(sighting_id, []).append(person.name)
        return found

    def _judge(self, search: SearchRecord) -> Judge | None:
        strengths = self._strengths
        if strengths is None:
            return None

        def judge(
            candidates: Sequence[Candidate],
            sightings: Mapping[SightingId, Sighting],
            items: Mapping[MediaId, MediaItem],
        ) -> Mapping[SightingId, Strength]:
            return strengths.of_search(replace(search, candidates=tuple(candidates)), sightings, items)

        return judge

    def _rows(
        self, search: SearchRecord | None, key: str | None, filters: Filters, leave_out: frozenset[Field]
    ) -> ExportRows:
        told = Told(
            self._opinions(search.search_id if search else None),
            self._persons(),
            links_by_media(self._store.links()),
            self._judge(search) if search else None,
            leave_out,
            search.filters.exhibits if search else filters.exhibits,
        )
        if search is not None:
            ids = [candidate.sighting_id for candidate in search.candidates]
            return ExportRows(self._store, self._thumbnails, ids, search.candidates, told)
        if key is None:
            raise CaseError("Nothing has been analysed in this case yet, so there is nothing to export.")
        ids = self._store.filtered(key, filters).tolist()
        return ExportRows(self._store, self._thumbnails, ids, None, told)

    def _probe_crop(self, search: SearchRecord | None) -> Path | None:
        if search is None or search.probe.box is None:
            return None
        best_s = search.probe.at_s
        if search.probe.sighting_id is not None:
            found = self._store.sightings([search.probe.sighting_id])
            best_s = found[0].best_s if found else None
        return self._thumbnails.crop_path(search.probe.sha256, search.probe.box, best_s)


def refuse_target(store: CaseStore, out: Path) -> None:
    """Refuse to write where something is, or among the evidence.

    :raises ExportError: `out` is there already, or lies in a source of the case.
    """
    if not out.name or os.path.lexists(out):
        raise ExportError("{name} is there already; choose another name.", name=out.name or out)
    place = os.path.realpath(out)
    if any(_in_place(source).contains(place) for source in store.sources()):
        raise ExportError(
            "{name} lies among the evidence, which is never written to. Choose another folder.",
            name=out.name,
        )


def _write(exporter: Exporter, selection: Selection, out: Path, job: JobControl) -> None:
    """Write an export; nothing is left where that does not come to its end."""
    with whole_or_not(out) as partial:
        exporter.write(selection, partial, job)


def _what(search_id: SearchId | None, filters: Filters) -> str:
    """Return what was exported, for the log."""
    if search_id is not None:
        return f"search {search_id}"
    return "all sightings" if filters.is_empty else "filtered sightings"


def _narrowing(filters: Filters) -> dict[str, object]:
    """Return the filters in force, for the log."""
    nothing = Filters()
    values = {f.name: getattr(filters, f.name) for f in fields(filters)}
    return {
        name: sorted(value)
        if isinstance(value, frozenset)
        else asdict(value)
        if is_dataclass(value) and not isinstance(value, type)
        else value
        for name, value in values.items()
        if value != getattr(nothing, name)
    }


def _in_place(source: Source) -> Source:
    """Return the source where it truly lies: it may have been named through a link."""
    return replace(source, path=os.path.realpath(source.path))
