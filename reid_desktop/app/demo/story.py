"""The main job from the first to the last step, on made-up phones."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from reid_desktop import __version__
from reid_desktop.app.bootstrap import OpenCase
from reid_desktop.app.cli.jobs import run_request
from reid_desktop.app.clock import SystemClock
from reid_desktop.app.demo.phones import LOOKED_FOR, Laid, lay_out
from reid_desktop.app.making import make_case
from reid_desktop.app.settings import Settings
from reid_desktop.domain.capture import iso_utc
from reid_desktop.domain.case import CaseFacts, Exhibit
from reid_desktop.domain.errors import SourceError, UsageError
from reid_desktop.domain.geometry import Box
from reid_desktop.domain.ids import ExhibitId, SearchId
from reid_desktop.ports.engine import (
    Answer,
    ExportRequest,
    ImportRequest,
    ImportSummary,
    ProbePicture,
    SearchRequest,
    VerifyReport,
    VerifyRequest,
)

EXAMINER = "Demo examiner"
CASE_NAME = "Demo.reidcase"
LOOKED_AT = 10
"""So many candidates are compared with what is known of the made-up pictures."""
SAME_PLACE = 0.5
"""Least overlap (IoU) at which a found box is the person that was put there."""

Answered = TypeVar("Answered")


@dataclass(frozen=True, slots=True)
class Found:
    """What the search gave."""

    search_id: SearchId
    candidates: int
    right: int
    """Among the first candidates: those that are the person looked for."""
    judged: int
    """Among the first candidates: photos, where it is known who stands where."""
    exhibits: tuple[str, ...]
    """Phones that the right ones are from."""


@dataclass(frozen=True, slots=True)
class Models:
    """What was used."""

    detector: str
    embedder: str
    is_baseline: bool
    key: str


@dataclass(frozen=True, slots=True)
class Result:
    """All that the demo made."""

    out: Path
    case: Path
    laid: Laid
    imports: Mapping[str, ImportSummary]
    models: Models
    found: Found
    exports: tuple[Path, ...]
    report: VerifyReport
    elapsed_s: float


def run_demo(settings: Settings, out: Path, tell: Callable[[str], None]) -> Result:
    """Lay out the phones in `out` and do the main job on them.

    :raises UsageError: the folder is not empty.
    :raises SourceError: the pictures that the phones are made of are not installed.
    """
    started_s = time.monotonic()
    out = _empty_folder(out)
    laid = lay_out(out, tell)
    case = out / CASE_NAME
    tell("Making a case ...")
    _new_case(settings, case)
    imports = {}
    for exhibit, folder in laid.folders.items():
        tell(f"Importing {folder.name} ...")
        declared = Exhibit(ExhibitId(exhibit), f"made-up {folder.name}", time_zone="Europe/Vienna")
        request = ImportRequest((str(folder),), declared)
        imports[exhibit] = _answer(settings, case, request, "Import", ImportSummary)
    tell("Searching ...")
    found, models = _search(settings, case, laid)
    tell("Writing the case file ...")
    exports = tuple(
        _answer(settings, case, ExportRequest(kind, out / name, found.search_id), "Export", Path)
        for kind, name in (("html", "report.html"), ("csv", "candidates.csv"))
    )
    tell("Hashing the evidence again ...")
    report = _answer(settings, case, VerifyRequest(), "Verify", VerifyReport)
    elapsed_s = time.monotonic() - started_s
    return Result(out, case, laid, imports, models, found, exports, report, elapsed_s)


def _empty_folder(out: Path) -> Path:
    out = out.absolute()
    try:
        out.mkdir(parents=True, exist_ok=True)
        is_empty = next(out.iterdir(), None) is None
    except OSError as cause:
        raise SourceError(
            "The folder {folder} cannot be made: {why}.",
            folder=str(out),
            why=cause.strerror or "no reason given",
        ) from cause
    if not is_empty:
        raise UsageError(
            "The folder {folder} is not empty. Name another with --out, or empty it first; the demo "
            "overwrites nothing.",
            folder=str(out),
        )
    return out


def _new_case(settings: Settings, folder: Path) -> None:
    created = iso_utc(SystemClock().now_utc_ms())
    facts = CaseFacts(
        "DEMO-1", "Made-up phones", EXAMINER, "Demo", "none: made-up data", created, __version__
    )
    make_case(settings, folder, facts)


def _answer(
    settings: Settings,
    case: Path,
    request: ImportRequest | ExportRequest | VerifyRequest,
    title: str,
    kind: type[Answered],
) -> Answered:
    answer: Answer = run_request(settings, case, request, title)
    assert isinstance(answer, kind)
    return answer


def _search(settings: Settings, folder: Path, laid: Laid) -> tuple[Found, Models]:
    case = OpenCase(settings, folder)
    try:
        request = SearchRequest(ProbePicture(laid.probe.name, path=str(laid.probe)))
        probe = case.probes().probe(request.picture, request.box)
        search_id = case.search()(probe, request, case.who)
        vision = case.models.case_vision()
        models = Models(
            vision.detector_card.title,
            vision.embedder_card.title,
            vision.detector_card.baseline or vision.embedder_card.baseline,
            vision.model_key,
        )
        return _judge(case, search_id, laid), models
    finally:
        case.close()


def _judge(case: OpenCase, search_id: SearchId, laid: Laid) -> Found:
    """Compare the first candidates with who was put where."""
    record = case.store.search(search_id)
    first = case.store.sightings([candidate.sighting_id for candidate in record.candidates[:LOOKED_AT]])
    items = {item.media_id: item for item in case.store.media(sorted({s.media_id for s in first}))}
    right, judged, exhibits = 0, 0, set()
    for sighting in first:
        copy = items[sighting.media_id].copies[0]
        persons = laid.truth.get(copy.path)
        if persons is None:
            continue
        judged += 1
        if _is_shown(persons, sighting.box):
            right += 1
            exhibits.add(str(copy.exhibit_id))
    return Found(search_id, len(record.candidates), right, judged, tuple(sorted(exhibits)))


def _is_shown(persons: Mapping[str, Box], box: Box) -> bool:
    return LOOKED_FOR in persons and persons[LOOKED_FOR].iou(box) >= SAME_PLACE
