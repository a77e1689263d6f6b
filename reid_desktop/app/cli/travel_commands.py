"""The command `path`: sightings in order of time, and what contradicts itself."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from reid_desktop.adapters.store.case import may_write
from reid_desktop.app.bootstrap import OpenCase
from reid_desktop.app.case_folders import case_folder
from reid_desktop.app.cli.case_commands import UNLOGGED
from reid_desktop.app.cli.output import line, print_json, say
from reid_desktop.app.cli.person_commands import find_person
from reid_desktop.app.cli.records import Row
from reid_desktop.app.settings import Settings
from reid_desktop.domain.capture import iso_utc
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.ids import SearchId, SightingId
from reid_desktop.domain.query import LEAD_NOTICE
from reid_desktop.domain.roles import Right
from reid_desktop.domain.travel import Leg, LegVerdict, Stop
from reid_desktop.services.travelling import Travelled, Travelling
from reid_desktop.services.viewing import VIEWED

VERDICTS = {
    LegVerdict.POSSIBLE: "",
    LegVerdict.FAST: "fast, but possible within the uncertainty of times and places",
    LegVerdict.IMPOSSIBLE: "IMPOSSIBLE for one person",
    LegVerdict.SAME_PICTURE: "IMPOSSIBLE: both are in one photo",
}


def path(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print a path with its flagged legs."""
    if arguments.top is not None and arguments.search is None:
        raise UsageError("--top goes with --search only.")
    folder = case_folder(Path(arguments.case))
    case = OpenCase(settings, folder, read_only=not may_write(folder))
    try:
        case.oversight.gatekeeper.require(case.who, Right.VIEW)
        travelling = Travelling(case.store)
        ids, what = _asked(case, travelling, arguments)
        found = travelling.path(ids, arguments.limit_kmh)
        _log(case, what)
    finally:
        case.close()
    if arguments.json:
        print_json(path_document(found, what))
    else:
        _print(found)
    return 0


def _asked(
    case: OpenCase, travelling: Travelling, arguments: argparse.Namespace
) -> tuple[list[SightingId], str]:
    if arguments.search is not None:
        ids = travelling.candidates(SearchId(arguments.search), arguments.top)
        return ids, f"search {arguments.search}"
    if arguments.person is not None:
        person = find_person(case, arguments.person)
        return list(person.sightings), f"person {person.person_id}"
    ids = [SightingId(one) for one in arguments.sighting]
    return ids, "sightings " + ",".join(str(one) for one in ids)


def _log(case: OpenCase, what: str) -> None:
    if case.store.is_read_only:
        say(UNLOGGED)
        return
    with case.store.transaction(case.who) as writer:
        writer.log(VIEWED, what, reason="path in time")


def path_document(found: Travelled, what: str) -> Row:
    """Return a path as JSON; see docs/command-line.md."""
    return {
        "of": what,
        "notice": LEAD_NOTICE,
        "limit_kmh": found.path.limit_kmh,
        "stops": [stop_row(stop) for stop in found.path.stops],
        "legs": [leg_row(leg) for leg in found.path.legs],
        "conflicts": [leg_row(leg) for leg in found.path.conflicts],
        "flagged": len(found.path.flagged),
        "untimed": list(found.untimed),
        "unplaced": list(found.unplaced),
    }


def stop_row(stop: Stop) -> Row:
    """Return a stop."""
    return {
        "sighting_id": stop.sighting_id,
        "time_utc": iso_utc(stop.time_utc_ms),
        "time_uncertainty_s": stop.uncertainty_s,
        "latitude": stop.latitude_deg,
        "longitude": stop.longitude_deg,
        "accuracy_m": stop.accuracy_m,
    }


def leg_row(leg: Leg) -> Row:
    """Return a leg; speeds are null where no time passed."""
    speed, least = leg.speed_kmh, leg.least_speed_kmh
    return {
        "from": leg.start.sighting_id,
        "to": leg.end.sighting_id,
        "distance_m": round(leg.distance_m, 1),
        "elapsed_s": round(leg.elapsed_s, 3),
        "speed_kmh": None if speed is None else round(speed, 1),
        "least_distance_m": round(leg.least_distance_m, 1),
        "most_elapsed_s": round(leg.most_elapsed_s, 3),
        "least_speed_kmh": None if least is None else round(least, 1),
        "order_certain": leg.order_is_certain,
        "verdict": leg.verdict.value,
    }


def _print(found: Travelled) -> None:
    line(LEAD_NOTICE)
    legs: Iterable[Leg | None] = (None, *found.path.legs)
    for stop, leg in zip(found.path.stops, legs, strict=False):
        if leg is not None:
            line(f"    {_leg_text(leg)}")
        line(
            f"{iso_utc(stop.time_utc_ms)} ± {stop.uncertainty_s:,.0f} s  sighting {stop.sighting_id}  "
            f"{stop.latitude_deg:.5f},{stop.longitude_deg:.5f}"
        )
    for conflict in found.path.conflicts:
        line(
            f"Between sightings {conflict.start.sighting_id} and {conflict.end.sighting_id}: "
            f"{_leg_text(conflict)}"
        )
    line(
        f"{len(found.path.stops)} sightings on the path, {len(found.untimed)} without a known time, "
        f"{len(found.unplaced)} without a known place; {len(found.path.flagged)} flagged at "
        f"{found.path.limit_kmh:,.0f} km/h."
    )


def _leg_text(leg: Leg) -> str:
    speed = "" if leg.speed_kmh is None else f", {leg.speed_kmh:,.0f} km/h"
    if leg.verdict is LegVerdict.IMPOSSIBLE and leg.speed_kmh and leg.least_speed_kmh is not None:
        speed += f", at least {leg.least_speed_kmh:,.0f} km/h"
    text = f"{leg.distance_m / 1000:,.2f} km in {leg.elapsed_s:,.0f} s{speed}"
    order = "" if leg.order_is_certain or leg.elapsed_s == 0 else "order uncertain"
    notes = "; ".join(note for note in (VERDICTS[leg.verdict], order) if note)
    return f"{text}  ({notes})" if notes else text
