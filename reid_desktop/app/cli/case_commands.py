"""The commands `new`, `show` and `verify`."""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from reid_desktop import __version__
from reid_desktop.adapters.store.case import may_write
from reid_desktop.app.bootstrap import OpenCase
from reid_desktop.app.case_folders import case_folder, new_case_folder
from reid_desktop.app.cli.jobs import run_request
from reid_desktop.app.cli.narrowing import narrowed
from reid_desktop.app.cli.output import line, print_json, print_json_rows, say
from reid_desktop.app.cli.passwords import passwords_of
from reid_desktop.app.cli.records import (
    Row,
    audit_row,
    exhibit_row,
    link_row,
    media_row,
    search_head,
    sighting_row,
    verify_row,
)
from reid_desktop.app.cli.review_records import decision_rows, grade_rows, note_rows, reviews_of, tag_rows
from reid_desktop.app.clock import SystemClock
from reid_desktop.app.making import make_case
from reid_desktop.app.settings import Settings
from reid_desktop.domain.authority import Gate
from reid_desktop.domain.capture import iso_utc
from reid_desktop.domain.case import CaseFacts
from reid_desktop.domain.corrections import Correction
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.ids import MediaId
from reid_desktop.domain.query import Filters
from reid_desktop.domain.roles import Right
from reid_desktop.domain.stacks import MediaLink
from reid_desktop.ports.engine import VerifyReport, VerifyRequest
from reid_desktop.services.viewing import VIEWED

PAGE = 500
UNLOGGED = "The case cannot be written to, so its log does not know of this."


def new(arguments: argparse.Namespace, settings: Settings) -> int:
    """Make a case."""
    named = Path(arguments.case)
    if named.name in {"", ".."}:
        raise UsageError("{case} is no name for a case; give a folder that is not there yet.", case=named)
    folder = new_case_folder(named)
    try:
        facts = CaseFacts(
            arguments.number,
            arguments.title,
            arguments.examiner,
            arguments.agency,
            arguments.authority,
            iso_utc(SystemClock().now_utc_ms()),
            __version__,
        )
    except ValueError as cause:
        raise UsageError("{why}.", why=str(cause).capitalize()) from cause
    make_case(
        settings, folder, facts, Gate(arguments.authority_policy) if arguments.authority_policy else None
    )
    if arguments.json:
        print_json({"case": str(folder), "number": facts.number, "title": facts.title})
    else:
        line(f"The case is at {folder}")
    return 0


