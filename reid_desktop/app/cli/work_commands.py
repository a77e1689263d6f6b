"""The commands `import`, `analyse` and `search`."""

from __future__ import annotations

import argparse
import os
import stat
from dataclasses import replace
from pathlib import Path

from reid_desktop.app.bootstrap import OpenCase, case_folder, refuse_own_folder
from reid_desktop.app.cli.jobs import run_request
from reid_desktop.app.cli.narrowing import narrowed
from reid_desktop.app.cli.output import line, print_json, say
from reid_desktop.app.cli.passwords import passwords_of
from reid_desktop.app.cli.records import copy_on, search_row, summary_row
from reid_desktop.app.cli.strength_records import strength_words, with_strengths
from reid_desktop.app.engine import open_for
from reid_desktop.app.settings import Settings
from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.ids import ExhibitId
from reid_desktop.domain.query import LEAD_NOTICE
from reid_desktop.ports.engine import (
    AnalyseRequest,
    AnalysisOptions,
    ImportRequest,
    ImportSummary,
    ProbePicture,
    SearchRequest,
)


def import_(arguments: argparse.Namespace, settings: Settings) -> int:
    """Import files and folders, and analyse them."""
    folder = case_folder(Path(arguments.case))
    exhibit = _exhibit(settings, folder, arguments)
    paths = tuple(str(Path(path).absolute()) for path in arguments.paths)
    for path in paths:
        _stat(path)
        refuse_own_folder(folder, path)
    options = None if arguments.no_analyse else analysis_options(arguments)
    request = ImportRequest(paths, exhibit, options, passwords_of(arguments), tuple(arguments.name_template))
    summary = run_request(settings, folder, request, "Import")
    assert isinstance(summary, ImportSummary)
    _print_summary(summary, arguments.json)
    return 0


def analyse(arguments: argparse.Namespace, settings: Settings) -> int:
    """Analyse what has no result under the models chosen."""
    folder = case_folder(Path(arguments.case))
    summary = run_request(
        settings, folder, AnalyseRequest(analysis_options(arguments), passwords_of(arguments)), "Analyse"
    )
    assert isinstance(summary, ImportSummary)
    if arguments.json:
        row = summary_row(summary)
        keys = ("sightings", "waiting", "failed", "failures", "model_key", "elapsed_s")
        print_json({"media": summary.files_total, **{key: row[key] for key in keys}})
    else:
        line(f"{summary.files_total} media analysed, {summary.sightings} sightings, {summary.failed} failed.")
        line(f"Models: {summary.model_key}")
        _print_waiting(summary)
    return 0


def search(arguments: argparse.Namespace, settings: Settings) -> int:
    """Rank the case's sightings by likeness to the person in a picture."""
    request = _search_request(arguments)
    case = open_for(request, settings, case_folder(Path(arguments.case)))
    try:
        permit = case.oversight.gatekeeper.search(request.filters, request.reason, case.who)
        probe = case.probes().probe(request.picture, request.box)
        search_id = case.search()(probe, request, case.who)
        record = case.store.search(search_id)
        sightings = {
            s.sighting_id: s for s in case.store.sightings([c.sighting_id for c in record.candidates])
        }
        ids = sorted({s.media_id for s in sightings.values()})
        items = {item.media_id: item for item in case.store.media(ids)}
        strengths = case.strengths().of_search(record, sightings, items)
        row = with_strengths(search_row(record, sightings, items), strengths)
        row["authority"] = permit.authority.reference if permit.authority else None
        waiting = case.store.counts(record.model_key).waiting
        unknown = request.filters.exhibits - {exhibit.exhibit_id for exhibit in case.store.exhibits()}
    finally:
        case.close()
    if permit.advice:
        say(permit.advice)
    for name in sorted(unknown):
        say(f"The case has no exhibit {name}: nothing can be found on it.")
    if waiting:
        say(f"{waiting} photos and videos are not analysed yet: nobody in them can be among the candidates.")
    if record.probe.note:
        say(record.probe.note)
    if arguments.json:
        print_json(row)
        return 0
    line(LEAD_NOTICE)
    line(f"Search {record.search_id}, models {record.model_key}, {record.index.kind} index")
    line("rank, score, strength as log10 of a likelihood ratio (--: none that is calibrated), time, file")
    for candidate in record.candidates:
        sighting = sightings[candidate.sighting_id]
        item = items[sighting.media_id]
        when = item.time.iso_utc if item.time else "no time known"
        path = copy_on(item, request.filters.exhibits).path
        worth = strength_words(strengths[candidate.sighting_id])
        line(f"{candidate.rank:4}  {candidate.score:7.4f}  {worth:>7}  {when:24}  {path}")
    return 0


def analysis_options(arguments: argparse.Namespace) -> AnalysisOptions:
    """Return the options of `import` and `analyse`."""
    return AnalysisOptions(
        arguments.detector,
        arguments.embedder,
        arguments.precision,
        arguments.video_fps,
        arguments.workers,
        arguments.thorough,
    )


def _search_request(arguments: argparse.Namespace) -> SearchRequest:
    path = Path(arguments.probe).absolute()
    if not stat.S_ISREG(_stat(str(path)).st_mode):
        raise UsageError("There is no picture at {path}.", path=arguments.probe)
    filters = replace(
        narrowed(arguments),
        after_utc_ms=arguments.after,
        before_utc_ms=arguments.before,
        near=arguments.near,
        exhibits=frozenset(ExhibitId(name) for name in arguments.exhibit),
    )
    return SearchRequest(
        ProbePicture(path.name, path=str(path)),
        arguments.box,
        arguments.top,
        filters,
        arguments.exact,
        arguments.hnsw,
        bare=arguments.bare,
        reason=arguments.reason,
    )


def _stat(path: str) -> os.stat_result:
    """Return the facts of a file to work on.

    :raises UsageError: it is not there, or its name or folder does not let us look.
    """
    try:
        return Path(path).stat()
    except FileNotFoundError as cause:
        raise UsageError("There is nothing at {path}.", path=path) from cause
    except OSError as cause:
        raise UsageError("{path} cannot be reached: {why}.", path=path, why=cause.strerror) from cause


def _exhibit(settings: Settings, folder: Path, arguments: argparse.Namespace) -> Exhibit:
    """Return the exhibit as the options declare it, over what the case knows already."""
    case = OpenCase(settings, folder, read_only=True)
    try:
        known = {e.exhibit_id: e for e in case.store.exhibits()}
    finally:
        case.close()
    before = known.get(ExhibitId(arguments.exhibit), Exhibit(ExhibitId(arguments.exhibit)))
    offset_s = before.clock_offset_s if arguments.clock_offset is None else arguments.clock_offset
    return replace(before, time_zone=arguments.timezone or before.time_zone, clock_offset_s=offset_s)


def _print_summary(summary: ImportSummary, as_json: bool) -> None:
    if as_json:
        print_json(summary_row(summary))
        return
    line(
        f"{summary.files_total} files: {summary.imported} imported, {summary.duplicates} duplicates, "
        f"{summary.not_media} no media, {summary.failed} failed."
    )
    line(f"{summary.photos} photos, {summary.videos} videos, {summary.sightings} sightings of persons.")
    _print_waiting(summary)
    for failure in summary.failures:
        line(f"failed: {failure.path}: {failure.reason}")


def _print_waiting(summary: ImportSummary) -> None:
    if summary.waiting:
        line(
            f"{summary.waiting} photos and videos wait: their files cannot be reached or have changed. "
            "Connect what they lie on, then run `reid-desktop analyse`."
        )
