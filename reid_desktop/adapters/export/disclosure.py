"""The disclosure pack: method, models, errors, every search with its whole list, log, what was analysed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from reid_desktop.domain.detecting import LEAST_SCORE
from reid_desktop.domain.errors import CaseError, NotAuthorisedError
from reid_desktop.domain.export_profile import Field
from reid_desktop.domain.ids import ExhibitId
from reid_desktop.domain.jobs import Progress
from reid_desktop.domain.media import FileOutcome as FileEnd
from reid_desktop.domain.media import Outcome as FileOutcome
from reid_desktop.domain.query import LEAD_NOTICE, SearchRecord
from reid_desktop.ports.export import Exporter, Selection
from reid_desktop.ports.export_records import CaseRecords
from reid_desktop.ports.system import JobControl

from .alarm_list import person_facts, write_alarms
from .csv_table import Cell, settle
from .evidence_tools import list_of, new_file
from .log_facts import LoggedSearches, logged_searches, why_facts
from .oversight_facts import (
    authority_facts,
    calibration_facts,
    left_out_facts,
    option_facts,
    proficiency_facts,
    under_facts,
)
from .parts import Part, PartJob, write_log, write_parts
from .report_facts import (
    Fact,
    card_facts,
    case_facts,
    exhibit_cells,
    probe_facts,
    search_facts,
    summary_facts,
)
from .software import bill_of_materials, software_line
from .templates_of import environment
from .words import filters as filter_phrases
from .writing import in_the_users_words

ANALYSED = (
    "sha256", "kind", "container", "file_bytes", "exhibit", "device_path", "path", "time_utc", "time_source",
    "sightings",
)  # fmt: skip
NOT_ANALYSED = ("path", "outcome", "reason")
CORRECTIONS = ("media_id", "about", "author", "at_utc", "reason")


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A search as the overview tells it."""

    number: int
    facts: tuple[Fact, ...]
    withheld: str
    """Why its list is not in the pack; empty where it is."""


class DisclosurePack:
    """Writes a folder; `disclosure.html` is its beginning."""

    format = "disclosure"
    title = "Disclosure pack (folder)"

    def __init__(
        self, program_version: str, parts: Sequence[Part], table: Exporter, report: Exporter
    ) -> None:
        """Put `parts` in; write each search with `table` and `report`."""
        self._program_version = program_version
        self._parts = parts
        self._table = table
        self._report = report

    def write(self, selection: Selection, out: Path, job: JobControl) -> None:
        """Write to `out`, a folder that does not exist.

        :raises ExportError: it cannot be written.
        """
        with in_the_users_words():
            out.mkdir()
            write_parts(self._parts, selection, out, job)
            logged = logged_searches(selection.records)
            pages = list(self._searches(selection, logged, out / "searches", job))
            write_log(selection, out / "log.jsonl", job.breathe)
            if selection.records is not None:
                _analysed(selection, selection.records, out, job)
                write_alarms(selection, selection.records, out / "alarms.csv", job)
            with new_file(out / "sbom.cdx.json") as file:
                bill = bill_of_materials(self._program_version, selection.created_utc, selection.cards)
                file.write(bill.encode("ascii"))
            self._overview(selection, pages, logged, out / "disclosure.html")

    def _searches(
        self, selection: Selection, logged: LoggedSearches, folder: Path, job: JobControl
    ) -> Iterator[SearchPage]:
        folder.mkdir()
        for record in selection.records.searches() if selection.records else ():
            name = f"search-{record.search_id}"
            step = PartJob(job, name)
            try:
                found = _of_search(selection, record)
            except (NotAuthorisedError, CaseError) as refused:
                withheld = replace(selection, search=None)
                yield SearchPage(int(record.search_id), tuple(_about(withheld, record, logged)), str(refused))
                continue
            self._table.write(found, folder / f"{name}.csv", step)
            self._report.write(found, folder / f"{name}.html", step)
            yield SearchPage(int(record.search_id), tuple(_about(found, record, logged)), "")

    def _overview(
        self, selection: Selection, pages: Sequence[SearchPage], logged: LoggedSearches, path: Path
    ) -> None:
        oversight = selection.oversight
        pieces = (
            environment()
            .get_template("disclosure.html")
            .generate(
                notice=LEAD_NOTICE,
                selection=selection,
                program_version=self._program_version,
                case_facts=[*case_facts(selection), *authority_facts(selection), *logged.maps],
                summary_facts=summary_facts(selection),
                exhibits=[exhibit_cells(exhibit) for exhibit in selection.exhibits],
                thresholds=_thresholds(selection),
                models=[(card, card_facts(card)) for card in selection.cards],
                calibration=list(calibration_facts(oversight.calibration if oversight else None)),
                people=proficiency_facts(oversight.proficiency if oversight else ()),
                searches=pages,
                deleted=logged.deleted,
                watched=person_facts(selection),
                software=software_line(),
                parts=[part.name for part in self._parts],
            )
        )
        with path.open("x", encoding="utf-8", newline="\n") as file:
            for piece in pieces:
                file.write(piece)
            settle(file)