def show(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print what the case holds."""
    filters = narrowed(arguments)
    if arguments.what != "sightings" and not filters.is_empty:
        raise UsageError("Options that narrow go with `show sightings` only.")
    folder = case_folder(Path(arguments.case))
    case = OpenCase(settings, folder, read_only=not may_write(folder))
    try:
        _log_view(case, arguments.what)
        kinds: dict[str, Callable[[OpenCase], Iterator[Row]]] = {
            "media": _media,
            "sightings": partial(_sightings, filters=filters, shows_track=arguments.tracks),
            "exhibits": _exhibits,
            "searches": _searches,
            "audit": _audit,
            "stacks": _stacks,
            "decisions": decision_rows,
            "notes": note_rows,
            "tags": tag_rows,
            "grades": grade_rows,
            "timings": _timings,
        }
        rows = kinds[arguments.what](case)
        if arguments.json:
            print_json_rows(rows)
        else:
            _print_plain(rows)
    finally:
        case.close()
    return 0


UNGUARDED = (
    "for information: {rows:,} facts were written by a version of the program that did not guard them yet: "
    "a change of them from outside the program would not be seen."
)


def verify(arguments: argparse.Namespace, settings: Settings) -> int:
    """Hash the evidence again and check the case."""
    folder = case_folder(Path(arguments.case))
    report = run_request(
        settings, folder, VerifyRequest(tuple(arguments.log_head), passwords_of(arguments)), "Verify"
    )
    assert isinstance(report, VerifyReport)
    if arguments.json:
        print_json(verify_row(report))
    else:
        line(f"{report.unchanged} of {report.files_checked} files are unchanged.")
        for problem in report.problems:
            line(f"{problem.path}: {problem.reason}")
        for new in report.new_files:
            line(f"for information: {new.path}: {new.reason}")
        if report.unguarded_rows:
            line(UNGUARDED.format(rows=report.unguarded_rows))
        line("Nothing is wrong with the case." if not report.problems else "See the lines above.")
    if not report.is_logged:
        say(UNLOGGED)
    return 1 if report.problems else 0


def _log_view(case: OpenCase, what: str) -> None:
    case.oversight.gatekeeper.require(case.who, Right.AUDIT if what == "audit" else Right.VIEW)
    if case.store.is_read_only:
        say(UNLOGGED)
        return
    with case.store.transaction(case.who) as writer:
        writer.log(VIEWED, what)


def _print_plain(rows: Iterator[Row]) -> None:
    count = 0
    for count, row in enumerate(rows, start=1):  # noqa: B007 - the last number is the count
        line("  ".join(f"{name}={value}" for name, value in row.items() if value not in (None, "", [])))
    say(f"{count} in all")


def _media(case: OpenCase) -> Iterator[Row]:
    links = _link_rows(case)
    of_media: defaultdict[MediaId, list[Row]] = defaultdict(list)
    for link, row in links:
        of_media[link.first].append(row)
        of_media[link.second].append(row)
    corrections: defaultdict[MediaId, list[Correction]] = defaultdict(list)
    for correction in case.store.corrections():
        corrections[correction.media_id].append(correction)
    ids = case.store.media_ids()
    for start in range(0, len(ids), PAGE):
        for item in case.store.media(ids[start : start + PAGE]):
            yield media_row(item, of_media.get(item.media_id, ()), corrections.get(item.media_id, ()))


def _stacks(case: OpenCase) -> Iterator[Row]:
    return (row for _, row in _link_rows(case))


def _link_rows(case: OpenCase) -> list[tuple[MediaLink, Row]]:
    links = case.store.links()
    ids = sorted({i for link in links for i in (link.first, link.second)})
    hashes: dict[MediaId, str] = {}
    for start in range(0, len(ids), PAGE):
        hashes |= {m.media_id: m.sha256 for m in case.store.media(ids[start : start + PAGE])}
    return [(link, link_row(link, hashes)) for link in links]


def _sightings(case: OpenCase, filters: Filters, shows_track: bool) -> Iterator[Row]:
    key = case.store.newest_model_key()
    if key is None:
        return
    ids = case.store.filtered(key, filters)
    for start in range(0, len(ids), PAGE):
        page = case.store.sightings(ids[start : start + PAGE].tolist())
        hashes = {m.media_id: m.sha256 for m in case.store.media(sorted({s.media_id for s in page}))}
        reviews = reviews_of(case, [s.sighting_id for s in page])
        for sighting in page:
            track = case.store.track(sighting.sighting_id) if shows_track else None
            row = sighting_row(sighting, hashes[sighting.media_id], track, shows_track=shows_track)
            yield {**row, **reviews[sighting.sighting_id]}


def _exhibits(case: OpenCase) -> Iterator[Row]:
    return (exhibit_row(exhibit) for exhibit in case.store.exhibits())


def _searches(case: OpenCase) -> Iterator[Row]:
    return (search_head(search) for search in case.store.searches())


def _audit(case: OpenCase) -> Iterator[Row]:
    return (audit_row(entry) for entry in case.store.audit())


def _timings(case: OpenCase) -> Iterator[Row]:
    for stretch in case.store.stage_times():
        for one in stretch.stages:
            yield {
                "ended_utc": stretch.ended_utc,
                "model_key": stretch.model_key,
                "stage": one.stage,
                "count": one.count,
                "elapsed_s": one.elapsed_s,
                "each_ms": round(1000 * one.elapsed_s / one.count, 3) if one.count else None,
            }
