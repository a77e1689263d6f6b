"""People: nobody yet, groups proposed, persons made of them and put right, who was with whom, alarms."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.persons import Person, PersonAct, PersonVerb
from reid_desktop.ports.engine import AddProbeRequest, ChangePersonRequest, ImportRequest, ProbePicture
from reid_desktop.services.space_time import LaneBy
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.views.people import ALARMS, GROUPS, PERSONS, TOGETHER

from .bringing_in import IMPORT_PATIENCE_S
from .camera import Camera

LONG_NAME = "Unknown 2, a very long name to see whether it fits anywhere, with where they were seen: bus stop"
_NAMES = ("Unknown 1", LONG_NAME, "رجل مجهول في السوق القديم")
_MOST_CONFIRMED = 14


def people(camera: Camera, window: MainWindow) -> None:
    """Show nobody, groups, persons, all that can be done with them, who was seen with whom, alarms."""
    window.actions_table["clear_search"].trigger()
    camera.rest(window)
    for tab, name in ((PERSONS, "nobody"), (TOGETHER, "nobody-together"), (GROUPS, "no-groups")):
        window.peopling.begin(tab)
        camera.keep(window, name)
    _propose(camera, window)
    made = _make(camera, window)
    window.peopling.begin(PERSONS)
    camera.keep(window, "persons")
    _put_right(camera, window)
    window.peopling.begin(TOGETHER)
    camera.keep(window, "together")
    window.peopling.begin(ALARMS)
    camera.keep(window, "no-alarms")
    if made:
        _raise_alarms(camera, window)
    window.peopling.leave()
    window.panels.workbench.set_lanes(LaneBy.PERSON)
    camera.keep(window, "lanes-by-person")
    window.panels.workbench.set_lanes(LaneBy.EXHIBIT)


def _propose(camera: Camera, window: MainWindow) -> None:
    """Propose groups from strict to loose."""
    groups = window.panels.people.groups
    for place, name in ((0, "groups-strict"), (100, "groups-loose"), (50, "groups")):
        groups.set_looseness(place / 100)
        groups.propose()
        camera.wait("the groups", lambda: groups.is_answered)
        camera.keep(window, name)


def _make(camera: Camera, window: MainWindow) -> bool:
    """Make a person of each of the largest groups; tell whether there were any."""
    found = window.panels.people.groups.groups[: len(_NAMES)]
    for number, (name, group) in enumerate(zip(_NAMES, found, strict=False), start=1):
        window.peopling.make_person(name, tuple(group.sightings[:_MOST_CONFIRMED]))
        camera.wait("the persons", lambda many=number: len(window.peopling.persons) == many)  # type: ignore[misc]
        camera.wait_for_work(window, "what is confirmed")
    return bool(found)


def _put_right(camera: Camera, window: MainWindow) -> None:
    """Ask for a merge, a split, a move and another name; do them; take the merge back."""
    persons = window.panels.people.persons
    if len(window.peopling.persons) < 2:
        return
    first, second = window.peopling.persons[:2]
    persons.choose(second.person_id)
    camera.rest(window)
    chosen = tuple(second.sightings[:3])
    for row in range(min(3, persons.crops.count())):
        persons.crops.item(row).setSelected(True)
    camera.keep(window, "crops-chosen")
    asks: Sequence[tuple[str, Callable[[], None]]] = (
        ("merge", lambda: persons.merge_wanted.emit(second)),
        ("split", lambda: persons.split_wanted.emit(second, chosen)),
        ("move", lambda: persons.move_wanted.emit(second, chosen)),
        ("rename", lambda: persons.rename_wanted.emit(second)),
    )
    for name, ask in asks:
        ask()
        camera.keep_dialog(window, name)
    _act(camera, window, PersonAct(PersonVerb.MOVED, first.person_id, sightings=chosen))
    split = PersonAct(PersonVerb.SPLIT, text="Split off", other=first.person_id, sightings=chosen)
    _act(camera, window, split)
    _act(camera, window, PersonAct(PersonVerb.MERGED, first.person_id, other=_last(window).person_id))
    camera.keep(window, "split-and-merged")
    merged = window.panels.desk.people.state().events[-1]
    _act(camera, window, PersonAct(PersonVerb.UNDONE, undoes=merged.event_id))
    camera.keep(window, "merge-undone")


def _last(window: MainWindow) -> Person:
    return max(window.peopling.persons, key=lambda one: one.person_id)


def _act(camera: Camera, window: MainWindow, act: PersonAct) -> None:
    window.panels.tasks.submit(ChangePersonRequest(act), "Persons of interest")
    camera.wait_for_work(window, "the persons")


def _raise_alarms(camera: Camera, window: MainWindow) -> None:
    """Watch for a person, and bring in more photos, some of which show somebody alike."""
    more = camera.stops.names_source
    person = window.peopling.persons[0]
    if more is None or not person.sightings:
        return
    picture = ProbePicture("of the person", sighting_id=SightingId(person.sightings[0]))
    window.panels.tasks.submit(AddProbeRequest(person.person_id, picture), "Persons of interest")
    camera.wait_for_work(window, "the probe")
    window.panels.tasks.submit(ImportRequest((str(more),), camera.stops.exhibit), "Import")
    camera.wait_for_work(window, "the import", IMPORT_PATIENCE_S)
    window.peopling.begin(ALARMS)
    camera.keep(window, "alarms")