def _of_search(selection: Selection, record: SearchRecord) -> Selection:
    if selection.of_search is None:
        raise CaseError("The list of the search cannot be read.")
    return selection.of_search(record.search_id)


def _about(selection: Selection, record: SearchRecord, logged: LoggedSearches) -> Iterator[Fact]:
    if selection.search is None:
        yield Fact("Search", f"no. {record.search_id}, made {record.created_utc} by {record.examiner}")
        yield from why_facts(logged, record.search_id)
        return
    yield from probe_facts(selection)
    yield from why_facts(logged, record.search_id)
    yield from under_facts(selection)
    yield from search_facts(selection)
    yield from option_facts(record)
    yield from left_out_facts(record)
    counted: dict[str, int] = {}
    for row in selection.rows:
        decision = row.review.decision if row.review else None
        word = decision.verdict.value if decision and decision.verdict else "undecided"
        counted[word] = counted.get(word, 0) + 1
    told = ", ".join(f"{count} {word}" for word, count in sorted(counted.items()))
    note = "by the decision that counts now, whichever search it was made in"
    listed = f"{len(selection.rows)} in the list, all of them: {told or 'none'}"
    yield Fact("Candidates", listed, (note,) if told else ())


def _thresholds(selection: Selection) -> list[Fact]:
    return [
        Fact("Model key", selection.model_key or "nothing was analysed", is_code=True),
        *(
            Fact(
                "Score needed to be taken for a person",
                f"{LEAST_SCORE[card.output]:g}, from 0 to 1",
                (card.title,),
            )
            for card in selection.cards
            if card.output in LEAST_SCORE
        ),
        Fact("Score needed to be listed", "none: the most similar are listed, however low they score"),
        Fact("Filters of this pack", "; ".join(filter_phrases(selection.filters))),
    ]


def _analysed(selection: Selection, records: CaseRecords, out: Path, job: JobControl) -> None:
    key, hides_paths = selection.model_key, Field.LOCAL_PATHS in selection.left_out
    with list_of(out / "analysed.csv", ANALYSED) as line:
        for done, (item, copy) in enumerate(records.copies()):
            if selection.exhibits_only and copy.exhibit_id not in selection.exhibits_only:
                continue
            if done % 200 == 0:
                job.checkpoint(Progress("Listing what was analysed", done, selection.counts.copies, "files"))
            seen = len(records.sightings_of_media(item.media_id, key)) if key else 0
            cells: Sequence[Cell] = [
                item.sha256, item.kind.value, item.container, item.size_bytes, copy.exhibit_id,
                copy.device_path, None if hides_paths else copy.path,
                item.time.iso_utc if item.time else None,
                item.time.source.value if item.time else None, seen,
            ]  # fmt: skip
            line(cells)
    with list_of(out / "not-analysed.csv", NOT_ANALYSED) as line:
        for outcome in _outcomes(records, selection.exhibits_only):
            if outcome.outcome in (FileOutcome.FAILED, FileOutcome.NOT_MEDIA):
                path = outcome.path.rsplit("/", 1)[-1] if hides_paths else outcome.path
                line([path, outcome.outcome.value, outcome.reason])
    with list_of(out / "corrections.csv", CORRECTIONS) as line:
        for one in records.corrections():
            line([int(one.media_id), one.about.value, one.author, one.at_utc, one.reason])


def _outcomes(records: CaseRecords, only: frozenset[ExhibitId]) -> Iterator[FileEnd]:
    """Yield how each file ended, of the sources of some exhibits, or of all."""
    if not only:
        yield from records.outcomes()
        return
    for source in records.sources():
        if source.exhibit_id in only:
            yield from records.outcomes(source.source_id)
