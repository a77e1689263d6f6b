"""What the command `person` proposes and notices: groups, and who appears with whom."""

from __future__ import annotations

import argparse

from reid_desktop.app.bootstrap import OpenCase
from reid_desktop.app.cli.output import line, print_json
from reid_desktop.app.cli.records import Row
from reid_desktop.domain.capture import iso_utc
from reid_desktop.domain.co_presence import Appearance, Companions, Meeting
from reid_desktop.domain.person_groups import GROUP_NOTICE, Groups
from reid_desktop.ports.engine import GroupRequest
from reid_desktop.services.companions import companions_in
from reid_desktop.services.persons_of_interest import people_in


def groups(case: OpenCase, arguments: argparse.Namespace) -> None:
    """Print groups of unconfirmed sightings."""
    case.oversight.allow_grouping(case.who)
    found = case.people.grouping()(GroupRequest(arguments.looseness, arguments.min_quality))
    if arguments.json:
        print_json(_groups_row(found, arguments.looseness))
        return
    line(GROUP_NOTICE)
    for number, one in enumerate(found.groups, start=1):
        near = f"  like person {one.near_person} ({one.near_score:.2f})" if one.near_person else ""
        ids = " ".join(str(i) for i in one.sightings[:12])
        more = " ..." if len(one.sightings) > 12 else ""
        line(f"{number:4}  {len(one.sightings):4} sightings, {one.cohesion:.2f}: {ids}{more}{near}")
    line(f"{found.alone} sightings are in no group.")


def together(case: OpenCase, arguments: argparse.Namespace) -> None:
    """Print who appears with whom."""
    pairs = companions_in(case.store, arguments.within, arguments.near)
    if arguments.json:
        print_json(
            {"within_s": arguments.within, "near_m": arguments.near, "pairs": [_pair_row(p) for p in pairs]}
        )
        return
    names = {number: person.name for number, person in people_in(case.store).persons.items()}
    for pair in pairs:
        line(
            f"{names[pair.one]} and {names[pair.other]}: in {pair.in_one_picture} photos and clips together, "
            f"{len(pair.meetings)} meetings"
        )
        for meeting in pair.meetings:
            time_ms = meeting.first.time_utc_ms
            when = iso_utc(time_ms) if time_ms is not None else "no time known"
            how = (
                "one picture"
                if meeting.in_one_picture
                else f"{meeting.apart_s:.0f} s, {meeting.apart_m:.0f} m apart"
            )
            line(f"  {when}  {how}: sightings {meeting.first.sighting_id} and {meeting.second.sighting_id}")


def _groups_row(found: Groups, looseness: float) -> Row:
    return {
        "notice": GROUP_NOTICE,
        "model_key": found.model_key,
        "looseness": looseness,
        "comparison": found.comparison.value,
        "least": found.least,
        "alone": found.alone,
        "groups": [
            {
                "sightings": list(one.sightings),
                "cohesion": one.cohesion,
                "near_person": one.near_person,
                "near_score": one.near_score,
            }
            for one in found.groups
        ],
    }


def _pair_row(pair: Companions) -> Row:
    return {
        "persons": [pair.one, pair.other],
        "in_one_picture": pair.in_one_picture,
        "meetings": [_meeting_row(meeting) for meeting in pair.meetings],
    }


def _meeting_row(meeting: Meeting) -> Row:
    return {
        "in_one_picture": meeting.in_one_picture,
        "apart_s": meeting.apart_s,
        "apart_m": None if meeting.apart_m is None else round(meeting.apart_m, 1),
        "sightings": [_appearance_row(meeting.first), _appearance_row(meeting.second)],
    }


def _appearance_row(one: Appearance) -> Row:
    return {
        "sighting_id": one.sighting_id,
        "person_id": one.person_id,
        "time_utc": None if one.time_utc_ms is None else iso_utc(one.time_utc_ms),
        "latitude": one.latitude_deg,
        "longitude": one.longitude_deg,
    }
