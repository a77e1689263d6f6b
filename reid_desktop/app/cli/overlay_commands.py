"""The commands `exhibit`, `solve-clock` and `correct`: what is declared over what was found."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from reid_desktop.adapters.store.case import may_write
from reid_desktop.app.bootstrap import OpenCase
from reid_desktop.app.case_folders import case_folder
from reid_desktop.app.cli.jobs import run_request
from reid_desktop.app.cli.output import line, print_json
from reid_desktop.app.cli.records import exhibit_row
from reid_desktop.app.settings import Settings
from reid_desktop.domain.capture import CaptureTime, Place, PlaceSource, TimeSource, iso_utc
from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.clock_solving import DECLARED as BY_EXAMINER
from reid_desktop.domain.clock_solving import basis_of
from reid_desktop.domain.clocks import ClockSolution, ReferenceEvent, SameMoment
from reid_desktop.domain.corrections import Corrected
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.ids import ExhibitId, MediaId
from reid_desktop.ports.engine import CorrectRequest, DeclareExhibitRequest, Settling, SolveClockRequest

DECLARED = (
    "description", "seal", "owner", "make", "model", "time_zone", "clock_offset_s", "clock_uncertainty_s",
)  # fmt: skip


def exhibit(arguments: argparse.Namespace, settings: Settings) -> int:
    """Change what is declared of an exhibit; its media are settled anew."""
    folder = case_folder(Path(arguments.case))
    before = _known(settings, folder, arguments.exhibit)
    given = {name: getattr(arguments, name) for name in DECLARED if getattr(arguments, name) is not None}
    if not given:
        raise UsageError("Say what to declare, such as --timezone Europe/Berlin.")
    if "clock_offset_s" in given:
        given["clock_basis"] = BY_EXAMINER
    after = replace(before, **given)
    return _declare(settings, folder, after, arguments)


def _declare(settings: Settings, folder: Path, after: Exhibit, arguments: argparse.Namespace) -> int:
    answer = run_request(settings, folder, DeclareExhibitRequest(after, arguments.reason), "Declare")
    assert isinstance(answer, Settling)
    if arguments.json:
        print_json({**exhibit_row(after), "changed": answer.changed})
    else:
        line(f"Exhibit {after.exhibit_id}: {answer.changed} photos and videos have another time now.")
    return 0


def solve_clock(arguments: argparse.Namespace, settings: Settings) -> int:
    """Find the offset of an exhibit's clock, and declare it if asked to."""
    folder = case_folder(Path(arguments.case))
    events = tuple(
        ReferenceEvent(device_ms, true_ms, arguments.event_uncertainty, "by hand")
        for device_ms, true_ms in arguments.event
    )
    same = _same(settings, folder, arguments)
    request = SolveClockRequest(ExhibitId(arguments.exhibit), events, same)
    found = run_request(settings, folder, request, "Solve clock")
    assert isinstance(found, ClockSolution)
    if arguments.apply:
        before = _known(settings, folder, arguments.exhibit)
        basis = basis_of(found)
        after = replace(
            before,
            clock_offset_s=found.offset_s,
            clock_uncertainty_s=found.uncertainty_s,
            clock_basis=basis,
        )
        arguments.reason = arguments.reason or basis
        return _declare(settings, folder, after, arguments)
    if arguments.json:
        print_json(
            {
                "exhibit": arguments.exhibit,
                "offset_s": found.offset_s,
                "uncertainty_s": found.uncertainty_s,
                "events": [asdict(event) for event in found.events],
                "left_out": [asdict(event) for event in found.left_out],
                "note": found.note,
            }
        )
        return 0
    line(f"Add {found.offset_s:,.1f} s, plus or minus {found.uncertainty_s:,.1f} s, to the clock.")
    line(f"{len(found.events)} events agree, {len(found.left_out)} do not. {found.note}".strip())
    for event in found.left_out[:20]:
        offset_s = (event.true_utc_ms - event.device_utc_ms) / 1000
        line(f"left out: {event.basis}: {offset_s:,.1f} s at {iso_utc(event.device_utc_ms)}")
    return 0


def correct(arguments: argparse.Namespace, settings: Settings) -> int:
    """Correct time or place of a photo or video by hand, or withdraw that."""
    folder = case_folder(Path(arguments.case))
    (media_id,) = _media_ids(settings, folder, [arguments.sha256])
    time, place = _time(arguments), _place(arguments)
    about = Corrected.TIME if time else Corrected.PLACE if place else Corrected(arguments.withdraw)
    request = CorrectRequest((media_id,), about, arguments.reason, time, place)
    answer = run_request(settings, folder, request, "Correct")
    assert isinstance(answer, Settling)
    if arguments.json:
        print_json({"sha256": arguments.sha256.lower(), "about": about.value, "changed": answer.changed})
    else:
        line(
            "Kept. What was found in the file stays as it is." if answer.changed else "Nothing is different."
        )
    return 0


def _same(settings: Settings, folder: Path, arguments: argparse.Namespace) -> tuple[SameMoment, ...]:
    ids = iter(_media_ids(settings, folder, [digest for pair in arguments.same for digest in pair]))
    return tuple(
        SameMoment(own, other, arguments.event_uncertainty) for own, other in zip(ids, ids, strict=True)
    )


def _media_ids(settings: Settings, folder: Path, digests: Sequence[str]) -> list[MediaId]:
    """Return the items with these hashes, in order.

    :raises UsageError: the case does not hold one of them.
    """
    case = OpenCase(settings, folder, read_only=not may_write(folder))
    try:
        found = [(digest, case.store.media_by_sha256(digest.lower())) for digest in digests]
    finally:
        case.close()
    for digest, media_id in found:
        if media_id is None:
            raise UsageError("The case holds no photo or video with the SHA-256 {digest}.", digest=digest)
    return [media_id for _, media_id in found if media_id is not None]


def _time(arguments: argparse.Namespace) -> CaptureTime | None:
    if arguments.time is None:
        return None
    return CaptureTime(
        arguments.time, arguments.uncertainty, iso_utc(arguments.time), None, TimeSource.MANUAL
    )


def _place(arguments: argparse.Namespace) -> Place | None:
    if arguments.place is None:
        return None
    latitude_deg, longitude_deg = arguments.place
    return Place(latitude_deg, longitude_deg, PlaceSource.MANUAL, arguments.accuracy)


def _known(settings: Settings, folder: Path, exhibit_id: str) -> Exhibit:
    case = OpenCase(settings, folder, read_only=not may_write(folder))
    try:
        found = {one.exhibit_id: one for one in case.store.exhibits()}.get(ExhibitId(exhibit_id))
    finally:
        case.close()
    if found is None:
        raise UsageError("The case has no exhibit {exhibit_id}.", exhibit_id=exhibit_id)
    return found
