"""The command `person`: the library of persons of interest."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from reid_desktop.adapters.store.case import may_write
from reid_desktop.app.bootstrap import OpenCase
from reid_desktop.app.case_folders import case_folder
from reid_desktop.app.cli.alarm_records import acknowledge, alarms
from reid_desktop.app.cli.output import line, print_json, print_json_rows
from reid_desktop.app.cli.person_leads import groups, together
from reid_desktop.app.cli.person_records import event_row, person_in_full, person_row
from reid_desktop.app.settings import Settings
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.ids import PersonEventId, PersonId, ProbeId, SightingId
from reid_desktop.domain.person_history import void_events
from reid_desktop.domain.persons import (
    Comparison,
    Person,
    PersonAct,
    PersonEvent,
    PersonVerb,
    Threshold,
)
from reid_desktop.domain.roles import Right
from reid_desktop.ports.engine import (
    AddProbeRequest,
    ChangePersonRequest,
    ProbePicture,
    ProposeThresholdRequest,
    Request,
)
from reid_desktop.services.persons_of_interest import people_in

Arguments = argparse.Namespace
ASKING = ("list", "show", "history", "alarms", "together", "groups")


def person(arguments: Arguments, settings: Settings) -> int:
    """Ask about persons of interest, or change them."""
    folder = case_folder(Path(arguments.case))
    asks = arguments.action in ASKING
    case = OpenCase(settings, folder, read_only=asks and not may_write(folder))
    try:
        right = Right.SEARCH if arguments.action == "groups" else Right.VIEW if asks else Right.DECIDE
        case.oversight.gatekeeper.require(case.who, right)
        if asks:
            _ASKING[arguments.action](case, arguments)
        elif arguments.action == "acknowledge":
            acknowledge(case, arguments)
        else:
            _tell(case, _change(case, arguments), arguments)
    finally:
        case.close()
    return 0


def find_person(case: OpenCase, who: str) -> Person:
    """Return the person of a number or a name.

    :raises UsageError: there is none, or several of the name.
    """
    people = people_in(case.store)
    named = people.named(who)
    if not named and who.isdecimal() and PersonId(int(who)) in people.persons:
        named = [people.persons[PersonId(int(who))]]
    if len(named) > 1:
        numbers = ", ".join(str(one.person_id) for one in named)
        raise UsageError(
            "{name} is the name of several persons: say which of {numbers}.", name=who, numbers=numbers
        )
    if not named:
        raise UsageError("The case has no person of interest {name}.", name=who)
    return named[0]


# ------------------------------------------------------------ asking


def _list(case: OpenCase, arguments: Arguments) -> None:
    people = people_in(case.store)
    persons = list(people.persons.values()) if arguments.all else people.present
    if arguments.json:
        print_json_rows(person_row(one) for one in persons)
        return
    for one in persons:
        line(_words(one))


def _show(case: OpenCase, arguments: Arguments) -> None:
    one = find_person(case, arguments.who)
    probes = {probe.probe_id: probe for probe in case.store.person_probes()}
    if arguments.json:
        print_json(person_in_full(one, probes))
        return
    line(_words(one))
    if one.note:
        line(f"  {one.note}")
    for probe_id in one.probes:
        line(f"  probe {probe_id}: {probes[probe_id].name} {probes[probe_id].note}".rstrip())
    for threshold in one.thresholds:
        line(f"  alarm from {threshold.score:.4f} on ({threshold.comparison}; {threshold.basis})")
    line(f"  sightings: {', '.join(map(str, one.sightings)) or 'none'}")


def _history(case: OpenCase, arguments: Arguments) -> None:
    events = case.store.person_events()
    void = void_events(events)
    if arguments.who is not None:
        number = find_person(case, arguments.who).person_id
        events = [event for event in events if number in (event.act.person_id, event.act.other)]
    if arguments.json:
        print_json_rows(event_row(event, void) for event in events)
        return
    for event in events:
        undone = "  (undone)" if event.event_id in void else ""
        line(
            f"{event.event_id:5}  {event.at_utc}  {event.author}: {event.act.verb} person "
            f"{event.act.person_id} {event.act.text}{undone}"
        )


_ASKING: dict[str, Callable[[OpenCase, Arguments], None]] = {
    "list": _list,
    "show": _show,
    "history": _history,
    "alarms": alarms,
    "together": together,
    "groups": groups,
}


def _words(one: Person) -> str:
    remarks = [f"{len(one.probes)} probes", f"{len(one.sightings)} confirmed sightings"]
    if one.is_retired:
        remarks.append("no alarms")
    if one.merged_into is not None:
        remarks.append(f"merged into {one.merged_into}")
    return f"{one.person_id:4}  {one.name}: {', '.join(remarks)}"


# ------------------------------------------------------------ changing


def _change(case: OpenCase, arguments: Arguments) -> PersonEvent:
    if arguments.action == "add":
        return _add(case, arguments)
    if arguments.action == "undo":
        act = PersonAct(PersonVerb.UNDONE, undoes=PersonEventId(arguments.event))
        return _done(case, ChangePersonRequest(act, arguments.reason))
    one = find_person(case, arguments.who)
    if arguments.action == "probe" and arguments.remove is None:
        picture = _picture(arguments)
        request = AddProbeRequest(one.person_id, picture, arguments.box, arguments.reason)
        return _done(case, request)
    if arguments.action == "threshold" and arguments.false_alarms is not None:
        return _done(case, ProposeThresholdRequest(one.person_id, arguments.false_alarms, arguments.reason))
    act = _ACTS[arguments.action](case, one.person_id, arguments)
    return _done(case, ChangePersonRequest(act, arguments.reason))


def _done(case: OpenCase, request: Request) -> PersonEvent:
    event = case.people.change(request, case.who)
    assert isinstance(event, PersonEvent)
    return event


def _add(case: OpenCase, arguments: Arguments) -> PersonEvent:
    picture = _picture(arguments) if arguments.image is not None else None
    act = PersonAct(PersonVerb.ADDED, text=arguments.name)
    event = _done(case, ChangePersonRequest(act, arguments.reason))
    number = event.act.person_id
    if arguments.note:
        note = PersonAct(PersonVerb.NOTED, number, arguments.note)
        event = _done(case, ChangePersonRequest(note, arguments.reason))
    if picture is not None:
        request = AddProbeRequest(number, picture, arguments.box, arguments.reason)
        event = _done(case, request)
    return event


def _picture(arguments: Arguments) -> ProbePicture:
    if arguments.image is None:
        return ProbePicture(f"sighting {arguments.sighting}", sighting_id=SightingId(arguments.sighting))
    path = arguments.image.absolute()
    if not path.is_file():
        raise UsageError("There is no picture at {path}.", path=arguments.image)
    return ProbePicture(path.name, path=str(path))


def _with_sightings(verb: PersonVerb) -> Callable[[OpenCase, PersonId, Arguments], PersonAct]:
    def act(case: OpenCase, number: PersonId, arguments: Arguments) -> PersonAct:  # noqa: ARG001 - as its siblings
        return PersonAct(
            verb,
            number,
            sightings=tuple(SightingId(i) for i in arguments.sightings),
            probes=tuple(ProbeId(i) for i in getattr(arguments, "probe", ())),
        )

    return act


def _merge(case: OpenCase, number: PersonId, arguments: Arguments) -> PersonAct:
    return PersonAct(PersonVerb.MERGED, number, other=find_person(case, arguments.other).person_id)


def _split(case: OpenCase, number: PersonId, arguments: Arguments) -> PersonAct:  # noqa: ARG001 - as its siblings
    return PersonAct(
        PersonVerb.SPLIT,
        text=arguments.name,
        sightings=tuple(SightingId(i) for i in arguments.sightings),
        probes=tuple(ProbeId(i) for i in arguments.probe),
        other=number,
    )


def _threshold(case: OpenCase, number: PersonId, arguments: Arguments) -> PersonAct:
    key = case.store.newest_model_key()
    if key is None:
        raise UsageError(
            "A threshold belongs to models, and nothing is analysed yet: import something first."
        )
    if arguments.score is None:
        raise UsageError("Give a score, or --false-alarms with a rate such as 0.0001.")
    threshold = Threshold(key, Comparison(arguments.compared), arguments.score)
    return PersonAct(PersonVerb.THRESHOLD_SET, number, threshold=threshold)


_ACTS: dict[str, Callable[[OpenCase, PersonId, Arguments], PersonAct]] = {
    "rename": lambda _, number, arguments: PersonAct(PersonVerb.RENAMED, number, arguments.name),
    "note": lambda _, number, arguments: PersonAct(PersonVerb.NOTED, number, arguments.text),
    "probe": lambda _, number, arguments: PersonAct(
        PersonVerb.PROBE_TAKEN_OUT, number, probes=(ProbeId(arguments.remove),)
    ),
    "threshold": _threshold,
    "retire": lambda _, number, __: PersonAct(PersonVerb.RETIRED, number),
    "confirm": _with_sightings(PersonVerb.CONFIRMED),
    "deny": _with_sightings(PersonVerb.DENIED),
    "release": _with_sightings(PersonVerb.RELEASED),
    "move": _with_sightings(PersonVerb.MOVED),
    "merge": _merge,
    "split": _split,
}


def _tell(case: OpenCase, event: PersonEvent, arguments: Arguments) -> None:
    one = people_in(case.store).persons.get(event.act.person_id)
    probes = {probe.probe_id: probe for probe in case.store.person_probes()}
    if arguments.json:
        shown = None if one is None else person_in_full(one, probes)
        print_json({**event_row(event), "person": shown})
        return
    line(f"Change {event.event_id}: {event.act.verb}.")
    if one is not None:
        line(_words(one))
