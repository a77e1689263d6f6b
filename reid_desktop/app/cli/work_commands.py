"""The commands `import` and `analyse`."""

from __future__ import annotations

import argparse
import os
from dataclasses import replace
from pathlib import Path

from reid_desktop.app.bootstrap import OpenCase
from reid_desktop.app.case_folders import case_folder, refuse_own_folder
from reid_desktop.app.cli.jobs import run_request
from reid_desktop.app.cli.output import line, print_json
from reid_desktop.app.cli.passwords import passwords_of
from reid_desktop.app.cli.records import summary_row
from reid_desktop.app.settings import Settings
from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.ids import ExhibitId
from reid_desktop.ports.engine import (
    AnalyseRequest,
    AnalysisOptions,
    ImportRequest,
    ImportSummary,
)

OF_ANALYSIS = (
    "sightings", "waiting", "failed", "failures", "clips_at_another_rate", "model_key", "elapsed_s",
)  # fmt: skip
"""What is told of an analysis, of all that is told of an import."""


def import_(arguments: argparse.Namespace, settings: Settings) -> int:
    """Import files and folders, and analyse them."""
    folder = case_folder(Path(arguments.case))
    exhibit = _exhibit(settings, folder, arguments)
    paths = tuple(str(Path(path).absolute()) for path in arguments.paths)
    for path in paths:
        facts_of(path)
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
    request = AnalyseRequest(analysis_options(arguments), passwords_of(arguments), arguments.again)
    summary = run_request(settings, folder, request, "Analyse")
    assert isinstance(summary, ImportSummary)
    if arguments.json:
        row = summary_row(summary)
        print_json({"media": summary.files_total, **{key: row[key] for key in OF_ANALYSIS}})
    else:
        line(f"{summary.files_total} media analysed, {summary.sightings} sightings, {summary.failed} failed.")
        line(f"Models: {summary.model_key}")
        _print_waiting(summary)
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
        arguments.quick_pass,
    )


def facts_of(path: str) -> os.stat_result:
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
    if summary.clips_at_another_rate:
        line(
            f"{summary.clips_at_another_rate} videos were looked at another number of times a second, and "
            "were left as they are. `reid-desktop analyse --again` with the same --video-fps looks at them "
            "again."
        )
